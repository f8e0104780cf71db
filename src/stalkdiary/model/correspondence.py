"""The imported messages with one person, counted."""

from dataclasses import dataclass, field
from typing import Any

from stalkdiary.model.plain import fields_of


@dataclass(slots=True, kw_only=True)
class Correspondence:
    """What is held of the messages and calls with one person.

    Attributes:
        person: their name in the list; None for those of nobody in it.
        messages: how many are theirs, and count as acts.
        own: how many the person who keeps the diary sent.
        channels: how many came by each channel, in both directions.
        first: the local day of the first, ``2026-03-12``; None where no day is known.
    """

    person: str | None
    messages: int = 0
    own: int = 0
    channels: dict[str, int] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None

    def to_json(self) -> dict[str, Any]:
        return fields_of(self)
