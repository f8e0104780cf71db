"""Text becomes a `Moment`, by the tables of `moment_words` and nothing else."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import cache
from re import Match
from typing import Final, Self, TypeVar

from stalkdiary.errors import AnswerNeeded, InputRefused
from stalkdiary.model import moment_questions as ask
from stalkdiary.model import moment_reading as read
from stalkdiary.model import moment_words as words
from stalkdiary.model.moment import Moment, Precision, comes_before
from stalkdiary.model.moment_clock import SpokenTime
from stalkdiary.model.moment_frame import Calendar, Frame
from stalkdiary.model.timezone import find_timezone, machine_timezone, zone
from stalkdiary.model.unanswered import is_not_known

__all__ = ["find_timezone", "machine_timezone", "parse_end", "parse_moment"]

_LONGEST: Final = 100  # characters; no phrase of the grammar comes near

_MOST_WORDS: Final = 14  # of a phrase; the longest has twelve

# Friday night last week is Friday last week, night.
_PART_INSIDE: Final = (
    "^(?:on )?((?!the )[a-z]+) (morning|afternoon|evening|night)"
    " ((?:this|last) week|just gone|before last)$"
)

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
    if folded and is_not_known(folded):
        return Moment.unknown(timezone=timezone, said=text.strip())
    frame = _frame(now, timezone)
    stated = words.LOOSELY.sub("", words.NOT_KNOWN_BESIDE.sub("", folded))
    phrase = _phrase(stated)
    if phrase is not None and not (folded.startswith("sometime ") and phrase.is_one_time):
        return replace(_understood(phrase, frame), said=text.strip())
    for first, last, within in _pairs(stated):
        return replace(_span(first, last, frame, within=within), said=text.strip())
    raise ask.not_understood(text)


def parse_end(text: str, *, start: Moment, now: datetime) -> Moment:
    """`start` with the end that `text` names; a time alone is on the day of the start.

    A date without a year is the first such date that is not before the start.

    Raises:
        InputRefused: the text is not in the grammar, or the end is before the start.
        AnswerNeeded: it can be understood in two ways, or has not come yet.
    """
    folded = _folded(text)
    if folded and is_not_known(folded):
        return start
    phrase = _phrase(folded)
    if phrase is None:
        raise ask.not_understood(text)
    if start.end is not None and (start.within or start.precision is not Precision.MONTH):
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
    is_bare: bool = False

    @classmethod
    def of(cls, pieces: dict[str, str]) -> Self:
        return cls(
            instant=pieces.get("instant"),
            about=pieces.get("about"),
            date=pieces.get("date"),
            part=pieces.get("part"),
            time=pieces.get("time", pieces.get("hour")),
            is_bare="hour" in pieces and "part" not in pieces,
        )

    @property
    def part_of_day(self) -> str | None:
        """The part that the words name, beside the date or in it: "last night"."""
        beside = self.part and words.part_of(self.part)
        return beside or (self.date and words.part_of_date(self.date))

    @property
    def is_one_time(self) -> bool:
        """Whether it names a time of day, and not only one before or after which it was."""
        return self.instant is not None or (
            self.time is not None and _clock(self.time).bound is None
        )

    @property
    def agrees(self) -> bool:
        """Whether no more than one part of the day is named."""
        inside = self.date and words.part_of_date(self.date)
        if self.is_bare and not inside:
            return False  # 3 2025 is no time
        return not (inside and self.part) or (inside, self.part_of_day) in {
            (inside, inside),
            ("morning", "early hours"),
        }


def _folded(text: str) -> str:
    """Small letters, single spaces, plain dashes and apostrophes, no commas, no dot at the end."""
    if len(text) > _LONGEST:
        raise ask.not_understood(text)
    folded = text.lower().translate({0x2019: "'", 0x2013: "-", 0x2014: "-", ord("~"): " about "})
    folded = " ".join(f"{folded} ".replace(", ", " ").split()).removesuffix(".").rstrip()
    folded = folded.replace("some time ", "sometime ").replace("xmas", "christmas")
    folded = folded.replace("half-past", "half past").replace("first of", "1st of")
    folded = re.sub(r"^(.+?)(?: i think| maybe| probably|\?)$", r"maybe \1", folded)
    folded = re.sub(_PART_INSIDE, r"\1 \3 \2", folded)
    # ISO 8601: the T, and an offset to the west, which would otherwise read as "until".
    folded = re.sub("(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})t(?=[0-9])", " t", folded)
    iso_west = f"([0-9-]{{10}}) (?:t([0-9:.]+)|([0-9]{{2}}:[0-9]{{2}}:[0-9.]+))-({words.OFFSET})"
    folded = re.sub(f"^{iso_west}$", r"\1 \2\3 utc-\4", folded)
    return re.sub("(?<=[0-9]{4}-[0-9]{2}-[0-9]{2}) t(?=[0-9])", " ", folded)


def _frame(now: datetime, timezone: str) -> Frame:
    if not MINYEAR < now.year < MAXYEAR:
        raise InputRefused(
            f"The clock of this machine says {now.year:04}, and no time can be told by it.",
            "Nothing was saved. Set the clock of the machine, then try again.",
        )
    local = now.astimezone(zone(timezone))
    return Frame(now=local, timezone=timezone, latest=local.date())


def _phrase(text: str) -> _Phrase | None:
    """The first of `ORDERS` that the whole text fits, cut between words."""
    split = text.split(" ")
    if len(split) > _MOST_WORDS:
        return None
    fits = cache(_fits)  # the orders try the same pieces again
    for order in words.ORDERS:
        for pieces in _cuts(order.split(), split, fits):
            phrase = _Phrase.of(pieces)
            if phrase.agrees:
                return phrase
    return None


def _cuts(
    names: list[str], split: list[str], fits: Callable[[str, str], bool]
) -> Iterator[dict[str, str]]:
    """Every way to cut the words into pieces of these names."""
    name, *others = names
    if not others:
        if split and fits(name, " ".join(split)):
            yield {name: " ".join(split)}
        return
    for cut in range(1, len(split)):
        piece = " ".join(split[:cut])
        if fits(name, piece):
            for rest in _cuts(others, split[cut:], fits):
                yield {name: piece, **rest}


def _fits(name: str, text: str) -> bool:
    if name == "date":
        return _row(words.DATES, text) is not None
    if name == "instant":
        return _row(words.INSTANTS, text) is not None
    if name == "time":
        found = words.TIME.fullmatch(text)
        beside = found and (found["at"] or found["about"] or found["bound"] or found["ish"])
        bare = (words.BARE_HOUR,) if beside else ()
        return found is not None and _row((*words.CLOCKS, *bare), found["clock"]) is not None
    return re.fullmatch(words.PIECES[name], text) is not None


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
    found, reader = _must(_row(words.DATES, phrase.date))
    return reader(found, frame)


def _clock(text: str) -> SpokenTime:
    said = words.TIME.fullmatch(text)
    assert said is not None  # noqa: S101 - `_phrase` found it
    found, reader = _must(_row((*words.CLOCKS, words.BARE_HOUR), said["clock"]))
    return replace(
        reader(found),
        about=bool(said["about"] or said["ish"]),
        zone=said["zone"],
        bound=said["bound"] and ("before" if said["bound"] in words.UPPER_BOUNDS else "after"),
    )


def _understood(phrase: _Phrase, frame: Frame) -> Moment:
    if phrase.instant is not None:
        found, reader = _must(_row(words.INSTANTS, phrase.instant))
        return reader(found, frame)
    calendar = _calendar(phrase, frame)
    if phrase.about is not None:
        read.whole(calendar, None, frame)  # it has come
        is_day = calendar.precision is Precision.DAY
        raise (ask.about_which_days if is_day else ask.about_which_months)(calendar.first)
    if phrase.time is None:
        return read.whole(calendar, phrase.part_of_day, frame)
    return read.timed(calendar, _clock(phrase.time), phrase.part_of_day, frame)


# Spans


def _pairs(text: str) -> Iterator[tuple[_Phrase, _Phrase, bool]]:
    """Every way to read the text as two phrases with a row of `SPANS`.

    The third says whether it happened between the two, and did not last from one to the other.
    """
    for opening, joints in words.SPANS:
        if opening not in text:
            continue
        for joint in re.finditer(joints, text):
            left, right = text[: joint.start()], text[joint.end() :]
            pair = _pair(left.replace(opening, "", 1) if opening in left else left, right)
            if pair is not None and opening in left:
                yield *pair, opening == "between " or joints == " or "


def _pair(left: str, right: str) -> tuple[_Phrase, _Phrase] | None:
    """Two phrases; beside a time a bare hour is one too, beside a date a bare day is one."""
    month = re.fullmatch(words.DAY_OF_MONTH, right)
    if month and re.fullmatch(words.ON_DAY, left):
        left = f"{left} {month['rest']}"
    first, last = _phrase(left), _phrase(right)
    if first and last:
        return first, last
    first, last = first or _with_at(left), last or _with_at(right)
    return (first, last) if first and last and first.time and last.time else None


def _with_at(text: str) -> _Phrase | None:
    return _phrase(f"at {text}") or _phrase(re.sub("([^ ]+)$", r"at \1", text))


def _span(first: _Phrase, last: _Phrase, frame: Frame, *, within: bool) -> Moment:
    """From the first to the last. Each borrows from the other the day that it leaves out."""
    begins = frame
    if last.date is not None:
        begins = replace(frame, latest=min(frame.today, _calendar(last, frame).last_day))
    if first.time and last.time and None in (first.date, last.date):
        first, last = _in_same_zone(_in_half_of(first, last), last)
    if first.date is None and first.time and last.time:
        first = replace(first, date=last.date, part=first.part or last.part)
    if last.date is None and first.time:
        last = replace(last, part=last.part or first.part_of_day)
    for phrase in (first, last):
        if _is_open(phrase):
            raise ask.both_with_am_or_pm(_halves(first, last, frame, within=within))
    start = _understood(first, begins)
    if first.time and not first.is_one_time:
        raise ask.end_given_twice()
    ended = _ended(start, last, frame)
    if not within:
        return ended
    one = ended.end == ended.start
    return replace(ended, end=None if one else ended.end, within=not one)


def _is_open(phrase: _Phrase) -> bool:
    """Whether its time can be in the morning or in the evening."""
    return bool(phrase.time and not phrase.part_of_day and _clock(phrase.time).twelve)


def _halves(first: _Phrase, last: _Phrase, frame: Frame, *, within: bool) -> list[Moment]:
    """What a span of bare hours is in the morning and in the evening, as far as it has come."""
    found = []
    for half in ("am", "pm"):
        begin, end = (
            replace(each, time=_in_half(each.time, half)) if each.time and _is_open(each) else each
            for each in (first, last)
        )
        with suppress(InputRefused, AnswerNeeded):
            found.append(_span(begin, end, frame, within=within))
    return found


def _in_half(time: str, half: str) -> str:
    """A time with am or pm, which stands before its zone and before "ish"."""
    said = words.TIME.fullmatch(time)
    assert said is not None  # noqa: S101 - `_phrase` found it
    end = said.end("clock")
    return f"{time[:end]}{half}{time[end:]}"


def _in_half_of(first: _Phrase, last: _Phrase) -> _Phrase:
    """The first time with the am or pm of the last: "6 to 7pm".

    Only where that makes a time before the last: "6 to 6pm" is no moment, but twelve hours.
    """
    half = re.search(words.LAST_HALF, last.time or "")
    if half is None or not re.fullmatch(words.WITHOUT_HALF, first.time or ""):
        return first
    earlier = f"{first.time}{half[1]}m"
    start, end = _clock(earlier), _clock(last.time or "")
    if (start.hour, start.minute) >= (end.hour, end.minute):
        raise ask.both_with_am_or_pm()
    return replace(first, time=earlier)


def _in_same_zone(first: _Phrase, last: _Phrase) -> tuple[_Phrase, _Phrase]:
    """Both times in the zone that only one of them names: "18:00 to 19:00 GMT"."""
    zones = [_clock(phrase.time or "").zone for phrase in (first, last)]
    if zones[0] is None and zones[1] is not None:
        first = replace(first, time=f"{first.time} {zones[1]}")
    elif zones[0] is not None and zones[1] is None:
        last = replace(last, time=f"{last.time} {zones[0]}")
    return first, last


def _ended(start: Moment, phrase: _Phrase, frame: Frame) -> Moment:
    """`start` with the end that a phrase names; a time alone is on the day of the start."""
    if start.start is None:
        raise ask.end_needs_a_start()
    alone = phrase.time is not None and phrase.date is None
    if not alone:
        begun = date.fromisoformat(f"{start.start}-01"[:10])
        end = _understood(phrase, replace(frame, earliest=begun))
    elif start.day is None:
        raise ask.end_needs_a_day()
    else:
        said = _clock(phrase.time or "")
        end = read.timed(Calendar(start.day), said, phrase.part_of_day, frame)
    if end.start is None or end.part is not None or (phrase.time and not phrase.is_one_time):
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
    precision = Precision.ABOUT if about else start.precision
    return replace(start, end=last, precision=precision, within=False)


def _before_part(end: Moment, start: Moment) -> bool:
    if start.part is None or end.hour is None or end.day != start.day:
        return False
    return end.hour < read.part_begins(start.part)
