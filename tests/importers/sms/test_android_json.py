"""SMS Import / Export and Fossify: Android's own names, in JSON of several shapes."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.sms import android_json
from stalkdiary.model.message import Direction, Item, Kind, Message, State

STAMP = 1654096168000
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    lambda text: text != "null"
)


def sms(**fields: Any) -> dict[str, Any]:
    return {
        "_id": "1",
        "thread_id": "1",
        "address": "+447700900123",
        "date": str(STAMP),
        "type": "1",
        "body": "from the phone",
        "__display_name": "Alex",
    } | fields


def fossify(**fields: Any) -> dict[str, Any]:
    return {
        "address": "+447700900123",
        "body": "hello",
        "date": STAMP,
        "dateSent": STAMP,
        "type": 1,
        "backupType": "sms",
    } | fields


@pytest.fixture(scope="session")
def read(items_of: Callable[..., list[Item]]) -> Callable[..., list[Item]]:
    """Reads rows as lines."""

    def of(*rows: dict[str, Any], name: str = "messages.ndjson", **how: Any) -> list[Item]:
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        return items_of(android_json, name, lines, **how)

    return of


def test_what_came_and_what_went(read: Callable[..., list[Item]]) -> None:
    came, went = read(sms(), sms(_id="2", type=2, date=STAMP + 1000, body="mine"))
    assert isinstance(came, Message)
    assert isinstance(went, Message)
    assert (came.direction, came.sender, came.sender_id) == (Direction.IN, "Alex", "+447700900123")
    assert (went.direction, went.recipients) == (Direction.OUT, ("Alex",))
    assert came.time is not None
    assert came.time.instant == STAMP


def test_calls_in_a_list(items_of: Callable[..., list[Item]]) -> None:
    """As older versions write them: Android's columns of the call log."""
    call = {"_id": "9", "number": "+44", "date": STAMP, "duration": "0", "type": "3"}
    (found,) = items_of(android_json, "calls.json", [call])
    assert isinstance(found, Message)
    assert (found.kind, found.call and found.call.outcome) == (Kind.CALL, "missed")


def test_a_picture_message_and_its_file(made_export: Callable[..., Export]) -> None:
    """The times of picture messages are seconds; their files lie in data/."""
    row = {
        "_id": "3",
        "msg_box": "1",
        "date": str(STAMP // 1000),
        "__display_name": "Alex",
        "__sender_address": {"address": "+447700900123", "type": "137"},
        "__recipient_addresses": [{"address": "+447700900456", "type": "151"}],
        "__parts": [
            {"seq": "0", "ct": "text/plain", "text": "look"},
            {"seq": "1", "ct": "image/jpeg", "_data": "/data/user/0/app_parts/PART_1.jpg"},
            {"seq": "2", "ct": "image/jpeg", "_data": "/data/user/0/app_parts/GONE.jpg"},
        ],
    }
    files = {"messages.ndjson": json.dumps(row), "data/PART_1.jpg": b"\xff\xd8picture"}
    with made_export("sms.zip", files, archive=True) as export:
        _, importer = importer_of(export)
        (found,) = importer.read(export, Reading(digest=True))
    assert isinstance(found, Message)
    assert (found.text, found.sender, found.state) == ("look", "+447700900123", State.MEDIA_OMITTED)
    assert [each.found for each in found.attachments] == [True, False]
    assert found.time is not None
    assert found.time.instant == STAMP


def test_fossify_has_names_of_its_own(items_of: Callable[..., list[Item]]) -> None:
    mms = {
        "backupType": "mms",
        "dateSent": STAMP,
        "date": STAMP,
        "messageBox": 2,
        "addresses": [{"address": "+447700900123", "type": 151}],
        "parts": [{"contentType": "text/plain", "text": "mine", "sequenceOrder": 0}],
    }
    came, went = items_of(android_json, "messages.json", [fossify(), mms])
    assert isinstance(came, Message)
    assert isinstance(went, Message)
    assert (came.sender, came.text, came.direction) == ("+447700900123", "hello", Direction.IN)
    assert (went.text, went.direction) == ("mine", Direction.OUT)
    call = {
        "id": 1,
        "phoneNumber": "+44",
        "name": "Alex",
        "startTS": STAMP,
        "duration": 5,
        "type": 1,
    }
    (rang,) = items_of(android_json, "calls.json", [call])
    assert isinstance(rang, Message)
    assert (rang.sender, rang.call and rang.call.seconds) == ("Alex", 5)


@pytest.mark.parametrize(
    "row",
    [
        sms(date="soon"),
        sms(date=None),
        {"_id": "1", "date": str(STAMP), "number": [], "x": 1},
        [],
        "text",
    ],
)
def test_what_is_no_message_is_refused_with_its_line(
    read: Callable[..., list[Item]], row: Any
) -> None:
    with pytest.raises(InputRefused, match=r"messages\.ndjson:2"):
        read(sms(), row)
    assert len(read(sms(), row, skip_bad=True)) == 2


@settings(max_examples=30)
@given(texts=st.lists(TEXT, min_size=1, max_size=5), as_list=st.booleans())
def test_any_words_come_through(
    items_of: Callable[..., list[Item]], texts: list[str], as_list: bool
) -> None:
    """In lines and in a list alike."""
    rows = [sms(body=text, _id=str(at)) for at, text in enumerate(texts)]
    content = rows if as_list else "\n".join(map(json.dumps, rows))
    name = "messages.json" if as_list else "messages.ndjson"
    found = items_of(android_json, name, content)
    assert [each.text for each in found if isinstance(each, Message)] == texts


def test_the_name_beside_the_number_of_a_picture_message(read: Callable[..., list[Item]]) -> None:
    sender = {"address": "+447700900123", "type": "137", "__display_name": "Alex"}
    row = {"date": str(STAMP), "msg_box": "1", "__sender_address": sender, "__parts": []}
    (message,) = read(sms(), row)[1:]
    assert isinstance(message, Message)
    assert (message.sender, message.sender_id) == ("Alex", "+447700900123")
