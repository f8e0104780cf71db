"""Words that are to be left out of what is handed over, and where they stand in a text.

What looks or sounds the same is the same, as `sameness` folds it: capital letters, accents, width,
kinds of apostrophes and dashes, letters of other alphabets that look alike, and characters that
nobody sees make no difference. Spaces, dashes and stops make none where the phrase has one, nor
anywhere within numbers and number plates. A phrase is also found inside a longer word: leaving out
too much is the safe mistake. What is not done is to put the ends of two words together: Asher is
not found in "as her".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from stalkdiary.errors import AnswerNeeded, InputRefused
from stalkdiary.model.address import country_and_number
from stalkdiary.model.sameness import LOOKS, PLAIN, SPELLED_OUT, TIGHT, WIDE, Fold
from stalkdiary.model.text import on_one_line

LEFT_OUT = "[left out]"

# Written by the program, in the entries of the ledger and in the values made from them. Every
# other text may be somebody's words.
_OURS = frozenset(
    {
        *("nonce", "hash", "sha256", "fingerprint", "diary", "ref", "exhibit", "exhibits", "key"),
        *("types", "kind", "role", "source", "format", "media_type", "timezone", "precision"),
        *("part", "start", "end", "since", "until", "local", "sent", "recorded_at", "added_at"),
        *("file_times", "initials", "order_kind", "outcome"),
    }
)
_FEWEST = 2
# Shorter ones are found by chance in other words once their marks are taken away: A.J. in "major".
_LONG = 5
_FEWEST_SPACED_OUT = 3
# Of digits, in a number that has a form with the code of its country.
_WHOLE_NUMBER = 7
_NO_GAP = "."
_REMEMBERED = 200


class _Form(NamedTuple):
    """A phrase as it is looked for.

    Attributes:
        phrase: the place of the phrase among those given.
        letters: what is heard of it: folded letters, digits and signs.
        gaps: before each of `letters`, `_NO_GAP`, `TIGHT` or `WIDE`.
        before: what may stand before a telephone number and belongs to it, the longest first.
    """

    phrase: int
    letters: str
    gaps: str
    before: tuple[str, ...] = ()

    def fits(self, gaps: str) -> bool:
        """Whether a place with the same letters is the phrase.

        `gaps` are those before each of its letters and behind the last one.
        """
        here, own, length = gaps[1:-1], self.gaps[1:], len(self.letters)
        if here == own:
            return True
        if length >= _LONG and any(map(str.isdigit, self.letters)):
            return True
        whole_word = gaps[0] != _NO_GAP and gaps[-1] != _NO_GAP
        if whole_word and length >= _FEWEST_SPACED_OUT and here == WIDE * (length - 1):
            return True
        opened = [
            at
            for at, (gap, mine) in enumerate(zip(here, own, strict=True), start=1)
            if gap == WIDE != mine
        ]
        if not opened:
            return whole_word or length >= _LONG
        return whole_word and all(self._may_open(at) for at in opened)

    def _may_open(self, at: int) -> bool:
        """Whether a space before this letter is the same as none: O Neil, AB 1."""
        between = self.letters[at - 1].isdigit() != self.letters[at].isdigit()
        return between or self.gaps[at] == TIGHT


class StandsNowhere(AnswerNeeded):
    """Some phrases are not in what is to be handed over: mistyped, or not needed."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self.phrases = tuple(phrases)
        named = ", ".join(f'"{on_one_line(each)}"' for each in self.phrases)
        verb = "stands" if len(self.phrases) == 1 else "stand"
        super().__init__(
            f"Nothing to leave out: {named} {verb} nowhere in what would be handed over.",
            "Nothing was written. Check how it is written in the diary, or take it off the list.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseCount:
    """How often a phrase was left out of what was handed over.

    Attributes:
        times: how often it stood in what the report is made from: each field once.
        entries: in how many entries of a bundle's ledger it stood, which are left out whole.
    """

    phrase: str
    times: int
    entries: int = 0


def must_stand(counts: Iterable[PhraseCount]) -> None:
    """Looks whether each phrase was found at least once. Raises `StandsNowhere`: one was not."""
    absent = [each.phrase for each in counts if not each.times + each.entries]
    if absent:
        raise StandsNowhere(absent)


class Redaction:
    """What is to be left out.

    Attributes:
        given: the phrases, as they were typed, in the order in which they were given.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        """Takes each phrase literally.

        Raises:
            InputRefused: one is so short that it stands everywhere.
        """
        self.given = tuple(phrases)
        plain = [form for at, phrase in enumerate(self.given) for form in _forms(at, phrase)]
        if any(len(form.letters) < _FEWEST for form in plain):
            raise InputRefused(
                f"A phrase of fewer than {_FEWEST} letters or digits stands everywhere.",
                "Nothing was written. Give the whole word, name or address.",
            )
        looks = [_form(at, phrase, LOOKS) for at, phrase in enumerate(self.given)]
        self._wanted = ((PLAIN, plain), (SPELLED_OUT, plain), (LOOKS, looks))
        # The same names and channels stand in thousands of messages.
        self._remembered = lru_cache(maxsize=4096)(self._find)

    def __bool__(self) -> bool:
        return bool(self.given)

    def occur_in(self, value: object) -> bool:
        """Whether any of them stands in a text, or in any text of a JSON value."""
        return any(self._found(text) for text in _texts(value))

    def counts(self, value: object) -> list[int]:
        """How often each stands in a text, or in the texts of a JSON value, in their order."""
        counts = [0] * len(self.given)
        for text in _texts(value):
            # Where a phrase reaches into the next, as "aa" does in "aaa", that is once.
            ends = [0] * len(self.given)
            for start, end, phrase in self._found(text):
                counts[phrase] += start >= ends[phrase]
                ends[phrase] = max(end, ends[phrase])
        return counts

    def without(self, text: str) -> str:
        """`text` with ``[left out]`` in place of each; those that touch are one."""
        found = self._found(text)
        if not found:
            return text
        parts, at, last = [], 0, -1
        for start, end, _ in found:
            if start > last:
                parts += [text[at:start], LEFT_OUT]
            at = last = max(end, last)
        return "".join([*parts, text[at:]])

    def _found(self, text: str) -> Sequence[tuple[int, int, int]]:
        """From where to where in the text each stands, and which it is; in order."""
        if not self.given:
            return ()
        return self._remembered(text) if len(text) <= _REMEMBERED else self._find(text)

    def _find(self, text: str) -> Sequence[tuple[int, int, int]]:
        found = set()
        for fold, forms in self._wanted:
            if fold is not PLAIN and text.isascii():
                break
            letters = text.translate(fold).replace(WIDE, "").replace(TIGHT, "")
            places = None
            for form in forms:
                for at in _occurrences(form.letters, letters):
                    places = places or _Places(text, fold)
                    gaps = places.gaps[at : at + len(form.letters) + 1]
                    if form.fits(gaps):
                        found.add((*places.span(form, letters, at), form.phrase))
        return sorted(found)


class _Places:
    """Where the folded letters of a text came from.

    Attributes:
        gaps: what stands before each letter, and behind the last one.
    """

    def __init__(self, text: str, fold: Fold) -> None:
        self._text, self._fold = text, fold
        self._origins: list[int] = []
        gaps, gap = [], WIDE
        for at, character in enumerate(text):
            for each in fold[ord(character)]:
                if each == WIDE or (each == TIGHT and gap == _NO_GAP):
                    gap = each
                elif each != TIGHT:
                    self._origins.append(at)
                    gaps.append(gap)
                    gap = _NO_GAP
        self.gaps = "".join([*gaps, WIDE])

    def span(self, form: _Form, letters: str, at: int) -> tuple[int, int]:
        """From where to where a form stands in the text whose letters have it at `at`."""
        end = self._origins[at + len(form.letters) - 1] + 1
        while end < len(self._text) and not self._fold[ord(self._text[end])]:
            end += 1  # accents and joiners belong to the letter before
        before = next((each for each in form.before if letters[:at].endswith(each)), "")
        start = self._origins[at - len(before)]
        while form.before and start and self._text[start - 1] in "+(":
            start -= 1
        return start, end


def is_ours(name: str) -> bool:
    """Whether a field of this name is written by the program, and is nobody's words."""
    return name in _OURS


def _texts(value: object) -> Iterator[str]:
    """Every text of a JSON value that may be somebody's words."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name not in _OURS:
                yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)


def _forms(place: int, phrase: str) -> Iterator[_Form]:
    """The forms of a phrase in plain letters; of a telephone number, that without its country."""
    plain = _form(place, phrase, PLAIN)
    if plain.letters.isdecimal() and len(plain.letters) >= _WHOLE_NUMBER:
        parts = country_and_number(phrase)
        if parts is not None and len(parts[1]) >= _WHOLE_NUMBER:
            country, number = parts
            before = (f"00{country}0", f"00{country}", f"{country}0", country, "0")
            yield _Form(place, number, _NO_GAP * len(number), before)
            return
    yield plain
    spelled = _form(place, phrase, SPELLED_OUT)
    if spelled != plain:
        yield spelled


def _form(place: int, phrase: str, fold: Fold) -> _Form:
    return _Form(
        place,
        phrase.translate(fold).replace(WIDE, "").replace(TIGHT, ""),
        _Places(phrase, fold).gaps[:-1],
    )


def _occurrences(phrase: str, text: str) -> Iterator[int]:
    """Where `phrase` begins, also where one reaches into the next."""
    at = text.find(phrase)
    while at != -1:
        yield at
        at = text.find(phrase, at + 1)
