"""`report`: the document for the police."""

import sys
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.answers import said
from stalkdiary.cli.files import at_home, dated_name, destination, form_of
from stalkdiary.cli.init import warn_if_synced
from stalkdiary.cli.leaving import Yes, warn_of_leaving
from stalkdiary.cli.options import Text, flag, number, option
from stalkdiary.cli.pictures import LeaveOut, Pictures, tell_pictures
from stalkdiary.cli.redaction import Redact, RedactFile, counts_of, phrases_of, tell, unless_absent
from stalkdiary.cli.selection import selection_of
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import UNNOTED
from stalkdiary.errors import AnswerNeeded, NothingMatched, shown
from stalkdiary.model.incident import MOST_TIMES
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.picture_size import PictureSize
from stalkdiary.model.unanswered import is_not_known

if TYPE_CHECKING:
    from stalkdiary.cli.screen import Screen
    from stalkdiary.diary import Diary
    from stalkdiary.usecases.report import MadeReport, ReportOptions

EXAMPLES = (
    "stalkdiary report",
    "stalkdiary report --since '1 March' --for 'PC Smith, Sussex Police' -o march.pdf",
    "stalkdiary report --as call",
    "stalkdiary report --format text -o -",
)


Format = Literal["pdf", "html", "text", "csv", "json"]
Purpose = Literal[
    "police", "call", "court", "order", "impact", "preserve", "employer", "own-contacts"
]
Nation = Literal["england-wales", "scotland", "northern-ireland"]

ENDINGS = {"pdf": "pdf", "html": "html", "text": "txt", "csv": "csv", "json": "json"}
"""What the name of a file ends in, by its format."""
_QUOTED = (
    "Which incident should stand on the first page, in your words? Type its number. Enter leaves "
    "the choice to the program."
)
_ASKS = "What do you ask for? One line. Enter leaves a space to write it in by hand."
_LONG = 1_000_000
"""Letters. Less is laid out before a bar could be read."""


def report(
    context: typer.Context,
    output: options.Output = None,
    form: Annotated[Format | None, typer.Option("--format", help="PDF when left out.")] = None,
    since: options.Since = None,
    until: options.LastDay = None,
    person: options.PersonName = None,
    types: options.Types = None,
    recipient: options.Recipient = None,
    redact: Redact = None,
    redact_file: RedactFile = None,
    nation: Annotated[
        Nation | None,
        typer.Option(help="Whose law it is set against; England and Wales when left out."),
    ] = None,
    quote: Annotated[
        int | None,
        number("The incident whose words stand on the first page; chosen by a rule when left out."),
    ] = None,
    ask: Annotated[Text, option("What you ask for; a line to fill in when left out.")] = None,
    purpose: Annotated[
        Purpose | None,
        typer.Option(
            "--as",
            help="What it is for: the whole report for the police, when left out; a page for a "
            "call to 101; a chronology for a court; the facts for a Stalking Protection Order; how "
            "it affected you; a request to a firm to keep data; a note for an employer, school or "
            "landlord without the story; or your own messages and calls, counted, for when they "
            "are held against you.",
        ),
    ] = None,
    impact: Annotated[bool, flag("--impact", "The same as --as impact.")] = False,
    metadata: Annotated[
        bool,
        flag(
            "--metadata",
            "Print what files say of themselves as well, such as where a picture was taken.",
        ),
    ] = False,
    pictures: Pictures = PictureSize.all,
    leave_out: LeaveOut = None,
    label: options.Label = None,
    yes: Yes = False,
    as_json: options.Json = False,
) -> None:
    """Make the document for the police.

    First page, pattern, chronology, exhibits, custody log and fingerprint. A long one has parts in
    files of their own, beside it.
    """
    from stalkdiary.usecases.pictures import WITH_PICTURES, pictured
    from stalkdiary.usecases.report import WHOLE, ReportOptions, report_document, write_report

    session: Session = context.obj
    now = datetime.now().astimezone()
    if output is not None:
        destination(output)
    given = None if output is None else Path(output)
    chosen = form or form_of(given, ENDINGS, "document")
    target = dated_name("report", now.date(), f".{ENDINGS[chosen]}", given=given, label=label)
    to_screen = str(target) == "-"
    _must_be_shown_somehow(chosen, to_screen=to_screen)
    wanted = ReportOptions(
        recipient=said(recipient, "who it is for"),
        phrases=phrases_of(redact, redact_file),
        nation=nation,
        quoted=quote,
        asks=said(ask, "what you ask for"),
        purpose=_purpose(purpose, impact=impact),
        with_metadata=metadata,
        pictures=pictures,
        left_out=leave_out or (),
    )
    wanted.must_fit(chosen)
    with session.open_diary() as diary:
        selection = selection_of(diary, since=since, until=until, person=person, types=types)
        wanted = replace(wanted, selection=selection)
        if chosen in WITH_PICTURES and pictures is not PictureSize.none and wanted.purpose == WHOLE:
            tell_pictures(
                session.screen,
                pictured(diary, selection, wanted.left_out),
                redacted=bool(wanted.phrases),
            )
        if to_screen:
            if diary.key is not None and not sys.stdout.isatty():
                warn_of_leaving(session, diary, "The report", yes=True)
            made, document = unless_absent(
                session, wanted, lambda wanted: report_document(diary, chosen, wanted, now=now)
            )
            session.screen.document(document)
            _tell_unnoted(session.screen, made)
            tell(session, made.redacted)
            return
        warn_if_synced(session, at_home(target), "The report")
        if session.may_ask and not (yes or as_json or chosen in {"csv", "json"}):
            wanted = _completed(session, diary, wanted)
        if diary.key is not None or not as_json:
            warn_of_leaving(session, diary, "The report", yes=yes)
        watch = partial(session.screen.progress, "Making the report", least=_LONG, in_bytes=False)
        made = unless_absent(
            session,
            wanted,
            lambda wanted: write_report(
                diary, at_home(target), chosen, wanted, now=now, watch=watch
            ),
        )
    if as_json:
        session.screen.json(
            {
                "file": shown(target),
                **made.to_json(),
                "redacted": counts_of(made.redacted),
                "noted": made.noted,
                "pictures": list(made.pictures),
            }
        )
    else:
        _show(session.screen, target, made)
    _tell_unnoted(session.screen, made)
    tell(session, made.redacted)


def _purpose(purpose: Purpose | None, *, impact: bool) -> str:
    """What it is for. Raises `AnswerNeeded`: two purposes are given."""
    if impact and purpose not in {None, "impact"}:
        raise AnswerNeeded(
            f"--impact and --as {purpose} are two different documents.",
            "Nothing was written. Leave one of them out, and make the other afterwards.",
        )
    return "impact" if impact else purpose or "police"


def _completed(session: Session, diary: "Diary", wanted: "ReportOptions") -> "ReportOptions":
    """What is `wanted`, with what only the person can say about the first page of a whole report.

    Enter leaves each to the rule that holds without a terminal.
    """
    if wanted.purpose != "police":
        return wanted
    quoted, asks = wanted.quoted, wanted.asks
    if quoted is None:
        quoted = _quoted(session, diary)
    if asks is None:
        asks = said(prompts.line(_ASKS) or None, "what you ask for")
    return replace(wanted, quoted=quoted, asks=asks)


def _quoted(session: Session, diary: "Diary") -> int | None:
    """The incident whose words are to stand on the first page, None for the rule."""
    typed = ""
    while True:
        typed = prompts.line(_QUOTED, typed, selected=bool(typed))
        if is_not_known(typed):
            return None
        if typed.isdecimal() and int(typed) <= MOST_TIMES:
            with suppress(NothingMatched):
                if not diary.incident(int(typed)).withdrawn:
                    return int(typed)
        session.screen.note(f"There is no incident {typed!r} that could be quoted.")


def _must_be_shown_somehow(form: str, *, to_screen: bool) -> None:
    if to_screen and form == "pdf" and sys.stdout.isatty():
        raise AnswerNeeded(
            "A PDF can't be shown in a terminal.",
            "Nothing was written. Give it a name with -o, or read it with: --format text -o -",
        )


def _show(screen: "Screen", target: Path, made: "MadeReport") -> None:
    from stalkdiary.usecases.report import part_beside

    screen.line(f"The report is at {shown(target)}.")
    if made.parts:
        names = ", ".join(shown(part_beside(target, suffix)) for suffix in made.parts)
        screen.line(f"Its parts, which go with it: {names}.")
    screen.line(f"Check code: {short_fingerprint(made.fingerprint)}")


def _tell_unnoted(screen: "Screen", made: "MadeReport") -> None:
    if not made.noted:
        screen.note(f"{UNNOTED} that this report was made. Write down when, and who it is for.")
