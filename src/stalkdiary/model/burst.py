"""Messages of one incident drawn together: bursts, hours, how many there are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from stalkdiary.model.message import ExportTime, HeldMessage, Kind, Message, Resolution

BURST_MINUTES: Final = 60
"""With less than this between them, two messages belong to one burst."""

_GAP: Final = BURST_MINUTES * 60 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Messages and calls that came close after each other.

    Attributes:
        first: when the first came; None where the export does not say.
        last: when the last did.
        context: how many of the person's own follow within the same time, not counted above.
        longest_text: characters of the longest message.
        longest_call: seconds of the longest call, None where none is known.
    """

    first: ExportTime | None
    last: ExportTime | None
    messages: int = 0
    calls: int = 0
    context: int = 0
    longest_text: int = 0
    longest_call: int | None = None

    @property
    def acts(self) -> int:
        return self.messages + self.calls


@dataclass(slots=True, kw_only=True)
class Digest:
    """What the messages of one incident add up to.

    Attributes:
        bursts: in the order of their times.
        hours: acts by weekday (0 is Monday) and local hour, where the hour is known.
        acts: how many messages count as acts.
        held: how many there are, those of the person among them.
        characters: of all their texts, for judging how long an annex will be.
    """

    bursts: list[Burst] = field(default_factory=list)
    hours: Counter[tuple[int, int]] = field(default_factory=Counter)
    acts: int = 0
    held: int = 0
    characters: int = 0


def digest(messages: Iterable[HeldMessage]) -> Digest:
    """What `messages`, in the order of their times, add up to; read once, kept nowhere."""
    found = Digest()
    for held in messages:
        found.held += 1
        found.characters += len(held.message.text)
        if held.counted:
            _count(found, held.message)
        elif found.bursts and _goes_on(found.bursts[-1], held.message.time):
            found.bursts[-1] = replace(found.bursts[-1], context=found.bursts[-1].context + 1)
    return found


def _count(found: Digest, message: Message) -> None:
    found.acts += 1
    time = message.time
    hour = None if time is None else hour_of(time.local, time.precision)
    if hour is not None:
        found.hours[hour] += 1
    if not found.bursts or not _goes_on(found.bursts[-1], message.time):
        found.bursts.append(Burst(first=message.time, last=message.time))
    burst = replace(found.bursts[-1], last=message.time)
    if message.kind is Kind.CALL:
        seconds = message.call.seconds if message.call else None
        known = [each for each in (burst.longest_call, seconds) if each is not None]
        burst = replace(burst, calls=burst.calls + 1, longest_call=max(known, default=None))
    else:
        longest = max(burst.longest_text, len(message.text))
        burst = replace(burst, messages=burst.messages + 1, longest_text=longest)
    found.bursts[-1] = burst


def _goes_on(burst: Burst, time: ExportTime | None) -> bool:
    if burst.last is None or time is None:
        return burst.last is time
    if Resolution.DAY in {burst.last.precision, time.precision}:
        return burst.last.precision is time.precision and burst.last.day == time.day
    return time.instant - burst.last.instant < _GAP


def hour_of(local: str, precision: str) -> tuple[int, int] | None:
    """Weekday (0 is Monday) and hour of a local time, None where the export tells the day alone.

    Args:
        local: as `ExportTime.local`; its beginning up to the hour is enough.
        precision: as `ExportTime.precision`.
    """
    if precision == Resolution.DAY:
        return None
    return date.fromisoformat(local[:10]).weekday(), int(local[11:13])
