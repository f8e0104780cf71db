"""The report as one HTML page that asks for nothing from elsewhere, and whose policy forbids it.

Everything is there without script; with it, the chronology can be searched and ordered. Texts
become HTML in `markup` alone. Why no template library: docs/decisions/0008-html.md
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, assert_never

from stalkdiary.model.text import shortened
from stalkdiary.reports import tree
from stalkdiary.reports.markup import (
    INLINE,
    Markup,
    as_data,
    element,
    hash_source,
    image,
    inlined,
    lines,
)
from stalkdiary.reports.page_parts import drawing, message, search_tools
from stalkdiary.reports.shapes import Picture
from stalkdiary.reports.words import counted

_TEMPLATES: Final = Path(__file__).parent / "templates"
_FEWEST_TO_SEARCH: Final = 2
_NUMBER: Final = re.compile(r"([0-9]+)")


def to_html(report: tree.Report) -> str:
    return "".join(html_pieces(report))


def html_pieces(
    report: tree.Report, links: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """The same piece by piece: hundreds of pictures are never in memory as one text.

    `links` says where the file of an exhibit lies, seen from the page, by its reference.
    """
    page = _Page(report, links)
    for at, piece in enumerate(f"<!DOCTYPE html>\n{page.whole()}\n".split(INLINE)):
        if at:
            yield as_data(page.pictures[at - 1])
        yield piece


class _Page:
    """A report on its way to a page: what its parts have to know of each other."""

    def __init__(self, report: tree.Report, links: Mapping[str, str]) -> None:
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
        report = self._report
        body = (
            element("a", "Skip to the report", class_="skip", href="#main"),
            element("header", element("h1", report.title), element("p", report.subtitle)),
            self._contents(),
            element("main", *lines(self._main()), id="main", tabindex=-1),
            element("footer", element("p", report.running)),
            *([inlined("script", _source("report.js"))] if self._searched else []),
        )
        # The head comes last: its policy allows pictures where there are any.
        whole = element("body", *lines(body))
        parts = (element("head", *lines(self._head())), whole)
        return element("html", *lines(parts), lang=report.language)

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
                parts.append(element(name, *lines(links)))
        return element("nav", *lines(parts), aria_labelledby="contents")

    def _main(self) -> Iterator[Markup]:
        first = (self._section(section, section.title) for section in self._report.first_page)
        yield element("div", *lines(first), class_="first-page")
        for number, section in enumerate(self._report.sections, 1):
            yield self._section(section, f"{number}. {section.title}")

    def _section(self, section: tree.Section, title: str) -> Markup:
        label = f"{section.anchor}-title"
        parts = (element("h2", title, id=label), *self._blocks(section))
        return element("section", *lines(parts), id=section.anchor, aria_labelledby=label)

    def _blocks(self, section: tree.Section) -> Iterator[Markup]:
        needs_tools = section is self._searched
        for at, block in enumerate(section.blocks):
            if needs_tools and isinstance(block, (tree.IncidentBlock, tree.ShortIncidents)):
                yield search_tools(self._kinds)
                needs_tools = False
            yield from self._block(block, section.title, f"{section.anchor}-{at}")

    def _block(self, block: tree.Block, title: str, name: str) -> Iterator[Markup]:  # noqa: C901 - one each
        match block:
            case tree.Paragraph(text) | tree.Note(text):
                yield element("p", text, class_="note" if isinstance(block, tree.Note) else None)
            case tree.Steps(steps):
                yield element("ol", *(element("li", step) for step in steps), class_="steps")
            case tree.Quotation():
                said = element("blockquote", element("p", shortened(block.text, block.most)))
                yield element("figure", said, element("figcaption", block.source))
            case tree.Details(rows):
                yield self._details(rows)
            case tree.IncidentBlock():
                yield self._incident(block)
            case tree.ShortIncidents():
                yield from map(self._short_incident, block.incidents)
            case tree.Table():
                yield self._table(block, title, name)
            case Picture():
                yield drawing(block, name)
            case tree.Plate():
                yield self._plate(block)
            case tree.Conversation():
                yield self._conversation(block, name)
            case _:
                assert_never(block)

    def _incident(self, block: tree.IncidentBlock) -> Markup:
        name = self._names[block.number]
        label = f"{name}-title"
        texts = (
            (block.written, "note"),
            (block.withdrawn, "withdrawn"),
            (block.whose, "note"),
            (block.what, None),
            (block.about_messages, "note"),
        )
        parts = [self._incident_heading(block, label)]
        parts += [element("p", text, class_=kind) for text, kind in texts if text is not None]
        if block.messages:
            parts.append(self._messages(block.messages, label))
        if block.bursts is not None:
            parts.append(self._table(block.bursts, "Messages", f"{name}-messages"))
        if block.details:
            parts.append(self._details(block.details))
        if block.pictures:
            parts.append(element("div", *map(self._small, block.pictures), class_="small-pictures"))
        return self._article(block, (*parts, *map(self._amendment, block.amendments)))

    def _incident_heading(self, block: tree.IncidentBlock, label: str) -> Markup:
        when = element("time" if block.began else "span", block.heading, datetime=block.began)
        return element("h3", f"Incident {block.number} ", when, id=label)

    def _short_incident(self, block: tree.IncidentBlock) -> Markup:
        """The same in a few lines: everything that is known of it on one."""
        label = f"{self._names[block.number]}-title"
        known = (block.what, *(each.text for each in block.details), block.written)
        parts = (
            self._incident_heading(block, label),
            self._messages(block.messages, label),
            element("ul", *(element("li", each) for each in known), class_="facts note"),
        )
        return self._article(block, parts, class_="short")

    def _article(
        self, block: tree.IncidentBlock, parts: Iterable[Markup], class_: str | None = None
    ) -> Markup:
        name = self._names[block.number]
        kinds = (self._kinds.get(kind) for kind in block.kinds)
        return element(
            "article",
            *lines(parts),
            id=name,
            class_=class_,
            aria_labelledby=f"{name}-title",
            data_number=block.own,
            data_kinds=" ".join(str(each) for each in kinds if each is not None),
        )

    def _messages(self, shown: Iterable[tree.MessageLine], label: str) -> Markup:
        """A list like a chat, the person's own messages set in."""
        items = (item for line in shown for item in self._items(line))
        return element("ul", *lines(items), class_="messages", aria_labelledby=label)

    def _items(self, line: tree.MessageLine) -> Iterator[Markup]:
        if line.left_out:
            yield element("li", f"… {counted(line.left_out, 'message')} in between", class_="note")
        shown = list(map(self._small, line.pictures))
        below = [element("div", *shown, class_="small-pictures")] if shown else []
        yield element("li", *message(line), *below, class_="own" if line.is_own else None)

    def _small(self, picture: tree.ExhibitPicture) -> Markup:
        """A small picture, which leads to the large one where there is one."""
        shown: tuple[Markup, ...] = (self._image(picture), element("span", picture.label))
        if picture.plate is None:
            return element("span", *shown)
        return element("a", *shown, href=f"#{picture.plate}")

    def _image(self, picture: tree.ExhibitPicture) -> Markup:
        self.pictures.append(picture.data)
        return image(picture.words, picture.width, picture.height)

    def _plate(self, plate: tree.Plate) -> Markup:
        of = self._link(plate.incident, f"Incident {plate.incident}")
        name = plate.picture.plate
        label = f"{name}-title"
        parts = (
            element("h3", plate.picture.label, element("span", of, f", {plate.when}"), id=label),
            self._image(plate.picture),
            self._details(plate.details),
            element("p", "Reduced. The original is the exhibit.", class_="note"),
        )
        return element(
            "div", *lines(parts), class_="plate", role="group", id=name, aria_labelledby=label
        )

    def _conversation(self, block: tree.Conversation, name: str) -> Markup:
        of = self._link(block.incident, f"Incident {block.incident}")
        head = element("h3", of, ": ", element("span", block.heading), id=name)
        notes = [element("p", note, class_="note") for note in block.notes]
        return element("div", *lines((head, *notes, self._messages(block.messages, name))))

    def _link(self, incident: int, text: str) -> str:
        there = self._names.get(incident)
        return element("a", text, href=f"#{there}") if there else text

    def _table(self, table: tree.Table, title: str, name: str) -> Markup:
        """A table in a frame that scrolls sideways, also by keyboard."""
        hidden = None if table.caption else "unseen"
        rows = (line for row in table.rows for line in self._row(row, table.columns))
        parts = (
            element("caption", table.caption or title, id=name, class_=hidden),
            element("thead", element("tr", *map(_column_heading, table.columns))),
            element("tbody", *lines(rows)),
        )
        whole = element("table", *lines(parts))
        return element(
            "div", whole, class_="frame", role="region", aria_labelledby=name, tabindex=0
        )

    def _row(self, row: tree.Row, columns: tuple[tree.Column, ...]) -> Iterator[Markup]:
        headed = columns[0].form is not tree.Form.NUMBER
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

    def _cell(self, cell: str, column: tree.Column) -> Iterator[str]:
        """The parts of a cell: numbers of incidents lead to them, references to their files."""
        if column.form is tree.Form.EXHIBITS:
            yield from self._exhibits(cell)
            return
        if column.form is not tree.Form.INCIDENTS:
            yield cell
            return
        # Behind "and" stands how many more there are.
        numbers, more, rest = cell.partition(" and ")
        for part in _NUMBER.split(numbers):
            yield self._link(int(part), part) if part.isdecimal() else part
        yield more + rest

    def _exhibits(self, references: str) -> Iterator[str]:
        """References of exhibits, each leading to its file where that lies beside the page."""
        for count, part in enumerate(references.split(", ")):
            there = self._links.get(part)
            yield ", " if count else ""
            yield element("a", part, href=there) if there else part

    def _amendment(self, amendment: tree.Amendment) -> Markup:
        rows = [
            tree.Detail(f"{label}, {at}", text or "nothing")
            for label, before, after in amendment.changes
            for at, text in (("earlier", before), ("now", after))
        ]
        if amendment.why is not None:
            rows.append(tree.Detail("Why", amendment.why))
        parts = [element("h4", amendment.heading)]
        if rows:
            parts.append(self._details(rows))
        return element("div", *lines(parts), class_="amendment")

    def _details(self, rows: Iterable[tree.Detail]) -> Markup:
        """A list of facts; one without a label of its own belongs to the label before it."""
        groups: list[list[Markup]] = []
        for row in rows:
            if row.label or not groups:
                groups.append([element("dt", row.label)])
            groups[-1].append(self._fact(row))
        return element("dl", *lines(element("div", *group) for group in groups))

    def _fact(self, row: tree.Detail) -> Markup:
        if row.form is tree.Form.BLANK:
            blank = element("span", "to be filled in", class_="unseen")
            return element("dd", blank, class_="blank")
        text = row.text if row.most is None else shortened(row.text, row.most)
        if row.form is tree.Form.EXHIBITS:
            return element("dd", *self._exhibits(text))
        return element("dd", element("code", text) if row.form is tree.Form.CODE else text)


def _column_heading(column: tree.Column) -> Markup:
    return element("th", column.heading, scope="col", class_=_class(column))


def _class(column: tree.Column) -> str | None:
    return "number" if column.form is tree.Form.NUMBER else None


def _incidents(section: tree.Section) -> list[tree.IncidentBlock]:
    found: list[tree.IncidentBlock] = []
    for block in section.blocks:
        if isinstance(block, tree.IncidentBlock):
            found.append(block)
        elif isinstance(block, tree.ShortIncidents):
            found += block.incidents
    return found


@cache
def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
