"""The two sides of a backup, the diary and its copy, and whose fault an error is."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import (
    DiaryBusy,
    DiaryReadOnly,
    EvidenceAltered,
    InputRefused,
    NoDiary,
    NotRead,
    NotWritten,
    StalkdiaryError,
    WrongPassphrase,
    shown,
)
from stalkdiary.model.ledger import Entry, broken_links
from stalkdiary.store import evidence, ledger, queries
from stalkdiary.store.connection import connect, reading
from stalkdiary.store.evidence import CHUNK_BYTES, PreservedFile

_STEP_CHARACTERS = 4 * 1024 * 1024
"""Of the bodies of entries that are read at once, unless a single one is longer."""


class DiaryFaultError(Exception):
    """Carries a fault of the diary past those who would take it for one of the backup."""

    def __init__(self, error: StalkdiaryError) -> None:
        super().__init__(error)
        self.error = error


@contextmanager
def of_diary() -> Iterator[None]:
    """Makes failures of the block those of the diary."""
    try:
        yield
    except StalkdiaryError as error:
        raise DiaryFaultError(error) from error


@dataclass(frozen=True, slots=True)
class Original:
    """The diary, read in steps so short that nobody who writes to it has to wait."""

    connection: sqlite.Connection

    @contextmanager
    def step(self) -> Iterator[sqlite.Connection]:
        with of_diary(), reading(self.connection):
            yield self.connection

    def newest(self) -> Entry:
        with self.step() as connection:
            newest = ledger.last_entry(connection)
            if newest is None:
                raise EvidenceAltered("The diary has lost its first entry.")
            return newest

    def entry(self, number: int) -> Entry | None:
        with self.step() as connection:
            return entry_of(connection, number)

    def following(self, before: Entry | None, last: int) -> list[Entry]:
        """The entries that follow on `before`, up to the number `last` or what one step takes.

        Raises:
            EvidenceAltered: they do not follow from it.
        """
        start = before.number if before else 0
        entries: list[Entry] = []
        room = _STEP_CHARACTERS
        with self.step() as connection:
            for entry in ledger.entries(connection, after=start, most=max(0, last - start)):
                entries.append(entry)
                room -= len(entry.body)
                if room <= 0:
                    break
            if finding := next(broken_links(entries, before), None):
                raise EvidenceAltered(f"In the diary {finding.where} is not as it was written.")
        return entries

    def evidence_of(self, entry: Entry) -> tuple[str, int] | None:
        """SHA-256 and size of the evidence that the entry names."""
        with self.step() as connection, queries.understood(f"Entry {entry.number}"):
            sha256 = evidence.named_by(entry)
            if sha256 is None:
                return None
            size = evidence.size_of(connection, sha256)
            if size is None:
                raise EvidenceAltered(f"The preserved bytes of entry {entry.number} are gone.")
            return sha256, size

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """The preserved bytes in pieces of `CHUNK_BYTES`."""
        with self.step() as connection:
            file = PreservedFile(connection, sha256)
        while True:
            with self.step():
                data = file.read(CHUNK_BYTES)
            if not data:
                return
            yield data

    def salt(self) -> bytes:
        with self.step() as connection:
            found = connection.execute("PRAGMA cipher_salt").fetchone()
        if found is None or not found[0]:
            raise DiaryReadOnly(
                "This diary was made by an earlier version of the program, and can only be read.",
                "Copy the file itself: it is the whole diary.",
            )
        return bytes.fromhex(found[0])


@dataclass(frozen=True, slots=True)
class Copy:
    path: Path
    key: bytes | None

    @contextmanager
    def opened(self) -> Iterator[sqlite.Connection]:
        """A connection of its own each time, so that nothing comes from an earlier one's memory."""
        if not self.path.is_file():
            # The engine would begin a new file in the folder where the stick was.
            raise NotWritten(
                f"The backup is no longer at {shown(self.path)}.",
                "Check that the disk is connected, then run this again.",
            )
        with closing(connect(self.path, self.key)) as connection:
            yield connection


def entry_of(connection: sqlite.Connection, number: int) -> Entry | None:
    return next(ledger.entries(connection, after=number - 1, most=1), None)


@contextmanager
def of_backup(path: Path, *, own_passphrase: bool) -> Iterator[None]:
    """Makes errors speak of the backup at `path` where they would speak of "the diary"."""
    name = f"The backup at {shown(path)}"
    try:
        yield
    except DiaryBusy as error:
        raise DiaryBusy(
            f"Another command is using the backup at {shown(path)}.",
            "Wait for it to finish, then run this again.",
        ) from error
    except WrongPassphrase as error:
        raise _does_not_open(name, own_passphrase=own_passphrase) from error
    except NoDiary as error:
        raise InputRefused(
            f"There is something at {shown(path)} that is no backup.",
            "Nothing was written. Choose another name.",
        ) from error
    except EvidenceAltered as error:
        raise EvidenceAltered(
            f"{name} is damaged.", "Keep it as it is, and make a new one on another disk."
        ) from error
    except NotRead as error:
        raise NotRead(
            f"{name} could not be read.",
            "The diary is as it was. The disk of the backup may be failing: make a new backup on "
            "another one.",
        ) from error
    except NotWritten as error:
        if not isinstance(error.__cause__, sqlite.Error):
            raise
        raise NotWritten(
            f"{name} could not be written: {error.__cause__}.",
            "What it held before is still in it. Make room or choose another disk, then run this "
            "again: it goes on from there.",
        ) from error


def _does_not_open(name: str, *, own_passphrase: bool) -> WrongPassphrase:
    if own_passphrase:
        return WrongPassphrase(
            f"{name} did not open with the passphrase for it.",
            "Check capital letters and spaces, or give the recovery code of the backup instead.",
        )
    return WrongPassphrase(
        f"{name} has a passphrase that is not the diary's.",
        "If it was made with --new-passphrase, give that again. If the diary's passphrase has "
        "changed since, choose another name for a new backup.",
    )
