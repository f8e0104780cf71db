"""A name that nearly fits is answered with the one that was meant."""

import pytest

from stalkdiary.errors import InputRefused
from stalkdiary.model.behaviour import find_behaviour
from stalkdiary.model.near_miss import did_you_mean


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Alec", " Did you mean Alex?"),
        ("JOAN ASHBEY", " Did you mean Joan Ashby?"),
        ("Mrs Smith", ""),
        ("", ""),
    ],
)
def test_the_nearest_name_is_offered_or_none(typed: str, told: str) -> None:
    """As it is shown, whatever the case of what was typed."""
    assert did_you_mean(typed, ["Alex", "Joan Ashby"]) == told


def test_a_kind_that_was_mistyped_is_not_taken_for_it() -> None:
    """It is offered; what is recorded is only what was said."""
    with pytest.raises(InputRefused, match=r"'lotering'\. Did you mean loitering\?"):
        find_behaviour("lotering")
