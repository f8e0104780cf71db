"""In which order a column of dates has day, month and year, decided from all of it."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.question import date_question
from stalkdiary.importers.tables.dates import ORDERS, Written
from stalkdiary.importers.tables.delimited import DelimitedTable, quoted

_FEWEST_DATES: Final = 3
"""So many different dates must follow each other before their sequence tells the order."""


class _Column:
    """What a column looks like when it is read in one order."""

    def __init__(self) -> None:
        self.first = date.max
        self.last = date.min
        self.witnesses = 0
        self._before: date | None = None
        self._changes = 0
        self._rises = True
        self._falls = True

    def take(self, day: date) -> None:
        self.first = min(day, self.first)
        self.last = max(day, self.last)
        if self._before is not None and day != self._before:
            self._changes += 1
            self._rises &= day > self._before
            self._falls &= day < self._before
        self._before = day

    @property
    def in_sequence(self) -> bool:
        return self._changes >= _FEWEST_DATES - 1 and (self._rises or self._falls)


class Orders:
    """Decides in which order a column has day, month and year.

    In turn: what can't be otherwise (a day above 12); the dates in names of media, and days of the
    week; nothing is later than the file itself; the order in which the dates never run backwards,
    or never forwards where the newest stand first. Nothing is assumed. `only_midnights` says that
    times stand there and all are midnight, which Excel adds to dates.
    """

    def __init__(self) -> None:
        self._columns = {order: _Column() for order in ORDERS}
        self._unlike: set[tuple[str, str]] = set()
        self._ruled_out: dict[str, tuple[int, str]] = {}
        self.only_midnights = False
        self._other_times = False

    def take(self, found: Written, text: str, line: int, media: Iterable[date] = ()) -> None:
        """Looks at one date in a line; `media` are days in the names of files of its row."""
        days = found.days
        if found.time is not None:
            self._other_times |= any(found.time[:4])
            self.only_midnights = not self._other_times
        if found.is_certain:
            return
        for order in ORDERS:
            if order not in days:
                self._ruled_out.setdefault(order, (line, text))
        self._unlike |= {
            (one, other) for one, other in combinations(days, 2) if days[one] != days[other]
        }
        named = set(media)
        seen = [
            order for order, day in days.items() if day in named or day.weekday() == found.weekday
        ]
        for order, day in days.items():
            self._columns[order].take(day)
            self._columns[order].witnesses += order in seen and len(seen) < len(days)

    def decided(self, table: DelimitedTable, asked: str | None) -> tuple[str, str]:
        """The order (as `asked`, if at all), and why; no words where the dates leave no choice.

        Raises:
            InputRefused: the column has two orders.
            OpenQuestion: it can be read in either.
        """
        if asked is not None:
            return asked, "as asked for"
        left = [order for order in ORDERS if order not in self._ruled_out]
        if not left:
            raise self._mixed(table)
        if not self._unlike.intersection(combinations(left, 2)):
            return left[0], "" if len(left) > 1 else "because some are no dates otherwise"
        seen = [order for order in left if self._columns[order].witnesses]
        if len(seen) == 1:
            return seen[0], "because names of files or days of the week go with it"
        latest = table.export.last_written() + timedelta(days=1)
        past = [order for order in left if self._columns[order].last <= latest] or left
        if len(past) == 1:
            return past[0], "because some would be later than the file itself otherwise"
        even = [order for order in past if self._columns[order].in_sequence]
        if len(even) == 1:
            return even[0], "because only so they follow each other"
        readings = [(each, self._columns[each].first, self._columns[each].last) for each in past]
        raise date_question(table.export.place(table.member), readings)

    def _mixed(self, table: DelimitedTable) -> InputRefused:
        lines = sorted(set(self._ruled_out.values()))
        shown = ", ".join(f"{quoted(text)} in line {line}" for line, text in lines)
        return InputRefused(
            f"{table.export.place(table.member)}: the dates are not all in one order: {shown}.",
            "Nothing was imported. Say which order is right, with --date-order dmy, mdy or ymd, "
            "and leave out what does not fit it, with --skip-bad.",
        )
