"""What `list` and `search` read: tables that repeat the ledger, kept in step entry by entry.

`project` is the only writer of these tables, and reads nothing but the entry and the tables
themselves. So they can be made again from the ledger at any time, and `differences` finds every
row that does not follow from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.model.incident import Account
from stalkdiary.model.ledger import Entry
from stalkdiary.store import index
from stalkdiary.store.connection import in_memory
from stalkdiary.store.schema import DERIVED, migrate, objects

if TYPE_CHECKING:
    from stalkdiary.model.finding import Finding


def project(connection: sqlite.Connection, entry: Entry) -> None:
    """Brings the derived tables in step with one new entry."""
    step = _STEPS.get(entry.kind)
    if step:
        step(connection, entry, json.loads(entry.body))


def _incident(connection: sqlite.Connection, entry: Entry, body: dict[str, Any]) -> None:
    account = Account.from_json(body)
    said = account.to_json()
    connection.execute(
        "INSERT INTO incident VALUES (?, ?, ?, ?, ?, 0, NULL, ?)",
        (
            body["incident"],
            entry.recorded_at,
            account.when.sort_key,
            account.person,
            _text(said),
            body["source"],
        ),
    )
    _types(connection, body["incident"], account)
    index.put_in(connection, body["incident"], said)


def _amendment(connection: sqlite.Connection, _entry: Entry, body: dict[str, Any]) -> None:
    number = body["incident"]
    before = connection.execute(
        "SELECT account FROM incident WHERE number = ?", (number,)
    ).fetchone()[0]
    account = Account.from_json(json.loads(before)).amended(body["changes"])
    said = account.to_json()
    connection.execute(
        "UPDATE incident SET happened = ?, person = ?, account = ?, amended = amended + 1 "
        "WHERE number = ?",
        (account.when.sort_key, account.person, _text(said), number),
    )
    connection.execute("DELETE FROM incident_type WHERE incident = ?", (number,))
    _types(connection, number, account)
    index.add_wording(connection, number, said, body["why"])


def _withdrawal(connection: sqlite.Connection, entry: Entry, body: dict[str, Any]) -> None:
    why = body["why"] or "" if entry.kind == "withdrawal" else None
    connection.execute(
        "UPDATE incident SET withdrawn_why = ? WHERE number = ?", (why, body["incident"])
    )


def _exhibit(connection: sqlite.Connection, entry: Entry, body: dict[str, Any]) -> None:
    from stalkdiary.model.exhibit import Exhibit

    physical = entry.kind == "physical-exhibit"
    exhibit = Exhibit.from_json(body, added_at=entry.recorded_at, physical=physical)
    connection.execute(
        "INSERT INTO exhibit VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            body["exhibit"],
            exhibit.ref,
            exhibit.incident,
            exhibit.added_at,
            int(physical),
            exhibit.sha256,
            _text(exhibit.to_json()),
        ),
    )


def _exhibit_amendment(connection: sqlite.Connection, _entry: Entry, body: dict[str, Any]) -> None:
    """What is said of a file in an export has no row: it is read from the ledger itself."""
    connection.execute(
        "UPDATE exhibit SET details = json_patch(details, ?) WHERE ref = ?",
        (json.dumps({"says": body["says"]}), body["ref"]),
    )


def _person(connection: sqlite.Connection, _entry: Entry, body: dict[str, Any]) -> None:
    from stalkdiary.model.person import Person

    person = Person.from_json(body)
    connection.execute(
        "INSERT OR REPLACE INTO person VALUES (?, ?, ?)",
        (person.number, person.name, _text(person.to_json())),
    )


def _action(connection: sqlite.Connection, entry: Entry, body: dict[str, Any]) -> None:
    from stalkdiary.model.action import Action

    action = Action.from_json(body, entry.recorded_at)
    connection.execute(
        "INSERT INTO action VALUES (?, ?, ?, ?)",
        (action.number, action.when.sort_key, entry.recorded_at, _text(action.to_json())),
    )


def _action_amendment(connection: sqlite.Connection, _entry: Entry, body: dict[str, Any]) -> None:
    from stalkdiary.model.action import Action

    number = body["action"]
    before, recorded_at = connection.execute(
        "SELECT details, recorded_at FROM action WHERE number = ?", (number,)
    ).fetchone()
    values = json.loads(before) | body["changes"]
    action = Action.from_json(values, recorded_at)
    connection.execute(
        "UPDATE action SET happened = ?, details = ? WHERE number = ?",
        (action.when.sort_key, _text(action.to_json()), number),
    )


def _mark(_connection: sqlite.Connection, _entry: Entry, body: dict[str, Any]) -> None:
    """No table repeats it; what can't be read is found all the same."""
    from stalkdiary.model.mark import Mark

    Mark.from_json(body)


def _import(connection: sqlite.Connection, entry: Entry, body: dict[str, Any]) -> None:
    from stalkdiary.store import messages

    messages.put_in(connection, entry.number, body["record"]["sha256"])


_STEPS: dict[str, Callable[[sqlite.Connection, Entry, dict[str, Any]], None]] = {
    "incident": _incident,
    "amendment": _amendment,
    "withdrawal": _withdrawal,
    "restoration": _withdrawal,
    "exhibit": _exhibit,
    "physical-exhibit": _exhibit,
    "exhibit-amendment": _exhibit_amendment,
    "person": _person,
    "action": _action,
    "action-amendment": _action_amendment,
    "mark": _mark,
    "import": _import,
}


OF_ROWS = frozenset({"row-inserted", "row-missing", "row-altered", "index-altered"})
"""The kinds of `differences` that lie in what is listed, and not in the schema."""
_KEYS = {
    "incident_type": ("incident", "type"),
    "message_change": ("message", "import"),
    "message_hour": ("incident", "hour", "import"),
}
"""Of the tables without a row number."""
_RANKS = {type(None): 0, int: 1, float: 1, str: 2, bytes: 3}


def _types(connection: sqlite.Connection, number: int, account: Account) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO incident_type VALUES (?, ?)",
        [(number, slug) for slug in account.types],
    )


def _text(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def differences(connection: sqlite.Connection, entries: Iterator[Entry]) -> Iterator[Finding]:
    """Every way in which the tables differ from what the entries say.

    Builds them again in memory, and compares tables, indexes, triggers and rows.
    """
    from stalkdiary.model.finding import Finding

    with closing(in_memory()) as fresh:
        migrate(fresh)
        yield from _schema_differences(objects(connection), objects(fresh))
        # In one transaction: by itself, each entry would be a segment of the index to be merged.
        fresh.execute("BEGIN")
        for entry in entries:
            try:
                project(fresh, entry)
            except Exception as error:  # noqa: BLE001 - whatever a forged body does is a finding
                yield Finding(
                    "entry-unreadable", f"entry {entry.number}", "a readable entry", repr(error)
                )
        for table in DERIVED:
            yield from row_differences(connection, fresh, table)
        there: set[str] = set()
        for expected, found in index.miscounted(connection, fresh, "search", there):
            told = f"{expected} incidents", f"{found} incidents"
            yield Finding("index-altered", "search", *told)
        yield from index.planted_words(connection, "search", there)


def _schema_differences(found: dict[str, str], expected: dict[str, str]) -> Iterator[Finding]:
    from stalkdiary.model.finding import Finding

    for name in sorted(found.keys() | expected.keys()):
        if found.get(name) != expected.get(name):
            yield Finding(
                "schema-altered", name, expected.get(name, "absent"), found.get(name, "absent")
            )


def row_differences(
    connection: sqlite.Connection, fresh: sqlite.Connection, table: str
) -> Iterator[Finding]:
    """Walks one table of two diaries in the order of its keys, side by side."""
    from stalkdiary.model.finding import Finding

    keys = _KEYS.get(table, ("rowid",))
    columns, width = "*" if table in _KEYS else "rowid, *", len(keys)
    query = f"SELECT {columns} FROM {table} ORDER BY {', '.join(keys)}"
    ours, theirs = iter(connection.execute(query)), iter(fresh.execute(query))
    found, expected = next(ours, None), next(theirs, None)
    while found is not None or expected is not None:
        if found == expected:
            found, expected = next(ours, None), next(theirs, None)
            continue
        if expected is None or (
            found is not None and _order(found[:width]) < _order(expected[:width])
        ):
            yield Finding("row-inserted", _place(table, found), "no such row", repr(found))
            found = next(ours, None)
        elif found is None or _order(found[:width]) > _order(expected[:width]):
            yield Finding("row-missing", _place(table, expected), repr(expected), "no such row")
            expected = next(theirs, None)
        else:
            yield Finding("row-altered", _place(table, found), repr(expected), repr(found))
            found, expected = next(ours, None), next(theirs, None)


def _order(key: tuple[Any, ...]) -> list[tuple[int, Any]]:
    """As SQLite sorts: nothing, numbers, text, bytes. A damaged key may be any of them."""
    return [(_RANKS[type(value)], value) for value in key]


def _place(table: str, row: tuple[Any, ...] | None) -> str:
    if row is None:
        return table
    return f"{table} {row[1] if table == 'exhibit' else row[0]}"
