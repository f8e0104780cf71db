"""Times of exports, told in one zone.

A `Clock` remembers the offset of every hour it has met, so that a million messages cost a million
look-ups and not a million conversions.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from stalkdiary.model.message import Basis, ExportTime, Precision
from stalkdiary.model.timezone import wall_times, zone

AMBIGUOUS = "The clocks went back in this hour, which came twice; the export does not say which."
SKIPPED = "The clocks went forward over this time, which they never showed: another zone perhaps."
_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
        known = self._hours.get(hour) or self._hours.setdefault(hour, self._hour(naive))
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
        self, milliseconds: int, raw: str, precision: Precision = Precision.MILLISECOND
    ) -> ExportTime:
        """Milliseconds since 1970 UTC.

        Raises:
            OverflowError: no calendar has such a year.
        """
        local = self._told(_EPOCH + timedelta(milliseconds=milliseconds), precision)
        return ExportTime(raw, milliseconds, local, precision, Basis.UTC)

    def day(self, naive: datetime, raw: str) -> ExportTime:
        """A day whose hour is not said."""
        noon = naive.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=self._zone)
        return ExportTime(
            raw, _milliseconds(noon), noon.date().isoformat(), Precision.DAY, Basis.ASSUMED
        )

    def _told(self, moment: datetime, precision: Precision) -> str:
        return moment.astimezone(self._zone).isoformat(timespec=_SECONDS[precision])

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


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _offset(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")[16:]
