"""Names that become part of a file's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.short_name import is_short_name, same_name, short_name


@pytest.mark.parametrize("text", ["second", "Zoë two", "AB-2", "O'Neil", "李", "नमस्ते", "42"])
def test_what_is_one(text: str) -> None:
    """Letters of any language, digits, and what stands between words."""
    assert short_name(f" {text} ", "The label") == text


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "a/b", "a\\b", "..", "a.db", "~", "-rf", "a:b", "a\x1b[31m", "a\nb", "a\u202eb"),
        *("CON", "nul", "Com1", "LPT²", "x" * 41, "a\u200bb", "$HOME", "*", "'"),
    ],
)
def test_what_is_none(text: str) -> None:
    """Paths, options, escapes, invisible marks and names of devices are refused in one sentence."""
    with pytest.raises(AnswerNeeded) as error:
        short_name(text, "The label")
    assert error.value.sentence.startswith("The label has letters and digits")


@given(st.text(max_size=45))
def test_no_name_can_be_more_than_a_name(text: str) -> None:
    """Whatever is accepted has no separator, no dot, no control character and no leading dash."""
    try:
        name = short_name(text, "The label")
    except AnswerNeeded:
        return
    assert is_short_name(name)
    assert name.isprintable()
    assert not set(name) & set('/\\.:*?"<>|~$')
    assert name[0].isalnum()
    assert name == name.strip()


def test_case_and_form_tell_no_names_apart() -> None:
    """They would be one file on some systems."""
    assert same_name("Zoë", "ZOE\u0308")
    assert not same_name("Zoe", "Zoë")
