"""Plain text: 80 columns, and no word is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.text import visible
from stalkdiary.reports.build import Document, Paging
from stalkdiary.reports.text import WIDTH, to_text, width_of, wrapped


def squeezed(text: str) -> str:
    """`text` without white space."""
    return "".join(text.split())


@given(st.text(), st.integers(0, 12))
def test_wrapping_keeps_every_character_and_the_width(text: str, indent: int) -> None:
    safe = visible(text)
    lines = list(wrapped(safe, indent))
    assert squeezed("".join(lines)) == squeezed(safe)
    assert all(width_of(line) <= WIDTH for line in lines)


def test_a_word_of_3000_characters_is_wrapped() -> None:
    lines = list(wrapped("x" * 3000))
    assert "".join(lines) == "x" * 3000
    assert max(map(len, lines)) <= WIDTH


def test_a_fingerprint_stands_on_one_line(everywhere: Callable[..., Any]) -> None:
    facts = everywhere("x")
    assert f"    {facts.fingerprint}\n" in to_text(Document(facts, Paging()).main())


@pytest.mark.parametrize("text", ["\x1b[2J\x1b]0;x\x07", "\u202egnp.exe", "a\u200bb", "\x9b31m"])
def test_what_acts_on_a_terminal_is_shown(everywhere: Callable[..., Any], text: str) -> None:
    told = to_text(Document(everywhere(text), Paging()).main())
    assert told.isprintable() or all(c.isprintable() or c == "\n" for c in told)
    assert squeezed(visible(text)) in squeezed(told)
