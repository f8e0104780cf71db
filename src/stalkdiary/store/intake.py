"""Taking a file in as evidence: from its place on a disk to an exhibit in the diary."""

import io
import shutil
from contextlib import suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import NotWritten, unbroken
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.media_type import HEAD_BYTES, media_type
from stalkdiary.store import evidence
from stalkdiary.store.evidence import PreservedFile
from stalkdiary.store.metadata import read_metadata
from stalkdiary.store.progress import Progress
from stalkdiary.store.source import Source, opened

_MB = 1_000_000


def taken_in(
    connection: sqlite.Connection, file: Path, *, captured: str | None, progress: Progress
) -> Exhibit:
    """Preserves the bytes of `file` and says what it is; `ref` and `incident` are still to come.

    Belongs inside a transaction. What the file says of itself is read from the preserved bytes.

    Raises what `source.opened` does, and `NotWritten`: it is larger than what is free on the disk
    of the diary.
    """
    with opened(file) as source:
        _must_have_room(connection, source)
        sha256, size = evidence.preserve(connection, source.file, progress, most=source.bytes)
    preserved = PreservedFile(connection, sha256)
    kind = media_type(preserved.read(HEAD_BYTES))
    preserved.seek(0)
    return Exhibit(
        ref="",
        incident=0,
        added_at="",
        name=source.name,
        path=source.path,
        bytes=size,
        sha256=sha256,
        media_type=kind,
        file_times=source.times,
        metadata=read_metadata(io.BufferedReader(preserved), kind),
        captured=captured,
    )


def _must_have_room(connection: sqlite.Connection, source: Source) -> None:
    """Looks before the first byte is read: a file with holes may claim more than any disk has."""
    place = connection.execute("PRAGMA database_list").fetchone()[2]
    with suppress(OSError):  # not every file system tells
        disk = shutil.disk_usage(Path(place).parent)
        # Some network shares say that they have no bytes at all.
        if disk.total and source.bytes > disk.free:
            raise NotWritten(
                f"There is no room for {unbroken(source.name)}: it has {_in_mb(source.bytes)}, and "
                f"{_in_mb(disk.free)} are free on the disk of the diary."
            )


def _in_mb(count: int) -> str:
    return f"{count / _MB:,.1f} MB"
