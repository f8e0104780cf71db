"""Plain notes with dates, such as ``notes.txt`` or a note of a telephone saved as text.

A line that begins with a date, and perhaps a time, begins an entry; what follows up to the next
such line belongs to it. Nothing else is read out of the words. An order of day and month that no
date decides is asked. Whose record it is, only the person can say.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.lines import TextFile
from stalkdiary.importers.reading.question import date_question
from stalkdiary.importers.reading.source import ExportReading, reader
from stalkdiary.importers.tables.dates import written
from stalkdiary.importers.tables.delimited import Unreadable
from stalkdiary.model.message import ExportTime, Item, OwnEntry, Resolution, Skipped

_NAMES: Final = (".txt", ".md", ".text")
_DATE = re.compile(
    r"[#*\- ]{0,4}(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]? )?"
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9}\.?,? [0-9]{4}"
    r"|[0-9]{1,2}(?P<between>[/.])[0-9]{1,2}(?P=between)[0-9]{4})(?![0-9])"
    r"(?:,? (?:at )?(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.][0-9]{2})?"
    r"(?: ?(?P<half>[ap]\.?m\.?))?"
    r"(?![0-9]))?"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_RULED: Final = re.compile(r"-{20,}\s")
"""A program wrote it, such as iMazing."""
_TITLES: Final = 2
_NOON: Final = 12


def recognises(export: Export) -> str | None:
    """``dated-notes``: one date is enough at the very beginning, below a title there are two."""
    if not export.is_single or not export.name.casefold().endswith(_NAMES):
        return None
    text = export.head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    lines = [line for line in text.splitlines() if line.strip()]
    dated = [at for at, line in enumerate(lines) if _begins(line) is not None]
    if not dated or dated[0] > _TITLES or (dated[0] and len(dated) == 1) or _RULED.match(text):
        return None
    return "dated-notes"


def _items(source: ExportReading) -> Iterator[Item]:
    file = source.text(None)
    order, clock = _order(file, source.reading), source.clock()
    for first, last, match, lines in file.passages(lambda line, _: _begins(line)):
        if match is None:
            for number, line in enumerate(lines, first):
                if line.strip():
                    yield Skipped(f"line {number}", "It stands above the first date.")
            continue
        locator = file.locator(first, last)
        time, flags = _time(match, order, clock)
        text = "\n".join([match["rest"].strip(" \t:-–—.,"), *lines]).strip()
        if text:
            yield OwnEntry(locator, text, time, {}, flags)
        else:
            yield Skipped(locator, "A date without words.")


read = reader(_items)


def _begins(line: str) -> re.Match[str] | None:
    """The date that a line begins with; None where no calendar has it."""
    match = _DATE.fullmatch(line.strip()) if len(line) < 100_000 else None  # noqa: PLR2004
    if match is None:
        return None
    return match if _days(match) else None


def _order(file: TextFile, reading: Reading) -> str:
    """Whether the day or the month stands first in dates of numbers; asks where none shows it."""
    if reading.date_order in {"dmy", "mdy"}:
        return str(reading.date_order)
    begun = (_begins(line) for _, line in file.lines())
    found = [_days(match) for match in begun if match is not None and match["between"]]
    fitting = {order: [days[order] for days in found if order in days] for order in ("dmy", "mdy")}
    whole = {order: days for order, days in fitting.items() if len(days) == len(found)}
    if not found or fitting["dmy"] == fitting["mdy"]:
        return "dmy"
    if len(whole) == 1:
        return next(iter(whole))
    raise date_question(
        file.place, [(order, min(days), max(days)) for order, days in fitting.items() if days]
    )


def _days(match: re.Match[str]) -> dict[str, date]:
    try:
        return written(match["date"]).days
    except Unreadable:
        return {}


def _time(
    match: re.Match[str], order: str, clock: Clock
) -> tuple[ExportTime | None, tuple[str, ...]]:
    day = _days(match).get(order)
    raw = match[0][: match.start("rest") - match.start()].strip(" #*-")
    if day is None:  # in the other order it is a day of a calendar
        return None, (f"The export has the date “{raw}”, which is no day in this order.",)
    noon = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - told by the clock
    if match["hour"] is None:
        return clock.day(noon, raw), ()
    hour, minute = int(match["hour"]), int(match["minute"])
    half = (match["half"] or "").casefold()[:1]
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    try:
        return clock.wall(noon.replace(hour=hour, minute=minute), raw, Resolution.MINUTE)
    except ValueError:
        return clock.day(noon, raw), (f"The export has the time “{raw}”, which no clock shows.",)
