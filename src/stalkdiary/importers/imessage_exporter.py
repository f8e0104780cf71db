"""imessage-exporter: conversations of Messages as text files, one for each.

A message is a block that a blank line ends: when (``May 17, 2022  5:29:42 PM``, the hour padded
with a space, the local time of the computer that exported), who (``Me``, or a name, number or
address), then its text, paths of files, and remarks of the program. What happened to the
conversation stands on one line with its time. A reply is printed twice: in its place, and indented
below what it answers; the indented copy is no message. Nothing says whether a message came as an
SMS or by iMessage, so all are text messages here.

Source: the templates and tests of imessage-exporter 4 by ReagentX.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.reading.source import ExportReading, each_file, known_by, reader
from stalkdiary.importers.remarks import REACTIONS as SHOWS_REACTIONS
from stalkdiary.importers.tables.dates import told, written
from stalkdiary.importers.tables.delimited import FIX_IT, Unreadable, quoted
from stalkdiary.model.message import (
    Attachment,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    Skipped,
    State,
)

_TIME: Final = r"[A-Z][a-z]{2} \d{1,2}, \d{4} {1,2}\d{1,2}:\d\d:\d\d [AP]M"
_HEADER: Final = re.compile(
    rf"(?P<time>{_TIME})(?: \(Read by (?P<reader>.+) after .+\)| (?P<event>\S.*))?"
)
_COPY: Final = re.compile(rf" {{4,}}{_TIME}(?: \(Read by .+\))?")
_ODD_EVENT: Final = re.compile("Unable to format announcement!")
_UNSENT: Final = re.compile(r"(?P<who>.+) unsent a message!")
_PART_UNSENT: Final = re.compile(r".+ unsent this message part .+ after sending!")
_THROWN_AWAY: Final = (
    "It had been deleted on this device; the export still has it. Nothing says that its sender "
    "took it back."
)
_EDITED: Final = re.compile(r"Edited .+ later: .*", re.DOTALL)
_DELETED: Final = "This message was deleted from the conversation!"
_ANSWER: Final = "This message responded to an earlier message."
_MISSING: Final = "Attachment missing!"
_REACTIONS: Final = "Tapbacks:"
_PATH: Final = re.compile(r"(?:~?/|[A-Za-z]:[/\\]|attachments/|files/).*[^/\\]\.\w{1,8}")
_TELLING: Final = re.compile(r"phone number|\b(?:added|removed|left|named)\b")
_ME: Final = "Me"
_BACKWARDS: Final = timedelta(days=1) // timedelta(milliseconds=1)
_RUNS_BACK: Final = "It is dated more than a day before the message above it."
_ANSWERS: Final = "It answers an earlier message."
_SAID: Final = {_REACTIONS: SHOWS_REACTIONS, _ANSWER: _ANSWERS, _DELETED: _THROWN_AWAY}
"""What is said of a message by the remarks of the program that stand with it."""
_PART_TAKEN_BACK: Final = "A part of it was taken back by whoever sent it."


class _Block(NamedTuple):
    """The lines of one message or event; `first` is the number of the first."""

    first: int
    lines: list[str]


class _Cast(NamedTuple):
    """Who takes part in a conversation: its owner, by the names used for them, and the others."""

    owners: set[str]
    others: set[str]

    def direction(self, sender: str) -> Direction:
        if not self.owners:
            return Direction.UNKNOWN
        return Direction.OUT if sender in self.owners else Direction.IN


class _Body(NamedTuple):
    text: str
    remarks: set[str]
    paths: list[str]
    copies: list[tuple[int, int]]


def _begins_so(head: bytes) -> bool:
    lines = head.decode("utf-8-sig", "replace").lstrip().splitlines()[:2]
    return len(lines) > 1 and _HEADER.fullmatch(lines[0]) is not None


DOCUMENTS: Final = Documents(
    re.compile(r"(?!orphaned\.txt).*\.txt", re.DOTALL).fullmatch, _begins_so
)
recognises = known_by(("imessage-exporter", DOCUMENTS))
read = reader(each_file(DOCUMENTS, lambda *file: _Conversation(*file).items()))


def _begins(line: str, before: str) -> re.Match[str] | None:
    return None if before.strip() else _HEADER.fullmatch(line) or _ODD_EVENT.fullmatch(line)


class _Conversation:
    def __init__(self, source: ExportReading, member: Member | None) -> None:
        self._export = source.export
        self._skip_bad = source.reading.skip_bad
        self._enclosed = source.enclosed
        self._file = source.text(member, ": ")
        self._clock = source.clock()
        self._before: int | None = None
        name = source.export.path.name if member is None else member.base
        self._thread = PurePosixPath(name).stem
        self._cast = self._seen()

    def items(self) -> Iterator[Item]:
        for block in self._blocks():
            try:
                yield from self._read(block)
            except Unreadable as bad:
                if not self._skip_bad:
                    place = f"{self._file.place}:{block.first}"
                    raise InputRefused(f"{place}: {bad}.", FIX_IT) from None
                last = block.first + len(block.lines) - 1
                yield Skipped(self._file.locator(block.first, last), str(bad))

    def _seen(self) -> _Cast:
        """Reads it once for who takes part. A receipt of "them" is one of the owner's messages."""
        cast = _Cast(set(), set())
        for block in self._blocks():
            found = _HEADER.fullmatch(block.lines[0])
            if found is None or found["event"] or len(block.lines) == 1:
                continue
            own = found["reader"] == "them" or block.lines[1] == _ME
            (cast.owners if own else cast.others).add(block.lines[1])
        cast.others.difference_update(cast.owners)
        return cast

    def _blocks(self) -> Iterator[_Block]:
        for first, _, begins, lines in self._file.passages(_begins):
            block = _Block(first, lines if begins is None else [begins.string, *lines])
            if any(block.lines):
                yield block

    def _read(self, block: _Block) -> Iterator[Item]:
        lines = block.lines
        while lines and not lines[-1].strip():
            lines.pop()
        locator = self._file.locator(block.first, block.first + len(lines) - 1)
        if _ODD_EVENT.fullmatch(lines[0]):
            yield Notice(locator, lines[0])
            return
        found = _HEADER.fullmatch(lines[0])
        if found is None:
            raise Unreadable(quoted(lines[0]), "a time such as May 17, 2022  5:29:42 PM")
        time, flags = told(written(found["time"]), "dmy", self._clock, found["time"])
        if self._before is not None and time.instant < self._before - _BACKWARDS:
            flags = (*flags, _RUNS_BACK)
        self._before = time.instant
        if found["event"]:
            yield self._event(locator, "\n".join([found["event"], *lines[1:]]), time, flags)
        elif len(lines) == 1:
            raise Unreadable("a time alone", "the name of a sender below it")
        else:
            yield from self._message(block, locator, time, flags)

    def _event(
        self, locator: str, text: str, time: ExportTime, flags: tuple[str, ...]
    ) -> Message | Notice:
        """What happened to the conversation. A message that was taken back is one all the same."""
        unsent = _UNSENT.fullmatch(text)
        if unsent is None:
            return Notice(locator, text, time, telling=bool(_TELLING.search(text)))
        own = unsent["who"] == "You"
        way = Direction.OUT if own else Direction.IN
        return self._sent(locator, time, way, None if own else unsent["who"])._replace(
            raw_text=text, state=State.deleted(way), flags=flags
        )

    def _sent(self, locator: str, time: ExportTime, way: Direction, sender: str | None) -> Message:
        return Message(
            locator,
            Kind.MESSAGE,
            "text message",
            time,
            way,
            sender,
            recipients=(self._thread,) if way is Direction.OUT else (),
            thread=self._thread,
            group=len(self._cast.others) > 1,
        )

    def _message(
        self, block: _Block, locator: str, time: ExportTime, flags: tuple[str, ...]
    ) -> Iterator[Item]:
        _, sender, *rest = block.lines
        body = _taken_apart(rest, block.first + 2, self._export)
        raw = "\n".join(rest)
        odd: list[str] = []
        attachments = self._enclosed.attached(body.paths, odd)
        direction = self._cast.direction(sender)
        odd += [sentence for remark, sentence in _SAID.items() if remark in body.remarks]
        state = _state(body, attachments)
        if "unsent" in body.remarks and state is not State.DELETED_BY_SENDER:
            odd.append(_PART_TAKEN_BACK)
        message = self._sent(locator, time, direction, None if sender == _ME else sender)
        yield message._replace(
            text=body.text,
            raw_text=raw if raw != body.text else None,
            state=state,
            attachments=attachments,
            flags=(*flags, *odd),
        )
        for first, last in body.copies:
            yield Skipped(
                self._file.locator(first, last), "a reply that stands in its own place too"
            )


def _taken_apart(lines: Iterable[str], first: int, export: Export) -> _Body:
    """The text of a message without what the program adds to it. `first` numbers the lines."""
    text: list[str] = []
    remarks: set[str] = set()
    paths: list[str] = []
    copies: list[tuple[int, int]] = []
    below = ""  # what the indented lines belong to
    for number, line in enumerate(lines, first):
        if _COPY.fullmatch(line):
            below = "copy"
            copies.append((number, number))
        elif below and (line.startswith("    ") or not line.strip()):
            if below == "copy":
                copies[-1] = (copies[-1][0], number)
        else:
            below = _REACTIONS if line == _REACTIONS else ""
            if line in (_REACTIONS, _ANSWER, _DELETED, _MISSING):
                remarks.add(line)
            elif _is_path(line, export):
                paths.append(line)
            else:
                text.append(line)
                if _PART_UNSENT.fullmatch(line):
                    remarks.add("unsent")
                elif _EDITED.fullmatch(line):
                    remarks.add("edited")
    return _Body("\n".join(text).strip("\n"), remarks, paths, copies)


def _is_path(line: str, export: Export) -> bool:
    if "://" in line or "/" not in line.replace("\\", "/"):
        return False
    return _PATH.fullmatch(line) is not None or export.find(line) is not None


def _state(body: _Body, attachments: tuple[Attachment, ...]) -> State:
    lines = body.text.split("\n") if body.text else []
    if _DELETED in body.remarks and not lines and not attachments:
        return State.DELETED_BY_ME
    if lines and all(_PART_UNSENT.fullmatch(line) for line in lines) and not attachments:
        return State.DELETED_BY_SENDER
    if "edited" in body.remarks:
        return State.EDITED
    if _MISSING in body.remarks or (attachments and not any(each.found for each in attachments)):
        return State.MEDIA_OMITTED
    return State.showing(body.text.strip(), attachments)
