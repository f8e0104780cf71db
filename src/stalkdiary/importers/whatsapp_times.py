"""The times of a WhatsApp chat, told by the clock of the import."""

from datetime import datetime, time
from typing import Final

from stalkdiary.importers.clock import Clock
from stalkdiary.importers.whatsapp_dates import ImpossibleDateError, Numbers, hour_of
from stalkdiary.importers.whatsapp_header import Shape
from stalkdiary.model.message import Basis, ExportTime, Precision

Told = tuple[ExportTime, tuple[str, ...]]
"""A time, and what is odd about it."""
_MS_PER_HOUR: Final = 3_600_000
_SIXTIETHS: Final = range(60)
_MINUTES: Final = {f"{number:02d}": number * 60_000 for number in _SIXTIETHS}
_DATE: Final = len("2026-03-12T")
_MOST_REMEMBERED: Final = 10_000
_MINUTE: Final = Precision.MINUTE
_ASSUMED: Final = Basis.ASSUMED
_NOTHING_ODD: Final[tuple[str, ...]] = ()


class Times:
    """Reads the dates and times of one form.

    Args:
        clock: tells them.
        shape: their form.
        order: whether the day, the month or the year stands first.
    """

    def __init__(self, clock: Clock, shape: Shape, order: str) -> None:
        self._clock = clock
        self._shape = shape
        self._order = order
        # By date and hour as they are written: the first millisecond of the hour since 1970 UTC,
        # ``2026-03-12T21:``, ``+00:00``. For days on which no clock was changed.
        self._hours: dict[str, tuple[int, str, str]] = {}
        self._with_minutes = shape.ends_with_time and not shape.seconds

    def at(self, stamp: str) -> Told:
        """The time that a header tells.

        Raises:
            ImpossibleDateError: no calendar or clock has it.
        """
        if self._with_minutes:
            # What Android writes, a million times over.
            minute = stamp[-2:]
            try:
                start, local, offset = self._hours[stamp[:-2]]
                start += _MINUTES[minute]
            except KeyError:
                return self._thoroughly(stamp)
            local += minute + offset
            return ExportTime(stamp, start, local, _MINUTE, _ASSUMED), _NOTHING_ODD
        return self._thoroughly(stamp)

    def _thoroughly(self, stamp: str) -> Told:
        found = self._shape.parts.fullmatch(stamp)
        if found is None:
            raise ImpossibleDateError
        part = found.groupdict()
        end = found.end("second" if part["second"] else "minute")
        key = stamp[: found.start("minute")] + stamp[end:]
        minute, second = int(part["minute"]), int(part["second"] or 0)
        if minute not in _SIXTIETHS or second not in _SIXTIETHS:
            raise ImpossibleDateError
        precision = Precision.SECOND if part["second"] else Precision.MINUTE
        known = self._hours.get(key)
        if known is None:
            numbers = Numbers(part["d1"], part["d2"], part["d3"], part["mark"])
            day = datetime.combine(numbers.day(self._order), time.min)
            hour = hour_of(part["hour"], part["before"] or part["after"])
            steady = self._clock.steady_day(day)
            if steady is None:
                moment = day.replace(hour=hour, minute=minute, second=second)
                return self._clock.wall(moment, stamp, precision)
            known = (
                steady[0] + hour * _MS_PER_HOUR,
                f"{day.isoformat()[:_DATE]}{hour:02d}:",
                steady[1],
            )
            if len(self._hours) > _MOST_REMEMBERED:
                self._hours.clear()
            self._hours[key] = known
        start, local, offset = known
        local += f"{minute:02d}:{second:02d}" if part["second"] else f"{minute:02d}"
        instant = start + (minute * 60 + second) * 1000
        return ExportTime(stamp, instant, local + offset, precision, _ASSUMED), _NOTHING_ODD
