"""`amend`: later knowledge about an incident. Both versions stay."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.answers import Answers, Understanding, answered_by_options
from stalkdiary.cli.options import Text, option
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import help_lines, receipt_lines, when_in_words
from stalkdiary.errors import AnswerNeeded, ChangedMeanwhile
from stalkdiary.model.changes import Changes
from stalkdiary.model.incident import Incident
from stalkdiary.model.receipt import Receipt
from stalkdiary.usecases.progress import bytes_of

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

EXAMPLES = (
    "stalkdiary amend 3 --where 'outside work' --why 'I had the place wrong'",
    "stalkdiary amend 3 --police-ref 42/1234/26",
)


@answered_by_options
def amend(
    context: typer.Context,
    number: options.Number,
    *,
    why: Annotated[Text, option("The reason for the change.")] = None,
    answers: Answers,
    as_json: options.Json = False,
) -> None:
    """Record what you know now about an incident. The first version stays readable.

    What you give takes the place of what was there; an empty option clears it; what you leave out
    stays.
    """
    session: Session = context.obj
    if answers.until is not None and answers.when is None:
        raise AnswerNeeded(
            "The end of a time needs its beginning.", "Nothing was saved. Give --when as well."
        )
    session.mind_the_history(answers.what, why, *answers.free_texts())
    answers.read_words()
    asks = session.may_ask and not answers.given()
    with session.open_diary() as diary:
        understanding = Understanding.of(diary, answers.timezone)
        if asks:
            receipt, changes = _asked(session, understanding, diary, number, answers, why)
        else:
            changes = understanding.changes(answers)
            receipt = _amended(session, diary, number, changes, why, answers.paths())
        account = diary.incident(number).account
    if as_json:
        session.screen.json(
            {
                "incident": receipt.number,
                "recorded_at": receipt.recorded_at,
                "changed": list(changes.given()),
                "exhibits": [each.listed() for each in receipt.exhibits],
                "fingerprint": receipt.fingerprint,
            }
        )
        return
    session.screen.line(f"Incident {number} is amended. The earlier version stays.")
    if "when" in changes.given():
        session.screen.line(f"When: {when_in_words(account.when)}")
    session.screen.lines(help_lines(account.types if "types" in changes.given() else ()))
    session.screen.lines(receipt_lines(receipt))


def _asked(
    session: Session,
    understanding: Understanding,
    diary: "Diary",
    number: int,
    answers: Answers,
    why: str | None,
) -> tuple[Receipt, Changes]:
    from stalkdiary.cli import prompts
    from stalkdiary.cli.asking import Asking
    from stalkdiary.cli.interview import known_of, revise, show_what_changed, taken_into

    incident = diary.incident(number)
    given = {} if why is None else {"why": why}
    before = known_of(incident)
    with Asking(session, diary, f"amend {number}", given=given, before=before) as asking:
        revise(asking, understanding, incident)
        taken_into(answers, asking)
        cleared: dict[str, Any] = {
            name: None
            for name, answer in asking.answers.items()
            if not answer and name in before and name != "files"
        }
        changes = replace(understanding.changes(answers), **cleared)
        why, files = asking.answers.get("why"), answers.paths()
        while True:
            try:
                return (
                    _amended(
                        session, diary, number, changes, why, files, asking.draft, seen=incident
                    ),
                    changes,
                )
            except ChangedMeanwhile as error:
                seen, incident = incident, diary.incident(number)
                session.screen.note(error.sentence)
                show_what_changed(asking, seen, incident)
                if not prompts.yes("Save your changes as well? Every version stays.", default=True):
                    raise


def _amended(
    session: Session,
    diary: "Diary",
    number: int,
    changes: Changes,
    why: str | None,
    files: list[Path],
    draft: int | None = None,
    *,
    seen: Incident | None = None,
) -> Receipt:
    with session.screen.progress("Keeping the files", bytes_of(files)) as progress:
        return diary.amend(
            number, changes, why=why, files=files, draft=draft, seen=seen, progress=progress
        )
