"""Tables of words: every word of them can be met."""

import pytest

from stalkdiary.importers.reading.words import word_rows, words_by_meaning
from stalkdiary.importers.tables.column_names import FIELDS, plain_name


@pytest.mark.parametrize("name", ["tables", "whatsapp"])
def test_every_line_has_a_meaning_and_words(name: str) -> None:
    """A tab that became spaces would lose a line of words in silence."""
    rows = word_rows(name)
    assert rows
    assert all(meaning.strip() == meaning and meaning for meaning, _ in rows)
    assert all(word and "\t" not in word and "|" not in word for _, word in rows)


def test_names_of_columns_are_written_as_they_are_compared() -> None:
    """One with a capital or a mark would never be found."""
    for words in (*words_by_meaning("tables", "column ").values(),):
        assert {plain_name(word) for word in words} == words


def test_a_name_means_one_field() -> None:
    """Else which field a column is would depend on the order of the table."""
    words = [word for meaning, word in word_rows("tables") if meaning.startswith("column ")]
    assert len(words) == len(set(words))


def test_fields_keep_their_order() -> None:
    """Errors list them so, the ones that are needed first."""
    assert FIELDS[:5] == ("date", "time", "datetime", "from", "to")
