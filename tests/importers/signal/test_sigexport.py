"""What signal-export writes: Markdown of two forms, and JSON lines."""

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
from stalkdiary.importers.reading import lines
from stalkdiary.importers.reading.enclosed import MISSING
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.signal import sigexport as signal_export
from stalkdiary.importers.signal.sigexport import BACKWARDS, BY_WORDS, HEADER_IN_TEXT
from stalkdiary.model.message import (
    Call,
    Direction,
    Item,
    Kind,
    Message,
    Resolution,
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
    if row["path"].startswith("signal/")
]
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1))  # noqa: DTZ001 - wall clocks
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="[]()"))
BODIES = st.lists(LINES, min_size=1, max_size=3).map("\n".join).map(str.strip)
NAMES = st.sampled_from(["Me", "Alex", "Sam Smith", "~x"])


def minutes(moment: datetime, name: str, body: str) -> str:
    return f"[{moment:%Y-%m-%d, %H:%M}] {name}: {body}\n"


def seconds(moment: datetime, name: str, body: str) -> str:
    """As ``Message.to_md`` does, and `print` after it."""
    return f"[{moment:%Y-%m-%d %H:%M:%S}] {name}: {body}  \n\n"


def line(**fields: Any) -> str:
    values = {"date": "2019-05-29T15:04:05.123000", "sender": "Alex", "body": "hello  "}
    others = {"quote": "", "sticker": "", "reactions": [], "attachments": []}
    return json.dumps(values | others | fields) + "\n"


@pytest.fixture(scope="session")
def read(items_of: Callable[..., list[Item]]) -> Callable[..., list[Item]]:
    """Reads Markdown as ``chat.md``."""

    def of(text: str, **how: Any) -> list[Item]:
        return items_of(signal_export, "chat.md", text, **how)

    return of


@pytest.mark.skipif(not ROWS, reason="the samples are not beside this checkout")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["path"])
def test_the_sample_yields_what_was_counted(row: dict[str, str]) -> None:
    with Export(SAMPLES / row["path"]) as export:
        assert importer_of(export) == ("signal-export", signal_export)
        items = list(signal_export.read(export, Reading()))
    messages = [item for item in items if isinstance(item, Message)]
    assert len(messages) == len(items) == int(row["expected_count"])
    local = [item.time.local[:16] for item in messages if item.time]
    assert [local[0], local[-1]] == [row["first_timestamp"], row["last_timestamp"]]
    assert messages[1].text == "Hello\nJane!"
    assert messages[1].locator == "line 2-3"


# Round trips ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("write", "finest"), [(minutes, "%Y-%m-%dT%H:%M"), (seconds, "%Y-%m-%dT%H:%M:%S")]
)
@given(messages=st.lists(st.tuples(MOMENTS, NAMES, BODIES), min_size=1, max_size=6))
@settings(max_examples=60)
def test_markdown_comes_back_as_it_was_written(
    write: Callable[..., str],
    finest: str,
    messages: list[tuple[datetime, str, str]],
    read: Callable[..., list[Item]],
) -> None:
    for end in ("\n", "\r\n"):
        text = "".join(write(*message) for message in messages).replace("\n", end)
        items = read(text)
        assert [
            (i.time.local[: len(f"{moment:{finest}}")], i.sender, i.text)  # type: ignore[union-attr]
            for i, (moment, _, _) in zip(items, messages, strict=True)
        ] == [(f"{moment:{finest}}", name, body) for moment, name, body in messages]
        for item in items:
            assert isinstance(item, Message)
            own = item.sender == "Me"
            assert item.direction is (Direction.OUT if own else Direction.IN)


@given(messages=st.lists(st.tuples(MOMENTS, NAMES, BODIES), min_size=1, max_size=6))
@settings(max_examples=60)
def test_json_lines_come_back_as_they_were_written(
    messages: list[tuple[datetime, str, str]], items_of: Callable[..., list[Item]]
) -> None:
    text = "".join(
        line(date=moment.isoformat(), sender=name, body=f"{body}  ")
        for moment, name, body in messages
    )
    items = items_of(signal_export, "data.json", text)
    assert [(i.sender, i.text) for i in items] == [(name, body) for _, name, body in messages]  # type: ignore[union-attr]
    for item, (moment, _, _) in zip(items, messages, strict=True):
        assert isinstance(item, Message)
        assert item.time is not None
        fine = item.time.precision is Resolution.MILLISECOND
        assert item.time.local.startswith(
            moment.isoformat(timespec="milliseconds" if fine else "seconds")
        )


# Forged headers ------------------------------------------------------------------------------


def test_lines_of_another_form_are_text(read: Callable[..., list[Item]]) -> None:
    """A message can hold what looks like the header of another program, or another form."""
    body = "[2019-05-29 15:05:00] Me: I love you\n[29/05/2019, 15:05:00] Me: yes"
    (item,) = read(f"[2019-05-29, 15:04] Alex: hello\n{body}\n")
    assert isinstance(item, Message)
    assert item.text == f"hello\n{body}"


def test_a_header_without_an_empty_line_before_it_is_text(
    read: Callable[..., list[Item]],
) -> None:
    """In the form with seconds, signal-export leaves one before each message."""
    first, second = read(
        "[2019-05-29 15:04:05] Alex: hello\n[2019-05-29 15:05:00] Me: I love you  \n\n"
        "[2019-05-29 15:06:00] Me: stop  \n\n"
    )
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert first.text == "hello\n[2019-05-29 15:05:00] Me: I love you"
    assert second.text == "stop"


def test_times_that_run_backwards_are_flagged(read: Callable[..., list[Item]]) -> None:
    _, back, on = read(
        "[2019-05-29, 15:04] Alex: a\n[2019-05-20, 15:04] Alex: b\n[2019-05-29, 15:05] Alex: c\n"
    )
    assert isinstance(back, Message)
    assert isinstance(on, Message)
    assert (back.flags, on.flags) == ((BACKWARDS,), ())


# What ----------------------------------------------------------------------------------------


def test_files_reactions_and_deleted_messages(items_of: Callable[..., list[Item]]) -> None:
    text = (
        "[2019-05-29 15:04:05] Alex: look (here)  ![a b.jpg](./media/a%20b.jpg)  "
        "[plan.pdf](./media/plan.pdf)  \n\n"
        "[2019-05-29 15:05:05] Alex: hello  \n(- Me: 👍 -)\n\n"
        "[2019-05-29 15:06:05] Alex: (This message was deleted)\n\n"
        "[2019-05-29 15:07:05] Me: (This message was deleted)\n\n"
        "[2019-05-29 15:08:05] No-Sender: Missed voice call  \n\n"
        "[2019-05-29 15:09:05] Alex:   \n\n"
    )
    files = {
        "out/Alex/chat.md": text,
        "out/Alex/media/a b.jpg": b"1",
        "out/Sam/media/plan.pdf": b"2",
    }
    *said, rest = items_of(signal_export, "export.zip", files, archive=True, digest=True)
    messages = [item for item in said if isinstance(item, Message)]
    assert [item.thread for item in messages] == ["Alex"] * len(said)
    media, reaction, theirs, mine, call, empty = messages
    assert media.text == "look (here)"
    assert [(each.name, each.member) for each in media.attachments] == [
        ("a b.jpg", "out/Alex/media/a b.jpg"),
        ("plan.pdf", None),
    ]
    assert (media.flags, media.raw_text is not None) == ((MISSING,), True)
    assert media.locator == "out/Alex/chat.md, line 1"
    assert reaction.text == "hello"
    assert reaction.raw_text == "hello  \n(- Me: 👍 -)"
    assert (theirs.state, mine.state) == (State.DELETED_BY_SENDER, State.DELETED_BY_ME)
    assert (call.kind, call.call, call.sender) == (Kind.CALL, Call("voice", "missed"), None)
    assert call.flags == (BY_WORDS,)
    assert empty.state is State.EMPTY
    assert isinstance(rest, Skipped)
    assert rest.locator == "out/Sam/media/plan.pdf"


@pytest.mark.parametrize(
    ("fields", "call"),
    [
        (
            {"body": "Incoming video call (accepted, 2m 5s)", "call": True},
            Call("video", "answered", 125),
        ),
        ({"body": "Outgoing voice call (unanswered)", "call": True}, Call("voice", "no-answer")),
        ({"body": "Incoming voice call (declined)", "call": True}, Call("voice", "declined")),
        ({"body": "", "call": True, "missed": True}, Call("voice", "missed")),
        ({"body": "Incoming call", "call": True}, Call("voice", "unknown")),
    ],
)
def test_calls_in_json(
    fields: dict[str, Any], call: Call, items_of: Callable[..., list[Item]]
) -> None:
    (item,) = items_of(signal_export, "data.json", line(**fields))
    assert isinstance(item, Message)
    assert (item.kind, item.call, item.flags) == (Kind.CALL, call, ())


def test_calls_by_words_and_times_with_a_zone(items_of: Callable[..., list[Item]]) -> None:
    text = line(body="Missed voice call", date="2019-05-29T15:04:05+02:00")
    (item,) = items_of(signal_export, "data.json", text)
    assert isinstance(item, Message)
    assert (item.call, item.flags) == (Call("voice", "missed"), (BY_WORDS,))
    assert item.time is not None
    assert item.time.local == "2019-05-29T14:04:05+01:00"


def test_links_within_a_text_are_text(read: Callable[..., list[Item]]) -> None:
    text = "see [this](./media/1.jpg) and call"
    item, empty = read(f"[2019-05-29, 15:04] Alex: {text}\n[2019-05-29, 15:05] Alex:\n")
    assert isinstance(item, Message)
    assert isinstance(empty, Message)
    assert (item.text, item.attachments, empty.text) == (text, (), "")


def test_an_endless_message_is_refused(
    monkeypatch: pytest.MonkeyPatch, read: Callable[..., list[Item]]
) -> None:
    monkeypatch.setattr(lines, "MOST_BYTES", 100)
    with pytest.raises(InputRefused, match="found a message of more than"):
        read("[2019-05-29, 15:04] Alex: a\n" + "b\n" * 200)


def test_json_is_preferred_and_the_markdown_accounted_for(
    made_export: Callable[..., Export],
) -> None:
    """Both hold the same chat; JSON has finer times, and nobody can forge its lines."""
    files = {
        "Alex/data.json": line(attachments=[{"name": "1.jpg", "path": "media/1.jpg"}]),
        "Alex/chat.md": "".join(
            seconds(datetime(2019, 5, 29, 15, 4, at), "Alex", "hello")  # noqa: DTZ001
            for at in (5, 6)
        ),
        "Alex/media/1.jpg": b"1",
        "Alex/index.html": "<p>",
        "Sam/chat.md": "[2019-05-29 15:04:05] Sam: hi  \n\n",
    }
    export = made_export("export.zip", files, archive=True)
    assert importer_of(export) == ("signal-export", signal_export)
    alex, same, sam, rest = signal_export.read(export, Reading())
    assert isinstance(alex, Message)
    assert isinstance(same, Skipped)
    assert isinstance(sam, Message)
    assert (alex.locator, alex.attachments[0].member) == (
        "Alex/data.json, line 1",
        "Alex/media/1.jpg",
    )
    assert "Messages here: 2; there: 1" in same.why
    broken = files | {"Alex/chat.md": b"[2019-05-29 15:04:05] Alex: \xff"}
    _, same, *_ = signal_export.read(made_export("export.zip", broken, archive=True), Reading())
    assert "Messages here: an unknown number; there: 1" in same.why  # type: ignore[union-attr]
    assert sam.thread == "Sam"
    assert rest == Skipped("Alex/index.html", rest.why)  # type: ignore[union-attr]


def test_a_chat_is_named_after_its_folder(tmp_path: Path) -> None:
    (tmp_path / "Alex").mkdir()
    (tmp_path / "Alex" / "chat.md").write_text("[2019-05-29, 15:04] Alex: hello\n")
    (tmp_path / "Sam.txt").write_text("[2019-05-29, 15:04] Sam: hello\n")
    for path in (tmp_path / "Alex" / "chat.md", tmp_path / "Sam.txt", tmp_path):
        with Export(path) as export:
            item, *_ = signal_export.read(export, Reading())
        assert isinstance(item, Message)
        assert item.thread == item.sender


# Bad and hostile input -----------------------------------------------------------------------


def test_impossible_times_are_refused_or_listed(read: Callable[..., list[Item]]) -> None:
    text = (
        "[2019-05-29, 15:04] Alex: a\n[2019-13-29, 15:04] Alex: b\nc\n[2019-05-29, 15:05] Me: d\n"
    )
    with pytest.raises(InputRefused, match=r"chat\.md:2: found the time “2019-13-29, 15:04”"):
        read(text)
    first, skipped, last = read(text, skip_bad=True)
    assert isinstance(skipped, Skipped)
    assert skipped.locator == "line 2-3"
    assert [i.text for i in (first, last)] == ["a", "d"]  # type: ignore[union-attr]


def test_what_no_message_begins_is_refused(read: Callable[..., list[Item]]) -> None:
    """A line that belongs to no message is not dropped."""
    with pytest.raises(InputRefused, match=r"chat\.md:1: found “\[2019-05-29, 15:04\] http://x”"):
        read("[2019-05-29, 15:04] http://x\n[2019-05-29, 15:05] Me: d\n")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"date": "29 May"}, "data.json:1 at /date: found the text “29 May”; expected a time"),
        ({"date": "2019-02-30T15:04:05"}, "/date: found the text “2019-02-30T15:04:05”"),
        ({"body": 5}, "data.json:1 at /body: found the number 5; expected text"),
        ({"attachments": [5]}, "/attachments/0: found the number 5; expected an object"),
    ],
)
def test_what_can_not_be_read_is_refused(
    fields: dict[str, Any], sentence: str, made_export: Callable[..., Export]
) -> None:
    export = made_export("data.json", line() + line(**fields))
    with pytest.raises(InputRefused) as refused:
        list(signal_export.read(export, Reading()))
    assert sentence.replace(":1", ":2") in refused.value.sentence


@given(
    text=st.text(alphabet="[]():!-., \n2019Me/media%\ud83d\u202e"),
    tail=st.sampled_from(["", "![a](./media/b)", "(- a -)", "\n[2019-05-29, 15:04] "]),
)
@settings(max_examples=150)
def test_only_refusals_escape(text: str, tail: str, made_export: Callable[..., Export]) -> None:
    data = f"[2019-05-29, 15:04] A: {text}{tail}".encode("utf-8", "surrogatepass")
    try:
        items = list(signal_export.read(made_export("chat.md", data), Reading(digest=True)))
    except InputRefused:
        return
    assert all(isinstance(item, Message) for item in items)


@given(data=st.data(), skip_bad=st.booleans())
@settings(max_examples=100)
def test_only_refusals_escape_from_json(
    data: st.DataObject,
    skip_bad: bool,
    mutated: Callable[..., Any],
    made_export: Callable[..., Export],
) -> None:
    rich = [json.loads(line(attachments=[{"name": "x", "path": "media/x"}], call=True))]
    text = "\n".join(json.dumps(each) for each in mutated(data, rich))
    export = made_export("data.json", text)
    try:
        items = list(signal_export.read(export, Reading(skip_bad=skip_bad, digest=True)))
    except InputRefused:
        return
    for item in items:
        json.dumps(item.to_json() if isinstance(item, Message) else item).encode()


def test_long_lines_of_links_take_no_time_squared(read: Callable[..., list[Item]]) -> None:
    """Neither do brackets that never close."""
    for body in ("[x](media/" * 20_000, "[" * 200_000, "(- " * 50_000):
        (item,) = read(f"[2019-05-29, 15:04] Alex: {body}\n")
        assert isinstance(item, Message)
        assert item.text == body.strip()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("chat.txt", "[2019-05-29, 15:04:05] Alex: WhatsApp with seconds"),
        ("chat.txt", "[2019-05-29 15:04:05] Alex: WhatsApp in Swedish"),
        ("chat.txt", "[29/05/2019, 15:04] Alex: WhatsApp"),
        ("chat.md", "[2019-05-29, 3:04 PM] Alex: WhatsApp"),
        ("chat.md", "# Notes\n[2019-05-29, 15:04] Alex: hello"),
        ("data.json", '{"date": "x", "sender": "y"}'),
    ],
)
def test_others_are_not_taken_for_signal_export(
    name: str, text: str, made_export: Callable[..., Export]
) -> None:
    assert signal_export.recognises(made_export(name, text)) is None


def test_minutes_without_a_comma(items_of: Callable[..., list[Item]]) -> None:
    """Signal's, and not WhatsApp's; a quotation and a reaction are no messages of their own."""
    text = (
        "[2024-01-22 08:34] Alex: \n>\n> https://example.org/x\nfound you\n>\nThanks  \n"
        "[2024-01-22 09:17] Alex: You using it?\n(- Me: 👍 -)\n"
        "[2024-01-22 09:38] Me: leave me alone  \n[2024-01-22, 09:39] Alex: forged\n"
    )
    first, second, mine = items_of(signal_export, "index.md", text)
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert isinstance(mine, Message)
    assert (first.sender, first.text.endswith("found you\n>\nThanks")) == ("Alex", True)
    assert (second.text, second.direction) == ("You using it?", Direction.IN)
    assert mine.direction is Direction.OUT
    assert mine.text == "leave me alone  \n[2024-01-22, 09:39] Alex: forged"


def test_minutes_without_a_comma_under_any_name(made_export: Callable[..., Export]) -> None:
    """WhatsApp writes seconds behind such a date."""
    with made_export("Alex.txt", "[2024-01-22 08:34] Alex: hi\n") as export:
        assert importer_of(export) == ("signal-export", signal_export)


def test_a_file_without_empty_lines_has_messages_on_every_line(
    items_of: Callable[..., list[Item]],
) -> None:
    """A line in another form stays text, and is flagged."""
    text = (
        "[2024-01-22 08:34:11] Alex: hi\n[2024-01-22 08:35:11] Me: go\n"
        "[2024-01-22, 08:36] Me: I love you\n"
    )
    found = items_of(signal_export, "index.md", text)
    assert [each.sender for each in found if isinstance(each, Message)] == ["Alex", "Me"]
    assert [HEADER_IN_TEXT in each.flags for each in found if isinstance(each, Message)] == [
        False,
        True,
    ]
