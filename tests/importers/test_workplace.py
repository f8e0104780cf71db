"""Slack and Teams: who is who stands beside the messages."""

from collections.abc import Callable
from typing import Any

import pytest

from stalkdiary.errors import InputRefused
from stalkdiary.importers import workplace
from stalkdiary.model.message import Direction, Item, Message, Notice, State

SLACK = {
    "users.json": [
        {"id": "U1", "name": "alex", "profile": {"display_name": "Alex"}},
        {"id": "U2", "name": "sam"},
    ],
    "channels.json": [{"id": "C1", "name": "general", "members": ["U1", "U2"]}],
    "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
}


def slack(day: list[Any], folder: str = "D1") -> dict[str, Any]:
    return SLACK | {f"{folder}/2026-05-01.json": day}


def said(**fields: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U1", "text": "I see you", "ts": "1777630272.0001"} | fields


def teams(*messages: Any) -> dict[str, Any]:
    chat = {"id": "19:x", "displayName": "Alex", "MessageList": list(messages)}
    return {"userId": "8:orgid:me", "exportDate": "2026-05-01", "conversations": [chat]}


def arrived(**fields: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "displayName": "Alex",
        "originalarrivaltime": "2026-05-01T10:11:12.1234567Z",
        "messagetype": "RichText/Html",
        "content": "<p>I see <b>you</b></p>",
        "from": "8:orgid:alex",
    } | fields


@pytest.fixture(scope="session")
def read(items_of: Callable[..., list[Item]]) -> Callable[..., list[Item]]:
    """Reads an archive of files."""

    def of(files: dict[str, Any], **how: Any) -> list[Item]:
        return items_of(workplace, "export.zip", files, archive=True, **how)

    return of


def test_slack_names_people_and_conversations(read: Callable[..., list[Item]]) -> None:
    """Nothing says who made it."""
    found = read(slack([said(), said(user="U2", text="<@U1> no", edited={"user": "U2"})]))
    first, second = [each for each in found if isinstance(each, Message)]
    assert (first.sender, first.thread, first.group) == ("Alex", "Alex / sam", False)
    assert (second.sender, second.text, second.state) == ("sam", "@Alex no", State.EDITED)
    assert {first.direction, second.direction} == {Direction.UNKNOWN}
    (public,) = [e for e in read(slack([said()], "general")) if isinstance(e, Message)]
    assert public.group


def test_slack_tells_notices_apart(read: Callable[..., list[Item]]) -> None:
    found = read(slack([said(subtype="channel_join", text="<@U1> has joined")]))
    assert [each.text for each in found if isinstance(each, Notice)] == ["Alex · @Alex has joined"]


@pytest.mark.parametrize("bad", [said(ts="soon"), said(ts=None), "x"])
def test_slack_refuses_what_has_no_time(read: Callable[..., list[Item]], bad: Any) -> None:
    with pytest.raises(InputRefused, match=r"2026-05-01\.json"):
        read(slack([bad]))
    assert read(slack([bad]), skip_bad=True)


def test_teams_knows_its_own_side(read: Callable[..., list[Item]]) -> None:
    """Texts are HTML; a second has seven digits."""
    own = arrived(**{"from": "8:orgid:me", "messagetype": "Text", "content": "no <b>"})
    found = read({"messages.json": teams(arrived(), own), "endpoints.json": {}})
    came, went = [each for each in found if isinstance(each, Message)]
    assert (came.text, came.sender, came.thread) == ("I see you", "Alex", "Alex")
    assert (came.direction, went.direction) == (Direction.IN, Direction.OUT)
    assert went.text == "no <b>"
    assert came.time is not None
    assert came.time.local == "2026-05-01T11:11:12.123+01:00"


def test_teams_refuses_what_has_no_time(read: Callable[..., list[Item]]) -> None:
    files = {"messages.json": teams(arrived(originalarrivaltime="soon"))}
    with pytest.raises(InputRefused, match="/conversations/0/MessageList/0"):
        read(files)


def test_the_export_of_private_people_is_of_one_of_two_programs(
    read: Callable[..., list[Item]],
) -> None:
    """Skype's accounts were moved to Teams, and nothing in the export tells which it was."""
    export = teams(arrived(**{"from": "8:live:alex"})) | {"userId": "8:live:sam"}
    (message,) = read({"messages.json": export})
    assert isinstance(message, Message)
    assert (message.channel, message.direction) == ("Skype or Teams", Direction.IN)


def test_files_and_deleted_messages_of_teams(read: Callable[..., list[Item]]) -> None:
    """What is left of them: a name, and that they were."""
    picture = arrived(
        messagetype="RichText/UriObject",
        content='<URIObject type="Picture.1">To view it<OriginalName v="a.jpg"/></URIObject>',
    )
    gone = arrived(content="", properties={"deletetime": 1777630272000})
    first, second = read({"messages.json": teams(picture, gone)})
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert (first.text, first.state) == ("To view it", State.MEDIA_OMITTED)
    assert [each.name for each in first.attachments] == ["a.jpg"]
    assert second.state is State.DELETED_BY_SENDER
