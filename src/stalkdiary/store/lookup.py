"""One thing of the diary by its number or name, or a sentence that says that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import AnswerNeeded, EvidenceAltered, NothingMatched
from stalkdiary.model.case import CaseSheet
from stalkdiary.model.incident import Incident
from stalkdiary.model.near_miss import did_you_mean
from stalkdiary.model.text import plain_text
from stalkdiary.store import ledger, queries

if TYPE_CHECKING:
    from stalkdiary.model.action import Action
    from stalkdiary.model.person import Person


def the_case(connection: sqlite.Connection) -> CaseSheet:
    """What the diary knows about itself. Raises `EvidenceAltered`: that is gone."""
    sheets = [each.content() for each in ledger.entries_of_kind(connection, "case")]
    if not sheets:
        raise EvidenceAltered("The diary has lost its first entry.")
    with queries.understood("The first entry"):
        return CaseSheet.from_json(sheets[-1])


def the_incident(connection: sqlite.Connection, number: int) -> Incident:
    """The incident with this number. Raises `NothingMatched`: there is none."""
    found = queries.incident(connection, number)
    if found is None:
        raise NothingMatched(f"There is no incident {number}.")
    return found


def the_person(connection: sqlite.Connection, name: str) -> Person:
    """Whoever is `known_as` this. Raises `NothingMatched`: nobody is."""
    found = known_as(connection, name)
    if found is None:
        names = (
            each for person in queries.people(connection) for each in (person.name, *person.aliases)
        )
        near = did_you_mean(name, names)
        raise NothingMatched(f"Nobody in the list is called {name}.{near}")
    return found


def known_as(connection: sqlite.Connection, name: str) -> Person | None:
    """Whoever is known by this name, alias, number or handle, if anybody is.

    Raises:
        AnswerNeeded: several are.
    """
    from stalkdiary.model.person import known_by

    people = queries.people(connection)
    # The first version kept control characters in names as they were.
    fitting = known_by(people, " ".join(name.split())) or known_by(people, plain_name(name))
    if len(fitting) > 1:
        names = " or ".join(each.name for each in fitting)
        raise AnswerNeeded(f"{name} could be {names}.", "Give the name as it is in the list.")
    return fitting[0] if fitting else None


def plain_name(name: str) -> str:
    """A name as it is kept: on one line, without control characters."""
    return " ".join(plain_text(name).split())


def the_action(connection: sqlite.Connection, number: int) -> Action:
    """The action with this number. Raises `NothingMatched`: there is none."""
    for each in queries.actions(connection):
        if each.number == number:
            return each
    raise NothingMatched(
        f"There is no action {number}.", "Nothing was saved. 'stalkdiary action' lists them."
    )
