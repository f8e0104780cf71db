"""What a text is cut into for a search."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stalkdiary.model.terms import indexed, joined_terms, terms, words_of

ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("-\u2010'\u2019 .AbßŁØé\u0301東경😡\u200d\ufe0f\U0001f3fd\x00")
)


@given(text=ANY_TEXT | st.text(st.characters(codec="ascii")))
@example(text="ex-partner's\u00a0O\u2019Neil")
def test_the_index_holds_the_words_that_have_places(text: str) -> None:
    """What a search finds can be marked: both ways to cut a text give the same words."""
    placed = [each.word for each in terms(text)]
    assert words_of(text) == placed
    cut = re.findall("[0-9A-Za-z\x80-\U0010ffff]+", indexed(text))
    assert [word.lower() if word.isascii() else word for word in cut] == [
        *placed,
        *(each.word for each in joined_terms(text)),
    ]


@given(text=ANY_TEXT)
def test_places_are_within_the_text_and_in_order(text: str) -> None:
    """No word is empty, and none begins before the one before it."""
    found = terms(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)


@given(text=ANY_TEXT)
def test_folding_again_changes_nothing(text: str) -> None:
    """A word that was typed from a folded one is the same word."""
    for word in words_of(text):
        assert words_of(word) == [word]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Łukasz, ØYSTEIN & Zoë", "lukasz oystein zoe"),
        ("don't don’t O'Neil", "dont dont oneil"),
        ("07700-900.123", "07700 900 123"),
        ("😡😡ok👩🏽‍💻", "😡 😡 ok 👩 💻"),
        ("警察に電話iPhone14", "警 察 に 電 話 iphone14"),
        ("tab\tline\nnul\0l", "tab line null"),
        ("*** _ --", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    """Folded, and cut where a reader would."""
    assert " ".join(words_of(text)) == words


def test_a_place_has_the_marks_of_its_letters() -> None:
    """An accent that stands apart is marked with its letter."""
    text = "le cafe\u0301 ferme"
    assert [text[each.start : each.end] for each in terms(text)] == ["le", "cafe\u0301", "ferme"]


def test_a_word_without_an_end_takes_no_longer_than_its_letters() -> None:
    """A picture pasted as text beside a hyphen: read on from every letter, it never ends."""
    text = "a-b " + "x" * 400_000
    assert [each.word for each in joined_terms(text)] == ["ab"]
