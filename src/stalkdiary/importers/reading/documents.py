"""The files of an export that hold its messages: found, and never passed over in silence.

A conversation whose file is empty, cut off or saved as a web page would be missing from the diary,
and nobody would know. So every format that writes several files says which they are (`Documents`),
and the registry looks through them before the export is read.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Export, Member, Reading
from stalkdiary.importers.reading.jsonfile import JsonFile
from stalkdiary.model.message import Skipped

_PAGES: Final = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta")
_MARK: Final = b"\xef\xbb\xbf"
_ELEMENT: Final = re.compile(rb"<[A-Za-z]")
_ADVICE: Final = (
    "Nothing was imported. Export or download it again; or add --skip-bad to take the other "
    "conversations without this one."
)
_NO_OTHER: Final = "Nothing was imported. Export or download it again, or copy it again."
_DAMAGED: Final = "a file that is cut off or damaged"


class Documents(NamedTuple):
    """Which files of an export hold its messages.

    By `is_named`, of the base name in small letters (a single file may have any name), and
    `is_ours`, of the first bytes.
    """

    is_named: Callable[[str], object]
    is_ours: Callable[[bytes], object]

    def of(self, export: Export) -> Iterator[Member | None]:
        """The files, in the order of the export; None stands for a single file itself."""
        if export.is_single and self.is_ours(export.head):
            yield None
        for member in self._named(export):
            if self._is_ours(export, member):
                yield member

    def broken(self, export: Export, reading: Reading) -> Iterator[Skipped]:
        """Accounts for files named so that can't be read; else raises `InputRefused`."""
        others = (each for each in self._named(export) if not self._is_ours(export, each))
        yield from without_broken(export, others, reading)

    def _named(self, export: Export) -> Iterator[Member]:
        for each in export.members:
            # A Mac puts "._name" beside a file, for what only a Mac knows of it.
            if self.is_named(each.base.casefold()) and not each.base.startswith("._"):
                yield each

    def _is_ours(self, export: Export, member: Member) -> bool:
        try:
            return bool(self.is_ours(export.head_of(member)))
        except InputRefused:
            return False  # it is damaged, which `broken` says


def ends_with(*endings: str) -> Callable[[str], bool]:
    return lambda name: name.endswith(endings)


def showing(begins: Callable[[bytes], bool], *patterns: bytes) -> Callable[[bytes], bool]:
    """Whether `begins` is true of the first bytes of a file, and each pattern is found in them."""
    compiled = [re.compile(pattern) for pattern in patterns]
    return lambda head: begins(head) and all(each.search(head) for each in compiled)


def is_page(head: bytes) -> bool:
    return head.removeprefix(_MARK).lstrip()[:64].lower().startswith(_PAGES)


def refused(export: Export, member: Member, why: str, advice: str = _ADVICE) -> InputRefused:
    return InputRefused(f"{export.place(member)}: found {why}; expected messages.", advice)


def without_broken(
    export: Export, members: Iterable[Member], reading: Reading, *, otherwise: str | None = None
) -> Iterator[Skipped]:
    """Accounts for `members` named so that hold no message; see `Documents.broken`.

    `otherwise` is what is wrong with one that is whole, where none is of something else.
    """
    for member in members:
        why = _what_is_wrong(export, member) or otherwise
        if why is None:
            continue  # a file of something else, or one without a message in it
        if not reading.skip_bad:
            raise refused(export, member, why)
        yield Skipped(member.name, f"Not read: it is {why}.")


def must_be_whole(broken: Iterator[Skipped]) -> None:
    """Refuses an export in which there is a broken file and no other.

    Raises:
        InputRefused: there is one.
    """
    try:
        for _ in broken:
            pass
    except InputRefused as refusal:
        raise InputRefused(refusal.sentence, _NO_OTHER) from None


def _what_is_wrong(export: Export, member: Member) -> str | None:
    try:
        start = export.head_of(member)
        head = start.removeprefix(_MARK).lstrip()
        if not head:
            return "an empty file"
        ending = PurePosixPath(member.base.casefold()).suffix
        if is_page(head):
            return _of_page(export, member) if ending in {".html", ".htm"} else "a web page (HTML)"
        if ending == ".json":
            for _ in JsonFile(export, None, member).elements():
                pass
    except InputRefused:
        return _DAMAGED
    damaged = (b"\0" in head and not start.startswith((b"\xff\xfe", b"\xfe\xff"))) or (
        ending == ".xml" and not _ELEMENT.search(head.replace(b"\0", b""))
    )
    return _DAMAGED if damaged else None


def _of_page(export: Export, member: Member) -> str | None:
    """What is wrong with a page, which ends where it says so."""
    with export.opened(member) as file:
        return None if b"</html" in file.read().lower() else _DAMAGED
