"""Entries in the file: in order, by kind, by incident."""

from datetime import UTC, datetime

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused
from stalkdiary.model.ledger import START
from stalkdiary.store import ledger
from stalkdiary.store.connection import in_memory, writing
from stalkdiary.store.schema import migrate


def test_the_first_entry_follows_the_start() -> None:
    connection = in_memory()
    migrate(connection)
    assert ledger.last_entry(connection) is None
    now = datetime(2026, 11, 23, 8, 33, 20, 5, UTC)
    first = ledger.append(connection, "handover", {"what": "report"}, now=now)
    second = ledger.append(connection, "handover", {"what": "report"}, now=now)
    assert (first.number, first.previous, first.recorded_at) == (1, START, "2026-11-23T08:33:20Z")
    assert (second.number, second.previous) == (2, first.hash)
    assert ledger.last_entry(connection) == second
    assert list(ledger.entries(connection)) == [first, second]
    assert ledger.count(connection) == 2
    connection.close()


def test_a_clock_set_back_does_not_change_the_order(diary: Diary) -> None:
    with writing(diary._connection):
        for year in (2030, 1970, 9999):
            now = datetime(year, 1, 1, tzinfo=UTC)
            ledger.append(diary._connection, "handover", {"what": str(year)}, now=now)
    assert [content["what"] for _, content in diary.handovers()] == ["2030", "1970", "9999"]
    assert diary.verify().findings == ()


def test_entries_by_kind_and_by_incident(filled: Diary) -> None:
    connection = filled._connection
    kinds = [each.kind for each in ledger.entries_of_incident(connection, 1)]
    assert kinds == ["incident", "exhibit", "exhibit", "amendment"]
    assert [each.kind for each in ledger.entries_of_incident(connection, 3)] == [
        "incident",
        "withdrawal",
    ]
    assert [each.number for each in ledger.entries_of_kind(connection, "case")] == [1]


def test_a_text_too_long_for_one_piece_is_refused(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST_BODY_CHARACTERS", 100)
    with pytest.raises(InputRefused, match="too long"):
        diary.record_handover("report", {"for": "x" * 100})
    assert diary.verify().entries == 1
