"""Files of lines, read line by line whatever their size."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.jsontext import not_utf8

MOST_BYTES: Final = 64 * 1024**2
"""Of one line. The longest message of any program is a thousandth of it."""


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
