"""The Acts: dated, sourced, and never more than the kinds say."""

import pytest

from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.law import AT_HOME, laws


def test_three_nations() -> None:
    assert list(laws()) == [AT_HOME, "scotland", "northern-ireland"]


@pytest.mark.parametrize("slug", ["england-wales", "scotland", "northern-ireland"])
def test_each_says_where_and_when_it_was_read(slug: str) -> None:
    law = laws()[slug]
    assert law.source.startswith("www.legislation.gov.uk/")
    assert law.checked == "2026-11-22"
    letters = [each.letter for each in law.examples]
    assert letters == sorted(set(letters))


def test_at_home_the_letters_are_those_of_the_kinds() -> None:
    for kind in behaviours().values():
        assert laws()[AT_HOME].letters_of(kind.slug) == kind.letters


@pytest.mark.parametrize("slug", ["scotland", "northern-ireland"])
def test_elsewhere_entering_and_giving_are_examples_too(slug: str) -> None:
    law = laws()[slug]
    assert law.letters_of("break-in") == ("e",)
    assert law.letters_of("gifts-letters") == ("b", "h")
    assert law.letters_of("loitering") == ("f",)


def test_every_kind_that_an_example_names_is_one() -> None:
    named = {kind for law in laws().values() for each in law.examples for kind in each.kinds}
    assert named <= set(behaviours())
