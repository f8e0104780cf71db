"""Snapchat's "My Data" as web pages: what comes unless JSON is ticked.

``html/chat_history/subpage_NAME.html`` has a box for each message: who, the kind, the words, when.
Until 2022 ``chat_history.html`` and ``snap_history.html`` were tables, one of what was received and
one of what was sent, with the words in a row of their own below. Times are in UTC.

Sources: five public readers of these pages; no public sample was found.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.documents import Documents, is_page
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.reading.jsonfile import Node
from stalkdiary.importers.reading.jsontext import Path
from stalkdiary.importers.reading.page import Element, blocks
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.importers.snapchat.importer import WITHIN as LAYOUT
from stalkdiary.importers.snapchat.importer import media_of, row_item
from stalkdiary.model.message import Item, Skipped

WITHIN: Final = LAYOUT
_NAMED = re.compile(r"(?:subpage_.*|(?:chat|snap)_history(?: ?\([0-9]{1,3}\))?)\.html?")
_PAGE = re.compile(
    rb"<h6|<th[^>]{0,200}>\s*(?:<b>\s*)?Media Type|(?i:<title>[^<]{0,60}snap)|rightpanel"
)
_KIND = re.compile(r"[A-Z][A-Z_]+")
_AGAIN: Final = "Nothing was imported. Ask Snapchat for My Data again, with JSON ticked."
_COLUMNS: Final = {"media type", "created"}
_FILE_OF_CHAT = re.compile(r"(?:^|/)chat_media/[0-9-]{10}_([^/]+?)(?:\.[A-Za-z0-9]{1,8})?$")


def _items(source: ExportReading) -> Iterator[Item]:
    media = media_of(source.export)
    for member in source.files(DOCUMENTS):
        make = partial(row_item, source.clock(), source.enclosed, media)
        try:
            yield from source.made(_Page(source.export, member).rows(), make)
        except InputRefused as refusal:
            if member is None or not source.reading.skip_bad:
                raise
            yield Skipped(member.name, f"Not read to its end: {refusal.sentence}")


DOCUMENTS: Final = Documents(_NAMED.fullmatch, lambda head: is_page(head) and _PAGE.search(head))
# Where the same is there in JSON, that importer was asked before this one.
recognises = known_by(("snapchat-html", DOCUMENTS))
read = reader(_items)


class _Page:
    """One page, whose messages are given as the rows of the download in JSON are."""

    def __init__(self, export: Export, member: Member | None) -> None:
        self._export = export
        self._member = member
        self._conversation = ""
        self._columns: list[str] = []

    def locator(self, path: Path) -> str:
        return f"{'' if self._member is None else f'{self._member.name}, '}message {path[1]}"

    def spot(self, path: Path) -> str:
        return f"{self._export.place(self._member)}, message {path[1]}"

    def rows(self) -> Iterator[Node]:
        """The messages, in the order of the page; raises `InputRefused` where it is cut off."""
        number = 0
        path: str | None = None
        row: dict[str, Any] = {}
        for conversation, found in self._found():
            if set(found) == {"Content"}:
                if path is None:
                    raise self._refused("words without a message above them")
                row["Content"] = "\n".join(filter(None, [row.get("Content"), found["Content"]]))
                continue
            if path is not None:
                yield Node(self, (path, number), row)
            path, row, number = conversation, found, number + 1
        if path is not None:
            yield Node(self, (path, number), row)
        elif self._member is None or self._member.base.casefold().startswith("subpage_"):
            raise self._refused("a page without a message")

    def _found(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The conversation, or the side of it, and what a box or a row of a table says."""
        for element in blocks(self._export, self._member, _begins):
            if element.tag == "h1":
                self._conversation = " ".join(element.text().split())
            elif element.tag == "h6":
                raise self._refused("a time without a message")
            elif element.tag == "div" and (row := _box(element)):
                yield self._conversation, row
            elif element.tag == "tr" and (row := self._row(element)):
                side = "Sent" if "To" in self._columns else "Received"
                yield f"{side} Saved Chat History", row

    def _refused(self, found: str) -> InputRefused:
        place = self._export.place(self._member)
        return InputRefused(f"{place}: found {found}; expected messages of Snapchat.", _AGAIN)

    def _row(self, element: Element) -> dict[str, Any] | None:
        """A row of a table; one cell alone holds the words of the message above."""
        cells = [each for each in element.elements if each.tag in {"td", "th"}]
        texts = [each.text() for each in cells]
        names = [text.casefold() for text in texts]
        if set(names) >= _COLUMNS:
            self._columns = texts
            return None
        if not self._columns or not any(texts):
            return None
        if len(texts) == 1:
            return {"Content": texts[0]}
        if len(texts) != len(self._columns):
            raise self._refused(f"a row of {len(texts)} cells below {len(self._columns)} names")
        return dict(zip(self._columns, texts, strict=True))


def _begins(tag: str, attributes: Mapping[str, str]) -> bool:
    return tag in {"h1", "h6", "tr"} or (
        tag == "div" and "background" in attributes.get("style", "")
    )


def _box(element: Element) -> dict[str, Any] | None:
    """A box of a message; None for one that holds no time, such as that of a menu."""
    when = element.texts("h6")
    if not when:
        return None
    names = element.texts("h4")
    lines = element.text(frozenset({"h4", "h6"})).split("\n")
    words = element.texts("p")
    others = [line for line in lines if line not in {"Saved", ""}]
    kind = next((line for line in others if _KIND.fullmatch(line)), "TEXT")
    files = [each.attributes.get(name, "") for each in element.each() for name in ("href", "src")]
    found = (match[1] for file in files if (match := _FILE_OF_CHAT.search(file)))
    if not words:
        words = [line for line in others if line != kind]
    return {
        "From": names[0] if names else None,
        "Media Type": kind,
        "Created": when[0] if len(when) == 1 else " ".join(when),
        "Content": "\n".join(words) or None,
        "Media IDs": " | ".join(dict.fromkeys(found)),
    }
