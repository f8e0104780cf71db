"""LINE's chat history as text: ``[LINE] Chat history with NAME``, one conversation a file.

A line with a day (``Thu, 01/05/2023`` with the month first, or ``2024/01/15(Mon)``) stands before
the messages of that day, each ``TIME⇥sender⇥text``. A line with one tab and nothing before the text
is a notice. A text of several lines stands in quotation marks, which are doubled within it. There
is no zone and no word of whose telephone it was; the weekday beside each day shows the order of day
and month.

Source: LINE's help on saving the chat history; public readers (line-chat-parser, linechat2csv).
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial, reduce
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.export import Member
from stalkdiary.importers.reading.question import date_question
from stalkdiary.importers.reading.source import ExportReading, each_file, known_by, reader
from stalkdiary.importers.tables.dates import WEEKDAYS, written
from stalkdiary.importers.tables.delimited import Unreadable
from stalkdiary.model.message import (
    Call,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    Resolution,
    Skipped,
    State,
)

CHANNEL: Final = "LINE"
BY_WORDS: Final = "It is known as a call by its words alone."
OTHER_ORDER: Final = "The weekday beside the day does not fit it."

_HEAD = re.compile(r"\[LINE\] ?(?:Chat history (?:with|in) (.+)|.+)")
_DAY = re.compile(
    r"(?:(?P<weekday>[^\W\d_]{1,3})[^\W\d_]*[.,]* )?"
    r"(?P<date>[0-9]{1,4}(?P<mark>[/.])[0-9]{1,2}(?P=mark)[0-9]{1,4})"
    r"(?: ?\((?P<behind>[^\W\d_]{1,3})[^\W\d_]*\.?\))?"
)
_HALF: Final = r"([AP]\.?M\.?|午前|午後|上午|下午|오전|오후)"
_TIME = re.compile(rf"(?:{_HALF}\s?)?([0-9]{{1,2}}):([0-9]{{2}})(?:\s?{_HALF})?", re.IGNORECASE)
_AFTERNOON: Final = ("p", "午後", "下午", "오후")
_MEDIA = re.compile(r"\[(Photo|Video|Sticker|Voice message|File|Location|Contact|Album|Note)\]")
_CALL = re.compile(r"☎ ?(Missed call|Canceled|Cancelled|No answer|Call time) ?([0-9:]{4,8})?")
_OUTCOMES: Final = {"missed call": "missed", "no answer": "no-answer", "call time": "answered"}
_SAVED: Final = 2
"""The line that says when it was saved, in the language of the telephone."""
_NOON: Final = 12


DOCUMENTS: Final = Documents(ends_with(".txt"), re.compile(rb"(?:\xef\xbb\xbf)?\[LINE\]").match)
recognises = known_by(("line", DOCUMENTS))
_items = each_file(DOCUMENTS, lambda source, member: _Chat(source, member).items())
read = reader(_items, others="It is no chat history of LINE.")


class _Chat:
    def __init__(self, source: ExportReading, member: Member | None) -> None:
        self._source = source
        self._file = source.text(member)
        self._clock = source.clock()
        self._thread = ""
        self._day: date | None = None
        self._odd: tuple[str, ...] = ()

    def items(self) -> Iterator[Item]:
        for first, last, line in _joined(self._file.lines()):
            if line.strip():
                place = self._file.locator(first, last)
                yield self._source.attempt(place, partial(self._item, place, first, line))

    def _item(self, place: str, first: int, line: str) -> Item:
        if first == 1:
            head = _HEAD.fullmatch(line)
            self._thread = (head and head[1]) or self._source.export.path.stem.removeprefix(
                "[LINE]"
            )
            return Skipped(place, f"the name of the chat: {line[:80]}")
        match = _DAY.fullmatch(line.strip())
        if match is None and (first == _SAVED or line.startswith("Saved on")) and not self._day:
            return Skipped(place, "when the chat was saved")
        if match:
            self._day, self._odd = self._read_day(first, match)
            return Skipped(place, "the day of the messages below")
        if self._day is None:
            raise self._refused(first, line, "a day such as “Thu, 01/05/2023”")
        clock, tab, rest = line.partition("\t")
        time, flags = self._time(first, clock)
        sender, between, text = rest.partition("\t")
        if not tab or not between or not sender:
            return Notice(place, (text or rest).strip() or line.strip(), time)
        if "\n" in text and text.startswith('"') and text.endswith('"'):
            text = text[1:-1].replace('""', '"')
        return self._message(place, sender, text, time, (*flags, *self._odd))

    def _message(
        self, place: str, sender: str, text: str, time: ExportTime, flags: tuple[str, ...]
    ) -> Message:
        message = Message(
            place,
            Kind.MESSAGE,
            CHANNEL,
            time,
            sender=sender,
            thread=self._thread,
            text=text,
            state=State.showing(text),
            flags=flags,
        )
        call = _CALL.fullmatch(text)
        if call:
            outcome = _OUTCOMES.get(call[1].casefold(), "cancelled")
            return message._replace(
                kind=Kind.CALL,
                call=Call("voice", outcome, _seconds(call[2])),
                flags=(*flags, BY_WORDS),
            )
        if _MEDIA.fullmatch(text):
            return message._replace(state=State.MEDIA_OMITTED)
        return message

    def _read_day(self, line: int, match: re.Match[str]) -> tuple[date, tuple[str, ...]]:
        """The day, in the order that its weekday fits; LINE's English has the month first."""
        weekday = (match["weekday"] or match["behind"] or "").casefold()
        days: dict[str, date] = {}
        with suppress(Unreadable):
            found = written(match["date"]).days
            days = {order: found[order] for order in ("mdy", "dmy") if order in found}
        if not days:
            raise self._refused(line, match[0], "a day that a calendar has")
        fitting = {o: day for o, day in days.items() if WEEKDAYS[day.weekday()] == weekday}
        odd = (OTHER_ORDER,) if weekday in WEEKDAYS and not fitting else ()
        left = fitting or days
        said = left.get(self._source.reading.date_order or "")
        if said is None and not odd and len({*left.values()}) > 1:
            raise date_question(self._file.place, [(o, day, day) for o, day in left.items()])
        return said or next(iter(left.values())), odd

    def _time(self, line: int, text: str) -> tuple[ExportTime, tuple[str, ...]]:
        match = _TIME.fullmatch(text.strip())
        assert self._day is not None  # noqa: S101 - looked at before
        if match:
            hour, minute = int(match[2]), int(match[3])
            half = (match[1] or match[4] or "").casefold()
            if half and 1 <= hour <= _NOON:
                hour = hour % _NOON + (_NOON if half.startswith(_AFTERNOON) else 0)
            try:
                naive = datetime(self._day.year, self._day.month, self._day.day, hour, minute)  # noqa: DTZ001 - told by the clock
            except ValueError:
                pass
            else:
                raw = f"{self._day.isoformat()} {text.strip()}"
                return self._clock.wall(naive, raw, Resolution.MINUTE)
        raise self._refused(line, text, "a time such as “09:04 PM”, a tab, a name, a tab, a text")

    def _refused(self, line: int, found: str, expected: str) -> InputRefused:
        return self._file.refused(line, f"“{found[:60]}”", expected)


def _joined(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """The lines with their first and last number; those of a text in quotation marks in one."""
    first, held = 0, list[str]()
    for number, line in lines:
        if held:
            held.append(line)
            if line.count('"') % 2:
                yield first, number, "\n".join(held)
                held = []
            continue
        text = line.rpartition("\t")[2]
        if text.startswith('"') and text.count('"') % 2 and line.count("\t") > 1:
            first, held = number, [line]
            continue
        yield number, number, line
    # Without its last quotation mark a text is what it looks like: lines.
    for at, line in enumerate(held):
        yield first + at, first + at, line


def _seconds(length: str | None) -> int | None:
    parts = (length or "").split(":")
    if not all(map(str.isdecimal, parts)):
        return None
    return reduce(lambda seconds, part: seconds * 60 + int(part), parts, 0)
