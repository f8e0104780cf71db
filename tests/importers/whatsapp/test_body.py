"""What stands behind the sender: words, files, calls, notices, and what became of messages."""

import hashlib
from collections.abc import Callable

import pytest

from stalkdiary.importers.reading.enclosed import MISSING
from stalkdiary.importers.whatsapp import importer as whatsapp
from stalkdiary.importers.whatsapp.body import (
    CALL_OR_VIEW_ONCE,
    UNKNOWN_WORDS,
    VIEW_ONCE,
    WAITING,
)
from stalkdiary.importers.whatsapp.calls import SILENCED
from stalkdiary.importers.whatsapp.importer import UNNAMED_CALL
from stalkdiary.model.message import Call, Direction, Item, Kind, Message, Notice, Skipped, State

Read = Callable[..., list[Item]]
LRM = "\u200e"
ONCE_ONLY = (
    "You received a view once message. For added privacy, you can only open it on your phone."
)
ENCRYPTED = "Messages and calls are end-to-end encrypted. Only people in this chat can read them."
CHAT = "25/03/2024, 10:00 - Alex: hello\n25/03/2024, 10:01 - Me: stop\n"
IPHONE = (
    f"[25/03/2024, 10:00:00] Alex: {LRM}{ENCRYPTED}\r\n"
    "[25/03/2024, 10:00:05] Alex: hello\nagain\r\n"
    f"{LRM}[25/03/2024, 10:00:06] Alex: {LRM}<attached: 00000003-PHOTO-2024-03-25-10-00-06.jpg>\r\n"
    f"[25/03/2024, 10:01:00] Me: stop\r\n"
)


@pytest.fixture(scope="session")
def android(items_of: Read) -> Callable[[str], Item]:
    """Reads one body by Alex from an Android phone, in a chat of two."""

    def read(body: str, sender: str | None = "Alex") -> Item:
        named = body if sender is None else f"{sender}: {body}"
        text = f"{CHAT}25/03/2024, 10:02 - {named}\n25/03/2024, 10:03 - Alex: ok\n"
        return items_of(whatsapp, "chat.txt", text)[2]

    return read


@pytest.fixture(scope="session")
def iphone(items_of: Read) -> Callable[[str], Item]:
    """Reads one body by Alex from an iPhone."""

    def read(body: str) -> Item:
        text = IPHONE + f"[25/03/2024, 10:02:00] Alex: {body}\r\n[25/03/2024, 10:03:00] Me: ok\r\n"
        return items_of(whatsapp, "_chat.txt", text)[4]

    return read


@pytest.mark.parametrize(
    ("body", "state", "flags"),
    [
        ("null", State.CALL_OR_VIEW_ONCE, (CALL_OR_VIEW_ONCE,)),
        ("Null", State.COMPLETE, ()),
        ("null and void", State.COMPLETE, ()),
        ("<Media omitted>", State.MEDIA_OMITTED, ()),
        ("<Video message omitted>", State.MEDIA_OMITTED, ()),
        ("<Médias omis>", State.MEDIA_OMITTED, ()),
        ("<メディアなし>", State.MEDIA_OMITTED, ()),
        ("<words of a language unknown>", State.MEDIA_OMITTED, ()),
        ("<Media omitted>\nthe caption", State.MEDIA_OMITTED, ()),
        ("<3", State.COMPLETE, ()),
        ("<sigh>", State.COMPLETE, ()),
        ("This message was deleted", State.DELETED_BY_SENDER, ()),
        ("This message was deleted by admin Sam", State.DELETED_BY_SENDER, ()),
        ("This message was deleted, wasn't it", State.COMPLETE, ()),
        ("You deleted this message", State.DELETED_BY_ME, ()),
        ("Diese Nachricht wurde gelöscht.", State.DELETED_BY_SENDER, ()),
        ("Вы удалили данное сообщение", State.DELETED_BY_ME, ()),
        ("Waiting for this message. This may take a while.", State.EMPTY, (WAITING,)),
        ("location: https://maps.google.com/?q=51.50,-0.12", State.COMPLETE, ()),
        ("live location shared", State.COMPLETE, ()),
        ("POLL:\nWhere\nOPTION: here (1 vote)", State.COMPLETE, ()),
    ],
)
def test_what_android_writes(
    android: Callable[[str], Item], body: str, state: State, flags: tuple[str, ...]
) -> None:
    """States, and the words as they stand."""
    item = android(body)
    assert isinstance(item, Message)
    assert (item.kind, item.state, item.text) == (Kind.MESSAGE, state, body)
    assert item.flags == flags
    assert item.raw_text is None


@pytest.mark.parametrize(
    ("body", "state", "text", "flags"),
    [
        (f"{LRM}image omitted", State.MEDIA_OMITTED, "image omitted", ()),
        (f"{LRM}video note omitted", State.MEDIA_OMITTED, "video note omitted", ()),
        (
            f"plan.pdf • {LRM}2 pages {LRM}document omitted",
            *(State.MEDIA_OMITTED, "plan.pdf • 2 pages document omitted", ()),
        ),
        (
            f"{LRM}This message was deleted.",
            State.DELETED_BY_SENDER,
            "This message was deleted.",
            (),
        ),
        (
            LRM + ONCE_ONLY,
            *(State.MEDIA_OMITTED, ONCE_ONLY, (VIEW_ONCE,)),
        ),
        (
            f"{LRM}Location: https://maps.google.com/?q=1,2",
            *(State.COMPLETE, "Location: https://maps.google.com/?q=1,2", ()),
        ),
        (f"{LRM}POLL:\nWhere", State.COMPLETE, "POLL:\nWhere", ()),
        (f"{LRM}Words from next year", State.COMPLETE, "Words from next year", (UNKNOWN_WORDS,)),
        ("null", State.COMPLETE, "null", ()),
    ],
)
def test_what_iphones_write(
    iphone: Callable[[str], Item], body: str, state: State, text: str, flags: tuple[str, ...]
) -> None:
    """The marks are taken off, and kept in the raw text."""
    item = iphone(body)
    assert isinstance(item, Message)
    assert (item.state, item.text, item.flags) == (state, text, flags)
    assert item.raw_text == (None if text == body else body)


@pytest.mark.parametrize(
    ("body", "call", "flags"),
    [
        ("Missed voice call, {}Tap to call back", Call("voice", "missed"), ()),
        ("Missed voice call. Tap to call back", Call("voice", "missed"), ()),
        ("Missed voice call\n{}Tap to call back", Call("voice", "missed"), ()),
        ("Missed video call, {}Tap to call back", Call("video", "missed"), ()),
        ("Missed group voice call", Call("voice", "missed"), ()),
        ("Missed call, {}5 min • 2 joined", Call("voice", "missed"), ()),
        ("Voice call, {}4 min", Call("voice", "answered", 240), ()),
        ("Voice call. {}No answer", Call("voice", "no-answer"), ()),
        ("Video call, {}1 hr 5 min", Call("video", "answered", 3900), ()),
        ("Video call, {}35 sec", Call("video", "answered", 35), ()),
        ("Voice call, {}Answered on other device", Call("voice", "answered"), ()),
        ("Silenced voice call, {}Focus mode", Call("voice", "missed"), (SILENCED,)),
        ("Call failed, {}Try again", Call("voice", "unknown"), ()),
        ("Group call, {}3 invited", Call("voice", "unknown"), ()),
        ("Voice call, {}12 min • 3 joined", Call("voice", "answered", 720), ()),
        ("Verpasster Sprachanruf. {}Zum Zurückrufen tippen", Call("voice", "missed"), ()),
        ("Sprachanruf. {}4 Min.", Call("voice", "answered", 240), ()),
        ("Videoanruf. {}Keine Antwort", Call("video", "no-answer"), ()),
        ("Llamada de voz, {}1 h 2 min", Call("voice", "answered", 3720), ()),
        ("مكالمة صوتية فائتة", Call("voice", "missed"), ()),
    ],
)
def test_calls(
    iphone: Callable[[str], Item], body: str, call: Call, flags: tuple[str, ...]
) -> None:
    """What it was, how it ended, how long it lasted; the sender is who called."""
    item = iphone(LRM + body.format(LRM))
    assert isinstance(item, Message)
    assert (item.kind, item.call, item.flags) == (Kind.CALL, call, flags)
    assert item.sender == "Alex"


@pytest.mark.parametrize(
    "body",
    ["Voice call", "Voice call, when you can", "Missed voice call from mum, ring her", "Call"],
)
def test_words_about_calls_are_words(android: Callable[[str], Item], body: str) -> None:
    item = android(body)
    assert isinstance(item, Message)
    assert (item.kind, item.text) == (Kind.MESSAGE, body)


def test_a_call_by_nobody_came_in(android: Callable[..., Item]) -> None:
    """Old Android phones name no caller, and only calls to the person are missed."""
    item = android("Missed voice call", None)
    assert isinstance(item, Message)
    assert (item.kind, item.sender, item.direction) == (Kind.CALL, None, Direction.IN)
    assert item.flags == (UNNAMED_CALL,)


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        (ENCRYPTED, False),
        ("Alex is a contact", False),
        ("Alex changed this group's icon", False),
        ("Alex's security code changed. Tap to learn more.", True),
        ("Alex changed their phone number to a new number. Tap to message.", True),
        ("You blocked this contact. Tap to unblock.", True),
        ("Alex turned on advanced chat privacy", True),
        ("Alex updated the message timer. New messages will disappear", True),
        ('Alex created group "Us"', True),
        ('Alex changed the subject to "Us: now"', True),
        ("Words of a language unknown", True),
    ],
)
def test_what_nobody_sent_is_a_notice(
    android: Callable[..., Item], iphone: Callable[[str], Item], text: str, *, telling: bool
) -> None:
    """Android names nobody; iPhones name the other person, or the group."""
    item = android(text, None)
    assert isinstance(item, Notice)
    assert (item.text, item.telling) == (text, telling)
    if "unknown" not in text:
        item = iphone(LRM + text)
        assert isinstance(item, Notice)
        assert (item.text, item.telling) == (text, telling)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("hello <This message was edited>", "hello"),
        (f"hello {LRM}<This message was edited>", "hello"),
        ("hallo <Diese Nachricht wurde bearbeitet.>", "hallo"),
        ("two\nlines <This message was edited>", "two\nlines"),
    ],
)
def test_edited_messages(android: Callable[[str], Item], body: str, text: str) -> None:
    item = android(body)
    assert isinstance(item, Message)
    assert (item.state, item.text, item.raw_text) == (State.EDITED, text, body)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("IMG-20240325-WA0001.jpg (file attached)", "IMG-20240325-WA0001.jpg"),
        (f"{LRM}IMG-20240325-WA0001.jpg (Datei angehängt)", "IMG-20240325-WA0001.jpg"),
        ("IMG-20240325-WA0001.jpg (what Klingons say)", "IMG-20240325-WA0001.jpg"),
        ("IMG-20240325-WA0001.jpg (file attached)\nthe caption", "IMG-20240325-WA0001.jpg"),
        ("plan (2).pdf (file attached)\nplan (2).pdf", "plan (2).pdf"),
        ("<attached: 00000003-PHOTO-2024.jpg>", "00000003-PHOTO-2024.jpg"),
        (f"{LRM}<attached: 00000003-PHOTO-2024.jpg>", "00000003-PHOTO-2024.jpg"),
        ("<Anhang: 00000003-PHOTO-2024.jpg>", "00000003-PHOTO-2024.jpg"),
        ("<what Klingons say: 00000003-PHOTO-2024.jpg>", "00000003-PHOTO-2024.jpg"),
        ("< attached: 00000003-PHOTO-2024.jpg >", "00000003-PHOTO-2024.jpg"),
        (f"2015-08-04-PHOTO-00004762.jpg <{LRM}attached>", "2015-08-04-PHOTO-00004762.jpg"),
        (f"plan.pdf • {LRM}2 pages {LRM}<attached: 00000047-plan.pdf>", "00000047-plan.pdf"),
    ],
)
@pytest.mark.parametrize("digest", [False, True])
def test_files_are_found_in_the_archive(
    items_of: Read, body: str, name: str, *, digest: bool
) -> None:
    """And read and hashed only when messages are kept."""
    text = f"{CHAT}25/03/2024, 10:02 - Alex: {body}\n"
    files = {"WhatsApp Chat with Alex.txt": text, name: b"picture"}
    found = items_of(whatsapp, "chat.zip", files, archive=True, digest=digest)
    assert len(found) == 3
    assert isinstance(found[2], Message)
    (file,) = found[2].attachments
    assert (file.name, file.found, file.member, file.bytes) == (name, True, name, 7)
    assert file.sha256 == (hashlib.sha256(b"picture").hexdigest() if digest else None)
    assert found[2].state is State.COMPLETE
    assert found[2].text == body.replace(LRM, "")


def test_a_file_that_is_not_there_is_said(android: Callable[[str], Item]) -> None:
    item = android("IMG-20240325-WA0001.jpg (file attached)")
    assert isinstance(item, Message)
    assert item.flags == (MISSING,)
    assert not item.attachments[0].found


@pytest.mark.parametrize("body", ["see you (soon)", "a <b: c> d", "if x < y: z > 1"])
def test_parentheses_are_no_files(android: Callable[[str], Item], body: str) -> None:
    item = android(body)
    assert isinstance(item, Message)
    assert item.attachments == ()
    assert item.text == body


@pytest.mark.parametrize(
    "filler", [LRM, "<", " (", "<ab: ", "(", "< ", ">", "a: ", "\n1. ", "Bob added "]
)
@pytest.mark.parametrize("end", ["", ">", ")", "<x>"])
def test_long_messages_take_no_time(
    android: Callable[[str], Item], iphone: Callable[[str], Item], filler: str, end: str
) -> None:
    """Patterns that try again from every place would take hours for the longest message."""
    body = "a" + filler * (65_000 // len(filler)) + end
    for item in (android(body), iphone(body), iphone(LRM + body)):
        assert isinstance(item, Message)
        assert len(item.text) >= 60_000 or filler in {LRM, "<ab: "}


def test_files_of_nobody_are_accounted_for(items_of: Read) -> None:
    files = {"_chat.txt": CHAT, "one.jpg": b"1", "two.jpg": b"2"}
    *_, rest = items_of(whatsapp, "WhatsApp Chat - Alex.zip", files, archive=True)
    assert isinstance(rest, Skipped)
    assert rest.locator == "one.jpg and 1 more"
