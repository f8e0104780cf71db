"""What looks or sounds the same has the same form, and what does not has not."""

# ruff: noqa: RUF001 - letters that look like others are what is tested

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.sameness import LOOKS, PLAIN, SPELLED_OUT, one_spelling

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ŁØĐßıĦŦÞæŒ", "lodssihtthaeoe"),
        ("Zoe\u0308 ＺＯË ʟᴜᴋᴀ 𝓛 🅻 ﬃ", "zoe zoe luka l l ffi"),
        ("٠٧۷७", "0777"),
        ("a\u200b\u00ad\u202e\u2066\ufe0f\u034f\u3164b", "ab"),
        ("’‘‛ʼ´`′ˈ„“”«»\"'", "'" * 15),
        ("-‐‑–—−\u2043.,/()_:;\u00a0\u2009\u202f\t\n\u2028\u2800", " " * 22),
        ("@&#£€🔪", "@&#£€🔪"),
    ],
)
def test_plain(text: str, form: str) -> None:
    """Each character for itself: nothing depends on what stands beside it."""
    assert text.translate(PLAIN) == form
    assert form.translate(PLAIN) == form


def test_letters_that_are_typed_as_two() -> None:
    """Composed and decomposed."""
    assert "Müller Grønås".translate(SPELLED_OUT) == "mueller groenaas"
    assert unicodedata.normalize("NFD", "Müller").translate(SPELLED_OUT) == "mueller"


def test_letters_of_other_alphabets() -> None:
    """A word made of Cyrillic or Greek letters that look Latin; plain, it stays what it is."""
    assert "Аlех РАСЕ".translate(LOOKS) == "alex pace"
    assert "ΝΙΚΟΣ νικος".translate(PLAIN) == "νικοσ νικοσ"
    assert "Alex Łukasz".translate(LOOKS) == "alex lukasz"


@given(TEXTS)
def test_a_form_is_its_own_form(text: str) -> None:
    """Whatever the text: folded again, nothing changes."""
    for fold in (PLAIN, SPELLED_OUT, LOOKS):
        once = text.translate(fold)
        assert once.translate(fold) == once
    assert one_spelling(one_spelling(text)) == one_spelling(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë", "Zoe\u0308"),
        ("Zoë", " ＺＯＥ\u200b\u0308 "),
        ("Ann  Smith", "ann\u00a0smith"),
        ("O'Neil", "O’Neil"),
        ("O'Neil", "o`neil"),
        ("O'Neil", "oʼneil"),
        ("Smith-Jones", "Smith‑Jones"),
        ("Smith-Jones", "SMITH–JONES"),
        ("Sam\u00adson", "Samson"),
        ("Straße", "STRASSE"),
        ("\u202aAlex\u202c", "Alex"),
    ],
)
def test_one_name(one: str, other: str) -> None:
    """Typed on two keyboards."""
    assert one_spelling(one) == one_spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoe", "Zoë"),
        ("Lukasz", "Łukasz"),
        ("Alex", "Alex."),
        ("ONeil", "O'Neil"),
        ("Ann Smith", "AnnSmith"),
        ("Alex", "Аlex"),
        ("की", "के"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    """Two people may be called so."""
    assert one_spelling(one) != one_spelling(other)
