"""Words that are to be left out of what is handed over, and where they stand in a text.

What looks the same is the same: capital letters, accents, width, runs of white space and characters
that nobody sees make no difference. Leaving out too much is the safe mistake.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stalkdiary.errors import InputRefused

LEFT_OUT = "[left out]"

# Written by the program, in the entries of the ledger and in the values made from them. Every
# other text may be somebody's words.
_OURS = frozenset(
    {
        *("nonce", "hash", "sha256", "fingerprint", "diary", "ref", "exhibit", "exhibits", "key"),
        *("types", "kind", "role", "source", "format", "media_type", "timezone", "precision"),
        *("part", "start", "end", "since", "until", "local", "sent", "recorded_at", "added_at"),
        *("file_times", "initials"),
    }
)
# Neither is a letter of its own: accents, and what joins, hides or turns.
_UNSEEN = {"Mn", "Me", "Cf"}
_FEWEST = 2


class Phrases:
    """The phrases that are to be left out."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Takes each phrase literally.

        Raises:
            InputRefused: one is so short that it stands everywhere.
        """
        self._folded = sorted({_folded(phrase.strip())[0].strip() for phrase in phrases})
        if any(len(each) < _FEWEST for each in self._folded):
            raise InputRefused(
                f"A phrase of fewer than {_FEWEST} letters or digits stands everywhere.",
                "Nothing was written. Give the whole word, name or address.",
            )

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._folded)

    def occur_in(self, value: object) -> bool:
        """Whether any of them stands in a text, or in any text of a JSON value."""
        if not self._folded:
            return False
        if isinstance(value, str):
            return any(True for _ in self._spans(value))
        if isinstance(value, Mapping):
            return any(self.occur_in(each) for name, each in value.items() if name not in _OURS)
        if isinstance(value, (list, tuple)):
            return any(map(self.occur_in, value))
        return False

    def without(self, text: str) -> str:
        """`text` with ``[left out]`` in place of each."""
        parts, at = [], 0
        for start, end in self._spans(text):
            parts += [text[at:start], LEFT_OUT]
            at = end
        return "".join([*parts, text[at:]])

    def without_in(self, value: Any) -> Any:  # noqa: ANN401 - JSON has no narrower type
        """A JSON value with the same done to every text that may be somebody's words."""
        if isinstance(value, str):
            return self.without(value)
        if isinstance(value, Mapping):
            return {
                name: each if name in _OURS else self.without_in(each)
                for name, each in value.items()
            }
        if isinstance(value, (list, tuple)):
            return type(value)(map(self.without_in, value))
        return value

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """From where to where they stand, in order; those that touch are one."""
        folded, origins = _folded(text)
        spans = sorted(
            (origins[at], max(origins[at + len(each)], origins[at + len(each) - 1] + 1))
            for each in self._folded
            for at in _occurrences(each, folded)
        )
        open_span: tuple[int, int] | None = None
        for start, end in spans:
            if open_span is None:
                open_span = (start, end)
            elif start <= open_span[1]:
                open_span = (open_span[0], max(end, open_span[1]))
            else:
                yield open_span
                open_span = (start, end)
        if open_span is not None:
            yield open_span


def is_ours(name: str) -> bool:
    """Whether a field of this name is written by the program, and is nobody's words."""
    return name in _OURS


def _occurrences(phrase: str, text: str) -> Iterator[int]:
    """Where `phrase` begins, also where one reaches into the next."""
    at = text.find(phrase)
    while at != -1:
        yield at
        at = text.find(phrase, at + 1)


def _folded(text: str) -> tuple[str, list[int]]:
    """`text` as it is compared, and where each of its characters came from; the end as well."""
    if text.isascii() and "  " not in text and not set(text) & set("\t\n\r\v\f\x1c\x1d\x1e\x1f"):
        return text.lower(), list(range(len(text) + 1))
    folded: list[str] = []
    origins: list[int] = []
    for at, character in enumerate(text):
        for each in unicodedata.normalize("NFKD", character.casefold()).casefold():
            space = each.isspace()
            if unicodedata.category(each) in _UNSEEN or (space and folded[-1:] == [" "]):
                continue
            folded.append(" " if space else each)
            origins.append(at)
    return "".join(folded), [*origins, len(text)]
