"""How most formats are told and read: files of messages, by name and beginning, one after another.

Such a format says which files are its own (`Documents`) and what stands in them; the rest is the
same for all of them, and stands here.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.enclosed import Enclosed
from stalkdiary.importers.reading.export import Export, Member, Reading
from stalkdiary.importers.reading.jsonfile import JsonFile, Node, made
from stalkdiary.importers.reading.jsontext import Shape
from stalkdiary.importers.reading.lines import TextFile
from stalkdiary.model.message import Item, Skipped

_T = TypeVar("_T")


class ExportReading:
    """One reading of an export, and the files that its messages refer to."""

    def __init__(self, export: Export, reading: Reading) -> None:
        self.export = export
        self.reading = reading
        self.enclosed = Enclosed(export, reading)

    def clock(self) -> Clock:
        """What tells the times of one conversation."""
        return Clock(self.reading.timezone)

    def files(self, documents: Documents) -> Iterator[Member | None]:
        """The files that hold messages, each counted as read; None for a single file itself."""
        for member in list(documents.of(self.export)):
            self.enclosed.uses(member)
            yield member

    def json(self, shape: Shape, member: Member | None, *, begins: int = 0) -> JsonFile:
        """A JSON document of the export; see `JsonFile`."""
        return JsonFile(self.export, shape, member, begins=begins)

    def made(self, nodes: Iterable[Node], make: Callable[[Node], Item | None]) -> Iterator[Item]:
        """What `make` makes of each element; see `jsonfile.made`."""
        return made(nodes, make, self.reading)

    def text(self, member: Member | None, between: str = ", ") -> TextFile:
        """A file of lines of the export; see `TextFile`."""
        return TextFile(self.export, member, between)

    def attempt(self, locator: str, make: Callable[[], Item]) -> Item:
        """What `make` makes of what stands there.

        Raises:
            InputRefused: it can't be read; it is listed instead where that was asked for.
        """
        try:
            return make()
        except InputRefused as refusal:
            if not self.reading.skip_bad:
                raise
            return Skipped(locator, refusal.sentence)

    def told(
        self, named: Callable[[str], object], tell: Callable[[Node], _T], *, beside: bool = False
    ) -> Iterator[_T]:
        """What JSON files without messages tell, such as whose account it is.

        One that can't be read is passed over: it holds nobody's messages.

        Args:
            named: whether a file has such a base name, in small letters.
            tell: what is told by the top of one.
            beside: whether files beside a single file are looked at, too.
        """
        for member in (*self.export.members, *(self.export.beside if beside else ())):
            if named(member.base.casefold()):
                try:
                    (top,) = self.json(None, member).elements()
                    found = tell(top)
                except InputRefused:
                    continue
                self.enclosed.uses(member)
                yield found


def known_by(*formats: tuple[str, Documents]) -> Callable[[Export], str | None]:
    """The `recognises` of a module: the first of the formats of which a file is there."""

    def recognises(export: Export) -> str | None:
        return next((name for name, files in formats if any(True for _ in files.of(export))), None)

    return recognises


def reader(
    items: Callable[[ExportReading], Iterator[Item]], *, others: str | None = None
) -> Callable[[Export, Reading], Iterator[Item]]:
    """The `read` of a module: its items, and then what accounts for files that nothing refers to.

    Args:
        items: what stands in the files of the format.
        others: what is said of every other file; else they stand on one line.
    """

    def read(export: Export, reading: Reading) -> Iterator[Item]:
        source = ExportReading(export, reading)
        yield from items(source)
        if others is None:
            yield from source.enclosed.rest()
        else:
            yield from (Skipped(each.name, others) for each in source.enclosed.unused())

    return read
