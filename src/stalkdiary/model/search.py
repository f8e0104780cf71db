"""What is looked for: every way of writing what somebody typed, and where it stands in a text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from stalkdiary.model.terms import Term, joined_terms, terms


class Phrase(NamedTuple):
    """Words that follow each other.

    Attributes:
        words: folded, as `terms.words_of` gives them.
        open: whether the last one may go on.
    """

    words: tuple[str, ...]
    open: bool

    def begins_at(self, found: list[Term], at: int) -> bool:
        """Whether the words from number `at` on are these."""
        *before, last = self.words
        here = found[at : at + len(self.words)]
        if len(here) < len(self.words) or any(
            one.word != word for one, word in zip(here, before, strict=False)
        ):
            return False
        word = here[-1].word
        return word == last or (self.open and word.startswith(last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What somebody looks for.

    Attributes:
        readings: each is a way to take what was typed, any of which may fit: so many things, all
            of which are there, each in one of its forms.
    """

    readings: tuple[tuple[tuple[Phrase, ...], ...], ...]

    @property
    def empty(self) -> bool:
        """Whether nothing that can be looked for was typed."""
        return not any(self.readings)

    def places(self, text: str) -> list[tuple[int, int]]:
        """From where to where in `text` any of it stands, in order; none reaches into the next."""
        phrases = {each for reading in self.readings for unit in reading for each in unit}
        spans: list[tuple[int, int]] = []
        for start, end in sorted(_standing(text, phrases)):
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans


def _standing(text: str, phrases: set[Phrase]) -> Iterator[tuple[int, int]]:
    for found, single in ((terms(text), False), (list(joined_terms(text)), True)):
        for phrase in phrases:
            if single and len(phrase.words) > 1:
                continue
            for at in range(len(found)):
                if phrase.begins_at(found, at):
                    yield found[at].start, found[at + len(phrase.words) - 1].end
