"""JSON text of any size, read in pieces.

Exports reach gigabytes, so a document is never held whole. The caller names by a shape which of
its lists are long; those are walked through element by element, and everything else is decoded
where it stands. Memory is bounded by a block and by the largest single value.

`json` of the standard library does the decoding: a Telegram account of 229 MB is read in 26 MiB of
memory. It was weighed against ijson, the streaming parser, which needs as little and no longer:
but that one takes the last of two equal names without a word, and tells no line and column.
"""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, BinaryIO, Final, NamedTuple, NoReturn

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import BLOCK_BYTES
from stalkdiary.model.text import on_one_line, shortened

Path = tuple[str | int, ...]
"""Names and indices from the top of a document to a value."""

Shape = dict[str, "Shape"] | list["Shape"] | None
"""Which containers are walked through: ``{"messages": [None]}`` for an object whose list of
messages is given element by element, None for what is given whole, `ANY` for every other name."""

ANY: Final = "*"
MOST_CHARACTERS: Final = 64 * 1024**2
"""Of one value that is given whole. The longest message of any program is a thousandth of it."""

_SPACE = re.compile(r"[ \t\n\r]*")
# Telegram Desktop writes control characters as \x1B, which no JSON knows.
_HEX_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
# After a number at the end of what was read; elsewhere it only costs another reading.
_MAY_GO_ON = re.compile(r"[-+.0-9eE]*\Z")
# Where the text at hand may have been cut, an error this near to its end proves nothing.
_MARGIN = 64
_SHOWN = 30
_EXPECTED = {
    "Expecting ',' delimiter": "a comma or the end",
    "Expecting ':' delimiter": "a colon",
    "Expecting property name enclosed in double quotes": "a name in double quotes",
    "Unterminated string starting at": "a closing quotation mark",
    "Invalid control character at": "text without control characters",
    "Invalid \\escape": "an escape that JSON knows",
    "Invalid \\uXXXX escape": "four hexadecimal digits",
}
OR_SKIP_BAD: Final = (
    "Nothing was imported. Export it again; or add --skip-bad to list what can't be read and take "
    "the rest."
)
_CUT_SHORT: Final = (
    "Nothing was imported. This copy of the file is not whole: copy it again, or export it again."
)
_NOT_JSON: Final = "Nothing was imported. Export it again, or copy the file again."


@dataclass(frozen=True, slots=True)
class Bad:
    """Stands for a value that can't be read or is of another kind: in words, what is there."""

    found: str
    expected: str


class Value(NamedTuple):
    """A value of a document and its path; a `Bad` where it can't be used."""

    path: Path
    value: Any


def values(stream: BinaryIO, place: str, shape: Shape) -> Iterator[Value]:
    """Every value of a UTF-8 document that is not walked through, in the order of the document.

    `place` is how errors name the file; `shape` says which containers are walked through.

    Raises:
        InputRefused: it is not JSON, not UTF-8, cut short, or nested too deeply; with the place.
    """
    scanner = _Scanner(stream, place)
    yield from scanner.walk(shape, ())
    if scanner.peek():
        scanner.refuse("the end of the file")


def decoded(text: str, place: str, line: int) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The value in one line of a file; a `Bad` where it holds what JSON does not.

    Raises `InputRefused` where it is not JSON.
    """
    decoder = _Decoder()
    try:
        value, end = decoder.value(text, _SPACE.match(text, 0).end())  # type: ignore[union-attr]
    except json.JSONDecodeError as error:
        raise refusal(f"{place}:{line}", error.colno, text[error.pos :], error.msg) from None
    except RecursionError:
        raise _too_deep(f"{place}:{line}") from None
    if text[end:].strip(" \t\r\n"):
        raise refusal(f"{place}:{line}", end + 1, text[end:], "the end of the line")
    return value


def refusal(place: str, column: int, rest: str, expected: str) -> InputRefused:
    """An error in JSON text: `rest` stands in `column` instead of what was expected.

    `expected` is in our words, or in those of `json`, which begin with a capital letter.
    """
    ours = not expected[:1].isupper()
    wanted = expected if ours else _EXPECTED.get(expected.partition(": ")[0], "a value")
    found = f"found {shortened(on_one_line(rest[:_SHOWN]), _SHOWN)}" if rest else "the text ends"
    return InputRefused(
        f"{place}:{column}: this is not JSON: {found} where {wanted} was expected.",
        _NOT_JSON if rest else _CUT_SHORT,
    )


def _too_deep(place: str) -> InputRefused:
    return InputRefused(
        f"{place}: found lists within lists, deeper than any export; expected messages.",
        "Nothing was imported. No messaging program writes such a file.",
    )


class _Decoder:
    """`json` with an eye on what it lets pass: names that stand twice, NaN, endless numbers."""

    def __init__(self) -> None:
        self._odd: list[str] = []
        hooks: dict[str, Any] = {
            "object_pairs_hook": self._object,
            "parse_constant": self._odd.append,
        }
        self._decode = json.JSONDecoder(**hooks).raw_decode
        self._decode_long = json.JSONDecoder(parse_int=self._long, **hooks).raw_decode

    def value(self, text: str, at: int) -> tuple[Any, int]:
        """The value that begins at `at`, and where it ends; errors are those of `json`."""
        self._odd.clear()
        try:
            value, end = self._decode(text, at)
        except json.JSONDecodeError:
            raise
        except ValueError:  # a number of more digits than Python turns into one
            self._odd.clear()
            value, end = self._decode_long(text, at)
        if self._odd:
            return Bad(shortened(on_one_line(self._odd[0]), _SHOWN), "plain JSON"), end
        return value, end

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) != len(pairs):
            left = dict(values)
            twice = next(name for name, _ in pairs if left.pop(name, left) is left)
            self._odd.append(f"the name “{shortened(twice, 16)}” twice")
        return values

    def _long(self, digits: str) -> int:
        if len(digits) > _SHOWN:
            self._odd.append(f"a number of {len(digits)} digits")
            return 0
        return int(digits)


class _Scanner:
    """The text of a document: what was read of it and not yet used."""

    def __init__(self, stream: BinaryIO, place: str) -> None:
        self._stream = stream
        self._place = place
        self._bytes = 0
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._decoder = _Decoder()
        self._ended = False
        self._text = ""
        self._at = 0
        self._line = 1
        self._column = 1
        if self._more() and self._text.startswith("\ufeff"):
            self._at = 1

    def walk(self, shape: Shape, path: Path) -> Iterator[Value]:
        """The value that stands next, in parts where the shape says so."""
        if shape is None:
            yield Value(path, self._whole())
        elif isinstance(shape, list):
            if self.peek() == "[":
                for index in self._parts("]"):
                    yield from self.walk(shape[0], (*path, index))
            else:
                yield Value(path, Bad(kind_of(self._whole()), "a list"))
        elif self.peek() == "{":
            yield from self._members(shape, path)
        else:
            yield Value(path, Bad(kind_of(self._whole()), "an object"))

    def _members(self, shape: dict[str, Shape], path: Path) -> Iterator[Value]:
        names: set[str] = set()
        for _ in self._parts("}"):
            if self.peek() != '"':
                self.refuse("a name in double quotes")
            name = self._whole()
            if self.peek() != ":":
                self.refuse("a colon")
            self._at += 1
            if name in names:
                self._whole()
                yield Value((*path, name), Bad("this name twice", "it once"))
            else:
                names.add(name)
                yield from self.walk(shape.get(name, shape.get(ANY)), (*path, name))

    def _parts(self, end: str) -> Iterator[int]:
        """Stands before each part of a list or object; whoever asks reads the part."""
        self._at += 1
        if self.peek() != end:
            for number in count():
                yield number
                if self.peek() != ",":
                    break
                self._at += 1
        if self.peek() != end:
            self.refuse("a comma or the end")
        self._at += 1

    def peek(self) -> str:
        """The next character that is no white space; "" at the end of the document."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _whole(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        self.peek()
        while True:
            try:
                value, end = self._decoder.value(self._text, self._at)
            except json.JSONDecodeError as error:
                into = error.pos - self._at
                near = error.pos > len(self._text) - _MARGIN
                cut = near or error.msg.startswith("Unterminated")
                if self._mended(error) or (cut and self._more()):
                    continue
                self.refuse(error.msg, self._at + into)
            except RecursionError:
                raise _too_deep(f"{self._place}:{self._position(self._at)[0]}") from None
            if _MAY_GO_ON.match(self._text, end) and self._more():
                continue
            self._at = end
            return value

    def _mended(self, error: json.JSONDecodeError) -> bool:
        if not error.msg.startswith("Invalid \\escape"):
            return False
        rest, mended = _HEX_ESCAPE.subn(r"\1\\u00\2", self._text[self._at :])
        if mended:
            self._text = self._text[: self._at] + rest
        return bool(mended)

    def _more(self) -> bool:
        """Reads on and forgets what was used; False at the end of the file."""
        if self._ended:
            return False
        used = self._text[: self._at]
        self._line, self._column = self._position(self._at)
        rest = self._text[len(used) :]
        if len(rest) > MOST_CHARACTERS:
            raise InputRefused(
                f"{self._place}:{self._line}: found one value of more than "
                f"{MOST_CHARACTERS // 1024**2} MiB; expected messages.",
                "Nothing was imported. No messaging program writes such a file.",
            )
        # As much again as is left over, so that a long value is decoded few times.
        data = self._stream.read(max(BLOCK_BYTES, len(rest)))
        self._ended = not data
        self._text, self._at = rest + self._characters(data), 0
        return bool(data)

    def _characters(self, data: bytes) -> str:
        pending = len(self._utf8.getstate()[0])
        try:
            text = self._utf8.decode(data, final=not data)
        except UnicodeDecodeError as error:
            place = self._bytes - pending + error.start
            raise not_utf8(self._place, place, error.object[error.start]) from None
        self._bytes += len(data)
        return text

    def refuse(self, expected: str, at: int | None = None) -> NoReturn:
        at = self._at if at is None else at
        line, column = self._position(at)
        raise refusal(f"{self._place}:{line}", column, self._text[at:], expected)

    def _position(self, at: int) -> tuple[int, int]:
        """Line and column of a place in the text at hand, both from one."""
        breaks = self._text.count("\n", 0, at)
        if not breaks:
            return self._line, self._column + at
        return self._line + breaks, at - self._text.rfind("\n", 0, at)


def not_utf8(place: str, offset: int, byte: int) -> InputRefused:
    """A file is in another encoding; `offset` counts its bytes from zero."""
    return InputRefused(
        f"{place}: found byte {byte:#04x} at offset {offset}; expected UTF-8 text.",
        "Nothing was imported. Use the file as the program exported it, "
        "not a copy that an editor or a spreadsheet saved.",
    )


def kind_of(value: object) -> str:
    if isinstance(value, Bad):
        return value.found
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        return f"the text “{shortened(on_one_line(value), _SHOWN)}”"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "yes", False: "no"}[value]
    return f"the number {shortened(str(value), _SHOWN)}"
