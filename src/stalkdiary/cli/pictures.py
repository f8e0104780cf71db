"""The options that say which pictures of exhibits are shown, and what is said of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from stalkdiary.cli import offered
from stalkdiary.cli.options import Texts, option
from stalkdiary.model.picture_size import PictureSize

if TYPE_CHECKING:
    from stalkdiary.cli.screen import Screen


Pictures = Annotated[
    PictureSize,
    typer.Option(
        "--pictures",
        help="Pictures of exhibits: none, small under their incidents, or all: large as well.",
    ),
]
LeaveOut = Annotated[
    Texts,
    option(
        "Leave this exhibit out, such as AB/3. Repeatable.",
        "--leave-out",
        metavar="REF",
        autocompletion=offered.exhibits,
    ),
]


def tell_pictures(screen: "Screen", refs: Sequence[str], *, redacted: bool) -> None:
    """Says how many exhibits are drawn, before anything is written; nothing where none is.

    `redacted` says that words are left out, which nobody looks for in pictures.
    """
    if not refs:
        return
    several = len(refs) != 1
    told = f"It shows {len(refs):,} picture{'s' * several} of exhibits, reduced"
    if redacted:
        told += ". The words that are left out are not searched for in pictures"
    screen.note(
        f"{told}. Look at {'them' if several else 'it'} before you hand it over; --leave-out REF "
        "leaves one out."
    )
