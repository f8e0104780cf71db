"""What the incidents show together: counts and dates in sentences, and the examples in the Act."""

from collections.abc import Iterator, Sequence
from typing import Final

from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.incident import Incident
from stalkdiary.model.moment import MONTHS, day_words
from stalkdiary.model.summary import FEWEST_TO_COMPARE, PERIOD_DAYS, Period, Summary
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import Block, Column, Form, Note, Paragraph, Row, Section, Table
from stalkdiary.reports.words import counted, listed, numbers, title_of

# Section 2A(3) of the Protection from Harassment Act 1997, shortened as in docs; (c) in full is
# "publishing any statement or other material (i) relating or purporting to relate to a person, or
# (ii) purporting to originate from a person".
EXAMPLES: Final = {
    "a": "following a person",
    "b": "contacting, or attempting to contact, a person by any means",
    "c": "publishing any statement or other material relating or purporting to relate to a person, "
    "or purporting to originate from a person",
    "d": "monitoring the use by a person of the internet, email or any other form of electronic "
    "communication",
    "e": "loitering in any place (whether public or private)",
    "f": "interfering with any property in the possession of a person",
    "g": "watching or spying on a person",
}
INTRODUCTION: Final = (
    "Examples in the Act that these incidents resemble; it is for the police and courts to decide."
)
_BANDS: Final = (("00:00–05:59", 0), ("06:00–11:59", 6), ("12:00–17:59", 12), ("18:00–23:59", 18))
_HOURS_PER_BAND: Final = 6
_NAMES: Final = 6
_MOST: Final = 60


def pattern(summary: Summary) -> Section:
    """Counts, rates and firsts, each in a sentence or a small table."""
    blocks: list[Block] = [Paragraph(sentence) for sentence in _sentences(summary)]
    if summary.by_month:
        blocks.append(_by_month(summary))
    if any(summary.by_weekday.values()):
        blocks += [_by_weekday(summary), _by_time_of_day(summary)]
    if summary.first_evers:
        blocks.append(_first_evers(summary))
    return Section(anchor="pattern", title="The pattern", blocks=tuple(blocks))


def kinds(facts: Facts, summary: Summary) -> Section:
    """The kinds of behaviour, and the examples in the Act that they resemble."""
    by_kind = {
        slug: [each for each in facts.standing if slug in each.account.types]
        for slug in summary.by_type
    }
    blocks: list[Block] = []
    if by_kind:
        blocks += [Paragraph(INTRODUCTION), _by_kind(by_kind), *_by_example(by_kind)]
    if not summary.incidents:
        blocks.append(Note("There is no incident to file."))
    if summary.without_type:
        told = counted(summary.without_type, "incident")
        blocks.append(Note(f"{told} not filed under any kind."))
    return Section(anchor="kinds", title="Kinds of behaviour", blocks=tuple(blocks))


def _sentences(summary: Summary) -> Iterator[str]:
    if not summary.incidents:
        yield "There is no incident to count."
        return
    yield _counts(summary)
    if summary.last is not None:
        yield _rates(summary)
    yield _reach(summary)
    if summary.by_person:
        told = [
            f"{shortened(on_one_line(name), _MOST)} in {count:,}"
            for name, count in list(summary.by_person.items())[:_NAMES]
        ]
        yield f"Incidents by the person they concern: {listed(told)}."
    if summary.by_channel:
        told = [
            f"{shortened(on_one_line(name), _MOST)} {count:,}"
            for name, count in list(summary.by_channel.items())[:_NAMES]
        ]
        yield f"By channel, as the person named it: {listed(told)}."
    if summary.longest_gap_days:
        told_gap = counted(summary.longest_gap_days, "whole day")
        yield f"The longest time between two dated incidents is {told_gap}."


def _counts(summary: Summary) -> str:
    told = f"{counted(summary.incidents, 'incident')} covering {counted(summary.acts, 'act')}"
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


def _rates(summary: Summary) -> str:
    told = (
        f"In the {PERIOD_DAYS} days up to {day_words(summary.recent.last)}: "
        f"{_period(summary.recent)}. In the {PERIOD_DAYS} days before those: "
        f"{_period(summary.before)}."
    )
    if summary.comparable:
        return told
    return (
        f"{told} These are too few data to compare: the diary does not go back to the beginning of "
        f"the earlier period, or there are fewer than {FEWEST_TO_COMPARE} incidents in both."
    )


def _period(period: Period) -> str:
    return f"{counted(period.incidents, 'incident')}, {counted(period.acts, 'act')}"


def _reach(summary: Summary) -> str:
    return (
        f"Filed under a kind that is done in person: {summary.in_person:,}; "
        f"from a distance: {summary.remote:,}; "
        f"aimed at other people, such as family or friends: {summary.against_others:,}. "
        "An incident may be under several, and some kinds can be either."
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
        caption="Incidents by month",
        columns=(Column("Year"), *columns, Column("Total", form=Form.NUMBER)),
        rows=tuple(rows),
    )


def _by_weekday(summary: Summary) -> Table:
    return Table(
        caption="Incidents by day of the week",
        columns=tuple(Column(day, share=1, form=Form.NUMBER) for day in summary.by_weekday),
        rows=(Row(tuple(str(count) for count in summary.by_weekday.values())),),
    )


def _by_time_of_day(summary: Summary) -> Table:
    counts = [
        sum(summary.by_hour[f"{hour:02}"] for hour in range(first, first + _HOURS_PER_BAND))
        for _, first in _BANDS
    ]
    not_known = summary.without_hour + summary.undated
    return Table(
        caption="Incidents by time of day",
        columns=(
            *(Column(band, share=1, form=Form.NUMBER) for band, _ in _BANDS),
            Column("time not known", share=1, form=Form.NUMBER),
        ),
        rows=(Row((*(str(count) for count in counts), str(not_known))),),
    )


def _first_evers(summary: Summary) -> Table:
    return Table(
        caption="The first dated incident of each kind",
        columns=(
            Column("First time", share=3),
            Column("Kind", share=4),
            Column("Incident", form=Form.INCIDENTS),
        ),
        rows=tuple(
            Row((each.when.in_words(), title_of(each.type), str(each.incident)))
            for each in summary.first_evers
        ),
    )


def _by_kind(by_kind: dict[str, list[Incident]]) -> Table:
    rows = []
    for slug, incidents in by_kind.items():
        known = behaviours().get(slug)
        letters = " ".join(f"({letter})" for letter in known.letters) if known else ""
        dated = [each.account.when for each in incidents if each.account.when.start is not None]
        latest = max(dated, key=lambda when: when.sort_key).short() if dated else "not known"
        told = numbers(each.number for each in incidents)
        rows.append(Row((title_of(slug), letters, str(len(incidents)), latest, told)))
    return Table(
        caption="Incidents by kind of behaviour",
        columns=(
            Column("Kind", share=4),
            Column("s.2A(3)"),
            Column("Count", form=Form.NUMBER),
            Column("Latest", share=3),
            Column("Incidents", share=4, form=Form.INCIDENTS),
        ),
        rows=tuple(rows),
    )


def _by_example(by_kind: dict[str, list[Incident]]) -> Sequence[Block]:
    by_letter: dict[str, set[int]] = {}
    for slug, incidents in by_kind.items():
        known = behaviours().get(slug)
        for letter in known.letters if known else ():
            by_letter.setdefault(letter, set()).update(each.number for each in incidents)
    if not by_letter:
        return ()
    table = Table(
        caption="Section 2A(3) of the Protection from Harassment Act 1997",
        columns=(
            Column(""),
            Column("Example in the Act", share=5),
            Column("Count", form=Form.NUMBER),
            Column("Incidents", share=4, form=Form.INCIDENTS),
        ),
        rows=tuple(
            Row((f"({letter})", EXAMPLES[letter], str(len(found)), numbers(found)))
            for letter, found in sorted(by_letter.items())
        ),
    )
    note = Note(
        "An incident may resemble several examples. The letters come from the kinds under which "
        "the person filed it, and some kinds have no example in the Act."
    )
    return (table, note)
