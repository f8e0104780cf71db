"""Rows of the person's own record as incidents: what they say, and whether it is there already."""

from collections import Counter
from typing import Any

from stalkdiary.model.accepted import accepted_account
from stalkdiary.model.incident import Account
from stalkdiary.model.message import ExportTime, OwnEntry, Resolution
from stalkdiary.model.moment import Moment, Precision
from stalkdiary.model.tally import whole_seconds
from stalkdiary.store import queries
from stalkdiary.store.connection import Connection

Mark = tuple[str, str | None]


def account_of(entry: OwnEntry, timezone: str, person: int | None = None) -> Account:
    """The account of an incident that says what the row says, as it is written down."""
    given: dict[str, Any] = dict(entry.fields)
    if "witnesses" in given:
        given["witnesses"] = (given["witnesses"],)
    when = _moment(entry.time, timezone)
    return accepted_account(Account(what=entry.what, when=when, person=person, **given))


def mark(account: Account) -> Mark:
    """By what an entry is known again: what happened, and when."""
    return (account.what, account.when.start)


def held_marks(connection: Connection) -> Counter[Mark]:
    """The marks of all incidents that were imported, each as often as it is there."""
    return Counter(
        mark(each.account) for each in queries.incidents(connection) if each.source == "import"
    )


def _moment(time: ExportTime | None, timezone: str) -> Moment:
    if time is None:
        return Moment.unknown(timezone=timezone, said="not in the record")
    day = time.precision is Resolution.DAY
    return Moment(
        start=time.local if day else whole_seconds(time.local),
        end=None,
        precision=Precision.DAY if day else Precision.EXACT,
        part=None,
        timezone=timezone,
        said=time.raw,
    )
