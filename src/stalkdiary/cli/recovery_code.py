"""`recovery-code`: show the recovery code again."""

import typer

from stalkdiary.cli import options
from stalkdiary.cli.protection import show_recovery_code
from stalkdiary.cli.session import Session
from stalkdiary.errors import NothingMatched
from stalkdiary.model.recovery_code import recovery_code as code_of

EXAMPLES = ("stalkdiary recovery-code",)


def recovery_code(context: typer.Context, as_json: options.Json = False) -> None:
    """Show the code for a forgotten passphrase."""
    session: Session = context.obj
    with session.open_diary() as diary:
        key = diary.key
    if key is None:
        raise NothingMatched(
            "This diary has no passphrase, so it needs no recovery code.",
            "To give it a passphrase: stalkdiary passphrase",
        )
    if as_json:
        session.screen.json({"recovery_code": code_of(key)})
    else:
        show_recovery_code(session, key)
