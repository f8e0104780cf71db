"""Times of exports, told in one zone.

A `Clock` remembers the offsets of the days it has met, so that a million messages cost a million
look-ups and not a million conversions. On the days when the clocks are changed, each is converted.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from stalkdiary.model.message import Basis, ExportTime, Resolution
from stalkdiary.model.timezone import wall_times, zone

AMBIGUOUS = "The clocks went back in this hour, which came twice; the export does not say which."
SKIPPED = "The clocks went forward over this time, which they never showed: another zone perhaps."
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?"
    r"(Z| UTC|[+-][0-9]{2}:?[0-9]{2})?"
)
_STATED = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MS_PER_DAY = 86_400_000
# Looking these up takes a third of the time of writing them out.
_MINUTES = tuple(f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in range(60))
_SECONDS = tuple(f":{second:02d}" for second in range(60))
_THOUSANDTHS = tuple(f".{thousandth:03d}" for thousandth in range(1000))
_MOST_REMEMBERED = 10_000
_SAME_CHANGE = timedelta(hours=12)
# A member of an enumeration costs as much to look up in its class as a division.
_MINUTE, _SECOND, _MILLISECOND = Resolution.MINUTE, Resolution.SECOND, Resolution.MILLISECOND
_UTC, _ASSUMED = Basis.UTC, Basis.ASSUMED
_FINENESS = {_MINUTE: "minutes", _SECOND: "seconds", _MILLISECOND: "milliseconds"}

_Steady = tuple[int, str]
"""By how many milliseconds the clocks are ahead of UTC for the whole of a day, and its offset."""


class Clock:
    """Tells times in one zone. One clock for each conversation, in the order of the export.

    In the hour that comes twice in autumn, the first reading is taken until the times of the
    conversation run backwards within it.
    """

    def __init__(self, timezone: str) -> None:
        self.timezone = timezone
        self._zone = zone(timezone)
        self._utc_day = lru_cache(_MOST_REMEMBERED)(self._steady_utc_day)
        self._wall_day = lru_cache(_MOST_REMEMBERED)(self._steady_wall_day)
        self._last_twice: tuple[datetime, int] | None = None

    def wall(
        self, naive: datetime, raw: str, precision: Resolution
    ) -> tuple[ExportTime, tuple[str, ...]]:
        """A wall-clock time without a zone, and what is odd about it (flags for the message).

        `naive` is not aware; `precision` is MINUTE, SECOND or MILLISECOND.
        """
        stamp = naive.isoformat(timespec=_FINENESS[precision])
        if (known := self.steady_day(naive)) is None:
            return self._on_a_day_of_change(naive, stamp, raw, precision)
        start, offset = known
        within = ((naive.hour * 60 + naive.minute) * 60 + naive.second) * 1000
        instant = start + within + naive.microsecond // 1000
        return ExportTime(raw, instant, stamp + offset, precision, _ASSUMED), ()

    def steady_day(self, naive: datetime) -> tuple[int, str] | None:
        """The first millisecond since 1970 UTC of a wall-clock day, and the offset all day long.

        None on days when clocks are changed: `wall` tells their times. It is for importers that
        read a million times, and add hours and minutes themselves.
        """
        return self._wall_day(naive.toordinal())

    def aware(
        self,
        moment: datetime,
        raw: str,
        precision: Resolution,
        *,
        basis: Basis = Basis.OFFSET,
        second: datetime | None = None,
    ) -> ExportTime:
        """A moment whose zone the export gives. `moment` and `second` are aware."""
        local = self._told(moment, precision)
        other = None if second is None else self._told(second, precision)
        return ExportTime(raw, _milliseconds(moment), local, precision, basis, second=other)

    def epoch(
        self,
        milliseconds: int,
        raw: str,
        precision: Resolution = Resolution.MILLISECOND,
        *,
        second: int | None = None,
    ) -> ExportTime:
        """Milliseconds since 1970 UTC, as is `second`; `OverflowError` beyond all calendars."""
        local = self._told_at(milliseconds, precision)
        other = None if second is None else self._told_at(second, precision)
        return ExportTime(raw, milliseconds, local, precision, _UTC, second=other)

    def iso(self, raw: str) -> ExportTime:
        """ISO 8601, or the same with a space and ``UTC``, which is the zone where none is named.

        Raises:
            ValueError, OverflowError: it is none, or no calendar has such a year.
        """
        match = _ISO.fullmatch(raw)
        if match is None:
            raise ValueError(raw)
        stamp, fraction, offset = match.groups()
        fraction = f".{fraction[:6]:0<6}" if fraction else ""
        known = offset not in {None, " UTC", "Z"}
        moment = datetime.fromisoformat(f"{stamp}{fraction}{offset if known else '+00:00'}")
        precision = _MILLISECOND if fraction else _SECOND
        basis = Basis.OFFSET if moment.utcoffset() else _UTC
        return self.aware(moment, raw, precision, basis=basis)

    def stated(self, iso: str, raw: str = "") -> tuple[ExportTime, tuple[str, ...]]:
        """ISO 8601 to the minute or finer, and what is odd about it; without a zone, as `wall`.

        `raw` are the characters of the export, where they are others. Raises as `iso`.
        """
        match = _STATED.fullmatch(iso)
        if match is None:
            raise ValueError(iso)
        moment = datetime.fromisoformat(iso)
        precision = _MILLISECOND if match[2] else _SECOND if match[1] else _MINUTE
        if moment.tzinfo is None:
            return self.wall(moment, raw or iso, precision)
        return self.aware(moment, raw or iso, precision), ()

    def day(self, naive: datetime, raw: str) -> ExportTime:
        """A day whose hour is not said."""
        noon = naive.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=self._zone)
        local = noon.date().isoformat()
        return ExportTime(raw, _milliseconds(noon), local, Resolution.DAY, _ASSUMED)

    def _told(self, moment: datetime, precision: Resolution) -> str:
        return moment.astimezone(self._zone).isoformat(timespec=_FINENESS[precision])

    def _told_at(self, milliseconds: int, precision: Resolution) -> str:
        """As `_told`, in a quarter of the time for the days on which no clock is changed."""
        known = self._utc_day(milliseconds // _MS_PER_DAY)
        if known is None or precision is _MINUTE:
            return self._told(_moment(milliseconds), precision)
        ahead, offset = known
        day, within = divmod(milliseconds + ahead, _MS_PER_DAY)
        second, thousandth = divmod(within, 1000)
        minute, second = divmod(second, 60)
        finer = _THOUSANDTHS[thousandth] if precision is _MILLISECOND else ""
        return f"{_date(day)}T{_MINUTES[minute]}{_SECONDS[second]}{finer}{offset}"

    def _steady_utc_day(self, day: int) -> _Steady | None:
        start = _moment(day * _MS_PER_DAY).astimezone(self._zone)
        return _steady(start, _moment((day + 1) * _MS_PER_DAY - 1).astimezone(self._zone))

    def _steady_wall_day(self, ordinal: int) -> tuple[int, str] | None:
        day = date.fromordinal(ordinal)
        start = datetime.combine(day, time.min, self._zone)
        steady = _steady(start, datetime.combine(day, time.max, self._zone).replace(fold=1))
        return None if steady is None else (_milliseconds(start), steady[1])

    def _on_a_day_of_change(
        self, naive: datetime, stamp: str, raw: str, precision: Resolution
    ) -> tuple[ExportTime, tuple[str, ...]]:
        moments = wall_times(naive, self.timezone)
        # Told as the clocks would have told it, had they not gone forward.
        moment = naive.replace(tzinfo=self._zone, fold=0)
        flags: tuple[str, ...] = () if moments else (SKIPPED,)
        twice = len(moments) > 1
        if twice:
            moment, flags = moments[self._fold(naive)], (AMBIGUOUS,)
        local = stamp + _offset(moment)
        return ExportTime(raw, _milliseconds(moment), local, precision, _ASSUMED, twice), flags

    def _fold(self, naive: datetime) -> int:
        """Which of two readings of a time that came twice is meant, by the order."""
        before, fold = self._last_twice or (naive, 0)
        if abs(naive - before) > _SAME_CHANGE:
            fold = 0
        elif naive < before:
            fold = 1
        self._last_twice = (naive, fold)
        return fold


def _steady(start: datetime, end: datetime) -> _Steady | None:
    ahead = start.utcoffset() or timedelta()
    if ahead != end.utcoffset() or ahead.seconds % 60:
        return None
    return ahead // timedelta(milliseconds=1), _offset(start)


@lru_cache(_MOST_REMEMBERED)
def _date(day: int) -> str:
    return date.fromordinal(_EPOCH_DAY + day).isoformat()


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _offset(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")[16:]
