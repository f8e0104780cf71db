"""The person's choice of imported messages that a report shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from stalkdiary.model.plain import fields_of

if TYPE_CHECKING:
    from stalkdiary.model.action import Action
    from stalkdiary.model.message import HeldMessage


TOLD_TO_STOP: Final = "told-to-stop"
_BEFORE_SOURCE: Final = "” ("


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Messages of one incident that were marked, or whose marks were taken back.

    Attributes:
        messages: the numbers of the messages in the diary, rising.
        marked: whether they are marked from now on.
    """

    incident: int
    messages: tuple[int, ...]
    marked: bool

    def to_json(self) -> dict[str, Any]:
        """The body of its entry."""
        return fields_of(self)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Which messages are set off from the others wherever they are shown.

    Attributes:
        marked: the numbers of those that the person has marked for the report.
        told: where those stand in which the person told them to stop: `HeldMessage.source`.
    """

    marked: frozenset[int] = frozenset()
    told: frozenset[str] = frozenset()

    @classmethod
    def of(cls, marked: frozenset[int], actions: Iterable[Action]) -> Self:
        """What is known from the marks and the actions of a diary."""
        told = (
            action.what.rpartition(_BEFORE_SOURCE)[2].removesuffix(")")
            for action in actions
            if action.kind == TOLD_TO_STOP and action.what
        )
        return cls(marked=marked, told=frozenset(told))

    def is_marked(self, held: HeldMessage) -> bool:
        return held.number in self.marked

    def tells_to_stop(self, held: HeldMessage) -> bool:
        """Whether it is recorded that this message of the person's own told them to stop."""
        return not held.counted and held.source in self.told


NO_MARKS: Final = Marks()
