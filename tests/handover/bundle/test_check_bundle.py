"""The checker: every kind of damage is found, by it and by other people's tools, and none stops it.

`DAMAGES` says of each what our checker, bagit-python and sha256sum have to say.
"""

import ast
import base64
import gzip
import hashlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bagit
import pytest

from stalkdiary.handover import check_bundle
from stalkdiary.handover.check_bundle import Bundle, Refused, Result, check, check_files

SOURCE = Path(check_bundle.__file__)
LEDGER = Path("data/ledger.jsonl")


class InMemory(Bundle):
    """A bundle of bytes, for many checks."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        """`contents` by their names."""
        super().__init__()
        self.contents = contents
        self.files = {name: len(data) for name, data in contents.items()}

    def opened(self, name: str) -> io.BytesIO:
        return io.BytesIO(self.contents[name])


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def kinds(result: Result) -> set[str]:
    return {finding.kind for finding in result.findings}


def bagit_accepts(bag: Path) -> bool:
    try:
        bagit.Bag(str(bag)).validate()
    except (bagit.BagError, OSError, ValueError):
        return False
    return True


def sums_accept(bag: Path) -> bool:
    return all(
        subprocess.run(
            ["sha256sum", "-c", "--strict", "--quiet", manifest],
            cwd=bag,
            check=False,
            capture_output=True,
        ).returncode
        == 0
        for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt")
    )


# Damages --------------------------------------------------------------------------------------


def sealed_again(bag: Path) -> None:
    """Makes all lists again, as somebody would who changes a bundle on purpose."""
    payload = {n: d for n, d in files_of(bag).items() if n.startswith("data/")}
    info = bag / "bag-info.txt"
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
    info.write_text(re.sub(r"Payload-Oxum: .*", oxum, info.read_text()))
    write_list(bag / "manifest-sha256.txt", payload)
    write_tags(bag)


def write_tags(bag: Path) -> None:
    """Makes the list again of what lies beside the payload."""
    at_the_top = {name: data for name, data in files_of(bag).items() if "/" not in name}
    at_the_top.pop("tagmanifest-sha256.txt")
    write_list(bag / "tagmanifest-sha256.txt", at_the_top)


def write_list(path: Path, contents: dict[str, bytes]) -> None:
    path.write_text(
        "".join(f"{hashlib.sha256(d).hexdigest()}  {n}\n" for n, d in sorted(contents.items()))
    )


def entries(bag: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (bag / LEDGER).read_bytes().splitlines()]


def write_entries(bag: Path, lines: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (bag / LEDGER).write_text(text, encoding="utf-8")


def forged(at: int, **changes: object) -> Callable[[Path], None]:
    """An entry with other values, and all lists made again."""

    def damage(bag: Path) -> None:
        lines = entries(bag)
        lines[at - 1].update(changes)
        write_entries(bag, lines)
        sealed_again(bag)

    return damage


def reworded(bag: Path) -> None:
    lines = entries(bag)
    (line,) = (each for each in lines if "Fourteen" in each.get("body", ""))
    line["body"] = line["body"].replace("Fourteen", "Four")
    write_entries(bag, lines)
    sealed_again(bag)


def reworded_with_its_hash(bag: Path) -> None:
    """The entry fits itself, and no longer what follows."""
    lines = entries(bag)
    (line,) = (each for each in lines if "Fourteen" in each.get("body", ""))
    line["body"] = line["body"].replace("Fourteen", "Four")
    line["hash"] = check_bundle._entry_hash(line, check_bundle._body_hash(line["body"]))
    write_entries(bag, lines)
    sealed_again(bag)


def without_line(number: int) -> Callable[[Path], None]:
    def damage(bag: Path) -> None:
        lines = entries(bag)
        del lines[number - 1]
        write_entries(bag, lines)
        sealed_again(bag)

    return damage


def twice(bag: Path) -> None:
    lines = entries(bag)
    write_entries(bag, [*lines, lines[-1]])
    sealed_again(bag)


def turned_round(bag: Path) -> None:
    lines = entries(bag)
    write_entries(bag, [*lines[:2], lines[3], lines[2], *lines[4:]])
    sealed_again(bag)


def another_body_hash(bag: Path) -> None:
    lines = entries(bag)
    body = lines[4].pop("body")
    lines[4]["body_hash"] = check_bundle._body_hash(body + " ")
    write_entries(bag, lines)
    sealed_again(bag)


def exhibit_of(bag: Path) -> Path:
    return next((bag / "data" / "exhibits").glob("*.txt"))


def flipped(path: Path, at: int = -1) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def other_content(bag: Path) -> None:
    flipped(exhibit_of(bag))
    sealed_again(bag)


def other_content_and_name(bag: Path) -> None:
    path = exhibit_of(bag)
    flipped(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.rename(path.with_name(f"{digest}.txt"))
    sealed_again(bag)


def swapped_exhibits(bag: Path) -> None:
    one, other, *_ = sorted((bag / "data" / "exhibits").iterdir())
    swap(one, other)
    sealed_again(bag)


def swap(one: Path, other: Path) -> None:
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)


def stamps_of(bag: Path) -> list[Path]:
    return sorted((bag / "data" / "timestamps").iterdir())


def swapped_stamps(bag: Path) -> None:
    one, other = stamps_of(bag)
    for name in ("request.tsq", "response.tsr"):
        swap(one / name, other / name)
    sealed_again(bag)


def stamp_about_something_else(bag: Path) -> None:
    """Of somebody who writes the whole ledger again, and has an old timestamp."""
    lines = entries(bag)
    (first, _) = (each for each in lines if each["kind"] == "timestamp")
    body = json.loads(first["body"])
    request = base64.b64decode(body["request"])
    body["hash"] = lines[0]["hash"]
    body["entry"] = 1
    body["request"] = base64.b64encode(request).decode()
    first["body"] = json.dumps(body, sort_keys=True, separators=(",", ":"))
    previous = check_bundle.START
    for line in lines:
        line["previous"] = previous
        body_hash = check_bundle._body_hash(line["body"])
        previous = line["hash"] = check_bundle._entry_hash(line, body_hash)
    write_entries(bag, lines)
    info = bag / "bag-info.txt"
    info.write_text(re.sub(r"sha256:[0-9a-f]{64}", previous, info.read_text()))
    sealed_again(bag)


def row_of_another(bag: Path) -> None:
    path = bag / "data" / "exhibits.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"AB/1","1"', '"AB/1","2"'), encoding="utf-8", newline="")
    sealed_again(bag)


def report_of_another(bag: Path) -> None:
    path = bag / "data" / "report.html"
    path.write_text(re.sub(r"[0-9a-f]{64}", "0" * 64, path.read_text(encoding="utf-8")))
    sealed_again(bag)


def without_report(bag: Path) -> None:
    (bag / "data" / "report.pdf").unlink()
    sealed_again(bag)


def with_more(bag: Path) -> None:
    (bag / "data" / "statement.pdf").write_bytes(b"%PDF-1.7")
    sealed_again(bag)


def without_listing(bag: Path) -> None:
    path = bag / "manifest-sha256.txt"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))
    write_tags(bag)


def link_to_the_same(bag: Path) -> None:
    path = exhibit_of(bag)
    path.rename(bag.parent / "outside.txt")
    path.symlink_to(bag.parent / "outside.txt")


def link_as_folder(bag: Path) -> None:
    (bag / "data" / "exhibits").rename(bag.parent / "outside")
    (bag / "data" / "exhibits").symlink_to(bag.parent / "outside")


def leading_out(bag: Path) -> None:
    data = b"not of this bundle"
    (bag.parent / "outside.txt").write_bytes(data)
    with (bag / "manifest-sha256.txt").open("a") as manifest:
        manifest.write(f"{hashlib.sha256(data).hexdigest()}  data/../../outside.txt\n")


def added_line(text: str) -> Callable[[Path], None]:
    def damage(bag: Path) -> None:
        with (bag / "manifest-sha256.txt").open("a") as manifest:
            manifest.write(text)

    return damage


def to_lines(change: Callable[[bytes], bytes], name: str = str(LEDGER)) -> Callable[[Path], None]:
    def damage(bag: Path) -> None:
        path = bag / name
        path.write_bytes(change(path.read_bytes()))
        sealed_again(bag)

    return damage


NO, YES = False, True
# What was done; what we call it; whether bagit-python and sha256sum accept it all the same.
DAMAGES: list[tuple[str, Callable[[Path], object], str, bool, bool]] = [
    # By accident: everybody finds it.
    ("flipped", lambda b: flipped(exhibit_of(b)), "file-altered", NO, NO),
    ("cut", lambda b: os.truncate(exhibit_of(b), 3), "file-altered", NO, NO),
    ("emptied", lambda b: os.truncate(b / "data/report.pdf", 0), "file-altered", NO, NO),
    ("padded", lambda b: os.truncate(exhibit_of(b), 4096), "size-differs", NO, NO),
    ("removed", lambda b: exhibit_of(b).unlink(), "file-missing", NO, NO),
    ("renamed", lambda b: exhibit_of(b).rename(exhibit_of(b).with_suffix(".doc")),
     "file-renamed", NO, NO),
    ("swapped", lambda b: swap(b / "data/report.pdf", b / "data/report.csv"),
     "file-altered", NO, NO),
    ("no manifest", lambda b: (b / "manifest-sha256.txt").unlink(), "file-missing", NO, NO),
    ("manifest cut", lambda b: os.truncate(b / "manifest-sha256.txt", 100),
     "list-altered", NO, NO),
    ("bag-info flipped", lambda b: flipped(b / "bag-info.txt", 40), "file-altered", NO, NO),
    ("ledger line gone", lambda b: write_entries(b, entries(b)[:-1]), "file-altered", NO, NO),
    ("traversal", leading_out, "list-altered", NO, NO),
    ("line of nothing", added_line("\n"), "list-altered", NO, NO),
    ("line without end", added_line("0" * 64 + "  data/x"), "list-altered", NO, NO),
    ("no bag-info", lambda b: (b / "bag-info.txt").unlink(), "file-missing", NO, NO),
    ("no bagit.txt", lambda b: (b / "bagit.txt").unlink(), "file-missing", NO, NO),
    # What sha256sum alone can't see: it looks at what is listed, and follows links.
    ("added", lambda b: (b / "data/new.txt").write_bytes(b"x"), "file-extra", NO, YES),
    ("not listed", without_listing, "file-extra", NO, YES),
    ("a link", link_to_the_same, "not-a-file", NO, YES),
    ("a link as folder", link_as_folder, "not-a-file", NO, YES),
    # bagit-python leaves out links to folders, and takes other files beside data/ as tags.
    ("added beside", lambda b: (b / "new.txt").write_bytes(b"x"), "file-extra", YES, YES),
    # On purpose, with all lists made again: only the chain tells.
    ("reworded", reworded, "entry-altered", YES, YES),
    ("reworded with its hash", reworded_with_its_hash, "chain-broken", YES, YES),
    ("another time", forged(4, recorded_at="2020-01-01T00:00:00Z"), "entry-altered", YES, YES),
    ("another kind", forged(4, kind="backup"), "entry-altered", YES, YES),
    ("another number", forged(4, number=5), "entry-missing", YES, YES),
    ("another predecessor", forged(4, previous="sha256:" + "1" * 64), "chain-broken", YES, YES),
    ("a number that is true", forged(1, number=True), "entry-unreadable", YES, YES),
    ("a field more", forged(2, more=1), "entry-unreadable", YES, YES),
    ("first entry gone", without_line(1), "entry-missing", YES, YES),
    ("entry gone", without_line(5), "entry-missing", YES, YES),
    ("last entry gone", without_line(0), "fingerprint-differs", YES, YES),
    ("entry twice", twice, "entry-missing", YES, YES),
    ("turned round", turned_round, "chain-broken", YES, YES),
    ("another body hash", another_body_hash, "entry-altered", YES, YES),
    ("other exhibit", other_content, "exhibit-altered", YES, YES),
    ("other exhibit under its own hash", other_content_and_name, "exhibit-missing", YES, YES),
    ("exhibits swapped", swapped_exhibits, "exhibit-altered", YES, YES),
    ("timestamps swapped", swapped_stamps, "timestamp-altered", YES, YES),
    ("a timestamp about something else", stamp_about_something_else, "timestamp-differs", YES, YES),
    ("another row", row_of_another, "table-altered", YES, YES),
    ("another report", report_of_another, "fingerprint-differs", YES, YES),
    ("no report", without_report, "file-missing", YES, YES),
    ("one file more", with_more, "file-extra", YES, YES),
    ("no ledger", to_lines(lambda _: b""), "ledger-missing", YES, YES),
    ("ledger of noise", to_lines(lambda d: bytes(b ^ 0xAA for b in d)),
     "entry-unreadable", YES, YES),
    ("deep", to_lines(lambda d: b"[" * 100_000 + b"\n" + d), "entry-unreadable", YES, YES),
    ("a number of a million digits", to_lines(lambda d: b'{"number": ' + b"1" * 10**6 + b"}\n" + d),
     "entry-unreadable", YES, YES),
    ("table of noise", to_lines(lambda d: b'"' + d, "data/exhibits.csv"), "table-altered",
     YES, YES),
]  # fmt: skip


@pytest.mark.parametrize(
    ("damage", "kind", "bagit_says", "sums_say"),
    [each[1:] for each in DAMAGES],
    ids=[each[0] for each in DAMAGES],
)
def test_each_damage_is_found(
    bag: Path, damage: Callable[[Path], object], kind: str, bagit_says: bool, sums_say: bool
) -> None:
    """By us always; by the others as far as they can."""
    damage(bag)
    before = files_of(bag)
    result = check(bag)
    assert kind in kinds(result), result.findings
    assert any(finding.certain for finding in result.findings)
    assert files_of(bag) == before
    assert (bagit_accepts(bag), sums_accept(bag)) == (bagit_says, sums_say)


def test_each_file_with_one_bit_flipped(golden: Path, bag: Path) -> None:
    """Three checkers agree on every file of a bag."""
    for name, data in files_of(golden).items():
        (bag / name).write_bytes(bytes([data[0] ^ 1]) + data[1:])
        assert check(bag).findings, name
        assert not bagit_accepts(bag), name
        assert not sums_accept(bag), name
        (bag / name).write_bytes(data)
    assert (check(bag).findings, bagit_accepts(bag), sums_accept(bag)) == ([], True, True)


def test_any_flipped_bit_is_found(golden: Path, full: slice | None) -> None:
    """R5: a sample, more of it in the small files that say what is in the others."""
    contents = files_of(golden)
    assert check_files(InMemory(contents)).findings == []
    chance = random.Random(8493)  # noqa: S311 - to be the same every time
    for name, data in contents.items():
        bits = range(len(data) * 8)
        small = len(data) < 4096
        sample = bits if full else chance.sample(bits, min(len(bits), 60 if small else 20))
        for bit in sample:
            at, mask = bit // 8, 1 << bit % 8
            changed = data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
            try:
                found = check_files(InMemory(contents | {name: changed})).findings
            except Refused:
                continue
            assert found, (name, at, mask)


def test_any_cut_is_found(golden: Path, full: slice | None) -> None:
    contents = files_of(golden)
    chance = random.Random(8493)  # noqa: S311
    for name, data in contents.items():
        lengths = range(len(data))
        for length in lengths if full else chance.sample(lengths, min(len(data), 15)):
            assert check_files(InMemory(contents | {name: data[:length]})).findings, (name, length)


def test_a_left_out_entry_proves_its_place(april: Path, tmp_path: Path) -> None:
    """Its hash, time, kind and number are covered."""
    for number, line in enumerate(entries(april)):
        for field, value in line.items():
            bag = Path(shutil.copytree(april, tmp_path / f"{number}-{field}"))
            lines = entries(bag)
            lines[number][field] = value + 1 if field == "number" else value[:-1] + "~"
            if str(value).startswith("sha256:"):
                lines[number][field] = value[:-1] + ("0" if value[-1] != "0" else "1")
            write_entries(bag, lines)
            sealed_again(bag)
            assert check(bag).findings, (number, field)


# Hostile input --------------------------------------------------------------------------------


@pytest.mark.parametrize("there", ["nothing", "empty", "file", "picture", "pipe", "loop", "nul"])
def test_what_is_no_bundle_is_refused_in_a_sentence(tmp_path: Path, there: str) -> None:
    path = tmp_path / "thing"
    if there == "empty":
        path.mkdir()
    elif there == "file":
        path.write_bytes(b"hello")
    elif there == "picture":
        path.mkdir()
        (path / "picture.jpg").write_bytes(b"\xff\xd8")
    elif there == "pipe":
        os.mkfifo(path)
    elif there == "loop":
        path.symlink_to(path)
    elif there == "nul":
        path = tmp_path / "a\0b"
    with pytest.raises(Refused) as caught:
        check(path)
    assert str(caught.value).endswith(".")


def test_a_later_version_is_refused(bag: Path) -> None:
    path = bag / "bag-info.txt"
    path.write_text(path.read_text().replace("Bundle-Version: 2", "Bundle-Version: 3"))
    # Not listed so: this is damage.
    assert "version-unknown" in kinds(check(bag))
    sealed_again(bag)
    with pytest.raises(Refused, match="version 3"):
        check(bag)


@pytest.mark.parametrize("version", ["", "0", "-1", "1.0", "x", "9" * 5000])
def test_a_version_that_is_none(bag: Path, version: str) -> None:
    path = bag / "bag-info.txt"
    path.write_text(path.read_text().replace("Bundle-Version: 2", f"Bundle-Version: {version}"))
    sealed_again(bag)
    assert "version-unknown" in kinds(check(bag))


def test_special_files_are_never_opened(bag: Path) -> None:
    """A pipe would be waited for, and a device has no end."""
    path = exhibit_of(bag)
    path.unlink()
    os.mkfifo(path)
    (bag / "data" / "zero").symlink_to("/dev/zero")
    assert "not-a-file" in kinds(check(bag))


def test_a_file_without_end_is_not_read(bag: Path) -> None:
    """1 TB with a hole in it, listed or not."""
    os.truncate(exhibit_of(bag), 10**12)
    (bag / "data" / "huge").touch()
    os.truncate(bag / "data" / "huge", 10**12)
    assert {"size-differs", "file-altered"} <= kinds(check(bag))


def test_a_file_that_can_not_be_read_is_not_called_altered(golden: Path) -> None:
    contents = files_of(golden)
    broken = [name for name in contents if name.endswith((".pdf", ".jpg", ".tsr"))]

    class Failing(InMemory):
        def opened(self, name: str) -> io.BytesIO:
            if name in broken:
                raise OSError(5, "Input/output error")
            return super().opened(name)

    found = check_files(Failing(contents)).findings
    assert [(each.kind, each.where, each.certain) for each in found] == [
        ("unreadable", name, False) for name in sorted(broken)
    ]


def test_what_can_be_read_is_compared_beside_what_can_not(golden: Path) -> None:
    """A bad sector in one page does not hide another that was changed."""
    contents = files_of(golden)
    contents["data/report.pdf"] += b"more"

    class Failing(InMemory):
        def opened(self, name: str) -> io.BytesIO:
            if name == "data/HOW-TO-CHECK.pdf":
                raise OSError(5, "Input/output error")
            return super().opened(name)

    found = check_files(Failing(contents)).findings
    assert ("report-altered", "data/report.pdf") in {(each.kind, each.where) for each in found}


def test_sizes_that_differ_are_said_of_the_file_that_says_them(golden: Path) -> None:
    """Somebody looks up there how many bytes and files it says."""
    contents = files_of(golden)
    said = re.findall(rb"Payload-Oxum: (.*)", contents["bag-info.txt"])[0].decode()
    contents["data/report.pdf"] += b"x"
    size, _, count = said.partition(".")
    expected = f"Payload-Oxum: {int(size) + 1}.{count}"
    found = [each for each in check_files(InMemory(contents)).findings if "size" in each.kind]
    assert found == [check_bundle.Finding("size-differs", "bag-info.txt", expected, said)]


def test_names_of_strangers(bag: Path) -> None:
    """Bytes that are no UTF-8, escapes and line ends are found and shown without effect."""
    for name in (b"\xff\xfe", b"\x1b[2J", b"a\nb", "\u202egpj.exe".encode(), b"-rf"):
        Path(os.fsdecode(os.fsencode(bag / "data") + b"/" + name)).write_bytes(b"x")
    assert "".join(check_bundle.in_words(check(bag))).isprintable()
    done = run_alone(bag)
    assert done.returncode == 10
    assert done.stdout.count(b"file-extra") == 5
    assert not re.search(rb"[\x00-\x09\x0b-\x1f]", done.stdout)
    assert "\u202e" not in done.stdout.decode()


@pytest.mark.parametrize("more", [b"", b"x"])
def test_what_is_packed_ends_where_its_file_ends(more: bytes) -> None:
    """Cut off, or with more behind it: other programs would show other messages in it."""
    packed = gzip.compress(b"one\n")
    bundle = InMemory({"whole": packed, "other": packed + more if more else packed[:-1]})
    assert list(check_bundle._unpacked_lines(bundle, "whole")) == [b"one\n"]
    with pytest.raises(ValueError, match="one whole file"):
        list(check_bundle._unpacked_lines(bundle, "other"))


def test_what_is_packed_very_small_is_read_all_the_same() -> None:
    """He sends the same word ten thousand times; his messages would be compared with nothing."""
    lines = [b"no\n"] * 100_000
    bundle = InMemory({"record": gzip.compress(b"".join(lines))})
    assert bundle.files["record"] * check_bundle.MOST_UNPACKED < 3 * len(lines)
    assert list(check_bundle._unpacked_lines(bundle, "record")) == lines


def passages(page: bytes) -> list[check_bundle.Passage]:
    return list(check_bundle._passages(InMemory({"page": page}), "page"))


@pytest.mark.parametrize("words", [b"Alex %s", b"%s, Alex"])
def test_a_message_does_not_stand_in_for_the_words_of_an_incident(words: bytes) -> None:
    """It has them by chance or on purpose, and the words themselves were taken away."""
    message = words % b'<span class="said">He rang</span>'
    *_, incident = passages(b'<article id="incident-2"><p>' + message + b"</p></article>")
    assert incident.kind == "incident"
    assert (words % b"He rang").decode() in incident.blocks
    assert "He rang" not in incident.blocks


def test_a_passage_is_as_long_as_those_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many short ones it is made of: it would fill the memory."""
    monkeypatch.setattr(check_bundle, "MOST_PASSAGE", 1000)
    within = b"<blockquote>He rang the bell</blockquote>" * 100
    *_, incident = passages(b'<article id="incident-2">' + within + b"</article>")
    assert (incident.kind, incident.whole) == ("incident", False)
    assert sum(map(len, incident.blocks)) < 2000


@pytest.mark.parametrize(("begun", "shown"), [("<", "<"), ("</s", ""), ("<a ", "")])
def test_a_tag_that_is_begun_again_and_again_keeps_nobody_waiting(begun: str, shown: str) -> None:
    """To look for its end from each takes hours. What a browser shows of them is compared."""
    (message,) = passages(f'<span class="said">He rang {begun * 300_000}</span>'.encode())
    assert "".join(message.blocks) == "He rang " + shown * 300_000


@pytest.mark.parametrize("words", ["< I love it", "<3", "<é"])
def test_what_is_no_tag_is_words(words: str) -> None:
    """A browser shows it, although a tag stands behind it."""
    (message,) = passages(f'<span class="said">He rang {words} <b>twice</b></span>'.encode())
    assert message.blocks == [f"He rang {words} twice"]


# Zip files ------------------------------------------------------------------------------------


def zipped(path: Path, contents: dict[str, bytes], top: str = "bundle/") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in contents.items():
            target.writestr(top + name, data)
    return path


@pytest.mark.parametrize("top", ["bundle/", "", "an other nâme/"])
def test_a_zip_that_somebody_else_packed(golden: Path, tmp_path: Path, top: str) -> None:
    assert check(zipped(tmp_path / "b.zip", files_of(golden), top)).findings == []


@pytest.mark.parametrize(
    "name",
    ["../outside", "/etc/passwd", "bundle/../../x", "C:\\x", "bundle/data\\x", "__MACOSX/._x"],
)
def test_a_zip_with_a_name_that_leads_out(golden: Path, tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "b.zip", files_of(golden))
    with zipfile.ZipFile(path, "a") as target:
        target.writestr(name, "x")
    assert "file-extra" in kinds(check(path))
    assert [each.name for each in tmp_path.iterdir()] == ["b.zip"]


def test_a_zip_with_a_name_twice(golden: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", files_of(golden))
    with zipfile.ZipFile(path, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr("bundle/data/report.pdf", "another")
    assert "file-twice" in kinds(check(path))


def test_a_zip_with_a_link(golden: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", files_of(golden))
    with zipfile.ZipFile(path, "a") as target:
        info = zipfile.ZipInfo("bundle/data/link")
        info.external_attr = 0o120777 << 16
        target.writestr(info, "/etc/passwd")
    found = [each[1:4] for each in check(path).findings if each.kind == "not-a-file"]
    assert found == [("data/link", "a file", "a link")]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_is_packed_in_another_way(golden: Path, tmp_path: Path, method: int) -> None:
    """It may ask for as much memory as it likes."""
    contents = files_of(golden)
    path = zipped(tmp_path / "b.zip", {n: d for n, d in contents.items() if "pdf" not in n})
    with zipfile.ZipFile(path, "a") as target:
        for name in contents.keys() & {"data/report.pdf", "data/HOW-TO-CHECK.pdf"}:
            target.writestr("bundle/" + name, contents[name], method)
    assert "file-altered" in kinds(check(path))


def test_a_bomb(golden: Path, tmp_path: Path) -> None:
    """1 GB of nothing in 1 MB: larger than all files are said to be, and not unpacked."""
    path = zipped(tmp_path / "b.zip", files_of(golden))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as target,
        target.open("bundle/data/bomb", "w") as file,
    ):
        for _ in range(1024):
            file.write(bytes(1024 * 1024))
    found = [each for each in check(path).findings if each.kind == "file-altered"]
    assert [(each.where, each.found) for each in found] == [("data/bomb", f"{1024**3} bytes")]


def test_a_damaged_zip(golden: Path, tmp_path: Path, full: slice | None) -> None:
    """Each flipped byte is found, or changes nothing of what is in it; no error is ours."""
    whole = zipped(tmp_path / "b.zip", files_of(golden)).read_bytes()
    path = tmp_path / "damaged.zip"
    chance = random.Random(8493)  # noqa: S311
    for at in range(len(whole)) if full else chance.sample(range(len(whole)), 150):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            found = check(path).findings
        except Refused:
            continue
        if not found:
            with zipfile.ZipFile(path) as archive:
                assert files_of(golden) == {
                    info.filename.partition("/")[2]: archive.read(info)
                    for info in archive.infolist()
                }


@pytest.mark.parametrize("length", [2, 30, 1000, -1, -30])
def test_a_zip_that_is_cut_off(golden: Path, tmp_path: Path, length: int) -> None:
    whole = zipped(tmp_path / "b.zip", files_of(golden)).read_bytes()
    path = tmp_path / "cut.zip"
    path.write_bytes(whole[:length])
    assert kinds(check(path)) == {"unreadable"}


# Alone ----------------------------------------------------------------------------------------


def run_alone(bag: Path, *words: str) -> "subprocess.CompletedProcess[bytes]":
    """As an officer does: the copy in the bundle, nothing of ours, an empty environment."""
    return subprocess.run(
        [sys.executable, "-I", "data/check_bundle.py", ".", *words],
        cwd=bag,
        env={},
        check=False,
        capture_output=True,
    )


def test_it_runs_alone(bag: Path) -> None:
    """Without a path as well, and it writes nothing."""
    before = files_of(bag)
    done = run_alone(bag)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert [line[0] for line in text.splitlines() if re.match(r"\d\. ", line)] == list("1234567")
    assert "openssl ts -verify -digest " in text
    assert "What happened" in text
    elsewhere = [sys.executable, "-I", str(bag / "data" / "check_bundle.py")]
    assert subprocess.run(elsewhere, check=False, capture_output=True).stdout == done.stdout
    assert files_of(bag) == before


def test_what_it_says_of_damage(bag: Path) -> None:
    reworded(bag)
    done = run_alone(bag, "--json")
    assert done.returncode == 10
    told = json.loads(done.stdout)
    assert told["ok"] is False
    outcomes = {step["name"]: step["outcome"] for step in told["steps"]}
    # The report still says what was written first.
    assert {name for name, outcome in outcomes.items() if outcome == "no"} == {
        "chain",
        "tables",
        "report",
    }
    finding = told["findings"][0]
    assert (finding["kind"], finding["certain"]) == ("entry-altered", True)
    assert finding["where"].startswith("data/ledger.jsonl:")


def test_what_it_says_in_words(
    bag: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Here, as in a process of its own: each finding, and what is covered."""
    reworded(bag)
    assert check_bundle.main([str(bag), "--expect", entries(bag)[2]["hash"]]) == 10
    out = capsys.readouterr().out
    assert "3. Each entry of the ledger follows from the one before it: no" in out
    assert "- entry-altered: data/ledger.jsonl:" in out
    assert "entries 1 to 3 are as they" in out
    assert check_bundle.main([str(bag), "--json"]) == 10
    assert json.loads(capsys.readouterr().out)["ok"] is False
    assert check_bundle.main([str(tmp_path / "nothing")]) == 4
    assert capsys.readouterr().err.startswith("The bundle can't be read")


def test_the_answer_as_json_has_each_finding_in_its_step(golden: Path) -> None:
    """Programs of others read it: what is found under a name today has to be there tomorrow."""
    contents = files_of(golden)
    contents["data/report.pdf"] += b"more"
    told = check_bundle.as_json(check_files(InMemory(contents)))
    assert [each["step"] for each in told["steps"]] == [1, 2, 3, 4, 5, 6, 7]
    assert {*told["steps"][0]} == {
        *("step", "name", "title", "checked", "meaning", "outcome", "findings")
    }
    assert {*told["findings"][0]} == {"kind", "where", "expected", "found", "certain"}
    assert told["findings"] == [found for each in told["steps"] for found in each["findings"]]
    assert told["ok"] is False


def test_what_is_not_covered_is_said_to_the_end(golden: Path) -> None:
    """A sentence of ours that is cut off would leave out that the note can be written again."""
    result = check(golden)
    lines = list(check_bundle.in_words(result))
    assert lines[lines.index("Not covered:") + 1 :] == [f"- {each}" for each in result.not_covered]


def test_more_findings_than_anybody_reads(bag: Path) -> None:
    for number in range(300):
        (bag / "data" / f"{number}.txt").touch()
    found = check(bag).steps[0].findings
    assert (len(found), found[-1].kind) == (101, "more")


def test_a_bundle_that_can_only_be_read_in_part(
    golden: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 11: nobody knows whether it was altered."""
    read = check_bundle.Folder.opened

    def failing(self: check_bundle.Folder, name: str) -> Any:
        if name.endswith(".pdf"):
            raise OSError(5, "Input/output error")
        return read(self, name)

    monkeypatch.setattr(check_bundle.Folder, "opened", failing)
    assert check_bundle.main([str(golden)]) == 11
    assert "not known" in capsys.readouterr().out


def test_a_reader_that_stops_reading_is_no_error(golden: Path) -> None:
    """As ``| head`` does: the exit code is that of the check, and there is no traceback."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-I", SOURCE, golden], check=False, stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_exit_codes(bag: Path, tmp_path: Path) -> None:
    assert run_alone(bag, "--wrong").returncode == 2
    assert run_alone(bag, "--expect", "0" * 16).returncode == 10
    done = subprocess.run(
        [sys.executable, "-I", SOURCE, tmp_path / "nothing"], check=False, capture_output=True
    )
    assert (done.returncode, done.stdout) == (4, b"")
    assert done.stderr.count(b"\n") == 1


def test_a_fingerprint_noted_earlier(golden: Path) -> None:
    """The newest, and any before it, whole or the first groups."""
    lines = entries(golden)
    early = lines[3]["hash"]
    digits = early.partition(":")[2]
    spoken = " ".join(digits[at : at + 4] for at in range(0, 20, 4))
    for given in (early, digits.upper(), spoken):
        result = check(golden, [given])
        assert (result.findings, result.covered) == ([], 4)
    assert kinds(check(golden, ["1234 5678 9abc def0"])) == {"fingerprint-unknown"}
    assert kinds(check(golden, ["12"])) == {"fingerprint-unknown"}


def test_it_is_of_python_38_and_the_standard_library() -> None:
    """The grammar, and nothing imported that is not there."""
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    }
    assert imported <= sys.stdlib_module_names
    # What came with 3.9 and later, and is easily used without a thought.
    assert not re.search(
        r"removeprefix|removesuffix|zip\(.*strict|is_relative_to|\.readlink\(|functools\.cache\b",
        SOURCE.read_text(encoding="utf-8"),
    )


def test_it_computes_the_hash_of_the_diary() -> None:
    """Two implementations of the chain, which share no line."""
    from stalkdiary.model.ledger import entry_hash

    body = '{"nonce":"0","what":"Zoë 🚪"}'
    previous = "sha256:" + "0" * 64
    entry = {"previous": previous, "number": 7, "recorded_at": "t", "kind": "incident"}
    ours = check_bundle._entry_hash(entry, check_bundle._body_hash(body))
    theirs = entry_hash(previous=previous, number=7, recorded_at="t", kind="incident", body=body)
    assert ours == theirs


# What a change to the checker could let through -------------------------------------------------


def test_a_name_is_not_left_out_on_the_way(april: Path, tmp_path: Path) -> None:
    """Words are left out of a table of incidents; the name of an exhibit is there or not at all."""
    bag = Path(shutil.copytree(april, tmp_path / "bag"))
    path = bag / "data" / "exhibits.csv"
    text = path.read_bytes()
    assert b"page.html" in text
    path.write_bytes(text.replace(b"page.html", b"[left out] she admits it"))
    sealed_again(bag)
    assert "table-altered" in kinds(check(bag))


def test_a_tag_manifest_that_names_other_files(bag: Path) -> None:
    """A file listed there alone would be in the bundle, and in no list that a validator reads."""
    (bag / "story.txt").write_text("she lied")
    write_tags(bag)
    assert "list-altered" in kinds(check(bag))


def test_a_timestamp_over_an_entry_that_was_not_yet_written(golden: Path) -> None:
    """Nobody can stamp what comes later: such a timestamp would date the newest entries back."""
    contents = files_of(golden)
    lines = [json.loads(line) for line in contents[str(LEDGER)].splitlines()]
    stamp = next(line for line in lines if line["kind"] == "timestamp")
    later = lines[stamp["number"]]
    later["hash"] = json.loads(stamp["body"])["hash"]
    body = json.loads(stamp["body"]) | {"entry": later["number"]}
    stamp["body"] = json.dumps(body, sort_keys=True, separators=(",", ":"))
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    result = check_files(InMemory(contents | {str(LEDGER): text.encode()}))
    found = {each.where for each in result.findings if each.kind == "timestamp-differs"}
    assert f"entry {stamp['number']}" in found


def test_the_time_that_was_signed_is_read_from_the_answer(golden: Path) -> None:
    """The entry could name any time; what the authority signed is in its answer."""
    stamps = [line for line in entries(golden) if line["kind"] == "timestamp"]
    assert stamps
    for line in stamps:
        body = json.loads(line["body"])
        assert check_bundle._stamp(line["number"], body).signed == body["gen_time"]


def test_an_exhibit_of_another_size(golden: Path) -> None:
    """Its SHA-256 fits, and its entry says another size: one of the two was forged."""
    contents = files_of(golden)
    lines = [json.loads(line) for line in contents[str(LEDGER)].splitlines()]
    exhibit = next(line for line in lines if line["kind"] == "exhibit")
    body = json.loads(exhibit["body"]) | {"bytes": 1}
    exhibit["body"] = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    result = check_files(InMemory(contents | {str(LEDGER): text.encode()}))
    assert "exhibit-altered" in kinds(result)


def test_an_answer_without_the_hash_that_was_asked_about(golden: Path) -> None:
    """Ledger and file agree on an answer that is about something else."""
    contents = files_of(golden)
    lines = [json.loads(line) for line in contents[str(LEDGER)].splitlines()]
    stamp = next(line for line in lines if line["kind"] == "timestamp")
    body = json.loads(stamp["body"]) | {"response": base64.b64encode(b"else").decode()}
    stamp["body"] = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    name = f"data/timestamps/{stamp['number']:03d}/response.tsr"
    result = check_files(InMemory(contents | {str(LEDGER): text.encode(), name: b"else"}))
    found = {each.where for each in result.findings if each.kind == "timestamp-differs"}
    assert found == {name}


def test_of_several_fingerprints_the_newest_counts(golden: Path) -> None:
    """The one that covers most; the other would understate what is shown."""
    lines = entries(golden)
    result = check(golden, [lines[6]["hash"], lines[2]["hash"]])
    assert (result.findings, result.covered) == ([], 7)


def test_a_field_that_stands_twice(golden: Path) -> None:
    """One program reads the first of them, and the next one the last."""
    contents = files_of(golden)
    data = contents[str(LEDGER)].replace(b'{"number": 2,', b'{"number": 2, "number": 2,', 1)
    assert "entry-unreadable" in kinds(check_files(InMemory(contents | {str(LEDGER): data})))


def test_a_seal(golden: Path, bag: Path) -> None:
    """Whole or its first digits; of another bundle, it does not fit."""
    seal = hashlib.sha256((golden / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    for given in (seal, seal.upper(), " ".join(seal[at : at + 4] for at in range(0, 20, 4))):
        result = check(golden, seals=[given])
        assert (result.findings, list(result.not_covered), result.seal) == ([], [], seal)
    for given in (seal[:12], "0" * 64, "hello", ""):
        result = check(golden, seals=[given])
        assert kinds(result) == {"seal-differs"}
        assert result.not_covered
    # A file that no list names is not covered by the seal, and is found.
    (bag / "data" / "more.txt").write_text("x")
    result = check(bag, seals=[seal])
    assert "file-extra" in kinds(result)
    assert result.not_covered


def test_what_a_whole_bundle_counts(golden: Path, april: Path) -> None:
    """Somebody compares these numbers with the report in their hand."""
    read: list[int] = []
    result = check(golden, progress=read.append)
    lines, left = entries(golden), entries(april)
    words = "the words of 2 incidents and 0 messages"
    assert sum(read) == sum(map(len, files_of(golden).values()))
    assert (result.entries, result.left_out) == (len(lines), 0)
    assert result.exhibits == sum("exhibit" in line["kind"] for line in lines)
    assert result.fingerprint == lines[-2]["hash"]
    assert [stamp["entry"] for stamp in result.timestamps] == [
        json.loads(line["body"])["entry"] for line in lines if line["kind"] == "timestamp"
    ]
    names = ("complete", "fixity", "chain", "exhibits", "tables", "report", "timestamps")
    assert tuple(each.name for each in result.steps) == names
    assert [each.checked for each in result.steps] == [
        f"{len(files_of(golden))} files against the lists of the bag, and their size",
        f"{len(files_of(golden))} files, every byte",
        f"{len(lines)} entries in full, 0 by their hash alone",
        f"{result.exhibits} exhibits and 0 imports",
        "exhibits.csv, 2 incidents in report.csv and 0 messages",
        f"its fingerprint; {words} in report.html; 7 files that the last entry names",
        "2 timestamps; signatures are for openssl",
    ]
    hidden = sum("body_hash" in line for line in left)
    part = check(april)
    assert (part.entries, part.left_out) == (len(left), hidden)
    assert (
        part.steps[2].checked == f"{len(left) - hidden} entries in full, {hidden} by their hash "
        "alone"
    )
    assert part.steps[2].meaning.endswith("not what they say.")


# What the program itself can make, however long and however much ----------------------------------

STORY = 'He said "no" \\ and \t "yes".\n Zoë 🚪 ' * 200


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds of a few hundred bytes, so that an ordinary entry is one that is too long."""
    monkeypatch.setattr(check_bundle, "BLOCK", 251)
    monkeypatch.setattr(check_bundle, "MOST_LINE", 3000)


@pytest.fixture(scope="session")
def with_a_long_story(
    tmp_path_factory: pytest.TempPathFactory, bundled: Callable[..., Any]
) -> Path:
    """A bundle with a long story between two short ones, changed later. Never changed itself."""
    from stalkdiary.diary import Diary
    from stalkdiary.model.changes import Changes
    from stalkdiary.model.incident import Account
    from stalkdiary.model.moment import Moment

    folder = tmp_path_factory.mktemp("story")
    when = Moment.unknown(timezone="Europe/London")
    with Diary.create(folder / "diary.db", None, initials="AB") as diary:
        for what in ("Before it", STORY, "After it"):
            diary.add(Account(what=what, when=when))
        diary.amend(2, Changes(felt="afraid"))
        bundled(diary, folder / "long")
    return folder / "long"


@pytest.fixture
def long_story(with_a_long_story: Path, tmp_path: Path) -> Path:
    """A copy of it to be damaged."""
    return Path(shutil.copytree(with_a_long_story, tmp_path / "long"))


def test_an_entry_longer_than_is_kept_is_in_the_chain(long_story: Path, small: None) -> None:
    """A story of megabytes can be handed over: its hash is checked, and what is not is said."""
    result = check(long_story)
    assert result.findings == []
    assert result.left_out == 0
    assert any("1 entry, too long" in each for each in result.not_covered)
    assert any("incident 2 in the report" in each for each in result.not_covered)


@pytest.mark.parametrize("more", [0, 1])
def test_an_entry_as_long_as_the_limit_is_kept(
    long_story: Path, small: None, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    """To the byte: a story that fits would be listed as compared with nothing."""
    longest = max(map(len, (long_story / LEDGER).read_bytes().splitlines(keepends=True)))
    monkeypatch.setattr(check_bundle, "MOST_LINE", longest - more)
    result = check(long_story)
    assert result.findings == []
    assert [each for each in result.not_covered if "too long" in each] == more * [
        "1 entry, too long or too many to be kept in memory"
    ]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("afraid", "amused", "entry-altered"),
        ("yes", "Yes", "entry-altered"),
        ("Zoë", "Zoe", "entry-altered"),
        ('"body": "', '"more": 1, "body": "', "entry-unreadable"),
        (" and \\\\t", ' and " \\\\t', "entry-unreadable"),
    ],
)
def test_a_long_entry_that_was_changed(
    long_story: Path, small: None, old: str, new: str, kind: str
) -> None:
    """One letter of megabytes is found, and so is an entry that is not written as ours are."""
    path = long_story / LEDGER
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert kind in kinds(check(long_story))


def test_more_entries_than_are_kept(
    golden: Path, bag: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that there is no room for are in the chain, and listed as not covered."""
    monkeypatch.setattr(check_bundle, "MOST_KEPT", 0)
    result = check(golden)
    assert result.findings == []
    assert any("too long or too many" in each for each in result.not_covered)
    reworded(bag)
    assert "entry-altered" in kinds(check(bag))


def test_a_cell_longer_than_is_kept(long_story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is compared by its hash: another letter in the midst of it is found."""
    monkeypatch.setattr(check_bundle, "MOST_CELL", 500)
    assert check(long_story).findings == []
    path = long_story / "data" / "report.csv"
    text = path.read_bytes().decode("utf-8")
    path.write_bytes(text.replace("yes", "Yes", 1).encode("utf-8"))
    sealed_again(long_story)
    (cell,) = (each for each in check(long_story).findings if each.kind == "table-altered")
    assert cell.found.startswith("a long text")


# The order in which an officer reads it ----------------------------------------------------------

SEAMS = {
    # The steps that the table names.
    *("_exhibit_rows", "_incident_rows", "_message_rows", "_named", "_pages"),
    # What part two keeps of the ledger, and a list of endings.
    *("Pages", "ENDINGS", "UNKNOWN_ENDING"),
    # The answer, and its words.
    *("Result", "_told", "_not_covered", "_compared", "_unreadable", "_said", "_joined"),
    *("_short", "_utf8"),
}
"""What part one uses of part two."""


def test_what_convinces_does_not_rest_on_the_second_part() -> None:
    """An officer who reads to the line and stops has read every check of files and entries."""
    text = SOURCE.read_text(encoding="utf-8")
    first, _, second = text.partition("# PART TWO")
    defined = {
        name
        for node in ast.parse("#" + second).body
        for name in (
            [node.name]
            if isinstance(node, (ast.FunctionDef, ast.ClassDef))
            else [each.id for each in ast.walk(node) if isinstance(each, ast.Name)
                  and isinstance(each.ctx, ast.Store)]
        )
    }  # fmt: skip
    used = {node.id for node in ast.walk(ast.parse(first)) if isinstance(node, ast.Name)}
    assert used & defined == SEAMS


def test_the_first_part_takes_half_an_hour() -> None:
    """At two seconds a line; its head and the page for officers give the same sum."""
    text = SOURCE.read_text(encoding="utf-8")
    first = text.partition("# PART TWO")[0]
    assert sum(bool(line.strip()) for line in first.splitlines()) <= 1000
    head = ast.get_docstring(ast.parse(text)) or ""
    assert sum(map(int, re.findall(r"  (\d+)(?: minutes)?$", head, re.MULTILINE))) == 30
