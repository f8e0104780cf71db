"""At which hours of the week imported messages came, by incident: counted once, when they come in.

`message_hour` has the acts of each import by incident and hour: 0 is the hour that begins with
Monday, 167 the last of Sunday, local time. `NOT_KNOWN` has those whose hour is not known, and no
acts where an incident has nothing but words of the person's own.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sqlcipher3 import dbapi2 as sqlite

if TYPE_CHECKING:
    from stalkdiary.model.burst import Digest

NOT_KNOWN: Final = -1
_DAY: Final = 24


def hour_of_week(line: dict[str, Any]) -> int:
    """The hour at which a message of a record came; `NOT_KNOWN` for the person's own words."""
    time = line["message"].get("time")
    return (
        NOT_KNOWN
        if time is None or line.get("context")
        else _hour(time["local"][:13], time["precision"])
    )


@lru_cache
def _hour(local: str, precision: str) -> int:
    """Messages come in their order, so the next one is often of the same hour."""
    from stalkdiary.model.burst import hour_of

    found = hour_of(local, precision)
    return NOT_KNOWN if found is None else found[0] * _DAY + found[1]


def put_in(connection: sqlite.Connection, entry: int, acts: Counter[tuple[int, int]]) -> None:
    connection.executemany("INSERT INTO message_hour VALUES (?, ?, ?, ?)", rows(entry, acts))


def rows(entry: int, acts: Counter[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    return [(incident, hour, entry, count) for (incident, hour), count in sorted(acts.items())]


def refill_hours(connection: sqlite.Connection) -> None:
    """Fills the table, which is empty, from the messages; `verify` finds what can't be read."""
    acts: dict[int, Counter[tuple[int, int]]] = {}
    found = connection.execute("SELECT import, incident, counted, line FROM message")
    for entry, incident, counted, line in found:
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            hour = hour_of_week(json.loads(line))
            acts.setdefault(entry, Counter())[incident, hour] += counted
    for entry, counts in acts.items():
        put_in(connection, entry, counts)


def of_incidents(connection: sqlite.Connection) -> dict[int, Digest]:
    """Acts and hours of the messages of every incident that has any, and nothing else of them."""
    from stalkdiary.model.burst import Digest

    found: dict[int, Digest] = {}
    query = "SELECT incident, hour, sum(acts) FROM message_hour GROUP BY incident, hour"
    for incident, hour, acts in connection.execute(query):
        each = found.setdefault(incident, Digest())
        each.acts += acts
        if hour != NOT_KNOWN:
            each.hours[divmod(hour, _DAY)] += acts
    return found
