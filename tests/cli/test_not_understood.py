"""An option or a word that does not fit is told in our words, with the next step."""

from collections.abc import Callable
from typing import Any

import pytest

from stalkdiary.cli.app import options_of
from stalkdiary.cli.commands import COMMANDS
from stalkdiary.cli.not_understood import _MEANT

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("line", "sentence", "helped"),
    [
        ("lst", "There is no command 'lst'. Did you mean list?", ""),
        ("list --lst 3", "There is no option --lst. Did you mean --last?", " list"),
        ("edit 3", "There is no command 'edit'. Did you mean amend?", ""),
        ("list --from x", "There is no option --from. Did you mean --since?", " list"),
        ("add --kind x", "There is no option --kind. Did you mean --type?", " add"),
        ("list --qqqqq", "There is no option --qqqqq.", " list"),
        ("list --last 0", "--last: 0 is not a number from 1 to 1000000000.", " list"),
        ("show x", "N: 'x' is not a number.", " show"),
        ("show", "N is missing.", " show"),
        ("show 1 2", "This is too much: 2.", " show"),
        ("list --person", "--person needs something behind it.", ""),
        ("add --what x --times some", "--times: 'some' is not a number", " add"),
    ],
)
def test_what_does_not_fit_is_told_in_our_words(
    line: str, sentence: str, helped: str, run: Run
) -> None:
    """Nothing is written, and the code is that of an open question."""
    ran = run(*line.split())
    told, advice = ran.err.splitlines()[:2]
    assert ran.code == 2
    assert told.startswith(sentence)
    assert advice == f"Nothing was done. What can be typed: stalkdiary{helped} --help"
    assert ran.out == ""


@pytest.mark.parametrize(("line", "words"), [("help", "Usage: "), ("help add", "--what TEXT")])
def test_help_is_given_to_whoever_asks_with_a_word(line: str, words: str, run: Run) -> None:
    """Of the program, and of one command."""
    ran = run(*line.split())
    assert ran.code == 0
    assert words in ran.out


@pytest.mark.parametrize(("name", "meant"), _MEANT.items())
def test_every_word_that_people_have_leads_to_one_that_is_there(name: str, meant: str) -> None:
    """A command to a command that exists, an option to one that some command takes."""
    assert name not in COMMANDS
    taken = {option for command in COMMANDS for option in options_of(command)}
    assert meant in (taken if name.startswith("--") else COMMANDS)


@pytest.mark.parametrize("form", ["police", "call", "own-contacts"])
def test_the_forms_of_a_report_are_listed(form: str, run: Run) -> None:
    """Where another one was typed."""
    ran = run("report", "--as", "cal")
    assert ran.err.startswith("--as: 'cal' is not one of ")
    assert f"'{form}'" in ran.err
    assert "nvalid" not in ran.err
