"""What is written to a diary: each is one transaction, and gives what it left there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stalkdiary import store
from stalkdiary.diary.file import identity
from stalkdiary.diary.reading import DiaryToRead
from stalkdiary.errors import AnswerNeeded, DiaryBusy, DiaryReadOnly, StalkdiaryError
from stalkdiary.model.ledger import SEAL, utc_text
from stalkdiary.store import ledger, lookup
from stalkdiary.store.connection import connect
from stalkdiary.store.progress import no_progress

if TYPE_CHECKING:
    # What is given and taken is loaded by whoever makes it: nobody waits for the rest.
    from collections.abc import Mapping, Sequence
    from typing import Any

    from stalkdiary.model.action import Action
    from stalkdiary.model.changes import ActionChanges, Changes, PersonChanges
    from stalkdiary.model.exhibit import Exhibit, PhysicalItem
    from stalkdiary.model.incident import Account, Incident
    from stalkdiary.model.ledger import Entry
    from stalkdiary.model.person import Person
    from stalkdiary.model.receipt import Receipt
    from stalkdiary.store.progress import Progress


class Diary(DiaryToRead):
    """An open diary. Close it, or use it as a context manager.

    A diary is used by one thread, and read to the end before it is written to. Every failure is a
    `StalkdiaryError`, also after the diary was closed.

    Where they can be given, `why` is the reason, in the person's words; `captured` how files were
    captured, and who did it; `draft` the draft that became what is recorded, and goes with it;
    `progress` is told of the bytes of files as they are dealt with. A number, reference or name
    that is not in the diary raises `NothingMatched`.

    >>> with Diary.create(folder / "new.db", "a passphrase") as new:
    ...     new.add(Account(what="He waited outside", when=new.moment("12 March 2026"))).number
    1
    >>> with Diary.open(folder / "new.db", ask=lambda: "a passphrase") as again:
    ...     [incident.account.what for incident in again.incidents()]
    ['He waited outside']
    """

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
        """Records an incident with its files, which are kept as exhibits: all of it or nothing.

        `person` is who it concerns, by any name; someone not yet in the list is put there.

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

        `files` are kept as further exhibits. `seen` is the incident as it was when the change was
        thought of, where that matters.

        Raises:
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
            AnswerNeeded: it is withdrawn already.
        """
        with self.writing(draft) as connection:
            return store.recording.withdrawal(connection, number, why)

    def restore(self, number: int, why: str | None = None) -> Receipt:
        """Brings a withdrawn incident back. That it was withdrawn stays in its history.

        Raises:
            AnswerNeeded: it is not withdrawn.
        """
        with self.writing() as connection:
            return store.recording.restoration(connection, number, why)

    def mark(self, number: int, messages: Sequence[int], *, undo: bool = False) -> Receipt:
        """Marks messages of an incident, so that a report shows them; that can be taken back.

        `messages` are their numbers in the diary: `HeldMessage.number`. `undo` takes their marks
        back; both stay in the history of the incident.

        Raises:
            NothingMatched: there is no such incident, or one of them is no message of it.
            AnswerNeeded: nothing would change, or none is named.
            InputRefused: one of them is no number.
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

        `says` is what they show, in words.

        Raises:
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

        `says` is None to take the words back. A file in a preserved export has a reference, too.

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
        """Records that something left the diary, such as a ``report``: the custody log.

        `details` are plain JSON values: the format, who it is for, which incidents.
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

        `note` is the entry that follows the newest one, and ends the bundle's ledger; `details`
        are plain JSON values. Raises `DiaryBusy`: another entry has come since it was made.
        """
        with self.writing() as connection:
            last = ledger.last_entry(connection)
            if last is None or last.hash != note.previous:
                raise DiaryBusy("Something was written to the diary while the bundle was made.")
            ledger.insert(connection, note)
            ledger.append(connection, "handover", {"what": SEAL, "of": note.number, **details})

    # Drafts --------------------------------------------------------------------------------

    def save_draft(self, answers: Mapping[str, str], number: int | None = None) -> int:
        """Keeps what was typed but not yet recorded, by question; gives the number of the draft.

        With a `number` it takes the place of that draft. A draft is no evidence and may go.
        """
        with self.writing() as connection:
            return store.drafts.save(connection, answers, utc_text(datetime.now(UTC)), number)

    def discard_draft(self, number: int) -> None:
        """Deletes a draft for ever."""
        with self.writing() as connection:
            store.drafts.discard(connection, number)

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
                self._identity = identity(self.path)

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
