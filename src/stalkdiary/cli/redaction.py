"""From --redact and --redact-file to the words that are left out of what is handed over."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from stalkdiary.cli import prompts
from stalkdiary.cli.files import at_home
from stalkdiary.cli.options import Texts, option
from stalkdiary.cli.session import Session
from stalkdiary.errors import InputRefused, shown, text_of
from stalkdiary.model.redaction import PhraseCount, StandsNowhere
from stalkdiary.model.text import on_one_line
from stalkdiary.named_file import text_file

if TYPE_CHECKING:
    from stalkdiary.usecases.bundle import BundleOptions
    from stalkdiary.usecases.report import ReportOptions

Wanted = TypeVar("Wanted", "ReportOptions", "BundleOptions")
Made = TypeVar("Made")

Redact = Annotated[
    Texts,
    option(
        "Leave these words out everywhere, such as an address. Repeatable. They stay in "
        "the shell's history: --redact-file does not."
    ),
]
RedactFile = Annotated[
    Path | None, option("The same, one on each line of a file in UTF-8.", metavar="FILE")
]
_MOST_CHARACTERS = 100_000
"""Of a file of phrases."""


def phrases_of(redact: list[str] | None, file: Path | None) -> list[str]:
    """What both options name. Raises `InputRefused`: the file can't be read as a list of words."""
    return [*(redact or ()), *_lines(file)]


def unless_absent(session: Session, wanted: Wanted, make: Callable[[Wanted], Made]) -> Made:
    """What `make` gives for what is `wanted`; a phrase that stands nowhere is asked about.

    Raises:
        StandsNowhere: nobody is there to be asked, or it is not to be made.
    """
    try:
        return make(wanted)
    except StandsNowhere as error:
        if not session.may_ask:
            raise
        session.screen.note(f"{error.sentence} Perhaps it is written in another way there.")
        if not prompts.yes("Carry on all the same?", default=False):
            raise
    return make(replace(wanted, even_if_absent=True))


def tell(session: Session, counts: Sequence[PhraseCount]) -> None:
    if not counts:
        return
    session.screen.note("Left out, and how often it stood there:")
    for each in counts:
        told = {0: "nowhere in the report", 1: "once"}.get(each.times, f"{each.times} times")
        if each.entries:
            told += f"; entries of the ledger that are left out for it: {each.entries}"
        session.screen.note(f"  {on_one_line(each.phrase)}: {told}")
    session.screen.note(
        "Look through it before it goes: the same may be said in other words. Pictures and files "
        "are not searched."
    )


def counts_of(counts: Sequence[PhraseCount], *, entries: bool = False) -> list[dict[str, int]]:
    """The same for JSON: by the place of the phrase among those given, never by the phrase."""
    return [
        {"number": number, "times": each.times} | ({"entries": each.entries} if entries else {})
        for number, each in enumerate(counts, start=1)
    ]


def _lines(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        given = text_file(at_home(file), "Nothing was written.")
        with io.TextIOWrapper(given, encoding="utf-8-sig") as lines:
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
    phrases = [line for line in text.splitlines() if line.strip()]
    if not phrases:
        raise InputRefused(
            f"The file {shown(file)} holds no words.",
            "Nothing was written. Put one word, name or address on each line, or leave out "
            "--redact-file.",
        )
    return phrases
