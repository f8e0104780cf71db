"""The bytes of an exhibit, of its own or within a preserved export."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from stalkdiary.diary import Diary
from stalkdiary.errors import EvidenceAltered, InputRefused, UnsafeFile
from stalkdiary.importers.reading.export import Export
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.store import evidence
from stalkdiary.store.evidence import CHUNK_BYTES, PreservedFile


def bytes_of_exhibit(diary: Diary, exhibit: Exhibit) -> Iterator[bytes]:
    """The bytes of a file in order, read out of the export where it lies in one.

    Raises:
        EvidenceAltered: at the end, where they are not what they were when they were taken in.
    """
    if exhibit.enclosed_in is None:
        with diary.reading() as connection:
            yield from evidence.checked_chunks(connection, str(exhibit.sha256))
        return
    digest = hashlib.sha256()
    try:
        for data in _member(diary, exhibit):
            digest.update(data)
            yield data
    except (InputRefused, UnsafeFile):
        raise _altered(exhibit) from None
    if digest.hexdigest() != exhibit.sha256:
        raise _altered(exhibit)


def _member(diary: Diary, exhibit: Exhibit) -> Iterator[bytes]:
    export = diary.exhibit(str(exhibit.enclosed_in))
    with diary.reading() as connection:
        preserved = io.BufferedReader(PreservedFile(connection, str(export.sha256)), CHUNK_BYTES)
        with Export(Path(export.name), preserved) as archive:
            member = next((m for m in archive.members if m.name == exhibit.member), None)
            if member is None:
                raise _altered(exhibit)
            with archive.opened(member) as file:
                yield from iter(lambda: file.read(CHUNK_BYTES), b"")


def _altered(exhibit: Exhibit) -> EvidenceAltered:
    return EvidenceAltered(
        f"The bytes of {exhibit.ref} in {exhibit.enclosed_in} are not what was taken in.",
        "Nothing was written. Run 'stalkdiary verify', and keep this file and every backup.",
    )
