"""Who the record is about, as the first page tells it."""

from collections.abc import Callable
from typing import Any

from stalkdiary.model.person import Person
from stalkdiary.reports.complained_of import complained_of
from stalkdiary.reports.tree import Details

Make = Callable[..., Any]

ALEX = Person(
    number=1,
    name="Alex",
    relationship="ex-partner",
    aliases=("AD",),
    numbers=("07700 900142",),
    handles=("@alex",),
    vehicles=("silver hatchback AB12 CDE",),
)


def rows(facts: Any) -> dict[str, str]:
    """Each label with its text."""
    return {
        row.label: row.text
        for block in complained_of(facts)
        if isinstance(block, Details)
        for row in block.rows
    }


def test_everything_that_an_officer_looks_for_first(facts: Make, incident: Make) -> None:
    made = facts(incident(1, person=1), incident(2, person=1), people=[ALEX])
    assert rows(made) == {
        "Name": "Alex (2 incidents)",
        "Relationship": "ex-partner",
        "Also called": "AD",
        "Numbers and accounts": "07700 900142; @alex",
        "Vehicle": "silver hatchback AB12 CDE",
    }


def test_whoever_most_incidents_concern_stands_first(facts: Make, incident: Make) -> None:
    """Others are named behind; nobody is called more than what was recorded."""
    sam = Person(number=2, name="Sam")
    made = facts(
        incident(1, person=2), incident(2, person=1), incident(3, person=1), people=[sam, ALEX]
    )
    assert rows(made)["Name"] == "Alex (2 incidents)"
    assert rows(made)["Also concerned"] == "Sam (1 incident)"


def test_nobody_named_is_not_recorded(facts: Make, incident: Make) -> None:
    assert rows(facts(incident(1), people=[ALEX])) == {"Name": "not recorded"}
    assert complained_of(facts(people=[ALEX])) == ()


def test_withdrawn_incidents_name_nobody(facts: Make, incident: Make) -> None:
    made = facts(incident(1), incident(2, person=1, withdrawn_why="x"), people=[ALEX])
    assert rows(made) == {"Name": "not recorded"}
