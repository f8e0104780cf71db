"""Opening a diary, checking it and reading all of it: damage is found, or changes nothing.

The first line of an input names a golden diary and what the rest is:

    format-1 bytes       bytes of the file: three that say where, one that says how many, and they
    format-2 value 7     what stands in the seventh cell of all its tables
    format-2 body 3      the body of the third entry, with the chain made again from there on
"""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import shown
from sqlcipher3 import dbapi2 as sqlite
from target import ROOT, Target, Wrong

from stalkdiary.diary import Diary
from stalkdiary.errors import StalkdiaryError
from stalkdiary.model.ledger import START, entry_hash
from stalkdiary.store.connection import PAGE_BYTES
from stalkdiary.usecases.progress import unwatched
from stalkdiary.usecases.verify import verify_diary

Edit = tuple[str, tuple[object, ...]]
"""A statement and its values."""
NAMES = ("format-1", "format-2")
NOT_COVERED = ("draft", "_sqlite_migrations")
"""Tables that no entry speaks of, as in `tests/faults/test_rewritten.py`."""
NO_KEY = bytes(32)
"""A plain diary whose first bytes are damaged looks encrypted."""


class Cell(NamedTuple):
    """One value in a diary, and how a statement names it."""

    table: str
    column: str
    row: int
    value: object


class Golden(NamedTuple):
    """A diary of an earlier version: its bytes then and now, its cells, and all that it shows."""

    then: bytes
    now: bytes
    cells: list[Cell]
    entries: int
    shown: list[object]


def target(folder: Path) -> Target:
    path = folder / "diary.db"
    golden = {name: _golden(name, path) for name in NAMES}
    return Target(partial(_look, golden, path), list(_seeds(golden)), 4096)


def _golden(name: str, path: Path) -> Golden:
    then = gzip.decompress((ROOT / "tests/golden" / name / "diary.db.gz").read_bytes())
    path.write_bytes(then)
    with Diary.open(path) as diary:
        everything, entries = shown.everything(diary), len(list(diary.entries()))
    with closing(sqlite.connect(str(path))) as connection:
        cells = list(_cells(connection))
    return Golden(then, path.read_bytes(), cells, entries, everything)


def _cells(connection: sqlite.Connection) -> Iterator[Cell]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        with suppress(sqlite.OperationalError):  # without row numbers
            rows = connection.execute(f"SELECT rowid AS at, * FROM {table}")
            columns = [each[0] for each in rows.description]
            for at, *values in rows.fetchall():
                for column, value in zip(columns[1:], values, strict=True):
                    yield Cell(table, column, at, value)


def _seeds(golden: dict[str, Golden]) -> Iterator[bytes]:
    for name, each in golden.items():
        for at in range(0, len(each.then), PAGE_BYTES):
            yield f"{name} bytes\n".encode() + at.to_bytes(3, "big") + b"\x08" + bytes(range(8))
        for number, cell in enumerate(each.cells):
            data = cell.value if isinstance(cell.value, bytes) else str(cell.value).encode()
            yield f"{name} value {number}\n".encode() + data
            if (cell.table, cell.column) == ("entry", "body"):
                yield f"{name} body {cell.row}\n".encode() + data


def _look(golden: dict[str, Golden], path: Path, head: str, data: bytes) -> None:
    name, _, what = head.partition(" ")
    diary = golden.get(name, golden[NAMES[-1]])
    kind, _, number = what.partition(" ")
    at, covered = int(number) if number.isdecimal() else 0, True
    path.write_bytes(diary.then if kind == "bytes" else diary.now)
    if kind == "bytes":
        path.write_bytes(_patched(diary.then, data))
    elif kind == "body":
        covered = False  # whoever can make the chain again needs a fingerprint elsewhere
        _with_body(path, 1 + (at - 1) % diary.entries, data)
    else:
        cell = diary.cells[at % len(diary.cells)]
        covered = cell.table not in NOT_COVERED
        _with_value(path, cell, data)
    try:
        findings = verify_diary(lambda: Diary.open(path, key=NO_KEY), unwatched).findings
        with Diary.open(path, key=NO_KEY) as opened:
            everything = shown.everything(opened)
    except StalkdiaryError:
        return
    if covered and not findings and everything != diary.shown:
        raise Wrong("a diary that was changed is called whole")


def _patched(whole: bytes, data: bytes) -> bytes:
    made = bytearray(whole)
    while len(data) > 4:
        at, end = int.from_bytes(data[:3], "big") % len(made), 4 + data[3]
        piece = data[4:end][: len(made) - at]
        made[at : at + len(piece)] = piece
        data = data[end:]
    return bytes(made)


def _with_value(path: Path, cell: Cell, data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    value: object = data if isinstance(cell.value, bytes) else text
    if isinstance(cell.value, int) and text.lstrip("-").isdecimal():
        value = max(-(2**63), min(int(text[:30]), 2**63 - 1))
    sql = f"UPDATE {cell.table} SET {cell.column} = ? WHERE rowid = ?"
    with suppress(sqlite.Error), closing(sqlite.connect(str(path))) as connection:
        _without_triggers(connection, [(sql, (value, cell.row))])


def _with_body(path: Path, first: int, data: bytes) -> None:
    with closing(sqlite.connect(str(path))) as connection:
        query = "SELECT number, recorded_at, kind, body, hash FROM entry ORDER BY number"
        rows = connection.execute(query).fetchall()
        edits = list(_chained(rows, first, data.decode("utf-8", "replace")))
        with suppress(sqlite.Error):
            _without_triggers(connection, edits)


def _chained(rows: list[tuple[int, str, str, str, str]], first: int, new: str) -> Iterator[Edit]:
    previous = START if first == 1 else rows[first - 2][-1]
    for number, recorded_at, kind, said, _ in rows[first - 1 :]:
        body = new if number == first else said
        digest = entry_hash(
            previous=previous, number=number, recorded_at=recorded_at, kind=kind, body=body
        )
        sql = "UPDATE entry SET body = ?, previous = ?, hash = ? WHERE number = ?"
        yield sql, (body, previous, digest, number)
        previous = digest


def _without_triggers(connection: sqlite.Connection, edits: Iterable[Edit]) -> None:
    """Edits as somebody with an SQL program makes them, who puts the triggers back."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    triggers = connection.execute(query).fetchall()
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for sql, values in edits:
        connection.execute(sql, values)
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
