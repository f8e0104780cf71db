"""A diary that can only be read: a stick with its lock on, somebody else's folder, a copy."""

import gzip
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryReadOnly
from stalkdiary.model.incident import Account

Run = Callable[..., Any]
OLDEST = Path(__file__).parents[1] / "golden" / "format-1" / "diary.db.gz"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Nothing can be written in `folder`; for root, who may write anywhere, by a mount."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        modes = {each: each.stat().st_mode for each in (*folder.iterdir(), folder)}
        for each, mode in modes.items():
            each.chmod(mode & ~0o222)
        try:
            yield
        finally:
            for each, mode in modes.items():
                each.chmod(mode)
        return
    for options in (["--bind", str(folder), str(folder)], ["-o", "remount,ro,bind", str(folder)]):
        done = subprocess.run(["mount", *options], check=False, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"a folder can't be made read-only here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def stick(run: Run, three: Path, home: Path) -> Iterator[Path]:
    """A diary with three incidents and an exhibit, which can only be read."""
    note = home / "note.txt"
    note.write_text("I saw you", encoding="utf-8")
    assert run("attach", "1", note).code == 0
    before = three.read_bytes()
    with locked(three.parent):
        yield three
    assert three.read_bytes() == before
    assert [each.name for each in three.parent.iterdir()] == ["diary.db"]


@pytest.mark.parametrize(
    "words", [["list"], ["show", "1"], ["search", "card"], ["summary"], ["verify"], ["exhibits"]]
)
def test_it_can_be_looked_at(run: Run, stick: Path, words: list[str]) -> None:
    """What only reads works as ever, and says nothing of it."""
    ran = run(*words)
    assert (ran.code, ran.err) == (0, "")


def test_a_report_says_that_it_could_not_be_noted(run: Run, stick: Path, home: Path) -> None:
    """On the screen, in the document, and for programs."""
    ran = run("report", "-o", "r.txt")
    assert ran.code == 0
    assert "could not note that this report was made" in ran.err
    words = " ".join((home / "r.txt").read_text(encoding="utf-8").split())
    assert "it has no note of this document" in words
    assert run("report", "-o", "r.html", "--json").json["noted"] is False


def test_a_report_of_another_diary_says_nothing_of_it(run: Run, three: Path, home: Path) -> None:
    """Where it is noted, there is nothing to say."""
    assert run("report", "-o", "r.txt", "--json").json["noted"] is True
    assert "no note of this" not in (home / "r.txt").read_text(encoding="utf-8")


def test_copies_of_it_are_made(run: Run, stick: Path, home: Path) -> None:
    """A backup, and an exhibit; that they were made is not noted, and that is said."""
    ran = run("backup", home / "copy.db")
    assert (ran.code, "could not note" in ran.err) == (0, True)
    assert run("--diary", home / "copy.db", "verify").code == 0
    ran = run("extract", "AB/1", "-o", "copy.txt")
    assert (ran.code, "could not note" in ran.err) == (0, True)
    assert (home / "copy.txt").read_text(encoding="utf-8") == "I saw you"
    ran = run("extract", "AB/1", "-o", "-")
    assert (ran.code, ran.out, "could not note" in ran.err) == (0, "I saw you", True)


@pytest.mark.parametrize(
    "words",
    [
        ["add", "--what", "He rang"],
        ["amend", "1", "--where", "home"],
        ["withdraw", "1", "--why", "twice"],
        ["mark", "1", "1"],
        ["attach", "1", "note.txt"],
        ["action", "police", "--what", "101"],
        ["people", "add", "Sam"],
        ["passphrase", "--remove"],
        ["bundle", "bundle"],
    ],
)
def test_what_must_write_says_why_it_cant(
    run: Run, stick: Path, home: Path, words: list[str]
) -> None:
    """It speaks of a diary that can only be read, and never of room on the disk."""
    ran = run(*words)
    assert (ran.code, ran.out) == (8, "")
    assert "can only be read" in ran.err
    assert "room" not in ran.err
    assert not (home / "bundle").exists()


@pytest.mark.parametrize("words", [["list"], ["search", "the"], ["summary"], ["verify"]])
def test_a_diary_of_an_earlier_version_is_read_too(
    run: Run, tmp_path: Path, words: list[str]
) -> None:
    """Its tables are brought up to date in memory; the file stays byte for byte as it was."""
    folder = tmp_path / "stick"
    folder.mkdir()
    diary = folder / "diary.db"
    diary.write_bytes(gzip.decompress(OLDEST.read_bytes()))
    before = diary.read_bytes()
    with locked(folder):
        locked_answer = run("--diary", diary, *words, "--json")
        assert run("--diary", diary, "add", "--what", "x").code == 8
    assert diary.read_bytes() == before
    diary.chmod(0o600)
    assert locked_answer.json == run("--diary", diary, *words, "--json").json


def test_so_is_an_encrypted_one(tmp_path: Path) -> None:
    """From an encrypted file into memory, and nowhere else."""
    folder = tmp_path / "stick"
    with Diary.create(folder / "diary.db", "seven grey herons") as diary:
        diary.add(Account(what="He rang"))
        with diary.writing() as connection:
            for name in ("message", "message_change", "message_search", "message_hour"):
                connection.execute(f"DROP TABLE {name}")
            connection.execute("DROP INDEX incident_in_order")
            connection.execute("DELETE FROM _sqlite_migrations WHERE name <> 'm001_diary'")
            connection.execute("PRAGMA user_version = 1")
    with locked(folder), Diary.open(folder / "diary.db", lambda: "seven grey herons") as diary:
        assert [each.account.what for each in diary.search("rang")] == ["He rang"]
        assert diary.read_only
        with pytest.raises(DiaryReadOnly):
            diary.withdraw(1, "twice")
