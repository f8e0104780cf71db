"""What a report can show of the files of exhibits: pictures, pages, the length of recordings."""

from collections.abc import Sequence
from typing import Final

from stalkdiary.diary import Diary
from stalkdiary.errors import EvidenceAltered
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.picture_size import PictureSize
from stalkdiary.model.selection import EVERYTHING, Selection
from stalkdiary.reports.exhibit_pictures import (
    MOST_BYTES,
    Drawn,
    PictureReader,
    is_picture,
    is_recording,
)
from stalkdiary.reports.facts import Facts
from stalkdiary.usecases.exhibit_bytes import bytes_of_exhibit, within_messages
from stalkdiary.usecases.progress import Watch, unwatched

WITH_PICTURES: Final = frozenset({"pdf", "html"})
"""The formats that can show any."""
MOST_DRAWN: Final = 500
"""Of exhibits: a report with more is too large to be sent or printed."""


def pictured(diary: Diary, selection: Selection, left_out: Sequence[str]) -> list[str]:
    """The references of the exhibits that a report of these incidents draws, told by their kind.

    Raises:
        NothingMatched: one that is left out is not there.
    """
    hidden = {diary.exhibit(ref).ref for ref in left_out}
    files = [
        each
        for each in (*diary.exhibits(), *diary.enclosed())
        if _is_drawn(each) and hidden.isdisjoint({each.ref, each.enclosed_in})
    ]
    if selection != EVERYTHING and files:
        numbers = {each.number for each in diary.incidents(selection)}
        files = [each for each in files if each.incident in numbers]
    return [each.ref for each in files]


def _is_drawn(exhibit: Exhibit) -> bool:
    return exhibit.sha256 is not None and is_picture(exhibit.media_type)


def drawn(
    diary: Diary, facts: Facts, pictures: PictureSize, form: str, watch: Watch = unwatched
) -> dict[str, Drawn]:
    """What can be shown of each exhibit of a report, by its reference.

    Exhibits without a SHA-256 are left out of it. A `form` without pictures only tells how long
    recordings last. `watch` is told of the bytes read.
    """
    files = [*facts.chosen_exhibits, *facts.chosen_enclosed]
    wanted = [each for each in files if _is_drawn(each)]
    if pictures == PictureSize.none or form not in WITH_PICTURES:
        wanted = []
    chosen, later = wanted[:MOST_DRAWN], wanted[MOST_DRAWN:]
    told = f"this report shows the first {MOST_DRAWN} pictures"
    found = {each.ref: Drawn(why=told) for each in later}
    chosen += [e for e in files if e.sha256 and is_recording(e.media_type)]
    same: dict[str, Drawn] = {}
    with watch(sum(each.bytes or 0 for each in chosen)) as progress, PictureReader() as reader:
        for export, within in _within_messages(chosen).items():
            for sha256, data in within_messages(diary, export, within):
                same[sha256] = reader.read(within[sha256].media_type or "", data)
        for exhibit in chosen:
            sha256 = str(exhibit.sha256)
            if sha256 not in same:
                same[sha256] = _read(diary, reader, exhibit)
            found[exhibit.ref] = same[sha256]
            progress(exhibit.bytes or 0)
    return found


def _within_messages(exhibits: Sequence[Exhibit]) -> dict[str, dict[str, Exhibit]]:
    """Those that lie in messages themselves, by their export and SHA-256: it is read once."""
    found: dict[str, dict[str, Exhibit]] = {}
    for each in exhibits:
        if each.enclosed_in and each.member is None and (each.bytes or 0) <= MOST_BYTES:
            found.setdefault(each.enclosed_in, {})[str(each.sha256)] = each
    return found


def _read(diary: Diary, reader: PictureReader, exhibit: Exhibit) -> Drawn:
    if (exhibit.bytes or 0) > MOST_BYTES:
        return Drawn(why=f"it has more than {MOST_BYTES // 1_000_000} MB")
    try:
        data = b"".join(bytes_of_exhibit(diary, exhibit))
    except EvidenceAltered:
        return Drawn(why="its bytes are not what was taken in; 'stalkdiary verify' says more")
    return reader.read(exhibit.media_type or "", data)
