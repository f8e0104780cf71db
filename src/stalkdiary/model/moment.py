"""A point in time as a person knows it: stored at exactly the precision that is known.

This module holds the value and its sentences and stays cheap to import, because lists read
thousands of moments. Text becomes a moment in `moment_grammar`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from enum import StrEnum
from typing import Final, NamedTuple, Self

from stalkdiary.errors import InputRefused
from stalkdiary.model.timezone import UK_ZONES, zone

# Our own lists, not strftime's: the sentences must not change with the machine's language.
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

EARLIEST_YEAR: Final = 1900
_LATEST_YEAR: Final = 9998  # one year of room for the conversion to UTC

# For ordering only: where a part of a day stands among the timed moments of that day.
_HOUR_OF_PART: Final = {
    "early hours": 0,
    "morning": 6,
    "lunchtime": 12,
    "afternoon": 12,
    "tea time": 16,
    "evening": 18,
    "night": 21,
}

_UK_LETTERS: Final = {"+00:00": "GMT", "+01:00": "BST"}

_MONTH_LENGTH: Final = len("2026-11")
_DAY_LENGTH: Final = len("2026-11-20")
_HOUR_LENGTH: Final = len("2026-11-20T21")
_SHAPE: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}"
    r"(?:-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?)?"
)
AFTER_ALL: Final = "9999-12-31T23:59:59Z"
"""The `sort_key` of a moment that is not known."""


class Precision(StrEnum):
    """How much of a moment is known. `start` has the shape that goes with it."""

    EXACT = "exact"
    ABOUT = "about"
    PART_OF_DAY = "part-of-day"
    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"

    @property
    def is_timed(self) -> bool:
        return self in (Precision.EXACT, Precision.ABOUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something happened, as far as it is known.

    Attributes:
        start: ISO 8601 in local time at exactly the known precision: with seconds and offset
            (exact, about), a date (day, part of day), a year and month (month), None (unknown).
        end: the last known moment, inclusive, in any of these shapes; None when not given.
        precision: how much of `start` is known.
        part: "early hours", "morning", "lunchtime", "afternoon", "tea time", "evening" or "night",
            with part-of-day only. A night belongs to the date on which it begins.
        timezone: the IANA name of the zone in which it was understood.
        said: the words as they were given.
        within: it happened at some time from `start` to `end`, and did not last from one to the
            other: "between 6pm and 7pm", "early November". Such a moment has an end.

    Raises:
        InputRefused: the attributes contradict each other.

    >>> evening = diary.moment("12 March 2026 in the evening")
    >>> evening.start, evening.precision.value, evening.part
    ('2026-03-12', 'part-of-day', 'evening')
    """

    start: str | None
    end: str | None = None
    precision: Precision
    part: str | None = None
    timezone: str
    said: str = ""
    within: bool = False

    def __post_init__(self) -> None:
        fault = _fault(self)
        if fault is not None:
            raise _malformed(fault)

    @classmethod
    def exact(cls, instant: datetime, *, timezone: str, said: str = "") -> Self:
        """The moment of a clock that can be trusted, such as the date of a message.

        `instant` is aware, and parts of a second are dropped; `timezone` is the IANA name of the
        zone to tell it in.
        """
        local = instant.astimezone(zone(timezone))
        return cls(
            start=local.isoformat(timespec="seconds"),
            precision=Precision.EXACT,
            timezone=timezone,
            said=said,
        )

    @classmethod
    def unknown(cls, *, timezone: str, said: str = "") -> Self:
        return cls(start=None, precision=Precision.UNKNOWN, timezone=timezone, said=said)

    def to_json(self) -> dict[str, str | bool | None]:
        """As the ledger keeps it; `within` is a key only where it is true."""
        values = {name: getattr(self, name) for name in self.__slots__}
        if not self.within:
            del values["within"]
        return {**values, "precision": self.precision.value}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """The moment that `to_json` wrote; keys of newer programs are passed over.

        Raises:
            InputRefused: a key is missing, or holds what no moment can hold.
        """
        if not isinstance(data, Mapping) or not data.keys() >= _KEYS:
            raise _malformed(f"a moment has the keys {', '.join(sorted(_KEYS))}")
        values = {key: data[key] for key in _KEYS}
        for key, value in values.items():
            if not (isinstance(value, str) or (value is None and key in _MAY_BE_NONE)):
                raise _malformed(f'"{key}" is not text')
        if values["precision"] not in _PRECISIONS:
            raise _malformed('"precision" is not one that the diary knows')
        within = data.get("within", False)
        if not isinstance(within, bool):
            raise _malformed('"within" is neither true nor false')
        values["precision"] = _PRECISIONS[values["precision"]]
        return cls(**values, within=within)

    @property
    def sort_key(self) -> str:
        """UTC as ISO text, for ordering only: it fills in what is not known.

        A day or a month stands where it begins, a part of a day at a conventional hour, and an
        unknown moment after all others.
        """
        if self.start is None:
            return AFTER_ALL
        if self.precision.is_timed:
            instant = datetime.fromisoformat(self.start)
        else:
            hour = _HOUR_OF_PART.get(self.part or "", 0)
            instant = datetime.combine(_first_day(self.start), time(hour), _zone_or_utc(self))
        return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"

    @property
    def day(self) -> date | None:
        """The local date on which it began; None when that is not known."""
        if self.start is None or self.precision is Precision.MONTH or self._spreads(_DAY_LENGTH):
            return None
        return date.fromisoformat(self.start[:_DAY_LENGTH])

    @property
    def hour(self) -> int | None:
        """The local hour at which it began; None when that is not known."""
        if self.start is None or not self.precision.is_timed or self._spreads(_HOUR_LENGTH):
            return None
        return int(self.start[11:13])

    @property
    def month(self) -> str | None:
        """The month in which it began, as "2026-11"; None when that is not known."""
        if self.start is None or (self.precision is Precision.MONTH and self.end is not None):
            return None
        return None if self._spreads(_MONTH_LENGTH) else self.start[:_MONTH_LENGTH]

    def is_before(self, other: Self) -> bool:
        """Whether even its last instant comes before the first of `other`.

        False where that is not certain: where one of them is not known, and within a day where one
        is known only about.
        """
        last = self.end or self.start
        if last is None or other.start is None:
            return False
        if Precision.ABOUT in (self.precision, other.precision):
            last = last[:_DAY_LENGTH]
        return comes_before(last, other.start)

    def _spreads(self, length: int) -> bool:
        """Whether it can have been in one or the other of two units that `length` tells apart."""
        return self.within and (self.start or "")[:length] != (self.end or "")[:length]

    def in_words(self) -> str:
        """A sentence part for reports: "Friday 20 November 2026, 21:30 GMT"."""
        if self.start is None:
            return "not known"
        first = _Told.of(self.start, self.timezone)
        about = "about " if self.precision is Precision.ABOUT else ""
        if self.end is None:
            return first.alone(about=about, part=self.part)
        last = _Told.of(self.end, self.timezone)
        if self.within:
            return first.and_some_time_until(last, about)
        if first.clock and last.clock and (first.day, first.letters) == (last.day, last.letters):
            span = f"{first.clock} to {last.clock} {last.letters}"
            return f"about {span} on {first.day}" if about else f"{first.day}, {span}"
        if first.missing == last.missing and self.part is None:
            tail = f", {first.missing}s not known" if first.missing else ""
            return f"{first.told(about)} to {last.told()}{tail}"
        begin = first.alone(about=about, part=self.part)
        return f"{begin}{',' if first.missing else ''} to {last.alone()}"

    def short(self) -> str:
        """For a table: "Fri 20 Nov 2026 21:30"."""
        if self.start is None:
            return "not known"
        day, clock = _short_day(self.start), _clock(self.start)
        if self.within and day == _short_day(self.end or ""):
            # "between 18:00 and 19:30", "before 18:00", "after 18:00" of one day
            return f"{day} {_open_clocks(clock, _clock(self.end or ''))}"
        if self.within:
            first = f"{day} {clock}".rstrip()
            return f"between {first} and {_short_end(self.end or '', day)}"
        until = "" if self.end is None else f" to {_short_end(self.end, day)}"
        about = "about" if self.precision is Precision.ABOUT else None
        return " ".join(filter(None, (day, about, clock, self.part))) + until


_KEYS: Final = frozenset(Moment.__slots__) - {"within"}
_MAY_BE_NONE: Final = frozenset({"start", "end", "part"})
_PRECISIONS: Final = {each.value: each for each in Precision}


def date_words(day: date) -> str:
    """A date without its weekday: "20 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_words(day: date) -> str:
    """A date with its weekday: "Friday 20 November 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {date_words(day)}"


class _Told(NamedTuple):
    """One end of a moment in words.

    Attributes:
        day: "Friday 20 November 2026", or "November 2026".
        clock: "21:30", or "" when no time is known.
        letters: "GMT", "BST" or an offset, "" when no time is known.
        missing: what is not known: "time", "day" or "".
    """

    day: str
    clock: str
    letters: str
    missing: str

    @classmethod
    def of(cls, text: str, timezone: str) -> Self:
        if len(text) == _MONTH_LENGTH:
            return cls(f"{MONTHS[int(text[5:7]) - 1]} {text[:4]}", "", "", "day")
        day = day_words(date.fromisoformat(text[:_DAY_LENGTH]))
        if len(text) == _DAY_LENGTH:
            return cls(day, "", "", "time")
        return cls(day, _clock(text), _letters(text[19:], timezone), "")

    def told(self, about: str = "") -> str:
        if not self.clock:
            return self.day
        if about:
            return f"{about}{self.clock} {self.letters} on {self.day}"
        return f"{self.day}, {self.clock} {self.letters}"

    def and_some_time_until(self, last: Self, about: str) -> str:
        """The words for one moment of which only these bounds are known."""
        if self.day == last.day and not (self.clock and last.clock):
            known = self if self.clock else last
            return f"{self.day}, {_open_clocks(self.clock, last.clock)} {known.letters}"
        if (self.day, self.letters) == (last.day, last.letters) and self.clock:
            clocks = f"{about}{self.clock} and {last.clock} {last.letters}"
            return f"some time between {clocks} on {self.day}"
        return f"some time between {self.told(about)} and {last.told()}"

    def alone(self, *, about: str = "", part: str | None = None) -> str:
        if part is not None:
            return f"{self.day}, {part}"
        return self.told(about) + (f", {self.missing} not known" if self.missing else "")


def _open_clocks(first: str, last: str) -> str:
    """Bounds within one day, of which one can be missing."""
    if first and last:
        return f"between {first} and {last}"
    return f"after {first}" if first else f"before {last}"


def _letters(offset: str, timezone: str) -> str:
    if timezone in UK_ZONES:
        return _UK_LETTERS.get(offset, offset)
    return "UTC" if timezone in ("UTC", "Etc/UTC") else offset


def _clock(text: str) -> str:
    """The time of day in an ISO text, with seconds only where they say something."""
    clock = text[_DAY_LENGTH + 1 : 19]
    return clock.removesuffix(":00") if len(clock) > len("21:30") else clock


def _short_day(text: str) -> str:
    month = f"{MONTHS[int(text[5:7]) - 1][:3]} {text[:4]}"
    if len(text) == _MONTH_LENGTH:
        return month
    day = date.fromisoformat(text[:_DAY_LENGTH])
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {month}"


def _short_end(text: str, first_day: str) -> str:
    day, clock = _short_day(text), _clock(text)
    return clock if clock and day == first_day else f"{day} {clock}".rstrip()


def _first_day(text: str) -> date:
    return date.fromisoformat(text if len(text) == _DAY_LENGTH else f"{text}-01")


def _zone_or_utc(moment: Moment) -> tzinfo:
    # A diary written with newer zone data must still be listed on an older machine.
    try:
        return zone(moment.timezone)
    except InputRefused:
        return UTC


def _malformed(fault: str) -> InputRefused:
    return InputRefused(
        f"A date in the data is not in the diary's form: {fault}.",
        "The form of a moment is described in docs/format.md.",
    )


def _fault(moment: Moment) -> str | None:
    """What contradicts itself in a moment, or None."""
    start, end, precision = moment.start, moment.end, moment.precision
    fault = None
    if not moment.timezone:
        fault = "the time zone is missing"
    elif (start is None) != (precision is Precision.UNKNOWN) or (start is None and end is not None):
        fault = "only an unknown moment has no start, and it has no end"
    elif (moment.part is not None) != (precision is Precision.PART_OF_DAY):
        fault = "a part of the day goes with the precision part-of-day"
    elif moment.part is not None and moment.part not in _HOUR_OF_PART:
        fault = "the part of the day is not one that the diary knows"
    elif not all(_is_iso(text) for text in (start, end) if text is not None):
        fault = "start and end are ISO 8601 months, dates, or times with seconds and offset"
    elif start is not None and not _fits(start, precision):
        fault = "start does not have the shape of its precision"
    elif moment.within and (end is None or moment.part is not None or end == start):
        fault = "a moment that lies within bounds has two different ones"
    elif start is not None and end is not None and comes_before(end, start):
        fault = "the end is before the start"
    return fault


def _is_iso(text: str) -> bool:
    if _SHAPE.fullmatch(text) is None or not EARLIEST_YEAR <= int(text[:4]) <= _LATEST_YEAR:
        return False
    try:
        datetime.fromisoformat(text if len(text) > _MONTH_LENGTH else f"{text}-01")
    except ValueError:
        return False
    return True


def _fits(start: str, precision: Precision) -> bool:
    if precision is Precision.MONTH:
        return len(start) == _MONTH_LENGTH
    return (len(start) > _DAY_LENGTH) if precision.is_timed else len(start) == _DAY_LENGTH


def comes_before(end: str, start: str) -> bool:
    """Whether even the last instant that `end` can mean comes before `start`."""
    known = min(len(end), len(start), _DAY_LENGTH)
    if end[:known] != start[:known] or min(len(end), len(start)) <= _DAY_LENGTH:
        return end[:known] < start[:known]
    return datetime.fromisoformat(end) < datetime.fromisoformat(start)
