"""Signal's own export in plain text: main.jsonl and files/."""

import base64
import hashlib
import json
from collections.abc import Callable
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
from stalkdiary.importers.signal import plaintext as signal
from stalkdiary.importers.signal.files import ALTERED, CUT
from stalkdiary.importers.signal.item import (
    BY_ADMIN,
    EDITED,
    LATE,
    NOBODY,
    STORY,
    UNKNOWN,
    VANISHING,
    VIEW_ONCE,
)
from stalkdiary.model.message import (
    Call,
    Direction,
    Item,
    Kind,
    Message,
    Notice,
    Skipped,
    State,
)

TIME = 1720000000000
LOCAL = "2024-07-03T10:46:40.000+01:00"
SELF = {"recipient": {"id": "1", "self": {}}}
ALEX = {
    "recipient": {
        "id": "2",
        "contact": {"aci": "QUxFWA==", "e164": "447700900123", "profileGivenName": "Alex"},
    }
}
CHOIR = {"recipient": {"id": "3", "group": {"snapshot": {"title": {"title": "Choir"}}}}}
NEWS = {"recipient": {"id": "4", "releaseNotes": {}}}
CHAT = {"chat": {"id": "5", "recipientId": "2"}}
GROUP = {"chat": {"id": "6", "recipientId": "3"}}
NOTES = {"chat": {"id": "7", "recipientId": "1"}}
PEOPLE = [{"account": {"givenName": "Sam"}}, SELF, ALEX, CHOIR, NEWS, CHAT, GROUP, NOTES]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def incoming(*, chat: str = "5", author: str = "2", **fields: Any) -> dict[str, Any]:
    item = {
        "chatId": chat,
        "authorId": author,
        "dateSent": str(TIME),
        "incoming": {"dateReceived": str(TIME + 900), "read": True},
    } | fields
    if not any(name[:1].islower() and "essage" in name for name in fields):
        item["standardMessage"] = {"text": {"body": "hello"}}
    return {"chatItem": item}


def outgoing(**fields: Any) -> dict[str, Any]:
    item = incoming(author="1", **fields)
    item["chatItem"]["outgoing"] = item["chatItem"].pop("incoming")
    return item


def update(what: dict[str, Any], author: str = "2", chat: str = "5") -> dict[str, Any]:
    item = incoming(updateMessage=what, author=author, chat=chat)
    item["chatItem"]["directionless"] = item["chatItem"].pop("incoming")
    return item


def lines(*frames: Any, people: list[Any] = PEOPLE) -> str:
    return "".join(f"{json.dumps(frame)}\n" for frame in (*people, *frames))


def pointer(content: bytes, name: str | None = "x.jpg", key: bytes = b"key") -> dict[str, Any]:
    """A `FilePointer` of content, as the proto has it."""
    plain = hashlib.sha256(content).digest()
    named = {} if name is None else {"fileName": name}
    return named | {
        "contentType": "image/jpeg",
        "locatorInfo": {
            "plaintextHash": base64.b64encode(plain).decode(),
            "localKey": base64.b64encode(key).decode(),
        },
    }


def stored(content: bytes, ending: str = ".jpg", key: bytes = b"key") -> str:
    """Where Signal Desktop writes the file of a pointer."""
    name = hashlib.sha256(hashlib.sha256(content).digest() + key).hexdigest()
    return f"files/{name[:2]}/{name}{ending}"


@pytest.fixture(scope="session")
def read(items_of: Callable[..., list[Item]]) -> Callable[..., list[Item]]:
    """Reads frames after those of the people; without the line that counts the people."""

    def of(*frames: Any, **how: Any) -> list[Item]:
        *items, others = items_of(signal, "main.jsonl", lines(*frames), **how)
        assert isinstance(others, Skipped)
        assert others.locator == f"{len(PEOPLE)} lines"
        return items

    return of


@pytest.fixture(scope="session")
def one(read: Callable[..., list[Item]]) -> Callable[..., Any]:
    """The one item of a frame."""

    def of(frame: Any) -> Item:
        (item,) = read(frame)
        return item

    return of


@given(
    messages=st.lists(st.tuples(TEXT, st.integers(1, 4_000_000_000_000), st.booleans()), max_size=6)
)
@settings(max_examples=80)
def test_a_chat_comes_back_as_it_was_written(
    messages: list[tuple[str, int, bool]], read: Callable[..., list[Item]]
) -> None:
    """With an identity that two exports share: who wrote it, and when it was sent."""
    frames = [
        (outgoing if own else incoming)(
            dateSent=str(time), standardMessage={"text": {"body": text}}
        )
        for text, time, own in messages
    ]
    assert [
        (i.text, i.time.instant, i.direction, i.sender, i.sender_id, i.native_id, i.thread)  # type: ignore[union-attr]
        for i in read(*frames)
    ] == [
        (text, time, Direction.OUT, None, None, f"self/{time}", "Alex")
        if own
        else (text, time, Direction.IN, "Alex", "+447700900123", f"QUxFWA==/{time}", "Alex")
        for text, time, own in messages
    ]


def test_the_second_time_is_the_receipt(one: Callable[..., Any]) -> None:
    """The first is what the sender's clock says; far apart, they are flagged."""
    item = one(incoming())
    assert (item.time.local, item.time.second) == (LOCAL, "2024-07-03T10:46:40.900+01:00")
    late = one(incoming(incoming={"dateServerSent": str(TIME + 2 * 86_400_000)}))
    assert (late.flags, item.flags) == ((LATE,), ())


@pytest.mark.parametrize(
    ("contact", "name", "address"),
    [
        ({"nickname": {"given": "A", "family": "B"}, "systemGivenName": "C"}, "A B", "aci"),
        ({"systemGivenName": "C", "profileGivenName": "D"}, "C", "aci"),
        ({"profileGivenName": "D", "profileFamilyName": "E"}, "D E", "aci"),
        ({"e164": "447700900123"}, "+447700900123", "+447700900123"),
        ({"username": "alex.01"}, "alex.01", "alex.01"),
        ({}, "aci", "aci"),
    ],
)
def test_names(
    contact: dict[str, Any], name: str, address: str, items_of: Callable[..., list[Item]]
) -> None:
    """As Signal shows them: nickname, address book, profile, number."""
    person = {"recipient": {"id": "2", "contact": {"aci": "aci"} | contact}}
    item, _ = items_of(signal, "main.jsonl", lines(incoming(), people=[SELF, person, CHAT]))
    assert isinstance(item, Message)
    assert (item.sender, item.thread, item.sender_id) == (name, name, address)


def test_groups_and_notes_to_self(read: Callable[..., list[Item]]) -> None:
    group, note = read(incoming(chat="6"), outgoing(chat="7"))
    assert isinstance(group, Message)
    assert isinstance(note, Message)
    assert (group.thread, group.group, group.sender) == ("Choir", True, "Alex")
    assert (note.thread, note.direction) == ("Note to Self", Direction.OUT)


def test_nobody_is_made_up(one: Callable[..., Any]) -> None:
    item = one(incoming(author="99", chat="98"))
    assert (item.sender, item.native_id, item.thread, item.flags) == (None, None, None, (NOBODY,))


def test_blocked_people_are_noted(items_of: Callable[..., list[Item]]) -> None:
    person = {"recipient": {"id": "2", "contact": {"e164": "447700900123", "blocked": True}}}
    notice, _, others = items_of(
        signal, "main.jsonl", lines(incoming(), people=[SELF, person, CHAT])
    )
    assert notice == Notice("line 2/recipient", "+447700900123 is blocked.", telling=True)
    assert isinstance(others, Skipped)
    assert others.locator == "2 lines"


# What ----------------------------------------------------------------------------------------


def test_earlier_texts_are_kept(one: Callable[..., Any]) -> None:
    """The identity and the time are those of the first text, the state that of the last."""

    def text(body: str, after: int) -> dict[str, Any]:
        said = {"text": {"body": body}}
        item: dict[str, Any] = incoming(dateSent=str(TIME + after), standardMessage=said)
        revised: dict[str, Any] = item["chatItem"]
        return revised

    last = text("I am sorry", 7000)
    item = one({"chatItem": last | {"revisions": [text("I see you", 0), text("I saw you", 5000)]}})
    assert (item.text, item.state, item.native_id) == (
        "I am sorry",
        State.EDITED,
        f"QUxFWA==/{TIME}",
    )
    assert (item.time.local, item.time.second) == (LOCAL, "2024-07-03T10:46:47.000+01:00")
    assert item.raw_text == (f"{LOCAL}: I see you\n2024-07-03T10:46:45.000+01:00: I saw you")
    assert EDITED in item.flags


def test_deleted_messages(read: Callable[..., list[Item]]) -> None:
    theirs, mine, admin = read(
        incoming(remoteDeletedMessage={}),
        outgoing(remoteDeletedMessage={}),
        incoming(adminDeletedMessage={"adminId": "1"}),
    )
    assert isinstance(theirs, Message)
    assert isinstance(mine, Message)
    assert isinstance(admin, Message)
    assert (theirs.state, theirs.flags) == (State.DELETED_BY_SENDER, ())
    assert mine.state is State.DELETED_BY_ME
    assert (admin.state, admin.flags) == (State.DELETED_BY_SENDER, (BY_ADMIN,))


@pytest.mark.parametrize(
    ("content", "text", "flags"),
    [
        ({"stickerMessage": {"sticker": {"emoji": "😆"}}}, "[Sticker 😆]", (TOLD,)),
        (
            {
                "contactMessage": {
                    "contact": {
                        "name": {"givenName": "A", "familyName": "B"},
                        "number": [{"value": "+447700900124"}],
                    }
                }
            },
            "[Contact: A B, +447700900124]",
            (TOLD,),
        ),
        (
            {"viewOnceMessage": {}},
            "",
            (VIEW_ONCE,),
        ),
        (
            {"directStoryReplyMessage": {"textReply": {"text": {"body": "nice"}}}},
            "nice",
            (STORY,),
        ),
        ({"directStoryReplyMessage": {"emoji": "👍"}}, "👍", (STORY,)),
        ({"somethingNewMessage": {"a": 1}}, "", (UNKNOWN,)),
    ],
)
def test_other_messages(
    content: dict[str, Any], text: str, flags: tuple[str, ...], one: Callable[..., Any]
) -> None:
    item = one(incoming(**content))
    assert (item.kind, item.text, item.flags) == (Kind.MESSAGE, text, flags)


def test_polls_payments_and_badges(read: Callable[..., list[Item]]) -> None:
    def with_item(**content: Any) -> dict[str, Any]:
        frame = incoming()
        del frame["chatItem"]["standardMessage"]
        return {"chatItem": frame["chatItem"] | content}

    poll, payment, badge, nothing = read(
        with_item(poll={"question": "When", "options": [{"option": "now"}, {"option": "later"}]}),
        with_item(paymentNotification={"amountMob": "1.5", "note": "for you"}),
        with_item(giftBadge={}),
        with_item(),
    )
    assert [i.text for i in (poll, payment, badge, nothing)] == [  # type: ignore[union-attr]
        "[Poll: When / now / later]",
        "[Payment: 1.5 for you]",
        "[Gift badge]",
        "",
    ]
    assert isinstance(nothing, Message)
    assert (nothing.state, nothing.flags) == (State.EMPTY, (UNKNOWN,))


def test_vanishing_messages_and_text_messages(one: Callable[..., Any]) -> None:
    assert one(incoming(expiresInMs="604800000")).flags == (VANISHING,)
    assert one(incoming(sms=True)).channel == "text message"


# Calls and notices ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "author", "told", "direction"),
    [
        (
            {"type": "AUDIO_CALL", "direction": "INCOMING", "state": "MISSED"},
            "2",
            Call("voice", "missed"),
            "in",
        ),
        (
            {"type": "VIDEO_CALL", "direction": "INCOMING", "state": "ACCEPTED"},
            "2",
            Call("video", "answered"),
            "in",
        ),
        ({"direction": "INCOMING", "state": "NOT_ACCEPTED"}, "2", Call("voice", "declined"), "in"),
        (
            {"direction": "INCOMING", "state": "MISSED_NOTIFICATION_PROFILE"},
            "1",
            Call("voice", "missed"),
            "in",
        ),
        (
            {"direction": "OUTGOING", "state": "NOT_ACCEPTED"},
            "1",
            Call("voice", "no-answer"),
            "out",
        ),
        ({}, "2", Call("voice", "unknown"), "in"),
    ],
)
def test_calls(
    call: dict[str, Any], author: str, told: Call, direction: str, one: Callable[..., Any]
) -> None:
    item = one(update({"individualCall": call | {"startedCallTimestamp": str(TIME + 5)}}, author))
    assert (item.kind, item.call, item.direction.value) == (Kind.CALL, told, direction)
    assert item.sender == ("Alex" if direction == "in" else None)
    assert item.time.instant == TIME + 5


def test_group_calls(read: Callable[..., list[Item]]) -> None:
    def call(**fields: Any) -> dict[str, Any]:
        begun = {"startedCallTimestamp": str(TIME), "endedCallTimestamp": str(TIME + 61_000)}
        return update({"groupCall": begun | fields}, author="1", chat="6")

    rung, own, nobody = read(
        call(state="MISSED", ringerRecipientId="2"),
        call(state="OUTGOING_RING"),
        call(state="GENERIC"),
    )
    assert isinstance(rung, Message)
    assert isinstance(own, Message)
    assert isinstance(nobody, Message)
    assert (rung.sender, rung.call, rung.group) == ("Alex", Call("video", "missed", 61), True)
    assert (own.direction, own.sender) == (Direction.OUT, None)
    assert (nobody.direction, nobody.sender) == (Direction.UNKNOWN, None)


@pytest.mark.parametrize(
    ("what", "text", "telling"),
    [
        ({"simpleUpdate": {"type": "IDENTITY_UPDATE"}}, "Alex · identity update", True),
        ({"simpleUpdate": {"type": "CHANGE_NUMBER"}}, "Alex · change number", True),
        ({"simpleUpdate": {"type": "BLOCKED"}}, "Alex · blocked", True),
        ({"simpleUpdate": {"type": "CHAT_SESSION_REFRESH"}}, "Alex · chat session refresh", False),
        (
            {"expirationTimerChange": {"expiresInMs": "604800000"}},
            "Alex · expiration timer change · expires in ms: 604800000",
            True,
        ),
        (
            {"profileChange": {"previousName": "Alex", "newName": "Sam"}},
            "Alex · profile change · previous name: Alex · new name: Sam",
            True,
        ),
        (
            {"groupChange": {"updates": [{"groupMemberAddedUpdate": {}}]}},
            "Alex · group member added",
            True,
        ),
        ({}, "Alex · update", True),
    ],
)
def test_notices(what: dict[str, Any], text: str, telling: bool, one: Callable[..., Any]) -> None:
    item = one(update(what))
    assert isinstance(item, Notice)
    assert (item.text, item.telling) == (text, telling)
    assert item.time is not None


def test_news_of_signal_itself_are_no_messages(one: Callable[..., Any]) -> None:
    assert isinstance(one(incoming(author="4")), Notice)


def test_calls_by_link(items_of: Callable[..., list[Item]]) -> None:
    link = {"recipient": {"id": "9", "callLink": {"name": "Choir practice"}}}
    call = {"adHocCall": {"callId": "1", "recipientId": "9", "callTimestamp": str(TIME)}}
    item, _ = items_of(signal, "main.jsonl", lines(call, people=[SELF, link]))
    assert isinstance(item, Notice)
    assert (item.text, item.telling) == ("Call by link · Choir practice", True)


# Files ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def with_files(items_of: Callable[..., list[Item]]) -> Callable[..., Any]:
    """The one message of an export with files."""

    def of(message: dict[str, Any], files: dict[str, bytes], **how: Any) -> Item:
        whole = {f"signal-export/{name}": content for name, content in files.items()}
        whole["signal-export/main.jsonl"] = lines(message).encode()
        whole["signal-export/metadata.json"] = b'{"version":1}'
        item, *_ = items_of(signal, "export.zip", whole, archive=True, **how)
        return item

    return of


def attached(*pointers: dict[str, Any]) -> dict[str, Any]:
    listed = [{"pointer": each, "wasDownloaded": True} for each in pointers]
    return incoming(standardMessage={"attachments": listed})


@pytest.mark.parametrize("name", ["x.jpg", None])
def test_files_are_found_and_verified(name: str | None, with_files: Callable[..., Any]) -> None:
    content = b"picture"
    ending = ".jpg" if name else ".jpeg"
    item = with_files(
        attached(pointer(content, name)), {stored(content, ending): content}, digest=True
    )
    (attachment,) = item.attachments
    assert attachment.found
    assert attachment.sha256 == hashlib.sha256(content).hexdigest()
    assert item.flags == ()


def test_files_named_by_their_own_hash_are_found_too(with_files: Callable[..., Any]) -> None:
    """As public readers describe them."""
    name = hashlib.sha256(b"picture").hexdigest()
    item = with_files(attached(pointer(b"picture")), {f"files/{name[:2]}/{name}.bin": b"picture"})
    assert item.attachments[0].found


def test_a_file_that_was_changed_shows_itself(with_files: Callable[..., Any]) -> None:
    """When it is kept; a first look hashes nothing."""
    files = {stored(b"picture"): b"pictures"}
    kept = with_files(attached(pointer(b"picture")), files, digest=True)
    looked = with_files(attached(pointer(b"picture")), files)
    assert kept.flags == (ALTERED,)
    assert kept.attachments[0].sha256 == hashlib.sha256(b"pictures").hexdigest()
    assert looked.flags == ()


def test_files_that_are_missing(with_files: Callable[..., Any]) -> None:
    never = {"contentType": "image/jpeg", "caption": "look", "locatorInfo": {}}
    item = with_files(attached(pointer(b"picture"), never), {})
    assert [(each.name, each.found) for each in item.attachments] == [
        ("x.jpg", False),
        ("image/jpeg", False),
    ]
    assert (item.state, item.text) == (State.MEDIA_OMITTED, "[Caption: look]")
    assert item.flags == (MISSING, TOLD)


def test_a_long_text_is_read_whole(with_files: Callable[..., Any]) -> None:
    whole = "word " * 1000
    standard = {"text": {"body": whole[:2000]}, "longText": pointer(whole.encode(), None)}
    message = incoming(standardMessage=standard)
    full = with_files(message, {stored(whole.encode(), ".jpeg"): whole.encode()})
    cut = with_files(message, {})
    other = with_files(message, {stored(whole.encode(), ".jpeg"): b"something else"})
    broken = with_files(message, {stored(whole.encode(), ".jpeg"): b"\xff\xfe"})
    assert (full.text, full.flags) == (whole, ())
    assert (cut.text, cut.flags) == (whole[:2000], (CUT,))
    assert other.text == whole[:2000]
    assert (broken.text, broken.flags) == (whole[:2000], (CUT,))


def test_a_folder_and_a_file_alone(tmp_path: Path) -> None:
    """``main.jsonl`` finds its files beside itself."""
    content = b"picture"
    (tmp_path / stored(content)).parent.mkdir(parents=True)
    (tmp_path / stored(content)).write_bytes(content)
    (tmp_path / "main.jsonl").write_text(lines(attached(pointer(content))))
    for path in (tmp_path, tmp_path / "main.jsonl"):
        with Export(path) as export:
            assert importer_of(export) == ("signal", signal)
            item, _ = signal.read(export, Reading(digest=True))
        assert isinstance(item, Message)
        assert item.attachments[0].sha256 == hashlib.sha256(content).hexdigest()


# Bad and hostile input -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (incoming(dateSent=None), "main.jsonl:9 at /chatItem/dateSent: found nothing; expected"),
        (incoming(dateSent="x"), "main.jsonl:9 at /chatItem/dateSent: found the text “x”"),
        (incoming(standardMessage=5), "/chatItem/standardMessage: found the number 5;"),
        (incoming(standardMessage={"text": {"body": 5}}), "/chatItem/standardMessage/text/body: "),
        (attached({"locatorInfo": {"plaintextHash": "?"}}), "plaintextHash: found the text “?”"),
        ({"recipient": {"contact": {}}}, "main.jsonl:9 at /recipient/id: found nothing; expected"),
        (["chatItem"], "main.jsonl:9: found a list; expected an object"),
    ],
)
def test_what_can_not_be_read_is_refused(
    frame: Any, sentence: str, read: Callable[..., list[Item]]
) -> None:
    with pytest.raises(InputRefused) as refused:
        read(frame, incoming())
    assert sentence in refused.value.sentence
    assert refused.value.advice.startswith("Nothing was imported. ")


def test_a_line_that_is_no_json(items_of: Callable[..., list[Item]]) -> None:
    """Cut short, or something else: refused with line and column, or listed."""
    text = lines(incoming()) + '{"chatItem": {"chatId'
    with pytest.raises(InputRefused, match=r"main\.jsonl:10:15: this is not JSON"):
        items_of(signal, "main.jsonl", text)
    _, skipped, _ = items_of(signal, "main.jsonl", text, skip_bad=True)
    assert isinstance(skipped, Skipped)
    assert skipped.locator == "line 10"


RICH = [
    *PEOPLE,
    attached(pointer(b"x") | {"caption": "c"}),
    incoming(standardMessage={"text": {"body": "x"}, "longText": pointer(b"y")}),
    incoming(stickerMessage={"sticker": {"emoji": "x", "data": pointer(b"z")}}),
    incoming(contactMessage={"contact": {"name": {"givenName": "A"}, "email": [{"value": "b"}]}}),
    incoming(revisions=[incoming()["chatItem"]], expiresInMs="5"),
    update({"individualCall": {"direction": "INCOMING", "startedCallTimestamp": "5"}}),
    update({"groupCall": {"startedCallTimestamp": "5", "endedCallTimestamp": "9"}}),
    update({"groupChange": {"updates": [{"groupNameUpdate": {"newGroupName": "x"}}]}}),
    {"adHocCall": {"callTimestamp": "5"}},
]


@given(data=st.data(), skip_bad=st.booleans())
@settings(max_examples=200)
def test_only_refusals_escape(
    data: st.DataObject,
    skip_bad: bool,
    mutated: Callable[..., Any],
    made_export: Callable[..., Export],
) -> None:
    """Whatever stands in place of any value, it is read, listed or refused."""
    export = made_export("main.jsonl", lines(people=mutated(data, RICH)))
    try:
        items = list(signal.read(export, Reading(skip_bad=skip_bad, digest=True)))
    except InputRefused:
        return
    for item in items:
        json.dumps(item.to_json() if isinstance(item, Message) else item).encode()


@pytest.mark.parametrize("text", ["", "{}", '{"recipient": 5}', '{"chat": {"messages": []}}'])
def test_others_are_not_taken_for_signal(text: str, made_export: Callable[..., Export]) -> None:
    assert signal.recognises(made_export("main.jsonl", text)) is None
