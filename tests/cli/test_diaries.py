"""`diaries`, and ``--diary NAME``: several diaries side by side."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary

Run = Callable[..., Any]


def folder_of(home: Path) -> Path:
    return home / ".local" / "share" / "dayfile"


def test_a_name_is_a_diary_of_its_own(run: Run, place: Path) -> None:
    """`init` makes it in the usual folder; what is written in one is not in the other."""
    assert run("--diary", "Second one", "init", "--no-passphrase").code == 0
    assert run("--diary", "second ONE", "add", "--what", "He rang").code == 0
    assert [each["what"] for each in run("--diary", "Second one", "list", "--json").json] == [
        "He rang"
    ]
    assert run("list", "--json").json == []
    assert run("--diary", "diary", "list", "--json").json == []
    listed = run("diaries", "--json").json
    assert [(each["name"], each["encrypted"]) for each in listed] == [
        ("Second one", False),
        ("diary", False),
    ]
    assert listed[1]["path"] == str(place)
    assert datetime.fromisoformat(listed[1]["changed"]).tzinfo is not None


def test_nothing_of_what_they_hold_is_shown(run: Run, protected: Path) -> None:
    """Name, time and protection; no passphrase is asked for."""
    ran = run("diaries")
    assert ran.code == 0
    assert ran.out.startswith("diary  ")
    assert ran.out.endswith("  has a passphrase\n")
    assert str(protected) not in ran.out
    assert "stalkdiary --diary NAME list" in ran.err


def test_none_yet(run: Run) -> None:
    """The way to begin, and an empty list for programs."""
    assert "stalkdiary init" in run("diaries").err
    assert run("diaries", "--json").json == []


@pytest.mark.parametrize("given", ["./notes", "notes", "notes.db", "sub/notes"])
def test_a_path_is_a_path(run: Run, home: Path, given: str) -> None:
    """What has a dot or separator, and a file that is there by that very name, as in 0.1."""
    (home / "sub").mkdir()
    with Diary.create(home / given, None):
        pass
    assert run("--diary", given, "list", "--json").json == []
    assert not folder_of(home).exists()


def test_a_folder_of_that_name_is_no_diary(run: Run, home: Path) -> None:
    """Names of folders are often names of people, too."""
    (home / "sam").mkdir()
    assert run("--diary", "sam", "init", "--no-passphrase").code == 0
    assert (folder_of(home) / "sam.db").is_file()


@pytest.mark.parametrize("given", ["CON", "a:b", "a\x1b[31m", "x" * 60])
def test_what_can_be_no_name(run: Run, home: Path, given: str) -> None:
    """One sentence, exit 2, and nothing is made."""
    ran = run("--diary", given, "init", "--no-passphrase")
    assert ran.code == 2
    assert "The name of a diary has letters and digits" in ran.err
    assert "\x1b" not in ran.err
    assert not list(home.iterdir())


@pytest.mark.parametrize("command", ["report", "bundle"])
def test_a_label_stands_in_the_name_of_the_file(
    run: Run, three: Path, home: Path, command: str
) -> None:
    """Of what is handed over, when it is wanted; a file that is named has none."""
    assert three.is_file()
    assert run(command, "--label", "AB").code == 0
    assert [each.name for each in home.glob(f"{command}-AB-2*")] != []
    assert run(command, "--label", "../AB").code == 2
    option = ["-o", "x.pdf"] if command == "report" else ["x"]
    ran = run(command, "--label", "AB", *option)
    assert (ran.code, ran.out) == (2, "")
    assert "has no label" in ran.err
