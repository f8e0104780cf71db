"""`add`: record an incident, by questions at a terminal or from options and standard input."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from stalkdiary.cli import options
from stalkdiary.cli.files import at_home, bytes_of, text_of_file
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import help_lines, receipt_lines
from stalkdiary.errors import AnswerNeeded, StalkdiaryError
from stalkdiary.model.incident import Account
from stalkdiary.model.receipt import Receipt
from stalkdiary.usecases.answers import Answers, Understanding, said

if TYPE_CHECKING:
    from stalkdiary.cli.interview import Draft
    from stalkdiary.diary import Diary


EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary add\n\n"
    "  stalkdiary add --what-file note.txt --when 'yesterday 21:30' --attach photo.jpg\n\n"
    "  echo 'He was outside again' | stalkdiary add --when now --type loitering"
)


def add(
    context: typer.Context,
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
    captured: options.Captured = None,
    as_json: options.Json = False,
) -> None:
    """Record an incident. At a terminal you are asked, one question at a time."""
    session: Session = context.obj
    answers = Answers(
        when=when,
        until=until,
        noticed=noticed,
        where=where,
        types=types,
        person=person,
        channel=channel,
        felt=felt,
        witnesses=witnesses,
        appearance=appearance,
        vehicle=vehicle,
        response=response,
        police_ref=police_ref,
        breach=breach,
        times=times,
        files=[str(file) for file in attach or ()],
    )
    if what is not None and what_file is not None:
        raise AnswerNeeded(
            "There are two accounts: --what and --what-file.", "Nothing was saved. Give one."
        )
    session.mind_the_history(what, *answers.free_texts())
    asks = what is None and what_file is None and session.may_ask
    if not asks:
        answers.what = (
            what
            if what is not None
            else text_of_file("-" if what_file is None else what_file, sys.stdin)
        )
    with _diary(session, starts=asks) as diary:
        understanding = Understanding.of(diary, timezone)
        draft = None
        if asks:
            from stalkdiary.cli.interview import interview

            draft = interview(session, understanding, diary, answers)
        _save(session, understanding, diary, answers, captured, draft=draft, as_json=as_json)


def _diary(session: Session, *, starts: bool) -> "Diary":
    """The diary; at a terminal a new one is started where there is none."""
    if starts and session.is_new:
        from stalkdiary.cli.init import first_run

        return first_run(session)
    return session.open_diary()


def _save(
    session: Session,
    understanding: Understanding,
    diary: "Diary",
    answers: Answers,
    captured: str | None,
    *,
    draft: "Draft | None",
    as_json: bool,
) -> None:
    files = [at_home(Path(file)) for file in answers.files or ()]
    try:
        account = understanding.account(answers)
        with session.screen.progress("Keeping the files", bytes_of(files)) as progress:
            receipt = diary.add(
                account,
                files,
                person=said(answers.person, "the person"),
                captured=said(captured, "how it was captured"),
                draft=None if draft is None else draft.number,
                progress=progress,
            )
    except (StalkdiaryError, KeyboardInterrupt):
        if draft is not None:
            _keep_words(session, draft, answers)
        raise
    if as_json:
        session.screen.json(
            {
                "incident": receipt.number,
                "recorded_at": receipt.recorded_at,
                "types": list(account.types),
                "exhibits": [
                    {"ref": each.ref, "sha256": each.sha256, "bytes": each.bytes, "name": each.name}
                    for each in receipt.exhibits
                ],
                "fingerprint": receipt.fingerprint,
                "when": account.when.to_json(),
            }
        )
    else:
        _tell(session, account, receipt)


def _keep_words(session: Session, draft: "Draft", answers: Answers) -> None:
    """Keeps what was typed as a draft; where the diary takes nothing, on the screen."""
    try:
        draft.keep(answers)
    except StalkdiaryError:
        session.screen.note("Not even a draft could be kept. This is what you typed:")
        session.screen.note(answers.what or "")
    else:
        session.screen.note("What you typed is kept as a draft: 'stalkdiary add' offers it.")


def _tell(session: Session, account: Account, receipt: Receipt) -> None:
    screen = session.screen
    screen.line(f"Saved as incident {receipt.number}.")
    for line in help_lines(account.types):
        screen.line(line)
    screen.line(f"When: {account.when.in_words()}")
    for line in receipt_lines(receipt):
        screen.line(line)
