"""JSON files of exports as importers read them: values of known kinds, and where each stands.

A value of another kind than the format has is refused with its JSON pointer (RFC 6901), never
guessed at and never passed over.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Protocol

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading import jsontext
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.export import Export, Member, Reading
from stalkdiary.importers.reading.jsontext import OR_SKIP_BAD, Bad, Path, Shape, kind_of
from stalkdiary.importers.reading.lines import numbered_lines
from stalkdiary.model.message import ExportTime, Item, Resolution, Skipped

_WHOLE = re.compile(r"-?[0-9]{1,19}")
_LARGEST: Final = 2**63
_LONE = re.compile("[\ud800-\udfff]")
_NOTHING: Final[dict[str, Any]] = {}
"""The value of an object that is not there."""


class JsonFile:
    def __init__(
        self, export: Export, shape: Shape, member: Member | None = None, *, begins: int = 0
    ) -> None:
        """`shape` names the containers it walks; `begins` bytes stand before the document."""
        self._begins = begins
        self.place = storable(export.place(member))[0]
        self._export = export
        self._member = member
        self._shape = shape
        self._before = "" if member is None else f"{storable(member.name)[0]}#"

    def outlines(self) -> Mapping[Path, "Node"]:
        """What stands in each walked object beside what is walked: by the path of the object.

        It reads the file through: what a conversation is called may stand after it. Raises as
        `jsontext.values`.
        """
        found: dict[Path, dict[str | int, Any]] = {(): {}}
        for path, value in self._values():
            if path and isinstance(path[-1], str) and not isinstance(value, Bad):
                found.setdefault(path[:-1], {})[path[-1]] = value
        return {path: Node(self, path, values) for path, values in found.items()}

    def elements(self) -> Iterator["Node"]:
        """The elements of the walked lists, in the order of the file; raises as `jsontext.values`.

        Among them is every value of another kind than the shape wants; it refuses itself when it
        is looked at.
        """
        for path, value in self._values():
            if not path or isinstance(path[-1], int) or isinstance(value, Bad):
                yield Node(self, path, value)

    def locator(self, path: Path) -> str:
        """Where a value stands, as a JSON pointer; after the name of the file if there are more."""
        return self._before + _pointer(path)

    def spot(self, path: Path) -> str:
        return f"{self.place} at {_pointer(path)}" if path else self.place

    def _values(self) -> Iterator[jsontext.Value]:
        with self._export.opened(self._member) as stream:
            stream.read(self._begins)
            yield from jsontext.values(stream, self.place, self._shape)


class JsonLines:
    """A file of lines that are JSON objects each."""

    def __init__(self, export: Export, member: Member | None = None) -> None:
        self.place = storable(export.place(member))[0]
        self._export = export
        self._member = member
        self._before = "" if member is None else f"{storable(member.name)[0]}, "

    def elements(self) -> Iterator["Node"]:
        """Each line that is not empty; one that is no JSON refuses itself when it is looked at."""
        with self._export.opened(self._member) as stream:
            for number, line in numbered_lines(stream, self.place):
                if line.strip():
                    yield Node(self, (number,), self._value(line, number))

    def locator(self, path: Path) -> str:
        """The line, and the JSON pointer of a value in it."""
        return f"{self._before}line {path[0]}{_pointer(path[1:])}"

    def spot(self, path: Path) -> str:
        place = f"{self.place}:{path[0]}"
        return f"{place} at {_pointer(path[1:])}" if path[1:] else place

    def _value(self, line: str, number: int) -> object:
        try:
            return jsontext.decoded(line, self.place, number)
        except InputRefused as refusal:
            return refusal


class NodeSource(Protocol):
    """What nodes come from: it names where a value stands, in the diary and in errors."""

    def locator(self, path: Path) -> str:
        """Where a value stands."""

    def spot(self, path: Path) -> str:
        """How an error names where a value stands."""


class Node:
    """A value of a JSON file, or a row that was read elsewhere as if it were one."""

    __slots__ = ("_file", "path", "value")

    def __init__(self, file: "NodeSource", path: Path, value: Any) -> None:  # noqa: ANN401
        """`value` is what `json` gives, a `Bad`, or the refusal of a line that is no JSON."""
        self._file = file
        self.path = path
        self.value = value

    @property
    def locator(self) -> str:
        return self._file.locator(self.path)

    def __bool__(self) -> bool:
        return self.value is not _NOTHING

    def __contains__(self, name: str) -> bool:
        """Whether there is a value of this name, and it says something."""
        return self._member(name) is not None

    def has_any(self, names: frozenset[str]) -> bool:
        """Whether any of these names stands in the object, whatever it says."""
        return not names.isdisjoint(self._object())

    def names(self) -> list[str]:
        return list(self._object())

    def is_text(self, name: str) -> bool:
        return isinstance(self._member(name), str)

    def shown(self, name: str) -> str:
        """The value of this name in words, for data that is told and not read."""
        value = self._member(name)
        return kind_of(value) if isinstance(value, dict | list) else storable(str(value))[0]

    def words_but(self, known: frozenset[str]) -> list[str]:
        """The words under names that are not `known`, each with its name: nobody reads these."""
        left = (
            (name, _words(value)) for name, value in self._object().items() if name not in known
        )
        return [storable(f"{name}: {' / '.join(words)}")[0] for name, words in left if words]

    def exact(self, name: str) -> str | None:
        """The text of this name to the letter (see `storable`), None where there is none."""
        value = self._member(name)
        if value is None or isinstance(value, str):
            return value
        raise self.refused(name, "text")

    def text(self, name: str) -> str | None:
        """The text of this name as it can be stored, None where there is none."""
        value = self.exact(name)
        return value if value is None or value.isascii() else storable(value)[0]

    def whole(self, name: str) -> int | None:
        """The whole number of this name, None where there is none.

        Numbers of more than 53 bits stand in quotation marks in many exports.
        """
        value = self._member(name)
        if isinstance(value, str) and _WHOLE.fullmatch(value):
            value = int(value)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST:
            return value
        raise self.refused(name, "a whole number")

    def yes(self, name: str) -> bool:
        """Whether the value of this name is true; one that is not there is not."""
        return bool(self._of_kind(name, bool, "true or false"))

    def object(self, name: str) -> "Node":
        """The object of this name; one that is false, and holds nothing, where there is none."""
        value = self._of_kind(name, dict, "an object")
        return Node(self._file, (*self.path, name), _NOTHING if value is None else value)

    def list(self, name: str) -> "list[Node]":
        """The elements of the list of this name, whatever they are; none where there is none."""
        value, path = self._of_kind(name, list, "a list"), (*self.path, name)
        return [Node(self._file, (*path, at), each) for at, each in enumerate(value or ())]

    def instant(
        self, name: str, clock: Clock, precision: Resolution = Resolution.MILLISECOND
    ) -> ExportTime | None:
        """The time of this name, None where there is none: milliseconds since 1970 UTC.

        Seconds, where `precision` is SECOND.
        """
        count = self.whole(name)
        if count is None:
            return None
        unit = 1000 if precision is Resolution.SECOND else 1
        try:
            return clock.epoch(count * unit, str(count), precision)
        except OverflowError:
            raise self.refused(name, "a time since 1970") from None

    def moment(self, name: str, clock: Clock) -> ExportTime:
        """The time of this name as `Clock.iso` reads it; `InputRefused` where there is none."""
        try:
            return clock.iso(self.exact(name) or "")
        except (ValueError, OverflowError):
            raise self.refused(name, "a time such as “2024-04-20 01:29:22 UTC”") from None

    def refused(self, name: str | None, expected: str) -> InputRefused:
        """The error that the value of this name, or this value, is not what it should be."""
        if isinstance(self.value, InputRefused):
            return self.value
        value, path = self.value, self.path
        if name is not None and isinstance(value, dict):
            value, path = value.get(name), (*path, name)
        if isinstance(value, Bad):
            expected = value.expected
        return InputRefused(
            f"{self._file.spot(path)}: found {kind_of(value)}; expected {expected}.", OR_SKIP_BAD
        )

    def _member(self, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        value = self.value
        return value.get(name) if isinstance(value, dict) else self._object()

    def _of_kind(self, name: str, kind: type, expected: str) -> Any:  # noqa: ANN401 - as `kind`
        value = self._member(name)
        if value is None or isinstance(value, kind):
            return value
        raise self.refused(name, expected)

    def _object(self) -> dict[str, Any]:
        if isinstance(self.value, dict):
            return self.value
        raise self.refused(None, "an object")


def made(
    nodes: Iterable[Node], make: Callable[[Node], Item | None], reading: Reading
) -> Iterator[Item]:
    """What `make` makes of each element; None of one that it accounts for itself.

    Raises `InputRefused` where one can't be read, unless `reading` says to list it instead.
    """
    for node in nodes:
        try:
            item = make(node)
        except InputRefused as refusal:
            if not reading.skip_bad:
                raise
            item = Skipped(node.locator, refusal.sentence)
        if item is not None:
            yield item


def is_object(head: bytes) -> bool:
    """Whether a file that begins so is a JSON object, with or without a byte order mark."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def is_list(head: bytes) -> bool:
    """Whether a file that begins so is a JSON list, with or without a byte order mark."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


def storable(text: str) -> tuple[str, str | None]:
    """`text` with U+FFFD for half characters; where there are any, also `text` with escapes.

    JSON can hold one half of a surrogate pair, which is no character and fits into no file.
    """
    if text.isascii() or not _LONE.search(text):
        return text, None
    return _LONE.sub("\ufffd", text), text.encode("utf-8", "backslashreplace").decode()


def _pointer(path: Path) -> str:
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return storable("".join(f"/{step}" for step in steps))[0]


def _words(value: object) -> list[str]:
    """The texts in a value, at any depth."""
    if isinstance(value, str):
        return [value] if value else []
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [word for each in within for word in _words(each)]
