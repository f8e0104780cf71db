"""`open` without a terminal. With one: tests/terminal/test_open.py."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from stalkdiary.cli.app import options_of
from stalkdiary.cli.completion import Completing

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
