"""`withdraw`: mark an incident as withdrawn. It stays readable, with its reason."""

from typing import TYPE_CHECKING, Annotated

import typer

from stalkdiary.cli import options
from stalkdiary.cli.asking import Asking, Question
from stalkdiary.cli.options import Text, flag, option
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import in_short, receipt_lines, when_in_words
from stalkdiary.model.receipt import Receipt
from stalkdiary.model.text import given_text

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

_QUESTIONS = (Question(name="why", words="Is there a reason to note? You can leave it out."),)

EXAMPLES = ("stalkdiary withdraw 3 --why 'It was the neighbour'", "stalkdiary withdraw 3 --undo")


def withdraw(
    context: typer.Context,
    number: options.Number,
    why: Annotated[Text, option("The reason. It stays with it.")] = None,
    undo: Annotated[bool, flag("--undo", "Bring it back. Both stay in its history.")] = False,
    as_json: options.Json = False,
) -> None:
    """Mark an incident as withdrawn. Nothing is erased; it is counted no more."""
    session: Session = context.obj
    session.mind_the_history(why)
    why = None if why is None else given_text(why, "the reason")
    with session.open_diary() as diary:
        if undo:
            receipt = diary.restore(number, why)
        elif why is None and session.may_ask:
            receipt, why = _asked(session, diary, number)
        else:
            receipt = diary.withdraw(number, why)
    if as_json:
        session.screen.json(
            {
                "incident": number,
                "recorded_at": receipt.recorded_at,
                "withdrawn": not undo,
                "why": why,
                "fingerprint": receipt.fingerprint,
            }
        )
        return
    if undo:
        session.screen.line(f"Incident {number} is back. Its history says that it was withdrawn.")
    else:
        session.screen.line(f"Incident {number} is withdrawn. It stays readable.")
    session.screen.lines(receipt_lines(receipt))


def _asked(session: Session, diary: "Diary", number: int) -> tuple[Receipt, str | None]:
    incident = diary.incident(number)
    if incident.withdrawn:
        return diary.withdraw(number), None  # refused, before anything is asked
    with Asking(session, diary, f"withdraw {number}") as asking:
        session.screen.note(f"Incident {number}, {when_in_words(incident.account.when)}")
        session.screen.note(in_short(incident))
        asking.ask(_QUESTIONS)
        why = asking.answers.get("why")
        return diary.withdraw(number, why, draft=asking.draft), why
