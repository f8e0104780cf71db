"""`mark`: messages that the report is to show."""

from typing import Annotated

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.message_lines import show_messages
from stalkdiary.cli.options import flag
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import receipt_lines
from stalkdiary.errors import AnswerNeeded, InputRefused
from stalkdiary.model.incident import MOST_TIMES

EXAMPLES = (
    "stalkdiary mark 12 340 342",
    (
        "stalkdiary mark 12 342 --undo\n\n'stalkdiary show 12' and 'stalkdiary messages' show "
        "the numbers of messages."
    ),
)
_MARKED = "stand in the report under their incident, however many there are that day"


def mark(
    context: typer.Context,
    number: options.Number,
    messages: Annotated[
        list[int] | None,
        typer.Argument(
            min=1, max=options.MOST, metavar="[MESSAGE]...", help="The numbers of the messages."
        ),
    ] = None,
    undo: Annotated[bool, flag("--undo", "Take the marks back. Both stay in the history.")] = False,
    as_json: options.Json = False,
) -> None:
    """Mark messages of an incident that the report is to show."""
    session: Session = context.obj
    with session.open_diary() as diary:
        wanted = list(messages or ())
        if not wanted:
            diary.incident(number)
            held = list(diary.messages(number))
            if not held:
                raise AnswerNeeded(
                    f"Incident {number} has no messages from an import.", "Nothing was saved."
                )
            if not session.may_ask:
                raise AnswerNeeded(
                    "Which messages?",
                    f"Nothing was saved. Give their numbers, such as: stalkdiary mark {number} "
                    f"{held[0].number}. 'stalkdiary show {number}' shows them.",
                )
            show_messages(session.screen, held, diary.marks())
            wanted = _asked()
            if not wanted:
                session.screen.note("Nothing was marked.")
                return
        before = diary.marked()
        receipt = diary.mark(number, wanted, undo=undo)
        changed = sorted(before ^ diary.marked())
    if as_json:
        session.screen.json(
            {
                "incident": number,
                "messages": changed,
                "marked": not undo,
                "recorded_at": receipt.recorded_at,
                "fingerprint": receipt.fingerprint,
            }
        )
        return
    named = f"message{'s' if len(changed) > 1 else ''} {', '.join(map(str, changed))}"
    if undo:
        session.screen.line(f"The mark is off {named}. The history keeps both.")
    else:
        session.screen.line(f"Marked: {named}. Marked messages {_MARKED}.")
    session.screen.lines(receipt_lines(receipt))


def _asked() -> list[int]:
    """The numbers that are typed; none for Enter."""
    text = prompts.line("Which numbers? For example: 340 342. Enter: none")
    found = text.replace(",", " ").replace(" and ", " ").split()
    if not all(each.isdecimal() and 0 < int(each) <= MOST_TIMES for each in found):
        raise InputRefused(
            "The numbers of messages are whole numbers.", "Nothing was saved. Try again."
        )
    return [int(each) for each in found]
