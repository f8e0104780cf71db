"""The person complained of, as the first page tells who that is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stalkdiary.model.person import Person
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import Block, Detail, Details
from stalkdiary.reports.words import counted, first_of

_PART = 60
_ALONE = 85
_MOST_OF_A_LINE = 130
_NAMES = 4
_OTHERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much is told of each, and where the rest stands.

    Attributes:
        names: so many names, numbers and vehicles.
        others: so many other people.
        letters: of one line.
        rest: where the others are found.
    """

    names: int
    others: int
    letters: int
    rest: str


_FIRST_PAGE: Final = Room(names=4, others=2, letters=130, rest="see People")
ALONE: Final = Room(names=20, others=20, letters=1500, rest="in the diary")
"""For documents without a list of people, which would have nowhere to point to."""


def complained_of(
    facts: Facts, *, with_story: bool = True, room: Room = _FIRST_PAGE
) -> tuple[Block, ...]:
    """Whoever most incidents concern, with what is known of them, and who else is named.

    Nothing where there is no incident. Without the story nothing is said of how often, and of what
    the person is to whoever keeps the record.
    """

    def named(person: Person, count: int) -> str:
        return (
            f"{_part(person.name)} ({counted(count, 'incident')})"
            if with_story
            else _part(person.name)
        )

    if not facts.standing:
        return ()
    concerned = Counter(
        each.account.person for each in facts.standing if each.account.person is not None
    )
    known = {person.number: person for person in facts.people}
    ranked = [
        (known[number], count) for number, count in concerned.most_common() if number in known
    ]
    if not ranked:
        return (Details.of(Detail("Name", "not recorded")),)
    (first, count), *others = ranked
    rows = [Detail("Name", named(first, count)), *_about(first, room, with_story=with_story)]
    if others:
        told = [named(each, count) for each, count in others]
        lines = "; ".join(first_of(told, room.others, room.rest))
        rows.append(Detail("Also concerned", lines, most=room.letters))
    return (Details(tuple(rows)),)


def _about(person: Person, room: Room, *, with_story: bool) -> list[Detail]:
    known = {
        "Relationship": (person.relationship,) if person.relationship and with_story else (),
        "Also called": person.aliases,
        "Numbers and accounts": (*person.numbers, *person.handles),
        "Vehicle": person.vehicles,
    }
    return [
        Detail(label, "; ".join(first_of(_parts(texts), room.names, room.rest)), most=room.letters)
        for label, texts in known.items()
        if texts
    ]


def _parts(texts: Sequence[str]) -> list[str]:
    """Each cut to its share of the line; one alone has more of it."""
    return [_part(text, _ALONE if len(texts) == 1 else _PART) for text in texts]


def _part(text: str, most: int = _PART) -> str:
    return shortened(on_one_line(text), most).rstrip(".;, ")
