"""The pictures of a report, drawn in black and white, each with the same in words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from stalkdiary.model.action import Action
from stalkdiary.model.action_days import days_of
from stalkdiary.model.incident import Incident
from stalkdiary.model.moment import WEEKDAYS, date_words, day_words
from stalkdiary.model.pattern import Hours
from stalkdiary.reports.drawing import WIDTH, Bars, Mark, Spans, charts, grid
from stalkdiary.reports.shapes import Picture
from stalkdiary.reports.words import counted, listed, title_of

_KINDS_DRAWN: Final = 5
_LEAST: Final = 0.1
"""So that what happened is never said to be none."""
_MARKS: Final = {"told-to-stop": "S", "police": "P", "order": "O"}
_MARKED: Final = {"S": "told to stop", "P": "contact with the police", "O": "a court order"}
_MOST_MARKS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Counts in rows and columns, before anybody draws them.

    Attributes:
        rows: the name of each row with its counts by column; the last row is that of the sums.
        heads: each column with the two lines of its name.
        newest_first: whether a narrow screen shows the right end first.
    """

    title: str
    rows: Sequence[tuple[str, Counter[int]]]
    heads: Sequence[tuple[int, str, str]]
    words: tuple[str, ...]
    sentence: str
    newest_first: bool = False

    def drawn(self) -> Picture:
        """The picture of it."""
        shapes, height = grid(self.rows, len(self.heads), self.heads)
        return Picture(
            title=self.title,
            words=self.words,
            sentence=self.sentence,
            width=WIDTH,
            height=height,
            shapes=tuple(shapes),
            newest_first=self.newest_first,
        )


def timeline(incidents: Sequence[Incident]) -> Grid | None:
    """The incidents by kind over the months; None where no month is known."""
    dated = [(each, month) for each in incidents if (month := each.account.when.month)]
    if not dated:
        return None
    columns = Spans.of([month for _, month in dated])
    kinds: dict[str, Counter[int]] = {}
    every: Counter[int] = Counter()
    for incident, month in dated:
        at = columns.place(month)
        every[at] += 1
        for slug in dict.fromkeys(incident.account.types) or ("",):
            kinds.setdefault(slug, Counter())[at] += 1
    named = sorted(
        ((title_of(slug) if slug else "filed under no kind", n) for slug, n in kinds.items()),
        key=lambda item: min(item[1]),
    )
    rows = [*named, ("All incidents", every)]
    most, count = max(every.items(), key=lambda item: (item[1], -item[0]))
    begins = f"The first is in {columns.words(min(every))}, the latest in "
    told = f"{begins}{columns.words(max(every))}. "
    told += f"Most incidents in {columns.step_words}: {count:,}, in {columns.words(most)}."
    left = len(incidents) - len(dated)
    if left:
        told += f" Not drawn, as the month is not known: {counted(left, 'incident')}."
    return Grid(
        title=f"Incidents by kind, {columns.each_words}",
        rows=rows,
        heads=tuple(columns.heads()),
        words=tuple(
            f"{label}: {counts.total():,}, from {columns.words(min(counts))} to "
            f"{columns.words(max(counts))}"
            for label, counts in rows
        ),
        sentence=told,
        newest_first=True,
    )


def week(hours: Hours) -> Grid | None:
    """The acts by weekday and hour; None where no hour is known."""
    if not hours.acts:
        return None
    days = [
        (
            name,
            Counter({hour: hours.acts[day, hour] for hour in range(24) if hours.acts[day, hour]}),
        )
        for day, name in enumerate(WEEKDAYS)
    ]
    by_hour = sum((counts for _, counts in days), Counter[int]())
    hour, in_hour = max(by_hour.items(), key=lambda item: (item[1], -item[0]))
    day, on_day = max(days, key=lambda item: item[1].total())
    total = hours.acts.total()
    told = (
        f"Of {counted(total, 'act')} whose hour is known, most fall on a {day} "
        f"({on_day.total():,}) and between {hour:02}:00 and {hour:02}:59 ({in_hour:,})."
    )
    if hours.unplaced:
        told += f" Of {counted(hours.unplaced, 'act')} the hour is not known."
    told += " Imported messages count at their own times, other acts when their incident began."
    return Grid(
        title="Acts by day of the week and hour",
        rows=[*days, ("All days", by_hour)],
        heads=tuple((hour, f"{hour:02}", "") for hour in range(24)),
        words=tuple(
            f"{name}: {listed(f'{n:,} from {at:02}:00' for at, n in sorted(counts.items()))}"
            for name, counts in days
            if counts
        ),
        sentence=told,
    )


def rate(incidents: Sequence[Incident], actions: Sequence[Action], today: date) -> Picture | None:
    """The incidents of each week, by kind, with what the person did.

    None where no day is known, or all are in one week: there is nothing to compare.
    """
    dated = [(each, day) for each in incidents if (day := each.account.when.day)]
    if not dated:
        return None
    bars = Bars.over([day for _, day in dated], today)
    if bars.weeks == 1:
        return None
    every: Counter[int] = Counter()
    kinds: dict[str, Counter[int]] = {}
    for incident, day in dated:
        at = bars.place(day)
        every[at] += 1
        for slug in dict.fromkeys(incident.account.types):
            kinds.setdefault(slug, Counter())[at] += 1
    often = sorted(kinds.items(), key=lambda item: -item[1].total())[:_KINDS_DRAWN]
    rows = [("All incidents", every)]
    rows += [(title_of(slug), counts) for slug, counts in often]
    marks = list(_marks(actions, bars))
    shapes, height = charts(rows, bars, marks)
    at, most = max(every.items(), key=lambda item: (item[1], -item[0]))
    average = max(every.total() / bars.weeks, _LEAST)
    highest = f"{most:,}, from {day_words(bars.begin(at))}"
    told = [
        f"Most incidents in {bars.words}: {highest}. On average {average:.1f} in a week up to now."
    ]
    if len(kinds) > len(often):
        told.append(f"Of {counted(len(kinds), 'kind')}, the {len(often)} most frequent are drawn.")
    left = len(incidents) - len(dated)
    if left:
        told.append(f"Not drawn, as the day is not known: {counted(left, 'incident')}.")
    told += _marks_told(marks)
    return Picture(
        title=f"Incidents {bars.each_words}",
        words=tuple(
            f"{label}: {counts.total():,}, at most {max(counts.values()):,} in {bars.words}"
            for label, counts in rows
        ),
        sentence=" ".join(told),
        width=WIDTH,
        height=height,
        shapes=tuple(shapes),
        newest_first=True,
    )


def _marks(actions: Sequence[Action], bars: Bars) -> Iterator[Mark]:
    """What the person did within the time that is drawn: S1, P1, P2."""
    seen: Counter[str] = Counter()
    for action in actions:
        day = action.when.day
        if action.kind == "order":
            day = days_of(action).granted or day
        letter = _MARKS.get(action.kind)
        if letter and day and bars.covers(day) and seen.total() < _MOST_MARKS:
            seen[letter] += 1
            yield f"{letter}{seen[letter]}", day


def _marks_told(marks: Sequence[Mark]) -> list[str]:
    if not marks:
        return []
    told = [f"{name} {_MARKED[name[0]]}, {date_words(day)}" for name, day in marks]
    return [f"Dashed lines: {'; '.join(told)}."]
