"""Facts for reports: a plain incident, and a whole diary in which every text is the same."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from stalkdiary.model.action import KINDS, Action
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.incident import TEXTS, Account, Incident
from stalkdiary.model.ledger import START, Entry, next_entry
from stalkdiary.model.message import (
    Attachment,
    Basis,
    Change,
    Direction,
    ExportTime,
    HeldMessage,
    Kind,
    Message,
    Resolution,
    State,
)
from stalkdiary.model.moment import Moment, Precision
from stalkdiary.model.person import Person
from stalkdiary.reports.facts import Facts

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/London"))
FINGERPRINT = "sha256:" + "0123456789abcdef" * 4
ZONE = "Europe/London"


def make_moment(start: str | None, end: str | None = None) -> Moment:
    """A moment of the precision that its text has."""
    shapes = {4 + 3: Precision.MONTH, 10: Precision.DAY}
    precision = Precision.UNKNOWN if start is None else shapes.get(len(start), Precision.EXACT)
    return Moment(start=start, end=end, precision=precision, part=None, timezone=ZONE, said="")


def make_incident(
    number: int = 1,
    start: str | None = "2026-11-20T21:30:00+00:00",
    *,
    withdrawn_why: str | None = None,
    **fields: Any,
) -> Incident:
    """An incident written on 22 November 2026; other fields are those of the account."""
    outside = {
        key: fields.pop(key)
        for key in ("exhibits", "person_name", "amended", "source", "recorded_at")
        if key in fields
    }
    account: dict[str, Any] = {"what": "He was outside.", "when": make_moment(start)} | fields
    known: dict[str, Any] = {"recorded_at": "2026-11-22T22:00:00Z"} | outside
    return Incident(number=number, account=Account(**account), withdrawn_why=withdrawn_why, **known)


def make_facts(*incidents: Incident, **changes: Any) -> Facts:
    """The facts of a report over these incidents."""
    values: dict[str, Any] = {
        "initials": "RM",
        "timezone": ZONE,
        "now": NOW,
        "incidents": incidents,
        "histories": {},
        "fingerprint": FINGERPRINT,
        "entries": 64,
    }
    return Facts(**values | changes)


def make_history(incident: Incident, *later: tuple[str, dict[str, Any]]) -> list[Entry]:
    """The entry that made an incident, and later ones, each with its kind and body."""
    bodies = [("incident", incident.account.to_json()), *later]
    entries: list[Entry] = []
    for kind, body in bodies:
        last = entries[-1] if entries else None
        numbered = {"incident": incident.number} | body
        entries.append(
            next_entry(last, recorded_at="2026-11-22T22:00:00Z", kind=kind, body=numbered)
        )
    assert entries[0].previous == START
    return entries


def make_message(
    number: int = 1,
    local: str | None = "2026-11-10T21:30+00:00",
    *,
    incident: int = 3,
    counted: bool = True,
    changes: tuple[Change, ...] = (),
    **fields: Any,
) -> HeldMessage:
    """A message as the diary holds it, from Alex at 21:30; other fields are the message's."""
    time = None
    if local is not None:
        finely = {10: Resolution.DAY, 22: Resolution.MINUTE, 25: Resolution.SECOND}[len(local)]
        instant = int(datetime.fromisoformat(local).timestamp() * 1000)
        time = ExportTime(local, instant, local, finely, Basis.ASSUMED)
    known: dict[str, Any] = {
        "locator": f"line {number}",
        "kind": Kind.MESSAGE,
        "channel": "WhatsApp",
        "time": time,
        "direction": Direction.IN,
        "sender": "Alex",
        "text": "I know where you are",
    }
    message = Message(**known | fields)
    return HeldMessage(number, incident, "EX/3", message, counted, changes)


def make_imported(number: int = 3, times: int = 1, **fields: Any) -> Incident:
    """An incident that was counted from an export."""
    known: dict[str, Any] = {
        "what": f"{times} WhatsApp messages from Alex, 21:30.",
        "times": times,
        "types": ("calls-messages",),
        "channel": "WhatsApp",
        "source": "import",
    }
    return make_incident(number, "2026-11-10T21:30:00+00:00", **known | fields)


def make_everywhere(text: str) -> Facts:
    """A diary in which `text` stands in every field that a person can write."""
    said = dict.fromkeys(("what", *TEXTS), text)
    incident = make_incident(
        1,
        **said,
        witnesses=(text, text),
        person=1,
        person_name=text,
        types=("threats",),
        exhibits=("EX/1", "EX/2"),
        amended=1,
    )
    imported = make_imported(90, what=text, channel=text, person=1, person_name=text)
    later = make_message(text=f"{text} later").message
    messages = [
        make_message(
            channel=text,
            sender=text,
            sender_id=text,
            recipients=(text, text),
            thread=text,
            subject=text,
            text=text,
            raw_text=text,
            state=State.EDITED,
            attachments=(Attachment(text, media_type=text),),
            flags=(text,),
            locator=text,
            changes=(Change("edited", "2026-11-22T22:00:00Z", "EX/4", later),),
        ),
        make_message(2, counted=False, sender=None, sender_id=text, direction=Direction.OUT),
    ]
    taken_back = make_incident(2, what=text, withdrawn_why=text)
    history = make_history(
        incident,
        (
            "amendment",
            {
                "changes": {"what": text, "where": text, "person": 1, "witnesses": [text]},
                "why": text,
            },
        ),
    )
    file = Exhibit(
        ref="EX/1",
        incident=1,
        added_at="2026-11-22T22:00:00Z",
        name=text,
        path=f"/home/secret/{text}",
        bytes=1,
        sha256="a" * 64,
        media_type=text,
        metadata={"latitude": "51.5"},
        captured=text,
    )
    thing = Exhibit(
        ref="EX/2",
        incident=1,
        added_at="2026-11-22T22:00:00Z",
        name=text,
        physical=True,
        found_at=text,
        handled_by=text,
        packed=text,
        kept_at=text,
    )
    person = Person(
        number=1,
        name=text,
        role="stalker",
        relationship=text,
        aliases=(text,),
        numbers=(text,),
        handles=(text,),
        vehicles=(text,),
        notes=text,
    )
    actions = [
        Action(
            number=number,
            recorded_at="2026-11-22T22:00:00Z",
            kind=kind,
            when=make_moment("2026-11-01"),
            what=text,
            force=text,
            reference=text,
            officer=text,
            promised=text,
            due=text,
            granted=text,
            expires=text,
            conditions=text,
        )
        for number, kind in enumerate(KINDS, 1)
    ]
    handover = {"what": text, "for": text, "format": text, "path": "/home/secret/report.pdf"}
    return make_facts(
        incident,
        taken_back,
        imported,
        initials=text,
        recipient=text,
        asks=text,
        messages=lambda number: messages if number == imported.number else [],
        people=[person],
        actions=actions,
        exhibits=[file, thing],
        handovers=[("2026-11-22T22:00:00Z", handover)],
        histories={1: history, 2: make_history(taken_back, ("withdrawal", {"why": text}))},
    )


@pytest.fixture
def moment() -> Callable[..., Moment]:
    """`make_moment`."""
    return make_moment


@pytest.fixture
def incident() -> Callable[..., Incident]:
    """`make_incident`."""
    return make_incident


@pytest.fixture
def imported() -> Callable[..., Incident]:
    """`make_imported`."""
    return make_imported


@pytest.fixture
def message() -> Callable[..., HeldMessage]:
    """`make_message`."""
    return make_message


@pytest.fixture
def facts() -> Callable[..., Facts]:
    """`make_facts`."""
    return make_facts


@pytest.fixture
def history() -> Callable[..., list[Entry]]:
    """`make_history`."""
    return make_history


@pytest.fixture(scope="session")
def everywhere() -> Callable[[str], Facts]:
    """`make_everywhere`."""
    return make_everywhere
