"""The mails of a mailbox file (mbox), one by one, however large the file is.

A mail begins with a separator line, ``From SENDER DATE``, after an empty line (which some programs
leave out) or at the start of the file. Lines of its text that begin so are written with a ``>``
before them, which is taken away again. Not every line that begins with "From " is a separator:
programs that forget the ``>`` are common, so the line must hold a date as `asctime` writes it, or
be followed by a header.
Source: RFC 4155; the mboxo and mboxrd families as described by qmail's mbox(5); separator lines
without a date, with a dash, and with other dates as Thunderbird and its add-ons write them.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

BLOCK_BYTES = 1024 * 1024
MOST_MAIL_BYTES = 256 * 1024 * 1024
"""Providers refuse mails of a tenth of that; so much is held in memory at once."""

_LOOK_BYTES = 4096
_MARK = b"\nFrom "
_BOM = b"\xef\xbb\xbf"
_DAYS = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTHS = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_ASCTIME = re.compile(
    rb"From (?:.*[ \t])?" + _DAYS + rb",? +" + _MONTHS + rb" +\d{1,2} +\d{1,2}:\d\d(?::\d\d)?"
    rb"(?: +[A-Z+-][\w:+-]*)* +\d{4}(?: +[A-Z+-][\w:+-]*)*\s*"
)
_DATED = re.compile(rb"From \S+ (?=.*\d:\d\d)(?=.*\b(?:19|20)\d\d\b).*")
_OTHER = re.compile(rb"From (?:\S*|.*\d{4}.*)\s*")
_HEADER = re.compile(
    rb"(?:>From |X-[!-9;-~]+:|(?:Return-Path|Received|Delivered-To|From|To|Cc|Subject|Date|"
    rb"Message-ID|MIME-Version|Content-[A-Za-z-]+|Reply-To|Status|DKIM-Signature|"
    rb"Authentication-Results|ARC-[A-Za-z-]+):)",
    re.IGNORECASE,
)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


class Mail(NamedTuple):
    """One mail, and the separator line above it, which begins at byte `at`; empty for the first.

    `unquoted` says that a line of it begins with "From " and does not look like a separator.
    """

    at: int
    separator: bytes
    raw: bytes
    unquoted: bool


class TooLarge(Exception):
    """A mail of more than `MOST_MAIL_BYTES` begins at byte `args[0]`."""


def is_separator(text: bytes) -> bool:
    """Whether `text`, which begins at the beginning of a line, begins with a separator line."""
    if not text.startswith(b"From "):
        return False
    line, _, rest = text.partition(b"\n")
    if _ASCTIME.fullmatch(line):
        return True
    return _OTHER.fullmatch(line) is not None and _HEADER.match(rest) is not None


def is_separator_anywhere(text: bytes) -> bool:
    """Whether `text` begins so for certain: some programs leave out the empty line before it."""
    line, _, rest = text.partition(b"\n")
    dated = _ASCTIME.fullmatch(line) or _DATED.fullmatch(line)
    return dated is not None and _HEADER.match(rest) is not None


def mails(stream: BinaryIO) -> Iterator[Mail]:
    """The mails of a mailbox in order, and what stands before the first; may raise `TooLarge`."""
    block = stream.read(BLOCK_BYTES)
    # With an empty line before it the start of the file is a place like any other.
    held = bytearray(b"\n\n")
    base = (len(_BOM) if block.startswith(_BOM) else 0) - len(held)
    block = block.removeprefix(_BOM)
    start, search, began, unquoted = len(held), 0, False, False
    while True:
        held += block
        # A separator is judged with the line after it in view.
        seen = len(held) - _LOOK_BYTES if block else len(held)
        at = held.find(_MARK, search)
        while 0 <= at < seen:
            alone = held[at - 1 : at] == b"\n" or held[at - 2 : at] == b"\n\r"
            line = bytes(held[at + 1 : at + 1 + _LOOK_BYTES])
            if is_separator(line) if alone else is_separator_anywhere(line):
                yield from _mail(held, start, at + 1, base, began=began, unquoted=unquoted)
                start, began, unquoted = at + 1, True, False
            elif alone:
                unquoted = True
            at = held.find(_MARK, at + 1)
        if not block:
            yield from _mail(held, start, len(held), base, began=began, unquoted=unquoted)
            return
        if len(held) - start > MOST_MAIL_BYTES:
            raise TooLarge(base + start)
        search = at if at >= 0 else max(search, len(held) - len(_MARK) + 1)
        # Two bytes before it tell whether the next separator follows an empty line.
        gone = start - 2
        del held[:gone]
        base, start, search = base + gone, start - gone, search - gone
        block = stream.read(BLOCK_BYTES)


def _mail(
    held: bytearray, start: int, end: int, base: int, *, began: bool, unquoted: bool
) -> Iterator[Mail]:
    begin = (held.find(b"\n", start, end) + 1 or end) if began else start
    separator, raw = bytes(held[start:begin]), bytes(memoryview(held)[begin:end])
    if not began and not raw.strip():
        return
    if b">From " in raw:
        raw = _QUOTED.sub(rb"\1", raw)
    yield Mail(base + start, separator.rstrip(), raw, unquoted)
