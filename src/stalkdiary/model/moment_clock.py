"""Times of day as they are said: in figures or words, with or without am and pm, with a zone."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from re import Match
from typing import Final

from stalkdiary.model import moment_questions as ask

NOON: Final = 12
HOURS_IN_DAY: Final = 24
MINUTES_IN_HOUR: Final = 60
SUMMER_TIME: Final = timedelta(hours=1)

_OFFSETS: Final = {"gmt": timedelta(), "utc": timedelta(), "z": timedelta(), "bst": SUMMER_TIME}
_LARGEST_OFFSET: Final = timedelta(hours=14)

_NUMBERS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_MINUTES: Final = {"half": 30, "quarter": 15, "twenty": 20, "twenty-five": 25, "twenty five": 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenTime:
    """A time of day as it was said.

    Attributes:
        twelve: it was said without am or pm, so it has two readings.
        by_part: it is 24-hour time alone, but of the 12-hour clock beside a part of the day.
        is_midnight: it was said by that name.
        zone: the zone beside it: "gmt", "utc", "bst", "z" or an offset.
        bound: "before" or "after" where it happened at some time before or after this one.
    """

    hour: int
    minute: int = 0
    second: int = 0
    twelve: bool = False
    by_part: bool = False
    is_midnight: bool = False
    about: bool = False
    zone: str | None = None
    bound: str | None = None

    def on(self, day: date, hour: int | None = None) -> datetime:
        at = time(self.hour if hour is None else hour, self.minute, self.second)
        return datetime.combine(day, at)


def read_24_hours(found: Match[str]) -> SpokenTime:
    second = found.groupdict().get("second")
    by_part = second is None and not found["hour"].startswith("0")
    return _clock(found, found["minute"], second or "0", by_part=by_part)


def read_with_point(found: Match[str]) -> SpokenTime:
    # 9.30 is how people write both halves of the day; 09.30 and 21.30 are not.
    clock = read_24_hours(found)
    return replace(clock, twelve=clock.by_part and clock.hour <= NOON)


def read_12_hours(found: Match[str]) -> SpokenTime:
    """A time with or without am or pm: "9.30pm", "nine o'clock", "6"."""
    given = found.groupdict()
    return _in_half(_clock(found, given.get("minute") or "0"), given.get("half"), found[0])


def read_past(found: Match[str]) -> SpokenTime:
    words = found["minutes"].removeprefix("a ")
    minutes = _MINUTES.get(words) or count_of(words)
    clock = _in_half(_clock(found, "0"), found["half"], found[0])
    total = (clock.hour * MINUTES_IN_HOUR + (-minutes if found["side"] == "to" else minutes)) % (
        HOURS_IN_DAY * MINUTES_IN_HOUR
    )
    # Quarter to one, without am or pm, is again an hour of the twelve-hour clock.
    hour = total // MINUTES_IN_HOUR or (NOON if clock.twelve else 0)
    return SpokenTime(hour=hour, minute=total % MINUTES_IN_HOUR, twelve=clock.twelve)


def read_noon(_found: Match[str]) -> SpokenTime:
    return SpokenTime(hour=NOON)


def read_midnight(_found: Match[str]) -> SpokenTime:
    return SpokenTime(hour=0, is_midnight=True)


def count_of(text: str) -> int:
    """A number in digits or words; "a" and "an" are one."""
    if text.isdigit():
        return int(text)
    return _NUMBERS.index(text) if text in _NUMBERS else 1


def offset_of(text: str) -> timedelta:
    if text in _OFFSETS:
        return _OFFSETS[text]
    digits = text.removeprefix("utc").removeprefix("gmt").replace(":", "")
    size = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:]))
    if size > _LARGEST_OFFSET or int(digits[3:]) >= MINUTES_IN_HOUR:
        raise ask.no_such_offset(text)
    return -size if digits[0] == "-" else size


def _clock(
    found: Match[str], minute: str, second: str = "0", *, by_part: bool = False
) -> SpokenTime:
    hour = count_of(found["hour"])
    if hour >= HOURS_IN_DAY or max(int(minute), int(second)) >= MINUTES_IN_HOUR:
        raise ask.no_such_time(found[0])
    return SpokenTime(hour=hour, minute=int(minute), second=int(second), by_part=by_part)


def _in_half(clock: SpokenTime, half: str | None, text: str) -> SpokenTime:
    """`half` is "a", "p" or None when neither am nor pm was said."""
    if half is None:
        return replace(clock, twelve=True)
    if (half == "p" and clock.hour == 0) or (half == "a" and clock.hour > NOON):
        raise ask.no_such_time(text)
    if half == "p":
        return replace(clock, hour=clock.hour % NOON + NOON)
    hour = clock.hour % NOON
    return replace(clock, hour=hour, is_midnight=hour == clock.minute == clock.second == 0)
