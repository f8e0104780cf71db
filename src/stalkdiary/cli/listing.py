"""`list`: the incidents, in the order in which they happened."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

import typer

from stalkdiary.cli import options
from stalkdiary.cli.screen import Screen
from stalkdiary.cli.selection import selection_of
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import in_short, told_when
from stalkdiary.errors import NothingMatched
from stalkdiary.model.incident import Incident
from stalkdiary.model.selection import EVERYTHING

EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary list --since '1 March' --type threats\n\n"
    "  stalkdiary list --last 10 --brief"
)


def list_incidents(
    context: typer.Context,
    since: options.Since = None,
    until: options.LastDay = None,
    person: options.PersonName = None,
    types: options.Types = None,
    last: Annotated[
        int | None,
        typer.Option(min=1, max=options.MOST, metavar="N", help="Only the last N of them."),
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="Numbers, times and types only, no content.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """The incidents, oldest first."""
    session: Session = context.obj
    with session.open_diary() as diary:
        selection = selection_of(diary, since=since, until=until, person=person, types=types)
        incidents = list(diary.incidents(replace(selection, last=last)))
        zone = diary.case().timezone
    if as_json:
        session.screen.json([each.listed() for each in incidents])
    elif incidents:
        show_rows(session.screen, incidents, zone, brief=brief)
    if incidents:
        return
    if selection != EVERYTHING:
        raise NothingMatched("No incident matches.", "Ask for less, or see all: stalkdiary list")
    session.screen.note("Nothing is written down yet. To begin: stalkdiary add")


def show_rows(
    screen: Screen, incidents: Iterable[Incident], zone: str, *, brief: bool = False
) -> None:
    """Incidents as a table, or a line each; `brief` leaves out what was written.

    Where the time was not said, it is told when the incident was written: it stands there.
    """
    rows = []
    for each in incidents:
        times = f" ×{each.account.times}" if each.account.times > 1 else ""
        types = ", ".join(each.account.types) + times
        words = types if brief else f"{types}\n{in_short(each)}".strip()
        exhibits = str(len(each.exhibits) or "") if brief else ", ".join(each.exhibits)
        rows.append((str(each.number), told_when(each, zone), words, exhibits))
    columns = ("#No.", "When", "Types" if brief else "What happened", "Exhibits")
    screen.table(columns, rows, "{0}. {1}  {2}  {3}")
