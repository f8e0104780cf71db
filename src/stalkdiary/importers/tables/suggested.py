"""Which column of a table is which, told by what stands in them: to be proposed where names do not.

A column of dates is told by its dates, one of times stands behind it, and of the others the text is
the one with words, and the sender the one with few different short values.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import Final, TypeVar

from stalkdiary.importers.tables.dates import time_of_day, written
from stalkdiary.importers.tables.delimited import DelimitedTable, Unreadable
from stalkdiary.model.address import is_number

_T = TypeVar("_T")

Sample = list[list[str]]
"""The cells of some rows, without white space around them."""
_MOST_ROWS: Final = 200
_NEARLY_ALL: Final = 0.8
_SHORTEST_NUMBER: Final = 6
_LONGEST_NAME: Final = 60
_NO_WORDS: Final = re.compile(r"[\d\W]*|\w+://\S*")


def sample_of(table: DelimitedTable) -> Sample:
    return [[cell.strip() for cell in row.cells] for row in islice(table.sound_rows(), _MOST_ROWS)]


def suggested(sample: Sample, known: dict[str, int]) -> dict[str, int]:
    """Field to column, for date, time, sender, number and text, as far as the columns show it."""
    places = dict(known)
    if not sample:
        return places
    # In their order; a table can have thousands of columns.
    free = dict.fromkeys(index for index in range(len(sample[0])) if index not in places.values())

    def take(field: str, index: int | None) -> None:
        if index is not None:
            places[field] = index
            del free[index]

    if not places.keys() & {"date", "datetime"}:
        dated = next((index for index in free if _mostly(sample, index, is_date)), None)
        if dated is not None:
            dates = (_read(written, row[dated]) for row in sample)
            timed = any(each.time is not None for each in dates if each)
            take("datetime" if timed else "date", dated)
            if not timed and dated + 1 in free and _mostly(sample, dated + 1, _is_time):
                take("time", dated + 1)
    words = [index for index in free if _mostly(sample, index, _is_words)]
    if "text" not in places and words:
        take("text", max(words, key=lambda index: _weight(sample, index)))
    if not places.keys() & {"from", "with", "number"}:
        names = [index for index in words if index in free and _is_column_of_names(sample, index)]
        take("from", min(names, key=lambda index: _fewness(sample, index), default=None))
        number = next((index for index in free if _mostly(sample, index, _is_telephone)), None)
        take("number", number)
        if not places.keys() & {"from", "number"}:
            # Accounts by numbers: the same few again and again, as no number of a row is.
            ids = [index for index in free if _is_column_of_names(sample, index)]
            several = [index for index in ids if _differs(sample, index)]
            take("from", min(several, key=lambda index: _fewness(sample, index), default=None))
    return places


def _mostly(sample: Sample, index: int, fits: Callable[[str], bool]) -> bool:
    cells = [row[index] for row in sample if row[index]]
    return bool(cells) and sum(map(fits, cells)) >= _NEARLY_ALL * len(cells)


def is_date(cell: str) -> bool:
    return _read(written, cell) is not None


def _is_time(cell: str) -> bool:
    return _read(time_of_day, cell) is not None


def _read(read: Callable[[str], _T], cell: str) -> _T | None:
    with suppress(Unreadable):
        return read(cell)
    return None


def _is_words(cell: str) -> bool:
    return not _NO_WORDS.fullmatch(cell) and not is_date(cell)


def _is_telephone(cell: str) -> bool:
    return len(cell) >= _SHORTEST_NUMBER and is_number(cell)


def _weight(sample: Sample, index: int) -> tuple[bool, float]:
    cells = [row[index] for row in sample]
    return any(" " in cell for cell in cells), sum(map(len, cells)) / len(cells)


def _is_column_of_names(sample: Sample, index: int) -> bool:
    """Whether every row has a short value, and where there are many rows, values come again."""
    cells = [row[index] for row in sample]
    few = len(set(cells)) <= max(len(cells) // 2, 2)
    return few and all(cell and len(cell) <= _LONGEST_NAME for cell in cells)


def _differs(sample: Sample, index: int) -> bool:
    return len({row[index] for row in sample}) > 1


def _fewness(sample: Sample, index: int) -> tuple[bool, bool, int, int]:
    """Two people before one value that never changes, names before ids, then the fewest."""
    cells = {row[index] for row in sample}
    has_digits = any(character.isdecimal() for cell in cells for character in cell)
    return len(cells) == 1 and len(sample) > 1, has_digits, len(cells), index
