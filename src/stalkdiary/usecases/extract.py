"""A byte-identical copy of an exhibit, with its entry in the custody log."""

from collections.abc import Iterator
from pathlib import Path

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.store.place import must_be_free, new_file
from stalkdiary.usecases.exhibit_bytes import bytes_of_exhibit
from stalkdiary.usecases.progress import Watch, unwatched


def extract(diary: Diary, ref: str, target: Path, watch: Watch = unwatched) -> Exhibit:
    """Writes a byte-identical copy of an exhibit to a new file, and logs that.

    Raises:
        NothingMatched: there is no such exhibit.
        InputRefused: it is a physical exhibit, or `target` is taken.
        EvidenceAltered: the preserved bytes are not what they were. Nothing is written.
        NotWritten: the disk does not take it.
    """
    exhibit = _file(diary, ref)
    must_be_free(target)
    with diary.saved_is_told(), new_file(target) as unfinished:
        with watch(exhibit.bytes or 0) as progress, unfinished.open("wb") as file:
            for data in bytes_of_exhibit(diary, exhibit):
                file.write(data)
                progress(len(data))
        # Logged before it is in its place: no copy leaves the diary without a word.
        _log(diary, exhibit)
    return exhibit


def exhibit_bytes(diary: Diary, ref: str) -> Iterator[bytes]:
    """The preserved bytes of an exhibit in order, logged as taken out before the first.

    Raises what `extract` does; `EvidenceAltered` at the end.
    """
    exhibit = _file(diary, ref)
    _log(diary, exhibit)
    yield from bytes_of_exhibit(diary, exhibit)


def _file(diary: Diary, ref: str) -> Exhibit:
    exhibit = diary.exhibit(ref)
    if exhibit.physical:
        raise InputRefused(
            f"{exhibit.ref} is a thing, not a file.",
            f"It is kept here: {exhibit.kept_at or 'not said'}.",
        )
    return exhibit


def _log(diary: Diary, exhibit: Exhibit) -> None:
    diary.note_handover("extract", {"ref": exhibit.ref, "sha256": exhibit.sha256})
