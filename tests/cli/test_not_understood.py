"""An option or a word that does not fit is told in our words, with the next step."""

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("line", "sentence", "helped"),
    [
        ("lst", "There is no command 'lst'. Did you mean 'list'?", ""),
        ("list --lst 3", "There is no option --lst. Did you mean --last?", " list"),
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


@pytest.mark.parametrize("form", ["police", "call", "own-contacts"])
def test_the_forms_of_a_report_are_listed(form: str, run: Run) -> None:
    """Where another one was typed."""
    ran = run("report", "--as", "cal")
    assert ran.err.startswith("--as: 'cal' is not one of ")
    assert f"'{form}'" in ran.err
    assert "nvalid" not in ran.err
