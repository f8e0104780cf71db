"""`withdraw`: mark an incident as withdrawn. It stays readable, with its reason."""

from typing import TYPE_CHECKING, Annotated

import typer

from stalkdiary.cli import options
from stalkdiary.cli.asking import Asking, Question
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import in_short, receipt_lines, when_in_words
from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.receipt import Receipt

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

_QUESTIONS = (Question(name="why", words="Why are you withdrawing it? It stays with it."),)

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
    if why is None and not session.may_ask:
        raise AnswerNeeded(
            "What is the reason?", "Nothing was changed. Give it with --why, in a few words."
        )
    with session.open_diary() as diary:
        if why is None:
            receipt, why = _asked(session, diary, number)
        else:
            receipt = diary.withdraw(number, why)
    if as_json:
        session.screen.json(
            {
                "incident": number,
                "recorded_at": receipt.recorded_at,
                "withdrawn": True,
                "why": why.strip(),
                "fingerprint": receipt.fingerprint,
            }
        )
        return
    session.screen.line(f"Incident {number} is withdrawn. It stays readable, with the reason.")
    for line in receipt_lines(receipt):
        session.screen.line(line)


def _asked(session: Session, diary: "Diary", number: int) -> tuple[Receipt, str]:
    """Shows the incident, asks for the reason, and records it."""
    incident = diary.incident(number)
    with Asking(session, diary, f"withdraw {number}") as asking:
        asking.session.screen.note(f"Incident {number}, {when_in_words(incident.account.when)}")
        asking.session.screen.note(in_short(incident))
        asking.ask(_QUESTIONS)
        why = asking.answers.get("why", "")
        return diary.withdraw(number, why, draft=asking.draft), why
