"""Taking a file in as evidence: from its place on a disk to an exhibit in the diary."""

import io
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.media_type import HEAD_BYTES, media_type
from stalkdiary.store import evidence
from stalkdiary.store.evidence import PreservedFile, Progress
from stalkdiary.store.metadata import read_metadata
from stalkdiary.store.source import opened


def taken_in(
    connection: sqlite.Connection, file: Path, *, captured: str | None, progress: Progress
) -> Exhibit:
    """Preserves the bytes of `file` and says what it is; `ref` and `incident` are still to come.

    Belongs inside a transaction. What the file says of itself is read from the preserved bytes.

    Raises:
        InputRefused: there is no such file, or it can't be read.
        UnsafeFile: it is not a regular file, or it changed while it was read.
    """
    with opened(file) as source:
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
