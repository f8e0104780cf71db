"""What is read from a diary, each in one view of it that does not change."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from stalkdiary import store
from stalkdiary.diary.file import DiaryFile
from stalkdiary.errors import NothingMatched
from stalkdiary.model.ledger import SEAL, fingerprint_digits
from stalkdiary.model.selection import EVERYTHING
from stalkdiary.model.timezone import zone
from stalkdiary.store import ledger, lookup, queries
from stalkdiary.store.connection import reading
from stalkdiary.store.progress import no_progress

if TYPE_CHECKING:
    # What is given and taken is loaded by whoever makes it: nobody waits for the rest.
    from collections.abc import Iterator, Sequence
    from typing import Any

    from stalkdiary.model.action import Action
    from stalkdiary.model.correspondence import Correspondence
    from stalkdiary.model.exhibit import Exhibit
    from stalkdiary.model.hit import Hit
    from stalkdiary.model.incident import Incident
    from stalkdiary.model.ledger import Entry
    from stalkdiary.model.mark import Marks
    from stalkdiary.model.message import HeldMessage
    from stalkdiary.model.person import Person
    from stalkdiary.model.selection import Selection
    from stalkdiary.model.summary import Summary
    from stalkdiary.model.verification import Verification
    from stalkdiary.store.progress import Progress


class DiaryToRead(DiaryFile):
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

        `today` is the day from which the last weeks are counted back; this one where left out.

        >>> diary.summary().by_type
        {'loitering': 1}
        """
        from stalkdiary.model.summary import summarise

        now_day = datetime.now().astimezone().date() if today is None else today
        return summarise(self.incidents(selection), now_day=now_day)

    def incident(self, number: int) -> Incident:
        """One incident as it is known now."""
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
        """The exhibit with this reference; case does not matter."""
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

        Raises `AnswerNeeded`: several are.
        """
        with reading(self._connection):
            return lookup.the_person(self._connection, name)

    def action(self, number: int) -> Action:
        """One action as it is known now."""
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
        their bytes are a part of the exhibits that are checked here. `expect` are fingerprints seen
        earlier, whole or shortened. Raises `InputRefused`: one of them is no fingerprint.

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

    def drafts(self) -> dict[int, dict[str, str]]:
        """What was typed but not recorded, by number, newest first."""
        with reading(self._connection):
            return store.drafts.every(self._connection)
