"""When a mail was sent and when it arrived, from what its headers say.

The ``Date`` header is the sender's claim; the topmost ``Received`` header was written by the
server that took the mail in, and is nearer the truth. Both are kept.
Source: RFC 5322 section 3.3 and 4.3; names of zones as mail programs have written them.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache
from typing import NamedTuple

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.model.message import Basis, ExportTime, Resolution
from stalkdiary.model.text import on_one_line, shortened

NO_DATE = "The mail carries no date, and no server wrote one on it."
ONLY_RECEIVED = "The mail carries no date of its own; the time is when a server took it in."
FAR_APART = (
    "The date that the sender's program wrote and the time when a server took the mail in are "
    "more than a day apart."
)
NO_ZONE = "The date of the mail names no time zone; it was read as {zone} time."
UNKNOWN_ZONE = (
    "The date of the mail names a time zone that is not known here ({name}); it was read as "
    "{zone} time."
)
UNREADABLE = "The date of the mail can't be read: {date}"

_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_MOST_SHOWN = 80
_DAY = timedelta(days=1)
_CLOCK = re.compile(
    r"\d:\d\d(?P<seconds>:\d\d)?(?:[.,]\d+)?\s*"
    r"""(?:(?P<name>"?[A-Za-z]{1,5}"?)?\s*(?P<offset>[+-]\d{1,2}(?::?\d\d)?)?(?![\d:]))?"""
)
# By RFC 5322 -0000 is a time in UTC of a sender who does not say where they are.
_HOURS = {
    "UT": 0.0, "UTC": 0.0, "GMT": 0.0, "Z": 0.0, "WET": 0.0,
    "BST": 1.0, "WEST": 1.0, "CET": 1.0, "MET": 1.0,
    "CEST": 2.0, "MEST": 2.0, "EET": 2.0, "SAST": 2.0,
    "EEST": 3.0, "MSK": 3.0,
    "AWST": 8.0, "HKT": 8.0, "SGT": 8.0, "JST": 9.0, "KST": 9.0,
    "ACST": 9.5, "AEST": 10.0, "ACDT": 10.5, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0,
    "NDT": -2.5, "ADT": -3.0, "NST": -3.5, "AST": -4.0, "EDT": -4.0, "EST": -5.0, "CDT": -5.0,
    "CST": -6.0, "MDT": -6.0, "MST": -7.0, "PDT": -7.0, "PST": -8.0, "AKDT": -8.0, "AKST": -9.0,
    "HST": -10.0,
}  # fmt: skip


class Dated(NamedTuple):
    """When a mail is dated, and what is odd; `stamp` is its `Date`, whatever the import's zone."""

    time: ExportTime | None
    flags: tuple[str, ...]
    stamp: str = ""


def dated(date: str | None, received: list[str], clock: Clock) -> Dated:
    """When a mail was sent, by its `Date` header and its `Received` headers, the topmost first."""
    claimed = _stated(date) if date else None
    stamps = (_stated(value.rpartition(";")[2]) for value in received if ";" in value)
    taken = next((stamp for stamp in stamps if stamp is not None), None)
    unread: tuple[str, ...] = ()
    if date and claimed is None:
        shown = shortened(on_one_line(date), _MOST_SHOWN)
        unread = (UNREADABLE.format(date=shown),)
    if claimed is None:
        if taken is None:
            return Dated(None, unread or (NO_DATE,))
        time, flags = _told(taken, clock)
        return Dated(time, (*unread, ONLY_RECEIVED, *flags))
    time, flags = _told(claimed, clock)
    if taken is not None:
        arrived, _ = _told(taken, clock)
        time = time._replace(second=arrived.local)
        if abs(arrived.instant - time.instant) > _DAY // timedelta(milliseconds=1):
            flags = (*flags, FAR_APART)
    return Dated(time, flags, claimed.stamp)


def instants(sent: datetime | None, arrived: datetime | None, clock: Clock) -> Dated:
    """The same for a format that holds moments and no headers; both are aware."""
    sent_or_not = _within(sent)
    taken = _within(arrived)
    moment = sent_or_not or taken
    if moment is None:
        return Dated(None, (NO_DATE,))
    time = clock.aware(moment, moment.isoformat(), Resolution.SECOND, basis=Basis.UTC, second=taken)
    if sent_or_not is None:
        return Dated(time._replace(second=None), (ONLY_RECEIVED,))
    apart = taken is not None and abs(taken - sent_or_not) > _DAY
    return Dated(time, (FAR_APART,) if apart else (), _utc(sent_or_not))


class _Stated(NamedTuple):
    """What a header says: a moment, or a wall-clock time and the name of an unknown zone."""

    raw: str
    moment: datetime
    precision: Resolution
    unknown: str = ""

    @property
    def stamp(self) -> str:
        return self.raw if self.moment.tzinfo is None else _utc(self.moment)


def _stated(value: str) -> _Stated | None:
    raw = " ".join(value.split())
    clock = _CLOCK.search(raw)
    name = ((clock["name"] or "") if clock else "").strip('"').upper()
    if name in {"AM", "PM"}:
        return None  # no mail program writes a twelve-hour clock; nothing is guessed
    try:
        return _iso(raw) or _by_the_standard(raw, clock, name)
    # Its parser was never written for letters of ill will: it raises what it likes.
    except (ValueError, OverflowError, TypeError, IndexError, AttributeError):
        return None


def _by_the_standard(raw: str, clock: re.Match[str] | None, name: str) -> _Stated | None:
    read = parsedate_tz(raw)
    # The first year of the calendar, as some programs date what has no date, is not 2001.
    if read is None or clock is None or " 000" in raw:
        return None
    if not _FIRST_YEAR <= read[0] <= _LAST_YEAR:
        return None
    moment = datetime(*read[:6])  # noqa: DTZ001 - the zone is found below
    precision = Resolution.SECOND if clock["seconds"] else Resolution.MINUTE
    if clock["offset"] and (not name or name in {"UT", "UTC", "GMT"}):
        return _Stated(raw, moment.replace(tzinfo=_offset(clock["offset"])), precision)
    if name in _HOURS:
        zone = timezone(timedelta(hours=_HOURS[name]))
        return _Stated(raw, moment.replace(tzinfo=zone), precision)
    return _Stated(raw, moment, precision, name)


def _iso(raw: str) -> _Stated | None:
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", raw):
        return None
    moment = datetime.fromisoformat(raw)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    seconds = re.match(r"\S{10}.\d\d:\d\d:\d\d", raw)
    return _Stated(raw, moment, Resolution.SECOND if seconds else Resolution.MINUTE)


@lru_cache(maxsize=256)
def _offset(text: str) -> timezone:
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")  # noqa: PLR2004
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))


def _told(stated: _Stated, clock: Clock) -> tuple[ExportTime, tuple[str, ...]]:
    if stated.moment.tzinfo is not None:
        return clock.aware(stated.moment, stated.raw, stated.precision), ()
    time, flags = clock.wall(stated.moment, stated.raw, stated.precision)
    why = UNKNOWN_ZONE if stated.unknown else NO_ZONE
    return time, (why.format(name=stated.unknown, zone=clock.timezone), *flags)


def _within(moment: datetime | None) -> datetime | None:
    """`moment` unless it is one of those by which programs say that there is none."""
    return moment if moment and _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
