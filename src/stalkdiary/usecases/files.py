"""Photographs, recordings and documents, looked at before they are kept as exhibits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from stalkdiary.diary import Diary
from stalkdiary.errors import shown
from stalkdiary.importing.files import FoundFile, found_files
from stalkdiary.importing.sorting import FilesAt
from stalkdiary.model.time_hint import FILE_TIME

__all__ = ["FoundAt", "FoundFile", "by_day", "look_at_files", "words_for"]

_DAY = len("2026-03-12")
_KINDS = {
    "image/": "picture",
    "video/": "video",
    "audio/": "recording",
    "application/pdf": "document",
}
_NOT_SURE = "not sure"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAt:
    """A file or folder that was looked at.

    Attributes:
        path: where it lies.
        files: the files in it, by the times that they give of themselves.
        litter: the names of those that are the system's, or the diary.
    """

    path: Path
    files: tuple[FoundFile, ...]
    litter: tuple[str, ...]


def look_at_files(
    diary: Diary, places: Sequence[FilesAt], *, now: datetime, zone: str
) -> list[FoundAt]:
    """What files say of themselves, and which of them are kept already.

    `places` are what `usecases.imports.sorted_out` gives, `now` is the present, aware, and `zone`
    the IANA zone in which times are told.

    Raises:
        InputRefused: one can't be read.
        UnsafeFile: one is a link, a pipe or a device.
    """
    exhibits = diary.exhibits()
    return [
        FoundAt(
            path=each.path,
            files=tuple(found_files(each.files, exhibits, now=now, timezone=zone)),
            litter=each.litter,
        )
        for each in places
    ]


def by_day(looked: Sequence[FoundAt]) -> list[list[FoundFile]]:
    """The files that are new, by the days that they give: each of them one incident."""
    files = [each for one in looked for each in one.files if each.held is None]
    return [list(group) for _, group in groupby(files, key=_own_day)]


def words_for(files: Sequence[FoundFile]) -> tuple[str, str]:
    """When it happened and what, as far as the files of a day say that of themselves.

    The first is a time for `Understanding.moment`: of one file its own, of several their day.
    """
    hint, day = files[0].hint, _own_day(files[0])
    if hint is None or day is None:
        return _NOT_SURE, _what(files)
    return hint.text if len(files) == 1 else day, _what(files)


def _own_day(file: FoundFile) -> str | None:
    """The day that a file gives, where that is more than when it was copied here."""
    if file.hint is None or file.hint.basis == FILE_TIME:
        return None
    return file.hint.text[:_DAY]


def _what(files: Sequence[FoundFile]) -> str:
    """What is said of files of which the person says nothing."""
    nouns = Counter(
        next((noun for kind, noun in _KINDS.items() if each.media_type.startswith(kind)), "file")
        for each in files
    )
    counted = " and ".join(
        f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in nouns.most_common()
    )
    names = ", ".join(shown(Path(each.path.name)) for each in files)
    return f"Kept without further words: {counted} ({names})."
