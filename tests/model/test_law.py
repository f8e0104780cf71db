"""The Acts: dated, sourced, and never more than the kinds say."""

from datetime import date

import pytest

from stalkdiary.cli.guide import read_topic
from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.law import AT_HOME, laws, told_in_guides


def test_three_nations() -> None:
    assert list(laws()) == [AT_HOME, "scotland", "northern-ireland"]


@pytest.mark.parametrize("slug", ["england-wales", "scotland", "northern-ireland"])
def test_each_says_where_and_when_it_was_read(slug: str) -> None:
    law = laws()[slug]
    assert law.source.startswith("www.legislation.gov.uk/")
    assert date.fromisoformat(law.checked) >= law.begins
    letters = [each.letter for each in law.examples]
    assert letters == sorted(set(letters))


def test_at_home_the_letters_are_those_of_the_kinds() -> None:
    for kind in behaviours().values():
        assert laws()[AT_HOME].letters_of(kind.slug) == kind.letters


@pytest.mark.parametrize("slug", ["scotland", "northern-ireland"])
def test_elsewhere_entering_and_giving_are_examples_too(slug: str) -> None:
    law = laws()[slug]
    assert law.letters_of("break-in") == law.letters_of("entering") == ("e",)
    assert law.letters_of("gifts-letters") == ("b", "h")
    assert law.letters_of("loitering") == ("f",)


def test_every_kind_that_an_example_names_is_one() -> None:
    named = {kind for law in laws().values() for each in law.examples for kind in each.kinds}
    assert named <= set(behaviours())


@pytest.mark.parametrize("slug", ["scotland", "northern-ireland"])
def test_elsewhere_an_assault_falls_under_the_last_letter(slug: str) -> None:
    """The Acts of Scotland and Northern Ireland end with any other way that causes fear."""
    assert laws()[slug].letters_of("assault") == ("j",)
    assert [each.letter for each in laws()[slug].examples] == list("abcdefghij")


@pytest.mark.parametrize(
    ("slug", "begins"),
    [
        ("england-wales", date(2012, 11, 25)),
        ("scotland", date(2010, 12, 13)),
        ("northern-ireland", date(2022, 4, 27)),
    ],
)
def test_each_applies_from_a_day(slug: str, begins: date) -> None:
    assert laws()[slug].begins == begins


def test_each_time_limit_has_its_source() -> None:
    """One that runs from the latest incident, and others that do not."""
    limits = laws()[AT_HOME].limits
    assert all(told.source and told.read for told in limits)
    assert sum("last incident" in told.words for told in limits) == 1
    assert any("section 39A" in told.source for told in limits)


def test_what_the_guides_say_of_the_law_stands_there_word_for_word() -> None:
    for told in told_in_guides():
        assert told.source
        assert told.words in read_topic(told.guide).text
