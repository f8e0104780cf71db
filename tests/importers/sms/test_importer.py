"""SMS Backup & Restore: real files of three readers' tests, and backups written here.

No public sample has surrogate references, RCS or withheld calls: these rest on documentation.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused, UnsafeFile
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of, items
from stalkdiary.importers.sms import importer as sms_backup
from stalkdiary.model.message import (
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

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
NUMBER = "+447700900123"
T = 1773351005123
"""12 March 2026, 21:30:05.123 UTC."""

Made = Callable[..., Export]
Read = Callable[..., list[Item]]


def element(tag: str, inside: str = "", /, **attributes: Any) -> str:
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"  <{tag}{said}>{inside}</{tag}>\n" if inside else f"  <{tag}{said} />\n"


def sms(body: str = "hello", **attributes: Any) -> str:
    given = {
        "protocol": 0,
        "address": NUMBER,
        "date": T,
        "type": 1,
        "subject": "null",
        "body": body,
        "read": 1,
        "date_sent": 0,
        "readable_date": "12 Mar 2026 21:30:05",
        "contact_name": "Alex",
    }
    return element("sms", **(given | attributes))


def call(**attributes: Any) -> str:
    given = {
        "number": NUMBER,
        "duration": 0,
        "date": T,
        "type": 3,
        "presentation": 1,
        "contact_name": "Alex",
    }
    return element("call", **(given | attributes))


def mms(*inside: str, **attributes: Any) -> str:
    given = {
        "date": T,
        "msg_box": 1,
        "address": NUMBER,
        "m_id": "m1",
        "sub": "null",
        "contact_name": "Alex",
    }
    parts = "".join(each for each in inside if "<part" in each)
    addresses = "".join(each for each in inside if "<addr" in each)
    whole = f"<parts>{parts}</parts><addrs>{addresses}</addrs>"
    return element("mms", whole, **(given | attributes))


def part(ct: str = "text/plain", **attributes: Any) -> str:
    return element("part", ct=ct, **({"seq": 0} | attributes))


def addr(address: str, kind: int) -> str:
    return element("addr", address=address, type=kind)


def backup(*elements: str, root: str = "smses", count: int | None = None) -> str:
    said = len(elements) if count is None else count
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
    comment = "<!--File Created By SMS Backup & Restore v10.20.002 on 12/03/2026 21:31:17-->\n"
    return f'{head}{comment}<{root} count="{said}">\n{"".join(elements)}</{root}>\n'


@pytest.fixture
def read(items_of: Read) -> Read:
    """Everything that the importer reads of a file or, given a dictionary, of a zip file."""

    def read_of(content: Any, **how: Any) -> list[Item]:
        archive = isinstance(content, dict)
        name = "backup.zip" if archive else "sms-20260312.xml"
        return items_of(sms_backup, name, content, archive=archive, **how)

    return read_of


@pytest.fixture
def one(read: Read) -> Callable[..., Message]:
    """The one message that a backup of one element gives."""

    def read_one(
        content: str, *, root: str = "smses", encoding: str = "utf-8", **how: Any
    ) -> Message:
        (item,) = read(backup(content, root=root).encode(encoding), **how)
        assert isinstance(item, Message)
        return item

    return read_one


@pytest.fixture
def refusal(read: Read) -> Callable[..., InputRefused]:
    """Why a backup is refused."""

    def refused(content: Any, **how: Any) -> InputRefused:
        with pytest.raises(InputRefused) as caught:
            read(content, **how)
        assert caught.value.advice.startswith("Nothing was imported.")
        return caught.value

    return refused


# Real files ----------------------------------------------------------------------------------


def rows() -> list[list[str]]:
    manifest = SAMPLES / "MANIFEST.tsv"
    if not manifest.is_file():
        return []
    lines = [line.split("\t") for line in manifest.read_text("utf-8").splitlines()[1:]]
    return [line for line in lines if line[0].startswith("sms-backup-restore/")]


def instant(stamp: str) -> int:
    moment = datetime.fromisoformat(stamp)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // (moment.resolution * 1000)


@pytest.mark.skipif(not rows(), reason="the samples are not beside this checkout")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0].rpartition("/")[2])
def test_every_sample_gives_what_the_manifest_says(row: list[str]) -> None:
    path, expected, first, last = row[0], *row[5:8]
    with Export(SAMPLES / path) as export:
        name, importer = importer_of(export)
        assert name == "sms-backup-restore"
        if expected == "error":
            with pytest.raises(InputRefused, match=r"\.xml:[34]: "):
                list(items(export, importer, Reading()))
            return
        found = list(items(export, importer, Reading()))
    messages = [item for item in found if isinstance(item, Message)]
    assert len(messages) == int(expected)
    times = [message.time.instant for message in messages if message.time]
    assert len(times) == len(messages)
    if times:
        assert (min(times), max(times)) == (instant(first), instant(last))
    count_is_wrong = path.endswith("sms-and-mms.xml")
    assert [type(item) for item in found if not isinstance(item, Message)] == (
        [Notice] if count_is_wrong else []
    )


@pytest.mark.skipif(not rows(), reason="the samples are not beside this checkout")
def test_real_picture_messages() -> None:
    (path,) = SAMPLES.rglob("sample_mms.xml")
    with Export(path) as export:
        found = list(sms_backup.read(export, Reading(digest=True)))
    files = [item.attachments[0] for item in found if isinstance(item, Message)]
    assert [(file.name, file.bytes, file.media_type) for file in files] == [
        ("image.png", 70, "image/png"),
        ("video.mp4", 42, "video/mp4"),
        ("audio.mp3", 56, "audio/mp3"),
        ("document.pdf", 139, "application/pdf"),
    ]
    assert all(file.found and len(file.sha256 or "") == 64 for file in files)


# Text messages -------------------------------------------------------------------------------


def test_a_message_that_came(one: Callable[..., Message]) -> None:
    message = one(sms("hello", date_sent=T - 1123, subject="about us"))
    assert message.time is not None
    assert message.time.local == "2026-03-12T21:30:05.123+00:00"
    assert message.time.second == "2026-03-12T21:30:04.000+00:00"
    assert (message.time.instant, message.time.precision) == (T, Resolution.MILLISECOND)
    assert message._replace(time=None, native_id=None) == Message(
        locator="element 1",
        kind=Kind.MESSAGE,
        channel="text message",
        time=None,
        direction=Direction.IN,
        sender="Alex",
        sender_id=NUMBER,
        thread=NUMBER,
        subject="about us",
        text="hello",
    )


@pytest.mark.parametrize("contact", ["null", "(Unknown)", ""])
def test_without_a_name_the_number_is_the_sender(one: Callable[..., Message], contact: str) -> None:
    message = one(sms(contact_name=contact))
    assert (message.sender, message.sender_id) == (NUMBER, None)


def test_a_sender_that_is_no_number(one: Callable[..., Message]) -> None:
    message = one(sms(address="NHS-NoReply", contact_name="null"))
    assert (message.sender, message.thread) == ("NHS-NoReply", "nhs-noreply")


@pytest.mark.parametrize(
    ("code", "direction", "state", "flags"),
    [
        ("1", Direction.IN, State.COMPLETE, ""),
        ("2", Direction.OUT, State.COMPLETE, ""),
        ("3", Direction.OUT, State.DRAFT, ""),
        ("4", Direction.OUT, State.COMPLETE, "waiting to be sent"),
        ("5", Direction.OUT, State.COMPLETE, "could not send"),
        ("6", Direction.OUT, State.COMPLETE, "queued"),
        ("7", Direction.UNKNOWN, State.COMPLETE, "the type 7"),
        ("x", Direction.UNKNOWN, State.COMPLETE, "the type x"),
    ],
)
def test_folders_of_the_phone(
    one: Callable[..., Message], code: str, direction: Direction, state: State, flags: str
) -> None:
    for message in (one(sms(type=code)), one(mms(part(text="hello"), msg_box=code))):
        assert (message.direction, message.state) == (direction, state)
        assert flags in "".join(message.flags)
        assert bool(flags) == bool(message.flags)
        if direction is Direction.OUT:
            assert (message.sender, message.recipients) == (None, ("Alex",))
        else:
            assert (message.sender, message.recipients) == ("Alex", ())


def test_the_word_null_is_nothing(one: Callable[..., Message]) -> None:
    message = one(sms("null", subject="null"))
    assert (message.text, message.raw_text, message.subject) == ("", "null", None)
    assert message.state is State.EMPTY
    assert one(sms("")).state is State.EMPTY
    assert one(sms("null and void")).text == "null and void"


def test_characters_that_no_text_can_hold(one: Callable[..., Message]) -> None:
    """Are shown and flagged, and the characters of the file kept; emoji in halves are whole."""
    message = one(sms("a&#0;b &amp; &#55357; &#55357;&#56842;", contact_name="Al&#0;ex"))
    assert message.text == "a\ufffdb & \ufffd \U0001f60a"
    assert message.raw_text == "a&#0;b & &#55357; \U0001f60a"
    assert message.flags == ("It holds characters that no text can have, shown here as \ufffd.",)
    assert message.sender == "Al\ufffdex"
    parts = one(mms(part(text="x&#1;"), part(text="y")))
    assert (parts.text, parts.raw_text) == ("x\ufffd\ny", "x&#1;\ny")
    assert parts.flags == message.flags


def test_line_breaks_and_marks_of_xml(one: Callable[..., Message]) -> None:
    assert one(sms("a&#10;b &lt;sms&gt; &amp;#0; &quot;x&quot; 'y'")).text == (
        "a\nb <sms> &#0; \"x\" 'y'"
    )


def test_the_date_for_readers_is_not_read(one: Callable[..., Message]) -> None:
    odd = one(sms(readable_date="31 &#8207; Shawwal"))
    assert odd.time == one(sms()).time


def test_seconds_are_told_from_milliseconds(one: Callable[..., Message]) -> None:
    message = one(mms(part(text="x"), date=T // 1000, date_sent=T // 1000 - 1))
    assert message.time is not None
    assert message.time.local == "2026-03-12T21:30:05+00:00"
    assert message.time.second == "2026-03-12T21:30:04+00:00"
    assert message.time.precision is Resolution.SECOND
    assert message.time.raw == str(T // 1000)


@pytest.mark.parametrize("date", ["today", "", "0", "-5", "null", "1.5", "9" * 14, "9" * 5000])
def test_an_item_without_a_usable_time(
    read: Read, refusal: Callable[..., InputRefused], date: str
) -> None:
    """Is refused with its place, or listed where the person wants the rest."""
    whole = backup(sms("one"), sms("two", date=date), sms("three"))
    error = refusal(whole)
    assert "sms-20260312.xml:5: element 2" in error.sentence
    assert f'found "{date}"' in error.sentence
    assert "--skip-bad" in error.advice
    found = read(whole, skip_bad=True)
    assert [type(item) for item in found] == [Message, Skipped, Message]
    assert isinstance(found[1], Skipped)
    assert found[1].locator == "element 2"


def test_times_are_told_in_the_zone_that_was_asked_for(one: Callable[..., Message]) -> None:
    message = one(sms(), timezone="America/New_York")
    assert message.time is not None
    assert message.time.local == "2026-03-12T17:30:05.123-04:00"


# What is one message -------------------------------------------------------------------------


def keys(read: Read, *elements: str, root: str = "smses") -> list[str | None]:
    found = read(backup(*elements, root=root))
    return [item.native_id for item in found if isinstance(item, Message)]


def test_equal_messages_are_one_whatever_surrounds_them(read: Read) -> None:
    same = keys(
        read,
        sms(),
        sms(readable_date="Mar 12, 2026 9:30:05 PM", contact_name="Alexander", read=0, sub_id=2),
        sms(address="07700 900123", status=3, service_center="+447700900999"),
    )
    assert len(set(same)) == 1


def test_whatever_differs_in_a_message_makes_two(read: Read) -> None:
    different = keys(
        read,
        *(sms(), sms(date=T + 1), sms("hello "), sms(type=2), sms(address="+447700900124")),
        *(sms("hello", address="Alex"), sms("null"), sms("&#0;"), sms("\ufffd")),
    )
    assert len(set(different)) == len(different) == 9
    assert None not in different


def test_what_is_one_call(read: Read) -> None:
    same = keys(read, call(), call(contact_name="null", readable_date="x"), root="calls")
    assert len(set(same)) == 1
    different = keys(
        read,
        *(call(), call(duration=1), call(type=1), call(date=T + 1), call(number="+447700900124")),
        call(number=""),
        root="calls",
    )
    assert len(set(different)) == 6


def test_what_is_one_picture_message(read: Read) -> None:
    """Its own number and date; without a number, what it holds."""
    picture = part("image/jpeg", name="a.jpg", data="AAAA")
    assert len(set(keys(read, mms(picture), mms(), mms(part(text="x"))))) == 1
    assert len(set(keys(read, mms(m_id="1"), mms(m_id="2"), mms(m_id="1", date=T + 1000)))) == 3
    unnumbered = [
        mms(*inside, m_id="null")
        for inside in (
            [picture],
            [part("image/jpeg", name="a.jpg", data="AAAB")],
            [part(text="x")],
            [part(text="y")],
        )
    ]
    assert len(set(keys(read, *unnumbered))) == 4
    assert len(set(keys(read, unnumbered[0], unnumbered[0]))) == 1


# Calls ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "seconds", "direction", "outcome"),
    [
        ("1", 125, Direction.IN, "answered"),
        ("2", 125, Direction.OUT, "answered"),
        ("2", 0, Direction.OUT, "no-answer"),
        ("3", 0, Direction.IN, "missed"),
        ("5", 0, Direction.IN, "declined"),
        ("6", 0, Direction.IN, "blocked"),
        ("7", 0, Direction.IN, "answered"),
        ("42", 0, Direction.UNKNOWN, "unknown"),
    ],
)
def test_calls(
    one: Callable[..., Message], code: str, seconds: int, direction: Direction, outcome: str
) -> None:
    message = one(call(type=code, duration=seconds), root="calls")
    assert (message.kind, message.channel) == (Kind.CALL, "phone call")
    assert message.direction is direction
    assert message.call == Call("voice", outcome, seconds)
    assert bool(message.flags) == (code in {"7", "42"})
    if direction is Direction.OUT:
        assert (message.sender, message.recipients) == (None, ("Alex",))
    else:
        assert (message.sender, message.sender_id) == ("Alex", NUMBER)


def test_a_voicemail(one: Callable[..., Message]) -> None:
    message = one(call(type=4, duration=12), root="calls")
    assert (message.kind, message.call) == (Kind.VOICEMAIL, Call("voice", "voicemail", 12))


@pytest.mark.parametrize("number", ["", "null", "-1", "-2", "-3"])
@pytest.mark.parametrize("presentation", ["1", "2", "3", "null"])
def test_a_withheld_number(one: Callable[..., Message], number: str, presentation: str) -> None:
    """Nobody is named, whatever the phone writes beside it."""
    written = call(number=number, presentation=presentation, contact_name="(Unknown)")
    message = one(written, root="calls")
    assert message.call is not None
    assert message.call.withheld
    assert (message.sender, message.sender_id, message.thread) == (None, None, None)


def test_a_number_that_came_through_although_it_was_withheld(one: Callable[..., Message]) -> None:
    message = one(call(presentation=2), root="calls")
    assert message.call is not None
    assert message.call.withheld
    assert (message.sender, message.sender_id) == ("Alex", NUMBER)
    assert "Marked as withheld" in message.flags[0]


# Picture messages ----------------------------------------------------------------------------


def test_the_text_of_a_picture_message_is_in_its_parts(one: Callable[..., Message]) -> None:
    message = one(
        mms(
            part("application/smil", seq=-1, text="&lt;smil/&gt;"),
            part(seq=2, text="second"),
            part(seq=1, text="first"),
            part(seq=3, text="null"),
        )
    )
    assert (message.text, message.attachments, message.flags) == ("first\nsecond", (), ())
    assert message.state is State.COMPLETE


@pytest.mark.parametrize("size", [1, 2, 3, 30, 5_000, 100_000, 3_000_000])
@pytest.mark.parametrize("digest", [False, True])
def test_a_picture_is_measured_and_hashed(
    one: Callable[..., Message], size: int, digest: bool
) -> None:
    data = bytes(index % 251 for index in range(size))
    encoded = base64.b64encode(data).decode()
    file = part("image/jpeg", name="null", cl="IMG_1.jpg", data=encoded)
    message = one(mms(file), digest=digest)
    (attachment,) = message.attachments
    assert attachment._replace(sha256=None) == (
        *("IMG_1.jpg", True, None, size),
        *(None, "image/jpeg", None),
    )
    assert attachment.sha256 == (hashlib.sha256(data).hexdigest() if digest else None)
    assert (message.state, message.flags) == (State.COMPLETE, ())


def test_base64_in_lines(one: Callable[..., Message]) -> None:
    """Some phones break it, as references or as they are."""
    data = bytes(range(256)) * 40
    encoded = base64.encodebytes(data).decode()
    for broken in (encoded, encoded.replace("\n", "&#10;"), encoded.replace("\n", "&#13;&#10;")):
        (attachment,) = one(mms(part("image/png", data=broken)), digest=True).attachments
        assert attachment.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "data",
    ["not-valid-base64-content!!", "AAA", "AA=A", "=AAA", "A===", "====", "AAAA" * 2000 + "A"],
)
def test_damaged_base64_costs_the_picture_and_not_the_message(
    one: Callable[..., Message], data: str
) -> None:
    message = one(mms(part(text="look"), part("image/png", name="a.png", data=data)), digest=True)
    (attachment,) = message.attachments
    assert (attachment.found, attachment.bytes, attachment.sha256) == (False, None, None)
    assert message.text == "look"
    assert message.state is State.MEDIA_OMITTED
    assert message.flags == ("The file a.png in the backup is damaged: it is not valid Base64.",)


@pytest.mark.parametrize("data", [{}, {"data": ""}, {"data": "null"}])
def test_a_backup_without_pictures(one: Callable[..., Message], data: dict[str, str]) -> None:
    message = one(mms(part("image/png", name="a.png", **data)))
    assert not message.attachments[0].found
    assert message.state is State.MEDIA_OMITTED
    assert "does not hold the file a.png" in message.flags[0]


def test_a_picture_message_that_was_never_fetched(one: Callable[..., Message]) -> None:
    message = one(mms(m_type=130))
    assert message.state is State.MEDIA_OMITTED
    assert "did not fetch it" in message.flags[0]


def test_an_empty_picture_message(one: Callable[..., Message]) -> None:
    assert one(mms()).state is State.EMPTY
    assert one(mms(sub="Subject")).state is State.COMPLETE


GROUP = "+447700900123~07700900124"


def test_a_group_is_told_by_the_number_that_it_came_from(one: Callable[..., Message]) -> None:
    message = one(
        mms(
            part(text="hi"),
            addr("07700 900124", 137),
            addr("insert-address-token", 151),
            addr(NUMBER, 151),
            addr("+447700900125", 130),
            address=GROUP,
            contact_name="Alex, Sam",
        )
    )
    assert (message.sender, message.sender_id, message.group) == ("07700 900124", None, True)
    assert message.recipients == (NUMBER, "+447700900125")
    assert message.thread == "+447700900123~+447700900124"
    assert message.flags == ()


def test_a_group_has_one_thread_in_any_order(one: Callable[..., Message]) -> None:
    turned = one(mms(addr(NUMBER, 137), address="07700 900124~+447700900123"))
    assert turned.thread == "+447700900123~+447700900124"
    sent = one(mms(addr("insert-address-token", 137), address=GROUP, msg_box=2))
    assert (sent.thread, sent.group, sent.sender) == (turned.thread, True, None)
    assert sent.recipients == tuple(GROUP.split("~"))


def test_a_group_that_does_not_say_who_sent_it(one: Callable[..., Message]) -> None:
    message = one(mms(addr("insert-address-token", 137), address=GROUP))
    assert message.sender is None
    assert message.flags == ("The backup does not say who of the group sent it.",)


def test_one_number_twice_is_no_group(one: Callable[..., Message]) -> None:
    message = one(mms(address=f"{NUMBER}~07700900123~insert-address-token"))
    assert (message.group, message.thread, message.sender) == (False, NUMBER, "Alex")


def test_a_message_that_names_another_sender_is_flagged(one: Callable[..., Message]) -> None:
    message = one(mms(addr("+447700900999", 137)))
    assert (message.sender, message.sender_id) == ("Alex", NUMBER)
    assert "+447700900999" in message.flags[0]
    assert one(mms(addr("07700 900123", 137))).flags == ()


def test_the_number_within_is_taken_where_there_is_no_other(one: Callable[..., Message]) -> None:
    message = one(mms(addr(NUMBER, 137), address="null", contact_name="null"))
    assert (message.sender, message.thread) == (NUMBER, NUMBER)


# The whole file ------------------------------------------------------------------------------


def test_every_element_is_accounted_for(read: Read) -> None:
    content = backup(
        sms(), element("rcs", body="x"), mms("<part ct='text/plain' text='hi'/><odd/>"), sms()
    )
    found = read(content)
    assert [type(item) for item in found] == [Message, Skipped, Skipped, Message, Message]
    assert found[1] == Skipped("element 2", "<rcs> is not known here.")
    assert found[2] == Skipped("element 3", "<odd> is not known here.")


def test_a_wrong_count_is_told_and_no_failure(read: Read) -> None:
    *messages, notice = read(backup(sms(), sms(date=T + 1), count=2444))
    assert len(messages) == 2
    assert notice == Notice(
        "<smses>", "The backup gives the number of its items as 2444; found: 2."
    )


def test_an_empty_backup(read: Read) -> None:
    assert read(backup()) == []
    assert read("<calls/>") == []
    assert read("\ufeff<smses count='0'></smses>") == []


def test_calls_and_messages_in_a_zip_file(read: Read) -> None:
    found = read(
        {
            "Backup/sms-1.xml": backup(sms()),
            "Backup/CALLS-1.XML": backup(call(), root="calls", count=9),
            "Backup/readme.txt": "hello",
            "Backup/other.xml": "<html/>",
            "Backup/old.zip": b"PK",
        }
    )
    assert [(type(item), item.locator) for item in found] == [
        (Message, "Backup/sms-1.xml: element 1"),
        (Message, "Backup/CALLS-1.XML: element 1"),
        (Notice, "Backup/CALLS-1.XML: <calls>"),
        (Skipped, "Backup/readme.txt"),
        (Skipped, "Backup/other.xml"),
        (Skipped, "Backup/old.zip"),
    ]


def test_a_folder_of_backups(tmp_path: Path) -> None:
    (tmp_path / "sms-1.xml").write_text(backup(sms("one")), "utf-8")
    (tmp_path / "sms-2.xml").write_text(backup(sms("two")), "utf-8")
    with Export(tmp_path) as export:
        assert sms_backup.recognises(export) == "sms-backup-restore"
        found = list(sms_backup.read(export, Reading()))
    assert [item.text for item in found if isinstance(item, Message)] == ["one", "two"]


@pytest.mark.parametrize(
    "content", ["<html/>", "", "smses", "<?xml version='1.0'?><svg/>", b"\x89PNG<smses>"[:4]]
)
def test_other_files_are_not_recognised(made_export: Made, content: Any) -> None:
    with made_export("x.xml", content) as export:
        assert sms_backup.recognises(export) is None
    with made_export("x.zip", {"x.xml": content}, archive=True) as export:
        assert sms_backup.recognises(export) is None


# What is wrong -------------------------------------------------------------------------------


def test_a_backup_that_was_interrupted(read: Read, refusal: Callable[..., InputRefused]) -> None:
    whole = backup(*(sms(f"{number}") for number in range(5)))
    cut = whole[: whole.index('body="3"')]
    error = refusal(cut)
    assert "sms-20260312.xml:7: the backup breaks off here, after 3 whole" in error.sentence
    assert "Make a new backup" in error.advice
    assert "--skip-bad imports the 3 whole messages" in error.advice
    *messages, last = read(cut, skip_bad=True)
    assert [item.text for item in messages if isinstance(item, Message)] == ["0", "1", "2"]
    assert isinstance(last, Skipped)
    assert last.locator == "line 7 to the end"


def test_a_backup_without_its_closing_tag(refusal: Callable[..., InputRefused]) -> None:
    error = refusal(backup(sms(), sms()).replace("</smses>", ""))
    assert "after 2 whole messages" in error.sentence


@settings(max_examples=150)
@given(data=st.data())
def test_whatever_is_cut_off_the_whole_items_before_are_kept(
    made_export: Made, data: st.DataObject
) -> None:
    picture = part("image/png", data="AAAA" * 3000)
    content = backup(sms("a&#55357;&#56842;"), mms(picture, part(text="b")), sms("c")).encode()
    end = data.draw(st.integers(content.index(b"<smses") + 8, len(content) - 2))
    with made_export("sms.xml", content) as export:
        everything = list(sms_backup.read(export, Reading()))
    with made_export("sms.xml", content[:end]) as export:
        with pytest.raises(InputRefused, match="breaks off here"):
            list(sms_backup.read(export, Reading()))
        *found, last = sms_backup.read(export, Reading(skip_bad=True))
    assert isinstance(last, Skipped)
    assert found == everything[: len(found)]
    ends = [
        content.index(b"/>", content.index(b"<sms ")) + 2,
        content.index(b"</mms>") + 6,
        content.rindex(b"/>") + 2,
    ]
    assert len(found) == sum(each <= end for each in ends)


@pytest.mark.parametrize(
    ("before", "column"),
    [
        ("", 3),
        ("&#55357;&#56842; ", 3 + 17),
        ("&#0; ", 3 + 5),
        ("\u00e9\U0001f60a ", 3 + 3),
    ],
)
def test_the_place_of_a_fault(
    refusal: Callable[..., InputRefused], before: str, column: int
) -> None:
    """Is that of the file, whatever was mended before it on the same line."""
    content = backup(sms(), f"  <!--{before}--><sms <bad/>\n")
    error = refusal(content)
    assert (
        f"sms-20260312.xml:5: the XML is not well-formed at column {column + 12}" in error.sentence
    )
    assert 'found "<bad/>' in error.sentence
    assert "expected" in error.sentence


def test_the_place_of_a_fault_behind_a_picture(refusal: Callable[..., InputRefused]) -> None:
    picture = mms(part("image/png", data="A" * 100_000)).replace("\n", "")
    error = refusal(backup(f"{picture}<sms <bad/>\n"))
    assert f":4: the XML is not well-formed at column {len(picture) + 6}: " in error.sentence


def test_a_character_that_is_not_utf8(refusal: Callable[..., InputRefused]) -> None:
    content = backup(sms("one"), sms("caf\u00e9")).encode("latin-1")
    error = refusal(content)
    assert "sms-20260312.xml:5: " in error.sentence
    assert "the byte 0xE9, which is no UTF-8" in error.sentence


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_backup_saved_in_another_encoding(one: Callable[..., Message], encoding: str) -> None:
    """Editors and some shells do that."""
    message = one(sms("caf\u00e9 \U0001f60a"), encoding=encoding)
    assert message.text == "caf\u00e9 \U0001f60a"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE smses SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE smses [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE smses [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_declarations_are_unsafe(read: Read, declaration: str) -> None:
    with pytest.raises(UnsafeFile, match="declares a document type") as caught:
        read(f'{declaration}<smses><sms address="1" body="x"/></smses>')
    assert caught.value.advice.startswith("Nothing was imported.")


@settings(max_examples=200)
@given(data=st.data())
def test_no_damage_makes_anything_but_a_refusal(made_export: Made, data: st.DataObject) -> None:
    picture = part("image/png", data="AAAA" * 2000)
    good = backup(sms("a&#55357;&#56842;"), mms(picture, addr("1", 137)), call(type=4)).encode()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 30)))
    noise = st.binary(max_size=20) | st.sampled_from(
        [
            b'"',
            b"<",
            b"&#",
            b"&#55357;",
            b'data="',
            b"</smses>",
            b"\xef\xb7\x90@1;",
            b"<!DOCTYPE x>",
        ]
    )
    bad = good[:start] + data.draw(noise) + good[end:]
    for how in (Reading(), Reading(skip_bad=True, digest=True)):
        with made_export("sms.xml", bad) as export:
            try:
                found = list(sms_backup.read(export, how))
            except (InputRefused, UnsafeFile):
                continue
        assert all(isinstance(item, Message | Notice | Skipped) for item in found)
