"""A record that she kept herself: her words stand as they are, each row once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.importing.own import account_of, mark
from stalkdiary.model.message import Basis, ExportTime, OwnEntry, Resolution
from stalkdiary.model.moment import Precision

LONDON = "Europe/London"
Writer = Callable[..., Path]
Importing = Callable[..., Any]


def at(local: str, precision: Resolution, raw: str = "as typed") -> ExportTime:
    return ExportTime(raw, 0, local, precision, Basis.ASSUMED)


def entry(what: str = "He waited", time: ExportTime | None = None, **fields: str) -> OwnEntry:
    return OwnEntry("row 2", what, time, fields)


def test_a_row_says_what_it_said() -> None:
    """Every column that is known becomes the field of its name; a witness is one person."""
    account = account_of(entry(where="the bus stop", witnesses="Sam, Kim", felt="sick"), LONDON, 7)
    assert (account.what, account.where, account.felt) == ("He waited", "the bus stop", "sick")
    assert account.witnesses == ("Sam, Kim",)
    assert account.person == 7
    assert account_of(entry(), LONDON).person is None


def test_a_time_is_as_fine_as_the_row_and_no_finer() -> None:
    """A day is not midnight, and an unknown day is not today."""
    day = account_of(entry(time=at("2026-03-12", Resolution.DAY)), LONDON).when
    assert (day.start, day.precision, day.said) == ("2026-03-12", Precision.DAY, "as typed")
    exact = account_of(entry(time=at("2026-03-12T21:30+00:00", Resolution.MINUTE)), LONDON).when
    assert (exact.start, exact.precision) == ("2026-03-12T21:30:00+00:00", Precision.EXACT)
    assert exact.end is day.end is None
    unknown = account_of(entry(), LONDON).when
    assert (unknown.start, unknown.said) == (None, "not in the record")
    assert {day.timezone, exact.timezone, unknown.timezone} == {LONDON}


@pytest.mark.parametrize(
    "other",
    [
        entry("He waited", at("2026-03-13", Resolution.DAY)),
        entry("He rang", at("2026-03-12", Resolution.DAY)),
        entry("He waited"),
    ],
    ids=["another day", "other words", "no day"],
)
def test_another_day_or_other_words_are_another_incident(other: OwnEntry) -> None:
    """The second evening on which he waited would be lost in the first."""
    one = entry("He waited", at("2026-03-12", Resolution.DAY))
    assert mark(account_of(one, LONDON)) != mark(account_of(other, LONDON))


def test_a_further_column_is_not_another_incident() -> None:
    """The same list with one more column would be counted again."""
    one = entry("He waited", at("2026-03-12", Resolution.DAY))
    more = entry("He waited", at("2026-03-12", Resolution.DAY, "12/03/26"), where="home")
    assert mark(account_of(one, LONDON)) == mark(account_of(more, LONDON))


def test_nothing_becomes_her_own_words_unless_she_says_so(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """The question shows what would stand as hers; nothing is written before it is answered."""
    path = export({"own": "I see you", "at": "2026-03-12T21:30"}, {"own": "again"})
    before = diary.path.read_bytes()
    with pytest.raises(OpenQuestion, match="2 entries in your own words, the first “I see you”"):
        bring_in(path, reading=Reading())
    with pytest.raises(OpenQuestion):
        bring_in(path, reading=Reading(own=False))
    assert diary.path.read_bytes() == before
    assert len(bring_in(path).incidents) == 2
    assert bring_in(path, reading=Reading()).earlier is not None


def test_what_she_added_by_hand_does_not_hide_a_row(
    diary: Diary, export: Writer, bring_in: Importing, account: Callable[..., Any]
) -> None:
    """A row is held when an import brought it; what she typed may be of another evening."""
    diary.add(account("He waited"))
    made = bring_in(export({"own": "He waited", "at": "2026-11-20T21:30"}), names=[])
    assert (made.preview.stored, made.preview.duplicates) == (1, 0)
