"""The pack for reviewers is made from the program, and says what it has now."""

import re

import pytest
from tests.words.pack import PACK, pages

from stalkdiary.contacts import read_contacts

PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_up_to_date(name: str) -> None:
    """``python tests/words/pack.py`` writes them."""
    assert (PACK / name).read_text(encoding="utf-8") == PAGES[name]


def test_no_other_page_is_left_over() -> None:
    assert {path.name for path in PACK.iterdir()} == set(PAGES)


def test_every_help_line_has_a_box_to_tick() -> None:
    rows = [line for line in PAGES["2-contacts.md"].splitlines() if line.startswith("| ☐")]
    assert len(rows) == len(read_contacts())


def test_sentences_are_numbered_through() -> None:
    """About as many as can be read in half an hour."""
    numbers = re.findall(r"^\| (\d+) \|", PAGES["5-sentences.md"], re.MULTILINE)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert 90 <= len(numbers) <= 130


def test_all_of_it_can_be_read_in_an_hour() -> None:
    """At 200 words a minute."""
    assert sum(len(page.split()) for page in PAGES.values()) < 60 * 200
