"""`report`: the document for the police."""

import hashlib
import itertools
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.answers import said
from stalkdiary.cli.files import at_home
from stalkdiary.cli.init import warn_if_synced
from stalkdiary.cli.redaction import Redact, RedactFile, phrases_of
from stalkdiary.cli.selection import selection_of
from stalkdiary.cli.session import Session
from stalkdiary.errors import AnswerNeeded, DiaryBusy, NothingMatched, shown
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from stalkdiary.cli.screen import Screen
    from stalkdiary.diary import Diary
    from stalkdiary.reports.facts import Facts
    from stalkdiary.reports.output import File


EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary report\n\n"
    "  stalkdiary report --since '1 March' --for 'PC Smith, Sussex Police' -o march.pdf\n\n"
    "  stalkdiary report --format text -o -"
)


class Format(StrEnum):
    """What a report can be written as."""

    pdf = "pdf"
    html = "html"
    text = "text"
    csv = "csv"
    json = "json"


class Nation(StrEnum):
    """Whose law there is to choose from."""

    england_wales = "england-wales"
    scotland = "scotland"
    northern_ireland = "northern-ireland"


ENDINGS = {"pdf": "pdf", "html": "html", "text": "txt", "csv": "csv", "json": "json"}
"""What the name of a file ends in, by its format."""
_LONG = 1_000_000
"""Letters. Less is laid out before a bar could be read."""


def report(
    context: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where it goes; - is standard output."),
    ] = None,
    form: Annotated[Format | None, typer.Option("--format", help="PDF when left out.")] = None,
    since: options.Since = None,
    until: options.LastDay = None,
    person: options.PersonName = None,
    types: options.Types = None,
    recipient: Annotated[
        str | None,
        typer.Option("--for", metavar="NAME", help="Who it is for. The ledger notes it."),
    ] = None,
    redact: Redact = None,
    redact_file: RedactFile = None,
    nation: Annotated[
        Nation | None,
        typer.Option(help="Whose law it is set against; England and Wales when left out."),
    ] = None,
    quote: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=options.MOST,
            metavar="N",
            help="The incident whose words stand on the first page; one of the gravest kind when "
            "left out.",
        ),
    ] = None,
    ask: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What you ask for; a line to fill in when left out."),
    ] = None,
    impact: Annotated[
        bool,
        typer.Option(
            "--impact",
            help="Only how it left you and what it changed, in your words: for a Victim Personal "
            "Statement.",
        ),
    ] = False,
    metadata: Annotated[
        bool,
        typer.Option(
            "--metadata",
            help="Print what files say of themselves as well, such as where a picture was taken.",
        ),
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Make the document for the police.

    First page, pattern, chronology, exhibits, custody log and fingerprint. A long one has parts in
    files of their own, beside it.
    """
    session: Session = context.obj
    now = datetime.now().astimezone()
    chosen = str(form or _form_of(output))
    target = output or _free_name(f"report-{now.date()}", ENDINGS[chosen])
    _must_be_shown_somehow(target, chosen, impact=impact)
    wanted = Wanted(
        recipient=said(recipient, "who it is for"),
        phrases=phrases_of(redact, redact_file),
        nation=str(nation) if nation else None,
        quoted=quote,
        asks=said(ask, "what you ask for"),
        impact=impact,
        with_metadata=metadata,
    )
    with session.open_diary() as diary:
        selection = selection_of(diary, since=since, until=until, person=person, types=types)
        protected = diary.key is not None
        if str(target) != "-":
            warn_if_synced(session, at_home(target), "The report")
        written = write_report(
            diary, target, chosen, wanted, now=now, selection=selection, screen=session.screen
        )
    if str(target) == "-":
        return
    if as_json:
        session.screen.json({"file": shown(target), **written})
    else:
        _show(session.screen, target, written)
    if wanted.phrases:
        session.screen.note(
            "The words are left out. Look through it before it goes: the same may be said in "
            "other words."
        )
    disclosed = "When it is handed over, what is in it may be shown to the other side."
    if protected:
        session.screen.note(
            "The report is not protected by your passphrase: whoever finds the file can read it. "
            f"{disclosed}"
        )
    elif not as_json:
        session.screen.note(f"Whoever finds the file can read it. {disclosed}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person says about a report.

    Attributes:
        recipient: for whom it is.
        phrases: words that are left out everywhere.
        nation: whose law it is set against, None for that of England and Wales.
        quoted: the incident whose words stand on the first page.
        asks: what they ask for.
        impact: whether only how it left them is wanted.
        with_metadata: whether what files say of themselves is printed.
    """

    recipient: str | None = None
    phrases: Sequence[str] = ()
    nation: str | None = None
    quoted: int | None = None
    asks: str | None = None
    impact: bool = False
    with_metadata: bool = False


def write_report(
    diary: "Diary",
    target: Path,
    form: str,
    wanted: Wanted,
    *,
    now: datetime,
    selection: Selection = EVERYTHING,
    screen: "Screen",
) -> dict[str, Any]:
    """Writes a report to a new file, or to the screen for ``-``, and logs the handover.

    A long one has parts in further files beside the first.

    Returns:
        What the ledger noted: ``format``, ``for``, ``incidents`` (their numbers),
        ``fingerprint`` (as the report prints it) and ``sha256`` (of the first file); for a report
        in several files ``parts``, the SHA-256 of each by the end of its name.

    Raises:
        NothingMatched: the selection holds no incident, or the quoted one is not in it.
        InputRefused: there is a file of that name.
        AnswerNeeded: several files can't go to standard output.
        DiaryBusy: something was written to the diary meanwhile.
    """
    from stalkdiary.reports.output import files, impact_files
    from stalkdiary.store.place import must_be_free

    facts = _facts(diary, wanted, now=now, selection=selection)
    if str(target) != "-":
        target = at_home(target)
        must_be_free(target)
    if wanted.impact:
        made = impact_files(facts, form)
    else:
        made = files(facts, form, lambda suffix: shown(Path(_beside(target, suffix).name)))
    noted = {
        "format": form,
        "for": wanted.recipient,
        "incidents": [incident.number for incident in facts.incidents],
        "fingerprint": facts.fingerprint,
    }
    what = "impact extract" if wanted.impact else "report"
    if str(target) == "-":
        if len(made) > 1 and form != "csv":
            raise AnswerNeeded(
                f"This report is long and comes in {len(made)} files.",
                "Nothing was written. Give it a name with -o, or choose days with --since.",
            )
        return _to_standard_output(diary, made[-1], what, noted, screen)
    for file in made:
        must_be_free(_beside(target, file.suffix))
    return _to_files(diary, made, target, what, noted, screen)


def _facts(diary: "Diary", wanted: Wanted, *, now: datetime, selection: Selection) -> "Facts":
    from stalkdiary.model.law import AT_HOME
    from stalkdiary.reports.redaction import redacted

    facts = diary.facts(selection, now=now, recipient=wanted.recipient)
    if selection != EVERYTHING and not facts.incidents:
        raise NothingMatched("No incident matches.", "Nothing was written. Ask for less.")
    if wanted.quoted is not None and wanted.quoted not in {e.number for e in facts.standing}:
        raise NothingMatched(
            f"Incident {wanted.quoted} is not in this report, or it is withdrawn.",
            "Nothing was written. Quote another, or leave --quote out.",
        )
    facts = replace(
        facts,
        nation=wanted.nation or AT_HOME,
        quoted=wanted.quoted,
        asks=wanted.asks,
        with_metadata=wanted.with_metadata,
    )
    return redacted(facts, wanted.phrases)


def _to_standard_output(
    diary: "Diary", file: "File", what: str, noted: dict[str, Any], screen: "Screen"
) -> dict[str, Any]:
    """Logged before anybody has it: no report leaves the diary without a word."""
    data = b"".join(file.data())
    noted |= {"sha256": hashlib.sha256(data).hexdigest()}
    _must_be_unchanged(diary, noted["fingerprint"])
    diary.record_handover(what, noted)
    screen.document(data)
    return noted


def _to_files(
    diary: "Diary",
    made: "Sequence[File]",
    target: Path,
    what: str,
    noted: dict[str, Any],
    screen: "Screen",
) -> dict[str, Any]:
    """All of them, or none."""
    from stalkdiary.store.place import new_file

    total = sum(file.weight for file in made)
    digests = {}
    with (
        ExitStack() as unfinished,
        screen.progress("Writing the report", total, least=_LONG, in_bytes=False) as progress,
    ):
        # Put in place last: whoever sees the first document finds its parts beside it.
        first = unfinished.enter_context(new_file(target))
        for file in made:
            path = first
            if file.suffix:
                path = unfinished.enter_context(new_file(_beside(target, file.suffix)))
            digests[file.suffix] = _written(path, file)
            progress(file.weight)
        noted |= {"sha256": digests.pop("")}
        if digests:
            noted |= {"parts": digests}
        _must_be_unchanged(diary, noted["fingerprint"])
        diary.record_handover(what, noted)
    return noted


def _written(path: Path, file: "File") -> str:
    """The SHA-256 of a file that was written piece by piece."""
    digest = hashlib.sha256()
    with path.open("wb") as target:
        for piece in file.data():
            target.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def _must_be_unchanged(diary: "Diary", fingerprint: str) -> None:
    """Messages are read while the report is laid out: it must tell of one state of the diary."""
    if diary.fingerprint != fingerprint:
        raise DiaryBusy(
            "Something was written to the diary while the report was made.",
            "No report was written. Make it again.",
        )


def _must_be_shown_somehow(target: Path, form: str, *, impact: bool) -> None:
    if (str(target), form) == ("-", "pdf") and sys.stdout.isatty():
        raise AnswerNeeded(
            "A PDF can't be shown in a terminal.",
            "Nothing was written. Give it a name with -o, or read it with: --format text -o -",
        )
    if impact and form in {"csv", "json"}:
        raise AnswerNeeded(
            f"An extract of how it left you is for people to read, and not made as {form}.",
            "Nothing was written. Choose --format pdf, html or text.",
        )


def _show(screen: "Screen", target: Path, written: dict[str, Any]) -> None:
    screen.line(f"The report is at {shown(target)}.")
    parts = written.get("parts", {})
    if parts:
        names = ", ".join(shown(_beside(target, suffix)) for suffix in parts)
        screen.line(f"Its parts, which go with it: {names}.")
    screen.line(f"Fingerprint: {short_fingerprint(written['fingerprint'])}")


def _beside(target: Path, suffix: str) -> Path:
    """The name of a part: ``report-part-2.pdf`` beside ``report.pdf``."""
    return target.with_name(f"{target.stem}{suffix}{target.suffix}") if suffix else target


def _free_name(stem: str, ending: str) -> Path:
    """A name in this folder that nothing has yet; neutral, for whoever sees the folder."""
    names = itertools.chain(
        [f"{stem}.{ending}"], (f"{stem}-{n}.{ending}" for n in itertools.count(2))
    )
    return next(Path(name) for name in names if not os.path.lexists(name))


def _form_of(output: Path | None) -> Format:
    """The format that the name of the file asks for.

    Raises:
        AnswerNeeded: it ends in something else, and whoever gets it could not open it.
    """
    if output is None or not output.suffix:
        return Format.pdf
    for form, ending in ENDINGS.items():
        if output.suffix.casefold() == f".{ending}":
            return Format(form)
    raise AnswerNeeded(
        f"The end of the name {shown(output)} does not say what kind of document it is to be.",
        "Nothing was written. End it in .pdf, .html, .txt, .csv or .json, or give --format.",
    )
