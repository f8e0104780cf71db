"""What is typed or pasted at a real terminal at the wrong time, or in the wrong amount."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.cli.prompts import MOST_PASTED
from stalkdiary.diary import Diary

Window = Callable[..., Any]
SECRET = "seven grey herons"  # noqa: S105 - of a diary made here
PASTE = "\x1b[200~{}\x1b[201~"


@pytest.fixture
def place(at_home: dict[str, str]) -> Path:
    """An empty diary, at its place."""
    path = Path(at_home["HOME"]) / ".local" / "share" / "dayfile" / "diary.db"
    Diary.create(path, None).close()
    return path


def test_a_long_paste_is_left_out_and_said(window: Window, place: Path) -> None:
    """Two million letters: what stood there stays, and what is typed after it."""
    terminal = window("add")
    terminal.answer("What happened?", "He sent me this. ")
    terminal.until("He sent me this.")
    terminal.paste(PASTE.format("kitten " * 300_000))
    terminal.until("2,100,000 characters")
    terminal.type("It is long.\r\r\r")
    terminal.answer("said.", "\r")
    terminal.answer("details.", "\r")
    terminal.until("Saved as incident 1.")
    assert terminal.end() == 0
    with Diary(place, None) as diary:
        assert diary.incident(1).account.what == "He sent me this. It is long."


@pytest.mark.parametrize("columns", [80, 20])
def test_a_paste_that_is_not_marked_is_one_answer(
    window: Window, place: Path, columns: int
) -> None:
    """A file that is sent into the window: its lines answer no other question."""
    text = "He rang.\r\r\r\ry\r" * 200
    terminal = window("add", columns=columns)
    terminal.until("finished.")
    terminal.paste(text + "END")
    terminal.until("END")
    terminal.type("\r\r\r")
    terminal.answer("said.", "\r")
    terminal.answer("details.", "\r")
    assert terminal.end() == 0
    with Diary(place, None) as diary:
        assert diary.incident(1).account.what == text.replace("\r", "\n") + "END"
        assert diary.incident_count() == 1


@pytest.mark.parametrize("columns", [80, 20])
def test_a_long_paste_that_is_not_marked_is_left_out(
    window: Window, place: Path, columns: int
) -> None:
    """Two megabytes of lines, escapes among them: said in seconds, and nothing is saved."""
    terminal = window("add", columns=columns)
    terminal.answer("finished.", "Before. ")
    terminal.until("Before.")
    terminal.paste("kitten\r\r\r\x1b[A" * 175_000)
    terminal.until("1,575,000")
    terminal.type("After.\r\r\r")
    terminal.answer("said.", "\r")
    terminal.answer("details.", "\r")
    assert terminal.end() == 0
    with Diary(place, None) as diary:
        assert diary.incident(1).account.what == "Before. After."


def test_ctrl_c_ends_a_paste_that_does_not_end(window: Window, place: Path) -> None:
    """Somebody sends the wrong file and leaves."""
    terminal = window("add")
    terminal.until("finished.")
    terminal.paste("kitten\r" * 2_000 + "\x03")
    assert terminal.end() == 130
    with Diary(place, None) as diary:
        assert diary.incident_count() == 0


def test_the_longest_paste_is_kept_whole(window: Window, place: Path) -> None:
    """A long story that was written elsewhere."""
    text = ("He rang. " * MOST_PASTED)[: MOST_PASTED - 1] + "!"
    terminal = window("add")
    terminal.answer("What happened?", "")
    terminal.paste(PASTE.format(text))
    terminal.until("!")
    terminal.type("\r\r\r")
    terminal.answer("said.", "\r")
    terminal.answer("details.", "\r")
    assert terminal.end() == 0
    with Diary(place, None) as diary:
        assert diary.incident(1).account.what == text


def test_keys_typed_while_it_opens_delete_nothing(window: Window, place: Path) -> None:
    """A yes that was typed before the question was there is not its answer."""
    place.unlink()
    with Diary.create(place, SECRET) as diary:
        diary.save_draft({"command": "add", "what": '"He waited"'})
    terminal = window("add")
    terminal.answer("code):", f"{SECRET}\rn\ry\r")
    terminal.answer("Continue?", "\r")
    assert terminal.leave("He waited") == 130
    with Diary.open(place, lambda: SECRET) as diary:
        (draft,) = diary.drafts().values()
    assert draft["what"] == '"He waited"'
