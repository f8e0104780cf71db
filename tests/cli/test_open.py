"""`open` without a terminal. With one: tests/terminal/test_open.py."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from stalkdiary.cli.app import options_of
from stalkdiary.cli.completion import Completing
from stalkdiary.cli.idle import Idle
from stalkdiary.cli.open import _due, _Opened
from stalkdiary.cli.session import Session
from stalkdiary.diary import Diary

Run = Callable[..., Any]
HELD = {"numbers": ["12", "1"], "names": ["Alex Smith"], "kinds": ["threats"], "exhibits": ["AB/1"]}


def offered(text: str) -> list[str]:
    completing = Completing(["show", "search", "list"], options_of, lambda: HELD)
    return [each.text for each in completing.get_completions(Document(text), CompleteEvent())]


def test_it_needs_a_terminal(run: Run, place: Path) -> None:
    """Somebody has to be there to answer."""
    ran = run("open")
    assert (ran.code, ran.out) == (2, "")
    assert "needs a terminal" in ran.err


def test_what_is_offered() -> None:
    """Commands first; behind them what each word can mean; nothing where words are typed."""
    assert offered("s") == ["show", "search"]
    assert offered("show 1") == ["12", "1"]
    assert offered("list --person al") == ['"Alex Smith"']
    assert offered("list --type thr") == ["threats"]
    assert "--since" in offered("list --s")
    assert offered("search al") == []
    assert offered("nonsense --") == []


def test_long_work_is_not_cut_short_and_it_locks_right_after(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that takes longer than the lock is written to its end."""
    seconds = 0.0
    done: list[str] = []

    def work(_session: Session, words: list[str]) -> int:
        nonlocal seconds
        seconds += 400
        done.append(f"{words[0]} is done")
        return 0

    opened = _Opened(Session(given_diary=place), 5)
    monkeypatch.setattr(opened, "_idle", Idle(5, lambda: seconds))
    monkeypatch.setattr(opened, "_lock", lambda: done.append("locked"))
    line = SimpleNamespace(prompt=lambda _: "report")
    monkeypatch.setattr(opened, "_prompt", lambda: line)
    monkeypatch.setattr("stalkdiary.cli.app.run_inside", work)
    assert opened._once()
    assert done == ["report is done", "locked"]


def test_a_promise_is_one_sentence_with_its_day(run: Run, place: Path) -> None:
    """Whether what was promised was written with a full stop or without."""
    for promised in ("A call back.", "A letter"):
        run("action", "police", "--promised", promised, "--due", "2 March 2026")
    with Diary.open(place) as diary:
        told = list(_due(diary))
    assert [each.partition(", by ")[0] for each in told] == [
        "Promised: A call back",
        "Promised: A letter",
    ]
