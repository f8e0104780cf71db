"""What iMazing writes of messages, WhatsApp and calls.

No public sample exists: these tests rest on the headers and rules that its readers document.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused, UnsafeFile
from stalkdiary.importers.imazing import importer as imazing
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.importers.registry import items
from stalkdiary.model.message import (
    Direction,
    Item,
    Kind,
    Message,
    Notice,
    Resolution,
    Skipped,
    State,
)

BASE = (
    *("Chat Session", "Message Date", "Delivered Date", "Read Date", "Service", "Type"),
    *("Sender ID", "Sender Name", "Status", "Replying to", "Subject", "Text"),
    *("Attachment", "Attachment type"),
)
WITH_EDITED = (*BASE[:4], "Edited Date", *BASE[4:])
WITH_DELETED = (*BASE[:4], "Edited Date", "Deleted Date", *BASE[4:12], "Reactions", *BASE[12:])
WITH_IDS = (WITH_DELETED[0], "Message ID", *WITH_DELETED[1:])
WHATSAPP = (
    *("Chat Session", "Message Date", "Sent Date", "Type", "Sender ID", "Sender Name", "Status"),
    *("Forwarded", "Replying to", "Text", "Reactions", "Attachment", "Attachment type"),
    "Attachment info",
)
CALLS = ("Call type", "Date", "Duration", "Number", "Contact", "Location", "Service")

IN = {
    "Chat Session": "Alex Example",
    "Message Date": "2023-10-21 09:00:00",
    "Service": "iMessage",
    "Type": "Incoming",
    "Sender ID": "+447700900123",
    "Sender Name": "Alex Example",
    "Text": "Hello",
}
OUT = IN | {"Type": "Outgoing", "Sender ID": "", "Sender Name": "", "Text": "No"}
CALL = {
    "Call type": "Missed",
    "Date": "2023-10-21 09:00:00",
    "Duration": "00:00:00",
    "Number": "+447700900123",
    "Contact": "Alex Example",
    "Service": "Phone: +447700900999",
}
Rows = Sequence[dict[str, str]]
Read = Callable[..., list[Item]]


def written(
    columns: Sequence[str], rows: Rows, *, end: str = "\r\n", mark: str = "\ufeff"
) -> bytes:
    """A table as iMazing writes it."""
    buffer = io.StringIO(newline="")
    # The writer of the standard library forgets to quote the line ends that are not its own.
    writer = csv.DictWriter(
        buffer,
        columns,
        lineterminator=end,
        extrasaction="ignore",
        quoting=csv.QUOTE_MINIMAL if end == "\r\n" else csv.QUOTE_ALL,
    )
    writer.writeheader()
    writer.writerows(rows)
    return (mark + buffer.getvalue()).encode()


def read_from(path: Path, **how: object) -> list[Item]:
    with Export(path) as export:
        assert imazing.recognises(export) is not None
        return list(items(export, imazing, Reading(**how)))  # type: ignore[arg-type]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a table of some rows, with files beside it."""

    def read_rows(
        columns: Sequence[str], rows: Rows, files: dict[str, bytes] | None = None, **how: object
    ) -> list[Item]:
        path = tmp_path / "Messages - Alex Example.csv"
        path.write_bytes(written(columns, rows))
        for name, content in (files or {}).items():
            (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
            (tmp_path / name).write_bytes(content)
        return read_from(path, **how)

    return read_rows


def messages(found: list[Item]) -> list[Message]:
    return [item for item in found if isinstance(item, Message)]


# The shapes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "count"), [(BASE, 14), (WITH_EDITED, 15), (WITH_DELETED, 17), (WITH_IDS, 18)]
)
def test_every_version_of_messages(columns: Sequence[str], count: int, read: Read) -> None:
    """Columns are found by name, however many there are."""
    assert len(columns) == count
    found = read(columns, [IN, OUT])
    assert found[0] == Skipped("line 1", "names of the columns")
    incoming, outgoing = messages(found)
    assert incoming.time is not None
    assert incoming.time.local == "2023-10-21T09:00:00+01:00"
    assert incoming.time.precision is Resolution.SECOND
    assert (incoming.channel, incoming.direction) == ("iMessage", Direction.IN)
    assert (incoming.sender, incoming.sender_id) == ("Alex Example", "+447700900123")
    assert (incoming.text, incoming.thread, incoming.group) == ("Hello", "Alex Example", False)
    assert (outgoing.direction, outgoing.sender) == (Direction.OUT, None)
    assert outgoing.recipients == ("Alex Example",)


def test_columns_in_another_sequence_and_new_ones(read: Read) -> None:
    """The position of a column means nothing."""
    (message,) = messages(read(["Something new", *reversed(WITH_IDS)], [IN]))
    assert (message.text, message.sender) == ("Hello", "Alex Example")


def test_services(read: Read) -> None:
    """SMS and RCS are text messages to the person, iMessage is not."""
    rows = [IN | {"Service": name} for name in ("SMS", "RCS", "iMessage", "")]
    channels = [each.channel for each in messages(read(BASE, rows))]
    assert channels == ["text message", "text message", "iMessage", "text message"]


def test_whatsapp(read: Read) -> None:
    """WhatsApp has a second time, and notices of the program."""
    rows = [
        IN | {"Type": "Notification", "Sender ID": "", "Sender Name": "", "Text": "Messages are…"},
        IN | {"Type": "Notification", "Text": "Your security code with Alex changed."},
        IN | {"Sent Date": "2023-10-21 08:59:58", "Forwarded": "Yes"},
        IN | {"Text": "This message was deleted."},
        IN
        | {"Type": "Notification", "Sender ID": "", "Sender Name": "", "Text": "Missed voice call"},
    ]
    found = read(WHATSAPP, rows)
    start, code = [item for item in found if isinstance(item, Notice)]
    assert (start.telling, code.telling) == (False, True)
    hello, deleted, call = messages(found)
    assert hello.channel == "WhatsApp"
    assert hello.time is not None
    assert hello.time.second == "2023-10-21T08:59:58+01:00"
    assert hello.flags == ("It was forwarded.",)
    assert deleted.state is State.DELETED_BY_SENDER
    assert (call.kind, call.sender, call.direction) == (Kind.CALL, "Alex Example", Direction.IN)
    assert call.call is not None
    assert call.call.outcome == "missed"
    assert any("among its notices" in flag for flag in call.flags)


def test_calls(read: Read) -> None:
    """Direction, outcome, length, medium and service of calls; withheld numbers."""
    rows = [
        CALL,
        CALL | {"Call type": "Outgoing", "Duration": "00:01:05"},
        CALL | {"Call type": "Outgoing"},
        CALL | {"Call type": "Incoming", "Duration": "65", "Service": "FaceTime Video"},
        CALL | {"Call type": "Incoming", "Duration": "1 min 5 s", "Service": "WhatsApp Audio"},
        CALL | {"Number": "", "Contact": ""},
        CALL | {"Call type": "Eingehend", "Duration": "eine Weile"},
    ]
    missed, long, unanswered, video, whatsapp, withheld, odd = messages(read(CALLS, rows))
    details = [each.call for each in (missed, long, unanswered, video, whatsapp, withheld, odd)]
    assert [each.outcome for each in details if each] == [
        *("missed", "answered", "no-answer", "answered", "answered", "missed", "unknown"),
    ]
    assert [each.seconds for each in details if each] == [0, 65, 0, 65, 65, 0, None]
    assert (missed.direction, missed.sender, missed.sender_id, missed.channel) == (
        *(Direction.IN, "Alex Example", "+447700900123", "phone call"),
    )
    assert (long.direction, long.sender, long.recipients) == (
        *(Direction.OUT, None, ("+447700900123",)),
    )
    assert (video.channel, video.call and video.call.medium) == ("FaceTime", "video")
    assert whatsapp.channel == "WhatsApp"
    assert (withheld.sender, withheld.call and withheld.call.withheld) == (None, True)
    assert len(odd.flags) == 2


@pytest.mark.parametrize(
    ("columns", "name"),
    [(WITH_IDS, "imazing-messages"), (WHATSAPP, "imazing-whatsapp"), (CALLS, "imazing-calls")],
)
def test_the_name_of_the_format(columns: Sequence[str], name: str, tmp_path: Path) -> None:
    """Told by the names of the columns, in a file, a folder or an archive."""
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "a.csv").write_bytes(written(columns, []))
    (folder / "Contacts.csv").write_bytes(b"First Name,Mobile Phone\nAlex,+447700900123\n")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(folder / "a.csv", "x/a.csv")
    for path in (folder / "a.csv", folder, tmp_path / "a.zip"):
        with Export(path) as export:
            assert imazing.recognises(export) == name
    with Export(folder / "Contacts.csv") as export:
        assert imazing.recognises(export) is None


# Identity and state --------------------------------------------------------------------------


def test_the_parts_of_a_message_are_put_together(read: Read) -> None:
    """A text and two pictures with one Message ID are one message."""
    part = IN | {"Message ID": "A", "Text": ""}
    rows = [
        part | {"Attachment": "a.jpg", "Attachment type": "Image"},
        part | {"Attachment": "b.jpg", "Attachment type": "Image"},
        part | {"Text": "Look"},
        IN | {"Message ID": "B"},
    ]
    first, second = messages(read(WITH_IDS, rows))
    assert (first.native_id, first.text, first.locator) == ("A", "Look", "line 2-4")
    assert [each.name for each in first.attachments] == ["a.jpg", "b.jpg"]
    assert [each.media_type for each in first.attachments] == ["Image", "Image"]
    assert (second.native_id, second.text) == ("B", "Hello")


def test_twenty_equal_messages_are_twenty(read: Read) -> None:
    """Nothing is collapsed, with identities or without."""
    assert len(messages(read(BASE, [IN] * 20))) == 20
    rows = [IN | {"Message ID": str(number)} for number in range(20)]
    assert len({each.native_id for each in messages(read(WITH_IDS, rows))}) == 20


def test_an_identity_that_comes_again_later_is_none(read: Read) -> None:
    """Two messages with one identity would be taken for one, and one would be lost."""
    rows = [
        IN | {"Message ID": "A"},
        IN | {"Message ID": "A", "Message Date": "2023-10-22 09:00:00", "Text": "Again"},
    ]
    found = messages(read(WITH_IDS, rows))
    assert [each.native_id for each in found] == ["A", None]


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, State.COMPLETE),
        ({"Edited Date": "2023-10-21 09:01:00"}, State.EDITED),
        ({"Deleted Date": "2023-10-21 09:01:00"}, State.DELETED_BY_ME),
        ({"Status": "Recently deleted"}, State.DELETED_BY_ME),
        ({"Deleted Date": "2023-10-21 09:01:00", "Text": ""}, State.DELETED_BY_SENDER),
        ({"Text": ""}, State.EMPTY),
        ({"Attachment": "a.jpg"}, State.MEDIA_OMITTED),
    ],
)
def test_what_the_export_still_shows(changes: dict[str, str], state: State, read: Read) -> None:
    """Edited, deleted, empty and without its picture."""
    (message,) = messages(read(WITH_DELETED, [IN | changes]))
    assert message.state is state
    assert bool(message.flags) == (state not in (State.COMPLETE, State.EMPTY))


def test_groups(read: Read) -> None:
    """More than two take part where two others write, or the chat is named after several."""
    sam = IN | {"Sender ID": "sam@example.test", "Sender Name": "Sam"}
    assert all(each.group for each in messages(read(BASE, [IN, sam])))
    named = IN | {"Chat Session": "Alex & Sam & Kim"}
    assert messages(read(BASE, [named]))[0].group
    assert not messages(read(WHATSAPP, [named]))[0].group


def test_who_wrote_where_the_row_names_nobody(read: Read) -> None:
    """A chat of two is named after the other person; a group says nothing."""
    nameless = IN | {"Sender ID": "", "Sender Name": ""}
    assert messages(read(BASE, [nameless]))[0].sender == "Alex Example"
    assert messages(read(BASE, [nameless | {"Chat Session": "A & B"}]))[0].sender is None
    number = messages(read(BASE, [IN | {"Sender Name": ""}]))[0]
    assert (number.sender, number.sender_id) == ("+447700900123", None)


# Files ---------------------------------------------------------------------------------------

STAMP = "2023-10-21 09 00 00 - Alex Exam"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("photo.jpg", f"{STAMP} - photo.jpg"),
        ("IMG_0001.HEIC", f"{STAMP} - IMG_0001.jpg"),
        ("Audio.caf", f"{STAMP} - Audio.mp3"),
        ("note – with dash.webp", f"{STAMP} - note  with dash.png"),
        ("a" * 60 + ".m4a", f"{STAMP} - {'a' * 40}.m4a"),
        ("photo.jpg", "photo.jpg"),
        ("photo.jpg", f"sub/{STAMP} - photo.jpg"),
    ],
)
def test_files_by_the_names_that_imazing_gives(name: str, file: str, tmp_path: Path) -> None:
    """Second, chat and a name that may be changed or cut."""
    folder = tmp_path / "export"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.csv").write_bytes(written(BASE, [IN | {"Attachment": name}]))
    (folder / file).write_bytes(b"bytes")
    found = read_from(folder, digest=True)
    (attachment,) = messages(found)[0].attachments
    assert (attachment.name, attachment.found) == (name, True)
    assert (attachment.bytes, attachment.sha256) == (5, sha256(b"bytes").hexdigest())
    assert attachment.member == file
    assert not any(isinstance(item, Skipped) and "to which no" in item.why for item in found)


def test_a_file_beside_a_single_table(read: Read) -> None:
    """The first look does not read it."""
    rows = [IN | {"Attachment": "photo.jpg"}]
    (attachment,) = messages(read(BASE, rows, {f"{STAMP} - photo.jpg": b"x"}))[0].attachments
    assert (attachment.found, attachment.sha256) == (True, None)


@pytest.mark.parametrize(
    ("names", "files", "expected"),
    [
        (["a.jpg", "a.jpg"], ["a.jpg", "a 2.jpg"], ["a.jpg", "a 2.jpg"]),
        (["a.jpg", "a.jpg"], ["a.jpg"], [None, None]),
        (["a.jpg"], ["a.jpg", "a 2.jpg"], [None]),
        (["a.jpg", "b - a.jpg"], ["a.jpg", "b - a.jpg"], ["a.jpg", "b - a.jpg"]),
        (["a.jpg"], ["b.jpg"], [None]),
    ],
)
def test_several_files_of_one_second(
    names: list[str], files: list[str], expected: list[str | None], read: Read
) -> None:
    """Where nothing tells which file is whose, no row gets one: the wrong one would be worse."""
    rows = [IN | {"Attachment": name} for name in names]
    found = read(BASE, rows, {f"{STAMP} - {file}": file.encode() for file in files})
    members = [each.attachments[0].member for each in messages(found)]
    assert members == [each and f"{STAMP} - {each}" for each in expected]


def test_a_bare_name_that_several_rows_give_is_nobodys(read: Read) -> None:
    """IMG_0001.JPG of January is not that of March."""
    rows = [
        IN | {"Attachment": "IMG_0001.JPG"},
        IN | {"Attachment": "IMG_0001.JPG", "Message Date": "2023-12-21 09:00:00"},
    ]
    found = messages(read(BASE, rows, {"IMG_0001.JPG": b"x"}))
    assert [each.attachments[0].found for each in found] == [False, False]


def test_a_whole_device(tmp_path: Path) -> None:
    """Several tables and their files, with everything else accounted for."""
    root = tmp_path / "Device"
    for kind, columns in (("Messages", WITH_DELETED), ("WhatsApp", WHATSAPP)):
        folder = root / kind / "2023-10-21 09 00 00 - Alex"
        folder.mkdir(parents=True)
        row = IN | {"Attachment": "photo.jpg", "Text": kind}
        (folder / f"{kind} - Alex.csv").write_bytes(written(columns, [row]))
        (folder / f"{STAMP} - photo.jpg").write_bytes(kind.encode())
    (root / "Calls.csv").write_bytes(written(CALLS, [CALL]))
    (root / "Device-Info.txt").write_bytes(b"iPhone")
    found = read_from(root, digest=True)
    by_channel = {each.channel: each for each in messages(found)}
    assert sorted(by_channel) == ["WhatsApp", "iMessage", "phone call"]
    for channel, content in (("iMessage", b"Messages"), ("WhatsApp", b"WhatsApp")):
        assert by_channel[channel].attachments[0].sha256 == sha256(content).hexdigest()
    assert by_channel["phone call"].locator == "Calls.csv: line 2"
    assert found[-1].locator == "Device-Info.txt"


# Dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["01/15/2026 09:00:00", "02/01/2026 09:00:00"], "2026-02-01"),
        (["15/01/2026 09:00:00", "02/01/2026 09:00:00"], "2026-01-02"),
        (["1/15/26, 9:00 PM", "2/1/26, 9:00 PM"], "2026-02-01"),
        (["15.01.2026 09:00", "02.01.2026 09:00"], "2026-01-02"),
    ],
)
def test_the_order_of_dates_is_that_of_the_whole_column(
    dates: list[str], expected: str, read: Read
) -> None:
    """IMazing follows the settings of the computer."""
    found = read(CALLS, [CALL | {"Date": date} for date in dates])
    time = messages(found)[-1].time
    assert time is not None
    assert time.day == expected
    assert isinstance(found[0], Skipped)
    assert "because some are no dates otherwise" in found[0].why


def test_a_file_of_the_second_tells_the_order(read: Read) -> None:
    """Its name has the date in the order of ISO 8601."""
    rows = [IN | {"Message Date": "03/02/2024 09:00:00", "Attachment": "photo.jpg"}]
    found = read(BASE, rows, {"2024-02-03 09 00 00 - Alex - photo.jpg": b"x"})
    time = messages(found)[0].time
    assert time is not None
    assert time.day == "2024-02-03"


def test_an_order_that_is_open_is_asked_for(read: Read) -> None:
    """Both readings are shown; an answer is taken."""
    rows = [CALL | {"Date": "03/02/2024 09:00:00"}, CALL | {"Date": "05/01/2024 09:00:00"}]
    with pytest.raises(OpenQuestion) as refused:
        read(CALLS, rows)
    assert "day first, from 5 January 2024 to 3 February 2024" in refused.value.sentence
    assert "month first, from 2 March 2024 to 1 May 2024" in refused.value.sentence
    time = messages(read(CALLS, rows, date_order="mdy"))[0].time
    assert time is not None
    assert time.day == "2024-03-02"


def test_each_chat_has_its_own_clock(read: Read) -> None:
    """In the hour that comes twice, a time that runs back within a chat is of the second."""
    rows = [
        IN | {"Message Date": "2023-10-29 01:50:00"},
        IN | {"Message Date": "2023-10-29 01:10:00", "Chat Session": "Sam"},
        IN | {"Message Date": "2023-10-29 01:20:00"},
    ]
    found = messages(read(BASE, rows))
    offsets = [each.time.local[-6:] for each in found if each.time]
    assert offsets == ["+01:00", "+01:00", "+00:00"]


# What is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "row", "sentence"),
    [
        (BASE, IN | {"Message Date": "soon"}, ":2: found 'soon', expected a date"),
        (BASE, IN | {"Message Date": ""}, ":2: found '', expected a date"),
        (BASE, IN | {"Type": "Sideways"}, ":2: found 'Sideways', expected Incoming, Outgoing or"),
        ((*BASE, "Text"), IN, ":1: found the column 'text' twice"),
        (CALLS, CALL | {"Date": "2023-02-30 09:00:00"}, ":2: found '2023-02-30 09:00:00'"),
    ],
)
def test_refusals_name_the_line(
    columns: Sequence[str], row: dict[str, str], sentence: str, read: Read
) -> None:
    """What was found, what was expected, and where."""
    with pytest.raises(InputRefused) as refused:
        read(columns, [row])
    assert sentence in refused.value.sentence
    assert refused.value.advice.startswith("Nothing was imported.")


def test_rows_that_can_not_be_read_are_listed_when_asked(read: Read) -> None:
    """The others are read all the same."""
    rows = [IN, IN | {"Message Date": "soon"}, OUT]
    found = read(BASE, rows, skip_bad=True)
    assert len(messages(found)) == 2
    assert [each.locator for each in found if isinstance(each, Skipped)] == ["line 1", "line 3"]


def test_a_table_that_was_cut_off(tmp_path: Path) -> None:
    """A copy that ends in the middle of a text is refused, not read as far as it goes."""
    path = tmp_path / "a.csv"
    path.write_bytes(written(BASE, [IN, IN | {"Text": "two\nlines"}])[:-12])
    with pytest.raises(InputRefused, match=":3: the row that begins here"):
        read_from(path)


# What was written comes back -----------------------------------------------------------------

_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
_ROW = st.fixed_dictionaries(
    {
        "Chat Session": st.sampled_from(["Alex Example", "+447700900123"]),
        "Message Date": st.datetimes(datetime(2008, 1, 1), datetime(2026, 1, 1)).map(  # noqa: DTZ001
            lambda at: f"{at:%Y-%m-%d %H:%M:%S}"
        ),
        "Service": st.sampled_from(["SMS", "iMessage"]),
        "Type": st.sampled_from(["Incoming", "Outgoing", "Notification"]),
        "Sender ID": st.sampled_from(["+447700900123", "alex@example.test"]),
        "Text": _TEXT,
    }
)


@settings(max_examples=60)
@given(
    rows=st.lists(_ROW, max_size=6),
    columns=st.sampled_from([BASE, WITH_EDITED, WITH_DELETED, WHATSAPP]),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_every_shape_comes_back(
    rows: Rows, columns: Sequence[str], end: str, mark: str, tmp_path: Path
) -> None:
    """Each row is one item, in its order, with its words to the letter."""
    path = tmp_path / "a.csv"
    path.write_bytes(written(columns, rows, end=end, mark=mark))
    found = read_from(path)[1:]
    assert [
        item.text if isinstance(item, (Message, Notice)) else item
        for item in found
        if not isinstance(item, Skipped)
    ] == [row["Text"] for row in rows]
    assert [
        item.time.local[:19].replace("T", " ")
        for item in found
        if not isinstance(item, Skipped) and item.time
    ] == [row["Message Date"] for row in rows]
    assert len(messages(found)) == sum(row["Type"] != "Notification" for row in rows)


@settings(max_examples=100)
@given(
    start=st.sampled_from([written(WITH_IDS, [IN]), written(CALLS, [CALL]), written(WHATSAPP, [])]),
    at=st.integers(0, 400),
    noise=st.binary(max_size=40),
)
@example(start=written(BASE, [IN]), at=0, noise=b"\0")
def test_damage_is_read_or_refused(start: bytes, at: int, noise: bytes, tmp_path: Path) -> None:
    """A damaged table gives items or a refusal, and nothing else."""
    path = tmp_path / "a.csv"
    path.write_bytes(start[:at] + noise + start[at:])
    with Export(path) as export:
        try:
            if imazing.recognises(export) is not None:
                assert list(imazing.read(export, Reading()))
        except (InputRefused, UnsafeFile):
            return
