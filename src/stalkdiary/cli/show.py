"""`show`: one incident whole, with its history, messages and exhibits."""

from typing import Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.message_lines import document_of, show_messages
from stalkdiary.cli.options import flag
from stalkdiary.cli.screen import Screen
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import size, when_in_words, written
from stalkdiary.model.behaviour import title_of
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.incident import Account, Incident
from stalkdiary.model.ledger import Entry
from stalkdiary.model.mark import NO_MARKS, Marks
from stalkdiary.model.message import HeldMessage
from stalkdiary.model.moment import Moment

EXAMPLES = ("stalkdiary show 3",)

_FIELDS = (
    ("where", "Where"),
    ("channel", "How it reached you"),
    ("what", "What happened"),
    ("felt", "What it did to you"),
    ("identified_by", "How you know it was them"),
    ("witness_contact", "Reaching a witness"),
    ("appearance", "How they looked"),
    ("vehicle", "Vehicle"),
    ("response", "What you did"),
    ("injury", "Injury and treatment"),
    ("cost", "Cost"),
    ("children", "Children there"),
    ("link", "Account or link"),
    ("police_ref", "Police reference"),
    ("breach", "Breach of an order"),
)

_CHANGED = dict(_FIELDS) | {
    "when": "When",
    "noticed": "Noticed",
    "types": "Types",
    "person": "Who",
    "witnesses": "Witnesses",
    "times": "Times",
}
"""What the history calls the fields of an account."""
_VERBS = {"amendment": "Amended", "withdrawal": "Withdrawn", "restoration": "Brought back"}


def show(
    context: typer.Context,
    number: options.Number,
    brief: Annotated[bool, flag("--brief", "Times, types and exhibits only, no content.")] = False,
    as_json: options.Json = False,
) -> None:
    """One incident whole, with history, messages and exhibits."""
    session: Session = context.obj
    with session.open_diary() as diary:
        incident = diary.incident(number)
        history = diary.history(number)
        exhibits = diary.exhibits(number)
        zone = diary.case().timezone
        messages = list(diary.messages(number))
        marks = diary.marks() if messages else NO_MARKS
        if messages:
            exhibits += [each for each in diary.enclosed() if each.incident == number]
        names = {each.number: each.name for each in diary.people()}
    if as_json:
        session.screen.json(_document(incident, history, exhibits, messages, marks))
        return
    _show(session.screen, incident, zone, brief=brief)
    if not brief:
        show_messages(session.screen, messages, marks)
    _show_exhibits(session.screen, exhibits, zone, brief=brief)
    if not brief:
        _show_history(session.screen, history, zone, names)


def _document(
    incident: Incident,
    history: list[Entry],
    exhibits: list[Exhibit],
    messages: list[HeldMessage],
    marks: Marks,
) -> dict[str, Any]:
    return incident.shown() | {
        "history": [
            {
                "entry": each.number,
                "recorded_at": each.recorded_at,
                "kind": each.kind,
                "hash": each.hash,
                **{k: v for k, v in each.content().items() if k not in {"incident", "nonce"}},
            }
            for each in history
        ],
        "exhibit_details": [each.listed() for each in exhibits],
        "messages": [document_of(each, marks) for each in messages],
    }


def _show(screen: Screen, incident: Incident, zone: str, *, brief: bool) -> None:
    account = incident.account
    screen.heading(f"Incident {incident.number}")
    if incident.withdrawn:
        why = "" if brief else incident.withdrawn_why
        screen.line(f"Withdrawn: {why}" if why else "Withdrawn")
    pairs = [("When", when_in_words(account.when))]
    if account.noticed:
        pairs.append(("Noticed", account.noticed.in_words()))
    pairs.append(("Written", written(incident.recorded_at, zone)))
    if account.types:
        pairs.append(("Types", ", ".join(map(title_of, account.types))))
    if account.times > 1:
        pairs.append(("Times", str(account.times)))
    if not brief:
        pairs += _content(incident, account)
    screen.fields(pairs)


def _content(incident: Incident, account: Account) -> list[tuple[str, str]]:
    pairs = [("Who", incident.person_name)] if incident.person_name else []
    pairs += [(title, getattr(account, name)) for name, title in _FIELDS if getattr(account, name)]
    if account.witnesses:
        pairs.append(("Witnesses", ", ".join(account.witnesses)))
    return pairs


def _show_exhibits(screen: Screen, exhibits: list[Exhibit], zone: str, *, brief: bool) -> None:
    for each in exhibits:
        if brief:  # names of files and things say a lot
            kind = "a thing" if each.physical else f"{each.media_type}, {size(each.bytes)}"
            screen.line(f"Exhibit {each.ref}: {kind}, added {written(each.added_at, zone)}")
            continue
        details = [each.media_type, size(each.bytes), each.sha256 and f"SHA-256 {each.sha256}"]
        if each.metadata and "taken" in each.metadata:
            details.append(f"camera time {each.metadata['taken']}")
        details += [f"does not fit together: {said}" for said in each.contradictions()]
        if each.says:
            details.append(f"shows: {each.says}")
        if each.kept_at:
            details.append(f"kept at {each.kept_at}")
        if each.photographs:
            details.append(f"photographs {', '.join(each.photographs)}")
        screen.line(
            f"Exhibit {each.ref}: {each.label}, added {written(each.added_at, zone)}"
            + "".join(f", {detail}" for detail in details if detail)
        )


def _show_history(screen: Screen, history: list[Entry], zone: str, names: dict[int, str]) -> None:
    for entry in history:
        body = entry.content()
        if entry.kind == "mark":
            verb = "Marked" if body["marked"] else "Mark taken back"
            numbers = ", ".join(map(str, body["messages"]))
            several = "s" if len(body["messages"]) > 1 else ""
            screen.line(f"{verb} {written(entry.recorded_at, zone)}: message{several} {numbers}")
        if entry.kind == "exhibit-amendment":
            words = body["says"] or "nothing said"
            at = written(entry.recorded_at, zone)
            screen.line(f"What {body['ref']} shows, said {at}: {words}")
        if entry.kind not in _VERBS:
            continue
        verb = _VERBS[entry.kind]
        why = f", because: {body['why']}" if body.get("why") else ""
        screen.line(f"{verb} {written(entry.recorded_at, zone)}{why}")
        for name, before, after in _changes(history, entry):
            told = (_said(name, value, names) for value in (before, after))
            screen.line(f"  {_CHANGED.get(name, name)}: {' became '.join(told)}")


def _changes(history: list[Entry], amendment: Entry) -> list[tuple[str, Any, Any]]:
    """Field, earlier and later value of each change in one amendment."""
    known: dict[str, Any] = {}
    for entry in history:
        body = entry.content()
        changes = body if entry.kind == "incident" else body.get("changes", {})
        if entry.number == amendment.number:
            return [(name, known.get(name), value) for name, value in changes.items()]
        known |= changes
    return []


def _said(name: str, value: Any, names: dict[int, str]) -> str:  # noqa: ANN401 - any field
    if isinstance(value, dict):
        moment = Moment.from_json(value)
        return "not said" if moment.start is None else moment.in_words()
    if value in (None, [], ""):
        return "not said"
    if name == "person":
        return names.get(value, f"person {value}")
    if isinstance(value, list):
        return ", ".join(title_of(each) if name == "types" else str(each) for each in value)
    return str(value)
