"""Facts that name their incidents, and no more than is known."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from stalkdiary.model.action import Action
from stalkdiary.model.burst import Digest
from stalkdiary.model.incident import Account, Incident
from stalkdiary.model.moment import Moment, Precision
from stalkdiary.model.pattern import (
    against_others,
    by_person,
    hours,
    longest_silence,
    milestones,
    said_breach,
    windows,
    with_presence,
)

TODAY = date(2026, 11, 23)


def moment(start: str | None) -> Moment:
    """A moment of the precision that its text has."""
    shapes = {7: Precision.MONTH, 10: Precision.DAY}
    precision = Precision.UNKNOWN if start is None else shapes.get(len(start), Precision.EXACT)
    return Moment(
        start=start, end=None, precision=precision, part=None, timezone="Europe/London", said=""
    )


def incident(
    number: int,
    start: str | None,
    *types: str,
    name: str | None = None,
    **fields: Any,
) -> Incident:
    """An incident of these kinds."""
    return Incident(
        number=number,
        recorded_at="2026-11-23T08:00:00Z",
        account=Account(what="x", when=moment(start), types=types, **fields),
        person_name=name,
    )


def action(kind: str, start: str | None) -> Action:
    """Something the person did."""
    return Action(number=1, recorded_at="2026-11-23T08:00:00Z", kind=kind, when=moment(start))


def numbers(incidents: Any) -> list[int]:
    return [each.number for each in incidents]


def test_four_windows_that_touch_and_do_not_overlap() -> None:
    made = [
        incident(1, "2026-11-23", times=3),
        incident(2, "2026-10-27"),
        incident(3, "2026-10-26"),
        incident(4, "2026-11"),
        incident(5, None),
        incident(6, "2026-11-24"),
    ]
    found = windows(made, TODAY)
    assert [numbers(each.incidents) for each in found] == [[1, 2], [3], [], []]
    assert (found[0].first, found[0].last, found[0].acts) == (date(2026, 10, 27), TODAY, 4)
    assert {each.days for each in found} == {28}


def test_what_was_before_and_after_being_told_to_stop() -> None:
    made = [incident(1, "2026-10-01"), incident(2, "2026-10-20"), incident(3, "2026-11-20")]
    (found,) = milestones(made, [action("told-to-stop", "2026-10-20")], TODAY)
    assert numbers(found.before.incidents) == [1]
    assert numbers(found.after.incidents) == [2]
    assert (found.before.days, found.after.days) == (28, 28)


def test_a_span_that_is_not_over_says_how_long_it_is() -> None:
    (found,) = milestones([], [action("police", "2026-11-20")], TODAY)
    assert found.after.days == 4


@pytest.mark.parametrize(
    ("kind", "start"), [("police", None), ("police", "2026-12-01"), ("helpline", "2026-10-20")]
)
def test_what_is_no_milestone(kind: str, start: str | None) -> None:
    assert not list(milestones([], [action(kind, start)], TODAY))


def test_in_person_and_from_a_distance_by_the_kinds_alone() -> None:
    made = [
        incident(1, None, "calls-messages"),
        incident(2, None, "loitering", "calls-messages"),
        incident(3, None, "threats"),
        incident(4, None, "a-kind-of-tomorrow"),
    ]
    assert numbers(with_presence(made, "remote")) == [1, 2]
    assert numbers(with_presence(made, "in-person")) == [2]
    assert numbers(against_others([*made, incident(5, None, "family-friends")])) == [5]


@pytest.mark.parametrize(
    ("said", "kinds", "breach"),
    [
        (None, (), False),
        ("no", ("order-breach",), False),
        (" No. ", (), False),
        ("not sure", (), False),
        ("not sure", ("order-breach",), True),
        ("dunno", (), False),
        ("no order", (), False),
        ("n/a", (), False),
        ("nope", (), False),
        ("maybe the order of March", (), False),
        ("no contact order of March", (), True),
        ("the order of March", (), True),
        (None, ("order-breach",), True),
    ],
)
def test_a_breach_is_what_the_person_says(
    said: str | None, kinds: tuple[str, ...], *, breach: bool
) -> None:
    assert said_breach(incident(1, None, *kinds, breach=said)) is breach


def test_the_longest_silence_names_both_sides() -> None:
    made = [
        incident(1, "2026-03-01"),
        incident(2, "2026-03-20"),
        incident(3, "2026-06-01"),
        incident(4, "2026-06"),
        incident(5, None),
    ]
    found = longest_silence(made)
    assert found is not None
    assert (found.days, found.before.number, found.after.number) == (72, 2, 3)


def test_a_month_that_may_hold_it_is_no_silence() -> None:
    found = longest_silence(
        [incident(1, "2026-03-01"), incident(2, "2026-03"), incident(3, "2026-04-02")]
    )
    assert found is not None
    assert (found.days, found.before.number) == (1, 2)


def test_one_incident_has_no_silence() -> None:
    assert longest_silence([incident(1, "2026-03-01"), incident(2, None)]) is None


def test_people_with_the_most_first_and_nobody_last() -> None:
    made = [
        incident(1, None),
        incident(2, None),
        incident(3, None, name="Alex"),
        incident(4, None, name="Sam"),
        incident(5, None, name="Sam"),
    ]
    assert {name: numbers(each) for name, each in by_person(made).items()} == {
        "Sam": [4, 5],
        "Alex": [3],
        None: [1, 2],
    }
    assert list(by_person(made)) == ["Sam", "Alex", None]


def test_hours_count_acts_and_messages_at_their_own_times() -> None:
    made = [
        incident(1, "2026-11-23T21:30:00+00:00", times=14),
        incident(2, "2026-11-23", times=2),
        incident(3, "2026-11-23T06:00:00+00:00", times=99),
    ]
    found = hours(made, {3: Digest(hours=Counter({(0, 6): 1, (0, 7): 2}), acts=4, held=5)})
    assert found.acts == {(0, 21): 14, (0, 6): 1, (0, 7): 2}
    assert found.unplaced == 3
