"""A request to a platform, shop or doorbell firm to keep data. It tells nothing of the story."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from stalkdiary.model.address import comparable
from stalkdiary.model.incident import Incident
from stalkdiary.model.moment import MONTHS, Moment, date_words
from stalkdiary.model.text import on_one_line
from stalkdiary.reports.extracts.document import police_references, rows, short_document
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import Block, Column, Details, Note, Report, Section, Steps, Table

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
    dated = _dated(facts)
    span: tuple[Block, ...] = (Note("No day is known. Fill in which days you mean."),)
    if dated:
        first, last = _bounds(dated)
        span = rows(("From", first), ("To", last))
    return short_document(
        facts,
        TITLE,
        _ABOUT,
        (
            Section.of(
                "accounts",
                "Accounts",
                Details.to_fill_in("My account or number"),
                *rows(("Theirs", "; ".join(map(on_one_line, known)))),
            ),
            Section.of("data", "What to keep", Steps(_WHAT)),
            Section.of("days", "Days", *span, *_table(_days(dated))),
            Section.of(
                "answer",
                "Answer",
                *rows(("Police reference", "; ".join(map(on_one_line, police_references(facts))))),
                Details.to_fill_in("Please confirm in writing by", "A safe address for the answer"),
            ),
        ),
    )


def _dated(facts: Facts) -> list[Incident]:
    """The incidents whose time is known, at least by its month, in the order they happened.

    Where the firm has the name of a channel, only those of that channel: it is asked for no
    others.
    """
    firm = comparable(facts.recipient or "")
    of_the_firm = [
        e for e in facts.standing if firm and comparable(e.account.channel or "") == firm
    ]
    return [e for e in of_the_firm or facts.standing if e.account.when.start is not None]


def _bounds(dated: Sequence[Incident]) -> tuple[str, str]:
    """The first and the last day that the firm is asked for; a month where no day is known."""
    moments = [each.account.when for each in dated]
    return (
        _day(min(when.start or "" for when in moments)),
        _day(max(when.end or when.start or "" for when in moments)),
    )


def _day(text: str) -> str:
    """The day of an ISO time, or its month where it has no more."""
    if len(text) == len("2026-11"):
        return f"{MONTHS[int(text[5:]) - 1]} {text[:4]}"
    return date_words(date.fromisoformat(text[:10]))


def _span(when: Moment) -> str:
    start, end = _day(when.start or ""), _day(when.end or when.start or "")
    return start if start == end else f"{start} to {end}"


def _days(dated: Iterable[Incident]) -> list[tuple[str, str]]:
    """Each known day, span of days or month with the channels of its incidents, oldest first."""
    found: dict[str, list[Incident]] = {}
    for incident in dated:
        found.setdefault(_span(incident.account.when), []).append(incident)
    return [
        (
            span,
            "; ".join(
                dict.fromkeys(on_one_line(e.account.channel) for e in same if e.account.channel)
            ),
        )
        for span, same in found.items()
    ]


def _table(days: list[tuple[str, str]]) -> tuple[Block, ...]:
    if not days:
        return ()
    table = Table.of(
        None, (Column("Day", share=2), Column("How", share=6)), (each for each in days[-_MOST:])
    )
    left = len(days) - _MOST
    return (table, Note(f"{left:,} earlier days are not listed.")) if left > 0 else (table,)
