"""The commands that are known without being loaded."""

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from stalkdiary.cli.commands import COMMANDS

Run = Callable[..., Any]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_of_a_command_is_how_its_own_help_begins(name: str) -> None:
    """Whoever changes one sentence changes the other."""
    module, function, line = COMMANDS[name]
    help_ = getattr(import_module(f"stalkdiary.cli.{module}"), function).__doc__
    paragraph = " ".join(help_.partition("\n\n")[0].split())
    assert paragraph == line or paragraph.startswith(f"{line} ")
    assert line.endswith(".")
    assert ". " not in line


def test_the_help_loads_no_command() -> None:
    """Whoever asks what there is does not wait for all of it."""
    code = """
import sys
from stalkdiary.__main__ import main
sys.argv = ["stalkdiary", "--help"]
try:
    main()
except SystemExit:
    print(*(name for name in sys.modules if name.startswith("stalkdiary.")))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.splitlines()[-1].split())
    assert "stalkdiary.cli.app" in loaded
    assert not loaded & {f"stalkdiary.cli.{module}" for module, _, _ in COMMANDS.values()}
    assert not loaded & {"stalkdiary.diary", "stalkdiary.store"}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("stalkdiary wi", ["withdraw"]),
        ("stalkdiary re", ["recovery-code", "report"]),
        ("stalkdiary --diary list wi", ["withdraw"]),
        ("stalkdiary list --la", ["--last"]),
        ("stalkdiary amend --wh", ["--what", "--what-file", "--when", "--where", "--why"]),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_shell_completes_commands_and_options(
    run: Run, monkeypatch: pytest.MonkeyPatch, shell: str, typed: str, offered: list[str]
) -> None:
    """Every shell that hands over what was typed gets the names that can follow."""
    monkeypatch.setenv("_STALKDIARY_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", typed)
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
    out = run().out
    if shell == "bash":
        assert sorted(out.split()) == offered
    else:
        assert all(f'"{each}"' in out for each in offered)
