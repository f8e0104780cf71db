"""`withdraw`: mark an incident as withdrawn. It stays readable, with its reason."""

from typing import Annotated

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import receipt_lines
from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.text import given_text

EXAMPLES = "Example: stalkdiary withdraw 3 --why 'It was the neighbour'"


def withdraw(
    context: typer.Context,
    number: options.Number,
    why: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The reason. It stays with it.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Mark an incident as withdrawn. Nothing is erased; it is counted no more."""
    session: Session = context.obj
    session.mind_the_history(why)
    if why is None:
        if not session.may_ask:
            raise AnswerNeeded(
                "What is the reason?", "Nothing was changed. Give it with --why, in a few words."
            )
        why = prompts.line("The reason, in a few words? It stays with the incident.")
    reason = given_text(why, "the reason")
    with session.open_diary() as diary:
        receipt = diary.withdraw(number, reason)
    if as_json:
        session.screen.json(
            {
                "incident": number,
                "recorded_at": receipt.recorded_at,
                "withdrawn": True,
                "why": reason,
                "fingerprint": receipt.fingerprint,
            }
        )
        return
    session.screen.line(f"Incident {number} is withdrawn. It stays readable, with the reason.")
    for line in receipt_lines(receipt):
        session.screen.line(line)
