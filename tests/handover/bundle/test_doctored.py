"""Bundles that somebody changed on the way, with every list made again: each change is found.

Each is done three times: with the lists made again; with the last entry, which notes the files of
the report, made again as well; and once more under the seal. What only the last entry covers is
listed as not covered when that entry is made again, and the seal finds everything.
"""

import csv
import gzip
import hashlib
import html
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.handover import check_bundle
from stalkdiary.handover.check_bundle import Result, check
from stalkdiary.model.incident import Account
from stalkdiary.model.message import (
    Attachment,
    Call,
    Direction,
    HeldMessage,
    Kind,
    Message,
    State,
)
from stalkdiary.model.moment import Moment

DECOMPOSED = unicodedata.normalize("NFD", "é")
Files = dict[str, bytes]
Doctor = Callable[[Files], object]

LEDGER, CSV, PAGE = "data/ledger.jsonl", "data/report.csv", "data/report.html"
MESSAGES, EXHIBITS = "data/report-messages.csv", "data/exhibits.csv"
OF_REPORT = re.compile(r"data/(report[^/]*|HOW-TO-CHECK\.\w+|exhibits\.csv|check_bundle\.py)")


@pytest.fixture(scope="session")
def whole(
    told: Path, bundled: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Files:
    """A bundle with imported messages in it, by the names of its files."""
    folder = tmp_path_factory.mktemp("whole")
    diary = Path(shutil.copy(told, folder / "diary.db"))
    export = folder / "result.json"
    messages = [
        {
            "id": number,
            "type": "message",
            "date_unixtime": str(1773351005 + number * 25_200),
            "from": "Alex",
            "from_id": "user1",
            "text": f'I can see you, number {number}, <b>&" ü',
        }
        for number in range(1, 12)
    ]
    for number, (reason, seconds) in enumerate((("hangup", 61), ("missed", None)), start=12):
        call = {"id": number, "type": "service", "action": "phone_call", "discard_reason": reason}
        call |= {"actor": "Alex", "actor_id": "user1", "text": ""}
        call |= {"date_unixtime": str(1773351005 + number * 25_200)}
        messages.append(call | ({} if seconds is None else {"duration_seconds": seconds}))
    chat = {"name": "Alex", "type": "personal_chat", "id": 1, "messages": messages}
    export.write_text(json.dumps(chat), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "stalkdiary", "--diary", diary, "import", export, "--from", "Alex"],
        check=True,
        capture_output=True,
        env={**os.environ, "HOME": str(folder)},
    )
    with Diary(diary, None) as opened:
        when = Moment.unknown(timezone="Europe/London")
        full = Account(
            what="He rang the bell",
            when=when,
            where="at home",
            witnesses=("Sam", "Kim"),
            types=("following", "calls"),
            felt="afraid",
            vehicle="a van",
        )
        opened.mark(3, [next(opened.messages(3)).number])
        opened.withdraw(opened.add(Account(what="He waved", when=when)).number)
        brought_back = opened.add(full).number
        opened.withdraw(brought_back, "not sure")
        opened.restore(brought_back)
        bundled(opened, folder / "bundle", recipient="PC Smith")
    return {
        path.relative_to(folder / "bundle").as_posix(): path.read_bytes()
        for path in (folder / "bundle").rglob("*")
        if path.is_file()
    }


def listed(files: Files, names: list[str]) -> bytes:
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(names))
    return "".join(lines).encode()


def with_lists(files: Files) -> Files:
    """Every list of the bag made again."""
    payload = [name for name in files if name.startswith("data/")]
    oxum = f"Payload-Oxum: {sum(len(files[name]) for name in payload)}.{len(payload)}"
    info = re.sub(r"Payload-Oxum: .*", oxum, files["bag-info.txt"].decode())
    files["bag-info.txt"] = info.encode()
    files["manifest-sha256.txt"] = listed(files, payload)
    tags = {name for name in files if "/" not in name} - {"tagmanifest-sha256.txt"}
    files["tagmanifest-sha256.txt"] = listed(files, list(tags))
    return files


def lines_of(files: Files) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[LEDGER].splitlines()]


def chained(files: Files, lines: list[dict[str, Any]]) -> None:
    """Every hash made again, and the old fingerprint replaced wherever it stands."""
    old = check_bundle.START if len(lines) < 2 else lines[-2]["hash"]
    previous = check_bundle.START
    for line in lines:
        line["previous"] = previous
        body_hash = line.get("body_hash") or check_bundle._body_hash(line["body"])
        if line is lines[-1] and "body" in line:
            body = json.loads(line["body"])
            body["fingerprint"] = previous
            line["body"] = check_bundle._canonical(body)
            body_hash = check_bundle._body_hash(line["body"])
        previous = line["hash"] = check_bundle._entry_hash(line, body_hash)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    files[LEDGER] = text.encode("utf-8", "surrogatepass")
    new = lines[-1]["previous"][7:]
    for name in (PAGE, "data/HOW-TO-CHECK.txt", "bag-info.txt"):
        files[name] = files[name].replace(old[7:].encode(), new.encode())
        spoken = [" ".join(each[at : at + 4] for at in range(0, 64, 4)) for each in (old[7:], new)]
        files[name] = files[name].replace(spoken[0].encode(), spoken[1].encode())


def with_note(files: Files) -> Files:
    """The last entry made again, so that it fits the files of the report."""
    lines = lines_of(files)
    body = json.loads(lines[-1]["body"])
    body["files"] = {
        name[len("data/") :]: hashlib.sha256(data).hexdigest()
        for name, data in files.items()
        if OF_REPORT.fullmatch(name)
    }
    body["left_out"] = [line["number"] for line in lines if "body_hash" in line]
    lines[-1]["body"] = check_bundle._canonical(body)
    body_hash = check_bundle._body_hash(lines[-1]["body"])
    lines[-1]["hash"] = check_bundle._entry_hash(lines[-1], body_hash)
    files[LEDGER] = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines).encode()
    return files


def put(files: Files, folder: Path) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


# What somebody might change ---------------------------------------------------------------------


def swap(name: str, old: str, new: str) -> Doctor:
    """Other words in one file."""

    def doctor(files: Files) -> None:
        assert old.encode() in files[name], (name, old)
        files[name] = files[name].replace(old.encode(), new.encode())

    return doctor


def put_in(name: str, data: bytes) -> Doctor:
    """One file with this content."""

    def doctor(files: Files) -> None:
        files[name] = data

    return doctor


def rows(name: str, change: Callable[[list[bytes]], list[bytes]]) -> Doctor:
    """The rows of a table, the headings first, changed."""

    def doctor(files: Files) -> None:
        files[name] = b"\r\n".join([*change(files[name].rstrip().split(b"\r\n")), b""])

    return doctor


def without_column(name: str) -> Callable[[list[bytes]], list[bytes]]:
    """A table without one of its columns."""

    def change(lines: list[bytes]) -> list[bytes]:
        table = list(csv.reader(b"\r\n".join(lines).decode().splitlines(keepends=True)))
        at = table[0].index(name)
        target = io.StringIO(newline="")
        writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerows(row[:at] + row[at + 1 :] for row in table)
        return target.getvalue().rstrip().encode().split(b"\r\n")

    return change


def renamed(ending: str) -> Doctor:
    """The page among the exhibits with another ending, in the table as well."""

    def doctor(files: Files) -> None:
        (old,) = (name for name in files if name.endswith(".html.txt"))
        new = f"{old.partition('.')[0]}.{ending}"
        files[new] = files.pop(old)
        files[EXHIBITS] = files[EXHIBITS].replace(old[5:].encode(), new[5:].encode())

    return doctor


def entry(kind: str, change: Callable[[dict[str, Any]], object], *, rechained: bool) -> Doctor:
    """The first entry of a kind changed, with or without the hashes after it."""

    def doctor(files: Files) -> None:
        lines = lines_of(files)
        change(next(line for line in lines if line["kind"] == kind))
        if rechained:
            chained(files, lines)
        else:
            text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines)
            files[LEDGER] = text.encode()

    return doctor


def chain(kind: str, change: Callable[[dict[str, Any]], object]) -> Doctor:
    """The same, and every hash after it made again."""
    return entry(kind, change, rechained=True)


def field(**changes: object) -> Callable[[dict[str, Any]], None]:
    """Fields of an entry beside its body."""
    return lambda line: line.update(changes)


def body(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], None]:
    """The body of an entry, changed as data."""

    def doctor(line: dict[str, Any]) -> None:
        said = json.loads(line["body"])
        change(said)
        line["body"] = check_bundle._canonical(said)

    return doctor


def by_hash(*kinds: str) -> Doctor:
    """Entries of these kinds shown by their hash alone."""

    def doctor(files: Files) -> None:
        lines = lines_of(files)
        count = 0
        for line in lines:
            if line["kind"] in kinds:
                line["body_hash"] = check_bundle._body_hash(line.pop("body"))
                count += 1
        text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines)
        files[LEDGER] = text.encode()
        files["bag-info.txt"] = files["bag-info.txt"].replace(
            b"Entries-Left-Out: 0", f"Entries-Left-Out: {count}".encode()
        )

    return doctor


def record(change: Callable[[bytes], bytes]) -> Doctor:
    """The record of the import, packed again."""

    def doctor(files: Files) -> None:
        (name,) = (name for name in files if name.startswith("data/imports/"))
        files[name] = gzip.compress(change(gzip.decompress(files[name])))

    return doctor


def without(name: str) -> Doctor:
    """One file less."""
    return lambda files: files.pop(name)


def last_entry_gone(files: Files) -> None:
    """As a bundle of version 1, which has no note."""
    lines = files[LEDGER].splitlines(keepends=True)
    files[LEDGER] = b"".join(lines[:-1])
    info = files["bag-info.txt"].replace(b"Bundle-Version: 2", b"Bundle-Version: 1")
    files["bag-info.txt"] = re.sub(rb"Entries: \d+", b"Entries: %d" % (len(lines) - 1), info)


def article(change: Callable[[str], str], number: int = 2) -> Doctor:
    """One incident on the page, changed."""

    def doctor(files: Files) -> None:
        text = files[PAGE].decode()
        (whole,) = re.findall(rf'<article id="incident-{number}".*?</article>', text, re.DOTALL)
        files[PAGE] = text.replace(whole, change(whole)).encode()

    return doctor


def stamp_over_a_later_entry(files: Files) -> None:
    """A timestamp that is said to be over an entry which was not yet written."""
    lines = lines_of(files)
    at = next(n for n, line in enumerate(lines) if line["kind"] == "timestamp")
    said = json.loads(lines[at]["body"])
    said["entry"] = lines[at]["number"] + 1
    lines[at]["body"] = check_bundle._canonical(said)
    chained(files, lines)


def note_about_other_entries(files: Files) -> None:
    """A last entry that has the fingerprint of another ledger."""
    lines = lines_of(files)
    body(lambda said: said.update(fingerprint=check_bundle.START))(lines[-1])
    files[LEDGER] = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines).encode()


ROW_LEFT_OUT = b'"AB/9","1","[left out]","","","",""'

TABLES = [
    ("what happened", swap(CSV, "CANARY-APRIL Fourteen", "I hit him fourteen")),
    ("a place", swap(CSV, "CANARY-WHERE", "at my mother's")),
    ("what it cost", swap(CSV, "CANARY-COST", "nothing")),
    ("a column of a later version less", rows(CSV, without_column("cost"))),
    ("who", swap(CSV, '"Kim"', '"Alex"')),
    ("how often", swap(CSV, '"14"', '"1"')),
    ("when, in words", swap(CSV, "Thursday 2 April 2026", "Thursday 9 April 2026")),
    ("the weekday", swap(CSV, "Thursday 2 April 2026", "Friday 2 April 2026")),
    ("when, no longer known", swap(CSV, "Thursday 2 April 2026, time not known", "not known")),
    ("when", swap(CSV, '"2026-04-02"', '"2025-04-02"')),
    ("how precisely", swap(CSV, '"day","Europe/London"', '"month","Europe/London"')),
    ("when it was written", swap(CSV, '"Europe/London","202', '"Europe/London","201')),
    ("the reason of a withdrawal", swap(CSV, "CANARY-WITHDRAWN", "I made it up")),
    ("no withdrawal", swap(CSV, "CANARY-WITHDRAWN", "")),
    ("no withdrawal without a reason", swap(CSV, '"yes","typed"', '"","typed"')),
    ("fewer exhibits", swap(CSV, "AB/1; AB/2", "AB/1")),
    ("an exhibit of another", swap(CSV, "AB/1; AB/2", "AB/1; AB/2; AB/3")),
    ("typed or imported", swap(CSV, '"typed"', '"import"')),
    ("one more change", swap(CSV, '"AB/1; AB/2","1"', '"AB/1; AB/2","2"')),
    ("changes that are no number", swap(CSV, '"AB/1; AB/2","1"', '"AB/1; AB/2","x"')),
    ("changes of none", rows(CSV, lambda rows: [*rows[:-1], rows[-1].replace(b',"0",', b',"x",')])),
    ("a row less", rows(CSV, lambda rows: rows[:-1])),
    ("a row twice", rows(CSV, lambda rows: [*rows, rows[-1]])),
    ("a row more", rows(CSV, lambda rows: [*rows, re.sub(rb'^"\d+"', b'"99"', rows[-1])])),
    ("a row of no incident", rows(CSV, lambda rows: [*rows, re.sub(rb'^"\d+"', b'"x"', rows[-1])])),
    ("letters behind the quotation marks", swap(CSV, '"typed"', '"ty"ped')),
    ("other headings", swap(CSV, '"felt"', '"invented"')),
    ("a cell more", rows(CSV, lambda rows: [*rows[:-1], rows[-1] + b',"and more"'])),
    ("a message", swap(MESSAGES, "number 7,", "number 7, I love you,")),
    ("who sent a message", swap(MESSAGES, '"in","yes","Alex"', '"in","yes","Kim"')),
    ("when a message came", swap(MESSAGES, "2026-03-14T15", "2026-03-14T03")),
    ("a mark", swap(MESSAGES, '""\r\n', '"yes"\r\n')),
    ("no mark", swap(MESSAGES, '"yes"\r\n', '""\r\n')),
    ("a message less", rows(MESSAGES, lambda rows: rows[:-1])),
    ("a message more", rows(MESSAGES, lambda rows: [*rows, rows[-1].replace(b'"11"', b'"12"')])),
    ("no messages", without(MESSAGES)),
    ("an exhibit of that incident", swap(EXHIBITS, '"AB/1","1"', '"AB/1","2"')),
    ("the name of an exhibit", swap(EXHIBITS, "page.html", "paye.html")),
    ("the file of an exhibit", swap(EXHIBITS, '"exhibits/', '"elsewhere/')),
    ("the type of an exhibit", swap(EXHIBITS, "image/jpeg", "forged/photo")),
    ("the size of an exhibit", swap(EXHIBITS, '"2052"', '"2053"')),
    ("an exhibit twice", rows(EXHIBITS, lambda rows: [*rows, rows[1]])),
    ("an exhibit less", rows(EXHIBITS, lambda rows: rows[:-1])),
    ("an exhibit left out", rows(EXHIBITS, lambda rows: [*rows, ROW_LEFT_OUT])),
    ("headings of the exhibits", swap(EXHIBITS, '"reference"', '"invented"')),
]  # fmt: skip
PAGES = [
    ("words on the page", swap(PAGE, "CANARY-APRIL Fourteen", "I hit him fourteen")),
    ("words of one incident", article(lambda text: text.replace("Fourteen", "Four"))),
    ("an incident twice", article(lambda text: text + text)),
    ("an incident that is none", article(lambda text: text + text.replace("dent-2", "dent-9"))),
    ("a later place", swap(PAGE, "CANARY-WHERE", "at my mother&#x27;s")),
    ("why it was changed", swap(PAGE, "CANARY-WHY", "I was told to")),
    ("why it was withdrawn", swap(PAGE, "CANARY-WITHDRAWN", "I made it up")),
    ("an incident hidden", article(lambda text: f"<!-- {text} -->")),
    ("a message on the page", swap(PAGE, "number 7,", "number 7, I love you,")),
]  # fmt: skip
CHAIN = [
    ("the story", entry("incident", body(lambda b: b.update(what="I hit him")), rechained=False)),
    ("when it was noted", entry("incident", field(recorded_at="2019-01-01T00:00:00Z"),
                                rechained=False)),
    ("a field twice", chain("incident", lambda line: line.update(
        body='{"what":"x",' + line["body"][1:]))),
    ("no canonical form", chain("incident", lambda line: line.update(
        body=line["body"].replace('":', '": ', 1)))),
    ("no time", chain("incident", field(recorded_at="yesterday"))),
    ("no such time", chain("incident", field(recorded_at="2026-13-41T00:00:00Z"))),
    ("a kind in two lines", chain("incident", field(kind="incident\nx"))),
    ("a number that is none", chain("incident", body(lambda b: b.update(incident="1")))),
    ("the size of an exhibit", chain("exhibit", body(lambda b: b.update(bytes=7)))),
    ("a timestamp over a later entry", stamp_over_a_later_entry),
    ("another answer", chain("timestamp", body(lambda b: b.update(response="MAA=")))),
    ("another time", chain("timestamp", body(lambda b: b.update(gen_time="2020-01-01T00:00:00Z")))),
    ("a note about other entries", note_about_other_entries),
    ("no import", chain("import", body(lambda b: b.update(record={"sha256": "0" * 64})))),
]  # fmt: skip
FILES = [
    ("a page that runs", renamed("html")),
    ("an application of Windows", renamed("hta")),
    ("a program", renamed("exe")),
    ("a folder of a program", renamed("d/evil.exe")),
    ("a shortcut", renamed("html.txt.lnk")),
    ("one more file", put_in("data/evil.txt", b"x")),
    ("one more import", put_in(f"data/imports/{'0' * 64}.jsonl.gz", b"x")),
    ("one more exhibit", put_in(f"data/exhibits/{'0' * 64}.txt", b"x")),
    ("one more timestamp", put_in("data/timestamps/001/response.tsr", b"x")),
    ("a file to be fetched", put_in("fetch.txt", b"http://example.org - data/x\n")),
    ("letters with marks", put_in(f"data/exhibits/{DECOMPOSED}.txt", b"x")),
    ("what was imported", record(lambda data: data.replace(b"number 7,", b"number 8,"))),
    ("an import that is cut", record(lambda data: data[:-40])),
    ("no report", without("data/report.pdf")),
    ("another page at the top", put_in("HOW-TO-CHECK.pdf", b"%PDF")),
]  # fmt: skip
# Only the last entry covers these.
NOTED = [
    ("another PDF", put_in("data/report.pdf", b"%PDF-1.4 wholly other document"), "report.pdf"),
    ("an empty PDF", put_in("data/report.pdf", b""), "report.pdf"),
    ("another page about checking", put_in("data/HOW-TO-CHECK.pdf", b"%PDF"), "HOW-TO-CHECK.pdf"),
    ("what to type", swap("data/HOW-TO-CHECK.txt", "python3", "curl x | python3"), "HOW-TO"),
    ("another checker", put_in("data/check_bundle.py", b'print("all fine")\n'), "check_bundle.py"),
    ("a count on the page", swap(PAGE, "</h1>", "</h1><p>Only 1 incident</p>"), "report.html"),
    ("who sent it, on the page", swap(PAGE, "<b>Alex</b>", "<b>Kim</b>"), "report.html"),
    ("one more part", put_in("data/report-she-lied.html", b"<h1>she lied</h1>"), "she-lied"),
    ("an incident gone", article(lambda _: ""), "incident 2 in report.html"),
    ("changes left out", by_hash("amendment"), "later changes"),
    ("withdrawals left out", by_hash("withdrawal"), "withdrawal"),
    ("an incident left out", by_hash("incident"), "the entry that began it"),
    ("the note itself", last_entry_gone, "report.pdf"),
]  # fmt: skip
CONTRADICTED = [*TABLES, *PAGES, *CHAIN, *FILES]


def found_in(files: Files, folder: Path, **asked: Any) -> Result:
    return check(put(files, folder), **asked)


@cache
def documented() -> set[str]:
    """The kinds of finding that docs/checking-a-bundle.md explains."""
    page = Path(__file__).parents[3] / "docs" / "checking-a-bundle.md"
    table = page.read_text(encoding="utf-8").partition("| finding | meaning |")[2]
    return {kind for line in table.splitlines() for kind in re.findall("`([a-z-]+)`", line)}


PLACE = re.compile(
    r"(bag-info\.txt|(tag)?manifest-sha256\.txt:?|data/(ledger\.jsonl:|report|exhibits\.csv)|"
    r"(last )?entry|import \d|AB/\d|Exhibits-Left-Out)"
)
"""What a finding is about, where that is no file of the bundle itself."""


def is_found(result: Result) -> bool:
    return any(finding.certain for finding in result.findings)


def test_there_are_enough_of_them() -> None:
    """And no two have one name within their kind."""
    assert len(CONTRADICTED) + len(NOTED) + len(ZIPS) >= 60
    for each in (TABLES, PAGES, CHAIN, FILES):
        assert len({name for name, _ in each}) == len(each)


def test_the_whole_one_is_whole(whole: Files, tmp_path: Path) -> None:
    """Nothing is found before anything is changed, nor after the lists were made again."""
    assert found_in(dict(whole), tmp_path / "a").findings == []
    assert found_in(with_lists(with_note(dict(whole))), tmp_path / "b").findings == []


@pytest.mark.parametrize(
    "doctor", [each[1] for each in CONTRADICTED], ids=[each[0] for each in CONTRADICTED]
)
def test_what_the_ledger_contradicts_is_found(whole: Files, tmp_path: Path, doctor: Doctor) -> None:
    """With all lists made again, and also where the last entry was made again to fit."""
    files = dict(whole)
    doctor(files)
    result = found_in(with_lists(dict(files)), tmp_path / "a")
    assert is_found(result)
    assert {finding.kind for finding in result.findings} <= documented()
    elsewhere = [each.where for each in result.findings if each.where not in {*files, *whole}]
    assert all(map(PLACE.match, elsewhere)), elsewhere
    if LEDGER in files and len(lines_of(files)) == len(lines_of(whole)):
        assert is_found(found_in(with_lists(with_note(dict(files))), tmp_path / "b"))


@pytest.mark.parametrize(
    "kind", ["incident", "amendment", "withdrawal", "restoration", "import", "mark"]
)
def test_what_is_left_out_is_not_called_altered(whole: Files, tmp_path: Path, kind: str) -> None:
    """An honest bundle of a part would be taken for a forged one."""
    files = dict(whole)
    by_hash(kind)(files)
    if kind == "import":
        files = {name: data for name, data in files.items() if not name.startswith("data/imports/")}
    result = found_in(with_lists(with_note(files)), tmp_path / "a")
    assert result.findings == []
    assert result.not_covered


@pytest.mark.parametrize(
    ("name", "left"), [(CSV, {"incident", "amended"}), (EXHIBITS, {"reference"})]
)
def test_every_cell_of_a_row_counts(
    whole: Files, tmp_path: Path, name: str, left: set[str]
) -> None:
    """A column that is compared with nothing could say of an incident whatever somebody wants."""
    headings, first, *rest = csv.reader(io.StringIO(whole[name].decode("utf-8-sig")))
    cells = [
        cell if head in left else f"{cell} 1999" for head, cell in zip(headings, first, strict=True)
    ]
    target = io.StringIO(newline="")
    csv.writer(target).writerows([headings, cells, *rest])
    files = {**whole, name: target.getvalue().encode()}
    findings = found_in(with_lists(with_note(files)), tmp_path / "a").findings
    assert {each.where.rpartition(", ")[2] for each in findings} == {*headings} - left


def test_every_cell_of_a_message_counts() -> None:
    """All but how it changed later, which is compared by itself, are in the digest of its row."""
    row = dict.fromkeys(check_bundle.MESSAGE_COLUMNS, "")
    whole_one = check_bundle._row_digest(row)
    others = {each for each in row if check_bundle._row_digest({**row, each: "~"}) != whole_one}
    assert row.keys() - others == {"later"}


def test_words_left_out_with_one_entry_are_not_called_altered(whole: Files, tmp_path: Path) -> None:
    """One entry that is left out is enough; where there is none, nothing may be left out."""
    files = dict(whole)
    swap(CSV, "CANARY-WHERE", "[left out]")(files)
    kinds = {each.kind for each in found_in(with_lists(with_note(files)), tmp_path / "a").findings}
    assert kinds == {"table-altered"}
    by_hash("restoration")(files)
    result = found_in(with_lists(with_note(files)), tmp_path / "b")
    assert result.findings == []
    assert f"incident 1, where, in {CSV}: it can't be told" in result.not_covered


def test_a_clock_that_went_back_is_said(whole: Files, tmp_path: Path) -> None:
    """Clocks are set, which is no finding; whoever dates entries back is not passed over either."""
    files, lines = dict(whole), lines_of(whole)
    (at,) = (line["number"] for line in lines if line["kind"] == "restoration")
    chain("restoration", field(recorded_at="2019-01-01T00:00:00Z"))(files)
    result = found_in(with_lists(with_note(files)), tmp_path / "a")
    assert result.findings == []
    said = [each for each in result.not_covered if "clock" in each]
    assert said == [f"the clock of the diary: it went back before entry {at}"]
    whole_one = found_in(dict(whole), tmp_path / "b")
    assert not any("clock" in each for each in whole_one.not_covered)


def test_a_column_of_a_later_program_is_said(whole: Files, tmp_path: Path) -> None:
    """It is compared with nothing; where the version knows no more columns, somebody put it in."""
    files = dict(whole)
    rows(CSV, lambda lines: [lines[0] + b',"mood"', *(line + b',"low"' for line in lines[1:])])(
        files
    )
    result = found_in(with_lists(with_note(files)), tmp_path / "a")
    assert result.findings == []
    assert f"{CSV}: the column mood" in result.not_covered
    last_entry_gone(files)
    found = found_in(with_lists(files), tmp_path / "b").findings
    assert ("table-altered", CSV) in {(each.kind, each.where) for each in found}


@pytest.mark.parametrize(
    ("doctor", "said"), [each[1:] for each in NOTED], ids=[each[0] for each in NOTED]
)
def test_what_only_the_last_entry_covers_is_found_or_said(
    whole: Files, tmp_path: Path, doctor: Doctor, said: str
) -> None:
    """By the last entry; by name under "not covered" where that was made again; by the seal."""
    seal = hashlib.sha256(whole["tagmanifest-sha256.txt"]).hexdigest()
    files = dict(whole)
    doctor(files)
    if doctor is not last_entry_gone:
        altered = found_in(with_lists(dict(files)), tmp_path / "a")
        assert is_found(altered)
        assert {finding.kind for finding in altered.findings} <= documented()
        with_note(files)
    result = found_in(with_lists(files), tmp_path / "b")
    assert is_found(result) or any(said in each for each in result.not_covered), result.not_covered
    assert {finding.kind for finding in result.findings} <= documented()
    sealed = check(tmp_path / "b", seals=[seal])
    assert "seal-differs" in {finding.kind for finding in sealed.findings}


def test_each_value_of_each_entry_with_all_made_again_is_told_from_then_on(
    whole: Files, tmp_path: Path, full: slice | None
) -> None:
    """By the seal, and by each fingerprint of an entry that follows; by none that comes before."""
    seal = hashlib.sha256(whole["tagmanifest-sha256.txt"]).hexdigest()
    hashes = [line["hash"] for line in lines_of(whole)]
    changes = [
        (number, place, name)
        for number, line in enumerate(lines_of(whole)[:-1])
        for place, names in (("line", ("recorded_at", "kind")), ("body", json.loads(line["body"])))
        for name in names
    ]
    for number, place, name in changes[full or slice(3, None, len(changes) // 12)]:
        files, lines = dict(whole), lines_of(whole)
        if place == "line":
            lines[number][name] = "2019-01-01T00:00:00Z" if name == "recorded_at" else "unknown"
        else:
            values = json.loads(lines[number]["body"]) | {name: "changed"}
            lines[number]["body"] = json.dumps(
                values, ensure_ascii=False, sort_keys=True, separators=(",", ":")
            )
        chained(files, lines)
        folder = tmp_path / f"{number} {place} {name}"
        found = found_in(with_lists(with_note(files)), folder, expect=hashes, seals=[seal]).findings
        assert "seal-differs" in {each.kind for each in found}, (number, name)
        told = {each.expected for each in found if each.kind == "fingerprint-unknown"}
        known = {each.removeprefix("sha256:") for each in hashes[:number]}
        assert not {each.removeprefix("sha256:") for each in told} & known, (number, name)
        assert len(told) == len(hashes) - number, (number, name)


def test_fields_in_another_order_are_not_what_the_diary_writes(
    whole: Files, tmp_path: Path
) -> None:
    """One content has one form, or the same story could have two hashes."""
    files, lines = dict(whole), lines_of(whole)
    line = next(line for line in lines if line["kind"] == "incident")
    turned = dict(reversed(json.loads(line["body"]).items()))
    line["body"] = json.dumps(turned, ensure_ascii=False, separators=(",", ":"))
    chained(files, lines)
    result = found_in(with_lists(files), tmp_path / "a")
    assert "entry-unreadable" in {finding.kind for finding in result.findings}


def test_the_whole_ledger_written_again_does_not_fit_a_fingerprint(
    whole: Files, tmp_path: Path
) -> None:
    """The story, the tables and the page all changed and chained again: somebody's note tells."""
    files = dict(whole)
    noted = lines_of(whole)[-1]["previous"]
    old, new = "Fourteen calls", "No calls"
    for name in (CSV, PAGE):
        swap(name, old, new)(files)
    lines = lines_of(files)
    for line in lines:
        line["body"] = line["body"].replace(old, new)
    chained(files, lines)
    with_lists(with_note(files))
    result = found_in(files, tmp_path / "a", expect=[noted])
    assert "fingerprint-unknown" in {finding.kind for finding in result.findings}
    # The timestamps were over the entries before they were written again.
    assert "timestamp-differs" in {finding.kind for finding in result.findings}


# Zip files --------------------------------------------------------------------------------------


def packed(items: list[tuple[Any, bytes]], comment: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in items:
            archive.writestr(name, data)
        archive.comment = comment
    return target.getvalue()


def zipped(files: Files, top: str = "bundle/") -> list[tuple[Any, bytes]]:
    return [(top + name, data) for name, data in files.items()]


def other_zip() -> bytes:
    return packed([("bundle/data/report.pdf", b"other story"), ("evil.exe", b"MZ")])


def with_two_names(files: Files) -> bytes:
    """A field that some programs read as the name, and others do not."""
    info = zipfile.ZipInfo("bundle/data/report.pdf")
    field = b"\x01" + struct.pack("<L", zlib.crc32(info.filename.encode())) + b"bundle/other.pdf"
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    return packed([(info if name == info.filename else name, d) for name, d in zipped(files)])


def with_a_gap(files: Files) -> bytes:
    """A file between two others that no list names."""
    data = packed(zipped(files))
    hidden = other_zip()
    hidden = hidden[: hidden.index(b"PK\x01\x02")]
    end = data.rindex(b"PK\x05\x06")
    start = struct.unpack("<L", data[end + 16 : end + 20])[0]
    tail = data[end : end + 16] + struct.pack("<L", start + len(hidden)) + data[end + 20 :]
    return data[:start] + hidden + data[start:end] + tail


def link(files: Files) -> bytes:
    info = zipfile.ZipInfo("bundle/data/report.html")
    info.external_attr = 0o120777 << 16
    rest = {name: data for name, data in files.items() if name != PAGE}
    return packed([*zipped(rest), (info, b"/etc/passwd")])


ZIPS: list[tuple[str, Callable[[Files], bytes]]] = [
    ("before it another zip", lambda f: other_zip() + packed(zipped(f))),
    ("before it one file", lambda f: other_zip().partition(b"PK\x01\x02")[0] + packed(zipped(f))),
    ("a file in a gap", with_a_gap),
    ("something behind", lambda f: packed(zipped(f)) + b"junk" * 10),
    ("another zip behind", lambda f: packed(zipped(f)) + other_zip()),
    ("a comment", lambda f: packed(zipped(f), comment=b"this was forged")),
    ("a folder with content", lambda f: packed([*zipped(f), ("bundle/data/hidden/", b"MZ")])),
    ("a folder that says something", lambda f: packed([*zipped(f), ("bundle/SHE LIED/", b"")])),
    ("another top", lambda f: packed([*zipped(f), ("other/evil.exe", b"MZ")])),
    ("two bundles", lambda f: packed([*zipped(f), *zipped(f, "a/")])),
    ("one within the other", lambda f: packed([*zipped(f, ""), *zipped(f)])),
    ("a zip in it", lambda f: packed([*zipped(f), ("bundle/bundle.zip", packed(zipped(f)))])),
    ("letters of another case", lambda f: packed([*zipped(f), ("bundle/data/REPORT.PDF", b"x")])),
    ("out of it", lambda f: packed([*zipped(f), ("bundle/../../evil", b"x")])),
    ("two names of one file", with_two_names),
    ("a link", link),
]


@pytest.mark.parametrize("forge", [each[1] for each in ZIPS], ids=[each[0] for each in ZIPS])
def test_a_zip_that_shows_something_else_to_others(
    whole: Files, tmp_path: Path, forge: Callable[[Files], bytes]
) -> None:
    """Every byte of it belongs to a file that it lists, once."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(forge(dict(whole)))
    result = check(path)
    assert is_found(result)
    assert {finding.kind for finding in result.findings} <= documented()


@pytest.mark.parametrize("program", [["zip", "-q", "-r"], ["7z", "a", "-bso0"]])
def test_a_zip_that_a_person_made_of_the_folder(
    whole: Files, tmp_path: Path, program: list[str]
) -> None:
    """Their own programs add times, folders and owners, and nothing that speaks."""
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    put(whole, tmp_path / "bundle")
    subprocess.run([*program, "bundle.zip", "bundle"], cwd=tmp_path, check=True)
    assert check(tmp_path / "bundle.zip").findings == []


# Bounds -----------------------------------------------------------------------------------------

LIMIT = 400 * 1024 * 1024
"""Bytes of addresses for the whole interpreter, of which the checker may use 256 MiB."""


def alone(path: Path) -> "subprocess.CompletedProcess[str]":
    """The checker in a process that can't have more memory than that."""
    source = Path(check_bundle.__file__)
    code = (
        f"import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_AS, ({LIMIT},) * 2); "
        f"sys.argv = ['x', {str(path)!r}]; runpy.run_path({str(source)!r}, run_name='__main__')"
    )
    return subprocess.run([sys.executable, "-I", "-c", code], check=False, capture_output=True,
                          text=True)  # fmt: skip


def repeated(files: Files, path: Path, name: str, piece: bytes, count: int, start: bytes) -> Path:
    """A zip file of a few hundred KiB in which one file is very long."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in files.items():
            with archive.open(f"bundle/{each}", "w") as file:
                file.write(start if each == name else data)
                for _ in range(count if each == name else 0):
                    file.write(piece)
    return path


def test_a_page_in_pieces_is_the_same_page(whole: Files) -> None:
    """Wherever a block of it ends."""

    class InPieces(check_bundle.Bundle):
        def __init__(self, size: int) -> None:
            super().__init__()
            self.size = size

        def blocks(self, name: str) -> Any:
            for at in range(0, len(whole[name]), self.size):
                yield whole[name][at : at + self.size]

    def outside(size: int) -> str:
        pieces = check_bundle._whole_tags(InPieces(size).texts(PAGE))
        return "".join(check_bundle._TAG.sub("", piece) for piece in pieces)

    expected = list(check_bundle._passages(InPieces(1024 * 1024), PAGE))
    assert len(expected) > 10
    for size in (7, 64, 1000):
        assert list(check_bundle._passages(InPieces(size), PAGE)) == expected
        assert outside(size) == outside(1024 * 1024)


LONG = (
    b'{"number": 1, "recorded_at": "2026-01-01T00:00:00Z", "kind": "incident", "previous": "sha256:'
    + b"0" * 64
    + b'", "hash": "sha256:'
    + b"0" * 64
    + b'", "body": "'
)
"""The beginning of an entry whose body is longer than is kept in memory."""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited so on Linux alone")
@pytest.mark.parametrize(
    ("name", "piece", "start"),
    [
        (LEDGER, b"a" * 1024 * 1024, b'{"number":1,"x":"'),
        (LEDGER, b"[" * 1024 * 1024, b""),
        (LEDGER, b'a\\n\\"' * 209_715, LONG),
        (LEDGER, b"{}\n" * 350_000, b""),
        (EXHIBITS, b"a" * 1024 * 1024, b'"'),
        (EXHIBITS, b"a," * 512 * 1024, b""),
        (CSV, b'"\r\n' * 350_000, b'"'),
        (MESSAGES, b"," * 1024 * 1024, b""),
        (PAGE, b"<" * 1024 * 1024, b""),
        (PAGE, b"<p" * 512 * 1024, b""),
        (PAGE, b"a" * 1024 * 1024, b'<article id="incident-2">'),
        (PAGE, b"<p>" * 350_000, b'<article id="incident-2">'),
        (PAGE, b"<p>" * 350_000, b""),
        (PAGE, b"<b>a" * 250_000, b'<article id="incident-2">'),
        (PAGE, b"<blockquote>a</blockquote>" * 40_000, b""),
        ("data/HOW-TO-CHECK.txt", b"0" * 1024 * 1024, b""),
        ("manifest-sha256.txt", b"a" * 1024 * 1024, b""),
        ("manifest-sha256.txt", b"x\n" * 512 * 1024, b""),
        ("bag-info.txt", b"a: b\n" * 200_000, b""),
    ],
)
def test_no_file_fills_the_memory(
    whole: Files, tmp_path: Path, name: str, piece: bytes, start: bytes
) -> None:
    """Whatever a file repeats, for 96 MiB."""
    done = alone(repeated(whole, tmp_path / "bomb.zip", name, piece, 96, start))
    assert done.returncode == 10, done.stderr
    assert "MemoryError" not in done.stdout + done.stderr


def test_an_import_that_unpacks_without_end_is_left(whole: Files, tmp_path: Path) -> None:
    """Gzip makes a thousandth of nothing; the record is not read to its end."""
    files = dict(whole)
    (name,) = (each for each in files if each.startswith("data/imports/"))
    files[name] = gzip.compress(bytes(256 * 1024 * 1024), 9)
    result = found_in(with_lists(files), tmp_path / "a")
    assert "record-altered" in {finding.kind for finding in result.findings}
    assert any("imported messages" in each for each in result.not_covered)


def test_a_comment_on_the_page_is_shown_for_what_it_is(whole: Files, tmp_path: Path) -> None:
    """No browser shows it: who reads the finding has to know what to look for."""
    files = dict(whole)
    swap(PAGE, "</h1>", "</h1><!-- she lied -->")(files)
    result = found_in(with_lists(with_note(files)), tmp_path / "a")
    assert [each[:4] for each in result.findings] == [
        ("report-altered", PAGE, "no comments", "<!-- she lied -->")
    ]


def test_more_quotations_than_are_looked_for_are_said(whole: Files, tmp_path: Path) -> None:
    """Each is looked for in every entry; a page of them would take for ever."""
    files = dict(whole)
    more = "<blockquote>He rang the bell</blockquote>" * (check_bundle.MOST_QUOTATIONS + 1)
    swap(PAGE, "</h1>", f"</h1>{more}")(files)
    result = found_in(with_lists(with_note(files)), tmp_path / "a")
    assert result.findings == []
    assert any("a quotation in the report: He rang" in each for each in result.not_covered)


def test_changes_of_messages_count_as_messages_do(
    whole: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One message that was changed a million times fills the memory as a million messages do."""
    messages, files = len(re.findall(rb'^"\d+",', whole[MESSAGES], re.MULTILINE)), dict(whole)
    change = json.dumps({"of": 1, "change": "edited", "message": {}}).encode() + b"\n"
    record(lambda data: data + 5 * change)(files)
    for most, is_told in ((messages + 5, True), (messages + 4, False)):
        monkeypatch.setattr(check_bundle, "MOST_MESSAGES", most)
        result = found_in(with_lists(dict(files)), tmp_path / str(most))
        assert is_told != any("the imported messages" in each for each in result.not_covered)


def test_an_incident_that_just_fits_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its changes, to the byte; one byte less, and it is listed as compared with nothing."""
    said = [{"kind": "incident", "body": "{}"}, {"kind": "amendment", "body": '{"why":1}'}]
    for most, is_kept in ((11, True), (10, False)):
        monkeypatch.setattr(check_bundle, "MOST_LINE", most)
        pages = check_bundle.Pages(check_bundle.BLOCK)
        kept = [
            pages.remember(each | {"bytes": 99, "recorded_at": ""}, {"incident": 1})
            for each in said
        ]
        assert kept == [True, is_kept]


@pytest.mark.parametrize("at", [0, 63])
@pytest.mark.parametrize("name", [PAGE, "data/HOW-TO-CHECK.txt"])
def test_every_digit_of_the_fingerprint_on_a_page_counts(
    whole: Files, tmp_path: Path, name: str, at: int
) -> None:
    """A page with another one would pass, and whoever notes it from there has one of no diary."""
    files, old = dict(whole), lines_of(whole)[-1]["previous"][7:]
    new = old[:at] + ("1" if old[at] == "0" else "0") + old[at + 1 :]
    for between in ("", " "):
        here, there = (between.join(re.findall("....", each)) for each in (old, new))
        files[name] = files[name].replace(here.encode(), there.encode())
    result = found_in(with_lists(with_note(files)), tmp_path / "a")
    assert ("fingerprint-differs", name) in {(each.kind, each.where) for each in result.findings}


def test_a_mark_that_was_taken_away_is_none() -> None:
    """What the ledger says of marks, in the order in which it says it."""
    pages = check_bundle.Pages(check_bundle.BLOCK)
    for marked, messages in ((True, [1, 2]), (False, [2])):
        said = {"marked": marked, "messages": messages}
        assert pages.remember({"kind": "mark", "bytes": 1}, said)
    assert pages.marked == {1}


def test_a_tag_without_end_is_read_once_and_not_kept() -> None:
    """A picture within a page is one tag of megabytes: its beginning counts, and nothing waits."""

    class Long(check_bundle.Bundle):
        def blocks(self, name: str) -> Any:
            yield b'<article id="incident-2"><p>before</p><img src="'
            for _ in range(8):
                yield b"<" * 1024 * 1024
            yield b'"><p>behind</p></article>'

    kept = sum(map(len, check_bundle._whole_tags(Long().texts(PAGE))))
    assert kept < 2 * check_bundle.MOST_TAG
    (passage,) = check_bundle._passages(Long(), PAGE)
    assert [text for text in passage.blocks if text] == ["before", "behind"]
    assert passage.whole


def test_a_long_tag_that_ends_where_the_next_piece_begins() -> None:
    """The words behind it would be lost: honest ones are missed then, and forged ones not seen."""
    pieces = ["before<img " + "x" * check_bundle.MOST_TAG, ">behind", "<p>last"]
    text = "".join(check_bundle._whole_tags(pieces))
    assert check_bundle._TAG.sub("|", text) == "before|behind|last"


def test_a_long_list_in_a_zip_is_not_read(
    whole: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end says how many names there are, before any is read."""
    path = tmp_path / "b.zip"
    path.write_bytes(packed(zipped(whole)))
    monkeypatch.setattr(check_bundle, "MOST_FILES", len(whole) - 1)
    (finding,) = check(path).findings
    assert (finding.kind, finding.certain) == ("unreadable", False)


def test_a_zip_that_lists_fewer_files_than_it_says(whole: Files, tmp_path: Path) -> None:
    """Programs differ in which of the two they believe."""
    data = bytearray(packed(zipped(whole)))
    at = len(data) - 22
    data[at + 8 : at + 12] = struct.pack("<HH", len(whole) + 1, len(whole) + 1)
    path = tmp_path / "b.zip"
    path.write_bytes(data)
    (finding,) = check(path).findings
    assert (finding.kind, finding.certain) == ("zip-odd", True)


# What the report and the checker have to agree on ------------------------------------------------


def test_the_columns_are_those_of_the_report() -> None:
    """A column that the checker does not know would be compared with nothing."""
    from stalkdiary.reports.csv import COLUMNS, MESSAGE_COLUMNS

    known = (*check_bundle.INCIDENT_COLUMNS, *check_bundle.LATER_COLUMNS)
    assert sorted(known) == sorted(COLUMNS)
    of_messages = (*check_bundle.MESSAGE_COLUMNS, *check_bundle.LATER_MESSAGE_COLUMNS)
    assert sorted(of_messages) == sorted(MESSAGE_COLUMNS)


FULL = Message(
    locator="/messages/7",
    kind=Kind.MESSAGE,
    channel="email",
    time=None,
    direction=Direction.IN,
    sender="Alex",
    sender_id="alex@example.org",
    recipients=("kim@example.org", "sam@example.org"),
    subject="=Again",
    text="I can see you",
    state=State.EDITED,
    attachments=(Attachment(name="a.jpg"), Attachment(name="b.jpg")),
    flags=("blocked", "group"),
)
BARE = Message(locator="1", kind=Kind.MESSAGE, channel="sms", time=None)


@pytest.mark.parametrize(
    "message",
    [
        FULL,
        BARE,
        BARE._replace(kind=Kind.VOICEMAIL, text="Call me"),
        *(
            BARE._replace(kind=Kind.CALL, call=call, text=text)
            for text in ("", "voicemail left")
            for call in (
                Call(),
                Call(medium="video", outcome="missed", withheld=True),
                Call(outcome="answered", seconds=0),
                Call(outcome="answered", seconds=59),
                Call(outcome="not-answered", seconds=3 * 60 + 1),
            )
        ),
    ],
)
@pytest.mark.parametrize("counted", [True, False])
def test_a_message_is_written_as_the_report_writes_it(message: Message, counted: bool) -> None:
    """Two implementations: where they differ, an honest bundle is called altered."""
    from stalkdiary.reports.annex import _text
    from stalkdiary.reports.csv import MESSAGE_COLUMNS, _message

    held = HeldMessage(number=7, incident=3, exhibit="AB/1", message=message, counted=counted)
    theirs = dict(zip(MESSAGE_COLUMNS, _message(held, is_marked=False), strict=True))
    values = json.loads(json.dumps(message.to_json()))
    ours = check_bundle._message_row(
        7, {"incident": 3, "message": values, "context": not counted}, "AB/1"
    )
    assert ours == {name: theirs[name] for name in ours}
    assert theirs.keys() - ours.keys() == {"later", "marked"}
    printed = check_bundle._printed(values)
    assert check_bundle._letters(printed) == check_bundle._letters(_text(message))


WHEN = {"start": "2026-04-02T21:05", "end": "2026-04-03"}
OF_WHEN = "2026 04 4 02 2 03 3 21 05 5 April Thursday Friday"
EVERY_WORD = " ".join([OF_WHEN, *sorted(check_bundle._PLAIN_WORDS)])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Thursday 2 April 2026 at 21:05", "Thursday 2 April 2026 at 21:05"),
        (EVERY_WORD, EVERY_WORD),
        ("Thursday 2 April 2026, when she lied", None),
        ("Saturday 2 April 2026", "2026-04-02T21:05 to 2026-04-03"),
        ("2 April", "2026-04-02T21:05 to 2026-04-03"),
    ],
)
def test_a_time_in_words_is_that_of_the_entry(words: str, told: str | None) -> None:
    """With any word that it may have: an honest time would be listed as one that can't be told."""
    assert check_bundle._as_told(words, WHEN) == told


def test_every_incident_and_message_is_found_on_the_page(whole: Files, tmp_path: Path) -> None:
    """The checker knows the words of the page by its elements: these have to stay."""
    result = found_in(dict(whole), tmp_path / "a")
    (step,) = (step for step in result.steps if step.name == "report")
    incidents = len(re.findall(rb"^\"\d+\",", whole[CSV], re.MULTILINE))
    said = len(re.findall(r'<span class="said">', whole[PAGE].decode()))
    assert f"the words of {incidents} incidents and {said} messages" in step.checked
    assert html.unescape("&lt;b&gt;") in whole[MESSAGES].decode()
    assert not any("report.html: it does not stand" in each for each in result.not_covered)


def test_no_ending_of_an_exhibit_is_one_that_a_computer_runs() -> None:
    """Nor one that a browser or a mail program opens with links and scripts in it."""
    runs = {
        *("exe", "com", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "msi", "scr"),
        *("pif", "lnk", "url", "reg", "hta", "jar", "app", "command", "sh", "py", "pl", "desktop"),
        *("html", "htm", "xhtml", "svg", "xml", "mht", "eml", "msg", "docm", "xlsm", "pptm"),
    }
    endings = {*check_bundle.ENDINGS.values(), check_bundle.UNKNOWN_ENDING}
    assert {each.rpartition(".")[2] for each in endings} & runs == set()
