"""Evidence: every byte kept, the same bytes kept once, and any change to them found."""

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.errors import EvidenceAltered, NotWritten
from stalkdiary.store import evidence
from stalkdiary.store.connection import in_memory, writing
from stalkdiary.store.evidence import CHUNK_BYTES, PreservedFile
from stalkdiary.store.schema import migrate
from stalkdiary.usecases.extract import extract

SIZES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("size", SIZES)
def test_every_byte_is_kept(size: int, diary: Diary) -> None:
    data = os.urandom(size)
    connection = diary._connection
    counted: list[int] = []
    with writing(connection):
        kept = evidence.preserve(connection, io.BytesIO(data), counted.append)
    assert kept == (digest(data), size)
    assert b"".join(evidence.chunks(connection, kept[0])) == data
    assert sum(counted) == size == evidence.total_bytes(connection)
    assert b"".join(evidence.checked_chunks(connection, kept[0])) == data
    chunks = connection.execute("SELECT count(*) FROM evidence_chunk").fetchone()[0]
    assert chunks == -(-size // CHUNK_BYTES)


@pytest.mark.parametrize("size", SIZES)
def test_the_same_bytes_are_kept_once(size: int, diary: Diary) -> None:
    data = bytes(size)
    connection = diary._connection
    for _ in range(3):
        with writing(connection):
            evidence.preserve(connection, io.BytesIO(data))
    assert evidence.total_bytes(connection) == size
    assert connection.execute("SELECT count(*) FROM evidence").fetchone()[0] == 1
    chunks = connection.execute("SELECT count(*) FROM evidence_chunk").fetchone()[0]
    assert chunks == -(-size // CHUNK_BYTES)


def test_two_files_with_the_same_beginning_are_two(diary: Diary) -> None:
    connection = diary._connection
    first, second = bytes(CHUNK_BYTES), bytes(CHUNK_BYTES) + b"x"
    with writing(connection):
        kept = [evidence.preserve(connection, io.BytesIO(each))[0] for each in (first, second)]
    assert [b"".join(evidence.chunks(connection, each)) for each in kept] == [first, second]


def test_what_does_not_read_back_is_not_kept(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    """A memory or disk that flips a bit on the way is noticed before anything is saved."""

    def flipped(*_: object) -> tuple[str, int]:
        return digest(b"other"), 3

    monkeypatch.setattr(evidence, "hash_of", flipped)
    with pytest.raises(NotWritten, match="did not read back"), writing(diary._connection):
        evidence.preserve(diary._connection, io.BytesIO(b"abc"))
    assert evidence.total_bytes(diary._connection) == 0


CHANGES = [
    ("UPDATE evidence_chunk SET data = x'00' WHERE position = 0", "exhibit-altered"),
    (
        "UPDATE evidence_chunk SET data = CAST(data || x'00' AS BLOB) WHERE position = 0",
        "exhibit-altered",
    ),
    ("DELETE FROM evidence_chunk", "exhibit-altered"),
    ("INSERT INTO evidence_chunk VALUES (1, 99, x'00')", "exhibit-altered"),
    ("UPDATE evidence SET bytes = bytes + 1", "exhibit-altered"),
    ("DELETE FROM evidence", "exhibit-missing"),
    ("UPDATE evidence SET sha256 = 'x' WHERE id = 1", "exhibit-missing"),
    ("INSERT INTO evidence VALUES (99, 'y', 0)", "evidence-unclaimed"),
    ("INSERT INTO evidence_chunk VALUES (99, 0, x'00')", "evidence-unclaimed"),
]


@pytest.mark.parametrize(("sql", "kind"), CHANGES)
def test_a_change_by_hand_is_found(
    sql: str, kind: str, filled: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    forged(filled).execute(sql)
    assert kind in {each.kind for each in filled.verify().findings}


def test_altered_bytes_are_not_written_out(
    filled: Diary, forged: Callable[[Diary], sqlite.Connection], tmp_path: Path
) -> None:
    forged(filled).execute("UPDATE evidence_chunk SET data = x'00' WHERE evidence = 1")
    with pytest.raises(EvidenceAltered):
        extract(filled, "AB/1", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    assert len(filled.handovers()) == 1


@given(st.lists(st.tuples(st.integers(0, 2 * CHUNK_BYTES + 9), st.integers(0, 5000)), max_size=20))
def test_a_preserved_file_reads_like_the_file_it_was(moves: list[tuple[int, int]]) -> None:
    data = hashlib.shake_128(b"seed").digest(2 * CHUNK_BYTES + 5)
    connection = in_memory()
    migrate(connection)
    sha256, _ = evidence.preserve(connection, io.BytesIO(data))
    ours, theirs = io.BufferedReader(PreservedFile(connection, sha256)), io.BytesIO(data)
    for position, count in moves:
        assert ours.seek(position) == theirs.seek(position)
        assert ours.read(count) == theirs.read(count)
        assert ours.tell() == theirs.tell()
    connection.close()


def test_a_preserved_file_seeks_from_everywhere(diary: Diary) -> None:
    with writing(diary._connection):
        sha256, _ = evidence.preserve(diary._connection, io.BytesIO(b"0123456789"))
    file = PreservedFile(diary._connection, sha256)
    assert file.seekable()
    assert file.readable()
    assert file.seek(-3, io.SEEK_END) == 7
    assert file.seek(-2, io.SEEK_CUR) == 5
    assert file.read() == b"56789"
    with pytest.raises(ValueError, match="before the beginning"):
        file.seek(-1)
