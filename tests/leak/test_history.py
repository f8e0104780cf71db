"""What real shells keep of it (R16): the command, and nothing of the story, unless it was typed."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary

Window = Callable[..., Any]
CANARY = "quokka-meringue"
# Interactive, with the person's settings and none of the system's.
SHELLS = {"bash": ("--rcfile", ".settings", "-i"), "zsh": ("-d", "-i")}
SETTINGS = "HISTFILE=~/history\nHISTSIZE=99\nSAVEHIST=99\nPS1='ready> '\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_history_of_a_shell(window: Window, at_home: dict[str, str], shell: str) -> None:
    """`add` alone leaves its name there; words behind it stay, and the program says so."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell} here")
    home = Path(at_home["HOME"])
    Diary.create(home / ".local" / "share" / "dayfile" / "diary.db", None).close()
    for name in (".settings", ".zshrc"):
        (home / name).write_text(SETTINGS, encoding="utf-8")
    command = f"{sys.executable} -m stalkdiary"
    terminal = window(command=(program, *SHELLS[shell]), columns=200)
    terminal.answer("ready> ", f"{command} add\n")
    terminal.answer("What happened?", f"{CANARY} at the gate\r\r\r")
    terminal.answer("When was it?", "\r")
    terminal.answer("add details.", "\r")
    terminal.until("Saved as incident 1.")
    terminal.answer("ready> ", f"{command} add --what 'behind the command' --when now\n")
    terminal.until("can stay in the shell's history")
    terminal.answer("ready> ", "exit\n")
    assert terminal.end() == 0
    history = (home / "history").read_text(encoding="utf-8")
    assert f"{command} add\n" in history
    assert "behind the command" in history, "the shell keeps a history"
    assert CANARY not in history
    others = [path for path in home.iterdir() if path.is_file()]
    assert [path for path in others if CANARY.encode() in path.read_bytes()] == []
