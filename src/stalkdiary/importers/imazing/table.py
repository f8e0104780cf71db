"""What all tables of iMazing share: columns found by name, dates in one order; see `importer`."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from stalkdiary.importers.imazing.files import Files
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importers.reading.question import ORDER_IN_WORDS
from stalkdiary.importers.tables.date_order import Orders
from stalkdiary.importers.tables.dates import A_DATE, Written, written
from stalkdiary.importers.tables.delimited import DelimitedTable, Record, Unreadable, quoted
from stalkdiary.model.message import Item, Skipped

LENGTH_UNKNOWN: Final = "The length of the call is written in a way that is not understood."
TYPE_UNKNOWN: Final = "The export says of what type it is in a word that is not known here."


class Line(NamedTuple):
    """A row, with its cells by the names of the columns: stripped, but for the text."""

    first: int
    last: int
    at: Written
    cells: dict[str, str]

    def cell(self, name: str) -> str:
        """A cell; "" where the version has no such column."""
        return self.cells.get(name, "")


class Reader:
    """Reads one table. Subclasses say which column dates a row, and what a row is."""

    dated: str

    def __init__(self, table: DelimitedTable, reading: Reading, files: Files) -> None:
        """Looks at all of the table once, to decide the order of its dates."""
        self.table = table
        self.reading = reading
        self.files = files
        self._names = [plain(name) for name in table.header.cells]
        for name in self._names:
            if self._names.count(name) > 1:
                raise table.refused(
                    table.header.line,
                    f"found the column {quoted(name)} twice, expected it once",
                    "Nothing was imported. Export it from iMazing again.",
                )
        self._text = self._names.index("text") if "text" in self._names else None
        self.order = ""
        orders = Orders()
        for row in table.sound_rows():
            with suppress(Unreadable):  # refused when it is read
                line = self.line(row)
                name = line.cell("attachment")
                named = files.announce(table.member, line.at, name) if name else ()
                orders.take(line.at, line.cells[self.dated], line.first, named)
                self.notice(line)
        self.order, self._why = orders.decided(table, reading.date_order)

    def items(self) -> Iterator[Item]:
        table = self.table
        yield from table.above()
        words = "names of the columns"
        if self._why:
            words += f"; dates are read {ORDER_IN_WORDS[self.order]}, {self._why}"
        yield Skipped(table.locator(table.header.line, table.header.last), words)
        yield from self.rows()

    def rows(self) -> Iterator[Item]:
        raise NotImplementedError

    def notice(self, line: Line) -> None:
        """Takes notice of a row while all of them are looked at for the first time."""

    def lines(self) -> Iterator[Line | Skipped]:
        return self.table.read(self.reading, self.line)

    def line(self, row: Record) -> Line:
        """A row with its date; raises `Unreadable` where it has none that exists."""
        cells = dict(zip(self._names, map(str.strip, row.cells), strict=True))
        if self._text is not None:
            cells["text"] = row.cells[self._text]
        text = cells[self.dated]
        at = written(text)
        if self.order and self.order not in at.days:
            raise Unreadable(f"{quoted(text)}, read {ORDER_IN_WORDS[self.order]}", A_DATE)
        return Line(row.line, row.last, at, cells)


def plain(name: str) -> str:
    return " ".join(name.casefold().split())
