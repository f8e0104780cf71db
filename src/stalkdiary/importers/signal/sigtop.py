"""What sigtop (a program of others, for Signal Desktop) writes as text: one file for each chat.

The long form begins with ``Conversation:`` and gives each message a head of ``From``, ``Type``,
``Sent`` and others, its times in the form of e-mail with an offset; the short form has a line for
each message, ``2006-01-02 15:04 Name: text``, in the time of the computer. The person's own side is
``You``.

Source: tbvdm/sigtop, ``export-messages`` (``text.go``, ``text-short.go``).
"""

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Final

from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.export import Member
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.model.message import (
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Resolution,
    Skipped,
    State,
)

CHANNEL: Final = "Signal"
REACTED: Final = "Reactions in the export: {}."
_OWN: Final = "You"
_LONG: Final = b"Conversation: "
_FIELD = re.compile(
    r"(From|Type|Sent|Received|To|Attachment|Reaction|Edited|Deleted|Status): ?(.*)"
)
_PERSON = re.compile(r"(.+?)(?: \((\+?[0-9][0-9 ]{4,20}|[^()]{1,60})\))?")
_SHORT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2})(:[0-9]{2})? ([^:\n]{1,80}): (.*)"
)
_SHORT_HEAD = re.compile(
    # WhatsApp's exports in some languages have a dash between time and name.
    rb"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})? (?!-|\xe2\x80\x93)"
    rb"[^:\r\n\[\]]{1,80}: "
)


def _items(source: ExportReading) -> Iterator[Item]:
    for member in source.files(DOCUMENTS):
        yield from _Chat(source, member).items()


def _is_ours(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf")
    if start.startswith(_LONG):
        return b"\nFrom: " in start and b"\nSent: " in start
    return _SHORT_HEAD.match(start) is not None


DOCUMENTS: Final = Documents(ends_with(".txt"), _is_ours)
recognises = known_by(("sigtop", DOCUMENTS))
read = reader(_items)


class _Chat:
    """One file."""

    def __init__(self, source: ExportReading, member: Member | None) -> None:
        self._source = source
        self._file = source.text(member)
        self._clock = source.clock()
        self._thread = (source.export.name if member is None else member.base).rpartition(".")[0]

    def items(self) -> Iterator[Item]:
        lines = self._file.lines()
        return self._long(lines) if self._file.head().startswith(_LONG) else self._short(lines)

    # The long form ---------------------------------------------------------------------------

    def _long(self, lines: Iterator[tuple[int, str]]) -> Iterator[Item]:
        """A head ends at an empty line; a text goes on until ``From:`` behind an empty line."""
        first, head, text = 0, dict[str, str](), list[str]()
        in_head, last, empty = False, 0, True
        for number, line in lines:
            if number == 1:
                yield Skipped(self._file.locator(1, 1), f"the name of the chat: {line[:80]}")
                person = _PERSON.fullmatch(line.partition(": ")[2])
                self._thread = person[1] if person else self._thread
                continue
            field = _FIELD.fullmatch(line)
            if field and field[1] == "From" and empty:
                if head:
                    yield self._made(first, last, head, text)
                first, head, text, in_head = number, {"From": field[2]}, [], True
            elif in_head and not line:
                in_head = False
            elif in_head and field:
                head[field[1]] = "; ".join(filter(None, (head.get(field[1]), field[2])))
            elif head:
                text.append(line)
            empty = not line
            last = number if line else last
        if head:
            yield self._made(first, last, head, text)

    def _made(self, first: int, last: int, head: dict[str, str], text: list[str]) -> Item:
        locator = self._file.locator(first, last)
        make = partial(self._of_head, locator, first, head, "\n".join(text).strip("\n"))
        return self._source.attempt(locator, make)

    def _of_head(self, locator: str, first: int, head: dict[str, str], text: str) -> Message:
        time = self._sent(first, head)
        flags = [REACTED.format(head["Reaction"])] if "Reaction" in head else []
        names = filter(None, head.get("Attachment", "").split("; "))
        files = (name.partition(" (")[0] for name in names)
        attachments = self._source.enclosed.attached(files, flags)
        own = head.get("Type", "").startswith("outgoing")
        message = self._message(locator, head["From"], time, text, own=own)
        return message._replace(
            state=State.showing(text, attachments), attachments=attachments, flags=tuple(flags)
        )

    def _sent(self, number: int, head: dict[str, str]) -> ExportTime:
        raw = head.get("Sent") or head.get("Received") or ""
        try:
            moment = parsedate_to_datetime(raw)
            if moment.tzinfo is not None:
                return self._clock.aware(moment, raw, Resolution.SECOND)
        except (ValueError, OverflowError, TypeError):
            pass
        raise self._file.refused(
            number, f"the time “{raw[:60]}”", "one such as “Thu, 5 Jan 2023 21:04:05 +0000”"
        )

    # The short form --------------------------------------------------------------------------

    def _short(self, lines: Iterator[tuple[int, str]]) -> Iterator[Item]:
        """A line that does not begin with a time goes on with the message before it."""
        block: tuple[int, re.Match[str]] | None = None
        more: list[str] = []
        last = 0
        for number, line in lines:
            match = _SHORT.fullmatch(line)
            if match:
                if block:
                    yield self._made_short(block[0], last, block[1], more)
                block, more = (number, match), []
            else:
                more.append(line)
            last = number if line else last
        if block:
            yield self._made_short(block[0], last, block[1], more)

    def _made_short(self, first: int, last: int, match: re.Match[str], more: list[str]) -> Item:
        locator = self._file.locator(first, last)
        text = "\n".join([match[4], *more]).rstrip("\n")
        return self._source.attempt(locator, partial(self._of_line, locator, first, match, text))

    def _of_line(self, locator: str, first: int, match: re.Match[str], text: str) -> Message:
        raw = match[1] + (match[2] or "")
        fine = Resolution.SECOND if match[2] else Resolution.MINUTE
        try:
            naive = datetime.fromisoformat(raw)
        except ValueError:
            found = f"the time “{raw}”, which no calendar has"
            raise self._file.refused(first, found, "one that a calendar has") from None
        time, flags = self._clock.wall(naive, raw, fine)
        message = self._message(locator, match[3], time, text, own=match[3] == _OWN)
        return message._replace(flags=flags)

    # Both ------------------------------------------------------------------------------------

    def _message(
        self, locator: str, written: str, time: ExportTime, text: str, *, own: bool
    ) -> Message:
        person = _PERSON.fullmatch(written)
        name, number = (person[1], person[2]) if person else (written, None)
        return Message(
            locator,
            Kind.MESSAGE,
            CHANNEL,
            time,
            direction=Direction.OUT if own else Direction.IN,
            sender=None if own else name or None,
            sender_id=None if own else number,
            recipients=(self._thread,) if own else (),
            thread=self._thread,
            text=text,
            state=State.showing(text),
        )
