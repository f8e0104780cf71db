"""Snapchat's My Data as web pages, and the list of the person's own pictures."""

import html
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.snapchat import importer as in_json
from stalkdiary.importers.snapchat import pages
from stalkdiary.importers.snapchat.importer import NOT_GIVEN, UNSAVED
from stalkdiary.model.message import Call, Direction, Item, Message, Skipped, State

Read = Callable[..., list[Item]]
AT = "2024-04-20 01:29:22 UTC"


def box(text: str = "hi", sender: str = "alex", kind: str = "TEXT", at: str = AT) -> str:
    return (
        f"<div style='background: #f2f2f2;'><span><div><h4>{sender}</h4><span>{kind}</span></div>"
        f"<p>{text}</p></span><h6>{at}</h6></div>"
    )


def page(*boxes: str) -> str:
    body = f"<div class='rightpanel'><h1>alex</h1>{''.join(boxes)}</div>"
    return f"<!DOCTYPE html><html><body>{body}</body></html>"


def messages(items: list[Item]) -> list[Message]:
    return [each for each in items if isinstance(each, Message)]


def test_a_box_is_a_message(made_export: Callable[..., Export]) -> None:
    """Who, the kind, the words, when; a page beside the same in JSON is not read."""
    boxes = [box("a<br>b"), box("", "sam"), box("", kind="STATUSCALLMISSEDAUDIO")]
    name = "html/chat_history/subpage_alex.html"
    files = {name: page(*boxes, box("", kind="MEDIA")), "index.html": "<html></html>"}
    with made_export("mydata.zip", files, archive=True) as export:
        assert importer_of(export) == ("snapchat-html", pages)
        text, own, call, picture = messages([*pages.read(export, Reading())])
    assert (text.sender, text.text, text.thread) == ("alex", "a\nb", "alex")
    assert text.direction is Direction.IN
    assert text.time is not None
    assert text.time.local == "2024-04-20T02:29:22+01:00"
    assert text.locator == f"{name}, message 1"
    assert (own.direction, own.flags) == (Direction.UNKNOWN, (UNSAVED,))
    assert call.call == Call("voice", "missed")
    assert (picture.state, picture.flags) == (State.MEDIA_OMITTED, (NOT_GIVEN,))
    row = {"From": "alex", "Media Type": "TEXT", "Created": AT, "Content": "hi"}
    files["json/chat_history.json"] = {"alex": [row]}  # type: ignore[assignment]
    with made_export("mydata.zip", files, archive=True) as export:
        assert importer_of(export) == ("snapchat", in_json)


def test_tables_of_what_was_received_and_sent(items_of: Read) -> None:
    """The words stand in the row below, or nowhere."""

    def rows(who: str) -> str:
        first = f"<tr><th>{who}</th><th>Media Type</th><th>Created</th></tr>"
        line = f"<tr><td>alex</td><td>TEXT</td><td>{AT}</td></tr>"
        return (
            f"<table>{first}{line}<tr><td colspan=3>x &lt;b&gt; &amp;amp;</td></tr>{line}</table>"
        )

    content = f"<html><body>{rows('From')}{rows('To')}</body></html>"
    found = messages(items_of(pages, "chat_history.html", content))
    assert [(each.direction, each.text) for each in found] == [
        (Direction.IN, "x <b> &amp;"),
        (Direction.IN, ""),
        (Direction.OUT, "x <b> &amp;"),
        (Direction.OUT, ""),
    ]
    assert [each.thread for each in found] == ["alex"] * 4


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (page(f"<h6>{AT}</h6>"), "a time without a message"),
        (page(), "a page without a message"),
        (page(box())[:-9], "without an end"),
        (page(box(at="yesterday")), "message 1 at|message 1"),
        (page(box().replace("</h6>", f"</h6><h6>{AT}</h6>")), "message 1"),
    ],
)
def test_what_would_be_lost_is_refused(items_of: Read, content: str, found: str) -> None:
    with pytest.raises(InputRefused, match=found):
        items_of(pages, "subpage_alex.html", content)


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Z", "Cf"]), min_size=1, max_size=20),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=40, deadline=None)
def test_what_was_written_is_read(items_of: Read, texts: list[str]) -> None:
    content = page(*(box(html.escape(text)) for text in texts))
    assert [each.text for each in messages(items_of(pages, "a.html", content))] == texts


def test_a_page_that_can_not_be_read_is_passed_over_where_that_was_asked(items_of: Read) -> None:
    files = {"subpage_alex.html": page(box()), "subpage_kim.html": page(box())[:-9]}
    with pytest.raises(InputRefused, match=r"subpage_kim\.html: found a page without an end"):
        items_of(pages, "mydata.zip", files, archive=True)
    message, skipped = items_of(pages, "mydata.zip", files, archive=True, skip_bad=True)
    assert isinstance(message, Message)
    assert isinstance(skipped, Skipped)
    assert skipped.locator == "subpage_kim.html"


def test_own_pictures_are_said_and_are_no_messages(made_export: Callable[..., Export]) -> None:
    one = {"Date": AT, "Media Type": "Image", "Location": "Latitude, Longitude: 51.5, -0.12"}
    other = {"Date": AT, "Media Type": "Video", "Location": "Latitude, Longitude: 0.0, 0.0"}
    files = {"json/memories_history.json": {"Saved Media": [one, other]}, "index.html": "x"}
    with (
        made_export("mydata.zip", files, archive=True) as export,
        pytest.raises(InputRefused) as refused,
    ):
        importer_of(export)
    for words in ("lists 2 of your own", "2024-04-20 01:29", "at 51.5, -0.12.", "no messages"):
        assert words in refused.value.sentence
