"""How the pictures of a report are put together: squares in rows, and bars over weeks.

Numbers stand in the squares and beside the rows, so that nothing is told by a shade alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from stalkdiary.model.moment import MONTHS
from stalkdiary.model.summary import month_number
from stalkdiary.reports.shapes import DARKEST, Anchor, Bar, Label, Shape, Stroke

WIDTH: Final = 470.0
"""Points: the width of the text on a page of A4."""
_LABELS: Final = 172.0
_GAP: Final = 4.0
_TOTALS: Final = 34.0
_SMALL: Final = 6.5
_TEXT: Final = 7.5
_ROW: Final = 15.0
_WIDEST_SQUARE: Final = 22.0
_MOST_COLUMNS: Final = 24
_MOST_NAMED: Final = 16
"""Columns. More are too narrow for three letters of a month."""
# Months in a column of a timeline; then whole decades.
_STEPS: Final = (1, 3, 12, *range(120, 12_000, 120))
_DARK: Final = 3
_THOUSAND: Final = 1000

_CHART: Final = 22.0
_LEFT: Final = 4.0
_OVER_CHART: Final = 15.0
_UNDER_CHART: Final = 4.0
_MOST_BARS: Final = 160
_WIDE_ENOUGH: Final = 6.0
"""Points. A narrower bar has no room for its number."""
_TICK_ROOM: Final = 46
_MARK_ROOM: Final = 15.0
_MARK_ROWS: Final = 3
_OF_A_LETTER: Final = 0.58
"""How wide a letter is on average, of its size, and a little more."""
_AFTER_ALL: Final = date(9999, 1, 1)

Mark = tuple[str, date]
"""A short name for something that was done, and the day."""

# The grid ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of months that the columns of a timeline stand for.

    Attributes:
        first: the first month of the first column, counted from the year 0.
        step: months in a column.
        count: columns.
    """

    first: int
    step: int
    count: int

    @classmethod
    def of(cls, months: Sequence[str]) -> "Spans":
        first, last = month_number(min(months)), month_number(max(months))
        step = next(each for each in _STEPS if last // each - first // each < _MOST_COLUMNS)
        return cls(first // step * step, step, last // step - first // step + 1)

    def place(self, month: str) -> int:
        return (month_number(month) - self.first) // self.step

    def words(self, at: int) -> str:
        """A column in a sentence: "March 2026", "January to March 2026", "2026"."""
        year, month = divmod(self.first + at * self.step, len(MONTHS))
        if self.step == 1:
            return f"{MONTHS[month]} {year}"
        if self.step < len(MONTHS):
            return f"{MONTHS[month]} to {MONTHS[month + self.step - 1]} {year}"
        years = self.step // len(MONTHS)
        return f"{year}" if years == 1 else f"{year} to {year + years - 1}"

    @property
    def step_words(self) -> str:
        """A column as such."""
        named = {1: "one month", 3: "one quarter of a year", 12: "one year"}
        return named.get(self.step, f"{self.step // len(MONTHS)} years")

    @property
    def each_words(self) -> str:
        """How the columns follow each other."""
        named = {1: "month by month", 3: "quarter by quarter", 12: "year by year"}
        return named.get(self.step, f"every {self.step // len(MONTHS)} years")

    def heads(self) -> Iterator[tuple[int, str, str]]:
        """Each column with the two lines beneath it."""
        for at in range(self.count):
            year, month = divmod(self.first + at * self.step, len(MONTHS))
            if self.step >= len(MONTHS):
                yield at, "", str(year) if at % 2 == 0 else ""
                continue
            letters = 3 if self.count <= _MOST_NAMED else 1
            upper = MONTHS[month][:letters] if self.step == 1 else f"Q{month // self.step + 1}"
            yield at, upper, str(year) if at == 0 or month == 0 else ""


def grid(
    rows: Sequence[tuple[str, Mapping[int, int]]],
    columns: int,
    heads: Iterable[tuple[int, str, str]],
) -> tuple[list[Shape], float]:
    """Squares, darker for more, with a number in each; the last row is that of the sums."""
    room = WIDTH - _LABELS - _GAP - _TOTALS
    side = min(22.0, room / columns)
    most = max((n for _, counts in rows[:-1] for n in counts.values()), default=1)
    shapes: list[Shape] = []
    y = 2.0
    for at, (label, counts) in enumerate(rows):
        is_sum = at == len(rows) - 1
        y += _GAP if is_sum else 0
        base = y + _ROW * 0.68
        shapes.append(Label(x=_LABELS, y=base, text=label, size=_TEXT, anchor=Anchor.END))
        for column in range(columns):
            count = counts.get(column, 0)
            x = _LABELS + _GAP + column * side
            shade = 0 if is_sum else -(-count * DARKEST // most)
            if not is_sum:
                shapes.append(Bar(x, y, side, _ROW, shade))
            if count:
                middle = x + side / 2
                shapes.append(_in_square(middle, base, count, on_dark=shade >= _DARK))
        total = sum(counts.values())
        x = _LABELS + _GAP + columns * side + 6
        shapes.append(Label(x=x, y=base, text=f"{total:,}", size=_TEXT))
        y += _ROW
    for column, upper, lower in heads:
        x = _LABELS + _GAP + (column + 0.5) * side
        for text, down in ((upper, 9.0), (lower, 18.0)):
            if text:
                shapes.append(Label(x=x, y=y + down, text=text, size=_SMALL, anchor=Anchor.MIDDLE))
    return shapes, y + 22.0


def _in_square(x: float, y: float, count: int, *, on_dark: bool) -> Label:
    text = str(count) if count < _THOUSAND else f"{count // _THOUSAND}k"
    size = _SMALL if len(text) < 3 else 5.0  # noqa: PLR2004 - three digits are too wide
    return Label(x=x, y=y, text=text, size=size, anchor=Anchor.MIDDLE, on_dark=on_dark)


# The bars ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bars:
    """The spans of weeks that the bars stand for.

    Attributes:
        first: the Monday on which the first begins.
        step: weeks in a bar.
        count: bars.
        weeks: whole or begun weeks from the first to the last day that is counted.
    """

    first: date
    step: int
    count: int
    weeks: int

    @classmethod
    def over(cls, days: Sequence[date], today: date) -> "Bars":
        first = min(days)
        first -= timedelta(days=first.weekday())
        weeks = (max(*days, today) - first).days // 7 + 1
        steps = [1, *(4 * many for many in range(1, 10_000))]
        step = next(each for each in steps if weeks <= each * _MOST_BARS)
        return cls(first, step, -(-weeks // step), weeks)

    def place(self, day: date) -> int:
        return (day - self.first).days // (7 * self.step)

    def begin(self, at: int) -> date:
        return self.first + timedelta(days=7 * self.step * at)

    def x_of(self, day: date) -> float:
        days = self.count * self.step * 7
        return _LEFT + (WIDTH - _LEFT) * ((day - self.first).days / days)

    @property
    def words(self) -> str:
        return "one week" if self.step == 1 else f"{self.step} weeks"

    @property
    def each_words(self) -> str:
        return "week by week" if self.step == 1 else f"every {self.step} weeks"

    @property
    def end(self) -> date:
        """The day after the last bar, within what a calendar holds."""
        days = self.count * self.step * 7
        return _AFTER_ALL if (_AFTER_ALL - self.first).days < days else self.begin(self.count)

    def covers(self, day: date) -> bool:
        return self.first <= day < self.end


def charts(
    rows: Sequence[tuple[str, Counter[int]]], bars: Bars, marks: Sequence[Mark]
) -> tuple[list[Shape], float]:
    """A row of bars for each series, all to one scale, each bar with its number.

    The name of a row stands over its right end: that is what a narrow screen shows first. Where
    bars are too narrow for numbers, only the highest of a row has one.
    """
    top = 4.0 + 8.0 * min(len(marks), _MARK_ROWS)
    step = _OVER_CHART + _CHART + _UNDER_CHART
    bottom = top + len(rows) * step
    names = [(top + at * step + 6, label) for at, (label, _) in enumerate(rows)]
    shapes: list[Shape] = list(_mark_shapes(marks, bars, names, bottom))
    wide = (WIDTH - _LEFT) / bars.count
    highest = max(max(counts.values()) for _, counts in rows)
    for (named, label), (_, counts) in zip(names, rows, strict=True):
        base = named - 6 + _OVER_CHART + _CHART
        shapes.append(Label(x=WIDTH, y=named, text=label, size=_TEXT, anchor=Anchor.END))
        most = max(counts.values())
        for at, count in sorted(counts.items()):
            high = _CHART * count / highest
            shapes.append(Bar(_LEFT + at * wide, base - high, max(wide * 0.8, 0.5), high, DARKEST))
            if wide >= _WIDE_ENOUGH or count == most:
                text, x = f"{count:,}", _LEFT + (at + 0.4) * wide
                over = base - high - 1.5
                shapes.append(Label(x=x, y=over, text=text, size=5.5, anchor=Anchor.MIDDLE))
                # One number is enough where several bars are the highest.
                most = most if wide >= _WIDE_ENOUGH else 0
        shapes.append(Stroke(_LEFT, base, WIDTH, base))
    shapes += _ticks(bars, bottom)
    return shapes, bottom + 16.0


def _mark_shapes(
    marks: Sequence[Mark], bars: Bars, names: Sequence[tuple[float, str]], bottom: float
) -> Iterator[Shape]:
    """A dashed line for each mark, which leaves the names of the rows and their lines legible."""
    ends = [0.0] * _MARK_ROWS
    for name, day in marks:
        x = bars.x_of(day)
        row = next((at for at, end in enumerate(ends) if end < x), _MARK_ROWS - 1)
        ends[row] = x + _MARK_ROOM
        y = names[0][0] - 10
        for line, text in names:
            if x > WIDTH - len(text) * _TEXT * _OF_A_LETTER - 2:
                if line - _TEXT > y:
                    yield Stroke(x, y, x, line - _TEXT, dashed=True)
                y = line + 3
        yield Stroke(x, y, x, bottom - 6, dashed=True)
        yield Label(x=x, y=6.0 + 8.0 * row, text=name, size=_SMALL, anchor=Anchor.MIDDLE)


def _ticks(bars: Bars, y: float) -> Iterator[Shape]:
    """Months beneath the bars, as many as there is room for."""
    months = list(_first_days(bars.first, bars.end))
    every = max(1, -(-len(months) * _TICK_ROOM // int(WIDTH)))
    for first in months[::every]:
        x = bars.x_of(first)
        yield Stroke(x, y - 6, x, y - 2)
        if x < WIDTH - _TICK_ROOM / 2:
            text = f"{MONTHS[first.month - 1][:3]} {first.year}"
            anchor = Anchor.START if x < _TICK_ROOM / 2 else Anchor.MIDDLE
            yield Label(x=x, y=y + 8, text=text, size=_SMALL, anchor=anchor)


def _first_days(start: date, end: date) -> Iterator[date]:
    """The first day of every month within."""
    number = start.year * len(MONTHS) + start.month - (start.day == 1)
    while (first := date(number // len(MONTHS), number % len(MONTHS) + 1, 1)) < end:
        yield first
        number += 1
