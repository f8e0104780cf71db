"""A chronology with numbered paragraphs and exhibit marks, for a civil or family court."""

from collections.abc import Iterator
from typing import Final

from stalkdiary.model.incident import Incident
from stalkdiary.model.text import visible
from stalkdiary.reports.extracts.document import short_document
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.schedules import exhibits
from stalkdiary.reports.tree import Block, Note, Report, Section, Steps
from stalkdiary.reports.words import counted, local_too

TITLE: Final = "Chronology for a witness statement"
_ABOUT: Final = (
    "Paragraphs to lift into a witness statement, for example for a non-molestation order or an "
    "injunction. This is not a witness statement: it has no declaration of truth and no signature, "
    "and a solicitor or the court's form says what else belongs into one. Exhibits are named by "
    "the references that the diary suggests."
)
_COUNTED: Final = "Counted from an export, not in the person’s words: "


def court_report(facts: Facts) -> Report:
    """Each incident as a numbered paragraph, with its exhibits, and the schedule behind."""
    digests = facts.digests()
    told = tuple(
        " ".join(_sentences(facts, each, counted=each.number in digests)) for each in facts.standing
    )
    paragraphs: tuple[Block, ...] = (Steps(told),) if told else (Note("There is no incident."),)
    return short_document(
        facts,
        TITLE,
        _ABOUT,
        (Section("chronology", "Chronology", paragraphs), exhibits(facts)),
        of=counted(len(facts.standing), "incident"),
    )


def _sentences(facts: Facts, incident: Incident, *, counted: bool) -> Iterator[str]:
    account = incident.account
    when = "Date not known" if account.when.start is None else _when(facts, incident)
    where = f", {visible(account.where)}" if account.where else ""
    yield f"{when}{where}."
    yield (_COUNTED if counted else "") + _ended(visible(account.what))
    for label, text in (
        ("Who", incident.person_name),
        ("How it affected me", account.felt),
        ("What I did", account.response),
        ("Witnesses", "; ".join(account.witnesses)),
        ("Exhibits", ", ".join(incident.exhibits)),
    ):
        if text:
            yield f"{label}: {_ended(visible(text))}"


def _when(facts: Facts, incident: Incident) -> str:
    told = local_too(incident.account.when, facts.timezone)
    return told[0].upper() + told[1:]


def _ended(text: str) -> str:
    text = text.rstrip()
    return text if text.endswith((".", "!", "?", "”", '"')) else f"{text}."
