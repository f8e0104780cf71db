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


def test_a_row_that_holds_no_text_is_shown_and_fits_no_hash(filled: Diary) -> None:
    """A damaged page can make bytes of a text: what they are stays to be seen in the finding."""
    connection = filled._connection
    (row,) = connection.execute("SELECT 1, 'time', X'00ff', 'incident', 'previous', 7")
    entry = ledger._entry(row)
    assert (entry.recorded_at, entry.kind, entry.hash) == ("time", repr(b"\x00\xff"), "7")


def test_entries_are_given_in_pieces_that_leave_none_out(filled: Diary) -> None:
    """Whoever reads on from the last number that they had has every entry once."""
    connection = filled._connection
    whole = list(ledger.entries(connection))
    assert [each.number for each in whole] == list(range(1, ledger.count(connection) + 1))
    after, pieces = 0, []
    while piece := list(ledger.entries(connection, after=after, most=5)):
        assert len(piece) <= 5
        pieces += piece
        after = piece[-1].number
    assert pieces == whole
    assert list(ledger.entries(connection, after=after - 1)) == whole[-1:]


def test_a_text_too_long_for_one_piece_is_refused(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do instead; one that just fits is kept."""
    with diary.writing() as connection:
        fits = ledger.append(connection, "handover", {"what": "x" * 100})
    monkeypatch.setattr(ledger, "MOST_BODY_CHARACTERS", len(fits.body))
    with diary.writing() as connection:
        ledger.append(connection, "handover", {"what": "y" * 100})
    with pytest.raises(InputRefused) as refused, diary.writing() as connection:
        ledger.append(connection, "handover", {"what": "y" * 101})
    assert refused.value.sentence == "The text is too long to be kept in one piece."
    assert refused.value.advice == (
        "Nothing was saved. Save the text as a file and attach it instead."
    )
    assert diary.verify().entries == 3
