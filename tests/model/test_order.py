"""Court orders: kinds, numbered conditions, and what an incident is said to break."""

from typing import Any

import pytest

from stalkdiary.errors import InputRefused, NothingMatched
from stalkdiary.model.action import Action
from stalkdiary.model.moment import Moment
from stalkdiary.model.order import (
    ORDER_KINDS,
    Broken,
    broken_by,
    conditions_of,
    find_order_kind,
    must_exist,
    title_of_order,
)


def order(number: int = 1, **texts: Any) -> Action:
    """An order without a time."""
    return Action(number=number, kind="order", when=Moment.unknown(timezone="UTC"), **texts)


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("non-molestation", "non-molestation"),
        ("Non Molestation Order", "non-molestation"),
        ("NMO", "non-molestation"),
        ("DAPO", "domestic-abuse-protection"),
        ("restr", "restraining"),
        ("bail", "bail"),
        ("Bail conditions", "bail"),
        ("Non-harassment order (Scotland)", "non-harassment"),
        *((slug, slug) for slug in ORDER_KINDS),
        *((title, slug) for slug, title in ORDER_KINDS.items()),
    ],
)
def test_a_kind_is_found_by_slug_title_beginning_or_initials(said: str, slug: str) -> None:
    """However somebody writes the kind of an order, it is one of the list."""
    assert find_order_kind(said) == slug


@pytest.mark.parametrize("said", ["", "non", "prayer", "domestic-abuse", "\x1b[31m"])
def test_a_kind_that_is_none_or_several_is_refused(said: str) -> None:
    """What fits no kind, or more than one, is refused with the list."""
    with pytest.raises(InputRefused) as refused:
        find_order_kind(said)
    assert "non-molestation" in refused.value.advice


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        (None, ()),
        ("no contact; direct or indirect", ("no contact; direct or indirect",)),
        ("no contact\nnot to come to Elm Road", ("no contact", "not to come to Elm Road")),
        ("1. no contact 2. stay 100 m away", ("no contact", "stay 100 m away")),
        ("(1) no contact;\n(2) stay away", ("no contact", "stay away")),
        ("within 5. and 2. no", ("within 5. and 2. no",)),
        ("2. stay away 1. no contact", ("2. stay away 1. no contact",)),
    ],
)
def test_conditions_are_numbered_as_they_were_written(
    text: str | None, conditions: tuple[str, ...]
) -> None:
    """A line is a condition, and so is what the person numbered; nothing else is cut."""
    assert conditions_of(order(conditions=text)) == conditions


@pytest.mark.parametrize(
    ("said", "broken"),
    [
        ("order 1", Broken(1)),
        ("Order 12, condition 2", Broken(12, (2,))),
        ("yes, order 1 conditions 2, 3 and 4.", Broken(1, (2, 3, 4))),
        ("order 1: condition 2 and 2", Broken(1, (2,))),
        ("yes", None),
        (None, None),
        ("the non-molestation order", None),
        ("order of 1 March", None),
        ("order 1 of the court in Kent", None),
    ],
)
def test_only_numbers_name_an_order(said: str | None, broken: Broken | None) -> None:
    """Free words stay words; an order is named by its number and nothing is guessed."""
    assert broken_by(said) == broken


def test_what_is_named_by_number_has_to_be_there() -> None:
    """An order or a condition that is not in the diary is refused, with what there is."""
    there = [order(4, what="Bail", conditions="no contact"), order(2, what="Other")]
    must_exist("order 4, condition 1", there)
    must_exist("the order of March", [])
    with pytest.raises(NothingMatched, match="no order 7"):
        must_exist("order 7", there)
    with pytest.raises(NothingMatched, match="no condition 2"):
        must_exist("order 4, condition 2", there)
    with pytest.raises(NothingMatched) as nothing:
        must_exist("order 1", [])
    assert "stalkdiary action order" in nothing.value.advice


def test_an_order_is_called_by_its_kind_or_by_what_was_said() -> None:
    """What 0.1 wrote has no kind, and keeps its own words."""
    assert title_of_order(order(order_kind="bail", what="x")) == "Bail conditions"
    assert title_of_order(order(what="Restraining order,\nKent")) == "Restraining order, Kent"
    assert title_of_order(order(order_kind="other", what="An undertaking")) == "An undertaking"
    assert title_of_order(order()) == "A court order"
