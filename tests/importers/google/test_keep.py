"""Notes of Google Keep: the person's own words, without a time that nobody said."""

from collections.abc import Callable
from typing import Any

import pytest

from stalkdiary.errors import InputRefused
from stalkdiary.importers.google import keep
from stalkdiary.model.message import Item, OwnEntry, Skipped


def note(**fields: Any) -> dict[str, Any]:
    return {
        "isTrashed": False,
        "title": "Tuesday",
        "textContent": "He was outside.",
        "createdTimestampUsec": 1672866245000000,
        "userEditedTimestampUsec": 1672952645000000,
    } | fields


def test_when_a_note_was_made_is_not_when_it_happened(
    items_of: Callable[..., list[Item]],
) -> None:
    (entry,) = items_of(keep, "a.json", note())
    assert isinstance(entry, OwnEntry)
    assert (entry.what, entry.time) == ("Tuesday\n\nHe was outside.", None)
    assert "2023-01-04 and last changed on 2023-01-05" in entry.flags[0]


def test_lists_and_empty_notes(items_of: Callable[..., list[Item]]) -> None:
    files = {
        "Keep/a.json": note(
            title="", textContent="", listContent=[{"text": "rang twice", "isChecked": True}]
        ),
        "Keep/b.json": note(title="", textContent=" "),
    }
    listed, empty = [e for e in items_of(keep, "k.zip", files, archive=True) if e.locator]
    assert isinstance(listed, OwnEntry)
    assert listed.what == "[x] rang twice"
    assert isinstance(empty, Skipped)


def test_what_is_no_note_is_refused(items_of: Callable[..., list[Item]]) -> None:
    with pytest.raises(InputRefused, match="textContent"):
        items_of(keep, "a.json", note(textContent=[1]))
