"""From --redact and --redact-file to the words that are left out of what is handed over."""

from pathlib import Path
from typing import Annotated

import typer

from stalkdiary.cli.files import at_home
from stalkdiary.errors import InputRefused, shown, text_of

Redact = Annotated[
    list[str] | None,
    typer.Option(
        metavar="TEXT",
        help="Leave these words out everywhere, such as an address. Repeatable. They stay in "
        "the shell's history: --redact-file does not.",
    ),
]
RedactFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The same, one on each line of a file in UTF-8."),
]
_MOST_CHARACTERS = 100_000
"""Of a file of phrases."""


def phrases_of(redact: list[str] | None, file: Path | None) -> list[str]:
    """What both options name.

    Raises:
        InputRefused: the file can't be read as a list of words.
    """
    return [*(redact or ()), *_lines(file)]


def _lines(file: Path | None) -> list[str]:
    """The lines of a file of phrases that are not empty."""
    if file is None:
        return []
    try:
        with at_home(file).open(encoding="utf-8-sig") as lines:
            text = lines.read(_MOST_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = text_of(error) if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputRefused(
            f"The file {shown(file)} can't be read: {reason}.",
            "Nothing was written. Check its name, then try again.",
        ) from None
    if len(text) > _MOST_CHARACTERS:
        raise InputRefused(
            f"The file {shown(file)} is too long for a list of words.",
            "Nothing was written. Put one word, name or address on each line.",
        )
    return [line for line in text.splitlines() if line.strip()]
