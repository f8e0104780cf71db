"""X's archive: direct messages with the numbers of accounts alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers import x_archive
from stalkdiary.importers.reading.enclosed import MISSING
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.remarks import LINK, REACTIONS
from stalkdiary.model.message import Direction, Item, Message, Notice

Read = Callable[..., list[Item]]
AT = "2026-05-01T10:11:12.696Z"


def sent(text: str = "I see you", sender: str = "222", **fields: Any) -> dict[str, Any]:
    values = {"id": "9", "senderId": sender, "recipientId": "111", "createdAt": AT, "text": text}
    return {"messageCreate": values | {"reactions": [], "urls": [], "mediaUrls": []} | fields}


def script(*events: dict[str, Any], variable: str = "direct_messages") -> str:
    chats = [{"dmConversation": {"conversationId": "111-222", "messages": list(events)}}]
    return f"window.YTD.{variable}.part0 = {json.dumps(chats)}"


def test_who_is_who_by_number(items_of: Read) -> None:
    """The archive says which number is the person's own."""
    own = 'window.YTD.account.part0 = [{"account": {"accountId": "111", "username": "sam"}}]'
    files = {
        "data/direct-messages.js": script(sent(), sent("stop", "111")),
        "data/account.js": own,
    }
    theirs, mine = items_of(x_archive, "twitter.zip", files, archive=True)
    assert isinstance(theirs, Message)
    assert isinstance(mine, Message)
    assert (theirs.sender, theirs.direction) == ("222", Direction.IN)
    assert mine.direction is Direction.OUT
    assert (theirs.thread, theirs.native_id, theirs.recipients) == ("111-222", "9", ("111",))
    assert theirs.time is not None
    assert theirs.time.local == "2026-05-01T11:11:12.696+01:00"
    (alone,) = items_of(x_archive, "direct-messages.js", script(sent()))
    assert isinstance(alone, Message)
    assert alone.direction is Direction.UNKNOWN


def test_links_reactions_and_media(items_of: Read) -> None:
    message = sent(
        "look https://t.co/a",
        urls=[{"url": "https://t.co/a", "expanded": "https://example.org/x", "display": "x"}],
        reactions=[{"senderId": "1", "reactionKey": "like"}],
        mediaUrls=["https://ton.twitter.com/dm/9/9/p.jpg", "https://ton.twitter.com/dm/9/9/q.jpg"],
    )
    files = {"d/direct-messages.js": script(message), "d/direct_messages_media/9-p.jpg": b"picture"}
    (found,) = items_of(x_archive, "twitter.zip", files, archive=True)
    assert isinstance(found, Message)
    assert found.text == "look https://t.co/a\n[https://example.org/x]"
    assert found.flags == (LINK, REACTIONS, MISSING)
    assert [each.found for each in found.attachments] == [True, False]


def test_what_happened_to_a_group(items_of: Read) -> None:
    events: list[dict[str, Any]] = [
        {"participantsLeave": {"userIds": ["3"], "createdAt": AT}},
        {"conversationNameUpdate": {"name": "x", "initiatingUserId": "2", "createdAt": AT}},
        {"reactionCreate": {"senderId": "2", "reactionKey": "like", "createdAt": AT}},
    ]
    content = script(*events, sent(), variable="direct_messages_group")
    *notices, message = items_of(x_archive, "direct-messages-group.js", content)
    assert all(isinstance(each, Notice) and each.telling for each in notices)
    assert isinstance(message, Message)
    assert message.group


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_what_was_written_is_read(made_export: Callable[..., Export], text: str) -> None:
    with made_export("direct-messages.js", script(sent(text))) as export:
        assert importer_of(export) == ("x-archive", x_archive)
        (found,) = x_archive.read(export, Reading())
    assert isinstance(found, Message)
    assert found.text == text


@pytest.mark.parametrize("event", [{}, {"unknownEvent": {"createdAt": AT}}, {"messageCreate": {}}])
def test_an_event_that_is_not_known_is_refused(items_of: Read, event: dict[str, Any]) -> None:
    with pytest.raises(InputRefused, match="/0/dmConversation/messages/0"):
        items_of(x_archive, "direct-messages.js", script(event))


@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_strange_values_give_our_errors_alone(
    made_export: Callable[..., Export], mutated: Callable[..., Any], data: st.DataObject
) -> None:
    chats = mutated(data, [{"dmConversation": {"conversationId": "1-2", "messages": [sent()]}}])
    content = f"window.YTD.direct_messages.part0 = {json.dumps(chats)}"
    with made_export("direct-messages.js", content) as export:
        try:
            if x_archive.recognises(export):
                list(x_archive.read(export, Reading()))
        except InputRefused:
            pass
