"""Drawings in black and white, as the tree of a report holds them: shapes, and words for them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias


class Anchor(StrEnum):
    """Which end of a label stands at its place."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle. All measures are in points, from the top left corner of its picture.

    Attributes:
        shade: from 1, light, to `DARKEST`; 0 is an empty frame.
    """

    x: float
    y: float
    width: float
    height: float
    shade: int


@dataclass(frozen=True, slots=True)
class Stroke:
    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A few words.

    Attributes:
        x: where the end that `anchor` names stands.
        y: the line on which the letters stand.
        on_dark: whether they stand on a dark bar.
    """

    x: float
    y: float
    text: str
    size: float
    anchor: Anchor = Anchor.START
    on_dark: bool = False


Shape: TypeAlias = Bar | Stroke | Label
DARKEST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing in black and white, and the same in words.

    Attributes:
        words: what is in it, row by row, for those who can't see it.
        sentence: what can be seen in it; it stands beneath.
        width: in points.
        shapes: those behind come first.
        newest_first: whether a narrow screen shows the right end first.
    """

    title: str
    words: tuple[str, ...]
    sentence: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    newest_first: bool = False
