"""Bank holidays are those that were in force, and days by name are the nearest of them."""

import re
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.moment import Moment
from stalkdiary.model.moment_grammar import parse_moment
from stalkdiary.model.moment_named_days import bank_holidays

LONDON: Final = ZoneInfo("Europe/London")
NOW: Final = datetime(2026, 11, 22, 16, 0, 37, tzinfo=LONDON)


def read(text: str, now: datetime = NOW) -> Moment:
    return parse_moment(text, now=now)


# The list behind www.gov.uk/bank-holidays, division england-and-wales, as it stood in the public
# source of that page, lib/data/bank-holidays.json: 2012 to 2016 in alphagov/calendars at 1ce47d4,
# 2017 to 2023 in alphagov/frontend at 0d66bf1. Read on 28 November 2026.
PUBLISHED: Final = {
    2012: "1-2 4-6 4-9 5-7 6-4 6-5 8-27 12-25 12-26",
    2013: "1-1 3-29 4-1 5-6 5-27 8-26 12-25 12-26",
    2014: "1-1 4-18 4-21 5-5 5-26 8-25 12-25 12-26",
    2015: "1-1 4-3 4-6 5-4 5-25 8-31 12-25 12-28",
    2016: "1-1 3-25 3-28 5-2 5-30 8-29 12-26 12-27",
    2017: "1-2 4-14 4-17 5-1 5-29 8-28 12-25 12-26",
    2018: "1-1 3-30 4-2 5-7 5-28 8-27 12-25 12-26",
    2019: "1-1 4-19 4-22 5-6 5-27 8-26 12-25 12-26",
    2020: "1-1 4-10 4-13 5-8 5-25 8-31 12-25 12-28",
    2021: "1-1 4-2 4-5 5-3 5-31 8-30 12-27 12-28",
    2022: "1-3 4-15 4-18 5-2 6-2 6-3 8-29 12-26 12-27",
    2023: "1-2 4-7 4-10 5-1 5-29 8-28 12-25 12-26",
}
# Proclaimed after those lists were written: the funeral of the Queen, and the coronation.
PROCLAIMED_LATER: Final = {2022: {date(2022, 9, 19)}, 2023: {date(2023, 5, 8)}}
# Worked out by hand from the rules of the Act of 1971 and the proclamations that the module names;
# no published list of these years was read.
BY_THE_RULES: Final = {
    1995: "1-2 4-14 4-17 5-8 5-29 8-28 12-25 12-26",
    1999: "1-1 4-2 4-5 5-3 5-31 8-30 12-27 12-28 12-31",
    2002: "1-1 3-29 4-1 5-6 6-3 6-4 8-26 12-25 12-26",
    2011: "1-3 4-22 4-25 4-29 5-2 5-30 8-29 12-26 12-27",
    2024: "1-1 3-29 4-1 5-6 5-27 8-26 12-25 12-26",
    2025: "1-1 4-18 4-21 5-5 5-26 8-25 12-25 12-26",
    2026: "1-1 4-3 4-6 5-4 5-25 8-31 12-25 12-28",
    2027: "1-1 3-26 3-29 5-3 5-31 8-30 12-27 12-28",
    2028: "1-3 4-14 4-17 5-1 5-29 8-28 12-25 12-26",
}


@pytest.mark.parametrize(("year", "days"), [*PUBLISHED.items(), *BY_THE_RULES.items()])
def test_bank_holidays_of_england_and_wales(year: int, days: str) -> None:
    """They are those that were in force in that year, with substitutes and one-offs."""
    expected = {date(year, *map(int, each.split("-"))) for each in days.split()}
    assert list(bank_holidays(year)) == sorted(expected | PROCLAIMED_LATER.get(year, set()))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Bank Holiday Monday", "2026-08-31"),
        ("on the bank holiday", "2026-08-31"),
        ("last bank holiday", "2026-08-31"),
        ("August bank holiday", "2026-08-31"),
        ("the August Bank Holiday Monday 2025", "2025-08-25"),
        ("early May bank holiday", "2026-05-04"),
        ("May Day bank holiday 2020", "2020-05-08"),
        ("spring bank holiday 2022", "2022-06-02"),
        ("Good Friday", "2026-04-03"),
        ("Easter Sunday", "2026-04-05"),
        ("Easter Monday last year", "2025-04-21"),
        ("Christmas Eve", "2025-12-24"),
        ("on Christmas Day", "2025-12-25"),
        ("Xmas Day 2024", "2024-12-25"),
        ("Boxing Day", "2025-12-26"),
        ("New Year’s Eve", "2025-12-31"),
        ("New Years Day", "2026-01-01"),
        ("Valentine's Day", "2026-02-14"),
        ("Mothering Sunday", "2026-03-15"),
        ("Father's Day 2025", "2025-06-15"),
        ("Remembrance Sunday 2025", "2025-11-09"),
        ("Remembrance Sunday 2020", "2020-11-08"),
        ("May Day 2023", "2023-05-01"),
        ("Pancake Day", "2026-02-17"),
        ("Halloween", "2026-10-31"),
        ("Bonfire Night", "2026-11-05"),
    ],
)
def test_days_by_name(text: str, day: str) -> None:
    """A day by name is the most recent one, or that of the year beside it."""
    moment = read(text)
    assert (moment.start, moment.end, moment.precision) == (day, None, "day")


def test_a_named_day_takes_a_time_and_a_part() -> None:
    """It is a day as others are."""
    assert read("Christmas Day at 9pm").start == "2025-12-25T21:00:00+00:00"
    assert read("tea time on Boxing Day").part == "tea time"


@pytest.mark.parametrize(
    ("now", "text", "day"),
    [
        ("2022-09-20", "Bank Holiday Monday", "2022-09-19"),
        ("2022-06-10", "bank holiday", "2022-06-03"),
        ("2020-12-30", "Bank Holiday Monday", "2020-12-28"),
        ("2026-08-31", "Bank Holiday Monday", "2026-08-31"),
        ("2027-01-02", "bank holiday", "2027-01-01"),
        ("2026-12-25", "Christmas Day", "2026-12-25"),
        ("2026-12-24", "Christmas Day", "2025-12-25"),
    ],
)
def test_the_most_recent_one(now: str, text: str, day: str) -> None:
    """Today counts, and tomorrow does not."""
    assert read(text, datetime.fromisoformat(f"{now} 12:00").replace(tzinfo=LONDON)).start == day


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Easter", "2026-04-03", "2026-04-06"),
        ("Easter weekend 2025", "2025-04-18", "2025-04-21"),
        ("the bank holiday weekend", "2026-08-29", "2026-08-31"),
        ("between Christmas and New Year", "2025-12-26", "2025-12-31"),
    ],
)
def test_holidays_of_several_days(text: str, start: str, end: str) -> None:
    """They are ranges, and the moment lies within."""
    moment = read(text)
    assert (moment.start, moment.end, moment.within) == (start, end, True)


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("May bank holiday", ["4 May 2026", "25 May 2026"]),
        ("Christmas", ["Christmas Day 2025", "between 24 December 2025 and 1 January 2026"]),
        (
            "over Christmas 2024",
            ["Christmas Day 2024", "between 24 December 2024 and 1 January 2025"],
        ),
        ("New Year", ["31 December 2025", "1 January 2026"]),
    ],
)
def test_names_of_more_than_one_day_are_asked(text: str, offers: list[str]) -> None:
    """Both readings are offered, and both can be typed."""
    with pytest.raises(AnswerNeeded) as asked:
        read(text)
    assert re.findall('"([^"]+)"', asked.value.advice) == offers
    assert all(read(each) for each in offers)


def test_a_bank_holiday_of_before_the_rules_is_asked() -> None:
    """The rules of today began in 1978."""
    with pytest.raises(AnswerNeeded, match="Which day"):
        read("August bank holiday 1970")
