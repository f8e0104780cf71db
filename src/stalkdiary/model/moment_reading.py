"""What the pieces of a time mean: dates, times of day, and how they come together.

The words are found by `moment_grammar`; here they meet the calendar, the clock and the time zone.
Nothing is moved to make it fit: what does not fit is refused or asked.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from datetime import timezone as fixed_zone
from re import Match
from typing import Final

from stalkdiary.model import moment_questions as ask
from stalkdiary.model.moment import EARLIEST_YEAR, MONTHS, WEEKDAYS, Moment, Precision
from stalkdiary.model.moment_clock import (
    HOURS_IN_DAY,
    MINUTES_IN_HOUR,
    NOON,
    SUMMER_TIME,
    SpokenTime,
    count_of,
    offset_of,
)
from stalkdiary.model.moment_frame import Calendar, Frame
from stalkdiary.model.timezone import UK_ZONES, skipped, wall_times

_SLACK: Final = timedelta(minutes=2)  # clocks differ
_TWO_DIGITS_BEGIN: Final = 70  # 70-99 are 19xx
_LEAP_YEARS_APART: Final = 8

DAYS_BACK: Final = {
    "tomorrow": -1,
    "today": 0,
    "earlier today": 0,
    "earlier": 0,
    **dict.fromkeys(("yesterday", "yday", "yest"), 1),
    "the day before yesterday": 2,
    "day before yesterday": 2,
}
_NIGHTS_BACK: Final = {
    **dict.fromkeys(("last night", "late last night", "earlier last night"), 1),
    "the night before last": 2,
}

DINNER: Final = "dinner time"
"""Not a part of the day: to some it is in the middle of it, to others in the evening."""

# The hours that a part of the day can name, counted from the start of its date.
_HOURS: Final = {
    "early hours": range(6),
    "morning": range(12),
    "lunchtime": range(11, 15),
    "afternoon": range(12, 19),
    "tea time": range(15, 20),
    "evening": range(16, 24),
    "night": range(18, 30),
}


# Dates: one function for each kind of row in the table of the grammar


def read_date(found: Match[str], frame: Frame) -> Calendar:
    given = found.groupdict()
    day, month = int(given["day"]), _month(given["month"])
    year = given.get("year")
    if year is None:
        read = _nearest(day, month, frame)
    else:
        read = _real_date(year_of(year, frame), month, day)
    return _on_weekday(read, found)


def _on_weekday(day: date, found: Match[str]) -> Calendar:
    """The day, on the weekday beside it if there is one."""
    weekday = found.groupdict().get("weekday")
    if weekday is not None and day.weekday() != index_of(WEEKDAYS, weekday):
        raise ask.other_weekday(day, index_of(WEEKDAYS, weekday))
    return Calendar(day)


def read_month(found: Match[str], frame: Frame) -> Calendar:
    month, given = _month(found["month"]), found.groupdict().get("year")
    if given is not None:
        year = year_of(given, frame)
    elif frame.earliest is not None:
        year = frame.earliest.year + (month < frame.earliest.month)
    else:
        year = frame.latest.year - (month > frame.latest.month)
    return Calendar(date(year, month, 1), Precision.MONTH)


def read_month_of(found: Match[str], frame: Frame) -> Calendar:
    """March last year; last March, which is asked about when March of this year has come."""
    month = _month(found["month"])
    year = frame.today.year - (month > frame.today.month)
    if found["last"] is None:
        year = frame.today.year - (found["which"] == "last")
    elif year == frame.today.year:
        raise ask.which_one(*(f"{MONTHS[month - 1]} {each}" for each in (year, year - 1)))
    return Calendar(date(year, month, 1), Precision.MONTH)


def read_year(found: Match[str], frame: Frame) -> Calendar:
    return _whole_year(year_of(found["year"], frame), frame)


def read_this_or_last(found: Match[str], frame: Frame) -> Calendar:
    last = found["which"] == "last"
    if found["unit"] == "year":
        return _whole_year(frame.today.year - last, frame)
    first = frame.today.replace(day=1)
    return Calendar((first - timedelta(days=1)).replace(day=1) if last else first, Precision.MONTH)


def read_day_word(found: Match[str], frame: Frame) -> Calendar:
    return Calendar(frame.today - timedelta(days=DAYS_BACK[found["word"]]))


def read_part_word(found: Match[str], frame: Frame) -> Calendar:
    """The day of "last night" or "this morning"; a night belongs to the day on which it begins."""
    return Calendar(frame.today - timedelta(days=_NIGHTS_BACK.get(found["word"], 0)))


def read_weekday(found: Match[str], frame: Frame) -> Calendar:
    """The last one before today; for a start, before the end: "between Monday and Wednesday"."""
    latest = min(frame.today, frame.latest)
    days = (latest.weekday() - index_of(WEEKDAYS, found["weekday"])) % len(WEEKDAYS)
    if days == 0 and found["last"] is None and latest == frame.today:
        raise ask.today_or_a_week_ago(frame.today)
    return Calendar(latest - timedelta(days=days or len(WEEKDAYS)))


def read_days_ago(found: Match[str], frame: Frame) -> Calendar:
    count, unit = count_of(found["count"]), found["unit"]
    first = back(frame.today, count, unit)
    if unit == "month":
        return Calendar(first.replace(day=1), Precision.MONTH)
    return Calendar(first)


def back(day: date, count: float, unit: str) -> date:
    """The date that many "day", "week", "fortnight", "month" or "year" before `day`."""
    from dateutil.relativedelta import relativedelta

    days = {"day": 1, "night": 1, "week": 7, "fortnight": 14}.get(unit, 0)
    months = {"month": 1, "year": 12}.get(unit, 0)
    read = day - relativedelta(days=days, months=months) * count
    _check_year(read.year)
    return read


def read_day_of_month(found: Match[str], frame: Frame) -> Calendar:
    """The 27th: the nearest that `Frame` describes, or that of this or of last month."""
    from dateutil.relativedelta import relativedelta

    day, which = int(found["day"]), found["which"]
    if which is not None:
        month = frame.today - relativedelta(months=which == "last")
        return _on_weekday(_real_date(month.year, month.month, day), found)
    begin = frame.earliest or frame.latest
    for months in range(3):  # no two neighbouring months lack a day
        month = begin + relativedelta(months=months if frame.earliest else -months)
        with suppress(ValueError):
            read = month.replace(day=day)
            if (read >= begin) if frame.earliest else (read <= begin):
                return _on_weekday(read, found)
    raise ask.no_such_day(day)


# Moments that are said without a date


def read_now(found: Match[str], frame: Frame) -> Moment:
    if found["just"] is None:
        return Moment.exact(frame.now, timezone=frame.timezone)
    return as_about(Moment.exact(frame.now.replace(second=0), timezone=frame.timezone))


def read_this_time(found: Match[str], frame: Frame) -> Moment:
    """About the same time by the clock, a day or a week back."""
    days = 1 if found["word"] == "yesterday" else len(WEEKDAYS)
    then = frame.now.replace(second=0, microsecond=0) - timedelta(days=days)
    return as_about(Moment.exact(then, timezone=frame.timezone))


def read_hours_ago(found: Match[str], frame: Frame) -> Moment:
    count = 0.5 if found["count"] == "half an" else count_of(found["count"])
    if found.groupdict().get("more") or found.groupdict().get("half"):
        count += 0.5
    minutes = count * (MINUTES_IN_HOUR if found["unit"].startswith("h") else 1)
    instant = frame.now.astimezone(UTC).replace(second=0, microsecond=0) - timedelta(
        minutes=minutes
    )
    return as_about(Moment.exact(instant, timezone=frame.timezone))


# How they come together


def whole(calendar: Calendar, part: str | None, frame: Frame) -> Moment:
    """A day, a part of a day, a month, or several days or months."""
    if part is not None and not calendar.is_one_day:
        whole(calendar, None, frame)  # it has come
        raise ask.which_day(calendar.first)
    if part == DINNER:
        raise ask.which_dinner(calendar.first)
    length = len("2026-11") if calendar.precision is Precision.MONTH else len("2026-11-20")
    start = calendar.first.isoformat()[:length]
    end = None
    if calendar.last is not None and calendar.first <= frame.today:
        end = min(calendar.last, frame.today).isoformat()[:length]
    moment = Moment(
        start=start,
        end=None if end == start else end,
        precision=calendar.precision if part is None else Precision.PART_OF_DAY,
        part=part,
        timezone=frame.timezone,
        within=calendar.within and end not in (None, start),
    )
    begins = datetime.combine(calendar.first, time(_HOURS[part].start if part else 0))
    if begins > frame.wall_now:
        raise ask.not_yet(moment) if calendar.is_said or not part else ask.part_not_yet(part)
    return moment


def timed(calendar: Calendar, clock: SpokenTime, part: str | None, frame: Frame) -> Moment:
    """A time on a day. A part of the day beside it has to agree, and settles morning or evening."""
    if clock.zone is None or clock.is_midnight or not calendar.is_one_day:
        whole(calendar, None, frame)  # it has come
    if not calendar.is_one_day:
        raise ask.which_day(calendar.first)
    if part == DINNER:
        raise ask.which_dinner(calendar.first)
    naive = _settled(calendar.first, clock, part, frame)
    instant = _instant(naive, clock.zone, frame)
    moment = Moment.exact(instant, timezone=frame.timezone)
    if not _has_come(instant, frame):
        alone = not calendar.is_said and clock.zone is None
        raise ask.not_yet_today(naive) if alone else ask.not_yet(moment)
    if clock.bound is not None:
        return _open(moment, clock.bound, part, frame)
    return as_about(moment) if clock.about else moment


def _open(moment: Moment, bound: str, part: str | None, frame: Frame) -> Moment:
    """Some time before or after a moment of a day; a night has the next day, too."""
    day = moment.start[: len("2026-11-20")] if moment.start else ""
    if bound == "before":
        precision = Precision.DAY
        return replace(moment, start=day, end=moment.start, precision=precision, within=True)
    last = date.fromisoformat(day)
    if part == "night" and last < frame.today:
        last += timedelta(days=1)
    return replace(moment, end=last.isoformat(), within=True)


def part_begins(part: str) -> int:
    """The earliest hour that a part of a day can name."""
    return _HOURS[part].start


def as_about(moment: Moment) -> Moment:
    return replace(moment, precision=Precision.ABOUT)


def _settled(day: date, clock: SpokenTime, part: str | None, frame: Frame) -> datetime:
    """What the clocks showed. Asks where two readings are left."""
    beside = clock.bound or ("about" if clock.about else "")
    if clock.is_midnight:
        raise ask.which_midnight(day, frame.today)
    halves = (clock.hour % NOON, clock.hour % NOON + NOON)
    if part is None:
        if clock.twelve:
            both = (clock.on(day, halves[0]), clock.on(day, halves[1]))
            raise ask.one_of(*both, frame.wall_now, beside)
        return clock.on(day)
    either = clock.twelve or (clock.by_part and clock.hour <= NOON)
    readings = halves if either else (clock.hour,)
    fitting = [hour for h in readings for hour in (h, h + HOURS_IN_DAY) if hour in _HOURS[part]]
    if not fitting:
        raise ask.not_in_part(clock.on(day, readings[-1]), part)
    if fitting[0] >= HOURS_IN_DAY:
        early = clock.on(day, fitting[0] - HOURS_IN_DAY)
        raise ask.early_in_the_night(early, frame.wall_now, beside)
    if either and fitting[0] == 0:  # twelve in the morning
        raise ask.one_of(clock.on(day, 0), clock.on(day, NOON), frame.wall_now, beside)
    return clock.on(day, fitting[0])


def _has_come(instant: datetime, frame: Frame) -> bool:
    # In UTC, because Python compares wall clocks within a zone, and they show an hour twice.
    return instant.astimezone(UTC) <= frame.now.astimezone(UTC) + _SLACK


def _instant(naive: datetime, offset: str | None, frame: Frame) -> datetime:
    if offset is None:
        moments = wall_times(naive, frame.timezone)
        if not moments:
            raise ask.clocks_went_forward(naive, skipped(naive, frame.timezone))
        come = [moment for moment in moments if _has_come(moment, frame)]
        if len(come) > 1:
            raise ask.clocks_went_back(moments, frame.timezone)
        return moments[0]
    instant = naive.replace(tzinfo=fixed_zone(offset_of(offset))).astimezone(frame.now.tzinfo)
    _check_year(instant.year)
    if offset == "bst" and frame.timezone in UK_ZONES and instant.utcoffset() != SUMMER_TIME:
        raise ask.no_summer_time(naive)
    return instant


def _nearest(day: int, month: int, frame: Frame) -> date:
    """The date without a year that `Frame` describes."""
    latest, earliest = frame.latest.year, frame.earliest
    years = range(latest, latest - _LEAP_YEARS_APART - 1, -1)
    if earliest is not None:
        years = range(earliest.year, earliest.year + _LEAP_YEARS_APART + 1)
    for year in years:
        with suppress(ValueError):
            read = date(year, month, day)
            if (read <= frame.latest) if earliest is None else (read >= earliest):
                return read
    raise ask.no_such_date(day, month, None)


def _real_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ask.no_such_date(day, month, year) from None


def _whole_year(year: int, frame: Frame) -> Calendar:
    first = date(year, 1, 1)
    last = first.replace(month=frame.today.month if year == frame.today.year else len(MONTHS))
    return Calendar(first, Precision.MONTH, last if last > first else None)


def year_of(text: str, frame: Frame) -> int:
    year = int(text)
    if len(text) == len("26"):
        year += 1900 if year >= _TWO_DIGITS_BEGIN else 2000
    _check_year(year)
    if year > frame.today.year + 1:  # the turn of the year differs between zones
        raise ask.year_not_yet(year)
    return year


def _check_year(year: int) -> None:
    if year < EARLIEST_YEAR:
        raise ask.too_early(year)


def _month(text: str) -> int:
    if not text.isdigit():
        return index_of(MONTHS, text) + 1
    if not 1 <= int(text) <= len(MONTHS):
        raise ask.no_such_month(int(text))
    return int(text)


def index_of(names: tuple[str, ...], text: str) -> int:
    """The place of a name among `names` by its first three letters."""
    return next(i for i, name in enumerate(names) if name[:3].lower() == text[:3])
