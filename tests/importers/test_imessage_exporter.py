"""imessage-exporter's text files. These tests rest on its own templates and tests, read again."""

import zipfile
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers import imessage_exporter
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import items
from stalkdiary.model.message import Direction, Item, Message, Notice, Skipped, State

AT = "May 17, 2022  5:29:42 PM"
LATER = "May 17, 2022 11:30:00 PM"
Read = Callable[..., list[Item]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a conversation that is written to a file first."""

    def read_text(text: str | bytes, name: str = "Alex Example.txt", **how: object) -> list[Item]:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with Export(path) as export:
            assert imessage_exporter.recognises(export) == "imessage-exporter"
            return list(items(export, imessage_exporter, Reading(**how)))  # type: ignore[arg-type]

    return read_text


def messages(found: list[Item]) -> list[Message]:
    return [item for item in found if isinstance(item, Message)]


def test_both_directions(read: Read) -> None:
    """The owner is called Me, and names nobody to the diary."""
    found = read(
        f"{AT} (Read by you after 1 hour, 49 seconds)\nAlex Example\nHello\n\nagain\n\n"
        f"{LATER} (Read by them after 3 seconds)\nMe\nNo\n\n"
    )
    alex, me = messages(found)
    assert (alex.sender, alex.direction, alex.text) == (
        "Alex Example",
        Direction.IN,
        "Hello\n\nagain",
    )
    assert (alex.locator, alex.thread, alex.raw_text) == ("line 1-5", "Alex Example", None)
    assert alex.time is not None
    assert (alex.time.local, alex.time.raw) == ("2022-05-17T17:29:42+01:00", AT)
    assert (me.sender, me.direction, me.recipients) == (None, Direction.OUT, ("Alex Example",))
    assert len(found) == 2


def test_an_owner_by_another_name(read: Read) -> None:
    """What "them" have read was sent by the owner, whatever the owner is called."""
    found = messages(
        read(f"{AT} (Read by them after 1 second)\nSam\nx\n\n{LATER}\nAlex\ny\n\n{LATER}\nSam\nz\n")
    )
    assert [each.direction for each in found] == [Direction.OUT, Direction.IN, Direction.OUT]


def test_nothing_tells_the_owner(read: Read) -> None:
    """Then the directions are left open."""
    assert messages(read(f"{AT}\nAlex\nx\n"))[0].direction is Direction.UNKNOWN


def test_remarks_of_the_program_are_no_text(read: Read) -> None:
    """Reactions and references are taken out of the text, and kept as they stood."""
    text = f"{AT}\nAlex\nHello\nTapbacks:\n    Loved by Me\n{_ANSWERS}\n\n{LATER}\nMe\nx\n"
    message = messages(read(text))[0]
    assert message.text == "Hello"
    assert message.raw_text is not None
    assert "Loved by Me" in message.raw_text
    assert len(message.flags) == 2


_ANSWERS = "This message responded to an earlier message."


def test_the_copy_of_a_reply_is_no_message(read: Read) -> None:
    """A reply counts once, where it stands in its own place."""
    found = read(
        f"{AT}\nAlex\nWhere are you\n    {LATER}\n    Me\n    Leave me\n\n\n"
        f"{LATER}\nMe\nLeave me\n{_ANSWERS}\n\n"
    )
    assert [each.text for each in messages(found)] == ["Where are you", "Leave me"]
    (copy,) = [item for item in found if isinstance(item, Skipped)]
    assert copy.locator == "line 4-6"


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("Hello", State.COMPLETE),
        ("This message was deleted from the conversation!\nHello", State.COMPLETE),
        ("This message was deleted from the conversation!", State.DELETED_BY_ME),
        ("Alex unsent this message part 1 hour after sending!", State.DELETED_BY_SENDER),
        (f"{AT} Hello\nEdited 10 seconds later: Hullo", State.EDITED),
        ("Attachment missing!", State.MEDIA_OMITTED),
        ("attachments/12/IMG_1.heic", State.MEDIA_OMITTED),
        ("", State.EMPTY),
        ("Hello\nAlex unsent this message part 1 hour after sending!", State.COMPLETE),
    ],
)
def test_what_the_export_still_shows(body: str, state: State, read: Read) -> None:
    """Deleted, taken back, edited, without its file, empty."""
    assert messages(read(f"{AT}\nAlex\n{body}\n\n"))[0].state is state


def test_events(read: Read) -> None:
    """What happened to the conversation is no message, but taking one back is."""
    found = read(
        f"{AT} Alex added Sam to the conversation.\n\n{AT} You named the conversation Home\n\n"
        f"{AT} Alex changed their phone number.\n\n{AT} You changed the group photo.\n\n"
        f"{AT} Alex unsent a message!\n\n{AT} You unsent a message!\n\n"
        "Unable to format announcement!\n\n"
    )
    notices = [item for item in found if isinstance(item, Notice)]
    assert [each.telling for each in notices] == [True, True, True, False, False]
    theirs, mine = messages(found)
    assert (theirs.sender, theirs.state) == ("Alex", State.DELETED_BY_SENDER)
    assert (mine.sender, mine.direction) == (None, Direction.OUT)


def test_a_folder_with_files(tmp_path: Path) -> None:
    """Each conversation is read, and paths lead to files of the export."""
    root = tmp_path / "export"
    (root / "attachments" / "12").mkdir(parents=True)
    (root / "attachments" / "12" / "IMG 1.heic").write_bytes(b"picture")
    (root / "Alex.txt").write_text(f"{AT}\nAlex\nattachments/12/IMG 1.heic\nLook\n\n", "utf-8")
    (root / "A, B.txt").write_text(f"{AT}\nA\nx\n\n{AT}\nB\ny\n\n{AT}\nMe\nz\n\n", "utf-8")
    (root / "readme.txt").write_text("nothing\n", "utf-8")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for path in sorted(each for each in root.rglob("*") if each.is_file()):
            archive.write(path, path.relative_to(root).as_posix())
    for place in (root, tmp_path / "export.zip"):
        with Export(place) as export:
            found = list(items(export, imessage_exporter, Reading(digest=True)))
        group, with_file = messages(found)[0], messages(found)[-1]
        assert group.group
        assert group.locator == "A, B.txt: line 1-3"
        (attachment,) = with_file.attachments
        assert (attachment.found, attachment.sha256) == (True, sha256(b"picture").hexdigest())
        assert with_file.text == "Look"
        assert isinstance(found[-1], Skipped)
        assert found[-1].locator == "readme.txt"


def test_a_path_of_a_mac_leads_to_the_file_beside(read: Read, tmp_path: Path) -> None:
    """Files that were not copied are named by where they lay."""
    (tmp_path / "IMG_1.heic").write_bytes(b"x")
    path = "/Users/me/Library/Messages/Attachments/ab/cd/IMG_1.heic"
    (attachment,) = messages(read(f"{AT}\nAlex\n{path}\n"))[0].attachments
    assert (attachment.name, attachment.found) == (path, True)


def test_text_that_looks_like_more(read: Read) -> None:
    """Addresses, slashes and indented lines that somebody wrote are text."""
    text = "https://example.test/a.jpg\nand/or\n    indented\nTapbacks are silly"
    assert messages(read(f"{AT}\nAlex\n{text}\n"))[0].text == text


def test_a_time_that_runs_backwards_is_flagged(read: Read) -> None:
    """A message may forge the head of another; the times may show it."""
    found = messages(read(f"{AT}\nAlex\nx\n\nMay 15, 2022  5:29:42 PM\nMe\nI love you\n"))
    assert [len(each.flags) for each in found] == [0, 1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{AT}\nAlex\nx\n\nFeb 30, 2022  5:29:42 PM\nMe\ny\n", ":5: found 'Feb 30, 2022 5:29:42"),
        (f"{AT}\nAlex\nx\n\n{AT}\n\n", ":5: found a time alone, expected the name of a sender"),
        (f"{AT}\nAlex\ncaf".encode() + b"\xe9\n", ".txt:3: "),
    ],
)
def test_refusals_name_the_line(text: str | bytes, sentence: str, read: Read) -> None:
    """What was found, what was expected, and where."""
    with pytest.raises(InputRefused) as refused:
        read(text)
    assert sentence in refused.value.sentence
    assert refused.value.advice.startswith("Nothing was imported.")


def test_what_can_not_be_read_is_listed_when_asked(read: Read) -> None:
    """The others are read all the same."""
    found = read(f"{AT}\nAlex\nx\n\nFeb 30, 2022  5:29:42 PM\nMe\ny\n", skip_bad=True)
    assert [type(each) for each in found] == [Message, Skipped]


_LINE = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)
_ROW = st.tuples(
    st.datetimes(datetime(2008, 1, 1), datetime(2026, 1, 1)),  # noqa: DTZ001 - wall-clock time
    st.sampled_from(["Me", "Alex", "+447700900123"]),
    st.lists(_LINE, min_size=1, max_size=3).map("\n".join),
)


@settings(max_examples=80)
@given(rows=st.lists(_ROW, min_size=1, max_size=5), end=st.sampled_from(["\n", "\r\n"]))
def test_what_was_written_comes_back(
    rows: list[tuple[datetime, str, str]], end: str, read: Read
) -> None:
    """Each block is one message, with its second, its sender and its words."""
    blocks = [
        f"{at:%b %d, %Y} {at:%I:%M:%S %p}".replace(", 0", ",  ") + f"\n{sender}\n{text}\n\n"
        for at, sender, text in rows
    ]
    found = messages(read("".join(blocks).replace("\n", end)))
    assert [
        (each.time and each.time.local[:19], each.sender, each.raw_text or each.text)
        for each in found
    ] == [
        (f"{at:%Y-%m-%dT%H:%M:%S}", None if sender == "Me" else sender, _ended(text))
        for at, sender, text in rows
    ]


def _ended(text: str) -> str:
    """A text without the blank lines at its end, which end the message too."""
    lines = text.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


@settings(max_examples=100)
@given(data=st.binary(max_size=200), at=st.integers(0, 200))
@example(data=b"\n\n", at=0)
def test_damage_is_read_or_refused(data: bytes, at: int, tmp_path: Path) -> None:
    """A damaged file gives items or a refusal, and nothing else."""
    good = f"{AT}\nAlex\nHello\n    {AT}\n    Me\n    x\n\n{LATER}\nMe\nNo\n\n".encode()
    path = tmp_path / "x.txt"
    path.write_bytes(good[:at] + data + good[at:])
    with Export(path) as export:
        try:
            if imessage_exporter.recognises(export) is not None:
                assert list(imessage_exporter.read(export, Reading()))
        except InputRefused:
            return
