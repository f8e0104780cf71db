"""How it left the person, in their words alone: an extract for a Victim Personal Statement."""

from typing import Final

from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.text import on_one_line, shortened, visible
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import (
    Block,
    Column,
    Detail,
    Details,
    Form,
    Note,
    Report,
    Row,
    Section,
    Table,
)
from stalkdiary.reports.words import counted

TITLE: Final = "How it has affected me"
_MOST_OF_A_NAME: Final = 60
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
    """What the person wrote about how it left them, in the order of the incidents."""
    initials = shortened(on_one_line(facts.initials), _MOST_OF_A_NAME)
    told = [each for each in facts.standing if each.account.felt]
    rows = tuple(
        Row((each.account.when.short(), str(each.number), visible(each.account.felt or "")))
        for each in told
    )
    table = Table(
        caption=None,
        columns=(
            Column("When", share=3),
            Column("Incident", form=Form.INCIDENTS),
            Column("In my words", share=8),
        ),
        rows=rows,
    )
    felt: tuple[Block, ...] = (table,)
    if not rows:
        felt = (Note("The diary holds nothing about how it felt, or what it changed."),)
    more = Details(tuple(Detail(label, "", Form.BLANK) for label in _TO_ADD))
    fingerprint = Details(
        (
            Detail("Fingerprint", facts.fingerprint, Form.CODE),
            Detail("To read aloud", short_fingerprint(facts.fingerprint), Form.CODE),
        )
    )
    of = f"from {counted(len(told), 'incident')} of {len(facts.standing):,}"
    return Report(
        title=TITLE,
        subtitle=f"Diary of {initials}, {of}. Made {facts.made.in_words()}",
        running=f"{TITLE} · {initials} · {short_fingerprint(facts.fingerprint)}",
        language="en-GB",
        first_page=(),
        sections=(
            Section(anchor="about", title="What this is", blocks=(Note(_ABOUT),)),
            Section(anchor="felt", title="How it left me, and what it changed", blocks=felt),
            Section(anchor="more", title="What I want to add", blocks=(more,)),
            Section(anchor="checking", title="Where it comes from", blocks=(fingerprint,)),
        ),
    )
