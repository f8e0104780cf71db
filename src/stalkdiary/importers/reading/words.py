"""Words that programs and people write into exports, by what they mean: tables in ``data/``.

A line is a meaning, perhaps a language, and the words, with tabs between; `` | `` parts the words.
"""

from functools import cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parents[2] / "data"


@cache
def word_rows(name: str) -> tuple[tuple[str, str], ...]:
    """Meaning and word, for every word of the table ``data/NAME.tsv``, in its order."""
    lines = (_DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((meaning, word) for meaning, *_, words in rows for word in words.split(" | "))


def words_by_meaning(name: str, prefix: str) -> dict[str, frozenset[str]]:
    """The words of each meaning that begins with `prefix`, by the rest of it, in their order."""
    found: dict[str, set[str]] = {}
    for meaning, word in word_rows(name):
        if meaning.startswith(prefix):
            found.setdefault(meaning.removeprefix(prefix), set()).add(word)
    return {meaning: frozenset(words) for meaning, words in found.items()}
