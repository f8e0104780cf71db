"""WhatsApp's own words in exported chats, from data/whatsapp.tsv, where their sources stand."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

from stalkdiary.importers.reading.words import word_rows

EVERY_MARK: Final = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""The marks of the direction of writing, and the byte order mark."""
MARKS: Final = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
"""The same for a class of characters."""
LEADING_MARKS: Final = re.compile(f"[{MARKS}]+")
SLOT: Final = "…"
"""Stands in a wording for a name, a number or a title."""
FIRST: Final = frozenset({"", "<", *EVERY_MARK})
LAST: Final = frozenset({")", ">", "\r", *EVERY_MARK})
"""The first and the last character of what deserves a second look in any language."""
EDGE: Final = 6
"""So many characters at the beginning or end of a body are looked at first."""
_SAME: Final = str.maketrans(
    {
        **dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF)),
        **dict.fromkeys(range(0x2066, 0x206A)),
        "\u00a0": " ",
        "\u202f": " ",
        "’": "'",
    }
)
_STOPS: Final = ".。।"
_WHOLE: Final = (
    *("deleted", "deleted-by-me", "omitted", "document"),
    *("live-location", "view-once", "waiting"),
)
_CALLS: Final = (
    *("missed-voice", "missed-video", "silenced-voice", "silenced-video", "voice", "video"),
)
_OUTCOMES: Final = ("call-back", "no-answer", "answered", "declined", "focus", "failed")
_TELLING_LENGTH: Final = 8
"""``… left`` and ``… joined`` say nothing where more follows."""


def plain(text: str) -> str:
    """The form in which wordings are compared: no marks, no capitals, no full stop at the end."""
    return _alike(text).strip().rstrip(_STOPS)


class Vocabulary:
    """The wordings by what they mean; patterns match the beginning of a text.

    Attributes:
        exact: meaning by wording, for bodies that are nothing else.
        attached, tag, edited: wordings that stand beside the name of a file, or behind a text.
        harmless: of a notice that is no evidence of anything.
        unmistakable: of notices that nobody writes by hand.
        document: the name of a file with the words for an omitted document behind it.
        firsts, starts, ends: the first character, and the first and the last `EDGE`, of what
            deserves a second look.
        gone: a pattern for what stands for a deleted message.
    """

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._rows = tuple(rows)
        self.exact = {**self._wordings(*_WHOLE), "null": "null"}
        self.attached = frozenset(self._wordings("attached"))
        self.tag = frozenset(self._wordings("tag"))
        self.edited = frozenset(self._wordings("edited"))
        self.call = self._wordings(*_CALLS)
        self.outcome = self._wordings(*_OUTCOMES)
        self.harmless = self._beginnings("encrypted", "about")
        self.notice = self._beginnings("encrypted", "about", "notice", "security")
        self.unmistakable = self._beginnings("encrypted", "security")
        self.deleted_by_admin = self._beginnings("deleted", only_slots=True)
        documents = "|".join(map(re.escape, self._wordings("document")))
        self.document = re.compile(rf".+\s(?:{documents})")
        looked_at = self._spellings(*_WHOLE, *_CALLS, "encrypted", "security") | {"null"}
        self.starts = frozenset(phrase[:EDGE] for phrase in looked_at) - {""}
        self.firsts = FIRST | {start[0] for start in self.starts}
        self.ends = frozenset(phrase[-EDGE:] for phrase in self._spellings("document"))
        gone = (phrase for phrase in self._of("deleted-by-me", "deleted") if SLOT not in phrase)
        self.gone = rf"(?:{_by_first_letter(gone)})[{_STOPS}]?"

    def may_be(self, line: str) -> bool:
        """Whether a line deserves a second look: quick, and right where it says no."""
        return (
            line[:1] in FIRST
            or line[-1:] in LAST
            or line[:EDGE] in self.starts
            or line[-EDGE:] in self.ends
        )

    def _of(self, *meanings: str) -> list[str]:
        return [phrase for each, phrase in self._rows if each in meanings]

    def _wordings(self, *meanings: str) -> dict[str, str]:
        """Meaning by wording, of the wordings without a slot."""
        return {
            plain(phrase): meaning
            for meaning, phrase in self._rows
            if meaning in meanings and SLOT not in phrase
        }

    def _beginnings(self, *meanings: str, only_slots: bool = False) -> re.Pattern[str]:
        """Matches plain text that begins with one of the wordings."""
        patterns = []
        for phrase in self._of(*meanings):
            parts = _alike(phrase).split(SLOT)
            if only_slots and len(parts) == 1:
                continue
            closed = not parts[0] and len(parts[-1]) < _TELLING_LENGTH
            patterns.append("(?:.{1,300}?)".join(map(re.escape, parts)) + r"\Z" * closed)
        return re.compile("|".join(patterns), re.DOTALL)

    def _spellings(self, *meanings: str) -> set[str]:
        """Wordings, or what stands before the slot, with and without capital and full stop."""
        found = set()
        for phrase in self._of(*meanings):
            word = phrase.split(SLOT)[0]
            for spelled in (word, word[:1].upper() + word[1:], word.lower()):
                found |= {spelled, *(spelled + stop for stop in _STOPS)}
        return found


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary(word_rows("whatsapp"))


@cache
def wordings(meaning: str) -> tuple[str, ...]:
    """The wordings of one meaning, as they are written, the longest first."""
    found = {phrase for each, phrase in word_rows("whatsapp") if each == meaning}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def _alike(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_SAME)
    return text.casefold()


def _by_first_letter(words: Iterable[str]) -> str:
    """A pattern of alternatives that is quick to find that none of them fits."""
    rest: dict[str, list[str]] = {}
    for word in words:
        rest.setdefault(word[0], []).append(re.escape(word[1:]))
    each = (f"{re.escape(first)}(?:{'|'.join(ends)})" for first, ends in rest.items())
    return f"(?=[{re.escape(''.join(rest))}])(?:{'|'.join(each)})"
