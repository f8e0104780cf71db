"""`bundle`: everything that the police need to check what they are given, in one folder."""

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.answers import said
from stalkdiary.cli.files import at_home
from stalkdiary.cli.init import warn_if_synced
from stalkdiary.cli.protection import new_passphrase
from stalkdiary.cli.redaction import Redact, RedactFile, phrases_of
from stalkdiary.cli.selection import selection_of
from stalkdiary.cli.session import Session, first_line
from stalkdiary.cli.wording import size
from stalkdiary.errors import (
    AnswerNeeded,
    EvidenceAltered,
    InputRefused,
    NothingMatched,
    NotWritten,
    shown,
)
from stalkdiary.model.ledger import Entry, broken_links, short_fingerprint
from stalkdiary.model.phrases import Phrases
from stalkdiary.model.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from stalkdiary.cli.screen import Screen
    from stalkdiary.diary import Diary
    from stalkdiary.handover.bag import Target
    from stalkdiary.handover.contents import Contents
    from stalkdiary.reports.facts import Facts

EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary bundle\n\n"
    "  stalkdiary bundle --since '1 March' --for 'PC Smith, Sussex Police' /media/stick/bundle.zip"
    "\n\n"
    "  stalkdiary bundle --redact-file private.txt --leave-out AB/3 --protect bundle.zip"
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
    recipient: Annotated[
        str | None,
        typer.Option("--for", metavar="NAME", help="Who it is for. The ledger notes it."),
    ] = None,
    redact: Redact = None,
    redact_file: RedactFile = None,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(metavar="REF", help="Leave this exhibit out, such as AB/3. Repeatable."),
    ] = None,
    protect: Annotated[
        bool,
        typer.Option(
            "--protect",
            help="Ask for a password for the zip file (AES-256). 7-Zip and WinZip open it; "
            "Windows Explorer alone does not. Names and sizes of the files in it can be seen.",
        ),
    ] = False,
    password_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The same, with the password on the first line of this file."
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Make a folder or zip file that anybody can check, with ordinary tools and without a diary.

    The report, the files of the exhibits, the ledger, the timestamps, and how to check them. With
    --since, --until or --person, what is left out stays in the ledger by its hash alone.
    """
    session: Session = context.obj
    screen = session.screen
    now = datetime.now().astimezone()
    protect = protect or password_file is not None
    target = at_home(dest or _free_name(f"bundle-{now.date()}", _ZIP if protect else ""))
    if protect and target.suffix.casefold() != _ZIP:
        raise AnswerNeeded(
            "Only a zip file can have a password.",
            f"Nothing was written. Let its name end in .zip: {shown(target)}.zip",
        )
    given = Wanted(
        recipient=said(recipient, "who it is for"),
        phrases=phrases_of(redact, redact_file),
        left_out=leave_out or (),
    )
    password = _password(session, password_file) if protect else None
    with session.open_diary() as diary:
        selection = selection_of(diary, since=since, until=until, person=person, types=None)
        encrypted = diary.key is not None
        warn_if_synced(session, target, "The bundle")
        noted = write_bundle(
            diary, target, given, now=now, selection=selection, password=password, screen=screen
        )
    if as_json:
        screen.json(noted)
    else:
        _show(screen, noted)
    if given.phrases:
        screen.note(
            "The words are left out of the report and the ledger. The files of exhibits are not "
            "searched: look through them, and leave out with --leave-out what should not go."
        )
    if encrypted and password is None:
        screen.note(
            "The bundle is not protected by your passphrase: whoever finds it can read it. When it "
            "is handed over, what is in it may be shown to the other side."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person says about a bundle.

    Attributes:
        recipient: for whom it is.
        phrases: words that are left out everywhere.
        left_out: references of exhibits that are left out.
    """

    recipient: str | None = None
    phrases: Sequence[str] = ()
    left_out: Sequence[str] = field(default=())


def write_bundle(
    diary: "Diary",
    target: Path,
    wanted: Wanted,
    *,
    now: datetime,
    selection: Selection = EVERYTHING,
    password: bytes | None = None,
    screen: "Screen",
) -> dict[str, Any]:
    """Writes a bundle to a new folder or zip file, reads it back, and logs the handover.

    Returns:
        What `bundle --json` prints.

    Raises:
        NothingMatched: the selection holds no incident, or an exhibit is not there.
        InputRefused: there is something at `target`.
        EvidenceAltered: the diary is not as it was written; a bundle of it would not hold.
        NotWritten: the disk does not take it, or does not give it back the same.
    """
    from stalkdiary.handover.bag import write_bundle as write_bag
    from stalkdiary.reports.redaction import redacted, without_exhibits
    from stalkdiary.store.place import must_be_free

    must_be_free(target)
    facts = diary.facts(selection, now=now, recipient=wanted.recipient)
    if selection != EVERYTHING and not facts.incidents:
        raise NothingMatched("No incident matches.", "Nothing was written. Ask for less.")
    contents = _contents(diary, facts, wanted, everything=selection == EVERYTHING)
    kept = without_exhibits(facts, (each.ref for each in contents.left_out))
    renderings = _renderings(redacted(kept, wanted.phrases), contents)
    noted = {
        "format": "zip" if _is_zip(target) else "folder",
        "for": wanted.recipient,
        "incidents": [incident.number for incident in facts.incidents],
        "fingerprint": facts.fingerprint,
    }
    total = sum(exhibit.bytes or 0 for exhibit in contents.files().values())
    with (
        _place(target) as unfinished,
        # Each byte is written, and read back.
        screen.progress("Writing and reading back", 2 * total) as progress,
    ):
        with _writable(unfinished, target, now, password) as bag:
            seal = write_bag(
                bag,
                contents=contents,
                entries=_ledger(diary, facts),
                evidence=lambda sha256: _told(diary.evidence(sha256), progress),
                renderings=renderings,
                made=now,
            )
        _read_back(unfinished, target, password, progress)
        # Logged before anybody has it: no bundle leaves the diary without a word.
        diary.record_handover("bundle", noted | {"sha256": seal})
    return {
        "file": shown(target),
        **noted,
        "protected": password is not None,
        "entries": contents.entries,
        "left_out": len(contents.by_hash),
        "exhibits": [each.ref for each in contents.exhibits],
        "exhibits_left_out": [each.ref for each in contents.left_out],
        "timestamps": len(contents.stamps),
        "bytes": total,
        "seal": seal,
    }


def _ledger(diary: "Diary", facts: "Facts") -> Iterator[Entry]:
    """The entries that the report is made from; others may have come since."""
    return itertools.islice(diary.entries(), facts.entries)


def _contents(diary: "Diary", facts: "Facts", wanted: Wanted, *, everything: bool) -> "Contents":
    from stalkdiary.handover.contents import Choice, contents_of

    broken = next(broken_links(_ledger(diary, facts)), None)
    if broken is not None:
        raise EvidenceAltered(
            f"The ledger is not as it was written: {broken.kind}, {broken.where}.",
            "Nothing was written. Run 'stalkdiary verify', and keep this file and every backup.",
        )
    phrases = Phrases(wanted.phrases)
    if phrases.occur_in([facts.initials, *(e.ref.partition("/")[0] for e in facts.exhibits)]):
        raise InputRefused(
            "These words stand in the references of the exhibits, which can't be left out.",
            "Nothing was written. Give longer words.",
        )
    choice = Choice(
        incidents=None if everything else frozenset(each.number for each in facts.incidents),
        people=frozenset(each.number for each in facts.chosen_people),
        phrases=phrases,
        left_out=frozenset(diary.exhibit(ref).ref for ref in wanted.left_out),
    )
    return contents_of(_ledger(diary, facts), choice)


def _renderings(facts: "Facts", contents: "Contents") -> dict[str, bytes]:
    from stalkdiary.handover.contents import EXHIBIT_COLUMNS
    from stalkdiary.reports.csv import as_table
    from stalkdiary.reports.how_to_check import how_to_check_report
    from stalkdiary.reports.output import files
    from stalkdiary.reports.pdf import to_pdf
    from stalkdiary.reports.text import to_text

    reports = {
        f"report{file.suffix}.{form}": b"".join(file.data())
        for form in ("pdf", "html", "csv")
        for file in files(facts, form, lambda suffix, form=form: f"report{suffix}.{form}")  # type: ignore[misc]
    }
    page = how_to_check_report(
        initials=facts.initials,
        fingerprint=contents.fingerprint,
        entries=contents.entries,
        left_out=len(contents.by_hash),
        timestamps=[
            (f"{number:03d}", stamp.hash.partition(":")[2])
            for number, stamp in contents.stamps.items()
        ],
        made=facts.now,
        timezone=facts.timezone,
    )
    return {
        **reports,
        "exhibits.csv": as_table(EXHIBIT_COLUMNS, contents.exhibit_rows()).encode("utf-8-sig"),
        "HOW-TO-CHECK.pdf": to_pdf(page, made=facts.now),
        "HOW-TO-CHECK.txt": to_text(page).encode("utf-8"),
    }


def _is_zip(target: Path) -> bool:
    return target.suffix.casefold() == _ZIP


@contextmanager
def _place(target: Path) -> Iterator[Path]:
    from stalkdiary.store.place import new_file, new_folder

    with new_file(target) if _is_zip(target) else new_folder(target) as unfinished:
        yield unfinished


@contextmanager
def _writable(
    unfinished: Path, target: Path, now: datetime, password: bytes | None
) -> Iterator["Target"]:
    from stalkdiary.handover.archive import new_archive
    from stalkdiary.handover.bag import FolderTarget

    if not _is_zip(target):
        yield FolderTarget(unfinished)
        return
    top = f"bundle-{now.date()}"
    with new_archive(unfinished, top=top, made=now, password=password) as archive:
        yield archive


def _read_back(
    unfinished: Path, target: Path, password: bytes | None, progress: Callable[[int], None]
) -> None:
    """Checks the finished bundle as whoever receives it would."""
    from stalkdiary.handover.archive import opened
    from stalkdiary.handover.check_bundle import check_files

    with opened(unfinished, password) as files:
        found = check_files(files, progress=progress).findings
    if found:
        raise NotWritten(
            f"{shown(target)} did not read back as it was written: {found[0].kind}, "
            f"{found[0].where}.",
            "Nothing was saved. The disk or the memory of this machine may be failing: try "
            "another disk.",
        )


def _told(blocks: Iterator[bytes], progress: Callable[[int], None]) -> Iterator[bytes]:
    for data in blocks:
        yield data
        progress(len(data))


def _show(screen: "Screen", noted: dict[str, Any]) -> None:
    screen.line(f"The bundle is at {shown(Path(noted['file']))}, read back and whole.")
    screen.line(
        f"Entries: {noted['entries']}, of which {noted['left_out']} by their hash alone. "
        f"Exhibits: {len(noted['exhibits'])}, {size(noted['bytes'])}."
    )
    if noted["exhibits_left_out"]:
        screen.line(f"Exhibits left out: {', '.join(noted['exhibits_left_out'])}.")
    screen.line(f"Fingerprint: {short_fingerprint(noted['fingerprint'])}")
    screen.line(f"Seal of this bundle (SHA-256 of tagmanifest-sha256.txt): {noted['seal']}")
    screen.line("HOW-TO-CHECK.pdf in it says how to check it. Note the fingerprint elsewhere.")


def _password(session: Session, file: Path | None) -> bytes:
    from stalkdiary.handover.archive import as_password

    if file is not None:
        return as_password(first_line(file))
    if not session.may_ask:
        raise AnswerNeeded(
            "What is the password of the zip file?",
            "Run this in a terminal, or give --password-file FILE.",
        )
    session.screen.note("Give it to whoever gets the bundle in another way than the bundle.")
    return as_password(new_passphrase(session, zipped=True))


def _free_name(stem: str, ending: str) -> Path:
    """A name in this folder that nothing has yet; neutral, for whoever sees the folder."""
    names = itertools.chain(
        [f"{stem}{ending}"], (f"{stem}-{n}{ending}" for n in itertools.count(2))
    )
    return next(Path(name) for name in names if not os.path.lexists(name))
