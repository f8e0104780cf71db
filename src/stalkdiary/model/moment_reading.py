"""What the pieces of a time mean: dates, times of day, and how they come together.

The words are found by `moment_grammar`; here they meet the calendar, the clock and the time zone.
Nothing is moved to make it fit: what does not fit is refused or asked.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from datetime import timezone as fixed_zone
from re import Match
from typing import Final

from stalkdiary.model import moment_questions as ask
from stalkdiary.model.moment import EARLIEST_YEAR, MONTHS, WEEKDAYS, Moment, Precision
from stalkdiary.model.timezone import UK_ZONES, skipped, wall_times

_SLACK: Final = timedelta(minutes=2)  # clocks differ
_TWO_DIGITS_BEGIN: Final = 70  # 70-99 are 19xx
_LEAP_YEARS_APART: Final = 8
_NOON: Final = 12
_SUMMER: Final = timedelta(hours=1)
_OFFSETS: Final = {"gmt": timedelta(), "utc": timedelta(), "z": timedelta(), "bst": _SUMMER}
_LARGEST_OFFSET: Final = timedelta(hours=14)

_NUMBERS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_MINUTES: Final = {"half": 30, "quarter": 15, "twenty": 20, "twenty-five": 25, "twenty five": 25}
_DAYS_BACK: Final = {"tomorrow": -1, "today": 0, "yesterday": 1, "the day before yesterday": 2}

# The hours that a part of the day can name, counted from the start of its date.
_HOURS: Final = {
    "morning": range(12),
    "afternoon": range(12, 19),
    "evening": range(16, 24),
    "night": range(18, 30),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What relative words are relative to.

    Attributes:
        now: the present in the time zone.
        timezone: the IANA name of the zone.
        latest: dates without a year are the most recent ones not after this day.
    """

    now: datetime
    timezone: str
    latest: date

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def wall_now(self) -> datetime:
        """What the clocks of the zone show, without the zone."""
        return self.now.replace(tzinfo=None, fold=0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A day, a month or a year, by its first day; `last` is the first day of its last month."""

    first: date
    precision: Precision = Precision.DAY
    last: date | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day as it was said.

    Attributes:
        twelve: it was said without am or pm, so it has two readings.
        by_part: it is 24-hour time alone, but of the 12-hour clock beside a part of the day.
        is_midnight: it was said by that name.
        zone: the zone beside it: "gmt", "utc", "bst", "z" or an offset.
    """

    hour: int
    minute: int = 0
    second: int = 0
    twelve: bool = False
    by_part: bool = False
    is_midnight: bool = False
    about: bool = False
    zone: str | None = None

    def on(self, day: date, hour: int | None = None) -> datetime:
        at = time(self.hour if hour is None else hour, self.minute, self.second)
        return datetime.combine(day, at)


# Dates: one function for each kind of row in the table of the grammar


def read_date(found: Match[str], frame: Frame) -> Calendar:
    given = found.groupdict()
    day, month = int(given["day"]), _month(given["month"])
    if given["year"] is None:
        read = _most_recent(day, month, frame.latest)
    else:
        read = _real_date(_year(given["year"], frame), month, day)
    weekday = given.get("weekday")
    if weekday is not None and read.weekday() != _weekday(weekday):
        raise ask.other_weekday(read, _weekday(weekday))
    return Calendar(read)


def read_month(found: Match[str], frame: Frame) -> Calendar:
    month, given = _month(found["month"]), found.groupdict().get("year")
    if given is not None:
        year = _year(given, frame)
    else:
        year = frame.latest.year - (month > frame.latest.month)
    return Calendar(date(year, month, 1), Precision.MONTH)


def read_year(found: Match[str], frame: Frame) -> Calendar:
    return _whole_year(_year(found["year"], frame), frame)


def read_this_or_last(found: Match[str], frame: Frame) -> Calendar:
    last = found["which"] == "last"
    if found["unit"] == "year":
        return _whole_year(frame.today.year - last, frame)
    first = frame.today.replace(day=1)
    return Calendar(
        (first - timedelta(days=1)).replace(day=1) if last else first, Precision.MONTH
    )


def read_day_word(found: Match[str], frame: Frame) -> Calendar:
    return Calendar(frame.today - timedelta(days=_DAYS_BACK[found["word"]]))


def read_part_word(found: Match[str], frame: Frame) -> Calendar:
    if found["word"] == "last night":
        return Calendar(frame.today - timedelta(days=1), part="night")
    return Calendar(frame.today, part=found["part"] or "night")


def read_weekday(found: Match[str], frame: Frame) -> Calendar:
    back = (frame.today.weekday() - _weekday(found["weekday"])) % len(WEEKDAYS)
    if back == 0 and found["last"] is None:
        raise ask.today_or_a_week_ago(frame.today)
    return Calendar(frame.today - timedelta(days=back or len(WEEKDAYS)))


def read_week(_found: Match[str], frame: Frame) -> Calendar:
    raise ask.which_day(frame.today - timedelta(days=1))


def read_days_ago(found: Match[str], frame: Frame) -> Calendar:
    from dateutil.relativedelta import relativedelta

    count, unit = _count(found["count"]), found["unit"]
    try:
        read = frame.today - relativedelta(
            days=count * {"day": 1, "week": len(WEEKDAYS)}.get(unit, 0),
            months=count if unit == "month" else 0,
        )
    except (ValueError, OverflowError):
        raise ask.too_early(0) from None
    _check_year(read.year)
    if unit == "month":
        return Calendar(read.replace(day=1), Precision.MONTH)
    return Calendar(read)


# Moments that are said without a date


def read_now(found: Match[str], frame: Frame) -> Moment:
    moment = Moment.exact(frame.now, timezone=frame.timezone)
    return _about(moment) if found["just"] else moment


def read_hours_ago(found: Match[str], frame: Frame) -> Moment:
    count = 0.5 if found["count"] == "half an" else _count(found["count"])
    minutes = count * (60 if found["unit"].startswith("h") else 1)
    instant = frame.now.astimezone(UTC).replace(second=0) - timedelta(minutes=minutes)
    return _about(Moment.exact(instant, timezone=frame.timezone))


# Times of day


def read_24_hours(found: Match[str]) -> Clock:
    second = found.groupdict().get("second")
    by_part = second is None and not found["hour"].startswith("0")
    return _clock(found, found["minute"], second or "0", by_part=by_part)


def read_with_point(found: Match[str]) -> Clock:
    # 9.30 is how people write both halves of the day; 09.30 and 21.30 are not.
    twelve = len(found["hour"]) == 1 and found["hour"] != "0"
    clock = _clock(found, found["minute"], by_part=not found["hour"].startswith("0"))
    return _twelve(clock) if twelve else clock


def read_12_hours(found: Match[str]) -> Clock:
    """A time with or without am or pm: "9.30pm", "nine o'clock", "6"."""
    return _in_half(_clock(found, found["minute"] or "0"), found["half"], found[0])


def read_past(found: Match[str]) -> Clock:
    """Half past, quarter to."""
    words = found["minutes"]
    minutes = _MINUTES.get(words) or _count(words)
    clock = _in_half(_clock(found, "0"), found["half"], found[0])
    total = (clock.hour * 60 + (minutes if found["side"] == "past" else -minutes)) % (24 * 60)
    # Quarter to one, without am or pm, is again an hour of the twelve-hour clock.
    hour = total // 60 or (_NOON if clock.twelve else 0)
    return Clock(hour=hour, minute=total % 60, twelve=clock.twelve)


def read_noon(_found: Match[str]) -> Clock:
    return Clock(hour=_NOON)


def read_midnight(_found: Match[str]) -> Clock:
    return Clock(hour=0, is_midnight=True)


# How they come together


def whole(calendar: Calendar, part: str | None, frame: Frame) -> Moment:
    """A day, a part of a day, a month or a year."""
    part = calendar.part or part
    is_month = calendar.precision is Precision.MONTH
    if part is not None and is_month:
        raise ask.which_day(calendar.first)
    length = len("2026-11") if is_month else len("2026-11-20")
    moment = Moment(
        start=calendar.first.isoformat()[:length],
        end=None if calendar.last is None else calendar.last.isoformat()[:length],
        precision=calendar.precision if part is None else Precision.PART_OF_DAY,
        part=part,
        timezone=frame.timezone,
        said="",
    )
    begins = datetime.combine(calendar.first, time(_HOURS[part].start if part else 0))
    if begins > frame.wall_now:
        raise ask.not_yet(moment.in_words())
    return moment


def timed(calendar: Calendar, clock: Clock, part: str | None, frame: Frame) -> Moment:
    """A time on a day. `part` agrees with it and settles morning or evening."""
    day, part = calendar.first, calendar.part or part
    if calendar.precision is Precision.MONTH:
        raise ask.which_day(day)
    if day > frame.today:
        raise ask.not_yet(whole_day_words(day, frame))
    naive = _settled(day, clock, part, frame)
    moment = Moment.exact(_instant(naive, clock.zone, frame), timezone=frame.timezone)
    return _about(moment) if clock.about else moment


def is_future(moment: Moment, frame: Frame) -> bool:
    return moment.start is not None and datetime.fromisoformat(moment.start) > frame.now + _SLACK
