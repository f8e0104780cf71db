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
        return Clock(self.reading.timezone)

    def files(self, documents: Documents) -> Iterator[Member | None]:
        """The files that hold messages, each counted as read; None for a single file itself."""
        for member in list(documents.of(self.export)):
            self.enclosed.uses(member)
            yield member

    def json(self, shape: Shape, member: Member | None, *, begins: int = 0) -> JsonFile:
        return JsonFile(self.export, shape, member, begins=begins)

    def made(self, nodes: Iterable[Node], make: Callable[[Node], Item | None]) -> Iterator[Item]:
        return made(nodes, make, self.reading)

    def text(self, member: Member | None, between: str = ", ") -> TextFile:
        return TextFile(self.export, member, between)

    def attempt(self, locator: str, make: Callable[[], Item]) -> Item:
        """What `make` makes of what stands there; else it is refused, or listed if asked so."""
        try:
            return make()
        except InputRefused as refusal:
            if not self.reading.skip_bad:
                raise
            return Skipped(locator, refusal.sentence)

    def top(self, member: Member) -> Node:
        """The value that is the whole of a JSON document."""
        (top,) = self.json(None, member).elements()
        return top

    def told(
        self,
        named: Callable[[str], object],
        tell: Callable[[Member], _T | None],
        *,
        beside: bool = False,
    ) -> Iterator[_T]:
        """What files without messages tell, such as whose account it is, where it is not None.

        One that can't be read is passed over: it holds nobody's messages. `named` is given base
        names in small letters; `beside` looks at files beside a single file, too.
        """
        for member in (*self.export.members, *(self.export.beside if beside else ())):
            if named(member.base.casefold()):
                try:
                    found = tell(member)
                except InputRefused:
                    continue
                if found is not None:
                    self.enclosed.uses(member)
                    yield found


def known_by(*formats: tuple[str, Documents]) -> Callable[[Export], str | None]:
    """The `recognises` of a module: the first of the formats of which a file is there."""

    def recognises(export: Export) -> str | None:
        return next((name for name, files in formats if any(True for _ in files.of(export))), None)

    return recognises


def each_file(
    documents: Documents, of: Callable[[ExportReading, Member | None], Iterator[Item]]
) -> Callable[[ExportReading], Iterator[Item]]:
    """The items of one file of the format after the other."""
    return lambda source: (item for file in source.files(documents) for item in of(source, file))


def reader(
    items: Callable[[ExportReading], Iterator[Item]], *, others: str | None = None
) -> Callable[[Export, Reading], Iterator[Item]]:
    """The `read` of a module: its items, and what accounts for files that nothing refers to.

    `others` is what is said of every other file; else they stand on one line.
    """

    def read(export: Export, reading: Reading) -> Iterator[Item]:
        source = ExportReading(export, reading)
        yield from items(source)
        if others is None:
            yield from source.enclosed.rest()
        else:
            yield from (Skipped(each.name, others) for each in source.enclosed.unused())

    return read
