"""Spellings of names, numbers and addresses that are the same, and those that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.address import comparable, is_number


@pytest.mark.parametrize(
    "spelling",
    [
        *("07700 900123", "07700900123", "+447700900123", "+44 7700 900123", "00447700900123"),
        *("+44 (0)7700 900123", "(07700) 900-123", "07700.900.123", "07700\u00a0900123"),
        *("\u202a+44\u00a07700\u00a0900123\u202c", "\u200e07700 900 123", "07700\u2011900123"),
        "+44\u20117700\u2011900123",
    ],
)
def test_one_british_number_in_its_spellings(spelling: str) -> None:
    assert comparable(spelling) == "+447700900123"
    assert is_number(spelling)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alex", "alex"),
        ("~Alex", "Alex"),
        ("~ Alex", "Alex"),
        ("Alex  Example", " Alex\tExample "),
        ("Caf\u00e9", "Cafe\u0301"),
        ("\u200eAlex\ufeff", "Alex"),
        ("A.Example@Example.org", "a.example@example.org"),
        ("Stra\u00dfe", "STRASSE"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)
    assert not is_number(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alex", "Alexa"),
        ("Alex", "Alex Example"),
        ("07700 900123", "07700 900124"),
        ("+447700900123", "+337700900123"),
        ("a@example.org", "a@example.com"),
        ("87700", "+4487700"),
        ("Alex 1", "Alex 2"),
        ("", "~x"),
    ],
)
def test_nothing_is_guessed(one: str, other: str) -> None:
    """A part of a name is not the name, and a short number is nobody's long one."""
    assert comparable(one) != comparable(other)


@pytest.mark.parametrize(
    ("number", "form"),
    [("60006", "60006"), ("87700", "87700"), ("+1 202 555 0123", "+12025550123")],
)
def test_other_numbers(number: str, form: str) -> None:
    assert comparable(number) == form
    assert is_number(number)


@pytest.mark.parametrize("name", ["Google", "NHS-NoReply", "VM 1", "7 Alex", "2026-03-12x"])
def test_names_are_no_numbers(name: str) -> None:
    assert not is_number(name)
    assert comparable(name) == name.casefold()


@given(st.text(max_size=40))
def test_any_text_has_a_form_that_stays_the_same(text: str) -> None:
    form = comparable(text)
    assert comparable(form) == form or "~" in text
    assert comparable(f" {text}\u200e ") == form


@given(
    st.integers(0, 999),
    st.sampled_from(["0{}", "+44{}", "0044{}", "+44 (0){}"]),
    st.sampled_from(["", " ", "-", "\u00a0"]),
)
def test_a_number_is_known_in_every_form(last: int, form: str, between: str) -> None:
    """Ofcom keeps 07700 900000 to 900999 for stories."""
    digits = f"7700{between}900{between}{last:03d}"
    assert comparable(form.format(digits)) == f"+447700900{last:03d}"
