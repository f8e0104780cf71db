"""Pictures: what is drawn is what was recorded, within the picture, and the same in words."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.model.action import Action
from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.pattern import Hours, hours
from stalkdiary.reports import pictures
from stalkdiary.reports.pictures import rate
from stalkdiary.reports.shapes import DARKEST, Bar, Label, Picture, Stroke

Make = Callable[..., Any]
TODAY = date(2026, 11, 23)


def action(kind: str, when: object) -> Action:
    """Something the person did."""
    return Action(number=1, recorded_at="2026-11-22T22:00:00Z", kind=kind, when=when)  # type: ignore[arg-type]


def timeline(incidents: Any) -> Picture | None:
    """The timeline as it is drawn."""
    grid = pictures.timeline(incidents)
    return grid.drawn() if grid else None


def week(hours: Hours) -> Picture | None:
    """The week as it is drawn."""
    grid = pictures.week(hours)
    return grid.drawn() if grid else None


def labels(picture: Picture) -> list[str]:
    return [shape.text for shape in picture.shapes if isinstance(shape, Label)]


def held_within(picture: Picture) -> None:
    """Holds that no shape lies outside, and that every letter has room."""
    for shape in picture.shapes:
        match shape:
            case Bar():
                assert shape.x >= 0
                assert shape.y >= -0.01
                assert shape.x + shape.width <= picture.width + 0.01
                assert shape.y + shape.height <= picture.height
                assert 0 <= shape.shade <= DARKEST
            case Stroke():
                assert 0 <= min(shape.x1, shape.x2) <= max(shape.x1, shape.x2) <= picture.width
                assert 0 <= min(shape.y1, shape.y2) <= max(shape.y1, shape.y2) <= picture.height
            case Label():
                assert 0 < shape.x <= picture.width
                assert 0 < shape.y <= picture.height


def test_the_timeline_counts_each_kind_in_its_month(incident: Make) -> None:
    picture = timeline(
        [
            incident(1, "2026-04-03", types=("threats",)),
            incident(2, "2026-04-20", types=("threats", "damage")),
            incident(3, "2026-06", types=()),
            incident(4, None, types=("threats",)),
        ]
    )
    assert picture is not None
    assert picture.words == (
        "Threats of harm: 2, from April 2026 to April 2026",
        "Damaging property: 1, from April 2026 to April 2026",
        "filed under no kind: 1, from June 2026 to June 2026",
        "All incidents: 3, from April 2026 to June 2026",
    )
    assert picture.sentence == (
        "The first is in April 2026, the latest in June 2026. Most incidents in one month: 2, in "
        "April 2026. Not drawn, as the month is not known: 1 incident."
    )
    assert {"Apr", "May", "Jun", "2026", "Threats of harm"} <= set(labels(picture))
    held_within(picture)


@pytest.mark.parametrize(
    ("last", "title"),
    [
        ("2026-11-01", "month by month"),
        ("2030-01-01", "quarter by quarter"),
        ("2040-01-01", "year by year"),
        ("2100-01-01", "every 10 years"),
        ("9998-01-01", "every 350 years"),
    ],
)
def test_a_long_time_has_wider_columns(incident: Make, last: str, title: str) -> None:
    """However long, it stays within the page."""
    made = [incident(1, "2026-01-05"), incident(2, last)]
    for picture in (timeline(made), rate(made, [], TODAY)):
        assert picture is not None
        held_within(picture)
    found = timeline(made)
    assert found is not None
    assert found.title.endswith(title)


def test_every_kind_fits_and_large_numbers_stay_in_their_squares(incident: Make) -> None:
    made = [incident(n, f"2026-{n % 9 + 1:02}-03", types=tuple(behaviours())) for n in range(2000)]
    picture = timeline(made)
    assert picture is not None
    assert "223" in labels(picture)
    assert len(labels(picture)) > len(behaviours()) * 9
    held_within(picture)


def test_the_week_counts_acts_by_their_hours(incident: Make) -> None:
    made = [incident(1, "2026-11-20T21:30:00+00:00", times=14), incident(2, "2026-11-21", times=2)]
    picture = week(hours(made, {}))
    assert picture is not None
    assert picture.words == ("Friday: 14 from 21:00",)
    assert picture.sentence.startswith(
        "Of 14 acts whose hour is known, most fall on a Friday (14) and between 21:00 and 21:59 "
        "(14). Of 2 acts the hour is not known."
    )
    held_within(picture)


def test_the_rate_marks_what_the_person_did(incident: Make, moment: Make) -> None:
    made = [
        incident(1, "2026-10-05", times=3),
        incident(2, "2026-10-07"),
        incident(3, "2026-11-20"),
    ]
    actions = [
        action("told-to-stop", moment("2026-10-06")),
        action("police", moment("2026-10-07")),
        action("police", moment("2026-10-08")),
        action("helpline", moment("2026-10-08")),
        action("police", moment(None)),
    ]
    picture = rate(made, actions, TODAY)
    assert picture is not None
    assert {"S1", "P1", "P2"} <= set(labels(picture))
    assert "P3" not in labels(picture)
    assert picture.sentence.startswith(
        "Most incidents in one week: 2, from Monday 5 October 2026. On average 0.4 in a week up to "
        "now."
    )
    assert "S1 told to stop, 6 October 2026; P1 contact with the police" in picture.sentence
    dashed = [each for each in picture.shapes if isinstance(each, Stroke) and each.dashed]
    assert len(dashed) == 3
    held_within(picture)


def test_a_mark_does_not_strike_through_the_name_of_a_row(incident: Make, moment: Make) -> None:
    """The dashed line has gaps where names stand, and no other row loses it."""
    made = [incident(1, "2026-03-01"), incident(2, "2026-11-20", types=("threats",))]
    picture = rate(made, [action("police", moment("2026-11-18"))], TODAY)
    assert picture is not None
    dashed = [each for each in picture.shapes if isinstance(each, Stroke) and each.dashed]
    names = [each for each in picture.shapes if isinstance(each, Label) and each.anchor == "end"]
    assert len(names) > 1
    assert len(dashed) > 1
    for line in dashed:
        assert line.y1 < line.y2
        assert not any(line.y1 < name.y - 1 < line.y2 for name in names)


def test_many_marks_do_not_stand_on_each_other_for_ever(incident: Make, moment: Make) -> None:
    actions = [action("police", moment("2026-10-06"))] * 40
    picture = rate([incident(1, "2026-10-05")], actions, TODAY)
    assert picture is not None
    assert sum(bool(re.fullmatch("P[0-9]+", each)) for each in labels(picture)) == 12
    held_within(picture)


def test_without_dates_there_is_no_picture(incident: Make) -> None:
    made = [incident(1, None)]
    assert timeline(made) is None
    assert week(hours(made, {})) is None
    assert rate(made, [], TODAY) is None


def test_one_week_has_nothing_to_be_drawn_beside(incident: Make) -> None:
    """Two incidents of this week are no picture of weeks; with one of last week they are."""
    made = [incident(1, "2026-11-23"), incident(2, "2026-11-23T09:00:00+00:00")]
    assert rate(made, [], TODAY) is None
    assert rate([*made, incident(3, "2026-11-12")], [], TODAY) is not None


@settings(max_examples=40)
@given(
    days=st.lists(
        st.dates(date(1900, 1, 1), date(9998, 12, 31)).map(date.isoformat), min_size=1, max_size=9
    )
)
def test_any_dates_can_be_drawn(incident: Make, days: list[str]) -> None:
    made = [incident(number, day, types=("threats",)) for number, day in enumerate(days, 1)]
    weekly = rate(made, [], TODAY)
    dates = [date.fromisoformat(day) for day in days]
    monday = min(dates) - timedelta(min(dates).weekday())
    in_one_week = max(*dates, TODAY) - monday < timedelta(7)
    assert (weekly is None) == in_one_week
    for picture in (timeline(made), weekly):
        if picture is None:
            continue
        held_within(picture)
        assert f"{len(days):,}" in str(picture.words[-2:])
