"""Which characters each font of a printed report can draw: reports/fonts/coverage.tsv.

Run from the project's folder when a font has changed:
``python tests/reports/collect_coverage.py``. A line is the name of a file, a tab, and ranges of
code points in hexadecimal, both ends included.
"""

from collections.abc import Iterable

from fontTools.ttLib import TTFont

from stalkdiary.reports.glyphs import FACES, FONTS


def characters(face: str) -> set[int]:
    """The code points that a font has a glyph for, as the font itself says."""
    with TTFont(FONTS / face, lazy=True) as font:
        return set(font.getBestCmap())


def ranges(numbers: Iterable[int]) -> str:
    """`numbers` as ranges, such as ``20-7E A0``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(
        f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in runs
    )


def table() -> str:
    """The whole file."""
    return "".join(f"{face}\t{ranges(characters(face))}\n" for face in FACES)


if __name__ == "__main__":
    (FONTS / "coverage.tsv").write_text(table(), encoding="ascii", newline="")
