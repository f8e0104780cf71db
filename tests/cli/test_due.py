"""`due`: what was promised, and which orders end."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_the_shape(run: Run, place: Path) -> None:
    """What scripts read of it, and what a person reads."""
    words = ("--promised", "a call", "--due", "within 48 hours", "--officer", "PC Ray")
    run("action", "police", "--when", "1 March 2020", *words)
    (found,) = run("due", "--json").json
    assert found.keys() >= {"kind", "what", "due", "days", "by", "action"}
    assert (found["kind"], found["what"], found["due"]) == ("promise", "a call", "2020-03-03")
    assert (found["by"], found["action"]) == ("PC Ray", 1)
    assert found["days"] < 0
    ran = run("due")
    assert "1  Tuesday 3 March 2020" in ran.out
    assert "Promised: a call  PC Ray" in ran.out
    assert "action done N" in ran.err


def test_a_promise_that_is_settled_is_no_longer_due(run: Run, place: Path) -> None:
    """Nothing is left to list, and that is said."""
    run("action", "police", "--promised", "a call")
    run("action", "missed", "1")
    ran = run("due")
    assert (ran.code, ran.out) == (0, "")
    assert "No promise is open" in ran.err
    assert run("due", "--json").json == []


def test_words_that_name_no_day_are_shown_as_they_are(run: Run, place: Path) -> None:
    """An order until further order has an end that nobody can count."""
    run("action", "order", "--what", "Bail", "--expires", "until further order")
    assert "in these words: until further order" in run("due").out
    assert run("due", "--json").json[0]["days"] is None


def test_it_writes_nothing(run: Run, place: Path) -> None:
    """Looking leaves the diary byte for byte as it was."""
    run("action", "police", "--promised", "a call", "--due", "Friday")
    before = place.read_bytes()
    run("due")
    assert place.read_bytes() == before
