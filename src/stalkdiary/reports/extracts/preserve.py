"""A request to a platform, shop or doorbell firm to keep data. It tells nothing of the story."""

from datetime import date
from typing import Final

from stalkdiary.model.address import comparable
from stalkdiary.model.incident import Incident
from stalkdiary.model.moment import date_words
from stalkdiary.model.text import on_one_line
from stalkdiary.reports.extracts.document import (
    police_references,
    rows,
    semicolons,
    short_document,
    to_fill_in,
)
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import Block, Column, Note, Report, Section, Steps, Table

TITLE: Final = "Request to keep data"
_ABOUT: Final = (
    "I ask you to keep the data below, so that nothing is deleted before the police ask for it. I "
    "do not ask you to send it to me. Please do not tell the other account holder about this "
    "request."
)
_WHAT: Final = (
    "Messages, calls and files between the accounts, deleted ones too, with their times.",
    "Records of sign-ins: times, addresses on the network, devices.",
    "For a shop or delivery: who placed the orders, how they were paid, where they went.",
    "For a camera or doorbell: the recordings of the days below, and who signed in to watch.",
)
_MOST: Final = 200


def preserve_report(facts: Facts) -> Report:
    """Accounts, days and a date to answer by."""
    people = [person for person in facts.chosen_people if person.role in {None, "stalker"}]
    known = [text for person in people for text in (*person.handles, *person.numbers)]
    days = _days(facts)
    span: tuple[Block, ...] = (Note("No day is known. Fill in which days you mean."),)
    if days:
        span = rows(("From", days[0][0]), ("To", days[-1][0]))
    return short_document(
        facts,
        TITLE,
        _ABOUT,
        (
            Section.of(
                "accounts",
                "Accounts",
                to_fill_in("My account or number"),
                *rows(("Theirs", semicolons(known))),
            ),
            Section.of("data", "What to keep", Steps(_WHAT)),
            Section.of("days", "Days", *span, *_table(days)),
            Section.of(
                "answer",
                "Answer",
                *rows(("Police reference", semicolons(police_references(facts)))),
                to_fill_in("Please confirm in writing by", "A safe address for the answer"),
            ),
        ),
    )


def _days(facts: Facts) -> list[tuple[str, str]]:
    """Each known day with the channels of its incidents, oldest first.

    Where the firm has the name of a channel, only the days of that channel: it is asked for no
    others.
    """
    firm = comparable(facts.recipient or "")
    of_the_firm = [
        e for e in facts.standing if firm and comparable(e.account.channel or "") == firm
    ]
    found: dict[date, list[Incident]] = {}
    for incident in of_the_firm or facts.standing:
        if incident.account.when.day is not None:
            found.setdefault(incident.account.when.day, []).append(incident)
    return [
        (
            date_words(day),
            "; ".join(
                dict.fromkeys(on_one_line(e.account.channel) for e in same if e.account.channel)
            ),
        )
        for day, same in sorted(found.items())
    ]


def _table(days: list[tuple[str, str]]) -> tuple[Block, ...]:
    if not days:
        return ()
    table = Table.of(
        None, (Column("Day", share=2), Column("How", share=6)), (each for each in days[-_MOST:])
    )
    left = len(days) - _MOST
    return (table, Note(f"{left:,} earlier days are not listed.")) if left > 0 else (table,)
