"""Facts into the tree of a report: which sections there are, and in which order."""

from typing import Final

from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.summary import summarise
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.reports.act import act
from stalkdiary.reports.checking import how_to_check, not_proved
from stalkdiary.reports.chronology import chronology, withdrawn
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.first_page import first_page
from stalkdiary.reports.pattern import kinds, pattern
from stalkdiary.reports.schedules import actions, custody, exhibits, people
from stalkdiary.reports.tree import Report

TITLE: Final = "Record of incidents"
_MOST_OF_A_NAME: Final = 60


def build_report(facts: Facts) -> Report:
    """The whole document, the same for every format that people read."""
    summary = summarise(facts.incidents, now_day=facts.local_day)
    initials = shortened(on_one_line(facts.initials), _MOST_OF_A_NAME)
    subtitle = f"Diary of {initials}. Made {facts.made.in_words()}"
    if facts.recipient:
        subtitle += f", for {shortened(on_one_line(facts.recipient), _MOST_OF_A_NAME)}"
    sections = (
        pattern(facts, summary),
        kinds(facts, summary),
        act(facts),
        chronology(facts),
        withdrawn(facts),
        people(facts),
        actions(facts),
        exhibits(facts),
        custody(facts),
        how_to_check(facts),
        not_proved(),
    )
    return Report(
        title=TITLE,
        subtitle=subtitle,
        running=f"{TITLE} · {initials} · {short_fingerprint(facts.fingerprint)}",
        language="en-GB",
        first_page=first_page(facts, summary),
        sections=tuple(section for section in sections if section is not None),
    )
