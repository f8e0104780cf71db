"""`backup`: a second copy of the diary, on another disk or with somebody trusted."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.files import SEPARATORS, at_home, destination, is_there
from stalkdiary.cli.init import warn_if_synced
from stalkdiary.cli.options import flag, option
from stalkdiary.cli.protection import new_passphrase as typed_twice
from stalkdiary.cli.protection import show_recovery_code
from stalkdiary.cli.session import Session, first_line, hidden
from stalkdiary.cli.wording import UNNOTED, size
from stalkdiary.errors import AnswerNeeded, EvidenceAltered, shown
from stalkdiary.model.backup import Backup
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.recovery_code import recovery_code

EXAMPLES = (
    "stalkdiary backup /media/stick",
    "stalkdiary backup --new-passphrase /media/stick/for-sam.db",
)

_FILE, _FOLDER, _NOTHING = "file", "folder", "nothing"
_MADE = {
    _FILE: "A file of that name: the backup itself.",
    _FOLDER: "A folder of that name, with the backup in it.",
    _NOTHING: "Nothing. Leave it for now.",
}


def backup(
    context: typer.Context,
    dest: Annotated[
        str, typer.Argument(metavar="DEST", help="A folder, such as a USB stick, or a file.")
    ],
    new_passphrase: Annotated[
        bool,
        flag("--new-passphrase", "Give this copy a passphrase of its own, for somebody you trust."),
    ] = False,
    new_file: Annotated[
        Path | None,
        option(
            "The same, read from the first line of this file.",
            "--new-passphrase-file",
            metavar="FILE",
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Copy the diary to another place, and read the copy back.

    Only what is new is written where DEST holds an earlier backup. To restore, copy the file back.
    """
    session: Session = context.obj
    place = _meant(session, dest)
    if new_passphrase and new_file is None and not session.may_ask:
        raise AnswerNeeded(
            "What is the passphrase of the backup?",
            "Run this in a terminal, or give --new-passphrase-file FILE.",
        )
    with session.open_diary() as diary:
        from stalkdiary.usecases.backup import back_up, place_of

        target = place_of(place)
        warn_if_synced(session, diary.path, "The diary")
        warn_if_synced(session, target, "The backup")
        secret = None
        if new_file is not None:
            secret = first_line(new_file)
        elif new_passphrase and is_there(target):
            secret = hidden("Passphrase of the backup (or its recovery code): ")
        elif new_passphrase:
            secret = typed_twice(session)
        watch = partial(session.screen.progress, "Copying and reading back")
        done = back_up(diary, target, secret, watch)
        same_disk = _on_the_same_disk(diary.path, target)
        code = recovery_code(done.key) if done.key and secret is not None and done.made else None
    if as_json:
        session.screen.json(
            {
                "file": shown(done.file),
                "entries": done.entries,
                "new_entries": done.new_entries,
                "new_bytes": done.new_bytes,
                "fingerprint": done.fingerprint,
                "encrypted": done.key is not None,
                "recovery_code": code,
                "noted": done.noted,
                "findings": [each.to_json() for each in done.apart],
            }
        )
        _must_list_the_same(done)
        return
    if code is not None and done.key is not None:
        show_recovery_code(session, done.key)
    _show(session, done, own_passphrase=secret is not None)
    if not done.noted:
        session.screen.note(f"{UNNOTED} that this backup was made.")
    if same_disk:
        session.screen.note(
            "It is on the same disk as the diary: what happens to that disk happens to both."
        )
    _must_list_the_same(done)


def _must_list_the_same(done: Backup) -> None:
    """Says that the diary is not as it was written, where it lists something else.

    Raises:
        EvidenceAltered: so it is.
    """
    if done.apart:
        raise EvidenceAltered(
            "The backup has every entry, but the diary and the backup do not list the same: "
            f"{done.apart[0].where} was altered in one of them.",
            "Keep both as they are, and run 'stalkdiary verify' on each.",
        )


def _meant(session: Session, dest: str) -> Path:
    """The file or folder that is meant; one that is not there yet is asked about.

    Raises:
        AnswerNeeded: nobody can be asked, and the name ends as that of a folder does.
    """
    place = at_home(Path(dest))
    if not _is_missing(place):
        return destination(dest)
    is_folder = dest.endswith(SEPARATORS)
    if not session.may_ask:
        if is_folder:
            raise AnswerNeeded(
                f"There is no folder {shown(place)}.",
                "Nothing was written. Make the folder first, check that the disk is connected, or "
                "choose another.",
            )
        return place
    if place.suffix and not is_folder:
        return place
    session.screen.note(
        f"There is nothing at {shown(place)} yet. If it should be a stick, it is not connected."
    )
    chosen = prompts.choice("What should be made?", _MADE, default=_FOLDER if is_folder else _FILE)
    if chosen == _NOTHING:
        raise AnswerNeeded("Nothing was written.", "Connect the disk, then run this again.")
    if chosen == _FOLDER:
        from stalkdiary.usecases.backup import make_folder

        make_folder(place)
    return place


def _is_missing(place: Path) -> bool:
    """Whether nothing is there, in a folder that is."""
    try:
        place.stat()
    except FileNotFoundError:
        return place.absolute().parent.is_dir()
    except OSError:
        return False
    return False


def _show(session: Session, done: Backup, *, own_passphrase: bool) -> None:
    screen = session.screen
    screen.line(f"The backup is at {shown(done.file)}, checked and complete.")
    written = f"{done.new_entries} new" if not done.made else "all of them new"
    screen.line(f"Entries: {done.entries}, {written}. Files written: {size(done.new_bytes)}.")
    screen.line(f"Check code: {short_fingerprint(done.fingerprint)}")
    if done.key is None:
        screen.line("It has no passphrase: whoever finds it can read it.")
    else:
        whose = "a passphrase of its own" if own_passphrase else "the diary's passphrase"
        screen.line(f"It opens with {whose}.")
    screen.line("To restore, copy this file to where the diary was. It is a whole diary.")


def _on_the_same_disk(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.stat().st_dev == other.stat().st_dev
    return False
