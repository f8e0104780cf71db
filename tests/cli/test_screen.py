"""How facts are laid out in a window."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from stalkdiary.cli.screen import Screen, in_cells


def test_what_fits_stays_as_it_is() -> None:
    """Its spaces, too: numbers stand flush right, and bars below each other."""
    assert in_cells("   3  ██", 10) == ["   3  ██"]
    assert in_cells("", 10) == [""]


@given(st.text(st.characters(exclude_categories=["C", "Z", "M"]) | st.just(" ")), st.integers(2, 9))
def test_no_line_is_wider_and_no_letter_is_lost(text: str, width: int) -> None:
    lines = in_cells(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_values_stand_below_each_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Behind their names; further lines are set in, so that none can pass for a name."""
    monkeypatch.setenv("COLUMNS", "60")
    screen = Screen(plain=False)
    screen.drawn = True
    story = "He said:\nWritten  yesterday, and then a long line that has to be folded"
    screen.fields([("What", story), ("李李", "two\x1b[2J"), ("No.", "  3")])
    shown = capsys.readouterr().out.replace("\x1b[1m", "").replace("\x1b[22;24m", "")
    assert shown.splitlines() == [
        "What  He said:",
        "      Written  yesterday, and then a long line that has to",
        "      be folded",
        "李李  two⟨U+001B⟩[2J",
        "No.     3",
    ]
