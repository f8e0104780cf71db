"""Files of lines, read line by line whatever their size."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.reading.jsontext import OR_SKIP_BAD, not_utf8

MOST_BYTES: Final = 64 * 1024**2
"""Of one line. The longest message of any program is a thousandth of it."""


class TextFile:
    """A file of lines in an export, and how places in it are named.

    Attributes:
        place: how errors name the file.
    """

    def __init__(self, export: Export, member: Member | None, between: str = ", ") -> None:
        """`between` stands between the name of a member and its lines."""
        self.place = export.place(member)
        self._export = export
        self._member = member
        self._before = "" if member is None else f"{member.name}{between}"

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines with their numbers; see `numbered_lines`."""
        with self._export.opened(self._member) as stream:
            yield from numbered_lines(stream, self.place)

    def head(self) -> bytes:
        """Its first 64 KiB, without a byte order mark."""
        return self._export.head_of(self._member).removeprefix(b"\xef\xbb\xbf")

    def locator(self, first: int, last: int) -> str:
        """Where an item stands."""
        return f"{self._before}line {first}" + (f"-{last}" if last > first else "")

    def refused(
        self, line: int, found: str, expected: str, advice: str = OR_SKIP_BAD
    ) -> InputRefused:
        """The error that a line holds something else than is expected."""
        return InputRefused(f"{self.place}:{line}: found {found}; expected {expected}.", advice)


def numbered_lines(stream: BinaryIO, place: str) -> Iterator[tuple[int, str]]:
    """The lines of a UTF-8 file with their numbers from one, without their line ends.

    Only a line feed, or a carriage return and a line feed, ends a line: messages may hold the
    other characters that Python takes for line ends. A byte order mark is passed over.

    Raises:
        InputRefused: it is not UTF-8, or a line has no end.
    """
    before, number = 0, 0
    while data := stream.readline(MOST_BYTES + 1):
        number += 1
        if len(data) > MOST_BYTES:
            raise InputRefused(
                f"{place}:{number}: found a line of more than {MOST_BYTES // 1024**2} MiB; "
                "expected messages.",
                "Nothing was imported. No messaging program writes such a file.",
            )
        try:
            line = data.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            at = error.start + (3 if number == 1 and data.startswith(b"\xef\xbb\xbf") else 0)
            raise not_utf8(f"{place}:{number}", before + at, data[at]) from None
        before += len(data)
        yield number, line.removesuffix("\n").removesuffix("\r")
