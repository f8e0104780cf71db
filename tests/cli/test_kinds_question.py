"""The list of kinds: what stands in it, in which order, and what an answer names."""

import os
import re
import shutil
from itertools import groupby

import pytest

from stalkdiary.cli.kinds_question import in_pages, kinds_said, offered
from stalkdiary.errors import InputRefused
from stalkdiary.model.behaviour import behaviours


def test_every_kind_is_offered_once_the_grave_ones_first_and_groups_together() -> None:
    """The first screen has what is grave, however low the window is."""
    listed = offered()
    assert sorted(listed) == sorted(behaviours())
    gravest = {slug for slug, each in behaviours().items() if each.gravity <= 5}
    assert gravest == set(listed[:5])
    groups = [behaviours()[slug].group for slug in listed]
    assert [group for group, _ in groupby(groups)] == list(dict.fromkeys(groups))


@pytest.mark.parametrize("columns", [True, False])
@pytest.mark.parametrize("size", [(80, 24), (120, 50), (40, 20), (20, 24), (20, 5), (1, 1)])
def test_each_part_of_the_list_fits_the_window(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], columns: bool
) -> None:
    """With the question below it; and every number is in one of the parts."""
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size(size))
    parts = in_pages("Which of these fit?", columns=columns)
    if size[0] >= 20:
        assert max(len(line) for part in parts for line in part) < size[0]
    if size[1] >= 20:
        assert all(len(part) + 3 <= size[1] for part in parts)
    text = "\n".join(line for part in parts for line in part)
    numbers = [int(each) for each in re.findall(r"(?<!\S)\d+(?!\S)", text)]
    assert sorted(numbers) == list(range(1, len(behaviours()) + 1))


def test_an_ordinary_window_has_the_whole_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """In two columns; a smaller one begins with what is grave and has its heading."""
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((80, 24)))
    assert len(in_pages("Which of these fit?", columns=True)) == 1
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((40, 20)))
    first = in_pages("Which of these fit?", columns=True)[0]
    assert first[:3] == [
        "Which of these fit?",
        "Harm and threats",
        "  1 Physical or sexual assault",
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", []),
        ("not sure", []),
        ("3, 6 and 12", [3, 6, 12]),
        ("3;6", [3, 6]),
        ("3 and 3", [3]),
        ("3. 6.", [3, 6]),
    ],
)
def test_numbers(said: str, meant: list[int]) -> None:
    assert kinds_said(said) == [offered()[number - 1] for number in meant]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("THREATS", ["threats"]),
        ("assault and damage", ["assault", "damage"]),
        ("following, letters", ["following-watching", "gifts-letters"]),
        ("break-in", ["break-in"]),
        ("break in, Threats of harm", ["break-in", "threats"]),
        ("Calls, texts, e-mails or other contact online", ["calls-messages"]),
        ("orders or cancellations in the person's name", ["goods"]),
    ],
)
def test_names_and_words_of_them(said: str, meant: list[str]) -> None:
    assert kinds_said(said) == meant


@pytest.mark.parametrize("said", ["0", "25", "m", "-1", "²", "x\x1b", "threat harm", "1, nonsense"])
def test_what_is_not_in_the_list_is_refused(said: str) -> None:
    with pytest.raises(InputRefused):
        kinds_said(said)


def test_a_word_that_fits_several_is_answered_with_their_numbers() -> None:
    """Whoever typed it sees what to type."""
    with pytest.raises(InputRefused, match=r"'threat' could be (\d+, )+\d+ or \d+\."):
        kinds_said("threat")
