"""An incident: what the person says happened, and what became of that account since."""

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final, Self

from stalkdiary.model.moment import Moment

MOST_TIMES: Final = 1_000_000_000
"""More acts than any account covers; beyond it, a count is a slip."""
_NOT_SAID = Moment.unknown(timezone="UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the person says about one incident. Only `what` is ever required.

    Attributes:
        what: what happened, in their own words.
        when: when it happened, as precisely as they know and no more.
        noticed: when they noticed it, where that is another time.
        types: behaviour slugs, in the order given.
        person: the number of the person it concerns, in the diary's list of people.
        channel: how it reached them: a call, a text message, in person.
        felt: how it made them feel, or what it changed.
        identified_by: how they know that it was this person: time in view, distance, light.
        appearance: how the person looked or sounded, what they wore.
        vehicle: make, colour, number plate.
        response: what they did, if anything.
        injury: injuries, and how they were treated.
        cost: what it cost: damage, repairs, lost work.
        children: whether children were there, and which; ``yes`` where no more is said.
        link: the account, app or address on the internet that it came from or stands at.
        breach: whether, and which, order it breached, in their words.
        times: how many acts this account covers (14 calls in one night is 14).

    >>> Account(what="He rang", when=diary.moment("March 2026")).when.in_words()
    'March 2026, day not known'
    """

    what: str
    when: Moment = _NOT_SAID
    noticed: Moment | None = None
    where: str | None = None
    types: tuple[str, ...] = ()
    person: int | None = None
    channel: str | None = None
    felt: str | None = None
    identified_by: str | None = None
    witnesses: tuple[str, ...] = ()
    witness_contact: str | None = None
    appearance: str | None = None
    vehicle: str | None = None
    response: str | None = None
    injury: str | None = None
    cost: str | None = None
    children: str | None = None
    link: str | None = None
    police_ref: str | None = None
    breach: str | None = None
    times: int = 1

    def to_json(self) -> dict[str, Any]:
        """The fields that were given, as they stand in the ledger; what was not said is absent."""
        return {
            name: _field_to_json(value)
            for name, value in zip(_NAMES, _VALUES(self), strict=True)
            if value is not None and value != ()
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The account that `to_json` wrote; keys of newer programs are passed over.

        Raises:
            KeyError: it has no time, not even one that is not known.
        """
        values = values | {"when": values["when"]}
        return cls(**{k: _field_from_json(k, v) for k, v in values.items() if k in _KNOWN})

    def changed_from(self, before: Self) -> dict[str, Any]:
        """The fields in which this account differs, as an amendment of `before` holds them.

        A field that was cleared is null, or an empty list.
        """
        known = before.to_json()
        values = self.to_json()
        cleared: dict[str, Any] = {"types": [], "witnesses": []}
        return {
            name: values.get(name, cleared.get(name))
            for name in _NAMES
            if values.get(name) != known.get(name)
        }

    def amended(self, changes: dict[str, Any]) -> Self:
        """This account with the changes of one amendment, as they stand in the ledger.

        A field set to None, or to an empty list, is taken back.
        """
        values = self.to_json() | changes
        return self.from_json({k: v for k, v in values.items() if v is not None})


# Asked once: a look at a whole diary reads and writes every account of it.
_NAMES = tuple(field.name for field in fields(Account))
_VALUES = attrgetter(*_NAMES)
_KNOWN = frozenset(_NAMES)
TEXTS: Final = tuple(field.name for field in fields(Account) if field.type == str | None)
"""The fields of an account that are a text and may be left out, in their order."""
SINCE_0_2: Final = ("identified_by", "witness_contact", "injury", "cost", "children", "link")
"""Those of them that version 0.1 did not have. In tables they stand behind the other columns."""


def _field_to_json(value: object) -> object:
    """One field of an account as it stands in the ledger."""
    if isinstance(value, Moment):
        return value.to_json()
    return list(value) if isinstance(value, tuple) else value


def _field_from_json(name: str, value: Any) -> Any:  # noqa: ANN401 - JSON has no narrower type
    if name in {"when", "noticed"}:
        return Moment.from_json(value)
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident as the diary knows it now.

    Attributes:
        number: its number in the diary, never used again for another.
        recorded_at: when it was first written down, UTC, ISO 8601 with ``Z``.
        account: the newest account; earlier ones are in its history.
        person_name: the name of `account.person` as the diary knows it now.
        exhibits: references of its exhibits, in the order they were added.
        amended: how many amendments it has had.
        withdrawn_why: the reason, where it is withdrawn; empty where none was given.
        source: ``typed`` or ``import``.

    >>> incident = diary.incident(1)
    >>> incident.account.where, incident.exhibits, incident.withdrawn
    ('outside the house', (), False)
    """

    number: int
    recorded_at: str
    account: Account
    person_name: str | None = None
    exhibits: tuple[str, ...] = ()
    amended: int = 0
    withdrawn_why: str | None = None
    source: str = "typed"

    @property
    def withdrawn(self) -> bool:
        """Whether the person has withdrawn it; it stays readable."""
        return self.withdrawn_why is not None

    def listed(self) -> dict[str, Any]:
        """The incident as `list --json` and `search --json` show it."""
        account = self.account
        return {
            "incident": self.number,
            "what": account.what,
            "when": account.when.to_json(),
            "recorded_at": self.recorded_at,
            "where": account.where,
            "types": list(account.types),
            "times": account.times,
            "person": self.person_name,
            "exhibits": list(self.exhibits),
            "withdrawn": self.withdrawn,
            "source": self.source,
        }

    def shown(self) -> dict[str, Any]:
        """The incident with every field, as `show --json` begins."""
        account = self.account
        return self.listed() | {
            "noticed": account.noticed and account.noticed.to_json(),
            "witnesses": list(account.witnesses),
            **{name: getattr(account, name) for name in TEXTS},
            "amended": self.amended,
            "withdrawn_why": self.withdrawn_why or None,
        }
