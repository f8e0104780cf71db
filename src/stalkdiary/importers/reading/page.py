"""Web pages of exports, read in pieces: one by one the elements that hold a message each.

A download may have gigabytes, so no tree of a page is made: `lxml` tells what it meets, and only
the element at hand is put together. What a page holds in scripts, comments and styles is never
looked at, nothing is fetched, and no declaration of the page is followed.

The parser keeps the bytes of one page, and a download has many: memory is that of the largest.
See docs/decisions/0022-html-exports.md.
"""

import codecs
import html
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import BLOCK_BYTES, Export, Member
from stalkdiary.importers.reading.jsontext import not_utf8

MOST_PARTS: Final = 20_000
"""Of one element that is put together: elements and pieces of text."""
MOST_CHARACTERS: Final = 16 * 1024**2
"""Of one element that is put together. The longest message of any program is a hundredth of it."""

_MOST_ATTRIBUTES: Final = 2000
_MANY_ATTRIBUTES = re.compile(rb"<[A-Za-z](?:[^<>\s/=\"']*[\s/=\"']){%d}" % (8 * _MOST_ATTRIBUTES))
"""The parser needs quadratic time for the attributes of one tag."""
_DEEPEST: Final = 500
_LONG: Final = 200
_MOST_OF_A_TAG: Final = 4 * BLOCK_BYTES
_FED_BYTES: Final = 64 * 1024
"""So much at once goes to the parser: all elements that begin in it wait for whoever asks."""
_TAIL_BYTES: Final = 1024
_END: Final = b"<hr id='the-end-was-reached'>"
"""Goes to the parser last. Where it does not come out, the page ends within a tag or comment."""
_ONE_SPACE = re.compile(r"[ \t\f]{2,}|[\t\f]")
_LINE_EDGE = re.compile(r"[ \t\f]*\v[\s\v]*")
_LINES: Final = frozenset(
    {"article", "blockquote", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5"}
    | {"h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th"}
    | {"tr", "ul"}
)
"""What a browser begins and ends a line with."""
_UNSEEN: Final = frozenset({"script", "style", "head", "template", "title"})
_AGAIN: Final = (
    "Nothing was imported. Download it again; a page that was opened and saved in a browser is "
    "another one than the program wrote."
)

Begins = Callable[[str, Mapping[str, str]], bool]
"""Whether an element with this tag and these attributes is one that is put together."""


class Element:
    """An element of a page with all that is in it; names of tags and attributes in small letters.

    Attributes:
        parts: the elements and texts in it, in the order of the page.
        elements: the elements that stand directly in it.
    """

    __slots__ = ("attributes", "classes", "elements", "parts", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        written = attributes.get("class", "")
        # The same few come a million times.
        self.classes = _classes(written) if len(written) < _LONG else frozenset(written.split())
        self.parts: list[Element | str] = []
        self.elements: list[Element] = []

    def holds(self, element: "Element") -> None:
        self.parts.append(element)
        self.elements.append(element)

    def each(self, but: frozenset[str] = frozenset()) -> "Iterator[Element]":
        """It and every element in it, in their order, without those of a tag or class in `but`."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            if not but or (element.tag not in but and but.isdisjoint(element.classes)):
                yield element
                waiting.extend(reversed(element.elements))

    def having(self, *classes: str) -> "Iterator[Element]":
        """It, and the elements in it, that have one of these classes, in the order of the page."""
        wanted = frozenset(classes)
        return (each for each in self.each() if not wanted.isdisjoint(each.classes))

    def texts(self, tag: str) -> list[str]:
        return [each.text() for each in self.each() if each.tag == tag]

    def text(self, but: frozenset[str] = frozenset()) -> str:
        """What is written in it, line by line as a browser shows it; `but` is as for `each`."""
        if not self.parts:
            return ""
        written: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                written.append(part)
            elif part.tag == "br":
                written.append("\n")
            elif part.tag not in _UNSEEN and part.tag not in but and but.isdisjoint(part.classes):
                if part.tag in _LINES:
                    written.append("\v")
                    waiting.append("\v")
                waiting.extend(reversed(part.parts))
        text = "".join(written).strip()
        if "\v" in text or "\r" in text:
            # An element begins a line and ends it, but makes no empty one.
            text = _LINE_EDGE.sub("\v", text.replace("\r\n", "\n")).replace("\v", "\n")
        if "  " in text or "\t" in text or "\f" in text:
            text = _ONE_SPACE.sub(" ", text)
        if "\n" in text:
            return "\n".join(line.strip(" ") for line in text.split("\n"))
        return text


def blocks(export: Export, member: Member | None, begins: Begins) -> Iterator[Element]:
    """The elements of a page for which `begins` is true, in its order, each with what is in it.

    One within another is a part of the outer one. Raises `InputRefused` where the page is cut off,
    no UTF-8, or such as no program writes.
    """
    from lxml import etree

    place = export.place(member)
    builder = _Builder(begins, place)
    parser = etree.HTMLParser(
        target=builder, encoding="utf-8", no_network=True, remove_pis=True, collect_ids=False
    )
    check = _Check(place)
    with export.opened(member) as stream:
        while data := stream.read(BLOCK_BYTES):
            check.take(data)
            for at in range(0, len(data), _FED_BYTES):
                parser.feed(data[at : at + _FED_BYTES])
                yield from builder.taken()
    check.must_be_whole()
    parser.feed(_END)
    if not builder.has_ended:
        raise _refused(place, "a page that ends in its middle", "a whole page")
    parser.close()
    yield from builder.taken()


def _refused(place: str, found: str, expected: str) -> InputRefused:
    return InputRefused(f"{place}: found {found}; expected {expected}.", _AGAIN)


@lru_cache(maxsize=256)
def _classes(written: str) -> frozenset[str]:
    return frozenset(written.split())


class _Check:
    """Looks at the bytes of a page before the parser does."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._read = 0
        self._tag = b""
        self._tail = b""

    def take(self, data: bytes) -> None:
        """Refuses what is no UTF-8, and tags that the parser would not get to the end of."""
        pending = len(self._decoder.getstate()[0])
        try:
            self._decoder.decode(data)
        except UnicodeDecodeError as error:
            at = error.start
            raise not_utf8(self._place, self._read - pending + at, error.object[at]) from None
        self._read += len(data)
        self._tail = (self._tail + data)[-_TAIL_BYTES:]
        seen = self._tag + data
        begun = seen.rfind(b"<")
        self._tag = seen[begun:] if begun > seen.rfind(b">") else b""
        if len(self._tag) > _MOST_OF_A_TAG or _MANY_ATTRIBUTES.search(seen):
            raise _refused(self._place, "a tag of endless attributes", "a page of a program")

    def must_be_whole(self) -> None:
        if b"</html>" not in self._tail.lower() or self._decoder.getstate()[0]:
            raise _refused(self._place, "a page without an end", "a whole page")


class _Builder:
    """What the parser tells of a page it reads."""

    def __init__(self, begins: Begins, place: str) -> None:
        self._begins = begins
        self._place = place
        self._open: list[Element] = []
        self._found: list[Element] = []
        self._depth = self._parts = self._characters = 0
        self.has_ended = False

    def taken(self) -> Iterator[Element]:
        """The elements that became whole since this was asked last."""
        found, self._found = self._found, []
        yield from found

    def start(self, tag: str, attributes: Any) -> None:  # noqa: ANN401 - a mapping of lxml
        if tag == "hr" and attributes.get("id") == "the-end-was-reached":
            self.has_ended = not self._open
            return
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _refused(self._place, f"more than {_DEEPEST} elements in one another", "messages")
        given = {name: value or "" for name, value in attributes.items()} if attributes else {}
        if not self._open:
            if not self._begins(tag, given):
                return
            self._parts = self._characters = 0
        element = Element(tag, given)
        self._count(sum(map(len, given.values())) if given else 0)
        if self._open:
            self._open[-1].holds(element)
        self._open.append(element)

    def data(self, text: str) -> None:
        if self._open:
            self._count(len(text))
            self._open[-1].parts.append(text)

    def end(self, _tag: str) -> None:
        self._depth -= 1
        # The parser ends every element that it began, each within the one around it.
        if self._open:
            element = self._open.pop()
            if not self._open:
                self._found.append(element)

    def comment(self, _text: str) -> None:
        """Nobody sees it."""

    def close(self) -> None:
        """Nothing is left to do."""

    def _count(self, characters: int) -> None:
        self._parts += 1
        self._characters += characters
        if self._parts > MOST_PARTS or self._characters > MOST_CHARACTERS:
            raise _refused(self._place, "an element that does not end", "messages")


def title_of(head: bytes) -> str:
    """The title of a page that begins with these bytes; "" where there is none."""
    found = re.search(rb"<title[^>]{0,200}>([^<]{0,2000})", head, re.IGNORECASE)
    return " ".join(html.unescape(found[1].decode("utf-8", "replace")).split()) if found else ""
