"""`list`: the incidents, one line each."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from stalkdiary.cli import options
from stalkdiary.cli.options import Text, flag, number, option
from stalkdiary.cli.screen import Screen
from stalkdiary.cli.selection import selection_of
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import in_short, told_when
from stalkdiary.errors import AnswerNeeded, NothingMatched
from stalkdiary.model.incident import Incident
from stalkdiary.model.selection import EVERYTHING
from stalkdiary.model.text import on_one_line

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

_ROOMY, _NARROW = 60, 30
"""Columns of a window: with the time of day; too few for one line."""
_WIDTH_OF_NUMBER, _WIDTH_OF_TIME, _WIDTH_OF_DAY = 4, 21, 11

EXAMPLES = (
    "stalkdiary list --since '1 March' --type threats",
    "stalkdiary list --month 'March 2025' --person Alex",
    "stalkdiary list --last 10 --brief",
)


def list_incidents(
    context: typer.Context,
    since: options.Since = None,
    until: options.LastDay = None,
    person: options.PersonName = None,
    types: options.Types = None,
    last: Annotated[int | None, number("Only the last N of them.")] = None,
    month: Annotated[Text, option("One month: 'March 2025', 2025-03.", metavar="MONTH")] = None,
    oldest_first: Annotated[
        bool, flag("--oldest-first", "In the order in which they happened.")
    ] = False,
    brief: options.Brief = False,
    as_json: options.Json = False,
) -> None:
    """The incidents, newest first on a terminal, oldest first elsewhere."""
    session: Session = context.obj
    if month is not None:
        if since is not None or until is not None:
            raise AnswerNeeded("Give a month or days, not both.", "Leave one of them out.")
        since = until = month
    with session.open_diary() as diary:
        selection = selection_of(diary, since=since, until=until, person=person, types=types)
        newest_first = sys.stdout.isatty() and not oldest_first and not as_json
        incidents = diary.incidents(replace(selection, last=last, newest_first=newest_first))
        if as_json:
            listed = [each.listed() for each in incidents]
            session.screen.json(listed)
            found = bool(listed)
        else:
            found = show_rows(session.screen, incidents, diary, brief=brief)
    if found:
        return
    if selection != EVERYTHING:
        raise NothingMatched("No incident matches.", "Ask for less, or see all: stalkdiary list")
    session.screen.note("Nothing is written down yet. To begin: stalkdiary add")


def show_rows(
    screen: Screen, incidents: Iterable[Incident], diary: "Diary", *, brief: bool = False
) -> bool:
    """A line for each incident, read as they are shown; `brief` leaves out what was written.

    Where the time was not said, it is told when the incident was written: it stands there. Gives
    whether there was any.
    """
    rest = iter(incidents)
    first = next(rest, None)
    if first is None:
        return False
    zone = diary.case().timezone
    row = _line if screen.columns is None else _row
    screen.rows(row(screen, each, diary, zone, brief=brief) for each in chain([first], rest))
    return True


def _line(_screen: Screen, incident: Incident, _diary: "Diary", zone: str, *, brief: bool) -> str:
    """For a pipe or a reader of screens: everything, however long."""
    times = f" ×{incident.account.times}" if incident.account.times > 1 else ""
    types = ", ".join(incident.account.types) + times
    words = types if brief else f"{types} {in_short(incident)}".strip()
    exhibits = str(len(incident.exhibits) or "") if brief else ", ".join(incident.exhibits)
    cells = (told_when(incident, zone), words, exhibits)
    return f"{incident.number}. {'  '.join(map(on_one_line, cells))}".rstrip()


def _row(screen: Screen, incident: Incident, diary: "Diary", zone: str, *, brief: bool) -> str:
    """For a window: one line, cut to its width; two where it is very narrow."""
    account, columns = incident.account, screen.columns or _ROOMY
    if brief:
        words = ", ".join(account.types)
    elif incident.source == "import":
        words = _words_of_messages(diary, incident)
    else:
        words = account.what
    times = f"×{account.times} " if account.times > 1 else ""
    words = f"{'(withdrawn) ' if incident.withdrawn else ''}{times}{words}"
    time = told_when(incident, zone) if columns >= _ROOMY else _day(incident)
    if columns < _NARROW:
        head = screen.cut(f"{incident.number}. {time}")
        return f"{head}\n  {screen.cut(words, indent=2)}"
    width = _WIDTH_OF_TIME if columns >= _ROOMY else _WIDTH_OF_DAY
    head = f"{incident.number:>{_WIDTH_OF_NUMBER}}  {time:<{width}}  "
    return head + screen.cut(words, indent=len(head))


def _words_of_messages(diary: "Diary", incident: Incident) -> str:
    """Whose messages they are, and the first of their words."""
    for held in diary.messages(incident.number):
        if held.counted and held.message.text:
            name = incident.person_name or held.message.sender or "They"
            return f"{name}: {held.message.text}"
    return incident.account.what


def _day(incident: Incident) -> str:
    """The day alone, or the day on which it was written: ``12 Mar 2025``."""
    start = incident.account.when.start or incident.recorded_at
    if len(start) == len("2025-03"):
        return f"{date.fromisoformat(f'{start}-01'):%b %Y}"
    day = date.fromisoformat(start[:10])
    return f"{day.day} {day:%b %Y}"
