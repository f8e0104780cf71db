"""Calendar files: each event is an entry of the person's own record."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers import calendar
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.model.message import Basis, OwnEntry, Resolution

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n"
TAIL = "END:VCALENDAR\r\n"


def event(*lines: str) -> str:
    return "".join(f"{line}\r\n" for line in ("BEGIN:VEVENT", *lines, "END:VEVENT"))


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[Any]]:
    def run(*events: str) -> list[Any]:
        path = tmp_path / "c.ics"
        path.write_bytes((HEAD + "".join(events) + TAIL).encode())
        with Export(path) as export:
            assert calendar.recognises(export) == "calendar"
            return list(calendar.read(export, Reading()))

    return run


def test_words_place_and_time(read: Callable[..., list[Any]]) -> None:
    (entry,) = read(
        event(
            "SUMMARY:He was outside\\, again",
            "DESCRIPTION:In the silver car",
            "LOCATION:home",
            "DTSTART:20260712T203000Z",
        )
    )
    assert entry.what == "He was outside, again\nIn the silver car"
    assert entry.fields == {"where": "home"}
    assert entry.time.local == "2026-07-12T21:30:00+01:00"
    assert entry.time.basis is Basis.OFFSET


def test_days_floating_times_and_repetitions(read: Callable[..., list[Any]]) -> None:
    """A day stays a day; a time without a zone is read in the diary's; once is once."""
    day, floating, again = read(
        event("SUMMARY:a", "DTSTART;VALUE=DATE:20260712"),
        event("SUMMARY:b", "DTSTART:20260712T213000"),
        event("SUMMARY:c", "DTSTART:20260712T203000Z", "RRULE:FREQ=DAILY"),
    )
    assert (day.time.local, day.time.precision) == ("2026-07-12", Resolution.DAY)
    assert (floating.time.local, floating.time.basis) == (
        "2026-07-12T21:30:00+01:00",
        Basis.ASSUMED,
    )
    assert "come again" in again.flags[0]


@pytest.mark.parametrize("line", ["DTSTART:INVALID-DATE", "SUMMARY:no start at all", "DTSTART:"])
def test_an_event_without_a_time_is_kept(read: Callable[..., list[Any]], line: str) -> None:
    (entry,) = read(event(line))
    assert entry.time is None
    assert "no time" in entry.flags[0]


def test_what_is_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.ics"
    path.write_text(HEAD + "BEGIN:VEVENT\r\nSUMMARY:a\r\n", encoding="utf-8")
    with Export(path) as export, pytest.raises(InputRefused) as refused:
        list(calendar.read(export, Reading()))
    assert "Nothing was imported." in refused.value.advice


_TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
_TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@settings(max_examples=50)
@given(st.lists(st.tuples(_TEXT, _TIMES), max_size=5))
def test_what_was_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory, written: list[tuple[str, datetime]]
) -> None:
    """By the library's own hand, and read as any export."""
    from icalendar import Calendar, Event

    made = Calendar({"VERSION": "2.0", "PRODID": "test"})
    for text, moment in written:
        added = Event()
        added.add("SUMMARY", text)
        added.add("DTSTART", moment)
        made.add_component(added)
    path = tmp_path_factory.mktemp("calendar") / "c.ics"
    path.write_bytes(made.to_ical())
    with Export(path) as export:
        entries = [e for e in calendar.read(export, Reading()) if isinstance(e, OwnEntry)]
    assert [(e.what, e.time and e.time.instant // 1000) for e in entries] == [
        (text, int(moment.timestamp())) for text, moment in written
    ]


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("calendar") / "c.ics"
    path.write_bytes(HEAD.encode() + data + TAIL.encode())
    with Export(path) as export, suppress(InputRefused):
        assert all(item.locator for item in calendar.read(export, Reading()))
