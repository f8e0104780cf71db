"""Calls as iPhones write them into exported chats: ``Voice call, 4 min``, ``Missed video call``."""

import re
from functools import cache
from typing import Final, NamedTuple

from stalkdiary.importers.whatsapp.vocabulary import plain, vocabulary, wordings
from stalkdiary.model.message import Call

SILENCED: Final = "The phone was set not to ring for it."
_LONGEST: Final = 100
_PARTS: Final = re.compile(r"\s*[,.،、]\s*")
_LENGTH: Final = re.compile(r"(\d+)\s*([^\W\d_]+)\.?")
_LENGTHS: Final = re.compile(rf"(?:{_LENGTH.pattern}\s*)+")
_TOGETHER: Final = re.compile(r".*\d+ (?:joined|invited)")
"""Of a group call. What stands before is how long it lasted."""
_OUTCOMES: Final = {
    "call-back": "missed",
    "no-answer": "no-answer",
    "answered": "answered",
    "declined": "declined",
    "focus": "missed",
    "failed": "unknown",
}


class Found(NamedTuple):
    call: Call
    flags: tuple[str, ...] = ()


def call_of(text: str, *, marked: bool) -> Found | None:
    """The call that a body (without marks before it) tells of; None where it is something else.

    Where WhatsApp's mark does not stand before it, only what nobody writes by hand is a call.
    """
    if len(text) > _LONGEST:
        return None
    kind, *details = _PARTS.split(plain(text.replace("\n", ", ")), maxsplit=1)
    meaning = vocabulary().call.get(kind)
    if meaning is None:
        return None
    missed = meaning.startswith(("missed", "silenced"))
    medium = "video" if meaning.endswith("video") else "voice"
    flags = (SILENCED,) if meaning.startswith("silenced") else ()
    detail = plain(details[0]) if details else ""
    known = vocabulary().outcome.get(detail)
    seconds = _seconds(detail.partition("•")[0])
    if not (marked or known or seconds is not None or _TOGETHER.fullmatch(detail)):
        return Found(Call(medium, "missed"), flags) if missed and not detail else None
    if missed:
        return Found(Call(medium, "missed"), flags)
    outcome = _OUTCOMES[known] if known else "unknown" if seconds is None else "answered"
    return Found(Call(medium, outcome, seconds), flags)


def _seconds(text: str) -> int | None:
    """``1 hr 5 min`` in seconds; None where a unit is not known."""
    found = _LENGTH.findall(text) if _LENGTHS.fullmatch(text) else []
    units = _units()
    if not found or any(unit not in units for _, unit in found):
        return None
    return sum(int(number) * units[unit] for number, unit in found)


@cache
def _units() -> dict[str, int]:
    lengths = {"hours": 3600, "minutes": 60, "seconds": 1}
    return {plain(unit): length for each, length in lengths.items() for unit in wordings(each)}
