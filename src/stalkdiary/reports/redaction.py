"""Facts with chosen words left out, for a document that others will read."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.ledger import Entry
from stalkdiary.model.message import HeldMessage
from stalkdiary.model.redaction import LEFT_OUT, Redaction, is_ours
from stalkdiary.reports.facts import Facts, by_message

# One of our own words, and what is read only when it is wanted.
_NOT_TEXT = frozenset({"nation", "messages", "pictures", "drawn"})

# An export names even its kinds of files; only these are never anybody's words.
_OURS_OF_A_MESSAGE = frozenset({"exhibit", "recorded_at", "sha256", "local", "kind"})


def redacted(facts: Facts, hidden: Redaction) -> Facts:
    """`facts` with ``[left out]`` wherever one of the phrases stands in anybody's words.

    That is every text but those that the program writes itself, such as references, hashes and
    times; a field that is added later is searched as well. What is in the files of exhibits stays
    as it is.
    """
    if not hidden:
        return facts
    # People are chosen by their names, while they have them.
    named = replace(facts, people=facts.chosen_people, handovers=())
    changes = {
        field.name: _changed(getattr(named, field.name), hidden.without)
        for field in fields(Facts)
        if (not is_ours(field.name) or field.name == "exhibits") and field.name not in _NOT_TEXT
    }
    handovers = [(at, _changed(details, hidden.without)) for at, details in facts.handovers]

    def messages(incident: int) -> Iterator[HeldMessage]:
        for each in facts.messages(incident):
            yield _changed(each, hidden.without)

    return replace(named, **changes | {"handovers": handovers, "messages": messages})


def occurrences(facts: Facts, hidden: Redaction) -> list[int]:
    """How often each phrase stands in what a report is made from, in the order of the phrases.

    Each field of the record counts once, however often a report prints it; of an incident that was
    changed or withdrawn, each version. All messages are read for it.
    """
    counts = [0] * len(hidden.given)
    if not hidden:
        return counts

    def count(text: str) -> str:
        if hidden.occur_in(text):
            for place, found in enumerate(hidden.counts(text)):
                counts[place] += found
        return text

    for incident in facts.incidents:
        # The entries hold the words of every version; names of people stand in the list.
        _changed(facts.histories.get(incident.number, incident.account), count)
        for held in facts.messages(incident.number):
            _changed(_without_its_copy(held), count)
    for exhibit in facts.chosen_exhibits:
        _changed(replace(exhibit, path=None), count)  # never printed
    others = facts.chosen_people, facts.actions, facts.recipient, facts.asks
    _changed((*others, [details for _, details in facts.handovers]), count)
    return counts


def _without_its_copy(held: HeldMessage) -> HeldMessage:
    """A message without the characters of the export, which are its text over again."""
    return held._replace(message=held.message._replace(raw_text=None))


def without_exhibits(facts: Facts, refs: Iterable[str]) -> Facts:
    """`facts` in which nothing but the reference and the incident is said of these exhibits.

    Messages that were read from one of them are left out as well.
    """
    left_out = frozenset(refs)

    def messages(incident: int) -> Iterator[HeldMessage]:
        for each in facts.messages(incident):
            if each.exhibit not in left_out:
                later = tuple(change for change in each.changes if change.exhibit not in left_out)
                yield each._replace(changes=later)

    return replace(
        facts,
        messages=messages,
        enclosed=by_message(
            file
            for files in facts.enclosed.values()
            for file in files
            if left_out.isdisjoint({file.ref, file.enclosed_in})
        ),
        exhibits=[
            Exhibit(
                ref=each.ref,
                incident=each.incident,
                added_at=each.added_at,
                name=LEFT_OUT,
                physical=each.physical,
            )
            if each.ref in left_out
            else each
            for each in facts.exhibits
        ],
    )


def _changed(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401, PLR0911 - one line for each shape
    """A value of ours with every text in it changed that may be somebody's, to any depth."""
    if type(value) is str:  # most are, or nothing; of messages there are many
        return change(value)
    match value:
        case None | int() | Enum():
            return value
        case str():
            return change(value)
        case Entry():
            # It keeps its hash, which is that of the words that were written.
            body = _changed(value.content(), change)
            return replace(value, body=json.dumps(body, ensure_ascii=False))
        case Mapping():
            return {
                name: each if is_ours(str(name)) else _changed(each, change)
                for name, each in value.items()
            }
        case tuple() if hasattr(value, "_fields"):
            return type(value)(
                *(
                    each if name in _OURS_OF_A_MESSAGE else _changed(each, change)
                    for name, each in zip(value._fields, value, strict=True)
                )
            )
        case list() | tuple():
            return type(value)(_changed(each, change) for each in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            changes = {
                field.name: _changed(getattr(value, field.name), change)
                for field in fields(value)
                if not is_ours(field.name)
            }
            return replace(value, **changes)
    return value
