"""What was promised and is not settled, and which orders end: with the days to go."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from stalkdiary.model.action import TITLES, Action
from stalkdiary.model.action_days import days_of
from stalkdiary.model.order import title_of_order
from stalkdiary.model.plain import fields_of
from stalkdiary.model.text import on_one_line

_SHOWN_FOR_DAYS: Final = 365
"""How long an order that has ended is still shown: it may have to be asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing that is due, or late, or an order with its end.

    Attributes:
        kind: ``promise``, or ``order``.
        what: what was promised, or which order it is.
        due: the last day, local; None where the words name no one day.
        days: how many days off that is: 0 today, negative where it has passed; None without a day.
        by: who promised it, or the court that made the order.
        action: the number of the action.
        said: the day in the words that were given.
    """

    kind: str
    what: str
    due: date | None
    days: int | None
    by: str | None
    action: int
    said: str | None

    def to_json(self) -> dict[str, Any]:
        """What `due --json` prints for it."""
        return fields_of(self)


def due_of(actions: Iterable[Action], today: date) -> list[Due]:
    """What is due by these actions, the earliest day first; what has no day comes last.

    Promises that were kept, missed or withdrawn, orders that a court has ended, and those that
    ended more than a year ago are settled, and left out.
    """
    found = [each for action in actions for each in _of(action, today)]
    return sorted(found, key=lambda each: (each.due or date.max, each.action))


def _of(action: Action, today: date) -> Iterator[Due]:
    days = days_of(action)
    if (action.promised or action.due) and action.outcome is None:
        yield Due(
            kind="promise",
            what=on_one_line(action.promised or action.what or TITLES.get(action.kind, "")),
            due=days.due,
            days=None if days.due is None else (days.due - today).days,
            by=on_one_line(", ".join(filter(None, (action.officer, action.force)))) or None,
            action=action.number,
            said=action.due,
        )
    if action.kind != "order" or not action.expires or action.discharged:
        return
    left = None if days.expires is None else (days.expires - today).days
    if left is None or left >= -_SHOWN_FOR_DAYS:
        yield Due(
            kind="order",
            what=title_of_order(action),
            due=days.expires,
            days=left,
            by=on_one_line(action.court) if action.court else None,
            action=action.number,
            said=action.expires,
        )
