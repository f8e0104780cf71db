"""Which messages the person has marked, for a report to show: read from the ledger itself.

Marks are few, so no table repeats them, and nothing of them can differ from the chain.
"""

from collections.abc import Iterable

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import AnswerNeeded, NothingMatched
from stalkdiary.model.ledger import Entry
from stalkdiary.model.mark import Mark
from stalkdiary.store import ledger
from stalkdiary.store.connection import Connection
from stalkdiary.store.queries import understood


def marked(connection: sqlite.Connection) -> frozenset[int]:
    """The numbers of all messages that are marked now."""
    found: set[int] = set()
    for entry in ledger.entries_of_kind(connection, "mark"):
        with understood(f"Entry {entry.number}"):
            each = Mark.from_json(entry.content())
            found = found.union(each.messages) if each.marked else found.difference(each.messages)
    return frozenset(found)


def mark(connection: Connection, incident: int, numbers: Iterable[int], *, undo: bool) -> Entry:
    """As `Diary.mark`, inside a transaction. Only what is not so already is written."""
    wanted = sorted(set(numbers))
    for number in wanted:
        _must_be_of(connection, incident, number)
    held = marked(connection)
    changed = [each for each in wanted if (each in held) == undo]
    if not changed:
        told = "is not marked" if undo else "is marked already"
        several = "None of these messages is marked" if undo else "All of these are marked already"
        raise AnswerNeeded(
            f"Message {wanted[0]} {told}." if len(wanted) == 1 else f"{several}.",
            "Nothing was changed.",
        )
    done = Mark(incident=incident, messages=tuple(changed), marked=not undo)
    return ledger.append(connection, "mark", done.to_json())


def _must_be_of(connection: sqlite.Connection, incident: int, number: int) -> None:
    row = connection.execute("SELECT incident FROM message WHERE number = ?", (number,)).fetchone()
    if row is not None and row[0] == incident:
        return
    nowhere = f"There is no message {number} in incident {incident}."
    if row is None:
        advice = f"'stalkdiary show {incident}' shows its messages with their numbers."
    else:
        advice = f"Message {number} is in incident {row[0]}: stalkdiary mark {row[0]} {number}"
    raise NothingMatched(nowhere, f"Nothing was saved. {advice}")
