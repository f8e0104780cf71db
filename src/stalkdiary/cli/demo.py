"""`demo`: a fictional diary from shipped material, its summary, and its report as PDF."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from stalkdiary.cli import options
from stalkdiary.cli.files import at_home
from stalkdiary.cli.screen import called
from stalkdiary.cli.session import Session
from stalkdiary.cli.summary import show_pictures, show_summary
from stalkdiary.errors import shown

EXAMPLES = ("stalkdiary demo /tmp/demo",)


def demo(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="A new folder to put it in.", show_default=True)
    ] = Path("demo"),
    as_json: options.Json = False,
) -> None:
    """See the program at work on a made-up case."""
    from stalkdiary.usecases.demo import make_demo

    session: Session = context.obj
    screen = session.screen
    made = make_demo(at_home(folder), now=datetime.now().astimezone())
    if as_json:
        screen.json(
            {
                "diary": shown(made.diary),
                "report": shown(made.report),
                "summary": made.summary.to_json(),
            }
        )
        return
    show_summary(screen, made.summary)
    show_pictures(screen, made.grids)
    screen.line()
    screen.line("Everything in it is made up. To look round:")
    for command in ("list", "show 17", "verify"):
        screen.line(f"  {called()} --diary {shown(made.diary)} {command}")
    screen.line(f"The report is at {shown(made.report)}.")
