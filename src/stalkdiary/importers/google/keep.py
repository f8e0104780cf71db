"""Notes of Google Keep from a download (Takeout): one JSON file a note.

A note says when it was made and last changed, which is not when something happened: that is left
open. Whose record it is, only the person can say.

Source: Google Takeout, folder ``Keep``; public readers (keep-to-markdown, google-keep-exporter).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from stalkdiary.importers.reading.documents import Documents, ends_with, showing
from stalkdiary.importers.reading.jsonfile import Node, is_object, storable
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.model.message import Item, OwnEntry, Skipped

MADE: Final = "Google Keep says that the note was made on {}{}. When it happened, only you know."

_IS_OURS: Final = showing(is_object, b'"isTrashed"', b'"userEditedTimestampUsec"')
_MICROSECONDS: Final = 1_000_000


def _items(source: ExportReading) -> Iterator[Item]:
    for member in source.files(DOCUMENTS):
        note = source.json({}, member).outlines()[()]
        yield from source.made([note], _note)


DOCUMENTS: Final = Documents(ends_with(".json"), _IS_OURS)
recognises = known_by(("google-keep", DOCUMENTS))
read = reader(_items)


def _note(node: Node) -> Item:
    items = [
        f"[{'x' if each.yes('isChecked') else ' '}] {each.text('text') or ''}"
        for each in node.list("listContent")
    ]
    parts = (node.text("title"), storable(node.exact("textContent") or "")[0], "\n".join(items))
    words = "\n\n".join(part.strip() for part in parts if part and part.strip())
    if not words:
        return Skipped(node.locator, "A note without words.")
    created = _day(node, "createdTimestampUsec")
    changed = _day(node, "userEditedTimestampUsec")
    later = f" and last changed on {changed}" if created and changed and changed != created else ""
    told = created or changed
    return OwnEntry(node.locator, words, None, {}, (MADE.format(told, later),) if told else ())


def _day(node: Node, name: str) -> str | None:
    count = node.whole(name)
    if not count:
        return None
    try:
        return datetime.fromtimestamp(count // _MICROSECONDS, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        raise node.refused(name, "microseconds since 1970") from None
