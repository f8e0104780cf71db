"""After an import she may point at the message in which she told them to stop."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
CHAT = (
    "13/03/2026, 21:30 - Alex: I see you\n"
    "13/03/2026, 21:31 - Sam: Leave me alone\n"
    "13/03/2026, 21:32 - Sam: Leave me alone, please\n"
)


@pytest.fixture
def chat(home: Path) -> Path:
    """A chat of two."""
    file = home / "chat.txt"
    file.write_text(CHAT, encoding="utf-8")
    return file


def test_it_is_recorded_from_the_message(
    run: Run, place: Path, chat: Path, at_a_terminal: Callable[..., list[str]]
) -> None:
    """The time, the words and the place in the export are those of the message."""
    at_a_terminal(True, "alone, PLEASE", "3")
    assert run("import", chat, "--from", "Alex", "--me", "Sam").code == 0
    (action,) = run("action", "--json").json
    assert action["kind"] == "told-to-stop"
    assert action["when"]["start"] == "2026-03-13T21:32:00+00:00"
    assert action["what"] == "“Leave me alone, please” (WhatsApp, AB/1, line 3)"


@pytest.mark.parametrize("answers", [(False,), (True, "", "none"), (True, "no such words")])
def test_she_may_leave_it(
    run: Run,
    place: Path,
    chat: Path,
    at_a_terminal: Callable[..., list[str]],
    answers: tuple[Any, ...],
) -> None:
    at_a_terminal(*answers)
    assert run("import", chat, "--from", "Alex", "--me", "Sam").code == 0
    assert run("action", "--json").json == []


def test_without_a_terminal_the_number_of_the_message_does(
    run: Run, place: Path, chat: Path
) -> None:
    """As `show --json` gives it; a message of his is refused, and so is a time beside it."""
    run("import", chat, "--from", "Alex", "--me", "Sam")
    numbers = {m["text"]: m["message"] for m in run("show", "1", "--json").json["messages"]}
    found = run("action", "told-to-stop", "--message", numbers["Leave me alone"], "--json").json
    assert found["when"]["start"] == "2026-03-13T21:31:00+00:00"
    assert run("action", "told-to-stop", "--message", numbers["I see you"]).code == 4
    assert run("action", "told-to-stop", "--message", "99").code == 3
    assert run("action", "told-to-stop", "--message", "3", "--when", "now").code == 2
    assert run("action", "police", "--message", "3").code == 2
    assert len(run("action", "--json").json) == 1
