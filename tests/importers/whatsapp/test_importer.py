"""WhatsApp's exported chats: names, what is recognised, blocks and line ends, bad input."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused, UnsafeFile
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.whatsapp import importer as whatsapp
from stalkdiary.importers.whatsapp.file import owner_hint
from stalkdiary.model.message import (
    Basis,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    Resolution,
    Skipped,
    State,
)

Read = Callable[..., list[Item]]
Make = Callable[..., Export]
LRM = "\u200e"
ENCRYPTED = "Messages and calls are end-to-end encrypted. Only people in this chat can read them."
CHAT = "25/03/2024, 10:00 - Alex: hello\n25/03/2024, 10:01 - Me: stop\n"
GOOD = (
    f"25/03/2024, 09:59 - {ENCRYPTED}\n{CHAT}25/03/2024, 10:02 - Alex: null\n"
    "25/03/2024, 10:03 - Alex: IMG-20240325-WA0001.jpg (file attached)\nlook at this\n"
)
IPHONE = (
    f"[25/03/2024, 10:00:00] Alex: {LRM}{ENCRYPTED}\r\n"
    "[25/03/2024, 10:00:05] Alex: hello\nagain\r\n"
    f"{LRM}[25/03/2024, 10:00:06] Alex: {LRM}<attached: 00000003-PHOTO-2024-03-25-10-00-06.jpg>\r\n"
    f"[25/03/2024, 10:01:00] Me: stop\r\n"
)


def test_a_plain_message_has_every_field(items_of: Read) -> None:
    """Those that there are a million of are made without naming the fields."""
    first, second = items_of(whatsapp, "WhatsApp Chat with Alex.txt", CHAT * 2)[:2]
    instant = 1711360800000
    time = ExportTime(
        raw="25/03/2024, 10:00",
        instant=instant,
        local="2024-03-25T10:00+00:00",
        precision=Resolution.MINUTE,
        basis=Basis.ASSUMED,
    )
    assert first == Message(
        locator="line 1",
        kind=Kind.MESSAGE,
        channel="WhatsApp",
        time=time,
        sender="Alex",
        thread="Alex",
        text="hello",
    )
    assert isinstance(first, Message)
    assert len(first) == len(Message._fields)
    assert isinstance(first.time, ExportTime)
    assert isinstance(second, Message)
    assert second.time == time._replace(
        raw="25/03/2024, 10:01", instant=instant + 60_000, local="2024-03-25T10:01+00:00"
    )


# Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "thread"),
    [
        ("WhatsApp Chat with Alex.txt", "Alex"),
        ("WhatsApp Chat with Alex (2).txt", "Alex"),
        ("Chat\u00a0WhatsApp\u00a0s\u00a0uživatelem\u00a0Alex.txt", "Alex"),
        ("WhatsApp Chat mit Alex Müller.txt", "Alex Müller"),
        ("diary.txt", "diary"),
        ("_chat.txt", None),
    ],
)
def test_the_thread_is_named_after_the_file(items_of: Read, file: str, thread: str | None) -> None:
    assert {
        item.thread for item in items_of(whatsapp, file, CHAT) if isinstance(item, Message)
    } == {thread}


def test_an_iphone_names_the_archive(items_of: Read) -> None:
    found = items_of(whatsapp, "WhatsApp Chat - Alex.zip", {"_chat.txt": IPHONE}, archive=True)
    assert {item.thread for item in found if isinstance(item, Message)} == {"Alex"}
    assert not any(item.group for item in found if isinstance(item, Message))


def test_more_than_two_are_a_group(items_of: Read) -> None:
    text = CHAT + "25/03/2024, 10:02 - Sam: hi\n25/03/2024, 10:02 - Sam: hi\n"
    assert all(
        item.group for item in items_of(whatsapp, "x.txt", text) if isinstance(item, Message)
    )


def test_numbers_lose_the_marks_around_them(items_of: Read) -> None:
    text = f"{CHAT}25/03/2024, 10:02 - \u202a+44 7700 900123\u202c: hi\n"
    item = items_of(whatsapp, "chat.txt", text)[2]
    assert isinstance(item, Message)
    assert item.sender == "+44 7700 900123"


@pytest.mark.parametrize(
    ("title", "names", "owner"),
    [
        ("Alex", ["Alex", "Me"], "Me"),
        ("Chat WhatsApp s uživatelem Alex CZ", ["Me", "Alex"], "Me"),
        ("+44 7700 900123", ["+44 7700 900123", "Me"], "Me"),
        ("Alexander", ["Alex", "Me"], None),
        ("Alex and Me", ["Alex", "Me"], None),
        ("Alex", ["Alex", "Me", "Sam"], None),
        ("Alex", ["Alex"], None),
        (None, ["Alex", "Me"], None),
    ],
)
def test_whose_phone_it_was_is_proposed(
    title: str | None, names: list[str], owner: str | None
) -> None:
    """By the name of a chat of two, and only where it names exactly one of them."""
    assert owner_hint(title, names) == owner


# Recognised, or refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "archive", "expected"),
    [
        ("x.txt", CHAT, False, "whatsapp-android"),
        ("x.txt", "Exported for the police\n\n" + CHAT, False, "whatsapp-android"),
        ("x.txt", "\ufeff" + CHAT, False, "whatsapp-android"),
        ("x.txt", IPHONE, False, "whatsapp-iphone"),
        ("x.zip", {"_chat.txt": IPHONE, "x.jpg": b"x"}, True, "whatsapp-iphone"),
        ("x.zip", {"sub/WhatsApp Chat with Alex.txt": CHAT}, True, "whatsapp-android"),
        ("x.txt", f"25/03/2024, 10:00 - {ENCRYPTED}\n", False, "whatsapp-android"),
        ("x.txt", "[2018-06-13, 9:25:15 PM] Alex: hello\n", False, "whatsapp-iphone"),
        ("x.txt", "[2018/06/13, 21:25] Alex: hello\n", False, "whatsapp-iphone"),
        ("x.txt", "[2019-12-24, 12:23] Alex: hello\n", False, None),
        ("x.txt", "25/03/2024, 10:00 - he stood outside\n", False, None),
        ("x.txt", "25/03/2024 10:00: he stood outside\n", False, None),
        ("x.txt", "Dear diary\n", False, None),
        ("x.csv", "Date,Text\n25/03/2024 10:00,hello\n", False, None),
        ("x.txt", "", False, None),
        ("x.zip", {"notes.txt": "hello", "x.jpg": b"x"}, True, None),
        ("x.zip", {"x.json": "{}"}, True, None),
    ],
)
def test_what_is_recognised(
    made_export: Make, name: str, content: object, expected: str | None, *, archive: bool
) -> None:
    """By content; the form of signal-export and somebody's own diary are none of it."""
    with made_export(name, content, archive=archive) as export:
        assert whatsapp.recognises(export) == expected


@pytest.mark.parametrize("archive", [False, True])
def test_what_is_named_like_a_chat_and_is_none(made_export: Make, *, archive: bool) -> None:
    """Dates in words, as phones of long ago wrote them, or no dates at all."""
    name, text = "WhatsApp Chat with Alex.txt", "Mar 25, 10:00 - Alex: hello\n"
    with (
        made_export(name, {name: text} if archive else text, archive=archive) as export,
        pytest.raises(InputRefused, match=r"Alex\.txt:1: found “Mar 25, 10:00 - Alex: hello”"),
    ):
        whatsapp.recognises(export)


def test_the_registry_knows_it(made_export: Make) -> None:
    with made_export("x.txt", CHAT) as export:
        assert importer_of(export)[0] == "whatsapp-android"


def test_text_above_the_first_message_is_listed(items_of: Read) -> None:
    for text in (f"For the police\n\n{CHAT}", f"For the police\n\n{CHAT}".replace("\n", "\r\n")):
        first, second, _ = items_of(whatsapp, "x.txt", text)
        assert isinstance(first, Skipped)
        assert (first.locator, second.locator) == ("line 1-2", "line 3")


def test_two_chats_in_an_archive_are_refused(made_export: Make) -> None:
    files = {"WhatsApp Chat with A.txt": CHAT, "WhatsApp Chat with B.txt": CHAT}
    with (
        made_export("x.zip", files, archive=True) as export,
        pytest.raises(InputRefused, match=r"2 chats: .*with A\.txt, .*with B\.txt") as refused,
    ):
        list(whatsapp.read(export, Reading()))
    assert refused.value.exit_code == 4


def test_a_chat_that_was_sent_in_a_chat_is_a_file(items_of: Read) -> None:
    """Somebody may send an exported chat as a document."""
    text = IPHONE + f"[25/03/2024, 10:02:00] Alex: {LRM}<attached: 00000009-Chat.txt>\r\n"
    files = {"_chat.txt": text, "00000009-Chat.txt": CHAT}
    found = items_of(whatsapp, "x.zip", files, archive=True)
    assert sum(isinstance(item, Message) for item in found) == 4


@pytest.mark.parametrize("archive", [False, True])
def test_another_encoding_is_refused_with_the_byte(made_export: Make, *, archive: bool) -> None:
    content = CHAT.encode() + "25/03/2024, 10:02 - Alex: café\n".encode("cp1252")
    files = {"x.txt": content}
    with (
        made_export(
            "x.zip" if archive else "x.txt", files if archive else content, archive=archive
        ) as export,
        pytest.raises(InputRefused, match=rf"x\.txt:3: found byte 0xe9 at offset {len(CHAT) + 29}"),
    ):
        list(whatsapp.read(export, Reading()))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_refused_with_what_to_do(made_export: Make, encoding: str) -> None:
    content = ("\ufeff" * (encoding == "utf-16-be") + CHAT).encode(encoding)
    with made_export("x.txt", content) as export:
        assert whatsapp.recognises(export) == "whatsapp-android"
        with pytest.raises(InputRefused, match="UTF-16"):
            list(whatsapp.read(export, Reading()))


def test_a_message_without_an_end_is_refused(made_export: Make) -> None:
    """Of many lines, or of one."""
    for rest in ("x" * 17 * 1024**2, "line\n" * 4 * 1024**2):
        with (
            made_export("x.txt", CHAT + rest) as export,
            pytest.raises(InputRefused, match=r"x\.txt:\d+: found"),
        ):
            list(whatsapp.read(export, Reading()))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_large_chat_is_read_in_blocks(items_of: Read, newline: str) -> None:
    """Messages that lie across the ends of blocks stay whole, and so do characters."""
    body = newline.join(["🌸é" * 40] * 20)
    line = f"25/03/2024, 10:00 - Alex: {body}"
    found = items_of(whatsapp, "x.txt", newline.join([line] * 800))
    assert {item.text for item in found if isinstance(item, Message)} == {body.replace("\r", "")}
    assert len(found) == 800
    assert found[-1].locator == f"line {799 * 20 + 1}-{800 * 20}"


def test_line_ends_of_windows_are_no_text(items_of: Read) -> None:
    text = CHAT.replace("\n", "\r\n") + "25/03/2024, 10:02 - Alex: two\r\nlines\r\n\r\n"
    found = items_of(whatsapp, "x.txt", text)
    assert [item.text for item in found if isinstance(item, Message)] == [
        *("hello", "stop", "two\nlines"),
    ]


def test_a_few_line_ends_of_windows_are_no_text_either(items_of: Read) -> None:
    text = CHAT * 3 + "25/03/2024, 10:02 - Alex: two\r\nlines\r\n25/03/2024, 10:03 - Alex:\r\n"
    *_, before, last = items_of(whatsapp, "x.txt", text)
    assert isinstance(before, Message)
    assert isinstance(last, Message)
    assert (before.text, last.text, last.state) == ("two\nlines", "", State.EMPTY)


@settings(max_examples=150)
@given(data=st.data())
def test_nothing_but_a_refusal_comes_of_bad_input(made_export: Make, data: st.DataObject) -> None:
    """Bytes by chance, and chats with bytes changed, doubled and cut."""
    content = bytearray(data.draw(st.sampled_from([GOOD, IPHONE, CHAT])).encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        piece = data.draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from(
                    [
                        b"\n",
                        b"\r\n",
                        b": ",
                        b"[",
                        b"25/13/2024, 99:99 - ",
                        "\u200f".encode(),
                        b"<",
                        b"null",
                    ]
                ),
            )
        )
        content[at : at + data.draw(st.integers(0, 8))] = piece
    refused: str | None = None
    with made_export("x.txt", bytes(content)) as export:
        try:
            if whatsapp.recognises(export):
                found = list(whatsapp.read(export, Reading(skip_bad=data.draw(st.booleans()))))
                assert all(isinstance(item, Message | Notice | Skipped) for item in found)
        except (InputRefused, UnsafeFile) as error:
            refused = error.advice
    assert refused is None or refused.startswith("Nothing was imported.")


@given(st.binary(max_size=200).filter(lambda content: not content.startswith(b"PK")))
def test_bytes_by_chance_are_no_chat(content: bytes) -> None:
    with Export(Path("/nowhere/x.txt"), io.BytesIO(content)) as export:
        assert whatsapp.recognises(export) is None
