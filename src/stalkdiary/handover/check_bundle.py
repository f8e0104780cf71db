"""Checks a bundle that was made by stalkdiary. Needs Python 3.8 or newer and nothing else.

    python3 check_bundle.py BUNDLE [--expect FINGERPRINT] [--json]

BUNDLE is the folder, or the zip file as it was received. Nothing is written, unpacked, run or sent.

A copy of this file lies in every bundle. Whoever could change the bundle could change that copy
as well: to be sure, use one that you got from elsewhere, or read this one. Each numbered step is a
part of its own, with a heading.

1. The list of files is complete: no file is missing, none was added (BagIt 1.0, RFC 8493).
2. Each file has the SHA-256 that the list gives.
3. Each entry of the ledger follows from the one before it.
4. Each exhibit that the ledger names is there, with the content that was taken in.
5. The fingerprint of the bundle and of its report is that of the last entry.
6. Each timestamp is about an entry of this ledger. Its signature is for openssl to check.

Ends with 0 where everything fits, 10 where something was altered or is missing, 11 where something
could not be read, 4 where it is no bundle that this program knows, 2 where it was called wrongly.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import io
import itertools
import json
import os
import re
import stat
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, ContextManager, Iterable, Iterator, NamedTuple, Sequence

VERSION = 1
"""Of the bundles that are understood here; ``Bundle-Version`` in bag-info.txt."""

BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAG_FILES = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
TAG_MANIFEST = "tagmanifest-sha256.txt"
LEDGER = "data/ledger.jsonl"
EXHIBITS_TABLE = "data/exhibits.csv"
EXHIBITS = "data/exhibits/"
TIMESTAMPS = "data/timestamps/"
IMPORTS = "data/imports/"
STAMP_FILES = (("request.tsq", "request"), ("response.tsr", "response"), ("chain.pem", "roots"))
"""The files of a timestamp, and where the ledger has the same."""
WITH_FINGERPRINT = ("data/report.html", "data/HOW-TO-CHECK.txt")
"""Files whose text has the fingerprint; that in the PDF files is for people to compare."""
ALWAYS = frozenset(
    "data/" + name
    for name in (
        *("report.pdf", "report.html", "report.csv", "HOW-TO-CHECK.pdf", "HOW-TO-CHECK.txt"),
        *("ledger.jsonl", "exhibits.csv", "check_bundle.py"),
    )
)
PART = re.compile(r"data/report(-[a-z0-9]+)+\.(pdf|html|csv)")
"""A further part of a report that is too long for one file."""
LEFT_OUT = "[left out]"

START = "sha256:" + "0" * 64
"""What the first entry names as its predecessor."""
TAG = "stalkdiary entry 1"

MOST_FINDINGS = 100
"""Of one step: a longer list explains nothing more."""
MOST_TEXT = 64 * 1024 * 1024
"""Bytes of a file that is read as a whole, such as the list of files."""
MOST_LINE = 512 * 1024 * 1024
"""Bytes of one line of the ledger; the diary itself takes no longer ones."""
BLOCK = 1024 * 1024

_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_LISTED = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)")
_ENTRY = {"number": int, "recorded_at": str, "kind": str, "previous": str, "hash": str}

Progress = Callable[[int], None]
"""Told of each number of bytes that has been read."""


class Refused(Exception):
    """This is nothing that can be checked here. The text is one sentence for people."""


class Finding(NamedTuple):
    """One thing that is not as it should be.

    `kind` is a stable name; `where` is the file or entry; `certain` is False where something could
    not be read, so that nobody knows whether it was altered.
    """

    kind: str
    where: str
    expected: str
    found: str
    certain: bool = True


class Step(NamedTuple):
    """One step: what was looked at, what it means when nothing is found, and what was found.

    `name` is a stable name.
    """

    name: str
    title: str
    checked: str
    meaning: str
    findings: list[Finding]


class Exhibit(NamedTuple):
    """An exhibit as its entry in the ledger has it; a thing that is no file has no `sha256`."""

    ref: str
    incident: Any
    name: str
    sha256: str | None
    size: Any


class Stamp(NamedTuple):
    """A timestamp as its entry in the ledger has it."""

    number: int
    body: dict[str, Any]


class Ledger:
    """What step 3 learns from the ledger for the steps after it."""

    def __init__(self) -> None:
        """Empty, before the first line."""
        self.hashes: dict[int, str] = {}
        self.last = START
        self.left_out = 0
        self.exhibits: list[Exhibit] = []
        self.stamps: list[Stamp] = []
        self.records: dict[str, int] = {}


class Result(NamedTuple):
    """Everything that was found, step by step."""

    steps: list[Step]
    entries: int = 0
    left_out: int = 0
    exhibits: int = 0
    fingerprint: str | None = None
    covered: int | None = None
    seal: str | None = None
    timestamps: Sequence[dict[str, Any]] = ()

    @property
    def findings(self) -> list[Finding]:
        """Those of all steps."""
        return [finding for step in self.steps for finding in step.findings]


# What a bundle is read from --------------------------------------------------------------------


class Bundle:
    """The files of a bundle by name, such as ``data/ledger.jsonl``, with their sizes."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.files: dict[str, int] = {}
        self.odd: list[Finding] = []

    def opened(self, name: str) -> Any:  # noqa: ANN401 - files of several libraries
        """The file, open for reading bytes."""
        raise NotImplementedError

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file; no more of them than its size was said to be, and one."""
        left = self.files[name] + 1
        with self.opened(name) as file:
            while left:
                data = file.read(min(BLOCK, left))
                if not data:
                    return
                left -= len(data)
                yield data

    def text(self, name: str) -> str:
        """A file that is read as a whole."""
        if self.files[name] > MOST_TEXT:
            raise ValueError("it is too long to be read")
        return b"".join(self.blocks(name)).decode("utf-8")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, without their ends."""
        kept: list[bytes] = []
        size = 0
        for block in self.blocks(name):
            *ended, rest = block.split(b"\n")
            for line in ended:
                yield b"".join(kept) + line
                kept, size = [], 0
            kept.append(rest)
            size += len(rest)
            if size > MOST_LINE:
                raise ValueError("a line is too long to be read")
        if size:
            yield b"".join(kept)


class Folder(Bundle):
    """A bundle that is a folder. Links are never followed."""

    def __init__(self, root: Path) -> None:
        """Looks at every name under `root`."""
        super().__init__()
        self._root = root
        folders = [""]
        while folders:
            self._look(folders.pop(), folders)

    def _look(self, folder: str, folders: list[str]) -> None:
        try:
            with os.scandir(self._root / folder) as entries:
                for entry in entries:
                    name = folder + entry.name
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(name + "/")
                    elif entry.is_file(follow_symlinks=False):
                        self.files[name] = entry.stat(follow_symlinks=False).st_size
                    else:
                        kind = "a link" if entry.is_symlink() else "no ordinary file"
                        self.odd.append(Finding("not-a-file", name, "a file", kind))
        except OSError as error:
            self.odd.append(_unreadable(folder or "the folder", error))

    def opened(self, name: str) -> Any:  # noqa: ANN401 - see `Bundle`
        """The file itself, never what a link leads to."""
        # Windows has only the last of these.
        flags = [getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")]
        descriptor = os.open(self._root / name, os.O_RDONLY | sum(flags))
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError("it is no ordinary file")
        return os.fdopen(descriptor, "rb")


class Archive(Bundle):
    """A bundle in a zip file, read where it is and never unpacked."""

    def __init__(self, archive: Any) -> None:  # noqa: ANN401 - zipfile's, or one that decrypts
        """Looks at every name in the open `archive`."""
        super().__init__()
        self._archive = archive
        self._found: dict[str, Any] = {}
        infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
        tops = [name[: -len("bagit.txt")] for name in archive.namelist() if _is_bagit(name)]
        top = min(tops, key=len, default="")
        for info in infos:
            self._look(info, top)

    def _look(self, info: Any, top: str) -> None:  # noqa: ANN401 - of either library
        name = info.filename
        if not name.startswith(top) or name != info.orig_filename:
            self.odd.append(Finding("file-extra", name, f"only files in {top}", name))
            return
        name = name[len(top) :]
        if name in self.files:
            self.odd.append(Finding("file-twice", name, "once in the zip", "more than once"))
        elif stat.S_ISLNK(info.external_attr >> 16):
            self.odd.append(Finding("not-a-file", name, "a file", "a link"))
        else:
            self.files[name], self._found[name] = info.file_size, info

    def opened(self, name: str) -> Any:  # noqa: ANN401 - see `Bundle`
        """The file, as it is unpacked block by block."""
        info = self._found[name]
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("it is packed in a way that a bundle never is")
        return self._archive.open(info)


def _is_bagit(name: str) -> bool:
    return name.rpartition("/")[2] == "bagit.txt" and name.count("/") <= 1


@contextmanager
def opened_bundle(path: Path) -> Iterator[Bundle]:
    """The folder or zip file at `path`.

    Raises:
        Refused: it is neither, or protected by a password.
        zipfile.BadZipFile: it is a zip file that is cut off or damaged.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            yield Folder(path)
            return
        if not stat.S_ISREG(mode):
            raise Refused("This is neither a folder nor a file: name the bundle.")
        with path.open("rb") as file:
            head = file.read(2)
    except ValueError:
        raise Refused("That is not the name of a file.") from None
    except OSError as error:
        raise Refused(f"The bundle can't be read: {error.strerror}.") from None
    if head != b"PK":
        raise Refused("This is not a bundle: neither a folder nor a zip file.")
    with zipfile.ZipFile(path) as archive:
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise Refused(
                "This bundle is protected by a password: unpack it with 7-Zip or another program "
                "that knows AES, then check the folder."
            )
        yield Archive(archive)


# The check -------------------------------------------------------------------------------------


def check(
    path: Path,
    expect: Sequence[str] = (),
    progress: Progress = lambda _: None,
    opener: Callable[[Path], ContextManager[Bundle]] = opened_bundle,
) -> Result:
    """Everything that can be found out about the bundle at `path`.

    Raises:
        Refused: it is no bundle, or one of a later version.
    """
    try:
        with opener(path) as bundle:
            return check_files(bundle, expect, progress)
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - damage has every shape, and is a finding in each
        damaged = Finding("unreadable", path.name, "a whole zip file", _said(error))
        return Result([Step("zip", "The file is whole", "the zip file", "It is.", [damaged])])


def check_files(
    bundle: Bundle, expect: Sequence[str] = (), progress: Progress = lambda _: None
) -> Result:
    """The same of a bundle that is open."""
    if not any(name in bundle.files for name in ("bagit.txt", "manifest-sha256.txt", LEDGER)):
        raise Refused("This is not a bundle: it has no bagit.txt, no list of files and no ledger.")
    _must_be_known(bundle)
    listed: dict[str, str] = {}
    info: dict[str, str] = {}
    digests: dict[str, str] = {}
    ledger = Ledger()
    stamps: list[dict[str, Any]] = []
    steps = [
        _step(
            "complete",
            "The list of files is complete",
            lambda: f"{len(bundle.files)} files against the lists of the bag, and their size",
            lambda: "No file is missing and none was added since the lists were made.",
            _complete(bundle, listed, info),
        ),
        _step(
            "fixity",
            "Each file has the SHA-256 in the list",
            lambda: f"{len(digests)} files, every byte",
            lambda: "No file was changed since the lists were made.",
            _fixity(bundle, listed, info, digests, progress),
        ),
        _step(
            "chain",
            "Each entry of the ledger follows from the one before it",
            lambda: f"{_whole(ledger)} entries in full, {ledger.left_out} by their hash alone",
            lambda: (
                "No entry was changed, removed, inserted or moved since the last was written."
                + _told_of_left_out(ledger)
            ),
            _chain(bundle, ledger),
        ),
        _step(
            "exhibits",
            "Each exhibit is the file that was taken in",
            lambda: f"{len(ledger.exhibits)} exhibits against the ledger, and exhibits.csv",
            lambda: "The files are those whose SHA-256 the ledger noted when they were added.",
            itertools.chain(_exhibits(bundle, ledger, digests), _records(bundle, ledger, digests)),
        ),
        _step(
            "fingerprint",
            "The fingerprint of the report is that of the last entry",
            lambda: (
                "bag-info.txt, report.html and HOW-TO-CHECK.txt; report.pdf is not read here: "
                "compare the fingerprint that is printed on it"
            ),
            lambda: "The report names this ledger. What else it says is compared with nothing.",
            _fingerprint(bundle, ledger, info),
        ),
        _step(
            "timestamps",
            "Each timestamp is about an entry of this ledger",
            lambda: f"{len(stamps)} timestamps against the ledger; signatures are for openssl",
            lambda: (
                "Where openssl accepts one, the entries up to the one that it names existed by "
                "its time."
                if stamps
                else "Nothing is shown by this: there is no timestamp."
            ),
            _stamps(bundle, ledger, digests, stamps),
        ),
    ]
    covered: dict[str, int] = {}
    if expect:
        steps.append(
            _step(
                "expected",
                "The fingerprint noted earlier is in the chain",
                lambda: f"{len(expect)} fingerprints that you gave",
                lambda: "The entries up to it are as they were when it was noted.",
                _expected(ledger, expect, covered),
            )
        )
    return Result(
        steps=steps,
        entries=len(ledger.hashes),
        left_out=ledger.left_out,
        exhibits=len(ledger.exhibits),
        fingerprint=ledger.last if ledger.hashes else None,
        covered=max(covered.values(), default=None),
        seal=digests.get(TAG_MANIFEST),
        timestamps=stamps,
    )


def _step(
    name: str,
    title: str,
    checked: Callable[[], str],
    meaning: Callable[[], str],
    found: Iterator[Finding],
) -> Step:
    """Runs one step to its end. Whatever stops it is a finding, never an error of ours."""
    findings: list[Finding] = []
    try:
        for finding in found:
            if len(findings) == MOST_FINDINGS:
                more = Finding("more", title, f"at most {MOST_FINDINGS} findings", "more of them")
                findings.append(more)
                break
            findings.append(finding)
    except Exception as error:  # noqa: BLE001 - see `check`
        findings.append(_unreadable(title, error))
    return Step(name, title, checked(), meaning(), findings)


def _must_be_known(bundle: Bundle) -> None:
    """Refuses a later version, where the bag itself confirms that it is one."""
    try:
        info = _pairs(bundle.text("bag-info.txt"))
        confirmed = _sha256(bundle, "bag-info.txt") in bundle.text(TAG_MANIFEST)
        version = int(info["Bundle-Version"])
    except Exception:  # noqa: BLE001 - the steps tell what is wrong with it
        return
    if confirmed and version > VERSION:
        raise Refused(
            f"This bundle has version {version}, and this program knows version {VERSION}: use the "
            "check_bundle.py that lies in the bundle, or a newer stalkdiary."
        )


# 1. Completeness -------------------------------------------------------------------------------


def _complete(bundle: Bundle, listed: dict[str, str], info: dict[str, str]) -> Iterator[Finding]:
    """Fills `listed` (name to SHA-256) and `info` (bag-info.txt)."""
    yield from bundle.odd
    yield from _declaration(bundle)
    payload = yield from _manifest(bundle, "manifest-sha256.txt")
    tags = yield from _manifest(bundle, TAG_MANIFEST)
    for name in payload:
        if not name.startswith("data/"):
            yield Finding("list-altered", "manifest-sha256.txt", "only files in data/", name)
    if tags and tags.keys() != set(BAG_FILES):
        yield Finding("list-altered", TAG_MANIFEST, _joined(BAG_FILES), _joined(tags))
    listed.update({**payload, **tags})
    for name in sorted({*listed, *ALWAYS, *BAG_FILES, TAG_MANIFEST} - bundle.files.keys()):
        yield Finding("file-missing", name, "the file", "no such file")
    for name in sorted(bundle.files.keys() - listed.keys() - {TAG_MANIFEST}):
        yield Finding("file-extra", name, "no such file", f"{bundle.files[name]} bytes")
    for name in sorted(payload):
        known = name in ALWAYS or PART.fullmatch(name)
        if not known and not name.startswith((EXHIBITS, TIMESTAMPS, IMPORTS)):
            yield Finding("file-extra", name, "no such file in a bundle", "a listed file")
    yield from _bag_info(bundle, info)


def _declaration(bundle: Bundle) -> Iterator[Finding]:
    if "bagit.txt" in bundle.files:
        found = bundle.text("bagit.txt") if bundle.files["bagit.txt"] < BLOCK else "a long text"
        if found != BAGIT:
            yield Finding("declaration-altered", "bagit.txt", BAGIT, found)


def _manifest(bundle: Bundle, manifest: str) -> Any:  # noqa: ANN401 - a generator that returns
    """Yields findings, and returns name to SHA-256."""
    found: dict[str, str] = {}
    if manifest not in bundle.files:
        return found
    try:
        *lines, rest = bundle.text(manifest).split("\n")
    except Exception as error:  # noqa: BLE001 - see `check`
        yield _unreadable(manifest, error)
        return found
    for number, line in enumerate([*lines, *filter(None, [rest])], start=1):
        match = _LISTED.fullmatch(line)
        where = f"{manifest}:{number}"
        if match is None or not _is_plain(match[2]):
            yield Finding("list-altered", where, "a SHA-256 and the name of a file", line)
        elif match[2] in found:
            yield Finding("list-altered", where, "each file once", match[2])
        else:
            found[match[2]] = match[1]
    if rest:
        yield Finding("list-altered", manifest, "an end of line at its end", "none")
    return found


def _is_plain(name: str) -> bool:
    """Whether a name stays inside the bundle."""
    return all(part not in ("", ".", "..") for part in name.split("/"))


def _bag_info(bundle: Bundle, info: dict[str, str]) -> Iterator[Finding]:
    if "bag-info.txt" not in bundle.files:
        return
    info.update(_pairs(bundle.text("bag-info.txt")))
    if info.get("Bundle-Version") != str(VERSION):
        found = info.get("Bundle-Version", "none")
        yield Finding("version-unknown", "bag-info.txt", f"Bundle-Version: {VERSION}", found)
    payload = [size for name, size in bundle.files.items() if name.startswith("data/")]
    oxum = f"{sum(payload)}.{len(payload)}"
    if info.get("Payload-Oxum") != oxum:
        found = info.get("Payload-Oxum", "none")
        yield Finding("size-differs", "bag-info.txt", f"Payload-Oxum: {oxum}", found)


def _pairs(text: str) -> dict[str, str]:
    """The lines ``Label: value`` of bag-info.txt."""
    return {
        label: value
        for label, colon, value in (line.partition(": ") for line in text.split("\n"))
        if colon
    }


# 2. Fixity -------------------------------------------------------------------------------------


def _fixity(
    bundle: Bundle,
    listed: dict[str, str],
    info: dict[str, str],
    digests: dict[str, str],
    progress: Progress,
) -> Iterator[Finding]:
    """Fills `digests` (name to SHA-256 as it is)."""
    said, _, _ = info.get("Payload-Oxum", "").partition(".")
    # No file is larger than all of them are said to be: nobody has to wait for such a one.
    most = int(said) if said.isdigit() and len(said) < 19 else None  # noqa: PLR2004
    if most is not None:
        most = max(most, MOST_TEXT)
    by_digest = {digest: name for name, digest in listed.items()}
    for name, size in sorted(bundle.files.items()):
        if most is not None and size > most:
            yield Finding("file-altered", name, f"at most {most} bytes", f"{size} bytes")
            continue
        try:
            digests[name] = _sha256(bundle, name, progress)
        except OSError as error:
            yield _unreadable(name, error)
            continue
        except Exception as error:  # noqa: BLE001 - see `check`
            yield Finding("file-altered", name, "a file that can be unpacked", _said(error))
            continue
        expected = listed.get(name, digests[name])
        other = by_digest.get(digests[name])
        if digests[name] != expected:
            swapped = f"the content of {other}" if other else digests[name]
            yield Finding("file-altered", name, expected, swapped)
        elif name not in listed and other and other not in bundle.files:
            yield Finding("file-renamed", name, other, name)


def _sha256(bundle: Bundle, name: str, progress: Progress = lambda _: None) -> str:
    digest = hashlib.sha256()
    for block in bundle.blocks(name):
        digest.update(block)
        progress(len(block))
    return digest.hexdigest()


# 3. The chain ----------------------------------------------------------------------------------


def _chain(bundle: Bundle, ledger: Ledger) -> Iterator[Finding]:
    """Fills `ledger`. Each line is one entry."""
    if LEDGER not in bundle.files:
        yield Finding("ledger-missing", LEDGER, "the ledger", "no such file")
        return
    number = 0
    for line_number, line in enumerate(bundle.lines(LEDGER), start=1):
        where = f"{LEDGER}:{line_number}"
        try:
            entry = _entry(line)
        except (ValueError, TypeError, RecursionError) as error:
            yield Finding("entry-unreadable", where, "an entry", _said(error))
            continue
        if entry["number"] != number + 1:
            yield Finding("entry-missing", where, f"entry {number + 1}", f"entry {entry['number']}")
        if entry["previous"] != ledger.last:
            yield Finding("chain-broken", where, ledger.last, entry["previous"])
        body_hash = entry["body_hash"] if "body_hash" in entry else _body_hash(entry["body"])
        found = _entry_hash(entry, body_hash)
        if found != entry["hash"]:
            yield Finding("entry-altered", where, entry["hash"], found)
        number, ledger.last = entry["number"], entry["hash"]
        ledger.hashes[number] = ledger.last
        ledger.left_out += "body_hash" in entry
        yield from _remember(ledger, entry, where)
    if not ledger.hashes:
        yield Finding("ledger-missing", LEDGER, "at least one entry", "none")


def _entry(line: bytes) -> dict[str, Any]:
    """An entry, whole or by its hash alone, with every field of its type and no other."""
    entry = _json(line.decode("utf-8"))
    if not isinstance(entry, dict):
        raise TypeError("no object")
    for name in ("body", "body_hash"):
        if entry.keys() == {*_ENTRY, name}:
            types: dict[str, type] = {**_ENTRY, name: str}
            break
    else:
        raise ValueError("other fields than an entry has")
    for name, wanted in types.items():
        if type(entry[name]) is not wanted:
            raise ValueError(f"{name} is no {wanted.__name__}")
    for name in {"previous", "hash", "body_hash"} & entry.keys():
        if not _HASH.fullmatch(entry[name]):
            raise ValueError(f"{name} is no hash")
    return entry


def _body_hash(body: str) -> str:
    return "sha256:" + hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _entry_hash(entry: dict[str, Any], body_hash: str) -> str:
    """The hash covers six lines, each ended by a line feed."""
    lines = (
        *(TAG, entry["previous"], str(entry["number"]), entry["recorded_at"], entry["kind"]),
        body_hash,
    )
    text = "".join(line + "\n" for line in lines)
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _remember(ledger: Ledger, entry: dict[str, Any], where: str) -> Iterator[Finding]:
    """What later steps need of an entry that is there in full."""
    kinds = ("exhibit", "physical-exhibit", "timestamp", "import")
    if "body" not in entry or entry["kind"] not in kinds:
        return
    try:
        body = _json(entry["body"])
        if entry["kind"] == "timestamp":
            ledger.stamps.append(Stamp(entry["number"], dict(body)))
            return
        if entry["kind"] == "import":
            ledger.records["" + body["record"]["sha256"]] = entry["number"]
            return
        is_file = entry["kind"] == "exhibit"
        sha256, size = (body["sha256"], body["bytes"]) if is_file else (None, None)
        exhibit = Exhibit(body["ref"], body["incident"], body["name"], sha256, size)
        "".join([exhibit.ref, exhibit.name, sha256 or ""])  # texts, or a TypeError
        ledger.exhibits.append(exhibit)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        yield Finding("entry-unreadable", where, f"an entry of kind {entry['kind']}", _said(error))


def _json(text: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    return json.loads(text, object_pairs_hook=_without_twins, parse_int=_small)


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) != len(dict(pairs)):
        raise ValueError("a field stands twice")
    return dict(pairs)


def _small(digits: str) -> int:
    if len(digits) > 20:  # noqa: PLR2004 - to read a number of a million digits takes minutes
        raise ValueError("a number is too long")
    return int(digits)


# 4. Exhibits -----------------------------------------------------------------------------------


def _exhibits(bundle: Bundle, ledger: Ledger, digests: dict[str, str]) -> Iterator[Finding]:
    there: dict[str, list[str]] = {}
    for name in sorted(bundle.files):
        if name.startswith(EXHIBITS):
            there.setdefault(name[len(EXHIBITS) :].partition(".")[0], []).append(name)
    for exhibit in ledger.exhibits:
        if exhibit.sha256 is None:
            continue
        names = there.get(exhibit.sha256, [])
        if len(names) != 1:
            found = _joined(names) or "no such file"
            yield Finding("exhibit-missing", exhibit.ref, f"one file {exhibit.sha256}", found)
            continue
        # One that could not be read is a finding of the step before.
        digest = digests.get(names[0], exhibit.sha256)
        if digest != exhibit.sha256:
            yield Finding("exhibit-altered", exhibit.ref, exhibit.sha256, digest)
        if bundle.files[names[0]] != exhibit.size:
            size = f"{bundle.files[names[0]]} bytes"
            yield Finding("exhibit-altered", exhibit.ref, f"{exhibit.size} bytes", size)
    claimed = {exhibit.sha256 for exhibit in ledger.exhibits}
    for digest in sorted(there.keys() - claimed):
        for name in there[digest]:
            yield Finding("file-unclaimed", name, "an exhibit of the ledger", "no exhibit")
    yield from _table(bundle, ledger, there)


def _table(bundle: Bundle, ledger: Ledger, there: dict[str, list[str]]) -> Iterator[Finding]:
    """exhibits.csv says of each exhibit what the ledger says."""
    if EXHIBITS_TABLE not in bundle.files:
        return
    csv.field_size_limit(MOST_TEXT)
    text = bundle.text(EXHIBITS_TABLE)
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True))
    found = {tuple(row[:6]) for row in rows[1:] if row[2:3] != [LEFT_OUT]}
    expected: set[tuple[str, ...]] = set()
    for exhibit in ledger.exhibits:
        digest = exhibit.sha256 or ""
        file = there.get(digest, ["data/"])[0][len("data/") :]
        size = "" if exhibit.size is None else str(exhibit.size)
        row: tuple[str, ...] = (
            exhibit.ref,
            str(exhibit.incident),
            exhibit.name,
            file,
            digest,
            size,
        )
        # An apostrophe keeps a spreadsheet from taking a text for a formula.
        guarded = (*row[:2], "'" + exhibit.name, *row[3:])
        expected.add(guarded if guarded in found else row)
    for row in sorted(expected - found):
        yield Finding("table-altered", EXHIBITS_TABLE, "; ".join(row), "no such row")
    for row in sorted(found - expected):
        yield Finding("table-altered", EXHIBITS_TABLE, "no such exhibit", "; ".join(row))


def _records(bundle: Bundle, ledger: Ledger, digests: dict[str, str]) -> Iterator[Finding]:
    """What was read from each export lies in a file named by the hash in its entry."""
    expected = {f"{IMPORTS}{sha256}.jsonl.gz": sha256 for sha256 in ledger.records}
    for name, sha256 in expected.items():
        where = f"import {ledger.records[sha256]}"
        if name not in bundle.files:
            yield Finding("record-missing", where, f"a file {sha256}", "no such file")
        elif digests.get(name, sha256) != sha256:
            yield Finding("record-altered", where, sha256, digests[name])
    for name in sorted(bundle.files):
        if name.startswith(IMPORTS) and name not in expected:
            yield Finding("file-unclaimed", name, "an import of the ledger", "no import")


# 5. The fingerprint ----------------------------------------------------------------------------


def _fingerprint(bundle: Bundle, ledger: Ledger, info: dict[str, str]) -> Iterator[Finding]:
    for label, expected in (
        ("External-Identifier", ledger.last),
        ("Entries", str(len(ledger.hashes))),
        ("Entries-Left-Out", str(ledger.left_out)),
    ):
        found = info.get(label, "none")
        if found != expected:
            yield Finding("fingerprint-differs", f"bag-info.txt, {label}", expected, found)
    digits = ledger.last.partition(":")[2]
    for name in WITH_FINGERPRINT:
        if name in bundle.files:
            # The text may be folded, and between tags.
            text = re.sub(r"<[^>]*>|\s", "", bundle.text(name))
            if digits not in text:
                yield Finding("fingerprint-differs", name, ledger.last, "it is not in the text")


def _expected(ledger: Ledger, expect: Sequence[str], covered: dict[str, int]) -> Iterator[Finding]:
    for given in expect:
        digits = re.sub(r"[\s:.-]", "", given.lower().replace("sha256:", ""))
        numbers = [
            number
            for number, digest in ledger.hashes.items()
            if digest.partition(":")[2].startswith(digits)
        ]
        if not re.fullmatch(r"[0-9a-f]{16,64}", digits) or not numbers:
            yield Finding("fingerprint-unknown", "chain", given, "no entry has this hash")
        else:
            covered[given] = max(numbers)


# 6. Timestamps ---------------------------------------------------------------------------------


def _stamps(
    bundle: Bundle, ledger: Ledger, digests: dict[str, str], stamps: list[dict[str, Any]]
) -> Iterator[Finding]:
    """Fills `stamps`: what each is about, and the command that checks its signature."""
    claimed: set[str] = set()
    for stamp in ledger.stamps:
        folder = f"{TIMESTAMPS}{stamp.number:03d}/"
        where, body = f"entry {stamp.number}", stamp.body
        claimed.update(folder + name for name, _ in STAMP_FILES)
        try:
            files = {name: _stamp_file(body, key) for name, key in STAMP_FILES}
            imprint = bytes.fromhex(body["hash"].partition(":")[2])
            stamped = int(body["entry"])
            stamps.append(_stamp(folder, body, imprint.hex()))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            yield Finding("timestamp-unreadable", where, "a timestamp", _said(error))
            continue
        if stamped >= stamp.number or ledger.hashes.get(stamped) != body["hash"]:
            found = ledger.hashes.get(stamped, "no such entry")
            yield Finding("timestamp-differs", where, f"entry {stamped}: {body['hash']}", found)
        for name, data in files.items():
            expected = hashlib.sha256(data).hexdigest()
            missing = expected if folder + name in bundle.files else "no such file"
            found = digests.get(folder + name, missing)
            if found != expected:
                yield Finding("timestamp-altered", folder + name, expected, found)
        for name in ("request.tsq", "response.tsr"):
            if len(imprint) != hashlib.sha256().digest_size or imprint not in files[name]:
                found = "the hash is not in it"
                yield Finding("timestamp-differs", folder + name, imprint.hex(), found)
    for name in sorted(bundle.files):
        if name.startswith(TIMESTAMPS) and name not in claimed:
            yield Finding("file-unclaimed", name, "a timestamp of the ledger", "no timestamp")


def _stamp_file(body: dict[str, Any], key: str) -> bytes:
    text: str = body[key]
    return text.encode("utf-8") if key == "roots" else base64.b64decode(text, validate=True)


def _stamp(folder: str, body: dict[str, Any], imprint: str) -> dict[str, Any]:
    return {
        "folder": folder,
        "entry": body["entry"],
        "authority": str(body.get("authority")),
        "gen_time": str(body.get("gen_time")),
        "command": f"openssl ts -verify -digest {imprint} -in {folder}response.tsr "
        f"-CAfile {folder}chain.pem",
    }


# Words -----------------------------------------------------------------------------------------


def _whole(ledger: Ledger) -> int:
    return len(ledger.hashes) - ledger.left_out


def _told_of_left_out(ledger: Ledger) -> str:
    if not ledger.left_out:
        return ""
    return " Those left out are shown to exist, at their place and time; not what they say."


def _unreadable(where: str, error: Exception) -> Finding:
    certain = not isinstance(error, OSError)
    return Finding("unreadable", where, "readable", _said(error), certain)


def _said(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def limits(result: Result) -> list[str]:
    """What the check covers and what it does not, each in one sentence."""
    unchanged = (
        f"Unchanged since it was written: entries 1 to {result.entries} fit together and end in "
        "the fingerprint. Whoever held the whole diary could have written it anew before the "
        "fingerprint was in other hands: compare it with one that was noted or sent earlier."
    )
    by_then = (
        "Existed by this time: only a timestamp shows that, and only once openssl accepts it with "
        "certificates that you trust. All other times are those of the person's own clock."
    )
    if not result.timestamps:
        by_then = (
            "Existed by this time: not shown, there is no timestamp in this bundle. The times are "
            "those of the person's own clock."
        )
    happened = "What happened: this is the person's account. No check of files can show it."
    outside = (
        "The report, the tables and the lists of files are not in the ledger. They are unchanged "
        "since the bundle was made if the seal is the one that was noted then."
    )
    lines = [unchanged, by_then, happened, outside]
    if result.left_out:
        lines.append(
            f"{result.left_out} entries are left out: their number, time and kind are shown, "
            "their content is not."
        )
    if result.covered is not None:
        lines.append(
            f"The fingerprint you gave is in the chain: entries 1 to {result.covered} are as they "
            "were when it was noted."
        )
    return lines


def as_json(result: Result) -> dict[str, Any]:
    """The result as one JSON object."""
    steps = [
        {
            "step": number,
            "name": step.name,
            "title": step.title,
            "outcome": _outcome(step),
            "checked": step.checked,
            "meaning": step.meaning,
            "findings": [finding._asdict() for finding in step.findings],
        }
        for number, step in enumerate(result.steps, start=1)
    ]
    return {
        "ok": not result.findings,
        "entries": result.entries,
        "left_out": result.left_out,
        "exhibits": result.exhibits,
        "timestamps": list(result.timestamps),
        "fingerprint": result.fingerprint,
        "covered": result.covered,
        "seal": result.seal,
        "limits": limits(result),
        "findings": [finding._asdict() for finding in result.findings],
        "steps": steps,
    }


def in_words(result: Result) -> Iterator[str]:
    """The result as lines for people."""
    for number, step in enumerate(result.steps, start=1):
        yield f"{number}. {step.title}: {_outcome(step)}"
        yield f"   Checked: {step.checked}."
        if not step.findings:
            yield f"   {step.meaning}"
        for finding in step.findings:
            yield f"   - {finding.kind}: {_shown(finding.where)}"
            yield f"     expected {_shown(finding.expected)}"
            yield f"     found    {_shown(finding.found)}"
    yield ""
    for stamp in result.timestamps:
        yield f"Timestamp over entry {_shown(str(stamp['entry']))}, {_shown(stamp['authority'])}, "
        yield f"  {_shown(stamp['gen_time'])}. Check its signature in the folder of the bundle:"
        yield f"  {stamp['command']}"
    yield f"Fingerprint: {result.fingerprint}"
    yield f"Seal of the bundle (SHA-256 of {TAG_MANIFEST}): {result.seal}"
    yield ""
    for line in limits(result):
        yield f"- {line}"


def _outcome(step: Step) -> str:
    if not step.findings:
        return "yes"
    return "no" if any(finding.certain for finding in step.findings) else "not known"


def _shown(text: str) -> str:
    """Text of strangers, as no terminal acts on it."""
    text = text if len(text) <= 200 else text[:200] + "..."  # noqa: PLR2004
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Checks what the command line names.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description="Check a bundle made by stalkdiary.")
    # Lying in the bundle, it knows where the bundle is.
    around = Path(__file__).resolve().parents[1]
    parser.add_argument("bundle", nargs="?", type=Path, default=around, help="folder or zip file")
    parser.add_argument("--expect", action="append", default=[], metavar="FINGERPRINT")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        result = check(given.bundle, given.expect)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 4
    if given.json:
        print(json.dumps(as_json(result), indent=2))
    else:
        print("\n".join(in_words(result)))
    if not result.findings:
        return 0
    return 10 if any(finding.certain for finding in result.findings) else 11


if __name__ == "__main__":
    sys.exit(main())
