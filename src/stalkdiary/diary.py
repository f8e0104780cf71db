"""The one door to a diary, for the command line and for scripts.

What scripts use of it: docs/api.md.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
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
    NothingMatched,
    NotRead,
    NotWritten,
    StalkdiaryError,
    shown,
    text_of,
    with_what_is_saved,
)
from stalkdiary.model.case import NO_INITIALS, CaseSheet
from stalkdiary.model.ledger import SEAL, fingerprint_digits, utc_text
from stalkdiary.model.moment_said import moment_said
from stalkdiary.model.recovery_code import key_of
from stalkdiary.model.saved import saved_in_words
from stalkdiary.model.selection import EVERYTHING
from stalkdiary.model.timezone import zone
from stalkdiary.store import ledger, lookup, queries
from stalkdiary.store.connection import (
    closed,
    connect,
    is_encrypted,
    reading,
    writing,
)
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
from stalkdiary.store.progress import no_progress
from stalkdiary.store.schema import migrate, must_have_our_triggers

if TYPE_CHECKING:
    # What is given and taken is loaded by whoever makes it: nobody waits for the rest.
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from stalkdiary.model.action import Action
    from stalkdiary.model.changes import ActionChanges, Changes, PersonChanges
    from stalkdiary.model.correspondence import Correspondence
    from stalkdiary.model.exhibit import Exhibit, PhysicalItem
    from stalkdiary.model.hit import Hit
    from stalkdiary.model.incident import Account, Incident
    from stalkdiary.model.ledger import Entry
    from stalkdiary.model.mark import Marks
    from stalkdiary.model.message import HeldMessage
    from stalkdiary.model.moment import Moment
    from stalkdiary.model.person import Person
    from stalkdiary.model.receipt import Receipt
    from stalkdiary.model.selection import Selection
    from stalkdiary.model.summary import Summary
    from stalkdiary.model.verification import Verification
    from stalkdiary.store.connection import Connection
    from stalkdiary.store.progress import Progress


class Diary:
    """An open diary. Close it, or use it as a context manager.

    A diary is used by one thread, and read to the end before it is written to. Every failure is a
    `StalkdiaryError`, also after the diary was closed.

    >>> with Diary.create(folder / "new.db", "a passphrase") as new:
    ...     new.add(Account(what="He waited outside", when=new.moment("12 March 2026"))).number
    1
    >>> with Diary.open(folder / "new.db", ask=lambda: "a passphrase") as again:
    ...     [incident.account.what for incident in again.incidents()]
    ['He waited outside']
    """

    def __init__(self, path: Path, key: bytes | None) -> None:
        """Opens the diary at `path`; `Diary.open` and `Diary.create` are the ways in."""
        # A link to the diary stays a link when the file is written again.
        path = path.resolve()
        self.path = path
        self._key = key
        self._open: Connection | None = connect(path, key)
        self._identity = _identity(path)
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
        with new_file(path, replace=takes_empty) as unfinished:
            connection = connect(unfinished, None if key is None else key + salt)
            try:
                migrate(connection)
                connection.clock = made_up or connection.clock
                with writing(connection):
                    entry = store.recording.case(connection, sheet)
            finally:
                connection.close()
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
        """The diary itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the file."""
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

        Args:
            draft: of what is recorded; it goes in the same transaction.

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
                if _identity(self.path) != self._identity:
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

        Args:
            error: the failure.
            before: how many entries were saved before what it belongs to.
        """
        saved = self._saved[before:]
        if not saved:
            return error
        del self._saved[before:]
        sentence, again = saved_in_words(saved)
        return with_what_is_saved(error, sentence, again=again)

    # Writing -------------------------------------------------------------------------------

    def add(
        self,
        account: Account,
        files: Sequence[Path] = (),
        *,
        person: str | None = None,
        captured: str | None = None,
        draft: int | None = None,
        progress: Progress = no_progress,
    ) -> Receipt:
        """Records an incident with its files, all of it or nothing.

        Args:
            account: what the person says.
            files: kept as exhibits.
            person: who it concerns, by any name; someone not yet in the list is put there.
            captured: how the files were captured, and who did it.
            draft: the draft that became this incident, and goes with it.
            progress: told of the bytes taken in.

        Raises:
            InputRefused: something in it can't be written down, or a file can't be read.
            UnsafeFile: a file is a link, a folder, a pipe or a device.
            NotWritten: the disk does not take it.

        >>> rang = Account(what="Rang 14 times", types=("calls-messages",), times=14)
        >>> diary.add(rang, person="Alex").number
        2
        """
        with self.writing(draft) as connection:
            receipt = store.recording.incident(connection, account, person)
            exhibits = store.recording.files(
                connection, receipt.number, files, captured=captured, progress=progress
            )
            return self._with_exhibits(receipt, exhibits)

    def amend(  # noqa: PLR0913 - one transaction, and each can be left out
        self,
        number: int,
        changes: Changes,
        *,
        why: str | None = None,
        files: Sequence[Path] = (),
        draft: int | None = None,
        seen: Incident | None = None,
        progress: Progress = no_progress,
    ) -> Receipt:
        """Records later knowledge about an incident. The earlier account stays.

        Args:
            number: the incident.
            changes: what is known now, and what is cleared.
            why: the reason, in the person's words.
            files: kept as further exhibits.
            draft: the draft of the same, which goes with it.
            seen: the incident as it was when the change was thought of, where that matters.
            progress: told of the bytes taken in.

        Raises:
            NothingMatched: there is no such incident.
            ChangedMeanwhile: it is not as it was `seen`.
            AnswerNeeded: nothing would change.
            InputRefused: something in it can't be written down.

        >>> diary.amend(1, Changes(where="outside work", vehicle=None), why="I remembered").number
        1
        """
        with self.writing(draft) as connection:
            store.recording.must_be_as_seen(connection, seen)
            receipt = store.recording.amendment(
                connection, number, changes, why=why, with_files=bool(files)
            )
            exhibits = store.recording.files(connection, number, files, progress=progress)
            return self._with_exhibits(receipt, exhibits)

    def withdraw(self, number: int, why: str | None = None, *, draft: int | None = None) -> Receipt:
        """Marks an incident as withdrawn. It stays readable, with the reason, if one is given.

        Raises:
            NothingMatched: there is no such incident.
            AnswerNeeded: it is withdrawn already.
        """
        with self.writing(draft) as connection:
            return store.recording.withdrawal(connection, number, why)

    def restore(self, number: int, why: str | None = None) -> Receipt:
        """Brings a withdrawn incident back. That it was withdrawn stays in its history.

        Raises:
            NothingMatched: there is no such incident.
            AnswerNeeded: it is not withdrawn.
        """
        with self.writing() as connection:
            return store.recording.restoration(connection, number, why)

    def mark(self, number: int, messages: Sequence[int], *, undo: bool = False) -> Receipt:
        """Marks messages of an incident, so that a report shows them; that can be taken back.

        Args:
            number: the incident.
            messages: their numbers in the diary: `HeldMessage.number`.
            undo: takes their marks back. Both stay in the history of the incident.

        Raises:
            NothingMatched: there is no such incident, or one of them is no message of it.
            AnswerNeeded: nothing would change.
        """
        with self.writing() as connection:
            return store.recording.mark(connection, number, messages, undo=undo)

    def attach(
        self,
        number: int,
        files: Sequence[Path],
        *,
        captured: str | None = None,
        says: str | None = None,
        draft: int | None = None,
        progress: Progress = no_progress,
    ) -> Receipt:
        """Keeps files as further exhibits of an incident, all of them or none.

        Args:
            number: the incident.
            files: each becomes an exhibit.
            captured: how they were captured, and who did it.
            says: what they show, in words.
            draft: the draft of the same, which goes with it.
            progress: told of the bytes taken in.

        Raises:
            NothingMatched: there is no such incident.
            AnswerNeeded: no file is named.
        """
        if not files:
            raise AnswerNeeded("No file was named.", "Nothing was saved. Name at least one file.")
        with self.writing(draft) as connection:
            lookup.the_incident(connection, number)
            exhibits = store.recording.files(
                connection, number, files, captured=captured, says=says, progress=progress
            )
            return self._of_exhibits(number, exhibits)

    def attach_physical(
        self,
        number: int,
        item: PhysicalItem,
        photographs: Sequence[Path] = (),
        *,
        captured: str | None = None,
        draft: int | None = None,
        progress: Progress = no_progress,
    ) -> Receipt:
        """Records a thing that is kept somewhere as an exhibit of an incident.

        Its photographs are kept as exhibits of the same incident: all of it or nothing.

        Raises:
            NothingMatched: there is no such incident.
        """
        with self.writing(draft) as connection:
            lookup.the_incident(connection, number)
            shown_on = store.recording.files(
                connection, number, photographs, captured=captured, progress=progress
            )
            exhibit = store.recording.physical_exhibit(connection, number, item, shown_on)
            return self._of_exhibits(number, (*shown_on, exhibit))

    def describe(
        self, number: int, ref: str, says: str | None, *, draft: int | None = None
    ) -> Receipt:
        """Says in later words what the file of an exhibit shows; both stay in the history.

        Args:
            number: the incident that the exhibit belongs to.
            ref: its reference; a file in a preserved export has one, too.
            says: the words; None to take them back.
            draft: the draft of the same, which goes with it.

        Raises:
            NothingMatched: there is no such exhibit, or it belongs to another incident.
            AnswerNeeded: it is a thing, or nothing would change.
        """
        with self.writing(draft) as connection:
            lookup.the_incident(connection, number)
            store.recording.exhibit_amendment(connection, number, self.exhibit(ref), says)
            return self._of_exhibits(number, (self.exhibit(ref),))

    def record_action(self, action: Action, *, draft: int | None = None) -> Receipt:
        """Records what the person did; `number` and `recorded_at` of `action` are given here."""
        with self.writing(draft) as connection:
            return store.recording.action(connection, action)

    def amend_action(
        self, number: int, changes: ActionChanges, *, why: str | None = None
    ) -> Receipt:
        """Records later knowledge about an action, such as whether a promise was kept.

        The earlier account stays in the ledger.

        Raises:
            NothingMatched: there is no such action.
            AnswerNeeded: nothing would change.
            InputRefused: something in it can't be written down.
        """
        with self.writing() as connection:
            return store.recording.action_amendment(connection, number, changes, why=why)

    def record_person(self, person: Person, *, draft: int | None = None) -> Receipt:
        """Records who someone is; `number` of `person` is given here.

        Raises:
            AnswerNeeded: someone of this name is in the list already.
        """
        with self.writing(draft) as connection:
            return store.recording.person(connection, person)

    def change_person(
        self, name: str, changes: PersonChanges, *, draft: int | None = None
    ) -> Receipt:
        """Records later knowledge about someone; lists are added to, other fields replaced.

        Raises:
            NothingMatched: nobody is known by this name.
            AnswerNeeded: nothing would change, or the new name is somebody else's.
        """
        with self.writing(draft) as connection:
            return store.recording.changed_person(connection, name, changes)

    def record_timestamp(self, details: Mapping[str, Any]) -> Entry:
        """Records the answer of a timestamp authority; `details` are plain JSON values."""
        with self.writing() as connection:
            return ledger.append(connection, "timestamp", dict(details))

    def record_backup(self, details: Mapping[str, Any]) -> Entry:
        """Records that a copy of the diary was made; `details` are plain JSON values."""
        with self.writing() as connection:
            return ledger.append(connection, "backup", dict(details))

    def record_handover(self, what: str, details: Mapping[str, Any]) -> Entry:
        """Records that something left the diary: the custody log.

        Args:
            what: ``report``, ``extract``.
            details: format, who it is for, which incidents: plain JSON values.
        """
        with self.writing() as connection:
            return ledger.append(connection, "handover", {"what": what, **details})

    def note_handover(self, what: str, details: Mapping[str, Any]) -> bool:
        """The same where it may go on without: False where the diary can only be read."""
        try:
            self.record_handover(what, details)
        except DiaryReadOnly:
            return False
        return True

    def record_bundle(self, note: Entry, details: Mapping[str, Any]) -> None:
        """Records that a bundle was made: the note that lies in it, and what is known after it.

        Args:
            note: the entry that follows the newest one, and ends the ledger in the bundle.
            details: its seal, who it is for, which incidents: plain JSON values.

        Raises:
            DiaryBusy: another entry has come since `note` was made.
        """
        with self.writing() as connection:
            last = ledger.last_entry(connection)
            if last is None or last.hash != note.previous:
                raise DiaryBusy("Something was written to the diary while the bundle was made.")
            ledger.insert(connection, note)
            ledger.append(connection, "handover", {"what": SEAL, "of": note.number, **details})

    # Reading -------------------------------------------------------------------------------

    def messages(self, incident: int) -> Iterator[HeldMessage]:
        """The imported messages of an incident in the order of their times, unknown ones last.

        >>> list(diary.messages(1))
        []
        """
        with reading(self._connection):
            yield from store.messages.of_incident(self._connection, incident)

    def conversations(self) -> list[Correspondence]:
        """Who there are imported messages with, how many and of which days; the newest first.

        >>> diary.conversations()
        []
        """
        with reading(self._connection):
            timezone = lookup.the_case(self._connection).timezone
            return store.conversations.conversations(self._connection, zone(timezone))

    def conversation(self, selection: Selection = EVERYTHING) -> Iterator[HeldMessage]:
        """The messages of the selected incidents in the order of their times, unknown ones last.

        They are read as they are wanted, however many there are.

        >>> list(diary.conversation(Selection(person=1)))
        []
        """
        with reading(self._connection):
            yield from store.conversations.of_selection(self._connection, selection)

    def marked(self) -> frozenset[int]:
        """The numbers of the messages that are marked for reports.

        >>> diary.marked()
        frozenset()
        """
        with reading(self._connection):
            return store.marks.marked(self._connection)

    def marks(self) -> Marks:
        """Which messages are marked for reports, and which told somebody to stop."""
        from stalkdiary.model.mark import Marks

        return Marks.of(self.marked(), self.actions())

    def incidents(self, selection: Selection = EVERYTHING) -> Iterator[Incident]:
        """The selected incidents in the order in which they happened.

        One whose time is not known stands where it was written down.

        >>> [incident.number for incident in diary.incidents(Selection(types=("loitering",)))]
        [1]
        """
        with reading(self._connection):
            yield from queries.incidents(self._connection, selection)

    def summary(self, selection: Selection = EVERYTHING, *, today: date | None = None) -> Summary:
        """What the selected incidents add up to; withdrawn ones are counted nowhere.

        Args:
            selection: which incidents.
            today: the day from which the last weeks are counted back; this one where left out.

        >>> diary.summary().by_type
        {'loitering': 1}
        """
        from stalkdiary.model.summary import summarise

        now_day = datetime.now().astimezone().date() if today is None else today
        return summarise(self.incidents(selection), now_day=now_day)

    def incident(self, number: int) -> Incident:
        """One incident as it is known now.

        Raises:
            NothingMatched: there is no such incident.
        """
        with reading(self._connection):
            return lookup.the_incident(self._connection, number)

    def entries(self) -> Iterator[Entry]:
        """Every entry of the ledger, oldest first."""
        with reading(self._connection):
            yield from ledger.entries(self._connection)

    def last_written(self) -> str | None:
        """When the newest incident was written down (UTC), None where there is none."""
        with reading(self._connection):
            return queries.last_written(self._connection)

    def incident_count(self) -> int:
        """How many incidents there are; they are numbered from 1 on."""
        with reading(self._connection):
            return queries.incident_count(self._connection)

    def history(self, number: int) -> list[Entry]:
        """The entries that made and changed an incident, oldest first."""
        with reading(self._connection):
            return list(ledger.entries_of_incident(self._connection, number))

    def search(self, words: str, selection: Selection = EVERYTHING) -> list[Incident]:
        """The incidents in which all words occur, in any version or in one of their messages.

        Words are found as people remember them: with another ending, spacing or spelling. Incidents
        whose own account matches come first, best first; then those with messages.

        >>> [incident.number for incident in diary.search("silver car")]
        [1]
        """
        with reading(self._connection):
            wanted = store.search.understood(self._connection, words)
            found = store.hits.of_accounts(self._connection, wanted, selection)
            own = [each.incident for each in found]
            numbers = {each.number for each in own}
            others = [
                lookup.the_incident(self._connection, number)
                for number in store.hits.matching(self._connection, wanted, selection)
                if number not in numbers
            ]
        return own + others

    def hits(self, words: str, selection: Selection = EVERYTHING) -> Iterator[Hit]:
        """What a search finds, with the texts and the places in them, as it is found.

        Incidents whose own account matches come first, best first; then messages, newest first.

        >>> [(hit.incident.number, hit.found[0].field) for hit in diary.hits("silver car")]
        [(1, 'what')]
        """
        with reading(self._connection):
            wanted = store.search.understood(self._connection, words)
            yield from store.hits.of_accounts(self._connection, wanted, selection)
            yield from store.hits.of_messages(self._connection, wanted, selection)

    def message_count(self, words: str, selection: Selection = EVERYTHING) -> int:
        """How many messages of the selected incidents hold all words."""
        with reading(self._connection):
            wanted = store.search.understood(self._connection, words)
            return store.hits.message_count(self._connection, wanted, selection)

    def message_matches(self, words: str, selection: Selection = EVERYTHING) -> dict[int, int]:
        """The numbers of the incidents with messages in which all words occur, and how many."""
        with reading(self._connection):
            wanted = store.search.understood(self._connection, words)
            return store.hits.matching(self._connection, wanted, selection)

    def exhibits(self, incident: int | None = None) -> list[Exhibit]:
        """Every exhibit, or those of one incident, in the order of their numbers."""
        with reading(self._connection):
            return list(queries.exhibits(self._connection, incident))

    def enclosed(self) -> list[Exhibit]:
        """The files in preserved exports to which messages refer, with references of their own.

        >>> diary.enclosed()
        []
        """
        with reading(self._connection):
            return list(store.enclosed.enclosed(self._connection))

    def exhibit(self, ref: str) -> Exhibit:
        """The exhibit with this reference; case does not matter.

        Raises:
            NothingMatched: there is none.
        """
        with reading(self._connection):
            exhibit = queries.exhibit(self._connection, ref)
        if exhibit is None and "-" in ref:
            wanted = ref.casefold()
            exhibit = next((e for e in self.enclosed() if e.ref.casefold() == wanted), None)
        if exhibit is None:
            raise NothingMatched(
                f"There is no exhibit {ref}.", "'stalkdiary exhibits' shows what there is."
            )
        return exhibit

    @property
    def evidence_bytes(self) -> int:
        """How many bytes of evidence the diary holds."""
        with reading(self._connection):
            return store.evidence.total_bytes(self._connection)

    def people(self) -> list[Person]:
        """Everyone in the list."""
        with reading(self._connection):
            return queries.people(self._connection)

    def person(self, name: str) -> Person:
        """The person known by this name, alias, number or handle.

        Raises:
            NothingMatched: nobody is.
            AnswerNeeded: several are.
        """
        with reading(self._connection):
            return lookup.the_person(self._connection, name)

    def action(self, number: int) -> Action:
        """One action as it is known now.

        Raises:
            NothingMatched: there is no such action.
        """
        with reading(self._connection):
            return lookup.the_action(self._connection, number)

    def actions(self) -> list[Action]:
        """What the person did, in the order in which it was done."""
        with reading(self._connection):
            return queries.actions(self._connection)

    def handovers(self) -> list[tuple[str, dict[str, Any]]]:
        """The custody log: when something left the diary (UTC), and what; backups, timestamps."""
        with reading(self._connection):
            found = [
                entry
                for kind in ("handover", "backup", "timestamp")
                for entry in ledger.entries_of_kind(self._connection, kind)
            ]
        rows: dict[int, tuple[str, dict[str, Any]]] = {}
        for entry in sorted(found, key=lambda entry: entry.number):
            details = {"what": entry.kind} | entry.content()
            if details["what"] == SEAL and details.get("of") in rows:
                # The seal of a bundle is known only when the note that lies in it is written.
                number = details.pop("of")
                recorded_at, note = rows[number]
                rows[number] = (recorded_at, details | {"what": note["what"]})
            else:
                rows[entry.number] = (entry.recorded_at, details)
        return list(rows.values())

    def verify(self, expect: Sequence[str] = (), progress: Progress = no_progress) -> Verification:
        """Checks everything, timestamps too, and gives all that is not as it was written.

        Nothing is ever repaired. The command reads the files within preserved exports again, too;
        their bytes are a part of the exhibits that are checked here.

        Args:
            expect: fingerprints seen earlier, whole or shortened.
            progress: told of the bytes of evidence as they are read.

        Raises:
            InputRefused: one of `expect` is no fingerprint.

        >>> diary.verify().findings
        ()
        """
        # Here, so that other commands do not load what reads timestamps.
        from stalkdiary.handover.verification import verified
        from stalkdiary.store import check

        wanted = [fingerprint_digits(each) for each in expect]
        with reading(self._connection):
            looks = check.looks(self._connection, progress)
            return verified(looks, self.entries(), wanted)

    def unsaid_times(self) -> tuple[int, ...]:
        """The incidents whose time version 0.1 may have put there, because Enter was pressed."""
        with reading(self._connection):
            return queries.unsaid_times(self._connection)

    # Drafts --------------------------------------------------------------------------------

    def save_draft(self, answers: Mapping[str, str], number: int | None = None) -> int:
        """Keeps what was typed but not yet recorded. A draft is no evidence and may go.

        Args:
            answers: what was typed, by question.
            number: the draft that this takes the place of; a new one where there is none.

        Returns:
            The number of the draft.
        """
        with self.writing() as connection:
            return store.drafts.save(connection, answers, utc_text(datetime.now(UTC)), number)

    def drafts(self) -> dict[int, dict[str, str]]:
        """What was typed but not recorded, by number, newest first."""
        with reading(self._connection):
            return store.drafts.every(self._connection)

    def discard_draft(self, number: int) -> None:
        """Deletes a draft for ever."""
        with self.writing() as connection:
            store.drafts.discard(connection, number)

    # The passphrase ------------------------------------------------------------------------

    def change_passphrase(self, passphrase: str | None, progress: Progress = no_progress) -> None:
        """Writes the diary again under another passphrase; None takes the protection away.

        A crash leaves the old diary, or the new one, whole.
        """
        from stalkdiary.store.rewrite import rewrite

        try:
            self._key = rewrite(self._connection, self.path, passphrase, progress)
        finally:
            self.close()
            # The new passphrase holds, or nothing was changed: what is said of that stays true
            # where the disk does not give the file any more. The diary is closed then.
            with suppress(StalkdiaryError):
                self._open = connect(self.path, self._key)
                self._identity = _identity(self.path)

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

    def _with_exhibits(self, receipt: Receipt, exhibits: tuple[Exhibit, ...]) -> Receipt:
        return replace(receipt, exhibits=exhibits, fingerprint=self._fingerprint())

    def _of_exhibits(self, number: int, exhibits: tuple[Exhibit, ...]) -> Receipt:
        from stalkdiary.model.receipt import Receipt

        return Receipt(
            number=number,
            recorded_at=exhibits[-1].added_at,
            exhibits=exhibits,
            fingerprint=self._fingerprint(),
        )


def _identity(path: Path) -> tuple[int, int]:
    """Which file lies at `path`, whatever its name.

    Raises:
        NoDiary: none, any more.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise NoDiary(
            f"The diary is no longer at {shown(path)}: {text_of(error)}.",
            "Nothing was saved. Check that the disk is connected, then try again.",
        ) from None
    return (status.st_dev, status.st_ino)
