"""How tables word calls and messages, and lengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.importers.tables.call_words import (
    Wording,
    channel,
    says_withheld,
    seconds_of,
    wording,
)
from stalkdiary.model.message import Direction, Kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Incoming", Wording(None, Direction.IN)),
        ("Outgoing call", Wording(Kind.CALL, Direction.OUT)),
        ("Missed", Wording(Kind.CALL, Direction.IN, "missed")),
        ("missed_call", Wording(Kind.CALL, Direction.IN, "missed")),
        ("Dialled", Wording(Kind.CALL, Direction.OUT)),
        ("Outgoing, no answer", Wording(Kind.CALL, Direction.OUT, "no-answer")),
        ("Rejected call", Wording(Kind.CALL, Direction.IN, "declined")),
        ("Blocked", Wording(Kind.CALL, Direction.IN, "blocked")),
        ("SMS received", Wording(Kind.MESSAGE, Direction.IN)),
        ("Voice message sent", Wording(Kind.MESSAGE, Direction.OUT)),
        ("Voicemail", Wording(Kind.VOICEMAIL, Direction.UNKNOWN, "voicemail")),
        ("voice mail", Wording(Kind.VOICEMAIL, Direction.UNKNOWN, "voicemail")),
        ("in or out", Wording()),
        ("inside", Wording()),
        ("", Wording()),
    ],
)
def test_words_are_read_as_whole_words(text: str, expected: Wording) -> None:
    """What the words leave open stays open."""
    assert wording(text) == expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("00:01:05", 65), ("1:05", 65), ("01:00:00", 3600), ("65", 65), ("0", 0)),
        *(("1 min 5 s", 65), ("1m5s", 65), ("1h 2m 3s", 3723), ("2 hours", 7200), ("65.0", 65)),
        *(("1 hr 5 min", 3900), ("1 minute and 5 seconds", 65), ("90 secs", 90), ("3 mins", 180)),
        *(("00:00", 0), ("100:00:00", 360_000)),
        *(("", None), ("a while", None), ("1.5", None), ("1:2:3:4", None), ("-5", None)),
        *(("5 apples", None), ("1:99:99x", None), (".", None), ("min", None)),
    ],
)
def test_lengths(text: str, seconds: int | None) -> None:
    """Several ways to write a length, and nothing guessed."""
    assert seconds_of(text) == seconds


def test_the_unit_is_for_numbers_alone() -> None:
    """What names its own units does not need those of the column."""
    assert seconds_of("3", unit=60) == 180
    assert seconds_of("3 s", unit=60) == 3


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_every_length_comes_back(hours: int, minutes: int, seconds: int) -> None:
    """Whichever way it was written."""
    total = (hours * 60 + minutes) * 60 + seconds
    for text in (
        f"{hours:02}:{minutes:02}:{seconds:02}",
        f"{hours}h {minutes}m {seconds}s",
        f"{hours} hours, {minutes} minutes and {seconds} seconds",
        str(total),
    ):
        assert seconds_of(text) == total


@given(st.text(max_size=30))
def test_any_text_has_some_meaning_or_none(text: str) -> None:
    """Nothing raises, and no length is below zero."""
    assert (seconds_of(text) or 0) >= 0
    assert wording(text).direction in Direction
    assert channel(text) is not None
    assert says_withheld(text) in {True, False}
