"""Google Voice: pages of two makers of fixtures, and pages written here."""

import hashlib
import html
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused, UnsafeFile
from stalkdiary.importers.google import voice as google_voice
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of, items
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
AT = "2026-03-12T21:30:05.123+00:00"
STAMP = "2026-03-12T21_30_05Z"
ALEX, SAM = "+447700900123", "+447700900124"
ME = '<abbr class="fn" title="">Me</abbr>'

Made = Callable[..., Export]
Read = Callable[..., list[Item]]


def page(body: str, title: str = "Me to\nAlex", *, end: str = "</body></html>") -> str:
    return (
        '<?xml version="1.0" ?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html><head>'
        f"<title>{title}</title>\n<style>.message {{ color: red }}</style></head>\n<body>"
        f"{body}{end}"
    )


def who(name: str | None, number: str) -> str:
    inside = ME if name is None else f'<span class="fn">{html.escape(name)}</span>'
    return f'<cite class="sender vcard"><a class="tel" href="tel:{number}">{inside}</a></cite>'


def message(
    text: str = "hello", name: str | None = "Alex", number: str = ALEX, at: str = AT, more: str = ""
) -> str:
    return (
        f'<div class="message"><abbr class="dt" title="{at}">Mar 12, 2026, 9:30:05&#8239;PM\n'
        f"Greenwich Mean Time</abbr>:\n{who(name, number)}:\n<q>{text}</q>\n{more}</div> "
    )


def chat(*messages: str, group: str = "", deleted: bool = False) -> str:
    return page(
        f'<div class="hChatLog hfeed">{group}{"".join(messages)}</div>'
        '<div class="tags">Labels:\n<a rel="tag" href="http://www.google.com/voice#sms">Text</a>'
        f'</div><div class="deletedStatusContainer">User Deleted:\n  {deleted}</div>'
    )


def call(
    label: str, *, name: str = "Alex", number: str = ALEX, duration: str = "", more: str = ""
) -> str:
    length = f'<abbr class="duration" title="{duration}">(00:00:18)</abbr>' if duration else ""
    return page(
        '<div class="haudio"><span class="album">Call Log for\n</span>\n'
        f'<span class="fn">Missed call from\n{name}</span>\n'
        '<div class="contributor vcard">Missed call from\n'
        f'<a class="tel" href="tel:{number}"><span class="fn">{name}</span></a></div>\n'
        '<abbr class="published" title="2026-03-12T21:30:05.000+00:00">Mar 12</abbr>\n'
        f'{more}{length}<div class="tags">Labels:\n'
        '<a rel="tag" href="http://www.google.com/voice#inbox">Inbox</a>'
        f'<a rel="tag" href="http://www.google.com/voice#{label}">X</a></div>'
        '<div class="deletedStatusContainer">User Deleted:\nFalse</div></div>'
    )


@pytest.fixture
def read(items_of: Read) -> Read:
    """Everything that the importer reads of a page or, given a dictionary, of a Takeout."""

    def read_of(content: Any, name: str = "page.html", **how: Any) -> list[Item]:
        return items_of(google_voice, name, content, archive=isinstance(content, dict), **how)

    return read_of


@pytest.fixture
def one(read: Read) -> Callable[..., Message]:
    """The one message or call of a page."""

    def read_one(content: Any, *rest: Any, **how: Any) -> Message:
        (item,) = read(content, *rest, **how)
        assert isinstance(item, Message)
        return item

    return read_one


# Real pages ----------------------------------------------------------------------------------


def rows() -> list[list[str]]:
    manifest = SAMPLES / "MANIFEST.tsv"
    if not manifest.is_file():
        return []
    lines = [line.split("\t") for line in manifest.read_text("utf-8").splitlines()[1:]]
    return [line for line in lines if line[0].startswith("google-voice/")]


@pytest.mark.skipif(not rows(), reason="the samples are not beside this checkout")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0].rpartition("/")[2])
def test_every_sample_gives_what_the_manifest_says(row: list[str]) -> None:
    path, expected, first, last, notes = row[0], *row[5:9]
    with Export(SAMPLES / path) as export:
        name, importer = importer_of(export)
        found = list(items(export, importer, Reading()))
    messages = [item for item in found if isinstance(item, Message)]
    assert name == "google-voice"
    assert len(found) == len(messages) == int(expected)
    times = [each.time.instant for each in messages if each.time]
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    wanted = [(datetime.fromisoformat(stamp) - epoch) for stamp in (first, last)]
    assert [min(times), max(times)] == [each // timedelta(milliseconds=1) for each in wanted]
    mine = sum(each.direction is Direction.OUT for each in messages)
    assert f"from_me={mine}" in notes


@pytest.mark.skipif(not rows(), reason="the samples are not beside this checkout")
def test_the_real_pages_in_one_folder() -> None:
    with Export(SAMPLES / "google-voice" / "psanford_google-voice-takeout-parser") as export:
        found = list(google_voice.read(export, Reading()))
    kinds = [item.kind for item in found if isinstance(item, Message)]
    assert len(kinds) == len(found) == 7
    assert (kinds.count(Kind.CALL), kinds.count(Kind.VOICEMAIL)) == (1, 1)


# Messages ------------------------------------------------------------------------------------


def test_a_message_that_came(one: Callable[..., Message]) -> None:
    found = one(chat(message("hello")))
    assert found.time is not None
    assert found.time.local == "2026-03-12T21:30:05.123+00:00"
    assert (found.time.raw, found.time.precision) == (AT, Resolution.MILLISECOND)
    assert found._replace(time=None) == Message(
        locator="line 5",
        kind=Kind.MESSAGE,
        channel="Google Voice",
        time=None,
        direction=Direction.IN,
        sender="Alex",
        sender_id=ALEX,
        thread="Alex",
        text="hello",
    )


def test_a_message_of_the_owner(one: Callable[..., Message]) -> None:
    found = one(chat(message("no", None, "+447700900999")))
    assert found.direction is Direction.OUT
    assert (found.sender, found.sender_id, found.recipients) == (None, None, ("Alex",))


def test_somebody_who_is_called_me(one: Callable[..., Message]) -> None:
    """It is the element that tells the owner, not the word."""
    found = one(chat(message("hello", "Me")))
    assert (found.direction, found.sender) == (Direction.IN, "Me")


def test_the_thread_is_the_name_of_the_page(one: Callable[..., Message]) -> None:
    for text in (message("hi"), message("hi", None)):
        found = one(chat(text), f"{ALEX} - Text - {STAMP}.html")
        assert found.thread == ALEX
    assert one(chat(message("hi")), f"A - B - Text - {STAMP}.html").thread == "A - B"


def test_nobody_named(one: Callable[..., Message]) -> None:
    found = one(chat(message("hi", "", "")), f" - Text - {STAMP}.html")
    assert (found.sender, found.sender_id) == (None, None)
    assert one(chat(message("hi", "", ALEX))).sender == ALEX


def test_a_time_with_another_offset(one: Callable[..., Message]) -> None:
    found = one(chat(message(at="2026-07-01T12:00:00.500-07:00")))
    assert found.time is not None
    assert found.time.local == "2026-07-01T20:00:00.500+01:00"


def test_what_a_message_says(one: Callable[..., Message]) -> None:
    text = "1 &lt; 2 &amp; 3<br>next &#128154; &#39;line&#39; &lt;/div&gt;"
    found = one(chat(message(text)))
    assert found.text == "1 < 2 & 3\nnext \U0001f49a 'line' </div>"
    assert one(chat(message(""))).state is State.EMPTY


def test_a_group(read: Read) -> None:
    people = f"{who('Alex', ALEX)}, {who('', SAM)}"
    others = f'<div class="participants">Group conversation with:\n{people}</div>'
    found = read(
        chat(message("hi", "", SAM), message("no", None), group=others),
        f"Group Conversation - {STAMP}.html",
    )
    assert [item.group for item in found if isinstance(item, Message)] == [True, True]
    threads = {item.thread for item in found if isinstance(item, Message)}
    assert threads == {f"{ALEX}~{SAM}"}
    assert isinstance(found[0], Message)
    assert isinstance(found[1], Message)
    assert found[0].sender == SAM
    assert found[1].recipients == ("Alex", SAM)


def test_a_conversation_that_was_deleted(read: Read) -> None:
    found = read(chat(message("hi"), deleted=True))
    assert [type(item) for item in found] == [Message, Notice]
    assert [type(item) for item in read(chat(message("hi")))] == [Message]


# Files ---------------------------------------------------------------------------------------


PICTURE = f'<div><img src="Alex - Text - {STAMP}-2-1" alt="Image MMS Attachment" /></div>'
CARD = f'<div><a class="vcard" href="Alex - Text - {STAMP}-3-1">Contact card attachment</a></div>'


@pytest.mark.parametrize("digest", [False, True])
def test_pictures_are_found_whatever_their_ending(read: Read, digest: bool) -> None:
    found = read(
        {
            f"Takeout/Voice/Calls/Alex - Text - {STAMP}.html": chat(
                message("look", more=PICTURE + CARD)
            ),
            f"Takeout/Voice/Calls/Alex - Text - {STAMP}-2-1.jpg": b"picture",
            "Takeout/Voice/Phones.vcf": b"BEGIN:VCARD",
            "Takeout/archive_browser.html": "<html></html>",
        },
        digest=digest,
    )
    assert [(type(item), item.locator) for item in found] == [
        (Message, f"Takeout/Voice/Calls/Alex - Text - {STAMP}.html: line 5"),
        (Skipped, "Takeout/Voice/Phones.vcf"),
        (Skipped, "Takeout/archive_browser.html"),
    ]
    assert isinstance(found[0], Message)
    picture, card = found[0].attachments
    assert (picture.found, picture.bytes) == (True, 7)
    assert picture.member == f"Takeout/Voice/Calls/Alex - Text - {STAMP}-2-1.jpg"
    assert picture.sha256 == (hashlib.sha256(b"picture").hexdigest() if digest else None)
    assert not card.found
    assert found[0].state is State.MEDIA_OMITTED


def test_a_page_alone_finds_what_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / f"Alex - Text - {STAMP}.html"
    path.write_text(chat(message("look", more=PICTURE)), "utf-8")
    (tmp_path / f"Alex - Text - {STAMP}-2-1.png").write_bytes(b"x")
    with Export(path) as export:
        (found,) = google_voice.read(export, Reading())
    assert isinstance(found, Message)
    assert (found.attachments[0].found, found.state) == (True, State.COMPLETE)


# Calls ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "duration", "direction", "outcome", "seconds"),
    [
        ("missed", "", Direction.IN, "missed", None),
        ("received", "PT4S", Direction.IN, "answered", 4),
        ("placed", "PT2M27S", Direction.OUT, "answered", 147),
        ("placed", "", Direction.OUT, "no-answer", None),
        ("recorded", "PT1H29M46S", Direction.IN, "answered", 5386),
        ("spam", "PTX", Direction.UNKNOWN, "unknown", None),
    ],
)
def test_calls(
    one: Callable[..., Message],
    label: str,
    duration: str,
    direction: Direction,
    outcome: str,
    seconds: int | None,
) -> None:
    found = one(call(label, duration=duration))
    assert (found.kind, found.channel, found.direction) == (Kind.CALL, "Google Voice", direction)
    assert found.call == Call("voice", outcome, seconds)
    assert found.time is not None
    assert (found.time.local, found.time.precision) == (
        "2026-03-12T21:30:05+00:00",
        Resolution.SECOND,
    )
    if direction is Direction.OUT:
        assert (found.sender, found.recipients) == (None, ("Alex",))
    else:
        assert (found.sender, found.sender_id) == ("Alex", ALEX)


def test_a_withheld_number(one: Callable[..., Message]) -> None:
    found = one(call("missed", name="", number=""), f"- Missed - {STAMP}.html")
    assert found.call == Call("voice", "missed", None, withheld=True)
    assert (found.sender, found.sender_id, found.thread) == (None, None, None)


def test_a_voicemail(one: Callable[..., Message]) -> None:
    name = f"Alex - Voicemail - {STAMP}.mp3"
    heard = (
        'Transcript:\n<span class="description"><span class="full-text">Ring me.</span>\n<br />'
        f'<audio controls="controls" src="{name}"><a rel="enclosure" href="{name}">Audio</a>'
        "</audio>"
    )
    found = one(call("voicemail", duration="PT18S", more=heard))
    assert (found.kind, found.text) == (Kind.VOICEMAIL, "Ring me.")
    assert found.call == Call("voice", "voicemail", 18)
    assert [each.name for each in found.attachments] == [name]
    assert found.flags == ("The text is what Google heard in the recording.",)
    assert one(call("voicemail")).flags == ()


# What is wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at", ["", "yesterday", "2026-03-12T21:30:05", "0001-01-01T00:00:00+14:00"]
)
def test_a_message_without_a_usable_time(read: Read, at: str) -> None:
    content = chat(message("one"), "\n", message("two", at=at))
    with pytest.raises(InputRefused, match=r"page\.html:\d+: this has no usable time") as caught:
        read(content)
    assert caught.value.advice.startswith("Nothing was imported.")
    assert "--skip-bad" in caught.value.advice
    assert [type(item) for item in read(content, skip_bad=True)] == [Message, Skipped]


def test_a_page_that_breaks_off(read: Read) -> None:
    whole = chat(message("one"), message("two"))
    for cut in (whole[: whole.index("two")], whole.replace("</html>", "")):
        with pytest.raises(InputRefused, match=r"breaks off after [12] whole items"):
            read(cut)
        *found, last = read(cut, skip_bad=True)
        assert {type(item) for item in found} == {Message}
        assert isinstance(last, Skipped)


def test_a_page_that_is_not_utf8(read: Read) -> None:
    content = chat(message("caf\u00e9")).encode("latin-1")
    place = content.index(b"\xe9") + 1
    with pytest.raises(InputRefused, match=rf"byte {place} \(0xE9\) is no UTF-8"):
        read(content)


def test_a_page_without_anything_is_listed(read: Read) -> None:
    (item,) = read(chat())
    assert isinstance(item, Skipped)


@pytest.mark.parametrize(
    "content", ["", "<html><div class='message'></div></html>", "hChatLog", '<div class="haudio">']
)
def test_other_pages_are_not_recognised(made_export: Made, content: str) -> None:
    with made_export("x.html", content) as export:
        assert google_voice.recognises(export) is None
    with made_export("x.zip", {"x.html": content}, archive=True) as export:
        assert google_voice.recognises(export) is None


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=15)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(TEXTS, st.booleans(), st.integers(0, 2**31), st.integers(-14, 14)), max_size=6
    )
)
def test_what_was_written_is_read(
    made_export: Made, written: list[tuple[str, bool, int, int]]
) -> None:
    """Whoever wrote whatever, whenever and in whichever zone."""
    messages = []
    for text, mine, second, hours in written:
        moment = datetime.fromtimestamp(second, UTC) + timedelta(hours=hours)
        stamp = f"{moment:%Y-%m-%dT%H:%M:%S}.000{hours:+03d}:00"
        shown = html.escape(text).replace("\n", "<br>")
        messages.append(message(shown, None if mine else "Alex", ALEX, stamp))
    with made_export("page.html", chat(*messages)) as export:
        found = [item for item in google_voice.read(export, Reading()) if isinstance(item, Message)]
    assert [
        (each.text, each.direction is Direction.OUT, each.time and each.time.instant)
        for each in found
    ] == [(text, mine, second * 1000) for text, mine, second, _ in written]


@settings(max_examples=200)
@given(data=st.data())
def test_no_damage_makes_anything_but_a_refusal(made_export: Made, data: st.DataObject) -> None:
    good = chat(message("one", more=PICTURE), message("two", None)).encode()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 30)))
    noise = st.binary(max_size=20) | st.sampled_from(
        [b"<", b"<!--", b"<![", b"<!DOCTYPE [", b"</div>", b"<div>", b"&#", b"<script>", b"<?x"]
    )
    bad = good[:start] + data.draw(noise) + good[end:]
    for how in (Reading(), Reading(skip_bad=True, digest=True)):
        with made_export("page.html", bad) as export:
            try:
                found = list(google_voice.read(export, how))
            except (InputRefused, UnsafeFile):
                continue
        assert all(isinstance(item, Message | Notice | Skipped) for item in found)
