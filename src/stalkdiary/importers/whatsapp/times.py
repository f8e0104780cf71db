"""The times of a WhatsApp chat, told by the clock of the import."""

import re
from datetime import datetime, time
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.whatsapp.dates import ImpossibleDateError, Numbers, hour_of
from stalkdiary.importers.whatsapp.header import Shape
from stalkdiary.model.message import Basis, ExportTime, Resolution

Told = tuple[ExportTime, tuple[str, ...]]
"""A time, and what is odd about it."""
_MS_PER_HOUR: Final = 3_600_000
_SIXTIETHS: Final = range(60)
_WITHIN: Final = {f"{minute:02d}": (minute * 60_000, f"{minute:02d}") for minute in _SIXTIETHS} | {
    f"{minute:02d}{dot}{second:02d}": ((minute * 60 + second) * 1000, f"{minute:02d}:{second:02d}")
    for minute in _SIXTIETHS
    for second in _SIXTIETHS
    for dot in ":."
}
"""Minutes, and minutes and seconds: milliseconds, and how the diary writes them."""
_DATE: Final = len("2026-03-12T")
_MOST_REMEMBERED: Final = 10_000
_ASSUMED: Final = Basis.ASSUMED
_new = tuple.__new__
_NOTHING_ODD: Final[tuple[str, ...]] = ()


class Times:
    """Reads the dates and times of one form, in an order such as ``dmy``."""

    def __init__(self, clock: Clock, shape: Shape, order: str) -> None:
        self._clock = clock
        self._shape = shape
        self._order = order
        self._cut = shape.minutes_at
        self._precision = Resolution.SECOND if shape.seconds else Resolution.MINUTE
        # By date and hour as they are written: the first millisecond of the hour since 1970 UTC,
        # ``2026-03-12T21:``, ``+00:00``. For days on which no clock was changed.
        self._hours: dict[str, tuple[int, str, str]] = {}
        self._days: dict[tuple[str, ...], tuple[datetime, tuple[int, str] | None]] = {}

    def at(self, stamp: str) -> Told:
        """The time that a header tells; `ImpossibleDateError` where no calendar or clock has it."""
        # The hour is looked up, and the rest added: there are a million of these.
        if cut := self._cut:
            hour, minutes = stamp[:cut], stamp[cut:]
        else:
            found = self._shape.thirds.fullmatch(stamp)
            if found is None:
                raise ImpossibleDateError
            before, minutes, behind = found.groups()
            hour = before + behind
        try:
            start, local, offset = self._hours[hour]
            within, finer = _WITHIN[minutes]
        except KeyError:
            return self._thoroughly(stamp, hour)
        local += finer + offset
        told = (stamp, start + within, local, self._precision, _ASSUMED, False, None)
        return _new(ExportTime, told), _NOTHING_ODD

    def _thoroughly(self, stamp: str, hour: str) -> Told:
        """The same for an hour that is met for the first time, and for digits of other scripts."""
        found = self._shape.parts.fullmatch(stamp)
        if found is None:
            raise ImpossibleDateError
        minute, second = int(found["minute"]), int(found["second"] or 0)
        if minute not in _SIXTIETHS or second not in _SIXTIETHS:
            raise ImpossibleDateError
        if hour not in self._hours and not self._remembers(hour, found):
            day, _ = self._day(found.group("d1", "d2", "d3", "mark"))
            at = hour_of(found["hour"], found["before"] or found["after"])
            moment = day.replace(hour=at, minute=minute, second=second)
            return self._clock.wall(moment, stamp, self._precision)
        start, local, offset = self._hours[hour]
        local += f"{minute:02d}:{second:02d}" if found["second"] else f"{minute:02d}"
        instant = start + (minute * 60 + second) * 1000
        return ExportTime(stamp, instant, local + offset, self._precision, _ASSUMED), _NOTHING_ODD

    def _remembers(self, hour: str, found: re.Match[str]) -> bool:
        """Remembers an hour, unless it is of a day on which clocks were changed."""
        day, steady = self._day(found.group("d1", "d2", "d3", "mark"))
        at = hour_of(found["hour"], found["before"] or found["after"])
        if steady is None:
            return False
        if len(self._hours) > _MOST_REMEMBERED:
            self._hours.clear()
        local = f"{day.isoformat()[:_DATE]}{at:02d}:"
        self._hours[hour] = (steady[0] + at * _MS_PER_HOUR, local, steady[1])
        return True

    def _day(self, written: tuple[str, ...]) -> tuple[datetime, tuple[int, str] | None]:
        """The day that a date means; and its beginning and offset, where that is steady."""
        if written not in self._days:
            if len(self._days) > _MOST_REMEMBERED:
                self._days.clear()
            day = datetime.combine(Numbers(*written).day(self._order), time.min)
            self._days[written] = day, self._clock.steady_day(day)
        return self._days[written]
