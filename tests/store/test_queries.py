"""Lists and searches."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.diary import Diary
from stalkdiary.errors import EvidenceAltered
from stalkdiary.model.changes import Changes
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment, Precision, comes_before
from stalkdiary.model.selection import Selection
from stalkdiary.store import queries, recording
from stalkdiary.store.connection import in_memory, writing
from stalkdiary.store.schema import migrate


def at(start: str | None, end: str | None = None) -> Moment:
    known = {0: Precision.UNKNOWN, 7: Precision.MONTH, 10: Precision.DAY}
    precision = known.get(len(start or ""), Precision.EXACT)
    return Moment(
        start=start, end=end, precision=precision, part=None, timezone="Europe/London", said=""
    )


@pytest.fixture
def dated(diary: Diary, account: Callable[..., Account]) -> Diary:
    """Six incidents, written in another order than they happened."""
    for start, end in (
        ("2026-03-31T23:30:00+01:00", None),
        (None, None),
        ("2026-01-15", None),
        ("2026-03", None),
        ("2026-02-10", "2026-04-02"),
        ("2025-12-31T23:59:59+00:00", None),
    ):
        diary.add(account(when=at(start, end)))
    return diary


def numbers(diary: Diary, **wanted: object) -> list[int]:
    return [each.number for each in diary.incidents(Selection(**wanted))]  # type: ignore[arg-type]


def test_incidents_come_in_the_order_in_which_they_happened(dated: Diary) -> None:
    assert numbers(dated) == [6, 3, 5, 4, 1, 2]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2026-01-01", None, [3, 5, 4, 1]),
        (None, "2026-01-14", [6]),
        ("2026-03-15", "2026-03-20", [5, 4]),
        ("2026-03-31", "2026-03-31", [5, 4, 1]),
        ("2026-04-01", "2026-04-02", [5]),
        ("2026-04-03", None, []),
        (None, None, [6, 3, 5, 4, 1, 2]),
    ],
)
def test_days_are_local_and_both_ends_belong(
    since: str | None, until: str | None, expected: list[int], dated: Diary
) -> None:
    assert numbers(dated, since=since, until=until) == expected


OFFSETS = st.sampled_from(["+00:00", "+14:00", "-12:00"])
DAYS = st.dates(date(2026, 1, 28), date(2026, 3, 3)).map(date.isoformat)
STARTS = (
    st.none()
    | st.sampled_from(["2026-01", "2026-02", "2026-03"])
    | DAYS
    | st.builds("{}T{}:30:00{}".format, DAYS, st.sampled_from(["00", "12", "23"]), OFFSETS)
)


@settings(max_examples=40)
@given(
    moments=st.lists(st.tuples(STARTS, st.none() | DAYS), max_size=8),
    since=st.none() | DAYS | st.just("0001-01-01"),
    until=st.none() | DAYS | st.just("9999-12-31"),
)
def test_what_is_not_read_does_not_fit(
    moments: list[tuple[str | None, str | None]], since: str | None, until: str | None
) -> None:
    """Days that the engine keeps from being read leave out what the plain look leaves out."""
    connection = in_memory()
    migrate(connection)
    with writing(connection):
        for start, end in moments:
            later = end if start and end and not comes_before(end, start) else None
            recording.incident(connection, Account(what="He rang", when=at(start, later)), None)
    selection = Selection(since=since, until=until)
    fitting = filter(queries.fits(connection, selection), queries.incidents(connection))
    assert list(queries.incidents(connection, selection)) == list(fitting)
    backwards = Selection(since=since, until=until, newest_first=True)
    assert {each.number for each in queries.incidents(connection, backwards)} == {
        each.number for each in queries.incidents(connection, selection)
    }
    connection.close()


def test_the_first_of_many_are_read_without_the_rest(filled: Diary) -> None:
    """A list in the order of times needs no sorting, in either direction."""
    for order in ("ASC", "DESC"):
        plan = filled._connection.execute(
            "EXPLAIN QUERY PLAN SELECT number FROM incident ORDER BY "
            f"{queries._TIME.format('incident')} {order}, number {order}"
        )
        assert "SORT" not in str(plan.fetchall()).upper()


def test_by_person_type_and_withdrawal(filled: Diary) -> None:
    assert numbers(filled, person=1) == [1]
    assert numbers(filled, types=("loitering",)) == [1]
    assert numbers(filled, types=("loitering", "calls-messages")) == [1, 2]
    assert numbers(filled, types=("assault",)) == []
    assert numbers(filled, withdrawn=False) == [1, 2]


def test_every_word_must_occur_or_begin_a_word(
    diary: Diary, account: Callable[..., Account]
) -> None:
    diary.add(account("He followed me to the café in Zürich", felt="frightened"))
    diary.add(account("He rang the school", witnesses=("Sam Follow", "Zoë")))
    diary.amend(2, Changes(where="the harbour"), why="I know the place now")
    diary.amend(2, Changes(where="the market"))
    diary.withdraw(1, "mistaken")
    found = {
        words: sorted(each.number for each in diary.search(words))
        for words in (
            "follow", "FOLLOWED me", "cafe zurich", "zoe", "harbour market", "place", "frightened",
            "nothing", "", "***", 'he"', "NOT he", "he OR", "what:he", "school NEAR rang", "(he",
        )
    }  # fmt: skip
    assert found == {
        "follow": [1, 2],
        "FOLLOWED me": [1],
        "cafe zurich": [1],
        "zoe": [2],
        "harbour market": [2],
        "place": [2],
        "frightened": [1],
        "nothing": [],
        "": [],
        "***": [],
        'he"': [1, 2],
        "NOT he": [],
        "he OR": [],
        "what:he": [],
        "school NEAR rang": [],
        "(he": [1, 2],
    }


@given(words=st.text(st.characters() | st.sampled_from('"*^:()-+{}\\\0')))
def test_no_words_break_the_search(filled: Diary, words: str) -> None:
    filled.search(words)


@pytest.mark.parametrize("table", ["incident", "exhibit", "person", "action"])
@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{", '{"when": 3}'])
def test_a_row_that_cannot_be_understood_is_altered_evidence(
    table: str, text: str, filled: Diary
) -> None:
    column = "account" if table == "incident" else "details"
    filled._connection.execute(f"UPDATE {table} SET {column} = ?", (text,))
    readers: dict[str, Callable[[], object]] = {
        "incident": lambda: list(filled.incidents()),
        "exhibit": filled.exhibits,
        "person": filled.people,
        "action": filled.actions,
    }
    with pytest.raises(EvidenceAltered):
        readers[table]()
