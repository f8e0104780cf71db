"""Somebody who has the key changes any value and computes the chain again: what tells, exactly.

A fingerprint that is kept elsewhere tells of every change at or before its entry, and of none after
it; a timestamp the same of the entry that it was made of. What follows from the ledger, and the
bytes of exhibits, need neither. The seal of a bundle: tests/handover/bundle/test_doctored.py.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

from faults import sampled
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.model.finding import Part
from stalkdiary.model.incident import Account
from stalkdiary.model.ledger import START, Entry, entry_hash, fingerprint_digits
from stalkdiary.model.moment import Moment
from stalkdiary.store.connection import connect
from stalkdiary.usecases.timestamp import authorities, stamp

FEW = 40
NOT_COVERED = {"draft", "_sqlite_migrations"}
"""Tables that no entry speaks of: answers that are not saved yet, and which migrations ran when."""
Forged = Callable[[Diary], sqlite.Connection]


def _changed_values(entry: Entry) -> Iterator[Entry]:
    """The entry with one value changed: each column, and each field of the body."""
    yield replace(entry, recorded_at=entry.recorded_at.replace("2026", "2025"))
    yield replace(entry, kind="action" if entry.kind == "person" else "person")
    for name, value in (body := json.loads(entry.body)).items():
        for other in ("changed", None):
            if value != other:
                text = json.dumps(body | {name: other}, sort_keys=True, separators=(",", ":"))
                yield replace(entry, body=text)


def _rewritten(entries: list[Entry]) -> Iterator[tuple[int, list[Entry]]]:
    """Each other history, and the number of the first entry that differs."""
    for at, entry in enumerate(entries):
        before, after = entries[:at], entries[at + 1 :]
        for changed in _changed_values(entry):
            yield at + 1, [*before, changed, *after]
        yield at + 1, [*before, *after]
        yield at + 2, [*before, entry, entry, *after]
        if after:
            yield at + 1, [*before, after[0], entry, *after[1:]]


def _chained(entries: list[Entry]) -> list[Entry]:
    chain: list[Entry] = []
    for number, entry in enumerate(entries, start=1):
        previous = chain[-1].hash if chain else START
        digest = entry_hash(
            previous=previous,
            number=number,
            recorded_at=entry.recorded_at,
            kind=entry.kind,
            body=entry.body,
        )
        chain.append(replace(entry, number=number, previous=previous, hash=digest))
    return chain


def test_each_value_of_each_entry_with_a_new_chain_is_told_by_a_fingerprint_from_then_on(
    filled: Diary, forged: Forged, full: slice | None
) -> None:
    """Values changed, entries left out, doubled and put in another order; each chain is whole."""
    entries = list(filled.entries())
    connection = forged(filled)
    for first, other in sampled(list(_rewritten(entries)), FEW, full):
        _put(connection, _chained(other))
        found = filled.verify([each.hash for each in entries]).findings
        unknown = {each.expected for each in found if each.kind == "fingerprint-unknown"}
        told = {each.number for each in entries if fingerprint_digits(each.hash) in unknown}
        assert not {each.kind for each in found} & {"chain-broken", "entry-altered"}
        assert told == {each.number for each in entries if each.number >= first}, (first, unknown)


def _put(connection: sqlite.Connection, entries: list[Entry]) -> None:
    """These entries in place of all that were there."""
    rows = [
        (each.number, each.recorded_at, each.kind, each.body, each.previous, each.hash)
        for each in entries
    ]
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM entry")
    connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")


def test_each_value_of_each_entry_with_a_new_chain_is_told_by_a_timestamp_from_then_on(
    opened: Callable[[str], Diary], authority: Any, forged: Forged, full: slice | None
) -> None:
    """And a timestamp that holds covers no entry that was changed; of one left out, none holds."""
    diary = opened("plain filled")
    stamp(diary, authorities([authority.url], authority.roots.read_bytes()))
    diary.add(Account(what="after it", when=Moment.unknown(timezone="UTC", said="-")))
    entries = list(diary.entries())
    (at,) = (each.number for each in entries if each.kind == "timestamp")
    (fact,) = diary.verify().timestamps
    assert (fact.entry, fact.checked) == (at - 1, True)
    connection = forged(diary)
    for first, other in sampled(list(_rewritten(entries)), FEW, full):
        _put(connection, _chained(other))
        result = diary.verify()
        told = any(each.findings for each in result.steps if each.name is Part.TIMESTAMPS)
        holding = {each.entry for each in result.timestamps if each.checked}
        assert all(each < first for each in holding), (first, holding)
        if any(each.kind == "timestamp" and each.body == entries[at - 1].body for each in other):
            assert (told, bool(holding)) == (first < at, first >= at), (first, told, holding)


def _other(value: object) -> object:
    if isinstance(value, int):
        return value + 1
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"x"
    return "0" if value is None else f"{value}x"


def _edits(connection: sqlite.Connection) -> Iterator[tuple[str, str, tuple[object, ...]]]:
    """The table, and a statement with its values, of each change of a row that no entry is."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'entry'"
        " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT LIKE 'search!_%' ESCAPE '!'"
    )
    for (table,) in tables.fetchall():
        rows = connection.execute(f"SELECT * FROM {table}")
        columns = [each[0] for each in rows.description]
        for row in rows.fetchall():
            where = " AND ".join(f"{each} IS ?" for each in columns)
            yield table, f"DELETE FROM {table} WHERE {where}", row
            for name, value in zip(columns, row, strict=True):
                yield table, f"UPDATE {table} SET {name} = ? WHERE {where}", (_other(value), *row)


def test_each_value_of_each_other_row_is_told_without_a_fingerprint(
    filled: Diary, forged: Forged, everything: Callable[[Diary], list[object]], full: slice | None
) -> None:
    """Every row by every column, and every row left out: told, or all that is shown is the same.

    What no entry speaks of is not covered.
    """
    filled.save_draft({"what": "not saved yet"})
    edits = list(_edits(forged(filled)))
    usual, shown = {each.kind for each in filled.verify().findings}, everything(filled)
    filled.close()
    before, tables = filled.path.read_bytes(), set()
    for table, sql, values in sampled(edits, FEW, full):
        filled.path.write_bytes(before)
        try:
            with closing(connect(filled.path, filled.key)) as connection:
                assert connection.execute(sql, values).rowcount
        except sqlite.IntegrityError:
            continue  # the table itself refuses it
        with Diary(filled.path, filled.key) as again:
            found = {each.kind for each in again.verify().findings} - usual
            assert found or table in NOT_COVERED or everything(again) == shown, (sql, values)
        tables.add(table)
    assert "incident" in tables
