"""Court orders: their kinds, their conditions, and which of them an incident is said to break."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from stalkdiary.errors import InputRefused, NothingMatched
from stalkdiary.model.action import Action
from stalkdiary.model.text import on_one_line

ORDER_KINDS: Final = {
    "non-molestation": "Non-molestation order",
    "stalking-protection": "Stalking protection order",
    "restraining": "Restraining order",
    "domestic-abuse-protection": "Domestic abuse protection order",
    "domestic-abuse-notice": "Domestic abuse protection notice",
    "occupation": "Occupation order",
    "injunction": "Injunction",
    "bail": "Bail conditions",
    "non-harassment": "Non-harassment order (Scotland)",
    "interdict": "Interdict (Scotland)",
    "other": "Another order",
}
"""By slug. England and Wales first; what binds somebody without a court, such as police bail, too.
"""

_SHORT: Final = {
    "dapo": "domestic-abuse-protection",
    "dapn": "domestic-abuse-notice",
    "nmo": "non-molestation",
    "nho": "non-harassment",
    "spo": "stalking-protection",
}
_LIST: Final = "[0-9]{1,4}(?: ?(?:,|and|&|, and) ?[0-9]{1,4})*"
_NAMED: Final = re.compile(
    rf"(?:yes[,:;]? )?order ([0-9]{{1,6}})(?:[,:;]? ?(?:conditions?|cond\.?|no\.?) ({_LIST}))?"
    r"(?: ?[:(;] ?.*)?"  # and what it is about, in words
)
_NUMBERED: Final = re.compile(r"(?:^|(?<=\s))\(?([0-9]{1,2})[.)] +")


@dataclass(frozen=True, slots=True)
class Broken:
    """What an incident is said to break.

    Attributes:
        conditions: the numbers of its conditions; empty where none is named.
    """

    order: int
    conditions: tuple[int, ...] = ()


def find_order_kind(text: str) -> str:
    """The kind that a person names: a slug, the beginning of only one, a title or initials.

    Raises:
        InputRefused: there is no such kind, or several fit.
    """
    wanted = re.sub("[^a-z]+", "-", text.casefold()).strip("-")
    wanted = _SHORT.get(wanted, wanted)
    named = wanted.removesuffix("-order")
    for slug, title in ORDER_KINDS.items():
        if named == slug or wanted == re.sub("[^a-z]+", "-", title.casefold()).strip("-"):
            return slug
    fitting = [slug for slug in ORDER_KINDS if named and slug.startswith(named)]
    if len(fitting) == 1:
        return fitting[0]
    raise InputRefused(
        f"There is no kind of order {on_one_line(text)!r}.",
        f"Nothing was saved. The kinds are: {', '.join(ORDER_KINDS)}.",
    )


def conditions_of(order: Action) -> tuple[str, ...]:
    """The conditions of an order, the first of them number 1.

    Each line is one, and so is each that the person numbered: "1. No contact 2. Not to …".
    """
    text = (order.conditions or "").strip()
    marks = list(_NUMBERED.finditer(text))
    if (
        marks
        and marks[0].start() == 0
        and [int(m[1]) for m in marks] == [*range(1, len(marks) + 1)]
    ):
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        parts = [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    else:
        parts = text.splitlines()
    return tuple(part.strip().rstrip(";") for part in parts if part.strip())


def title_of_order(order: Action) -> str:
    """What the order is called: its kind, or what the person said of it."""
    known = ORDER_KINDS.get(order.order_kind or "")
    if known is not None and order.order_kind != "other":
        return known
    return on_one_line(order.what) if order.what else "A court order"


def broken_by(breach: str | None) -> Broken | None:
    """The order and conditions that these words name by number; None where they name none."""
    if breach is None:
        return None
    found = _NAMED.fullmatch(" ".join(breach.casefold().split()).rstrip("."))
    if found is None:
        return None
    numbers = re.findall("[0-9]+", found[2] or "")
    return Broken(int(found[1]), tuple(dict.fromkeys(map(int, numbers))))


def must_exist(breach: str | None, actions: Iterable[Action]) -> None:
    """Looks whether the order and the conditions that are named by number are there.

    Raises:
        NothingMatched: one is not.
    """
    named = broken_by(breach)
    if named is None:
        return
    orders = {each.number: each for each in actions if each.kind == "order"}
    if named.order not in orders:
        listed = "; ".join(f"order {n}, {title_of_order(each)}" for n, each in orders.items())
        raise NothingMatched(
            f"There is no order {named.order} in the diary.",
            "Nothing was saved. "
            + (f"There is: {listed}." if orders else "Name it in words, or write it down first: ")
            + ("" if orders else "stalkdiary action order"),
        )
    there = len(conditions_of(orders[named.order]))
    missing = [number for number in named.conditions if not 1 <= number <= there]
    if missing:
        raise NothingMatched(
            f"Order {named.order} has no condition {missing[0]} in the diary.",
            f"Nothing was saved. It has {there}: 'stalkdiary action' shows them.",
        )
