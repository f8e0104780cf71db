"""The days that words about orders and promises name."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.errors import AnswerNeeded, InputRefused
from stalkdiary.model.action import Action, Days
from stalkdiary.model.action_days import binds_on, day_ahead, days_of, with_days
from stalkdiary.model.moment import Moment
from stalkdiary.model.moment_said import moment_said

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
SATURDAY = NOW.date()


def moment(said: str) -> Moment:
    """A time as it is said on that day."""
    return moment_said(said, now=NOW, timezone="Europe/London")


def action(when: str = "not sure", kind: str = "order", **texts: Any) -> Action:
    """An action that is not written down yet."""
    return Action(kind=kind, when=moment(when), **texts)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("within 48 hours", date(2026, 11, 30)),
        ("in 24 hours", date(2026, 11, 29)),
        ("within 5 working days", date(2026, 12, 4)),
        ("in two weeks", date(2026, 12, 12)),
        ("in a week's time", date(2026, 12, 5)),
        ("for 12 months", date(2027, 11, 28)),
        ("Friday", date(2026, 12, 4)),
        ("by Saturday", date(2026, 12, 5)),
        ("next Tuesday", date(2026, 12, 1)),
        ("tomorrow", date(2026, 11, 29)),
        ("today", SATURDAY),
        ("3 October", date(2027, 10, 3)),
        ("by the 3rd of December", date(2026, 12, 3)),
        ("1 March 2031", date(2031, 3, 1)),
        ("2027-05-03", date(2027, 5, 3)),
        ("3/10/26", date(2026, 10, 3)),
        ("when they can", None),
        ("until further order", None),
        ("2028", None),
        ("March 2027", None),
        ("3 days ago", None),
        ("31 February 2027", None),
        ("within 99999999 days", None),
        ("", None),
    ],
)
def test_a_day_ahead(said: str, day: date | None) -> None:
    """Words that name one day to come give it; other words give none, and are not refused."""
    assert day_ahead(said, SATURDAY) == day


@given(st.text(max_size=40), st.dates(date(1970, 1, 1), date(2100, 1, 1)))
def test_any_words_give_a_day_or_none(said: str, start: date) -> None:
    """No text makes it fail."""
    found = day_ahead(said, start)
    assert found is None or isinstance(found, date)


@given(st.integers(1, 400), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_days_are_counted_from_the_day_of_the_promise(days: int, start: date) -> None:
    """Words such as "within 3 days" name that many days later, whenever they were said."""
    found = day_ahead(f"within {days} days", start)
    assert found is not None
    assert (found - start).days == days


def test_an_order_happens_on_the_day_on_which_it_was_granted() -> None:
    """Without a time of its own; a time that was said stays."""
    granted = with_days(action(granted="1 November 2026"), NOW)
    assert granted.when.day == date(2026, 11, 1)
    assert granted.days == Days(granted=date(2026, 11, 1))
    said = with_days(action("20 November 2026", granted="1 November 2026"), NOW)
    assert said.when.day == date(2026, 11, 20)
    assert with_days(action(kind="police", granted="1 November 2026"), NOW).when.day is None


def test_the_days_of_an_order_are_read_from_each_other() -> None:
    """What has no year is the year in which the order was made, or the first after it."""
    known = with_days(
        action(granted="3 May 2025", served="5 May", expires="2 May", discharged="yesterday"), NOW
    )
    assert known.days == Days(
        granted=date(2025, 5, 3),
        served=date(2025, 5, 5),
        expires=date(2026, 5, 2),
        discharged=date(2026, 11, 27),
    )


@pytest.mark.parametrize(
    "texts",
    [
        {"granted": "1 November 2026", "expires": "1 October 2026"},
        {"granted": "1 November 2026", "served": "1 October 2026"},
    ],
)
def test_an_order_that_ends_before_it_was_made_is_refused(texts: dict[str, str]) -> None:
    """A slip of the year is asked about before it is evidence."""
    with pytest.raises(InputRefused, match="before it was made"):
        with_days(action(**texts), NOW)


def test_an_order_is_not_made_in_the_future() -> None:
    """A day that has not come can't be the one on which an order was granted."""
    with pytest.raises(AnswerNeeded):
        with_days(action(granted="1 December 2026"), NOW)


def test_words_that_name_no_day_are_kept() -> None:
    """As in version 0.1, any words may stand there."""
    kept = with_days(action(granted="at the hearing", expires="until further order"), NOW)
    assert (kept.granted, kept.expires, kept.days) == (
        "at the hearing",
        "until further order",
        None,
    )


def test_what_the_first_version_wrote_is_understood_from_the_day_it_was_done() -> None:
    """Its texts have no days beside them."""
    old = action(
        "1 October 2026", "police", due="within 48 hours", recorded_at="2026-11-01T10:00:00Z"
    )
    assert days_of(old).due == date(2026, 10, 3)
    undated = action(kind="police", due="Friday", recorded_at="2026-11-01T10:00:00Z")
    assert days_of(undated).due == date(2026, 11, 6)


def test_what_was_understood_stays_when_something_else_changes() -> None:
    """Words such as "yesterday" mean the day before it was said, for ever."""
    first = with_days(action(granted="yesterday"), NOW)
    later = datetime(2026, 12, 24, 12, 0, tzinfo=UTC)
    changed = Action.from_json(first.to_json() | {"served": "yesterday"}, "")
    assert with_days(changed, later, first).days == Days(
        granted=date(2026, 11, 27), served=date(2026, 12, 23)
    )


@pytest.mark.parametrize(
    ("when", "binds"),
    [
        ("1 November 2026", True),
        ("16 November 2026", True),
        ("17 November 2026", False),
        ("31 October 2026", False),
        ("November 2026", None),
        ("not sure", None),
    ],
)
def test_whether_an_order_was_in_force(when: str, binds: bool | None) -> None:
    """From the day it was granted to its last day; nothing is said where a day is not known."""
    order = with_days(action(granted="1 November 2026", expires="16 November 2026"), NOW)
    assert binds_on(order, moment(when)) is binds
    assert binds_on(action(), moment("1 November 2026")) is None


@given(
    st.builds(
        Days,
        granted=st.none() | st.dates(),
        served=st.none() | st.dates(),
        due=st.none() | st.dates(),
    )
)
def test_days_come_back_from_json(days: Days) -> None:
    """What is written is what is read."""
    assert Days.from_json(days.to_json()) == days
