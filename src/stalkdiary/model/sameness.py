"""Letters, digits and marks that look or sound the same, folded into one form to be compared.

One place for the whole program. A folded text is for comparing, never for showing or storing.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

TIGHT: Final = "'"
"""What every quotation mark, apostrophe, prime and accent that stands alone is folded into."""
WIDE: Final = " "
"""What white space, dashes, stops, brackets and other punctuation are folded into."""

# Neither is a letter of its own: accents, and what joins, hides or turns.
_UNSEEN = {"Mn", "Me", "Cf"}
# Letters that are drawn as nothing: fillers of Korean and Khmer.
_FILLERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_APOSTROPHE_MARKS = (
    "'\u2018\u2019\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u0559\u055a"
    "\u05f3\u07f4\u07f5\u275b\u275c\ua78b\ua78c"
)
_QUOTES = (
    f'{_APOSTROPHE_MARKS}"\u201a\u201e\u2033\u2034\u2036\u2037\u2057\u02ba\u02ee\u05f4\u275d\u275e'
    "\u301d\u301e\u301f"
)
_TIGHT_KINDS = {"Pi", "Pf", "Sk"}
# Signs that are written for a dash, a stop or a slash, and the empty pattern of Braille.
_WIDE_SIGNS = "+\u2212\u2044\u2215\u2219\u22c5\u02d7\u2500\u2501\u2800"
# Punctuation that is read aloud, and no pause.
_SPOKEN = "@&#%*"
# Letters of their own, which no standard takes apart, by what they are commonly typed as.
_ALONE = {"ð": "d", "þ": "th", "ŋ": "n", "ĸ": "k", "\u0251": "a", "ə": "e", "ƿ": "w"}
# "LATIN SMALL LETTER L WITH STROKE", "NEGATIVE SQUARED LATIN CAPITAL LETTER A"
_NAMED = (
    r"(?:LATIN |REGIONAL INDICATOR SYMBOL )(?:CAPITAL |SMALL )?(?:LETTER|LIGATURE) "
    r"(?:SMALL CAPITAL |CAPITAL |DOTLESS |SCRIPT |LONG )?([A-Z]{1,2})(?: WITH .+)?$"
)

# Letters of Cyrillic and Greek by the Latin letter that they look like. Capitals stand here where
# they look like another one than their small letter.
_LOOK_ALIKE = dict(
    zip(
        "аеорсухкмнтвіјѕԁԛԝһѵӏүѡαβγεζηικμνορτυχωϲϳΗΜΝΥΒΡ",
        "aeopcyxkmhtbijsdqwhvlywabyeznikuvoptuxwcjhmnybp",
        strict=True,
    )
)
_DIAERESIS, _RING = "\u0308", "\u030a"
# ö is typed as oe, å as aa, where a keyboard has neither.
_SPELLED_OUT = {_DIAERESIS: "e", _RING: "a", "ø": "oe"}


class Fold(dict[int, str]):
    """A table for `str.translate` that learns each character when it is first met.

    It folds capital letters, accents, width, ligatures, digits of other scripts and letters such
    as Ł, Ø and ß into plain ones, quotation marks into `TIGHT`, other punctuation and white space
    into `WIDE`, and what nobody sees into nothing.
    """

    def __init__(self, first: Mapping[str, str]) -> None:
        """`first` are characters that are folded otherwise, looked at before anything else."""
        super().__init__()
        self._first = first

    def __missing__(self, code: int) -> str:
        """What the character of this code point is folded into."""
        self[code] = folded = self._folded(chr(code))
        return folded

    def _folded(self, character: str) -> str:
        if character in self._first:
            return self._first[character]
        mark = _mark(character)
        if mark is not None:
            return mark
        digit = unicodedata.decimal(character, None)
        if digit is not None:
            return str(digit)
        apart = unicodedata.normalize("NFKD", character.casefold())
        if apart != character:
            return "".join(map(self._folded, apart))
        if character in _ALONE:
            return _ALONE[character]
        named = re.search(_NAMED, unicodedata.name(character, ""))
        return named[1].lower() if named else character


def _mark(character: str) -> str | None:
    """`TIGHT`, `WIDE` or nothing for what is neither letter, digit nor sign; None for those."""
    kind = unicodedata.category(character)
    if character in _WIDE_SIGNS or character.isspace() or kind[0] == "Z":
        return WIDE
    if kind in _UNSEEN or kind == "Cc" or character in _FILLERS:
        return ""
    if character in _QUOTES or kind in _TIGHT_KINDS:
        return TIGHT
    return WIDE if kind[0] == "P" and character not in _SPOKEN else None


PLAIN: Final = Fold({})
"""Letters without their marks: Ł is l, ö is o."""
SPELLED_OUT: Final = Fold(_SPELLED_OUT)
"""The same, with the letters that are typed as two: ö is oe."""
LOOKS: Final = Fold(_LOOK_ALIKE)
"""The same as `PLAIN`, with letters of Cyrillic and Greek as the Latin ones they look like."""


def one_spelling(name: str) -> str:
    """The form in which a name typed in two ways is one name.

    Case, width, composed and decomposed letters, runs of white space, invisible marks, and the
    forms of apostrophes and dashes make no difference. Accents do: Zoe is not Zoë.
    """
    apart = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES))
    # Marks go before letters are put together: one may stand between a letter and its accent.
    seen = "".join(map(_one_mark, apart))
    together = unicodedata.normalize("NFKC", seen).casefold()
    return " ".join(unicodedata.normalize("NFKC", together).split())


# Compatibility forms take most of these apart into a space and an accent.
_APOSTROPHES = dict.fromkeys(map(ord, "`\u00b4\u02d9\u1fbd\u1fbf\u1fef\u1ffd\u0384"), TIGHT)
_SELECTORS = frozenset(
    map(chr, (0x34F, *range(0x180B, 0x180E), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)


def _one_mark(character: str) -> str:
    """A character of a name that is taken apart, one for all marks of its kind."""
    kind = unicodedata.category(character)
    if character.isspace():
        return " "
    if kind in {"Cf", "Cc"} or character in _FILLERS or character in _SELECTORS:
        return ""
    if kind == "Pd" or character == "\u2212":
        return "-"
    return TIGHT if character in _APOSTROPHE_MARKS else character
