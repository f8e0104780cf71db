"""`init`: the notice before the first line is written, and a new diary."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.options import Text, flag, option
from stalkdiary.cli.protection import chosen_passphrase, show_recovery_code
from stalkdiary.cli.session import Session, first_line
from stalkdiary.errors import AnswerNeeded, InputRefused, NoDiary, shown
from stalkdiary.model.accepted import accepted_initials
from stalkdiary.model.case import NO_INITIALS
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.recovery_code import recovery_code
from stalkdiary.model.timezone import find_timezone, machine_timezone

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

EXAMPLES = ("stalkdiary init", "stalkdiary --diary /media/stick/notes.db init --initials AB")

_NOTICE = """\
Before anything is written

Is this computer only yours? Somebody who can use it, or who has put a program on it to watch, \
may see that this program is here, and what you type. A computer that they have never touched is \
safer: a friend's, one at work, one in a library. If you stop using this one from one day to the \
next, that can be noticed too.

The diary is one file. With a passphrase nobody can read it without that. What it can't hide: \
that the program is installed, that the file exists, its size, and when it was last changed.

In danger now: 999. If you can't speak, on a mobile: 999, then 55 when asked.
Nothing here leaves this computer by itself. It does not call for help: nobody \
sees this unless you show them.
Ctrl-C leaves at once, here and at every question after this, and clears the screen.
"""


def init(
    context: typer.Context,
    no_passphrase: Annotated[
        bool, flag("--no-passphrase", "Leave the file readable to whoever has it.")
    ] = False,
    initials: Annotated[
        Text, option("What exhibit references begin with: AB/1, AB/2.", metavar="AB")
    ] = None,
    timezone: Annotated[
        Text, option("Where times are meant, such as Europe/London.", metavar="ZONE")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Start a diary.

    A short notice first, then a choice of protection, and a recovery code.
    """
    session: Session = context.obj
    zone = machine_timezone() if timezone is None else find_timezone(timezone)
    checked = None if initials is None else accepted_initials(initials)
    if session.may_ask and not no_passphrase and session.passphrase_file is None:
        first_run(session, initials=checked, timezone=zone, as_json=as_json).close()
        return
    warn_if_synced(session, session.diary_path, "The diary")
    passphrase = None
    if not no_passphrase:
        if session.passphrase_file is None:
            raise AnswerNeeded(
                "Should the diary have a passphrase?",
                "Run 'stalkdiary init' in a terminal, or give --passphrase-file FILE, or "
                "'init --no-passphrase'.",
            )
        passphrase = first_line(session.passphrase_file)
    _create(session, passphrase, initials=checked, timezone=zone, as_json=as_json).close()


def first_run(
    session: Session,
    *,
    initials: str | None = None,
    timezone: str | None = None,
    as_json: bool = False,
) -> "Diary":
    """The notice, the choices, and the new diary, asked for at a terminal.

    Raises:
        NoDiary: the person decided not to start one. Nothing was written.
    """
    path = session.diary_path
    if not session.is_new:
        raise InputRefused(
            f"There is a diary at {shown(path)} already.", "Add to it: stalkdiary add"
        )
    session.screen.note(_NOTICE)
    warn_if_synced(session, path, "The diary")
    if not prompts.yes("Start a diary on this computer?", default=False):
        raise NoDiary("Nothing was written.", "People to talk to: stalkdiary help-contacts")
    if session.passphrase_file is not None:
        passphrase: str | None = first_line(session.passphrase_file)
    else:
        passphrase = chosen_passphrase(session)
    while initials is None:
        text = prompts.line(
            "What are your initials? They begin each exhibit number, such as AB/1. Enter skips."
        )
        try:
            initials = accepted_initials(text) if text else NO_INITIALS
        except InputRefused as error:
            session.screen.note(f"{error.sentence}\n{error.advice}")
    return _create(session, passphrase, initials=initials, timezone=timezone, as_json=as_json)


def warn_if_synced(session: Session, path: Path, what: str) -> None:
    """Says what it means that `what` lies, or would lie, in a folder that is copied elsewhere."""
    from stalkdiary.cli.synced import synced_service

    service = synced_service(path)
    if service is not None:
        session.screen.note(
            f"{what} is in a folder of {service}. What is in such a folder is copied over the "
            "internet, and to every device that is signed in to the same account. Whoever knows "
            "that account can see the file and when it changes, and can delete it; without a "
            "passphrase they can read it. A folder that is not copied, or a USB stick, is safer."
        )


def _create(
    session: Session,
    passphrase: str | None,
    *,
    initials: str | None,
    timezone: str | None,
    as_json: bool,
) -> "Diary":
    from stalkdiary.diary import Diary

    path: Path = session.diary_path
    zone = timezone or machine_timezone()
    diary = Diary.create(path, passphrase, initials=initials or NO_INITIALS, timezone=zone)
    session.opened.append(diary)
    if as_json:
        session.screen.json(
            {
                "diary": shown(path),
                "encrypted": diary.key is not None,
                "recovery_code": None if diary.key is None else recovery_code(diary.key),
                "timezone": zone,
                "fingerprint": diary.fingerprint,
            }
        )
        return diary
    if diary.key is not None:
        show_recovery_code(session, diary.key)
    session.screen.line(f"The diary is at {shown(path)}.")
    session.screen.line(f"Check code: {short_fingerprint(diary.fingerprint)}")
    if diary.key is None:
        session.screen.note("It has no passphrase. To give it one: stalkdiary passphrase")
    return diary
