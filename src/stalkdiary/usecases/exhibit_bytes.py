"""The bytes of an exhibit, of its own or within a preserved export."""

import hashlib
import io
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from stalkdiary.diary import Diary
from stalkdiary.errors import EvidenceAltered, InputRefused, StalkdiaryError, UnsafeFile
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.parts import Parts, parts_by_name
from stalkdiary.importers.registry import importer_of, items
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.store import enclosed, evidence
from stalkdiary.store.evidence import CHUNK_BYTES, PreservedFile
from stalkdiary.usecases.progress import Progress


def bytes_of_exhibit(diary: Diary, exhibit: Exhibit) -> Iterator[bytes]:
    """The bytes of a file in order, read out of the export where it lies in one.

    Raises:
        EvidenceAltered: at the end, where they are not what they were when they were taken in.
    """
    if exhibit.enclosed_in is None:
        with diary.reading() as connection:
            yield from evidence.checked_chunks(connection, str(exhibit.sha256))
        return
    if exhibit.member is None:
        wanted = {str(exhibit.sha256)}
        for _, data in within_messages(diary, exhibit.enclosed_in, wanted):
            yield data
            return
        raise _altered(exhibit)
    digest = hashlib.sha256()
    try:
        for data in _member(diary, exhibit):
            digest.update(data)
            yield data
    except (InputRefused, UnsafeFile):
        raise _altered(exhibit) from None
    if digest.hexdigest() != exhibit.sha256:
        raise _altered(exhibit)


def within_messages(diary: Diary, ref: str, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """The files that lie in the messages of a preserved export themselves, in one reading of it.

    `wanted` are their SHA-256; each is given once, those that are not there never.
    """
    missing = set(wanted)
    found: list[tuple[str, bytes]] = []

    def take(sha256: str, data: bytes | memoryview) -> None:
        if sha256 in missing:
            missing.discard(sha256)
            found.append((sha256, bytes(data)))

    reading = Reading(skip_bad=True, digest=True, within=take)
    try:
        with diary.reading(), opened_export(diary, ref) as export:
            _, importer = importer_of(export)
            for _ in items(export, importer, reading):
                yield from found
                found.clear()
                if not missing:
                    return
    except StalkdiaryError:
        return  # what is not given is said to be missing


def digests_of_enclosed(
    diary: Diary, files: Iterable[Exhibit], progress: Progress
) -> Iterator[tuple[Exhibit, str | None]]:
    """What the files that `Diary.enclosed` gives hash to now; each export is opened once.

    Gives each file with its SHA-256, or None where it can't be read. `progress` is told of the
    bytes of each that is a member of an archive or folder.
    """
    by_export: dict[str, list[Exhibit]] = {}
    for each in files:
        by_export.setdefault(str(each.enclosed_in), []).append(each)
    for ref, held in by_export.items():
        wanted = {str(each.sha256) for each in held if each.member is None}
        within = {sha256 for sha256, _ in within_messages(diary, ref, wanted)} if wanted else set()
        yield from ((e, e.sha256 if e.sha256 in within else None) for e in held if not e.member)
        members = {str(each.member): each for each in held if each.member}
        if members:
            digests = dict(_digests(diary, ref, members, progress))
            yield from ((each, digests.get(name)) for name, each in members.items())


def _digests(
    diary: Diary, ref: str, wanted: Collection[str], progress: Progress
) -> Iterator[tuple[str, str]]:
    try:
        with diary.reading(), opened_export(diary, ref) as export:
            for member in export.members:
                if member.name in wanted:
                    with suppress(InputRefused, UnsafeFile):
                        sha256, size = export.digest(member)
                        progress(size)
                        yield member.name, sha256
    except (InputRefused, UnsafeFile):
        return  # what is not given is said to be missing


def opened_export(diary: Diary, ref: str) -> Export:
    """A preserved export, of several zip files the whole; to be closed again.

    Raises `InputRefused`: it can't be read; `UnsafeFile`: it is an archive that means harm.
    """
    with diary.reading() as connection:
        exhibits = enclosed.parts(connection, ref)
        files: dict[Path, BinaryIO] = {
            Path(each.name): io.BufferedReader(
                PreservedFile(connection, str(each.sha256)), CHUNK_BYTES
            )
            for each in exhibits
        }
    if len(files) == 1:
        ((path, file),) = files.items()
        return Export(path, file)
    (paths,) = parts_by_name(files)
    return Parts(paths, files)


def _member(diary: Diary, exhibit: Exhibit) -> Iterator[bytes]:
    with diary.reading(), opened_export(diary, str(exhibit.enclosed_in)) as export:
        member = next((m for m in export.members if m.name == exhibit.member), None)
        if member is None:
            raise _altered(exhibit)
        with export.opened(member) as file:
            yield from iter(lambda: file.read(CHUNK_BYTES), b"")


def _altered(exhibit: Exhibit) -> EvidenceAltered:
    return EvidenceAltered(
        f"The bytes of {exhibit.ref} in {exhibit.enclosed_in} are not what was taken in.",
        "Nothing was written. Run 'stalkdiary verify', and keep this file and every backup.",
    )
