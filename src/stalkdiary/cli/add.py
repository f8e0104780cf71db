"""`add`: record an incident, by questions at a terminal or from options and standard input."""

from typing import TYPE_CHECKING

import typer

from stalkdiary.cli import options
from stalkdiary.cli.answers import Answers, Understanding, answered_by_options
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import help_lines, receipt_lines, when_in_words
from stalkdiary.model.incident import Account
from stalkdiary.usecases.progress import bytes_of

if TYPE_CHECKING:
    from stalkdiary.diary import Diary
    from stalkdiary.model.receipt import Receipt


EXAMPLES = (
    "stalkdiary add",
    "stalkdiary add --what-file note.txt --when 'yesterday 21:30' --attach photo.jpg",
    "echo 'He was outside again' | stalkdiary add --when now --type loitering",
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
        if not asks:
            saved = _saved(session, understanding, diary, answers, captured)
        else:
            from stalkdiary.cli.asking import Asking
            from stalkdiary.cli.interview import interview, taken_into

            with Asking(session, diary, "add", given=answers.given()) as asking:
                interview(asking, understanding, answers)
                taken_into(answers, asking)
                saved = _saved(session, understanding, diary, answers, captured, draft=asking.draft)
        _tell(session, diary.incident(saved.number).account, saved, as_json=as_json)


def _diary(session: Session, *, starts: bool) -> "Diary":
    """The diary; at a terminal a new one is started where there is none."""
    if starts and session.is_new:
        from stalkdiary.cli.init import first_run

        return first_run(session)
    return session.open_diary()


def _saved(
    session: Session,
    understanding: Understanding,
    diary: "Diary",
    answers: Answers,
    captured: str | None,
    *,
    draft: int | None = None,
) -> "Receipt":
    files = answers.paths()
    account = understanding.account(answers)
    with session.screen.progress("Keeping the files", bytes_of(files)) as progress:
        return diary.add(
            account, files, person=answers.person, captured=captured, draft=draft, progress=progress
        )


def _tell(session: Session, account: Account, receipt: "Receipt", *, as_json: bool) -> None:
    screen = session.screen
    if as_json:
        screen.json(
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
        return
    screen.line(f"Saved as incident {receipt.number}.")
    screen.lines(help_lines(account.types))
    screen.line(f"When: {when_in_words(account.when)}")
    screen.lines(receipt_lines(receipt))
