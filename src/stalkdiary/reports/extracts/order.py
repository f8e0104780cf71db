"""The facts under the three parts of a Stalking Protection Order: acts, risk, necessity."""

from collections.abc import Iterator
from typing import Final

from stalkdiary.model.action_words import order_words, promise_words
from stalkdiary.model.incident import Incident
from stalkdiary.model.moment import date_words
from stalkdiary.model.pattern import against_others, said_breach, windows, with_presence
from stalkdiary.model.summary import PERIOD_DAYS
from stalkdiary.model.text import visible
from stalkdiary.reports.act import act
from stalkdiary.reports.complained_of import ALONE, complained_of
from stalkdiary.reports.extracts.document import NUMBERED, police_references, short_document
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import Block, Column, Form, Note, Report, Row, Section, Table
from stalkdiary.reports.words import numbers

TITLE: Final = "Facts for a Stalking Protection Order"
_ABOUT: Final = (
    "The police can ask a magistrates’ court for a Stalking Protection Order where somebody has "
    "carried out acts associated with stalking, is a risk to another person, and an order is "
    "needed to protect them (Stalking Protection Act 2019, section 1; Northern Ireland has an Act "
    "of its own). Here are the facts of the diary under these three parts. Whether they are met, "
    "the police and the court decide."
)
_VIOLENCE: Final = ("assault", "threats", "threats-children")
_LATEST: Final = 8


def order_report(facts: Facts) -> Report:
    """What was done, what shows a risk, and what was tried before."""
    acts = act(facts)
    return short_document(
        facts,
        TITLE,
        _ABOUT,
        (
            Section("complained-of", "Person complained of", complained_of(facts, room=ALONE)),
            Section("acts", "Acts associated with stalking", acts.blocks),
            Section.of("risk", "Risk", *_risk(facts), NUMBERED),
            Section("need", "What was tried before", tuple(_tried(facts))),
        ),
    )


def _risk(facts: Facts) -> Iterator[Block]:
    incidents = facts.standing
    newest = windows(incidents, facts.local_day)[:2]
    spans = [
        (f"In the {PERIOD_DAYS} days up to {date_words(window.last)}", list(window.incidents))
        for window in newest
    ]
    found = [
        ("Violence against somebody, or threats of it", _of(incidents, _VIOLENCE)),
        ("Breaking into the home", _of(incidents, ("break-in",))),
        ("Done in person", with_presence(incidents, "in-person")),
        ("Aimed at other people, such as family or friends", against_others(incidents)),
        ("Recorded as breaking an order", [each for each in incidents if said_breach(each)]),
        *spans,
    ]
    yield _facts([(what, which) for what, which in found if which])
    felt = [each for each in incidents if each.account.felt][-_LATEST:]
    if felt:
        yield Table.of(
            "How it affected the person who kept this record, the latest in their words",
            (
                Column("Incident", form=Form.INCIDENTS),
                Column("When", share=3),
                Column("In their words", share=8),
            ),
            (
                (str(each.number), each.account.when.short(), visible(each.account.felt or ""))
                for each in felt
            ),
        )


def _tried(facts: Facts) -> Iterator[Block]:
    incidents = facts.standing
    done = [
        *(("Told them to stop", each) for each in facts.of_kind("told-to-stop")),
        *(("Reported to the police", each) for each in facts.of_kind("police")),
    ]
    after = [
        (f"{what}, {each.when.in_words()}. Incidents after it", _after(incidents, each.when.start))
        for what, each in sorted(done, key=lambda item: item[1].when.sort_key)
    ]
    if after:
        yield _facts(after)
    told = [
        *(("An order", "; ".join(order_words(e, facts.local_day))) for e in facts.of_kind("order")),
        *(("Promised", promise_words(e, facts.local_day, label="")) for e in facts.actions),
        ("Police references", "; ".join(police_references(facts))),
    ]
    known = tuple(Row((what, visible(text))) for what, text in told if text)
    if known:
        columns = (Column("What", share=2), Column("Details", share=8))
        yield Table(None, columns, known)
    if not after and not known:
        yield Note("Nothing is recorded.")


def _facts(found: list[tuple[str, list[Incident]]]) -> Table:
    return Table.of(
        None,
        (
            Column("Fact", share=6),
            Column("Count", form=Form.NUMBER),
            Column("Incidents", share=4, form=Form.INCIDENTS),
        ),
        (
            (what, f"{len(which):,}", numbers(each.number for each in which))
            for what, which in found
        ),
    )


def _of(incidents: list[Incident], kinds: tuple[str, ...]) -> list[Incident]:
    return [each for each in incidents if not set(kinds).isdisjoint(each.account.types)]


def _after(incidents: list[Incident], start: str | None) -> list[Incident]:
    """Those that began on a later day; on the same day it is not known which came first."""
    if start is None:
        return []
    return [
        each
        for each in incidents
        if (day := each.account.when.day) is not None and day.isoformat() > start[:10]
    ]
