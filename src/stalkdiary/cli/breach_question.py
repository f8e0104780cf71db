"""Whether an incident broke an order: the known orders are listed, and a number names one."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from stalkdiary.cli import prompts
from stalkdiary.cli.asking import Asking, Question
from stalkdiary.errors import InputRefused
from stalkdiary.model.action import Action
from stalkdiary.model.action_words import end_words
from stalkdiary.model.order import Broken, broken_by, conditions_of, must_exist, title_of_order
from stalkdiary.model.text import on_one_line
from stalkdiary.model.unanswered import is_unanswered

_NUMBER: Final = re.compile("(?:(?:yes,? )?order )?([0-9]{1,6})[.]?")
_WITH_ORDERS: Final = (
    "Did it break one of these? The number of one, yes, no, not sure, or another one in words."
)
_EXAMPLE: Final = "Type numbers from the list, for example: 1 and 2."
_CONDITIONS: Final = "Which of its conditions? Numbers, several if you like. Enter leaves it."


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachQuestion(Question):
    """Asks which order was broken, and then which of its conditions."""

    def put(self, asking: Asking) -> None:
        """Lists the orders by their numbers first, where there are any."""
        orders = {each.number: each for each in asking.diary.actions() if each.kind == "order"}
        asking.session.screen.note(*_lines(asking, orders))
        words = _WITH_ORDERS if orders else self.words
        which = Question(name=self.name, words=words, read=partial(_order_said, orders=orders))
        while True:
            which.put(asking)
            broken = broken_by(asking.value(self.name))
            if broken is None or broken.conditions or not conditions_of(orders[broken.order]):
                return
            with suppress(prompts.Back):
                # The order itself has been said: nothing stands there.
                read = partial(_conditions_said, order=orders[broken.order])
                Question(name=self.name, words=_CONDITIONS, read=read, written=lambda _: "").put(
                    asking
                )
                return


def _lines(asking: Asking, orders: Mapping[int, Action]) -> Iterator[str]:
    today = asking.diary.today() if orders else None
    for number, order in orders.items():
        assert today is not None  # noqa: S101 - there are orders
        yield f"{number:>3} {'; '.join([title_of_order(order), *end_words(order, today)])}"
        for at, condition in enumerate(conditions_of(order), start=1):
            yield f"      condition {at}: {on_one_line(condition)}"


def _order_said(text: str, orders: Mapping[int, Action]) -> str:
    """The answer as the record holds it: "order 4" for its number.

    Raises:
        InputRefused: there is no such order in the list.
        NothingMatched: there is no such order, or no such condition.
    """
    found = _NUMBER.fullmatch(text.strip().casefold())
    if found is not None and orders:
        if int(found[1]) not in orders:
            listed = ", ".join(map(str, orders))
            raise InputRefused(f"There is no order {found[1]} in the list.", f"It has: {listed}.")
        return f"order {int(found[1])}"
    named = f"order {text.strip()}"
    text = named if orders and broken_by(named) else text
    must_exist(text, orders.values())
    return text


def _conditions_said(text: str, order: Action) -> str:
    """The order with the conditions that an answer names: "order 4, conditions 1 and 3".

    Raises:
        InputRefused: one is not a condition of it.
    """
    if is_unanswered(text, "breach"):
        return f"order {order.number}"
    numbers: list[int] = []
    there = len(conditions_of(order))
    for word in re.split(r"[\s,;.&+]+|\band\b", text.casefold()):
        if word.isdecimal() and 1 <= int(word) <= there:
            numbers.append(int(word))
        elif word:
            raise InputRefused(f"There is no condition {word!r} in the list.", _EXAMPLE)
    if not numbers:
        raise InputRefused("There is no number in it.", _EXAMPLE)
    return _in_words(Broken(order.number, tuple(dict.fromkeys(numbers))))


def _in_words(broken: Broken) -> str:
    *before, last = map(str, broken.conditions)
    if not before:
        return f"order {broken.order}, condition {last}"
    return f"order {broken.order}, conditions {', '.join(before)} and {last}"
