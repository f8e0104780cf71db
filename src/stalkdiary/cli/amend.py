"""`amend`: later knowledge about an incident. Both versions stay."""

from typing import Annotated

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.answers import Answers, Understanding, answered_by_options
from stalkdiary.cli.files import bytes_of
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import help_lines, receipt_lines, when_in_words
from stalkdiary.errors import AnswerNeeded

EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary amend 3 --where 'outside work' --why 'I had the place wrong'\n\n"
    "  stalkdiary amend 3 --police-ref 42/1234/26"
)


@answered_by_options
def amend(
    context: typer.Context,
    number: options.Number,
    *,
    why: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The reason for the change.")
    ] = None,
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
    files = answers.paths()
    asks = session.may_ask and not answers.given()
    with session.open_diary() as diary:
        draft = None
        if asks:
            from stalkdiary.cli.interview import revise

            draft = revise(session, diary, answers, diary.incident(number))
            why = why or prompts.line("A word on what has changed? It stays with it.") or None
        changes = Understanding.of(diary, answers.timezone).changes(answers)
        with session.screen.progress("Keeping the files", bytes_of(files)) as progress:
            receipt = diary.amend(number, changes, why=why, files=files, progress=progress)
        account = diary.incident(number).account
        if draft is not None:
            draft.discard()
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
    for line in help_lines(account.types if "types" in changes.given() else ()):
        session.screen.line(line)
    for line in receipt_lines(receipt):
        session.screen.line(line)
