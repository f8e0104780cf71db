"""TikTok's download, as JSON and as text."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers import tiktok
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.tiktok import NOTHING_IN_IT
from stalkdiary.model.message import Direction, Item, Message, Skipped, State

Read = Callable[..., list[Item]]
AT = "2026-05-01 10:11:12"
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)
EARLIEST, LATEST = datetime.fromisoformat("2017-01-01"), datetime.fromisoformat("2030-01-01")


def said(text: str | None = "hi", sender: str = "alex.kay", at: str = AT) -> dict[str, Any]:
    return {"Date": at, "From": sender, "Content": text}


def download(*messages: dict[str, Any], own: str | None = "sam") -> dict[str, Any]:
    chats = {"Chat History with alex.kay:": list(messages)}
    return {
        "Profile": {"Profile Info": {"ProfileMap": {"userName": own}}},
        "Direct Message": {"Direct Messages": {"ChatHistory": chats}},
    }


def messages(items: list[Item]) -> list[Message]:
    return [each for each in items if isinstance(each, Message)]


def test_who_wrote_is_told_by_the_profile(items_of: Read) -> None:
    """Her own messages are hers; without a profile nobody's are."""
    document = download(said(), said("stop", "sam"), said(None))
    theirs, own, empty = messages(items_of(tiktok, "user_data_tiktok.json", document))
    assert (theirs.direction, own.direction) == (Direction.IN, Direction.OUT)
    assert theirs.thread == "alex.kay"
    assert theirs.time is not None
    assert theirs.time.local == "2026-05-01T11:11:12+01:00"
    assert (empty.state, empty.flags) == (State.EMPTY, (NOTHING_IN_IT,))
    (unknown,) = messages(items_of(tiktok, "user_data.json", download(said(), own=None)))
    assert unknown.direction is Direction.UNKNOWN


@pytest.mark.parametrize("behind", [":", ": ", "", "::"])
def test_a_conversation_is_named_without_what_stands_around_it(items_of: Read, behind: str) -> None:
    """However long the name is: the time grows as the name does."""
    for name in ("Alex: Kay", "Alex" + ":" * 200_000 + "x"):
        chats = {f"Chat History with {name}{behind}": [said()]}
        document = {"Direct Message": {"Direct Messages": {"ChatHistory": chats}}}
        (message,) = messages(items_of(tiktok, "user_data.json", document))
        assert message.thread == name


@pytest.mark.parametrize(
    "document",
    [
        {"Direct Messages": {"Chat History": {"ChatHistory": {"Chat History with a:": [said()]}}}},
        {
            "Direct Message": {
                "Direct Messages": {"ChatHistory": {"x": [said()]}},
                "Group Chat": None,
            }
        },
        {"Direct Message": {"Group Chat": {"GroupChat": {"x": [said()]}}, "ChatHistory": None}},
    ],
)
def test_every_shape(made_export: Callable[..., Export], document: dict[str, Any]) -> None:
    """Old and new names, groups, sections of nothing."""
    document = {"Activity": {"FansList": []}} | document
    with made_export("user_data.json", document) as export:
        assert importer_of(export) == ("tiktok", tiktok)
        assert [each.text for each in messages(list(tiktok.read(export, Reading())))] == ["hi"]


def test_a_text_has_the_time_on_the_same_line_or_on_its_own(items_of: Read) -> None:
    text = (
        f">>> Chat History with alex.kay::\n\n{AT} UTC alex.kay: one: two\nthree\n\n"
        f"{AT} UTC\nsam: stop\n\n>>> Chat History with kim::\n{AT} UTC kim: hey\n"
    )
    files = {"TikTok/Direct Messages/Direct Messages.txt": text}
    files["TikTok/Profile/Profile Info.txt"] = "Username: sam\nBio: x\n"
    items = items_of(tiktok, "TikTok.zip", files, archive=True)
    found = messages(items)
    assert [(each.sender, each.text, each.thread) for each in found] == [
        ("alex.kay", "one: two\nthree", "alex.kay"),
        ("sam", "stop", "alex.kay"),
        ("kim", "hey", "kim"),
    ]
    assert [each.direction for each in found] == [Direction.IN, Direction.OUT, Direction.IN]
    assert [each.locator.rpartition(": ")[2] for each in items] == [
        "line 1",
        "line 3-4",
        "line 6-7",
        "line 9",
        "line 10",
    ]


def test_a_message_without_a_name_is_named(items_of: Read) -> None:
    text = f">>> Chat History with a::\n{AT} UTC a: hi\n{AT} UTC no name\n"
    with pytest.raises(InputRefused, match=":3: found a message"):
        items_of(tiktok, "a.txt", text)
    _, message, skipped = items_of(tiktok, "a.txt", text, skip_bad=True)
    assert isinstance(message, Message)
    assert isinstance(skipped, Skipped)


@given(texts=st.lists(st.tuples(WORDS, st.datetimes(EARLIEST, LATEST)), max_size=5))
@settings(max_examples=40, deadline=None)
def test_what_was_written_is_read(items_of: Read, texts: list[tuple[str, datetime]]) -> None:
    document = download(*(said(text, at=f"{at:%Y-%m-%d %H:%M:%S}") for text, at in texts))
    found = messages(items_of(tiktok, "user_data.json", document, timezone="UTC"))
    assert [(each.text, each.time.local) for each in found if each.time] == [
        (text, f"{at:%Y-%m-%dT%H:%M:%S}+00:00") for text, at in texts
    ]


@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_strange_values_give_our_errors_alone(
    made_export: Callable[..., Export], mutated: Callable[..., Any], data: st.DataObject
) -> None:
    document = mutated(data, download(said(), said("b")))
    with made_export("user_data.json", document) as export:
        try:
            if tiktok.recognises(export):
                list(tiktok.read(export, Reading()))
        except InputRefused:
            pass


@pytest.mark.parametrize("heading", [">>>Chat History with a::", "Chat History with a:"])
def test_headings_with_other_marks(items_of: Read, heading: str) -> None:
    """A chat is never taken for dated notes."""
    (sent,) = messages(items_of(tiktok, "chat.txt", f"{heading}\n{AT} alex.kay: hi\n"))
    assert (sent.thread, sent.sender, sent.text) == ("a", "alex.kay", "hi")
