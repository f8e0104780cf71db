"""The pictures of the README show the program as it is."""

import re

import pytest
from PIL import Image
from tests.words.pictures import PICTURES, SHOWN, drawing, pages, screen


@pytest.mark.parametrize("name", SHOWN)
def test_a_screen_is_the_one_that_was_recorded(name: str) -> None:
    """Otherwise: python tests/words/pictures.py."""
    there = (PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    assert there == drawing(name, screen(*SHOWN[name]))


@pytest.mark.parametrize("name", SHOWN)
def test_a_screen_asks_the_network_for_nothing(name: str) -> None:
    """Whoever looks at it tells nobody."""
    there = (PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    assert re.findall(r"https?://\S+", there) == ['http://www.w3.org/2000/svg"']


def test_the_pages_of_the_report_are_those_of_today() -> None:
    """Their words, that is: each drawing library has its own edges."""
    there = {}
    for name, (told, _) in pages().items():
        with Image.open(PICTURES / f"{name}.png") as picture:
            there[name] = picture.info["Description"]
        assert there[name] == told
    assert len(there) > 1
