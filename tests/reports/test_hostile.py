"""Two hundred texts that want to be something else, in every field and every format.

What is read back is the text that was given; where a format shows characters that act or hide as
marks, it is the text with these marks.
"""

import csv
import io
import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.model.text import visible
from stalkdiary.reports.build import Document, Paging
from stalkdiary.reports.csv import guarded, messages_csv, to_csv
from stalkdiary.reports.glyphs import BREAK, printable
from stalkdiary.reports.html import to_html
from stalkdiary.reports.json import json_pieces
from stalkdiary.reports.pdf import to_pdf
from stalkdiary.reports.text import to_text
from stalkdiary.reports.tree import Report

Make = Callable[..., Any]


def _texts() -> Iterator[str]:
    run = ("alert(1)", "document.title='run'")
    for code in run:
        yield from (
            f"<script>{code}</script>",
            f"<ScRiPt >{code}</sCrIpT>",
            f"</script><script>{code}//",
            f"<img src=x onerror={code}>",
            f"<svg/onload={code}>",
            f"<body onload={code}>",
            f"<details open ontoggle={code}>",
            f"<a href='javascript:{code}'>x</a>",
            f"<iframe src='javascript:{code}'></iframe>",
            f"<math><mi xlink:href='javascript:{code}'>x",
            f'" onfocus={code} autofocus x="',
            f"' onclick='{code}",
            f"javascript:{code}",
            f"<!--><script>{code}</script>-->",
            f"<![CDATA[<script>{code}</script>]]>",
            f"<template><script>{code}</script></template>",
        )
    for name in ("title", "style", "textarea", "table", "select", "noscript", "main", "svg", "p"):
        yield f"</{name}><b>out</b>"
        yield f"<{name}>"
    yield from (
        "<base href=//example.org>",
        "<meta http-equiv=refresh content=0>",
        "<link rel=stylesheet href=//example.org>",
        "<form action=//example.org><input name=x>",
        "<style>*{display:none}</style>",
        "<style>@import url(//example.org)",
        "x;background:url(//example.org)",
        "&lt;b&gt;",
        "&amp;amp;",
        "&#60;script&#62;",
        "&#x3c;",
        "&notanentity;",
        "&",
        "<",
        ">",
        "<>",
        "<!DOCTYPE x>",
        "<?php x ?>",
        "data:text/html,<script>x</script>",
        "{{7*7}}",
        "{% x %}",
        "${7*7}",
        "#{7*7}",
        "<%= 7*7 %>",
    )
    for mark in "#$*_`@<>=-+/~\\[]{}()'\"|^!?;:,.%&":
        yield f"{mark}x{mark}"
        yield f"{mark}{mark} {mark}"
    yield from (
        "#panic()",
        '#read("/etc/passwd")',
        '#import "@preview/x:1.0.0": *',
        '#eval("1+1")',
        "#{ while true {} }",
        "#let x = 1",
        "$ x^2 $",
        "= Heading",
        "- item",
        "+ item",
        "/ term: x",
        "*bold* _it_",
        "@label <label>",
        "// comment",
        "/* comment */",
        "\\u{41}",
        "```typ #panic() ```",
        "https://example.org/#x",
        "---",
        "~",
    )
    for sign in (
        "=",
        "+",
        "-",
        "@",
        "\t=",
        "\r=",
        "\n=",
        " =",
        "\uff1d",
        "\uff0b",
        "\uff0d",
        "\uff20",
        "'=",
        "''=",
    ):
        yield f"{sign}cmd|'/c calc'!A1"
    yield from (
        '","x","',
        '"',
        '""',
        "a;b\tc",
        "a\r\nb",
        "[bold]x[/bold]",
        "[link=file:///etc/passwd]x[/link]",
        "[/]",
        "\\[x]",
        ":smile:",
        "\x1b[2J",
        "\x1b]0;title\x07",
        "\x1b]8;;file:///etc/passwd\x1b\\x\x1b]8;;\x1b\\",
        "\x1b]52;c;eA==\x07",
        "\x1bP+q\x1b\\",
        "\x9b31m",
        "\x90x\x9c",
        "\x07\x08\x7f",
        "\x00",
        "a\x00b",
        "a\rb",
        "a\x0bb\x0cc",
        "\x85",
        "\u202egnp.exe",
        "\u2066x\u2069",
        "\u200fx\u200e",
        "\u061cx",
        "a\u200bb",
        "a\u00adb",
        "\ufeffx",
        "\u2028x\u2029",
        "\u2060x",
        "\u180ex",
        "\u3164x",
        "\u115fx",
        "\ue000",
        "\U000e0041x",
        "\uffff",
        "\U0010ffff",
        "\u0378",
        "a" + "\u0301" * 60,
        "\u0301",
        "\u20e3",
        "\u200d\u200d",
        "\ufe0f",
        "👩\u200d👩\u200d👧",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "🇬🇧🇬",
        "你好",
        "שלום x עולם",
        "مرحبا 12 بالعالم",
        "नमस्ते",
        "ﷺ ﷽",
        "𝓪𝓵𝓮𝔁",  # noqa: RUF001
        "Zoë Z\u0308",
        "\u0131 İ ß ﬁ",
        "W" * 200,
        "x" * 500,
        "a/b" * 60,
        "'; DROP TABLE incident; --",
        "../../etc/passwd",
        "%s%n{0}",
        "NaN",
        "null",
        "true",
        "1e309",
        "incident-1",
        "1–4, 7 and 12 more",
        "; ",
        " · ",
    )


TEXTS = [f"x{text}y" for text in dict.fromkeys(_texts())] + [
    "=1+1",
    "@x",
    "-x",
    "<b>",
    "#x",
    "&amp;",
]
WITH_WORDS = {"chronology", "withdrawn", "people", "actions", "exhibits", "messages"}
"""The sections that the person's words stand in; the others count them."""
FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def test_there_are_two_hundred() -> None:
    assert len(set(TEXTS)) >= 200


class Shape(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(sorted(name for name, _ in attrs))))

    def handle_data(self, data: str) -> None:
        self.text += data


def shape_of(report: Report) -> Shape:
    shape = Shape()
    shape.feed(to_html(report))
    return shape


def in_fields(value: object) -> Iterator[str]:
    """Every text of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from in_fields(each)
    elif isinstance(value, list):
        for each in value:
            yield from in_fields(each)


def squeezed(text: str) -> str:
    """`text` without white space, as columns and pages break it."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def plain(everywhere: Make) -> Shape:
    """The page in which every text is harmless."""
    return shape_of(Document(everywhere("x"), Paging()).main())


@pytest.mark.parametrize("text", TEXTS)
def test_in_every_field_of_page_text_and_data(everywhere: Make, plain: Shape, text: str) -> None:
    made = everywhere(text)
    report = Document(made, Paging()).main()
    page = shape_of(report)
    assert page.elements == plain.elements
    assert page.text.count(visible(text)) > 60
    told = to_text(report)
    assert not FORBIDDEN.search(told)
    assert squeezed(told).count(squeezed(visible(text))) > 60 or len(text) > 60
    told = "".join(json_pieces(made))
    assert not FORBIDDEN.search(told)
    assert sum(each == text for each in in_fields(json.loads(told))) > 60
    rows = csv.DictReader(io.StringIO(to_csv(made), newline=""))
    assert sum(cell == guarded(text) for row in rows for cell in row.values()) > 10
    rows = csv.DictReader(io.StringIO("".join(messages_csv(made)), newline=""))
    assert sum(cell == guarded(text) for row in rows for cell in row.values()) >= 7


def test_in_every_field_of_the_pdf(everywhere: Make, tmp_path: Path) -> None:
    """The reports of all texts as one document, as that is made once; read by Poppler."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine")
    # Letters that are shaped, turned or joined are read back in other ways: tests/reports/test_pdf.
    texts = [each for each in TEXTS if each.isascii() or not _is_shaped(each)]
    reports = [Document(everywhere(text), Paging()).main() for text in texts]
    sections = tuple(
        part for report in reports for part in report.sections if part.anchor in WITH_WORDS
    )
    whole = replace(reports[0], sections=sections)
    (tmp_path / "r.pdf").write_bytes(to_pdf(whole, made=everywhere("x").now))
    subprocess.run(["pdftotext", "-raw", "r.pdf"], cwd=tmp_path, check=True, capture_output=True)
    found = squeezed((tmp_path / "r.txt").read_text(encoding="utf-8"))
    missing = [
        text
        for text in texts
        if len(text) <= 60 and found.count(squeezed(printable(text).replace(BREAK, ""))) < 50
    ]
    assert missing == []


def _is_shaped(text: str) -> bool:
    return any(
        unicodedata.bidirectional(each) in {"R", "AL", "AN"}
        or unicodedata.category(each).startswith("M")
        or each in "\u200d\ufe0fﬁ"
        or ord(each) > 0x1F000
        or "\u0900" <= each <= "\u0dff"
        for each in text
    )
