"""The list of kinds: what stands in it, in which order, and what an answer names."""

import pytest

from stalkdiary.cli.kinds_question import kinds_said, offered
from stalkdiary.errors import InputRefused
from stalkdiary.model.behaviour import behaviours


def test_every_kind_is_offered_once_and_the_grave_ones_last() -> None:
    """A low window shows the end of a list."""
    listed = offered()
    assert sorted(listed) == sorted(behaviours())
    gravest = {slug for slug, each in behaviours().items() if each.gravity <= 5}
    assert gravest <= set(listed[-7:])


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
    ],
)
def test_names_and_words_of_them(said: str, meant: list[str]) -> None:
    assert kinds_said(said) == meant


@pytest.mark.parametrize("said", ["0", "22", "-1", "²", "x\x1b", "threat harm", "1, nonsense"])
def test_what_is_not_in_the_list_is_refused(said: str) -> None:
    with pytest.raises(InputRefused):
        kinds_said(said)
