"""What is done to the bytes of an SMS backup before an XML parser sees them.

Such a backup is often not well-formed XML: emoji are written as two character references to the
halves of a surrogate pair (``&#55357;&#56842;``), and forbidden characters as references to them
(``&#0;``). Pairs become one reference of the same length. Of any other forbidden reference the
``&`` becomes `MARK`, so that the text of the file is still there for `text_of`.

Its pictures are values of up to many megabytes. They go past the parser, which is given a token
for each: it would need more time for them than for everything else, and three times their memory.

Source: IMPORTS of real backups; XML 1.0 section 2.2 (which characters there are).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_letters, digits
from typing import BinaryIO, Final

from stalkdiary.importers.reading.export import BLOCK_BYTES
from stalkdiary.importers.sms.items import PlainValues

MARK: Final = "\ufdd0"
"""A noncharacter: nobody's text has it, and where one does it is written as forbidden, too."""
_MARK_BYTES: Final = MARK.encode()
_NAME: Final = b'data="'
_FEWEST_PAST: Final = 4096
_BASE64: Final = f"{ascii_letters}{digits}+/=".encode()
# Line breaks are by far the most frequent references, and need no mending.
_REFERENCES: Final = re.compile(rb"&#(?!1[03];)[0-9A-Fa-fx]{1,10};(?:&#[0-9A-Fa-fx]{1,10};)*")
# What the end of a block may cut in two: a first half of a pair and a reference that has begun; the
# name of the attribute; the mark.
_LONGEST_TAIL: Final = 32
_TAIL: Final = re.compile(
    rb"(?:(?:&#(?:0*(?:55[2-9]\d\d|56[0-2]\d\d|563[01]\d)|x0*[Dd][89ABab][0-9A-Fa-f]{2});)?"
    rb"(?:&(?:#[0-9A-Fa-fx]{0,10})?)?|d(?:a(?:t(?:a=?)?)?)?|\xef\xb7?)$"
)
_HIGH: Final = range(0xD800, 0xDC00)
_LOW: Final = range(0xDC00, 0xE000)
_ALLOWED: Final = (
    range(9, 11),
    range(13, 14),
    range(0x20, 0xD800),
    range(0xE000, ord(MARK)),
    range(ord(MARK) + 1, 0xFFFE),
    range(0x10000, 0x110000),
)
_FORBIDDEN_TEXT: Final = re.compile(f"{MARK}#[0-9A-Fa-fx]{{1,10}};")
_TOKEN: Final = re.compile(f"{MARK}@([0-9]+);")


class BackupBytes(PlainValues):
    """The bytes of a backup in blocks that expat takes. Iterate over it once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._past: dict[int, bytes] = {}
        self._values = 0
        self._given = 0
        # Up to which byte given out the file is ahead by how many bytes.
        self._ends: list[int] = []
        self._ahead: list[int] = []

    def __iter__(self) -> Iterator[bytes]:
        """Blocks of about `BLOCK_BYTES`, more where a value is longer."""
        waiting = b""
        while block := self._file.read(BLOCK_BYTES):
            pieces, waiting = self._taken_apart(waiting + block)
            yield b"".join(pieces)
        yield self._mended(waiting)

    def position(self, given: int) -> int:
        """Where in the file the byte stands that was given out as number `given`."""
        index = bisect_right(self._ends, given)
        return given + (self._ahead[index - 1] if index else 0)

    def text_of(self, value: str) -> tuple[str, str | None]:
        """An attribute with a mark for what no text holds; and the file's characters, if others."""
        if MARK not in value:
            return value, None
        value = _TOKEN.sub(lambda token: self._past[int(token[1])].decode("ascii"), value)
        text = _FORBIDDEN_TEXT.sub("\ufffd", value)
        return text, None if text == value else value.replace(MARK, "&")

    def data_of(self, value: str) -> bytes:
        """The attribute ``data`` of a part, which may have gone past the parser. Ask once."""
        token = _TOKEN.fullmatch(value)
        if token is not None:
            return self._past.pop(int(token[1]), b"")
        return value.encode()

    def _taken_apart(self, data: bytes) -> tuple[list[bytes], bytes]:
        """What can be given out by now, and what has to wait for the next block."""
        pieces: list[bytes] = []
        done = seek = 0
        while (name := data.find(_NAME, seek)) >= 0:
            start = name + len(_NAME)
            if data.find(b'"', start) < 0:
                if name > 0:
                    return [*pieces, self._mended(data[done:name])], data[name:]
                data = self._read_on(data)
            end = data.find(b'"', start)
            # Anything but Base64 is not a picture: it might be a message that quotes this.
            if end - start >= _FEWEST_PAST and not data[start:end].translate(None, _BASE64):
                pieces += [self._mended(data[done:start]), self._sent_past(data[start:end])]
                done = end
            seek = start
        cut_in_two = _TAIL.search(data, max(len(data) - _LONGEST_TAIL, done))
        end = cut_in_two.start() if cut_in_two else len(data)
        return [*pieces, self._mended(data[done:end])], data[end:]

    def _read_on(self, data: bytes) -> bytes:
        """`data`, which begins with a value, and more of it while that may be Base64."""
        pieces = [data]
        block = data[len(_NAME) :]
        while not block.translate(None, _BASE64) and (block := self._file.read(BLOCK_BYTES)):
            pieces.append(block)
        return b"".join(pieces)

    def _sent_past(self, value: bytes) -> bytes:
        self._values += 1
        self._past[self._values] = value
        token = f"{MARK}@{self._values};".encode()
        self._gave(len(token), len(value))
        return token

    def _mended(self, data: bytes) -> bytes:
        if _MARK_BYTES in data:
            # Nobody else may write it. Positions may be a few bytes off in such a file.
            data = data.replace(_MARK_BYTES, b"&#xfdd0;")
        given = 0
        pieces = []
        for run in _REFERENCES.finditer(data):
            mended = _mended_run(run[0])
            if mended != run[0]:
                pieces += [data[given : run.start()], mended]
                self._gave(run.start() - given, run.start() - given)
                self._gave(len(mended), len(run[0]))
                given = run.end()
        self._gave(len(data) - given, len(data) - given)
        return b"".join([*pieces, data[given:]])

    def _gave(self, given: int, read: int) -> None:
        self._given += given
        if given != read:
            ahead = self._ahead[-1] if self._ahead else 0
            self._ends.append(self._given)
            self._ahead.append(ahead + read - given)


@lru_cache
def _mended_run(references: bytes) -> bytes:
    """References that follow each other: pairs joined, what is forbidden marked."""
    mended: list[bytes] = []
    half: tuple[bytes, int] | None = None
    for reference in references.split(b";")[:-1]:
        code = _code(reference)
        if half is not None and code in _LOW:
            whole = 0x10000 + ((half[1] - _HIGH.start) << 10) + (code - _LOW.start)
            # As long as the two were, so that everything stays in its place.
            mended[-1] = b"&#%0*d;" % (len(half[0]) + len(reference) - 1, whole)
            half = None
            continue
        allowed = code not in _HIGH and any(code in codes for codes in _ALLOWED)
        mended.append((reference if allowed else _MARK_BYTES + reference[1:]) + b";")
        half = (reference, code) if code in _HIGH else None
    return b"".join(mended)


def _code(reference: bytes) -> int:
    number = reference.removeprefix(b"&#")
    try:
        return int(number[1:], 16) if number.startswith(b"x") else int(number)
    except ValueError:
        return ord("?")  # no reference at all, which the parser will say
