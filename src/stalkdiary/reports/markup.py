"""HTML that can't be broken out of: what is not `Markup` is text, and is escaped.

Only `element`, `inlined` and `image` make `Markup`, so a text of the person can stand between tags
and inside quoted attributes, and nowhere else.
"""

import base64
import hashlib
import html
from collections.abc import Iterable, Iterator
from typing import Final

from stalkdiary.model.text import visible

# They have no content and no end tag.
_VOID: Final = frozenset({"br", "hr", "input", "meta"})


class Markup(str):
    """A piece of HTML whose texts are escaped already."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str | int | None) -> Markup:
    """One element.

    Args:
        name: of the element.
        children: `Markup` as it is; everything else is text.
        attributes: ``class_`` is class and ``aria_label`` is aria-label; None leaves one out.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{given}>")
    inner = "".join(child if isinstance(child, Markup) else _escaped(child) for child in children)
    return Markup(f"<{name}{given}>{inner}</{name}>")


def lines(parts: Iterable[Markup]) -> Iterator[Markup]:
    """Each part on a line of its own, for those who read the source."""
    for part in parts:
        yield Markup(f"\n{part}")


def inlined(name: str, source: str) -> Markup:
    """A style or script of ours, as it is."""
    return Markup(f"<{name}>{source}</{name}>")


INLINE: Final = "\0"
"""Where the data of a picture is put in later. No text can hold it: it is made visible."""


def image(words: str, width: int, height: int) -> Markup:
    """A picture with its text alternative; `as_data` of it is put in at `INLINE`."""
    size = f'width="{width:d}" height="{height:d}"'
    return Markup(f'<img src="{INLINE}" alt="{_escaped(words)}" {size}>')


def as_data(jpeg: bytes) -> str:
    """A picture as the address of itself."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"


def hash_source(source: str) -> str:
    """How a content security policy allows exactly this style or script."""
    digest = hashlib.sha256(source.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _escaped(text: str) -> str:
    return html.escape(visible(text), quote=True)
