"""What a person may type for a time, and nothing else.

The tables below are the whole grammar. A text is first folded (capitals, spaces, commas, the dot
at the end), then has to match one of `ORDERS` from its first to its last character, or be two such
phrases joined by a row of `SPANS`. A word that is left over refuses the whole text: a word that is
dropped in silence is worse in evidence than a question.

Choices of usage in the United Kingdom: dates have the day first. 9:30 with a colon is the 24-hour
clock, but "half past nine", "9.30" and "at 9" can be either half of the day and are asked about.
BST is British Summer Time in every zone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from re import Match, Pattern
from typing import Final

from stalkdiary.model import moment_questions as ask
from stalkdiary.model import moment_reading as read
from stalkdiary.model.moment import Moment, Precision, comes_before
from stalkdiary.model.moment_reading import Calendar, Clock, Frame
from stalkdiary.model.timezone import find_timezone, machine_timezone, zone

__all__ = ["find_timezone", "machine_timezone", "parse_end", "parse_moment"]

NOT_KNOWN: Final = frozenset(
    {"?", "skip", "unknown", "unsure", "not known", "not sure", "no idea", "i'm not sure"}
    | {f"{i}{cannot}" for i in ("", "i ") for cannot in ("don't know", "dont know")}
    | {f"{i}{cannot} remember" for i in ("", "i ") for cannot in ("can't", "cannot")}
)

# Words

_MONTH = (
    "(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = (
    "(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?"
    "|sat(?:urday)?|sun(?:day)?)"
)
_NUMBER = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNT = f"(?P<count>[0-9]{{1,4}}|an?|{_NUMBER})"
_ON = f"(?:on )?(?:{_WEEKDAY} )?(?:the )?"
_D = "(?P<day>[0-9]{1,2})"
_DTH = f"{_D}(?:st|nd|rd|th)?"
_M = "(?P<month>[0-9]{1,2})"
_YY = "(?P<year>[0-9]{4}|[0-9]{2})"
_YEAR = "(?P<year>[0-9]{4})"
_HOUR = f"(?P<hour>0?[1-9]|1[0-2]|{_NUMBER})"
_HALF = r"(?: ?(?P<half>[ap])\.?m\.?)"
_HOURS = "(?: ?(?:hours|hrs?|h))"
_ABOUT = "(?:about|around|approximately|approx|roughly|circa)"
_OFFSET = "[0-9]{2}:?[0-9]{2}"
_ZONE = f"(?:(?:utc|gmt)?[+]{_OFFSET}|(?:utc|gmt)-{_OFFSET}|gmt|utc|bst|z)"
_PART = "(?P<part>morning|afternoon|evening|night)"
_PAST = "(?P<minutes>half|quarter|five|ten|twenty|twenty[ -]five) (?P<side>past)"
_TO = "(?P<minutes>quarter|five|ten|twenty|twenty[ -]five) (?P<side>to)"

# The grammar

DATES: Final[tuple[tuple[str, Callable[[Match[str], Frame], Calendar]], ...]] = (
    (f"(?:on )?(?:{_WEEKDAY} )?{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})", read.read_date),
    (f"{_ON}{_D}/{_M}/{_YY}", read.read_date),  # 3/4/2026
    (f"{_ON}{_D}[.]{_M}[.]{_YY}", read.read_date),  # 03.04.2026
    (f"{_ON}{_D}-{_M}-{_YY}", read.read_date),  # 3-4-26
    (f"{_ON}{_D}/{_M}", read.read_date),  # 3/4
    (f"{_ON}{_DTH}(?: of)? {_MONTH}(?: {_YY})?", read.read_date),  # Thursday 12 March 2026
    (f"{_ON}{_MONTH} (?:the )?{_DTH}(?: {_YY})?", read.read_date),  # March 12
    (f"(?:in )?{_YEAR}-(?P<month>[0-9]{{2}})", read.read_month),  # 2026-11
    (f"(?:in )?{_MONTH}(?: {_YEAR})?", read.read_month),  # March 2025
    (f"(?:in )?{_YEAR}", read.read_year),  # 2019
    ("(?P<which>this|last) (?P<unit>month|year)", read.read_this_or_last),
    ("(?P<word>today|yesterday|the day before yesterday|tomorrow)", read.read_day_word),
    (f"(?P<word>tonight|last night|this {_PART})", read.read_part_word),
    (f"(?:on )?(?P<last>last )?{_WEEKDAY}", read.read_weekday),  # last Tuesday
    ("(?:this|last) week", read.read_week),
    (f"{_COUNT} (?P<unit>day|week|month)s? ago", read.read_days_ago),  # 3 days ago
)

INSTANTS: Final[tuple[tuple[str, Callable[[Match[str], Frame], Moment]], ...]] = (
    ("(?P<just>just )?now", read.read_now),
    (f"(?:{_ABOUT} )?{_COUNT} (?P<unit>hour|hr|minute|min)s? ago", read.read_hours_ago),
    (f"(?:{_ABOUT} )?(?P<count>half an) (?P<unit>hour) ago", read.read_hours_ago),
)

CLOCKS: Final[tuple[tuple[str, Callable[[Match[str]], Clock]], ...]] = (
    (  # 21:30, 21:30:00 hrs
        "(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.]0+)?)?"
        f"{_HOURS}?",
        read.read_24_hours,
    ),
    (f"(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}}){_HOURS}", read.read_24_hours),  # 2130 hrs
    ("(?P<hour>[0-9]{1,2})[.](?P<minute>[0-9]{2})", read.read_with_point),  # 21.30
    ("(?P<hour>[0-9]{1,2})[.](?P<minute>[0-9]{2})" + _HOURS, read.read_24_hours),
    (f"(?P<hour>[0-9]{{1,2}}|{_NUMBER})(?:[:.](?P<minute>[0-9]{{2}}))?{_HALF}", read.read_12_hours),
    (f"{_HOUR} o'?clock{_HALF}?", read.read_12_hours),
    (f"{_PAST} {_HOUR}{_HALF}?", read.read_past),  # half past nine pm
    (f"{_TO} {_HOUR}{_HALF}?", read.read_past),  # quarter to ten
    ("(?:12 )?(?:noon|midday)", read.read_noon),
    ("(?:12 )?midnight", read.read_midnight),
)
# An hour with nothing beside it is read only where "at" or a part of the day makes it a time.
BARE_HOUR: Final = (_HOUR, read.read_hour)

ORDERS: Final = (
    "instant",
    "date",  # 12 March 2026
    "date part",  # Tuesday night
    "part of date",  # the evening of 3 March
    "about date",  # always a question
    "time",  # 21:30
    "time part",  # 9pm at night
    "hour part",  # 7 in the evening
    "date time",  # yesterday at 21:30
    "date part time",  # yesterday evening about 7pm
    "date time part",  # yesterday at 7 in the evening
    "date hour part",
    "time date",  # 9pm on Tuesday
    "time date part",  # at 7 yesterday evening
    "hour date part",
    "time part date",  # at 7 in the evening on Tuesday
    "hour part date",
)

# Two phrases with what opens them and what stands between them.
SPANS: Final = (
    ("between ", " and "),
    ("from ", " to | until | till | ?- ?"),
    ("", " to | until | till | ?- ?"),
)

_LONGEST: Final = 100  # characters; no phrase of the grammar comes near
_PIECES: Final = {
    "about": _ABOUT,
    "of": "of",
    "hour": _HOUR,
    "part": f"(?:in )?(?:the )?{_PART}|at night",
}
_TIME: Final = f"(?P<at>at )?(?P<about>{_ABOUT} )?(?P<clock>.+?)(?: ?(?P<zone>{_ZONE}))?"


def parse_moment(text: str, *, now: datetime, timezone: str = "Europe/London") -> Moment:
    """The time that `text` names, at exactly the precision that it names it.

    Args:
        text: what the person typed.
        now: the present, aware; relative words are relative to it.
        timezone: the IANA name of the zone in which times without a zone are meant.

    Raises:
        InputRefused: the text is not in the grammar, or names a time that is impossible.
        AnswerNeeded: it can be understood in two ways, or has not come yet.
    """
    folded = _folded(text)
    if folded in NOT_KNOWN:
        return Moment.unknown(timezone=timezone, said=text.strip())
    frame = _frame(now, timezone)
    phrase = _phrase(folded)
    if phrase is not None:
        return replace(_understood(phrase, frame), said=text.strip())
    for left, right in _sides(folded):
        first, last = _side(left), _side(right)
        if first is not None and last is not None:
            return replace(_span(first, last, frame), said=text.strip())
    raise ask.not_understood(text)


def parse_end(text: str, *, start: Moment, now: datetime) -> Moment:
    """`start` with the end that `text` names; a time alone is on the day of the start.

    Args:
        text: what the person typed.
        start: the moment as `parse_moment` gave it.
        now: the present, aware.

    Raises:
        InputRefused: the text is not in the grammar, or the end is before the start.
        AnswerNeeded: it can be understood in two ways, or has not come yet.
    """
    folded = _folded(text)
    if folded in NOT_KNOWN:
        return start
    phrase = _phrase(folded)
    if phrase is None:
        raise ask.not_understood(text)
    if start.end is not None and start.precision is not Precision.MONTH:
        raise ask.end_given_twice()
    ended = _ended(start, phrase, _frame(now, start.timezone))
    return replace(ended, said=f"{start.said} until {text.strip()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    """The pieces of one of `ORDERS`, as they were typed."""

    instant: str | None = None
    about: str | None = None
    date: str | None = None
    part: str | None = None
    time: str | None = None


def _folded(text: str) -> str:
    """Small letters, single spaces, plain dashes and apostrophes, no commas, no dot at the end."""
    if len(text) > _LONGEST:
        raise ask.not_understood(text)
    folded = text.lower().translate({0x2019: "'", 0x2013: "-", 0x2014: "-", ord("~"): " about "})
    folded = " ".join(f"{folded} ".replace(", ", " ").split()).removesuffix(".").rstrip()
    # ISO 8601: the T, and an offset to the west, which would otherwise read as "until".
    folded = re.sub("(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})t(?=[0-9])", " t", folded)
    iso_west = f"([0-9-]{{10}}) (?:t([0-9:.]+)|([0-9]{{2}}:[0-9]{{2}}:[0-9.]+))-({_OFFSET})"
    folded = re.sub(f"^{iso_west}$", r"\1 \2\3 utc-\4", folded)
    return re.sub("(?<=[0-9]{4}-[0-9]{2}-[0-9]{2}) t(?=[0-9])", " ", folded)


def _frame(now: datetime, timezone: str) -> Frame:
    local = now.astimezone(zone(timezone))
    return Frame(now=local, timezone=timezone, latest=local.date())


def _phrase(text: str) -> _Phrase | None:
    """The first of `ORDERS` that the whole text fits, cut between words."""
    words = text.split(" ")
    for order in ORDERS:
        names = order.split()
        for cuts in combinations(range(1, len(words)), len(names) - 1):
            edges = (0, *cuts, len(words))
            pieces = [" ".join(words[a:b]) for a, b in pairwise(edges)]
            if all(map(_fits, names, pieces)):
                found = dict(zip(names, pieces, strict=True))
                found.pop("of", None)
                if "hour" in found:
                    found["time"] = found.pop("hour")
                return _Phrase(**found)
    return None


def _fits(name: str, text: str) -> bool:
    if name == "date":
        return _row(DATES, text) is not None
    if name == "instant":
        return _row(INSTANTS, text) is not None
    if name == "time":
        found = re.fullmatch(_TIME, text)
        return found is not None and _clock_row(found) is not None
    return re.fullmatch(_PIECES[name], text) is not None


def _row(table: tuple[tuple[str, _Reader], ...], text: str) -> tuple[Match[str], _Reader] | None:
    """The first row of a table that the whole text fits."""
    for pattern, reader in table:
        found = re.fullmatch(pattern, text)
        if found is not None:
            return found, reader
    return None


def _clock_row(found: Match[str]) -> tuple[Match[str], Callable[[Match[str]], Clock]] | None:
    bare = (BARE_HOUR,) if found["at"] or found["about"] else ()
    return _row((*CLOCKS, *bare), found["clock"])


def _clock(text: str) -> Clock:
    found = re.fullmatch(_TIME, text)
    ...
