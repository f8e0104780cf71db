"""How it looks: 80 and 40 columns, without colour, plain, and in the order in which it is read."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account
from stalkdiary.model.person import Person

Window = Callable[..., Any]
COLOUR = re.compile(r"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9]+)*m")
DRAWN = re.compile("[\u2500-\u259f]")


@pytest.fixture
def place(at_home: dict[str, str], account: Callable[..., Account]) -> Path:
    """A diary with a few things in it, at its place."""
    path = Path(at_home["HOME"]) / ".local" / "share" / "dayfile" / "diary.db"
    with Diary.create(path, None) as diary:
        diary.record_person(Person(number=0, name="Alex", role="stalker", relationship="colleague"))
        diary.add(account(types=("threats", "loitering"), where="at home"), person="Alex")
        diary.add(account("Rang fourteen times. " * 6, times=14, types=("calls-messages",)))
    return path


COMMANDS = [[], ["list"], ["show", "1"], ["people"], ["summary"], ["verify"]]


@pytest.mark.parametrize("columns", [80, 40])
def test_no_line_is_wider_than_the_window(window: Window, place: Path, columns: int) -> None:
    for words in COMMANDS:
        terminal = window(*words, columns=columns, rows=1000)
        assert terminal.end() == 0
        wide = [line for line in terminal.text.split("\n") if cell_len(line.rstrip()) > columns]
        assert wide == [], words


def test_the_guide_and_errors_are_folded_once_and_between_words(window: Window) -> None:
    """A narrow window breaks no word, and leaves none alone on a line in mid-sentence."""
    terminal = window("guide", "device", columns=40, rows=1000)
    assert terminal.end() == 0
    lines = [line.rstrip() for line in terminal.text.split("\n")]
    assert "it, shares an account with you, or" in lines
    assert "knows a passphrase or code of yours. A" in lines
    terminal = window("report", "-o", "march.docx", columns=40)
    assert terminal.end() == 2
    assert "in .pdf, .html" in " ".join(terminal.text.split())


@pytest.mark.parametrize("columns", [80, 40])
def test_no_question_is_cut_off(window: Window, place: Path, columns: int) -> None:
    """Each is there to its last word."""
    place.unlink()
    terminal = window("add", columns=columns, rows=100)
    terminal.answer("Start a diary", "y\r")
    terminal.answer("A number [1]:", "\r")
    terminal.until("Use these words?")
    words = terminal.text.partition("list:")[2].split("A small")[0]
    phrase = " ".join(words.split())
    assert len(phrase.split()) == 5
    terminal.type("\r")
    terminal.answer("The five words:", phrase + "\r")
    terminal.answer("skips.", "\r")
    terminal.answer("The screen is then", "\r")
    terminal.answer("What happened?", "He came by.\r\r\r")
    terminal.answer("said.", "\r")
    terminal.answer("details.", "d\r")
    for last in ("was it?", "change?", "here.", "them.", "else.", "night.", "light.", "them."):
        terminal.answer(last, "\r")
    for last in ("wear?", "saw.", "answer.", "treated.", "much.", "children.", "copy it."):
        terminal.answer(last, "\r")
    for last in ("one.", "one.", "it."):
        terminal.answer(last, "\r")
    terminal.answer("details.", "\r")
    terminal.until("Saved as incident 1.")
    assert terminal.end() == 0
    drawn = re.sub(r"\x1b\[[0-9;]*m", "", terminal.raw)
    lines = re.split(r"\r|\n|\x1b\[[0-9;?]*[A-Za-z]", drawn)
    assert [line for line in lines if cell_len(line.rstrip()) > columns] == []


def test_without_colour_all_the_same_is_said(window: Window, place: Path) -> None:
    """NO_COLOR takes colours away, and nothing else."""
    for words in COMMANDS:
        coloured, without = (window(*words, rows=1000, **env) for env in ({}, {"NO_COLOR": "1"}))
        assert coloured.end() == without.end() == 0
        assert not COLOUR.search(without.raw), words
        assert coloured.text == without.text


def test_help_lines_are_clear_without_colour(window: Window, place: Path) -> None:
    coloured, without = (
        window("help-contacts", rows=1000, **env) for env in ({}, {"NO_COLOR": "1"})
    )
    assert coloured.end() == without.end() == 0
    assert not COLOUR.search(without.raw)
    assert coloured.text == without.text


def test_plain_lines_are_read_from_top_to_bottom(window: Window, place: Path) -> None:
    """No boxes, no columns, nothing that is drawn over; each value has its name before it."""
    for words in COMMANDS:
        terminal = window("--plain", *words, rows=10)
        assert terminal.end() == 0
        assert not DRAWN.search(terminal.text), words
        assert "\x1b" not in terminal.raw, words
    shown = window("--plain", "show", "1")
    assert shown.end() == 0
    assert "\nWhen: Friday 20 November 2026, 21:30 GMT\n" in shown.text
    assert shown.text.index("When: ") < shown.text.index("What happened: ")


def test_no_window_gets_a_title(window: Window, place: Path) -> None:
    """Nor a link, nor the clipboard: all are OSC sequences."""
    terminal = window("add")
    terminal.answer("What happened?", "x\r\r\r")
    terminal.answer("When was it?", "\x03")
    assert terminal.end() == 130
    assert "\x1b]" not in terminal.raw


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 20), (30, 12)])
@pytest.mark.parametrize("words", [(), ("--all",), ("--plain",), ("--area", "Sussex")])
def test_the_urgent_lines_stay_in_view(
    window: Window, columns: int, rows: int, words: tuple[str, ...]
) -> None:
    """The answer is longer than the window; what is left of it are the numbers for now."""
    terminal = window("help-contacts", *words, columns=columns, rows=rows)
    assert terminal.end() == 0
    screen: list[str] = []
    for line in terminal.text.splitlines():
        screen += [line[at : at + columns] for at in range(0, max(len(line), 1), columns)]
    shown = "".join("".join(screen[-rows + 2 :]).split())  # a narrow window breaks words
    for urgent in ("Indangernow:999.", "999,then55.", "NationalStalkingHelpline:08088020300."):
        assert urgent in shown


def test_the_newest_incident_is_the_first_line(
    window: Window, place: Path, account: Callable[..., Account]
) -> None:
    """One line each, however long the story; the order turns round when asked, and in a pipe."""
    with Diary(place, None) as diary:
        diary.add(account("word 東京 " * 50, when=diary.moment("1 March 2024")))
    for columns, lines in ((80, 3), (40, 3), (20, 6)):
        terminal = window("list", columns=columns, rows=30)
        assert terminal.end() == 0
        shown = [line for line in terminal.text.split("\n") if line.strip()]
        assert len(shown) == lines
        assert all(cell_len(line.rstrip()) <= columns for line in shown)
        assert "1 Mar 2024" in shown[-lines // 3]
    terminal = window("list", "--oldest-first", rows=30)
    assert terminal.end() == 0
    assert "1 Mar 2024" in terminal.text.strip().split("\n")[0]
