"""sigtop's text of Signal, long and short."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.signal import sigtop
from stalkdiary.model.message import Direction, Item, Message, Notice

LONG = """Conversation: Alex (+447700900123)

From: Alex (+447700900123)
Type: incoming
Sent: Thu, 5 Jan 2023 21:04:05 +0000
Received: Thu, 5 Jan 2023 21:04:07 +0000

I am outside

From: the back, too

From: You (+447700900456)
Type: outgoing
Sent: Thu, 5 Jan 2023 22:05:05 +0100

Go
"""
LINE = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20)


def messages(items: list[Item]) -> list[Message]:
    return [each for each in items if isinstance(each, Message)]


def test_heads_and_texts(items_of: Callable[..., list[Item]]) -> None:
    """Times have their offset; the person's own side is known by the type."""
    first, *_, last = messages(items_of(sigtop, "Alex.txt", LONG.replace("From: the", "from: the")))
    assert (first.sender, first.sender_id, first.thread) == ("Alex", "+447700900123", "Alex")
    assert first.text == "I am outside\n\nfrom: the back, too"
    assert (last.direction, last.text) == (Direction.OUT, "Go")
    assert first.time is not None
    assert last.time is not None
    assert (last.time.instant - first.time.instant) == 60_000


def test_a_text_that_looks_like_a_head_has_no_time(items_of: Callable[..., list[Item]]) -> None:
    """It is refused with its line, and never taken for somebody's message."""
    with pytest.raises(InputRefused, match=r"Alex\.txt:10"):
        items_of(sigtop, "Alex.txt", LONG)


def test_the_short_form(items_of: Callable[..., list[Item]]) -> None:
    text = "2023-01-05 21:04 Alex: I am\noutside\n2023-01-05 21:05 You: Go\n"
    came, went = messages(items_of(sigtop, "Alex.txt", text))
    assert (came.text, came.direction) == ("I am\noutside", Direction.IN)
    assert (went.direction, went.recipients) == (Direction.OUT, ("Alex",))
    with pytest.raises(InputRefused, match="no calendar"):
        items_of(sigtop, "Alex.txt", text + "2023-02-30 21:05 You: Go\n")


def test_whatsapp_is_not_taken_for_it(made_export: Callable[..., object]) -> None:
    text = "2023-01-05 21:04 - Alex: hi\n2023-01-05 21:05 - Sam: no\n"
    with made_export("chat.txt", text) as export:  # type: ignore[attr-defined]
        assert importer_of(export)[0].startswith("whatsapp")


@settings(max_examples=30)
@given(texts=st.lists(LINE, min_size=1, max_size=4))
def test_any_words_come_through(items_of: Callable[..., list[Item]], texts: list[str]) -> None:
    lines = "".join(f"2023-01-05 21:{at:02} Alex: {text}\n" for at, text in enumerate(texts))
    found = messages(items_of(sigtop, "Alex.txt", lines))
    assert [each.text for each in found] == texts


def test_calls_and_changes_are_notices(items_of: Callable[..., list[Item]]) -> None:
    """The form as text does not say whose they were, so they are nobody's message."""
    call = "\nFrom: Alex\nType: call-history\nSent: Thu, 5 Jan 2023 22:06:05 +0000\n"
    found = items_of(sigtop, "Alex.txt", LONG.replace("From: the", "from: the") + call)
    assert [each.text for each in found if isinstance(each, Notice)] == ["call history · Alex"]
    assert len(messages(found)) == 2
