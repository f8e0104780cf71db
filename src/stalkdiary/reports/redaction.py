"""Facts with chosen words left out, for a document that others will read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.ledger import Entry
from stalkdiary.model.message import HeldMessage
from stalkdiary.model.phrases import LEFT_OUT, Phrases, is_ours
from stalkdiary.reports.facts import Facts

# One of our own words, and what is read only when it is wanted.
_NOT_TEXT = frozenset({"nation", "messages"})

# An export names even its kinds of files; only these are never anybody's words.
_OURS_OF_A_MESSAGE = frozenset({"exhibit", "recorded_at", "sha256", "local", "kind"})


def redacted(facts: Facts, phrases: Iterable[str]) -> Facts:
    """`facts` with ``[left out]`` wherever one of `phrases` stands in anybody's words.

    That is every text but those that the program writes itself, such as references, hashes and
    times; a field that is added later is searched as well. What is in the files of exhibits stays
    as it is.

    Raises:
        InputRefused: a phrase is too short to be left out.
    """
    hidden = Phrases(phrases)
    if not hidden:
        return facts
    # People are chosen by their names, while they have them.
    named = replace(facts, people=facts.chosen_people, handovers=())
    changes = {
        field.name: _without(getattr(named, field.name), hidden)
        for field in fields(Facts)
        if (not is_ours(field.name) or field.name == "exhibits") and field.name not in _NOT_TEXT
    }
    handovers = [(at, hidden.without_in(details)) for at, details in facts.handovers]

    def messages(incident: int) -> Iterator[HeldMessage]:
        for each in facts.messages(incident):
            yield _without(each, hidden)

    return replace(named, **changes | {"handovers": handovers, "messages": messages})


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


def _without(value: Any, hidden: Phrases) -> Any:  # noqa: ANN401, PLR0911 - one line for each shape
    """A value of ours with every text in it redacted, to any depth."""
    match value:
        case Enum():
            return value
        case str():
            return hidden.without(value)
        case Entry():
            # It keeps its hash, which is that of the words that were written.
            body = hidden.without_in(value.content())
            return replace(value, body=json.dumps(body, ensure_ascii=False))
        case Mapping():
            return {
                name: each if is_ours(str(name)) else _without(each, hidden)
                for name, each in value.items()
            }
        case tuple() if hasattr(value, "_fields"):
            return type(value)(
                *(
                    each if name in _OURS_OF_A_MESSAGE else _without(each, hidden)
                    for name, each in zip(value._fields, value, strict=True)
                )
            )
        case list() | tuple():
            return type(value)(_without(each, hidden) for each in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            changes = {
                field.name: _without(getattr(value, field.name), hidden)
                for field in fields(value)
                if not is_ours(field.name)
            }
            return replace(value, **changes)
    return value
