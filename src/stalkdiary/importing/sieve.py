"""Telling what is new from what the diary holds, item by item in the order of an export."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from stalkdiary.importing.wanted import Wanted, Who
from stalkdiary.model.address import comparable
from stalkdiary.model.message import (
    Basis,
    Direction,
    ExportTime,
    HeldMessage,
    Message,
    OwnEntry,
    State,
)
from stalkdiary.model.message_key import counted_key, native_key
from stalkdiary.store import messages
from stalkdiary.store.connection import Connection

_DELETED: Final = (State.DELETED_BY_SENDER, State.DELETED_BY_ME)
_MINUTE: Final = 60_000
_MOST_SAMPLED: Final = 300
_FEWEST_SHIFTED: Final = 5
_FARTHEST_SHIFT: Final = 14


class Day(NamedTuple):
    """What becomes one incident: the acts of a person by a channel on a local day.

    The day is ``2026-03-12``, or "" where it is not known, which sorts first; `place` is that in
    the export, of the one message where each becomes an incident, else 0.
    """

    day: str
    channel: str
    person: str
    place: int = 0


class New(NamedTuple):
    """A message that the diary does not hold yet."""

    day: Day
    key: bytes
    message: Message


class Mine(NamedTuple):
    """A message of the person who keeps the diary, beside those of a person."""

    day: Day
    key: bytes
    message: Message


class _Trace(NamedTuple):
    """What of a message tells whether it is the person's own, and beside which incident it stands.

    `out` is what the export says; `name` is comparable, None where the export names nobody.
    """

    out: bool
    name: str | None
    thread: str | None
    day: str
    channel: str


class Changed(NamedTuple):
    """What the export shows of message `number` of the diary: see `model.message.Change`."""

    number: int
    kind: str
    message: Message


class Shift(NamedTuple):
    """So many messages (`held`) seem new, and are held at times so many hours later.

    `times` are those of all messages that were compared.
    """

    hours: int
    held: int
    times: tuple[ExportTime, ...]


Outcome = New | Mine | Changed | OwnEntry


@dataclass(slots=True)
class Known:
    """What the first reading finds out about the file as a whole, for the second.

    Attributes:
        owners: comparable names of the person who keeps the diary, as this export calls them.
        threads: the conversations in which a wanted person writes.
        later: index of an item to the number of the held message that it is a later state of.
    """

    owners: frozenset[str] = frozenset()
    threads: dict[str | None, Who] = field(default_factory=dict)
    later: dict[int, int] = field(default_factory=dict)


class Sieve:
    """Tells what is new from what the diary holds, item by item in the order of the export."""

    def __init__(
        self, connection: Connection, wanted: Wanted, known: Known, *, looks: bool
    ) -> None:
        """`looks` says that nothing is going to be written of what comes out."""
        self._looks = looks
        self._connection = connection
        self._wanted = wanted
        self._known = known
        self._holds_any = messages.any_held(connection)
        self._seen: Counter[bytes] = Counter()
        self._natives: set[bytes] = set()
        self._later: list[tuple[int, New, Who]] = []
        self._sample: list[tuple[Message, Who]] = []
        self._met = 0
        self._aside: Counter[_Trace] = Counter()
        self.days: Counter[Day] = Counter()

    def take(self, index: int, message: Message, who: Who | None) -> Outcome | None:
        """What is to be done with an item of `who`; None for nothing."""
        if who is None:
            return self._mine(message)
        if not self._wanted.covers(message):
            return None
        if index in self._known.later:
            return self._changed(self._known.later[index], message)
        if message.native_id is not None:
            return self._with_identity(index, message, who)
        return self._counted(index, message, who)

    def _with_identity(self, index: int, message: Message, who: Who) -> Outcome | None:
        key = native_key(message)
        if key in self._natives:
            return None
        self._natives.add(key)
        held = self._held(key, who)
        if held:
            return self._changed(held[0], message)
        return self._new(index, message, who, key)

    def _counted(self, index: int, message: Message, who: Who) -> Outcome | None:
        if self._looks and not self._holds_any:
            # With nothing to be known again, a key is work for nobody.
            return self._new(index, message, who, b"")
        key = counted_key(message, Direction.IN)
        if not self._holds_any:
            return self._new(index, message, who, key)
        self._seen[key] += 1
        held = self._held(key, who)
        place = self._seen[key]
        if place <= len(held):
            self._met += 1
            return self._changed(held[place - 1], message)
        new = self._new(index, message, who, key)
        if message.state in (*_DELETED, State.EDITED):
            self._later.append((index, new, who))
        elif len(self._sample) < _MOST_SAMPLED:
            self._sample.append((message, who))
        return new

    def _new(self, index: int, message: Message, who: Who, key: bytes) -> New:
        day = Day(
            message.time.day if message.time else "",
            message.channel,
            who.name,
            index + 1 if self._wanted.request.by_message else 0,
        )
        self.days[day] += 1
        return New(day, key, message)

    def set_aside(self, message: Message) -> None:
        """Notes a message of nobody that was asked for: it may be the person's own."""
        trace = None if self._holds_any else self._trace(message)
        if trace is not None:
            self._aside[trace] += 1

    def mine(self) -> Counter[Day] | None:
        """How many of those are the person's own, by day, once it is known who that is.

        None where the diary holds messages: they have to be compared, one by one.
        """
        if self._holds_any:
            return None
        found: Counter[Day] = Counter()
        for trace, count in self._aside.items():
            day = self._day_of(trace)
            if day is not None:
                found[day] += count
        return found

    def _trace(self, message: Message) -> _Trace | None:
        if not self._wanted.request.with_mine or self._wanted.request.by_message:
            return None
        if message.time is None or message.state is State.DRAFT:
            return None
        name = message.sender or message.sender_id
        return _Trace(
            message.direction is Direction.OUT,
            None if name is None else comparable(name),
            message.thread,
            message.time.day,
            message.channel,
        )

    def _day_of(self, trace: _Trace) -> Day | None:
        """Beside which day the person's own message stands; None where it is not theirs."""
        who = self._known.threads.get(trace.thread)
        if who is None or not (trace.out or trace.name in self._known.owners):
            return None
        return Day(trace.day, trace.channel, who.name)

    def _mine(self, message: Message) -> Outcome | None:
        trace = self._trace(message)
        day = None if trace is None else self._day_of(trace)
        if day is None:
            return None
        who = self._known.threads[message.thread]
        key = (
            counted_key(message, Direction.OUT)
            if message.native_id is None
            else native_key(message)
        )
        self._seen[key] += 1
        if self._seen[key] <= len(self._held(key, who)):
            return None
        return Mine(day, key, message)

    def _held(self, key: bytes, who: Who) -> list[int]:
        """The numbers of the messages of a person that the diary holds under a key."""
        if not self._holds_any or who.number is None:
            return []
        rows = messages.with_key(self._connection, key)
        return [number for number, _, person in rows if person == who.number]

    def _changed(self, number: int, message: Message) -> Changed | None:
        """What the export shows more of a held message, or None."""
        gone = message.state in (*_DELETED, State.EDITED)
        if not gone and not any(each.found for each in message.attachments):
            return None
        held = messages.with_number(self._connection, number)
        kind = _later_kind(held, message)
        return None if kind is None else Changed(number, kind, message)

    def later_states(self) -> Iterator[tuple[int, int, Changed | None]]:
        """Deleted and edited items that are a later state of a held message.

        Index of the item, number of the message, and what is new, if anything. The messages that
        are held for the same minute, and that the file does not show any more, are taken in order.
        """
        taken: set[int] = set()
        for index, new, who in self._later:
            number = self._vanished(new.message, who, taken)
            if number is not None:
                taken.add(number)
                self.days[new.day] -= 1
                yield index, number, self._changed(number, new.message)

    def _vanished(self, message: Message, who: Who, taken: set[int]) -> int | None:
        if message.time is None or who.number is None:
            return None
        incidents = messages.incidents_of_day(
            self._connection, who.number, message.channel, message.time.day
        )
        minute = message.time.instant // _MINUTE
        met: Counter[bytes] = Counter()
        for number, key in messages.in_minute(self._connection, incidents, minute):
            met[key] += 1
            if met[key] > self._seen[key] and number not in taken:
                return number
        return None

    def shift(self) -> Shift | None:
        """By how much of what seems new is held already, by a clock whole hours away, if any is."""
        shifts: Counter[int] = Counter()
        for message, who in self._sample:
            if message.time is None or message.time.basis is not Basis.ASSUMED:
                continue
            for hours in range(-_FARTHEST_SHIFT, _FARTHEST_SHIFT + 1):
                shifted = counted_key(message, Direction.IN, hours)
                if hours and self._held(shifted, who):
                    shifts[hours] += 1
        if not shifts:
            return None
        hours, count = shifts.most_common(1)[0]
        if count < max(_FEWEST_SHIFTED, len(self._sample) // 2) or count <= self._met:
            return None
        return Shift(hours, count, tuple(each.time for each, _ in self._sample if each.time))


def _later_kind(held: HeldMessage, message: Message) -> str | None:
    """What a later export shows of a held message that no export showed before."""
    states = [held.message, *(change.message for change in held.changes)]
    shown = {each.state for each in states}
    if message.state in _DELETED:
        return None if shown.intersection(_DELETED) else "deleted"
    if message.state is State.EDITED:
        return None if any(each.text == message.text for each in states) else "edited"
    had = max(_files(each) for each in states)
    return "media" if _files(message) > had else None


def _files(message: Message) -> int:
    return sum(each.found for each in message.attachments)
