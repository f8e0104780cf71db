"""`attach`: preserve files, or record a thing, as exhibits of an incident."""

from pathlib import Path
from typing import Annotated

import typer

from stalkdiary.cli import options, prompts
from stalkdiary.cli.files import at_home, bytes_of
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import receipt_lines
from stalkdiary.errors import AnswerNeeded
from stalkdiary.model.exhibit import PhysicalItem

EXAMPLES = (
    "Examples:\n\n"
    "  stalkdiary attach 3 screenshot.png voicemail.m4a\n\n"
    "  stalkdiary attach 3 --physical 'letter, in its envelope' --kept-at 'paper bag, my sister' "
    "--photo front.jpg"
)


def attach(
    context: typer.Context,
    number: options.Number,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE…", help="The files to keep.")
    ] = None,
    physical: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="A gift, a letter, a damaged thing: what it is."),
    ] = None,
    found_at: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Where it was found.")
    ] = None,
    handled_by: Annotated[str | None, typer.Option(metavar="TEXT", help="Who touched it.")] = None,
    packed: Annotated[
        str | None, typer.Option(metavar="TEXT", help="How it is packed: a paper bag, a box.")
    ] = None,
    kept_at: Annotated[str | None, typer.Option(metavar="TEXT", help="Where it is kept.")] = None,
    photos: Annotated[
        list[Path] | None,
        typer.Option(
            "--photo", metavar="FILE", help="A photograph of it, kept as an exhibit. Repeatable."
        ),
    ] = None,
    captured: options.Captured = None,
    as_json: options.Json = False,
) -> None:
    """Keep files, or record a thing, as exhibits of an incident. The originals are not touched."""
    session: Session = context.obj
    session.mind_the_history(physical, found_at, handled_by, kept_at)
    if physical is None and not files and session.may_ask:
        line = prompts.line("Which files? Type or drag names here. Enter: a thing, no file.")
        files = [Path(name) for name in prompts.dropped_files(line)]
        physical = None if files else prompts.line("What is the thing?") or None
        if physical is not None:
            kept_at = prompts.line("Where is it kept?") or None
            handled_by = prompts.line("Who touched it?") or None
    if (physical is None) == (not files):
        raise AnswerNeeded(
            "What is to be kept?", "Name files, or a thing with --physical, one or the other."
        )
    if photos and physical is None:
        raise AnswerNeeded(
            "What do the photographs show?",
            "Nothing was saved. Describe the thing with --physical, or name them as files.",
        )
    given = [at_home(file) for file in files or photos or ()]
    with session.open_diary() as diary:
        if physical is not None:
            item = PhysicalItem(
                description=physical,
                found_at=found_at,
                handled_by=handled_by,
                packed=packed,
                kept_at=kept_at,
            )
            with session.screen.progress("Keeping the photographs", bytes_of(given)) as progress:
                receipt = diary.attach_physical(
                    number, item, given, captured=captured, progress=progress
                )
        else:
            with session.screen.progress("Keeping the files", bytes_of(given)) as progress:
                receipt = diary.attach(number, given, captured=captured, progress=progress)
    if as_json:
        session.screen.json(
            {
                "incident": number,
                "recorded_at": receipt.recorded_at,
                "exhibits": [each.listed() for each in receipt.exhibits],
                "fingerprint": receipt.fingerprint,
            }
        )
        return
    for line in receipt_lines(receipt):
        session.screen.line(line)
