"""Marks as the ledger holds them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.mark import Mark

NUMBERS = st.integers(1, 10**6)


@given(NUMBERS, st.lists(NUMBERS), st.booleans())
def test_what_is_written_is_read(incident: int, messages: list[int], marked: bool) -> None:
    """Whatever is marked."""
    mark = Mark(incident=incident, messages=tuple(messages), marked=marked)
    assert Mark.from_json(mark.to_json()) == mark


@pytest.mark.parametrize(
    "body",
    [
        {"incident": 1, "messages": [1]},
        {"incident": 1, "messages": ["1"], "marked": True},
        {"incident": True, "messages": [1], "marked": True},
        {"incident": 1, "messages": [1], "marked": 1},
        {"incident": 1, "messages": 1, "marked": True},
    ],
)
def test_a_forged_body_is_not_read(body: dict[str, Any]) -> None:
    """`verify` finds such an entry."""
    with pytest.raises((KeyError, TypeError)):
        Mark.from_json(body)
