"""Photographs, screenshots, voicemails and documents: files that hold no messages to be read."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from stalkdiary.importers.reading.export import Export
from stalkdiary.importers.registry import UnknownFormat, importer_of
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.media_type import HEAD_BYTES, media_type
from stalkdiary.model.time_hint import FILE_TIME, TimeHint, is_litter, time_hint
from stalkdiary.store.metadata import read_metadata
from stalkdiary.store.source import opened

_KINDS: Final = ("image/", "audio/", "video/", "application/pdf")


class FoundFile(NamedTuple):
    """A file that could be kept as an exhibit.

    Attributes:
        path: where it lies.
        media_type: what its content is.
        bytes: its size.
        hint: the time that it gives of itself, if any.
        held: the reference of the exhibit with the same bytes, where there is one.
    """

    path: Path
    media_type: str
    bytes: int
    hint: TimeHint | None
    held: str | None


def holds_files(path: Path) -> bool:
    """Whether `path` is a file, or a folder of files, to be kept as it is.

    Raises:
        InputRefused: it can't be read, or is an export of a kind that can't.
        UnsafeFile: it is a link, a pipe or a device, or an archive that means harm.
    """
    with Export(path) as export:
        if export.is_single and media_type(export.head[:HEAD_BYTES]).startswith(_KINDS):
            return True
        try:
            importer_of(export)
        except UnknownFormat:
            if not export.is_folder or not export.members:
                raise
            return True
    return False


def found_files(
    path: Path, exhibits: Iterable[Exhibit], *, now: datetime, timezone: str
) -> tuple[list[FoundFile], list[str]]:
    """The files at `path`, in the order of the times they give, and the names of mere litter.

    Args:
        path: a file or a folder.
        exhibits: everything that is kept already.
        now: the present, aware.
        timezone: the IANA zone in which times are told.
    """
    held = {(each.sha256, each.bytes): each.ref for each in exhibits if each.sha256}
    sizes = {size for _, size in held}
    found, litter = [], []
    with Export(path) as export:
        names = [member.name for member in export.members]
        paths = [export.path_of(name) for name in names] if export.is_folder else [path]
    for each in paths:
        if is_litter(each.name):
            litter.append(each.name)
            continue
        with opened(each) as source:
            kind = media_type(source.file.read(HEAD_BYTES))
            source.file.seek(0)
            metadata = read_metadata(source.file, kind)
            sha256 = None
            if source.bytes in sizes:
                source.file.seek(0)
                sha256 = hashlib.file_digest(source.file, "sha256").hexdigest()  # type: ignore[arg-type]
            source.file.seek(0, 2)
            hint = time_hint(each.name, metadata, source.times, now=now, timezone=timezone)
            ref = held.get((sha256 or "", source.bytes))
            found.append(FoundFile(each, kind, source.bytes, hint, ref))
    found.sort(key=_order)
    return found, litter


def _order(file: FoundFile) -> tuple[bool, str, Path]:
    """By the times that files give; those that say no more than when they were copied come last."""
    known = file.hint is not None and file.hint.basis != FILE_TIME
    return (not known, file.hint.text if file.hint else "", file.path)
