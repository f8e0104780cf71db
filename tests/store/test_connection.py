"""Opening a file, and telling what it is; transactions, and what stops them."""

import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.errors import (
    DiaryBusy,
    DiaryReadOnly,
    EvidenceAltered,
    InputRefused,
    NoDiary,
    NotRead,
    NotWritten,
    UnsafeFile,
)
from stalkdiary.model.incident import Account
from stalkdiary.store import connection as connection_module
from stalkdiary.store.connection import (
    APPLICATION_ID,
    PAGE_BYTES,
    connect,
    is_encrypted,
    reading,
    translated,
    writing,
)

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE" if sys.argv[2] == "all" else "BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""

ADD = """
import sys
from pathlib import Path
from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment
path, key, count = sys.argv[1:]
when = Moment.unknown(timezone="Europe/London", said="")
with Diary(Path(path), None if key == "plain" else bytes.fromhex(key)) as diary:
    for n in range(int(count)):
        print(diary.add(Account(what=f"{n}", when=when), person="Alex").number)
"""


def never() -> str:
    raise AssertionError("no passphrase is needed")


def test_every_diary_is_opened_with_the_safest_settings(filled: Diary) -> None:
    wanted = {
        "journal_mode": "delete",
        "synchronous": 3,
        "temp_store": 2,
        "secure_delete": 1,
        "trusted_schema": 0,
        "application_id": APPLICATION_ID,
    }
    found = {name: filled._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    assert found == wanted
    assert filled.path.stat().st_size % PAGE_BYTES == 0


def test_what_is_encrypted_can_be_told(diary: Diary, encrypted: Diary) -> None:
    assert not is_encrypted(diary.path)
    assert is_encrypted(encrypted.path)
    assert b"SQLite" not in encrypted.path.read_bytes()


def _other_program(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE notes (x)")
    other.execute("INSERT INTO notes VALUES (1)")
    other.commit()
    other.close()


NO_DIARIES: list[Callable[[Path], object]] = [
    lambda path: None,
    lambda path: path.touch(),
    lambda path: path.write_text("Dear diary", encoding="utf-8"),
    lambda path: path.write_bytes(os.urandom(PAGE_BYTES - 1)),
    lambda path: path.mkdir(),
    lambda path: path.symlink_to("nowhere"),
    _other_program,
]


@pytest.mark.parametrize("make", NO_DIARIES)
def test_what_is_no_diary_is_not_opened_or_touched(
    make: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "diary.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(NoDiary):
        Diary.open(path, never)
    assert before is None or path.read_bytes() == before


def test_a_plain_diary_cut_in_its_header_is_damaged(tmp_path: Path, filled: Diary) -> None:
    path = tmp_path / "cut.db"
    path.write_bytes(b"SQLite format 3\0" + bytes(30))
    with pytest.raises(EvidenceAltered):
        Diary.open(path, never)


@pytest.mark.parametrize("held", ["writing", "all"])
def test_a_diary_that_another_command_holds_is_busy(
    held: str,
    diary: Diary,
    account: Callable[..., Account],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is saved, and once the other command ends the diary works again."""
    monkeypatch.setattr(connection_module, "BUSY_SECONDS", 0.01)
    diary.close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(diary.path), held],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    assert holder.stdin
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DiaryBusy), Diary(diary.path, None) as again:
            again.add(account())
    finally:
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()
    with Diary(diary.path, None) as again:
        assert again.verify().entries == 1
        assert again.add(account()).number == 1


@pytest.mark.parametrize("template", ["plain", "encrypted"])
def test_four_commands_at_once_make_one_unbroken_chain(
    template: str, opened: Callable[[str], Diary]
) -> None:
    diary = opened(template)
    key = diary.key.hex() if diary.key else "plain"
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", ADD, str(diary.path), key, "25"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    numbers: list[int] = []
    for each in commands:
        out, err = each.communicate()
        assert each.returncode == 0, err
        numbers += [int(line) for line in out.split()]
    assert sorted(numbers) == list(range(1, 101))
    found = diary.verify()
    assert found.findings == ()
    assert found.entries == 102
    assert [each.name for each in diary.people()] == ["Alex"]


def test_a_transaction_that_fails_leaves_nothing(diary: Diary) -> None:
    before = diary.path.read_bytes()
    with pytest.raises(ZeroDivisionError), writing(diary._connection):
        diary._connection.execute("INSERT INTO draft VALUES (1, 'now', '{}')")
        raise ZeroDivisionError
    assert diary.path.read_bytes() == before


def test_writing_while_reading_is_a_mistake_of_the_caller(
    filled: Diary, account: Callable[..., Account]
) -> None:
    incidents = filled.incidents()
    next(incidents)
    with pytest.raises(DiaryBusy, match="still being read"):
        filled.add(account())
    incidents.close()  # type: ignore[attr-defined]
    assert filled.add(account()).number == 4


def test_a_reading_sees_one_state_and_may_stand_inside_another(
    diary: Diary, account: Callable[..., Account]
) -> None:
    with Diary(diary.path, None) as other, reading(diary._connection):
        assert list(diary.incidents()) == []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(connection_module, "BUSY_SECONDS", 0.0)
            other._connection.execute("PRAGMA busy_timeout = 0")
            with pytest.raises(DiaryBusy):
                other.add(account())
        assert list(diary.incidents()) == []


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("SQLITE_BUSY", DiaryBusy),
        ("SQLITE_LOCKED", DiaryBusy),
        ("SQLITE_FULL", NotWritten),
        ("SQLITE_IOERR", NotWritten),
        ("SQLITE_READONLY", DiaryReadOnly),
        ("SQLITE_READONLY_ROLLBACK", DiaryReadOnly),
        ("SQLITE_READONLY_DBMOVED", NotWritten),
        ("SQLITE_CANTOPEN", NotWritten),
        ("SQLITE_CORRUPT", EvidenceAltered),
        ("SQLITE_NOTADB", EvidenceAltered),
        ("SQLITE_ERROR", EvidenceAltered),
        ("SQLITE_CONSTRAINT", EvidenceAltered),
        ("SQLITE_TOOBIG", InputRefused),
        ("SQLITE_MISUSE", sqlite.Error),
    ],
)
def test_what_the_engine_raises_becomes_ours(name: str, ours: type[Exception]) -> None:
    error = sqlite.OperationalError("said by the engine")
    error.sqlite_errorname = name
    with pytest.raises(ours), translated():
        raise error


@pytest.mark.parametrize(
    "text", ["attempt to write a readonly database", "database or disk is full", "disk I/O error"]
)
def test_a_copy_that_could_not_be_written_is_no_alteration(text: str) -> None:
    """The engine names such an error of a copy like any other; only its words tell."""
    with pytest.raises(NotWritten, match=text), translated():
        _corrupt("SQLITE_ERROR", text)


def test_a_diary_may_have_any_name(tmp_path: Path, account: Callable[..., Account]) -> None:
    for name in ("a b.db", "ü?mode=ro&x.db", "file:x.db", "%41.db", "'\".db", "-.db"):
        with Diary.create(tmp_path / name, None) as made:
            made.add(account())
        with Diary.open(tmp_path / name, never) as again:
            assert again.verify().entries == 2
    assert len(list(tmp_path.iterdir())) == 6


def test_arguments_of_the_helpers_are_plain(diary: Diary) -> None:
    """`connect` takes a relative path as well, and stays with the file when the folder changes."""
    before = Path.cwd()
    try:
        os.chdir(diary.path.parent)
        bare = connect(Path(diary.path.name), None)
        os.chdir("/")
        sheet = bare.execute("SELECT body FROM entry").fetchone()[0]
        bare.close()
    finally:
        os.chdir(before)
    assert json.loads(sheet)["initials"] == "AB"


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_what_ends_a_program_waits_for_the_end_of_a_commit(
    diary: Diary, account: Callable[..., Account], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Held back while "saved" is being made true; before and after, it is heard."""
    number = getattr(signal, name)
    heard: list[int] = []
    before = signal.signal(number, lambda which, _frame: heard.append(which))
    commit = connection_module._commit

    def interrupted(connection: sqlite.Connection) -> None:
        signal.raise_signal(number)
        commit(connection)

    monkeypatch.setattr(connection_module, "_commit", interrupted)
    try:
        assert diary.add(account()).number == 1
        assert heard == []
        signal.raise_signal(number)
        assert heard == [number]
    finally:
        signal.signal(number, before)
    assert diary.incident(1).number == 1


@pytest.mark.parametrize("kind", [reading, writing])
def test_what_was_given_up_half_way_ends_without_a_word(
    diary: Diary, kind: Callable[[sqlite.Connection], AbstractContextManager[None]]
) -> None:
    """Ctrl-C or a full disk can leave it to be forgotten after the diary was closed."""
    begun = kind(diary._connection)
    begun.__enter__()
    diary.close()
    assert not begun.__exit__(GeneratorExit, GeneratorExit(), None)


def _corrupt(name: str = "SQLITE_CORRUPT", text: str = "database disk image is malformed") -> None:
    error = sqlite.DatabaseError(text)
    error.sqlite_errorname = name
    raise error


FAILED_ONCE = [
    ("SQLITE_CORRUPT", "database disk image is malformed"),
    ("SQLITE_CORRUPT", "vtable constructor failed: search"),
    ("SQLITE_ERROR", "database disk image is malformed"),
]


@pytest.mark.parametrize(("name", "text"), FAILED_ONCE)
def test_what_reads_well_the_second_time_was_not_damaged(
    filled: Diary, name: str, text: str
) -> None:
    """The engine calls a read that failed once corrupt, as it calls a file that is."""
    with (
        pytest.raises(NotRead, match="at the first try"),
        translated(filled.path, filled.key),
    ):
        _corrupt(name, text)


@pytest.mark.parametrize(("name", "text"), FAILED_ONCE)
def test_what_does_not_read_well_the_second_time_is_damaged(
    filled: Diary, name: str, text: str
) -> None:
    """Every page is read again, and one was overwritten."""
    filled.close()
    with filled.path.open("r+b") as file:
        file.seek(3 * PAGE_BYTES)
        file.write(os.urandom(PAGE_BYTES))
    with pytest.raises(EvidenceAltered), translated(filled.path, filled.key):
        _corrupt(name, text)


def test_bytes_that_the_disk_does_not_give_are_not_called_damaged(
    filled: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the engine makes of it, a wrong passphrase among it."""
    failure = OSError(errno.EIO, os.strerror(errno.EIO))
    monkeypatch.setattr(connection_module, "read_failure", lambda *_: failure)
    for name in ("SQLITE_CORRUPT", "SQLITE_CORRUPT_VTAB", "SQLITE_NOTADB", "SQLITE_CONSTRAINT"):
        with pytest.raises(NotRead, match="could not be read"), translated(filled.path):
            _corrupt(name)
    if filled.key is not None:
        with pytest.raises(NotRead) as caught:
            connect(filled.path, bytes(32))
        assert caught.value.exit_code == 8


def test_a_file_that_the_system_refuses_is_no_failing_disk(tmp_path: Path) -> None:
    """Rights are another matter than a disk."""
    for number, kind in ((errno.EIO, NotRead), (errno.EACCES, NoDiary), (errno.EPERM, NoDiary)):
        error = connection_module.unreadable(tmp_path, OSError(number, os.strerror(number)))
        assert type(error) is kind


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_beside_a_diary_is_not_waited_for(diary: Diary) -> None:
    """The engine opens a journal of that name, and would wait for somebody who writes to it."""
    diary.close()
    for behind in ("-journal", "-wal"):
        pipe = diary.path.with_name(diary.path.name + behind)
        os.mkfifo(pipe)
        with pytest.raises(UnsafeFile, match="lies beside the diary"):
            Diary.open(diary.path)
        pipe.unlink()
    Diary.open(diary.path).close()
