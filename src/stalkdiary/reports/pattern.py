"""What the incidents show together: pictures, and facts that each name their incidents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Final

from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.burst import Digest
from stalkdiary.model.incident import Incident
from stalkdiary.model.moment import MONTHS, day_words
from stalkdiary.model.pattern import (
    Milestone,
    against_others,
    by_person,
    hours,
    longest_silence,
    milestones,
    said_breach,
    windows,
    with_presence,
)
from stalkdiary.model.summary import FEWEST_TO_COMPARE, PERIOD_DAYS, Summary
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.pictures import rate, timeline, week
from stalkdiary.reports.tree import Block, Column, Form, Note, Row, Section, Table
from stalkdiary.reports.words import counted, numbers, title_of

_NAMES: Final = 12
_MOST: Final = 60
_TITLES: Final = {"told-to-stop": "Told them to stop", "police": "Contact with the police"}

_FEWER: Final = "Fewer incidents are not a sign of safety."
_TOO_FEW: Final = (
    "This is too few to compare: the diary does not go back to the beginning of the last "
    f"two spans, or there are fewer than {FEWEST_TO_COMPARE} incidents in both."
)

_Fact = tuple[str, Iterable[Incident]]


def pattern(facts: Facts, summary: Summary, digests: Mapping[int, Digest]) -> Section:
    """Pictures, facts in a sentence each, what was before and after, firsts, who and how."""
    blocks: list[Block] = []
    if not summary.incidents:
        blocks.append(Note("There is no incident to count."))
    elif summary.incidents < FEWEST_TO_COMPARE:
        told = counted(summary.incidents, "incident")
        blocks.append(Note(f"{told}: this is too few to show a pattern yet."))
    incidents = facts.standing
    several = len(incidents) > 1  # one incident has nothing to be drawn beside
    if several:
        grids = (timeline(incidents), week(hours(incidents, digests)))
        blocks += [each.drawn() for each in grids if each is not None]
    weekly = rate(incidents, facts.actions, facts.local_day) if several else None
    if incidents:
        blocks.append(_facts(_told(facts, summary)))
    if weekly is not None:
        blocks.append(weekly)
    if incidents:
        blocks += _before_and_after(facts)
        blocks += _tables(incidents, summary)
    return Section("pattern", "The pattern", tuple(blocks))


def kinds(facts: Facts, summary: Summary) -> Section:
    blocks: list[Block] = []
    if summary.by_type:
        blocks.append(_by_kind(facts, summary.by_type))
    if not summary.incidents:
        blocks.append(Note("There is no incident to file."))
    if summary.without_type:
        told = counted(summary.without_type, "incident")
        blocks.append(Note(f"{told} not filed under any kind."))
    return Section("kinds", "Kinds of behaviour", tuple(blocks))


# The facts ---------------------------------------------------------------------------------


def _facts(told: Iterable[_Fact]) -> Table:
    return Table.of(
        "Facts, each with its incidents",
        (Column("Fact", share=5), Column("Incidents", share=3, form=Form.INCIDENTS)),
        ((sentence, numbers(each.number for each in found)) for sentence, found in told),
    )


def _told(facts: Facts, summary: Summary) -> Iterator[_Fact]:
    incidents = facts.standing
    yield _counts(summary), incidents
    if summary.last is not None:
        yield from _rates(facts, summary)
        yield _latest(facts, incidents)
    yield from _presence(incidents)
    others = against_others(incidents)
    yield (f"Aimed at other people, such as family or friends: {_how_many(others)}.", others)
    breaches = [each for each in incidents if said_breach(each)]
    yield f"Recorded as breaking an order: {_how_many(breaches)}.", breaches
    silence = longest_silence(incidents)
    if silence is not None and silence.days:
        days = counted(silence.days, "whole day")
        yield (
            f"The longest time between two dated incidents is {days}.",
            (silence.before, silence.after),
        )


def _counts(summary: Summary) -> str:
    told = f"{counted(summary.incidents, 'incident')} covering {counted(summary.acts, 'act')}"
    if summary.days:
        told += f", on {counted(summary.days, 'known day')}"
    if summary.first and summary.last and summary.first != summary.last:
        told += f". The first: {summary.first.in_words()}. The latest: {summary.last.in_words()}"
    parts = [f"{told}."]
    if summary.undated:
        parts.append(f"{counted(summary.undated, 'incident')} without a date.")
    if summary.without_day:
        parts.append(f"{counted(summary.without_day, 'incident')} with a date but no known day.")
    if summary.without_hour:
        parts.append(f"{counted(summary.without_hour, 'incident')} with a date but no time of day.")
    return " ".join(parts)


def _rates(facts: Facts, summary: Summary) -> Iterator[_Fact]:
    """The last four spans of 28 days, as far back as the diary goes."""
    found = windows(facts.standing, facts.local_day)
    begin = facts.standing[0].account.when.start or ""
    shown = [each for each in found if each.last.isoformat() >= begin] or found[:1]
    for window, earlier in zip_longest(shown, shown[1:]):
        told = f"In the {PERIOD_DAYS} days up to {day_words(window.last)}: "
        told += f"{counted(len(window.incidents), 'incident')}, {counted(window.acts, 'act')}."
        if earlier is not None and len(window.incidents) < len(earlier.incidents):
            told += f" {_FEWER}"
        yield told, window.incidents
    if not summary.comparable:
        yield _TOO_FEW, ()


def _latest(facts: Facts, incidents: Sequence[Incident]) -> _Fact:
    dated = [each for each in incidents if each.account.when.start is not None]
    latest = max(dated, key=lambda each: each.account.when.sort_key)
    told = f"The latest dated incident: {latest.account.when.in_words()}"
    if latest.account.when.day is not None:
        told += f", {_before_report((facts.local_day - latest.account.when.day).days)}"
    return f"{told}.", (latest,)


def _before_report(days: int) -> str:
    return f"{counted(days, 'day')} before this report" if days > 0 else "the day of this report"


def _presence(incidents: Sequence[Incident]) -> Iterator[_Fact]:
    remote, near = with_presence(incidents, "remote"), with_presence(incidents, "in-person")
    yield f"Done from a distance: {_how_many(remote)}.", remote
    yield f"Done in person: {_how_many(near)}.", near
    first = (*remote[:1], *near[:1])
    if len(first) > 1 and first[0] is not first[1] and all(e.account.when.start for e in first):
        days = [each.account.when.day for each in first]
        told = f"The first from a distance: {remote[0].account.when.short()}. The first in person: "
        told += f"{near[0].account.when.short()}"
        if None not in days:
            apart = (days[1] - days[0]).days  # type: ignore[operator]
            told += f"; {counted(abs(apart), 'day')} {'later' if apart >= 0 else 'earlier'}"
        yield f"{told}.", (remote[0], near[0])


def _how_many(incidents: Sequence[Incident]) -> str:
    """Their number; where they are dated, the first and the latest."""
    told = counted(len(incidents), "incident")
    dated = [each for each in incidents if each.account.when.start is not None]
    if len(dated) > 1:
        told += f", the first {dated[0].account.when.short()}, "
        told += f"the latest {dated[-1].account.when.short()}"
    return told


# The tables --------------------------------------------------------------------------------


def _before_and_after(facts: Facts) -> Iterator[Block]:
    found = list(milestones(facts.standing, facts.actions, facts.local_day))
    if not found:
        return
    days = f"{PERIOD_DAYS} days"
    yield Table.of(
        f"The {days} before and after being told to stop, and contact with the police",
        (
            Column("When", share=3),
            Column("What", share=3),
            Column("Before", form=Form.NUMBER),
            Column("Incidents", share=3, form=Form.INCIDENTS),
            Column("After", form=Form.NUMBER),
            Column("Incidents", share=3, form=Form.INCIDENTS),
        ),
        map(_milestone, found),
    )
    yield Note(
        "The day itself is counted after. What was not recorded is in neither count. " + _FEWER
    )


def _milestone(milestone: Milestone) -> tuple[str, ...]:
    action, before, after = milestone.action, milestone.before, milestone.after
    when = action.when.short()
    if after.days < PERIOD_DAYS:
        when += f"; {counted(after.days, 'day')} so far"
    spans = (
        (f"{len(each.incidents):,}", numbers((e.number for e in each.incidents), _NAMES))
        for each in (before, after)
    )
    return (when, _TITLES[action.kind], *chain.from_iterable(spans))


def _tables(incidents: Sequence[Incident], summary: Summary) -> Iterator[Block]:
    if summary.first_evers:
        yield _first_evers(summary)
    yield _series("By the person they concern", "Person", _people(incidents))
    channels = _channels(incidents)
    if channels:
        yield _series("By channel, as it was written", "Channel", channels)
    if summary.by_month:
        yield _by_month(summary)
    if any(summary.by_weekday.values()):
        yield _by_weekday(summary)


def _people(incidents: Sequence[Incident]) -> dict[str, list[Incident]]:
    return {
        "nobody named, or not known" if name is None else shortened(on_one_line(name), _MOST): found
        for name, found in by_person(incidents).items()
    }


def _channels(incidents: Sequence[Incident]) -> dict[str, list[Incident]]:
    """The incidents of each channel, most first; names that differ in capitals alone are one."""
    found: dict[str, list[Incident]] = {}
    names: dict[str, str] = {}
    for incident in incidents:
        if incident.account.channel is not None:
            name = on_one_line(incident.account.channel)
            names.setdefault(name.casefold(), shortened(name, _MOST))
            found.setdefault(name.casefold(), []).append(incident)
    most = sorted(found.items(), key=lambda item: -len(item[1]))[:_NAMES]
    return {names[key]: each for key, each in most}


def _series(caption: str, heading: str, groups: Mapping[str, Sequence[Incident]]) -> Table:
    return Table.of(
        caption,
        (
            Column(heading, share=4),
            Column("Count", form=Form.NUMBER),
            Column("Acts", form=Form.NUMBER),
            Column("First", share=3),
            Column("Latest", share=3),
            Column("Incidents", share=4, form=Form.INCIDENTS),
        ),
        (
            (
                name,
                f"{len(found):,}",
                f"{sum(each.account.times for each in found):,}",
                *ends(found),
                numbers(each.number for each in found),
            )
            for name, found in groups.items()
        ),
    )


def ends(incidents: Iterable[Incident]) -> tuple[str, str]:
    """When the first and the last of them happened, for a table."""
    dated = [each for each in incidents if each.account.when.start is not None]
    if not dated:
        return "not known", "not known"
    return dated[0].account.when.short(), dated[-1].account.when.short()


def _first_evers(summary: Summary) -> Table:
    return Table.of(
        "The first dated incident of each kind",
        (
            Column("First time", share=3),
            Column("Kind", share=4),
            Column("Incident", form=Form.INCIDENTS),
        ),
        (
            (each.when.in_words(), title_of(each.type), str(each.incident))
            for each in summary.first_evers
        ),
    )


def _by_month(summary: Summary) -> Table:
    years = sorted({month[:4] for month in summary.by_month})
    rows = []
    for year in years:
        counts = [summary.by_month.get(f"{year}-{month:02}") for month in range(1, 13)]
        cells = ["" if count is None else str(count) for count in counts]
        rows.append(Row((year, *cells, str(sum(filter(None, counts))))))
    columns = [Column(month[:3], share=1, form=Form.NUMBER) for month in MONTHS]
    return Table(
        "Incidents by month",
        (Column("Year"), *columns, Column("Total", form=Form.NUMBER)),
        tuple(rows),
    )


def _by_weekday(summary: Summary) -> Table:
    return Table(
        "Incidents by day of the week",
        tuple(Column(day, share=1, form=Form.NUMBER) for day in summary.by_weekday),
        (Row(tuple(str(count) for count in summary.by_weekday.values())),),
    )


def _by_kind(facts: Facts, slugs: Iterable[str]) -> Table:
    rows = []
    for slug in slugs:
        found = [each for each in facts.standing if slug in each.account.types]
        letters = facts.law.letters_of(slug) if slug in behaviours() else ()
        rows.append(
            Row(
                (
                    title_of(slug),
                    " ".join(f"({letter})" for letter in letters),
                    f"{len(found):,}",
                    ends(found)[1],
                    numbers(each.number for each in found),
                )
            )
        )
    return Table(
        "Incidents by kind of behaviour",
        (
            Column("Kind", share=4),
            Column(facts.law.short),
            Column("Count", form=Form.NUMBER),
            Column("Latest", share=3),
            Column("Incidents", share=4, form=Form.INCIDENTS),
        ),
        tuple(rows),
    )
