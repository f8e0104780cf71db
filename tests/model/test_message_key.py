"""A key that is too strict counts a message twice; one that is too loose loses a message."""

import unicodedata
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.message import (
    Attachment,
    Basis,
    Call,
    Direction,
    ExportTime,
    Kind,
    Message,
    Resolution,
    State,
)
from stalkdiary.model.message_key import KEY_BYTES, counted_key, native_key

MINUTE = 60_000
HOUR = 60 * MINUTE
EVENING = 1_773_351_000_000
MARKS = "\u200b\u200e\u200f\u202a\u202c\u2060\u2066\u2069\ufeff"
WORDS = st.lists(
    st.text(st.sampled_from("abcé ñüÅ가한я☂🚪'?!1".replace(" ", "")), min_size=1, max_size=6),
    min_size=1,
    max_size=4,
)
"""A text as its words, with letters that can be written in two ways."""


def at(instant: int | None) -> ExportTime | None:
    """A time of which only the instant counts here."""
    if instant is None:
        return None
    return ExportTime(str(instant), instant, "2026-03-12T21:30+00:00", Resolution.SECOND, Basis.UTC)


def message(text: str = "I see you", *, instant: int | None = EVENING, **more: Any) -> Message:
    """A message, ordinary but for what is said of it."""
    given = {"kind": Kind.MESSAGE, "channel": "WhatsApp", "time": at(instant), "text": text}
    return Message(**({"locator": "line 1"} | given | more))


def key(text: str = "I see you", **more: Any) -> bytes:
    return counted_key(message(text, **more), Direction.IN)


@dataclass(frozen=True)
class Pair:
    """Two messages, and the harm if they were one."""

    harm: str
    one: Message
    other: Message


APART = [
    Pair("a threat behind a greeting is lost", message("hello"), message("hello, I see you")),
    Pair("a capital is another text", message("ok"), message("OK")),
    Pair("words run together", message("a b"), message("ab")),
    Pair("the second of two pictures is lost", message("deleted"), message(state=State.EMPTY)),
    Pair(
        "two mails with the same words and other subjects are one",
        message(channel="e-mail", subject="Monday"),
        message(channel="e-mail", subject="I know where you live"),
    ),
    Pair(
        "a mail without a subject is one with a subject",
        message(channel="e-mail"),
        message(channel="e-mail", subject="I know where you live"),
    ),
    Pair(
        "the same words by a second channel are lost",
        message(channel="WhatsApp"),
        message(channel="text message"),
    ),
    Pair("the same words a minute later are lost", message(), message(instant=EVENING + MINUTE)),
    Pair("an undated message is a dated one", message(instant=None), message(instant=0)),
    Pair(
        "an answered call hides a missed one in the same minute",
        message("", kind=Kind.CALL, call=Call(outcome="missed")),
        message("", kind=Kind.CALL, call=Call(outcome="answered")),
    ),
    Pair(
        "a video call hides a voice call",
        message("", kind=Kind.CALL, call=Call(medium="video")),
        message("", kind=Kind.CALL, call=Call(medium="voice")),
    ),
    Pair(
        "a voicemail is the call before it",
        message("", kind=Kind.CALL),
        message("", kind=Kind.VOICEMAIL),
    ),
    Pair("a call is a message without words", message("", kind=Kind.CALL), message("")),
    Pair(
        "a deleted message is a picture",
        message("", state=State.DELETED_BY_SENDER),
        message("", state=State.MEDIA_OMITTED),
    ),
    Pair(
        "the word deleted is a deleted message",
        message("deleted"),
        message("", state=State.DELETED_BY_SENDER),
    ),
    Pair("the word media is a picture", message("media"), message("", state=State.MEDIA_OMITTED)),
]


@pytest.mark.parametrize("pair", APART, ids=lambda pair: pair.harm)
def test_what_differs_is_not_one_message(pair: Pair) -> None:
    """One of the two would be lost."""
    assert counted_key(pair.one, Direction.IN) != counted_key(pair.other, Direction.IN)


def test_the_own_answer_is_not_the_message_it_repeats() -> None:
    """Her "ok" and the other one's "ok" in the same minute are two messages."""
    assert counted_key(message(), Direction.IN) != counted_key(message(), Direction.OUT)


PICTURE = Attachment("IMG-20260312-WA0001.jpg", found=True)
ALIKE = [
    Pair(
        "a picture is counted again when it comes without its file",
        message("look", attachments=(PICTURE,)),
        message("", state=State.MEDIA_OMITTED),
    ),
    Pair(
        "a picture is counted again when its file has another name",
        message("", attachments=(PICTURE,)),
        message("", attachments=(Attachment("2026-photo.jpg"),)),
    ),
    Pair(
        "a message deleted by either side is counted twice",
        message("gone", state=State.DELETED_BY_SENDER),
        message("", state=State.DELETED_BY_ME),
    ),
    Pair(
        "an export with seconds counts all messages again",
        message(instant=EVENING),
        message(instant=EVENING + 59_999),
    ),
    Pair(
        "a renamed contact counts all messages again",
        message(sender="Alex", thread="Alex"),
        message(sender="Do not answer", sender_id="+447700900123", thread="chat"),
    ),
    Pair("another place in the file counts again", message(), message(locator="line 900")),
    Pair(
        "a subject of nothing is no subject",
        message(channel="e-mail", subject=None),
        message(channel="e-mail", subject=""),
    ),
]


@pytest.mark.parametrize("pair", ALIKE, ids=lambda pair: pair.harm)
def test_what_exports_show_differently_is_one_message(pair: Pair) -> None:
    """It would be counted twice."""
    assert counted_key(pair.one, Direction.IN) == counted_key(pair.other, Direction.IN)


@given(words=WORDS, marks=st.lists(st.sampled_from(MARKS), min_size=10, max_size=10))
def test_invisible_marks_do_not_make_a_second_message(words: list[str], marks: list[str]) -> None:
    """Exports of an iPhone put marks of direction where those of Android have none."""
    spelt = " ".join(f"{marks[2 * n]}{word}{marks[2 * n + 1]}" for n, word in enumerate(words))
    assert key(spelt) == key(" ".join(words))


@pytest.mark.parametrize("mark", MARKS)
def test_each_invisible_mark_is_passed_over(mark: str) -> None:
    """One that is not would count every message twice that has it."""
    assert key(f"{mark}see you{mark}") == key("see you")


@given(words=WORDS)
def test_letters_with_accents_are_the_same_however_they_are_composed(words: list[str]) -> None:
    """A Mac writes é as two characters, a phone as one: "Zoë, I see you" is one message."""
    text = " ".join(words)
    assert key(unicodedata.normalize("NFD", text)) == key(unicodedata.normalize("NFC", text))


@given(words=WORDS, spaces=st.lists(st.sampled_from([" ", "\n", "\r\n", " \u00a0", "\u202f"])))
def test_line_ends_and_spaces_do_not_make_a_second_message(
    words: list[str], spaces: list[str]
) -> None:
    """One export ends lines with CR LF, another joins them."""
    spelt = "".join(word + (spaces[n] if n < len(spaces) else " ") for n, word in enumerate(words))
    assert key(spelt) == key(" ".join(words))


@given(
    instant=st.integers(0, 4_000_000_000_000),
    within=st.integers(0, MINUTE - 1),
    hours=st.integers(-14, 14),
)
def test_a_shift_is_whole_hours_and_no_more(instant: int, within: int, hours: int) -> None:
    """By the shifted key an export that was read in another zone is known again."""
    start = instant - instant % MINUTE
    ahead = message(instant=start + hours * HOUR)
    held = counted_key(message(instant=start + within), Direction.IN, hours)
    assert held == counted_key(ahead, Direction.IN)


@given(one=st.text(max_size=8), other=st.text(max_size=8))
def test_an_identity_is_one_message_and_another_is_another(one: str, other: str) -> None:
    """The words may change, by an edit; the identity of the format does not."""
    first = native_key(message("before", native_id=one))
    assert first == native_key(message("after", instant=None, native_id=one))
    assert (first == native_key(message("before", native_id=other))) is (one == other)
    assert len(first) == len(key(one)) == KEY_BYTES


def test_the_same_identity_by_another_channel_is_another_message() -> None:
    """Programs number their messages from 1: SMS 7 is not Messenger 7."""
    by_sms = native_key(message(channel="text message", native_id="7"))
    assert by_sms != native_key(message(channel="Messenger", native_id="7"))


def test_an_identity_is_never_a_counted_key() -> None:
    """Whatever somebody writes, a counted message can't be made to stand for one with an id."""
    counted = counted_key(message("", instant=None, channel="x"), Direction.IN)
    assert native_key(message(channel="x", native_id="in")) != counted


def test_a_lone_surrogate_has_a_key() -> None:
    """Half an emoji in a broken export stops nobody's import."""
    assert key("\ud83d") != key("\ude00")


KEPT = [
    (message("I see  you"), "9151566be8604c63745eb4b42c2b8a80"),
    (message("Zoë", channel="e-mail", subject="door"), "8a446e145f32ecdfd7fbecd95d9e6f33"),
    (message("no date", instant=None), "a9ab5a54b62041936c3826f6e8dd59ab"),
    (message(state=State.DELETED_BY_SENDER), "ccc78ce524654280f5b0fdf23d488433"),
    (message(state=State.MEDIA_OMITTED), "3185161d87ed770f696fb0bd7e5574b2"),
    (message("", kind=Kind.CALL, call=Call(outcome="missed")), "f55cfb0dfb310f0d435b3f375061348b"),
    (message("", kind=Kind.VOICEMAIL), "0ba55f6642475b845fb048b0d1b5a332"),
    (message("stop", direction=Direction.OUT), "8547b19780e07974c1e9a28713795310"),
    (message(native_id="7"), "c1460b3ad66c14dbd4727c723985b385"),
]


@pytest.mark.parametrize(("held", "kept"), KEPT)
def test_keys_of_diaries_that_exist_stay_as_they_are(held: Message, kept: str) -> None:
    """With another key the next import would count every message of every diary again."""
    direction = Direction.OUT if held.direction is Direction.OUT else Direction.IN
    made = native_key(held) if held.native_id else counted_key(held, direction)
    assert made.hex() == kept
