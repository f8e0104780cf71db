"""Tables of messages, of calls, or of the person's own record: CSV, TSV and what Excel saves.

The names of the columns say what they hold (`columns`); the order of day, month and year is
decided from the whole column (`date_order`). A row of the person's own record is one incident in
their words: what no field takes stands below them with the name of its column, and a time that is
no time of a clock ("after work") too, so that nothing of it is lost or made up.
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.question import ORDER_IN_WORDS
from stalkdiary.importers.remarks import TOLD, with_data
from stalkdiary.importers.tables.call_words import call_of, channel, says_withheld, seconds_of
from stalkdiary.importers.tables.columns import Columns, columns_of, known_profile
from stalkdiary.importers.tables.date_order import Orders
from stalkdiary.importers.tables.dates import (
    TimeOfDay,
    Written,
    must_be_whole,
    strptime,
    time_of_day,
    told,
    written,
)
from stalkdiary.importers.tables.delimited import (
    DelimitedTable,
    Record,
    Unreadable,
    header_in,
    looks_like_columns,
    open_table,
    quoted,
)
from stalkdiary.importers.tables.directions import is_open, must_say_directions, said_of
from stalkdiary.importers.tables.suggested import is_date
from stalkdiary.model.incident import SINCE_0_2
from stalkdiary.model.message import (
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    OwnEntry,
    Skipped,
    State,
)

_NAMES: Final = (".csv", ".tsv", ".tab")
_OWN_FIELDS: Final = {
    "place": "where",
    "witnesses": "witnesses",
    "felt": "felt",
    "police": "police_ref",
    "response": "response",
    "appearance": "appearance",
    "vehicle": "vehicle",
    "channel": "channel",
    **{name: name for name in SINCE_0_2},
}
_READ_AS_OWN: Final = frozenset(
    {"date", "time", "datetime", "text", "officer", "times", *_OWN_FIELDS}
)
_MOST_DIGITS: Final = 4
"""Of how many times something happened; more is no count."""
_LENGTH_UNKNOWN: Final = "The length of the call is written in a way that is not understood."


def recognises(export: Export) -> str | None:
    """``table``, with the profile that its columns show: ``table-sparc``; refuses workbooks."""
    name = export.path.name.casefold()
    if _is_workbook(export, name):
        raise InputRefused(
            f"{export.place()} is a workbook of a spreadsheet program.",
            "Nothing was imported. Open it there and save the sheet as 'CSV UTF-8', then import "
            "that file.",
        )
    if not export.is_single:
        return None
    header = header_in(export.head)
    if header is None or (not name.endswith(_NAMES) and not looks_like_columns(export)):
        return None
    return _name(known_profile(header))


def format_name(export: Export, reading: Reading) -> str:
    """The name of the format as it is going to be read, which `reading` may decide."""
    return _name(reading.profile) if reading.profile else recognises(export) or "table"


def read(export: Export, reading: Reading) -> Iterator[Item]:
    if reading.date_format is not None:
        must_be_whole(reading.date_format)
    table = open_table(export)
    if any(map(is_date, table.header.cells)):
        table = table.without_heading()
    columns = columns_of(table, reading)
    if not columns.own and reading.direction is None:
        must_say_directions(table, columns)
    stamps = _Stamps(table, columns, reading)
    yield from table.above()
    if table.has_heading:
        yield Skipped(
            table.locator(table.header.line, table.header.last), _header_in_words(columns, stamps)
        )
    make = _own_entry if columns.own else partial(_message, reading.direction)
    place = table.locator

    def item(row: Record) -> Message | OwnEntry:
        return make(place(row.line, row.last), columns, stamps, row.cells)

    yield from table.read(reading, item)


def _is_workbook(export: Export, name: str) -> bool:
    if export.is_archive:
        inside = any(member.name == "xl/workbook.xml" for member in export.members)
        return inside or name.endswith((".xlsx", ".xlsm", ".ods", ".numbers"))
    return name.endswith(".xls") and export.head.startswith(b"\xd0\xcf\x11\xe0")


def _name(profile: str | None) -> str:
    return "table" if profile is None else f"table-{profile}"


def _header_in_words(columns: Columns, stamps: "_Stamps") -> str:
    words = "names of the columns"
    if stamps.why:
        words += f"; dates are read {ORDER_IN_WORDS[stamps.order]}, {stamps.why}"
    if columns.unread and not columns.own:
        words += f"; not read: {', '.join(quoted(name) for name in columns.unread)}"
    return words


class _Stamps:
    """Reads the dates and times of a table, in the order that was decided from all its rows."""

    def __init__(self, table: DelimitedTable, columns: Columns, reading: Reading) -> None:
        self._columns = columns
        self._form = reading.date_format
        self._clock = Clock(reading.timezone)
        self._field = "datetime" if "datetime" in columns.places else "date"
        self.order, self.why, self._no_times = "dmy", "", False
        if self._form is not None:
            return
        orders = Orders()
        for row in table.sound_rows():
            text = columns.cell(row.cells, self._field)
            with suppress(Unreadable):  # refused when it is read
                orders.take(written(text), text, row.line)
        self.order, self.why = orders.decided(table, reading.date_order)
        self._no_times = self._field == "date" and orders.only_midnights

    def of(self, cells: list[str]) -> tuple[ExportTime | None, tuple[str, ...]]:
        """When a row is dated, and what is odd about it; None where its date is empty."""
        text, clock = self.texts(cells)
        if not text:
            if clock:
                raise Unreadable(f"the time {quoted(clock)} without a date", "both or neither")
            return None, ()
        return self.told(cells, time_of_day(clock) if clock else None)

    def texts(self, cells: list[str]) -> tuple[str, str]:
        cell = self._columns.cell
        clock = cell(cells, "time") if self._field == "date" else ""
        return cell(cells, self._field), clock

    def told(self, cells: list[str], clock: TimeOfDay | None) -> tuple[ExportTime, tuple[str, ...]]:
        """When a row with a date is dated, at a time that was read already."""
        text, time = self.texts(cells)
        found = self._written(text)
        if self._no_times:
            found = found._replace(time=None)
        raw = f"{text} {time}".strip()
        return told(found.with_time(clock), self.order, self._clock, raw)

    def _written(self, text: str) -> Written:
        return written(text) if self._form is None else strptime(text, self._form)


# Rows ----------------------------------------------------------------------------------------


def _own_entry(locator: str, columns: Columns, stamps: _Stamps, cells: list[str]) -> OwnEntry:
    what = [columns.cell(cells, "text")]
    date, clock = stamps.texts(cells)
    time: ExportTime | None = None
    flags: tuple[str, ...] = ()
    if date:
        try:
            at = time_of_day(clock) if clock else None
        except Unreadable:
            at = None
            what.append(_labelled(columns, "time", clock))
        time, flags = stamps.told(cells, at)
    elif clock:
        what.append(_labelled(columns, "time", clock))
    fields = {
        name: text for field, name in _OWN_FIELDS.items() if (text := columns.cell(cells, field))
    }
    times = columns.cell(cells, "times")
    if times.isdecimal() and 1 <= len(times) <= _MOST_DIGITS and int(times):
        fields["times"] = times
    elif times:
        what.append(_labelled(columns, "times", times))
    officer = columns.cell(cells, "officer")
    if officer:
        fields["police_ref"] = "; ".join(filter(None, (fields.get("police_ref"), officer)))
    what += [
        _labelled(columns, field, text)
        for field in columns.places
        if field not in _READ_AS_OWN and (text := columns.cell(cells, field))
    ]
    what += [f"{name}: {text}" for name, text in columns.others(cells)]
    words = "\n\n".join(filter(None, what))
    if not words:
        raise Unreadable("no words", "what happened")
    return OwnEntry(locator, words, time, fields, flags)


def _labelled(columns: Columns, field: str, text: str) -> str:
    return f"{columns.names[columns.places[field]]}: {text}"


def _message(
    direction: str | None, locator: str, columns: Columns, stamps: _Stamps, cells: list[str]
) -> Message:
    """A message or a call; `direction` is that of rows that do not say it, if known."""

    def cell(field: str) -> str:
        return columns.cell(cells, field)

    time, flags = stamps.of(cells)
    if time is None:
        raise Unreadable("no date", "one in each row")
    said = said_of(columns, cells)
    if direction is not None and is_open(columns, cells, said):
        said = said._replace(direction=Direction(direction))
    length = cell("duration")
    seconds = seconds_of(length, columns.duration_unit)
    kind = said.kind or _kind(columns, cells)
    is_call = kind is not Kind.MESSAGE
    if is_call and length and seconds is None:
        flags = (*flags, _LENGTH_UNKNOWN)
    other, number = cell("with"), cell("number")
    sender, recipient = cell("from"), cell("to")
    if said.direction is Direction.OUT:
        recipient = recipient or other or number
    else:
        sender = sender or other or number
    withheld = says_withheld(sender)
    if withheld:
        sender = ""
    text = "" if "text" not in columns.places else cells[columns.places["text"]]
    left = [] if text or is_call else _left(columns, cells)
    if left:
        text, flags = with_data(text, left), (*flags, TOLD)
    return Message(
        locator=locator,
        kind=kind,
        channel=channel(cell("channel")) or ("phone call" if is_call else "message"),
        time=time,
        direction=said.direction,
        sender=sender or None,
        sender_id=number if sender and sender == other and number != sender and number else None,
        recipients=(recipient,) if recipient else (),
        thread=other or _thread(columns, said.direction, sender, recipient),
        subject=cell("subject") or None,
        text=text,
        state=State.COMPLETE if text.strip() or is_call else State.EMPTY,
        call=call_of(cell("type"), said, seconds, withheld=withheld) if is_call else None,
        flags=flags,
    )


def _left(columns: Columns, cells: list[str]) -> list[str]:
    """What stands in a row without a text, in columns that are not read, such as links to files."""
    return [f"{name}: {cell}" for name, cell in columns.others(cells) if not cell.isdecimal()]


def _thread(columns: Columns, way: Direction, sender: str, recipient: str) -> str | None:
    """The conversation of a row without a column for it; None for that of the whole table."""
    if "from" not in columns.places:
        return (recipient if way is Direction.OUT else sender) or None
    return " / ".join(sorted((sender, recipient))) if recipient else None


def _kind(columns: Columns, cells: list[str]) -> Kind:
    """What a row is that does not say so: it has a text, or else the length of a call."""
    if columns.cell(cells, "text"):
        return Kind.MESSAGE
    lasted = columns.is_bill or "duration" in columns.places
    return Kind.CALL if lasted and not columns.cell(cells, "subject") else Kind.MESSAGE
