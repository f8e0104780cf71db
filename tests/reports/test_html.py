"""The page: the person's text is text in it, it asks for nothing, and everybody can move in it."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.model.text import shortened, visible
from stalkdiary.reports.build import Document, Paging
from stalkdiary.reports.html import to_html
from stalkdiary.reports.markup import element

Make = Callable[..., Any]

VOID = {"meta", "input"}
NOT_TEXT = {"anchor", "form", "language", "began", "kinds", "words"}
"""Of the tree."""
HOSTILE = {
    "script": "</script><script>alert(1)</script>",
    "style": "</style><style>*{display:none}</style>",
    "image": '<img src="https://example.org/x" onerror=alert(1)>',
    "link": "<a href='javascript:alert(1)'>x</a><link rel=stylesheet href=//example.org>",
    "frame": "<iframe srcdoc='<p>x'></iframe><base href=//example.org><meta http-equiv=refresh>",
    "attribute": "\" autofocus onfocus=alert(1) x=\"' onclick='alert(1)",
    "entity": "&lt;b&gt; &amp;amp; &#x3c; &copy &notanentity;",
    "comment": "<!-- x --><![CDATA[ y ]]><?php z ?><!DOCTYPE a>",
    "template": "{{ 7*7 }} {% raw %} ${7*7} #{x} <%= x %>",
    "title": "</title></textarea></template></select></table></dl></main></body></html>",
    "svg": "<svg onload=alert(1)><math><mi//xlink:href='data:x,'>",
    "css": "x;} body{background:url(//example.org)} /* */ @import 'x'",
    "url": "https://example.org/ javascript:alert(1) data:text/html,x",
    "controls": "\x00\x1b[2J \u202egnp.exe \u2066x\u2069 a\u200bb \r \r\n \u2028 \ufeff",
    "layout": "  two  spaces\n\n\tand a tab  ",
    "surrogate": "\ud800",
    "numbers": "1–4, 7 and 12 more",
}


@dataclass
class Element:
    """An element as a reader of HTML finds it."""

    name: str
    attributes: dict[str, str | None]
    text: str = ""
    children: "list[Element]" = field(default_factory=list)

    def all(self, *names: str) -> "Iterator[Element]":
        """The elements of these names within, in the order of the page; all without a name."""
        for child in self.children:
            if not names or child.name in names:
                yield child
            yield from child.all(*names)


class Reader(HTMLParser):
    """Builds elements, and holds that every one is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs))
        found = Element(tag, dict(attrs))
        self.open[-1].children.append(found)
        if tag not in VOID:
            self.open.append(found)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        for each in self.open:
            each.text += data

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")


def read(page: str) -> Element:
    """The whole page, from its root."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root


def page_of(facts: Any) -> Element:
    return read(to_html(Document(facts, Paging()).main()))


def shape(root: Element) -> list[tuple[str, dict[str, str | None]]]:
    """Every element with its attributes: all of a page but its text."""
    return [(each.name, each.attributes) for each in root.all()]


def texts_of(node: object) -> Iterator[str]:
    """Every text of the tree as it is printed."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, tuple):
        for each in node:
            yield from texts_of(each)
    elif is_dataclass(node):
        values = {each.name: getattr(node, each.name) for each in fields(node)}
        if values.get("most") is not None:
            values["text"] = shortened(values["text"], values["most"])
        for name in values.keys() - NOT_TEXT:
            yield from texts_of(values[name])


# The beginning is a letter, as a text of white space alone is no text.
words = st.text(min_size=1).map(lambda text: "x" + text)


@given(text=st.text())
def test_an_element_holds_any_text_between_its_tags_and_in_its_attributes(text: str) -> None:
    (found,) = read(element("p", text, title=text)).children
    assert (found.name, found.text) == ("p", visible(text))
    assert found.attributes == {"title": visible(text)}


@settings(max_examples=60)
@given(text=words | st.text(alphabet="<>&\"'/=-! \n;ax", min_size=1).map(lambda text: "x" + text))
def test_every_text_comes_back_and_changes_nothing_else(everywhere: Make, text: str) -> None:
    text = re.sub(r"[\ud800-\udfff]", "", text)  # the ledger takes UTF-8 only
    page = page_of(everywhere(text))
    assert shape(page) == shape(page_of(everywhere("x")))
    assert sum(visible(text) in each.text for each in page.all("p", "dd", "td", "th", "li")) > 30


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_text(everywhere: Make, text: str) -> None:
    text = text.replace("\ud800", "")
    page = page_of(everywhere(f"x{text}"))
    assert shape(page) == shape(page_of(everywhere("x")))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_every_text_of_the_tree_is_an_element_of_its_own(everywhere: Make, text: str) -> None:
    report = Document(everywhere(text.replace("\ud800", "") or "x"), Paging()).main()
    found = {each.text for each in read(to_html(report)).all()}
    changed = {"What happened", "Place", "Who", "Witnesses"}  # told as "Place, earlier"
    assert set(texts_of(report)) - found <= {"", *changed}


@pytest.fixture
def whole(facts: Make, incident: Make, everywhere: Make) -> Element:
    """A page with a bit of everything, and enough incidents to search in."""
    much = everywhere("x")
    kinds = ("order-breach", "damage")
    more = [incident(number, types=kinds, what=f"What {number}") for number in range(3, 40)]
    return page_of(replace(much, incidents=(*much.incidents, *more)))


@pytest.fixture
def empty(facts: Make) -> Element:
    """The page of an empty diary."""
    return page_of(facts())


@pytest.fixture
def single(facts: Make, incident: Make) -> Element:
    """The page of one incident."""
    return page_of(facts(incident(1)))


@pytest.fixture(params=["whole", "single", "empty"])
def page(request: pytest.FixtureRequest) -> Element:
    """Any of them."""
    found: Element = request.getfixturevalue(request.param)
    return found


def policy_of(page: Element) -> dict[str, list[str]]:
    """The content security policy of a page."""
    (content,) = [
        str(each.attributes["content"])
        for each in page.all("meta")
        if each.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    directives = (part.split() for part in content.split(";"))
    return {name: sources for name, *sources in directives}


def hashes(blocks: list[Element]) -> list[str]:
    digests = (hashlib.sha256(each.text.encode()).digest() for each in blocks)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def test_the_policy_allows_the_two_blocks_and_nothing_else(whole: Element) -> None:
    style, script = hashes(list(whole.all("style"))), hashes(list(whole.all("script")))
    assert len(style) == len(script) == 1
    assert policy_of(whole) == {
        "default-src": ["'none'"],
        "style-src": style,
        "script-src": script,
        "img-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }


def test_where_there_is_nothing_to_search_there_is_no_script(
    single: Element, empty: Element
) -> None:
    for page in (single, empty):
        assert list(page.all("script")) == []
        assert policy_of(page)["script-src"] == ["'none'"]


def test_the_policy_comes_before_anything_that_it_rules(page: Element) -> None:
    (head,) = page.all("head")
    assert [each.attributes.get("http-equiv") for each in head.children[:2]] == [
        None,
        "Content-Security-Policy",
    ]
    assert head.children[0].attributes == {"charset": "utf-8"}


def test_it_names_nothing_outside_itself(facts: Make, incident: Make) -> None:
    made = to_html(Document(facts(incident(1), incident(2)), Paging()).main())
    assert not re.search(r"https?:|//[a-z]|url\(|@import|srcset|fetch\(|eval\(|innerHTML", made)


def test_only_links_within_the_page(page: Element) -> None:
    ids = [each.attributes["id"] for each in page.all() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    links = {each.attributes["href"] for each in page.all() if "href" in each.attributes}
    assert links <= {f"#{each}" for each in ids}
    named = {
        each.attributes.get("aria-labelledby") or each.attributes.get("for") for each in page.all()
    }
    assert named - {None} <= set(ids)


def test_no_attribute_acts_or_loads(page: Element) -> None:
    used = {name for each in page.all() for name in each.attributes}
    assert not {name for name in used if name.startswith("on")}
    assert not used & {"src", "style", "action", "srcdoc", "background", "ping", "formaction"}


def test_its_parts(page: Element) -> None:
    (html,) = page.all("html")
    assert html.attributes == {"lang": "en-GB"}
    body = [each.name for each in next(page.all("body")).children]
    assert body[:5] == ["a", "header", "nav", "main", "footer"]
    assert [each.text for each in page.all("h1")] == [each.text for each in page.all("title")]


def test_headings_go_down_one_step_at_a_time(page: Element) -> None:
    levels = [int(each.name[1]) for each in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_name_every_section_in_order(page: Element) -> None:
    (nav,) = page.all("nav")
    sections = [f"#{each.attributes['id']}" for each in page.all("section")]
    assert [each.attributes["href"] for each in nav.all("a")] == sections


def test_every_table_can_be_followed_by_ear(whole: Element) -> None:
    tables = list(whole.all("table"))
    assert len(tables) > 6
    for table in tables:
        assert table.children[0].name == "caption"
        assert table.children[0].text
        assert {each.attributes.get("scope") for each in table.all("th")} <= {"col", "row"}
        assert any(each.attributes.get("scope") == "col" for each in table.all("th"))
        assert all(each.text for each in table.all("th"))
        width = len(table.children[1].children[0].children)
        for row in table.children[2].children:
            cells = sum(int(each.attributes.get("colspan") or 1) for each in row.children)
            assert cells == width - (row.attributes.get("class") == "below")


def test_numbers_of_incidents_lead_to_them(whole: Element) -> None:
    kinds = next(each for each in whole.all("table") if "by kind" in each.text)
    row = next(each for each in kinds.all("tr") if "Damaging property" in each.text)
    assert row.text.endswith("3–39")
    assert [each.attributes["href"] for each in row.all("a")] == ["#incident-3", "#incident-39"]


def test_how_many_more_there_are_is_no_incident(facts: Make, incident: Make) -> None:
    scattered = [
        incident(number, types=("damage",) if number % 2 else ("threats",))
        for number in range(1, 80)
    ]
    page = page_of(facts(*scattered))
    row = next(
        each for each in page.all("tr") if "Damaging property" in each.text and "more" in each.text
    )
    assert row.text.endswith("59 and 10 more")
    assert [each.text for each in row.all("a")] == [str(number) for number in range(1, 60, 2)]


def test_times_are_for_programs_too(facts: Make, incident: Make, moment: Make) -> None:
    starts = ["2026-11", "2026-11-20", "2026-11-20T21:30:00+00:00"]
    page = page_of(facts(*(incident(n, start) for n, start in enumerate([*starts, None], 1))))
    assert [each.attributes["datetime"] for each in page.all("time")] == starts
    assert "Time not known" in [each.text for each in page.all("span")]


def test_search_is_hidden_until_it_works(whole: Element) -> None:
    (find,) = [each for each in whole.all("div") if each.attributes.get("role") == "search"]
    assert find.attributes["hidden"] == "hidden"
    options = [each.text for each in find.all("option")]
    assert options[:4] == [
        "Every kind",
        "Breaking an order or bail conditions",
        "Calls, texts, e-mails or other contact online",
        "Damaging property",
    ]
    article = next(each for each in whole.all("article") if each.attributes["id"] == "incident-3")
    assert article.attributes["data-kinds"] == "0 2"


def test_nothing_of_the_file_system_is_told(everywhere: Make) -> None:
    made = to_html(Document(everywhere("x"), Paging()).main())
    assert "secret" not in made
    assert "51.5" not in made


def test_two_runs_give_the_same_page(everywhere: Make) -> None:
    assert to_html(Document(everywhere("y"), Paging()).main()) == to_html(
        Document(everywhere("y"), Paging()).main()
    )
