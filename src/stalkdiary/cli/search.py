"""`search`: the incidents in which words occur."""

from typing import Annotated

import typer

from stalkdiary.cli import options
from stalkdiary.cli.listing import show_rows
from stalkdiary.cli.session import Session
from stalkdiary.errors import NothingMatched

EXAMPLES = "Example: stalkdiary search silver car"


def search(
    context: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help="All of them occur, or begin a word.")
    ],
    brief: Annotated[
        bool, typer.Option("--brief", help="Numbers, times and types only, no content.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Find incidents by words.

    All words must occur, in any version of what was written; best matches come first.
    """
    session: Session = context.obj
    with session.open_diary() as diary:
        incidents = diary.search(" ".join(words))
    if as_json:
        session.screen.json([each.listed() for each in incidents])
    if not incidents:
        raise NothingMatched("No incident holds all of these words.", "Try fewer of them.")
    if not as_json:
        show_rows(session.screen, incidents, brief=brief)
