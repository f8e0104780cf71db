"""Files that must hold messages by their names, and can't be read: never passed over in silence.

A conversation whose file is empty, cut off or saved as a web page would be missing from the diary,
and nobody would know.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Export, Member, Reading
from stalkdiary.importers.reading.jsonfile import JsonFile
from stalkdiary.model.message import Skipped

_PAGES: Final = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta")
_ADVICE: Final = (
    "Nothing was imported. Export or download it again; or add --skip-bad to take the other "
    "conversations without this one."
)


def refused(export: Export, member: Member, why: str, advice: str = _ADVICE) -> InputRefused:
    """The error that names a file of an export."""
    return InputRefused(f"{export.place(member)}: found {why}; expected messages.", advice)


def without_broken(
    export: Export, members: Iterable[Member], reading: Reading, advice: str = _ADVICE
) -> Iterator[Skipped]:
    """Accounts for files that are named like files of messages and hold none that can be read.

    Args:
        export: the export.
        members: such files, but those that are read.
        reading: whether what can't be read is passed over.
        advice: what to do about one.

    Raises:
        InputRefused: one is broken, and nothing is to be passed over.
    """
    for member in members:
        why = _what_is_wrong(export, member)
        if why is None:
            continue  # JSON without a message in it
        if not reading.skip_bad:
            raise refused(export, member, why, advice)
        yield Skipped(member.name, f"Not read: it is {why}.")


def _what_is_wrong(export: Export, member: Member) -> str | None:
    head = export.head_of(member).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        return "an empty file"
    if head[:64].lower().startswith(_PAGES):
        return "a web page (HTML)"
    try:
        for _ in JsonFile(export, None, member).elements():
            pass
    except InputRefused:
        return "a file that is cut off or damaged"
    return None
