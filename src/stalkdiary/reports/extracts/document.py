"""What all short documents share: the head, where they come from, and parts of sentences."""

from collections.abc import Iterable
from typing import Final

from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.text import on_one_line, shortened, visible
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import Block, Detail, Details, Form, Note, Report, Section

_MOST_OF_A_NAME: Final = 60
_MOST: Final = 300
NUMBERED: Final = Note(
    "Incidents are numbered in the order in which they happened, as in the whole report over the "
    "same incidents."
)
"""For documents that name incidents by their numbers."""


def short_document(
    facts: Facts,
    title: str,
    about: str,
    sections: Iterable[Section],
    *,
    of: str = "",
    on_one_page: bool = False,
) -> Report:
    """A document of a few sections under one head; those without blocks are left out.

    `about` says what it is and what it is not, `of` what it was made from, behind the name of the
    diary.
    """
    initials = shortened(on_one_line(facts.initials), _MOST_OF_A_NAME)
    recipient = ""
    if facts.recipient:
        recipient = f", for {shortened(on_one_line(facts.recipient), _MOST_OF_A_NAME)}"
    begin = "A made-up case: nobody in it is real. " if facts.made_up else ""
    diary = f"Diary of {initials}{f', {of}' if of else ''}."
    checking = Section.of(
        "checking",
        "Where it comes from",
        Details.of(
            Detail("Fingerprint", facts.fingerprint, Form.CODE),
            Detail("To read aloud", short_fingerprint(facts.fingerprint), Form.CODE),
        ),
    )
    head = Section.of("about", "What this is", Note(about))
    shown = tuple(each for each in (head, *sections, checking) if each.blocks)
    return Report(
        title=title,
        subtitle=f"{begin}{diary} Made {facts.made.in_words()}{recipient}",
        running=f"{title} · {initials} · {short_fingerprint(facts.fingerprint)}",
        language="en-GB",
        first_page=shown if on_one_page else (),
        sections=() if on_one_page else shown,
    )


def rows(*lines: tuple[str, str | None]) -> tuple[Block, ...]:
    """Facts under their labels, without those that are not known; nothing where none is."""
    known = tuple(Detail(label, visible(text), most=_MOST) for label, text in lines if text)
    return (Details(known),) if known else ()


def police_references(facts: Facts) -> list[str]:
    """Each reference once: of reports to the police, then of incidents."""
    named = [action.reference for action in facts.of_kind("police")]
    named += [each.account.police_ref for each in facts.standing]
    return [visible(text) for text in dict.fromkeys(filter(None, named))]
