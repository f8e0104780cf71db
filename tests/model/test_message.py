"""Messages as they stand in the record of an import, and back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.message import (
    Attachment,
    Basis,
    Call,
    Direction,
    ExportTime,
    Kind,
    Message,
    Resolution,
    State,
)

# What is stored holds no lone surrogate; importers see to that.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SOME = TEXT.filter(bool)
MAYBE = st.none() | SOME
COUNT = st.none() | st.integers(0, 2**40)
TIMES = st.builds(
    ExportTime,
    TEXT,
    st.integers(-(2**40), 2**42),
    SOME,
    st.sampled_from(Resolution),
    st.sampled_from(Basis),
    ambiguous=st.booleans(),
    second=MAYBE,
)
MESSAGES = st.builds(
    Message,
    locator=SOME,
    kind=st.sampled_from(Kind),
    channel=SOME,
    time=st.none() | TIMES,
    direction=st.sampled_from(Direction),
    sender=MAYBE,
    sender_id=MAYBE,
    recipients=st.lists(TEXT, max_size=2).map(tuple),
    thread=MAYBE,
    group=st.booleans(),
    subject=MAYBE,
    text=TEXT,
    raw_text=MAYBE,
    state=st.sampled_from(State),
    call=st.none() | st.builds(Call, SOME, SOME, COUNT, st.booleans()),
    attachments=st.lists(
        st.builds(Attachment, TEXT, st.booleans(), MAYBE, COUNT, MAYBE, MAYBE), max_size=2
    ).map(tuple),
    native_id=MAYBE,
    flags=st.lists(TEXT, max_size=2).map(tuple),
)


@given(MESSAGES)
def test_a_message_comes_back_as_it_was(message: Message) -> None:
    """Through JSON, field for field and type for type."""
    stored = json.loads(json.dumps(message.to_json()))
    again = Message.from_json(stored)
    assert again == message
    for name, value in again._asdict().items():
        assert type(value) is type(getattr(message, name)), name
    assert [type(each) for each in again.attachments] == [Attachment] * len(again.attachments)


@given(MESSAGES)
def test_what_says_nothing_is_not_stored(message: Message) -> None:
    """A million messages are many; zero, however, says something."""
    stored = message.to_json()
    assert not [name for name, value in stored.items() if value in (None, "", (), [], False)]
    assert stored.get("state") != State.COMPLETE
    if message.call is not None and message.call.seconds == 0:
        assert stored["call"]["seconds"] == 0


def smallest() -> dict[str, Any]:
    return Message("line 1", Kind.MESSAGE, "WhatsApp", None).to_json()


def test_the_smallest_message() -> None:
    assert smallest() == {
        "locator": "line 1",
        "kind": "message",
        "channel": "WhatsApp",
        "direction": "unknown",
    }


def test_what_a_newer_program_wrote_is_passed_over() -> None:
    future = {"mood": "a word of the future"}
    parts = {"call": {"outcome": "missed"} | future, "attachments": [{"name": "a.jpg"} | future]}
    message = Message.from_json(smallest() | parts | future)
    expected = Message("line 1", Kind.MESSAGE, "WhatsApp", None)
    assert message == expected._replace(
        call=Call(outcome="missed"), attachments=(Attachment("a.jpg"),)
    )


@pytest.mark.parametrize(
    ("local", "day"), [("2026-03-12T21:30+00:00", "2026-03-12"), ("2026-03-12", "2026-03-12")]
)
def test_the_local_day(local: str, day: str) -> None:
    assert ExportTime("", 0, local, Resolution.MINUTE, Basis.UTC).day == day


@pytest.mark.parametrize(
    ("sender", "own", "direction"),
    [
        ("Alex", "Alex", Direction.OUT),
        ("Alex", "Sam", Direction.IN),
        (None, "Sam", Direction.UNKNOWN),
        ("Alex", None, Direction.UNKNOWN),
        (None, None, Direction.UNKNOWN),
    ],
)
def test_a_direction_is_told_only_where_both_are_known(
    sender: str | None, own: str | None, direction: Direction
) -> None:
    """Two unknown names are not the same name."""
    assert Direction.of_sender(sender, own) is direction


def test_what_an_export_still_shows() -> None:
    """Something of an item, or nothing; and who took it back."""
    assert State.showing("", ()) is State.EMPTY
    assert State.showing("", (Attachment("a.jpg"),)) is State.COMPLETE
    assert State.deleted(Direction.OUT) is State.DELETED_BY_ME
    for other in (Direction.IN, Direction.UNKNOWN):
        assert State.deleted(other) is State.DELETED_BY_SENDER
