"""A whole folder in one import: everything is named, asked once, and comes in or is left."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256))
PHONE = {
    "two/_chat.txt": "[3/4/26, 21:30:00] Alex: hi\n[3/4/26, 21:31:00] Sam: no\n",
    "three/_chat.txt": "[5/6/26, 21:30:00] Alex: you\n[5/6/26, 21:31:00] Sam: no\n",
    "mails/one.eml": "From: Alex <a@example.org>\nDate: Sat, 14 Mar 2026 21:30:00 +0000\n\nhi\n",
}
SAID = ("--from", "Alex", "--date-order", "dmy", "--me", "Sam")


@pytest.fixture
def phone(home: Path) -> Path:
    """Two chats that leave the order of dates and the side open, a mail, a picture."""
    for name, text in PHONE.items():
        path = home / "phone" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (home / "phone" / "IMG_20260314_213000.jpg").write_bytes(PICTURE)
    return home / "phone"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ((), ("--date-order dmy or --date-order mdy", "two", "three")),
        (("--date-order", "dmy"), ("--from NAME",)),
        (("--date-order", "dmy", "--from", "Alex"), ("--me 'Sam' or --me ''",)),
        (SAID, ("--use-hints", "--incident N")),
    ],
)
def test_what_is_open_is_told_until_it_is_answered(
    run: Run, place: Path, phone: Path, said: tuple[str, ...], words: tuple[str, ...]
) -> None:
    """Without a terminal; the diary is as it was."""
    before = place.read_bytes()
    for form in ((), ("--json",)):
        ran = run("import", phone, *said, *form)
        assert ran.code == 2, ran
        assert all(each in ran.err for each in words), ran.err
    assert place.read_bytes() == before


def test_a_whole_folder_comes_in_and_a_second_time_nothing(
    run: Run, place: Path, phone: Path
) -> None:
    """Chats, mails and the picture; the figures of the first look are those of the import."""
    look = run("import", phone, *SAID, "--dry-run", "--json").json
    done = run("import", phone, *SAID, "--use-hints", "--json").json
    keys = ("file", "format", "records", "stored")
    assert [[each[key] for key in keys] for each in look] == [
        [each[key] for key in keys] for each in done
    ]
    assert [each["stored"] for each in done] == [1, 1, 1, 1]
    assert all(each["exhibit"] for each in done)
    before = place.read_bytes()
    again = run("import", phone, *SAID, "--use-hints", "--json").json
    assert [(each["stored"], each["duplicates"]) for each in again] == [(0, 1)] * 4
    assert place.read_bytes() == before
    assert run("verify", "--json").json["ok"] is True


def test_each_thing_stands_in_one_table(run: Run, place: Path, phone: Path) -> None:
    """What it is, where, and what becomes of it."""
    (phone / "contacts.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Alex\nEND:VCARD\n")
    (phone / "link").symlink_to("/etc/hostname")
    out = run("import", phone, *SAID, "--dry-run").out
    for words in (
        f"whatsapp-iphone: {phone / 'two'}: read",
        f"email: {phone / 'mails'}: read",
        f"files: {phone}: kept as they are: IMG_20260314_213000.jpg",
        f"left: {phone / 'link'}: {phone / 'link'} is a link.",
        f"left: {phone / 'contacts.vcf'}: ",
    ):
        assert words in out, out


@pytest.mark.parametrize("name", ["cut.zip", "empty.txt", "msgstore.db.crypt15"])
def test_what_cant_be_read_is_named_and_nothing_is_imported(
    run: Run, place: Path, phone: Path, name: str
) -> None:
    """Unless it is said that the others are enough; then it is listed as left."""
    content = {"cut.zip": b"PK\x03\x04 cut off", "empty.txt": b""}.get(name, b"locked")
    (phone / name).write_bytes(content)
    before = place.read_bytes()
    ran = run("import", phone, *SAID, "--use-hints")
    assert (ran.code, name in ran.err, "--skip-bad" in ran.err) == (4, True, True), ran
    assert place.read_bytes() == before
    done = run("import", phone, *SAID, "--use-hints", "--skip-bad", "--json").json
    assert [each["stored"] for each in done] == [1, 1, 1, 1, 0]
    assert name in done[-1]["left"]
    assert done[-1]["may_hold_messages"] is True


def test_a_question_that_files_share_is_put_once(
    run: Run, place: Path, phone: Path, at_a_terminal: Callable[..., list[str]]
) -> None:
    """The order of both chats, and who is who in both; the files beside them are one question."""
    asked = at_a_terminal("0", ["Alex"], "0", True, "hints", False)
    assert run("import", phone).code == 0
    assert all(f"{phone / name}:" in asked[0] for name in ("three", "two"))
    days = sorted(each["when"]["start"][:10] for each in run("list", "--json").json)
    assert days == ["2026-03-14", "2026-03-14", "2026-04-03", "2026-06-05"]


def test_files_that_differ_are_asked_about_one_by_one(
    run: Run, place: Path, phone: Path, at_a_terminal: Callable[..., list[str]]
) -> None:
    """One phone wrote the day first, the other the month."""
    asked = at_a_terminal("alone", "0", "0", "1", "0", "none", False)
    assert run("import", phone, "--from", "Alex").code == 0
    assert [f"{phone / name}:" in asked[1] for name in ("three", "two")] == [True, False]
    days = sorted(each["when"]["start"][:10] for each in run("list", "--json").json)
    assert days == ["2026-03-04", "2026-03-14", "2026-06-05"]


def test_no_files_are_kept_where_kinds_are_asked_for(run: Run, place: Path, phone: Path) -> None:
    """Only messages: the picture stays where it is."""
    done = run("import", phone, *SAID, "--kind", "message", "--json").json
    assert [each["stored"] for each in done] == [1, 1, 1]
    assert len(run("exhibits", "--json").json) == 3


def test_of_many_exports_only_what_concerns_her_is_told_one_by_one(
    run: Run, place: Path, phone: Path
) -> None:
    """All senders stand in one table; the others are counted, and nothing is left out."""
    for number in range(4):
        path = phone / f"chat{number}.txt"
        path.write_text(f"14/03/2026, 21:30 - P{number}: hi\n", encoding="utf-8")
    out = run("import", phone, *SAID, "--dry-run").out
    assert out.count("Who writes or calls in") == 1
    assert "Alex  a@example.org  3 of them, 2026-03-14 21:30 to 2026-06-05 21:30" in out
    assert out.count("Format: ") == 3
    assert "4 exports hold nothing that was asked for: 4 of other people" in out
