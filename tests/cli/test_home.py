"""No command, and the help of every command."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.cli.commands import COMMANDS

Run = Callable[..., Any]
NAMES = list(COMMANDS)


def test_the_home_screen(run: Run, home: Path) -> None:
    """999 first, five commands, no diary looked for."""
    ran = run()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("In danger now: 999.")
    assert len(re.findall(r"^stalkdiary ", ran.out, re.MULTILINE)) == 5
    assert list(home.iterdir()) == []


def test_the_help_names_every_command(run: Run) -> None:
    for option in ("--help", "-h"):
        ran = run(option)
        assert ran.code == 0
        listed = ran.out.partition("Commands:")[2]
        assert re.findall(r"^  ([a-z-]+)  ", listed, re.MULTILINE) == NAMES
        assert "999" in ran.out


@pytest.mark.parametrize("name", NAMES)
def test_every_help_has_an_example(run: Run, name: str) -> None:
    ran = run(name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert re.search(rf"(Example|Examples|For example).*?stalkdiary .*{name}", ran.out, re.DOTALL)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2500-\u259f]", ran.out)


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["--nonsense"],
        ["list", "--nonsense"],
        ["show"],
        ["show", "one"],
        ["show", "0"],
        ["show", "99999999999999999999999"],
        ["list", "--last", "99999999999999999999999"],
        ["add", "--what", "x", "--times", "0"],
        ["add", "--what", "x", "--times", "99999999999999999999999"],
        ["--diary"],
        ["people", "lose", "Alex"],
        ["report", "--format", "docx"],
    ],
)
def test_what_is_no_usage(run: Run, place: Path, words: list[str]) -> None:
    before = place.read_bytes()
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "Nothing was done. What can be typed: stalkdiary" in ran.err
    assert place.read_bytes() == before


def test_words_that_look_like_commands(run: Run, three: Path) -> None:
    """A command's name is no command where it is a word of another."""
    assert run("search", "card", "list").code == 3
    assert run("add", "--what", "show the list", "--where", "report").code == 0
    assert run("list", "--person", "add").code == 3
