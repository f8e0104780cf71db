"""From --since, --until, --person and --type to the incidents that are meant."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from stalkdiary.errors import InputRefused
from stalkdiary.model.selection import Selection

if TYPE_CHECKING:
    from stalkdiary.diary import Diary


def selection_of(
    diary: "Diary",
    *,
    since: str | None,
    until: str | None,
    person: str | None,
    types: list[str] | None = None,
    channel: str | None = None,
) -> Selection:
    """The selection that the options ask for.

    Raises:
        InputRefused: a day or a type is not understood, or the days are the wrong way round.
        NothingMatched: nobody is known by that name.
    """
    first, last = days_of(diary, since, until)
    return Selection(
        since=first,
        until=last,
        person=None if person is None else diary.person(person).number,
        types=tuple(_kind(diary, name) for name in types or ()),
        channel=channel,
    )


def _kind(diary: "Diary", name: str) -> str:
    """The slug that is meant; one of a newer version is known where the diary holds it."""
    from stalkdiary.model.behaviour import find_behaviour

    try:
        return find_behaviour(name)
    except InputRefused:
        if not list(diary.incidents(Selection(types=(name,), last=1))):
            raise
        return name


def days_of(diary: "Diary", since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """The first and the last local day that are meant, ``2026-01-31``.

    Raises:
        InputRefused: one is not understood, or they are the wrong way round.
    """
    first = None if since is None else _day(diary, since, last=False)
    last = None if until is None else _day(diary, until, last=True)
    if first and last and last < first:
        raise InputRefused(
            f"The last day, {last}, is before the first, {first}.",
            "Turn --since and --until round.",
        )
    return first, last


def _day(diary: "Diary", text: str, *, last: bool) -> str:
    """The local day that is meant; a month means its first or its last day.

    A bound counts from today: of when something happened "2 weeks ago" says a week, here a day.
    """
    import calendar

    from stalkdiary.model.moment_grammar import parse_moment

    zone = diary.case().timezone
    if re.search(r"\b(week|fortnight)s? ago$", text.strip().casefold()):
        text = f"{text.strip()} today"
    moment = parse_moment(text, now=datetime.now().astimezone(), timezone=zone)
    start = (moment.end or moment.start) if last else moment.start
    if start is None:
        raise InputRefused(f"{text!r} names no day.", "Give a day, such as 2026-01-31.")
    if len(start) == len("2026-01"):
        year, month = int(start[:4]), int(start[5:])
        return f"{start}-{calendar.monthrange(year, month)[1] if last else 1:02d}"
    return start[:10]
