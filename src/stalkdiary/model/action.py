"""What the person did about it: told them to stop, went to the police, got an order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from stalkdiary.model.moment import Moment
from stalkdiary.model.plain import fields_of, known_fields

KINDS = ("told-to-stop", "police", "helpline", "security", "order", "other")

TITLES = {
    "told-to-stop": "Told them to stop",
    "police": "Contact with the police",
    "helpline": "Contact with a helpline or service",
    "security": "Something done to stay safe",
    "order": "A court order",
    "other": "Something else",
}

OUTCOMES: Final = ("kept", "missed", "withdrawn")
"""What became of something that was promised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days that the texts of an action name, local; None where a text names no one day.

    Attributes:
        expires: the last day on which it binds.
        due: by when something was promised, inclusive.
    """

    granted: date | None = None
    served: date | None = None
    expires: date | None = None
    varied: date | None = None
    discharged: date | None = None
    due: date | None = None

    def to_json(self) -> dict[str, str]:
        """The days that are known, ISO 8601, by field."""
        return {name: day for name, day in fields_of(self).items() if day is not None}

    @classmethod
    def from_json(cls, values: Mapping[str, str]) -> Self:
        """The days that `to_json` wrote; keys of newer programs are passed over."""
        days = known_fields(cls, values)
        return cls(**{name: date.fromisoformat(day) for name, day in days.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that the person did.

    Attributes:
        number: its number in the diary, never used again for another; 0 before it is recorded.
        recorded_at: when it was written down, UTC, ISO 8601 with ``Z``; "" before.
        kind: one of `KINDS`.
        when: when it was done; of an order without a time, the day on which it was granted.
        reference: a crime, incident or case reference.
        due: by when, in their words.
        granted: the day an order was made, in their words.
        expires: the day it ends, in their words.
        conditions: what it forbids; numbered conditions are a line each.
        order_kind: which kind of order, one of `model.order.ORDER_KINDS`.
        served: the day it was handed over to the person it binds, in their words.
        varied: the day a court changed it, in their words.
        discharged: the day a court ended it, in their words.
        outcome: what became of a promise, one of `OUTCOMES`.
        outcome_when: when that was known.
        outcome_note: more about it, in their words.
        days: the days that the texts named when they were written; None before that, and in what
            version 0.1 wrote: `model.action_days.days_of` understands those.

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
    court: str | None = None
    order_kind: str | None = None
    served: str | None = None
    varied: str | None = None
    discharged: str | None = None
    outcome: str | None = None
    outcome_when: Moment | None = None
    outcome_note: str | None = None
    days: Days | None = None

    def to_json(self) -> dict[str, Any]:
        """As the ledger holds it: every field but `recorded_at`; unknown ones of 0.1 are null.

        What version 0.2 added is absent where nothing was said.
        """
        return {
            name: value
            for name, value in self.listed().items()
            if name != "recorded_at" and (value is not None or name not in _ADDED)
        }

    def listed(self) -> dict[str, Any]:
        """Every field, as `action --json` and a report show it; unknown ones are null."""
        return fields_of(self)

    @classmethod
    def from_json(cls, values: dict[str, Any], recorded_at: str) -> Self:
        """The action that `to_json` wrote; keys of newer programs are passed over."""
        given = known_fields(cls, values)
        given |= {"when": Moment.from_json(values["when"]), "recorded_at": recorded_at}
        if given.get("outcome_when") is not None:
            given["outcome_when"] = Moment.from_json(given["outcome_when"])
        if given.get("days") is not None:
            given["days"] = Days.from_json(given["days"])
        return cls(**given)


_ADDED: Final = frozenset(
    {
        *("court", "order_kind", "served", "varied", "discharged"),
        *("outcome", "outcome_when", "outcome_note", "days"),
    }
)
"""By version 0.2: absent in entries where nothing was said, so that old ones stay as they are."""
