"""The grammar of times: any text is read or explained, and what is read is a real time.

The first line of an input is a number, for a present, a zone, and whether the day has come; the
second is what was said, and the rest when that ended.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from target import ROOT, Target, Wrong

from stalkdiary.errors import AnswerNeeded, StalkdiaryError
from stalkdiary.model.action_days import day_ahead
from stalkdiary.model.moment import Moment
from stalkdiary.model.moment_said import moment_said
from stalkdiary.model.text import one_line

PRESENTS = tuple(
    datetime.fromisoformat(each).replace(tzinfo=UTC)
    for each in (
        *("2026-11-22T16:00", "2026-03-29T00:59", "2026-03-29T01:00", "2026-10-25T00:30"),
        *("2026-10-25T01:30", "2024-02-29T12:00", "2026-12-31T23:59", "2027-01-01T00:00"),
    )
)
ZONES = ("Europe/London", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
AHEAD = (
    "tomorrow",
    "in 48 hours",
    "within 5 working days",
    "next Friday",
    "in a month",
    "3 October",
)
"""Days to come, such as those of a hearing, have a grammar of their own."""
SLACK = timedelta(minutes=2)
"""Clocks differ."""


def target(_folder: Path) -> Target:
    told = (ROOT / "docs" / "times.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| [^|]+ \|$", told, re.MULTILINE)
    pairs = zip(rows, [*rows[7:], *[""] * 7], strict=True)
    seeds = [f"{2 * number}\n{said}\n{until}" for number, (said, until) in enumerate(pairs)]
    seeds += [f"{2 * number + 1}\n{said}" for number, said in enumerate([*rows, *AHEAD])]
    return Target(_look, [each.encode() for each in seeds], 120)


def _look(head: str, data: bytes) -> None:
    number = int(head[:9]) if head.isdecimal() else 0
    now, timezone = PRESENTS[number // 2 % len(PRESENTS)], ZONES[number // 2 % len(ZONES)]
    said, _, until = data.decode("utf-8", "replace").partition("\n")
    if number % 2:
        day_ahead(said, now.date())
        return
    read = partial(moment_said, now=now, timezone=timezone)
    try:
        moment = read(said, until=until or None)
    except AnswerNeeded as error:
        for answer in re.findall('"([^"]+)"', error.advice):
            _must_be_understood(answer, read)
        raise
    except StalkdiaryError as error:
        if one_line(error.sentence) != error.sentence:
            raise Wrong(f"a sentence hides something: {error.sentence!r}") from error
        raise
    if Moment.from_json(moment.to_json()) != moment:
        raise Wrong(f"a moment is another one when it is read again: {moment!r}")
    moment.in_words()
    ends = [_real(each, timezone) for each in (moment.start, moment.end) if each is not None]
    if any(first > now + SLACK for first, _ in ends):
        raise Wrong(f"it has not come: {moment!r}")
    if ends and ends[-1][1] < ends[0][0]:
        raise Wrong(f"it ends before it begins: {moment!r}")


def _must_be_understood(answer: str, read: Callable[[str], Moment]) -> None:
    """What is offered as an answer can be typed, although it may not have come yet."""
    try:
        with suppress(AnswerNeeded):
            read(answer)
    except StalkdiaryError as error:
        raise Wrong(f"an answer is not understood: {answer!r}, {error.sentence}") from error


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
