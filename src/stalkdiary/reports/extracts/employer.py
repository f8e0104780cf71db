"""What a workplace, school or landlord needs to keep somebody safe, without the story."""

from typing import Final

from stalkdiary.model.action_words import order_words
from stalkdiary.model.order import conditions_of
from stalkdiary.model.text import visible
from stalkdiary.reports.complained_of import ALONE, complained_of
from stalkdiary.reports.extracts.document import rows, short_document
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import Block, Details, Note, Report, Section, Steps

TITLE: Final = "Keeping somebody safe here"
_ABOUT: Final = (
    "For the people who need it, and for nobody else: please keep it locked away, and do not speak "
    "of it to others. It tells who may turn up and what helps. It does not tell what happened."
)
_ASK: Final = (
    "If they come here and somebody is in danger: call 999. Do not go up to them yourself.",
    "Do not tell anybody my hours, my number, my address or where I am, whoever they say they are.",
    "Tell me as soon as it is safe to, in the way that stands below.",
    "Write down the day, the time and what was seen, and keep camera recordings of it.",
    "Keep what is delivered for me aside, and touch it as little as you can.",
)


def employer_report(facts: Facts) -> Report:
    """Who may turn up, what an order says, and what to do."""
    seen = [each.account for each in facts.standing if each.account.appearance]
    vehicles = [each.account for each in facts.standing if each.account.vehicle]
    return short_document(
        facts,
        TITLE,
        _ABOUT,
        (
            Section.of(
                "complained-of",
                "Who may turn up",
                *complained_of(facts, with_story=False, room=ALONE),
                *rows(
                    ("Last seen wearing or looking", seen[-1].appearance if seen else None),
                    ("Vehicle last seen", vehicles[-1].vehicle if vehicles else None),
                ),
            ),
            Section("orders", "Orders of a court", _orders(facts)),
            Section.of("help", "What helps", Steps(_ASK)),
            Section.of(
                "reach",
                "How to reach me and the police",
                Details.to_fill_in(
                    "A safe way to reach me", "Officer and reference, if the police ask"
                ),
            ),
        ),
    )


def _orders(facts: Facts) -> tuple[Block, ...]:
    found: list[tuple[str, str | None]] = []
    for order in facts.of_kind("order"):
        found.append(("Order", "; ".join(order_words(order, facts.local_day))))
        found += [
            (f"Condition {at}", each) for at, each in enumerate(conditions_of(order), start=1)
        ]
    return rows(*((label, visible(text or "")) for label, text in found)) or (
        Note("None is recorded."),
    )
