"""What incidents add up to: counts that are right, and no more than is known."""

import json
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.incident import Account, Incident
from stalkdiary.model.moment import Moment, Precision
from stalkdiary.model.summary import Summary, summarise

TODAY = date(2026, 11, 23)


def moment(start: str | None, end: str | None = None) -> Moment:
    """A moment of the precision that its text has."""
    shapes = {7: Precision.MONTH, 10: Precision.DAY}
    precision = Precision.UNKNOWN if start is None else shapes.get(len(start), Precision.EXACT)
    return Moment(
        start=start, end=end, precision=precision, part=None, timezone="Europe/London", said=""
    )


def incident(
    number: int,
    start: str | None,
    *types: str,
    end: str | None = None,
    name: str | None = None,
    withdrawn: bool = False,
    **fields: Any,
) -> Incident:
    """An incident of these kinds."""
    return Incident(
        number=number,
        recorded_at="2026-11-23T08:00:00Z",
        account=Account(what="x", when=moment(start, end), types=types, **fields),
        person_name=name,
        withdrawn_why="a mistake" if withdrawn else None,
    )


def summary(*incidents: Incident) -> Summary:
    """Their summary on 23 November 2026."""
    return summarise(incidents, now_day=TODAY)


def test_incidents_and_acts_are_two_counts() -> None:
    found = summary(incident(1, "2026-11-01", times=14), incident(2, "2026-11-02"))
    assert (found.incidents, found.acts) == (2, 15)


def test_withdrawn_incidents_are_counted_once_and_nowhere_else() -> None:
    stands = incident(1, "2026-11-01", "threats", name="Alex", channel="post")
    taken_back = incident(2, "2020-01-01", "damage", name="Sam", channel="call", withdrawn=True)
    assert summary(stands, taken_back).to_json() == summary(stands).to_json() | {"withdrawn": 1}


def test_the_first_and_the_last_are_told_as_they_are_known() -> None:
    found = summary(
        incident(1, None), incident(2, "2026-04"), incident(3, "2026-11-20T21:30:00+00:00")
    ).to_json()
    assert (found["first"], found["last"]) == ("2026-04", "2026-11-20T21:30:00+00:00")


def test_the_months_between_are_there_with_nothing_in_them() -> None:
    found = summary(incident(1, "2025-11-30"), incident(2, "2026-02"))
    assert found.by_month == {"2025-11": 1, "2025-12": 0, "2026-01": 0, "2026-02": 1}


def test_weekdays_and_hours_are_counted_only_where_they_are_known() -> None:
    found = summary(
        incident(1, "2026-11-20T21:30:00+00:00"),
        incident(2, "2026-11-20"),
        incident(3, "2026-11"),
        incident(4, None),
    )
    assert next(iter(found.by_weekday)) == "Monday"
    assert {day: n for day, n in found.by_weekday.items() if n} == {"Friday": 2}
    assert list(found.by_hour) == [f"{hour:02}" for hour in range(24)]
    assert {hour: n for hour, n in found.by_hour.items() if n} == {"21": 1}
    assert (found.undated, found.without_day, found.without_hour, found.days) == (1, 1, 2, 1)


def test_kinds_are_in_the_order_of_the_list_and_counted_once_for_an_incident() -> None:
    found = summary(
        incident(1, "2026-11-01", "damage", "unwanted-contact", "damage"),
        incident(2, "2026-11-02", "damage", "of-a-newer-program"),
        incident(3, "2026-11-03"),
    )
    expected = [("unwanted-contact", 1), ("damage", 2), ("of-a-newer-program", 1)]
    assert list(found.by_type.items()) == expected
    assert found.without_type == 1


def test_presence_and_other_people_come_from_the_kinds() -> None:
    found = summary(
        incident(1, "2026-11-01", "following-watching", "calls-messages"),
        incident(2, "2026-11-02", "family-friends"),
        incident(3, "2026-11-03", "threats"),
    )
    assert (found.in_person, found.remote, found.against_others) == (1, 1, 1)


def test_people_and_channels_come_most_first_and_spelling_does_not_split_them() -> None:
    found = summary(
        incident(1, "2026-11-01", name="Sam", channel="phone call"),
        incident(2, "2026-11-02", name="Alex", channel="WhatsApp"),
        incident(3, "2026-11-03", name="Alex", channel="whatsapp "),
        incident(4, "2026-11-04"),
    )
    assert list(found.by_person.items()) == [("Alex", 2), ("Sam", 1)]
    assert list(found.by_channel.items()) == [("WhatsApp", 2), ("phone call", 1)]


def test_first_evers_are_dated_and_oldest_first() -> None:
    found = summary(
        incident(1, None, "damage"),
        incident(2, "2026-11-05", "threats"),
        incident(3, "2026-11-01", "calls-messages", "threats"),
        incident(4, "2026-10-01", "calls-messages"),
    ).to_json()
    assert found["first_evers"] == [
        {"type": "calls-messages", "incident": 4, "when": "2026-10-01"},
        {"type": "threats", "incident": 3, "when": "2026-11-01"},
    ]


@pytest.mark.parametrize(
    ("incidents", "days"),
    [
        ([], None),
        ([("2026-11-01", None)], None),
        ([("2026-11-01", None), ("2026-11-02", None)], 0),
        ([("2026-11-01", None), ("2026-11-11", None), ("2026-11-14", None)], 9),
        ([("2026-03", None), ("2026-04-10", None)], 9),
        ([("2026-11-01", "2026-11-20"), ("2026-11-05", None), ("2026-11-22", None)], 1),
        ([("2026-11-01", None), (None, None)], None),
    ],
)
def test_the_longest_gap_is_one_that_is_sure(
    incidents: list[tuple[str | None, str | None]], days: int | None
) -> None:
    made = [incident(n, start, end=end) for n, (start, end) in enumerate(incidents, 1)]
    assert summary(*made).longest_gap_days == days


def test_two_periods_of_28_days_with_plain_counts() -> None:
    found = summary(
        incident(1, "2026-09-01"),
        incident(2, "2026-09-29", times=2),
        incident(3, "2026-10-26"),
        incident(4, "2026-10-27", times=3),
        incident(5, "2026-11-23"),
        incident(6, "2026-11-24"),
        incident(7, "2026-11-02"),
    ).to_json()["rate"]
    assert found == {
        "days": 28,
        "recent": {"first": "2026-10-27", "last": "2026-11-23", "incidents": 3, "acts": 5},
        "before": {"first": "2026-09-29", "last": "2026-10-26", "incidents": 2, "acts": 3},
        "comparable": True,
    }


@pytest.mark.parametrize(
    "days",
    [
        ["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06"],
        ["2025-01-01", "2026-11-02", "2026-11-03", "2026-10-04", "2026-10-05"],
        [],
    ],
    ids=["the diary is too young", "too few incidents", "none"],
)
def test_too_few_data_are_not_compared(days: list[str]) -> None:
    assert not summary(*(incident(n, day) for n, day in enumerate(days, 1))).comparable


def test_nothing_adds_up_to_nothing() -> None:
    found = summary().to_json()
    assert (found["incidents"], found["acts"], found["first"], found["last"]) == (0, 0, None, None)
    assert (found["by_month"], found["first_evers"]) == ({}, [])
    json.dumps(found)


STARTS = st.one_of(
    st.none(),
    st.dates(date(1900, 1, 1), date(9998, 12, 31)).map(date.isoformat),
    st.dates(date(2020, 1, 1), date(2027, 1, 1)).map(lambda day: day.isoformat()[:7]),
    st.datetimes()
    .filter(lambda t: 1900 < t.year < 9998)
    .map(lambda t: t.replace(microsecond=0).isoformat() + "+00:00"),
)
INCIDENTS = st.lists(
    st.builds(
        lambda start, types, times, withdrawn: incident(
            1, start, *types, times=times, withdrawn=withdrawn
        ),
        STARTS,
        st.lists(st.sampled_from(list(behaviours())), max_size=3, unique=True),
        st.integers(1, 99),
        st.booleans(),
    ),
    max_size=12,
)


@given(INCIDENTS, st.randoms(use_true_random=False))
def test_the_figures_add_up_and_the_order_does_not_matter(
    made: list[Incident], random: Random
) -> None:
    found = summary(*made)
    assert found.incidents + found.withdrawn == len(made)
    dated = found.incidents - found.undated
    assert sum(found.by_month.values()) == dated
    assert sum(found.by_weekday.values()) == dated - found.without_day
    assert sum(found.by_hour.values()) == dated - found.without_hour
    shuffled = list(made)
    random.shuffle(shuffled)
    assert summary(*shuffled).to_json() == found.to_json()


def test_one_pass_is_enough() -> None:
    def once() -> Iterator[Incident]:
        yield incident(1, "2026-11-01")

    assert summarise(once(), now_day=TODAY).incidents == 1
