"""What sigtop (a program of others, for Signal Desktop) writes as text: one file for each chat.

The long form begins with ``Conversation:`` and gives each message a head of ``From``, ``Type``,
``Sent`` and others, its times in the form of e-mail with an offset; the short form has a line for
each message, ``2006-01-02 15:04 Name: text``, in the time of the computer. The person's own side is
``You``.

Source: tbvdm/sigtop, ``export-messages`` (``text.go``, ``text-short.go``).
"""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from functools import partial
from itertools import takewhile
from typing import Final

from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.export import Member
from stalkdiary.importers.reading.source import ExportReading, each_file, known_by, reader
from stalkdiary.model.message import (
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    Resolution,
    Skipped,
    State,
)

CHANNEL: Final = "Signal"
REACTED: Final = "Reactions in the export: {}."
_LONG: Final = b"Conversation: "
_FIELD = re.compile(
    r"(From|Type|Sent|Received|To|Attachment|Reaction|Edited|Deleted|Status): ?(.*)"
)
_PERSON = re.compile(r"(.+?)(?: \((\+?[0-9][0-9 ]{4,20}|[^()]{1,60})\))?")
_SHORT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(?::[0-9]{2})?) ([^:\n]{1,80}): (.*)"
)
_SHORT_HEAD = re.compile(
    # WhatsApp's exports in some languages have a dash between time and name.
    rb"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})? (?!-|\xe2\x80\x93)"
    rb"[^:\r\n\[\]]{1,80}: "
)


def _is_ours(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf")
    if start.startswith(_LONG):
        return b"\nFrom: " in start and b"\nSent: " in start
    return _SHORT_HEAD.match(start) is not None


DOCUMENTS: Final = Documents(ends_with(".txt"), _is_ours)
recognises = known_by(("sigtop", DOCUMENTS))
read = reader(each_file(DOCUMENTS, lambda source, member: _Chat(source, member).items()))


def _begins_long(line: str, before: str) -> re.Match[str] | None:
    field = None if before else _FIELD.fullmatch(line)
    return field if field and field[1] == "From" else None


class _Chat:
    def __init__(self, source: ExportReading, member: Member | None) -> None:
        self._source = source
        self._file = source.text(member)
        self._clock = source.clock()
        self._thread = (source.export.name if member is None else member.base).rpartition(".")[0]

    def items(self) -> Iterator[Item]:
        return self._long() if self._file.head().startswith(_LONG) else self._short()

    def _long(self) -> Iterator[Item]:
        """A head ends at an empty line; a text goes on until ``From:`` behind an empty line."""
        for first, last, begins, lines in self._file.passages(_begins_long):
            locator = self._file.locator(first, last)
            if begins is None:
                yield Skipped(self._file.locator(1, 1), f"the name of the chat: {lines[0][:80]}")
                person = _PERSON.fullmatch(lines[0].partition(": ")[2])
                self._thread = person[1] if person else self._thread
                continue
            head, rest = {"From": begins[2]}, iter(lines)
            text = []
            for line in takewhile(bool, rest):
                if field := _FIELD.fullmatch(line):
                    head[field[1]] = "; ".join(filter(None, (head.get(field[1]), field[2])))
                else:
                    text.append(line)
            said = "\n".join([*text, *rest]).strip("\n")
            make = partial(self._of_head, locator, first, head, said)
            yield self._source.attempt(locator, make)

    def _of_head(self, locator: str, first: int, head: dict[str, str], text: str) -> Item:
        time = self._sent(first, head)
        kind = head.get("Type", "incoming")
        if not kind.startswith(("incoming", "outgoing")):
            # A call, a number or a key that changed: the text form does not say whose it was.
            words = (kind.replace("-", " "), head["From"], text)
            return Notice(locator, " · ".join(filter(None, words)), time, telling=True)
        flags = [REACTED.format(head["Reaction"])] if "Reaction" in head else []
        names = filter(None, head.get("Attachment", "").split("; "))
        files = (name.partition(" (")[0] for name in names)
        attachments = self._source.enclosed.attached(files, flags)
        own = kind.startswith("outgoing")
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

    def _short(self) -> Iterator[Item]:
        """A line that does not begin with a time goes on with the message before it."""
        for first, last, begins, lines in self._file.passages(
            lambda line, _: _SHORT.fullmatch(line)
        ):
            if begins is not None:
                locator = self._file.locator(first, last)
                text = "\n".join([begins[3], *lines]).rstrip("\n")
                make = partial(self._of_line, locator, first, begins, text)
                yield self._source.attempt(locator, make)

    def _of_line(self, locator: str, first: int, match: re.Match[str], text: str) -> Message:
        try:
            time, flags = self._clock.stated(match[1])
        except (ValueError, OverflowError):
            found = f"the time “{match[1]}”, which no calendar has"
            raise self._file.refused(first, found, "one that a calendar has") from None
        message = self._message(locator, match[2], time, text, own=match[2] == "You")
        return message._replace(flags=flags)

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
