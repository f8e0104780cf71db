"""`exhibits`: the exhibit schedule."""

from typing import Annotated

import typer

from stalkdiary.cli import options
from stalkdiary.cli.init import checked_initials
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import size, written
from stalkdiary.model.exhibit import Exhibit

EXAMPLES = "Examples:\n\n  stalkdiary exhibits\n\n  stalkdiary exhibits --initials AB"


def exhibits(
    context: typer.Context,
    initials: Annotated[
        str | None,
        typer.Option(metavar="AB", help="Begin references with these from now on; numbers run on."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """The exhibits, with sizes and SHA-256."""
    session: Session = context.obj
    with session.open_diary() as diary:
        if initials is not None:
            diary.set_initials(checked_initials(initials))
        found = diary.exhibits()
        zone = diary.case().timezone
    if as_json:
        session.screen.json([each.listed() for each in found])
        return
    if not found:
        session.screen.note("There are no exhibits yet. To keep a file: stalkdiary attach N FILE")
        return
    rows = [
        (
            each.ref,
            str(each.incident),
            each.name,
            size(each.bytes) or "a thing",
            written(each.added_at, zone),
            each.sha256 or _kept(each),
        )
        for each in found
    ]
    session.screen.table(
        ("Ref", "#Incident", "Name", "#Size", "Added", "SHA-256"),
        rows,
        "{0}  incident {1}  {2}  {3}  added {4}  {5}",
    )


def _kept(thing: Exhibit) -> str:
    kept = f"kept at {thing.kept_at or 'not said'}"
    return f"{kept}, photographs {', '.join(thing.photographs)}" if thing.photographs else kept
