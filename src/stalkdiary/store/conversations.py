"""Imported messages across incidents: who there are any with, and all of them in their order."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.model.address import comparable
from stalkdiary.model.correspondence import Correspondence
from stalkdiary.model.message import HeldMessage
from stalkdiary.model.selection import Selection
from stalkdiary.store import messages, queries

_OTHER = "other"


def conversations(connection: sqlite.Connection, zone: ZoneInfo) -> list[Correspondence]:
    """The conversation with each person, last heard of first; days are told in `zone`."""
    counts = {
        incident: numbers
        for incident, *numbers in connection.execute(
            "SELECT incident, sum(counted), count(*), min(happened), max(happened) "
            "FROM message GROUP BY incident"
        )
    }
    found: dict[str | None, Correspondence] = {}
    for incident in queries.incidents(connection):
        if incident.number not in counts:
            continue
        acts, held, first, last = counts[incident.number]
        name = incident.person_name
        # One name in two forms of Unicode is one person.
        each = found.setdefault(name and comparable(name), Correspondence(person=name))
        each.messages += acts
        each.own += held - acts
        channel = incident.account.channel or _OTHER
        each.channels[channel] = each.channels.get(channel, 0) + held
        days = [*_days((first, last), zone), *filter(None, (each.first, each.last))]
        each.first, each.last = min(days, default=None), max(days, default=None)
    return sorted(found.values(), key=lambda each: each.last or "", reverse=True)


def _days(instants: tuple[int | None, ...], zone: ZoneInfo) -> Iterator[str]:
    for each in instants:
        if each is not None:
            yield str(datetime.fromtimestamp(each / 1000, UTC).astimezone(zone).date())


def of_selection(connection: sqlite.Connection, selection: Selection) -> Iterator[HeldMessage]:
    """The messages of the selected incidents in the order of their times, unknown ones last.

    Only their numbers are held at once.
    """
    wanted = {each.number for each in queries.incidents(connection, selection)}
    rows = connection.execute(
        "SELECT number, incident FROM message ORDER BY happened IS NULL, happened, number"
    )
    numbers = (number for number, incident in rows if incident in wanted)
    yield from messages.with_numbers(connection, numbers)
