"""Writing and reading the entries of the ledger."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import InputRefused
from stalkdiary.model.ledger import Entry, next_entry, utc_text
from stalkdiary.store.connection import Connection

_COLUMNS = "number, recorded_at, kind, body, previous, hash"
# SQLite refuses rows near 1 GB; a story that long is a file.
MOST_BODY_CHARACTERS = 50_000_000


def append(
    connection: Connection, kind: str, body: dict[str, Any], *, now: datetime | None = None
) -> Entry:
    """Adds an entry and what follows from it in the derived tables.

    Belongs inside a transaction of `connection.writing`. `now` is aware; the clock
    of the connection when left out.
    """
    entry = next_entry(
        last_entry(connection),
        recorded_at=utc_text(now or connection.clock()),
        kind=kind,
        body=body,
    )
    if len(entry.body) > MOST_BODY_CHARACTERS:
        raise InputRefused(
            "The text is too long to be kept in one piece.",
            "Nothing was saved. Save the text as a file and attach it instead.",
        )
    insert(connection, entry)
    return entry


def insert(connection: Connection, entry: Entry) -> None:
    """Puts an entry as it is at the end, and what follows from it in the derived tables."""
    connection.execute(
        f"INSERT INTO entry ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
        (entry.number, entry.recorded_at, entry.kind, entry.body, entry.previous, entry.hash),
    )
    connection.appended.append(entry)
    from stalkdiary.store.projection import project

    project(connection, entry)


def last_entry(connection: sqlite.Connection) -> Entry | None:
    """The newest entry, None in a diary that has none."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM entry ORDER BY number DESC LIMIT 1")
    return next(map(_entry, rows), None)


def newest_time(connection: sqlite.Connection) -> str:
    """When the newest entry was written (UTC), without its body, which an import makes long."""
    rows = connection.execute("SELECT recorded_at FROM entry ORDER BY number DESC LIMIT 1")
    return str(rows.fetchone()[0])


def count(connection: sqlite.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])


def entries(
    connection: sqlite.Connection, *, after: int = 0, most: int | None = None
) -> Iterator[Entry]:
    """The entries with higher numbers than `after`, oldest first, `most` of them or all."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM entry WHERE number > ? ORDER BY number LIMIT ?",
        (after, -1 if most is None else most),
    )
    yield from map(_entry, rows)


def entries_of_incident(connection: sqlite.Connection, incident: int) -> Iterator[Entry]:
    """The entries that made or changed one incident, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM entry "
        "WHERE kind IN ('incident', 'amendment', 'withdrawal', 'exhibit', 'physical-exhibit') "
        "AND json_extract(body, '$.incident') = ?1 "
        # Rare, and not in the index of the others, which would have to be made again for it.
        f"UNION ALL SELECT {_COLUMNS} FROM entry "
        "WHERE kind IN ('restoration', 'mark', 'exhibit-amendment') "
        "AND json_extract(body, '$.incident') = ?1 "
        "ORDER BY number",
        (incident,),
    )
    yield from map(_entry, rows)


def entries_of_kind(connection: sqlite.Connection, kind: str) -> Iterator[Entry]:
    """The entries of one kind, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM entry WHERE kind = ? ORDER BY number", (kind,)
    )
    yield from map(_entry, rows)


def _entry(row: tuple[Any, ...]) -> Entry:
    """A damaged row may hold something that is no text: it is shown so, and no hash fits it."""
    number, *texts = row
    return Entry(number, *(each if isinstance(each, str) else repr(each) for each in texts))
