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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations, pairwise
from re import Match
from typing import Final, Self, TypeVar

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
BARE_HOUR: Final = (_HOUR, read.read_12_hours)

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
_TIME: Final = re.compile(
    f"(?P<at>at )?(?P<about>{_ABOUT} )?(?P<clock>.+?)(?: ?(?P<zone>{_ZONE}))?"
)
_ON_DAY: Final = f"{_ON}{_DTH}"
_DAY_OF_MONTH: Final = f"{_ON}{_DTH}(?: of)? (?P<rest>{_MONTH}(?: {_YY})?)"
_WITHOUT_HALF: Final = f"(?:at )?(?:{_ABOUT} )?(?!0){_HOUR}(?:[:.][0-9]{{2}})?"
_LAST_HALF: Final = rf"([ap])\.?m\.?(?: ?{_ZONE})?$"

_R = TypeVar("_R")


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
    for first, last in _pairs(folded):
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

    @classmethod
    def of(cls, pieces: dict[str, str]) -> Self:
        return cls(
            instant=pieces.get("instant"),
            about=pieces.get("about"),
            date=pieces.get("date"),
            part=pieces.get("part"),
            time=pieces.get("time", pieces.get("hour")),
        )

    @property
    def part_of_day(self) -> str | None:
        """The part that the words name, beside the date or in it: "last night"."""
        found = re.search(_PART, f"{self.date} {self.part}")
        return found and found["part"]


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
    if len(re.findall(f"(?<!mid){_PART}", text)) > 1:
        return None
    for order in ORDERS:
        names = order.split()
        for cuts in combinations(range(1, len(words)), len(names) - 1):
            edges = (0, *cuts, len(words))
            pieces = [" ".join(words[a:b]) for a, b in pairwise(edges)]
            if all(map(_fits, names, pieces)):
                return _Phrase.of(dict(zip(names, pieces, strict=True)))
    return None


def _fits(name: str, text: str) -> bool:
    if name == "date":
        return _row(DATES, text) is not None
    if name == "instant":
        return _row(INSTANTS, text) is not None
    if name == "time":
        found = _TIME.fullmatch(text)
        bare = (BARE_HOUR,) if found and (found["at"] or found["about"]) else ()
        return found is not None and _row((*CLOCKS, *bare), found["clock"]) is not None
    return re.fullmatch(_PIECES[name], text) is not None


def _row(table: Iterable[tuple[str, _R]], text: str) -> tuple[Match[str], _R] | None:
    """The first row of a table that the whole text fits, and how it does."""
    for pattern, reader in table:
        found = re.fullmatch(pattern, text)
        if found is not None:
            return found, reader
    return None


def _must(row: tuple[Match[str], _R] | None) -> tuple[Match[str], _R]:
    assert row is not None  # noqa: S101 - `_phrase` found it
    return row


def _calendar(phrase: _Phrase, frame: Frame) -> Calendar:
    if phrase.date is None:
        return Calendar(frame.today, is_said=False)
    found, reader = _must(_row(DATES, phrase.date))
    return reader(found, frame)


def _clock(text: str) -> Clock:
    said = _TIME.fullmatch(text)
    assert said is not None  # noqa: S101 - `_phrase` found it
    found, reader = _must(_row((*CLOCKS, BARE_HOUR), said["clock"]))
    return replace(reader(found), about=said["about"] is not None, zone=said["zone"])


def _understood(phrase: _Phrase, frame: Frame) -> Moment:
    if phrase.instant is not None:
        found, reader = _must(_row(INSTANTS, phrase.instant))
        return reader(found, frame)
    calendar = _calendar(phrase, frame)
    if phrase.about is not None:
        raise ask.about_which_days(min(calendar.first, frame.today))
    if phrase.time is None:
        return read.whole(calendar, phrase.part_of_day, frame)
    return read.timed(calendar, _clock(phrase.time), phrase.part_of_day, frame)


# Spans


def _pairs(text: str) -> Iterator[tuple[_Phrase, _Phrase]]:
    """Every way to read the text as two phrases with a row of `SPANS`."""
    for opening, joints in SPANS:
        if opening not in text:
            continue
        for joint in re.finditer(joints, text):
            left, right = text[: joint.start()], text[joint.end() :]
            pair = _pair(left.replace(opening, "", 1) if opening in left else left, right)
            if pair is not None and opening in left:
                yield pair


def _pair(left: str, right: str) -> tuple[_Phrase, _Phrase] | None:
    """Two phrases; beside a time a bare hour is one too, beside a date a bare day is one."""
    day, date = re.fullmatch(_ON_DAY, left), re.fullmatch(_DAY_OF_MONTH, right)
    if day and date:
        left = f"{left} {date['rest']}"
    first, last = _phrase(left), _phrase(right)
    if first and last:
        return first, last
    first, last = first or _with_at(left), last or _with_at(right)
    return (first, last) if first and last and first.time and last.time else None


def _with_at(text: str) -> _Phrase | None:
    return _phrase(f"at {text}") or _phrase(re.sub("([^ ]+)$", r"at \1", text))


def _span(first: _Phrase, last: _Phrase, frame: Frame) -> Moment:
    """From the first to the last. Each borrows from the other the day that it leaves out."""
    begins = frame
    if last.date is not None:
        begins = replace(frame, latest=min(frame.today, _calendar(last, frame).last_day))
    if None in (first.date, last.date):
        first = _in_half_of(first, last)
    if first.date is None and first.time and last.time:
        first = replace(first, date=last.date, part=first.part or last.part)
    if last.date is None:
        last = replace(last, part=last.part or first.part_of_day)
    for phrase in (first, last):
        if phrase.time and not phrase.part_of_day and _clock(phrase.time).twelve:
            raise ask.both_with_am_or_pm()
    return _ended(_understood(first, begins), last, frame)


def _in_half_of(first: _Phrase, last: _Phrase) -> _Phrase:
    """The first time with the am or pm of the last: "6 to 7pm"."""
    half = re.search(_LAST_HALF, last.time or "")
    if half is None or not re.fullmatch(_WITHOUT_HALF, first.time or ""):
        return first
    earlier = f"{first.time}{half[1]}m"
    start, end = _clock(earlier), _clock(last.time or "")
    if (start.hour, start.minute) > (end.hour, end.minute):
        raise ask.both_with_am_or_pm()
    return replace(first, time=earlier)


def _ended(start: Moment, phrase: _Phrase, frame: Frame) -> Moment:
    """`start` with the end that a phrase names; a time alone is on the day of the start."""
    if start.start is None:
        raise ask.end_needs_a_start()
    alone = phrase.time is not None and phrase.date is None
    if not alone:
        end = _understood(phrase, frame)
    elif start.day is None:
        raise ask.end_needs_a_day()
    else:
        clock, part = _clock(phrase.time or ""), phrase.part_of_day
        end = read.timed(Calendar(start.day), clock, part, frame)
    if end.start is None or end.part is not None:
        raise ask.end_at_what_time()
    if end.precision is Precision.ABOUT and not start.precision.is_timed:
        raise ask.end_more_precise()
    last = end.end or end.start
    if comes_before(last, start.start) or _before_part(end, start):
        if alone:
            shown = datetime.fromisoformat(last).replace(tzinfo=None)
            raise ask.end_on_which_day(start, shown, frame.wall_now)
        raise ask.end_before_start(start, end.in_words())
    about = Precision.ABOUT in (start.precision, end.precision)
    return replace(start, end=last, precision=Precision.ABOUT if about else start.precision)


def _before_part(end: Moment, start: Moment) -> bool:
    if start.part is None or end.hour is None or end.day != start.day:
        return False
    return end.hour < read.part_begins(start.part)
