"""Google Chat in Google Takeout."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.google import chat as google_chat
from stalkdiary.importers.google.chat import UNDATED
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of
from stalkdiary.model.message import Direction, Item, Message, Notice, Skipped, State

ROOT = "Takeout/Google Chat"
CREATED = "Monday, February 10, 2025 at 3:45:22\u202fPM UTC"


def sent(text: str = "hello", who: str = "alex", **fields: Any) -> dict[str, Any]:
    return {
        "creator": {"name": who.title(), "email": f"{who}@example.org", "user_type": "Human"},
        "created_date": CREATED,
        "text": text,
        "topic_id": "t",
        "message_id": f"id/{text}",
    } | fields


@pytest.fixture(scope="session")
def read(items_of: Callable[..., list[Item]]) -> Callable[..., list[Item]]:
    """Reads messages as one ``messages.json``."""

    def of(*messages: Any, **how: Any) -> list[Item]:
        return items_of(google_chat, "messages.json", {"messages": list(messages)}, **how)

    return of


@given(
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    text=st.text(st.characters(exclude_categories=["Cs"])),
    space=st.sampled_from([" ", "\u202f"]),
)
@settings(max_examples=80)
def test_a_message_comes_back_as_it_was_written(
    moment: datetime, text: str, space: str, read: Callable[..., list[Item]]
) -> None:
    """Times stand in it in words, with an ordinary or a narrow space before AM and PM."""
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    created = (
        f"{moment:%A, %B} {moment.day}, {moment.year} at {moment.hour % 12 or 12}"
        f":{moment:%M:%S}{space}{'PM' if moment.hour > 11 else 'AM'} UTC"
    )
    (item,) = read(sent(text, created_date=created))
    assert isinstance(item, Message)
    assert (item.text, item.native_id, item.time.instant) == (  # type: ignore[union-attr]
        text,
        f"id/{text}",
        moment.timestamp() * 1000,
    )
    assert (item.sender, item.sender_id) == ("Alex", "alex@example.org")


def test_a_takeout_is_read(made_export: Callable[..., Export]) -> None:
    """With the names of its conversations, its files, and whose it is."""
    attached = [{"original_name": "plan.pdf", "export_name": "File-plan.pdf"}]
    files = {
        f"{ROOT}/Groups/DM xyz/messages.json": {
            "messages": [sent(), sent("mine", "sam"), sent("", attached_files=attached)]
        },
        f"{ROOT}/Groups/DM xyz/File-plan.pdf": b"plan",
        f"{ROOT}/Groups/Space abc/messages.json": {"messages": [sent("all")]},
        f"{ROOT}/Groups/Space abc/group_info.json": {"name": "Choir", "members": [{}, {}, {}]},
        f"{ROOT}/Users/User 1/user_info.json": {"user": {"email": "Sam@example.org"}},
    }
    export = made_export("takeout.zip", files, archive=True)
    assert importer_of(export) == ("google-chat", google_chat)
    found = list(google_chat.read(export, Reading(digest=True)))
    messages = [item for item in found if isinstance(item, Message)]
    assert messages == found
    theirs, mine, file, group = messages
    assert (theirs.direction, theirs.thread, theirs.group) == (Direction.IN, "DM xyz", False)
    assert mine.direction is Direction.OUT
    assert (file.attachments[0].name, file.attachments[0].bytes) == ("plan.pdf", 4)
    assert (group.thread, group.group) == ("Choir", True)


def test_deleted_messages(read: Callable[..., list[Item]]) -> None:
    message = sent("", message_state="DELETED", deletion_metadata={"deletion_type": "CREATOR"})
    (item,) = read(message)
    assert isinstance(item, Message)
    assert item.state is State.DELETED_BY_SENDER


@pytest.mark.parametrize(
    "created",
    [
        "lundi 10 février 2025 à 15:45:22 UTC",
        "Monday, February 30, 2025 at 3:45:22 PM UTC",
        "Monday, Fevrier 10, 2025 at 3:45:22 PM UTC",
        "Monday, February 10, 2025 at 13:45:22 PM UTC",
        None,
        5,
    ],
)
def test_times_that_can_not_be_read_are_refused_or_listed(
    created: Any, read: Callable[..., list[Item]]
) -> None:
    """No language is guessed at."""
    with pytest.raises(InputRefused, match="at /messages/0/created_date: found"):
        read(sent(created_date=created), sent("good"))
    skipped, good = read(sent(created_date=created), sent("good"), skip_bad=True)
    assert isinstance(skipped, Skipped)
    assert isinstance(good, Message)


@given(data=st.data(), skip_bad=st.booleans())
@settings(max_examples=100)
def test_only_refusals_escape(
    data: st.DataObject,
    skip_bad: bool,
    mutated: Callable[..., Any],
    made_export: Callable[..., Export],
) -> None:
    files = {
        "Groups/DM x/messages.json": mutated(
            data, {"messages": [sent(attached_files=[{"export_name": "x"}])]}
        ),
        "Groups/DM x/group_info.json": mutated(data, {"name": "x", "members": []}),
        "Users/1/user_info.json": mutated(data, {"user": {"email": "x"}}),
    }
    export = made_export("takeout.zip", files, archive=True)
    try:
        items = list(google_chat.read(export, Reading(skip_bad=skip_bad, digest=True)))
    except InputRefused:
        return
    for item in items:
        json.dumps(item.to_json() if isinstance(item, Message) else item).encode()


@pytest.mark.parametrize("text", ["[]", '{"messages": []}', '{"creator": {}}', ""])
def test_others_are_not_taken_for_google_chat(
    text: str, made_export: Callable[..., Export]
) -> None:
    assert google_chat.recognises(made_export("messages.json", text)) is None


@pytest.mark.parametrize(
    ("written", "local"),
    [
        ("Tuesday, 10 September 2024 at 20:44:40 UTC", "2024-09-10T21:44:40+01:00"),
        ("Tuesday 10 September 2024 at 20:44:40 UTC", "2024-09-10T21:44:40+01:00"),
        ("Tuesday, September 10, 2024 at 8:44:40\u202fPM UTC", "2024-09-10T21:44:40+01:00"),
        ("Tuesday, September 10, 2024, 8:44:40\xa0p.m. UTC", "2024-09-10T21:44:40+01:00"),
        ("10 Sept 2024, 20:44 UTC", "2024-09-10T21:44+01:00"),
        ("Sep 10, 2024, 12:44:40 AM UTC", "2024-09-10T01:44:40+01:00"),
    ],
)
def test_times_of_english_accounts_of_other_countries(
    read: Callable[..., list[Item]], written: str, local: str
) -> None:
    """The day first, 24 hours, a space that is none to a keyboard."""
    (item,) = read(sent(created_date=written))
    assert isinstance(item, Message)
    assert item.time is not None
    assert item.time.local == local


@pytest.mark.parametrize(
    "written",
    ["10 Septober 2024 at 20:44 UTC", "10 Se 2024, 20:44 UTC", "10 May 2024 at 13:00 PM UTC",
     "10 May 2024 at 0:30 AM UTC", "31 June 2024 at 10:00 UTC", "10 May 2024 at 24:00 UTC"],
)  # fmt: skip
def test_a_time_that_is_none_is_refused(read: Callable[..., list[Item]], written: str) -> None:
    with pytest.raises(InputRefused, match="created_date"):
        read(sent(created_date=written))


def test_a_deleted_message_has_the_time_at_which_it_was_deleted(
    read: Callable[..., list[Item]],
) -> None:
    """The export gives no other; it is said of the message."""
    gone = {
        "message_state": "DELETED",
        "deleted_date": CREATED,
        "topic_id": "X",
        "deletion_metadata": {"deletion_type": "CREATOR"},
        "message_id": "DM/1/X/X",
    }
    first, item = read(sent(), gone)
    assert isinstance(item, Message)
    assert isinstance(first, Message)
    assert (item.state, item.time, item.flags) == (
        State.DELETED_BY_SENDER,
        first.time,
        (google_chat.ONLY_DELETED,),
    )


@pytest.mark.parametrize("zone", ["BST", "GMT+1", "UTC+01:00", "+0100"])
def test_other_zones(read: Callable[..., list[Item]], zone: str) -> None:
    (item,) = read(sent(created_date=f"Monday, 10 June 2024 at 16:45:22 {zone}"))
    assert isinstance(item, Message)
    assert item.time is not None
    assert item.time.local == "2024-06-10T16:45:22+01:00"


def test_a_deleted_message_without_any_time_is_told(read: Callable[..., list[Item]]) -> None:
    """Nothing is known of it but that it was there."""
    (item,) = read({"message_state": "DELETED", "topic_id": "t", "message_id": "m"})
    assert isinstance(item, Notice)
    assert (item.text, item.telling) == (UNDATED, True)
