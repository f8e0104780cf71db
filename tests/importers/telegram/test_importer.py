"""Telegram's result.json: of an account or one chat, of every year."""

import csv
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
from stalkdiary.importers.remarks import TOLD
from stalkdiary.importers.telegram import importer as telegram
from stalkdiary.importers.telegram.content import LOCAL_TIME
from stalkdiary.importers.telegram.importer import FORWARDED, VANISHING
from stalkdiary.model.message import (
    Basis,
    Call,
    Direction,
    Item,
    Kind,
    Message,
    Notice,
    Skipped,
    State,
)

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
MANIFEST = SAMPLES / "MANIFEST.tsv"
ROWS = [
    row
    for row in csv.DictReader(
        MANIFEST.read_text("utf-8").splitlines() if MANIFEST.exists() else [], delimiter="\t"
    )
    if row["path"].startswith("telegram/") and row["path"].endswith(".json")
]
LEFT_OUT = "(File not included. Change data exporting settings to download.)"

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SENT = st.fixed_dictionaries(
    {
        "text": TEXT,
        "from_id": st.sampled_from(["user7", "user9", "user11"]),
        "unix": st.integers(0, 4_000_000_000),
    }
)


def sent(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2024-03-12T21:30:05",
        "date_unixtime": "1710279005",
        "from": "Alex",
        "from_id": "user9",
        "text": "hello",
    } | fields


def call(**fields: Any) -> dict[str, Any]:
    named = {"from": "actor", "from_id": "actor_id"}
    whole = sent(5) | {"type": "service", "action": "phone_call", "text": ""} | fields
    return {named.get(name, name): value for name, value in whole.items()}


def chat(*messages: Any, **fields: Any) -> dict[str, Any]:
    return (
        {"name": "Alex", "type": "personal_chat", "id": 9} | fields | {"messages": list(messages)}
    )


def account(*chats: Any, own: int = 7, **fields: Any) -> dict[str, Any]:
    listed = {"about": "All chats.", "list": list(chats)}
    person = {"user_id": own, "first_name": "Sam"}
    return {"about": "Your data.", "personal_information": person} | fields | {"chats": listed}


@pytest.fixture(scope="session")
def read(items_of: Callable[..., list[Item]]) -> Callable[..., list[Item]]:
    """Reads a document as ``result.json``."""

    def of(document: Any, **how: Any) -> list[Item]:
        return items_of(telegram, "result.json", document, **how)

    return of


@pytest.fixture(scope="session")
def one(read: Callable[..., list[Item]]) -> Callable[..., Any]:
    """The one item in a chat of one message."""

    def of(message: dict[str, Any], **fields: Any) -> Item:
        (item,) = read(chat(message, **fields))
        return item

    return of


# The samples ---------------------------------------------------------------------------------


@pytest.mark.skipif(not ROWS, reason="the samples are not beside this checkout")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["path"][9:])
def test_samples_yield_what_was_counted(row: dict[str, str]) -> None:
    """As many messages and calls, with the first and the last time."""
    with Export(SAMPLES / row["path"]) as export:
        name, importer = importer_of(export)
        assert (name, importer) == ("telegram", telegram)
        items = list(telegram.read(export, Reading(digest=True)))
    messages = sorted(
        (item for item in items if isinstance(item, Message)),
        key=lambda item: item.time.instant if item.time and item.time.instant else 0,
    )
    assert len(messages) == int(row["expected_count"])
    for item, wanted in (
        (messages[0], row["first_timestamp"]),
        (messages[-1], row["last_timestamp"]),
    ):
        assert item.time is not None
        if wanted.endswith("Z"):
            moment = datetime.fromisoformat(wanted)
            assert item.time.instant == moment.timestamp() * 1000
            assert item.time.basis is Basis.UTC
        else:
            assert item.time.raw == wanted
            assert item.time.basis is Basis.ASSUMED
            assert LOCAL_TIME in item.flags


@pytest.mark.skipif(not ROWS, reason="the samples are not beside this checkout")
def test_a_whole_account_is_accounted_for() -> None:
    """Every element of every list of messages, and every part beside them."""
    path = SAMPLES / ROWS[0]["path"]
    document = json.loads(path.read_text())
    with Export(path) as export:
        items = list(telegram.read(export, Reading(digest=True)))
    count = sum(len(each["messages"]) for each in document["chats"]["list"])
    assert len([item for item in items if not isinstance(item, Skipped)]) == count
    assert [item.locator for item in items if isinstance(item, Skipped)] == [
        "/profile_pictures",
        "/contacts",
        "/frequent_contacts",
    ]
    messages = [item for item in items if isinstance(item, Message)]
    assert {item.direction for item in messages} == {Direction.IN, Direction.OUT}
    assert all(
        (item.direction is Direction.OUT) == (item.sender_id == "11111111") for item in messages
    )
    (deleted,) = {item.sender for item in messages if item.thread == "4321012345"}
    assert deleted == "32000000"
    found = [each for item in messages for each in item.attachments if each.found]
    assert len(found) == 7
    assert all(each.sha256 for each in found)


# Round trips ---------------------------------------------------------------------------------


@given(chats=st.lists(st.lists(SENT, max_size=5), max_size=4), listed=st.booleans())
@settings(max_examples=80)
def test_an_account_comes_back_as_it_was_written(
    chats: list[list[dict[str, Any]]], listed: bool, read: Callable[..., list[Item]]
) -> None:
    """Texts whole or in parts, chats one after another, directions by the person's own id."""
    written = [
        chat(
            *(
                sent(
                    number,
                    date_unixtime=str(each["unix"]),
                    from_id=each["from_id"],
                    text=[each["text"][:3], {"type": "bold", "text": each["text"][3:]}]
                    if listed
                    else each["text"],
                )
                for number, each in enumerate(messages)
            ),
            id=100 + at,
            name=f"Chat {at}",
            type="private_group",
        )
        for at, messages in enumerate(chats)
    ]
    items = read(account(*written))
    assert [
        (item.thread, item.native_id, item.text, item.time.instant, item.sender_id)  # type: ignore[union-attr]
        for item in items
    ] == [
        (f"Chat {at}", f"{100 + at}/{number}", each["text"], each["unix"] * 1000, each["from_id"])
        for at, messages in enumerate(chats)
        for number, each in enumerate(messages)
    ]
    for item in items:
        assert isinstance(item, Message)
        own = item.sender_id == "user7"
        assert item.direction is (Direction.OUT if own else Direction.IN)
        assert item.group
        item.text.encode()


@given(order=st.permutations(["name", "type", "id", "messages"]), whole=st.booleans())
@settings(max_examples=30)
def test_the_order_of_names_does_not_matter(
    order: list[str], whole: bool, read: Callable[..., list[Item]]
) -> None:
    """What a chat is called, and who its person is, may stand after its messages."""
    one_chat = {name: chat(sent(1))[name] for name in order}
    document = dict(reversed(account(one_chat).items())) if whole else one_chat
    (item,) = read(document)
    assert isinstance(item, Message)
    assert (item.thread, item.native_id, item.direction) == ("Alex", "9/1", Direction.IN)


def test_chats_that_were_left_are_read(read: Callable[..., list[Item]]) -> None:
    left = {"about": "", "list": [chat(sent(1), type="private_supergroup", id=44, name="Left")]}
    (item,) = read(account(left_chats=left))
    assert isinstance(item, Message)
    assert (item.thread, item.locator) == ("Left", "/left_chats/list/0/messages/0")


# Times ---------------------------------------------------------------------------------------


def test_the_time_in_utc_wins(one: Callable[..., Any]) -> None:
    item = one(sent(1, date="2024-03-13T05:30:05"))
    assert (item.time.local, item.time.basis) == ("2024-03-12T21:30:05+00:00", Basis.UTC)
    assert LOCAL_TIME not in item.flags


def test_a_time_without_zone_is_read_in_the_zone_of_the_import(
    read: Callable[..., list[Item]],
) -> None:
    message = sent(1, date="2024-07-12T21:30:05")
    del message["date_unixtime"]
    (item,) = read(chat(message), timezone="Europe/Paris")
    assert isinstance(item, Message)
    assert item.time is not None
    assert item.time.local == "2024-07-12T21:30:05+02:00"
    assert (item.time.basis, item.flags) == (Basis.ASSUMED, (LOCAL_TIME,))


@pytest.mark.parametrize("edited", ["1970-01-01T05:00:00", "1969-12-31T19:00:00"])
def test_1970_is_no_edit(edited: str, one: Callable[..., Any]) -> None:
    item = one(sent(1, edited=edited))
    assert (item.state, item.time.second) == (State.COMPLETE, None)


@pytest.mark.parametrize(
    "fields",
    [{"edited": "2024-03-12T21:40:00"}, {"edited_unixtime": "1710279600", "edited": "x"}],
)
def test_an_edit_is_an_edit(fields: dict[str, str], one: Callable[..., Any]) -> None:
    item = one(sent(1, **fields))
    assert (item.state, item.time.second) == (State.EDITED, "2024-03-12T21:40:00+00:00")


# Who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "direction"),
    [
        ({"from_id": "user9"}, Direction.IN),
        ({"from_id": "user7"}, Direction.OUT),
        ({"from_id": 9}, Direction.IN),
        ({"from_id": 7}, Direction.UNKNOWN),
        ({"from_id": None}, Direction.UNKNOWN),
    ],
)
def test_directions_in_one_chat(
    fields: dict[str, Any], direction: Direction, one: Callable[..., Any]
) -> None:
    """The chat's id is that of the other party; before 2021 it was not."""
    assert one(sent(1, **fields)).direction is direction


def test_saved_messages_are_ones_own(one: Callable[..., Any]) -> None:
    assert one(sent(1, from_id="user9"), type="saved_messages").direction is Direction.OUT


def test_a_group_alone_does_not_tell_directions(one: Callable[..., Any]) -> None:
    item = one(sent(1), type="private_supergroup")
    assert (item.direction, item.group) == (Direction.UNKNOWN, True)


def test_a_deleted_account_keeps_its_id(one: Callable[..., Any]) -> None:
    item = one(sent(1, **{"from": None}), name=None)
    assert (item.sender, item.sender_id, item.thread) == ("user9", "user9", "9")


def test_without_ids_there_is_no_identity(one: Callable[..., Any]) -> None:
    message = sent(1)
    del message["id"]
    assert one(message).native_id is None
    assert one(sent(1), id=None).native_id is None


# Calls and notices ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "outcome", "seconds"),
    [
        ({"discard_reason": "hangup", "duration_seconds": 56}, "answered", 56),
        ({"discard_reason": "missed"}, "missed", None),
        ({"discard_reason": "missed", "from_id": "user7"}, "no-answer", None),
        ({"discard_reason": "busy"}, "declined", None),
        ({"discard_reason": "hangup"}, "no-answer", None),
        ({}, "unknown", None),
    ],
)
def test_calls(
    fields: dict[str, Any], outcome: str, seconds: int | None, one: Callable[..., Any]
) -> None:
    item = one(call(**fields))
    assert (item.kind, item.sender) == (Kind.CALL, "Alex")
    assert item.call == Call(outcome=outcome, seconds=seconds)


@pytest.mark.parametrize(
    ("fields", "text", "telling"),
    [
        ({"action": "clear_history"}, "Alex · clear history", True),
        ({"action": "pin_message", "message_id": 4}, "Alex · pin message", False),
        (
            {"action": "invite_members", "members": ["Sam", None]},
            "Alex · invite members · Sam, (deleted account)",
            True,
        ),
        (
            {"action": "set_messages_ttl", "period": 86400},
            "Alex · set messages ttl · period: 86400",
            True,
        ),
        (
            {"action": "proximity_reached", "distance": 50, "to": "Sam"},
            "Alex · proximity reached · to: Sam · distance: 50",
            True,
        ),
        ({"information_text": "Something new"}, "Alex · information text: Something new", True),
    ],
)
def test_notices(fields: dict[str, Any], text: str, telling: bool, one: Callable[..., Any]) -> None:
    """Lines of the program: what may be evidence is marked."""
    service = call(**fields)
    if "action" not in fields:
        del service["action"]
    item = one(service)
    assert isinstance(item, Notice)
    assert (item.text, item.telling) == (text, telling)


def test_what_the_export_could_not_show_is_listed(read: Callable[..., list[Item]]) -> None:
    (item, _) = read(chat({"id": 3, "type": "unsupported"}, sent(1)))
    assert isinstance(item, Skipped)
    assert item.locator == "/messages/0"


# Contents ------------------------------------------------------------------------------------


def test_addresses_behind_words_are_kept(one: Callable[..., Any]) -> None:
    parts = ["see ", {"type": "text_link", "text": "this", "href": "https://example.org/"}, "."]
    item = one(sent(1, text=parts))
    assert item.text == "see this."
    assert item.raw_text == "see this <https://example.org/>."


def test_half_characters_are_replaced(read: Callable[..., list[Item]]) -> None:
    (item,) = read(json.dumps(chat(sent(1, text="a\ud83d", **{"from": "Al\udc00ex"}))))
    assert isinstance(item, Message)
    assert (item.text, item.raw_text, item.sender) == ("a\ufffd", "a\\ud83d", "Al\ufffdex")


@pytest.mark.parametrize(
    ("fields", "name", "media_type"),
    [
        ({"photo": LEFT_OUT}, "photo", None),
        (
            {"file": LEFT_OUT, "media_type": "voice_message", "mime_type": "audio/ogg"},
            "voice message",
            "audio/ogg",
        ),
        (
            {"file": "(File exceeds maximum size. Change data exporting settings to download.)"}
            | {"file_name": "plan.pdf", "thumbnail": LEFT_OUT},
            "plan.pdf",
            None,
        ),
        ({"file": "a.webp (File unavailable, please try again later)"}, "a.webp", None),
    ],
)
def test_files_that_were_left_out(
    fields: dict[str, Any], name: str, media_type: str | None, one: Callable[..., Any]
) -> None:
    item = one(sent(1, text="", **fields))
    assert item.state is State.MEDIA_OMITTED
    ((attachment),) = item.attachments
    assert (attachment.name, attachment.media_type) == (name, media_type)
    assert not attachment.found


def test_files_in_the_export_are_found(items_of: Callable[..., list[Item]]) -> None:
    """In a zip file of the whole folder, with its small pictures counted as used."""
    message = sent(1, file="video_files/a.mp4", thumbnail="video_files/a.mp4_thumb.jpg")
    files = {
        "Export/result.json": chat(message, sent(2, photo="photos/gone.jpg")),
        "Export/video_files/a.mp4": b"moving",
        "Export/video_files/a.mp4_thumb.jpg": b"small",
    }
    found, gone = items_of(telegram, "all.zip", files, archive=True, digest=True)
    assert isinstance(found, Message)
    assert isinstance(gone, Message)
    assert found.locator == "Export/result.json#/messages/0"
    (attachment,) = found.attachments
    assert (attachment.member, attachment.bytes) == ("Export/video_files/a.mp4", 6)
    assert attachment.sha256 is not None
    assert (gone.attachments[0].found, gone.flags) == (False, (MISSING,))


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"location_information": {"latitude": 51.5, "longitude": -0.12}}, "[Place: 51.5, -0.12]"),
        (
            {"contact_information": {"first_name": "A", "last_name": "", "phone_number": "07700"}},
            "[Contact: A 07700]",
        ),
        (
            {"poll": {"question": "When", "answers": [{"text": "now"}, {"text": ["la", "ter"]}]}},
            "[Poll: When / now / later]",
        ),
        ({"sticker_emoji": "😆"}, "[Sticker 😆]"),
        ({"game_title": "Chess", "game_link": "x"}, "[Game: Chess]\n[Game: x]"),
        ({"invoice_information": {"title": "Roses"}}, "[Invoice: Roses]"),
        ({"place_name": "Park", "address": "High Street"}, "[Place: Park]\n[Place: High Street]"),
    ],
)
def test_what_is_no_text_is_told_in_brackets(
    fields: dict[str, Any], text: str, one: Callable[..., Any]
) -> None:
    """And flagged as told, because anybody can type brackets."""
    item = one(sent(1, text="", **fields))
    assert (item.text, item.flags, item.state) == (text, (TOLD,), State.COMPLETE)
    assert one(sent(1, text=text)).flags == ()


def test_odd_things_are_flagged(one: Callable[..., Any]) -> None:
    assert one(sent(1, forwarded_from="Sam")).flags == (FORWARDED,)
    assert one(sent(1, forwarded_from=None)).flags == (FORWARDED,)
    assert one(sent(1, self_destruct_period_seconds=10)).flags == (VANISHING,)
    assert one(sent(1, text="")).state is State.EMPTY


# Bad and hostile input -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"date_unixtime": None, "date": None}, "/messages/0/date: found nothing; expected a time"),
        ({"date_unixtime": None, "date": "12/03/2024"}, "found the text “12/03/2024”; expected"),
        ({"date_unixtime": None, "date": "2024-02-30T10:00:00"}, "found the text “2024-02-30T"),
        ({"date_unixtime": "soon"}, "/messages/0/date_unixtime: found the text “soon”; expected"),
        ({"date_unixtime": 2**62}, "expected a time since 1970"),
        ({"type": "letter"}, "/messages/0/type: found the text “letter”; expected “message”"),
        ({"text": 5}, "/messages/0/text: found the number 5; expected a list"),
        ({"text": [5]}, "/messages/0/text/0: found the number 5; expected an object"),
        ({"from": {}}, "/messages/0/from: found an object; expected text"),
        ({"id": "x"}, "/messages/0/id: found the text “x”; expected a whole number"),
    ],
)
def test_what_can_not_be_read_is_refused_or_listed(
    fields: dict[str, Any], sentence: str, read: Callable[..., list[Item]]
) -> None:
    document = chat(sent(1, **fields), sent(2))
    with pytest.raises(InputRefused) as refused:
        read(document)
    assert sentence in refused.value.sentence
    assert refused.value.advice.startswith("Nothing was imported. ")
    skipped, good = read(document, skip_bad=True)
    assert isinstance(skipped, Skipped)
    assert (skipped.locator, sentence in skipped.why) == ("/messages/0", True)
    assert isinstance(good, Message)


def test_a_bad_chat_is_refused_by_its_name(read: Callable[..., list[Item]]) -> None:
    with pytest.raises(InputRefused, match="at /chats/list/1/id: found the text “x”"):
        read(account(chat(sent(1)), chat(sent(1), id="x")))
    with pytest.raises(InputRefused, match="at /chats/list/1/messages: found nothing"):
        read(account(chat(sent(1)), {"messages": None}))


RICH = account(
    chat(
        sent(1, edited="2024-03-12T21:40:00", photo="photos/1.jpg", thumbnail="x"),
        sent(2, text=["a", {"type": "text_link", "text": "b", "href": "c"}]),
        sent(3, contact_information={"first_name": "A"}, file=LEFT_OUT, mime_type="a/b"),
        sent(4, location_information={"latitude": 1, "longitude": 2}, sticker_emoji="x"),
        sent(6, poll={"question": "q", "answers": [{"text": "a"}]}, invoice_information={}),
        call(duration_seconds=4, discard_reason="hangup"),
        call(action="invite_members", members=["Sam"]),
    ),
    contacts={"list": []},
)


@given(data=st.data(), skip_bad=st.booleans())
@settings(max_examples=200)
def test_only_refusals_escape(
    data: st.DataObject,
    skip_bad: bool,
    mutated: Callable[..., Any],
    made_export: Callable[..., Export],
) -> None:
    """Whatever stands in place of any value, it is read, listed or refused."""
    document = mutated(data, RICH)
    export = made_export("result.json", document)
    try:
        items = list(telegram.read(export, Reading(skip_bad=skip_bad, digest=True)))
    except InputRefused:
        return
    for item in items:
        json.dumps(item.to_json() if isinstance(item, Message) else item).encode()
        item.locator.encode()


@pytest.mark.parametrize(
    "text",
    [
        '{"messages": [{"sender_name": "Bob", "type": "message"}]}',
        '{"messages": [{"creator": {"name": "Bob"}, "type": "message"}]}',
        '[{"messages": [{"type": "message"}]}]',
        '{"messages": []}',
        "12/03/2024, 10:00 - Bob: {",
    ],
)
def test_others_are_not_taken_for_telegram(text: str, made_export: Callable[..., Export]) -> None:
    assert telegram.recognises(made_export("result.json", text)) is None


def test_a_clock_that_is_said_to_be_utc_is_utc(one: Callable[..., Any]) -> None:
    """To the second, whatever the zone of the import."""
    moment = datetime(2024, 10, 27, 0, 30, 5, tzinfo=UTC)
    item = one(sent(1, date_unixtime=int(moment.timestamp())))
    assert (item.time.local, item.time.ambiguous) == ("2024-10-27T01:30:05+01:00", False)


RICH = {
    "blocks": [
        {"type": "paragraph", "text": [{"type": "plain", "text": "I know "}, "where"]},
        {
            "type": "checklist",
            "items": [{"text": "Monday", "checked": True}, {"text": "Tuesday", "checked": False}],
        },
        {"type": "table", "rows": [[{"text": {"type": "bold", "text": "a"}}], ["b"]]},
    ]
}


@pytest.mark.parametrize("text", [{}, {"text": ""}, {"text": []}])
def test_a_message_in_blocks_keeps_its_words(one: Callable[..., Any], text: dict[str, Any]) -> None:
    """Whatever the blocks are, each text in them is a line."""
    message = {name: value for name, value in sent(1).items() if name != "text"}
    item = one(message | text | {"rich_message": RICH})
    assert item.text == "I know where\n[x] Monday\n[ ] Tuesday\na\nb"
    assert item.state is State.COMPLETE


def test_blocks_without_a_text_are_said_to_be_there(one: Callable[..., Any]) -> None:
    """Nobody takes it for an empty message."""
    item = one(sent(1, text="", rich_message={"blocks": [{"type": "new thing", "file": "a.jpg"}]}))
    assert item.text.startswith("[A message in a form that is not read here")
    assert TOLD in item.flags


@pytest.mark.parametrize(
    ("date", "local", "assumed"),
    [
        ("2026-03-12T21:30:05.123Z", "2026-03-12T21:30:05+00:00", False),
        ("2026-07-12T21:30:05.1234567+02:00", "2026-07-12T20:30:05+01:00", False),
        ("2026-07-12T21:30:05.5", "2026-07-12T21:30:05+01:00", True),
    ],
)
def test_times_with_a_fraction_and_a_zone(
    one: Callable[..., Any], date: str, local: str, assumed: bool
) -> None:
    """A zone that is there is not said to be missing."""
    message = {name: value for name, value in sent(1).items() if name != "date_unixtime"}
    item = one(message | {"date": date})
    assert item.time.local == local
    assert (LOCAL_TIME in item.flags) is assumed


def test_words_in_a_form_that_is_not_known_are_not_lost(one: Callable[..., Any]) -> None:
    """Each with its name in the export."""
    (message,) = [one(sent(1, text="", todo_list={"title": "T", "items": [{"text": "one"}]}))]
    assert (message.text, message.flags[-1]) == ("[todo_list: T / one]", TOLD)
