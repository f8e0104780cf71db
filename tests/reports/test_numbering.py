"""Incidents have the numbers of the document in every part of it, and keep those of the diary."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.reports.build import Document, Paging
from stalkdiary.reports.html import to_html
from stalkdiary.reports.numbering import numbered_by_time
from stalkdiary.reports.text import to_text
from stalkdiary.reports.tree import IncidentBlock, Report

Make = Callable[..., Any]


def main(facts: Any) -> Report:
    """The first document."""
    return Document(facts, Paging()).main()


def blocks(report: Report) -> list[IncidentBlock]:
    """The incidents of all sections."""
    return [
        block
        for section in report.sections
        for block in section.blocks
        if isinstance(block, IncidentBlock)
    ]


def test_incidents_are_numbered_in_the_order_of_the_chronology(facts: Make, incident: Make) -> None:
    """Withdrawn ones come behind the others, each with the number that it has in the diary."""
    made = facts(
        incident(61, "2026-03-01"),
        incident(7, "2026-03-02", withdrawn_why="a mistake"),
        incident(1, "2026-04-01"),
    )
    found = [(block.number, block.own) for block in blocks(main(made))]
    assert found == [(1, 61), (2, 1), (3, 7)]
    text = " ".join(to_text(main(made)).split())
    assert "Number 61 in the diary. Written" in text
    assert "Incidents are numbered in this order" in text


def test_where_the_numbers_are_the_same_nothing_is_said_of_it(facts: Make, incident: Make) -> None:
    text = to_text(main(facts(incident(1), incident(2))))
    assert "in the diary. Written" not in text
    assert "numbered in this order" not in text


def test_exhibits_histories_and_messages_follow_their_incident(
    facts: Make, incident: Make, imported: Make, message: Make, history: Make
) -> None:
    """What belongs to incident 61 of the diary stands at the first of the document."""
    kept = Exhibit(ref="EX/9", incident=61, added_at="2026-11-22T22:00:00Z", name="a.jpg")
    other = replace(kept, ref="EX/1", incident=2)
    first, second = imported(61), incident(3)
    made = numbered_by_time(
        facts(
            first,
            second,
            exhibits=[kept, other],
            histories={3: history(second)},
            messages={61: [message(5)], 3: []}.__getitem__,
            quoted=3,
        )
    )
    # An exhibit of an incident that is not in the report is not taken for that of another.
    assert [(each.ref, each.incident) for each in made.exhibits] == [("EX/9", 1)]
    assert list(made.histories) == [2]
    assert [each.message.locator for each in made.messages(1)] == ["line 5"]
    assert made.quoted == 2


def test_the_page_keeps_the_names_of_the_diary_and_links_by_its_own_numbers(
    facts: Make, incident: Make
) -> None:
    """The bundle's checker knows an incident by its number in the diary."""
    page = to_html(main(facts(incident(61, "2026-03-01"), incident(1, "2026-04-01"))))
    assert re.search(r'<article id="incident-61"[^>]*data-number="61"', page)
    assert '<a href="#incident-61">1</a>' in page
    assert '<a href="#incident-1">2</a>' in page
