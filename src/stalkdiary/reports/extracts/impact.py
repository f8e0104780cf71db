"""How it affected the person, in their words alone: an extract for a Victim Personal Statement."""

from typing import Final

from stalkdiary.model.text import visible
from stalkdiary.reports.extracts.document import NUMBERED, short_document
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import Block, Column, Details, Form, Note, Report, Section, Table
from stalkdiary.reports.words import counted

TITLE: Final = "How it has affected me"
_ABOUT: Final = (
    "These are the person’s own words, taken from their diary, each with the day it belongs to. "
    "They may help with a Victim Personal Statement, which the police write down. Making one is a "
    "choice. What is in it may be read by the other side. This extract is not that statement."
)
_TO_ADD: Final = (
    "My health",
    "How I feel",
    "Work, school, home",
    "Money",
    "People close to me",
    "If they are given bail",
)


def impact_report(facts: Facts) -> Report:
    """What the person wrote about how it affected them, in the order of the incidents."""
    told = [each for each in facts.standing if each.account.felt]
    table = Table.of(
        None,
        (
            Column("When", share=3),
            Column("Incident", form=Form.INCIDENTS),
            Column("In my words", share=8),
        ),
        (
            (each.account.when.short(), str(each.number), visible(each.account.felt or ""))
            for each in told
        ),
    )
    felt: Block = table if told else Note("The diary says nothing of how it felt or what changed.")
    title = "How it affected me, and what it changed"
    return short_document(
        facts,
        TITLE,
        _ABOUT,
        (
            Section("felt", title, (felt, NUMBERED) if told else (felt,)),
            Section.of("more", "What I want to add", Details.to_fill_in(*_TO_ADD)),
        ),
        of=f"from {counted(len(told), 'incident')} of {len(facts.standing):,}",
    )
