"""The recovery code: written on paper, typed again."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.recovery_code import key_of, recovery_code

KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS)
def test_a_code_gives_its_key_back(key: bytes) -> None:
    code = recovery_code(key)
    assert re.fullmatch(r"([0-9A-F]{4}-){16}[0-9A-F]{4}", code)
    assert key_of(code) == key


@given(KEYS, st.sampled_from(["", " ", "-", "\n", "\u2013", "\u2011", " - "]), st.booleans())
def test_how_the_groups_are_separated_does_not_matter(
    key: bytes, separator: str, lower: bool
) -> None:
    code = recovery_code(key).replace("-", separator)
    assert key_of(f" {code.lower() if lower else code}\n") == key


def test_the_first_64_digits_are_the_key_itself() -> None:
    key = bytes(range(32))
    assert recovery_code(key).replace("-", "")[:64] == key.hex().upper()


@given(KEYS, st.integers(0, 67), st.sampled_from("0123456789ABCDEF"))
def test_a_slip_of_the_pen_gives_no_other_key(key: bytes, at: int, digit: str) -> None:
    """A check group of four digits lets one slip in 65,536 through; then the diary refuses it."""
    digits = recovery_code(key).replace("-", "")
    slipped = digits[:at] + digit + digits[at + 1 :]
    found = key_of(slipped)
    assert found == (key if slipped == digits else None) or found != key


@pytest.mark.parametrize("text", ["", "a passphrase", "0" * 67, "0" * 69, "0" * 68, "O" * 68])
def test_what_is_no_code_gives_no_key(text: str) -> None:
    assert key_of(text) is None


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    assert key_of(text) is None or recovery_code(key_of(text) or b"")
