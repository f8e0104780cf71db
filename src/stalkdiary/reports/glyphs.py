"""Text as the fonts of a printed report can draw it: every character is seen, none is lost.

A character without a glyph would stop the typesetter, or become an empty box. It is printed as its
code point instead, such as ⟨U+4F60⟩.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from stalkdiary.model.text import visible

FONTS: Final = Path(__file__).parent / "fonts"
BREAK: Final = "\u200b"
"""Marks a place where a long word may break. `visible` leaves none that a person has written."""

# In the order in which the template names them; the bold face has the same characters.
FACES: Final = (
    "NotoSans-Regular.ttf",
    *(
        f"NotoSans{script}-Regular.ttf"
        for script in (
            *("Devanagari", "Arabic", "Hebrew", "Bengali", "Gurmukhi", "Gujarati", "Tamil"),
            *("Telugu", "Kannada", "Malayalam", "Oriya", "Sinhala", "Thai", "Lao", "Khmer"),
            *("Myanmar", "Ethiopic"),
        )
    ),
    "DejaVuSans.ttf",
    "NotoEmoji-Regular.ttf",
    "NotoSansMath-Regular.ttf",
    "DroidSansFallback.ttf",
)
_JOINER: Final = "\u200d"
_EXTENDING: Final = frozenset({"\u200c", _JOINER, *map(chr, range(0x1F3FB, 0x1F400))})
# Drawn as nothing by every shaper, whether the font has them or not.
_UNSEEN: Final = frozenset(
    {0x200C, 0x200D, 0x034F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
)
# Letters by their category that every font draws as empty space; nobody would see them.
_BLANK: Final = frozenset({0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0})
_WORD: Final = re.compile(r"\S{13,}")
_LONGEST_WORD: Final = 24
_PIECE: Final = 8
_CODE_POINT: Final = re.compile(r"⟨U\+[0-9A-F]{4,6}⟩")
_WIDEST: Final = "\ufdfd"  # a whole sentence in one character, wider than a code point
_NARROW: Final = frozenset({"Ll", "Lo", "Nd", "Po", "Pd", "Mn"})


def printable(text: str) -> str:
    """`text` with code points for what has no glyph, and `BREAK` inside very long words."""
    seen = visible(text).replace("\t", "    ")
    if not seen.isascii():
        seen = "".join(map(_drawn, _clusters(seen)))
    return _WORD.sub(lambda match: _breakable(match[0]), seen)


def _clusters(text: str) -> Iterator[str]:
    """What a reader takes for one character: a letter with its marks, a joined emoji."""
    cluster = ""
    for character in text:
        if cluster and (cluster[-1] == _JOINER or _extends(character)):
            cluster += character
            continue
        if cluster:
            yield cluster
        cluster = character
    if cluster:
        yield cluster


def _extends(character: str) -> bool:
    return not character.isascii() and (
        character in _EXTENDING or unicodedata.category(character).startswith("M")
    )


@cache
def _drawn(cluster: str) -> str:
    """The cluster, up to the first character that the font of its beginning does not have."""
    if cluster.isascii():
        return cluster
    needed = [ord(character) for character in cluster if ord(character) not in _UNSEEN]
    if any(_coverage(face).issuperset(needed) for face in FACES):
        return cluster
    faces = map(_coverage, FACES)
    face = next((face for face in faces if ord(cluster[0]) in face), frozenset[int]())
    drawn = 0
    while ord(cluster[drawn]) in face or ord(cluster[drawn]) in _UNSEEN:
        drawn += 1
    return cluster[:drawn] + "".join(f"⟨U+{ord(each):04X}⟩" for each in cluster[drawn:])


@cache
def _coverage(face: str) -> frozenset[int]:
    """The characters of a face, read when those of the faces before it were not enough.

    Source: fonts/coverage.tsv, which `tests/reports/collect_coverage.py` makes from the fonts.
    """
    ranges = (each.partition("-") for each in _table()[face].split())
    return frozenset(
        character
        for first, _, last in ranges
        for character in range(int(first, 16), int(last or first, 16) + 1)
    ).difference(_BLANK)


@cache
def _table() -> dict[str, str]:
    """The ranges of every face: hexadecimal code points, the last of a range included."""
    lines = (FONTS / "coverage.tsv").read_text(encoding="ascii").splitlines()
    return dict(line.split("\t") for line in lines)


def _breakable(word: str) -> str:
    clusters = list(_marks_and_clusters(word))
    if room_of(word) <= _LONGEST_WORD:
        return word
    pieces, piece, weight = [], "", 0
    for cluster in clusters:
        needed = _weight(cluster)
        if piece and weight + needed > _PIECE:
            pieces.append(piece)
            piece, weight = "", 0
        piece, weight = piece + cluster, weight + needed
    return BREAK.join((*pieces, piece))


def _marks_and_clusters(word: str) -> Iterator[str]:
    """The clusters of a word, with a printed code point kept whole."""
    at = 0
    for mark in _CODE_POINT.finditer(word):
        yield from _clusters(word[at : mark.start()])
        yield mark[0]
        at = mark.end()
    yield from _clusters(word[at:])


def room_of(text: str) -> int:
    """About how wide a printable text is, in half the width of a capital letter."""
    return sum(map(_weight, _marks_and_clusters(text)))


def _weight(cluster: str) -> int:
    if len(cluster) > 1 and cluster[0] == "⟨":
        return _PIECE
    if cluster[0] == _WIDEST:
        return 2 * _PIECE
    return 1 if unicodedata.category(cluster[0]) in _NARROW else 2
