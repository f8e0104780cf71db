"""What is said when a time can't be taken as it was given: refusals, and questions to answer.

Every text between double quotes in an advice can be typed as it stands; a test types them.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from stalkdiary.errors import AnswerNeeded, InputRefused
from stalkdiary.model.moment import EARLIEST_YEAR, MONTHS, WEEKDAYS, Moment, date_words, day_words
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.model.timezone import UK_ZONES

_EXAMPLES: Final = (
    'These work: "yesterday 21:30", "last Tuesday about 6pm", "12 March 2025", "March 2025", '
    '"not sure".'
)
_MOST_QUOTED: Final = 58  # and the quotation marks
_ONE_DAY: Final = timedelta(days=1)


def not_understood(text: str) -> InputRefused:
    if not text.strip():
        return InputRefused("No date or time was given.", _EXAMPLES)
    quoted = shortened(on_one_line(text), _MOST_QUOTED)
    return InputRefused(f'"{quoted}" is not a date or time that the diary can read.', _EXAMPLES)


# Dates


def no_such_date(day: int, month: int, year: int | None) -> InputRefused:
    named = f"{day} {MONTHS[month - 1]}" + ("" if year is None else f" {year}")
    return InputRefused(
        f"There is no {named}.",
        'Check the day and the month. When the day is not known, give the month: "March 2025".',
    )


def no_such_day(number: int) -> InputRefused:
    return InputRefused(
        f"No month has a day {number}.",
        'Check the day. When it is not known, give the month: "March 2025".',
    )


def no_such_month(number: int) -> InputRefused:
    return InputRefused(
        f"There is no month {number}: dates are read with the day first.",
        'Type the day, the month, then the year, as in "3/4/2025" for 3 April 2025.',
    )


def too_early(year: int) -> InputRefused:
    return InputRefused(
        f"The year {year:04} is too early: the diary takes years from {EARLIEST_YEAR}.",
        'Check the year. A time of day has a colon, as in "yesterday 21:30".',
    )


def other_weekday(day: date, weekday: int) -> InputRefused:
    return InputRefused(
        f"{date_words(day)} is a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[weekday]}.",
        f'If the date is right, type "{date_words(day)}". If the weekday is right, check the date.',
    )


def today_or_a_week_ago(today: date) -> AnswerNeeded:
    name = WEEKDAYS[today.weekday()]
    return AnswerNeeded(
        f"Today is {name}. Was it today or a week ago?", f'Type "today" or "last {name}".'
    )


def which_day(example: date) -> AnswerNeeded:
    return AnswerNeeded(
        "Which day was it?",
        f'Type a day, such as "{date_words(example)}". When the day is not known, give the month, '
        f'"{MONTHS[example.month - 1]} {example.year}", or "not sure".',
    )


def which_dinner(day: date) -> AnswerNeeded:
    named = date_words(day)
    return AnswerNeeded(
        "Was that in the middle of the day or in the evening?",
        f'Type "{named} lunchtime" or "{named} evening".',
    )


def which_one(*choices: str) -> AnswerNeeded:
    """Asks which of some days or stretches of time is meant; each choice can be typed."""
    return AnswerNeeded("Which one was it?", f"Type {_either(choices)}.")


def about_which_days(day: date) -> AnswerNeeded:
    return _between("days", date_words(_not_too_early(day - _ONE_DAY)), date_words(day))


def about_which_months(first: date) -> AnswerNeeded:
    before = _not_too_early(first - _ONE_DAY)
    months = [f"{MONTHS[each.month - 1]} {each.year}" for each in (before, first)]
    return _between("months", *months)


def _between(unit: str, first: str, last: str) -> AnswerNeeded:
    return AnswerNeeded(
        f"Between which {unit} can it have been?",
        f'Type the first and the last, as in "between {first} and {last}". About goes with a '
        'time of day, as in "yesterday about 6pm".',
    )


def _not_too_early(day: date) -> date:
    return max(day, date(EARLIEST_YEAR, 1, 1))


# Times of day


def no_such_time(text: str) -> InputRefused:
    return InputRefused(
        f"{text} is not a time of day: hours go from 00 to 23, minutes from 00 to 59.",
        'Type a time as in "yesterday 21:30" or "yesterday 9.30pm". The end of a day is 00:00 of '
        "the next one.",
    )


def no_such_offset(text: str) -> InputRefused:
    return InputRefused(
        f"{text} is not the distance of a time zone from UTC.",
        'Leave it out when the clocks here showed that time, or type it as in "yesterday 21:30 '
        '+01:00".',
    )


def one_of(first: datetime, second: datetime, now: datetime, beside: str = "") -> AnswerNeeded:
    """Asks which of two wall clock times is meant; what has not come is taken a day earlier.

    `beside` is "about", "before" or "after" where that was said: it stays in what is offered.
    """
    asked = [moment - _ONE_DAY * (moment > now) for moment in (first, second)]
    days = [f" on {day_words(moment)}" for moment in asked]
    if days[0] == days[1]:
        days[0] = ""
    return AnswerNeeded(
        f"Was that {asked[0]:%H:%M}{days[0]} or {asked[1]:%H:%M}{days[1]}?",
        f'Type "{_typed_time(asked[0], beside)}" or "{_typed_time(asked[1], beside)}".',
    )


def both_with_am_or_pm(readings: Sequence[Moment] = ()) -> AnswerNeeded:
    """Asks for the half of the day of both ends of a span; `readings` are what it can mean."""
    advice = 'Type both times with am or pm, as in "yesterday 6pm to 7.30pm".'
    if readings:
        # An offset to the west alone would read as "until".
        told = (re.sub(" (?=-[0-9])", " UTC", each.in_words()) for each in readings)
        advice = f"Type {_either(told)}."
    return AnswerNeeded("Was that in the morning or in the evening?", advice)


def early_in_the_night(moment: datetime, now: datetime, beside: str = "") -> AnswerNeeded:
    """Asks for the date of an hour after midnight; `moment` has the date the night began on."""
    second = moment + _ONE_DAY
    while second > now:
        second -= _ONE_DAY
    return one_of(second - _ONE_DAY, second, now, beside)


def which_midnight(day: date, today: date) -> AnswerNeeded:
    choices = [
        f'"{date_words(end)} 00:00" for the night from {WEEKDAYS[(end - _ONE_DAY).weekday()]} to '
        f"{WEEKDAYS[end.weekday()]}"
        for end in (day, day + _ONE_DAY)
        if end <= today
    ]
    return AnswerNeeded(
        "Midnight can be the start or the end of a day.", f"Type {' or '.join(choices)}."
    )


def not_in_part(moment: datetime, part: str) -> InputRefused:
    when = "at night" if part == "night" else f"in the {part}"
    return InputRefused(
        f"{moment:%H:%M} is not {when}.",
        f'Check the time, or leave out the part of the day: "{_typed_time(moment)}".',
    )


def clocks_went_forward(naive: datetime, gap: timedelta) -> AnswerNeeded:
    return AnswerNeeded(
        f"There was no {naive:%H:%M} on {day_words(naive)}: the clocks went forward.",
        f'Type "{_typed_time(naive - gap)}" for the time before the change or '
        f'"{_typed_time(naive + gap)}" for the time after it.',
    )


def clocks_went_back(moments: tuple[datetime, ...], timezone: str) -> AnswerNeeded:
    first, second = (f"{_typed_time(m)} {_typed_offset(m, timezone)}" for m in moments)
    return AnswerNeeded(
        f"{moments[0]:%H:%M} came twice on {day_words(moments[0])}: the clocks went back.",
        f'Type "{first}" for the first or "{second}" for the second.',
    )


def no_summer_time(naive: datetime) -> AnswerNeeded:
    return AnswerNeeded(
        f"British Summer Time (BST) was not in use on {day_words(naive)}.",
        f'Type "{_typed_time(naive)}" for what the clocks showed.',
    )


# The future


def not_yet(moment: Moment) -> AnswerNeeded:
    words = moment.in_words().removesuffix(", time not known").removesuffix(", day not known")
    return AnswerNeeded(f"{words} has not come yet.", "Check the day, the month and the year.")


def year_not_yet(year: int) -> AnswerNeeded:
    return AnswerNeeded(
        f"The year {year} has not come yet.",
        'Check the year. A time of day has a colon, as in "yesterday 21:30".',
    )


def not_yet_today(naive: datetime) -> AnswerNeeded:
    return AnswerNeeded(
        f"{naive:%H:%M} today has not come yet.",
        f'If it was yesterday, type "yesterday {naive:%H:%M}".',
    )


def part_not_yet(part: str) -> AnswerNeeded:
    return AnswerNeeded(
        f"It is not {part} yet today." if part != "night" else "Tonight has not come yet.",
        f'If it was yesterday, type "yesterday {part}".',
    )


# The end


def end_before_start(moment: Moment, end: str) -> AnswerNeeded:
    return AnswerNeeded(
        f"The end, {end}, is before the start, {moment.in_words()}.",
        "Check both, and give the earlier one first.",
    )


def end_on_which_day(moment: Moment, end: datetime, now: datetime) -> AnswerNeeded:
    next_day = end + _ONE_DAY
    advice = "Check both times."
    if next_day <= now:
        advice = f'If it ended on the next day, give "{_typed_time(next_day)}" as the end.'
    return AnswerNeeded(f"{end:%H:%M} is before the start, {moment.in_words()}.", advice)


def end_needs_a_day() -> AnswerNeeded:
    return AnswerNeeded(
        "On which day did it end?", 'Give the end with its day, as in "12 March 2025 22:15".'
    )


def end_needs_a_start() -> AnswerNeeded:
    return AnswerNeeded(
        "There is an end, but the start is not known.",
        'Give the first day that it can have been as the start, as in "12 March 2025", or leave '
        "the end out.",
    )


def end_at_what_time() -> AnswerNeeded:
    return AnswerNeeded(
        "At what time did it end?",
        'Give the end as a time or a day, as in "yesterday 22:15", "yesterday" or "not sure".',
    )


def end_more_precise() -> AnswerNeeded:
    return AnswerNeeded(
        "The end has about a time, but the start has no time.",
        'Give both a time, as in "yesterday 18:00 to about 19:30", or the end without about.',
    )


def end_given_twice() -> AnswerNeeded:
    return AnswerNeeded(
        "There are two ends: the first time already has one.", "Give the end only once."
    )


def noticed_before(when: Moment, noticed: Moment) -> AnswerNeeded:
    return AnswerNeeded(
        f"It was noticed before it happened: {noticed.in_words()}, and {when.in_words()}.",
        "Nothing was saved. Check both times. When one of them is not known, leave it out.",
    )


def _either(choices: Iterable[str]) -> str:
    return " or ".join(f'"{choice}"' for choice in choices)


def _typed_time(moment: datetime, beside: str = "") -> str:
    clock = moment.time().isoformat("seconds" if moment.second else "minutes")
    return " ".join(filter(None, (date_words(moment), beside, clock)))


def _typed_offset(moment: datetime, timezone: str) -> str:
    offset = moment.isoformat(timespec="seconds")[19:]
    if timezone in UK_ZONES and offset in {"+00:00", "+01:00"}:
        return "BST" if offset == "+01:00" else "GMT"
    return f"UTC{offset}"
