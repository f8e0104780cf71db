"""Loosely said times become ranges that hold what people mean, and never a single day."""

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from stalkdiary.errors import AnswerNeeded, InputRefused
from stalkdiary.model.moment import Moment, Precision
from stalkdiary.model.moment_grammar import parse_end, parse_moment

LONDON: Final = ZoneInfo("Europe/London")
NOW: Final = datetime(2026, 11, 22, 16, 0, 37, tzinfo=LONDON)  # a Sunday
WEDNESDAY: Final = datetime(2026, 11, 25, 9, 0, tzinfo=LONDON)


def read(text: str, now: datetime = NOW) -> Moment:
    return parse_moment(text, now=now)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("a few weeks ago", "2026-10-11", "2026-11-08"),
        ("a week ago", "2026-11-12", "2026-11-18"),
        ("2 weeks ago", "2026-11-05", "2026-11-11"),
        ("about two weeks ago", "2026-11-05", "2026-11-11"),
        ("a fortnight ago", "2026-11-05", "2026-11-11"),
        ("a couple of weeks ago", "2026-11-01", "2026-11-15"),
        ("a couple of days ago", "2026-11-19", "2026-11-21"),
        ("few days ago", "2026-11-16", "2026-11-20"),
        ("several days ago", "2026-11-13", "2026-11-19"),
        ("in the last week", "2026-11-15", "2026-11-22"),
        ("over the past 3 days", "2026-11-19", "2026-11-22"),
        ("within the last few weeks", "2026-10-11", "2026-11-22"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("earlier this week", "2026-11-16", "2026-11-22"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("some time last week", "2026-11-09", "2026-11-15"),
        ("the week before last", "2026-11-02", "2026-11-08"),
        ("the week of 11 November", "2026-11-09", "2026-11-15"),
        ("week commencing 9/11", "2026-11-09", "2026-11-15"),
        ("w/c 9 Nov 2026", "2026-11-09", "2026-11-15"),
        ("week ending 15 November", "2026-11-09", "2026-11-15"),
        ("week commencing 20 November", "2026-11-20", "2026-11-22"),
        ("this weekend", "2026-11-21", "2026-11-22"),
        ("last weekend", "2026-11-14", "2026-11-15"),
        ("the weekend before last", "2026-11-07", "2026-11-08"),
        ("early November", "2026-11-01", "2026-11-10"),
        ("mid-October", "2026-10-11", "2026-10-20"),
        ("the middle of October", "2026-10-11", "2026-10-20"),
        ("late November", "2026-11-21", "2026-11-22"),
        ("late December", "2025-12-21", "2025-12-31"),
        ("end of February 2024", "2024-02-21", "2024-02-29"),
        ("the beginning of last month", "2026-10-01", "2026-10-10"),
        ("between Monday and Wednesday", "2026-11-16", "2026-11-18"),
        ("between the 25th and the 3rd", "2026-10-25", "2026-11-03"),
        ("sometime between early October and early November", "2026-10-01", "2026-11-10"),
    ],
)
def test_ranges_of_days(text: str, start: str, end: str) -> None:
    """Each is the days that it can mean, up to today, and one moment among them."""
    moment = read(text)
    assert (moment.start, moment.end, moment.precision) == (start, end, Precision.DAY)
    assert moment.within


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("a few months ago", "2026-05", "2026-09"),
        ("a year ago", "2025-05", "2026-05"),
        ("2 years ago", "2024-05", "2025-05"),
        ("a couple of years ago", "2023-11", "2025-11"),
        ("early 2025", "2025-01", "2025-04"),
        ("mid 2025", "2025-05", "2025-08"),
        ("late last year", "2025-09", "2025-12"),
        ("late 2026", "2026-09", "2026-11"),
        ("summer 2025", "2025-06", "2025-08"),
        ("in the autumn", "2026-09", "2026-11"),
        ("winter 2024 to 2025", "2024-12", "2025-02"),
        ("winter", "2025-12", "2026-02"),
    ],
)
def test_ranges_of_months(text: str, start: str, end: str) -> None:
    """Each is the months that it can mean, up to this one."""
    moment = read(text)
    assert (moment.start, moment.end, moment.precision) == (start, end, Precision.MONTH)
    assert moment.within


def test_a_few_hours_ago_is_a_range_of_hours() -> None:
    """Neither end is exact."""
    assert read("a few hours ago").in_words() == (
        "some time between about 10:00 and 14:00 GMT on Sunday 22 November 2026"
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tuesday last week", "2026-11-17"),
        ("the Tuesday of last week", "2026-11-17"),
        ("Tuesday this week", "2026-11-24"),
        ("the Tuesday before last", "2026-11-17"),
        ("a week last Tuesday", "2026-11-17"),
        ("a week ago yesterday", "2026-11-17"),
        ("a fortnight ago today", "2026-11-11"),
        ("Tuesday just gone", "2026-11-24"),
    ],
)
def test_days_by_their_week(text: str, day: str) -> None:
    """A weekday with its week is one day."""
    moment = read(text, WEDNESDAY)
    assert (moment.start, moment.end, moment.precision) == (day, None, Precision.DAY)


def test_on_a_weekday_the_weekend_is_the_last_one() -> None:
    """On a Wednesday no other can be meant."""
    for text in ("weekend", "at the weekend", "this weekend", "last weekend"):
        assert (read(text, WEDNESDAY).start, read(text, WEDNESDAY).end) == (
            "2026-11-21",
            "2026-11-22",
        )


@pytest.mark.parametrize(
    ("text", "sentence", "offers"),
    [
        ("at the weekend", "Which one", ["this weekend", "last weekend"]),
        ("last summer", "Which one", ["summer 2026", "summer 2025"]),
        ("winter 2025", "Which one", ["winter 2024 to 2025"]),
        ("last week at 9pm", "Which day", ["9 November 2026", "November 2026", "not sure"]),
        ("last weekend in the evening", "Which day", None),
        ("the other day", "Between which days", None),
        ("tomorrow week", None, None),
        ("early 2027", "has not come yet", None),
        ("late December 2026", "has not come yet", None),
        ("9999 fortnights ago", None, None),
    ],
)
def test_what_a_range_leaves_open(
    text: str, sentence: str | None, offers: list[str] | None
) -> None:
    """Two readings are both offered; what is no time is refused; every offer can be typed."""
    with pytest.raises((AnswerNeeded, InputRefused), match=sentence) as raised:
        read(text, NOW)
    offered = re.findall('"([^"]+)"', raised.value.advice)
    for each in offered:
        assert read(each)
    if offers is not None:
        assert offered[: len(offers)] == offers


def test_weekdays_that_today_lies_between_are_those_of_last_week() -> None:
    """On a Tuesday, from Monday to Wednesday can only be a week ago."""
    tuesday = datetime(2026, 11, 24, 12, 0, tzinfo=LONDON)
    moment = read("between Monday and Wednesday", tuesday)
    assert (moment.start, moment.end) == ("2026-11-16", "2026-11-18")


def test_a_range_that_has_an_end_takes_no_second() -> None:
    """An end beside "last week" is asked about, not taken for the end of an act of days."""
    with pytest.raises(AnswerNeeded, match="two ends"):
        parse_end("yesterday", start=read("last week"), now=NOW)
