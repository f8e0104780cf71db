"""Whether the dates of a chat begin with the day, the month or the year.

In turn: what can't be otherwise (a day above 12, a day that there is not, a year before there was
WhatsApp); the dates in the names of media, which stand in the order of ISO 8601; the order in which
the chat does not run backwards; nothing is later than the file itself. What is left open after that
is asked: neither the language of a phone nor the form of its dates proves their order. Where dots
stand between the numbers no country has the month first (Unicode CLDR): where the year can't stand
first either, they are read day first, and that is said of every message.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Export
from stalkdiary.importers.reading.question import date_question
from stalkdiary.importers.whatsapp.dates import FIRST_YEAR, ImpossibleDateError, Numbers, is_islamic
from stalkdiary.importers.whatsapp.first_look import Segment
from stalkdiary.importers.whatsapp.header import Shape
from stalkdiary.importers.whatsapp.text import Transcript

LIKELY: Final = (
    "The export does not prove whether its dates begin with the day or the month; they are read "
    "day first, as phones write dates with dots."
)
_MEDIA: Final = re.compile(
    r"-(20\d\d)(\d\d)(\d\d)-WA\d|\D(20\d\d)-(\d\d)-(\d\d)-(?:\d\d-\d\d-\d\d|[A-Z]+-\d)"
)
_DAY: Final = timedelta(days=1)
"""So much later than others a message may come, and so much may clocks be wrong."""
_FAR_MORE: Final = 20


class Order(NamedTuple):
    order: str
    flags: tuple[str, ...] = ()


def order_of(
    export: Export, transcript: Transcript, segments: Iterable[Segment], asked: str | None
) -> Order:
    """The order of the dates of a chat; `asked` is the one that the person gave.

    Raises:
        InputRefused: the dates are of a calendar that is not read, or `asked` is not possible.
        OpenQuestion: it can't be told.
    """
    parts = tuple(segments)
    if any(is_islamic(segment.shape.sample) for segment in parts):
        raise InputRefused(
            f"{transcript.place}: found dates of the Islamic calendar; expected another.",
            "Nothing was imported. Set the phone to the Gregorian calendar, in its settings for "
            "language and region, and export the chat again.",
        )
    unsure = [segment for segment in parts if not segment.shape.year_first]
    if not unsure:
        return Order("ymd")
    if asked == "ymd" and any(segment.shape.sample.year_last for segment in unsure):
        raise InputRefused(
            f"{transcript.place}: the years of its dates stand last.",
            "Nothing was imported. Say --date-order dmy or --date-order mdy, or leave it out.",
        )
    if asked is not None:
        return Order(asked)
    evidence = _Evidence()
    for segment in unsure:
        for block in transcript.blocks(segment.shape.newline, segment.start, segment.end):
            for *numbers, rest in segment.shape.dates.findall(block.text):
                evidence.take(Numbers(*numbers), rest)
            if evidence.is_sure:
                return Order(evidence.left[0].order)
    return evidence.decided(transcript.place, unsure[0].shape, export.last_written())


class _Reading:
    def __init__(self, order: str, today: date) -> None:
        self.order = order
        self._today = today
        self.misses = 0
        self.unlikely = False
        self.first = self.last = self.latest = date.min
        self.named = False
        self.backwards = False
        self._before = date.min

    def take(self, day: date | None, media: date | None, *, by_person: bool) -> None:
        """Looks at one date, which is none in this order where `day` is None."""
        if day is None:
            self.misses += 1
            return
        if by_person:
            self.backwards |= self._before - day > _DAY
            self._before = day
        self.unlikely |= day.year < FIRST_YEAR or day > self._today + _DAY
        if self.first == date.min:
            self.first = day
        self.last, self.latest = day, max(self.latest, day)
        self.named |= day == media


class _Evidence:
    def __init__(self) -> None:
        today = datetime.now(UTC).date()
        self._readings = (_Reading("dmy", today), _Reading("mdy", today))
        self._year_first = _Reading("ymd", today)
        self._numbers = Numbers("", "", "")
        self._short = False

    @property
    def left(self) -> list[_Reading]:
        """The orders in which dates are dates, but for a few: one forged line decides nothing."""
        most = max(reading.misses for reading in self._readings)
        return [reading for reading in self._readings if reading.misses * _FAR_MORE <= most]

    @property
    def is_sure(self) -> bool:
        """Whether one order is left, and the year does not stand first either."""
        return len(self.left) == 1 and not self._year_may_be_first

    @property
    def _year_may_be_first(self) -> bool:
        return self._short and not self._year_first.misses and not self._year_first.unlikely

    def take(self, numbers: Numbers, rest: str) -> None:
        """Looks at one header: its date, and what stands behind it in its line."""
        media = _media_day(rest)
        if numbers == self._numbers and media is None:
            return
        self._numbers = numbers
        self._short |= not numbers.year_last
        by_person = ": " in rest or rest.rstrip().endswith(":")
        readings = (*self._readings, self._year_first)
        days = [_day(numbers, reading.order) for reading in readings]
        if len(numbers.first) == 1:
            days[-1] = None  # years have two digits
        if any(days):  # else it is wrong in any order, and shows nothing
            for reading, day in zip(readings, days, strict=True):
                reading.take(day, media, by_person=by_person)

    def decided(self, place: str, shape: Shape, own_day: date) -> Order:
        """The order by all that was seen; raises `OpenQuestion` where it can't be told."""
        left = self.left
        if self._year_may_be_first:
            left.append(self._year_first)
        if not left:  # two orders: the first date that does not fit the better one will be met
            return Order(min(self._readings, key=lambda reading: reading.misses).order)
        for holds in (
            lambda reading: not reading.unlikely,
            lambda reading: reading.named,
            lambda reading: not reading.backwards,
            lambda reading: reading.latest <= own_day + _DAY,
        ):
            left = [reading for reading in left if holds(reading)] or left
        # 3/3 and 4/4 are the same in either order.
        left = list(
            {(each.first, each.last, each.latest): each for each in reversed(left)}.values()
        )
        left.reverse()
        if len(left) == 1:
            return Order(left[0].order)
        if shape.separator == "." and {each.order for each in left} == {"dmy", "mdy"}:
            # No country writes the month first with dots between, and Korea's form has its own.
            return Order("dmy", (LIKELY,))
        raise date_question(place, [(each.order, each.first, each.last) for each in left])


def _day(numbers: Numbers, order: str) -> date | None:
    with suppress(ImpossibleDateError):
        return numbers.day(order)
    return None


def _media_day(rest: str) -> date | None:
    if (found := _MEDIA.search(rest)) is not None:
        with suppress(ValueError):
            year, month, day = (int(part) for part in found.groups() if part)
            return date(year, month, day)
    return None
