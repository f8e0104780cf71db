"""Later knowledge, field by field: what is new, what is cleared, and what stays as it was."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from stalkdiary.model.moment import Moment


class Unchanged(Enum):
    """The type of `UNCHANGED`, so that a type checker can tell it from None."""

    UNCHANGED = "unchanged"

    def __repr__(self) -> str:
        return self.name


UNCHANGED: Final = Unchanged.UNCHANGED
"""Stands in a field that a change leaves as it is. None and an empty value clear a field."""


class _Known:
    """Fields that are changed, cleared, or as they were."""

    __slots__: tuple[str, ...] = ()

    def given(self) -> dict[str, object]:
        """The fields that are changed or cleared, as they were given."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in values.items() if value is not UNCHANGED}

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.given().items())
        return f"{type(self).__name__}({given})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Changes(_Known):
    """What is known now about an incident. A field that is not given stays as it was.

    None, an empty text, an empty list and words such as "not sure" clear a field: the history keeps
    what stood there, and that it was cleared. What happened can't be cleared. A cleared `when` is
    a time that is not known, a cleared `times` is 1.

    Attributes:
        person: who it concerns, by any name; someone not yet in the list is put there.
        others: as in `Account`.

    >>> Changes(where="outside work", breach=None)
    Changes(where='outside work', breach=None)
    """

    what: str | Unchanged = UNCHANGED
    when: Moment | Unchanged | None = UNCHANGED
    noticed: Moment | Unchanged | None = UNCHANGED
    where: str | Unchanged | None = UNCHANGED
    types: tuple[str, ...] | Unchanged | None = UNCHANGED
    person: str | Unchanged | None = UNCHANGED
    channel: str | Unchanged | None = UNCHANGED
    felt: str | Unchanged | None = UNCHANGED
    identified_by: str | Unchanged | None = UNCHANGED
    witnesses: tuple[str, ...] | Unchanged | None = UNCHANGED
    witness_contact: str | Unchanged | None = UNCHANGED
    appearance: str | Unchanged | None = UNCHANGED
    vehicle: str | Unchanged | None = UNCHANGED
    response: str | Unchanged | None = UNCHANGED
    injury: str | Unchanged | None = UNCHANGED
    cost: str | Unchanged | None = UNCHANGED
    children: str | Unchanged | None = UNCHANGED
    link: str | Unchanged | None = UNCHANGED
    police_ref: str | Unchanged | None = UNCHANGED
    breach: str | Unchanged | None = UNCHANGED
    times: int | Unchanged | None = UNCHANGED


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PersonChanges(_Known):
    """What is known now about someone in the list. A field that is not given stays as it was.

    The lists are added to. None, an empty text and an empty list clear a field.

    Attributes:
        name: what they are called from now on; it can't be cleared.
        others: as in `Person`.

    >>> PersonChanges(numbers=("07700 900123",), notes=None)
    PersonChanges(numbers=('07700 900123',), notes=None)
    """

    name: str | Unchanged = UNCHANGED
    role: str | Unchanged | None = UNCHANGED
    relationship: str | Unchanged | None = UNCHANGED
    aliases: tuple[str, ...] | Unchanged | None = UNCHANGED
    numbers: tuple[str, ...] | Unchanged | None = UNCHANGED
    handles: tuple[str, ...] | Unchanged | None = UNCHANGED
    vehicles: tuple[str, ...] | Unchanged | None = UNCHANGED
    notes: str | Unchanged | None = UNCHANGED


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ActionChanges(_Known):
    """What is known now about an action. A field that is not given stays as it was.

    None and an empty text clear a field; what the action is and when it was done stay.

    Attributes:
        others: as in `Action`.

    >>> ActionChanges(outcome="missed", outcome_note="Nobody rang")
    ActionChanges(outcome='missed', outcome_note='Nobody rang')
    """

    what: str | Unchanged | None = UNCHANGED
    force: str | Unchanged | None = UNCHANGED
    reference: str | Unchanged | None = UNCHANGED
    officer: str | Unchanged | None = UNCHANGED
    promised: str | Unchanged | None = UNCHANGED
    due: str | Unchanged | None = UNCHANGED
    granted: str | Unchanged | None = UNCHANGED
    expires: str | Unchanged | None = UNCHANGED
    conditions: str | Unchanged | None = UNCHANGED
    court: str | Unchanged | None = UNCHANGED
    order_kind: str | Unchanged | None = UNCHANGED
    served: str | Unchanged | None = UNCHANGED
    varied: str | Unchanged | None = UNCHANGED
    discharged: str | Unchanged | None = UNCHANGED
    outcome: str | Unchanged | None = UNCHANGED
    outcome_when: Moment | Unchanged | None = UNCHANGED
    outcome_note: str | Unchanged | None = UNCHANGED
