"""Parts of the HTML page that need to know of no others."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stalkdiary.reports.markup import Markup, element, lines
from stalkdiary.reports.shapes import Picture
from stalkdiary.reports.svg import to_svg
from stalkdiary.reports.tree import MessageLine

_ORDERS: Final = (
    ("happened", "As they happened"),
    ("latest", "Latest first"),
    ("written", "By number, as they were written"),
)


def drawing(block: Picture, name: str) -> Markup:
    """A drawing in a frame that scrolls sideways where the page is narrow, and its sentence."""
    framed = element(
        "div",
        to_svg(block, name),
        class_="frame newest" if block.newest_first else "frame",
        role="region",
        aria_labelledby=name,
        tabindex=0,
    )
    parts = (element("h3", block.title, id=name), framed, element("figcaption", block.sentence))
    return element("figure", *lines(parts), class_="drawn")


def message(line: MessageLine) -> Iterator[Markup]:
    """Who wrote when, and what; then its notes."""
    who: list[str] = [element("b", line.who)]
    if line.marks:
        marks = [part for each in line.marks for part in ("; ", element("em", each))]
        who += [" [", *marks[1:], "]"]
    # Whole, for whoever checks a bundle looks for it among the words of the export.
    words = element("span", line.text, class_="said")
    yield element("p", element("span", line.at, class_="at"), " ", *who, ": ", words)
    notes = [part for each in line.notes for part in (" · ", element("span", each))]
    yield element("p", *notes[1:], class_="note")


def search_tools(kinds: Mapping[str, int]) -> Markup:
    """Search and order, hidden until the script has run that makes them work."""
    every = (("", "Every kind"), *((str(at), kind) for kind, at in kinds.items()))
    # What is typed here is never sent to a service that checks spelling.
    words = element("input", id="words", type="search", autocomplete="off", spellcheck="false")
    fields = (
        element("label", "Words ", words),
        element("label", "Kind ", _choice("kind", every)),
        element("label", "Order ", _choice("order", _ORDERS)),
        element("button", "Show all", id="show-all", type="button"),
        element("p", id="found", role="status"),
    )
    return element(
        "div",
        *lines(fields),
        id="find",
        role="search",
        aria_label="Find incidents",
        hidden="hidden",
    )


def _choice(name: str, options: Iterable[tuple[str, str]]) -> Markup:
    return element(
        "select",
        *(element("option", text, value=value) for value, text in options),
        id=name,
        autocomplete="off",
    )
