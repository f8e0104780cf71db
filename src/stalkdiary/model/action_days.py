"""The days that somebody's words about an action name: granted, served, ending, promised for."""

import re
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from stalkdiary.errors import AnswerNeeded, InputRefused
from stalkdiary.model.action import Action, Days
from stalkdiary.model.moment import WEEKDAYS, Moment, Precision
from stalkdiary.model.timezone import zone

_WEEK: Final = len(WEEKDAYS)
_FAR: Final = 200
"""Years ahead from which no end of an order has still to come."""
_DAYS: Final = tuple(field.name for field in fields(Days))
_COUNTS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS: Final = {"a": 1, "an": 1} | {word: at for at, word in enumerate(_COUNTS, start=1)}
_OPENING: Final = re.compile(
    "^(?:by|before|on|until|till|no later than|ends?(?: on)?|expires?(?: on)?) +(?:the )?"
)
_SPAN: Final = re.compile(
    rf"(?:within|in|for|after)?(?: the next)? ?([0-9]{{1,4}}|{'|'.join(_NUMBERS)})"
    r"[ -](working )?(hour|day|week|month|year)s?(?:'s?)?(?: time)?(?: (?:from (?:then|now)))?"
)
_WEEKDAY: Final = re.compile(
    f"(?:this |next |the next |coming )?({'|'.join(WEEKDAYS)})", re.IGNORECASE
)


def days_of(action: Action) -> Days:
    """The days of an action: as they were understood when it was written, or understood now.

    What version 0.1 wrote is understood from the day on which the action was done, or written.
    """
    if action.days is not None:
        return action.days
    return _understood(action, _day(action.recorded_at, action.when.timezone), strictly=False)


def with_days(action: Action, now: datetime, before: Action | None = None) -> Action:
    """`action` with the days that its texts name, before it is written down.

    An order of which nobody said when it was happens on the day on which it was granted.

    Args:
        action: texts that name no day are kept as they are.
        now: the present, aware; relative words are relative to it.
        before: the action before it was changed. What its texts named stays as it was understood.

    Raises:
        AnswerNeeded: a day can be understood in two ways, or has not come and must have.
        InputRefused: the order would end, or be served, before it was made.
    """
    days = _understood(action, now.astimezone(zone(action.when.timezone)).date(), strictly=True)
    if before is not None:
        known = days_of(before)
        same = [name for name in _DAYS if getattr(action, name) == getattr(before, name)]
        days = replace(days, **{name: getattr(known, name) for name in same})
    _must_agree(days)
    when = action.when
    if action.kind == "order" and when.start is None and days.granted is not None:
        when = _whole_day(days.granted, when.timezone, action.granted or "")
    return replace(action, when=when, days=days if days != Days() else None)


def binds_on(order: Action, when: Moment) -> bool | None:
    """Whether an order was in force on the day of `when`; None where a day is not known."""
    days = days_of(order)
    day = when.day
    last = min(filter(None, (days.expires, days.discharged)), default=None)
    if day is None or (days.granted is None and last is None):
        return None
    if days.granted is not None and day < days.granted:
        return None if when.end is not None else False
    return last is None or day <= last


def day_ahead(text: str, start: date) -> date | None:
    """The day, not before `start`, that words such as "within 48 hours" or "3 October" name."""
    folded = _OPENING.sub("", _folded(text), count=1)
    words = {"today": start, "tomorrow": start + timedelta(days=1)}
    if folded in words:
        return words[folded]
    span = _SPAN.fullmatch(folded)
    if span is not None:
        return _after(start, *span.groups())
    weekday = _WEEKDAY.fullmatch(folded)
    if weekday is not None:
        ahead = [day.casefold() for day in WEEKDAYS].index(weekday[1].casefold()) - start.weekday()
        return start + timedelta(days=(ahead - 1) % _WEEK + 1)
    return _date(folded, start) if _is_date(folded) else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split()).rstrip(".")


def _is_date(text: str) -> bool:
    """Whether it can be a date of the calendar, which does not depend on the day it was said."""
    return bool(re.search("[0-9]", text)) and not re.search(
        r"\b(?:ago|last|past)\b", text.casefold()
    )


def _whole_day(day: date, timezone: str, said: str) -> Moment:
    return Moment(start=day.isoformat(), precision=Precision.DAY, timezone=timezone, said=said)


def _after(start: date, count: str, working: str | None, unit: str) -> date | None:
    from dateutil.relativedelta import relativedelta

    number = int(_NUMBERS.get(count, count))
    with suppress(OverflowError, ValueError):
        if working:
            return _working_days(start, number) if unit == "day" and number <= _FAR else None
        if unit == "hour":
            return start + timedelta(days=-(-number // 24))
        return start + relativedelta(**{f"{unit}s": number})  # type: ignore[arg-type]
    return None


def _working_days(start: date, number: int) -> date:
    day = start
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < WEEKDAYS.index("Saturday")
    return day


def _date(text: str, start: date) -> date | None:
    """A date of the calendar; one without a year is the first that is not before `start`."""
    from stalkdiary.model.moment_grammar import parse_end, parse_moment

    begins = _whole_day(start, "UTC", "")
    with suppress(ValueError, OverflowError):
        far = datetime(start.year + _FAR, 1, 1, tzinfo=UTC)
        with suppress(InputRefused, AnswerNeeded):
            end = parse_end(text, start=begins, now=far).end or ""
            return date.fromisoformat(end[:10])
        with suppress(InputRefused, AnswerNeeded):  # a date with a year, before the start
            return parse_moment(text, now=far, timezone="UTC").day
    return None


def _understood(action: Action, today: date, *, strictly: bool) -> Days:
    done = action.when.day
    granted = _day_past(action.granted, done or today, strictly=strictly)
    begins = granted or done or today
    found = {"granted": granted}
    for name in ("served", "varied", "discharged"):
        text = getattr(action, name)
        day = _day_past(text, today, strictly=strictly)
        if granted is not None and day is not None and _is_date(text):
            later = _date(_folded(text), granted)  # "5 May": the first one after it was made
            day = later if later is not None and granted <= later <= today else day
        found[name] = day
    found["expires"] = None if action.expires is None else day_ahead(action.expires, begins)
    found["due"] = None if action.due is None else day_ahead(action.due, done or today)
    return Days(**found)


def _day_past(text: str | None, today: date, *, strictly: bool) -> date | None:
    """The day that has come which a text names; None where it names none, as "at the hearing"."""
    from stalkdiary.model.moment_grammar import parse_moment

    if text is None:
        return None
    now = datetime.combine(today, time(23, 59), UTC)
    try:
        return parse_moment(text, now=now, timezone="UTC").day
    except AnswerNeeded:
        if strictly:
            raise
    except InputRefused:
        pass
    return None


def _must_agree(days: Days) -> None:
    if days.granted is None:
        return
    for day, verb in ((days.served, "have been served"), (days.expires, "end")):
        if day is not None and day < days.granted:
            raise InputRefused(
                f"The order would {verb} before it was made.",
                "Nothing was saved. Check the days, with their years.",
            )


def _day(utc: str, timezone: str) -> date:
    with suppress(ValueError):
        instant = datetime.fromisoformat(utc)
        with suppress(InputRefused):
            return instant.astimezone(zone(timezone)).date()
        return instant.date()
    return datetime.now(UTC).date()
