"""An open diary on a real terminal: once the passphrase, then commands, and the lock."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account

Window = Callable[..., Any]
CLEARED = "\x1b[H\x1b[2J\x1b[3J"
SECRET = "seven grey herons"  # noqa: S105 - of a diary made here
MENU = "Type a number"
LEAVE = "\x03"


@pytest.fixture
def place(at_home: dict[str, str]) -> Path:
    """An encrypted diary with one incident, at its place."""
    path = Path(at_home["HOME"]) / ".local" / "share" / "dayfile" / "diary.db"
    with Diary.create(path, SECRET) as diary:
        diary.add(Account(what="He waited by the gate"), person="Alex")
    return path


@pytest.fixture
def opened(window: Window, place: Path) -> Callable[..., Any]:
    """Opens the diary in a window, and waits for its first page."""

    def open_window(*words: str, **size: int) -> Any:
        terminal = window("open", *words, **size)
        terminal.answer("recovery code):", f"{SECRET}\r")
        terminal.until(MENU)
        return terminal

    return open_window


def incidents(place: Path) -> list[str]:
    with Diary.open(place, lambda: SECRET) as diary:
        return [each.account.what for each in diary.incidents()]


def test_the_passphrase_is_asked_for_once(opened: Callable[..., Any], place: Path) -> None:
    """Commands by word and by digit, without the program's name or with it; then leave."""
    terminal = opened()
    assert "In danger now: 999" in terminal.text
    assert "Last entry: " in terminal.text
    terminal.type("show 1\r")
    terminal.until("He waited by the gate")
    terminal.type("2\r")
    terminal.until("He waited by the gate")
    terminal.type("stalkdiary people\r")
    terminal.until("Alex")
    terminal.type("add --what 'He rang' --when now\r")
    terminal.until("Saved as incident 2.")
    terminal.type("leave\r")
    assert terminal.end() == 0
    assert terminal.text.count("recovery code):") == 1
    assert terminal.raw.endswith(CLEARED)
    assert "He rang" in incidents(place)


def test_a_second_window_can_write_meanwhile(opened: Callable[..., Any], place: Path) -> None:
    """The file is not held between commands, and what came meanwhile is shown."""
    terminal = opened()
    with Diary.open(place, lambda: SECRET) as diary:
        diary.add(Account(what="Written elsewhere"))
    terminal.type("show 2\r")
    terminal.until("Written elsewhere")
    assert [each.name for each in place.parent.iterdir()] == ["diary.db"]
    terminal.type("leave\r")
    assert terminal.end() == 0


def test_ctrl_c_leaves_the_question_and_then_the_program(
    opened: Callable[..., Any], place: Path
) -> None:
    """What was typed is a draft; the screen is cleared either way."""
    terminal = opened()
    terminal.type("add\r")
    terminal.answer("What happened?", "He followed me" + LEAVE)
    terminal.type("show 1\r")
    terminal.until("He waited by the gate")
    assert CLEARED in terminal.raw.partition("He followed me")[2]
    terminal.answer("\n>", LEAVE)  # at the prompt, and not while the command still ends
    assert terminal.end() == 130
    assert terminal.raw.endswith(CLEARED)
    with Diary.open(place, lambda: SECRET) as diary:
        assert "He followed me" in str(diary.drafts())


def test_it_locks_while_a_question_is_open(opened: Callable[..., Any], place: Path) -> None:
    """The screen is cleared, what was typed is kept, and the passphrase opens it again."""
    terminal = opened("--lock-after", "0.05")
    terminal.type("add\r")
    terminal.answer("What happened?", "He followed me")
    terminal.until("Locked, because no key was pressed for 0.05 minutes.")
    assert CLEARED in terminal.raw.partition("He followed me")[2]
    terminal.answer("recovery code):", f"{SECRET}\r")
    terminal.until("There is an unfinished entry.")
    terminal.until("Locked, because")  # at the prompt, too
    assert terminal.leave("recovery code):") == 130
    assert incidents(place) == ["He waited by the gate"]


def test_a_wrong_passphrase_does_not_unlock(opened: Callable[..., Any]) -> None:
    """Nothing of the diary is on the screen until the right one is given."""
    terminal = opened()
    terminal.type("lock\r")
    terminal.until("Locked.")
    terminal.answer("recovery code):", "wrong\r")
    terminal.until("code instead.")
    terminal.answer("recovery code):", f"{SECRET}\r")
    terminal.until(MENU)
    terminal.type("leave\r")
    assert terminal.end() == 0


def test_a_new_passphrase_from_another_window_is_asked_for(
    opened: Callable[..., Any], place: Path
) -> None:
    """The key that was kept does not fit any more, and is dropped."""
    terminal = opened()
    with Diary.open(place, lambda: SECRET) as diary:
        diary.change_passphrase("nine white swans")
    terminal.type("show 1\r")
    terminal.answer("recovery code):", "nine white swans\r")
    terminal.until("He waited by the gate")
    terminal.type("leave\r")
    assert terminal.end() == 0


def test_the_end_of_the_system_ends_it_at_a_question(
    opened: Callable[..., Any], place: Path
) -> None:
    """Not only the question, as Ctrl-C does; the words are kept."""
    terminal = opened()
    terminal.type("add\r")
    terminal.answer("What happened?", "He followed me")
    terminal.until("He followed me")
    os.kill(terminal.process.pid, signal.SIGTERM)
    assert terminal.end() == 130
    with Diary.open(place, lambda: SECRET) as diary:
        assert "He followed me" in str(diary.drafts())


def test_tab_completes(opened: Callable[..., Any]) -> None:
    """A command and a name that the diary knows."""
    terminal = opened()
    terminal.type("sho\t 1\r")
    terminal.until("He waited by the gate")
    terminal.type("list --person A\t\r")
    terminal.until("He waited by the gate")
    terminal.type("leave\r")
    assert terminal.end() == 0


def test_what_is_no_command(opened: Callable[..., Any]) -> None:
    """One sentence and what to do; sentences name commands as they are typed here."""
    terminal = opened("--lock-after", "0", columns=40)
    terminal.type("nonsense\r")
    terminal.until("There is no command 'nonsense'.")
    terminal.type("7\r")
    terminal.until("There is no command '7'.")
    terminal.type("search o'nothing\r")
    terminal.until("Nothing holds all")
    terminal.type("open\r")
    terminal.until("The diary is open already.")
    terminal.type("exhibits\r")
    terminal.until("attach N FILE")
    terminal.type("leave\r")
    assert terminal.end() == 0
    assert "stalkdiary" not in terminal.text


@pytest.mark.parametrize(
    ("keys", "question"),
    [
        ([], "\n>"),
        (["add\r", "He followed me\r\r\r"], "When was it?"),
        (["withdraw\r"], "Which incident?"),
        (["guide device\r"], "q ends and clears"),
        (["passphrase\r", "2\r"], "New passphrase, unseen:"),
        (["lock\r"], "recovery code):"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_closed_window_ends_it(
    opened: Callable[..., Any], place: Path, keys: list[str], question: str
) -> None:
    """At any question; nothing is changed but a draft, and nobody waits with the key."""
    terminal = opened()
    for each in keys:
        if each == "2\r":
            terminal.until("A number [1]:")  # what is typed before it does not answer it
        terminal.idle()
        terminal.type(each)
    terminal.until(question)
    terminal.close()
    # 120 is Python's own, where what was left to put out has nowhere to go.
    assert terminal.process.wait(60) in {120, 130}
    assert incidents(place) == ["He waited by the gate"]
    with Diary.open(place, lambda: SECRET) as diary:
        assert ("He followed me" in str(diary.drafts())) == (len(keys) > 1 and keys[0] == "add\r")


def test_keys_typed_while_it_works_are_taken_once(opened: Callable[..., Any], place: Path) -> None:
    """In their order: nothing is lost, and nothing is saved twice."""
    terminal = opened()
    terminal.type("add --what 'He rang' --when now\rshow 2\rlist\r\rleave\r")
    assert terminal.end() == 0
    assert terminal.text.count("Saved as incident") == 1
    assert sorted(incidents(place)) == ["He rang", "He waited by the gate"]


def test_twenty_columns(opened: Callable[..., Any]) -> None:
    """A phone's window, or one beside another: every line of ours fits, and none is lost."""
    terminal = opened(columns=20, rows=60)
    for words, end in (("list", "by the"), ("show 1", "gate"), ("", "shows all")):
        terminal.type(f"{words}\r")
        terminal.until(end)
    terminal.type("leave\r")
    assert terminal.end() == 0
    shown = terminal.text.partition("In danger now")[2]
    wide = [line for line in shown.split("\n") if cell_len(line.rstrip()) > 20]
    assert wide == []
