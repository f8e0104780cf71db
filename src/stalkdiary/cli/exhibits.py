"""`exhibits`: the exhibit schedule, and labels to print."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.files import dated_name, destination
from stalkdiary.cli.options import Text, flag, option
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import UNNOTED, size, written
from stalkdiary.errors import AnswerNeeded, shown
from stalkdiary.model.exhibit import Exhibit

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

EXAMPLES = (
    "stalkdiary exhibits",
    "stalkdiary exhibits --labels labels.pdf --physical-only",
    "stalkdiary exhibits --initials AB",
)


def exhibits(
    context: typer.Context,
    initials: Annotated[
        Text, option("Begin references with these from now on; the numbers go on.", metavar="AB")
    ] = None,
    labels: Annotated[
        Text, option("Write labels to print and cut out, as a PDF.", metavar="FILE.pdf")
    ] = None,
    physical_only: Annotated[
        bool, flag("--physical-only", "Only things that are kept, no files.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """The exhibits, with sizes and SHA-256."""
    session: Session = context.obj
    with session.open_diary() as diary:
        if initials is not None:
            diary.set_initials(initials)
        found = [each for each in diary.exhibits() if each.physical or not physical_only]
        if labels is None and not physical_only:
            found = _with_enclosed(found, diary.enclosed())
        zone = diary.case().timezone
        if labels is not None:
            _labels(session, diary, found, destination(_named(session, labels)), as_json=as_json)
            return
    if as_json:
        session.screen.json([each.listed() for each in found])
        return
    if not found:
        session.screen.note("There are no exhibits yet. To keep a file: stalkdiary attach N FILE")
        return
    rows = [
        (
            each.ref,
            str(each.incident),
            each.label,
            size(each.bytes) or "a thing",
            written(each.added_at, zone),
            each.sha256 or _kept(each),
        )
        for each in found
    ]
    session.screen.table(
        ("Ref", "#Incident", "Name", "#Size", "Added", "SHA-256"),
        rows,
        "{0}  incident {1}  {2}  {3}  added {4}  {5}",
    )


def _named(session: Session, labels: str) -> str:
    """The name of the file; asked for where none was given."""
    if labels:
        return labels
    if not session.may_ask:
        raise AnswerNeeded(
            "Where should the labels go?", "Nothing was written. Give a name: --labels labels.pdf"
        )
    usual = str(dated_name("labels", datetime.now().astimezone().date(), ".pdf"))
    return prompts.line("What should the file be called?", usual, selected=True) or usual


def _with_enclosed(exhibits: Sequence[Exhibit], files: Sequence[Exhibit]) -> list[Exhibit]:
    """Each export, and behind it the files in it that have references of their own."""
    return [
        each
        for exhibit in exhibits
        for each in (exhibit, *(file for file in files if file.enclosed_in == exhibit.ref))
    ]


def _labels(
    session: Session, diary: "Diary", exhibits: Sequence[Exhibit], target: Path, *, as_json: bool
) -> None:
    from stalkdiary.usecases.labels import write_labels

    if diary.key is not None:
        session.screen.note(
            "They will not be protected by your passphrase: whoever finds the file can read them."
        )
    made = write_labels(diary, exhibits, target, now=datetime.now().astimezone())
    if as_json:
        session.screen.json({"file": shown(target), **made.to_json()})
        return
    count = len(exhibits)
    session.screen.line(f"{count:,} label{' is' if count == 1 else 's are'} at {shown(target)}.")
    if diary.read_only:
        session.screen.note(f"{UNNOTED} that these labels were made.")


def _kept(thing: Exhibit) -> str:
    kept = f"kept at {thing.kept_at or 'not said'}"
    return f"{kept}, photographs {', '.join(thing.photographs)}" if thing.photographs else kept
