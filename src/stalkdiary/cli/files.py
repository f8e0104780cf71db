"""The files that are named on the command line, before anything is done with them."""

import itertools
import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from stalkdiary.errors import AnswerNeeded, InputRefused, NotWritten, shown, text_of
from stalkdiary.model.short_name import short_name
from stalkdiary.named_file import text_file

_MOST_BYTES = 32 * 1024 * 1024
"""Of a story read from a file: a wrong file is more likely than a longer story."""

SEPARATORS = tuple(each for each in (os.sep, os.altsep) if each)
"""What the name of a folder may end in."""


def at_home(path: Path) -> Path:
    """`path` with a leading ``~`` as the home folder; names such as ``~$letter.docx`` stay."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def destination(name: str) -> Path:
    """Where something is to be written.

    Raises:
        NotWritten: the name ends as one of a folder does, and there is no such folder. A file of
            that name would not be what was meant, such as a stick that is not there.
    """
    path = at_home(Path(name))
    if name.endswith(SEPARATORS) and not os.path.isdir(path):  # noqa: PTH112 - any odd name
        raise NotWritten(
            f"There is no folder {shown(path)}.",
            "Nothing was written. Make the folder first, check that the disk is connected, or "
            "choose another.",
        )
    return path


def is_there(path: Path) -> bool:
    """Whether there is something at `path`, as far as it can be told."""
    with suppress(OSError):
        return path.exists()
    return False


def dated_name(
    kind: str, day: date, ending: str, *, given: Path | None = None, label: str | None = None
) -> Path:
    """What a new file is called: as it was `given`, or a name in this folder that nothing has yet.

    The name has the `kind`, such as "report", which is neutral for whoever sees the folder, the
    `label` that the person wants in it, the day and an ending with its dot. Raises `AnswerNeeded`:
    the label can't stand in the name of a file, or is of no use.
    """
    named = [] if label is None else [short_name(label, "The label")]
    if given is not None:
        if named:
            raise AnswerNeeded(
                "A file that is named has no label.",
                "Nothing was written. Leave out --label, or leave out the name.",
            )
        return given
    stem = "-".join([kind, *named, str(day)])
    names = itertools.chain(
        [f"{stem}{ending}"], (f"{stem}-{n}{ending}" for n in itertools.count(2))
    )
    return next(Path(name) for name in names if not os.path.lexists(name))


def form_of(output: Path | None, endings: dict[str, str], what: str) -> str:
    """The format that the name of a file asks for; the first where it has no ending.

    `endings` has what names end in, without the dot, by the format; `what` it is to be, such as
    "document". Raises `AnswerNeeded`: it ends in something else, and whoever gets it could not open
    it.
    """
    if output is None or not output.suffix:
        return next(iter(endings))
    for form, ending in endings.items():
        if output.suffix.casefold() == f".{ending}":
            return form
    known = [f".{ending}" for ending in endings.values()]
    raise AnswerNeeded(
        f"The end of the name {shown(output)} does not say what kind of {what} it is to be.",
        f"Nothing was written. End it in {', '.join(known[:-1])} or {known[-1]}, or give --format.",
    )


def text_of_file(name: str, standard_input: Any) -> str:  # noqa: ANN401 - a text stream of sys
    """The story in a file; ``-`` is standard input.

    Raises:
        InputRefused: it can't be read, or is no text.
    """
    try:
        if name == "-":
            data = standard_input.buffer.read(_MOST_BYTES + 1)
        else:
            with text_file(at_home(Path(name))) as file:
                data = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = text_of(error) if isinstance(error, OSError) else "it is not the name of a file"
        raise InputRefused(
            f"The file {shown(Path(name))} can't be read: {reason}.",
            "Nothing was saved. Check its name, then try again.",
        ) from None
    place = "standard input" if name == "-" else shown(Path(name))
    if len(data) > _MOST_BYTES:
        raise InputRefused(
            f"{place} holds more than {_MOST_BYTES // 1024**2} MB, too much for one account.",
            "Nothing was saved. Keep the file as an exhibit instead, with --attach.",
        )
    try:
        text: str = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputRefused(
            f"{place}:{line}: found the byte 0x{data[error.start]:02x}, expected UTF-8 text.",
            "Nothing was saved. Save the text as UTF-8, or keep the file with --attach.",
        ) from None
    return text
