"""The kinds of behaviour: the list as DESIGN.md fixes it, and how a name finds its slug."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused
from stalkdiary.model.behaviour import behaviours, find_behaviour

SLUGS = [
    *("unwanted-contact", "calls-messages", "following-watching", "gifts-letters", "damage"),
    *("threats", "associates", "break-in", "family-friends", "threats-children"),
    *("identity-theft", "loitering", "monitoring", "publishing", "assault", "self-harm-threats"),
    *("pets", "false-reports", "proxies", "order-breach", "image-threats"),
    *("entering", "goods", "other"),
]


def test_the_slugs_and_their_order_are_fixed() -> None:
    assert [*behaviours()] == SLUGS


def test_kinds_that_are_alike_say_what_tells_them_apart() -> None:
    """Two of the public advice overlap, and three came later beside one like it."""
    alike = ("associates", "family-friends", "break-in", "entering", "identity-theft", "goods")
    hints = [behaviours()[slug].hint for slug in alike]
    assert all(hints)
    assert len({*hints}) == len(alike)


def test_every_kind_is_complete() -> None:
    found = behaviours().values()
    for each in found:
        assert each.title
        assert each.group
        assert {*each.letters, *each.perhaps} <= set("abcdefg")
        assert not {*each.letters} & {*each.perhaps}
        assert each.presence in {"in-person", "remote", "either"}
    assert sorted(each.gravity for each in found) == list(range(1, len(SLUGS) + 1))


def test_every_example_of_the_act_is_resembled_by_something() -> None:
    assert {letter for each in behaviours().values() for letter in each.letters} == set("abcdefg")


@given(st.sampled_from(SLUGS), st.integers(1, 30))
def test_a_beginning_finds_the_only_one_that_fits(slug: str, length: int) -> None:
    start = slug[:length]
    fitting = [each for each in SLUGS if each.startswith(start)]
    if start in SLUGS or len(fitting) == 1:
        assert find_behaviour(start) == (start if start in SLUGS else slug)
    else:
        with pytest.raises(InputRefused, match=" or "):
            find_behaviour(start)


@pytest.mark.parametrize("name", ["Gifts Letters", " gifts_letters ", "GIFTS-LETTERS", "gif"])
def test_case_spaces_and_underlines_do_not_matter(name: str) -> None:
    assert find_behaviour(name) == "gifts-letters"


@pytest.mark.parametrize("name", ["", " ", "stalking", "--"])
def test_what_fits_none_is_refused_with_the_list(name: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        find_behaviour(name)
    assert "unwanted-contact" in refusal.value.advice
