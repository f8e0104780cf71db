"""Drafts: no evidence, none takes the place of another, and gone without a trace when recorded."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account


@settings(max_examples=20)
@given(answers=st.dictionaries(st.text(), st.text(), min_size=1))
def test_a_draft_comes_back_as_it_was_typed(diary: Diary, answers: dict[str, str]) -> None:
    number = diary.save_draft(answers)
    assert diary.drafts()[number] == answers


def test_a_draft_grows_and_does_not_touch_another(diary: Diary) -> None:
    """What somebody began last week is still there after they began something else."""
    assert diary.drafts() == {}
    first = diary.save_draft({"what": "first"})
    second = diary.save_draft({"what": "sec"})
    assert diary.save_draft({"what": "second"}, second) == second
    assert list(diary.drafts().items()) == [
        (second, {"what": "second"}),
        (first, {"what": "first"}),
    ]
    assert diary.verify().entries == 1
    assert diary.verify().findings == ()
    diary.discard_draft(second)
    assert diary.drafts() == {first: {"what": "first"}}


def test_the_incident_ends_its_draft_and_overwrites_it(
    diary: Diary, account: Callable[..., Account]
) -> None:
    other = diary.save_draft({"what": "not yet"})
    number = diary.save_draft({"what": "I started to write CANARY"})
    assert b"CANARY" in diary.path.read_bytes()
    diary.add(account(), draft=number)
    assert list(diary.drafts()) == [other]
    assert b"CANARY" not in diary.path.read_bytes()


def test_an_incident_from_elsewhere_leaves_the_drafts(
    diary: Diary, account: Callable[..., Account]
) -> None:
    number = diary.save_draft({"what": "half"})
    diary.add(account())
    assert list(diary.drafts()) == [number]


def test_a_draft_survives_closing(filled: Diary) -> None:
    number = filled.save_draft({"what": "…"})
    filled.close()
    with Diary(filled.path, filled.key) as again:
        assert again.drafts() == {number: {"what": "…"}}


@pytest.mark.parametrize("text", ["", "{", "null", "[1]", '"x"'])
def test_a_draft_that_cannot_be_read_is_passed_over(text: str, diary: Diary) -> None:
    diary._connection.execute("INSERT INTO draft VALUES (1, 'now', ?)", (text,))
    assert diary.drafts() == {}
