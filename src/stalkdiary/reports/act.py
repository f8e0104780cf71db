"""The examples of the Act that incidents resemble. Whether they are stalking others decide."""

from collections.abc import Iterator, Sequence
from typing import Final

from stalkdiary.model.incident import Incident
from stalkdiary.model.law import Example, Law, laws
from stalkdiary.model.moment import date_words
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.pattern import ends
from stalkdiary.reports.tree import Block, Column, Form, Note, Paragraph, Section, Table
from stalkdiary.reports.words import counted, listed, numbers

INTRODUCTION: Final = (
    "Examples in the Act that these incidents resemble; it is for the police and courts to decide."
)
_NOTE: Final = (
    "An incident may resemble several examples. The letters come from the kinds under which the "
    "person filed it; some kinds have no example in the Act, and the examples are not the whole of "
    "it. An occasion is an incident as it was recorded."
)


def act(facts: Facts) -> Section:
    """The occasions by example of the Act, and what the Act says of occasions and of time."""
    found = _occasions(facts)
    blocks: list[Block] = [
        Paragraph(f"{facts.law.act}, {facts.law.section}. {facts.law.occasions} {_count(facts)}")
    ]
    if found:
        blocks += [Paragraph(INTRODUCTION), _table(facts, found), Note(_NOTE)]
    blocks += _before(facts)
    blocks += _limit(facts)
    blocks.append(Note(_elsewhere(facts)))
    return Section("act", "Against the Act", tuple(blocks))


def _occasions(facts: Facts) -> list[tuple[Example, list[Incident]]]:
    since = [each for each in facts.standing if not _is_before(each, facts.law)]
    pairs = [
        (example, [each for each in since if not example.kinds.isdisjoint(each.account.types)])
        for example in facts.law.examples
    ]
    return [(example, incidents) for example, incidents in pairs if incidents]


def _is_before(incident: Incident, law: Law) -> bool:
    """Whether all that is known of an incident's time lies before the Act applied."""
    last = incident.account.when.end or incident.account.when.start
    if last is None:
        return False
    # A month without a day ends on its 31st at the latest.
    return f"{last[:10]}-31"[:10] < law.begins.isoformat()


def _before(facts: Facts) -> Iterator[Block]:
    earlier = [each for each in facts.standing if _is_before(each, facts.law)]
    if earlier:
        yield Paragraph(
            f"The Act applies from {date_words(facts.law.begins)}. Recorded from before that day "
            f"and not in the table: {counted(len(earlier), 'occasion')} "
            f"({numbers(each.number for each in earlier)}). {facts.law.before}"
        )


def _count(facts: Facts) -> str:
    days = len({each.account.when.day for each in facts.standing} - {None})
    told = f"Recorded: {counted(len(facts.standing), 'occasion')}"
    return f"{told}, on {counted(days, 'known day')}." if days else f"{told}."


def _table(facts: Facts, found: Sequence[tuple[Example, list[Incident]]]) -> Table:
    section = facts.law.section
    return Table.of(
        f"{section[0].upper()}{section[1:]} of the {facts.law.act}",
        (
            Column("Letter"),
            Column("Example in the Act", share=6),
            Column("Occasions", form=Form.NUMBER),
            Column("First", share=3),
            Column("Latest", share=3),
            Column("Incidents", share=4, form=Form.INCIDENTS),
        ),
        (
            (
                f"({example.letter})",
                example.words,
                f"{len(incidents):,}",
                *ends(incidents),
                numbers(each.number for each in incidents),
            )
            for example, incidents in found
        ),
    )


def _limit(facts: Facts) -> Iterator[Block]:
    dated = [each for each in facts.standing if each.account.when.start is not None]
    if not dated:
        return
    told = f"The latest dated incident in this report: {dated[-1].account.when.in_words()}."
    limits = " ".join(limit.words for limit in facts.law.limits)
    yield Paragraph(f"{told} {limits or 'The police can say which time limits apply.'}")


def _elsewhere(facts: Facts) -> str:
    others = [
        f"in {law.name} the {law.act}, {law.section}"
        for law in laws().values()
        if law.slug != facts.law.slug
    ]
    return (
        f"This is the law of {facts.law.name}, in force since {date_words(facts.law.begins)}, read "
        f"at {facts.law.source} on {facts.law.checked}; it may have changed since. "
        f"Elsewhere the examples are another Act’s: {listed(others)}."
    )
