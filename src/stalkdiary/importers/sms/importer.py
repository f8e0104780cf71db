"""SMS Backup & Restore, the usual backup of text messages and calls of Android telephones.

One XML file of text and picture messages (``sms-….xml``), one of calls (``calls-….xml``), or a zip
file or folder with such files. Every value is an attribute. Times are milliseconds since 1970 UTC;
the local ``readable_date`` beside them is written in the telephone's language, and never read.

Source: SyncTech, "Fields in XML backup files"; backups of three versions of the app.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final
from xml.parsers import expat

from stalkdiary.errors import InputRefused, UnsafeFile
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.export import (
    BLOCK_BYTES,
    Export,
    Member,
    Reading,
    is_nested_archive,
)
from stalkdiary.importers.reading.source import known_by
from stalkdiary.importers.sms.backup_bytes import BackupBytes
from stalkdiary.importers.sms.items import Attributes, MmsPart, NoTime, SmsItems
from stalkdiary.model.message import Item, Notice, Skipped
from stalkdiary.model.text import on_one_line

_FIRST_ELEMENT: Final = re.compile(rb"<([A-Za-z][\w.-]*)")
_IN_ROOT: Final = 2
_CUT_OFF: Final = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}
_MOST_QUOTED: Final = 40
_INNER_BYTES: Final = bytes(range(0x80, 0xC0))
"""Of characters of several bytes in UTF-8, all but the first byte."""
_AGAIN: Final = "Make a new backup on the phone, or copy this one again."


def read(export: Export, reading: Reading) -> Iterator[Item]:
    if export.is_single:
        yield from _Backup(export, None, reading).items()
        return
    backups = set(DOCUMENTS.of(export))
    for member in export.members:
        if member in backups:
            yield from _Backup(export, member, reading).items()
        elif is_nested_archive(member):
            yield Skipped(member.name, "An archive in the archive: unpack it and import it alone.")
        else:
            yield Skipped(member.name, "It is no backup of messages or calls.")


def _is_backup(head: bytes) -> bool:
    # One that was saved as UTF-16 is read by expat all the same.
    first = _FIRST_ELEMENT.search(head.replace(b"\0", b""))
    return first is not None and first[1].decode("ascii") in {"smses", "calls"}


DOCUMENTS: Final = Documents(ends_with(".xml"), _is_backup)
recognises = known_by(("sms-backup-restore", DOCUMENTS))


class _Backup:
    def __init__(self, export: Export, member: Member | None, reading: Reading) -> None:
        self._export = export
        self._member = member
        self._reading = reading
        self._place = export.place(member)
        self._before = "" if member is None else f"{member.name}: "
        self._found: list[Item] = []
        self._elements = 0
        self._whole = 0
        self._depth = 0
        self._said_count: str | None = None
        self._mms: Attributes | None = None
        self._parts: list[MmsPart] = []
        self._addresses: list[Attributes] = []

    def items(self) -> Iterator[Item]:
        with self._export.opened(self._member) as file:
            source = BackupBytes(file)
            clock = Clock(self._reading.timezone)
            self._made = SmsItems(clock, source, digest=self._reading.hashed)
            self._parser = parser = expat.ParserCreate("utf-8")
            parser.StartDoctypeDeclHandler = self._refuse_declarations
            parser.StartElementHandler = self._start
            parser.EndElementHandler = self._end
            try:
                for block in source:
                    parser.Parse(block, False)  # noqa: FBT003 - whether it is the last
                    yield from self._taken()
                parser.Parse(b"", True)  # noqa: FBT003
            except expat.ExpatError as error:
                yield from self._taken()
                yield self._broken(error, source.position(parser.ErrorByteIndex))
                return
        yield from self._taken()

    def _taken(self) -> list[Item]:
        found, self._found = self._found, []
        return found

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth == _IN_ROOT:
            self._elements += 1
            if name == "sms":
                self._take(self._made.sms, attributes)
            elif name == "call":
                self._take(self._made.call, attributes)
            elif name == "mms":
                self._mms, self._parts, self._addresses = attributes, [], []
            else:
                self._skip(name)
        elif self._depth == 1:
            self._said_count = attributes.get("count")
        elif self._mms is not None and name == "part":
            if (part := self._made.part(attributes, self._mms)) is not None:
                self._parts.append(part)
        elif self._mms is not None and name == "addr":
            self._addresses.append(attributes)
        elif self._mms is None or name not in {"parts", "addrs"}:
            self._skip(name)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._compare_count(name)
        elif self._depth == 1 and self._mms is not None:
            parts, addresses = self._parts, self._addresses
            self._take(lambda each, place: self._made.mms(each, parts, addresses, place), self._mms)
            self._mms = None

    def _take(self, make: Callable[[Attributes, str], Item], attributes: Attributes) -> None:
        locator = f"{self._before}element {self._elements}"
        try:
            self._found.append(make(attributes, locator))
        except NoTime as error:
            if not self._reading.skip_bad:
                raise InputRefused(
                    f"{self._place}:{self._parser.CurrentLineNumber}: element {self._elements} "
                    f'has no usable date: found "{error}", expected milliseconds since 1970.',
                    "Nothing was imported. To leave out what can't be read and have it listed: "
                    "--skip-bad",
                ) from None
            self._found.append(Skipped(locator, f'It has no usable date, but "{error}".'))
        else:
            self._whole += 1

    def _skip(self, name: str) -> None:
        locator = f"{self._before}element {self._elements}"
        self._found.append(Skipped(locator, f"<{name}> is not known here."))

    def _compare_count(self, root: str) -> None:
        said = self._said_count
        if said is not None and said != str(self._elements):
            sentence = (
                f"The backup gives the number of its items as {said}; found: {self._elements}."
            )
            self._found.append(Notice(f"{self._before}<{root}>", sentence))

    def _refuse_declarations(self, *_: object) -> None:
        raise UnsafeFile(
            f"{self._place}:{self._parser.CurrentLineNumber}: the file declares a document type, "
            "which can make a program read other files.",
            f"Nothing was imported. No backup has that. {_AGAIN}",
        )

    @property
    def _whole_ones(self) -> str:
        one = self._whole == 1
        return "1 whole message or call" if one else f"{self._whole} whole messages and calls"

    def _broken(self, error: expat.ExpatError, position: int) -> Skipped:
        """The rest of a file that can't be read, where the person wants the whole items alone."""
        line, column, found = self._around(position)
        if error.code in _CUT_OFF:
            why = f"the backup breaks off here, after {self._whole_ones}"
        else:
            why = (
                f"the XML is not well-formed at column {column}: found {found}, expected the next "
                f"part of a backup ({expat.ErrorString(error.code)})"
            )
        if not self._reading.skip_bad:
            rescue = f" If that can't be done, --skip-bad imports the {self._whole_ones} before it."
            raise InputRefused(
                f"{self._place}:{line}: {why}.",
                f"Nothing was imported. {_AGAIN}{rescue if self._whole else ''}",
            ) from None
        return Skipped(f"{self._before}line {line} to the end", f"It can't be read: {why}.")

    def _around(self, position: int) -> tuple[int, int, str]:
        """Line and column (from 1) of a byte of the file, and what stands there."""
        line = column = 1
        with self._export.opened(self._member) as file:
            while position and (block := file.read(min(position, BLOCK_BYTES))):
                position -= len(block)
                _, newline, last = block.rpartition(b"\n")
                line += block.count(b"\n")
                column = (1 if newline else column) + len(last.translate(None, _INNER_BYTES))
            return line, column, _quoted(file.read(_MOST_QUOTED))


def _quoted(found: bytes) -> str:
    try:
        text = found.decode()
    except UnicodeDecodeError as error:
        if error.start == 0:
            return f"the byte 0x{found[0]:02X}, which is no UTF-8"
        text = found.decode("utf-8", "replace")
    return f'"{on_one_line(text)}"'
