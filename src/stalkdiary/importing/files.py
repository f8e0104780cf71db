"""Photographs, screenshots, voicemails and documents: files that hold no messages to be read."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from stalkdiary.importers.reading.export import Export
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.media_type import HEAD_BYTES, media_type
from stalkdiary.model.time_hint import FILE_TIME, TimeHint, time_hint
from stalkdiary.store.metadata import read_metadata
from stalkdiary.store.source import opened

_KINDS: Final = ("image/", "audio/", "video/", "application/pdf")


class FoundFile(NamedTuple):
    """A file that could be kept as an exhibit: what its content is, and its size.

    `hint` is the time that it gives of itself, `held` the reference of an exhibit with its bytes.
    """

    path: Path
    media_type: str
    bytes: int
    hint: TimeHint | None
    held: str | None


def is_kept_by_kind(export: Export) -> bool:
    """Whether an export is a picture, a recording or a document, by its content."""
    return export.is_single and media_type(export.head[:HEAD_BYTES]).startswith(_KINDS)


def found_files(
    paths: Iterable[Path], exhibits: Iterable[Exhibit], *, now: datetime, timezone: str
) -> list[FoundFile]:
    """What files say of themselves, in the order of the times that they give.

    `now` is aware; `timezone` is the IANA zone in which times are told.

    Raises:
        InputRefused: one can't be read; `UnsafeFile` where it is a link, a pipe or a device.
    """
    held = {(each.sha256, each.bytes): each.ref for each in exhibits if each.sha256}
    sizes = {size for _, size in held}
    found = []
    for each in paths:
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
    return found


def _order(file: FoundFile) -> tuple[bool, str, Path]:
    """By the times that files give; those that say no more than when they were copied come last."""
    known = file.hint is not None and file.hint.basis != FILE_TIME
    return (not known, file.hint.text if file.hint else "", file.path)
