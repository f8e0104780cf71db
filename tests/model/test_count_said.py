"""How often something happened, as a story says it: only ever a proposal."""

import pytest

from stalkdiary.model.count_said import count_said


@pytest.mark.parametrize(
    ("story", "count"),
    [
        ("He rang 14 times", 14),
        ("14 missed calls, and then\nnothing", 14),
        ("Fourteen text messages.", 14),
        ("He rang twice", 2),
        ("twelve silent calls, twelve times", 12),
        ("a hundred e-mails", 100),
    ],
)
def test_a_count_is_read(story: str, count: int) -> None:
    assert count_said(story) == count


@pytest.mark.parametrize(
    "story",
    [
        "",
        "He rang once, 1 time",
        "14 calls and 3 letters",
        "at 21:14 times were hard",
        "house 14, calls stopped",
        "0 calls",
        "1,400 calls",
        "He was outside on the 14th",
    ],
)
def test_what_is_no_count_or_not_one_is_left(story: str) -> None:
    assert count_said(story) is None
