"""The one place that opens a diary file, plain or encrypted, and ends its transactions.

Both kinds go through the same engine, so that a diary behaves the same on every machine whatever
SQLite its Python was built with.
"""

import errno
import signal
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import (
    DiaryBusy,
    DiaryReadOnly,
    EvidenceAltered,
    InputRefused,
    MaybeSaved,
    NoDiary,
    NotRead,
    NotWritten,
    StalkdiaryError,
    UnsafeFile,
    WrongPassphrase,
    shown,
    text_of,
)
from stalkdiary.model.ledger import Entry
from stalkdiary.named_file import beside, keep_out
from stalkdiary.store.disk import read_failure


def _clock_of_the_machine() -> datetime:
    return datetime.now(UTC)


class Connection(sqlite.Connection):  # type: ignore[misc] # it comes without types
    """A connection to a diary. Those above the store hold one and never use it themselves.

    Attributes:
        path: the file; None where there is none.
        key: the 256-bit key, None for a plain diary.
        appended: the entries that the newest transaction put in.
        clock: what tells when an entry is recorded, aware; that of a story in a made-up case alone.
    """

    path: Path | None = None
    key: bytes | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - the engine's own
        super().__init__(*arguments, **options)
        self.appended: list[Entry] = []
        self.clock: Callable[[], datetime] = _clock_of_the_machine


APPLICATION_ID = 0x64796162
"""Marks a SQLite file as a diary of ours (PRAGMA application_id)."""
PLAIN_HEADER = b"SQLite format 3\0"
PAGE_BYTES = 16384
KEY_BYTES = 32
BUSY_SECONDS = 10.0

_LONGEST_CHARACTER = 4
"""Bytes, in UTF-8."""
_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
"""Ctrl-C, told to end, its window was closed."""
# The first bytes of a file that can't be read are an error without a name of its own.
_UNREAD = {
    "SQLITE_IOERR",
    *(f"SQLITE_IOERR_{each}" for each in ("READ", "SHORT_READ", "CORRUPTFS", "FSTAT", "ACCESS")),
}
_UNWRITABLE = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")
# What a copy to another file says of it, under the name of any error.
_NO_COPY = {
    "attempt to write a readonly database",
    "database or disk is full",
    "disk I/O error",
    "unable to open database file",
}
_FAILING = {errno.EIO, errno.ENXIO, errno.ENODEV}
"""What a disk that fails, or is gone, says."""
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_MALFORMED = "database disk image is malformed"  # the words of SQLITE_CORRUPT
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
# What a failing disk ends in: a read of it that fails is called corrupt.
_FAILED = ("SQLITE_IOERR", "SQLITE_CORRUPT")
# Our statements fit our tables; where one does not, the tables are not ours any more.
_MISFIT = ("SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH")


def is_encrypted(path: Path) -> bool:
    """Whether the file at `path` is an encrypted diary; False for a plain one.

    Raises:
        NoDiary: there is no file, or it can be neither.
        NotWritten: it can't be read.
    """
    try:
        # A pipe would let us wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise NoDiary(
                f"What is at {shown(path)} is not a file, and no diary.",
                "Say where the diary is with --diary FILE.",
            )
        with path.open("rb") as file:
            first = file.read(PAGE_BYTES)
    except FileNotFoundError:
        raise NoDiary(
            f"There is no diary at {shown(path)}.",
            "Start one with 'stalkdiary init', or say where it is with --diary FILE.",
        ) from None
    except OSError as error:
        raise unreadable(path, error) from None
    if first.startswith(PLAIN_HEADER):
        return False
    if len(first) < PAGE_BYTES or _is_text(first):
        raise NoDiary(
            f"The file at {shown(path)} is not a diary.",
            "Say where the diary is with --diary FILE.",
        )
    return True


def unreadable(path: Path, why: OSError) -> StalkdiaryError:
    """The error for a diary that the system does not give: refused, or by a disk that fails."""
    sentence = f"The diary at {shown(path)} can't be read: {text_of(why)}."
    if why.errno in _FAILING:
        return NotRead(sentence)
    return NoDiary(
        sentence, "Check that the disk is connected and that the file is yours, then try again."
    )


def _is_text(page: bytes) -> bool:
    """Whether a page is UTF-8 text, which no encrypted one ever is.

    The last character may be cut off.
    """
    try:
        page[:-_LONGEST_CHARACTER].decode()
    except UnicodeDecodeError as error:
        return error.start >= len(page) - 2 * _LONGEST_CHARACTER
    return True


def connect(path: Path, key: bytes | None) -> Connection:
    """A connection to the diary at `path`, which must exist (an empty file becomes a new one).

    `key` has 256 bits, and is None for a plain diary. A new encrypted file takes it with a salt of
    its own: 32 bytes of key followed by 16 bytes of salt.

    Raises:
        WrongPassphrase: the key does not fit.
        NoDiary: a plain SQLite file that is not a diary.
        UnsafeFile: what lies beside it under the name of a journal is no file.
    """
    keep_out(path)
    try:
        return _connected(path, key)
    except (WrongPassphrase, EvidenceAltered):
        # A disk that failed once looks the same. What is wrong stays wrong.
        return _connected(path, key)


def _connected(path: Path, key: bytes | None) -> Connection:
    _must_have_files_beside(path)
    with translated(path, key):
        connection: Connection = sqlite.connect(
            str(path.absolute()), timeout=BUSY_SECONDS, isolation_level=None, factory=Connection
        )
    connection.path, connection.key = path, None if key is None else key[:KEY_BYTES]
    try:
        with translated(path, key):
            _unlock(connection, key)
            _first_read(connection, path, encrypted=key is not None)
            # Measured: DELETE with FULL has one power-cut state that loses a saved entry.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def _must_have_files_beside(path: Path) -> None:
    """Looks whether the engine may open what lies beside the diary: for a pipe it would wait."""
    for each in beside(path):
        with suppress(OSError):
            if not stat.S_ISREG(each.stat().st_mode):
                raise UnsafeFile(
                    f"{shown(each)} lies beside the diary, and is no file.",
                    "Nothing was changed. Move it to another folder, then try again.",
                )


def _unlock(connection: sqlite.Connection, key: bytes | None) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")
    if key is None:
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        return
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA cipher_page_size = {PAGE_BYTES}")
    connection.execute("PRAGMA cipher_hmac_algorithm = HMAC_SHA256")


def closed() -> NoDiary:
    """What is raised where a diary is used after it was closed."""
    return NoDiary("The diary is closed.", "Nothing was changed. Open it again.")


def in_memory() -> Connection:
    connection: Connection = sqlite.connect(":memory:", isolation_level=None, factory=Connection)
    return connection


def _first_read(connection: sqlite.Connection, path: Path, *, encrypted: bool) -> None:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite.DatabaseError as error:
        if encrypted and error.sqlite_errorname == "SQLITE_NOTADB":
            why = read_failure(path, PAGE_BYTES)
            if why is not None:
                raise unreadable(path, why) from None
            raise WrongPassphrase("The diary did not open with this passphrase.") from None
        raise
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    empty = connection.execute("PRAGMA page_count").fetchone()[0] == 0
    if not empty and mark != APPLICATION_ID:
        raise NoDiary(
            "This is a database of another program, not a diary.",
            "Say where the diary is with --diary FILE.",
        )


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """One transaction: all of it is durably on disk when the block ends, or none of it ever was.

    Raises:
        DiaryBusy: another command held the diary for `BUSY_SECONDS`.
        DiaryReadOnly: nothing can be written where the diary lies.
        MaybeSaved: the disk failed at the end, so that it is not known which of the two it is.
        NotWritten: the disk is full or failing.
    """
    with translated(connection.path, connection.key):
        if connection.in_transaction:
            raise DiaryBusy(
                "The diary is still being read.",
                "Nothing was saved. Read to the end first, as with list(diary.incidents()).",
            )
        connection.execute("BEGIN IMMEDIATE")
        connection.appended.clear()
        try:
            yield
            with _finishing():
                _commit(connection)
        except BaseException:
            _roll_back(connection)
            raise


def _roll_back(connection: sqlite.Connection) -> None:
    # One that was given up half-way can outlive its connection, whose end was its end, too.
    with suppress(sqlite.ProgrammingError):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _commit(connection: sqlite.Connection) -> None:
    try:
        connection.execute("COMMIT")
    except sqlite.DatabaseError as error:
        if not error.sqlite_errorname.startswith(_FAILED):
            raise
        # Where only the folder did not take the end of the commit, the entry is in the file.
        raise MaybeSaved("The disk failed in the last moment of saving.") from error


@contextmanager
def reading(connection: Connection) -> Iterator[None]:
    """One unchanging view of the diary, while others may write. May stand inside another."""
    with translated(connection.path, connection.key):
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            yield
        finally:
            _roll_back(connection)


@contextmanager
def translated(path: Path | None = None, key: bytes | None = None) -> Iterator[None]:
    """Turns what the engine raises into our own errors; what is left is a bug of ours.

    Where it calls the file at `path` damaged, the disk is asked again.
    """
    try:
        yield
    except sqlite.Error as error:
        name = getattr(error, "sqlite_errorname", None) or ""
        if name.startswith(_BUSY):
            raise DiaryBusy("Another command is using the diary.") from error
        if name in _UNREAD:
            raise NotRead(f"The diary could not be read: {error}.") from error
        if name.startswith(_UNWRITABLE) or (name == "SQLITE_ERROR" and str(error) in _NO_COPY):
            raise _not_written(name, error) from error
        if "closed database" in str(error):
            raise closed() from error
        if name == "SQLITE_TOOBIG":
            raise InputRefused(
                "The text is too long to be kept in one piece.",
                "Nothing was saved. Save the text as a file and attach it instead.",
            ) from error
        damage = _damage(error, name)
        if damage is None:
            raise
        # A copy to another file tells of it under the name of any error.
        once = name == "SQLITE_CORRUPT" or (name == "SQLITE_ERROR" and _MALFORMED in str(error))
        raise _of_the_disk(path, key, once=once) or EvidenceAltered(damage) from error
    except OverflowError as error:
        # The engine counts in 64 bits.
        raise InputRefused(
            "A number is larger than any in a diary.", "Nothing was saved. Give a smaller one."
        ) from error
    except UnicodeDecodeError as error:
        # The engine names the damaged table in its message, byte for byte.
        damage = "The diary file is damaged."
        raise _of_the_disk(path, key, once=False) or EvidenceAltered(damage) from error


def _damage(error: sqlite.Error, name: str) -> str | None:
    """What is said where the engine finds the file damaged, None where it says something else."""
    if name.startswith(_DAMAGED):
        return "The diary file is damaged."
    if str(error).startswith("Could not decode"):
        return "The diary file is damaged: a text in it is not text."
    if name.startswith(_MISFIT):
        return f"The diary does not answer as it should: {error}."
    return None


def _of_the_disk(path: Path | None, key: bytes | None, *, once: bool) -> NotRead | None:
    """What is raised instead where it is the disk that fails, and not the file that is damaged.

    `once` says whether a read that failed once, and would not again, ends in such an error.
    """
    if path is None:
        return None
    why = read_failure(path)
    if why is not None:
        return NotRead(f"The diary could not be read: {text_of(why)}.")
    if once and not _is_damaged(path, key):
        return NotRead("The disk did not give all of the diary at the first try.")
    return None


def _is_damaged(path: Path, key: bytes | None) -> bool:
    """Whether the engine finds the file damaged when it reads all of it once more."""
    try:
        connection = sqlite.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        with closing(connection):
            _unlock(connection, key)
            if key is not None and connection.execute("PRAGMA cipher_integrity_check").fetchone():
                return True
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()
            return bool(said != ("ok",))
    except sqlite.Error as error:
        return not (getattr(error, "sqlite_errorname", None) or "").startswith(_BUSY)


def _not_written(name: str, error: sqlite.Error) -> NotWritten:
    if name == "SQLITE_READONLY_ROLLBACK":
        return DiaryReadOnly(
            "A command was cut short while it wrote to this diary, and where the diary can only "
            "be read, that can't be undone.",
            "Nothing was changed. Copy the diary and the file beside it whose name ends in "
            "-journal to a folder of your own, and use the copy.",
        )
    if name.startswith("SQLITE_READONLY") and name != "SQLITE_READONLY_DBMOVED":
        return DiaryReadOnly("This diary can only be read, not written to.")
    return NotWritten(f"The diary could not be written: {error}.")


@contextmanager
def _finishing() -> Iterator[None]:
    """Holds Ctrl-C and a closing window back while a commit ends: "saved" has to stay true.

    What comes within these milliseconds is too late to stop anything, and is let go.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def too_late(_number: int, _frame: FrameType | None) -> None:
        pass

    before: dict[signal.Signals, Any] = {
        each: signal.signal(each, too_late)
        for each in signal.Signals
        if each.name in _ENDING  # Windows has no SIGHUP
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
