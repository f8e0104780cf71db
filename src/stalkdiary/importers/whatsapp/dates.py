"""Dates and hours as phones write them: calendars, eras, digits of any script, the 12-hour clock.

Sources: Unicode CLDR for eras and marks; the rule of 33 years for the Persian calendar, which holds
for the years in which there are telephones.
"""

import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Final, NamedTuple

from stalkdiary.importers.whatsapp.vocabulary import wordings

ORDERS: Final = ("dmy", "mdy", "ymd")
FIRST_YEAR: Final = 2009
"""In which WhatsApp began."""
_ERAS: Final = {"R": 2018, "令和": 2018, "H": 1988, "平成": 1988, "S": 1925, "昭和": 1925}
"""The years before the first years of Japanese eras."""
_BUDDHIST: Final = 543
_BUDDHIST_YEARS: Final = range(2400, 2700)
_PERSIAN_YEARS: Final = range(1350, 1430)
_ISLAMIC_YEARS: Final = range(1430, 1500)
_YEAR: Final = re.compile(r"(\D*)(\d*)")
_SHORT: Final = 2
_CENTURY: Final = 2000
_NOON: Final = 12
_HOURS: Final = 24


class ImpossibleDateError(ValueError):
    """No calendar has such a date, or no clock such a time."""


class Numbers(NamedTuple):
    """A date as it is written: three numbers and perhaps the mark of a calendar."""

    first: str
    second: str
    third: str
    mark: str = ""

    @property
    def year_first(self) -> bool:
        return len(self.first) > _SHORT

    @property
    def year_last(self) -> bool:
        return len(self.third) > _SHORT

    def day(self, order: str) -> date:
        """The day in the Gregorian calendar; `ImpossibleDateError` where there is none.

        Whatever `order` (``dmy``, ``mdy``, ``ymd``), a year of four digits stays in its place.
        """
        if self.year_first or (order == "ymd" and not self.year_last):
            year, month, day = self.first, self.second, self.third
        elif order == "mdy":
            year, month, day = self.third, self.first, self.second
        else:
            year, month, day = self.third, self.second, self.first
        return _day(year, month, day, self.mark)


def hour_of(text: str, mark: str) -> int:
    """The hour of the day, 0 to 23; `mark` is what stands beside it on a 12-hour clock, or nothing.

    Phones have been seen to write ``00:04 AM`` and ``23:59 PM``: the number is right then.
    """
    hour = int(text)
    half = _halves().get(_bare(mark)) if mark else None
    if half in {"am", "pm"} and hour <= _NOON:
        return hour % _NOON + (_NOON if half == "pm" else 0)
    if half == "noon" and hour < _NOON - 1:
        return hour + _NOON
    if hour > _HOURS:
        raise ImpossibleDateError
    return hour % _HOURS  # old phones count from 1 to 24


@cache
def _halves() -> dict[str, str]:
    return {_bare(mark): half for half in ("am", "pm", "noon") for mark in wordings(half)}


def _bare(mark: str) -> str:
    """A mark of the 12-hour clock without dots, spaces, invisible characters and capitals."""
    return "".join(each for each in mark if each.isprintable() and each not in ". ").casefold()


@lru_cache(maxsize=4096)
def _day(year_text: str, month_text: str, day_text: str, mark: str) -> date:
    try:
        month, day = int(month_text), int(day_text)
        era, digits = _YEAR.fullmatch(year_text).groups()  # type: ignore[union-attr]
        year = int(digits) if digits else 1  # 令和元年
        if era.removesuffix("元") in _ERAS:
            return date(_ERAS[era.removesuffix("元")] + year, month, day)
        if len(digits) <= _SHORT:
            year = _full_year(year, mark)
        if year in _BUDDHIST_YEARS:
            return date(year - _BUDDHIST, month, day)
        if year in _PERSIAN_YEARS:
            return _persian(year, month, day)
        return date(year, month, day)
    except (ValueError, AttributeError):
        raise ImpossibleDateError from None


def is_islamic(numbers: Numbers) -> bool:
    """Whether the year is one of the Islamic calendar, whose days only tables give."""
    years = (_YEAR.fullmatch(each) for each in (numbers.first, numbers.third))
    return any(found and found[2] and int(found[2]) in _ISLAMIC_YEARS for found in years)


def _full_year(year: int, mark: str) -> int:
    """The year that two digits mean: of this century, or of the Buddhist era."""
    buddhist = _BUDDHIST_YEARS.start + 100 + year
    if mark.strip() in {"BE", "B.E.", "พ.ศ."}:
        return buddhist
    too_late = _CENTURY + year > datetime.now(UTC).year + 1
    if too_late and buddhist - _BUDDHIST in range(FIRST_YEAR, datetime.now(UTC).year + 2):
        return buddhist
    return _CENTURY + year


def _persian(year: int, month: int, day: int) -> date:
    longest = 31 if month <= 6 else 30  # noqa: PLR2004 - six long months begin the year
    if not (1 <= month <= _NOON and 1 <= day <= longest):
        raise ImpossibleDateError
    leap_days = (8 * year + 21) // 33
    days = 365 * (year - 1) + leap_days + (month - 1) * 30 + min(month - 1, 6) + day
    return date.fromordinal(226894 + days)
