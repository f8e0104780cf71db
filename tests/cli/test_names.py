"""Under another name no help and no screen names the program otherwise."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.__main__ import main
from stalkdiary.cli.commands import COMMANDS

Run = Callable[..., Any]


@pytest.fixture
def notes(run: Run, monkeypatch: pytest.MonkeyPatch, capsysbinary: Any) -> Callable[..., str]:
    """Runs the program as ``notes``, and gives everything that it says."""

    def run_as_notes(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["/home/me/bin/notes", *words])
        with pytest.raises(SystemExit):
            main()
        said = capsysbinary.readouterr()
        text: str = (said.out + said.err).decode()
        return text

    return run_as_notes


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_no_help_names_ours(notes: Callable[..., str], command: str) -> None:
    """Options' helps and examples included."""
    said = notes(*([command] if command else []), "--help")
    assert "notes" in said
    assert "stalkdiary" not in said.casefold()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--version"],
        ["list"],
        ["nonsense"],
        ["show"],
        ["help-contacts", "--nonsense"],
        ["verify"],
        ["search", "nothing"],
        ["exhibits"],
        ["due"],
        ["people"],
        ["action"],
        ["show", "99"],
        ["guide"],
        ["init"],
    ],
)
def test_no_screen_names_ours(notes: Callable[..., str], place: Path, words: list[str]) -> None:
    """Answers, advice and errors."""
    assert "stalkdiary" not in notes(*words).casefold()
