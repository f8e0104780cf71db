"""What a search finds: words as people remember them."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account
from stalkdiary.model.terms import indexed
from stalkdiary.store.search import query, understood

ONE_THING: list[tuple[str, ...]] = [
    ("07700 900 123", "+44 7700 900123", "07700900123", "+44 (0)7700-900-123", "00447700900123"),
    ("AB12 CDE", "ab12cde", "AB12-CDE", "ab 12 cde"),
    ("parking", "parked", "Parks"),
    ("followed", "following", "follow"),
    ("spy", "spied", "spying"),
    ("neighbour", "neighbor", "neighbours", "neighbor's"),
    ("centre", "center"),
    ("travelling", "traveled"),
    ("Łukasz", "lukasz", "LUKASZ"),
    ("Øystein", "oystein", "Oeystein"),
    ("Müller", "muller", "Mueller", "Mu\u0308ller"),
    ("ex-partner", "expartner", "ex partner", "ex\u2010partner"),
    ("O'Neil", "O\u2019Neil", "oneil", "O Neil"),
    ("don't", "dont", "don\u2019t"),
    ("e-mail", "email", "E mail"),
    ("car park", "carpark"),
]
WITHIN = (
    "昨日警察に電話した",
    "어제경찰서에갔다",
    "ฉันโทรหาตำรวจแล้ว",
    "rang from 07700900123",
    "rang from 07700 900 123",
    "left 60 pounds",
    "❤\ufe0f",
    "👿😡",
    "ok😡😡😡",
)


class Numbers:
    """What was written, and a way to ask which of it a search finds."""

    def __init__(self, diary: Diary, numbers: dict[str, int]) -> None:
        self._diary, self._written = diary, {number: text for text, number in numbers.items()}

    def found(self, typed: str) -> set[str]:
        """The texts that a search finds."""
        return {self._written[each.number] for each in self._diary.search(typed)}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Numbers]:
    """A diary with an incident for each way of writing; its search gives what was found."""
    with Diary.create(tmp_path_factory.mktemp("search") / "diary.db", None) as diary:
        written = dict.fromkeys([*(one for group in ONE_THING for one in group), *WITHIN])
        numbers = {each: diary.add(Account(what=f"It was {each} again")).number for each in written}
        with diary.reading():
            yield Numbers(diary, numbers)


@pytest.mark.parametrize("group", ONE_THING, ids=lambda group: group[0])
def test_each_way_of_writing_finds_the_others(group: tuple[str, ...], everything: Numbers) -> None:
    """Spaces, prefixes, endings, spellings, accents, hyphens and apostrophes are no obstacle."""
    for typed in group:
        assert everything.found(typed) >= set(group), typed


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("警察", 0),
        ("電話", 0),
        ("경찰", 1),
        ("ตำรวจ", 2),
        ("900123", 3),
        ("900 123", 4),
        ("900123", 4),
        ("£60", 5),
        ("❤", 6),
        ("😡", 7),
        ("😡😡", 8),
    ],
)
def test_a_part_is_found_within(typed: str, written: int, everything: Numbers) -> None:
    """A word in a run without spaces; one emoji of several; the end of a telephone number."""
    assert WITHIN[written] in everything.found(typed)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("for", "there were f o u r of them"),
        ("asher", "he was as her mother said"),
        ("07700900123", "07700 900 124"),
        ("AB12CDE", "AB12 CDF"),
        ("警電", "警察に電話"),
        ("parking", "parsley"),
        ("other", "a mother"),
    ],
)
def test_what_is_something_else_is_not_found(typed: str, written: str, diary: Diary) -> None:
    """Looking alike is not enough."""
    diary.add(Account(what=written))
    assert diary.search(typed) == []


@given(
    digits=st.lists(st.sampled_from(["", " ", "-", "."]), min_size=10, max_size=10),
    head=st.sampled_from(["0", "+44 ", "+44", "0044 ", "+44 (0)"]),
)
def test_a_number_is_found_however_it_is_spaced(digits: list[str], head: str, diary: Diary) -> None:
    """Groups of two and more digits, in any form."""
    number = "7700900456"
    gaps = [gap if at in range(2, 9) else "" for at, gap in enumerate(digits)]
    for at, (one, other) in enumerate(pairwise(gaps)):
        if one and other:
            gaps[at + 1] = ""
    written = head + "".join(gap + digit for gap, digit in zip(gaps, number, strict=True))
    with diary.reading() as connection:  # which keeps nothing
        words = (1, indexed(written))
        connection.execute("INSERT INTO search (rowid, words) VALUES (?, ?)", words)
        asked = query(understood(connection, "07700 900456"))
        found = connection.execute("SELECT rowid FROM search WHERE search MATCH ?", (asked,))
        assert found.fetchall() == [(1,)]


def test_what_was_found_can_be_marked(diary: Diary) -> None:
    """The places of each hit, in the text as it was written."""
    text = "He parked at the car park; his ex\u2010partner (07700 900 123) saw Łukasz 😡"
    diary.add(Account(what=text))
    for typed, marked in (
        ("parking", ["parked", "park"]),
        ("expartner", ["ex\u2010partner"]),
        ("+447700900123", ["07700 900 123"]),
        ("lukasz 😡", ["Łukasz", "😡"]),
        ("carpark", ["car park"]),
    ):
        with diary.reading() as connection:
            places = understood(connection, typed).places(text)
        assert [text[start:end] for start, end in places] == marked, typed
