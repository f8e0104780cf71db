"""The grammar of times: any text is read or explained, and what is read is a real time.

The first line of an input is a number, for a present and a zone; the second is what was said, and
the rest when that ended.
"""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from target import ROOT, Target, Wrong

from stalkdiary.errors import StalkdiaryError
from stalkdiary.model.action_days import day_ahead
from stalkdiary.model.moment import Moment
from stalkdiary.model.moment_said import moment_said

PRESENTS = tuple(
    datetime.fromisoformat(each).replace(tzinfo=UTC)
    for each in (
        *("2026-11-22T16:00", "2026-03-29T00:59", "2026-03-29T01:00", "2026-10-25T00:30"),
        *("2026-10-25T01:30", "2024-02-29T12:00", "2026-12-31T23:59", "2027-01-01T00:00"),
    )
)
ZONES = ("Europe/London", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
SLACK = timedelta(minutes=2)
"""Clocks differ."""


def target(_folder: Path) -> Target:
    told = (ROOT / "docs" / "times.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| [^|]+ \|$", told, re.MULTILINE)
    pairs = zip(rows, [*rows[7:], *[""] * 7], strict=True)
    seeds = [f"{number}\n{said}\n{until}" for number, (said, until) in enumerate(pairs)]
    return Target(_look, [each.encode() for each in seeds], 160)


def _look(head: str, data: bytes) -> None:
    number = int(head[:9]) if head.isdecimal() else 0
    now, timezone = PRESENTS[number % len(PRESENTS)], ZONES[number % len(ZONES)]
    said, _, until = data.decode("utf-8", "replace").partition("\n")
    _must_be_ahead(said, now.date())
    try:
        moment = moment_said(said, until=until or None, now=now, timezone=timezone)
    except StalkdiaryError as error:
        if not error.sentence.isprintable():
            raise Wrong(f"a sentence is not printable: {error.sentence!r}") from error
        raise
    if Moment.from_json(moment.to_json()) != moment:
        raise Wrong(f"a moment is another one when it is read again: {moment!r}")
    moment.in_words()
    ends = [_real(each, timezone) for each in (moment.start, moment.end) if each is not None]
    if any(first > now + SLACK for first, _ in ends):
        raise Wrong(f"it has not come: {moment!r}")
    if ends and ends[-1][1] < ends[0][0]:
        raise Wrong(f"it ends before it begins: {moment!r}")


def _must_be_ahead(said: str, today: date) -> None:
    """Days to come, such as those of a hearing, have a grammar of their own."""
    ahead = day_ahead(said, today)
    if ahead is not None and not date.min <= ahead <= date.max:
        raise Wrong(f"a day ahead is no day: {ahead!r}")


def _real(text: str, timezone: str) -> tuple[datetime, datetime]:
    """The first and the last instant of a minute, a day or a month, which has to be a real one."""
    try:
        found = datetime.fromisoformat(text if len(text) > len("2026-11") else f"{text}-01")
    except ValueError:
        raise Wrong(f"it is no time: {text!r}") from None
    if found.tzinfo is not None:
        return found, found
    found = found.replace(tzinfo=ZoneInfo(timezone))
    return found, found + timedelta(days=1 if len(text) > len("2026-11") else 31)
