"""Reading an export twice: first to see all of it, then to give what is to be written.

The first time nothing is written: whatever is wrong with the file is found then, and the preview
says exactly what an import would do. The second time the preserved bytes are read, inside the one
transaction that keeps them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import Importer, items
from stalkdiary.importing.own import Mark, account_of, held_marks, mark
from stalkdiary.importing.preview import MOST_LISTED, Preview, Sender, sender_name
from stalkdiary.importing.questions import zone_question
from stalkdiary.importing.sieve import Changed, Day, Known, Mine, New, Outcome, Sieve
from stalkdiary.importing.wanted import Wanted, Who
from stalkdiary.model.address import comparable
from stalkdiary.model.message import Basis, Direction, Message, Notice, OwnEntry, Skipped
from stalkdiary.model.text import on_one_line
from stalkdiary.store import lookup, messages
from stalkdiary.store.connection import Connection

_TWO: Final = 2
E_MAIL: Final = "e-mail"
TO_COME: Final = (
    "Its time has not come yet: the clock of the telephone or computer may have been wrong."
)
_WRONG_BY: Final = timedelta(days=1)
"""So far ahead a clock, or an assumed zone, may be without a word."""


class Survey:
    """One reading of an export after the other, with the same outcome as long as nobody writes."""

    def __init__(
        self,
        connection: Connection,
        format_name: str,
        importer: Importer,
        reading: Reading,
        wanted: Wanted,
    ) -> None:
        self._connection = connection
        self._importer = importer
        self._reading = reading
        self._wanted = wanted
        self._known = Known()
        self._called: Mapping[str, Collection[str]] = {}
        self._marks: Counter[Mark] | None = None
        self._latest = int((datetime.now(UTC) + _WRONG_BY).timestamp() * 1000)
        self.preview = Preview(format=format_name)
        self.days: set[Day] = set()

    def look(self, export: Export) -> None:
        """Reads the export for the first time, and fills `preview` and `days`.

        Raises:
            InputRefused: it can't be read; nothing came of it.
            OpenQuestion: its times fit the diary's only by a shift of whole hours.
        """
        sieve = Sieve(self._connection, self._wanted, self._known, looks=True)
        cast = self._senders_of(export, sieve)
        self._called = cast.called
        preview = self.preview
        self._known.owners = self._owners(cast, export)
        for name in preview.senders:
            if comparable(name) in self._known.owners:
                preview.own_names += (name,)
                preview.outgoing += preview.senders[name].count
                preview.others -= preview.senders[name].count
        self._must_not_be_shifted(export, sieve)
        for index, number, changed in sieve.later_states():
            self._known.later[index] = number
            preview.stored -= 1
            preview.duplicates += 1
            preview.changes += changed is not None
        self.days = {day for day, count in sieve.days.items() if count > 0}
        existing, fresh = placed(self._connection, self.days, self._wanted)
        preview.incidents += len(fresh)
        preview.amended = len(existing)
        if self._wanted.request.with_mine:
            preview.beside = self._beside(export, sieve.mine())

    def _owners(self, cast: "_Cast", export: Export) -> frozenset[str]:
        """By which names the person who keeps the diary writes, where no directions are given.

        As they say; else, in a conversation of two, whoever was not asked for. That is shown, and
        asked before anything is written.
        """
        me, names = self._reading.me, set(cast.names.values())
        if cast.told:
            return frozenset()
        if me is not None:
            if not me or comparable(me) in names:
                return frozenset({comparable(me)} if me else ())
            # It may be the name in another file of the same import.
            self.preview.unknown_me = f"{export.place()}: nobody in it is called {on_one_line(me)}."
        others = names - self._wanted.people.keys()
        if cast.group or len(names) != _TWO or len(others) != 1:
            return frozenset()
        self.preview.side = next(name for name in cast.names if cast.names[name] in others)
        return frozenset(others)

    def _must_not_be_shifted(self, export: Export, sieve: Sieve) -> None:
        """Asks in which zone the telephone was, where nobody has said it and the times disagree."""
        shift = sieve.shift()
        if shift is None:
            return
        question = zone_question(export.place(), self._reading.timezone, shift)
        if not self._reading.timezone_said:
            raise question
        self.preview.notes.append(Notice("times", f"{question.lead}."))

    def accounts(self) -> dict[str, Who]:
        """Whose the accounts are by which somebody writes under several names.

        By a name of theirs that was asked for; the other names would be nobody's.
        """
        found: dict[str, Who] = {}
        for identity, names in self._called.items():
            meant = {who for name in names if (who := self._wanted.people.get(comparable(name)))}
            account = comparable(identity)
            if len(names) > 1 and len(meant) == 1 and account not in self._wanted.people:
                found[account] = meant.pop()
                self.preview.notes.append(
                    Notice(identity, f"One account, with several names: {', '.join(names)}.")
                )
        return found

    def _beside(self, export: Export, mine: Counter[Day] | None) -> int:
        """How many of the person's own messages are new, on days that are an incident."""
        numbers = {who.name: who.number for who in self._wanted.everyone}
        if mine is None:
            mine = Counter(self._days_of_mine(export))
        return sum(
            count
            for day, count in mine.items()
            if day in self.days or incident_beside(self._connection, day, numbers[day.person])
        )

    def _days_of_mine(self, export: Export) -> Iterator[Day]:
        """The day of each of the person's own messages that is new; reads the export again."""
        sieve = Sieve(self._connection, self._wanted, self._known, looks=False)
        for index, item in enumerate(items(export, self._importer, self._reading)):
            # Whether they are new does not hang on the messages of anybody else.
            if isinstance(item, Message) and self._wanted.who(item) is None:
                outcome = sieve.take(index, item, None)
                if isinstance(outcome, Mine):
                    yield outcome.day

    def outcomes(self, export: Export) -> Iterator[Outcome]:
        """Reads the same bytes again, attachments too, and gives what is to be written."""
        sieve = Sieve(self._connection, self._wanted, self._known, looks=False)
        reading = replace(self._reading, digest=True)
        self._marks = None
        for index, item in enumerate(items(export, self._importer, reading)):
            if isinstance(item, OwnEntry):
                if self._wanted.covers_day(item.time) and self._is_new(item):
                    yield item
            elif isinstance(item, Message):
                outcome = sieve.take(index, item, self._wanted.who(item))
                if outcome is not None:
                    yield outcome

    def _senders_of(self, export: Export, sieve: "Sieve") -> "_Cast":
        cast = _Cast()
        self._marks = None
        for index, item in enumerate(items(export, self._importer, self._reading)):
            match item:
                case Message():
                    cast.take(item)
                    self._count(index, item, sieve)
                case Notice():
                    self.preview.notices += 1
                    if item.telling and len(self.preview.notes) < MOST_LISTED:
                        self.preview.notes.append(item)
                case Skipped():
                    self.preview.skipped += 1
                    if len(self.preview.listed_skipped) < MOST_LISTED:
                        self.preview.listed_skipped.append(item)
                case OwnEntry():
                    self._count_own(item)
        return cast

    def _count_own(self, entry: OwnEntry) -> None:
        preview = self.preview
        preview.records += 1
        preview.span.take(entry.time)
        preview.assumed += entry.time is not None and entry.time.basis is Basis.ASSUMED
        if not self._wanted.covers_day(entry.time):
            preview.others += 1
        elif self._is_new(entry):
            preview.stored += 1
            preview.incidents += 1
            preview.first_own = preview.first_own or entry
            self._note_odd(entry)
        else:
            preview.duplicates += 1

    def _note_odd(self, item: Message | OwnEntry) -> None:
        self.preview.odd.update(item.flags)
        if item.time is not None and item.time.instant > self._latest:
            self.preview.odd[TO_COME] += 1

    def _is_new(self, entry: OwnEntry) -> bool:
        """Whether the diary does not hold it; each one that it holds stands for one entry."""
        if self._marks is None:
            self._marks = held_marks(self._connection)
        found = mark(account_of(entry, self._reading.timezone))
        self._marks[found] -= 1
        return self._marks[found] < 0

    def _count(self, index: int, message: Message, sieve: "Sieve") -> None:
        preview = self.preview
        preview.records += 1
        preview.span.take(message.time)
        if message.time is not None and message.time.basis is Basis.ASSUMED:
            preview.assumed += 1
        name = sender_name(message)
        who = self._wanted.who(message)
        if who is None:
            sieve.set_aside(message)
        if name is not None:
            sender = preview.senders.get(name)
            if sender is None:
                sender = preview.senders[name] = Sender(
                    identity=message.sender_id, wanted=who is not None
                )
            sender.take(message.time)
            sender.is_owner &= message.direction is Direction.OUT
        if who is None and message.direction is Direction.OUT:
            preview.outgoing += 1
            return
        if who is None or not self._wanted.covers(message):
            preview.others += 1
            return
        self._known.threads.setdefault(message.thread, who)
        match sieve.take(index, message, who):
            case New():
                preview.stored += 1
                self._note_odd(message)
                for each in message.attachments:
                    preview.files_found += each.found
                    preview.files_missing += not each.found
            case Changed():
                preview.changes += 1
                preview.duplicates += 1
            case _:
                preview.duplicates += 1


def placed(
    connection: Connection, days: Iterable[Day], wanted: Wanted
) -> tuple[dict[Day, int], list[Day]]:
    """Which days are incidents already, by number, and which begin one, in their order."""
    existing: dict[Day, int] = {}
    fresh: list[Day] = []
    numbers = {who.name: who.number for who in wanted.everyone}
    for day in sorted(days, key=lambda day: (not day.day, day)):
        person = numbers[day.person]
        found = []
        if person is not None and not wanted.request.by_message:
            found = messages.incidents_of_day(connection, person, day.channel, day.day)
        # What was withdrawn stays withdrawn: further acts of that day begin another incident.
        standing = [n for n in found if not lookup.the_incident(connection, n).withdrawn]
        if standing:
            existing[day] = standing[-1]
        else:
            fresh.append(day)
    return existing, fresh


def incident_beside(connection: Connection, day: Day, person: int | None) -> int | None:
    """The incident of a day that gets nothing new, for the person's own words of that day."""
    if person is None:
        return None
    found = messages.incidents_of_day(connection, person, day.channel, day.day)
    return found[-1] if found else None


class _Cast:
    """Who takes part in an export, by the names and the identities that it gives."""

    def __init__(self) -> None:
        self.called: dict[str, dict[str, None]] = {}
        self.names: dict[str, str] = {}
        self.group = False
        self.told = False

    def take(self, message: Message) -> None:
        self.group |= message.group
        if message.direction is Direction.OUT:
            self.told = True
        identity = message.sender_id
        # Many people write by one address of a company; an account is one person's.
        if identity is not None and message.sender and message.channel != E_MAIL:
            self.called.setdefault(identity, {})[message.sender] = None
        name = message.sender or identity
        if name is not None and name not in self.names:
            self.names[name] = comparable(name)
