"""The report as one HTML page that asks for nothing from elsewhere, and whose policy forbids it.

Everything is there without script; with it, the chronology can be searched and ordered. Texts
become HTML in `markup` alone. Why no template library: docs/decisions/0008-html.md
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final, assert_never

from stalkdiary.model.text import shortened
from stalkdiary.reports.markup import Markup, element, hash_source, inlined
from stalkdiary.reports.tree import (
    Amendment,
    Block,
    Column,
    Detail,
    Details,
    Form,
    IncidentBlock,
    Note,
    Paragraph,
    Quotation,
    Report,
    Row,
    Section,
    Steps,
    Table,
)

_TEMPLATES: Final = Path(__file__).parent / "templates"
_FEWEST_TO_SEARCH: Final = 2
_NUMBER: Final = re.compile(r"([0-9]+)")
_ORDERS: Final = {
    "happened": "As they happened",
    "latest": "Latest first",
    "written": "As they were written",
}


def to_html(report: Report) -> str:
    """The whole report as one page."""
    return f"<!DOCTYPE html>\n{_Page(report).whole()}\n"


@cache
def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


class _Page:
    """A report on its way to a page: what its parts have to know of each other."""

    def __init__(self, report: Report) -> None:
        self._report = report
        listed = [_incidents(section) for section in report.sections]
        self._numbers = {each.number for incidents in listed for each in incidents}
        # The chronology. Incidents of a later section are withdrawn, and stay as they are.
        found = next(filter(None, listed), [])
        self._searched = found if len(found) >= _FEWEST_TO_SEARCH else []
        kinds = sorted({kind for each in self._searched for kind in each.kinds})
        self._kinds = {kind: at for at, kind in enumerate(kinds)}

    def whole(self) -> Markup:
        """The root element."""
        report = self._report
        script = [inlined("script", _source("report.js"))] if self._searched else []
        body = (
            element("a", "Skip to the report", class_="skip", href="#main"),
            element("header", element("h1", report.title), element("p", report.subtitle)),
            self._contents(),
            element("main", *_lines(self._main()), id="main", tabindex=-1),
            element("footer", element("p", report.running)),
            *script,
        )
        return element(
            "html",
            *_lines((element("head", *_lines(self._head())), element("body", *_lines(body)))),
            lang=report.language,
        )

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
        script = hash_source(_source("report.js")) if self._searched else "'none'"
        return (
            "default-src 'none'; "
            f"style-src {hash_source(_source('report.css'))}; "
            f"script-src {script}; "
            "img-src 'none'; base-uri 'none'; form-action 'none'"
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
        blocks = [
            self._block(block, section.title, f"{section.anchor}-{at}")
            for at, block in enumerate(section.blocks)
            if not isinstance(block, IncidentBlock)
        ]
        incidents = _incidents(section)
        if incidents:
            blocks += self._list(incidents)
        return element(
            "section",
            *_lines((element("h2", title, id=label), *blocks)),
            id=section.anchor,
            aria_labelledby=label,
        )
