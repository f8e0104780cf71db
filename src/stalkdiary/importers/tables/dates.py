"""Dates and times as tables write them: a small strict grammar.

What it does not know is refused and never guessed. A date of three numbers is kept with each day
that it may be; `date_order` decides which of them it is, from the whole column.
"""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, NamedTuple

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.question import ORDER_IN_WORDS
from stalkdiary.importers.tables.delimited import Unreadable, quoted
from stalkdiary.model.message import Basis, ExportTime, Resolution
from stalkdiary.model.moment import MONTHS

ORDERS: Final = ("dmy", "mdy", "ymd")
A_DATE: Final = "a date that exists, such as 2024-03-12 or 12/03/2024"
A_TIME: Final = "a time such as 21:30 or 9:30 pm"
_YEARS: Final = range(1900, 2200)
_CENTURY_TURNS: Final = 69  # two digits from here on are of the 1900s, as in POSIX
_MONTHS: Final = tuple(month.casefold() for month in MONTHS)
_SHORT: Final = tuple(month[:3] for month in _MONTHS)
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZONES: Final = {"z": 0, "utc": 0, "gmt": 0, "bst": 1}
_NOON: Final = 12
_FINEST_FIRST: Final = (
    (Resolution.MILLISECOND, re.compile("%f")),
    (Resolution.SECOND, re.compile("%[STXc]")),
    (Resolution.MINUTE, re.compile("%[HIM]")),
)
"""What a `strptime` format with such signs tells of the time."""

_WEEKDAY = r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
_NUMBERS = r"(?P<a>\d{1,4})(?P<mark>[/.-]) ?(?P<b>\d{1,2})(?P=mark) ?(?P<c>\d{1,4})\.?"
_DAY_NAMED = (
    r"(?P<d1>\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?(?P<m1>[a-z]{3,9})\.?,?[ -](?P<y1>\d{4}|\d\d)"
)
_NAMED_DAY = r"(?P<m2>[a-z]{3,9})\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?,? (?P<y2>\d{4})"
_HALF = r" ?(?P<half>[ap])\.? ?m\.?"
_TIME = (
    rf"(?:(?P<hour>\d{{1,2}})(?P<colon>[:.])(?P<minute>\d\d)(?:[:.](?P<second>\d\d)"
    rf"(?:[.,](?P<fraction>\d{{1,9}}))?)?(?:{_HALF}| ?h(?:rs?|ours)?)?"
    rf"|(?P<hour_alone>\d{{1,2}}){_HALF.replace('half', 'half_alone')}"
    r"|(?P<hhmm>\d{4}) ?h(?:rs?|ours)?)"
    r"(?: ?(?P<zone>z|utc|gmt|bst|(?:utc|gmt)? ?[+-]\d\d:?\d\d|(?:utc|gmt)[+-]\d\d?(?!\d)))?"
)
_DATE = f"{_WEEKDAY}(?:{_NUMBERS}|{_DAY_NAMED}|{_NAMED_DAY})"
# What programs write most: a million of them are read in half the time.
_ISO = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}")
_STAMP = re.compile(f"{_DATE}(?:(?:t|,? at |, ?| ){_TIME})?")
_TIME_FIRST = re.compile(f"{_TIME}(?:,? on |, ?| ){_DATE}")
_TIME_ALONE = re.compile(_TIME)
_SPACES = {0xA0: " ", 0x202F: " ", 0x2009: " "}
_DASHES = dict.fromkeys(range(0x2010, 0x2016), "-")
_UNSEEN = dict.fromkeys([0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_PLAIN: Final[dict[int, str | None]] = {**_UNSEEN, **_SPACES, **_DASHES}


class TimeOfDay(NamedTuple):
    """A time without a day: how finely it is told, and its offset where that is written."""

    hour: int
    minute: int
    second: int
    microsecond: int
    precision: Resolution
    offset: timedelta | None = None


class Written(NamedTuple):
    """A date as it is written: what day it is in each order, and what else stands with it.

    `days` has the same day for all orders where the writing leaves no choice; `weekday` is 0 for
    Monday, where one is written.
    """

    days: dict[str, date]
    time: TimeOfDay | None = None
    weekday: int | None = None

    @property
    def is_certain(self) -> bool:
        """Whether the writing leaves no choice."""
        one, *others = self.days.values()
        return len(others) == len(ORDERS) - 1 and all(other is one for other in others)

    def with_time(self, time: TimeOfDay | None) -> "Written":
        """The same day at a time in another cell; midnight with the date is Excel's addition."""
        if time is None:
            return self
        if self.time is not None and any(self.time[:4]):
            raise Unreadable("a time beside the date and in its own column", "one of the two")
        return self._replace(time=time)


@lru_cache(maxsize=4096)
def written(text: str) -> Written:
    """The date that a cell holds, with a time or without; `Unreadable` where there is none."""
    if _ISO.fullmatch(text):
        return _of_iso(text)
    plain = _plain(text)
    found = _STAMP.fullmatch(plain) or _TIME_FIRST.fullmatch(plain)
    days = {} if found is None else _days(found)
    if found is None or not days:
        raise Unreadable(quoted(text), A_DATE)
    weekday = found["weekday"]
    return Written(days, _time(found, text), None if weekday is None else WEEKDAYS.index(weekday))


def time_of_day(text: str) -> TimeOfDay:
    """The time that a cell holds; `Unreadable` where it holds something else.

    9.30 with a point and no zero is either half of the day, and is refused.
    """
    found = _TIME_ALONE.fullmatch(_plain(text))
    time = None if found is None else _time(found, text)
    if time is None:
        raise Unreadable(quoted(text), A_TIME)
    return time


def strptime(text: str, form: str) -> Written:
    """The date in the form that the person gave; raises `Unreadable` where it does not fit."""
    try:
        moment = datetime.strptime(text.strip(), form)  # noqa: DTZ007 - the form may have a zone
    except (ValueError, IndexError, re.error, OverflowError):
        raise Unreadable(quoted(text), f"a date in the form {quoted(form)}") from None
    if moment.year not in _YEARS:
        raise Unreadable(quoted(text), A_DATE)
    letters = form.replace("%%", "")
    precision = next((each for each, signs in _FINEST_FIRST if signs.search(letters)), None)
    time = None
    if precision is not None:
        clock = (moment.hour, moment.minute, moment.second, moment.microsecond)
        time = TimeOfDay(*clock, precision, moment.utcoffset())
    return Written(dict.fromkeys(ORDERS, moment.date()), time)


def must_be_whole(form: str) -> None:
    """Refuses (`InputRefused`) a form without day, month or year, which would be made up."""
    letters = form.replace("%%", "")
    has = [
        any(sign in letters for sign in signs.split())
        for signs in ("%Y %y %c %x", "%m %b %B %j %c %x", "%d %j %c %x")
    ]
    if not all(has):
        raise InputRefused(
            f"The date format {quoted(form)} does not say day, month and year.",
            "Nothing was imported. For 12/03/2024 21:30 it is: --date-format '%d/%m/%Y %H:%M'",
        )


def told(found: Written, order: str, clock: Clock, raw: str) -> tuple[ExportTime, tuple[str, ...]]:
    """The time of an item, and what is odd about it; `Unreadable` where it is no date so."""
    day = found.days.get(order)
    if day is None:
        raise Unreadable(f"{quoted(raw)}, read {ORDER_IN_WORDS[order]}", A_DATE)
    flags: tuple[str, ...] = ()
    if found.weekday is not None and found.weekday != day.weekday():
        flags = ("The day of the week that is written does not belong to the date.",)
    time = found.time
    naive = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall-clock time
    if time is None:
        return clock.day(naive, raw), flags
    naive = naive.replace(
        hour=time.hour, minute=time.minute, second=time.second, microsecond=time.microsecond
    )
    if time.offset is None:
        moment, odd = clock.wall(naive, raw, time.precision)
        return moment, flags + odd
    aware = naive.replace(tzinfo=timezone(time.offset))
    basis = Basis.OFFSET if time.offset else Basis.UTC
    return clock.aware(aware, raw, time.precision, basis=basis), flags


# The parts of a cell -------------------------------------------------------------------------


def _of_iso(text: str) -> Written:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(quoted(text), A_DATE) from None
    if at.year not in _YEARS:
        raise Unreadable(quoted(text), A_DATE)
    time = TimeOfDay(at.hour, at.minute, at.second, 0, Resolution.SECOND)
    return Written(dict.fromkeys(ORDERS, at.date()), time)


def _plain(text: str) -> str:
    return " ".join(text.translate(_PLAIN).split()).casefold()


def _days(found: re.Match[str]) -> dict[str, date]:
    """Each order in which the date that was found exists, with the day that it then is."""
    for form in ("1", "2"):
        if found[f"m{form}"] is not None:
            return _named(found[f"d{form}"], found[f"m{form}"], found[f"y{form}"])
    a, b, c = found["a"], found["b"], found["c"]
    if len(a) > 2:  # noqa: PLR2004 - two digits are a day, a month or a short year
        day = _day(a, b, c)
        return dict.fromkeys(ORDERS, day) if day else {}
    days = {"dmy": _day(c, b, a), "mdy": _day(c, a, b)}
    if len(c) <= 2:  # noqa: PLR2004
        days["ymd"] = _day(a, b, c)
    return {order: day for order, day in days.items() if day}


def _named(day: str, month: str, year: str) -> dict[str, date]:
    if month[:3] not in _SHORT:
        return {}
    number = _SHORT.index(month[:3])
    if month not in (_SHORT[number], _MONTHS[number], "sept"):
        return {}
    found = _day(year, str(number + 1), day)
    return dict.fromkeys(ORDERS, found) if found else {}


def _day(year: str, month: str, day: str) -> date | None:
    if len(year) not in (2, 4) or len(day) > 2:  # noqa: PLR2004 - such years nobody writes
        return None
    number = int(year)
    if len(year) == 2:  # noqa: PLR2004
        number += 1900 if number >= _CENTURY_TURNS else 2000
    with suppress(ValueError):
        if number in _YEARS:
            return date(number, int(month), int(day))
    return None


def _time(found: re.Match[str], text: str) -> TimeOfDay | None:
    """The time that was found, if any; raises `Unreadable` where no clock shows it."""
    half = found["half"] or found["half_alone"]
    if found["hhmm"]:
        hour, minute = int(found["hhmm"][:2]), int(found["hhmm"][2:])
    elif found["hour_alone"]:
        hour, minute = int(found["hour_alone"]), 0
    elif found["hour"]:
        hour, minute = int(found["hour"]), int(found["minute"])
        if found["colon"] == "." and half is None and len(found["hour"]) == 1 and hour:
            raise Unreadable(quoted(text), f"{A_TIME}; 9.30 may be morning or evening")
    else:
        return None
    # Some telephones write "00:04 AM" and "23:59 PM"; "13:05 AM" is nothing.
    if half == "p" and hour < _NOON:
        hour += _NOON
    elif half == "a":
        hour = 0 if hour == _NOON else hour if hour < _NOON else 99
    # .NET writes seven digits of a second; what is finer than a millisecond is not told.
    second, fraction = int(found["second"] or 0), int((found["fraction"] or "")[:6].ljust(6, "0"))
    precision = Resolution.SECOND if found["second"] else Resolution.MINUTE
    if found["fraction"]:
        precision = Resolution.MILLISECOND
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004 - the clock's
        raise Unreadable(quoted(text), A_TIME)
    return TimeOfDay(hour, minute, second, fraction, precision, _offset(found["zone"]))


def _offset(zone: str | None) -> timedelta | None:
    if zone is None:
        return None
    if zone in _ZONES:
        return timedelta(hours=_ZONES[zone])
    sign, digits = re.split("([+-])", zone)[1:]
    hours, minutes = (digits, "0") if len(digits) < 3 else (digits[:2], digits[-2:])  # noqa: PLR2004
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if offset >= timedelta(hours=15):
        raise Unreadable(quoted(zone), "the time zone of a country, such as +01:00")
    return -offset if sign == "-" else offset
