"""The person's choice of imported messages that a report shows."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Messages of one incident that were marked, or whose marks were taken back.

    Attributes:
        incident: the number of the incident.
        messages: the numbers of the messages in the diary, rising.
        marked: whether they are marked from now on.
    """

    incident: int
    messages: tuple[int, ...]
    marked: bool

    def to_json(self) -> dict[str, Any]:
        """The body of its entry."""
        return {
            "incident": self.incident,
            "messages": list(self.messages),
            "marked": self.marked,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """What `to_json` wrote.

        Raises:
            KeyError: something is missing.
            TypeError: something is of another kind.
        """
        incident, messages, marked = values["incident"], values["messages"], values["marked"]
        if type(marked) is not bool or {type(each) for each in (incident, *messages)} != {int}:
            raise TypeError("a mark names an incident and messages by their numbers")
        return cls(incident=incident, messages=tuple(messages), marked=marked)
