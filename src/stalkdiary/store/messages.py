"""Imported messages: the record of what was read from an export, and the tables that repeat it.

A record is evidence, named by the entry of its import: JSON lines, packed with gzip, one for each
message that the import brought and for each change that it shows of an earlier one. The tables are
filled from it line by line and compared with it by `differences`, so what is listed and searched
follows from the chain, as it does for everything else.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary import store
from stalkdiary.errors import EvidenceAltered
from stalkdiary.model.ledger import Entry
from stalkdiary.store.connection import in_memory
from stalkdiary.store.index import TOKENIZER, message_words, miscounted, planted_words
from stalkdiary.store.queries import shifted, understood

if TYPE_CHECKING:
    from stalkdiary.model.finding import Finding
    from stalkdiary.model.message import Change, HeldMessage, Message

_GZIP: Final = 31
"""zlib's way to say: gzip, with a window of 32 KiB."""
_LEVEL: Final = 1
_BATCH: Final = 2000
_FEW: Final = 200
"""As many as are read ahead of whoever looks at them."""
_BLOCK: Final = 20_000
"""Messages whose words are held in memory at once while the search index is checked."""
_CACHE_KIB: Final = 64 * 1024
"""The index of keys is written in no order; pages that don't fit would be written over and over."""

_DECODER: Final = json.JSONDecoder()
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_Line = dict[str, Any]
_T = TypeVar("_T")


# Writing -----------------------------------------------------------------------------------------


def message_line(incident: int, key: bytes, message: Message, *, counted: bool) -> _Line:
    """The line of a record for a message that is new."""
    line: _Line = {"incident": incident, "key": key.hex(), "message": message.to_json()}
    if not counted:
        line["context"] = True
    return line


def change_line(number: int, kind: str, message: Message) -> _Line:
    """The line of a record for what an export shows of a message that is held already."""
    return {"of": number, "change": kind, "message": message.to_json()}


def keep_record(connection: sqlite.Connection, lines: Iterable[_Line]) -> tuple[str, int]:
    """Preserves the lines of one import as evidence; belongs inside a transaction.

    Gives the SHA-256 of the packed record, and its size in bytes.
    """
    return store.evidence.keep(connection, _packed(lines))


def _packed(lines: Iterable[_Line]) -> Iterator[bytes]:
    """Pieces of `evidence.CHUNK_BYTES`, but the last."""
    chunk = store.evidence.CHUNK_BYTES
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    waiting = bytearray()
    for batch in _batches(lines, _BATCH):
        text = "".join(f"{_ENCODER.encode(line)}\n" for line in batch)
        waiting += packer.compress(text.encode("utf-8", "backslashreplace"))
        while len(waiting) >= chunk:
            yield bytes(waiting[:chunk])
            del waiting[:chunk]
    waiting += packer.flush()
    for at in range(0, len(waiting), chunk):
        yield bytes(waiting[at : at + chunk])


def _batches(values: Iterable[_T], count: int) -> Iterator[list[_T]]:
    iterator = iter(values)
    while batch := list(islice(iterator, count)):
        yield batch


def put_in(connection: sqlite.Connection, entry: int, sha256: str) -> None:
    """Fills the tables from the record of one import.

    A database that holds no such evidence, as the one that `projection.differences` makes, gets
    nothing: `differences` compares the records themselves.
    """
    if store.evidence.size_of(connection, sha256) is None:
        return
    before = connection.execute("PRAGMA cache_size").fetchone()[0]
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    number: int = connection.execute("SELECT coalesce(max(number), 0) FROM message").fetchone()[0]
    acts: Counter[tuple[int, int]] = Counter()
    for batch in _batches(record(connection, sha256), _BATCH):
        rows, words, changes = [], [], []
        for text, line in batch:
            if "of" in line:
                changes.append(_change_row(entry, text, line))
                continue
            number += 1
            rows.append(_message_row(number, entry, text, line))
            words.append((number, message_words(line)))
            _count_hour(acts, line)
        connection.executemany("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        connection.executemany("INSERT INTO message_search (rowid, words) VALUES (?, ?)", words)
        connection.executemany("INSERT INTO message_change VALUES (?, ?, ?, ?)", changes)
    store.hours.put_in(connection, entry, acts)
    connection.execute(f"PRAGMA cache_size = {before}")


def _message_row(number: int, entry: int, text: str, line: _Line) -> tuple[Any, ...]:
    time = line["message"].get("time")
    return (
        number,
        entry,
        line["incident"],
        time["instant"] if time else None,
        0 if line.get("context") else 1,
        bytes.fromhex(line["key"]),
        text,
    )


def _count_hour(acts: Counter[tuple[int, int]], line: _Line) -> None:
    acts[line["incident"], store.hours.hour_of_week(line)] += not line.get("context")


def _change_row(entry: int, text: str, line: _Line) -> tuple[Any, ...]:
    return (line["of"], entry, line["change"], text)


# Reading -----------------------------------------------------------------------------------------


def record(connection: sqlite.Connection, sha256: str) -> Iterator[tuple[str, _Line]]:
    """The lines of a record in order, as they stand there and as what they say.

    Raises:
        EvidenceAltered: it is not what an import writes.
    """
    unpacker, rest = zlib.decompressobj(_GZIP), b""
    try:
        for piece in store.evidence.chunks(connection, sha256):
            *lines, rest = (rest + unpacker.decompress(piece)).split(b"\n")
            for line in lines:
                text = line.decode("utf-8")
                # There is no white space round it, for which `json.loads` would look.
                yield text, _DECODER.raw_decode(text)[0]
        if not unpacker.eof or rest:
            raise EvidenceAltered("The record of an import is not whole.")
    except (ValueError, zlib.error) as error:
        raise EvidenceAltered("The record of an import can't be read.") from error


_HELD = (
    "SELECT message.number, message.incident, message.import, message.line, message.counted "
    "FROM message"
)


def of_incident(connection: sqlite.Connection, incident: int) -> Iterator[HeldMessage]:
    """The messages of an incident in the order of their times, unknown ones last."""
    rows = connection.execute(
        f"{_HELD} WHERE incident = ? ORDER BY happened IS NULL, happened, number", (incident,)
    )
    yield from _held(connection, rows)


def with_key(connection: sqlite.Connection, key: bytes) -> list[tuple[int, int, int | None]]:
    """Number, incident and person of every message that is held under a key, oldest first."""
    rows = connection.execute(
        "SELECT message.number, message.incident, incident.person FROM message "
        "JOIN incident ON incident.number = message.incident WHERE key = ? ORDER BY message.number",
        (key,),
    )
    return [(number, incident, person) for number, incident, person in rows]


def with_number(connection: sqlite.Connection, number: int) -> HeldMessage:
    return next(with_numbers(connection, (number,)))


def with_numbers(connection: sqlite.Connection, numbers: Iterable[int]) -> Iterator[HeldMessage]:
    """The messages of these numbers, which are there, in the order of the numbers given."""
    for batch in _batches(numbers, _FEW):
        marks = ", ".join("?" * len(batch))
        rows = connection.execute(f"{_HELD} WHERE number IN ({marks})", batch)
        found = {held.number: held for held in _held(connection, rows)}
        for number in batch:
            with understood(f"Message {number}"):
                held = found[number]
            yield held


def in_minute(
    connection: sqlite.Connection, incidents: Iterable[int], minute: int
) -> list[tuple[int, bytes]]:
    """Number and key of the acts of some incidents in one minute since 1970 UTC.

    The person's own messages beside them are none: nobody else can delete or edit those.
    """
    found: list[tuple[int, bytes]] = []
    for incident in incidents:
        rows = connection.execute(
            "SELECT number, key FROM message WHERE incident = ? AND happened >= ? AND happened < ? "
            "AND counted ORDER BY number",
            (incident, minute * 60_000, (minute + 1) * 60_000),
        )
        found.extend(rows.fetchall())
    return found


def incidents_of_day(
    connection: sqlite.Connection, person: int, channel: str, day: str
) -> list[int]:
    """The imported incidents of a person by a channel on a local day, withdrawn ones among them.

    `day` is ``2026-03-12``; "" for those whose day is not known.
    """
    # The order of times is in UTC, which no zone leaves by more than a day.
    around = ("", "􏿿") if not day else (shifted(day, -1), shifted(day, 2))
    rows = connection.execute(
        "SELECT number FROM incident WHERE happened BETWEEN ? AND ? AND source = 'import' "
        "AND person = ? AND json_extract(account, '$.channel') = ? "
        "AND coalesce(substr(json_extract(account, '$.when.start'), 1, 10), '') = ? "
        "ORDER BY number",
        (*around, person, channel, day),
    )
    return [number for (number,) in rows]


def any_held(connection: sqlite.Connection) -> bool:
    return connection.execute("SELECT 1 FROM message LIMIT 1").fetchone() is not None


# Where a message stands is read from the index alone: common words stand on every page of messages.
_PLACED = "CROSS JOIN message INDEXED BY message_place ON message.number = found.rowid"


def matching(connection: sqlite.Connection, query: str) -> dict[int, int]:
    """Each incident with messages that match an FTS5 query, and how many do; best first."""
    rows = connection.execute(
        "SELECT message.incident, count(*) FROM "
        "(SELECT rowid, rank FROM message_search WHERE message_search MATCH ?) AS found "
        f"{_PLACED} GROUP BY message.incident ORDER BY min(found.rank), message.incident",
        (query,),
    )
    return dict(rows.fetchall())


def matching_messages(connection: sqlite.Connection, query: str) -> Iterator[HeldMessage]:
    """The messages that match an FTS5 query, newest first, those without a time last."""
    rows = connection.execute(
        "SELECT message.number FROM "
        "(SELECT rowid FROM message_search WHERE message_search MATCH ?) AS found "
        f"{_PLACED} ORDER BY message.happened DESC, message.number DESC",
        (query,),
    )
    yield from with_numbers(connection, (number for (number,) in rows))


def match_count(connection: sqlite.Connection, query: str) -> int:
    counted = "SELECT count(*) FROM message_search WHERE message_search MATCH ?"
    return int(connection.execute(counted, (query,)).fetchone()[0])


def _held(connection: sqlite.Connection, rows: Iterable[tuple[Any, ...]]) -> Iterator[HeldMessage]:
    from stalkdiary.model.message import HeldMessage

    origins: dict[int, tuple[str, str]] = {}
    for number, incident, entry, line, counted in rows:
        with understood(f"Message {number}"):
            yield HeldMessage(
                number=number,
                incident=incident,
                exhibit=_origin(connection, entry, origins)[1],
                message=_message(line),
                counted=bool(counted),
                changes=tuple(_changes(connection, number, origins)),
            )


def _changes(
    connection: sqlite.Connection, number: int, origins: dict[int, tuple[str, str]]
) -> Iterator[Change]:
    from stalkdiary.model.message import Change

    rows = connection.execute(
        "SELECT import, kind, line FROM message_change WHERE message = ? ORDER BY import", (number,)
    )
    for entry, kind, line in rows.fetchall():
        recorded_at, exhibit = _origin(connection, entry, origins)
        yield Change(kind, recorded_at, exhibit, _message(line))


def _message(line: str) -> Message:
    from stalkdiary.model.message import Message

    return Message.from_json(json.loads(line)["message"])


def _origin(
    connection: sqlite.Connection, entry: int, known: dict[int, tuple[str, str]]
) -> tuple[str, str]:
    """When an import was made, and the reference of its export."""
    if entry not in known:
        recorded_at, body = connection.execute(
            "SELECT recorded_at, body FROM entry WHERE number = ?", (entry,)
        ).fetchone() or ("", "{}")
        known[entry] = (recorded_at, json.loads(body)["exhibits"][0])
    return known[entry]


# Checking ----------------------------------------------------------------------------------------


def differences(connection: sqlite.Connection, entries: Iterable[Entry]) -> Iterator[Finding]:
    """Every way in which the tables of messages differ from the records that the entries name."""
    from stalkdiary.model.finding import Finding

    imports, number = set[int](), 0
    for entry in entries:
        if entry.kind != "import":
            continue
        imports.add(entry.number)
        try:
            sha256 = json.loads(entry.body)["record"]["sha256"]
            yield from _of_import(connection, entry.number, sha256, number)
            number += sum("of" not in line for _, line in record(connection, sha256))
        except (EvidenceAltered, ValueError, KeyError, TypeError, AttributeError) as error:
            yield Finding(
                "record-unreadable", f"entry {entry.number}", "a readable record", repr(error)
            )
    for table in ("message", "message_change", "message_hour"):
        for (entry_number,) in connection.execute(f"SELECT DISTINCT import FROM {table}"):
            if entry_number not in imports:
                yield Finding("row-inserted", table, "an import", f"import {entry_number!r}")
    yield from _index_differences(connection)


def _of_import(
    connection: sqlite.Connection, entry: int, sha256: str, before: int
) -> Iterator[Finding]:
    """Walks a record and the rows that came from it side by side."""
    from stalkdiary.model.finding import Finding

    rows = iter(
        connection.execute("SELECT * FROM message WHERE import = ? ORDER BY number", (entry,))
    )
    changes, number = list[tuple[Any, ...]](), before
    acts: Counter[tuple[int, int]] = Counter()
    for text, line in record(connection, sha256):
        if "of" in line:
            changes.append(_change_row(entry, text, line))
            continue
        number += 1
        _count_hour(acts, line)
        expected, found = _message_row(number, entry, text, line), next(rows, None)
        if found != expected:
            kind = "row-missing" if found is None else "row-altered"
            yield Finding(kind, f"message {number}", repr(expected), repr(found))
    for found in rows:
        yield Finding("row-inserted", f"message {found[0]}", "no such row", repr(found))
    stored = connection.execute("SELECT * FROM message_change WHERE import = ?", (entry,))
    expected_changes, found_changes = sorted(map(repr, changes)), sorted(map(repr, stored))
    if expected_changes != found_changes:
        yield Finding(
            "row-altered", f"changes by entry {entry}", str(expected_changes), str(found_changes)
        )
    in_table = connection.execute("SELECT * FROM message_hour WHERE import = ?", (entry,))
    counted, found_counted = store.hours.rows(entry, acts), in_table.fetchall()
    if counted != found_counted:
        yield Finding("row-altered", f"hours by entry {entry}", str(counted), str(found_counted))


def _index_differences(connection: sqlite.Connection) -> Iterator[Finding]:
    """Every word that a search in the messages does not find as often as it is written.

    As for the incidents, but block by block, so that memory stays bounded.
    """
    from stalkdiary.model.finding import Finding

    newest: int = connection.execute("SELECT coalesce(max(number), 0) FROM message").fetchone()[0]
    there: set[str] = set()
    for first in range(1, newest + 1, _BLOCK):
        last = first + _BLOCK - 1
        rows = connection.execute(
            "SELECT number, line FROM message WHERE number BETWEEN ? AND ?", (first, last)
        )
        with closing(in_memory()) as fresh:
            fresh.execute(
                "CREATE VIRTUAL TABLE message_search USING fts5 "
                f"(words, content = '', tokenize = '{TOKENIZER}')"
            )
            words = ((number, message_words(json.loads(line))) for number, line in rows)
            fresh.executemany("INSERT INTO message_search (rowid, words) VALUES (?, ?)", words)
            wrong = miscounted(connection, fresh, "message_search", there, (first, last))
            for expected, found in wrong:
                yield Finding("index-altered", "message_search", f"{expected} messages", f"{found}")
    yield from planted_words(connection, "message_search", there)
