"""The report as one HTML page that asks for nothing from elsewhere, and whose policy forbids it.

Everything is there without script; with it, the chronology can be searched and ordered. Texts
become HTML in `markup` alone. Why no template library: docs/decisions/0008-html.md
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias, assert_never

from stalkdiary.model.text import shortened
from stalkdiary.reports.markup import INLINE, Markup, as_data, element, hash_source, image, inlined
from stalkdiary.reports.svg import to_svg
from stalkdiary.reports.tree import (
    Amendment,
    Column,
    Conversation,
    Detail,
    Details,
    ExhibitPicture,
    Form,
    IncidentBlock,
    MessageLine,
    Note,
    Paragraph,
    Picture,
    Plate,
    Quotation,
    Report,
    Row,
    Section,
    ShortIncidents,
    Steps,
    Table,
)
from stalkdiary.reports.words import counted

_TEMPLATES: Final = Path(__file__).parent / "templates"
_OneElement: TypeAlias = (
    Paragraph
    | Note
    | Steps
    | Quotation
    | Details
    | Table
    | IncidentBlock
    | Picture
    | Plate
    | Conversation
)
_FEWEST_TO_SEARCH: Final = 2
_NUMBER: Final = re.compile(r"([0-9]+)")
_ORDERS: Final = (
    ("happened", "As they happened"),
    ("latest", "Latest first"),
    ("written", "By number, as they were written"),
)


def to_html(report: Report) -> str:
    """The whole report as one page."""
    return "".join(html_pieces(report))


def html_pieces(report: Report, links: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """The same piece by piece: hundreds of pictures are never in memory as one text.

    Args:
        report: what stands in it.
        links: where the file of an exhibit lies, seen from the page, by its reference.
    """
    page = _Page(report, links)
    for at, piece in enumerate(f"<!DOCTYPE html>\n{page.whole()}\n".split(INLINE)):
        if at:
            yield as_data(page.pictures[at - 1])
        yield piece


class _Page:
    """A report on its way to a page: what its parts have to know of each other."""

    def __init__(self, report: Report, links: Mapping[str, str]) -> None:
        self._report = report
        self._links = links
        self.pictures: list[bytes] = []
        # The names keep the numbers of the diary, by which the bundle's checker knows them.
        self._names = {
            each.number: f"incident-{each.own}"
            for part in report.sections
            for each in _incidents(part)
        }
        # The chronology. Incidents of a later section are withdrawn, and stay as they are.
        first = next((part for part in report.sections if _incidents(part)), None)
        found = _incidents(first) if first else []
        self._searched = first if len(found) >= _FEWEST_TO_SEARCH else None
        kinds = sorted({kind for each in found for kind in each.kinds})
        self._kinds = {kind: at for at, kind in enumerate(kinds)}

    def whole(self) -> Markup:
        """The root element."""
        report = self._report
        body = (
            element("a", "Skip to the report", class_="skip", href="#main"),
            element("header", element("h1", report.title), element("p", report.subtitle)),
            self._contents(),
            element("main", *_lines(self._main()), id="main", tabindex=-1),
            element("footer", element("p", report.running)),
            *([inlined("script", _source("report.js"))] if self._searched else []),
        )
        # The head comes last: its policy allows pictures where there are any.
        whole = element("body", *_lines(body))
        parts = (element("head", *_lines(self._head())), whole)
        return element("html", *_lines(parts), lang=report.language)

    def _head(self) -> Iterator[Markup]:
        yield element("meta", charset="utf-8")
        yield element("meta", http_equiv="Content-Security-Policy", content=self._policy())
        yield element("meta", name="referrer", content="no-referrer")
        yield element("meta", name="viewport", content="width=device-width, initial-scale=1")
        yield element("meta", name="color-scheme", content="light dark")
        yield element("meta", name="format-detection", content="telephone=no")
        yield element("title", self._report.title)
        yield inlined("style", _source("report.css"))

    def _policy(self) -> str:
        images = "data:" if self.pictures else "'none'"
        script = hash_source(_source("report.js")) if self._searched else "'none'"
        return (
            f"default-src 'none'; style-src {hash_source(_source('report.css'))}; "
            f"script-src {script}; img-src {images}; base-uri 'none'; form-action 'none'"
        )

    def _contents(self) -> Markup:
        parts = [element("h2", "Contents", id="contents")]
        for name, sections in (("ul", self._report.first_page), ("ol", self._report.sections)):
            links = [
                element("li", element("a", section.title, href=f"#{section.anchor}"))
                for section in sections
            ]
            if links:
                parts.append(element(name, *_lines(links)))
        return element("nav", *_lines(parts), aria_labelledby="contents")

    def _main(self) -> Iterator[Markup]:
        first = (self._section(section, section.title) for section in self._report.first_page)
        yield element("div", *_lines(first), class_="first-page")
        for number, section in enumerate(self._report.sections, 1):
            yield self._section(section, f"{number}. {section.title}")

    def _section(self, section: Section, title: str) -> Markup:
        label = f"{section.anchor}-title"
        parts = (element("h2", title, id=label), *self._blocks(section))
        return element("section", *_lines(parts), id=section.anchor, aria_labelledby=label)

    def _blocks(self, section: Section) -> Iterator[Markup]:
        needs_tools = section is self._searched
        for at, block in enumerate(section.blocks):
            if needs_tools and isinstance(block, (IncidentBlock, ShortIncidents)):
                yield _tools(self._kinds)
                needs_tools = False
            if isinstance(block, ShortIncidents):
                yield from map(self._short_incident, block.incidents)
            else:
                yield self._block(block, section, at)

    def _block(self, block: _OneElement, section: Section, at: int) -> Markup:  # noqa: PLR0911 - one each
        match block:
            case Paragraph(text) | Note(text):
                return element("p", text, class_="note" if isinstance(block, Note) else None)
            case Steps(steps):
                return element("ol", *(element("li", step) for step in steps), class_="steps")
            case Quotation():
                said = element("blockquote", element("p", shortened(block.text, block.most)))
                return element("figure", said, element("figcaption", block.source))
            case Details(rows):
                return self._details(rows)
            case IncidentBlock():
                return self._incident(block)
            case Table():
                return self._table(block, section.title, f"{section.anchor}-{at}")
            case Picture():
                return _picture(block, f"{section.anchor}-{at}")
            case Plate():
                return self._plate(block)
            case Conversation():
                return self._conversation(block, f"{section.anchor}-{at}")
            case _:
                assert_never(block)

    def _incident(self, block: IncidentBlock) -> Markup:
        name = self._names[block.number]
        label = f"{name}-title"
        when = element("time" if block.began else "span", block.heading, datetime=block.began)
        parts = [
            element("h3", f"Incident {block.number} ", when, id=label),
            element("p", block.written, class_="note"),
        ]
        if block.withdrawn is not None:
            parts.append(element("p", block.withdrawn, class_="withdrawn"))
        if block.whose is not None:
            parts.append(element("p", block.whose, class_="note"))
        parts.append(element("p", block.what))
        if block.about_messages is not None:
            parts.append(element("p", block.about_messages, class_="note"))
        if block.messages:
            parts.append(self._messages(block.messages, label))
        if block.bursts is not None:
            parts.append(self._table(block.bursts, "Messages", f"{name}-messages"))
        if block.details:
            parts.append(self._details(block.details))
        if block.pictures:
            parts.append(element("div", *map(self._small, block.pictures), class_="small-pictures"))
        return self._article(block, (*parts, *map(self._amendment, block.amendments)))

    def _short_incident(self, block: IncidentBlock) -> Markup:
        """The same in a few lines: everything that is known of it on one."""
        label = f"{self._names[block.number]}-title"
        when = element("time" if block.began else "span", block.heading, datetime=block.began)
        known = (block.what, *(each.text for each in block.details), block.written)
        parts = (
            element("h3", f"Incident {block.number} ", when, id=label),
            self._messages(block.messages, label),
            element("ul", *(element("li", each) for each in known), class_="facts note"),
        )
        return self._article(block, parts, class_="short")

    def _article(
        self, block: IncidentBlock, parts: Iterable[Markup], class_: str | None = None
    ) -> Markup:
        name = self._names[block.number]
        kinds = (self._kinds.get(kind) for kind in block.kinds)
        return element(
            "article",
            *_lines(parts),
            id=name,
            class_=class_,
            aria_labelledby=f"{name}-title",
            data_number=block.own,
            data_kinds=" ".join(str(each) for each in kinds if each is not None),
        )

    def _messages(self, lines: Iterable[MessageLine], label: str) -> Markup:
        """A list like a chat, the person's own messages set in."""
        items = (item for line in lines for item in self._items(line))
        return element("ul", *_lines(items), class_="messages", aria_labelledby=label)

    def _items(self, line: MessageLine) -> Iterator[Markup]:
        if line.left_out:
            yield element("li", f"… {counted(line.left_out, 'message')} in between", class_="note")
        shown = list(map(self._small, line.pictures))
        below = [element("div", *shown, class_="small-pictures")] if shown else []
        yield element("li", *_message(line), *below, class_="own" if line.is_own else None)

    def _small(self, picture: ExhibitPicture) -> Markup:
        """A small picture, which leads to the large one where there is one."""
        shown: tuple[Markup, ...] = (self._image(picture), element("span", picture.label))
        if picture.plate is None:
            return element("span", *shown)
        return element("a", *shown, href=f"#{picture.plate}")

    def _image(self, picture: ExhibitPicture) -> Markup:
        self.pictures.append(picture.data)
        return image(picture.words, picture.width, picture.height)

    def _plate(self, plate: Plate) -> Markup:
        there = self._names.get(plate.incident)
        title = f"Incident {plate.incident}"
        of = element("a", title, href=f"#{there}") if there else title
        name = plate.picture.plate
        label = f"{name}-title"
        parts = (
            element("h3", plate.picture.label, element("span", of, f", {plate.when}"), id=label),
            self._image(plate.picture),
            self._details(plate.details),
            element("p", "Reduced. The original is the exhibit.", class_="note"),
        )
        return element(
            "div", *_lines(parts), class_="plate", role="group", id=name, aria_labelledby=label
        )

    def _conversation(self, block: Conversation, name: str) -> Markup:
        title = f"Incident {block.incident}"
        there = self._names.get(block.incident)
        of = element("a", title, href=f"#{there}") if there else title
        head = element("h3", of, ": ", element("span", block.heading), id=name)
        notes = [element("p", note, class_="note") for note in block.notes]
        return element("div", *_lines((head, *notes, self._messages(block.messages, name))))

    def _table(self, table: Table, title: str, name: str) -> Markup:
        """A table in a frame that scrolls sideways, also by keyboard."""
        hidden = None if table.caption else "unseen"
        rows = (line for row in table.rows for line in self._row(row, table.columns))
        parts = (
            element("caption", table.caption or title, id=name, class_=hidden),
            element("thead", element("tr", *map(_column_heading, table.columns))),
            element("tbody", *_lines(rows)),
        )
        whole = element("table", *_lines(parts))
        return element(
            "div", whole, class_="frame", role="region", aria_labelledby=name, tabindex=0
        )

    def _row(self, row: Row, columns: tuple[Column, ...]) -> Iterator[Markup]:
        headed = columns[0].form is not Form.NUMBER
        cells = [
            element("td", *self._cell(cell, column), class_=_class(column))
            for cell, column in zip(row.cells, columns, strict=True)
        ]
        if headed:
            rows = 1 if row.below is None else 2
            first = self._cell(row.cells[0], columns[0])
            cells[0] = element("th", *first, scope="row", rowspan=rows)
        yield element("tr", *cells)
        if row.below is not None:
            code = element("code", row.below)
            yield element("tr", element("td", code, colspan=len(columns) - headed), class_="below")

    def _cell(self, cell: str, column: Column) -> Iterator[str]:
        """The parts of a cell: numbers of incidents lead to them, references to their files."""
        if column.form is Form.EXHIBITS:
            yield from self._exhibits(cell)
            return
        if column.form is not Form.INCIDENTS:
            yield cell
            return
        # Behind "and" stands how many more there are.
        numbers, more, rest = cell.partition(" and ")
        for part in _NUMBER.split(numbers):
            there = self._names.get(int(part)) if part.isdecimal() else None
            yield element("a", part, href=f"#{there}") if there else part
        yield more + rest

    def _exhibits(self, references: str) -> Iterator[str]:
        """References of exhibits, each leading to its file where that lies beside the page."""
        for count, part in enumerate(references.split(", ")):
            there = self._links.get(part)
            yield ", " if count else ""
            yield element("a", part, href=there) if there else part

    def _amendment(self, amendment: Amendment) -> Markup:
        rows = [
            Detail(f"{label}, {at}", text or "nothing")
            for label, before, after in amendment.changes
            for at, text in (("earlier", before), ("now", after))
        ]
        if amendment.why is not None:
            rows.append(Detail("Why", amendment.why))
        parts = [element("h4", amendment.heading)]
        if rows:
            parts.append(self._details(rows))
        return element("div", *_lines(parts), class_="amendment")

    def _details(self, rows: Iterable[Detail]) -> Markup:
        """A list of facts; one without a label of its own belongs to the label before it."""
        groups: list[list[Markup]] = []
        for row in rows:
            if row.label or not groups:
                groups.append([element("dt", row.label)])
            groups[-1].append(self._fact(row))
        return element("dl", *_lines(element("div", *group) for group in groups))

    def _fact(self, row: Detail) -> Markup:
        if row.form is Form.BLANK:
            blank = element("span", "to be filled in", class_="unseen")
            return element("dd", blank, class_="blank")
        text = row.text if row.most is None else shortened(row.text, row.most)
        if row.form is Form.EXHIBITS:
            return element("dd", *self._exhibits(text))
        return element("dd", element("code", text) if row.form is Form.CODE else text)


def _picture(block: Picture, name: str) -> Markup:
    """A drawing in a frame that scrolls sideways where the page is narrow, and its sentence."""
    drawing = element(
        "div",
        to_svg(block, name),
        class_="frame newest" if block.newest_first else "frame",
        role="region",
        aria_labelledby=name,
        tabindex=0,
    )
    parts = (
        element("h3", block.title, id=name),
        drawing,
        element("figcaption", block.sentence),
    )
    return element("figure", *_lines(parts), class_="drawn")


def _message(line: MessageLine) -> Iterator[Markup]:
    who: list[str] = [element("b", line.who)]
    if line.marks:
        marks = [part for each in line.marks for part in ("; ", element("em", each))]
        who += [" [", *marks[1:], "]"]
    # Whole, for whoever checks a bundle looks for it among the words of the export.
    words = element("span", line.text, class_="said")
    yield element("p", element("span", line.at, class_="at"), " ", *who, ": ", words)
    notes = [part for each in line.notes for part in (" · ", element("span", each))]
    yield element("p", *notes[1:], class_="note")


def _column_heading(column: Column) -> Markup:
    return element("th", column.heading, scope="col", class_=_class(column))


def _class(column: Column) -> str | None:
    return "number" if column.form is Form.NUMBER else None


def _tools(kinds: Mapping[str, int]) -> Markup:
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
        *_lines(fields),
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


def _incidents(section: Section) -> list[IncidentBlock]:
    found: list[IncidentBlock] = []
    for block in section.blocks:
        if isinstance(block, IncidentBlock):
            found.append(block)
        elif isinstance(block, ShortIncidents):
            found += block.incidents
    return found


def _lines(parts: Iterable[Markup]) -> Iterator[Markup]:
    """Each part on a line of its own, for those who read the source."""
    for part in parts:
        yield Markup(f"\n{part}")


@cache
def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
