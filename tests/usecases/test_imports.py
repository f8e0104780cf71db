"""Imports as a script makes them: looked at first, then brought in."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.usecases.imports import (
    How,
    Origin,
    Reading,
    Request,
    address_book,
    import_exports,
    import_profile,
    look_at_exports,
    sorted_out,
)

CHAT = """2026-03-12T21:{minute}:00+00:00,{sender},{text}
"""
HOW = How(reading=Reading(timezone="Europe/London"), noted={"profile": "mine", "columns": None})


@pytest.fixture
def chats(tmp_path: Path) -> list[Origin]:
    """Two tables of messages; the second holds one of the first again."""
    found = []
    for name, rows in (("one", ["10", "11"]), ("two", ["11", "12"])):
        path = tmp_path / f"{name}.csv"
        lines = [CHAT.format(minute=n, sender="Alex", text=f"word{n}") for n in rows]
        path.write_text("Date,From,Message\n" + "".join(lines), encoding="utf-8")
        found.append(Origin(path))
    return found


def test_a_look_writes_nothing_and_an_import_does_what_it_said(
    diary: Diary, chats: list[Origin], watched: Callable[..., Any]
) -> None:
    """What two exports share becomes one act, and each export is an exhibit."""
    request = Request(names=["Alex"])
    before = diary.fingerprint
    looks = look_at_exports(diary, chats, request, HOW)
    assert [each.preview.stored for each in looks] == [2, 2]
    assert diary.fingerprint == before
    watch, told = watched()
    made = import_exports(diary, chats, request, HOW, looks=looks, watch=watch)
    assert [each.preview.stored for each in made] == [2, 1]
    assert [len(each.exhibits) for each in made] == [1, 1]
    assert told.total > 0
    assert len(list(diary.messages(1))) == 3
    assert diary.verify().findings == ()


def test_a_look_beforehand_is_no_must(diary: Diary, chats: list[Origin]) -> None:
    """A script that knows what it wants imports at once; a second time nothing is new."""
    request = Request(names=["Alex"])
    assert [each.preview.stored for each in import_exports(diary, chats, request, HOW)] == [2, 1]
    again = import_exports(diary, chats, request, HOW)
    assert [each.exhibits for each in again] == [(), ()]


def test_a_profile_is_what_an_import_noted_under_its_name(
    diary: Diary, chats: list[Origin]
) -> None:
    """And nothing where no import did."""
    assert import_profile(diary, "mine") is None
    import_exports(diary, chats[:1], Request(names=["Alex"]), HOW)
    found = import_profile(diary, "mine")
    assert found is not None
    assert found["columns"] is None


def test_pictures_are_told_from_exports(chats: list[Origin], tmp_path: Path) -> None:
    """By what is in them, in the order in which they were given."""
    picture = tmp_path / "door.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    lot = sorted_out([picture, *(each.path for each in chats)])
    assert list(lot.exports) == chats
    assert [each.files for each in lot.files] == [(picture,)]


def test_an_address_book(tmp_path: Path) -> None:
    """Everything that stands for one person, for each entry."""
    book = tmp_path / "book.vcf"
    book.write_text(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Alex\r\nTEL:07700 900123\r\nEND:VCARD\r\n",
        encoding="utf-8",
    )
    assert address_book(book) == [("Alex", "07700 900123")]


KILLED = """
import os, sys
from pathlib import Path
from stalkdiary.diary import Diary
from stalkdiary.importing import run
from stalkdiary.usecases.imports import How, Reading, Request, import_exports, sorted_out

write, written = run.keep, []

def keep(*arguments):
    made = write(*arguments)
    written.append(made)
    if len(written) == 2:
        os._exit(9)
    return made

run.keep = keep
with Diary(Path(sys.argv[1]), None) as diary:
    sources = list(sorted_out([Path(sys.argv[2])]).exports)
    import_exports(diary, sources, Request(names=["Alex"]), How(reading=Reading()))
"""


def test_a_killed_import_of_a_folder_goes_on_where_it_was(diary: Diary, tmp_path: Path) -> None:
    """What was whole stays, what was half done was never there, and nothing comes in twice."""
    folder = tmp_path / "downloads"
    for day in ("10", "11", "12"):
        chat = f"2026-03-{day} 21:10:00,Alex,word{day}\n"
        (folder / day).mkdir(parents=True)
        (folder / day / "chat.csv").write_text(f"Date,From,Message\n{chat}", encoding="utf-8")
    path = diary.path
    diary.close()
    command = [sys.executable, "-c", KILLED, str(path), str(folder)]
    assert subprocess.run(command, check=False).returncode == 9
    with Diary(path, None) as again:
        assert [len(list(again.messages(1))), len(again.exhibits())] == [1, 1]
        assert again.verify().findings == ()
        sources = list(sorted_out([folder]).exports)
        made = import_exports(again, sources, Request(names=["Alex"]), HOW)
        assert [each.preview.stored for each in made] == [0, 1, 1]
        assert [len(each.exhibits) for each in made] == [0, 1, 1]
        assert [len(list(again.messages(n))) for n in (1, 2, 3)] == [1, 1, 1]
        assert again.verify().findings == ()
