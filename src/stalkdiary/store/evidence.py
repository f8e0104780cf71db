"""The bytes of evidence: kept inside the diary in chunks, found by their SHA-256."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import EvidenceAltered, NotWritten
from stalkdiary.model.ledger import Entry
from stalkdiary.store.hashing import Hashing
from stalkdiary.store.progress import Progress, no_progress

if TYPE_CHECKING:
    from stalkdiary.model.finding import Finding

CHUNK_BYTES = 256 * 1024


def preserve(
    connection: sqlite.Connection,
    source: BinaryIO,
    progress: Progress = no_progress,
    *,
    most: int | None = None,
) -> tuple[str, int]:
    """Copies `source` from where it stands into the diary, and reads the copy back.

    Belongs inside a transaction of `connection.writing`. Memory stays at one chunk whatever the
    size. The same bytes are kept once. Reading ends soon after `most` bytes: a file that grows has
    no end. Gives the SHA-256 as 64 hexadecimal digits, and the number of bytes.

    Raises:
        NotWritten: what was written could not be read back the same.
    """
    sha256, size = keep(connection, _pieces(source, most), progress)
    if hash_of(connection, sha256) != (sha256, size):
        raise NotWritten(
            "A file did not read back from the diary as it was written.",
            "Nothing was saved. The disk or the memory of this machine may be failing: "
            "try another disk.",
        )
    return sha256, size


def keep(
    connection: sqlite.Connection, pieces: Iterable[bytes], progress: Progress = no_progress
) -> tuple[str, int]:
    """Writes `pieces`, each of `CHUNK_BYTES` but the last, as one piece of evidence.

    Belongs inside a transaction, and before a reading of what was written. Gives their SHA-256 and
    the number of bytes.
    """
    connection.execute("SAVEPOINT evidence")
    number = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM evidence").fetchone()[0]
    size = 0
    with Hashing() as digest:
        for position, data in enumerate(pieces):
            digest.update(data)
            size += len(data)
            connection.execute(
                "INSERT INTO evidence_chunk VALUES (?, ?, ?)", (number, position, data)
            )
            progress(len(data))
    sha256 = digest.hexdigest()
    if size_of(connection, sha256) is not None:
        connection.execute("ROLLBACK TO evidence")
    else:
        connection.execute("INSERT INTO evidence VALUES (?, ?, ?)", (number, sha256, size))
    connection.execute("RELEASE evidence")
    return sha256, size


def _pieces(source: BinaryIO, most: int | None) -> Iterator[bytes]:
    size = 0
    for data in iter(lambda: source.read(CHUNK_BYTES), b""):
        yield data
        size += len(data)
        if most is not None and size > most:
            return


def size_of(connection: sqlite.Connection, sha256: str) -> int | None:
    row = connection.execute("SELECT bytes FROM evidence WHERE sha256 = ?", (sha256,)).fetchone()
    return row[0] if row else None


def is_complete(connection: sqlite.Connection, sha256: str) -> bool:
    """Whether as many bytes are kept under this SHA-256 as were taken in. They are not read."""
    row = connection.execute(
        "SELECT bytes, (SELECT coalesce(sum(length(data)), 0) FROM evidence_chunk "
        "WHERE evidence_chunk.evidence = evidence.id) FROM evidence WHERE sha256 = ?",
        (sha256,),
    ).fetchone()
    return row is not None and row[0] == row[1]


def named_by(entry: Entry) -> str | None:
    """The SHA-256 of the evidence that an entry names: an exhibit's file, an import's record.

    Raises:
        KeyError: it is not what the program writes.
    """
    if entry.kind == "exhibit":
        return str(entry.content()["sha256"])
    if entry.kind == "import":
        return str(entry.content()["record"]["sha256"])
    return None


def newest(connection: sqlite.Connection, count: int) -> dict[str, int]:
    """SHA-256 and size of what was kept last: so much of it that it is `count` bytes, or all."""
    found: dict[str, int] = {}
    for sha256, size in connection.execute("SELECT sha256, bytes FROM evidence ORDER BY id DESC"):
        if sum(found.values()) >= count:
            break
        found[sha256] = size
    return found


def chunks(connection: sqlite.Connection, sha256: str) -> Iterator[bytes]:
    """The preserved bytes, in order; nothing where there are none."""
    rows = connection.execute(
        "SELECT data FROM evidence_chunk JOIN evidence ON evidence.id = evidence_chunk.evidence "
        "WHERE evidence.sha256 = ? ORDER BY position",
        (sha256,),
    )
    for (data,) in rows:
        # A damaged row may hold something else; without it the hash does not fit.
        yield data if isinstance(data, bytes) else b""


def hash_of(
    connection: sqlite.Connection, sha256: str, progress: Progress = no_progress
) -> tuple[str, int]:
    """What the preserved bytes really hash to, and how many there are."""
    size = 0
    with Hashing() as digest:
        for data in chunks(connection, sha256):
            digest.update(data)
            size += len(data)
            progress(len(data))
    return digest.hexdigest(), size


def checked_chunks(connection: sqlite.Connection, sha256: str) -> Iterator[bytes]:
    """The preserved bytes, in order.

    Raises:
        EvidenceAltered: after the last, where they do not hash to `sha256` any more.
    """
    with Hashing() as digest:
        for data in chunks(connection, sha256):
            digest.update(data)
            yield data
    if digest.hexdigest() != sha256:
        raise EvidenceAltered("The preserved bytes of this exhibit are not what was taken in.")


def total_bytes(connection: sqlite.Connection) -> int:
    return int(connection.execute("SELECT coalesce(sum(bytes), 0) FROM evidence").fetchone()[0])


def altered(
    connection: sqlite.Connection, claims: dict[str, str], progress: Progress = no_progress
) -> Iterator[Finding]:
    """Each exhibit whose bytes are not what the ledger says, and bytes that no exhibit claims.

    `claims` has, by SHA-256, the first exhibit or record with it, as the ledger says.
    """
    from stalkdiary.model.finding import Finding

    stored = dict(connection.execute("SELECT sha256, bytes FROM evidence").fetchall())
    for sha256, ref in claims.items():
        if sha256 not in stored:
            yield Finding("exhibit-missing", ref, sha256, "no such evidence")
            continue
        try:
            found, size = hash_of(connection, sha256, progress)
        except sqlite.Error as error:
            yield Finding("exhibit-unreadable", ref, sha256, str(error), certain=False)
            continue
        if (found, size) != (sha256, stored[sha256]):
            yield Finding("exhibit-altered", ref, sha256, found)
    for sha256 in stored.keys() - claims.keys():
        yield Finding("evidence-unclaimed", f"evidence {sha256}", "an exhibit", "no exhibit")
    orphans = connection.execute(
        "SELECT DISTINCT evidence FROM evidence_chunk "
        "WHERE evidence NOT IN (SELECT id FROM evidence)"
    )
    for (number,) in orphans:
        yield Finding("evidence-unclaimed", f"evidence chunks {number}", "an exhibit", "no exhibit")


class PreservedFile(io.RawIOBase):
    """Preserved bytes as a read-only file that can be sought in, one chunk in memory at a time."""

    def __init__(self, connection: sqlite.Connection, sha256: str) -> None:
        super().__init__()
        self._connection = connection
        self._number, self._size = connection.execute(
            "SELECT id, bytes FROM evidence WHERE sha256 = ?", (sha256,)
        ).fetchone()
        self._at = 0
        self._chunk: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("seek before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        position, skip = divmod(self._at, CHUNK_BYTES)
        if self._at >= self._size:
            return 0
        if self._chunk[0] != position:
            row = self._connection.execute(
                "SELECT data FROM evidence_chunk WHERE evidence = ? AND position = ?",
                (self._number, position),
            ).fetchone()
            # A damaged row may hold something else; without it the hash does not fit.
            data = row[0] if row and isinstance(row[0], bytes) else b""
            self._chunk = (position, data)
        data = self._chunk[1][skip : skip + len(buffer)]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
