"""Mails that Outlook saved: real ones, and ones put together property by property."""

import csv
import hashlib
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oxmsg.storage import Storage, Stream

from stalkdiary.errors import InputRefused
from stalkdiary.importers.mail import mails as mail
from stalkdiary.importers.mail import outlook as outlook_msg
from stalkdiary.importers.mail.dates import FAR_APART, NO_DATE
from stalkdiary.importers.mail.message import NO_SENDER
from stalkdiary.importers.mail.outlook import (
    EXCHANGE_NAME,
    INVITATION,
    NESTED_TYPE,
    NOT_IN_FILE,
    OLE,
    RICH_TEXT_ONLY,
)
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.model.message import Direction, Item, Message, Skipped, State

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
MANIFEST = SAMPLES / "MANIFEST.tsv"
ROWS = [
    row
    for row in csv.DictReader(
        MANIFEST.read_text("utf-8").splitlines() if MANIFEST.exists() else [], delimiter="\t"
    )
    if row["path"].startswith("outlook-msg/")
]
WITH_SAMPLES = pytest.mark.skipif(not ROWS, reason="the samples are not beside this checkout")
SENDERS = {
    "testMSG_att_doc.msg": "nicolas1.23456@free.fr",
    "test-outlook2003.msg": "olteam@microsoft.com",
    "test-outlook.msg": "msoe@microsoft.com",
    "testMSG_chinese.msg": "/O=FT GROUP/OU=FT/CN=RECIPIENTS/CN=LYDIACHANG",
    "strangeDate.msg": None,
}
NAMES = {
    "testMSG_att_doc.msg": ["test-unicode.doc", "pj1.txt"],
    "test-outlook2003.msg": [f"{number}.jpg" for number in (*range(1, 11), 12)],
}
NOTHING = "Nothing was imported."

SENT = datetime(2024, 3, 12, 21, 30, tzinfo=UTC)
TEXT, TEXT_8, BYTES, NUMBER, TIME = 0x1F, 0x1E, 0x102, 0x3, 0x40
CLASS = (0x1A, TEXT, "IPM.Note")
BASE = (
    CLASS,
    (0x37, TEXT, "RE: Where were you"),
    (0x39, TIME, SENT),
    (0x0E06, TIME, SENT + timedelta(seconds=5)),
    (0x0C1A, TEXT, "Alex Dunmore"),
    (0x0C1E, TEXT, "SMTP"),
    (0x0C1F, TEXT, "alex@example.com"),
    (0x1000, TEXT, "I waited.\r\n"),
)
Property = tuple[int, int, str | bytes | int | datetime]


def storage(
    name: str, properties: tuple[Property, ...], inner: tuple[Storage, ...] = (), header: int = 32
) -> Storage:
    """The folder of a message, recipient or attachment, as Outlook writes it."""
    streams, table = [], b""
    for tag, kind, value in properties:
        payload = b"\0" * 8
        if isinstance(value, int):
            payload = struct.pack("<q", value)
        elif isinstance(value, datetime):
            since = value - datetime(1601, 1, 1, tzinfo=UTC)
            payload = struct.pack("<Q", int(since.total_seconds()) * 10_000_000)
        else:
            data = value.encode("utf-16-le") if isinstance(value, str) else value
            streams.append(Stream(f"__substg1.0_{tag:04X}{kind:04X}", data))
        table += struct.pack("<HHI", kind, tag, 0) + payload
    streams.append(Stream("__properties_version1.0", bytes(header) + table))
    return Storage(name, tuple(streams), inner)


ItemsOf = Callable[..., list[Item]]
Reader = Callable[..., Message]


@pytest.fixture
def read_of(items_of: ItemsOf, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Reads a message whose folder was put together here."""

    def read(
        *properties: Property, inner: tuple[Storage, ...] = (), digest: bool = False
    ) -> Message:
        made = storage("", properties, inner)
        monkeypatch.setattr(outlook_msg, "_opened", lambda _: outlook_msg._Stored(made, 32))
        (item,) = items_of(outlook_msg, "a.msg", OLE, digest=digest)
        assert isinstance(item, Message)
        return item

    return read


# Samples -----------------------------------------------------------------------------------------


@WITH_SAMPLES
@pytest.mark.parametrize("row", ROWS, ids=lambda row: Path(row["path"]).name)
def test_samples_hold_what_the_manifest_says(row: dict[str, str]) -> None:
    path = SAMPLES / row["path"]
    with Export(path) as export:
        assert mail.recognises(export) is None
        assert outlook_msg.recognises(export) == "outlook-msg"
        if row["expected_count"] == "error":
            with pytest.raises(InputRefused, match="an appointment of Outlook") as refusal:
                list(outlook_msg.read(export, Reading()))
            assert refusal.value.advice.startswith(NOTHING)
            assert "stalkdiary attach" in refusal.value.advice
            return
        (message,) = outlook_msg.read(export, Reading(digest=True))
    assert isinstance(message, Message)
    if row["first_timestamp"]:
        assert message.time is not None
        moment = datetime.fromisoformat(row["first_timestamp"])
        assert message.time.instant == moment.timestamp() * 1000
    else:
        assert message.time is None
        assert {NO_DATE, NO_SENDER} <= set(message.flags)
    assert message.sender_id == SENDERS[path.name]
    assert [each.name for each in message.attachments] == NAMES.get(path.name, [])
    assert all(each.found and each.sha256 and each.bytes for each in message.attachments)
    assert message.text.strip()


@WITH_SAMPLES
def test_code_pages_of_the_far_east_are_read() -> None:
    """Also in the subject and in names, for which the file says no code page of its own."""
    with Export(SAMPLES / "outlook-msg/apache_tika/testMSG_chinese.msg") as export:
        (message,) = outlook_msg.read(export, Reading())
    assert isinstance(message, Message)
    assert message.subject == "Alfresco MSG format testing ( MSG 格式測試 )"
    assert "中文測試" in message.text
    assert (message.sender, message.direction) == ("Tests Chang@FT (張毓倫)", Direction.OUT)
    assert message.flags == (EXCHANGE_NAME,)


@WITH_SAMPLES
def test_a_folder_holds_mails_and_lists_the_rest() -> None:
    """An appointment among mails does not stop them."""
    with Export(SAMPLES / "outlook-msg" / "apache_tika") as export:
        assert outlook_msg.recognises(export) == "outlook-msg"
        found = list(outlook_msg.read(export, Reading()))
    assert sum(isinstance(item, Message) for item in found) == 4
    assert Skipped("testMSG_Appointment.msg", "an appointment, not a mail") in found


@WITH_SAMPLES
def test_mails_of_both_kinds_in_one_archive(items_of: ItemsOf) -> None:
    """A mail saved by Outlook beside one saved by another program."""
    saved = (SAMPLES / "outlook-msg/apache_tika/test-outlook.msg").read_bytes()
    files = {"a.eml": "From: alex@example.com\n\nx\n", "b.msg": saved, "c.txt": "notes"}
    found = items_of(mail, "mails.zip", files, archive=True)
    assert [type(item) for item in found] == [Message, Message, Skipped]


# Properties --------------------------------------------------------------------------------------


def test_a_mail(read_of: Reader) -> None:
    message = read_of(*BASE)
    assert message.time is not None
    assert (message.time.local, message.time.second) == (
        "2024-03-12T21:30:00+00:00",
        "2024-03-12T21:30:05+00:00",
    )
    assert (message.sender, message.sender_id) == ("Alex Dunmore", "alex@example.com")
    assert (message.subject, message.thread) == ("RE: Where were you", "Where were you")
    assert (message.text, message.flags, message.direction) == (
        "I waited.",
        (),
        Direction.UNKNOWN,
    )


def test_the_headers_that_came_with_it_decide(read_of: Reader) -> None:
    """Message-ID, sender and times are those of the mail as it was sent."""
    headers = (
        "Received: from a by b; Thu, 14 Mar 2024 21:30:04 +0000\r\n"
        "Message-ID: <one@example.com>\r\nDate: Tue, 12 Mar 2024 21:30:00 +0000\r\n"
        "From: =?utf-8?q?Al=C3=A9x?= <alex@example.com>\r\n"
    )
    message = read_of(*BASE, (0x7D, TEXT, headers))
    assert message.time is not None
    assert message.time.second == "2024-03-14T21:30:04+00:00"
    assert message.flags == (FAR_APART,)
    assert message.sender == "Aléx"
    assert message.native_id == "one@example.com 2024-03-12T21:30:00Z"


def test_the_same_mail_is_known_in_both_formats(read_of: Reader, items_of: ItemsOf) -> None:
    """By the Message-ID that Outlook noted, and the time at which the mail was sent."""
    eml = "Message-ID: <one@example.com>\nDate: Tue, 12 Mar 2024 22:30:00 +0100\n\nI waited.\n"
    saved = read_of(*BASE, (0x1035, TEXT, "<one@example.com>"))
    (other,) = items_of(mail, "a.eml", eml)
    assert isinstance(other, Message)
    assert saved.native_id == other.native_id is not None


@pytest.mark.parametrize(
    ("mark", "direction", "state"),
    [
        (0x1, Direction.UNKNOWN, State.COMPLETE),
        (0x21, Direction.OUT, State.COMPLETE),
        (0x8, Direction.OUT, State.DRAFT),
    ],
)
def test_marks(mark: int, direction: Direction, state: State, read_of: Reader) -> None:
    """Read; sent by this person; never sent."""
    message = read_of(*BASE, (0x0E07, NUMBER, mark))
    assert (message.direction, message.state) == (direction, state)


def test_recipients_by_address_where_there_is_one(read_of: Reader) -> None:
    people: list[tuple[Property, ...]] = [
        ((0x3001, TEXT, "Rosie"), (0x3003, TEXT, "/o=X/cn=rosie"), (0x39FE, TEXT, "r@example.org")),
        ((0x3001, TEXT, "'sam@example.org'"), (0x3003, TEXT, "sam@example.org")),
        ((0x3001, TEXT, "Kim"), (0x3003, TEXT, "/o=X/cn=kim")),
        ((0x3003, TEXT, "/o=X/cn=lee"),),
        (),
    ]
    inner = tuple(
        storage(f"__recip_version1.0_#0000000{number}", person, header=8)
        for number, person in enumerate(people)
    )
    message = read_of(*BASE, inner=inner)
    assert message.recipients == ("r@example.org", "sam@example.org", "Kim", "/o=X/cn=lee")
    assert message.group


def test_attachments(read_of: Reader) -> None:
    """Files, a mail within the mail, one that is only referred to, and one without a name."""
    nested = storage("__substg1.0_3701000D", ((0x37, TEXT, "Old mail"),), header=24)
    kinds: list[tuple[tuple[Property, ...], tuple[Storage, ...]]] = [
        (
            (
                (0x3701, BYTES, b"picture"),
                (0x3704, TEXT, "PICTUR~1.JPG"),
                (0x3705, NUMBER, 1),
                (0x3707, TEXT, "..\\C:\\a picture.jpg"),
                (0x370E, TEXT, "image/JPEG"),
            ),
            (),
        ),
        (((0x3705, NUMBER, 5),), (nested,)),
        (((0x3705, NUMBER, 2), (0x3704, TEXT, "far.doc")), ()),
        (((0x3701, BYTES, b""), (0x3705, NUMBER, 1)), ()),
    ]
    inner = tuple(
        storage(f"__attach_version1.0_#0000000{number}", properties, within, header=8)
        for number, (properties, within) in enumerate(kinds)
    )
    message = read_of(*BASE, inner=inner, digest=True)
    picture, mail_within, far, empty = message.attachments
    assert (picture.name, picture.bytes, picture.media_type) == ("a picture.jpg", 7, "image/jpeg")
    assert picture.sha256 == hashlib.sha256(b"picture").hexdigest()
    assert mail_within[:2] == ("Old mail", True)
    assert mail_within.media_type == NESTED_TYPE
    assert (far.name, far.found, empty.name, empty.bytes) == ("far.doc", False, "", 0)
    assert message.flags == (NOT_IN_FILE.format(name="far.doc"),)
    assert read_of(*BASE, inner=inner).attachments[0] == picture._replace(sha256=None)


def test_bodies(read_of: Reader) -> None:
    """HTML in its code page where there is no plain text; rich text alone is said to be there."""
    without = BASE[:-1]
    page = "<p>café <a href='https://a.example'>x</a></p>".encode("cp1252")
    assert read_of(*without, (0x1013, BYTES, page)).text == "café x <https://a.example>"
    big5 = read_of(*without, (0x3FDE, NUMBER, 950), (0x1000, TEXT_8, "格式\0".encode("big5")))
    assert (big5.text, big5.flags) == ("格式", ())
    greek = read_of(*without, (0x3FDE, NUMBER, 28597), (0x1000, TEXT_8, "αβ".encode("iso8859-7")))
    assert greek.text == "αβ"
    rich = read_of(*without, (0x1009, BYTES, b"LZFu"))
    assert (rich.text, rich.flags) == ("", (RICH_TEXT_ONLY,))
    odd = read_of(*without, (0x1000, BYTES, b"x"), (0x1000, TEXT, b"a\0b"))
    assert odd.text == "a\ufffd"


def test_no_sender_and_strange_times(read_of: Reader) -> None:
    """By the year 4501 Outlook says that there is no time."""
    message = read_of(CLASS, (0x39, TIME, datetime(4501, 1, 1, tzinfo=UTC)), (0x1000, TEXT, "x"))
    assert (message.time, message.sender) == (None, None)
    assert message.flags == (NO_SENDER, NO_DATE)
    assert read_of(CLASS, (0x39, TIME, -1)).time is None


def test_an_invitation_is_a_mail(read_of: Reader) -> None:
    """To be asked to meet is contact."""
    message = read_of((0x1A, TEXT, "IPM.Schedule.Meeting.Request"), *BASE[1:])
    assert message.flags == (INVITATION,)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("IPM.Contact", "a contact"),
        ("IPM.Task", "a task"),
        ("IPM.StickyNote", "a note"),
        ("IPM.Activity", "a journal entry"),
        ("REPORT.IPM.Note.NDR", "a report about the delivery of a mail"),
        ("IPM.Something", "an item"),
    ],
)
def test_other_items_are_refused_by_their_name(kind: str, said: str, read_of: Reader) -> None:
    with pytest.raises(InputRefused, match=f"is {said} of Outlook, not a mail") as refusal:
        read_of((0x1A, TEXT, kind))
    assert "attach N FILE" in refusal.value.advice


# Bad input ---------------------------------------------------------------------------------------


def test_only_files_of_outlook_are_recognised(made_export: Callable[..., Export]) -> None:
    """Word documents begin alike."""
    for name, content, ours in (
        ("a.msg", OLE, True),
        ("a.MSG", OLE, True),
        ("a.doc", OLE + b"W\0o\0r\0d\0", False),
        ("saved", OLE + "__properties_version1.0".encode("utf-16-le"), True),
        ("a.msg", b"From: alex@example.com\n", False),
    ):
        with made_export(name, content) as export:
            assert (outlook_msg.recognises(export) is not None) is ours, name
    with made_export("a.zip", {"a.msg": "text", "b.doc": OLE}, archive=True) as export:
        assert outlook_msg.recognises(export) is None


def test_a_damaged_file_is_refused_or_listed(items_of: ItemsOf) -> None:
    with pytest.raises(InputRefused, match=r"a\.msg can't be read as a mail of Outlook") as refusal:
        items_of(outlook_msg, "a.msg", OLE + bytes(2000))
    assert refusal.value.advice.startswith(NOTHING)
    files = {"a.msg": OLE + bytes(2000), "b.txt": "x"}
    found = items_of(outlook_msg, "a.zip", files, archive=True, skip_bad=True)
    assert [type(item) for item in found] == [Skipped, Skipped]


@WITH_SAMPLES
@settings(max_examples=60)
@given(data=st.data())
def test_no_damage_does_harm(data: st.DataObject, made_export: Callable[..., Export]) -> None:
    """Bytes changed anywhere, or the end cut off: read, listed or refused, and nothing else."""
    raw = bytearray((SAMPLES / "outlook-msg/apache_tika/test-outlook.msg").read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(8, len(raw) - 1) | st.integers(8, 1536))
        raw[at : at + 4] = data.draw(st.binary(min_size=4, max_size=4))
    del raw[data.draw(st.just(len(raw)) | st.integers(8, len(raw))) :]
    with made_export("a.msg", bytes(raw)) as export:
        found = []
        for skip_bad in (False, True):
            try:
                found = list(outlook_msg.read(export, Reading(digest=True, skip_bad=skip_bad)))
            except InputRefused:
                assert not skip_bad
    assert len(found) == 1
