"""What Tab offers in a shell: kinds, and what numbers and names a diary without passphrase has.

No word of what happened is ever offered, and nothing of a diary that has a passphrase.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from stalkdiary.cli.which import diary_meant, usual_diary
from stalkdiary.errors import StalkdiaryError, WrongPassphrase

if TYPE_CHECKING:
    from stalkdiary.diary import Diary

_MEANS_SOMETHING = r"([^\w@.+/-])"
"""What bash takes for more than a letter; the other shells write a backslash before it."""


def kinds(incomplete: str) -> list[str]:
    """The kinds of behaviour that begin so."""
    from stalkdiary.model.behaviour import behaviours

    return [slug for slug in behaviours() if slug.startswith(incomplete)]


def numbers(context: typer.Context, incomplete: str) -> list[str]:
    return _held(context, incomplete, lambda diary: (str(i.number) for i in diary.incidents()))


def names(context: typer.Context, incomplete: str) -> list[str]:
    return _held(context, incomplete, lambda diary: (person.name for person in diary.people()))


def exhibits(context: typer.Context, incomplete: str) -> list[str]:
    return _held(context, incomplete, lambda diary: (each.ref for each in diary.exhibits()))


def _held(
    context: typer.Context, incomplete: str, read: "Callable[[Diary], Iterator[str]]"
) -> list[str]:
    """What is read from the diary that is meant; nothing where it has a passphrase, or fails."""
    from stalkdiary.diary import Diary

    def ask() -> str:
        raise WrongPassphrase("Nobody is asked at this moment.")

    given = context.find_root().params.get("diary") or os.environ.get("STALKDIARY_DIARY")
    with suppress(StalkdiaryError):
        with Diary.open(diary_meant(given) if given else usual_diary(), ask=ask) as diary:
            found = [
                each for each in read(diary) if each.casefold().startswith(incomplete.casefold())
            ]
        if os.environ.get("_STALKDIARY_COMPLETE") == "complete_bash":
            found = [re.sub(_MEANS_SOMETHING, r"\\\1", each) for each in found]
        return found
    return []
