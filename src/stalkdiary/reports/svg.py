"""A picture of the tree as SVG inside a page: no file, no style of its own, read aloud in words."""

from collections.abc import Iterator

from stalkdiary.reports.markup import Markup, element
from stalkdiary.reports.tree import Bar, Label, Picture, Shape, Stroke


def to_svg(picture: Picture, name: str) -> Markup:
    """The drawing. Its colours are those of the page, by class.

    Args:
        picture: what to draw.
        name: the identifier of its heading.
    """
    parts = (
        element("desc", "; ".join(picture.words), id=f"{name}-words"),
        *map(_shape, picture.shapes),
    )
    return element(
        "svg",
        *_lines(parts),
        viewBox=f"0 0 {_size(picture.width)} {_size(picture.height)}",
        role="img",
        aria_labelledby=name,
        aria_describedby=f"{name}-words",
        class_="picture",
    )


def _shape(shape: Shape) -> Markup:
    match shape:
        case Bar():
            return element(
                "rect",
                x=_size(shape.x),
                y=_size(shape.y),
                width=_size(shape.width),
                height=_size(shape.height),
                class_=f"shade-{shape.shade}",
            )
        case Stroke():
            return element(
                "line",
                x1=_size(shape.x1),
                y1=_size(shape.y1),
                x2=_size(shape.x2),
                y2=_size(shape.y2),
                class_="dashed" if shape.dashed else None,
            )
        case Label():
            return element(
                "text",
                shape.text,
                x=_size(shape.x),
                y=_size(shape.y),
                font_size=_size(shape.size),
                text_anchor=shape.anchor.value,
                class_="on-dark" if shape.on_dark else None,
            )


def _size(points: float) -> str:
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _lines(parts: tuple[Markup, ...]) -> Iterator[Markup]:
    for part in parts:
        yield Markup(f"\n{part}")
