"""Times of exports, told in one zone.

A `Clock` remembers the offsets of the hours and days it has met, so that a million messages cost
a million look-ups and not a million conversions.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from stalkdiary.model.message import Basis, ExportTime, Precision
from stalkdiary.model.timezone import wall_times, zone

AMBIGUOUS = "The clocks went back in this hour, which came twice; the export does not say which."
SKIPPED = "The clocks went forward over this time, which they never showed: another zone perhaps."
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MS_PER_DAY = 86_400_000
_MS_PER_MINUTE = 60_000
_MINUTES = tuple(f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in range(60))
_MOST_REMEMBERED = 10_000
_SECONDS = {
    Precision.MINUTE: "minutes",
    Precision.SECOND: "seconds",
    Precision.MILLISECOND: "milliseconds",
}


class _Hour(NamedTuple):
    """One hour of wall-clock time: its first millisecond since 1970 UTC by either reading."""

    instants: tuple[int, ...]
    offsets: tuple[str, ...]


class Clock:
    """Tells times in one zone. One clock for each conversation, in the order of the export.

    In the hour that comes twice in autumn, the first reading is taken until the times of the
    conversation run backwards within it.
    """

    def __init__(self, timezone: str) -> None:
        self.timezone = timezone
        self._zone = zone(timezone)
        self._hours: dict[str, _Hour] = {}
        self._days: dict[int, tuple[int, str] | None] = {}
        self._last_twice: tuple[str, datetime, int] | None = None

    def wall(
        self, naive: datetime, raw: str, precision: Precision
    ) -> tuple[ExportTime, tuple[str, ...]]:
        """A wall-clock time without a zone, and what is odd about it (flags for the message).

        Args:
            naive: the clock's reading; not aware.
            raw: the characters of the export.
            precision: MINUTE, SECOND or MILLISECOND.
        """
        stamp = naive.isoformat(timespec=_SECONDS[precision])
        hour = stamp[:13]
        known = self._hours.get(hour) or self._remembered_hour(hour, naive)
        within = (naive.minute * 60 + naive.second) * 1000 + naive.microsecond // 1000
        if len(known.instants) == 1:
            time = ExportTime(
                raw, known.instants[0] + within, stamp + known.offsets[0], precision, Basis.ASSUMED
            )
            return time, ()
        if not known.instants:
            # Told as the clocks would have told it, had they not gone forward.
            forced = naive.replace(tzinfo=self._zone, fold=0)
            instant = _milliseconds(forced)
            local = stamp + _offset(forced)
            return ExportTime(raw, instant, local, precision, Basis.ASSUMED), (SKIPPED,)
        fold = self._fold(hour, naive)
        time = ExportTime(
            raw,
            known.instants[fold] + within,
            stamp + known.offsets[fold],
            precision,
            Basis.ASSUMED,
            ambiguous=True,
        )
        return time, (AMBIGUOUS,)

    def aware(
        self,
        moment: datetime,
        raw: str,
        precision: Precision,
        *,
        basis: Basis = Basis.OFFSET,
        second: datetime | None = None,
    ) -> ExportTime:
        """A moment whose zone the export gives. `moment` and `second` are aware."""
        return ExportTime(
            raw,
            _milliseconds(moment),
            self._told(moment, precision),
            precision,
            basis,
            second=None if second is None else self._told(second, precision),
        )

    def epoch(
        self,
        milliseconds: int,
        raw: str,
        precision: Precision = Precision.MILLISECOND,
        *,
        second: int | None = None,
    ) -> ExportTime:
        """Milliseconds since 1970 UTC; so is `second`, another time that the export gives.

        Raises:
            OverflowError: no calendar has such a year.
        """
        return ExportTime(
            raw,
            milliseconds,
            self._told_at(milliseconds, precision),
            precision,
            Basis.UTC,
            second=None if second is None else self._told_at(second, precision),
        )

    def day(self, naive: datetime, raw: str) -> ExportTime:
        """A day whose hour is not said."""
        noon = naive.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=self._zone)
        return ExportTime(
            raw, _milliseconds(noon), noon.date().isoformat(), Precision.DAY, Basis.ASSUMED
        )

    def _told(self, moment: datetime, precision: Precision) -> str:
        return moment.astimezone(self._zone).isoformat(timespec=_SECONDS[precision])

    def _told_at(self, milliseconds: int, precision: Precision) -> str:
        """As `_told`, in half the time for the days on which no clock is changed."""
        day = milliseconds // _MS_PER_DAY
        try:
            known = self._days[day]
        except KeyError:
            known = self._remember_day(day)
        if known is None or precision is Precision.MINUTE:
            return self._told(_moment(milliseconds), precision)
        ahead, offset = known
        day, within = divmod(milliseconds + ahead, _MS_PER_DAY)
        minute, within = divmod(within, _MS_PER_MINUTE)
        second, thousandths = divmod(within, 1000)
        if precision is Precision.MILLISECOND:
            return f"{_date(day)}T{_MINUTES[minute]}:{second:02d}.{thousandths:03d}{offset}"
        return f"{_date(day)}T{_MINUTES[minute]}:{second:02d}{offset}"

    def _remember_day(self, day: int) -> tuple[int, str] | None:
        """How many milliseconds the clocks were ahead of UTC on a day; None if that changed."""
        if len(self._days) > _MOST_REMEMBERED:
            self._days.clear()
        start = _moment(day * _MS_PER_DAY).astimezone(self._zone)
        end = _moment((day + 1) * _MS_PER_DAY - 1).astimezone(self._zone)
        ahead = start.utcoffset() or timedelta()
        steady = ahead == end.utcoffset() and not ahead.seconds % 60
        known = (ahead // timedelta(milliseconds=1), _offset(start)) if steady else None
        self._days[day] = known
        return known

    def _remembered_hour(self, hour: str, naive: datetime) -> _Hour:
        if len(self._hours) > _MOST_REMEMBERED:
            self._hours.clear()
        return self._hours.setdefault(hour, self._hour(naive))

    def _hour(self, naive: datetime) -> _Hour:
        start = naive.replace(minute=0, second=0, microsecond=0)
        moments = wall_times(start, self.timezone)
        # A change of the clocks within an hour, not at its beginning, is looked at minute by
        # minute; nobody's clocks have done that in the years of messages.
        return _Hour(
            tuple(_milliseconds(moment) for moment in moments),
            tuple(_offset(moment) for moment in moments),
        )

    def _fold(self, hour: str, naive: datetime) -> int:
        fold = 0
        if self._last_twice is not None and self._last_twice[0] == hour:
            _, before, fold = self._last_twice
            if naive < before:
                fold = 1
        self._last_twice = (hour, naive, fold)
        return fold


@lru_cache(_MOST_REMEMBERED)
def _date(day: int) -> str:
    return date.fromordinal(_EPOCH_DAY + day).isoformat()


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _offset(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")[16:]
