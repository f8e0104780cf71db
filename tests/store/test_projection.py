"""The derived tables: they follow from the ledger, and can be made from it again."""

from collections.abc import Callable

import pytest

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account
from stalkdiary.model.selection import Selection
from stalkdiary.store import ledger, projection
from stalkdiary.store.connection import in_memory, writing
from stalkdiary.store.projection import project
from stalkdiary.store.schema import DERIVED, migrate


def test_the_tables_can_be_made_again_from_the_ledger(filled: Diary) -> None:
    fresh = in_memory()
    migrate(fresh)
    for entry in ledger.entries(filled._connection):
        project(fresh, entry)
    for table in DERIVED:
        query = f"SELECT * FROM {table} ORDER BY 1"
        rows = filled._connection.execute(query).fetchall()
        assert fresh.execute(query).fetchall() == rows
        assert rows
    fresh.close()


def test_kinds_of_later_programs_are_passed_over(filled: Diary) -> None:
    with writing(filled._connection):
        for kind in ("handover", "backup"):
            ledger.append(filled._connection, kind, {"anything": [1, None]})
    assert filled.verify().findings == ()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("incident", {}),
        ("incident", {"incident": 9, "what": "x", "when": 5, "source": "typed"}),
        ("amendment", {"incident": 99, "changes": {}, "why": None}),
        ("amendment", {"incident": 1, "changes": {"what": None}, "why": None}),
        ("exhibit", {"exhibit": 9}),
        ("person", {"number": "x"}),
        ("action", {"when": []}),
        ("mark", {"incident": 1, "messages": ["1"], "marked": True}),
    ],
)
def test_an_entry_that_cannot_be_followed_is_a_finding(
    kind: str, body: dict[str, object], filled: Diary
) -> None:
    """Written past the program, with a chain that is whole."""
    connection = filled._connection
    with writing(connection), pytest.MonkeyPatch.context() as patch:
        patch.setattr(projection, "project", lambda *_: None)
        ledger.append(connection, kind, body)
    found = filled.verify().findings
    assert [(each.kind, each.where) for each in found] == [("entry-unreadable", "entry 13")]


def test_the_same_type_twice_is_one_row(diary: Diary, account: Callable[..., Account]) -> None:
    """Version 0.1 could write a kind twice; counted twice, it would say more than was said."""
    body = account(types=("threats", "threats")).to_json()
    with writing(diary._connection):
        ledger.append(diary._connection, "incident", {"incident": 1, "source": "typed", **body})
    assert [each.number for each in diary.incidents(Selection(types=("threats",)))] == [1]
    assert diary.summary().by_type == {"threats": 1}
    assert diary.verify().findings == ()
