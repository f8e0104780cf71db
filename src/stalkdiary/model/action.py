"""What the person did about it: told them to stop, went to the police, got an order."""

from dataclasses import dataclass, fields
from typing import Any, Self

from stalkdiary.model.moment import Moment

KINDS = ("told-to-stop", "police", "helpline", "security", "order", "other")

TITLES = {
    "told-to-stop": "Told them to stop",
    "police": "Contact with the police",
    "helpline": "Contact with a helpline or service",
    "security": "A step for safety",
    "order": "An order of a court",
    "other": "Something else",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that the person did.

    Attributes:
        number: its number in the diary, never used again for another; 0 before it is recorded.
        recorded_at: when it was written down, UTC, ISO 8601 with ``Z``; "" before.
        kind: one of `KINDS`.
        when: when it was done.
        what: what was done, in their words.
        force: the police force.
        reference: a crime, incident or case reference.
        officer: the officer spoken to.
        promised: what was promised.
        due: by when, in their words.
        granted: the day an order was made, in their words.
        expires: the day it ends, in their words.
        conditions: what it forbids.

    >>> told = Action(kind="told-to-stop", when=diary.moment("14 March 2026"), what="By text")
    >>> diary.record_action(told).number
    1
    """

    number: int = 0
    recorded_at: str = ""
    kind: str
    when: Moment
    what: str | None = None
    force: str | None = None
    reference: str | None = None
    officer: str | None = None
    promised: str | None = None
    due: str | None = None
    granted: str | None = None
    expires: str | None = None
    conditions: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Every field but `recorded_at`, which the ledger holds; unknown ones are null."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        del values["recorded_at"]
        return values | {"when": self.when.to_json()}

    @classmethod
    def from_json(cls, values: dict[str, Any], recorded_at: str) -> Self:
        """The action that `to_json` wrote; keys of newer programs are passed over."""
        known = {field.name for field in fields(cls)}
        given = {k: v for k, v in values.items() if k in known}
        return cls(**given | {"when": Moment.from_json(values["when"]), "recorded_at": recorded_at})
