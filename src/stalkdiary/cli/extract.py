"""`extract`: a byte-identical copy of an exhibit."""

import sys
from functools import partial
from typing import Annotated

import typer

from stalkdiary.cli import offered, options
from stalkdiary.cli.files import destination
from stalkdiary.cli.leaving import Yes, warn_of_leaving
from stalkdiary.cli.options import Text, option
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import UNNOTED
from stalkdiary.errors import AnswerNeeded, shown
from stalkdiary.model.text import given_text

EXAMPLES = ("stalkdiary extract AB/1 -o copy.jpg",)
_UNNOTED = f"{UNNOTED} that this copy was made."
_MOST_BYTES = 200
"""Of a name; file systems take 255, of which the reference needs some."""


def extract(
    context: typer.Context,
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF", help="The reference, such as AB/1.", autocompletion=offered.exhibits
        ),
    ],
    output: Annotated[
        Text, option("Where the copy goes; - is standard output.", "--output", "-o", metavar="FILE")
    ] = None,
    yes: Yes = False,
    as_json: options.Json = False,
) -> None:
    """Write a byte-identical copy of an exhibit. The diary keeps a note of it."""
    from stalkdiary.usecases.extract import exhibit_bytes
    from stalkdiary.usecases.extract import extract as extracted

    session: Session = context.obj
    if output == "-" and sys.stdout.isatty():
        raise AnswerNeeded(
            "The bytes of a file can't be shown in a terminal.",
            "Nothing was written. Give the copy a name with -o, or send it on: -o - > FILE",
        )
    with session.open_diary() as diary:
        wanted = diary.exhibit(given_text(ref, "the reference"))
        if output == "-":
            for data in exhibit_bytes(diary, wanted.ref):
                sys.stdout.buffer.write(data)
            if diary.read_only:
                session.screen.note(_UNNOTED)
            return
        target = destination(safe_name(wanted.name, wanted.ref) if output is None else output)
        if diary.key is not None:
            warn_of_leaving(session, diary, "The copy", yes=yes, handed_over=False)
        watch = partial(session.screen.progress, "Copying")
        exhibit = extracted(diary, wanted.ref, target, watch)
        fingerprint = diary.fingerprint
        noted = not diary.read_only
    if as_json:
        session.screen.json(
            {
                "ref": exhibit.ref,
                "file": shown(target),
                "bytes": exhibit.bytes,
                "sha256": exhibit.sha256,
                "fingerprint": fingerprint,
                "noted": noted,
            }
        )
        return
    session.screen.line(f"{exhibit.ref} is copied to {shown(target)}.")
    session.screen.line(f"SHA-256 {exhibit.sha256}, as it was when it was taken in.")
    if not noted:
        session.screen.note(_UNNOTED)


def safe_name(name: str, ref: str) -> str:
    """A name for the copy, in the folder that one is in: no path, nothing hidden, no option.

    Names come from other people's devices.
    """
    kept = "".join(c if c.isalnum() or c in "._ ()+@-" else "_" for c in name)
    kept = kept.lstrip(".-_ ").rstrip(". ").encode()[-_MOST_BYTES:].decode(errors="ignore")
    return f"{ref.replace('/', '-')} {kept}".strip()
