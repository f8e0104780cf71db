"""The text of a chat, read in blocks of whole lines."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final, NamedTuple

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import BLOCK_BYTES, Export, Member
from stalkdiary.importers.reading.jsontext import not_utf8

_MOST_LINE_BYTES: Final = 16 * 1024**2
"""Of one line. WhatsApp takes 65,536 characters for a message."""
_MOST_CHARACTERS: Final = 16 * 1024**2
"""Of one message."""

Row = tuple[str, str | None, str]
"""Date and time, sender, and body of a message; nothing and nobody for text above the first."""


class Block(NamedTuple):
    """Some lines: text that begins with a line break and ends before one, or at the end.

    `offset` is that of its first byte in the file; so many characters as `added` are not in it.
    """

    text: str
    offset: int
    added: int

    def offset_of(self, index: int) -> int:
        """The byte in the file at which a character of the text stands."""
        return self.offset + len(self.text[self.added : index].encode())


class Transcript:
    """A chat in an export.

    Only a line feed ends a line, alone or behind a carriage return: messages may hold the other
    characters that Python takes for line ends.
    """

    def __init__(self, export: Export, member: Member | None) -> None:
        self.place = export.place(member)
        self._export = export
        self._member = member

    def head(self) -> str:
        """The first lines; U+FFFD stands for what is not UTF-8."""
        return self._export.head_of(self._member).decode("utf-8", "replace")

    def blocks(self, newline: str, start: int = 0, end: int | None = None) -> Iterator[Block]:
        """All of it, or the bytes from `start` to before `end`, which begin lines.

        `newline` is set before the first line, so that every line has one. Raises `InputRefused`
        where it is not UTF-8, or a line has no end.
        """
        with self._export.opened(self._member) as stream:
            _pass_over(stream, start)
            offset, rest, added = start, b"", newline
            while data := stream.read(_wanted(offset + len(rest), end)):
                rest += data
                cut = _last_line_end(rest)
                if cut > 0:
                    yield Block(added + self._decoded(rest[:cut], offset), offset, len(added))
                    offset, rest, added = offset + cut, rest[cut:], ""
                elif len(rest) > _MOST_LINE_BYTES:
                    raise self._too_long(offset, "a line", _MOST_LINE_BYTES)
            if rest:
                yield Block(added + self._decoded(rest, offset), offset, len(added))

    def rows(
        self, splitter: re.Pattern[str], newline: str, start: int = 0, end: int | None = None
    ) -> Iterator[Iterable[Row]]:
        """The messages of all of it, or of a part, as many at a time as stand in a block.

        The groups of `splitter` are date and time, and sender; the rest is as for `blocks`.
        """
        header: tuple[str, str | None] = ("", None)
        pieces: list[str] = []
        for text, offset, _ in self.blocks(newline, start, end):
            # What stands before the first header; then date and time, sender and body of each.
            parts = splitter.split(text)
            pieces.append(parts[0])
            if sum(map(len, pieces)) > _MOST_CHARACTERS:
                raise self._too_long(offset, "a message", _MOST_CHARACTERS)
            if len(parts) == 1:
                continue
            before = "".join(pieces)
            each = iter(parts[1:-3])
            whole = zip(each, each, each, strict=True)
            if header[0]:
                yield chain([(*header, before)], whole)
            elif before:
                yield chain([(*header, before.removeprefix(newline))], whole)
            else:
                yield whole
            header, pieces = (parts[-3], parts[-2]), [parts[-1]]
        if header[0]:
            yield [(*header, "".join(pieces).rstrip("\r\n"))]

    def _too_long(self, offset: int, what: str, most: int) -> InputRefused:
        return InputRefused(
            f"{self.place}:{self._line_at(offset)}: found {what} of more than {most // 1024**2} "
            "million characters; expected messages.",
            "Nothing was imported. WhatsApp writes no such file: export the chat again.",
        )

    def _decoded(self, data: bytes, offset: int) -> str:
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            at = offset + error.start
            place = f"{self.place}:{self._line_at(at)}"
            raise not_utf8(place, at, data[error.start]) from None

    def _line_at(self, offset: int) -> int:
        with self._export.opened(self._member) as stream:
            read, line = 0, 1
            while data := stream.read(_wanted(read, offset)):
                read += len(data)
                line += data.count(b"\n")
            return line


def _pass_over(stream: BinaryIO, size: int) -> None:
    while size > 0 and (data := stream.read(min(size, BLOCK_BYTES))):
        size -= len(data)


def _wanted(read: int, end: int | None) -> int:
    return BLOCK_BYTES if end is None else max(0, min(BLOCK_BYTES, end - read))


def _last_line_end(data: bytes) -> int:
    cut = data.rfind(b"\n")
    return cut - 1 if cut > 0 and data[cut - 1 : cut] == b"\r" else cut
