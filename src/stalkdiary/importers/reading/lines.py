"""Files of lines, read line by line whatever their size."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, NamedTuple

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.reading.jsontext import OR_SKIP_BAD, not_utf8

MOST_BYTES: Final = 64 * 1024**2
"""Of one line or passage. The longest message of any program is a thousandth of it."""
_NONE: Final = "Nothing was imported. No messaging program writes such a file."


class Passage(NamedTuple):
    """Lines of a file that belong together, such as those of a message; numbered from one.

    Attributes:
        last: the number of the last one with anything in it.
        begins: what was found in the first; None of lines above all passages that begin so.
        lines: those that follow; all of them where none begins them.
    """

    first: int
    last: int
    begins: re.Match[str] | None
    lines: list[str]


class TextFile:
    """A file of lines in an export; `place` is how errors name it."""

    def __init__(self, export: Export, member: Member | None, between: str = ", ") -> None:
        """`between` stands between the name of a member and its lines."""
        self.place = export.place(member)
        self._export = export
        self._member = member
        self._before = "" if member is None else f"{member.name}{between}"

    def lines(self) -> Iterator[tuple[int, str]]:
        with self._export.opened(self._member) as stream:
            yield from numbered_lines(stream, self.place)

    def passages(self, begins: Callable[[str, str], re.Match[str] | None]) -> Iterator[Passage]:
        """The passages of the file, each begun by a line in which `begins` finds something.

        It is given that line and the one before it. Raises as `numbered_lines`; or one has no end.
        """
        first, last, found, held = 1, 0, None, list[str]()
        before, size = "", 0
        for number, line in self.lines():
            match = begins(line, before)
            if match is None:
                held.append(line)
                size += len(line)
            else:
                if found or held:
                    yield Passage(first, last, found, held)
                first, found, held, size = number, match, [], 0
            if size > MOST_BYTES:
                raise self.refused(
                    number, f"a message of more than {MOST_BYTES // 1024**2} MiB", "messages", _NONE
                )
            last = number if line.strip() else last
            before = line
        if found or held:
            yield Passage(first, last, found, held)

    def head(self) -> bytes:
        """Its first 64 KiB, without a byte order mark."""
        return self._export.head_of(self._member).removeprefix(b"\xef\xbb\xbf")

    def locator(self, first: int, last: int) -> str:
        return f"{self._before}line {first}" + (f"-{last}" if last > first else "")

    def refused(
        self, line: int, found: str, expected: str, advice: str = OR_SKIP_BAD
    ) -> InputRefused:
        return InputRefused(f"{self.place}:{line}: found {found}; expected {expected}.", advice)


def numbered_lines(stream: BinaryIO, place: str) -> Iterator[tuple[int, str]]:
    """The lines of a UTF-8 file with their numbers from one, without their line ends.

    Only a line feed, or a carriage return and a line feed, ends a line: messages may hold the
    other characters that Python takes for line ends. A byte order mark is passed over. Raises
    `InputRefused` where it is not UTF-8, or a line has no end.
    """
    before, number = 0, 0
    while data := stream.readline(MOST_BYTES + 1):
        number += 1
        if len(data) > MOST_BYTES:
            raise InputRefused(
                f"{place}:{number}: found a line of more than {MOST_BYTES // 1024**2} MiB; "
                "expected messages.",
                _NONE,
            )
        try:
            line = data.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            at = error.start + (3 if number == 1 and data.startswith(b"\xef\xbb\xbf") else 0)
            raise not_utf8(f"{place}:{number}", before + at, data[at]) from None
        before += len(data)
        yield number, line.removesuffix("\n").removesuffix("\r")
