"""`add`: record an incident, by questions at a terminal or from options and standard input."""

from typing import TYPE_CHECKING

import typer

from stalkdiary.cli import options
from stalkdiary.cli.answers import Answers, Understanding, answered_by_options
from stalkdiary.cli.files import bytes_of
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import help_lines, receipt_lines, when_in_words
from stalkdiary.errors import StalkdiaryError
from stalkdiary.model.incident import Account
from stalkdiary.model.receipt import Receipt

if TYPE_CHECKING:
    from stalkdiary.cli.interview import Draft
    from stalkdiary.diary import Diary


EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary add\n\n"
    "  stalkdiary add --what-file note.txt --when 'yesterday 21:30' --attach photo.jpg\n\n"
    "  echo 'He was outside again' | stalkdiary add --when now --type loitering"
)


@answered_by_options
def add(
    context: typer.Context,
    answers: Answers,
    captured: options.Captured = None,
    as_json: options.Json = False,
) -> None:
    """Record an incident. At a terminal you are asked, one question at a time."""
    session: Session = context.obj
    session.mind_the_history(answers.what, *answers.free_texts())
    asks = answers.what is None and answers.what_file is None and session.may_ask
    if not asks and answers.what is None and answers.what_file is None:
        answers.what_file = "-"
    answers.read_words()
    with _diary(session, starts=asks) as diary:
        understanding = Understanding.of(diary, answers.timezone)
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
    files = answers.paths()
    try:
        account = understanding.account(answers)
        with session.screen.progress("Keeping the files", bytes_of(files)) as progress:
            receipt = diary.add(
                account,
                files,
                person=answers.person,
                captured=captured,
                draft=None if draft is None else draft.number,
                progress=progress,
            )
    except (StalkdiaryError, KeyboardInterrupt):
        if draft is not None:
            _keep_words(session, draft, answers)
        raise
    saved = diary.incident(receipt.number).account
    if as_json:
        session.screen.json(
            {
                "incident": receipt.number,
                "recorded_at": receipt.recorded_at,
                "types": list(saved.types),
                "exhibits": [
                    {"ref": each.ref, "sha256": each.sha256, "bytes": each.bytes, "name": each.name}
                    for each in receipt.exhibits
                ],
                "fingerprint": receipt.fingerprint,
                "when": saved.when.to_json(),
            }
        )
    else:
        _tell(session, saved, receipt)


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
    screen.line(f"When: {when_in_words(account.when)}")
    for line in receipt_lines(receipt):
        screen.line(line)
