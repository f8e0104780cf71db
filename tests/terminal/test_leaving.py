"""Leaving fast, on a real terminal: Ctrl-C at any question, in the pager, or the window closed."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account

Window = Callable[..., Any]
LEAVE = "\x03"
CLEARED = "\x1b[H\x1b[2J\x1b[3J"
WORDS = "He waited by the gate"
STARTED = {
    "usually": (sys.executable, "-m", "stalkdiary"),
    # As a script with & and some launchers start programs: who is started inherits it.
    "deaf": ("/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-m", "stalkdiary"),
}
"""How the program can have been started, and with what command."""


@pytest.fixture
def place(at_home: dict[str, str]) -> Path:
    """A diary without a passphrase at its place."""
    path = Path(at_home["HOME"]) / ".local" / "share" / "dayfile" / "diary.db"
    Diary.create(path, None).close()
    return path


@pytest.fixture
def long(place: Path, account: Callable[..., Account]) -> Path:
    """A diary whose list is longer than a screen."""
    with Diary(place, None) as diary:
        for number in range(60):
            diary.add(account(f"{WORDS}, time {number}"))
    return place


@pytest.fixture(params=STARTED.values(), ids=list(STARTED))
def started(window: Window, request: pytest.FixtureRequest) -> Window:
    """Opens a window in which the program was started in each of these ways."""

    def open_window(*words: str) -> Any:
        return window(*words, command=request.param)

    return open_window


def drafts(place: Path) -> list[dict[str, str]]:
    with Diary(place, None) as diary:
        return list(diary.drafts().values())


def test_ctrl_c_at_a_question(started: Window, place: Path) -> None:
    """Screen and scrollback are empty, the exit code is 130, the words are a draft."""
    terminal = started("add")
    terminal.answer("What happened?", WORDS + LEAVE)
    assert terminal.end() == 130
    assert terminal.raw.endswith(CLEARED)
    assert drafts(place)[0]["what"] == f'"{WORDS}"'


def test_ctrl_c_at_the_notice_and_at_a_hidden_question(started: Window, place: Path) -> None:
    place.unlink()
    terminal = started("init")
    assert terminal.leave("Start a diary on this computer?") == 130
    assert terminal.raw.endswith(CLEARED)
    terminal = started("init")
    terminal.answer("Start a diary on this computer?", "y\r")
    terminal.answer("A number [1]:", "2\r")
    assert terminal.leave("New passphrase, unseen:") == 130
    assert terminal.raw.endswith(CLEARED)
    assert not place.exists()


def test_a_passphrase_typed_too_soon_is_not_shown(window: Window, place: Path) -> None:
    """After a wrong one the next is asked for a little later; keys until then are unseen."""
    place.unlink()
    Diary.create(place, "seven grey herons").close()
    terminal = window("list")
    terminal.answer("code):", "wrong\r")
    terminal.until("code instead.")
    terminal.type("seven grey herons\r" + LEAVE)
    assert terminal.end() == 130
    assert "herons" not in terminal.raw


@pytest.mark.parametrize("how", ["hangup", "window", "terminated"])
def test_a_closed_window_keeps_what_was_typed(window: Window, place: Path, how: str) -> None:
    """Also what stands at the current question."""
    terminal = window("add")
    terminal.answer("What happened?", f"{WORDS}\r\r\r")
    terminal.answer("When was it?", "12 March 2025\r")
    terminal.answer("add details.", "d\r")
    terminal.answer("Where was it?", "at the ga")
    terminal.until("at the ga")
    if how == "window":
        terminal.close()
    else:
        number = signal.SIGHUP if how == "hangup" else signal.SIGTERM
        os.kill(terminal.process.pid, number)
    terminal.process.wait(60)
    (draft,) = drafts(place)
    assert draft["what"] == f'"{WORDS}"'
    assert draft["where"] == '"at the ga"'


def test_a_kill_loses_what_was_typed_last_alone(window: Window, place: Path) -> None:
    """A power cut, as far as a test can have one: also the story that is being typed is kept."""
    terminal = window("add")
    terminal.answer("What happened?", f"{WORDS}\r\rThen")
    while not drafts(place):
        terminal.idle()
    terminal.process.kill()
    terminal.process.wait(60)
    (draft,) = drafts(place)
    assert draft["what"].startswith(f'"{WORDS[:3]}')


def test_a_kill_at_a_later_question_loses_no_answer(window: Window, place: Path) -> None:
    """The answers before it are in the draft."""
    terminal = window("add")
    terminal.answer("What happened?", f"{WORDS}\r\r\r")
    terminal.answer("When was it?", "12 March 2025\r")
    terminal.answer("add details.", "d\r")
    terminal.answer("Where was it?", "home\r")
    terminal.until("How did it make you feel")
    terminal.process.kill()
    terminal.process.wait(60)
    (draft,) = drafts(place)
    assert draft["what"] == f'"{WORDS}"'
    assert draft["where"] == '"home"'


def test_the_pager_leaves_nothing(window: Window, long: Path) -> None:
    """It goes to the end; after q the screen is empty, and nothing was printed on it."""
    terminal = window("list")
    terminal.answer("q ends and clears", "Gq")
    assert terminal.end() == 0
    before, _, after = terminal.raw.partition("\x1b[?1049h")
    shown, _, after = after.partition("\x1b[?1049l")
    assert WORDS not in before + after
    assert WORDS in shown
    assert terminal.raw.endswith(CLEARED)


def test_ctrl_c_in_the_pager(started: Window, long: Path) -> None:
    terminal = started("list")
    terminal.answer("q ends and clears", LEAVE)
    assert terminal.end() == 130
    assert terminal.raw.endswith(CLEARED)
    assert "Traceback" not in terminal.text


def test_what_fits_the_screen_and_what_is_plain_have_no_pager(window: Window, long: Path) -> None:
    for words in (["list", "--last", "2"], ["--plain", "list"]):
        terminal = window(*words)
        assert terminal.end() == 0
        assert "time 59" in terminal.text
        assert "\x1b[?1049h" not in terminal.raw


def test_a_report_on_the_screen_is_in_the_pager(window: Window, long: Path) -> None:
    terminal = window("report", "--format", "text", "-o", "-")
    terminal.answer("q ends and clears", LEAVE)
    assert terminal.end() == 130
    before, _, _ = terminal.raw.partition("\x1b[?1049h")
    assert WORDS not in before
    assert terminal.raw.endswith(CLEARED)


def test_ctrl_c_in_the_middle_of_work(
    started: Window, place: Path, account: Callable[..., Account], tmp_path: Path
) -> None:
    """A long copy is given up at once, and nothing of it stays."""
    with Diary(place, None) as diary:
        diary.add(account())
        before = diary.fingerprint
    large = tmp_path / "video.mp4"
    large.touch()
    os.truncate(large, 2**31)
    terminal = started("attach", "1", str(large))
    assert terminal.leave("Keeping the files") == 130
    assert terminal.raw.endswith(CLEARED)
    with Diary(place, None) as diary:
        assert diary.fingerprint == before
    assert [each.name for each in place.parent.iterdir()] == ["diary.db"]


def test_ctrl_c_while_a_wrong_passphrase_is_paused_over(started: Window, place: Path) -> None:
    """Nobody has to wait for the end of the pause."""
    place.unlink()
    Diary.create(place, "seven grey herons").close()
    terminal = started("list")
    terminal.answer("code):", "wrong\r")
    assert terminal.leave("code instead.") == 130
    assert terminal.raw.endswith(CLEARED)


@pytest.mark.parametrize(
    ("command", "answered", "at"),
    [
        ("withdraw 1", {}, "a reason to note?"),
        ("attach 1", {"Which files?": "", "What is the thing?": "a card"}, "Where is it kept?"),
        ("people add", {"What do you call them?": "Alex"}, "What are they, or were, to you?"),
        ("action police", {"What was done or said?": "I rang"}, "When was it?"),
        ("amend 1", {"A number changes one.": "3"}, "Where was it?"),
    ],
)
def test_a_window_closed_at_a_question_of_any_command_keeps_it(
    window: Window, long: Path, command: str, answered: dict[str, str], at: str
) -> None:
    """Every question of each: tests/cli/test_closed_window.py; here the window really closes."""
    terminal = window(*command.split())
    for question, answer in answered.items():
        terminal.answer(question, f"{answer}\r")
    terminal.answer(at, "at the ga")
    terminal.until("at the ga")
    terminal.close()
    terminal.process.wait(60)
    (draft,) = drafts(long)
    assert '"at the ga"' in draft.values()
