"""The exit codes that no one command owns: busy, no diary, not written, interrupted, a bug."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.model.finding import Finding, Step
from stalkdiary.model.verification import Verification
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
    for diary in ("other.db", ".", "/dev/null", "x" * 300 + ".db", "", "other.db/x"):
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
        "stalkdiary.diary.file.connect",
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
    assert "Not everything could be checked" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("attach", "1", "DIARY"),
        ("attach", "1", "--physical", "a card", "--photo", "DIARY"),
        ("add", "--what", "x", "--when", "now", "--attach", "DIARY"),
        ("add", "--when", "now", "--what-file", "DIARY"),
        ("import", "DIARY"),
        ("import", "chat.txt", "--contacts", "DIARY"),
        ("report", "--redact-file", "DIARY"),
        ("bundle", "--redact-file", "DIARY"),
        ("bundle", "b.zip", "--password-file", "DIARY"),
        ("backup", "copy.db", "--new-passphrase-file", "DIARY"),
        ("passphrase", "--new-passphrase-file", "DIARY"),
        ("timestamp", "--authority", "https://example.org", "--roots", "DIARY", "--yes"),
    ],
)
def test_the_diary_is_no_file_to_be_read(run: Run, home: Path, words: tuple[str, ...]) -> None:
    """Every command that reads a file refuses the diary under any name, and leaves it as it was."""
    diary = home / "d.db"
    assert run("--diary", diary, "init", "--no-passphrase").code == 0
    assert run("--diary", diary, "add", "--what", "He rang", "--when", "now").code == 0
    (home / "chat.txt").write_text("12/03/2026, 21:30 - Alex: hello\n", encoding="utf-8")
    (home / "other-name").hardlink_to(diary)
    before = diary.read_bytes()
    for name in ("d.db", "other-name"):
        ran = run("--diary", diary, *(name if word == "DIARY" else word for word in words))
        assert (ran.code, ran.out) == (9, ""), ran
        assert "is the diary itself" in ran.err
    assert diary.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_is_no_diary_and_no_bundle(run: Run, home: Path) -> None:
    """Nobody writes to it: to open it would be to wait for ever."""
    os.mkfifo(home / "pipe")
    ran = run("--diary", "pipe", "list")
    assert (ran.code, ran.out) == (7, "")
    assert "not a file" in ran.err
    assert run("--diary", "pipe", "init", "--no-passphrase").code == 4
    assert run("verify", "--bundle", "pipe").code == 4


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_the_name_of_a_file_says_nothing_of_its_own(run: Run, home: Path, three: Path) -> None:
    """A line break in a name would let its sender write a line of ours."""
    line = "Kept as AB9: checked by the police"
    (home / f"photo\n{line}").write_bytes(b"x")
    told = [
        run("attach", "1", f"photo\n{line}").out,
        run("show", "1").out,
        run("exhibits").out,
        run("report", "--format", "text", "-o", "-").out,
        run("attach", "1", f"missing\n{line}").err,
    ]
    for text in told:
        assert f"photo⟨U+000A⟩{line}"[:20] in text or "missing⟨U+000A⟩" in text
        assert not any(each.strip() == line for each in text.splitlines())
    (exhibit,) = run("exhibits", "--json").json
    assert exhibit["name"] == f"photo\n{line}"


def test_a_file_that_is_not_ours_to_read_has_a_sentence(
    run: Run, home: Path, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typer would look by itself, and answer with its own usage text, which helps nobody."""
    (home / "photo").touch()
    monkeypatch.setattr(os, "access", lambda _path, mode, **_named: mode != os.R_OK)
    real = os.open

    def denied(path: object, *rest: Any, **named: Any) -> int:
        if str(path).endswith("photo"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", denied)
    assert run("--diary", three, "list").code == 0
    ran = run("attach", "1", home / "photo")
    assert (ran.code, ran.err.split(": ")[-1].splitlines()[0]) == (4, "Permission denied.")


def test_a_name_too_long_for_a_backup(run: Run, home: Path, three: Path) -> None:
    """It is a name that can't be written, not a fault of the program."""
    before = three.read_bytes()
    for name in ("x" * 300, f"{'y' * 300}/", home / ("z" * 300) / "copy.db"):
        ran = run("backup", name)
        assert ran.code == 8, ran
    assert three.read_bytes() == before


def test_a_folder_that_is_not_there_becomes_no_file(run: Run, home: Path, three: Path) -> None:
    """A stick that is not mounted: a file of its name on this disk would be no second copy."""
    assert run("attach", "1", three.parent / "nothing").code == 4
    (home / "note").write_text("x", encoding="utf-8")
    assert run("attach", "1", "note").code == 0
    for words in (
        ("backup", "stick/"),
        ("extract", "AB/1", "-o", "stick/"),
        ("exhibits", "--labels", "stick/"),
        ("report", "-o", "stick/"),
    ):
        ran = run(*words)
        # Of a backup it can be asked whether a folder is meant.
        assert ran.code == (2 if words[0] == "backup" else 8), ran
        assert "no folder stick" in ran.err
    assert not (home / "stick").exists()
    (home / "stick").mkdir()
    assert run("backup", "stick/").code == 0
    assert (home / "stick" / "diary-backup.db").exists()


@pytest.mark.parametrize("error", [FileNotFoundError(2, "No such file", "x"), RuntimeError("~")])
def test_completion_without_a_home_ends_in_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """What Typer raises where it has no place for its file is no traceback."""

    def install(**_: object) -> None:
        raise error

    monkeypatch.setattr("typer.completion.install", install)
    ran = run("--install-completion", "bash")
    assert ran.code == 8, ran
    assert "could not be installed" in ran.err
