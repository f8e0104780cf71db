"""iMazing: messages, WhatsApp and calls of an iPhone as CSV.

Columns are found by their names. Messages have 14 to 18 of them, by version: 15 with ``Edited
Date``, 17 with ``Deleted Date`` and ``Reactions``, 18 with ``Message ID``; WhatsApp has ``Sent
Date``, ``Forwarded`` and ``Attachment info`` and no ``Service``; calls have their own. A message
with a text and two pictures is three rows with one ``Message ID``: they are put together again.
Times are wall-clock times of the computer that made the export.

Sources: the headers in the tests of eight unrelated readers, and the description of version 3.5.5
by the project message-crate. Not confirmed there: who deleted what has a ``Deleted Date``, how
calls are worded among the notices of WhatsApp, and the words that ``Call type`` may have.
"""

from collections.abc import Iterator
from typing import Final

from stalkdiary.importers.imazing.chats import Chats
from stalkdiary.importers.imazing.files import Files
from stalkdiary.importers.imazing.table import LENGTH_UNKNOWN, TYPE_UNKNOWN, Line, Reader, plain
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.reading.source import ExportReading, reader
from stalkdiary.importers.tables.call_words import (
    call_of,
    channel,
    says_withheld,
    seconds_of,
    wording,
)
from stalkdiary.importers.tables.dates import told
from stalkdiary.importers.tables.delimited import header_in, open_table
from stalkdiary.model.message import Direction, Item, Kind, Message, Skipped

MESSAGES: Final = "imazing-messages"
WHATSAPP: Final = "imazing-whatsapp"
CALLS: Final = "imazing-calls"
_OF_WHATSAPP: Final = {"sent date", "forwarded", "attachment info"}


def recognises(export: Export) -> str | None:
    """``imazing-messages``, ``-whatsapp`` or ``-calls``; of several tables, that of the first."""
    return next((kind for _, kind in _tables(export)), None)


def _items(source: ExportReading) -> Iterator[Item]:
    files, reading = Files(source.export), source.reading
    for member, kind in list(_tables(source.export)):
        source.enclosed.uses(member)
        table = open_table(source.export, member)
        if kind == CALLS:
            yield from Calls(table, reading, files).items()
        else:
            whatsapp = kind == WHATSAPP
            yield from Chats(table, reading, files, source.enclosed, whatsapp=whatsapp).items()


read = reader(_items)


def _tables(export: Export) -> Iterator[tuple[Member | None, str]]:
    for member in DOCUMENTS.of(export):
        kind = _kind_of(export.head_of(member))
        if kind is not None:
            yield member, kind


def _kind_of(head: bytes) -> str | None:
    names = {plain(name) for name in header_in(head) or ()}
    if names >= {"chat session", "message date", "type", "text"}:
        return WHATSAPP if "service" not in names and names & _OF_WHATSAPP else MESSAGES
    return CALLS if names >= {"call type", "date", "duration", "number"} else None


DOCUMENTS: Final = Documents(ends_with(".csv", ".tsv"), _kind_of)


class Calls(Reader):
    """``Call type,Date,Duration,Number,Contact,Location,Service``."""

    dated = "date"

    def rows(self) -> Iterator[Item]:
        clock = Clock(self.reading.timezone)
        for line in self.lines():
            yield line if isinstance(line, Skipped) else self._call(line, clock)

    def _call(self, line: Line, clock: Clock) -> Message:
        time, flags = told(line.at, self.order, clock, line.cell("date"))
        said = wording(line.cell("call type"))
        if said.direction is Direction.UNKNOWN and said.outcome is None:
            flags = (*flags, TYPE_UNKNOWN)
        seconds = seconds_of(line.cell("duration"))
        if seconds is None and line.cell("duration"):
            flags = (*flags, LENGTH_UNKNOWN)
        number, contact = line.cell("number"), line.cell("contact")
        withheld = not (number or contact) or says_withheld(number) or says_withheld(contact)
        if withheld:
            number = contact = ""
        # "Phone: +447700900123" names the line that was called, "FaceTime Video" the medium.
        service = line.cell("service").partition(":")[0]
        out = said.direction is Direction.OUT
        return Message(
            locator=self.table.locator(line.first, line.last),
            kind=Kind.VOICEMAIL if said.kind is Kind.VOICEMAIL else Kind.CALL,
            channel=_channel(service),
            time=time,
            direction=said.direction,
            sender=None if out else contact or number or None,
            sender_id=number if number and contact and not out else None,
            recipients=(number or contact,) if out and (number or contact) else (),
            thread=number or contact or None,
            call=call_of(service, said, seconds, withheld=withheld and not out),
            flags=flags,
        )


def _channel(service: str) -> str:
    bare = " ".join(word for word in service.split() if word.casefold() not in {"audio", "video"})
    return channel(bare) or "phone call"
