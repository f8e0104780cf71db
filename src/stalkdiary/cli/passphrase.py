"""`passphrase`: set, change or remove the passphrase of the diary."""

from pathlib import Path
from typing import Annotated

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.options import flag, option
from stalkdiary.cli.protection import new_passphrase, show_recovery_code
from stalkdiary.cli.session import Session, first_line
from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.recovery_code import recovery_code

EXAMPLES = ("stalkdiary passphrase", "stalkdiary passphrase --remove")


def passphrase(
    context: typer.Context,
    new_file: Annotated[
        Path | None,
        option(
            "Read the new passphrase from the first line of this file.",
            "--new-passphrase-file",
            metavar="FILE",
        ),
    ] = None,
    remove: Annotated[
        bool, flag("--remove", "Leave the diary readable to whoever has the file.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Set, change or remove the passphrase. The recovery code changes with it."""
    session: Session = context.obj
    if remove and new_file is not None:
        raise AnswerNeeded("Remove the passphrase, or change it?", "Nothing was changed. Give one.")
    if not remove and new_file is None and not session.may_ask:
        raise AnswerNeeded(
            "What is the new passphrase?",
            "Run this in a terminal, or give --new-passphrase-file FILE, or --remove.",
        )
    with session.open_diary() as diary:
        had_code = diary.key is not None
        if remove and session.may_ask and diary.key is not None:
            sure = "Without a passphrase whoever has the file can read it. Remove it?"
            if not prompts.yes(sure, default=False):
                session.screen.note("Nothing was changed.")
                return
        wanted = None
        if not remove:
            wanted = first_line(new_file) if new_file is not None else new_passphrase(session)
        with session.screen.progress("Checking the new copy", diary.evidence_bytes) as progress:
            diary.change_passphrase(wanted, progress)
        key = diary.key
    if as_json:
        session.screen.json(
            {
                "encrypted": key is not None,
                "recovery_code": None if key is None else recovery_code(key),
            }
        )
    elif key is None:
        session.screen.line("The diary has no passphrase now.")
    else:
        show_recovery_code(session, key)
        session.screen.line("The diary has its new passphrase. Older copies keep the old one.")
        if had_code:
            session.screen.line(
                "The recovery code has changed, too. A paper with the earlier code is out of date: "
                "it opens only older copies."
            )
