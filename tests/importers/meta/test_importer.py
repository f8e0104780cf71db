"""Messenger and Instagram, in both JSON downloads that Meta offers."""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.meta import importer as meta
from stalkdiary.importers.meta.edits import FIRST_UNKNOWN, FIRST_WORDS, WAS
from stalkdiary.importers.meta.message import (
    BY_WORDS,
    OWN_CALL,
    SAME_NAME,
    TAKEN_DOWN,
    repaired,
)
from stalkdiary.importers.reading.enclosed import MISSING
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.remarks import LINK, TOLD
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

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
MANIFEST = SAMPLES / "MANIFEST.tsv"
ROWS = [
    row
    for row in csv.DictReader(
        MANIFEST.read_text("utf-8").splitlines() if MANIFEST.exists() else [], delimiter="\t"
    )
    if row["path"].startswith("facebook/")
]
TIME = 1415147681489
INBOX = "your_facebook_activity/messages/inbox"
PROFILE = "personal_information/profile_information/profile_information.json"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def damaged(text: str) -> str:
    """As Meta writes text: the bytes of its UTF-8 as characters of Latin-1."""
    return text.encode().decode("latin-1")


def sent(content: str | None = "hello", sender: str = "Bob", **fields: Any) -> dict[str, Any]:
    values = {"sender_name": damaged(sender), "timestamp_ms": TIME} | fields
    return values if content is None else values | {"content": damaged(content)}


def chat(*messages: Any, people: tuple[str, ...] = ("Bob", "Alice"), **fields: Any) -> Any:
    return {
        "participants": [{"name": damaged(name)} for name in people],
        "messages": list(messages),
        "title": damaged(people[0]),
        "thread_path": "inbox/bob_123",
        "magic_words": [],
    } | fields


def encrypted(*messages: Any, **fields: Any) -> Any:
    return {
        "participants": ["Alice", "Bob"],
        "threadName": "Bob_15",
        "messages": list(messages),
    } | fields


def secret(text: str = "hello", sender: str = "Bob", **fields: Any) -> dict[str, Any]:
    return {
        "isUnsent": False,
        "media": [],
        "reactions": [{"actor": "Alice", "reaction": "x"}],
        "senderName": sender,
        "text": text,
        "timestamp": TIME,
        "type": "text",
    } | fields


@pytest.fixture(scope="session")
def read(items_of: Callable[..., list[Item]]) -> Callable[..., list[Item]]:
    """Reads a document as ``message_1.json``."""

    def of(document: Any, **how: Any) -> list[Item]:
        return items_of(meta, "message_1.json", document, **how)

    return of


@pytest.fixture(scope="session")
def one(items_of: Callable[..., list[Item]]) -> Callable[..., Any]:
    """The one item in a conversation, in an export of Alice's that says so."""

    def of(message: dict[str, Any], **fields: Any) -> Item:
        files = {
            f"{INBOX}/bob_123/message_1.json": chat(message, **fields),
            PROFILE: {"profile_v2": {"name": {"full_name": "Alice"}}},
        }
        (item,) = items_of(meta, "facebook.zip", files, archive=True)
        return item

    return of


# Text ----------------------------------------------------------------------------------------


@given(st.text())
@settings(max_examples=200)
def test_damaged_text_is_repaired(text: str) -> None:
    """Any text comes back from what Meta makes of it."""
    assert repaired(damaged(text)) == text


@given(st.text(st.characters(exclude_categories=["Cs"], min_codepoint=0x100), min_size=1))
@settings(max_examples=100)
def test_text_that_can_not_be_damaged_stays(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize("text", ["café", "£5", "naïve – no", "日本", "", "plain", "\ud83d"])
def test_clean_text_stays(text: str) -> None:
    """Latin-1 letters alone are no UTF-8, so they were not damaged."""
    assert repaired(text) == text


@given(
    messages=st.lists(st.tuples(TEXT, TEXT, st.integers(0, 4_000_000_000_000)), max_size=6),
    title=TEXT.filter(bool),
)
@settings(max_examples=80)
def test_a_conversation_comes_back_as_it_was_written(
    messages: list[tuple[str, str, int]], title: str, read: Callable[..., list[Item]]
) -> None:
    document = chat(
        *(sent(text, name, timestamp_ms=time) for text, name, time in messages),
        people=(title, "Alice"),
    )
    items = read(document)
    assert [(i.text, i.sender, i.time.instant) for i in items] == messages  # type: ignore[union-attr]
    for item, (text, _, _) in zip(items, messages, strict=True):
        assert isinstance(item, Message)
        assert item.thread == title
        assert item.raw_text == (None if damaged(text) == text else damaged(text))
        assert item.direction is Direction.UNKNOWN


@given(
    messages=st.lists(st.tuples(TEXT, TEXT, st.integers(0, 4_000_000_000_000)), max_size=6),
)
@settings(max_examples=80)
def test_an_encrypted_chat_comes_back_as_it_was_written(
    messages: list[tuple[str, str, int]], items_of: Callable[..., list[Item]]
) -> None:
    """Its text was never damaged, whatever it looks like."""
    document = encrypted(*(secret(text, name, timestamp=time) for text, name, time in messages))
    items = items_of(meta, "Bob_15.json", document)
    assert [(i.text, i.sender, i.time.instant) for i in items] == messages  # type: ignore[union-attr]
    assert {i.raw_text for i in items} <= {None}  # type: ignore[union-attr]


def test_real_text_that_looks_damaged_stays_in_encrypted_chats(
    items_of: Callable[..., list[Item]],
) -> None:
    (item,) = items_of(meta, "Bob_15.json", encrypted(secret("Ã©")))
    assert isinstance(item, Message)
    assert (item.text, item.thread) == ("Ã©", "Bob_15")


# The sample ----------------------------------------------------------------------------------


@pytest.mark.skipif(not ROWS, reason="the samples are not beside this checkout")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["path"])
def test_the_sample_yields_what_was_counted(row: dict[str, str]) -> None:
    with Export(SAMPLES / row["path"]) as export:
        assert importer_of(export) == ("messenger", meta)
        items = list(meta.read(export, Reading()))
    messages = [item for item in items if isinstance(item, Message)]
    times = sorted(item.time.instant for item in messages)  # type: ignore[union-attr]
    wanted = [row["first_timestamp"], row["last_timestamp"]]
    assert len(messages) == len(items) == int(row["expected_count"])
    assert [times[0], times[-1]] == [
        round(datetime.fromisoformat(each).timestamp() * 1000) for each in wanted
    ]
    assert sum(bool(item.text) for item in messages) == 3
    assert sum(bool(item.attachments) for item in messages) == 4


# Files and folders ---------------------------------------------------------------------------


def test_a_whole_export_is_read(made_export: Callable[..., Export]) -> None:
    """Requests, filtered and archived threads too; the parts of one thread in their order."""
    root = "your_facebook_activity/messages"
    files = {
        f"{root}/inbox/bob_1/message_2.json": chat(sent("third")),
        f"{root}/inbox/bob_1/message_10.json": chat(sent("last")),
        **{f"{root}/inbox/bob_1/message_{number}.json": chat() for number in range(3, 10)},
        f"{root}/inbox/bob_1/message_1.json": chat(sent("second"), sent("first")),
        f"{root}/message_requests/cy_2/message_1.json": chat(sent("request"), people=("Cy", "A")),
        f"{root}/filtered_threads/di_3/message_1.json": chat(sent("filtered")),
        f"{root}/archived_threads/ed_4/message_1.json": chat(sent("archived")),
        f"{root}/inbox/bob_1/photos/1.jpg": b"picture",
        "posts/your_posts_1.json": [{"data": []}],
    }
    export = made_export("facebook-alice.zip", files, archive=True)
    assert importer_of(export) == ("messenger", meta)
    *messages, rest = meta.read(export, Reading())
    assert [item.text for item in messages if isinstance(item, Message)] == [
        "archived",
        "filtered",
        "second",
        "first",
        "third",
        "last",
        "request",
    ]
    assert isinstance(messages[3], Message)
    assert messages[3].locator == f"{root}/inbox/bob_1/message_1.json#/messages/1"
    assert isinstance(rest, Skipped)
    assert rest.locator.endswith("and 1 more")


CUT = json.dumps(chat(sent("I know where you live")))


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("message_1.json", b"", "an empty file"),
        ("message_1.json", b" \n", "an empty file"),
        ("message_1.json", CUT[:20].encode(), "cut off or damaged"),
        ("message_1.json", CUT[:-9].encode(), ""),
        ("message_1.json", b"\xef\xbb\xbf<!DOCTYPE html><html></html>", "a web page (HTML)"),
        ("message_1.html", b"<html></html>", "a web page (HTML)"),
    ],
)
def test_no_conversation_is_lost_in_silence(
    made_export: Callable[..., Export], name: str, content: bytes, found: str
) -> None:
    """Whatever stands beside it: it is named and refused, unless it may be passed over."""
    lost = f"{INBOX}/alex_1/{name}"
    files = {lost: content, f"{INBOX}/kim_2/message_1.json": chat(sent())}
    export = made_export("facebook.zip", files, archive=True)
    assert importer_of(export) == ("messenger", meta)
    with pytest.raises(InputRefused) as refused:
        list(meta.read(export, Reading()))
    assert lost in refused.value.sentence
    assert found in refused.value.sentence
    assert refused.value.advice.startswith("Nothing was imported.")
    items = list(meta.read(export, Reading(skip_bad=True)))
    assert [each.text for each in items if isinstance(each, Message)] == ["hello"]
    assert any(lost in each.locator for each in items if isinstance(each, Skipped))


def test_a_part_that_is_missing_is_asked_for(made_export: Callable[..., Export]) -> None:
    """A download in several parts has the others elsewhere."""
    files = {f"{INBOX}/bob_1/message_{number}.json": chat(sent()) for number in (1, 3)}
    export = made_export("facebook.zip", files, archive=True)
    with pytest.raises(InputRefused, match=r"holds no .*bob_1/message_2\.json") as refused:
        list(meta.read(export, Reading()))
    assert "unpack all of them into one folder" in refused.value.advice
    items = list(meta.read(export, Reading(skip_bad=True)))
    assert sum(isinstance(each, Message) for each in items) == 2


def test_a_page_beside_the_same_part_in_json_is_no_loss(made_export: Callable[..., Export]) -> None:
    files = {f"{INBOX}/bob_1/message_1.{form}": chat(sent()) for form in ("json", "html")}
    export = made_export("facebook.zip", files, archive=True)
    page, message = meta.read(export, Reading())
    assert isinstance(page, Skipped)
    assert isinstance(message, Message)


def test_an_encrypted_chat_is_not_lost_either(made_export: Callable[..., Export]) -> None:
    """Each file of that download is a conversation, whatever it is called."""
    one = {
        "participants": ["Bob", "Alice"],
        "threadName": "Bob_1",
        "messages": [{"senderName": "Bob", "text": "hi", "timestamp": TIME, "type": "text"}],
    }
    export = made_export("e2ee.zip", {"Bob_1.json": one, "Alex_2.json": b""}, archive=True)
    assert importer_of(export) == ("messenger-e2ee", meta)
    with pytest.raises(InputRefused, match=r"Alex_2\.json: found an empty file"):
        list(meta.read(export, Reading()))


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("meta.zip", "your_instagram_activity/messages/inbox/bob_1/message_1.json"),
        ("instagram-alice-2026-01-01.zip", "messages/inbox/bob_1/message_1.json"),
    ],
)
def test_instagram_is_told_by_its_folders(
    name: str, inside: str, made_export: Callable[..., Export]
) -> None:
    export = made_export(name, {inside: chat(sent())}, archive=True)
    assert importer_of(export) == ("instagram", meta)
    (item,) = meta.read(export, Reading())
    assert isinstance(item, Message)
    assert item.channel == "Instagram"


def test_a_file_in_a_folder_of_instagram(tmp_path: Path) -> None:
    file = tmp_path / "your_instagram_activity" / "messages" / "inbox" / "x" / "message_1.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(chat(sent())))
    with Export(file) as export:
        assert meta.recognises(export) == "instagram"
    with Export(tmp_path) as export:
        assert meta.recognises(export) == "instagram"


def test_the_download_of_encrypted_chats(made_export: Callable[..., Export]) -> None:
    """One file for each chat, and the media beside them."""
    media = secret("", type="media", media=[{"uri": "./media/a.jpeg"}])
    failed = secret("", type="media", media=[{"uri": "Failed to download media"}])
    files = {
        "Bob_15.json": encrypted(secret("one"), media, failed),
        "Cy_16.json": encrypted(threadName="Cy_16"),
        "media/a.jpeg": b"picture",
    }
    export = made_export("messages.zip", files, archive=True)
    assert importer_of(export) == ("messenger-e2ee", meta)
    text, picture, missing = meta.read(export, Reading(digest=True))
    assert isinstance(text, Message)
    assert isinstance(picture, Message)
    assert isinstance(missing, Message)
    assert (text.channel, text.text) == ("Messenger", "one")
    assert (picture.attachments[0].member, picture.flags) == ("media/a.jpeg", ())
    assert (missing.state, missing.flags) == (State.MEDIA_OMITTED, (MISSING,))


def test_the_form_is_decided_for_each_file(items_of: Callable[..., list[Item]]) -> None:
    """Meta has begun to put both into one download."""
    files = {
        "messages/inbox/bob_1/message_1.json": chat(sent("café")),
        "messages/data_messenger_e2e/Bob_15.json": encrypted(secret("cafÃ©")),
    }
    first, second = items_of(meta, "facebook.zip", files, archive=True)
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert (first.text, second.text) == ("café", "cafÃ©")


# Who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "profile"),
    [
        (PROFILE, {"profile_v2": {"name": {"full_name": damaged("Zoë")}}}),
        (
            "messages/autofill_information.json",
            {"autofill_information_v2": {"FULL_NAME": [damaged("Zoë")]}},
        ),
        (
            "personal_information/personal_information.json",
            {"profile_user": [{"string_map_data": {"Name": {"value": damaged("Zoë")}}}]},
        ),
    ],
)
def test_the_persons_own_name_tells_directions(
    path: str, profile: Any, items_of: Callable[..., list[Item]]
) -> None:
    files = {
        f"{INBOX}/bob_1/message_1.json": chat(sent(sender="Zoë"), sent(), people=("Bob", "Zoë")),
        path: profile,
    }
    own, other = items_of(meta, "facebook.zip", files, archive=True)
    assert isinstance(own, Message)
    assert isinstance(other, Message)
    assert (own.direction, own.sender) == (Direction.OUT, "Zoë")
    assert other.direction is Direction.IN


@pytest.mark.parametrize("profile", [[], {"profile_v2": {"name": 5}}, "x", b"{"])
def test_a_profile_that_says_nothing_costs_no_message(
    profile: Any, items_of: Callable[..., list[Item]]
) -> None:
    files = {f"{INBOX}/bob_1/message_1.json": chat(sent()), PROFILE: profile}
    (item, *_) = items_of(meta, "facebook.zip", files, archive=True)
    assert isinstance(item, Message)
    assert item.direction is Direction.UNKNOWN


def test_an_account_in_the_persons_own_name(one: Callable[..., Any]) -> None:
    """Who poses as the person is not taken for them."""
    item = one(sent(sender="Alice"), people=("Alice", "Alice"))
    assert (item.direction, item.flags) == (Direction.UNKNOWN, (SAME_NAME,))


def test_deleted_accounts_are_told_apart(one: Callable[..., Any]) -> None:
    """They share one name; the folder has a number."""
    item = one(
        sent(sender="Facebook user"),
        people=("Facebook user", "Alice"),
        thread_path="filtered_threads/facebookuser_3718",
    )
    assert (item.sender, item.sender_id) == ("Facebook user", "facebookuser_3718")
    assert item.thread == "filtered_threads/facebookuser_3718"


def test_groups(one: Callable[..., Any]) -> None:
    assert one(sent(), people=("Bob", "Alice", "Cy")).group
    assert one(sent(), people=("Alice",), joinable_mode={"mode": 1}).group
    assert not one(sent()).group


# What ----------------------------------------------------------------------------------------


def test_every_kind_of_file(items_of: Callable[..., list[Item]]) -> None:
    """Paths begin at the root of the export."""
    names = ("photos", "videos", "audio_files", "gifs", "files")
    uris = {name: f"{INBOX}/bob_1/{name}/1.bin" for name in names}
    message = sent(None) | {name: [{"uri": uri}] for name, uri in uris.items()}
    message["sticker"] = {"uri": "messages/stickers_used/1.png"}
    files = {f"export/{uri}": uri for uri in uris.values()}
    files[f"export/{INBOX}/bob_1/message_1.json"] = chat(message)
    (item,) = items_of(meta, "facebook.zip", files, archive=True)
    assert isinstance(item, Message)
    assert [each.member for each in item.attachments] == [
        *(f"export/{uri}" for uri in uris.values()),
        None,
    ]
    assert item.flags == (MISSING,)


def test_links_are_told_in_brackets(one: Callable[..., Any]) -> None:
    shared = {"link": "https://example.org/", "share_text": damaged("café")}
    item = one(sent("look", share=shared))
    assert (item.text, item.flags) == ("look\n[https://example.org/ café]", (LINK,))


def test_unsent_and_taken_down(one: Callable[..., Any]) -> None:
    assert one(sent(None, is_unsent=True)).state is State.DELETED_BY_SENDER
    assert one(sent(None, "Alice", is_unsent=True)).state is State.DELETED_BY_ME
    assert one(sent(None, is_taken_down=True)).flags == (TAKEN_DOWN,)
    assert one(sent(None)).state is State.EMPTY


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"isUnsent": True}, State.DELETED_BY_SENDER),
        ({"type": "placeholder", "text": "User unsent a message"}, State.DELETED_BY_SENDER),
        ({"text": "User unsent a message"}, State.COMPLETE),
        ({"type": "placeholder", "text": "Something else"}, State.COMPLETE),
        ({"text": ""}, State.EMPTY),
    ],
)
def test_unsent_in_encrypted_chats(
    fields: dict[str, Any], state: State, items_of: Callable[..., list[Item]]
) -> None:
    (item,) = items_of(meta, "Bob_15.json", encrypted(secret(**fields)))
    assert isinstance(item, Message)
    assert item.state is state


@pytest.mark.parametrize(
    ("message", "call", "direction", "flags"),
    [
        (sent("Bob called you.", call_duration=61), Call("voice", "answered", 61), "in", ()),
        (
            sent("You missed a video call from Bob.", call_duration=0),
            Call("video", "missed", 0),
            "in",
            (),
        ),
        (sent("The video call ended.", call_duration=9), Call("video", "answered", 9), "in", ()),
        (
            sent("You called Bob.", "Alice", call_duration=0),
            Call("voice", "no-answer", 0),
            "out",
            (),
        ),
        (
            sent("Bob missed your call.", call_duration=0),
            Call("voice", "no-answer", 0),
            "out",
            (OWN_CALL,),
        ),
        (sent("anything", type="Call"), Call("voice", "no-answer"), "in", ()),
        (sent("Bob missed your call."), Call("voice", "no-answer"), "out", (BY_WORDS, OWN_CALL)),
        (sent("You missed a call from Bob."), Call("voice", "missed"), "in", (BY_WORDS,)),
    ],
)
def test_calls_and_who_called(
    message: dict[str, Any],
    call: Call,
    direction: str,
    flags: tuple[str, ...],
    one: Callable[..., Any],
) -> None:
    """A call that the person made is never laid at the other's door."""
    item = one(message)
    assert (item.kind, item.call, item.direction.value) == (Kind.CALL, call, direction)
    assert item.flags == flags
    assert item.sender == {"in": "Bob", "out": None if OWN_CALL in flags else "Alice"}[direction]


@pytest.mark.parametrize(
    "text", ["I called you.", "You called me.", "Cy missed your call.", "Bob called you", "Bob"]
)
def test_words_about_calls_are_no_calls(text: str, one: Callable[..., Any]) -> None:
    """What somebody typed stays what they wrote, and counts."""
    item = one(sent(text))
    assert (item.kind, item.direction, item.text) == (Kind.MESSAGE, Direction.IN, text)


@pytest.mark.parametrize(
    ("message", "people", "notice"),
    [
        (sent("You are now connected on Messenger."), ("Bob", "Alice"), True),
        (sent(None, type="Unsubscribe", users=[{"name": "Cy"}]), ("Bob", "Alice"), True),
        (sent("Bob left the group."), ("Bob", "Alice", "Cy"), True),
        (sent("Bob added Cy to the group."), ("Bob", "Alice", "Cy"), True),
        (sent("Bob left the group."), ("Bob", "Alice"), False),
        (sent("Cy left the group."), ("Bob", "Alice", "Cy"), False),
        (sent("Bob named the group I am watching."), ("Bob", "Alice", "Cy"), False),
        (sent("Bobby left the group. And you will too"), ("Bob", "Alice", "Cy"), False),
    ],
)
def test_lines_of_the_program(
    message: dict[str, Any], people: tuple[str, ...], notice: bool, one: Callable[..., Any]
) -> None:
    """Only what nobody would type of themselves; all are kept."""
    item = one(message, people=people)
    if notice:
        assert isinstance(item, Notice)
        assert item.telling
    else:
        assert isinstance(item, Message)


# Bad and hostile input -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"timestamp_ms": None}, "/messages/0/timestamp_ms: found nothing; expected milliseconds"),
        ({"timestamp_ms": 10**17}, "/messages/0/timestamp_ms: found the number 1"),
        ({"sender_name": 5}, "/messages/0/sender_name: found the number 5; expected text"),
        ({"photos": {}}, "/messages/0/photos: found an object; expected a list"),
        ({"photos": [{"uri": 1}]}, "/messages/0/photos/0/uri: found the number 1; expected text"),
        ({"share": "x"}, "/messages/0/share: found the text “x”; expected an object"),
        ({"is_unsent": "yes"}, "found the text “yes”; expected true or false"),
    ],
)
def test_what_can_not_be_read_is_refused_or_listed(
    fields: dict[str, Any], sentence: str, read: Callable[..., list[Item]]
) -> None:
    document = chat(sent(**fields), sent("good"))
    with pytest.raises(InputRefused) as refused:
        read(document)
    assert sentence in refused.value.sentence
    skipped, good = read(document, skip_bad=True)
    assert isinstance(skipped, Skipped)
    assert isinstance(good, Message)
    assert (skipped.locator, good.text) == ("/messages/0", "good")


def test_a_bad_heading_is_refused(read: Callable[..., list[Item]]) -> None:
    with pytest.raises(InputRefused, match="at /title: found the number 5; expected text"):
        read(chat(sent(), title=5))
    assert [type(item) for item in read(chat(sent(), title=5), skip_bad=True)] == [Skipped]


RICH = chat(
    sent(share={"link": "a"}, photos=[{"uri": "b"}], sticker={"uri": "c"}, type="Share"),
    sent("You called Bob.", call_duration=5, missed=False),
    sent(is_unsent=True, is_taken_down=False, reactions=[{"reaction": "x", "actor": "y"}]),
    joinable_mode={"mode": 1},
)
RICH_ENCRYPTED = encrypted(secret(), secret(media=[{"uri": "./media/x"}], type="media"))


@given(data=st.data(), skip_bad=st.booleans(), rich=st.sampled_from([RICH, RICH_ENCRYPTED]))
@settings(max_examples=200)
def test_only_refusals_escape(
    data: st.DataObject,
    skip_bad: bool,
    rich: Any,
    mutated: Callable[..., Any],
    made_export: Callable[..., Export],
) -> None:
    """Whatever stands in place of any value, it is read, listed or refused."""
    export = made_export("message_1.json", mutated(data, rich))
    try:
        items = list(meta.read(export, Reading(skip_bad=skip_bad, digest=True)))
    except InputRefused:
        return
    for item in items:
        json.dumps(item.to_json() if isinstance(item, Message) else item).encode()


@pytest.mark.parametrize(
    "text",
    ['{"messages": [{"type": "message", "from": "x"}]}', "[]", "", '{"participants": []}', "{"],
)
def test_others_are_not_taken_for_meta(text: str, made_export: Callable[..., Export]) -> None:
    assert meta.recognises(made_export("x.json", text)) is None
    assert meta.recognises(made_export("x.zip", {"a.json": text}, archive=True)) is None


# Edits ---------------------------------------------------------------------------------------


@pytest.fixture
def edits_of(made_export: Callable[..., Export]) -> Callable[..., list[Item]]:
    """Reads messages of Instagram; the newest stands first."""

    def of(*messages: dict[str, Any], folder: str = "your_instagram_activity") -> list[Item]:
        files = {f"{folder}/messages/inbox/bob_1/message_1.json": chat(*messages)}
        return list(meta.read(made_export("x.zip", files, archive=True), Reading()))

    return of


def at(minutes: float, content: str, sender: str = "Bob") -> dict[str, Any]:
    return sent(content, sender, timestamp_ms=TIME + int(minutes * 60_000))


def test_an_edited_message_of_instagram_counts_once(edits_of: Callable[..., list[Item]]) -> None:
    """The first time, the later words, and a note of the first words."""
    later, other, first = edits_of(
        at(9, "I will find you 😭 (edited)"), at(8, "what", "Alice"), at(1, "I will find you")
    )
    assert isinstance(later, Message)
    assert isinstance(other, Message)
    assert first == Skipped(first.locator, FIRST_WORDS)
    assert (later.text, later.state) == ("I will find you 😭", State.EDITED)
    assert later.time is not None
    assert later.time.instant == TIME + 60_000
    assert later.time.second is not None
    assert later.flags == (WAS.format(words="I will find you"),)


def test_of_several_messages_the_one_like_it_was_edited(
    edits_of: Callable[..., list[Item]],
) -> None:
    """Others of the same minutes stay as they are, and so does what is too old."""
    found = edits_of(
        at(20, "I know your street, yes (edited)"),
        at(19, "hello"),
        at(18, "I know your street"),
        at(17, "are you there"),
        at(1, "I know your street, yes"),
    )
    assert [each.text for each in found if isinstance(each, Message)] == [
        "I know your street, yes",
        "hello",
        "are you there",
        "I know your street, yes",
    ]


def test_an_edit_without_its_first_words_says_so(edits_of: Callable[..., list[Item]]) -> None:
    """Nothing is taken for it that it may not be."""
    (alone,) = edits_of(at(9, "I will find you (edited)"))
    assert isinstance(alone, Message)
    assert (alone.state, alone.flags) == (State.EDITED, (FIRST_UNKNOWN,))
    found = edits_of(at(9, "zzz (edited)"), at(8, "I will"), at(7, "find you"))
    assert sum(isinstance(each, Message) for each in found) == 3


def test_messenger_writes_no_such_mark(edits_of: Callable[..., list[Item]]) -> None:
    """There a person has typed it."""
    found = edits_of(at(9, "hello (edited)"), at(8, "hello"), folder="your_facebook_activity")
    assert [each.text for each in found if isinstance(each, Message)] == ["hello (edited)", "hello"]


# Files of conversations that hold none --------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"null", b"[]", b"{}", b"\0" * 99, b'{"title":1}']
)
@pytest.mark.parametrize("others", [{}, {f"{INBOX}/kim_1/message_1.json": chat(sent())}])
def test_a_conversation_that_can_not_be_read_is_named(
    made_export: Callable[..., Export], content: bytes, others: dict[str, Any]
) -> None:
    """Whatever stands beside it, and where nothing does."""
    files = {f"{INBOX}/bob_123/message_1.json": content, **others}
    with (
        made_export("facebook.zip", files, archive=True) as export,
        pytest.raises(InputRefused, match=r"bob_123/message_1\.json: found"),
    ):
        _, importer = importer_of(export)
        list(importer.read(export, Reading()))


def test_the_web_page_is_read_where_its_json_can_not_be(
    items_of: Callable[..., list[Item]],
) -> None:
    """That the JSON was read instead is not said then."""
    page = (
        '<html><body><div class="pam _a6-g"><h2 class="_a6-h">Bob</h2><div class="_a6-p">hi</div>'
        '<div class="_a6-o">Dec 28, 2020 7:20 am</div></div></body></html>'
    )
    files = {
        f"{INBOX}/bob_123/message_1.json": "{}",
        f"{INBOX}/bob_123/message_1.html": page,
    }
    found = items_of(meta, "facebook.zip", files, archive=True, skip_bad=True, timezone_said=True)
    assert [each.text for each in found if isinstance(each, Message)] == ["hi"]
    skipped = [each for each in found if isinstance(each, Skipped)]
    assert [each.why.startswith("Not read") for each in skipped] == [True]


def test_a_part_that_is_there_twice_is_read_once(items_of: Callable[..., list[Item]]) -> None:
    """As browsers name copies; two that differ are refused."""
    first, second = f"{INBOX}/bob_123/message_1.json", f"{INBOX}/bob_123/message_1 (1).json"
    files = {first: chat(sent()), second: chat(sent())}
    found = items_of(meta, "facebook.zip", files, archive=True)
    assert [type(each) for each in found] == [Skipped, Message]
    files = {first: chat(sent()), second: chat(sent("other"))}
    with pytest.raises(InputRefused, match="the same part"):
        items_of(meta, "facebook.zip", files, archive=True)
    found = items_of(meta, "facebook.zip", files, archive=True, skip_bad=True)
    assert len(found) == 2


def test_words_in_a_form_that_is_not_known_are_not_lost(one: Callable[..., Any]) -> None:
    """Each with its name in the export, with its letters put right."""
    message = one(sent(None, poll={"question": damaged("café?")}))
    assert (message.text, message.flags) == ("[poll: café?]", (TOLD,))


def test_encrypted_words_in_a_form_that_is_not_known_are_not_lost(
    read: Callable[..., list[Item]],
) -> None:
    (message,) = read(encrypted(secret("", type="poll", poll={"question": "when?"})))
    assert isinstance(message, Message)
    assert (message.text, message.flags) == ("[poll: when?]", (TOLD,))
