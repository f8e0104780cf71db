"""The lists behind the chronology: people, actions, exhibits, what left the diary."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from stalkdiary.model.action import TITLES, Action
from stalkdiary.model.action_words import order_words, promise_words
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.order import conditions_of
from stalkdiary.model.person import Person
from stalkdiary.model.text import visible
from stalkdiary.reports.exhibit_pictures import is_recording
from stalkdiary.reports.facts import Facts, handover_shown
from stalkdiary.reports.plates import length
from stalkdiary.reports.tree import Block, Column, Form, Note, Row, Section, Table
from stalkdiary.reports.words import numbers

# The word for a role is the diary's; on paper it must not sound like a finding.
_ROLES = {"stalker": "the person complained of"}

_CERTIFICATES = {
    "pinned": "ship with the program",
    "given": "were given with the timestamp: compare them with those that the authority publishes",
    "foreign": "are not those of the authority at this address: the timestamp shows nothing",
}
_HANDOVER = {
    "incidents": "Incidents, by their numbers in the diary",
    "ref": "Exhibit",
    "sha256": "SHA-256",
    "signer": "Signed by",
    "entry": "Of entry",
    "gen_time": "Time of the authority",
}


def people(facts: Facts) -> Section:
    rows = tuple(map(_person, facts.chosen_people))
    heads = (("Name", 3), ("Relationship", 3), ("Known by", 4), ("Vehicles and notes", 4))
    table = Table(None, tuple(Column(heading, share) for heading, share in heads), rows)
    blocks: tuple[Block, ...] = (table,) if rows else (Note("Nobody is in the list of people."),)
    if rows and not facts.chosen.is_everything:
        blocks = (Note("Only people that the incidents of this report concern or name."), table)
    return Section("people", "People", blocks)


def actions(facts: Facts) -> Section:
    heads = (("No.", 0), ("When", 3), ("What", 3), ("Details", 7))
    table = Table.of(
        None,
        (Column(heading, share) for heading, share in heads),
        (
            (
                str(action.number),
                action.when.in_words(),
                TITLES.get(action.kind, visible(action.kind)),
                _action(facts, action),
            )
            for action in facts.actions
        ),
    )
    block = table if facts.actions else Note("Nothing is recorded.")
    return Section.of("actions", "Actions and reports made", block)


def exhibits(facts: Facts, chosen: Sequence[Exhibit] | None = None) -> Section:
    """The schedule of exhibits, files and things; all of them, or the chosen ones."""
    shown = facts.schedule if chosen is None else chosen
    files = [each for each in shown if not each.physical]
    things = [each for each in shown if each.physical]
    blocks: list[Block] = [
        Note("The references are suggestions; the police may number exhibits themselves.")
    ]
    if files:
        blocks.append(_files(facts, files))
    if things:
        blocks.append(_things(facts, things))
    if facts.with_metadata:
        blocks += _metadata(files)
    if not files and not things:
        blocks = [Note("There is no exhibit.")]
    return Section("exhibits", "Exhibits", tuple(blocks))


def custody(facts: Facts) -> Section:
    """What left the diary before this document was made."""
    rows = tuple(
        Row((facts.to_the_minute(recorded_at).in_words(), *_handover(details)))
        for recorded_at, details in facts.handovers
    )
    heads = (("When", 3), ("What", 2), ("For", 3), ("Details", 5))
    table = Table(None, tuple(Column(heading, share) for heading, share in heads), rows)
    blocks: list[Block] = [
        table if rows else Note("Nothing had left the diary before this document.")
    ]
    if not facts.noted:
        blocks.append(
            Note(
                "The diary could only be read when this document was made, so it has no note of "
                "this document."
            )
        )
    return Section("custody", "Custody log", tuple(blocks))


def _person(person: Person) -> Row:
    known_by = (*person.aliases, *person.numbers, *person.handles)
    more = (*person.vehicles, *((person.notes,) if person.notes else ()))
    return Row(
        (
            _lines(person.name, _ROLES.get(person.role or "", person.role)),
            visible(person.relationship or ""),
            _lines(*known_by),
            _lines(*more),
        )
    )


def _action(facts: Facts, action: Action) -> str:
    today = facts.local_day
    if action.kind == "order":
        return _labelled(
            ("", f"Order {action.number}: {'; '.join(order_words(action, today))}"),
            ("Force", action.force),
            ("Officer", action.officer),
            *((f"Condition {at}", each) for at, each in enumerate(conditions_of(action), start=1)),
            ("", promise_words(action, today, label="Promised: ")),
        )
    return _labelled(
        ("", action.what),
        ("Force", action.force),
        ("Reference", action.reference),
        ("Officer", action.officer),
        ("", promise_words(action, today, label="Promised: ")),
        ("Court", action.court),
        ("Granted", action.granted),
        ("Expires", action.expires),
        ("Conditions", action.conditions),
    )


def _files(facts: Facts, files: list[Exhibit]) -> Table:
    return Table(
        "Files, with the SHA-256 of each",
        (
            Column("Ref", form=Form.EXHIBITS),
            Column("Incident", form=Form.INCIDENTS),
            Column("File", share=6),
            Column("Type", share=3),
            Column("Bytes", form=Form.NUMBER),
            Column("Added", share=4),
        ),
        tuple(
            Row(
                (
                    visible(each.ref),
                    str(each.incident),
                    _labelled(("", each.label), ("Shows", each.says), ("Captured", each.captured)),
                    _kind(facts, each),
                    "" if each.bytes is None else f"{each.bytes:,}",
                    facts.to_the_minute(each.added_at).short(),
                ),
                below=each.sha256,
            )
            for each in files
        ),
    )


def _kind(facts: Facts, file: Exhibit) -> str:
    """What a file is; of a recording with its length, where the report has looked for it."""
    kind = visible(file.media_type or "")
    known = facts.drawn.get(file.ref)
    return f"{kind}\n{length(known)}" if known and is_recording(file.media_type) else kind


def _things(facts: Facts, things: list[Exhibit]) -> Table:
    return Table.of(
        "Things that are kept",
        (
            Column("Ref"),
            Column("Incident", form=Form.INCIDENTS),
            Column("Thing", share=5),
            Column("Where and how", share=6),
            Column("Added", share=4),
        ),
        (
            (
                visible(each.ref),
                str(each.incident),
                visible(each.label),
                _labelled(
                    ("Found", each.found_at),
                    ("Handled by", each.handled_by),
                    ("Packed", each.packed),
                    ("Kept", each.kept_at),
                    ("Photographs", ", ".join(each.photographs)),
                ),
                facts.to_the_minute(each.added_at).short(),
            )
            for each in things
        ),
    )


def _metadata(files: Iterable[Exhibit]) -> Iterator[Block]:
    """What the files say of themselves, which the person has asked for."""
    rows = tuple(
        Row((visible(each.ref), visible(name.replace("_", " ")), visible(text)))
        for each in files
        for name, text in (
            *(each.metadata or {}).items(),
            *(("does not fit together", said) for said in each.contradictions()),
        )
    )
    if not rows:
        yield Note("No file says when or where it was made, or by what.")
        return
    yield Table(
        "What the files say of themselves",
        (Column("Ref"), Column("What", share=3), Column("As found", share=7)),
        rows,
    )
    yield Note("Nothing of it is corrected; the clock of a camera may be wrong.")


def _handover(details: Mapping[str, Any]) -> tuple[str, str, str]:
    known = handover_shown(details)
    what = visible(str(known.pop("what", "")))
    recipient = visible(str(known.pop("for", "")))
    if "certificates" in known:
        known["certificates"] = _CERTIFICATES[known["certificates"]]
    rest = [(_HANDOVER.get(key, key.capitalize()), _plain(value)) for key, value in known.items()]
    return what, recipient, _labelled(*rest)


def _plain(value: object) -> str:
    """A value of the ledger; numbers of incidents as runs, all of them."""
    if not isinstance(value, (list, tuple)):
        return str(value)
    if all(isinstance(each, int) for each in value):
        return numbers(value, len(value))
    return ", ".join(map(str, value))


def _labelled(*parts: tuple[str, str | None]) -> str:
    """One line for each part that is known, with its label."""
    return "\n".join(
        f"{label}: {visible(text)}" if label else visible(text) for label, text in parts if text
    )


def _lines(*texts: str | None) -> str:
    return "\n".join(visible(text) for text in texts if text)
