"""Messages drawn together: an hour apart is another burst, and nothing is counted twice."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.burst import digest
from stalkdiary.model.message import (
    Basis,
    Call,
    Direction,
    ExportTime,
    HeldMessage,
    Kind,
    Message,
    Resolution,
)

START = datetime.fromisoformat("2026-11-10T06:00+00:00")


def held(
    minutes: int | None,
    text: str = "x",
    *,
    counted: bool = True,
    seconds: int | None = None,
    precision: Resolution = Resolution.MINUTE,
) -> HeldMessage:
    """A message so many minutes after six; a call where `seconds` are given."""
    time = None
    if minutes is not None:
        when = START + timedelta(minutes=minutes)
        local = when.date().isoformat()
        if precision is Resolution.MINUTE:
            local = when.isoformat(timespec="minutes")
        time = ExportTime(local, int(when.timestamp() * 1000), local, precision, Basis.ASSUMED)
    message = Message(
        locator="line 1",
        kind=Kind.MESSAGE if seconds is None else Kind.CALL,
        channel="WhatsApp",
        time=time,
        direction=Direction.IN,
        text=text,
        call=None if seconds is None else Call(seconds=seconds),
    )
    return HeldMessage(1, 1, "EX/1", message, counted)


@pytest.mark.parametrize(("apart", "bursts"), [(59, 1), (60, 2), (0, 1)])
def test_an_hour_apart_is_another_burst(apart: int, bursts: int) -> None:
    assert len(digest([held(0), held(apart)]).bursts) == bursts


def test_the_first_the_last_and_the_longest() -> None:
    (burst,) = digest(
        [held(0, "four"), held(10, seconds=30), held(20, "longest"), held(25, seconds=90)]
    ).bursts
    assert (burst.messages, burst.calls, burst.acts) == (2, 2, 4)
    assert (burst.longest_text, burst.longest_call) == (7, 90)
    assert burst.first is not None
    assert burst.last is not None
    assert (burst.first.local[11:16], burst.last.local[11:16]) == ("06:00", "06:25")


def test_what_the_person_wrote_is_no_act_and_ends_no_burst() -> None:
    found = digest([held(0), held(30, counted=False), held(70)])
    assert [each.acts for each in found.bursts] == [1, 1]
    assert [each.context for each in found.bursts] == [1, 0]
    assert (found.acts, found.held) == (2, 3)


def test_what_the_person_wrote_alone_is_no_burst() -> None:
    assert digest([held(0, counted=False)]).bursts == []


def test_days_and_unknown_times_are_kept_apart_from_known_ones() -> None:
    day = Resolution.DAY
    found = digest([held(0), held(0, precision=day), held(200, precision=day), held(None)])
    assert [each.messages for each in found.bursts] == [1, 2, 1]
    assert found.hours == {(1, 6): 1}


def test_of_nothing() -> None:
    assert digest([]).held == 0


@given(st.lists(st.tuples(st.none() | st.integers(0, 3000), st.booleans(), st.none() | st.just(5))))
def test_every_act_is_in_one_burst(items: list[tuple[int | None, bool, int | None]]) -> None:
    items.sort(key=lambda item: (item[0] is None, item[0] or 0))
    found = digest([held(at, counted=counted, seconds=call) for at, counted, call in items])
    assert sum(each.acts for each in found.bursts) == found.acts
    assert found.acts == sum(counted for _, counted, _ in items)
    assert found.held == len(items)
