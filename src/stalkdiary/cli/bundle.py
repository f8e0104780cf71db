"""`bundle`: everything that the police need to check what they are given, in one folder."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.answers import said
from stalkdiary.cli.files import at_home, dated_name
from stalkdiary.cli.init import warn_if_synced
from stalkdiary.cli.leaving import Yes, warn_of_leaving
from stalkdiary.cli.options import flag, option
from stalkdiary.cli.pictures import LeaveOut, Pictures, tell_pictures
from stalkdiary.cli.protection import new_passphrase
from stalkdiary.cli.redaction import Redact, RedactFile, counts_of, phrases_of, tell, unless_absent
from stalkdiary.cli.selection import selection_of
from stalkdiary.cli.session import Session, first_line
from stalkdiary.cli.wording import size
from stalkdiary.errors import AnswerNeeded, shown
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.picture_size import PictureSize

if TYPE_CHECKING:
    from stalkdiary.cli.screen import Screen
    from stalkdiary.usecases.bundle import MadeBundle

EXAMPLES = (
    "stalkdiary bundle",
    "stalkdiary bundle --since '1 March' --for 'PC Smith, Sussex Police' /media/stick/bundle.zip",
    "stalkdiary bundle --redact-file private.txt --leave-out AB/3 --protect bundle.zip",
)
_ZIP = ".zip"


def bundle(
    context: typer.Context,
    dest: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DEST]", help="A new folder, or a new file whose name ends in .zip."
        ),
    ] = None,
    since: options.Since = None,
    until: options.LastDay = None,
    person: options.PersonName = None,
    recipient: options.Recipient = None,
    redact: Redact = None,
    redact_file: RedactFile = None,
    pictures: Pictures = PictureSize.all,
    leave_out: LeaveOut = None,
    protect: Annotated[
        bool,
        flag(
            "--protect",
            "Ask for a password for the zip file (AES-256). 7-Zip and WinZip open it; "
            "Windows Explorer alone does not. Names and sizes of the files in it can be seen.",
        ),
    ] = False,
    password_file: Annotated[
        Path | None,
        option("The same, with the password on the first line of this file.", metavar="FILE"),
    ] = None,
    label: options.Label = None,
    yes: Yes = False,
    as_json: options.Json = False,
) -> None:
    """Make a folder or zip file that anybody can check, with ordinary tools and without a diary.

    The report, the files of the exhibits, the ledger, the timestamps, and how to check them. With
    --since, --until or --person, what is left out is shown as left out: its number and its date,
    not its words.
    """
    from stalkdiary.usecases.bundle import BundleOptions, is_zip, write_bundle
    from stalkdiary.usecases.pictures import pictured

    session: Session = context.obj
    screen = session.screen
    now = datetime.now().astimezone()
    protect = protect or password_file is not None
    target = at_home(
        dated_name("bundle", now.date(), _ZIP if protect else "", given=dest, label=label)
    )
    if protect and not is_zip(target):
        raise AnswerNeeded(
            "Only a zip file can have a password.",
            f"Nothing was written. Let its name end in .zip: {shown(target)}.zip",
        )
    wanted = BundleOptions(
        recipient=said(recipient, "who it is for"),
        phrases=phrases_of(redact, redact_file),
        left_out=leave_out or (),
        pictures=pictures,
        password=_password(session, password_file) if protect else None,
    )
    with session.open_diary() as diary:
        selection = selection_of(diary, since=since, until=until, person=person)
        if pictures is not PictureSize.none:
            refs = pictured(diary, selection, wanted.left_out)
            tell_pictures(screen, refs, redacted=bool(wanted.phrases))
        warn_if_synced(session, target, "The bundle")
        if diary.key is not None and not protect:
            warn_of_leaving(session, diary, "The bundle", yes=yes)
        wanted = replace(wanted, selection=selection)
        watch = partial(screen.progress, "Writing and reading back")
        made = unless_absent(
            session,
            wanted,
            lambda wanted: write_bundle(diary, target, wanted, now=now, watch=watch),
        )
    if as_json:
        screen.json(document_of(made))
    else:
        _show(screen, made)
    tell(session, made.redacted)
    if made.unsearched:
        screen.note(
            f"Not searched, and in the bundle: the files of {', '.join(made.unsearched)}. Leave "
            "out with --leave-out what should not go."
        )


def document_of(made: "MadeBundle") -> dict[str, Any]:
    """What `bundle --json` prints."""
    noted = made.noted()
    return {
        "file": shown(made.file),
        **{name: noted[name] for name in ("format", "for", "incidents", "fingerprint")},
        "protected": made.protected,
        "entries": made.entries,
        "left_out": made.by_hash,
        "exhibits": list(made.exhibits),
        "exhibits_left_out": list(made.exhibits_left_out),
        "timestamps": made.timestamps,
        "bytes": made.bytes,
        "seal": made.seal,
        "redacted": counts_of(made.redacted, entries=True),
        "unsearched": list(made.unsearched),
    }


def _show(screen: "Screen", made: "MadeBundle") -> None:
    screen.line(f"The bundle is at {shown(made.file)}, checked and complete.")
    screen.line(
        f"Entries: {made.entries}, of which {made.by_hash} by their hash alone. "
        f"Exhibits: {len(made.exhibits)}, {size(made.bytes)}."
    )
    if made.exhibits_left_out:
        screen.line(f"Exhibits left out: {', '.join(made.exhibits_left_out)}.")
    screen.line(f"Check code: {short_fingerprint(made.fingerprint)}")
    screen.line(f"Seal of this bundle (SHA-256 of tagmanifest-sha256.txt): {made.seal}")
    screen.line("HOW-TO-CHECK.pdf in it says how to check it. Note the check code somewhere else.")
    screen.line(
        "Give the seal to whoever gets the bundle, apart from it: on paper, or read out by phone. "
        "It shows that no byte of the bundle was changed on the way. The diary keeps it."
    )


def _password(session: Session, file: Path | None) -> bytes:
    from stalkdiary.usecases.bundle import as_password

    if file is not None:
        return as_password(first_line(file))
    if not session.may_ask:
        raise AnswerNeeded(
            "What is the password of the zip file?",
            "Run this in a terminal, or give --password-file FILE.",
        )
    session.screen.note("Pass it on by another way than the bundle: by phone, or on paper.")
    return as_password(new_passphrase(session, zipped=True))
