"""The checker of bundles: no change of a bundle is called whole.

The first line of an input is the name of the file in the bundle that the rest stands for, and of
the record of an import the rest is what is packed. With a + before it, all lists are made again.
In place of a name, "zip" says that the rest is the whole bundle as a zip file, and "each" that it
is what every file in it holds: then a line of one meets the readers of all, and quickly.
"""

import gzip
import hashlib
import io
import json
import re
import zipfile
from functools import partial
from pathlib import Path

from target import ROOT, Target, Wrong

from stalkdiary.handover import check_bundle
from stalkdiary.model.ledger import entry_hash

Files = dict[str, bytes]
OF_NO_ENTRY = rb"""(?xs) <(style|script|svg)\b .*? </\1> | <section\b
    (?: (?! <article | <blockquote | class="said" | [0-9a-f]{64} | </section> ) . )* </section>"""
"""What a page has beside its words of entries and its fingerprint."""
UNFORESEEN = {"AssertionError", "AttributeError", "IndexError", "NameError", "TypeError"}
"""What a step of the checker turns into a finding, and no author thought of."""


class Held(check_bundle.Bundle):
    """A bundle in memory."""

    def __init__(self, files: Files) -> None:
        super().__init__()
        self._held = files
        self.files = {name: len(data) for name, data in files.items()}

    def opened(self, name: str) -> io.BytesIO:
        """The file, open for reading bytes."""
        return io.BytesIO(self._held[name])


def target(folder: Path) -> Target:
    whole, path = _small_bundle(), folder / "bundle.zip"
    seeds = [
        f"{mark}{name}\n".encode() + _unpacked(name, data)
        for mark in ("", "+")
        for name, data in whole.items()
    ]
    lines = {
        line for name, data in whole.items() for line in _unpacked(name, data).splitlines(True)
    }
    seeds += [b"each\n" + line for line in sorted(lines)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in whole.items():
            archive.writestr(zipfile.ZipInfo(f"bundle/{name}"), data)
    seeds.append(b"zip\n" + packed.getvalue())
    return Target(partial(_look, whole, path), seeds, max(map(len, seeds)))


def _small_bundle() -> Files:
    """A bundle of version 2 without most of what fills its files: styles, drawings, pages."""
    with zipfile.ZipFile(ROOT / "tests" / "golden" / "bundle-v2.zip") as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    for name, data in files.items():
        if name.endswith((".pdf", ".py")):
            files[name] = data[:64]
        elif name.endswith(".html"):
            files[name] = re.sub(OF_NO_ENTRY, b"", data)
    *lines, last = files[check_bundle.LEDGER].splitlines()
    note = json.loads(last)
    body = json.loads(note["body"])
    body["files"] = {name: _sha256(files[f"data/{name}"]) for name in body["files"]}
    note["body"] = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    note["hash"] = entry_hash(**{name: note[name] for name in note if name != "hash"})
    lines.append(json.dumps(note, ensure_ascii=False).encode())
    files[check_bundle.LEDGER] = b"".join(line + b"\n" for line in lines)
    return _with_lists(files)


def _with_lists(files: Files) -> Files:
    """Every list of the bag made again."""
    payload = {name: data for name, data in files.items() if name.startswith("data/")}
    oxum = b"Payload-Oxum: %d.%d" % (sum(map(len, payload.values())), len(payload))
    info = re.sub(rb"Payload-Oxum: .*", oxum, files["bag-info.txt"])
    made = files | {"bag-info.txt": info, "manifest-sha256.txt": _listed(payload)}
    tags = {name: made[name] for name in check_bundle.BAG_FILES}
    return made | {check_bundle.TAG_MANIFEST: _listed(tags)}


def _listed(files: Files) -> bytes:
    return "".join(f"{_sha256(data)}  {name}\n" for name, data in sorted(files.items())).encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _packed(name: str, data: bytes) -> bytes:
    return gzip.compress(data, mtime=0) if name.endswith(".gz") else data


def _unpacked(name: str, data: bytes) -> bytes:
    return gzip.decompress(data) if name.endswith(".gz") else data


def _look(whole: Files, path: Path, head: str, data: bytes) -> None:
    seal, name = _sha256(whole[check_bundle.TAG_MANIFEST]), head.removeprefix("+")
    try:
        if head == "zip":
            path.write_bytes(data)
            result = check_bundle.check(path, seals=[seal])
            same = bool(result.findings) or _in_zip(data) == whole
        else:
            is_as_it_was = data == _unpacked(name, whole.get(name, b""))
            names = whole if head == "each" else () if is_as_it_was else (name,)
            files = whole | {each: _packed(each, data) for each in names}
            files = _with_lists(files) if head.startswith("+") else files
            same = files == whole
            result = check_bundle.check_files(Held(files), seals=[seal])
    except check_bundle.Refused:
        return
    if not result.findings and not same:
        raise Wrong("a bundle that was changed is called whole")
    _must_be_told(result)


def _in_zip(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [each for each in archive.namelist() if not each.endswith("/")]
        return {each.partition("/")[2]: archive.read(each) for each in names}


def _must_be_told(result: check_bundle.Result) -> None:
    """In JSON and in lines, and no finding is a fault of the checker itself."""
    json.dumps(check_bundle.as_json(result)).encode()
    if not all(line.isprintable() for line in check_bundle.in_words(result)):
        raise Wrong("a line for people is not printable")
    titles = {each.title for each in result.steps}
    for each in result.findings:
        kind = each.found.partition(":")[0]
        if each.kind == "unreadable" and each.where in titles and kind in UNFORESEEN:
            raise Wrong(f"the step {each.where} stumbles: {each.found}")
