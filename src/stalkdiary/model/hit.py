"""What a search found: an incident or one of its messages, and the words in which it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from stalkdiary.model.incident import Incident
    from stalkdiary.model.message import HeldMessage


class FoundText(NamedTuple):
    """One text in which something was found.

    Attributes:
        field: of `Account` or `Message`: ``what``, ``where``, ``text``; ``earlier`` where it stands
            in an earlier wording alone, and `text` is how the incident is told now.
        text: the whole text, as it was written.
        places: from where to where each hit stands in it.
    """

    field: str
    text: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that a search found.

    Attributes:
        found: the texts in which it was found, at least one.
    """

    incident: Incident
    message: HeldMessage | None = None
    found: tuple[FoundText, ...]

    def to_json(self) -> dict[str, Any]:
        """The hit as ``search --json`` shows it."""
        where = {} if self.message is None else {"message": self.message.number}
        time = None if self.message is None else self.message.message.time
        return {
            **where,
            **({} if time is None else {"when": time.local}),
            "found": [
                {"field": each.field, "text": each.text, "places": list(map(list, each.places))}
                for each in self.found
            ],
        }
