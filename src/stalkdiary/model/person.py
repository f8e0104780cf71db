"""Who is who: the person complained of, witnesses, family."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from stalkdiary.model.address import comparable
from stalkdiary.model.plain import fields_of, known_fields

ROLES = ("stalker", "witness", "family", "police", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person in the diary's list. The newest entry about them holds everything known.

    Attributes:
        number: their number in the diary, never used again for another; 0 before it is given.
        name: the name they are called by here.
        role: one of `ROLES`, None where it was not said.
        relationship: to the person who keeps the diary, in their words.
        aliases: other names, as they appear in messages and exports.
        handles: account names and e-mail addresses.
        vehicles: make, colour, number plate.

    >>> diary.record_person(Person(name="Sam", role="witness", numbers=("07700 900123",))).number
    2
    >>> diary.person("07700900123").name
    'Sam'
    """

    number: int = 0
    name: str
    role: str | None = None
    relationship: str | None = None
    aliases: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    vehicles: tuple[str, ...] = ()
    notes: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Every field; unknown ones are null or empty."""
        return fields_of(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The person that `to_json` wrote; keys of newer programs are passed over."""
        given: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in known_fields(cls, values).items()
        }
        return cls(**given)

    @property
    def known_as(self) -> tuple[str, ...]:
        """Everything this person may be found by."""
        return (self.name, *self.aliases, *self.numbers, *self.handles)


def of_this_name(people: Iterable[Person], name: str) -> list[Person]:
    """Those whose name this is, whatever form it is typed in; exactly so spelled ones first.

    They are one person; version 0.1 may have put them into the list twice.
    """
    wanted = comparable(name)
    found = [each for each in people if comparable(each.name) == wanted]
    return sorted(found, key=lambda each: each.name != name)


def known_by(people: Iterable[Person], name: str) -> list[Person]:
    """Everyone that this name, alias, number or handle may mean, each once.

    A name goes before an alias.
    """
    listed = list(people)
    named = of_this_name(listed, name)[:1]
    wanted = comparable(name)
    fitting = named or [each for each in listed if wanted in map(comparable, each.known_as)]
    return list({comparable(each.name): each for each in reversed(fitting)}.values())[::-1]
