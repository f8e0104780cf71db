"""Reading incidents, exhibits, people and actions back as values."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import EvidenceAltered, StalkdiaryError
from stalkdiary.model.incident import Account, Incident
from stalkdiary.model.moment import AFTER_ALL
from stalkdiary.model.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from stalkdiary.model.action import Action
    from stalkdiary.model.exhibit import Exhibit
    from stalkdiary.model.person import Person

_INCIDENT = (
    "SELECT incident.number, incident.recorded_at, incident.account, person.name, "
    "incident.amended, incident.withdrawn_why, incident.source "
    "FROM incident LEFT JOIN person ON person.number = incident.person"
)

# What has no known time stands where it was written down. An index has the same expression.
_TIME = "iif({0}.happened = '" + AFTER_ALL + "', {0}.recorded_at, {0}.happened)"


def incidents(
    connection: sqlite.Connection, selection: Selection = EVERYTHING
) -> Iterator[Incident]:
    """The selected incidents in the order in which they happened, or the newest first.

    One whose time is not known stands where it was written down, and belongs to no span of days.
    """
    clauses, values = ["1"], list[object]()
    if not selection.withdrawn:
        clauses.append("withdrawn_why IS NULL")
    if selection.person is not None:
        numbers = _under_one_name(connection, selection.person)
        clauses.append(f"incident.person IN ({', '.join('?' * len(numbers))})")
        values.extend(numbers)
    if selection.types:
        marks = ", ".join("?" * len(selection.types))
        clauses.append(
            f"incident.number IN (SELECT incident FROM incident_type WHERE type IN ({marks}))"
        )
        values.extend(selection.types)
    for clause, day in _bounds(selection):
        clauses.append(clause)
        values.append(day)
    sql = f"{_INCIDENT} WHERE {' AND '.join(clauses)}"
    time = _TIME.format("incident")
    backwards = selection.newest_first or selection.last is not None
    order = "DESC" if backwards else "ASC"
    found: Iterable[tuple[Any, ...]] = connection.execute(
        f"{sql} ORDER BY {time} {order}, incident.number {order}", values
    )
    found = (row for row in found if _is_within(row, selection))
    if selection.last is not None:
        found = islice(found, selection.last)
        found = found if selection.newest_first else reversed(list(found))
    refs = exhibit_refs(connection)
    for row in found:
        yield _incident(row, refs.get(row[0], ()))


def fits(connection: sqlite.Connection, selection: Selection) -> Callable[[Incident], bool]:
    """Whether an incident is one of the selected, whatever its place among them."""
    people = None
    if selection.person is not None:
        people = set(_under_one_name(connection, selection.person))

    def is_one(incident: Incident) -> bool:
        if people is not None and incident.account.person not in people:
            return False
        if selection.types and not set(selection.types) & set(incident.account.types):
            return False
        if incident.withdrawn and not selection.withdrawn:
            return False
        account = incident.account
        return _within(account.channel, account.when.start, account.when.end, selection)

    return is_one


def _is_within(row: tuple[Any, ...], selection: Selection) -> bool:
    """Whether a row is one of the selected, before an incident is made of it."""
    if selection.channel is None and selection.since is None and selection.until is None:
        return True
    with understood(f"Incident {row[0]}"):
        account = json.loads(row[2])
        when = account["when"]
        return _within(account.get("channel"), when["start"], when["end"], selection)


def _bounds(selection: Selection) -> Iterator[tuple[str, str]]:
    """What keeps most of what is too early or too late from being read; `_within` decides.

    The order of times is in UTC, which no zone leaves by more than a day.
    """
    time = _TIME.format("incident")
    with suppress(ValueError, OverflowError):
        if selection.until:
            yield f"{time} < ?", shifted(selection.until, 2)
    with suppress(ValueError, OverflowError):
        if selection.since:
            start, end = (f"json_extract(account, '$.when.{each}')" for each in ("start", "end"))
            long = f"{end} IS NOT NULL OR length({start}) = {len('2026-03')}"
            yield f"({time} >= ? OR {long})", shifted(selection.since, -1)


def shifted(day: str, days: int) -> str:
    """The day that is so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _within(channel: str | None, start: str | None, end: str | None, selection: Selection) -> bool:
    """Whether it came by the channel, and in the days, that are wanted."""
    if selection.channel is not None:
        from stalkdiary.model.terms import words_of

        wanted = words_of(selection.channel)
        if not set(wanted) <= set(words_of(channel or "")):
            return False
    if selection.since is None and selection.until is None:
        return True
    if start is None:
        return False
    first, last = start[:10], (end or start)[:10]
    # A month is within when any day of it may be: "2026-03" sorts before and is a beginning of
    # every one of its days.
    if selection.since and last < selection.since[: len(last)]:
        return False
    return not (selection.until and first > selection.until[: len(first)])


def incident(connection: sqlite.Connection, number: int) -> Incident | None:
    row = connection.execute(f"{_INCIDENT} WHERE incident.number = ?", (number,)).fetchone()
    if row is None:
        return None
    refs = connection.execute(
        "SELECT ref FROM exhibit WHERE incident = ? ORDER BY number", (number,)
    )
    return _incident(row, tuple(ref for (ref,) in refs))


def unsaid_times(connection: sqlite.Connection) -> tuple[int, ...]:
    """The incidents in whose time version 0.1 may have put the minute in which they were written.

    It did so where Enter was pressed at the question, and noted "now", as if it had been said. So
    these are incidents of a diary that 0.1 began, from before a newer version opened it, whose time
    is still that. One for which "now" was typed is among them.
    """
    rows = connection.execute(
        """
        SELECT incident.number
        FROM incident,
            (
                SELECT min(applied_at) AS begun,
                    max(iif(name = 'm003_folded_words', applied_at, '')) AS newer
                FROM _sqlite_migrations
            )
        WHERE unixepoch(substr(newer, 1, 19)) - unixepoch(substr(begun, 1, 19)) > 60
            AND unixepoch(recorded_at) <= unixepoch(substr(newer, 1, 19))
            AND withdrawn_why IS NULL
            AND json_extract(account, '$.when.said') = 'now'
        ORDER BY incident.number
        """
    )
    return tuple(number for (number,) in rows)


def found(connection: sqlite.Connection, query: str) -> Iterator[Incident]:
    """The incidents that match an FTS5 query in any version of their account, best first."""
    rows = connection.execute(
        "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank, rowid", (query,)
    )
    for (number,) in rows.fetchall():
        match = incident(connection, number)
        if match:
            yield match


def exhibit_refs(connection: sqlite.Connection) -> dict[int, tuple[str, ...]]:
    """The references of the exhibits of every incident that has any."""
    refs: defaultdict[int, list[str]] = defaultdict(list)
    for number, ref in connection.execute("SELECT incident, ref FROM exhibit ORDER BY number"):
        refs[number].append(ref)
    return {number: tuple(found) for number, found in refs.items()}


_EXHIBIT = "SELECT details, added_at, physical FROM exhibit"


def exhibits(connection: sqlite.Connection, incident: int | None = None) -> Iterator[Exhibit]:
    """Every exhibit, or those of one incident, in the order of their numbers."""
    where, values = ("", ()) if incident is None else (" WHERE incident = ?", (incident,))
    for row in connection.execute(f"{_EXHIBIT}{where} ORDER BY number", values):
        yield _exhibit(row)


def exhibit(connection: sqlite.Connection, ref: str) -> Exhibit | None:
    row = connection.execute(f"{_EXHIBIT} WHERE ref = ? COLLATE NOCASE", (ref,)).fetchone()
    return _exhibit(row) if row else None


def _under_one_name(connection: sqlite.Connection, number: int) -> list[int]:
    """The numbers under which somebody is in the list: 0.1 took two forms of Unicode for two."""
    from stalkdiary.model.person import of_this_name

    listed = people(connection)
    name = next((each.name for each in listed if each.number == number), None)
    return [number] if name is None else [each.number for each in of_this_name(listed, name)]


def people(connection: sqlite.Connection) -> list[Person]:
    """Everyone in the list, in the order in which they were first named."""
    from stalkdiary.model.person import Person

    rows = connection.execute("SELECT details FROM person ORDER BY number")
    with understood("The list of people"):
        return [Person.from_json(json.loads(details)) for (details,) in rows]


def actions(connection: sqlite.Connection) -> list[Action]:
    """Everything the person did, in the order in which it was done."""
    from stalkdiary.model.action import Action

    rows = connection.execute(
        f"SELECT details, recorded_at FROM action ORDER BY {_TIME.format('action')}, number"
    )
    with understood("The list of actions"):
        return [Action.from_json(json.loads(details), recorded) for details, recorded in rows]


def next_number(connection: sqlite.Connection, table: str) -> int:
    """The number that comes next in one of the derived tables; numbers are never used again."""
    rows = connection.execute(f"SELECT coalesce(max(number), 0) + 1 FROM {table}")
    return int(rows.fetchone()[0])


def _incident(row: tuple[Any, ...], refs: tuple[str, ...]) -> Incident:
    number, recorded_at, account, name, amended, why, source = row
    with understood(f"Incident {number}"):
        return Incident(
            number=number,
            recorded_at=recorded_at,
            account=Account.from_json(json.loads(account)),
            person_name=name,
            exhibits=refs,
            amended=amended,
            withdrawn_why=why,
            source=source,
        )


def _exhibit(row: tuple[str, str, int]) -> Exhibit:
    from stalkdiary.model.exhibit import Exhibit

    details, added_at, physical = row
    with understood("The list of exhibits"):
        return Exhibit.from_json(json.loads(details), added_at=added_at, physical=bool(physical))


@contextmanager
def understood(what: str) -> Iterator[None]:
    """Rows are written by us alone: one that can't be understood has been altered or damaged."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, StalkdiaryError) as error:
        raise EvidenceAltered(f"{what} can't be read: the diary file is damaged.") from error


def last_written(connection: sqlite.Connection) -> str | None:
    """When the newest incident was written down (UTC), None where there is none."""
    row = connection.execute(
        "SELECT recorded_at FROM incident ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return None if row is None else str(row[0])


def incident_count(connection: sqlite.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM incident").fetchone()[0])
