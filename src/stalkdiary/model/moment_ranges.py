"""Times that are said loosely: early November, a few weeks ago, the week of the 9th, last summer.

Each is several days or months, wide enough for what people mean by it, and the moment lies
somewhere within. None is ever a single day, unless no other day is left.
"""

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, timedelta
from re import Match
from typing import Final

from stalkdiary.model import moment_questions as ask
from stalkdiary.model.moment import WEEKDAYS, Moment, Precision
from stalkdiary.model.moment_clock import MINUTES_IN_HOUR, count_of
from stalkdiary.model.moment_frame import Calendar, Frame
from stalkdiary.model.moment_reading import (
    as_about,
    back,
    index_of,
    read_date,
    read_month,
    read_this_or_last,
    read_year,
)

_WEEK: Final = len(WEEKDAYS)

_COUNTS: Final = {"couple": (1, 3), "few": (2, 6), "several": (3, 9)}
"""From how many to how many each of these words can mean."""

_THIRDS: Final = {
    **dict.fromkeys(("early", "beginning", "start"), 0),
    **dict.fromkeys(("mid", "middle"), 1),
    **dict.fromkeys(("late", "end"), 2),
}
_MONTHS_OF_THIRD: Final = 4
_DAYS_OF_THIRD: Final = 10

_PLACES: Final = ("1st", "first", "2nd", "second", "3rd", "third", "4th", "fourth")
_SATURDAY: Final = 5

_SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""The month in which each begins; it has three."""


# Some time ago


def read_weeks_ago(found: Match[str], frame: Frame) -> Calendar:
    """2 weeks ago: the week around that day, for nobody who says so means the day itself."""
    around = back(frame.today, count_of(found["count"]), found["unit"])
    half = timedelta(days=_WEEK // 2)
    return _between(around - half, around + half)


def read_vague_ago(found: Match[str], frame: Frame) -> Calendar:
    least, most = _COUNTS[found["vague"]]
    return _between(back(frame.today, most, found["unit"]), back(frame.today, least, found["unit"]))


def read_vague_long_ago(found: Match[str], frame: Frame) -> Calendar:
    """A few months or years ago; of one or two years ago, half a year to both sides."""
    vague, unit = found["vague"], found["unit"]
    if vague is None:
        around = back(frame.today, count_of(found["count"]), unit)
        first, last = back(around, 6, "month"), back(around, -6, "month")
    else:
        first, last = (back(frame.today, count, unit) for count in reversed(_COUNTS[vague]))
    return _months(first, last)


def read_either_ago(found: Match[str], frame: Frame) -> Calendar:
    """Two or three weeks ago, a week or two ago: from the one to the other; a week or so is both.

    Weeks and years are as wide as in "2 weeks ago" and "2 years ago".
    """
    least = count_of(found["count"] or "one")
    most = least + 1 if found["most"] == "so" else count_of(found["most"])
    return _ago(min(least, most), max(least, most), found["unit"], frame)


def read_about_ago(found: Match[str], frame: Frame) -> Calendar:
    """About 3 days or months ago: a quarter of the number to both sides, and at least one."""
    count = count_of(found["count"])
    beside = -(-count // 4)
    return _ago(max(count - beside, 0), count + beside, found["unit"], frame)


def _ago(least: float, most: float, unit: str, frame: Frame) -> Calendar:
    first, last = back(frame.today, most, unit), back(frame.today, least, unit)
    if unit == "year":
        first, last = back(first, 6, "month"), back(last, -6, "month")
    if unit in {"month", "year"}:
        return _months(first, last)
    half = timedelta(days=0 if unit == "day" else _WEEK // 2)
    return _between(first - half, last + half)


def read_weekdays_ago(found: Match[str], frame: Frame) -> Calendar:
    """Three Fridays ago: the third before today."""
    days = (frame.today.weekday() - index_of(WEEKDAYS, found["weekday"])) % _WEEK or _WEEK
    return Calendar(back(frame.today - timedelta(days=days), count_of(found["count"]) - 1, "week"))


def read_vague_hours_ago(found: Match[str], frame: Frame) -> Moment:
    unit = MINUTES_IN_HOUR if found["unit"].startswith("h") else 1
    now = frame.now.astimezone(UTC).replace(second=0, microsecond=0)
    counts = _COUNTS.get(found["vague"]) or (count_of(found["count"]), count_of(found["most"]))
    ends = (now - timedelta(minutes=unit * count) for count in sorted(counts, reverse=True))
    first, last = (Moment.exact(end, timezone=frame.timezone) for end in ends)
    return replace(as_about(first), end=last.start, within=True)


def read_recently(found: Match[str], frame: Frame) -> Calendar:
    unit, vague = found["unit"], found["vague"]
    count = _COUNTS[vague][1] if vague else count_of(found["count"] or "one")
    first = back(frame.today, count, unit)
    if unit in {"month", "year"}:
        return _months(first, frame.today)
    return _between(first, frame.today)


def read_the_other_day(_found: Match[str], frame: Frame) -> Calendar:
    raise ask.about_which_days(frame.today - timedelta(days=2))


def read_long_ago(_found: Match[str], frame: Frame) -> Calendar:
    raise ask.about_which_months(frame.today.replace(day=1))


# Weeks and weekends: a week begins on Monday


def read_week(found: Match[str], frame: Frame) -> Calendar:
    weeks = {"last week": 1, "the week before last": 2}.get(found["week"], 0)
    return _week_of(frame.today - timedelta(weeks=weeks))


def read_week_of(found: Match[str], frame: Frame) -> Calendar:
    """The week of a date; that commencing or ending with it; the weekend of that week."""
    day = read_date(found, frame).first
    which = found["which"]
    if which == "weekend":
        sunday = _week_of(day).first + timedelta(days=_WEEK - 1)
        return _between(sunday - timedelta(days=1), sunday)
    if which == "of":
        return _week_of(day)
    first = day - timedelta(days=_WEEK - 1) if which == "ending" else day
    return _between(first, first + timedelta(days=_WEEK - 1))


def read_day_of_week(found: Match[str], frame: Frame) -> Calendar:
    """Tuesday last week, the Tuesday before last, a week last Tuesday."""
    weekday, which = index_of(WEEKDAYS, found["weekday"]), found["which"]
    if which in {"this", "last"}:
        weeks = timedelta(weeks=which == "last")
        return Calendar(_week_of(frame.today - weeks).first + timedelta(days=weekday))
    days = (frame.today.weekday() - weekday) % _WEEK or _WEEK
    return Calendar(frame.today - timedelta(days=days + _WEEK))


def read_week_ago(found: Match[str], frame: Frame) -> Calendar:
    """A week ago today, or a fortnight ago yesterday."""
    day = frame.today - timedelta(days=found["day"] == "yesterday")
    return Calendar(back(day, count_of(found["count"]), found["unit"]))


def read_weekend(found: Match[str], frame: Frame) -> Calendar:
    """Saturday and Sunday; at a weekend, "the weekend" can be this one or the last."""
    is_weekend = frame.today.weekday() >= _WEEK - 2
    back_to = (frame.today.weekday() - (_WEEK - 2)) % _WEEK
    saturday = frame.today - timedelta(days=back_to)
    if found["before"] is not None:
        weeks = 1 + is_weekend
    elif is_weekend and found["weekend"] not in {"this", "last"}:
        raise ask.which_one("this weekend", "last weekend")
    else:
        weeks = int(is_weekend and found["weekend"] == "last")
    saturday -= timedelta(weeks=weeks)
    return _between(saturday, saturday + timedelta(days=1))


# Parts of months and years


def read_nth_of_month(found: Match[str], frame: Frame) -> Calendar:
    """The first Monday in October, its last weekend; its first week is its first seven days."""
    month = read_month(found, frame).first
    read = _nth(found, month)
    if read.first > frame.latest and found["year"] is None:
        read = _nth(found, month.replace(year=month.year - 1))
    return read


def _nth(found: Match[str], month: date) -> Calendar:
    _, length = monthrange(month.year, month.month)
    first = month.replace(day=length - _WEEK + 1)
    if found["nth"] != "last":
        first = month.replace(day=1 + _PLACES.index(found["nth"]) // 2 * _WEEK)
    if found["unit"] == "week":
        return _between(first, first + timedelta(days=_WEEK - 1))
    weekday = _SATURDAY if found["unit"] else index_of(WEEKDAYS, found["weekday"])
    day = first + timedelta(days=(weekday - first.weekday()) % _WEEK)
    return _between(day, day + timedelta(days=1)) if found["unit"] else Calendar(day)


def read_part_of_month(found: Match[str], frame: Frame) -> Calendar:
    """Early, mid or late November: the first ten days, the next ten, the rest."""
    this_or_last = found["unit"] is not None
    month = (read_this_or_last if this_or_last else read_month)(found, frame).first
    third = _THIRDS[found["third"]]
    first = month.replace(day=1 + third * _DAYS_OF_THIRD)
    if first > frame.latest and not this_or_last and found["year"] is None:
        first = first.replace(year=first.year - 1)
    _, length = monthrange(first.year, first.month)
    ends = (_DAYS_OF_THIRD, 2 * _DAYS_OF_THIRD, length)
    return _between(first, first.replace(day=ends[third]))


def read_part_of_year(found: Match[str], frame: Frame) -> Calendar:
    """Early, mid or late 2025: four months each."""
    read = read_this_or_last if found["unit"] is not None else read_year
    first = read(found, frame).first.replace(month=1 + _MONTHS_OF_THIRD * _THIRDS[found["third"]])
    return _months(first, first.replace(month=first.month + _MONTHS_OF_THIRD - 1))


def read_season(found: Match[str], frame: Frame) -> Calendar:
    """A season: three months; a winter of one year ends in the next, and so is asked about."""
    season, year = found["season"], found["year"]
    begins = _SEASONS[season]
    if year is None:
        latest = frame.latest.year - (begins > frame.latest.month)
        if found["which"] == "last" and latest == frame.today.year:
            raise ask.which_one(f"{season} {latest}", f"{season} {latest - 1}")
    else:
        latest = read_year(found, frame).first.year
        if season == "winter" and found["next"] is None:
            raise ask.which_one(
                *(
                    f"winter {first} to {first + 1}"
                    for first in (latest - 1, latest)
                    if date(first, begins, 1) <= frame.today
                )
            )
    first = date(latest, begins, 1)
    return _months(first, first + timedelta(days=62))


def _between(first: date, last: date) -> Calendar:
    return Calendar(first, last=last, within=True)


def _months(first: date, last: date) -> Calendar:
    months = (first.replace(day=1), last.replace(day=1))
    return Calendar(months[0], Precision.MONTH, last=months[1], within=True)


def _week_of(day: date) -> Calendar:
    monday = day - timedelta(days=day.weekday())
    return _between(monday, monday + timedelta(days=_WEEK - 1))
