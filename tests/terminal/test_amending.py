"""Amending on a real terminal while another window changes the same incident."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.model.changes import Changes
from stalkdiary.model.incident import Account

Window = Callable[..., Any]


@pytest.fixture
def place(at_home: dict[str, str]) -> Path:
    """A diary with one incident, at its place."""
    path = Path(at_home["HOME"]) / ".local" / "share" / "dayfile" / "diary.db"
    with Diary.create(path, None) as diary:
        diary.add(Account(what="He waited by the gate", where="home"))
    return path


def amending(window: Window, place: Path) -> Any:
    """Changes the place in one window, while another has changed it and what she felt."""
    terminal = window("amend", "1", rows=60)
    terminal.answer("changes one.", "3\r")
    terminal.answer("Where was it?", " again\r")
    terminal.until("changes one.")
    with Diary(place, None) as diary:
        diary.amend(1, Changes(where="the station", felt="afraid"))
    terminal.type("\r")
    terminal.answer("leave it out.", "I remember it now\r")
    terminal.until("changed meanwhile in another window.")
    terminal.until("Where: home became the station")
    terminal.until("Where, as you have it: home again")
    terminal.until("How it affected you: not said became afraid")
    return terminal


def test_she_is_told_what_changed_and_both_changes_stay(window: Window, place: Path) -> None:
    """Enter saves hers, too: once, and behind the other."""
    terminal = amending(window, place)
    terminal.answer("as well?", "\r")
    terminal.until("Incident 1 is amended.")
    assert terminal.end() == 0
    with Diary(place, None) as diary:
        account = diary.incident(1).account
        assert (account.where, account.felt) == ("home again", "afraid")
        changes = [each.content()["changes"] for each in diary.history(1)[1:]]
        assert changes == [
            {"where": "the station", "felt": "afraid"},
            {"where": "home again"},
        ]
        assert diary.drafts() == {}


def test_a_no_saves_nothing_and_keeps_what_was_typed(window: Window, place: Path) -> None:
    """The same command offers it the next time."""
    terminal = amending(window, place)
    terminal.answer("as well?", "n\r")
    terminal.until("What you typed is kept")
    assert terminal.end() == 2
    with Diary(place, None) as diary:
        assert diary.incident(1).account.where == "the station"
        (draft,) = diary.drafts().values()
        assert draft["where"] == '"home again"'
        assert draft["why"] == '"I remember it now"'
