"""`report`: the document for the police."""

import hashlib
import itertools
import os
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.answers import said
from stalkdiary.cli.files import at_home
from stalkdiary.cli.screen import Screen
from stalkdiary.cli.selection import selection_of
from stalkdiary.cli.session import Session
from stalkdiary.errors import AnswerNeeded, NothingMatched, shown
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from stalkdiary.diary import Diary
    from stalkdiary.reports.facts import Facts


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


_ENDINGS = {"pdf": "pdf", "html": "html", "text": "txt", "csv": "csv", "json": "json"}


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
    as_json: options.Json = False,
) -> None:
    """Make the document for the police.

    First page, pattern, chronology, exhibits, custody log and fingerprint.
    """
    session: Session = context.obj
    now = datetime.now().astimezone()
    chosen = str(form or _form_of(output))
    target = output or _free_name(f"report-{now.date()}", _ENDINGS[chosen])
    if (str(target), chosen) == ("-", "pdf") and sys.stdout.isatty():
        raise AnswerNeeded(
            "A PDF can't be shown in a terminal.",
            "Nothing was written. Give it a name with -o, or read it with: --format text -o -",
        )
    recipient = said(recipient, "who it is for")
    with session.open_diary() as diary:
        selection = selection_of(diary, since=since, until=until, person=person, types=types)
        protected = diary.key is not None
        written = write_report(
            diary,
            target,
            chosen,
            now=now,
            selection=selection,
            recipient=recipient,
            screen=session.screen,
        )
    if str(target) == "-":
        return
    if as_json:
        session.screen.json({"file": shown(target), **written})
        return
    session.screen.line(f"The report is at {shown(target)}.")
    session.screen.line(f"Fingerprint: {short_fingerprint(written['fingerprint'])}")
    if protected:
        session.screen.note(
            "The report is not protected by your passphrase: whoever finds the file can read it. "
            "When it is handed over, what is in it may be shown to the other side."
        )


def write_report(
    diary: "Diary",
    target: Path,
    form: str,
    *,
    now: datetime,
    selection: Selection = EVERYTHING,
    recipient: str | None = None,
    screen: Screen,
) -> dict[str, Any]:
    """Writes a report to a new file, or to the screen for ``-``, and logs the handover.

    Returns:
        What the ledger noted: ``format``, ``for``, ``incidents`` (their numbers),
        ``fingerprint`` (as the report prints it) and ``sha256`` (of the file).

    Raises:
        NothingMatched: the selection holds no incident.
        InputRefused: there is a file of that name.
    """
    from stalkdiary.store.place import must_be_free, new_file

    facts = diary.facts(selection, now=now, recipient=recipient)
    if selection != EVERYTHING and not facts.incidents:
        raise NothingMatched("No incident matches.", "Nothing was written. Ask for less.")
    if str(target) != "-":
        target = at_home(target)
        must_be_free(target)
    data = _rendered(facts, form)
    noted = {
        "format": form,
        "for": recipient,
        "incidents": [incident.number for incident in facts.incidents],
        "fingerprint": facts.fingerprint,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    # Logged before anybody has it: no report leaves the diary without a word.
    if str(target) == "-":
        diary.record_handover("report", noted)
        screen.document(data)
    else:
        with new_file(target) as unfinished:
            unfinished.write_bytes(data)
            diary.record_handover("report", noted)
    return noted


def _rendered(facts: "Facts", form: str) -> bytes:
    if form == "csv":
        from stalkdiary.reports.csv import to_csv

        # With the mark that tells spreadsheet programs that this is UTF-8.
        return to_csv(facts).encode("utf-8-sig")
    if form == "json":
        from stalkdiary.reports.json import to_json

        return to_json(facts).encode("utf-8")
    from stalkdiary.reports.build import build_report

    tree = build_report(facts)
    if form == "html":
        from stalkdiary.reports.html import to_html

        return to_html(tree).encode("utf-8")
    if form == "text":
        from stalkdiary.reports.text import to_text

        return to_text(tree).encode("utf-8")
    from stalkdiary.reports.pdf import to_pdf

    return to_pdf(tree, made=facts.now)


def _free_name(stem: str, ending: str) -> Path:
    """A name in this folder that nothing has yet; neutral, for whoever sees the folder."""
    names = itertools.chain(
        [f"{stem}.{ending}"], (f"{stem}-{n}.{ending}" for n in itertools.count(2))
    )
    return next(Path(name) for name in names if not os.path.lexists(name))


def _form_of(output: Path | None) -> Format:
    """The format that the name of the file asks for."""
    endings = {ending: form for form, ending in _ENDINGS.items()}
    return Format(endings.get(output.suffix[1:].casefold() if output else "", "pdf"))
