"""A diary file that is open: how it is opened and closed, what it is, and one transaction."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from stalkdiary import store
from stalkdiary.errors import (
    AnswerNeeded,
    DiaryBusy,
    DiaryReadOnly,
    EvidenceAltered,
    MaybeSaved,
    NoDiary,
    NotRead,
    NotWritten,
    StalkdiaryError,
    shown,
    text_of,
    with_what_is_saved,
)
from stalkdiary.model.case import NO_INITIALS, CaseSheet
from stalkdiary.model.moment_said import moment_said
from stalkdiary.model.recovery_code import key_of
from stalkdiary.model.saved import saved_in_words
from stalkdiary.model.timezone import zone
from stalkdiary.store import ledger, lookup
from stalkdiary.store.connection import closed, connect, is_encrypted, reading, writing
from stalkdiary.store.key import SALT_BYTES, derived_key, salt_of
from stalkdiary.store.place import (
    is_empty_file,
    make_folder,
    must_be_free,
    new_file,
    read_only,
    readable_by_others,
    sweep,
)
from stalkdiary.store.schema import migrate, must_have_our_triggers

if TYPE_CHECKING:
    # What is given and taken is loaded by whoever makes it: nobody waits for the rest.
    from collections.abc import Callable, Iterator, Sequence

    from stalkdiary.model.ledger import Entry
    from stalkdiary.model.moment import Moment
    from stalkdiary.store.connection import Connection


class DiaryFile:
    """An open diary file, before anything is read from it or written to it."""

    def __init__(self, path: Path, key: bytes | None) -> None:
        """Opens the diary at `path`; `Diary.open` and `Diary.create` are the ways in."""
        # A link to the diary stays a link when the file is written again.
        path = path.resolve()
        self.path = path
        self._key = key
        self._open: Connection | None = connect(path, key)
        self._identity = identity(path)
        self._saved: list[str] = []
        self._refused = False

    @classmethod
    def create(
        cls,
        path: Path,
        passphrase: str | None,
        *,
        initials: str = NO_INITIALS,
        timezone: str = "Europe/London",
        made_up: Callable[[], datetime] | None = None,
    ) -> Self:
        """Starts a new diary, encrypted where there is a passphrase.

        Args:
            path: where it is to be.
            passphrase: None leaves it open to whoever has the file.
            initials: what exhibit references begin with.
            timezone: the IANA zone in which times are understood.
            made_up: the clock of a story, which tells aware times. Its first entry then says for
                ever that the case is made up, and so does every report: no real diary can be dated
                back. A diary that is opened goes by the clock of the machine.

        Raises:
            InputRefused: there is something at `path` already, other than an empty file.
            NotWritten: the disk does not take it.
        """
        make_folder(path.parent)
        takes_empty = is_empty_file(path)
        if not takes_empty:
            must_be_free(path)
        salt = os.urandom(SALT_BYTES)
        key = None if passphrase is None else derived_key(passphrase, salt)
        sheet = CaseSheet(
            diary=os.urandom(16).hex(),
            initials=initials,
            timezone=timezone,
            made_up=made_up is not None,
        )
        with (
            new_file(path, replace=takes_empty) as unfinished,
            closing(connect(unfinished, None if key is None else key + salt)) as connection,
        ):
            migrate(connection)
            connection.clock = made_up or connection.clock
            with writing(connection):
                entry = store.recording.case(connection, sheet)
        try:
            store.read_back.must_be_there(path, key, [entry])
            diary = cls(path, key)
        except StalkdiaryError as error:
            raise NotRead(
                f"The diary was made at {shown(path)}, but the disk does not give it back.",
                "It may be whole: try to open it, and write nothing in it on this disk.",
            ) from error
        diary._connection.clock = made_up or diary._connection.clock
        diary._saved.append("diary")
        return diary

    @classmethod
    def open(
        cls, path: Path, ask: Callable[[], str] | None = None, *, key: bytes | None = None
    ) -> Self:
        """Opens the diary at `path`. `ask` gives the passphrase, and is called only if it has one.

        A recovery code is taken in place of a passphrase, and `key`, where it is known, of both.

        Raises:
            NoDiary: there is none.
            WrongPassphrase: it does not fit.
            AnswerNeeded: it has a passphrase, and nothing gives it.
            EvidenceAltered: the file is damaged.
        """
        sweep(path.parent)
        sweep(Path())  # where exports go when nobody says
        if not is_encrypted(path):
            key = None
        elif key is None:
            if ask is None:
                raise AnswerNeeded("This diary has a passphrase.", "Open it with one.")
            secret = ask()
            key = key_of(secret) or derived_key(secret, salt_of(path))
        diary = cls(path, key)
        try:
            try:
                migrate(diary._connection)
            except DiaryReadOnly:
                from stalkdiary.store.in_memory import migrated_copy

                copy = migrated_copy(diary._connection)
                diary.close()
                diary._open, diary._refused = copy, True
        except BaseException:
            diary.close()
            raise
        return diary

    @staticmethod
    def is_begun(path: Path) -> bool:
        """Whether something is at `path`; an empty file is only what a killed command left."""
        with suppress(OSError):
            return path.exists() and not is_empty_file(path)
        return False

    @staticmethod
    def check_readable(file: Path) -> None:
        """Looks whether a file could be kept as an exhibit, as far as that can be told beforehand.

        Raises:
            InputRefused: there is none, or it can't be read.
            UnsafeFile: it is a link, a folder, a pipe or a device.
        """
        from stalkdiary.store.source import check_readable

        check_readable(file)

    def close(self) -> None:
        """Closes the file. A closed diary answers nothing more."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What the diary is ---------------------------------------------------------------------

    @property
    def key(self) -> bytes | None:
        """The 256-bit key that the recovery code stands for; None for a plain diary."""
        return self._key

    @property
    def readable_by_others(self) -> bool:
        """Whether other accounts of this machine may read the file."""
        return readable_by_others(self.path)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written to the diary, as on a stick with its lock on."""
        return self._refused or read_only(self.path)

    def case(self) -> CaseSheet:
        """What the diary knows about itself.

        Raises:
            EvidenceAltered: that is gone.
        """
        with reading(self._connection):
            return lookup.the_case(self._connection)

    def set_initials(self, initials: str) -> None:
        """What references begin with from now on; their numbers run on."""
        with self.writing() as connection:
            sheet = lookup.the_case(connection)
            store.recording.case(connection, replace(sheet, initials=initials))

    def moment(self, said: str | datetime | None, *, until: str | None = None) -> Moment:
        """A time as somebody says it, in the diary's time zone.

        Args:
            said: words, such as "yesterday 21:30", "12 March", "now"; an aware time; None, or words
                such as "not sure", where it was not said.
            until: when it ended, in words.

        Raises:
            InputRefused: it is not understood, or impossible, or a time without a zone.
            AnswerNeeded: it can be understood in two ways, or has not come yet.

        >>> diary.moment("12 March 2026 about 9pm").in_words()
        'about 21:00 GMT on Thursday 12 March 2026'
        >>> diary.moment("not sure").in_words()
        'not known'
        """
        now = self._connection.clock().replace(second=0, microsecond=0)
        return moment_said(said, until=until, now=now, timezone=self.case().timezone)

    def today(self) -> date:
        """The day it is now in the diary's time zone."""
        return self._connection.clock().astimezone(zone(self.case().timezone)).date()

    @property
    def fingerprint(self) -> str:
        """The hash of the newest entry."""
        with reading(self._connection):
            return self._fingerprint()

    @property
    def newest_entry_at(self) -> datetime:
        """When the newest entry was written, by the clock of that moment; aware, UTC."""
        with reading(self._connection):
            return datetime.fromisoformat(ledger.newest_time(self._connection))

    # For the use cases -----------------------------------------------------------------------

    @property
    def connection(self) -> Connection:
        """The open file, for a use case whose work takes many short steps of its own."""
        return self._connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the diary, while others may write. May stand inside another."""
        with reading(self._connection):
            yield self._connection

    @contextmanager
    def writing(self, draft: int | None = None) -> Iterator[Connection]:
        """One transaction, in the file that lies at the diary's place now: all of it or nothing.

        Raises:
            DiaryBusy: another command holds the diary, or has put another file in its place.
            DiaryReadOnly: nothing can be written where it lies.
            NotWritten: the disk does not take it.
        """
        if self._refused:
            raise DiaryReadOnly("This diary can only be read, not written to.")
        connection = self._connection
        try:
            with writing(connection):
                if identity(self.path) != self._identity:
                    # Written to the file that a new passphrase has just replaced, it would be lost.
                    raise DiaryBusy("Another command has given the diary a new file.")
                must_have_our_triggers(connection)
                yield connection
                if draft is not None:
                    store.drafts.discard(connection, draft)
        except DiaryReadOnly:
            self._refused = True
            raise
        except MaybeSaved as error:
            if self._are_gone(connection.appended):
                raise NotWritten(error.sentence) from error
            raise
        if connection.appended:
            store.read_back.must_be_there(self.path, self._key, connection.appended)
            self._saved += [each.kind for each in connection.appended]

    def _are_gone(self, appended: Sequence[Entry]) -> bool:
        """Whether it is certain that entries whose commit failed are not in the file."""
        with suppress(StalkdiaryError):
            return bool(appended) and not store.read_back.are_there(self.path, self._key, appended)
        return False

    @contextmanager
    def saved_is_told(self) -> Iterator[None]:
        """Lets no failure say that nothing was saved where something was since this began."""
        before = len(self._saved)
        try:
            yield
        except StalkdiaryError as error:
            raise self.telling_what_is_saved(error, before) from error

    def telling_what_is_saved(self, error: StalkdiaryError, before: int = 0) -> StalkdiaryError:
        """The same failure, with what was saved ahead of it and is not told yet.

        `before` is how many entries were saved before what it belongs to.
        """
        saved = self._saved[before:]
        if not saved:
            return error
        del self._saved[before:]
        sentence, again = saved_in_words(saved)
        return with_what_is_saved(error, sentence, again=again)

    # Within ----------------------------------------------------------------------------------

    @property
    def _connection(self) -> Connection:
        if self._open is None:
            raise closed()
        return self._open

    def _fingerprint(self) -> str:
        last = ledger.last_entry(self._connection)
        if last is None:
            raise EvidenceAltered("The diary has lost its first entry.")
        return last.hash


def identity(path: Path) -> tuple[int, int]:
    """Which file lies at `path`, whatever its name. Raises `NoDiary`: none, any more."""
    try:
        status = path.stat()
    except OSError as error:
        raise NoDiary(
            f"The diary is no longer at {shown(path)}: {text_of(error)}.",
            "Nothing was saved. Check that the disk is connected, then try again.",
        ) from None
    return (status.st_dev, status.st_ino)
