"""`help-contacts` by way of the whole command line; the lines: tests/test_contacts.py."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
KEYS = {"name", "phone", "text", "email", "web", "hours", "covers", "for", "checked", "source"}


def test_the_shape(run: Run, home: Path) -> None:
    found = run("help-contacts", "--all", "--json").json
    assert found[0]["phone"] == "999"
    assert all(each.keys() >= KEYS for each in found)
    assert all(isinstance(each["covers"], list) for each in found)
    assert list(home.iterdir()) == []


def test_in_words(run: Run) -> None:
    ran = run("help-contacts", "--area", "Sussex")
    assert (ran.code, ran.err) == (0, "")
    assert "999" in ran.out
    assert run("help-contacts", "--area", "Atlantis").code == 3
    assert run("help-contacts", "--nonsense").code == 2


def test_behind_something_that_the_entry_point_does_not_know(run: Run) -> None:
    ran = run("-h", "help-contacts")
    assert ran.code == 0
    assert "help-contacts" in ran.out
