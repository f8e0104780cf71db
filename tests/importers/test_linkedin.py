"""LinkedIn's messages.csv."""

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.importers import linkedin
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.remarks import LINK
from stalkdiary.model.message import Direction, Item, Message, Skipped, State

NAMES = [
    "CONVERSATION ID",
    "CONVERSATION TITLE",
    "FROM",
    "SENDER PROFILE URL",
    "TO",
    "RECIPIENT PROFILE URLS",
    "DATE",
    "SUBJECT",
    "CONTENT",
    "FOLDER",
    "ATTACHMENTS",
    "IS MESSAGE DRAFT",
]
AT = "2024-01-05 10:11:12 UTC"
Read = Callable[..., list[Item]]


def row(text: str = "hi", sender: str = "Alex Kay", at: str = AT, **more: str) -> list[str]:
    cells = dict.fromkeys(NAMES, "") | {"CONVERSATION ID": "2-x", "FROM": sender, "DATE": at}
    cells |= {"SENDER PROFILE URL": "https://linkedin.com/in/a", "TO": "Sam Ro", "CONTENT": text}
    return [*(cells | {name.replace("_", " "): value for name, value in more.items()}).values()]


def table(*rows: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([NAMES, *rows])
    return text.getvalue()


def messages(items: list[Item]) -> list[Message]:
    return [each for each in items if isinstance(each, Message)]


def test_who_when_and_what(items_of: Read) -> None:
    """UTC; the profile beside it says who is who; the address of an account is kept."""
    files = {
        "messages.csv": table(row(), row("stop", "Sam Ro"), row("x", IS_MESSAGE_DRAFT="Yes")),
        "Profile.csv": "First Name,Last Name,Address\nSam,Ro,x\n",
        "Connections.csv": "Notes:\n",
    }
    items = items_of(linkedin, "Complete.zip", files, archive=True)
    theirs, own, draft = messages(items)
    assert theirs.time is not None
    assert theirs.time.local == "2024-01-05T10:11:12+00:00"
    assert (theirs.sender_id, theirs.thread) == ("https://linkedin.com/in/a", "2-x")
    assert (theirs.direction, own.direction) == (Direction.IN, Direction.OUT)
    assert draft.state is State.DRAFT
    assert isinstance(items[0], Skipped)
    assert isinstance(items[-1], Skipped)


def test_files_are_links(items_of: Read) -> None:
    (found,) = messages(items_of(linkedin, "m.csv", table(row(ATTACHMENTS="https://x.org/a.pdf"))))
    assert (found.text, found.raw_text) == ("hi\n[https://x.org/a.pdf]", "hi")
    assert found.flags == (LINK,)


def test_a_date_that_does_not_exist_is_refused_by_its_line(items_of: Read) -> None:
    content = table(row(), row(at="2024-02-30 10:11:12 UTC"))
    with pytest.raises(InputRefused, match=":3: found '2024-02-30"):
        items_of(linkedin, "messages.csv", content)
    assert len(messages(items_of(linkedin, "messages.csv", content, skip_bad=True))) == 1


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), max_size=5))
@settings(max_examples=40, deadline=None)
def test_what_was_written_is_read(made_export: Callable[..., Export], texts: list[str]) -> None:
    with made_export("messages.csv", table(*map(row, texts))) as export:
        assert importer_of(export) == ("linkedin", linkedin)
        assert [each.text for each in messages([*linkedin.read(export, Reading())])] == texts
