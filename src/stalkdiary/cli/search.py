"""`search`: the incidents in which words occur."""

from typing import Annotated

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.listing import show_rows
from stalkdiary.cli.messages import message_line
from stalkdiary.cli.session import Session
from stalkdiary.errors import AnswerNeeded, NothingMatched

_MOST_SHOWN = 20

EXAMPLES = "Example: stalkdiary search silver car"


def search(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="All of them occur, or begin a word."),
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="Numbers, times and types only, no content.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Find incidents by words, in what you wrote and in imported messages.

    All words must occur, in any version of what was written; best matches come first.
    """
    session: Session = context.obj
    session.mind_the_history(words)
    if not words:
        if not session.may_ask:
            raise AnswerNeeded("Which words?", "Give them: stalkdiary search silver car")
        words = [prompts.line("Which words?")]
    wanted = " ".join(words)
    with session.open_diary() as diary:
        incidents = diary.search(wanted)
        counts = diary.message_matches(wanted)
        if as_json:
            session.screen.json(
                [
                    each.listed() | {"matching_messages": counts.get(each.number, 0)}
                    for each in incidents
                ]
            )
        if not incidents:
            raise NothingMatched("No incident holds all of these words.", "Try fewer of them.")
        if as_json:
            return
        show_rows(session.screen, incidents, diary.case().timezone, brief=brief)
        if brief:
            return
        matches = diary.matching_messages(wanted, _MOST_SHOWN)
    if matches:
        total = sum(counts.values())
        shown = f", the best {len(matches)} of them" if total > len(matches) else ""
        session.screen.heading(f"Messages that hold the words: {total}{shown}")
        for held in matches:
            session.screen.line(f"Incident {held.incident}  {message_line(held)}")
