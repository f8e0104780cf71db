"""Drafts: one at a time, no evidence, and gone without a trace when recorded."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(answers=st.dictionaries(st.text(), st.text(), min_size=1))
def test_a_draft_comes_back_as_it_was_typed(diary: Diary, answers: dict[str, str]) -> None:
    diary.save_draft(answers)
    assert diary.draft() == answers


def test_there_is_one_draft(diary: Diary) -> None:
    assert diary.draft() is None
    diary.save_draft({"what": "first"})
    diary.save_draft({"what": "second"})
    assert diary.draft() == {"what": "second"}
    assert diary.verify().entries == 1
    assert diary.verify().findings == ()
    diary.discard_draft()
    assert diary.draft() is None


def test_adding_an_incident_ends_the_draft_and_overwrites_it(
    diary: Diary, account: Callable[..., Account]
) -> None:
    diary.save_draft({"what": "I started to write CANARY"})
    assert b"CANARY" in diary.path.read_bytes()
    diary.add(account())
    assert diary.draft() is None
    assert b"CANARY" not in diary.path.read_bytes()


def test_a_draft_survives_closing(filled: Diary) -> None:
    filled.save_draft({"what": "…"})
    filled.close()
    with Diary(filled.path, filled.key) as again:
        assert again.draft() == {"what": "…"}


@pytest.mark.parametrize("text", ["", "{", "null", "[1]", '"x"'])
def test_a_draft_that_cannot_be_read_is_none(text: str, diary: Diary) -> None:
    diary._connection.execute("INSERT INTO draft VALUES (1, 'now', ?)", (text,))
    assert diary.draft() is None
