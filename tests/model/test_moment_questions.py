"""What is asked and what is refused: each question is answerable, each message is calm."""

import re
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from stalkdiary.errors import AnswerNeeded, InputRefused, StalkdiaryError
from stalkdiary.model.moment import Moment
from stalkdiary.model.moment_grammar import parse_moment

LONDON = "Europe/London"
NOW = datetime(2026, 11, 22, 16, 0, 37, tzinfo=ZoneInfo(LONDON))  # a Sunday


def read(text: str, now: datetime = NOW) -> Moment:
    return parse_moment(text, now=now)


QUESTIONS = {
    "Sunday": "today or a week ago",
    "about 12 March": "Between which days",
    "about 1 January 1900": "Between which days",
    "around March 2025": "Between which months",
    "about 1900": "Between which months",
    "about December 2026": "has not come yet",
    "Christmas this year": "25 December 2026 has not come yet",
    "New Year 2027": "31 December 2026 has not come yet",
    "December 2026 evening": "has not come yet",
    "half term": "Between which days",
    "last week 21:30": "Which day",
    "March 2025 21:30": "Which day",
    "March evening": "Which day",
    "at 6": "06:00 on Sunday 22 November 2026 or 18:00 on Saturday 21 November 2026",
    "Friday at 6": "06:00 or 18:00 on Friday 20 November 2026",
    "half past nine": "09:30",
    "yesterday 9.30": "09:30 or 21:30",
    "yesterday 10.30": "10:30 or 22:30",
    "12 o'clock yesterday": "00:00 or 12:00",
    "12 in the morning": "00:00 or 12:00",
    "midnight": "Midnight",
    "12am yesterday": "Midnight",
    "midnight last night": "Midnight",
    "last night 1am": "01:00 on Saturday 21 November 2026 or 01:00 on Sunday 22 November 2026",
    "between 6 and 7 yesterday": "morning or in the evening",
    "yesterday 6 to 7 GMT": "morning or in the evening",
    "yesterday 6-ish to 7-ish": "morning or in the evening",
    "between 6 and 7ish yesterday": "morning or in the evening",
    "6z-7": "morning or in the evening",
    "yesterday 11:30 to 1pm": "morning or in the evening",
    "6 to 6pm": "morning or in the evening",
    "yesterday 6 to 6pm": "morning or in the evening",
    "6 to 6am yesterday": "morning or in the evening",
    "between 6 and 6pm yesterday": "morning or in the evening",
    "yesterday from 9.30 until 9:30pm": "morning or in the evening",
    "yesterday 9:00 to 9pm": "morning or in the evening",
    "yesterday six to 6pm GMT": "morning or in the evening",
    "yesterday about 6 to 6pm": "morning or in the evening",
    "yesterday 12 to 12pm": "morning or in the evening",
    "yesterday 7 to 6pm": "morning or in the evening",
    "yesterday 6:30 to 6pm": "morning or in the evening",
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
    "from 9 March 2026 to 3 March 2026": "before the start",
    "yesterday 23:00 to 01:00": "before the start",
    "yesterday evening to 10:00": "before the start",
    "yesterday evening to this morning": "At what time did it end",
    "March 2025 to 21:30": "On which day",
    "12 March to about 19:30": "no time",
    "half 6": "06:30 on Sunday 22 November 2026 or 18:30 on Saturday 21 November 2026",
    "half six yesterday": "06:30 or 18:30",
    "half nine-ish": "09:30",
    "before 6 yesterday": "06:00 or 18:00",
    "yesterday dinner time": "middle of the day or in the evening",
    "between after 6pm and 7pm yesterday": "two ends",
    "yesterday 5pm until before 7pm": "At what time did it end",
    "at night": "Tonight has not come yet",
    "between 6pm and half 7 yesterday": "morning or in the evening",
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
    "Monday the 13th": "is a Friday, not a Monday",
    "32nd": "No month has a day 32",
    "the 31st of this month": "no 31 November",
    "yesterday lunchtime at 9am": "09:00 is not",
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
        "27",
        "sometime at 6pm",
        "sometime",
        "before",
        "a few",
        "last night first thing",
        "this weekend before last",
        "before about 6pm",
        "half",
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


@pytest.mark.parametrize(
    ("now", "text", "sentence"),
    [
        ("00:30", "tonight at 1am", "01:00 on Friday 20 November 2026 or 01:00 on Saturday 21"),
        ("00:30", "last night at 1am", "01:00 on Friday 20 November 2026 or 01:00 on Saturday 21"),
        ("02:00", "last night at 1am", "01:00 on Saturday 21 November 2026 or 01:00 on Sunday 22"),
        ("00:30", "midnight last night", "Midnight"),
        ("00:30", "this evening", "has not come yet"),
    ],
)
def test_what_is_asked_in_the_small_hours(now: str, text: str, sentence: str) -> None:
    early = datetime.fromisoformat(f"2026-11-22 {now}").replace(tzinfo=ZoneInfo(LONDON))
    with pytest.raises(AnswerNeeded, match=sentence) as asked:
        read(text, early)
    for offered in typed(asked.value):
        assert read(offered, early).said == offered


def test_the_present_is_not_the_future_in_the_hour_that_comes_twice() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo(LONDON), fold=1)
    assert read("01:29 GMT", second).start == "2026-10-25T01:29:00+00:00"
    first = second.replace(fold=0)
    assert read("01:29", first).start == "2026-10-25T01:29:00+01:00"
    with pytest.raises(AnswerNeeded, match="not come yet"):
        read("01:29 GMT", first)


def test_about_stays_in_what_is_offered() -> None:
    """The answer to "about 6" is about six, in the morning or in the evening."""
    with pytest.raises(AnswerNeeded) as asked:
        read("about 6 yesterday")
    assert [read(each).precision for each in typed(asked.value)] == ["about", "about"]


def test_both_readings_of_a_span_are_offered() -> None:
    """Each of them is the whole span, in one half of the day."""
    with pytest.raises(AnswerNeeded) as asked:
        read("between 6 and half 7 yesterday")
    assert [read(each).short() for each in typed(asked.value)] == [
        "Sat 21 Nov 2026 between 06:00 and 07:30",
        "Sat 21 Nov 2026 between 18:00 and 19:30",
    ]


@pytest.mark.parametrize("said", ["yesterday 6 to 21:30", "between 6 and half 7 yesterday"])
def test_what_is_offered_west_of_london_is_understood(said: str) -> None:
    """An offset to the west begins with a dash, which is not the "until" of a span."""
    there = partial(parse_moment, now=NOW, timezone="America/New_York")
    with pytest.raises(AnswerNeeded) as asked:
        there(said)
    offered = [there(each) for each in typed(asked.value)]
    assert [each.start for each in offered] == [
        f"2026-11-21T{hour}:00:00-05:00" for hour in ("06", "18")
    ]
