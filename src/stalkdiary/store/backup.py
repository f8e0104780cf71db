"""A backup: a second diary file with the same entries and evidence, which grows with the diary.

Entries are carried over in the order of their numbers, each together with the evidence that it
names, in transactions of bounded size. So the file is a whole diary after every one of them, as the
diary was at some entry. Whatever ends the work in between, a stick that is pulled or a full disk,
the next run goes on where that one ended; and nothing that was written before is written again.
"""

import os
import stat
from contextlib import closing, suppress
from itertools import chain, islice
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import (
    EvidenceAltered,
    InputRefused,
    NotWritten,
    WrongPassphrase,
    shown,
    text_of,
)
from stalkdiary.model.backup import Backup
from stalkdiary.model.finding import MOST_FINDINGS, Finding
from stalkdiary.model.ledger import Entry, broken_links
from stalkdiary.model.recovery_code import key_of
from stalkdiary.store import evidence, ledger, queries
from stalkdiary.store.backup_sides import (
    Copy,
    DiaryFaultError,
    Original,
    entry_of,
    of_backup,
    of_diary,
)
from stalkdiary.store.connection import connect, is_encrypted, reading, writing
from stalkdiary.store.key import SALT_BYTES, derived_key, salt_of
from stalkdiary.store.place import must_be_free, new_file
from stalkdiary.store.progress import Progress, no_progress
from stalkdiary.store.projection import row_differences
from stalkdiary.store.schema import LISTED, migrate

NAME = "diary-backup.db"
"""Of a backup in a folder; neutral, like the diary's own."""
BATCH_BYTES = 64 * 1024 * 1024
"""At most so much is carried over in one transaction, unless a single file is larger."""


def place_of(dest: Path) -> Path:
    """The file that is meant by `dest`, which may be a folder."""
    return dest / NAME if os.path.isdir(dest) else dest  # noqa: PTH112 - stumbles over no name


def back_up(
    connection: sqlite.Connection,
    path: Path,
    key: bytes | None,
    dest: Path,
    passphrase: str | None = None,
    progress: Progress = no_progress,
) -> Backup:
    """Makes the backup at `dest`, or brings the one that is there up to date, and reads it back.

    The diary is read in short steps. Others may write to it meanwhile; what they add is left to
    the next backup. Arguments and errors are those of `usecases.backup.back_up`, and these.

    Raises:
        DiaryBusy: another command is using the backup, or the diary.
        EvidenceAltered: the diary or the backup is damaged. Nothing damaged is carried over.
    """
    dest = place_of(dest)
    found = _is_there(dest, path)
    original = Original(connection)
    try:
        until = original.newest().number
        with of_backup(dest, own_passphrase=passphrase is not None):
            if found:
                copy = Copy(dest, _key_of(dest, key, passphrase))
                before = _checked(original, copy, progress)
            else:
                copy = Copy(dest, _started(original, dest, key, passphrase))
                before = 0
            last, new_bytes = _carried_over(original, copy, until, progress)
        apart = _apart(original, copy, last)
    except DiaryFaultError as fault:
        raise fault.error from fault.error.__cause__
    return Backup(
        file=dest,
        entries=last.number,
        new_entries=last.number - before,
        new_bytes=new_bytes,
        fingerprint=last.hash,
        key=copy.key,
        made=not found,
        apart=apart,
    )


# What is there ---------------------------------------------------------------------------------


def _is_there(dest: Path, diary: Path) -> bool:
    """Whether there is a file to go on with.

    Raises `InputRefused`: it is the diary itself, or no ordinary file; `NotWritten`: there is no
    such folder, or it can't be looked at.
    """
    try:
        status = dest.stat()
    except FileNotFoundError:
        must_be_free(dest)
        return False
    except OSError as error:
        raise NotWritten(f"{shown(dest)} can't be looked at: {text_of(error)}.") from None
    with suppress(OSError):
        if diary.samefile(dest):
            raise InputRefused(
                "That is the diary itself.",
                "Nothing was written. Name another file, or a folder on another disk.",
            )
    if not stat.S_ISREG(status.st_mode):
        raise InputRefused(
            f"{shown(dest)} is not an ordinary file.", "Nothing was written. Choose another name."
        )
    # Where a stick without hard links was pulled in the first moment, there is the bare name.
    return status.st_size > 0


def _key_of(dest: Path, key: bytes | None, passphrase: str | None) -> bytes | None:
    encrypted = is_encrypted(dest)
    if not encrypted and (key is not None or passphrase is not None):
        # What is protected in the diary must not be added to what anybody can read.
        raise InputRefused(
            f"The backup at {shown(dest)} has no passphrase.",
            "Nothing was written. Choose another name for one that is protected. Then this one "
            "can be deleted.",
        )
    if passphrase is not None:
        return key_of(passphrase) or derived_key(passphrase, salt_of(dest))
    if encrypted and key is None:
        raise WrongPassphrase("The diary has no passphrase, and its backup has one.")
    return key


def _checked(original: Original, copy: Copy, progress: Progress) -> int:
    """Looks whether the backup is the diary's, and whole, before anything is written to it.

    What was carried over last is read back: the run that wrote it may have ended before that.
    Gives how many entries it has.
    """
    with copy.opened() as opened:
        migrate(opened)
        with reading(opened):
            last = _must_belong(original, opened)
            if any(broken_links(ledger.entries(opened))):
                raise EvidenceAltered("Its chain is broken.")
            newest = evidence.newest(opened, BATCH_BYTES)
            # A larger file ends its transaction. With anything behind it, it was read back.
            newest = {
                sha256: size
                for sha256, size in newest.items()
                if size <= BATCH_BYTES or original.evidence_of(last) == (sha256, size)
            }
            progress(2 * evidence.total_bytes(opened) - sum(newest.values()))
    if not _reads_back(copy, newest, progress, after=last):
        raise EvidenceAltered("What was written last does not read back.")
    return last.number


def _must_belong(original: Original, copy: sqlite.Connection) -> Entry:
    """The newest entry of the backup, after a look whether the diary has it, too.

    Raises:
        InputRefused: it has not.
    """
    first, last = entry_of(copy, 1), ledger.last_entry(copy)
    if first is None or last is None:
        raise EvidenceAltered("It has lost its first entry.")
    if original.entry(last.number) == last:
        return last
    if original.entry(1) != first:
        raise InputRefused(
            "That is a backup of another diary.",
            "Nothing was written. Choose another name, or another folder, for this diary.",
        )
    newest = original.newest()
    if entry_of(copy, newest.number) == newest:
        raise InputRefused(
            "That backup is newer than the diary.",
            "Nothing was written. The diary may be an older copy: look at both before you go on, "
            "and choose another name for a backup of this one.",
        )
    raise InputRefused(
        "That backup and the diary went different ways: each has entries that the other lacks.",
        "Nothing was written. Keep that backup as it is, and choose another name for a new one.",
    )


# Carrying over ---------------------------------------------------------------------------------


def _started(
    original: Original, dest: Path, key: bytes | None, passphrase: str | None
) -> bytes | None:
    """Makes a backup with the first entry in it, and gives its key."""
    salt = b""
    if passphrase is not None:
        salt = os.urandom(SALT_BYTES)
        key = derived_key(passphrase, salt)
    elif key is not None:
        # With the diary's own salt, so that the diary's own passphrase opens it.
        salt = original.salt()
    with (
        new_file(dest, replace=dest.exists()) as unfinished,
        closing(connect(unfinished, None if key is None else key + salt)) as copy,
    ):
        migrate(copy)
        with writing(copy):
            _take(original, copy, None, 1, no_progress)
    return key


def _carried_over(
    original: Original, copy: Copy, until: int, progress: Progress
) -> tuple[Entry, int]:
    """Brings the backup up to the entry with the number `until`, and reads back what is new.

    Gives the newest entry of the backup, and how many bytes of evidence were written.
    """
    new_bytes = 0
    while True:
        with copy.opened() as opened, writing(opened):
            before = _must_belong(original, opened)
            taken = _take(original, opened, before, until, progress)
            last = ledger.last_entry(opened) or before
        if not _reads_back(copy, taken, progress, after=before):
            raise NotWritten(
                "The backup did not read back as it was written.",
                "The diary is as it was. The disk may be failing, or hold less than it says: "
                "keep what is on it, and use another one.",
            )
        new_bytes += sum(taken.values())
        if last.number >= until:
            return last, new_bytes


def _apart(original: Original, copy: Copy, last: Entry) -> tuple[Finding, ...]:
    """The first rows in which the diary lists something else than the backup.

    The rows of the backup were made from the entries, so this finds rows that somebody changed
    behind the ledger. Not looked for where the diary has gone on from `last` meanwhile.
    """
    with copy.opened() as opened, reading(opened), original.step() as connection:
        if ledger.last_entry(connection) != last:
            return ()
        rows = (row_differences(connection, opened, table) for table in LISTED)
        return tuple(islice(chain.from_iterable(rows), MOST_FINDINGS))


def _take(
    original: Original,
    copy: sqlite.Connection,
    before: Entry | None,
    until: int,
    progress: Progress,
) -> dict[str, int]:
    """Puts the entries that follow into the backup, each behind its evidence.

    Belongs inside a transaction of the backup, and takes as much as belongs into one. Gives SHA-256
    and size of the evidence.
    """
    taken: dict[str, int] = {}
    room = BATCH_BYTES
    for entry in original.following(before, until):
        named = original.evidence_of(entry)
        missing = named if named and evidence.size_of(copy, named[0]) is None else None
        room -= missing[1] if missing else 0
        if room < 0 and taken:
            break
        if missing:
            if evidence.keep(copy, original.pieces(missing[0]), progress) != missing:
                with of_diary():
                    raise EvidenceAltered(
                        f"The preserved bytes of entry {entry.number} are not what was taken in."
                    )
            taken[missing[0]] = missing[1]
        with of_diary(), queries.understood(f"Entry {entry.number}"):
            ledger.insert(copy, entry)
    return taken


def _reads_back(copy: Copy, taken: dict[str, int], progress: Progress, *, after: Entry) -> bool:
    """Whether the backup, opened again, holds whole what came `after`, and the evidence `taken`."""
    _out_of_memory(copy.path)
    try:
        with copy.opened() as opened, reading(opened):
            return not any(broken_links(ledger.entries(opened, after=after.number), after)) and all(
                evidence.hash_of(opened, sha256, progress) == (sha256, size)
                for sha256, size in taken.items()
            )
    except EvidenceAltered:
        return False


def _out_of_memory(path: Path) -> None:
    """Asks the system to forget what it holds of the file, so that reading asks the disk."""
    with suppress(OSError, AttributeError), path.open("rb") as file:  # not on every system
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
