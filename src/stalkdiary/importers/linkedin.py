"""LinkedIn's copy of one's data: ``messages.csv``, alone or in the zip file.

A row is a message. Times are in UTC. ``Profile.csv`` beside it has the person's own name. Columns
are found by their names; later versions have more of them.

Sources: the columns in six public readers and a description of the archive (2023 to 2026), which
agree; no public sample was found.
"""

from collections.abc import Iterator
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.export import Member, Reading
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.importers.remarks import LINK, with_data
from stalkdiary.importers.tables.delimited import (
    DelimitedTable,
    Record,
    Unreadable,
    header_in,
    open_table,
    quoted,
)
from stalkdiary.model.message import Direction, Item, Kind, Message, Skipped, State

_COLUMNS: Final = {"conversation id", "from", "sender profile url", "date", "content"}


def _items(source: ExportReading) -> Iterator[Item]:
    own = _own_name(source)
    for member in source.files(DOCUMENTS):
        yield from _Messages(open_table(source.export, member), own, source.reading).items()


def _names(cells: list[str]) -> list[str]:
    return [" ".join(cell.casefold().split()) for cell in cells]


def _has(columns: set[str], head: bytes) -> bool:
    return columns <= {*_names(header_in(head) or [])}


DOCUMENTS: Final = Documents("messages.csv".__eq__, lambda head: _has(_COLUMNS, head))
recognises = known_by(("linkedin", DOCUMENTS))
read = reader(_items)


def _own_name(source: ExportReading) -> str | None:
    def tell(member: Member) -> str | None:
        if not _has({"first name", "last name"}, source.export.head_of(member)):
            return None
        table = open_table(source.export, member)
        row = next(table.sound_rows(), None)
        if row is None:
            return None
        cells = dict(zip(_names(table.header.cells), row.cells, strict=True))
        return f"{cells['first name'].strip()} {cells['last name'].strip()}".strip()

    return next(source.told("profile.csv".__eq__, tell, beside=True), None) or None


class _Messages:
    def __init__(self, table: DelimitedTable, own: str | None, reading: Reading) -> None:
        self._table = table
        self._own = own
        self._reading = reading
        self._clock = Clock(reading.timezone)
        self._columns = _names(table.header.cells)

    def items(self) -> Iterator[Item]:
        table = self._table
        for row in (*table.before, table.header):
            yield Skipped(table.locator(row.line, row.last), "above the first message")
        yield from table.read(self._reading, self._message)

    def _message(self, row: Record) -> Message:
        cells = dict(zip(self._columns, row.cells, strict=True))
        raw = cells["date"].strip()
        try:
            time = self._clock.iso(raw)
        except (ValueError, OverflowError):
            raise Unreadable(quoted(raw), "a time such as 2024-01-05 10:11:12 UTC") from None
        sender, text = cells["from"].strip() or None, cells["content"]
        recipients = tuple(filter(None, map(str.strip, cells.get("to", "").split(","))))
        links = cells.get("attachments", "").split()
        written = with_data(text, links)
        draft = cells.get("is message draft", "").strip().casefold() == "yes"
        return Message(
            self._table.locator(row.line, row.last),
            Kind.MESSAGE,
            "LinkedIn",
            time,
            direction=Direction.of_sender(sender, self._own),
            sender=sender,
            sender_id=cells["sender profile url"].strip() or None,
            recipients=recipients,
            thread=cells.get("conversation title", "").strip() or cells["conversation id"].strip(),
            group=len(recipients) > 1,
            subject=cells.get("subject", "").strip() or None,
            text=written,
            raw_text=text if links else None,
            state=State.DRAFT if draft else State.showing(written.strip()),
            flags=(LINK,) if links else (),
        )
