"""The exit codes that no one command owns: busy, no diary, not written, interrupted, a bug."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.model.finding import Finding, Step
from stalkdiary.model.receipt import Verification
from stalkdiary.store import connection as store

Run = Callable[..., Any]
WRITING = [
    ["add", "--what", "x"],
    ["amend", "1", "--where", "x"],
    ["withdraw", "1", "--why", "x"],
    ["attach", "1", "a"],
    ["attach", "1", "--physical", "x"],
    ["action", "police"],
    ["people", "add", "Sam"],
    ["people", "change", "Alex", "--notes", "x"],
    ["exhibits", "--initials", "CD"],
    ["extract", "AB/1", "-o", "copy"],
    ["report", "-o", "r.txt"],
    ["passphrase", "--new-passphrase-file", "secret"],
]
READING = [
    ["list"],
    ["show", "1"],
    ["search", "card"],
    ["summary"],
    ["exhibits"],
    ["action"],
    ["people"],
    ["verify"],
]


@pytest.fixture
def filled(run: Run, three: Path, home: Path, secret: Path) -> Path:
    (home / "a").write_bytes(b"a")
    assert run("attach", "1", "a").code == 0
    return three


@contextmanager
def held(place: Path, how: str) -> Iterator[None]:
    """Another command holds the diary, and does not let go."""
    other = sqlite.connect(str(place), isolation_level=None)
    other.execute(f"BEGIN {how}")
    try:
        yield
    finally:
        other.close()


@contextmanager
def full_disk() -> Iterator[None]:
    """No file can grow beyond 1,000 bytes: what a full disk does, for any user on any system."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_busy(
    run: Run, filled: Path, home: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.05)
    before, files = filled.read_bytes(), sorted(home.iterdir())
    with held(filled, "IMMEDIATE"):
        ran = run(*words)
    assert (ran.code, ran.out) == (5, ""), ran
    assert "Nothing was saved." in ran.err
    assert filled.read_bytes() == before
    assert sorted(home.iterdir()) == files
    assert run(*words).code == 0


def test_reading_goes_on_while_another_writes(
    run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.05)
    with held(filled, "IMMEDIATE"):
        for words in READING:
            assert run(*words).code == 0, words
    with held(filled, "EXCLUSIVE"):
        for words in READING:
            assert run(*words).code == 5, words


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_full_disk(run: Run, filled: Path, home: Path, words: list[str]) -> None:
    """Nothing is saved, nothing is left lying about, and the next command works."""
    before, files = filled.read_bytes(), sorted(home.rglob("*"))
    with full_disk():
        ran = run(*words)
    assert (ran.code, ran.out) == (8, ""), ran
    assert filled.read_bytes() == before
    assert sorted(home.rglob("*")) == files
    assert run(*words).code == 0


def test_a_full_disk_and_no_diary_yet(run: Run, home: Path) -> None:
    with full_disk():
        assert run("init", "--no-passphrase").code == 8
        assert run("demo").code == 8
    assert not (home / ".local/share/dayfile/diary.db").exists()
    assert run("init", "--no-passphrase").code == 0


def test_no_diary(run: Run, home: Path) -> None:
    for words in [*WRITING, *READING, ["recovery-code"]]:
        if words[0] != "report":
            ran = run(*words)
            assert (ran.code, ran.out) == (7, ""), words
            assert "stalkdiary init" in ran.err
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        b"Dear diary\n" * 100,
        "Dear diary, caf\u00e9\n".encode() * 1500,
        b"SQLite format 3\0",
        b"SQLite format 3\0" + bytes(9000),
    ],
    ids=len,
)
def test_files_that_are_no_diary(run: Run, home: Path, content: bytes) -> None:
    (home / "d.db").write_bytes(content)
    for words in (["list"], ["add", "--what", "x"], ["verify"]):
        ran = run("--diary", "d.db", *words)
        assert ran.code in {7, 10}, ran
    assert (home / "d.db").read_bytes() == content
    assert run("--diary", "d.db", "init", "--no-passphrase").code == 4


@pytest.mark.parametrize("cut", range(3))
def test_a_long_text_is_no_diary_wherever_its_page_ends(run: Run, home: Path, cut: int) -> None:
    """A character may be cut in two where the first page ends; no passphrase is asked for."""
    (home / "d.db").write_text("x" * cut + "\u2602" * 9000, encoding="utf-8")
    ran = run("--diary", "d.db", "list")
    assert ran.code == 7
    assert "is not a diary" in ran.err


def test_an_empty_file_is_what_a_kill_left_and_takes_a_diary(run: Run, home: Path) -> None:
    (home / "d.db").touch()
    assert run("--diary", "d.db", "list").code == 7
    assert run("--diary", "d.db", "init", "--no-passphrase").code == 0
    assert run("--diary", "d.db", "list").code == 0
    (home / "elsewhere").touch()
    (home / "link.db").symlink_to("elsewhere")
    assert run("--diary", "link.db", "init", "--no-passphrase").code == 4


def test_things_that_are_no_diary(run: Run, home: Path) -> None:
    connection = sqlite.connect(str(home / "other.db"))
    connection.execute("CREATE TABLE bookmark (url)")
    connection.close()
    before = (home / "other.db").read_bytes()
    for diary in ("other.db", ".", "/dev/null", "x" * 300, "", "other.db/x"):
        ran = run("--diary", diary, "list")
        assert (ran.code, ran.out) == (7, ""), ran
    assert (home / "other.db").read_bytes() == before


def test_random_bytes_could_be_a_protected_diary(run: Run, home: Path, secret: Path) -> None:
    (home / "d.db").write_bytes(bytes(range(256)) * 64)
    assert run("--diary", "d.db", "list").code == 2
    assert run("--diary", "d.db", "--passphrase-file", secret, "list").code == 6


def test_an_interruption(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it comes: nothing half done, nothing said, and no escape into a pipe."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = place.read_bytes()
    for place_in_the_code in (
        "stalkdiary.diary.Diary.add",
        "stalkdiary.diary.connect",
        "stalkdiary.cli.answers.text_of_file",
        "stalkdiary.cli.session.Session.__post_init__",
        "stalkdiary.store.ledger.append",
    ):
        with monkeypatch.context() as patched:
            patched.setattr(place_in_the_code, interrupted)
            ran = run("add", stdin=b"x")
        assert (ran.code, ran.out, ran.err) == (130, "", "")
        assert place.read_bytes() == before


def test_a_bug_of_ours_tells_nothing_of_the_diary(
    run: Run, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Rang me 14 times")

    monkeypatch.setattr(Diary, "incidents", broken)
    for command in ("list", "summary"):
        ran = run(command)
        assert (ran.code, ran.out) == (1, "")
        assert "Rang" not in ran.err
        assert "RuntimeError at test_exit_codes.py:" in ran.err


def test_what_could_not_all_be_checked(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = Finding("exhibit-unreadable", "exhibit AB/1", "x", "an error", certain=False)
    step = Step(name="evidence", title="x", checked="x", meaning="x", findings=(finding,))
    result = Verification(entries=1, fingerprint="sha256:" + "0" * 64, steps=(step,))
    monkeypatch.setattr(Diary, "verify", lambda *_: result)
    ran = run("verify")
    assert ran.code == 11
    assert "Not everything could be read" in ran.err
