"""Days that have a name: bank holidays of England and Wales, and the feasts that people date by.

Source of the rules: the Banking and Financial Dealings Act 1971 and the proclamations under it
(early May since 1978), as gov.uk/bank-holidays lists them. Days that were moved or added once stand
in two tables.
"""

from collections.abc import Callable
from datetime import date, timedelta
from re import Match
from typing import Final

from stalkdiary.model import moment_questions as ask
from stalkdiary.model.moment import EARLIEST_YEAR, date_words
from stalkdiary.model.moment_frame import Calendar, Frame
from stalkdiary.model.moment_reading import year_of

_MONDAY: Final = 0
_SATURDAY: Final = 5
_SUNDAY: Final = 6
_TODAYS_RULES_SINCE: Final = 1978

_EARLY_MAY_MOVED: Final = {1995: date(1995, 5, 8), 2020: date(2020, 5, 8)}
_SPRING_MOVED: Final = {2002: date(2002, 6, 4), 2012: date(2012, 6, 4), 2022: date(2022, 6, 2)}
_ADDED: Final = (
    *(date(1981, 7, 29), date(1999, 12, 31), date(2002, 6, 3), date(2011, 4, 29)),
    *(date(2012, 6, 5), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)),
)


def easter_sunday(year: int) -> date:
    from dateutil.easter import easter

    return easter(year)


def early_may(year: int) -> date:
    return _EARLY_MAY_MOVED.get(year) or _first_monday(date(year, 5, 1))


def spring(year: int) -> date:
    return _SPRING_MOVED.get(year) or _first_monday(date(year, 5, 25))


def summer(year: int) -> date:
    return _first_monday(date(year, 8, 25))


def bank_holidays(year: int) -> tuple[date, ...]:
    """Those of England and Wales in a year from 1978, in order, with substitute days."""
    easter = easter_sunday(year)
    found = {early_may(year), spring(year), summer(year)}
    found |= {easter - timedelta(days=2), easter + timedelta(days=1)}
    found |= {day for day in _ADDED if day.year == year}
    for first in ((date(year, 1, 1),), (date(year, 12, 25), date(year, 12, 26))):
        for day in first:
            free = day
            while free.weekday() >= _SATURDAY or (free != day and free in {*found, *first}):
                free += timedelta(days=1)
            found.add(free)
    return tuple(sorted(found))


def _first_monday(day: date) -> date:
    return day + timedelta(days=(_MONDAY - day.weekday()) % 7)


def _fathers_day(year: int) -> date:
    first = date(year, 6, 15)
    return first + timedelta(days=(_SUNDAY - first.weekday()) % 7)


def _remembrance_sunday(year: int) -> date:
    """The second Sunday in November."""
    return _first_monday(date(year, 11, 2)) + timedelta(days=6)


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter_sunday(year) + timedelta(days=days)


_HOLIDAY: Final = "bank holiday(?: monday)?"
NAMED: Final[tuple[tuple[str, Callable[[int], date]], ...]] = (
    ("new year'?s day", _fixed(1, 1)),
    ("valentine'?s(?: day)?", _fixed(2, 14)),
    ("(?:shrove tuesday|pancake day)", _from_easter(-47)),
    ("(?:mothering sunday|mother'?s day)", _from_easter(-21)),
    ("good friday", _from_easter(-2)),
    ("easter saturday", _from_easter(-1)),
    ("easter (?:sunday|day)", _from_easter(0)),
    ("easter (?:bank holiday )?monday", _from_easter(1)),
    (f"(?:early may|may day) {_HOLIDAY}", early_may),
    (f"(?:late may|spring|whitsun) {_HOLIDAY}", spring),
    (f"(?:late |end of )?(?:august|summer) {_HOLIDAY}", summer),
    ("father'?s day", _fathers_day),
    ("halloween", _fixed(10, 31)),
    ("(?:bonfire|guy fawkes) night", _fixed(11, 5)),
    ("(?:remembrance|armistice) day", _fixed(11, 11)),
    ("remembrance sunday", _remembrance_sunday),
    ("christmas eve", _fixed(12, 24)),
    ("christmas day", _fixed(12, 25)),
    ("boxing day", _fixed(12, 26)),
    ("new year'?s eve", _fixed(12, 31)),
)


def named_day(rule: Callable[[int], date]) -> Callable[[Match[str], Frame], Calendar]:
    """What reads a day of this rule: that of the year beside it, else the nearest."""
    return lambda found, frame: Calendar(_of_year(found, frame, rule))


def read_bank_holiday(found: Match[str], frame: Frame) -> Calendar:
    """The most recent bank holiday, or the most recent on a Monday."""
    years = range(frame.latest.year, EARLIEST_YEAR, -1)
    return Calendar(
        next(
            day
            for year in years
            for day in reversed(bank_holidays(year))
            if day <= frame.latest and (found["monday"] is None or day.weekday() == _MONDAY)
        )
    )


def read_bank_holiday_weekend(_found: Match[str], frame: Frame) -> Calendar:
    """The most recent weekend with its Monday; at Easter from Good Friday."""
    mondays = (
        day
        for year in range(frame.latest.year, EARLIEST_YEAR, -1)
        for day in reversed(bank_holidays(year))
        if day.weekday() == _MONDAY and day - timedelta(days=2) <= frame.latest
    )
    monday = next(mondays)
    is_easter = monday == easter_sunday(monday.year) + timedelta(days=1)
    return Calendar(monday - timedelta(days=3 if is_easter else 2), last=monday, within=True)


def read_easter(found: Match[str], frame: Frame) -> Calendar:
    """Easter: from Good Friday to Easter Monday."""
    first = _of_year(found, frame, _from_easter(-2))
    return Calendar(first, last=first + timedelta(days=3), within=True)


def read_after_christmas(found: Match[str], frame: Frame) -> Calendar:
    """Between Christmas and New Year: from Boxing Day to New Year's Eve."""
    first = _of_year(found, frame, _fixed(12, 26))
    return Calendar(first, last=date(first.year, 12, 31), within=True)


def read_may_holiday(found: Match[str], frame: Frame) -> Calendar:
    """There are two in May."""
    return _one_of([_of_year(found, frame, rule) for rule in (early_may, spring)], frame)


def read_may_day(found: Match[str], frame: Frame) -> Calendar:
    """The first of May, or the bank holiday after it, where they are not one."""
    first, holiday = (_of_year(found, frame, rule) for rule in (_fixed(5, 1), early_may))
    if first == holiday:
        return Calendar(first)
    return _one_of([first, holiday], frame)


def read_christmas(found: Match[str], frame: Frame) -> Calendar:
    """A day, or the days around it."""
    year = _of_year(found, frame, _fixed(12, 24)).year
    if date(year, 12, 24) > frame.today:
        return Calendar(date(year, 12, 25))
    last = min(date(year + 1, 1, 1), frame.today)
    around = f"between {date_words(date(year, 12, 24))} and {date_words(last)}"
    raise ask.which_one(f"Christmas Day {year}", around)


def read_new_year(found: Match[str], frame: Frame) -> Calendar:
    """The eve, or the day."""
    day = _of_year(found, frame, _fixed(1, 1))
    return _one_of([day - timedelta(days=1), day], frame)


def _one_of(days: list[date], frame: Frame) -> Calendar:
    """Asks which of several days, where more than one has come."""
    come = [each for each in days if each <= frame.today]
    if len(come) > 1:
        raise ask.which_one(*map(date_words, come))
    return Calendar(come[0] if come else days[0])


def _of_year(found: Match[str], frame: Frame, rule: Callable[[int], date]) -> date:
    """The day of the year beside it, else the nearest that `Frame` describes."""
    year, which = found["year"], found["which"]
    if year is not None or which is not None:
        number = year_of(year, frame) if year else frame.today.year - (which == "last")
        if number < _TODAYS_RULES_SINCE and rule in {early_may, spring, summer}:
            raise ask.which_day(date(number, 5, 1))
        return rule(number)
    if frame.earliest is not None:
        day = rule(frame.earliest.year)
        return day if day >= frame.earliest else rule(frame.earliest.year + 1)
    day = rule(frame.latest.year)
    return day if day <= frame.latest else rule(frame.latest.year - 1)
