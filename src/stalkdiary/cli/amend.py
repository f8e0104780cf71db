"""`amend`: later knowledge about an incident. Both versions stay."""

from typing import Annotated

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.files import at_home, bytes_of, text_of_file
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import help_lines, receipt_lines
from stalkdiary.errors import AnswerNeeded
from stalkdiary.usecases.answers import Answers, Understanding, said

EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary amend 3 --where 'outside work' --why 'I had the place wrong'\n\n"
    "  stalkdiary amend 3 --police-ref 42/1234/26"
)


def amend(
    context: typer.Context,
    number: options.Number,
    why: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The reason for the change.")
    ] = None,
    what: options.What = None,
    what_file: options.WhatFile = None,
    when: options.When = None,
    until: options.Until = None,
    noticed: options.Noticed = None,
    where: options.Where = None,
    types: options.Types = None,
    person: options.PersonName = None,
    channel: options.Channel = None,
    felt: options.Felt = None,
    witnesses: options.Witnesses = None,
    appearance: options.Appearance = None,
    vehicle: options.Vehicle = None,
    response: options.Response = None,
    police_ref: options.PoliceRef = None,
    breach: options.Breach = None,
    times: options.Times = None,
    timezone: options.Timezone = None,
    attach: options.Attach = None,
    as_json: options.Json = False,
) -> None:
    """Record what you know now about an incident. The first version stays readable.

    What you give takes the place of what was there; what you leave out stays.
    """
    import sys

    session: Session = context.obj
    if until is not None and when is None:
        raise AnswerNeeded(
            "The end of a time needs its beginning.", "Nothing was saved. Give --when as well."
        )
    if what is not None and what_file is not None:
        raise AnswerNeeded(
            "There are two accounts: --what and --what-file.", "Nothing was saved. Give one."
        )
    if what_file is not None:
        what = text_of_file(what_file, sys.stdin)
    answers = Answers(
        what=what,
        when=when,
        until=until,
        noticed=noticed,
        where=where,
        types=types,
        channel=channel,
        felt=felt,
        witnesses=witnesses,
        appearance=appearance,
        vehicle=vehicle,
        response=response,
        police_ref=police_ref,
        breach=breach,
        times=times,
    )
    typed = None if what_file is not None else what
    session.mind_the_history(typed, why, person, *answers.free_texts())
    files = [at_home(file) for file in attach or ()]
    asks = session.may_ask and not (answers.given() or person or files)
    with session.open_diary() as diary:
        draft = None
        if asks:
            from stalkdiary.cli.interview import revise

            draft = revise(session, diary, answers, diary.incident(number))
            person, answers.person = answers.person, None
            why = why or prompts.line("A word on what has changed? It stays with it.") or None
        changes = Understanding.of(diary, timezone).changes(answers)
        with session.screen.progress("Keeping the files", bytes_of(files)) as progress:
            receipt = diary.amend(
                number,
                changes,
                why=said(why, "the reason"),
                files=files,
                person=said(person, "the person"),
                progress=progress,
            )
        if draft is not None:
            draft.discard()
    if as_json:
        session.screen.json(
            {
                "incident": receipt.number,
                "recorded_at": receipt.recorded_at,
                "changed": [*changes, *(["person"] if person is not None else [])],
                "exhibits": [each.listed() for each in receipt.exhibits],
                "fingerprint": receipt.fingerprint,
            }
        )
        return
    session.screen.line(f"Incident {number} is amended. The earlier version stays.")
    for line in help_lines(changes.get("types", ())):
        session.screen.line(line)
    for line in receipt_lines(receipt):
        session.screen.line(line)
