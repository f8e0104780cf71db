"""The page holds the text and nothing that a text could become."""

import base64
import hashlib
import itertools
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.text import visible
from stalkdiary.reports.build import build_report
from stalkdiary.reports.html import to_html
from stalkdiary.reports.markup import element

Make = Callable[..., Any]

HOSTILE = [
    "<script>alert(1)</script>",
    "</style></script><img src=x onerror=alert(1)>",
    "\"><a href='javascript:alert(1)'>",
    "' onmouseover='alert(1)",
    "<!-- --> ]]> <![CDATA[",
    "&lt;b&gt; &amp; &#x41; &nbsp;",
    "\x1b]52;c;x\x07 \u202e \u2066 \x00",
    "{{7*7}} ${7*7} {0} %s",
    "url(http://evil.example/x) @import 'x'",
    "a" * 300,
]


class Page(HTMLParser):
    """What a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.inline: dict[str, str] = {}
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in {"style", "script"}:
            self.inline[self._inside] = self.inline.get(self._inside, "") + data
        else:
            self.text += data

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_a_text_wherever_it_stands(everywhere: Make, text: str) -> None:
    """In every field at once: it is read back, and no element or attribute comes of it."""
    harmless = Page(to_html(build_report(everywhere("harmless"))))
    page = Page(to_html(build_report(everywhere(text))))
    assert folded(visible(text))[:80] in folded(page.text)
    known = {tag for tag, _ in harmless.elements}
    assert {tag for tag, _ in page.elements} <= known
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


@given(st.text())
def test_any_text_is_escaped(text: str) -> None:
    page = Page(element("p", text, title=text))
    assert page.text == visible(text)
    ((_, attributes),) = page.elements
    assert set(attributes) == {"title"}


def test_the_policy_allows_our_own_style_and_script_and_nothing_else(
    facts: Make, incident: Make
) -> None:
    page = Page(to_html(build_report(facts(incident(1, "2026-03-01"), incident(2, "2026-03-02")))))
    (policy,) = [
        str(each["content"])
        for each in page.all("meta")
        if each.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'")
    for name, source in page.inline.items():
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_nothing_is_fetched(everywhere: Make) -> None:
    page = Page(to_html(build_report(everywhere("words"))))
    assert not {"link", "img", "iframe", "object", "embed", "form"} & {t for t, _ in page.elements}
    for _, attributes in page.elements:
        assert "src" not in attributes
        assert str(attributes.get("href", "#")).startswith("#")
    assert not re.search(r"url\(|@import", page.inline["style"])


def test_it_can_be_found_ones_way_in(everywhere: Make) -> None:
    """Language, landmarks, links that lead somewhere, tables with captions and headings."""
    page = Page(to_html(build_report(everywhere("words"))))
    assert page.all("html") == [{"lang": "en-GB"}]
    assert len(page.all("main")) == len(page.all("h1")) == 1
    ids = [str(attributes["id"]) for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {str(each["href"])[1:] for each in page.all("a")} <= set(ids)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all("scope" in each for each in page.all("th"))
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_an_empty_diary_and_one_incident_are_pages_too(facts: Make, incident: Make) -> None:
    for made in (facts(), facts(incident(1, "2026-03-01"))):
        page = Page(to_html(build_report(made)))
        assert page.all("main")
        assert "script" not in page.inline
