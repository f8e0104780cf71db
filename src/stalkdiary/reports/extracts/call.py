"""One page to speak from, on the telephone to 101 or at a front desk."""

from collections.abc import Iterator
from typing import Final

from stalkdiary.model.action_words import order_words, promise_words
from stalkdiary.model.pattern import said_breach
from stalkdiary.model.summary import summarise
from stalkdiary.model.text import on_one_line
from stalkdiary.reports.complained_of import ALONE, complained_of
from stalkdiary.reports.extracts.document import NUMBERED, police_references, rows, short_document
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.quoted import quoted
from stalkdiary.reports.tree import Block, Quotation, Report, Section, Steps
from stalkdiary.reports.words import counted, first_of, kinds_of, numbers

TITLE: Final = "What to say on the telephone"
_ABOUT: Final = (
    "Read from it in any order, and stop when you want to. You can ask for somebody to be with "
    "you. If it is happening now or you are in danger: 999. If you can't speak on a mobile: 999, "
    "then 55."
)
_TOGETHER: Final = "That these incidents are looked at together, and not one by one."
_ASK: Final = (
    "A crime reference, and the name of the officer.",
    _TOGETHER,
    "What happens next, by when, and a way of telling you that is safe for you.",
    "Whether there is an officer or a service for stalking that you can speak to.",
)
_ASK_ABOUT_BREACHES: Final = "That each time the order was broken is recorded as such."
_QUOTED: Final = 500
_REFERENCES: Final = 6


def call_report(facts: Facts) -> Report:
    """The pattern first, then who, orders, what frightened most, what to ask for, references."""
    breaches = [each for each in facts.standing if said_breach(each)]
    asked = [_ASK_ABOUT_BREACHES] if breaches else []
    asked += _ASK if len(facts.standing) > 1 else [text for text in _ASK if text != _TOGETHER]
    references = first_of(police_references(facts), _REFERENCES, "in the report")
    promised = [promise_words(action, facts.local_day, label="") for action in facts.actions]
    return short_document(
        facts,
        TITLE,
        _ABOUT,
        (
            Section.of("first", "Say this first", Steps(tuple(_first(facts))), NUMBERED),
            Section("complained-of", "Person complained of", complained_of(facts, room=ALONE)),
            Section("worst", "In your words", _words(facts)),
            Section.of("asked", "What to ask for", Steps(tuple(asked))),
            Section(
                "references",
                "References and promises",
                rows(
                    ("Police references", "; ".join(references)),
                    ("Promised", "; ".join(filter(None, promised[-2:]))),
                ),
            ),
        ),
        on_one_page=True,
    )


def _first(facts: Facts) -> Iterator[str]:
    incidents = facts.standing
    if not incidents:
        yield "There is no incident in the diary yet. You can still call and say what happened."
        return
    summary = summarise(incidents, now_day=facts.local_day)
    told = f"This is more than one incident: {counted(summary.incidents, 'incident')}"
    if summary.incidents == 1:
        told = "I want to report an incident"
    if summary.acts != summary.incidents:
        told += f", covering {counted(summary.acts, 'act')}"
    if summary.first is not None:
        told += f", since {summary.first.in_words()}"
    yield f"{told}. I have kept a record."
    if summary.last is not None:
        last = [each for each in incidents if each.account.when == summary.last][-1]
        kinds = f": {kinds_of(last)}" if last.account.types else ""
        yield f"The latest was {summary.last.in_words()}{kinds}."
    orders = facts.of_kind("order")
    if orders:
        yield f"A court made an order: {'; '.join(order_words(orders[-1], facts.local_day))}."
    breaches = [each for each in incidents if said_breach(each)]
    if breaches:
        yield (
            f"{counted(len(breaches), 'incident')} recorded as breaking an order: incidents "
            f"{numbers((each.number for each in breaches), 12)}."
        )
    stops = facts.of_kind("told-to-stop")
    if stops:
        yield f"I told them to stop: {stops[0].when.in_words()}."


def _words(facts: Facts) -> tuple[Block, ...]:
    chosen = quoted(facts, facts.digests())
    if chosen is None:
        return ()
    source = f"Incident {chosen.number}, {chosen.account.when.in_words()}"
    words = on_one_line(chosen.account.what)
    felt = rows(("How it affected me", chosen.account.felt))
    return (Quotation(text=words, source=source, most=_QUOTED), *felt)
