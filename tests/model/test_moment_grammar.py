"""What may be typed for a time: every form, every question, every refusal."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stalkdiary.errors import AnswerNeeded, InputRefused, StalkdiaryError
from stalkdiary.model.moment import MONTHS, WEEKDAYS, Moment, Precision
from stalkdiary.model.moment_grammar import parse_end, parse_moment

LONDON = "Europe/London"
ZONES: Final = (LONDON, "Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
NOW = datetime(2026, 11, 22, 16, 0, 37, tzinfo=ZoneInfo(LONDON))  # a Sunday
SLACK = timedelta(minutes=2)


def read(text: str, timezone: str = LONDON) -> Moment:
    return parse_moment(text, now=NOW, timezone=timezone)


def local(instant: str) -> str:
    """A London time with its offset: "2026-11-20 21:30"."""
    moment = datetime.fromisoformat(instant).replace(tzinfo=ZoneInfo(LONDON))
    return moment.isoformat(timespec="seconds")


DAYS = {
    "2026-11-20": "2026-11-20",
    "Friday 2026-11-20": "2026-11-20",
    "3/4/2026": "2026-04-03",
    "03.04.2026": "2026-04-03",
    "3-4-26": "2026-04-03",
    "3/4/99": "1999-04-03",
    "3/4": "2026-04-03",
    "23/11": "2025-11-23",
    "22/11": "2026-11-22",
    "29/2": "2024-02-29",
    "Fri 20/11/2026": "2026-11-20",
    "12 March": "2026-03-12",
    "12 december": "2025-12-12",
    "12th March 2026": "2026-03-12",
    "on the 12th of March 2026": "2026-03-12",
    "March 12": "2026-03-12",
    "Mar 12 2026": "2026-03-12",
    "March 12th, 2026": "2026-03-12",
    "12 Mar 26": "2026-03-12",
    "Thursday 12 March 2026": "2026-03-12",
    "Thurs, 12 March": "2026-03-12",
    " THURSDAY\t12  MARCH 2026 . ": "2026-03-12",
    "today": "2026-11-22",
    "yesterday": "2026-11-21",
    "the day before yesterday": "2026-11-20",
    "Tuesday": "2026-11-17",
    "on tues": "2026-11-17",
    "last Tuesday": "2026-11-17",
    "last Sunday": "2026-11-15",
    "3 days ago": "2026-11-19",
    "three days ago": "2026-11-19",
    "a day ago": "2026-11-21",
    "a week ago": "2026-11-15",
    "2 weeks ago": "2026-11-08",
    "1 January 1900": "1900-01-01",
}


@pytest.mark.parametrize(("text", "start"), DAYS.items())
def test_days(text: str, start: str) -> None:
    moment = read(text)
    assert (moment.start, moment.end, moment.precision) == (start, None, Precision.DAY)


TIMES = {
    "2026-11-20T21:30": "2026-11-20 21:30",
    "2026-11-20 21:30": "2026-11-20 21:30",
    "2026-11-20T21:30:15.000Z": "2026-11-20 21:30:15",
    "2026-11-20T21:30:00+01:00": "2026-11-20 20:30",
    "2026-11-20T11:30-05:00": "2026-11-20 16:30",
    "2026-11-20 11:30:00-0500": "2026-11-20 16:30",
    "12 March 2026 at 9pm": "2026-03-12 21:00",
    "12 March 2026, 9.30 p.m.": "2026-03-12 21:30",
    "9:30pm on 12 March": "2026-03-12 21:30",
    "yesterday 21.30": "2026-11-21 21:30",
    "yesterday 09.30": "2026-11-21 09:30",
    "yesterday 2130 hrs": "2026-11-21 21:30",
    "2130hrs yesterday": "2026-11-21 21:30",
    "yesterday at 9.30 hrs": "2026-11-21 09:30",
    "yesterday at nine pm": "2026-11-21 21:00",
    "yesterday at noon": "2026-11-21 12:00",
    "midday": "2026-11-22 12:00",
    "12pm": "2026-11-22 12:00",
    "12.30am": "2026-11-22 00:30",
    "yesterday 21:30pm": "2026-11-21 21:30",
    "half past nine pm yesterday": "2026-11-21 21:30",
    "quarter to ten last night": "2026-11-21 21:45",
    "twenty-five past nine am": "2026-11-22 09:25",
    "quarter to one am": "2026-11-22 00:45",
    "9 o'clock in the evening yesterday": "2026-11-21 21:00",
    "nine o’clock am": "2026-11-22 09:00",
    "06:00": "2026-11-22 06:00",
    "9:30": "2026-11-22 09:30",
    "0:05": "2026-11-22 00:05",
    "last night at 11pm": "2026-11-21 23:00",
    "last night 10:30": "2026-11-21 22:30",
    "this morning at 8": "2026-11-22 08:00",
    "7 yesterday evening": "2026-11-21 19:00",
    "at 7 in the evening on Tuesday": "2026-11-17 19:00",
    "Tuesday evening 7.15": "2026-11-17 19:15",
    "yesterday afternoon at half past 12": "2026-11-21 12:30",
    "17 June 2025 18:00 BST": "2025-06-17 18:00",
    "17 June 2025 18:00 GMT": "2025-06-17 19:00",
    "17 June 2025 18:00z": "2025-06-17 19:00",
    "17 June 2025 18:00 UTC+02:00": "2025-06-17 17:00",
    "16:02": "2026-11-22 16:02",
}


@pytest.mark.parametrize(("text", "start"), TIMES.items())
def test_times(text: str, start: str) -> None:
    moment = read(text)
    assert (moment.start, moment.end, moment.precision) == (local(start), None, Precision.EXACT)


ABOUT = {
    "12 March 2025 about 6pm": "2025-03-12 18:00",
    "12 March 2025 ~6pm": "2025-03-12 18:00",
    "last Tuesday about 6pm": "2026-11-17 18:00",
    "around 18:00 yesterday": "2026-11-21 18:00",
    "yesterday at approximately 18:00": "2026-11-21 18:00",
    "last night about 10:30": "2026-11-21 22:30",
    "2 hours ago": "2026-11-22 14:00",
    "about an hour ago": "2026-11-22 15:00",
    "half an hour ago": "2026-11-22 15:30",
    "20 minutes ago": "2026-11-22 15:40",
    "17 hours ago": "2026-11-21 23:00",
    "just now": "2026-11-22 16:00",
}


@pytest.mark.parametrize(("text", "start"), ABOUT.items())
def test_about(text: str, start: str) -> None:
    moment = read(text)
    assert (moment.start, moment.end, moment.precision) == (local(start), None, Precision.ABOUT)


def test_the_present_is_not_the_future_in_the_hour_that_comes_twice() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo(LONDON), fold=1)
    assert parse_moment("01:29 GMT", now=second).start == "2026-10-25T01:29:00+00:00"
    first = second.replace(fold=0)
    with pytest.raises(AnswerNeeded, match="not come yet"):
        parse_moment("01:29 GMT", now=first)


def test_now_is_now() -> None:
    assert read("now") == Moment.exact(NOW, timezone=LONDON, said="now")


@pytest.mark.parametrize(
    ("text", "day", "part"),
    [
        ("this morning", "2026-11-22", "morning"),
        ("this afternoon", "2026-11-22", "afternoon"),
        ("last night", "2026-11-21", "night"),
        ("yesterday evening", "2026-11-21", "evening"),
        ("Tuesday night", "2026-11-17", "night"),
        ("12 March evening", "2026-03-12", "evening"),
        ("the evening of 3 March", "2026-03-03", "evening"),
        ("yesterday in the morning", "2026-11-21", "morning"),
    ],
)
def test_parts_of_a_day(text: str, day: str, part: str) -> None:
    moment = read(text)
    assert (moment.start, moment.precision, moment.part) == (day, Precision.PART_OF_DAY, part)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-11", "2026-11", None),
        ("March 2025", "2025-03", None),
        ("in December", "2025-12", None),
        ("last month", "2026-10", None),
        ("3 months ago", "2026-08", None),
        ("2019", "2019-01", "2019-12"),
        ("in 2026", "2026-01", "2026-11"),
        ("last year", "2025-01", "2025-12"),
        ("from March to May 2025", "2025-03", "2025-05"),
        ("from 2019 to 2020", "2019-01", "2020-12"),
    ],
)
def test_months_and_years(text: str, start: str, end: str | None) -> None:
    moment = read(text)
    assert (moment.start, moment.end, moment.precision) == (start, end, Precision.MONTH)


@pytest.mark.parametrize(
    "text", ["not sure", "Don't know", "I don’t know.", "unknown", "no idea", "?", "skip"]
)
def test_not_knowing_is_an_answer(text: str) -> None:
    moment = read(text)
    assert (moment.start, moment.precision, moment.said) == (None, Precision.UNKNOWN, text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("between 18:00 and 19:30 yesterday", "2026-11-21 18:00", "2026-11-21 19:30"),
        ("yesterday between 18:00 and 19:30", "2026-11-21 18:00", "2026-11-21 19:30"),
        ("yesterday 18:00 to 19:30", "2026-11-21 18:00", "2026-11-21 19:30"),
        ("yesterday 18:00-19:30", "2026-11-21 18:00", "2026-11-21 19:30"),
        ("yesterday 18:00 – 19:30", "2026-11-21 18:00", "2026-11-21 19:30"),
        ("2026-11-20 18:00-19:30", "2026-11-20 18:00", "2026-11-20 19:30"),
        ("yesterday between 6 and 7pm", "2026-11-21 18:00", "2026-11-21 19:00"),
        ("6:30 to 7pm yesterday", "2026-11-21 18:30", "2026-11-21 19:00"),
        ("yesterday evening 7 to 9", "2026-11-21 19:00", "2026-11-21 21:00"),
        ("last night 9 to 10pm", "2026-11-21 21:00", "2026-11-21 22:00"),
        ("17 June 2025 18:00 to 19:00 GMT", "2025-06-17 19:00", "2025-06-17 20:00"),
        ("17 June 2025 18:00 GMT to 19:00", "2025-06-17 19:00", "2025-06-17 20:00"),
        ("from 23:50 on Friday to 00:10 on Saturday", "2026-11-20 23:50", "2026-11-21 00:10"),
        ("yesterday from quarter to six pm to 19:00", "2026-11-21 17:45", "2026-11-21 19:00"),
    ],
)
def test_spans_of_time(text: str, start: str, end: str) -> None:
    moment = read(text)
    assert (moment.start, moment.end) == (local(start), local(end))
    assert moment.precision is Precision.EXACT


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("from 3 March to 9 March 2026", "2026-03-03", "2026-03-09"),
        ("from 3 to 9 March 2026", "2026-03-03", "2026-03-09"),
        ("between 3rd and 9th March", "2026-03-03", "2026-03-09"),
        ("3-9 March 2026", "2026-03-03", "2026-03-09"),
        ("28 December to 3 January 2026", "2025-12-28", "2026-01-03"),
        ("from 3 March 2025 to 9 March", "2025-03-03", "2025-03-09"),
        ("from 28 December 2024 to 3 January", "2024-12-28", "2025-01-03"),
        ("from 12 December to 3 January", "2025-12-12", "2026-01-03"),
        ("Monday to Wednesday", "2026-11-16", "2026-11-18"),
    ],
)
def test_spans_of_days(text: str, start: str, end: str) -> None:
    moment = read(text)
    assert (moment.start, moment.end, moment.precision) == (start, end, Precision.DAY)


def test_one_time_that_is_about_makes_the_span_about() -> None:
    assert read("yesterday 18:00 to about 19:30").precision is Precision.ABOUT
    assert read("between about 6pm and 19:30 yesterday").precision is Precision.ABOUT


QUESTIONS = {
    "Sunday": "today or a week ago",
    "about 12 March": "Between which days",
    "about 3 days ago": "Between which days",
    "last week": "Which day",
    "March 2025 21:30": "Which day",
    "March evening": "Which day",
    "at 6": "06:00 on Sunday 22 November 2026 or 18:00 on Saturday 21 November 2026",
    "Friday at 6": "06:00 or 18:00 on Friday 20 November 2026",
    "half past nine": "09:30",
    "yesterday 9.30": "09:30 or 21:30",
    "12 o'clock yesterday": "00:00 or 12:00",
    "12 in the morning": "00:00 or 12:00",
    "midnight": "Midnight",
    "12am yesterday": "Midnight",
    "midnight last night": "Midnight",
    "last night 1am": "01:00 on Saturday 21 November 2026 or 01:00 on Sunday 22 November 2026",
    "between 6 and 7 yesterday": "morning or in the evening",
    "yesterday 11:30 to 1pm": "morning or in the evening",
    "17 January 2025 18:00 BST": "British Summer Time",
    "29 March 2026 01:30": "clocks went forward",
    "25 October 2026 01:30": "clocks went back",
    "21:30": "21:30 today has not come yet",
    "9pm": "21:00 today has not come yet",
    "16:03": "16:03 today has not come yet",
    "today 21:30": "has not come yet",
    "22 November 17:00": "has not come yet",
    "2026-11-22T21:30Z": "has not come yet",
    "tonight": "night has not come yet",
    "tomorrow": "23 November 2026 has not come yet",
    "23/11/2026": "has not come yet",
    "12 March 2027": "has not come yet",
    "3/4/69": "year 2069 has not come yet",
    "2130": "year 2130 has not come yet",
    "December 2026": "has not come yet",
    "2027": "has not come yet",
    "from 20 November 2026 to 25 November": "has not come yet",
    "yesterday 18:00 to 17:00": "before the start",
    "yesterday 23:00 to 01:00": "before the start",
    "yesterday evening to 10:00": "before the start",
    "yesterday evening to this morning": "At what time did it end",
    "March 2025 to 21:30": "On which day",
    "12 March to about 19:30": "no time",
}


@pytest.mark.parametrize(("text", "sentence"), QUESTIONS.items())
def test_what_is_open_is_asked(text: str, sentence: str) -> None:
    with pytest.raises(AnswerNeeded, match=re.escape(sentence)):
        read(text)


REFUSALS = {
    "12/13/2026": "no month 13",
    "2026-00": "no month 0",
    "31 February": "no 31 February",
    "31/4": "no 31 April",
    "29 Feb 2025": "no 29 February 2025",
    "0 March 2025": "no 0 March 2025",
    "Friday 12 March 2026": "is a Thursday, not a Friday",
    "yesterday 25:00": "25:00 is not a time of day",
    "yesterday 24:00": "24:00 is not a time of day",
    "yesterday 21:60": "21:60 is not a time of day",
    "yesterday 21:30am": "21:30am is not a time of day",
    "yesterday 0:30pm": "0:30pm is not a time of day",
    "yesterday 21:30 +15:00": "not the distance of a time zone",
    "31 December 1899": "1899 is too early",
    "0930": "0930 is too early",
    "9999 months ago": "too early",
    "1 January 1900 00:00 +05:00": "1899 is too early",
    "9am yesterday evening": "09:00 is not in the evening",
    "noon yesterday night": "12:00 is not at night",
    "from 9 March 2026 to 3 March 2026": "before the start",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSALS.items())
def test_what_is_impossible_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputRefused, match=re.escape(sentence)):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12 March 2026 in the pub",
        "yesterday yesterday",
        "yesterday 21:30 22:30",
        "last night in the evening",
        "this morning evening",
        "soon",
        "hier à 21h",
        "gestern 21 Uhr",
        "\uff11\uff12 March",
        "12 March 2026..",
        "21",
        "at 21",
        "a few days ago",
        "2026/11/20",
        "20261120",
        "2026-W47-5",
        "2026-11-20T21:30:00.123",
        "between 18:00 yesterday",
        "from 18:00",
        "18:00 and 19:00",
        "between 18:00 to 19:00",
        "to 19:00",
        "3.4",
        "about",
        "at",
        "x" * 5000,
        "\x00",
        "\ud800",
    ],
)
def test_everything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read(text)
    assert '"yesterday 21:30"' in refused.value.advice


def test_what_was_found_is_quoted_safely_and_shortly() -> None:
    with pytest.raises(InputRefused) as refused:
        read("\x1b[31mred\u202e " + "long " * 100)
    quoted = refused.value.sentence.removesuffix(" is not a date or time that the diary can read.")
    assert len(quoted) <= 60
    assert quoted.isprintable()


def typed(error: StalkdiaryError) -> list[str]:
    return re.findall('"([^"]+)"', error.advice)


@pytest.mark.parametrize("text", [*QUESTIONS, *REFUSALS, "in the pub"])
def test_what_an_advice_offers_can_be_typed(text: str) -> None:
    with pytest.raises(StalkdiaryError) as raised:
        read(text)
    for offered in typed(raised.value):
        assert read(offered).said == offered


@pytest.mark.parametrize("text", [*QUESTIONS, *REFUSALS])
def test_messages_are_calm(text: str) -> None:
    with pytest.raises(StalkdiaryError) as raised:
        read(text)
    words = f"{raised.value.sentence} {raised.value.advice}".lower()
    assert not re.search(r"!|\bwhy\b|\bsimply\b|\bwrong\b|\binvalid\b", words)
    assert raised.value.sentence.endswith((".", "?"))
    assert raised.value.advice.endswith(".")


# The end by itself


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        ("yesterday 21:30", "22:15", "2026-11-21T22:15:00+00:00"),
        ("yesterday 21:30", "today 00:15", "2026-11-22T00:15:00+00:00"),
        ("yesterday 21:30", "now", "2026-11-22T16:00:37+00:00"),
        ("12 March", "19:30", "2026-03-12T19:30:00+00:00"),
        ("12 March", "14 March", "2026-03-14"),
        ("28 December 2024", "3 January", "2025-01-03"),
        ("yesterday evening", "23:00", "2026-11-21T23:00:00+00:00"),
        ("March 2025", "May 2025", "2025-05"),
        ("2019", "2020", "2020-12"),
        ("12 March", "April 2026", "2026-04"),
    ],
)
def test_an_end(start: str, text: str, end: str) -> None:
    moment = parse_end(text, start=read(start), now=NOW)
    assert (moment.end, moment.said) == (end, f"{start} until {text}")


def test_an_end_that_is_not_known_is_no_end() -> None:
    start = read("yesterday 21:30")
    assert parse_end("not sure", start=start, now=NOW) == start


def test_an_end_that_is_about_makes_the_whole_about() -> None:
    moment = parse_end("about 22:15", start=read("yesterday 21:30"), now=NOW)
    assert moment.in_words() == "about 21:30 to 22:15 GMT on Saturday 21 November 2026"


@pytest.mark.parametrize(
    ("start", "text", "error", "sentence"),
    [
        ("yesterday 21:30", "20:00", AnswerNeeded, "20:00 is before the start"),
        ("12 March 21:30", "11 March", AnswerNeeded, "has not come yet"),
        ("12 March 21:30", "11 March 2026", InputRefused, "is before the start"),
        ("not sure", "22:15", AnswerNeeded, "the start is not known"),
        ("March 2025", "22:15", AnswerNeeded, "On which day did it end"),
        ("yesterday 21:30", "this morning", AnswerNeeded, "At what time did it end"),
        ("yesterday", "about 22:15", AnswerNeeded, "the start has no time"),
        ("yesterday 18:00-19:00", "22:15", AnswerNeeded, "two ends"),
        ("today 10:00", "22:15", AnswerNeeded, "has not come yet"),
        ("yesterday 21:30", "9.30", AnswerNeeded, "09:30 or 21:30"),
        ("yesterday 21:30", "22:00 to 23:00", InputRefused, "is not a date or time"),
        ("25 October 2026 00:30", "01:30", AnswerNeeded, "came twice"),
    ],
)
def test_an_end_that_can_not_be(
    start: str, text: str, error: type[StalkdiaryError], sentence: str
) -> None:
    with pytest.raises(error, match=sentence) as raised:
        parse_end(text, start=read(start), now=NOW)
    for offered in typed(raised.value):
        assert read(offered)


# Clocks that change


@pytest.mark.parametrize("year", [1972, 1999, 2007, 2025, 2026])
@pytest.mark.parametrize("name", [LONDON, "Europe/Paris", "America/New_York", "Pacific/Auckland"])
def test_both_edges_of_summer_time(year: int, name: str) -> None:
    """Each minute of the days on which clocks change is exact, skipped or asked about."""
    there = ZoneInfo(name)
    noons = [datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=d) for d in range(330)]
    changes = [
        noon.astimezone(there).date()
        for noon in noons
        if noon.astimezone(there).utcoffset()
        != (noon - timedelta(days=1)).astimezone(there).utcoffset()
    ]
    for day in changes:
        shown = _minutes_shown(day, there)
        for minute in range(0, 24 * 60, 15):
            wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
            _check_wall(wall, shown.get(wall, []), name)


def _minutes_shown(day: date, there: ZoneInfo) -> dict[datetime, list[datetime]]:
    """Every quarter of an hour that the clocks showed, found by walking through UTC."""
    shown: dict[datetime, list[datetime]] = {}
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    for step in range(4 * 54):
        instant = start + timedelta(minutes=15 * step)
        wall = instant.astimezone(there).replace(tzinfo=None, fold=0)
        shown.setdefault(wall, []).append(instant)
    return shown


def _check_wall(wall: datetime, instants: list[datetime], name: str) -> None:
    text = f"{wall:%Y-%m-%d %H:%M}"
    if len(instants) == 1:
        assert datetime.fromisoformat(read(text, name).start or "") == instants[0]
        return
    with pytest.raises(AnswerNeeded, match="forward" if not instants else "back") as asked:
        read(text, name)
    offered = [read(answer, name).start or "" for answer in typed(asked.value)]
    if instants:
        assert [datetime.fromisoformat(start) for start in offered] == instants
    else:
        assert [start[:10] for start in offered] == [text[:10]] * 2


# Properties

FIRST = datetime.fromisoformat("1900-01-02")
instants = st.datetimes(FIRST, NOW.replace(tzinfo=None) - timedelta(days=2)).map(
    lambda naive: naive.replace(tzinfo=UTC, microsecond=0)
)
zones = st.sampled_from(ZONES)


def _word_date(day: datetime) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _weekday_date(day: datetime) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {_word_date(day)}"


def _with_seconds(time: datetime) -> str:
    return f"at {time:%H:%M:%S}"


DATE_FORMS: tuple[Callable[[datetime], str], ...] = (
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    lambda d: f"{d.day}-{d.month}-{d.year}",
    _word_date,
    _weekday_date,
    lambda d: _weekday_date(d).upper(),
    lambda d: f"{MONTHS[d.month - 1][:3]} {d.day} {d.year}",
    lambda d: f"the {d.day}th of {MONTHS[d.month - 1]} {d.year}",
)
TIME_FORMS: tuple[Callable[[datetime], str], ...] = (
    lambda t: f"{t:%H:%M}",
    _with_seconds,
    lambda t: f"{t:%H%M} hrs",
    lambda t: f"{t:%H.%M}",
    lambda t: f"{(t.hour - 1) % 12 + 1}.{t:%M}{'pm' if t.hour >= 12 else 'am'}",
    lambda t: f"at {(t.hour - 1) % 12 + 1}:{t:%M} {'p.m.' if t.hour >= 12 else 'a.m.'}",
)


@given(instant=instants, form=st.sampled_from(DATE_FORMS), zone=zones)
def test_every_day_in_every_form(
    instant: datetime, form: Callable[[datetime], str], zone: str
) -> None:
    day = instant.astimezone(ZoneInfo(zone))
    moment = read(form(day), zone)
    assert (moment.start, moment.precision) == (day.date().isoformat(), Precision.DAY)


@given(
    instant=instants,
    date_form=st.sampled_from(DATE_FORMS),
    time_form=st.sampled_from(TIME_FORMS),
    zone=zones,
    about=st.booleans(),
    turned=st.booleans(),
)
@example(datetime(1941, 8, 1, 1, 30, tzinfo=UTC), DATE_FORMS[0], TIME_FORMS[0], LONDON, True, True)
def test_every_time_in_every_form(
    instant: datetime,
    date_form: Callable[[datetime], str],
    time_form: Callable[[datetime], str],
    zone: str,
    about: bool,
    turned: bool,
) -> None:
    there = instant.astimezone(ZoneInfo(zone))
    if time_form is not _with_seconds:
        there = there.replace(second=0)
    date_text, time_text = date_form(there), time_form(there)
    if about:
        time_text = f"about {time_text.removeprefix('at ')}"
    text = f"{time_text} on {date_text}" if turned else f"{date_text} {time_text}"
    try:
        moment = read(text, zone)
    except AnswerNeeded as asked:
        twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
        midnight = there.hour == there.minute == 0 and time_form in TIME_FORMS[4:]
        assert ("came twice" in asked.sentence and twice) or midnight  # noqa: PT017
        return
    expected = Precision.ABOUT if about else Precision.EXACT
    assert (moment.start, moment.precision) == (there.isoformat(timespec="seconds"), expected)


@given(instant=instants, zone=zones)
def test_iso_with_an_offset_keeps_the_instant(instant: datetime, zone: str) -> None:
    for offset in (UTC, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")):
        told = instant.astimezone(offset)
        if (told.utcoffset() or timedelta()).seconds % 60:
            continue  # local mean time has seconds, which ISO 8601 has not
        moment = read(told.isoformat(), zone)
        assert datetime.fromisoformat(moment.start or "") == instant


@given(instant=instants, minutes=st.integers(0, 2000), zone=zones)
def test_spans_keep_both_instants(instant: datetime, minutes: int, zone: str) -> None:
    start, end = instant, instant + timedelta(minutes=minutes)
    moment = read(f"from {start:%Y-%m-%dT%H:%M:%SZ} to {end:%Y-%m-%dT%H:%M:%SZ}", zone)
    ends = [datetime.fromisoformat(text or "") for text in (moment.start, moment.end)]
    assert ends == [start, end]


ACCEPTED = [*DAYS, *TIMES, *ABOUT, "last night", "March 2025", "yesterday 18:00 to 19:30", "?"]


@given(
    text=st.sampled_from(ACCEPTED),
    word=st.sampled_from(["pub", "not", "perhaps", "and", "maybe", "23", "x", "2026-1", "//"]),
    place=st.integers(0, 12),
)
def test_no_word_is_ever_passed_over(text: str, word: str, place: int) -> None:
    split = text.split()
    split.insert(min(place, len(split)), word)
    try:
        moment = read(" ".join(split))
    except (InputRefused, AnswerNeeded):
        return
    # A number can be a year or a day; then it has to be in the result.
    assert word == "23"
    assert "23" in f"{moment.start}{moment.end}"


FRAGMENTS = (
    *("today", "yesterday", "last", "Tuesday", "night", "evening", "in the", "morning", "at"),
    *("6", "9pm", "9.30", "21:30", "noon", "midnight", "half past", "quarter to", "ten", "about"),
    *("12", "March", "2026", "2025", "3/4", "2026-11-20", "to", "-", "between", "and", "from"),
    *("ago", "3", "days", "hours", "months", "GMT", "BST", "+01:00", "29", "February", "on", "the"),
)
wild = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=9).map(" ".join),
    st.text("0123456789:./- TZ+", max_size=25),
)


@given(text=wild, zone=zones)
@example("٣/٤/2026", LONDON)
@example("12 MARCH 2026", LONDON)
def test_any_text_is_read_or_explained_and_never_in_the_future(text: str, zone: str) -> None:
    try:
        moment = read(text, zone)
    except (InputRefused, AnswerNeeded) as explained:
        assert explained.sentence  # noqa: PT017
        assert explained.sentence.isprintable()  # noqa: PT017
        return
    assert Moment.from_json(moment.to_json()) == moment
    assert moment.said == text.strip()
    today = NOW.astimezone(ZoneInfo(zone)).date().isoformat()
    for end in (moment.start, moment.end):
        if end is not None and len(end) > len(today):
            assert datetime.fromisoformat(end) <= NOW + SLACK
        elif end is not None:
            assert end <= today[: len(end)]


@given(text=wild, until=wild)
def test_any_end_is_read_or_explained(text: str, until: str) -> None:
    try:
        start = read(text)
        moment = parse_end(until, start=start, now=NOW)
    except (InputRefused, AnswerNeeded):
        return
    assert moment == start or moment.start == start.start
