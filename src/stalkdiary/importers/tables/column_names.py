"""By which names tables call their columns, and which field of an item each name means."""

import re
from typing import Final

from stalkdiary.importers.reading.words import words_by_meaning

_KNOWN: Final = words_by_meaning("tables", "column ")
FIELDS: Final = tuple(_KNOWN)
_SOMEBODY: Final = words_by_meaning("tables", "somebody")[""]
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

    So where nobody sends or is called, or the columns speak of what happened; but who names the
    columns and one of them ``from`` means messages.
    """
    fields = places.keys()
    if not fields & PARTIES:
        return not fields & {"subject", "kind"}
    return not told and speaks_of_incidents(names, places)


def speaks_of_incidents(names: tuple[str, ...], places: dict[str, int]) -> bool:
    if "text" not in places:
        return False
    text = plain_name(names[places["text"]])
    return bool(places.keys() & _OWN) or "happened" in text or "incident" in text


def spaced_name(name: str) -> str:
    """A name as --map gives it, without differences of case and white space."""
    return " ".join(name.split()).casefold()


def plain_name(name: str) -> str:
    """A name without what stands in brackets, marks, and differences of case and white space."""
    bare = re.sub(r"\([^)]*\)?", "", name.casefold())
    return " ".join(re.sub(r"[^\w&]+|_", " ", bare).split())
