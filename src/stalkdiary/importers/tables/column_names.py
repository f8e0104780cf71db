"""By which names tables call their columns, and which field of an item each name means."""

import re
from typing import Final

_KNOWN: Final[dict[str, set[str]]] = {
    "date": {"date", "date of incident", "incident date", "call date", "message date"},
    "time": {
        "time",
        "time of incident",
        "incident time",
        "call time",
        "start time",
        "time of call",
    },
    "datetime": {"datetime", "date time", "date and time", "date & time", "timestamp", "when"}
    | {"date and time of incident", "sent at", "received at"},
    "from": {"from", "sender", "sender name", "from name", "caller", "calling number"}
    | {"from number", "author", "author name", "sent by", "posted by", "written by", "from user"}
    | {"message sender", "who"},
    "to": {
        "to",
        "recipient",
        "recipients",
        "receiver",
        "number called",
        "called number",
        "called no",
    }
    | {"number dialled", "dialled number", "to number", "destination number"},
    "with": {
        "contact",
        "contact name",
        "other party",
        "chat",
        "chat name",
        "chat session",
        "chat with",
    }
    | {"conversation", "conversation with", "conversation name", "correspondent"},
    "number": {"number", "phone number", "telephone number", "phone", "mobile", "mobile number"},
    "text": {"text", "message", "message text", "body", "content", "message body"}
    | {"what happened", "description of incident", "description of the incident", "incident"}
    | {"details of incident", "details of the incident", "incident details"}
    | {"description", "details"},
    "subject": {"subject"},
    "mine": {"is from me", "from me", "isfromme", "fromme", "is sender", "is mine", "mine"}
    | {"sent by me", "is outgoing", "is sent", "by me"},
    "direction": {"direction", "in out", "incoming outgoing", "in or out"},
    "channel": {"channel", "service", "app", "platform"},
    "kind": {"kind"},
    "type": {"type", "call type", "message type", "type of call"},
    "duration": {"duration", "call duration", "length", "call length", "length of call"},
    "place": {"place", "location", "where", "place of incident", "location of incident"}
    | {"where it happened"},
    "witnesses": {"witness", "witnesses", "witness name", "witness names", "names of witnesses"}
    | {"any witnesses"},
    "felt": {"felt", "how it made you feel", "how it made me feel", "how did it make you feel"}
    | {"how i felt", "how you felt", "feelings", "impact", "effect on me", "impact on me"},
    "police": {"police", "police called", "police reference", "police ref", "police report"}
    | {"police reference number", "crime reference", "crime reference number", "crime number"}
    | {"report number", "reported to police", "police incident number"},
    "officer": {"officer", "officer name", "police officer", "name of officer"},
    "response": {"response", "my response", "your response", "what i did", "what you did"}
    | {"action taken"},
    "appearance": {"appearance", "what they wore"},
    "vehicle": {"vehicle", "vehicle details", "car"},
    "times": {"how many times", "number of times"},
    "identified_by": {"how i knew who it was", "how i knew it was them", "identified by"},
    "witness_contact": {"how to reach witnesses", "how to reach the witness", "witness contact"}
    | {"witness contact details", "contact details of witnesses"},
    "injury": {"injury", "injuries", "injury and treatment", "injuries and treatment"},
    # Not "cost": a telephone bill has that.
    "cost": {"what it cost", "what it cost me", "cost to me"},
    "children": {"children there", "children present", "were children there"},
    "link": {"account or link"},
}
FIELDS: Final = tuple(_KNOWN)
_SOMEBODY: Final = frozenset(
    {"name", "person", "participant", "handle", "account", "account name", "user", "user name"}
    | {"username", "screen name", "display name", "profile name", "nickname", "nick", "member"}
)
"""Whoever wrote, or whoever the other one is: which of the two, only the other columns tell."""
_OWN: Final = frozenset({"witnesses", "felt", "police", "officer", "response", "appearance"})
MAY_COME_TWICE: Final = _OWN | {"place", "vehicle"}
"""The first such column is taken; the others are read like columns of no field."""
PARTIES: Final = frozenset({"from", "to", "with", "number", "mine", "direction", "duration"})
_SAY_WHOSE: Final = frozenset({"mine", "direction", "type", "duration", "from"})
"""Beside these, a name is that of the other one."""


def places_of(names: list[str]) -> dict[str, list[int]]:
    """Field to the columns, from 0, that its names fit; several where the names leave it open."""
    places: dict[str, list[int]] = {}
    somebody = []
    for index, name in enumerate(names):
        plain = plain_name(name)
        for field, known in _KNOWN.items():
            if plain in known:
                places.setdefault(field, []).append(index)
        if plain in _SOMEBODY:
            somebody.append(index)
    if somebody:
        calls = "number" in places and "text" not in places
        writes = not calls and not places.keys() & _SAY_WHOSE
        places.setdefault("from" if writes else "with", somebody)
    return places


def profile_of(names: tuple[str, ...], places: dict[str, int]) -> str | None:
    """The profile that the names of the columns are of."""
    if places.keys() & PARTIES - {"to", "duration"}:
        return None
    text = plain_name(names[places["text"]]) if "text" in places else ""
    if places.keys() & {"witnesses", "police", "officer", "felt", "place"}:
        if text == "description of incident":
            return "sparc"
        return "uk-diary" if text == "what happened" else None
    to = plain_name(names[places["to"]]) if "to" in places else ""
    return "phone-bill" if "call" in to or "dialled" in to else None


def is_record(names: tuple[str, ...], places: dict[str, int], *, told: bool) -> bool:
    """Whether the rows look like incidents in the person's own words.

    So where nobody sends or is called, and where witnesses, feelings or the police have columns,
    or the column of the text speaks of what happened. A person who names the columns and one of
    them ``from`` means messages.
    """
    fields = places.keys()
    if not fields & PARTIES:
        return not fields & {"subject", "kind"}
    return not told and speaks_of_incidents(names, places)


def speaks_of_incidents(names: tuple[str, ...], places: dict[str, int]) -> bool:
    """Whether the columns are those of a log of incidents."""
    if "text" not in places:
        return False
    text = plain_name(names[places["text"]])
    return bool(places.keys() & _OWN) or "happened" in text or "incident" in text


def spaced_name(name: str) -> str:
    """A name as --map gives it, without differences of case and white space."""
    return " ".join(name.split()).casefold()


def plain_name(name: str) -> str:
    """A name without what stands in brackets, marks, and differences of case and white space."""
    bare = re.sub(r"\([^)]*\)", "", name.casefold())
    return " ".join(re.sub(r"[^\w&]+|_", " ", bare).split())
