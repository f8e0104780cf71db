"""A picture of the tree as SVG inside a page: no file, no style of its own, read aloud in words."""

from stalkdiary.reports.markup import Markup, element, lines
from stalkdiary.reports.shapes import Bar, Label, Picture, Shape, Stroke


def to_svg(picture: Picture, name: str) -> Markup:
    """The drawing in the colours of the page, by class; `name` is the identifier of its heading."""
    parts = (
        element("desc", "; ".join(picture.words), id=f"{name}-words"),
        *map(_shape, picture.shapes),
    )
    return element(
        "svg",
        *lines(parts),
        viewBox=f"0 0 {_size(picture.width)} {_size(picture.height)}",
        role="img",
        aria_labelledby=name,
        aria_describedby=f"{name}-words",
        class_="picture",
    )


def _shape(shape: Shape) -> Markup:
    match shape:
        case Bar(x, y, width, height, shade):
            sizes = _sizes(x=x, y=y, width=width, height=height)
            return element("rect", **sizes, class_=f"shade-{shade}")
        case Stroke(x1, y1, x2, y2, dashed):
            sizes = _sizes(x1=x1, y1=y1, x2=x2, y2=y2)
            return element("line", **sizes, class_="dashed" if dashed else None)
        case Label():
            sizes = _sizes(x=shape.x, y=shape.y, font_size=shape.size)
            kind = "on-dark" if shape.on_dark else None
            return element("text", shape.text, **sizes, text_anchor=shape.anchor.value, class_=kind)


def _sizes(**points: float) -> dict[str, str]:
    return {name: _size(value) for name, value in points.items()}


def _size(points: float) -> str:
    return f"{points:.2f}".rstrip("0").rstrip(".")
