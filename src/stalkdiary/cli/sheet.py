"""`sheet`: a blank page, cards or a table to fill in away from the computer."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from stalkdiary.cli import options
from stalkdiary.cli.files import at_home, dated_name, destination, form_of
from stalkdiary.cli.options import flag
from stalkdiary.cli.session import Session
from stalkdiary.contacts import read_contacts
from stalkdiary.errors import AnswerNeeded, shown

EXAMPLES = (
    "stalkdiary sheet",
    "stalkdiary sheet --card -o cards.pdf",
    "stalkdiary sheet --format csv -o notes.csv",
)


_NUMBERS = ("Emergency", "Cannot speak, on a mobile", "National Stalking Helpline")
"""The help lines at the foot of a sheet, by their names in data/contacts.txt."""
_ENDINGS = {"pdf": "pdf", "text": "txt", "csv": "csv"}


def sheet(
    context: typer.Context,
    output: options.Output = None,
    form: Annotated[
        Literal["pdf", "text", "csv"] | None, typer.Option("--format", help="PDF when left out.")
    ] = None,
    card: Annotated[
        bool, flag("--card", "Four small cards for a pocket or bag, to cut and fold.")
    ] = False,
    numbers: Annotated[
        bool, flag("--with-numbers", "Help lines at the foot, as numbers without names.")
    ] = False,
) -> None:
    """A blank page to print and fill in by hand, or a table for a phone.

    It asks what add asks. It needs no diary and no passphrase, and nothing on it says what it is
    for. What you have filled in can be typed in with add; a table is read back with import --own.
    """
    from stalkdiary.usecases.sheet import sheet as made_sheet
    from stalkdiary.usecases.sheet import write_sheet

    session: Session = context.obj
    now = datetime.now().astimezone()
    if output is not None:
        destination(output)
    given = None if output is None else Path(output)
    chosen = form or form_of(given, _ENDINGS, "sheet")
    lines = [each.how for each in read_contacts() if numbers and each.name in _NUMBERS]
    if output == "-":
        if chosen == "pdf" and sys.stdout.isatty():
            raise AnswerNeeded("A PDF can't be shown in a terminal.", "Give it a name with -o.")
        session.screen.document(made_sheet(chosen, now=now, cards=card, numbers=lines))
        return
    target = dated_name("notes", now.date(), f".{_ENDINGS[chosen]}", given=given)
    write_sheet(at_home(target), chosen, now=now, cards=card, numbers=lines)
    session.screen.line(f"The sheet is at {shown(target)}.")
    if chosen == "csv":
        session.screen.note(
            f"To take it in when it is filled in: stalkdiary import --own {shown(target)}"
        )
