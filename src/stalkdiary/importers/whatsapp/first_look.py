"""A first look through a whole chat: the form of its headers, who takes part, whose phone it was.

Anybody in a chat can write a line that looks like a message of somebody else. WhatsApp writes all
headers of an export in one form, and iPhones part messages by CR LF and the lines of a message by
LF alone; so a line of another form is text. Exports that were put together, or made by phones that
were set otherwise meanwhile, go over to another form for good, which is told from a forgery by
numbers.
"""

import re
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from stalkdiary.errors import InputRefused
from stalkdiary.importers.whatsapp.header import LONGEST_SENDER, Shape, shape_of
from stalkdiary.importers.whatsapp.text import Block, Transcript
from stalkdiary.importers.whatsapp.vocabulary import EVERY_MARK, LEADING_MARKS, plain, vocabulary

_LEARNED_FROM: Final = 20
_FEW: Final = 10
"""So many headers of a new form are a change; fewer, where no more of the old came before."""
_SMALLEST_SHARE: Final = 50
"""A new form makes up at least one in so many headers of the old one."""
_MANY: Final = 20
"""So many headers in a row prove a new form, where the old one comes again but more rarely."""
_MOST_RUNS: Final = 100_000
_QUOTES: Final = re.compile('[“„«"]')


class Segment(NamedTuple):
    """A part of a chat whose headers have one form: its bytes from `start` to before `end`."""

    shape: Shape
    start: int
    end: int | None


class FirstLook(NamedTuple):
    """What a first look through a chat shows.

    Attributes:
        segments: one, or several where the form of the headers changes.
        names: of everyone who sent something, by what stands before the colon; None for a notice.
        counts: how many messages, by name.
        owner: the name of the person whose phone made the export, where a deleted message tells.
        marked: whether a mark stands before WhatsApp's own words, as on iPhones.
    """

    segments: tuple[Segment, ...]
    names: dict[str, str | None]
    counts: Counter[str]
    owner: str | None
    marked: bool


class _Run:
    """Headers of one form, with none of another between them."""

    def __init__(self, shape: Shape, offset: int) -> None:
        self.shape = shape
        self.offset = offset
        self.count = 0
        self.behind_returns = 0

    @property
    def crlf(self) -> bool:
        """Whether headers are told from text by what stands before them."""
        return self.shape.crlf or 2 * self.behind_returns > self.count


Senders = Counter[str]
"""How often ``NAME:`` stands before a message, and ``NAME: TEXT`` before a deleted one."""


def first_shapes(head: str) -> list[Shape]:
    lines = head.split("\n")
    if len(lines) > 1:
        lines.pop()  # it may be cut
    headers = list(islice((line for line in lines if shape_of(line)), _LEARNED_FROM))
    crlf = 2 * sum(line.endswith("\r") for line in headers) > len(headers)
    return [shape for line in headers if (shape := shape_of(line, crlf=crlf)) is not None]


def first_look(transcript: Transcript) -> FirstLook:
    """Looks through the whole chat once; raises `InputRefused` where it holds no message."""
    head = transcript.head()
    shapes = first_shapes(head)
    if not shapes:
        raise InputRefused(
            f"{transcript.place}: found no message; expected lines like "
            "'23/03/2022, 13:31 - NAME: TEXT' or '[23/03/2022, 13:31:05] NAME: TEXT'.",
            "Nothing was imported. Export the chat again: Menu, More, Export chat.",
        )
    usual = Counter(shapes).most_common(1)[0][0]
    walk = _Walk(transcript, usual)
    segments = _segments(walk.runs())
    if [segment.shape for segment in segments] == [usual]:
        senders, close = walk.senders, walk.close
    else:
        senders, close = Counter[str](), Counter[str]()
        for segment in segments:
            part = _Walk(transcript, segment.shape)
            part.runs(segment.start, segment.end)
            senders.update(part.senders)
            close.update(part.close)
    return _told(segments, senders, close, head)


class _Walk:
    def __init__(self, transcript: Transcript, shape: Shape) -> None:
        self.senders: Senders = Counter()
        self.close = Counter[str]()
        self._transcript = transcript
        self._shape = shape
        self._scanner = shape.scanner(vocabulary().gone)
        self._runs: list[_Run] = []

    def runs(self, start: int = 0, end: int | None = None) -> list[_Run]:
        for block in self._transcript.blocks(self._shape.newline, start, end):
            found = Counter(self._scanner.findall(block.text))
            others = [row for row in found if row[2]]
            resumed = self._runs and self._runs[-1].shape != self._shape
            if resumed or any(shape_of(row[2]) for row in others):
                self._look_closely(block)
            elif headers := found.total() - sum(found[row] for row in others):
                self._take(self._shape, block, 0).count += headers
            for row in others:
                del found[row]
            for (sender, close, _), count in found.items():
                (self.close if close else self.senders)[close or sender] += count
        return self._runs

    def _look_closely(self, block: Block) -> None:
        for match in self._scanner.finditer(block.text):
            shape = self._shape if match[3] is None else shape_of(match[3])
            if shape is not None:
                run = self._take(shape, block, match.start() + 1)
                run.count += 1
                run.behind_returns += block.text[match.start() - 1 : match.start()] == "\r"

    def _take(self, shape: Shape, block: Block, index: int) -> _Run:
        if not self._runs or self._runs[-1].shape != shape:
            self._runs.append(_Run(shape, block.offset_of(index) if self._runs else 0))
            if len(self._runs) > _MOST_RUNS:
                raise InputRefused(
                    f"{self._transcript.place}: the form of the dates changes again and again.",
                    "Nothing was imported. WhatsApp writes no such file: export the chat again.",
                )
        return self._runs[-1]


def _segments(runs: list[_Run]) -> tuple[Segment, ...]:
    """The parts of a chat, without those whose headers are text of messages."""
    left = Counter[Shape]()
    for run in runs:
        left[run.shape] += run.count
    total = left.copy()
    kept = runs[:1]
    before = 0
    for run in runs:
        current = kept[-1].shape
        if run.shape == current:
            before += run.count
        elif _for_good(run, left, total[current], left[current], before):
            kept.append(run)
            before = run.count
        left[run.shape] -= run.count
    ends = [*(run.offset for run in kept[1:]), None]
    shapes = (replace(run.shape, crlf=run.crlf) for run in kept)
    return tuple(
        Segment(shape, run.offset, end) for shape, run, end in zip(shapes, kept, ends, strict=True)
    )


def _for_good(run: _Run, left: Counter[Shape], total: int, again: int, before: int) -> bool:
    """Whether a chat goes over to another form of headers here.

    Headers of every form from here on (`left`), those of the present form in the whole chat
    (`total`), from here on (`again`), and since it began (`before`).
    """
    new = left[run.shape]
    if again:
        return run.count >= _MANY and new > total
    return new >= min(_FEW, before) and new * _SMALLEST_SHARE >= before


def _told(
    segments: tuple[Segment, ...], senders: Senders, close: Counter[str], head: str
) -> FirstLook:
    """What the ways through a chat have shown; `close` counts what is `header.CLOSE`."""
    names: dict[str, str | None] = {}
    counts = Counter[str]()
    by_me, by_others = set[tuple[str, bool]](), set[tuple[str, bool]]()
    for text, count in senders.items():
        sender, _, gone = text.partition(": ")
        sender = sender if gone else text[:-1]
        if sender not in names:
            names[sender] = _name(sender)
        if (name := names[sender]) is not None:
            counts[name] += count
            if gone:
                mine = vocabulary().exact.get(plain(gone)) == "deleted-by-me"
                (by_me if mine else by_others).add((name, bool(LEADING_MARKS.match(gone))))
    for text, count in close.items():
        sender = text[:-1]
        if (name := names.setdefault(sender, _name(sender))) is not None:
            counts[name] += count
    for sender, name in names.items():
        known = names.get(sender.partition(":")[0])
        if known is not None and known != name:
            # "Alex:Hi: there" is Alex's, with the text right behind the colon.
            counts[known] += counts.pop(name or "", 0)
            names[sender] = None
    shape = segments[0].shape
    bodies = shape.splitter.split(shape.newline + head)[3::3]
    marked = shape.by_iphone and any(LEADING_MARKS.match(body) for body in bodies)
    owners = {name for name, mark in by_me if mark or not marked}
    # Others can write those words too; but nobody's own deleted messages read in both ways.
    owners -= {name for name, mark in by_others if mark or not marked}
    return FirstLook(segments, names, counts, owners.pop() if len(owners) == 1 else None, marked)


def _name(sender: str) -> str | None:
    """A sender without invisible marks; None where a notice stands before the colon."""
    name = sender.strip(f" \u00a0\u202f{EVERY_MARK}")
    if not name or len(name) > LONGEST_SENDER:
        return None
    # "Alex changed the subject to “Party: Friday”" has no sender.
    if _QUOTES.search(name) and vocabulary().notice.match(plain(name)):
        return None
    return name
