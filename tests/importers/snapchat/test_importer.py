"""Snapchat's My Data, of both forms."""

import html
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.enclosed import MISSING
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.snapchat import importer as snapchat
from stalkdiary.importers.snapchat.importer import NOT_GIVEN, TWO_TIMES, UNSAVED
from stalkdiary.model.message import (
    Attachment,
    Call,
    Direction,
    Item,
    Kind,
    Message,
    Notice,
    Resolution,
    Skipped,
    State,
)

TIME = 1713576562686
CREATED = "2024-04-20 01:29:22 UTC"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def sent(content: str | None = "hello", kind: str = "TEXT", **fields: Any) -> dict[str, Any]:
    return {
        "From": "alex",
        "Media Type": kind,
        "Created": CREATED,
        "Content": content,
        "Conversation Title": None,
        "IsSender": False,
        "Created(microseconds)": TIME,
        "IsSaved": True,
        "Media IDs": "",
    } | fields


@pytest.fixture(scope="session")
def read(items_of: Callable[..., list[Item]]) -> Callable[..., list[Item]]:
    """Reads a document as ``chat_history.json``."""

    def of(document: Any, **how: Any) -> list[Item]:
        return items_of(snapchat, "chat_history.json", document, **how)

    return of


@pytest.fixture(scope="session")
def one(read: Callable[..., list[Item]]) -> Callable[..., Any]:
    """The one item in a conversation with alex."""

    def of(message: dict[str, Any]) -> Item:
        (item,) = read({"alex": [message]})
        return item

    return of


@given(
    chats=st.dictionaries(
        TEXT, st.lists(st.tuples(TEXT, st.integers(1, 4_000_000_000_000), st.booleans()))
    )
)
@settings(max_examples=80)
def test_conversations_come_back_as_they_were_written(
    chats: dict[str, list[tuple[str, int, bool]]], read: Callable[..., list[Item]]
) -> None:
    document = {
        name: [
            sent(text, Created="", IsSender=own) | {"Created(microseconds)": time}
            for text, time, own in messages
        ]
        for name, messages in chats.items()
    }
    if not any(chats.values()):
        return
    assert [
        (i.thread, i.text, i.time.instant, i.direction)  # type: ignore[union-attr]
        for i in read(document)
    ] == [
        (name, text, time, Direction.OUT if own else Direction.IN)
        for name, messages in chats.items()
        for text, time, own in messages
    ]


@given(received=st.lists(TEXT), text=TEXT)
@settings(max_examples=60)
def test_the_old_form_comes_back_without_its_escapes(
    received: list[str], text: str, read: Callable[..., list[Item]]
) -> None:
    """One list of what was received, one of what was sent; the text escaped as HTML."""
    old = {"From": "alex", "Media Type": "TEXT", "Created": CREATED}
    document = {
        "Received Saved Chat History": [{**old, "Text": html.escape(each)} for each in received],
        "Sent Saved Chat History": [
            {"To": "alex", "Media Type": "TEXT", "Created": CREATED, "Text": html.escape(text)}
        ],
    }
    *others, own = read(document)
    assert [item.text for item in others] == received  # type: ignore[union-attr]
    assert isinstance(own, Message)
    assert (own.text, own.direction, own.sender) == (text, Direction.OUT, None)
    assert (own.recipients, own.thread) == (("alex",), "alex")
    assert own.raw_text == (html.escape(text) if html.escape(text) != text else None)


def test_the_new_form_has_no_escapes(one: Callable[..., Any]) -> None:
    assert one(sent("a &amp; b")).text == "a &amp; b"


def test_an_endless_number_is_no_character(read: Callable[..., list[Item]]) -> None:
    """It stays as it is written."""
    text = f"&#{'9' * 5000}; &amp;"
    old = {"From": "alex", "Media Type": "TEXT", "Created": CREATED, "Text": text}
    (item,) = read({"Received Saved Chat History": [old]})
    assert isinstance(item, Message)
    assert item.text == text


# Times ---------------------------------------------------------------------------------------


def test_the_microseconds_are_milliseconds(one: Callable[..., Any]) -> None:
    item = one(sent())
    assert (item.time.instant, item.time.local) == (TIME, "2024-04-20T02:29:22.686+01:00")
    assert (item.time.raw, item.flags) == (CREATED, ())


def test_real_microseconds_are_read_too(one: Callable[..., Any]) -> None:
    assert one(sent() | {"Created(microseconds)": TIME * 1000 + 7}).time.instant == TIME


def test_the_time_in_words_alone(one: Callable[..., Any]) -> None:
    message = sent()
    del message["Created(microseconds)"]
    item = one(message)
    assert item.time.instant == datetime(2024, 4, 20, 1, 29, 22, tzinfo=UTC).timestamp() * 1000
    assert item.time.precision is Resolution.SECOND


def test_two_times_that_differ_are_flagged(one: Callable[..., Any]) -> None:
    assert one(sent(Created="2024-04-20 05:29:22 UTC")).flags == (TWO_TIMES,)


# What ----------------------------------------------------------------------------------------


def test_unsaved_chats_are_contact_all_the_same(one: Callable[..., Any]) -> None:
    item = one(sent(None, IsSaved=False))
    assert (item.kind, item.state, item.flags) == (Kind.MESSAGE, State.EMPTY, (UNSAVED,))
    assert one(sent("", kind="LOCATION")).text == "[Location]"


def test_snaps_are_kept(items_of: Callable[..., list[Item]]) -> None:
    """Their picture never is; that one came is."""
    snap = {"From": "alex", "Media Type": "VIDEO", "Created": CREATED, "IsSender": False}
    (item,) = items_of(snapchat, "snap_history.json", {"alex": [snap]})
    assert isinstance(item, Message)
    assert (item.state, item.flags) == (State.MEDIA_OMITTED, (NOT_GIVEN,))
    assert item.attachments == (Attachment("video"),)


def test_media_are_found_by_their_ids(items_of: Callable[..., list[Item]]) -> None:
    ids = "b~EiQS-One | b~EiQS_two | b~gone"
    files = {
        "json/chat_history.json": {"alex": [sent("", kind="MEDIA", **{"Media IDs": ids})]},
        "json/snap_history.json": {"alex": [sent(None, kind="IMAGE")]},
        "json/friends.json": {"Friends": []},
        "chat_media/2024-04-20_b~EiQS-One.jpg": b"1",
        "chat_media/2024-04-21_b~EiQS_two.mp4": b"22",
    }
    item, snap, rest = items_of(snapchat, "mydata.zip", files, archive=True, digest=True)
    assert isinstance(item, Message)
    assert [(each.member, each.bytes) for each in item.attachments] == [
        ("chat_media/2024-04-20_b~EiQS-One.jpg", 1),
        ("chat_media/2024-04-21_b~EiQS_two.mp4", 2),
        (None, None),
    ]
    assert (item.state, item.flags) == (State.COMPLETE, (MISSING,))
    assert item.locator == "json/chat_history.json#/alex/0"
    assert isinstance(snap, Message)
    assert rest == Skipped("json/friends.json", rest.why)  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["STATUSERASEDMESSAGE", "STATUSERASEDSNAPMESSAGE"])
def test_erased_messages_are_messages(kind: str, one: Callable[..., Any]) -> None:
    assert one(sent("", kind=kind)).state is State.DELETED_BY_SENDER
    assert one(sent("", kind=kind, IsSender=True)).state is State.DELETED_BY_ME


@pytest.mark.parametrize(
    ("kind", "own", "call"),
    [
        ("STATUSCALLMISSEDAUDIO", False, Call("voice", "missed")),
        ("STATUSCALLMISSEDVIDEO", True, Call("video", "no-answer")),
        ("STATUSCALLENDEDVIDEO", False, Call("video", "answered")),
    ],
)
def test_calls(kind: str, own: bool, call: Call, one: Callable[..., Any]) -> None:
    item = one(sent("", kind=kind, IsSender=own))
    assert (item.kind, item.call) == (Kind.CALL, call)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("STATUSCONVERSATIONCAPTURESCREENSHOT", "alex · took a screenshot of the chat"),
        ("STATUSPARTICIPANTREMOVED", "alex · left the group, or was removed"),
        ("STATUSSOMETHINGNEW", "alex · somethingnew"),
    ],
)
def test_notices(kind: str, text: str, one: Callable[..., Any]) -> None:
    item = one(sent(None, kind=kind))
    assert isinstance(item, Notice)
    assert (item.text, item.telling) == (text, True)


def test_groups_and_directions(read: Callable[..., list[Item]]) -> None:
    """A conversation with a title is a group; who sent it is in the file, or plain from its key."""
    document = {"uuid": [sent(**{"Conversation Title": "Summer"})], "alex": [sent(), sent()]}
    for message, sender in zip(document["alex"], ("alex", "sam"), strict=True):
        del message["IsSender"]
        message["From"] = sender
    group, by_key, unknown = read(document)
    assert isinstance(group, Message)
    assert (group.thread, group.group) == ("Summer", True)
    assert by_key.direction is Direction.IN  # type: ignore[union-attr]
    assert unknown.direction is Direction.UNKNOWN  # type: ignore[union-attr]


def test_a_folder_is_read(tmp_path: Path) -> None:
    """With its media, in the newer layout."""
    (tmp_path / "messages" / "json").mkdir(parents=True)
    (tmp_path / "messages" / "chat_media").mkdir()
    history = {"alex": [sent("", kind="MEDIA", **{"Media IDs": "b~1"})]}
    (tmp_path / "messages" / "json" / "chat_history.json").write_text(json.dumps(history))
    (tmp_path / "messages" / "chat_media" / "2024-04-20_b~1.jpg").write_bytes(b"1")
    with Export(tmp_path) as export:
        assert importer_of(export) == ("snapchat", snapchat)
        (item,) = snapchat.read(export, Reading())
    assert isinstance(item, Message)
    assert item.attachments[0].found


# Bad and hostile input -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"Created": None, "Created(microseconds)": None}, "/alex/0/Created: found nothing;"),
        ({"Created": "20/04/2024"}, "/alex/0/Created: found the text “20/04/2024”; expected"),
        ({"Created": "2024-04-31 01:29:22 UTC"}, "/alex/0/Created: found the text “2024-04-31"),
        ({"Created(microseconds)": 10**18}, "expected a time since 1970"),
        ({"Content": 5}, "/alex/0/Content: found the number 5; expected text"),
        ({"IsSender": "no"}, "/alex/0/IsSender: found the text “no”; expected true or false"),
    ],
)
def test_what_can_not_be_read_is_refused_or_listed(
    fields: dict[str, Any], sentence: str, read: Callable[..., list[Item]]
) -> None:
    document = {"alex": [sent(**fields), sent("good")]}
    with pytest.raises(InputRefused) as refused:
        read(document)
    assert sentence in refused.value.sentence
    skipped, good = read(document, skip_bad=True)
    assert isinstance(skipped, Skipped)
    assert isinstance(good, Message)
    assert (skipped.locator, good.text) == ("/alex/0", "good")


RICH = {
    "alex": [sent(**{"Media IDs": "b~1 | b~2"}), sent(kind="STATUSCALLMISSEDAUDIO"), sent(None)],
    "Received Saved Chat History": [sent(Text="a &amp; b")],
    "Sent Snap History": [sent(To="alex", kind="IMAGE")],
}


@given(data=st.data(), skip_bad=st.booleans())
@settings(max_examples=150)
def test_only_refusals_escape(
    data: st.DataObject,
    skip_bad: bool,
    mutated: Callable[..., Any],
    made_export: Callable[..., Export],
) -> None:
    """Whatever stands in place of any value, it is read, listed or refused."""
    export = made_export("chat_history.json", mutated(data, RICH))
    try:
        items = list(snapchat.read(export, Reading(skip_bad=skip_bad, digest=True)))
    except InputRefused:
        return
    for item in items:
        json.dumps(item.to_json() if isinstance(item, Message) else item).encode()


@pytest.mark.parametrize("text", ["[]", "{}", '{"alex": []}', '{"Media Type": 1}', ""])
def test_others_are_not_taken_for_snapchat(text: str, made_export: Callable[..., Export]) -> None:
    assert snapchat.recognises(made_export("chat_history.json", text)) is None
