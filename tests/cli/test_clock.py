"""A clock that was set back is said before anything is written, and nothing is refused for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account

Run = Callable[..., Any]


def written_ahead(place: Path, by: timedelta) -> None:
    """Leaves an entry that a clock has written which was ahead of this one."""
    with Diary.open(place) as diary:
        diary.connection.clock = lambda: datetime.now(UTC) + by
        diary.add(Account(what="Before the clock was set back."))


@pytest.mark.parametrize("words", [("add", "--what", "He rang."), ("withdraw", "1")])
def test_it_is_said_and_the_entry_is_kept(run: Run, place: Path, words: tuple[str, ...]) -> None:
    """In the order in which it was written, and with the time that the clock shows."""
    written_ahead(place, timedelta(days=2))
    ran = run(*words)
    assert ran.code == 0
    assert "The clock of this computer is behind" in ran.err
    assert run("verify").code == 0


def test_seconds_are_no_matter_and_reading_needs_no_clock(run: Run, place: Path) -> None:
    written_ahead(place, timedelta(seconds=20))
    assert "clock" not in run("add", "--what", "He rang.").err
    written_ahead(place, timedelta(days=2))
    assert "clock" not in run("list").err
