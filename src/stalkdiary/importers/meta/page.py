"""A conversation of Instagram or Messenger as a web page, the form that both give unless asked.

``message_N.html`` holds one element for each message, the newest first: who, what, reactions, when.
The classes of these elements are all that the layouts differ in: until 2020 (``_2lej``), and since
(``_a6-g``; the name is a ``div`` before 2023 and a heading after). Times are those of a clock in no
zone, in the words of the account's language; public readers of these pages disagree whether it is
that of the account, UTC or California, so it is asked.

Sources: "Instagram Messages Schema" of the Memoria project; for Messenger, the pages that eight
public readers are made for. No public sample of a real page was found.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from stalkdiary.errors import InputRefused
from stalkdiary.importers.meta.message import (
    UNSENT,
    Thread,
    call_of,
    called,
    is_notice,
    sent,
    state_of,
    tells_of_call,
)
from stalkdiary.importers.reading import documents
from stalkdiary.importers.reading.export import Member
from stalkdiary.importers.reading.page import Element, blocks
from stalkdiary.importers.reading.question import clock_question, date_question
from stalkdiary.importers.reading.source import ExportReading
from stalkdiary.importers.remarks import REACTIONS, with_data
from stalkdiary.importers.tables.dates import told, written
from stalkdiary.importers.tables.delimited import Unreadable, quoted
from stalkdiary.model.message import ExportTime, Item, Notice, Skipped

SHARED: Final = "What was shared with it stands in square brackets."

_MESSAGES: Final = frozenset({"_a6-g", "_2lej"})
_SENDER: Final = frozenset({"_a6-h", "_2lek", "_2lel"})
_BODY: Final = frozenset({"_a6-p", "_2let"})
_TIME: Final = frozenset({"_a72d", "_a6-o", "_2lem"})
_REACTIONS: Final = frozenset({"_a6-q", "_tqp"})
_TOLD_BY: Final = _MESSAGES | _SENDER | _BODY | _TIME | _REACTIONS
_LINKS: Final = frozenset({"href", "src"})
_MEDIA: Final = frozenset({"img", "video", "audio", "source"})
_NO_TEXT: Final = _REACTIONS | _MEDIA
_INLINE: Final = frozenset({"a", "b", "br", "em", "i", "span", "strong", "u"})
_MARKS = re.compile(rb"_a6-[gp]\b|\b_2lej\b")
_ABOUT = re.compile(
    r"Participants: .+|Mailbox thread pending|Group (?:photo|invite link)|Invite .*"
)
_NAMES = re.compile(r", | and ")
_TWO: Final = 2
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_LANGUAGE: Final = (
    "Nothing was imported. Dates are read in English alone: set the language of the account to "
    "English and ask for the download again, or ask for it in JSON; or add --skip-bad to list what "
    "can't be read and take the rest."
)
_AGAIN: Final = (
    "Nothing was imported. Ask for the download again, in JSON if you can; or add --skip-bad to "
    "list what can't be read and take the rest."
)


def is_page(head: bytes) -> bool:
    """Whether a page that begins so has the layout of Meta's."""
    return documents.is_page(head) and bool(_MARKS.search(head))


def looks_like_instagram(head: bytes) -> bool:
    return b"_2pim" in head and b"_a72d" not in head


class MetaPage:
    def __init__(self, source: ExportReading, member: Member | None, conversation: Thread) -> None:
        self._export = source.export
        self._member = member
        self._conversation = conversation
        self._reading = source.reading
        self._enclosed = source.enclosed
        self._place = source.export.place(member)
        self._before = "" if member is None else f"{member.name}, "

    def items(self) -> Iterator[Item]:
        """Every message, call and notice; asks (`OpenQuestion`) in which zone the times are."""
        count = 0
        for count, element in enumerate(self._elements(), 1):
            locator = f"{self._before}message {count}"
            try:
                yield self._item(element, locator)
            except Unreadable as bad:
                if not self._reading.skip_bad:
                    advice = _LANGUAGE if "date" in bad.args[0] else _AGAIN
                    raise InputRefused(
                        f"{self._export.place()}: {locator}: {bad}.", advice
                    ) from None
                yield Skipped(locator, f"{bad}.")
        if not count:
            raise InputRefused(
                f"{self._place}: found a web page without a message; expected messages.",
                _AGAIN,
            )

    def look(self) -> None:
        """Reads it through once; raises `InputRefused` where it is cut off or damaged."""
        for _ in self._elements():
            pass

    def _elements(self) -> Iterator[Element]:
        return blocks(
            self._export,
            self._member,
            lambda _, given: not _MESSAGES.isdisjoint(given.get("class", "").split()),
        )

    def _item(self, element: Element, locator: str) -> Item:
        every = [each for each in element.each() if not _TOLD_BY.isdisjoint(each.classes)]
        name = next((each for each in every if not _SENDER.isdisjoint(each.classes)), None)
        sender = " ".join(name.text().split()) if name else ""
        times = [
            raw for each in every if not _TIME.isdisjoint(each.classes) and (raw := each.text())
        ]
        if not times and (_ABOUT.fullmatch(sender) or _ABOUT.fullmatch(element.text())):
            if len(_NAMES.split(sender)) > _TWO:
                self._conversation = replace(self._conversation, group=True)
            return Notice(locator, element.text(_NO_TEXT))
        if any(_is_message(each) for each in every if each is not element):
            raise Unreadable("a message within a message", "one after the other")
        if not times:
            raise Unreadable(f"{quoted(element.text())} without a time", "a time with it")
        time, flags = self._time(times[-1])
        bodies = (each for each in every if not _BODY.isdisjoint(each.classes))
        body = next((each for each in bodies if not any(each.having(*_SENDER))), None)
        linked = (
            []
            if body is None
            else [each for each in body.each(_REACTIONS) if not _LINKS.isdisjoint(each.attributes)]
        )
        text, shared = ("", []) if body is None else _said(body, linked)
        if is_notice(text, sender, self._conversation):
            return Notice(locator, text, time, telling=True)
        message = sent(locator, self._conversation, sender or None, time)
        if tells_of_call(text, sender):
            message = called(message, call_of(text), text, known=False)
        odd: list[str] = []
        attachments = self._enclosed.attached(_files(linked), odd)
        if not all(_REACTIONS.isdisjoint(each.classes) for each in every):
            odd.append(REACTIONS)
        if shared:
            odd.append(SHARED)
            text = with_data(text, shared)
        unsent = bool(UNSENT.fullmatch(text)) and text.startswith((f"{sender} ", "You "))
        return message._replace(
            text=text,
            attachments=attachments,
            state=state_of(message, text, attachments, unsent=unsent),
            flags=(*message.flags, *flags, *odd),
        )

    def _time(self, raw: str) -> tuple[ExportTime, tuple[str, ...]]:
        place, found = self._place, written(raw)
        if self._reading.date_order is None and len({*found.days.values()}) > 1:
            raise date_question(place, [(order, day, day) for order, day in found.days.items()])
        order = self._reading.date_order or next(iter(found.days))
        day, at = found.days.get(order), found.time
        if day and at and at.offset is None and not self._reading.timezone_said:
            naive = datetime(day.year, day.month, day.day, at.hour, at.minute)  # noqa: DTZ001 - asked
            raise clock_question(place, "Meta", raw, naive, self._reading.timezone)
        return told(found, order, self._conversation.clock, raw)


def _is_message(element: Element) -> bool:
    """Whether an element within a message is a message itself: the end of the outer one is lost."""
    return (
        not _MESSAGES.isdisjoint(element.classes)
        and any(element.having(*_SENDER))
        and any(element.having(*_TIME))
    )


def _said(body: Element, linked: list[Element]) -> tuple[str, list[str]]:
    """What was written, and what was shared with it: posts, stories, what `linked` leads to.

    The words stand in an element that holds no other; what was shared is put together of several.
    """
    box = body
    while not _is_plain(box) and len(box.elements) == 1:
        box = box.elements[0]
    pieces = [box] if _is_plain(box) else box.elements
    said = [(each, words) for each in pieces if (words := each.text(_NO_TEXT))]
    text = said.pop(0)[1] if said and _is_plain(said[0][0]) else ""
    shared = [" ".join(words.split()) for _, words in said]
    links = [each.attributes.get(name, "") for name in ("href", "src") for each in linked]
    for link in dict.fromkeys(links):
        if link.startswith(("http:", "https:")) and link not in "\n".join([text, *shared]):
            shared.append(link)
    return text, shared


def _is_plain(element: Element) -> bool:
    """Whether words stand in an element, and not in those within it."""
    if all(each.tag in _INLINE for each in element.elements):
        return True
    return any(isinstance(part, str) and part.strip() for part in element.parts)


def _files(linked: list[Element]) -> list[str]:
    names: dict[str, None] = {}
    for element in linked:
        name = element.attributes.get("src" if element.tag in _MEDIA else "href", "").strip()
        if name and not _ELSEWHERE.match(name):
            names[unquote(name)] = None
    return [*names]
