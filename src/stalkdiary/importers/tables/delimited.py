"""Tables in text files: their encoding, their delimiter, and their rows with where these stand.

Quotes as in RFC 4180, with commas, semicolons, tabs or bars between cells; encoded as Excel and
the programs of telephones write them: UTF-8, UTF-16, or Windows-1252. Nothing is repaired: a quote
that is not closed, a NUL or a wrong byte refuses the file, with its line.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, NamedTuple, TypeVar

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import BLOCK_BYTES, HEAD_BYTES, Export, Member, Reading
from stalkdiary.model.message import Skipped
from stalkdiary.model.text import on_one_line, shortened

FIX_IT: Final = (
    "Nothing was imported. Put it right in a copy of the file, or leave such rows out with "
    "--skip-bad."
)
_MOST_OF_A_CELL: Final = 128 * 1024
"""Characters. More is a quotation mark that never ends."""
_DELIMITERS: Final = ",;\t|"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_LINE: Final = 4 * 1024**2  # characters
_MOST_SHOWN: Final = 60  # characters of a cell in an error
# What is UTF-8 beyond ASCII is Windows-1252 text only by the oddest of chances.
_UTF_8: Final = re.compile(
    b"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)

_R = TypeVar("_R")


class Unreadable(Exception):
    """A row that can't be read: what was found, and what was expected."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"found {found}, expected {expected}")


class Record(NamedTuple):
    """One row: its first and last line in the file, from 1, and its cells."""

    line: int
    last: int
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class DelimitedTable:
    """A table whose first row that is not blank names its columns, or is a row of data already.

    Attributes:
        member: which member of the export; None for the file itself.
        encoding: the codec of its text.
        header: the row that names the columns; the row above the first one, with numbers for
            names, where none does.
        before: the rows above it: blank ones, and Excel's ``sep=;``.
    """

    export: Export
    member: Member | None
    encoding: str
    delimiter: str
    header: Record
    before: tuple[Record, ...]
    has_heading: bool = True

    def without_heading(self) -> "DelimitedTable":
        """The same table, whose first row is data; its columns are called 1, 2, 3 and so on."""
        above = self.header.line - 1
        names = [str(number) for number in range(1, len(self.header.cells) + 1)]
        return replace(self, header=Record(above, above, names), has_heading=False)

    def locator(self, first: int, last: int | None = None) -> str:
        lines = f"line {first}" if last in (None, first) else f"line {first}-{last}"
        return lines if self.member is None else f"{self.member.name}: {lines}"

    def refused(self, line: int, why: object, advice: str = FIX_IT) -> InputRefused:
        return InputRefused(f"{self.export.place(self.member)}:{line}: {why}.", advice)

    def rows(self) -> Iterator[Record]:
        """The rows below the header; raises `InputRefused` where the file is no such table."""
        for row in _rows(self.export, self.member, self.encoding, self.delimiter):
            if row.line > self.header.line:
                yield row

    def sound_rows(self) -> Iterator[Record]:
        """The rows with as many cells as there are columns: for a look at all of a column."""
        return (
            row
            for row in self.rows()
            if len(row.cells) == len(self.header.cells) and not row.is_blank
        )

    def above(self) -> Iterator[Skipped]:
        for row in self.before:
            yield Skipped(self.locator(row.line, row.last), "above the names of the columns")

    def read(self, reading: Reading, make: Callable[[Record], _R]) -> Iterator[_R | Skipped]:
        """What `make` makes of each row, and what is none; `Unreadable` refuses the file."""
        width = len(self.header.cells)
        for row in self.rows():
            if row.is_blank:
                yield Skipped(self.locator(row.line, row.last), "blank line")
                continue
            try:
                if len(row.cells) != width:
                    raise Unreadable(  # noqa: TRY301 - one place makes errors of all of them
                        f"{len(row.cells)} cells", f"{width}, one for each column"
                    )
                made = make(row)
            except Unreadable as bad:
                if not reading.skip_bad:
                    raise self.refused(row.line, bad) from None
                yield Skipped(self.locator(row.line, row.last), str(bad))
            else:
                yield made


def quoted(text: str) -> str:
    """A cell as errors quote it."""
    return f"'{shortened(on_one_line(text), _MOST_SHOWN)}'"


def header_in(head: bytes) -> list[str] | None:
    """The column names that the first 64 KiB of a file show; None where they are no table."""
    with suppress(InputRefused, UnicodeError, csv.Error):
        encoding = _marked(head) or "utf-8"
        text = _start(head, encoding)
        if "\0" in text:
            return None
        header, _ = _header(_parsed(text, _delimiter(text, whole=len(head) < HEAD_BYTES)))
        return None if header is None else header.cells
    return None


def looks_like_columns(export: Export) -> bool:
    """Whether the first 64 KiB are rows of equal length, two at the least, the first one names.

    Lines of a chat may be even rows, but they begin with a date.
    """
    head = export.head
    text = _start(head, _marked(head) or "utf-8")
    whole = len(head) < HEAD_BYTES
    parsed = _parsed(text, _delimiter(text, whole=whole))
    rows = [row for row in (parsed if whole else parsed[:-1]) if not row.is_blank]
    if len(rows) <= 1 or len(rows[0].cells) == 1:
        return False
    named = all(cell.strip() and not re.search(r"\d", cell) for cell in rows[0].cells)
    return named and len({len(row.cells) for row in rows}) == 1


def open_table(export: Export, member: Member | None = None) -> DelimitedTable:
    """The table in a file; `InputRefused` where it holds no row or no text in a known encoding."""
    encoding = _encoding(export, member)
    head = export.head_of(member)
    delimiter = _delimiter(_start(head, encoding), whole=len(head) < HEAD_BYTES)
    header, before = _header(_rows(export, member, encoding, delimiter))
    if header is None:
        raise InputRefused(
            f"{export.place(member)} is empty.",
            "Nothing was imported. Check that it is the file you meant.",
        )
    return DelimitedTable(export, member, encoding, delimiter, header, before)


def _header(rows: Iterator[Record] | list[Record]) -> tuple[Record | None, tuple[Record, ...]]:
    before: list[Record] = []
    for row in rows:
        if row.is_blank or row.cells[0].startswith("sep="):
            before.append(row)
        else:
            return row, tuple(before)
    return None, tuple(before)


# Encoding ------------------------------------------------------------------------------------


def _marked(head: bytes) -> str | None:
    """The encoding that a byte order mark names, or zeros in nearly every second byte show."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    even, odd = head[0:64:2].count(0), head[1:64:2].count(0)
    if max(even, odd) * 4 > min(len(head), 64) * 3 // 2 and not min(even, odd):
        return "utf-16-le" if odd else "utf-16-be"
    return None


def _start(head: bytes, encoding: str) -> str:
    """The text of a head that may end within a character."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")


def _encoding(export: Export, member: Member | None) -> str:
    """The encoding of the whole file: what is not UTF-8 throughout is Windows-1252 throughout."""
    marked = _marked(export.head_of(member))
    encoding = marked or "utf-8"
    wrong = _first_wrong(export, member, encoding)
    if wrong is not None and marked is None and not _has_utf_8(export, member):
        encoding = "cp1252"
        wrong = _first_wrong(export, member, encoding)
    if wrong is None:
        return encoding
    raise InputRefused(
        f"{export.place(member)}: the text can't be read as {encoding} from byte {wrong} on.",
        "Nothing was imported. The file may be damaged: copy it again, or save it as CSV UTF-8.",
    )


def _first_wrong(export: Export, member: Member | None, encoding: str) -> int | None:
    """The offset of the first byte that is no text in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    with export.opened(member) as file:
        while True:
            block = file.read(BLOCK_BYTES)
            kept = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return offset - kept + error.start
            if not block:
                return None
            offset += len(block)


def _has_utf_8(export: Export, member: Member | None) -> bool:
    tail = b""
    with export.opened(member) as file:
        while block := file.read(BLOCK_BYTES):
            if _UTF_8.search(tail + block):
                return True
            tail = block[-3:]
    return False


# Rows ----------------------------------------------------------------------------------------


def _delimiter(text: str, *, whole: bool) -> str:
    """The delimiter that gives the most even rows; of those, the one that gives most columns."""

    def evenness(delimiter: str) -> tuple[float, int]:
        rows = [row for row in _parsed(text, delimiter) if not row.is_blank]
        header, _ = _header(rows)
        if header is None or len(header.cells) == 1:
            return 0, 0
        others = [row for row in rows if row.line > header.line]
        others = others if whole else others[:-1]
        even = sum(len(row.cells) == len(header.cells) for row in others)
        return even / len(others) if others else 1, len(header.cells)

    if text.startswith(tuple(f"sep={delimiter}" for delimiter in _DELIMITERS)):
        return text[4]
    return max(_DELIMITERS, key=evenness)


def _parsed(text: str, delimiter: str) -> list[Record]:
    rows: list[Record] = []
    with suppress(csv.Error):
        rows.extend(_records(io.StringIO(text, newline=""), delimiter))
    return rows


def _records(lines: Iterable[str], delimiter: str, *, strict: bool = False) -> Iterator[Record]:
    line, reader = 1, csv.reader(lines, delimiter=delimiter, strict=strict)
    for cells in reader:
        yield Record(line, reader.line_num, cells)
        line = reader.line_num + 1


def _rows(export: Export, member: Member | None, encoding: str, delimiter: str) -> Iterator[Record]:
    with export.opened(member) as file:
        # Python keeps one limit for the whole process, and others may have raised it.
        csv.field_size_limit(_MOST_OF_A_CELL)
        place, line = export.place(member), 1
        try:
            for row in _records(_lines(file, encoding, place), delimiter, strict=True):
                yield row
                line = row.last + 1
        except csv.Error as error:
            raise InputRefused(
                f"{place}:{line}: the row that begins here can't be read ({error}).",
                "Nothing was imported. A quotation mark may be missing or too many: put it right "
                "in a copy of the file.",
            ) from None


def _lines(file: BinaryIO, encoding: str, place: str) -> Iterator[str]:
    """Lines with their ends, as `csv` wants them."""
    number = 0
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        while line := text.readline(_MOST_LINE + 1):
            number += 1
            if len(line) > _MOST_LINE:
                raise _bad_line(place, number, f"found more than {_MOST_LINE:,} characters")
            if "\0" in line:
                raise _bad_line(place, number, "found a NUL byte")
            yield line
    finally:
        # The export closes its own file.
        with suppress(ValueError):
            text.detach()


def _bad_line(place: str, number: int, found: str) -> InputRefused:
    return InputRefused(
        f"{place}:{number}: {found}, expected a line of a table.",
        "Nothing was imported. The file may be damaged, or no table: copy or export it again.",
    )
