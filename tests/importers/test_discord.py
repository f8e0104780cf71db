"""Discord's channels as the common exporter writes them in JSON."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers import discord
from stalkdiary.model.message import Direction, Item, Kind, Message, Notice, State

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def sent(**fields: Any) -> dict[str, Any]:
    return {
        "id": "11",
        "type": "Default",
        "timestamp": "2026-05-01T10:11:12.696+00:00",
        "timestampEdited": None,
        "content": "I see you",
        "author": {"id": "5", "name": "alex#5506", "nickname": "Alex"},
        "attachments": [],
        "reactions": [],
    } | fields


def channel(*messages: Any, kind: str = "DirectTextChat") -> dict[str, Any]:
    return {
        "guild": {"id": "0", "name": "Direct Messages"},
        "channel": {"id": "1", "type": kind, "name": "alex"},
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2026-05-02T10:00:00+00:00",
        "messages": list(messages),
    }


@pytest.fixture(scope="session")
def read(items_of: Callable[..., list[Item]]) -> Callable[..., list[Item]]:
    """Reads messages of a channel."""

    def of(*messages: Any, **how: Any) -> list[Item]:
        return items_of(discord, "alex.json", channel(*messages), **how)

    return of


def test_who_wrote_what_and_when(read: Callable[..., list[Item]]) -> None:
    """Nothing says who made the export, so nobody's side is taken for granted."""
    (message,) = read(sent())
    assert isinstance(message, Message)
    assert (message.sender, message.sender_id, message.thread) == ("Alex", "5", "alex")
    assert (message.direction, message.group) == (Direction.UNKNOWN, False)
    assert message.time is not None
    assert message.time.local == "2026-05-01T11:11:12.696+01:00"


def test_what_was_edited_answered_and_attached(items_of: Callable[..., list[Item]]) -> None:
    """Reactions are told beside their message, and count as none."""
    edited = sent(
        timestampEdited="2026-05-01T10:12:00+00:00",
        reactions=[{"emoji": {"name": "👍"}, "count": 2}],
    )
    picture = sent(content="", attachments=[{"url": "alex_Files/a.jpg", "fileName": "a.jpg"}])
    gone = sent(content="", attachments=[{"url": "https://cdn/b.jpg", "fileName": "b.jpg"}])
    files = {"alex.json": channel(edited, picture, gone), "alex_Files/a.jpg": b"\xff\xd8"}
    found = items_of(discord, "dce.zip", files, archive=True)
    first, second, third = [each for each in found if isinstance(each, Message)]
    assert first.state is State.EDITED
    assert any("👍 ×2" in flag for flag in first.flags)
    assert (second.state, second.attachments[0].found) == (State.COMPLETE, True)
    assert (third.state, third.attachments[0].name) == (State.MEDIA_OMITTED, "b.jpg")


def test_calls_and_notices(read: Callable[..., list[Item]]) -> None:
    call, pinned = read(sent(type="Call", content=""), sent(type="ChannelPinnedMessage"))
    assert isinstance(call, Message)
    assert call.kind is Kind.CALL
    assert isinstance(pinned, Notice)


@pytest.mark.parametrize("bad", [sent(timestamp="soon"), sent(timestamp=None), "text", None])
def test_what_is_no_message_is_refused_with_its_place(
    read: Callable[..., list[Item]], bad: Any
) -> None:
    with pytest.raises(InputRefused, match="/messages/1"):
        read(sent(), bad)
    assert len(read(sent(), bad, skip_bad=True)) == 2


@settings(max_examples=30)
@given(texts=st.lists(TEXT, min_size=1, max_size=5))
def test_any_words_come_through(read: Callable[..., list[Item]], texts: list[str]) -> None:
    found = read(*(sent(content=text) for text in texts))
    assert [each.text for each in found if isinstance(each, Message)] == texts


def test_what_was_passed_on_and_what_a_card_says_is_not_lost(
    read: Callable[..., list[Item]],
) -> None:
    """The card of a link in the words is that link's page, and is left out."""
    card = {"title": "T", "description": "d", "url": "https://x", "fields": [{"name": "n"}]}
    gone = {"url": "https://cdn/b.jpg", "fileName": "b.jpg"}
    forwarded, shown, linked = read(
        sent(content="", forwardedMessage={"content": "I know", "attachments": [gone]}),
        sent(content="", embeds=[card]),
        sent(content="see https://x", embeds=[card]),
    )
    assert isinstance(forwarded, Message)
    assert (forwarded.text, forwarded.attachments[0].name) == ("[Forwarded: I know]", "b.jpg")
    assert isinstance(shown, Message)
    assert shown.text == "[T · d · https://x · n]"
    assert isinstance(linked, Message)
    assert linked.text == "see https://x"


def test_that_a_call_ended_does_not_say_that_it_was_answered(
    read: Callable[..., list[Item]],
) -> None:
    (call,) = read(sent(type="Call", callEndedTimestamp="2026-05-01T10:12:12+00:00"))
    assert isinstance(call, Message)
    assert call.call is not None
    assert call.call.outcome == "unknown"


def test_words_in_a_form_that_is_not_known_are_not_lost(read: Callable[..., list[Item]]) -> None:
    (message,) = read(sent(content="", poll={"question": "when?"}))
    assert isinstance(message, Message)
    assert message.text == "[poll: when?]"
