"""How tables word a call or message: its kind, its direction, how it ended, how long it took."""

import re
from typing import Final, NamedTuple

from stalkdiary.importers.reading.words import words_by_meaning
from stalkdiary.model.message import Call, Direction, Kind


def _meanings(prefix: str) -> dict[str, str]:
    """By each word of the meanings that begin so, the rest of its meaning."""
    found = words_by_meaning("tables", prefix).items()
    return {word: meaning for meaning, words in found for word in words}


_WORDS: Final = words_by_meaning("tables", "")
_IN, _OUT, _WITHHELD = _WORDS["in"], _WORDS["out"], _WORDS["withheld"]
_CALLS, _MESSAGES, _VOICEMAILS = _WORDS["call"], _WORDS["message"], _WORDS["voicemail"]
_OUTCOMES: Final = _meanings("outcome ")
_CHANNELS: Final = _meanings("channel ")
_FROM_THEM: Final = frozenset({"missed", "declined", "blocked"})
"""How only calls end that came in."""
_CLOCK: Final = re.compile(
    r"(?:(?P<h>\d{1,4}):(?=\d{1,2}:))?(?P<m>\d{1,4}):(?P<s>\d{1,2})(?:\.0+)?"
)
_UNITS: Final = re.compile(
    r"(?:(?P<h>\d{1,4}) ?h(?:(?:ou)?rs?)?)?,? ?(?:and )?"
    r"(?:(?P<m>\d{1,5}) ?m(?:in(?:ute)?s?)?)?\.?,? ?(?:and )?"
    r"(?:(?P<s>\d{1,7}) ?s(?:ec(?:ond)?s?)?)?\.?"
)
_NUMBER: Final = re.compile(r"(\d{1,8})(?:\.0+)?")
_MINUTE: Final = 60


class Wording(NamedTuple):
    """What the words of a cell say; None and UNKNOWN for what they leave open."""

    kind: Kind | None = None
    direction: Direction = Direction.UNKNOWN
    outcome: str | None = None


def wording(text: str) -> Wording:
    """What ``Incoming call``, ``Missed``, ``SMS sent`` and the like say."""
    words = set(_plain(text).split())
    outcome = next((_OUTCOMES[word] for word in sorted(words) if word in _OUTCOMES), None)
    if "no answer" in _plain(text) or "not answered" in _plain(text):
        outcome = "no-answer"
    kind = None
    if words & _VOICEMAILS or "voice mail" in _plain(text):
        kind, outcome = Kind.VOICEMAIL, "voicemail"
    elif words & _MESSAGES:
        kind = Kind.MESSAGE
    elif words & _CALLS or outcome:
        kind = Kind.CALL
    direction = Direction.UNKNOWN
    if bool(words & _IN) != bool(words & _OUT):
        direction = Direction.IN if words & _IN else Direction.OUT
    elif outcome in _FROM_THEM and not words & _OUT:
        direction = Direction.IN
    return Wording(kind, direction, outcome)


def channel(text: str) -> str:
    """A channel by the name that the diary uses for it, or as it is written."""
    return _CHANNELS.get(_plain(text), text.strip())


def says_withheld(text: str) -> bool:
    """Whether a cell for a name or number says that the number was withheld."""
    return _plain(text) in _WITHHELD


def ended(said: str | None, direction: Direction, seconds: int | None) -> str:
    """The outcome of a call, where the words leave it open told from its length."""
    if said is not None:
        return said
    if seconds:
        return "answered"
    return "no-answer" if direction is Direction.OUT and seconds == 0 else "unknown"


def call_of(text: str, said: Wording, seconds: int | None, *, withheld: bool = False) -> Call:
    """The details of a call whose service or type is called `text`."""
    medium = "video" if "video" in _plain(text).split() else "voice"
    return Call(medium, ended(said.outcome, said.direction, seconds), seconds, withheld)


def seconds_of(text: str, unit: int = 1) -> int | None:
    """The length that a cell gives, in seconds; None where it gives none that is understood.

    ``00:01:05`` and ``1:05`` (minutes and seconds), ``1 min 5 s``, ``1h 2m``, ``65``. A number
    alone counts `unit` seconds, as the name of its column says.
    """
    plain = " ".join(text.casefold().split())
    if found := _NUMBER.fullmatch(plain):
        return int(found[1]) * unit
    found = _CLOCK.fullmatch(plain) or _UNITS.fullmatch(plain)
    if found is None or not any(found.groupdict().values()):
        return None
    hours, minutes, seconds = (int(found[part] or 0) for part in "hms")
    return (hours * _MINUTE + minutes) * _MINUTE + seconds


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+|_", " ", text.casefold()).split())
