"""What may be typed for a time: every form, every question, every refusal."""

import re
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from stalkdiary.errors import AnswerNeeded, InputRefused, StalkdiaryError
from stalkdiary.model.moment import Moment, Precision
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
    "a week ago today": "2026-11-15",
    "2 weeks ago today": "2026-11-08",
    "1 January 1900": "1900-01-01",
    "27th": "2026-10-27",
    "on the 22nd": "2026-11-22",
    "the 31st": "2026-10-31",
    "Friday the 13th": "2026-11-13",
    "the 3rd of last month": "2026-10-03",
    "the 3rd this month": "2026-11-03",
    "some time yesterday": "2026-11-21",
    "earlier today": "2026-11-22",
    "this Tuesday": "2026-11-17",
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
    "half 6 yesterday evening": "2026-11-21 18:30",
    "half-past six pm yesterday": "2026-11-21 18:30",
    "a quarter past 6 last night": "2026-11-21 18:15",
    "20 past 6pm yesterday": "2026-11-21 18:20",
    "10 minutes to 7pm yesterday": "2026-11-21 18:50",
    "half five yesterday tea time": "2026-11-21 17:30",
    "first thing on Monday at 7": "2026-11-16 07:00",
    "9pm on the 5th": "2026-11-05 21:00",
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
    "just after 6pm yesterday": "2026-11-21 18:00",
    "just before 6pm yesterday": "2026-11-21 18:00",
    "gone 6 yesterday evening": "2026-11-21 18:00",
    "half nine-ish last night": "2026-11-21 21:30",
    "6ish yesterday evening": "2026-11-21 18:00",
    "yesterday 6pm-ish": "2026-11-21 18:00",
}


@pytest.mark.parametrize(("text", "start"), ABOUT.items())
def test_about(text: str, start: str) -> None:
    moment = read(text)
    assert (moment.start, moment.end, moment.precision) == (local(start), None, Precision.ABOUT)


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
        ("yesterday tea time", "2026-11-21", "tea time"),
        ("tea time", "2026-11-22", "tea time"),
        ("around lunchtime on Tuesday", "2026-11-17", "lunchtime"),
        ("first thing this morning", "2026-11-22", "morning"),
        ("in the early hours of this morning", "2026-11-22", "early hours"),
        ("late last night", "2026-11-21", "night"),
        ("the night before last", "2026-11-20", "night"),
        ("3 nights ago", "2026-11-19", "night"),
        ("sometime yesterday evening", "2026-11-21", "evening"),
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
        ("sometime in October", "2026-10", None),
        ("during October", "2026-10", None),
        ("last month", "2026-10", None),
        ("3 months ago", "2026-08", None),
        ("2019", "2019-01", "2019-12"),
        ("in 2026", "2026-01", "2026-11"),
        ("last year", "2025-01", "2025-12"),
        ("from March to May 2025", "2025-03", "2025-05"),
        ("from March 2025 to May", "2025-03", "2025-05"),
        ("from November 2024 to February", "2024-11", "2025-02"),
        ("from November to February", "2025-11", "2026-02"),
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
        ("yesterday 6 to 6:01pm", "2026-11-21 18:00", "2026-11-21 18:01"),
        ("yesterday 12 to 1pm", "2026-11-21 12:00", "2026-11-21 13:00"),
        ("yesterday 6am to 6pm", "2026-11-21 06:00", "2026-11-21 18:00"),
        ("yesterday 06:00 to 6pm", "2026-11-21 06:00", "2026-11-21 18:00"),
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


@pytest.mark.parametrize("joint", ["between {} and {}", "sometime between {} and {}"])
def test_between_two_times_is_one_moment_and_from_one_to_the_other_is_a_length(joint: str) -> None:
    """Nobody who came between six and seven is told to have stayed from six to seven."""
    assert read(f"{joint.format('18:00', '19:00')} yesterday").within
    assert read(joint.format("Monday", "Wednesday")).within
    assert not read("yesterday from 18:00 to 19:00").within
    assert not read("Monday to Wednesday").within
    assert not read("between 12 March and 12 March").within


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("before 6pm yesterday", "2026-11-21", "2026-11-21T18:00:00+00:00"),
        ("yesterday by 18:00", "2026-11-21", "2026-11-21T18:00:00+00:00"),
        ("after 6pm yesterday", "2026-11-21T18:00:00+00:00", "2026-11-21"),
        ("sometime after 6 yesterday evening", "2026-11-21T18:00:00+00:00", "2026-11-21"),
        ("last night after 11", "2026-11-21T23:00:00+00:00", "2026-11-22"),
        ("after 9am", "2026-11-22T09:00:00+00:00", "2026-11-22"),
    ],
)
def test_before_and_after_a_time(text: str, start: str, end: str) -> None:
    """The day is the other bound; a night ends on the next one."""
    moment = read(text)
    assert (moment.start, moment.end, moment.within) == (start, end, True)


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
        ("12 March 21:30", "11 March 2026", AnswerNeeded, "is before the start"),
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
    for offered in re.findall('"([^"]+)"', raised.value.advice):
        assert read(offered)


def test_a_clock_at_the_end_of_all_dates_is_refused_by_our_own_error() -> None:
    """A machine without a battery, or somebody's hand, sets it to anything."""
    end = datetime(9999, 12, 31, 23, 59, tzinfo=ZoneInfo("UTC"))
    with pytest.raises(InputRefused, match="clock of this machine says 9999"):
        parse_moment("14 March 2026 21:30", now=end, timezone=LONDON)
