"""The facts of a report as one JSON document, for programs."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from stalkdiary.model import pattern
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.incident import TEXTS, Incident
from stalkdiary.model.ledger import Entry, utc_text
from stalkdiary.model.moment import WEEKDAYS
from stalkdiary.model.summary import summarise
from stalkdiary.model.text import visible
from stalkdiary.reports.facts import Facts, handover_shown

_FIRST: Final = "made_at"
_HISTORY: Final = frozenset({"amendment", "withdrawal"})
_INCIDENT: Final = (
    *("incident", "what", "when", "recorded_at", "noticed", "where", "types", "times", "person"),
    *("witnesses", *TEXTS, "exhibits", "amended", "withdrawn", "withdrawn_why", "source"),
)
_EXHIBIT: Final = (
    *("ref", "incident", "name", "bytes", "sha256", "media_type", "added_at", "physical"),
    *("captured", "says", "found_at", "handled_by", "packed", "kept_at"),
)


def json_pieces(facts: Facts) -> Iterator[str]:
    """The facts as one document in pieces, ended by a line feed; keys are in a fixed order.

    Text is as the person wrote it. Characters that act or hide are written as JSON escapes, so
    that the document can be shown on a terminal. Where a file lay on the person's computer, its
    times and its embedded metadata are not in it, unless they were asked for.
    """
    yield "{"
    for key, value in _document(facts).items():
        yield f'{"" if key == _FIRST else ","}\n  "{key}": '
        # Messages may be many, and are never all in memory.
        yield from _array(value) if isinstance(value, Iterator) else [_told(value)]
    yield "\n}\n"


def _array(values: Iterable[object]) -> Iterator[str]:
    separator = ""
    yield "["
    for value in values:
        yield f"{separator}\n    {_told(value, 4)}"
        separator = ","
    yield "\n  ]" if separator else "]"


def _told(value: object, indent: int = 2) -> str:
    """A value as JSON, indented as it stands in the document."""
    text = json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n" + " " * indent)
    return re.sub(r"[^\n\x20-\x7e]", _escaped, text)


def _document(facts: Facts) -> dict[str, Any]:
    chosen = facts.chosen
    return {
        _FIRST: utc_text(facts.now),
        "for": facts.recipient,
        "initials": facts.initials,
        "timezone": facts.timezone,
        "made_up": facts.made_up,
        "fingerprint": facts.fingerprint,
        "entries": facts.entries,
        "chosen": {
            "since": chosen.since,
            "until": chosen.until,
            "person": chosen.person,
            "types": list(chosen.types),
        },
        "asks": facts.asks,
        "summary": summarise(facts.incidents, now_day=facts.local_day).to_json(),
        "pattern": _pattern(facts),
        "act": _act(facts),
        "incidents": (_incident(facts, incident) for incident in facts.incidents),
        "messages": _messages(facts),
        "exhibits": [_exhibit(facts, exhibit) for exhibit in facts.schedule],
        "people": [person.to_json() for person in facts.chosen_people],
        "actions": [action.listed() for action in facts.actions],
        "handovers": [
            {"recorded_at": recorded_at, **handover_shown(details)}
            for recorded_at, details in facts.handovers
        ],
    }


def _pattern(facts: Facts) -> dict[str, Any]:
    incidents = facts.standing
    silence = pattern.longest_silence(incidents)
    found = pattern.hours(incidents, facts.digests())
    return {
        "windows": [_window(each) for each in pattern.windows(incidents, facts.local_day)],
        "milestones": [
            {
                "kind": each.action.kind,
                "when": each.action.when.to_json(),
                "before": _window(each.before),
                "after": _window(each.after),
            }
            for each in pattern.milestones(incidents, facts.actions, facts.local_day)
        ],
        "in_person": _numbers(pattern.with_presence(incidents, "in-person")),
        "remote": _numbers(pattern.with_presence(incidents, "remote")),
        "against_others": _numbers(pattern.against_others(incidents)),
        "breaches": _numbers(each for each in incidents if pattern.said_breach(each)),
        "longest_silence": silence
        and {"days": silence.days, "before": silence.before.number, "after": silence.after.number},
        "acts_by_hour": {
            day: {f"{hour:02}": found.acts[at, hour] for hour in range(24)}
            for at, day in enumerate(WEEKDAYS)
        },
        "acts_without_hour": found.unplaced,
    }


def _act(facts: Facts) -> dict[str, Any]:
    law = facts.law
    return {
        "nation": law.slug,
        "name": law.act,
        "section": law.section,
        "checked": law.checked,
        "examples": [
            {
                "letter": example.letter,
                "incidents": _numbers(
                    each
                    for each in facts.standing
                    if not example.kinds.isdisjoint(each.account.types)
                ),
            }
            for example in law.examples
        ],
    }


def _window(window: pattern.Window) -> dict[str, Any]:
    days = {"first": window.first.isoformat(), "last": window.last.isoformat()}
    return {**days, "incidents": _numbers(window.incidents), "acts": window.acts}


def _numbers(incidents: Iterable[Incident]) -> list[int]:
    return [each.number for each in incidents]


def _messages(facts: Facts) -> Iterator[dict[str, Any]]:
    for incident in facts.incidents:
        if incident.source == "import":
            for held in facts.messages(incident.number):
                yield {
                    "number": held.number,
                    "incident": held.incident,
                    "exhibit": held.exhibit,
                    "counted": held.counted,
                    "marked": facts.marks.is_marked(held),
                    "told_to_stop": facts.marks.tells_to_stop(held),
                    "message": held.message.to_json(),
                    "changes": [
                        each._asdict() | {"message": each.message.to_json()}
                        for each in held.changes
                    ],
                }


def _incident(facts: Facts, incident: Incident) -> dict[str, Any]:
    shown = incident.shown()
    history = list(_history(facts.histories.get(incident.number, ())))
    return {name: shown[name] for name in _INCIDENT} | {"history": history}


def _history(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        if entry.kind in _HISTORY:
            content = entry.content()
            yield {
                "entry": entry.number,
                "recorded_at": entry.recorded_at,
                "kind": entry.kind,
                "changes": content.get("changes", {}),
                "why": content.get("why"),
            }


def _exhibit(facts: Facts, exhibit: Exhibit) -> dict[str, Any]:
    names = (*_EXHIBIT, "metadata") if facts.with_metadata else _EXHIBIT
    return {name: getattr(exhibit, name) for name in names}


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if visible(character) == character and character != "\t":
        return character
    return json.dumps(character)[1:-1]
