"""iMazing's tables of messages, and of WhatsApp; source: see `importer`."""

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from typing import Final

from stalkdiary.importers.imazing.files import Files
from stalkdiary.importers.imazing.table import Line, Reader
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.enclosed import Enclosed, noting
from stalkdiary.importers.reading.export import Member, Reading
from stalkdiary.importers.remarks import REACTIONS
from stalkdiary.importers.tables.call_words import call_of, channel, wording
from stalkdiary.importers.tables.dates import told, written
from stalkdiary.importers.tables.delimited import DelimitedTable, Record, Unreadable, quoted
from stalkdiary.model.message import (
    Attachment,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    Skipped,
    State,
)

_DIRECTIONS: Final = {"incoming": Direction.IN, "outgoing": Direction.OUT}
_NOTIFICATION: Final = "notification"
_TWO: Final = 2
_TELLING: Final = re.compile(
    r"security code|phone number|block|privacy|disappear|message timer"
    r"|\b(?:added|removed|left|created|joined|unsent)\b",
    re.IGNORECASE,
)
_CALL: Final = re.compile(r"\b(?:voice|video|audio|missed|facetime) call\b", re.IGNORECASE)
_CALL_AS_NOTICE: Final = (
    "The export lists this call among its notices; it was taken as one of the person that "
    "the chat is named after."
)
_WHO_DELETED: Final = "The export says that it was deleted, and not who did it."
_EDITED: Final = "The export says that it was edited; the earlier text is not in it."
_FORWARDED: Final = "It was forwarded."
_DELETED: Final = {
    "this message was deleted": State.DELETED_BY_SENDER,
    "you deleted this message": State.DELETED_BY_ME,
}


class Chats(Reader):
    """A table in which each row is a message, a part of one, or a notice."""

    dated = "message date"

    def __init__(
        self,
        table: DelimitedTable,
        reading: Reading,
        files: Files,
        enclosed: Enclosed,
        *,
        whatsapp: bool,
    ) -> None:
        """`whatsapp` tells which of the two tables it is."""
        self._enclosed = enclosed
        self._whatsapp = whatsapp
        self._senders: dict[str, set[str]] = {}
        self._clocks: dict[str, Clock] = {}
        self._sent_clock = Clock(reading.timezone)
        # Their hashes, because there may be a million.
        self._met: set[int] = set()
        super().__init__(table, reading, files)

    def line(self, row: Record) -> Line:
        """A row with its date and a type that is known; raises `Unreadable` otherwise."""
        line = super().line(row)
        if plain_type(line) not in (*_DIRECTIONS, _NOTIFICATION):
            raise Unreadable(quoted(line.cell("type")), "Incoming, Outgoing or Notification")
        return line

    def notice(self, line: Line) -> None:
        who = line.cell("sender id") or line.cell("sender name")
        seen = self._senders.setdefault(line.cell("chat session"), set())
        if who and plain_type(line) == "incoming" and len(seen) < _TWO:
            seen.add(who)

    def rows(self) -> Iterator[Item]:
        """Messages and notices. The rows of one chat and second are looked at together."""

        def run(line: Line | Skipped) -> object:
            if isinstance(line, Skipped):
                return line
            return line.cells["chat session"], line.cells["message date"]

        for key, group in groupby(self.lines(), run):
            if isinstance(key, Skipped):
                yield key
            else:
                yield from self._of_second([each for each in group if isinstance(each, Line)])

    def _of_second(self, lines: list[Line]) -> Iterator[Item]:
        files = self._files_of(lines)
        messages: dict[str, list[Line]] = {}
        for line in lines:
            identity = line.cell("message id")
            if plain_type(line) == _NOTIFICATION or not identity:
                messages[f"line {line.first}"] = [line]
            else:
                messages.setdefault(f"id {identity}", []).append(line)
        for parts in messages.values():
            if plain_type(parts[0]) == _NOTIFICATION:
                yield self._notice(parts[0])
            else:
                yield self._message(parts, files)

    def _files_of(self, lines: list[Line]) -> dict[int, Member | None]:
        """For the first line of each row that names a file: that file, None where it is missing."""
        named = [line for line in lines if line.cell("attachment")]
        if not named:
            return {}
        names = [line.cell("attachment") for line in named]
        day = lines[0].at.days[self.order]
        found = self.files.of_second(self.table.member, day, lines[0].at, names)
        return {line.first: file for line, file in zip(named, found, strict=True)}

    def _time(self, line: Line) -> tuple[ExportTime, tuple[str, ...]]:
        chat = line.cell("chat session")
        clock = self._clocks.get(chat)
        if clock is None:
            clock = self._clocks[chat] = Clock(self.reading.timezone)
        time, flags = told(line.at, self.order, clock, line.cell("message date"))
        if sent := line.cell("sent date"):
            with suppress(Unreadable):
                other, _ = told(written(sent), self.order, self._sent_clock, sent)
                time = time._replace(second=other.local)
        return time, flags

    def _locator(self, parts: list[Line]) -> str:
        return self.table.locator(parts[0].first, parts[-1].last)

    def _sender(self, line: Line) -> tuple[str | None, str | None]:
        """Name and number or address; a chat of two that names nobody is named after them."""
        name, identity = line.cell("sender name"), line.cell("sender id")
        if not name and not identity and not self._is_group(line):
            name = line.cell("chat session")
        return name or identity or None, identity if identity and name else None

    def _is_group(self, line: Line) -> bool:
        chat = line.cell("chat session")
        several = len(self._senders.get(chat, ())) >= _TWO
        return several or (not self._whatsapp and " & " in chat)

    def _channel(self, line: Line) -> str:
        return "WhatsApp" if self._whatsapp else channel(line.cell("service")) or "text message"

    def _message(self, parts: list[Line], files: dict[int, Member | None]) -> Message:
        line = parts[0]
        time, flags = self._time(line)
        direction = _DIRECTIONS[plain_type(line)]
        out = direction is Direction.OUT
        text = "\n".join(part.cells["text"] for part in parts if part.cells.get("text"))
        missing: list[str] = []
        held = (self._held(part, files[part.first]) for part in parts if part.first in files)
        attachments = noting(held, missing)
        sender, identity = (line.cell("sender name") or None, None) if out else self._sender(line)
        state, odd = _state(parts, text, attachments, direction)
        message = self._sent(parts, time, sender, identity)
        return message._replace(
            direction=direction,
            recipients=(message.thread,) if out and message.thread else (),
            subject=line.cell("subject") or None,
            text=text,
            state=state,
            attachments=attachments,
            native_id=self._identity(line),
            flags=(*flags, *odd, *sorted(missing)),
        )

    def _held(self, part: Line, file: Member | None) -> tuple[Attachment, str | None]:
        # ``Image``, ``Video``, ``Audio``: the export's own words.
        media_type = part.cell("attachment type") or None
        return self._enclosed.held(part.cell("attachment"), file, media_type)

    def _sent(
        self, parts: list[Line], time: ExportTime, sender: str | None, identity: str | None
    ) -> Message:
        return Message(
            self._locator(parts),
            Kind.MESSAGE,
            self._channel(parts[0]),
            time,
            sender=sender,
            sender_id=identity,
            thread=parts[0].cell("chat session") or None,
            group=self._is_group(parts[0]),
        )

    def _identity(self, line: Line) -> str | None:
        """The ``Message ID``, where it does not come again for another message."""
        identity = line.cell("message id")
        if not identity or hash(identity) in self._met:
            return None
        self._met.add(hash(identity))
        return identity

    def _notice(self, line: Line) -> Item:
        time, flags = self._time(line)
        text = line.cells.get("text", "")
        if not _CALL.search(text):
            return Notice(self._locator([line]), text, time, telling=bool(_TELLING.search(text)))
        said = wording(text)
        sender, identity = self._sender(line)
        return self._sent([line], time, sender, identity)._replace(
            kind=Kind.CALL,
            direction=said.direction,
            text=text,
            call=call_of(text, said, None),
            flags=(*flags, _CALL_AS_NOTICE),
        )


def plain_type(line: Line) -> str:
    return line.cell("type").casefold()


def _state(
    parts: list[Line], text: str, attachments: tuple[Attachment, ...], direction: Direction
) -> tuple[State, tuple[str, ...]]:
    """What the export still shows of a message, and what it says of it beside."""

    def says(name: str) -> str:
        return next(filter(None, (part.cell(name) for part in parts)), "")

    edited = says("edited date")
    odd = [
        sentence
        for applies, sentence in (
            (says("reactions"), REACTIONS),
            (edited, _EDITED),
            (says("forwarded").casefold() in {"yes", "true", "1"}, _FORWARDED),
        )
        if applies
    ]
    told_so = _DELETED.get(text.strip().rstrip(".").casefold())
    state = State.COMPLETE
    if says("deleted date") or "deleted" in says("status").casefold():
        # What its sender takes back loses its text; what the owner deletes keeps it.
        taken_back = direction is Direction.IN and not text.strip() and not attachments
        state = State.DELETED_BY_SENDER if taken_back else State.DELETED_BY_ME
        odd.append(_WHO_DELETED)
    elif told_so is not None:
        state = told_so
    elif edited:
        state = State.EDITED
    elif attachments and not any(each.found for each in attachments):
        state = State.MEDIA_OMITTED
    elif not text.strip() and not attachments:
        state = State.EMPTY
    return state, tuple(odd)
