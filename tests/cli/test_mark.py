"""`mark`: messages that the report is to show."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
CHAT = (
    "13/03/2026, 21:30 - Alex: I see you\n"
    "13/03/2026, 21:31 - Sam: Leave me alone\n"
    "13/03/2026, 21:32 - Alex: Answer me\n"
    "14/03/2026, 08:00 - Alex: Good morning\n"
)


@pytest.fixture
def chat(run: Run, place: Path, home: Path) -> Path:
    """A diary with a chat of two, on two days; gives the diary."""
    file = home / "chat.txt"
    file.write_text(CHAT, encoding="utf-8")
    assert run("import", file, "--from", "Alex", "--me", "Sam").code == 0
    return place


def marks(run: Run, incident: int = 1) -> list[int]:
    """The numbers of the messages of an incident that are marked, as `show --json` tells them."""
    shown = run("show", incident, "--json").json
    return [each["message"] for each in shown["messages"] if each["marked"]]


def test_the_numbers_are_those_that_show_prints(run: Run, chat: Path) -> None:
    """And the same that `action told-to-stop --message` takes."""
    told = run("show", "1").out
    assert "3. 21:32  Alex: Answer me" in told
    ran = run("mark", "1", "3", "1", "--json").json
    assert ran.keys() >= {"incident", "messages", "marked", "recorded_at", "fingerprint"}
    assert (ran["incident"], ran["messages"], ran["marked"]) == (1, [1, 3], True)
    assert marks(run) == [1, 3]
    assert "3. 21:32  Alex: Answer me [marked for the report]" in run("show", "1").out
    assert run("action", "told-to-stop", "--message", "2").code == 0


def test_a_mark_that_is_taken_back_stays_readable(run: Run, chat: Path) -> None:
    """Both entries stand in the history; verify, a bundle and its checker know them."""
    assert run("mark", "1", "1", "3").out.startswith("Marked: messages 1, 3.")
    assert "The mark is off message 1" in run("mark", "1", "1", "--undo").out
    assert marks(run) == [3]
    told = run("show", "1").out
    assert "Marked " in told
    assert "Mark taken back " in told
    kinds = [each["kind"] for each in run("show", "1", "--json").json["history"]]
    assert kinds.count("mark") == 2
    assert run("verify").code == 0
    assert run("bundle", "b.zip").code == 0
    assert run("verify", "--bundle", "b.zip").code == 0


def test_only_what_is_not_marked_yet_is_written(run: Run, chat: Path) -> None:
    run("mark", "1", "1")
    assert run("mark", "1", "1", "3", "--json").json["messages"] == [3]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["1"], 2),
        (["1", "4"], 3),
        (["1", "99"], 3),
        (["9", "1"], 3),
        (["1", "1", "4"], 3),
        (["1", "1", "--undo"], 2),
        (["1", "0"], 2),
        (["1", "x"], 2),
    ],
    ids=str,
)
def test_refused(run: Run, chat: Path, words: list[str], code: int) -> None:
    """The diary stays as it was, byte for byte."""
    before = chat.read_bytes()
    ran = run("mark", *words)
    assert (ran.code, ran.out) == (code, "")
    assert chat.read_bytes() == before


def test_a_message_of_another_incident_is_found_for_her(run: Run, chat: Path) -> None:
    assert "stalkdiary mark 2 4" in run("mark", "1", "4").err


def test_an_incident_without_messages_says_so(run: Run, three: Path) -> None:
    assert "no messages from an import" in run("mark", "1").err
