"""Words as a search knows them: what a text is cut into, how each is folded, and where it stands.

Folding is that of `sameness`: capital letters, accents, strokes and width make no difference, an
apostrophe is nothing, other punctuation parts words. Signs such as emoji, and the letters of
scripts that set no spaces, are words of one character each, so that they are found inside a run.
Parts joined by a hyphen are words each, and one word together.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from stalkdiary.model.sameness import PLAIN, TIGHT

_WITHOUT_SPACES: Final = (
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Chinese, Japanese, and Korean taken apart into its letters."""
# Beside signs what this version of Unicode does not know yet, such as next year's emoji.
_SIGNS = {"So", "Sm", "Cn", "Co"}
# Letters, digits and all beyond ASCII, said by what is left out: that is quicker to make.
_WORD = re.compile("[^\x00-/:-`{-\x7f]+")
# What of ASCII is left out, and parts no words.
_LEFT_OUT = re.compile("[\\x00-\\x08\\x0e-\\x1b\\x7f'\"`^]")
_HYPHENS = "-\u00ad\u2010\u2011"
# It begins where a word does: from every letter of a long one it would read on to the end.
_HYPHENATED: Final = rf"(?<![^\W\d_])[^\W\d_]+(?:[{_HYPHENS}][^\W\d_]+)+"
_LONGEST_JOINED = 40

_SPELLINGS: Final = (
    ("our", "(?<=[a-z]{3})our", "or"),
    ("is", "(?<=[a-z]{3})is(?=e|ing|ation)", "iz"),
    ("ys", "(?<=[a-z]{2})ys(?=e|ing)", "yz"),
    ("re", "(?<=[bt])re(?=s?$)", "er"),
    ("ll", "ll(?=ed$|ing$|er$|ers$)", "l"),
    ("grey", "^grey", "gray"),
    ("tyre", "^tyre", "tire"),
    ("kerb", "^kerb", "curb"),
    ("jewell", "^jewell", "jewel"),
    ("gramme", "gramme", "gram"),
    ("enc", "(?<=[cf])enc(?=e|es|ed|ing)", "ens"),
    ("ie", "^(.{1,2})ie[ds]$", r"\1y"),
    ("ie", "^(.)ie$", r"\1y"),
)
"""Letters without which a row says nothing, where they are British, and what is American."""


class _Cut(dict[int, str]):
    """A table for `str.translate` from each character to what an index keeps of it."""

    def __missing__(self, code: int) -> str:
        self[code] = cut = "".join(map(_kept, PLAIN[code].replace(TIGHT, "")))
        return cut


def _kept(character: str) -> str:
    """A letter, digit or mark as it is, what stands alone between spaces, else a space."""
    if _alone(character):
        return f" {character} "
    return character if unicodedata.category(character)[0] in "LMN" else " "


def _alone(character: str) -> bool:
    """Whether it is a word of its own, wherever it stands."""
    if character.isascii():
        return False
    return bool(re.match(_WITHOUT_SPACES, character)) or unicodedata.category(character) in _SIGNS


_CUT: Final = _Cut()


class Term(NamedTuple):
    """A word of a text, folded, and from where to where it stands there."""

    word: str
    start: int
    end: int

    @property
    def alone(self) -> bool:
        """Whether it is one sign, or one letter of a script without spaces."""
        return _alone(self.word[0])


def indexed(text: str) -> str:
    """`text` as it is put into the index: words between spaces.

    The engine's tokenizer `ascii` cuts there; the one for Unicode knows no emoji of this decade.
    """
    if text.isascii() and "-" not in text:
        return _LEFT_OUT.sub("", text)  # as most messages are: the tokenizer does the rest
    joined = " ".join(each.word for each in joined_terms(text))
    # Half of a pair of code units is no character, and can't be stored.
    cut = text.translate(_CUT).encode("utf-8", "replace").decode()
    return f"{cut} {joined}" if joined else cut


def words_of(text: str) -> list[str]:
    """The words of `text` in their order, without those that hyphens join."""
    return _WORD.findall(text.translate(_CUT))


def terms(text: str) -> list[Term]:
    """The words of `text` in their order, with their places."""
    found, word, start, end = list[Term](), "", 0, 0
    for at, character in enumerate(text):
        cut = _CUT[ord(character)]
        if word and not PLAIN[ord(character)]:
            end = at + 1  # accents and joiners belong to the letter before
        for each in cut:
            if _WORD.match(each):
                start, end = at if not word else start, at + 1
                word += each
            elif word:
                found.append(Term(word, start, end))
                word = ""
    if word:
        found.append(Term(word, start, end))
    return found


def joined_terms(text: str) -> Iterator[Term]:
    """The words that are parted by hyphens in `text`, each as one word."""
    if not any(hyphen in text for hyphen in _HYPHENS):
        return
    for found in re.finditer(_HYPHENATED, text):
        word = "".join(words_of(found[0]))
        if word and len(word) <= _LONGEST_JOINED and not _alone(word[0]):
            yield Term(word, found.start(), found.end())


def one_spelling_of(word: str) -> str:
    """A folded English word in one form of its British and American spellings."""
    for letters, pattern, plain in _SPELLINGS:
        if letters in word:
            word = re.sub(pattern, plain, word)
    return word
