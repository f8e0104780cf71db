"""The facts of a report as one JSON document, for programs."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.incident import Incident
from stalkdiary.model.ledger import Entry, utc_text
from stalkdiary.model.summary import summarise
from stalkdiary.model.text import visible
from stalkdiary.reports.facts import Facts, handover_shown

_HISTORY: Final = frozenset({"amendment", "withdrawal"})
_EXHIBIT: Final = (
    *("ref", "incident", "name", "bytes", "sha256", "media_type", "added_at", "physical"),
    *("captured", "found_at", "handled_by", "packed", "kept_at"),
)


def to_json(facts: Facts) -> str:
    """The facts, ended by a line feed; keys are in a fixed order.

    Text is as the person wrote it. Characters that act or hide are written as JSON escapes, so
    that the document can be shown on a terminal. Where a file lay on the person's computer, its
    times and its embedded metadata are not in it.
    """
    text = json.dumps(_document(facts), ensure_ascii=False, indent=2)
    return re.sub(r"[^\n\x20-\x7e]", _escaped, text) + "\n"


def _document(facts: Facts) -> dict[str, Any]:
    chosen = facts.chosen
    return {
        "made_at": utc_text(facts.now),
        "for": facts.recipient,
        "initials": facts.initials,
        "timezone": facts.timezone,
        "fingerprint": facts.fingerprint,
        "entries": facts.entries,
        "chosen": {
            "since": chosen.since,
            "until": chosen.until,
            "person": chosen.person,
            "types": list(chosen.types),
        },
        "summary": summarise(facts.incidents, now_day=facts.local_day).to_json(),
        "incidents": [_incident(facts, incident) for incident in facts.incidents],
        "exhibits": [_exhibit(exhibit) for exhibit in facts.chosen_exhibits],
        "people": [person.to_json() for person in facts.chosen_people],
        "actions": [
            action.to_json() | {"recorded_at": action.recorded_at} for action in facts.actions
        ],
        "handovers": [
            {"recorded_at": recorded_at, **handover_shown(details)}
            for recorded_at, details in facts.handovers
        ],
    }


def _incident(facts: Facts, incident: Incident) -> dict[str, Any]:
    account = incident.account
    return {
        "incident": incident.number,
        "what": account.what,
        "when": account.when.to_json(),
        "recorded_at": incident.recorded_at,
        "noticed": account.noticed.to_json() if account.noticed else None,
        "where": account.where,
        "types": list(account.types),
        "times": account.times,
        "person": incident.person_name,
        "channel": account.channel,
        "felt": account.felt,
        "witnesses": list(account.witnesses),
        "appearance": account.appearance,
        "vehicle": account.vehicle,
        "response": account.response,
        "police_ref": account.police_ref,
        "breach": account.breach,
        "exhibits": list(incident.exhibits),
        "amended": incident.amended,
        "withdrawn": incident.withdrawn,
        "withdrawn_why": incident.withdrawn_why,
        "source": incident.source,
        "history": list(_history(facts.histories.get(incident.number, ()))),
    }


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


def _exhibit(exhibit: Exhibit) -> dict[str, Any]:
    return {name: getattr(exhibit, name) for name in _EXHIBIT}


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if visible(character) == character and character != "\t":
        return character
    return json.dumps(character)[1:-1]
