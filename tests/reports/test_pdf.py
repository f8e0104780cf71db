"""The PDF: it is always made, it is one and the same, and the person's text is in it."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from stalkdiary.model.text import visible
from stalkdiary.reports import pdf
from stalkdiary.reports.build import Document, Paging
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.glyphs import BREAK, printable
from stalkdiary.reports.pdf import to_pdf

Make = Callable[..., Any]
A4_WIDTH = 595
A4_HEIGHT = 842
FOOTER = 60
MARGIN = 62
"""Points."""

HOSTILE = {
    "panic": '#panic() #read("/etc/passwd") #import "@preview/x:1.0.0": *',
    "typst": "$x$ *b* _i_ @ref <l> `raw` // \\ = heading - item [c] ~ -- --- ' \" https://x.y",
    "html": "<b>#see me*</b> &amp; <script>alert(1)</script>",
    "csv": "=cmd|'/c calc'!A1",
    "rich": "[bold red]x[/] [link=file:///etc/passwd]y[/link] :smile:",
    "terminal": "\x1b[2J\x1b]0;title\x07 \x9b31m \x00",
    "bidi": "\u202egnp.exe \u2066x\u2069 a\u200bb \u2028",
    "combining": "\u0301 a\u0301\u0301\u0363\u20e3",
    "emoji": "😀 ❤ 👍🏽 🇬🇧",
    "cjk": "你好 こんにちは 안녕",
    "surrogate": "\ud800",
    "long": "x" * 3000,
}
SCRIPTS = {
    "arabic": "مرحبا بالعالم",
    "hebrew": "שלום עולם",
    "devanagari": "नमस्ते दुनिया",
    "mixed": "אa1ب नx",
}

# The ledger takes UTF-8 only, and 3,000 letters in 70 fields take long to read back.
ANYWHERE = (HOSTILE | SCRIPTS | {"joiners": "\u200d \ufe0f \u200c", "long": "x" * 300}) | {
    "surrogate": "left out"
}


def squeezed(text: str) -> str:
    """`text` without white space."""
    return "".join(text.split())


def pdf_of(facts: Facts) -> PdfReader:
    """The report as a reader opens it."""
    return PdfReader(io.BytesIO(to_pdf(Document(facts, Paging()).main(), made=facts.now)))


def words_of(reader: PdfReader) -> str:
    """The text of the pages without white space, page heads and page numbers."""
    pages = [page.extract_text().splitlines()[1:-1] for page in reader.pages]
    return squeezed("".join("".join(lines) for lines in pages))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_printed_as_text(facts: Make, incident: Make, text: str) -> None:
    said = dict.fromkeys(("what", "where", "felt"), text)
    found = words_of(pdf_of(facts(incident(1, **said, witnesses=(text,)))))
    assert found.count(squeezed(printable(text).replace(BREAK, ""))) >= 4


@pytest.mark.parametrize("text", ANYWHERE.values(), ids=ANYWHERE)
def test_hostile_text_may_stand_anywhere(everywhere: Make, text: str) -> None:
    assert pdf_of(everywhere(text)).pages


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_other_scripts_are_printed(facts: Make, incident: Make, text: str) -> None:
    """Readers order and shape such text in their own ways, so its letters are looked for."""
    found = words_of(pdf_of(facts(incident(1, what=text))))
    assert set(squeezed(text)) <= set(found)


@settings(max_examples=30)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_text_stops_the_typesetter(everywhere: Make, text: str) -> None:
    assert to_pdf(
        Document(everywhere(text), Paging()).main(), made=everywhere(text).now
    ).startswith(b"%PDF-1.7")


def test_an_incident_of_100_000_characters_is_whole(facts: Make, incident: Make) -> None:
    what = " ".join(f"w{number:05}" for number in range(14_285))
    found = words_of(pdf_of(facts(incident(1, what=what))))
    assert len(what) > 99_990
    assert set(re.findall(r"w\d{5}", found)) == set(what.split())


def test_of_a_text_without_end_the_beginning_is_printed(
    facts: Make, incident: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A story of megabytes does not fill the memory, and what is not printed is said."""
    monkeypatch.setattr(pdf, "_LONGEST", 1_000)
    found = words_of(pdf_of(facts(incident(1, what="kitten " * 1_000))))
    assert found.count("kitten") < 400
    assert squeezed("6,000 more letters of this text are not printed here.") in found


@pytest.mark.parametrize(
    "text", ["W" * 1000, "你" * 300, "word " * 900, "😀" * 1000, "\n\n\n" + "a\n" * 500]
)
def test_the_first_page_stays_one_page(everywhere: Make, text: str) -> None:
    pages = [page.extract_text() for page in pdf_of(everywhere(text)).pages[:2]]
    assert "printed under Exhibits." in " ".join(pages[0].split())
    assert "1. The pattern" in pages[1]


@pytest.mark.parametrize("text", ["W" * 100, "你" * 30, "﷽" * 20, "x" * 300])
def test_no_letter_lies_outside_the_page(everywhere: Make, text: str) -> None:
    for page in pdf_of(everywhere(text)).pages:
        placed: list[float] = []

        def note(_text: str, cm: list[float], tm: list[float], *_font: object) -> None:
            placed.append(cm[4] + tm[4])  # noqa: B023 - called before the next page

        page.extract_text(visitor_text=note)
        assert max(placed) < A4_WIDTH - MARGIN


def test_two_runs_give_the_same_bytes(everywhere: Make) -> None:
    facts = everywhere("Zoë 😀")
    report = Document(facts, Paging()).main()
    assert to_pdf(report, made=facts.now) == to_pdf(report, made=facts.now)


def test_it_says_what_it_is(facts: Make, incident: Make) -> None:
    reader = pdf_of(facts(incident(1)))
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == "Record of incidents"
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert not reader.attachments


def test_every_page_has_its_number_and_the_fingerprint(facts: Make, incident: Make) -> None:
    pages = pdf_of(facts(*(incident(number) for number in range(1, 20)))).pages
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert f"page {number} of {len(pages)}" in text
        assert "RM · 0123 4567 89ab cdef 0123" in text


@pytest.mark.parametrize("withdrawn", [True, False])
def test_an_empty_diary_and_one_of_withdrawn_incidents(
    facts: Make, incident: Make, *, withdrawn: bool
) -> None:
    incidents = [incident(1, withdrawn_why="A mistake.")] if withdrawn else []
    assert visible("There is no incident in this report.") in " ".join(
        pdf_of(facts(*incidents)).pages[0].extract_text().split()
    )


def lowest_text(reader: PdfReader) -> list[float]:
    """How far above the lower edge the last line of each page stands, in points."""
    lowest = []
    for page in reader.pages:
        heights: list[float] = []

        def look(text: str, place: list[float], *_: object, found: list[float] = heights) -> None:
            if text.strip() and place[5] > FOOTER:
                found.append(place[5])

        page.extract_text(visitor_text=look)
        lowest.append(min(heights))
    return lowest


def test_no_page_of_incidents_is_a_third_empty(facts: Make, incident: Make) -> None:
    """Each stays whole where it is short, and none so long that it leaves a page half white."""
    made = [
        incident(
            number,
            f"2026-0{1 + number // 28}-{1 + number % 28:02}",
            what="He was outside. " * (1 + 7 * number % 40),
            felt="I was afraid. " * (number % 9),
            response="I rang the police. " * (number % 4),
            where="the house",
            witnesses=("Joan Ashby",),
        )
        for number in range(1, 80)
    ]
    reader = pdf_of(facts(*made))
    pages = [page.extract_text() for page in reader.pages]
    first = next(at for at, text in enumerate(pages) if "4. Chronology" in text and at > 1)
    last = next(at for at, text in enumerate(pages) if "5. People" in text and at > 1)
    assert last - first > 5
    assert max(lowest_text(reader)[first:last]) < A4_HEIGHT / 3


@pytest.mark.parametrize("count", range(46, 56))
def test_the_last_message_does_not_stand_alone_on_a_page(
    facts: Make, imported: Make, message: Make, count: int
) -> None:
    """Whatever the length of the conversation is."""
    told = [message(number, text=f"Answer me {number}") for number in range(1, count + 1)]
    made = facts(imported(3, times=count), messages=lambda _: told)
    pages = [page.extract_text() for page in pdf_of(made).pages]
    (last,) = [text for text in pages[-2:] if f"Answer me {count} " in " ".join(text.split())]
    assert f"Answer me {count - 1} " in " ".join(last.split())


def test_what_introduces_messages_stays_with_them(
    facts: Make, imported: Make, message: Make
) -> None:
    """A heading above nothing would say that the messages are missing."""
    told = {
        number: [
            message(10 * number + at, incident=number, text="Answer me. " * (1 + (number + at) % 5))
            for at in range(3 + number % 7)
        ]
        for number in range(1, 40)
    }
    days = [imported(number, times=len(each)) for number, each in told.items()]
    for page in pdf_of(facts(*days, messages=lambda number: told[number])).pages:
        *_, last, _number = page.extract_text().strip().splitlines()
        assert not re.match("Counted from|Number .* in the diary|Incident [0-9]+ ", last)
        assert "WhatsApp messages from Alex, 21:30." not in last
