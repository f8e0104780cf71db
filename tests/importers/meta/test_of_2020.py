"""Instagram's messages.json until 2020."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers.meta import of_2020
from stalkdiary.importers.reading.enclosed import MISSING
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.remarks import LINK, REACTIONS, TOLD
from stalkdiary.model.message import Direction, Item, Message, Notice

Read = Callable[..., list[Item]]


def said(sender: str = "alex", **what: Any) -> dict[str, Any]:
    return {"sender": sender, "created_at": "2020-12-01T10:00:01.123456+00:00"} | what


def chats(*messages: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"participants": ["sam", "alex"], "conversation": list(messages)}]


def test_each_kind(items_of: Read) -> None:
    """Words, hearts, pictures, links, calls; the profile tells whose they are."""
    document = chats(
        said(text="hi", likes=[{"username": "sam"}]),
        said("sam", heart="❤"),
        said(media="direct/1.jpg"),
        said(story_share="Shared a story", media_share_url="https://x.org/p"),
        said(video_call_action="Alex started a video chat"),
    )
    files = {"messages.json": document, "profile.json": {"username": "sam"}}
    text, heart, picture, story, call = items_of(of_2020, "instagram.zip", files, archive=True)
    assert isinstance(text, Message)
    assert (text.text, text.direction, text.flags) == ("hi", Direction.IN, (REACTIONS,))
    assert text.thread == "alex"
    assert text.time is not None
    assert text.time.local == "2020-12-01T10:00:01.123+00:00"
    assert isinstance(heart, Message)
    assert (heart.text, heart.direction) == ("❤", Direction.OUT)
    assert isinstance(picture, Message)
    assert picture.flags == (MISSING,)
    assert isinstance(story, Message)
    assert (story.text, story.flags) == ("[https://x.org/p]\n[Shared a story]", (LINK,))
    assert isinstance(call, Notice)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_what_was_written_is_read(made_export: Callable[..., Export], text: str) -> None:
    with made_export("messages.json", chats(said(text=text))) as export:
        assert importer_of(export) == ("instagram-2020", of_2020)
        (found,) = of_2020.read(export, Reading())
    assert isinstance(found, Message)
    assert found.text == text


@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_strange_values_give_our_errors_alone(
    made_export: Callable[..., Export], mutated: Callable[..., Any], data: st.DataObject
) -> None:
    with made_export("messages.json", mutated(data, chats(said(text="x"), said()))) as export:
        try:
            if of_2020.recognises(export):
                list(of_2020.read(export, Reading()))
        except InputRefused:
            pass


def test_words_under_a_name_that_is_not_known_are_not_lost(items_of: Read) -> None:
    (message,) = items_of(of_2020, "messages.json", chats(said(felix_share={"text": "I know"})))
    assert isinstance(message, Message)
    assert (message.text, message.flags) == ("[felix_share: I know]", (TOLD,))
