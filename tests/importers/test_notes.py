"""Plain notes with dates: each date begins an entry, and nothing is read into the words."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.importers import notes
from stalkdiary.importers.reading.export import Export
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.model.message import Item, OwnEntry, Skipped

Read = Callable[..., list[Item]]
WORDS = st.text(st.characters(exclude_categories=["C", "Z", "N"]), min_size=1, max_size=20)


@pytest.fixture(scope="session")
def read(items_of: Callable[..., list[Item]]) -> Read:
    """Reads a text as ``notes.txt``."""

    def of(text: str, **how: str) -> list[Item]:
        return items_of(notes, "notes.txt", text, **how)

    return of


def told(items: list[Item]) -> list[tuple[str | None, str]]:
    """The time and the words of each entry."""
    return [
        (each.time.local if each.time else None, each.what)
        for each in items
        if isinstance(each, OwnEntry)
    ]


def test_each_date_begins_an_entry(read: Read) -> None:
    """What stands above the first is accounted for."""
    found = read(
        "My notes\n\n12 March 2026, 9.30pm\nHe was outside.\n\nIt was dark.\n"
        "Saturday 14 March 2026 - two calls\n2026-03-15 07:05: a letter\n16 March 2026\n"
    )
    assert told(found) == [
        ("2026-03-12T21:30+00:00", "He was outside.\n\nIt was dark."),
        ("2026-03-14", "two calls"),
        ("2026-03-15T07:05+00:00", "a letter"),
    ]
    assert [e.why for e in found if isinstance(e, Skipped)] == [
        "It stands above the first date.",
        "A date without words.",
    ]


def test_an_open_order_is_asked_with_both_readings(read: Read) -> None:
    text = "03/04/2026 rang\n05/04/2026 rang again\n"
    with pytest.raises(OpenQuestion, match="two ways") as asked:
        read(text)
    assert {each.option for each in asked.value.answers} == {"--date-order dmy", "--date-order mdy"}
    assert told(read(text, date_order="mdy"))[0] == ("2026-03-04", "rang")
    assert told(read(f"{text}13/04/2026 and again\n"))[0] == ("2026-04-03", "rang")


def test_a_number_that_is_no_date_belongs_to_the_words(read: Read) -> None:
    assert told(read("1 May 2026\n40/40/2026 he said\n")) == [("2026-05-01", "40/40/2026 he said")]


@pytest.mark.parametrize(
    "text", ["", "A letter.\n", "Dear diary\n1 May 2026 rang\n", "12 Marchember 2026 rang\n"]
)
def test_other_texts_are_not_taken_for_notes(made_export: Callable[..., Export], text: str) -> None:
    """Below a title there have to be two dates."""
    with made_export("notes.txt", text) as export:
        assert notes.recognises(export) is None


@settings(max_examples=30)
@given(texts=st.lists(WORDS, min_size=1, max_size=5))
def test_any_words_come_through(read: Read, texts: list[str]) -> None:
    wanted = [text.strip(" \t:-–—.,") for text in texts]
    found = told(read("".join(f"2 May 2026 {text}\n" for text in texts)))
    assert [what for _, what in found] == [text for text in wanted if text]


def test_seconds_are_no_words(items_of: Callable[..., list[Item]]) -> None:
    (entry,) = items_of(notes, "notes.txt", "12 March 2026 21:30:42 He rang\n")
    assert isinstance(entry, OwnEntry)
    assert entry.what == "He rang"
