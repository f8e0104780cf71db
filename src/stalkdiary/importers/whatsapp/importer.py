"""WhatsApp's "Export chat": a text file, alone, in an archive or in a folder with its media.

Times are the wall-clock of the phone that made the export, to the minute on most Android phones and
to the second on iPhones. Nothing in the format names the person whose phone it is, and Android
writes ``null`` for calls. Anybody in a chat can write lines that look like messages of others:
`first_look` says how those are told.

Sources: real exports of both phones in many languages, and the app's own words as public readers of
exports have gathered them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final, NamedTuple

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.enclosed import Enclosed
from stalkdiary.importers.reading.export import Export, Member, Reading
from stalkdiary.importers.whatsapp.body import Bodies
from stalkdiary.importers.whatsapp.dates import ImpossibleDateError
from stalkdiary.importers.whatsapp.file import (
    chat_files,
    must_not_be_named_so,
    owner_hint,
    the_chat,
    title,
)
from stalkdiary.importers.whatsapp.first_look import FirstLook, first_look
from stalkdiary.importers.whatsapp.header import CLOSE, looks_like_a_message
from stalkdiary.importers.whatsapp.order import order_of
from stalkdiary.importers.whatsapp.text import Row, Transcript
from stalkdiary.importers.whatsapp.times import Times
from stalkdiary.importers.whatsapp.vocabulary import EDGE, EVERY_MARK, FIRST, LAST, vocabulary
from stalkdiary.model.message import (
    Basis,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    Resolution,
    Skipped,
    State,
)
from stalkdiary.model.text import on_one_line, shortened

CHANNEL: Final = "WhatsApp"
OTHER_SPACES: Final = (
    "Its name stands there with other spaces than above other messages: somebody may have written "
    "this line into a message of their own, so that it looks like one of its own."
)
ONCE: Final = "No other message of this chat has this name above it."
BACKWARDS: Final = "Its time is more than a day before that of the message above it."
HEADER_IN_TEXT: Final = (
    "A line of it looks like a message of its own, but not as this export writes messages; it is "
    "kept as a part of this one."
)
NEW_FORM: Final = "From here on the export writes dates and times in another form."
UNNAMED_CALL: Final = "The export does not say who called."
_CLOSE: Final = re.compile(CLOSE, re.MULTILINE)
_ABOVE: Final = "Text above the first message."
_IN_WORDS: Final = {"dmy": "the day first", "mdy": "the month first", "ymd": "the year first"}
_DAY: Final = 86_400_000
_SHOWN: Final = 40
_PAIR: Final = 2
_MESSAGE: Final = Kind.MESSAGE
_COMPLETE: Final = State.COMPLETE
_new = tuple.__new__
_NO_TIME: Final = ExportTime("", 0, "", Resolution.MINUTE, Basis.ASSUMED)


def recognises(export: Export) -> str | None:
    chats = chat_files(export)
    if not chats:
        must_not_be_named_so(export)
        return None
    return chats[0][1]


def read(export: Export, reading: Reading) -> Iterator[Item]:
    member = the_chat(export)
    enclosed = Enclosed(export, reading)
    enclosed.uses(member)
    return chain(_Chat(export, member, reading, enclosed).items(), enclosed.rest())


class _Sender(NamedTuple):
    """Somebody who takes part, and what is the same for all their messages."""

    name: str
    direction: Direction
    flags: tuple[str, ...]


class _Chat:
    def __init__(
        self, export: Export, member: Member | None, reading: Reading, enclosed: Enclosed
    ) -> None:
        transcript = Transcript(export, member)
        seen = first_look(transcript)
        order = order_of(export, transcript, seen.segments, reading.date_order)
        self._transcript = transcript
        self._segments = seen.segments
        self._order = order.order
        self._reading = reading
        self._enclosed = enclosed
        self._thread = title(export, member)
        self._group = len(seen.counts) > _PAIR
        self._always = order.flags
        self._senders = _senders(seen, self._thread, order.flags)
        self._iphone = seen.segments[0].shape.by_iphone
        self._bodies = Bodies(
            marked=seen.marked, iphone=self._iphone, has=lambda name: export.find(name) is not None
        )
        self._clock = Clock(reading.timezone)
        self._line = 1
        self._time = _NO_TIME
        self._odd: tuple[str, ...] = ()
        self._new_form = False
        self._earliest = 0

    def items(self) -> Iterator[Item]:
        return chain.from_iterable(map(self._items_of, self._rows()))

    def _rows(self) -> Iterator[Iterable[Row]]:
        for number, (shape, start, end) in enumerate(self._segments):
            self._times = Times(self._clock, shape, self._order)
            self._new_form = number > 0
            yield from self._transcript.rows(shape.splitter, shape.newline, start, end)

    def _items_of(self, rows: Iterable[Row]) -> Iterator[Item]:
        # Chats have up to a million plain messages: all that those need is done in this loop.
        known, senders, thread, group = vocabulary(), self._senders, self._thread, self._group
        firsts, starts = known.firsts, known.starts
        ends = known.ends if self._iphone else frozenset[str]()
        following, at = self._line, self._times.at
        time, odd, told = self._time, self._odd, ""
        for stamp, sender, body in rows:
            line = following
            lines = body.count("\n") if "\n" in body else 0
            following += lines + 1
            who = senders.get(sender)
            if stamp != told or not stamp:
                try:
                    time, odd = at(stamp)
                except ImpossibleDateError:
                    yield self._undated(stamp, _locator(line, lines))
                    continue
                told = stamp
                if who is not None:
                    odd = self._odd_beside(time, odd)
            first = body[:1]
            if (
                who is None
                or odd
                or (lines and _has_odd_lines(body))
                or (first in firsts and (first in FIRST or body[:EDGE] in starts))
                or body[-1:] in LAST
                or (ends and body[-EDGE:] in ends)
            ):
                self._time, self._odd = time, odd
                yield self._other(_locator(line, lines), sender, body)
                # A flag of the order belongs to one message, and none to a notice.
                told = "" if who is None or odd else told
                continue
            name, way, flags = who
            where = _locator(line, lines) if lines else f"line {line}"
            # The fields in their order; a call that names them would take twice as long.
            yield _new(Message, (
                where, _MESSAGE, CHANNEL, time, way, name, None, (), thread, group, None, body,
                None, _COMPLETE, None, (), None, flags,
            ))  # fmt: skip
        self._line, self._time, self._odd = following, time, odd

    def _odd_beside(self, time: ExportTime, odd: tuple[str, ...]) -> tuple[str, ...]:
        """What is odd about a time, also beside that of the message above it."""
        if time.instant < self._earliest:
            odd = (*odd, BACKWARDS)
        if self._new_form:
            odd = (*odd, NEW_FORM)
            self._new_form = False
        self._earliest = time.instant - _DAY
        return odd

    def _other(self, locator: str, sender: str | None, body: str) -> Item:
        """What is no plain message: WhatsApp's own words, files, several lines, odd times."""
        if "\r" in body:
            body = body.replace("\r\n", "\n").removesuffix("\r")
        who = self._senders.get(sender)
        if who is None:
            body = body if sender is None else f"{sender}: {body}"
            # Some phones leave out the space behind the colon, now and then.
            if close := _CLOSE.match(body):
                who = self._senders.get(close[0][:-1])
                body = body if who is None else body[close.end() :]
        said = self._bodies.unsigned(body) if who is None else self._bodies.said(body)
        if said.notice:
            return Notice(locator, said.text, self._time, said.telling)
        flags = [*(self._always if who is None else who.flags), *self._odd]
        if "\n" in body and looks_like_a_message(body):
            flags.append(HEADER_IN_TEXT)
        flags += said.flags
        attachments = []
        for name in said.files:
            attachment, odd = self._enclosed.named(name)
            attachments.append(attachment)
            flags += [odd] if odd else []
        return Message(
            locator,
            Kind.CALL if said.call else Kind.MESSAGE,
            CHANNEL,
            self._time,
            direction=Direction.IN if who is None else who.direction,
            sender=None if who is None else who.name,
            thread=self._thread,
            group=self._group,
            text=said.text,
            raw_text=None if said.text == body else body,
            state=said.state,
            call=said.call,
            attachments=tuple(attachments),
            flags=tuple(dict.fromkeys([*flags, UNNAMED_CALL] if who is None else flags)),
        )

    def _undated(self, stamp: str, locator: str) -> Skipped:
        if not stamp:
            return Skipped(locator, _ABOVE)
        found = f"found the date “{shortened(on_one_line(stamp), _SHOWN)}”"
        if self._reading.skip_bad:
            return Skipped(locator, f"F{found[1:]}, which no calendar has.")
        raise InputRefused(
            f"{self._transcript.place}:{locator.removeprefix('line ').partition('-')[0]}: {found}; "
            f"expected a date with {_IN_WORDS[self._order]}.",
            "Nothing was imported. If the dates begin otherwise, say --date-order dmy or mdy; to "
            "leave out what can't be read, say --skip-bad.",
        )


def _senders(
    seen: FirstLook, thread: str | None, always: tuple[str, ...]
) -> dict[str | None, _Sender]:
    """Everyone who takes part, by what stands before the colon."""
    owner = seen.owner
    if owner is not None and owner_hint(thread, seen.counts) not in {None, owner}:
        # "You deleted this message" tells whose phone it is, and anybody can write it.
        owner = None
    found: dict[str | None, _Sender] = {}
    for sender, name in seen.names.items():
        if name is not None:
            direction = Direction.OUT if name == owner else Direction.IN
            flags = always if seen.counts[name] > 1 else (*always, ONCE)
            if _is_odd_form(sender, name, seen.names):
                flags = (*flags, OTHER_SPACES)
            found[sender] = _Sender(name, direction if owner else Direction.UNKNOWN, flags)
    return found


def _is_odd_form(sender: str, name: str, names: Mapping[str, str | None]) -> bool:
    """Whether a name has spaces around it here, and none above other messages."""
    bare = sender.strip(EVERY_MARK)
    return bare != bare.strip() and any(
        other == name and written.strip(EVERY_MARK) == name for written, other in names.items()
    )


def _has_odd_lines(body: str) -> bool:
    """Whether a body of several lines is more than words: a file with a caption, forged headers."""
    first, _, _ = body.partition("\n")
    return "\r" in body or vocabulary().may_be(first) or looks_like_a_message(body)


def _locator(line: int, more: int) -> str:
    return f"line {line}-{line + more}" if more > 0 else f"line {line}"
