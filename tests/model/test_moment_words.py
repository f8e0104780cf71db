"""The page of times that can be said holds what the program does."""

import re
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.moment_grammar import parse_moment
from stalkdiary.model.moment_named_days import NAMED
from stalkdiary.model.moment_words import PARTS, PIECES, part_of

PAGE: Final = (Path(__file__).parents[2] / "docs" / "times.md").read_text("utf-8")
NOW: Final = datetime(2026, 11, 22, 16, 0, tzinfo=ZoneInfo("Europe/London"))
TOLD, ASKED = PAGE.split("## What is asked")


def rows(text: str) -> list[tuple[str, str]]:
    """The rows of every table on a page, without their heads."""
    found = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    return [(said, told) for said, told in found if said not in {"said", "---"}]


@pytest.mark.parametrize(("said", "told"), rows(TOLD))
def test_what_the_page_says_is_understood(said: str, told: str) -> None:
    """Each row is understood as it says."""
    assert parse_moment(said, now=NOW).in_words() == told


@pytest.mark.parametrize(("said", "asked"), rows(ASKED))
def test_what_the_page_says_is_asked(said: str, asked: str) -> None:
    """Each row is asked about in those words."""
    with pytest.raises(AnswerNeeded) as raised:
        parse_moment(said, now=NOW)
    assert f"{raised.value.sentence} {raised.value.advice}" == asked


def test_the_page_has_its_tables() -> None:
    """A change of their form does not leave the tests above without rows."""
    assert len(rows(TOLD)) > len(PARTS) + len(NAMED)
    assert len(rows(ASKED)) > len(PIECES)


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("in the early hours", "early hours"),
        ("first thing in the morning", "morning"),
        ("before breakfast", "morning"),
        ("over lunch", "lunchtime"),
        ("mid-afternoon", "afternoon"),
        ("around tea-time", "tea time"),
        ("the late evening", "evening"),
        ("after tea", "evening"),
        ("at bedtime", "night"),
        ("at night", "night"),
        ("soon", None),
    ],
)
def test_words_for_a_part_of_a_day(said: str, part: str | None) -> None:
    """Each is the part that it lies in."""
    assert part_of(said) == part
