"""Every incident with all that is known of it, and how that knowledge grew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from stalkdiary.model.burst import Digest
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.incident import Account, Incident
from stalkdiary.model.ledger import Entry
from stalkdiary.model.moment import Moment
from stalkdiary.model.text import visible
from stalkdiary.reports.annex import bursts_table
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.in_place import in_place, short_days_together
from stalkdiary.reports.plates import recordings, small_pictures
from stalkdiary.reports.tree import Amendment, Detail, Form, IncidentBlock, Note, Section
from stalkdiary.reports.words import gap, local_too, title_of

# The fields of an account as they are read, in the order in which they are printed.
LABELS: Final = {
    "what": "What happened",
    "when": "When",
    "noticed": "Noticed",
    "where": "Place",
    "person": "Who",
    "channel": "How",
    "types": "Kind",
    "times": "Acts",
    "felt": "Felt, or changed",
    "identified_by": "Known by",
    "witnesses": "Witnesses",
    "witness_contact": "Witness contact",
    "appearance": "Appearance",
    "vehicle": "Vehicle",
    "response": "Response",
    "injury": "Injury and treatment",
    "cost": "Cost",
    "children": "Children there",
    "link": "Account or link",
    "police_ref": "Police reference",
    "breach": "Breach of an order",
}
_COUNTED: Final = "Counted from the export:"
_NOT_HERE: Final = "not in this report; the diary holds it"
_IN_THE_HEAD: Final = frozenset({"what", "when"})


def chronology(
    facts: Facts, digests: Mapping[int, Digest], incidents: Sequence[Incident] | None = None
) -> Section:
    """Every incident that stands, in the order in which they happened; or some of them."""
    shown = facts.standing if incidents is None else incidents
    blocks = tuple(short_days_together(facts, _blocks(facts, shown, digests), digests))
    told = (
        "In the order in which they happened. One whose time is not known stands where it was "
        "written down. Every text is the person’s own"
    )
    if digests:
        told += (
            ", but for those that were counted from exports and say so; each of their messages "
            "stands in the annex"
        )
    told += ". Later changes stand under their incident with the earlier text."
    if _is_renumbered(facts):
        told += (
            " Incidents are numbered in this order all through the document; the "
            "number in the diary stands under each."
        )
    note = Note(told)
    empty = Note("There is no incident in this report.")
    return Section("chronology", "Chronology", (note, *blocks) if blocks else (empty,))


def _is_renumbered(facts: Facts) -> bool:
    return any(number != own for number, own in facts.own.items())


def withdrawn(facts: Facts, digests: Mapping[int, Digest]) -> Section | None:
    """The incidents that the person has taken back, None where there are none."""
    blocks = tuple(block for _, block in _blocks(facts, facts.withdrawn, digests))
    if not blocks:
        return None
    note = Note("The person has withdrawn these. They stay readable, and are counted nowhere.")
    return Section.of("withdrawn", "Withdrawn incidents", note, *blocks)


def _blocks(
    facts: Facts, incidents: Iterable[Incident], digests: Mapping[int, Digest]
) -> Iterator[tuple[Incident, IncidentBlock]]:
    names = {person.number: person.name for person in facts.people}
    renumbered = _is_renumbered(facts)
    attached = facts.exhibits_by_incident()
    for incident in incidents:
        history = facts.histories.get(incident.number, ())
        digest = digests.get(incident.number)
        messages, about = in_place(facts, incident.number, digest)
        block = IncidentBlock(
            number=incident.number,
            own=facts.own.get(incident.number, incident.number),
            heading=_heading(incident.account.when, facts.timezone),
            began=incident.account.when.start,
            written=_written(
                facts,
                incident,
                counted=digest is not None,
                own=facts.own[incident.number] if renumbered else None,
            ),
            withdrawn=_withdrawal(facts, incident, history),
            what=visible(incident.account.what),
            kinds=tuple(title_of(slug) for slug in incident.account.types),
            details=tuple(_details(facts, incident, attached.get(incident.number, ()))),
            amendments=tuple(_amendments(facts, history, names)),
            whose=_COUNTED if digest is not None else None,
            messages=messages,
            about_messages=about,
            bursts=bursts_table(incident.number, digest.bursts) if digest and about else None,
            pictures=small_pictures(facts, attached.get(incident.number, ())),
        )
        yield incident, block


def _written(facts: Facts, incident: Incident, *, counted: bool, own: int | None) -> str:
    done = "Written"
    if incident.source == "import":
        done = "Read from the export" if counted else "Read from a record of the person’s own"
    told = f"{done} {facts.to_the_minute(incident.recorded_at).in_words()}"
    if own is not None:
        told = f"Number {own} in the diary. {told}"
    later = gap(incident.account.when, facts.local(incident.recorded_at))
    return f"{told}, {later}" if later else told


def _heading(when: Moment, timezone: str) -> str:
    if when.start is None:
        return "Time not known"
    told = visible(local_too(when, timezone))
    return told[0].upper() + told[1:]


def _withdrawal(facts: Facts, incident: Incident, history: Iterable[Entry]) -> str | None:
    if incident.withdrawn_why is None:
        return None
    when = [
        facts.to_the_minute(entry.recorded_at).in_words()
        for entry in history
        if entry.kind == "withdrawal"
    ]
    told = f"Withdrawn {when[-1]}" if when else "Withdrawn"
    return f"{told}. Reason: {visible(incident.withdrawn_why)}" if incident.withdrawn_why else told


def _details(facts: Facts, incident: Incident, attached: Sequence[Exhibit]) -> Iterator[Detail]:
    account = incident.account
    for field, label in LABELS.items():
        if field in _IN_THE_HEAD:
            continue
        if field == "person":
            told = visible(incident.person_name or "")
        elif field == "times":
            told = f"{account.times:,}" if account.times != 1 else ""
        else:
            told = _told(field, getattr(account, field), {}, facts.timezone)
        if told:
            yield Detail(label, told)
    if incident.exhibits:
        yield Detail("Exhibits", visible(", ".join(incident.exhibits)), Form.EXHIBITS)
    if heard := recordings(facts, attached):
        yield Detail("Recordings", heard)


def _amendments(
    facts: Facts, history: Iterable[Entry], names: Mapping[int, str]
) -> Iterator[Amendment]:
    """What was added, with what stood there before, as far as the history goes back."""
    # Without the entry that made the incident, what stood there first is not known to be nothing.
    before: dict[str, Any] = dict.fromkeys(LABELS, _NOT_HERE)
    for entry in history:
        content = entry.content()
        if entry.kind == "incident":
            before = Account.from_json(content).to_json()
        if entry.kind == "restoration":
            yield _brought_back(facts, history, entry)
        if entry.kind != "amendment":
            continue
        changes = {field: value for field, value in content["changes"].items() if field in LABELS}
        yield Amendment(
            heading=f"Amended {facts.to_the_minute(entry.recorded_at).in_words()}",
            changes=tuple(
                (
                    LABELS[field],
                    _told(field, before.get(field), names, facts.timezone),
                    _told(field, value, names, facts.timezone),
                )
                for field, value in _in_order(changes)
            ),
            why=visible(content["why"]) if content.get("why") else None,
        )
        before |= changes


def _brought_back(facts: Facts, history: Iterable[Entry], restored: Entry) -> Amendment:
    """That an incident was withdrawn for a time, and is no more."""
    withdrawn = [
        each for each in history if each.kind == "withdrawal" and each.number < restored.number
    ]
    told = f"Brought back {facts.to_the_minute(restored.recorded_at).in_words()}"
    if withdrawn:
        told += f", withdrawn {facts.to_the_minute(withdrawn[-1].recorded_at).in_words()}"
    why = restored.content().get("why")
    return Amendment(heading=told, changes=(), why=visible(why) if why else None)


def _in_order(changes: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(field, changes[field]) for field in LABELS if field in changes]


def _told(field: str, value: object, names: Mapping[int, str], timezone: str) -> str:
    """One field as it is read, from the account or from the ledger; "" where nothing was said."""
    if value is None or value in ((), []):
        return ""
    if isinstance(value, Mapping):
        value = Moment.from_json(value)
    if isinstance(value, Moment):
        return visible(local_too(value, timezone))
    if isinstance(value, (list, tuple)):
        parts = [title_of(each) if field == "types" else str(each) for each in value]
        return visible("; ".join(parts))
    if isinstance(value, int):
        return visible(names.get(value, f"person {value}")) if field == "person" else f"{value:,}"
    return visible(str(value))
