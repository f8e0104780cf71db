"""Where promises and orders stand, in neutral words and days."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from stalkdiary.model.action import Action
from stalkdiary.model.action_days import with_days
from stalkdiary.model.action_words import days_from, end_words, order_words, promise_words
from stalkdiary.model.moment_said import moment_said

TODAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def action(kind: str, when: str, **texts: Any) -> Action:
    """An action as it is recorded on that day."""
    said = moment_said(when, now=NOW, timezone="UTC")
    return with_days(Action(kind=kind, when=said, **texts), NOW)


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (
            {"promised": "a call.", "due": "3 October"},
            "promised: a call, by Saturday 3 October 2026, 56 days ago, nothing noted since",
        ),
        (
            {"promised": "a call", "due": "29 November"},
            "promised: a call, by Sunday 29 November 2026, in 1 day",
        ),
        ({"promised": "a call", "due": "soon"}, "promised: a call, by when: soon"),
        ({"promised": "a call"}, "promised: a call"),
        ({"due": "soon"}, "due: soon"),
        ({}, ""),
        (
            {"promised": "a call", "due": "3 October", "outcome": "missed", "outcome_note": "No."},
            "promised: a call, by Saturday 3 October 2026, not kept (No)",
        ),
    ],
)
def test_a_promise(texts: dict[str, str], told: str) -> None:
    """Its day and the days since are said, and nothing that nobody noted."""
    assert promise_words(action("police", "1 October 2026", **texts), TODAY) == told


@pytest.mark.parametrize(
    ("expires", "told"),
    [
        ("16 November 2026", "ended 12 days ago, on Monday 16 November 2026"),
        ("27 November 2026", "ended 1 day ago, on Friday 27 November 2026"),
        ("28 November 2026", "ends today, Saturday 28 November 2026"),
        ("1 March 2027", "ends in 93 days, on Monday 1 March 2027"),
        ("until further order", "ends: until further order"),
    ],
)
def test_the_end_of_an_order(expires: str, told: str) -> None:
    """In days from the day of the report; in the words given where they name no day."""
    order = action("order", "not sure", granted="1 November 2026", expires=expires)
    assert list(end_words(order, TODAY)) == [told]


def test_a_promise_that_was_kept_on_a_day() -> None:
    """The day on which it was kept is told without what is not known of it."""
    kept = action("police", "1 October 2026", promised="a call", outcome="kept")
    day = moment_said("3 October 2026", now=NOW, timezone="UTC")
    told = promise_words(replace(kept, outcome_when=day), TODAY)
    assert told == "promised: a call, kept on Saturday 3 October 2026"


def test_an_order_in_full() -> None:
    """What it is, who made it, its reference and its days."""
    order = action(
        "order",
        "not sure",
        what="by consent",
        order_kind="bail",
        court="Kent",
        reference="K/1",
        granted="1 November 2026",
        served="2 November 2026",
        discharged="in court",
    )
    assert order_words(order, TODAY) == [
        "Bail conditions",
        "by consent",
        "Kent",
        "reference K/1",
        "granted Sunday 1 November 2026",
        "served Monday 2 November 2026",
        "discharged in court",
    ]


@pytest.mark.parametrize(
    ("day", "told"),
    [(1, "27 days ago"), (27, "1 day ago"), (28, "today"), (29, "in 1 day"), (30, "in 2 days")],
)
def test_days_from(day: int, told: str) -> None:
    """One day has no plural."""
    assert days_from(date(2026, 11, day), TODAY) == told
