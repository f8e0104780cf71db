"""`summary`: what the incidents add up to, in counts and dates."""

import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from stalkdiary.cli import options
from stalkdiary.cli.screen import Screen
from stalkdiary.cli.selection import selection_of
from stalkdiary.cli.session import Session
from stalkdiary.errors import NothingMatched
from stalkdiary.model.behaviour import title_of
from stalkdiary.model.selection import EVERYTHING
from stalkdiary.model.summary import PERIOD_DAYS, Summary, summarise
from stalkdiary.model.text import shortened
from stalkdiary.model.timezone import zone as zone_of

if TYPE_CHECKING:
    from stalkdiary.usecases.summary import Grid

EXAMPLES = ("stalkdiary summary", "stalkdiary summary --person Alex --json")

_BAR = 30
_SHORTEST_BAR = 10
"""Shorter ones would all look alike, whatever they count."""
_SHORTEST_LABEL = 6
_SHADES = "·░▒▓█"
_DARKEST = len(_SHADES) - 1
_BESIDE_BAR = 10
"""Columns for the number and the spaces around it."""


def summary(
    context: typer.Context,
    since: options.Since = None,
    until: options.LastDay = None,
    person: options.PersonName = None,
    types: options.Types = None,
    as_json: options.Json = False,
) -> None:
    """Counts by type, time, person and channel.

    With the first of each type, and the rate now against the weeks before.
    """
    session: Session = context.obj
    with session.open_diary() as diary:
        selection = selection_of(diary, since=since, until=until, person=person, types=types)
        today = datetime.now(zone_of(diary.case().timezone)).date()
        incidents = list(diary.incidents(selection))
        result = summarise(incidents, now_day=today)
        if as_json:
            session.screen.json(result.to_json())
        elif result.incidents:
            show_summary(session.screen, result)
            from stalkdiary.usecases.summary import grids

            show_pictures(session.screen, grids(diary, incidents))
    if result.incidents:
        return
    if selection != EVERYTHING:
        raise NothingMatched("No incident matches.", "Ask for less, or see all: stalkdiary summary")
    if not as_json:
        session.screen.note("There is nothing to count yet. To begin: stalkdiary add")


def show_summary(screen: Screen, result: Summary) -> None:
    pairs = [("Incidents", str(result.incidents)), ("Acts they cover", str(result.acts))]
    if result.first and result.last:
        pairs += [("First", result.first.in_words()), ("Last", result.last.in_words())]
    if result.undated:
        pairs.append(("Without a date", str(result.undated)))
    if result.withdrawn:
        pairs.append(("Withdrawn, not counted", str(result.withdrawn)))
    screen.fields(pairs)
    _counts(screen, "By type", {title_of(k): n for k, n in result.by_type.items()})
    _counts(screen, "By month", result.by_month)
    _counts(screen, "By weekday", result.by_weekday)
    _counts(screen, "By hour", {f"{k}:00": n for k, n in result.by_hour.items() if n})
    _counts(screen, "By person", result.by_person)
    _counts(screen, "By channel", result.by_channel)
    if result.first_evers:
        screen.line()
        screen.heading("First of each type")
        screen.fields(
            [
                (title_of(each.type), f"{each.when.short()}, incident {each.incident}")
                for each in result.first_evers
            ]
        )
    screen.line()
    screen.line(_rate(result))


def show_pictures(screen: Screen, grids: Iterable["Grid"]) -> None:
    """The months by kind and the week by hour: drawn on a terminal, in words elsewhere."""
    for grid in grids:
        screen.line()
        screen.heading(grid.title)
        if screen.drawn:
            screen.fields(_shaded(grid))
        else:
            screen.lines(grid.words)
        screen.line(grid.sentence)


def _shaded(grid: "Grid") -> list[tuple[str, str]]:
    """A row of shades for each row of a grid, darker for more, with the sum behind it."""
    *rows, (all_of_them, sums) = grid.rows
    most = max(count for _, counts in rows for count in counts.values())
    width = shutil.get_terminal_size().columns - _BESIDE_BAR
    step = 2 if max(len(label) for label, _ in grid.rows) + 2 * len(grid.heads) < width else 1
    room = max(_SHORTEST_LABEL, width - step * len(grid.heads))

    def row(counts: Mapping[int, int]) -> str:
        shades = (_SHADES[-(-counts.get(at, 0) * _DARKEST // most)] for at, _, _ in grid.heads)
        return f"{''.join(each * step for each in shades)}  {sum(counts.values()):,}"

    below = "".join(f"{upper or lower[-2:] or ' ':{step}.{step}}" for _, upper, lower in grid.heads)
    named = [(shortened(label, room), row(counts)) for label, counts in rows]
    return [*named, ("", below), (all_of_them, f"{sum(sums.values()):,}")]


def _rate(result: Summary) -> str:
    recent, before = result.recent.incidents, result.before.incidents
    sentence = (
        f"Incidents in the last {PERIOD_DAYS} days: {recent}. In the {PERIOD_DAYS} days before: "
        f"{before}."
    )
    if not result.comparable:
        return f"{sentence} Too few to compare."
    return f"{sentence} Fewer are not a sign of safety." if recent < before else sentence


def _counts(screen: Screen, title: str, counts: Mapping[str, int]) -> None:
    if not any(counts.values()):
        return
    screen.line()
    screen.heading(title)
    most = max(counts.values())
    room = shutil.get_terminal_size().columns - max(map(len, counts)) - _BESIDE_BAR
    longest = min(_BAR, room)
    with_bars = screen.drawn and longest >= _SHORTEST_BAR
    pairs = []
    for name, count in counts.items():
        bar = "█" * max(1, round(longest * count / most)) if with_bars and count else ""
        pairs.append((name, f"{count:>4}  {bar}".rstrip() if screen.drawn else str(count)))
    screen.fields(pairs)
