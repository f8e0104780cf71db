"""Labels: eight to a page, all that is on them within their edges, and the text as it was."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.reports.glyphs import BREAK, printable
from stalkdiary.reports.labels import to_labels

Make = Callable[..., Any]
FINGERPRINT = "sha256:" + "0123456789abcdef" * 4
DIGEST = "fedcba9876543210" * 4
MADE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
EDGE = 28
"""Points: nothing lies nearer to the edge of the paper."""
LINE = 6
"""Points between lines of the smallest size."""


def file(number: int = 1, **changes: Any) -> Exhibit:
    values: dict[str, Any] = {
        "ref": f"RM/{number}",
        "incident": 7,
        "name": "call-log.png",
        "sha256": DIGEST,
        "bytes": 64783,
        "added_at": "2026-07-20T21:05:44Z",
    }
    return Exhibit(**values | changes)


def thing(**changes: Any) -> Exhibit:
    values: dict[str, Any] = {
        "physical": True,
        "sha256": None,
        "bytes": None,
        "name": "a card",
        "found_at": "the desk",
        "handled_by": "me",
        "kept_at": "home",
    }
    return file(2, **values | changes)


def made(*exhibits: Exhibit, initials: str = "RM") -> PdfReader:
    data = to_labels(
        exhibits, initials=initials, fingerprint=FINGERPRINT, made=MADE, timezone="Europe/London"
    )
    return PdfReader(io.BytesIO(data))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_a_file() -> None:
    text = text_of(made(file()))
    for part in (
        "RM/1",
        "Incident 7",
        "suggested reference",
        "call-log.png",
        "Added Mon 20 Jul 2026 22:05",
        "Bytes 64,783",
        f"SHA-256 {DIGEST}",
        "Signature",
        "Date and time",
        "Police reference",
        "Diary of RM · 0123 4567 89ab cdef 0123 · printed Mon 23 Nov 2026 09:30",
    ):
        assert part in text
    assert "Kept" not in text


def test_a_thing() -> None:
    text = text_of(made(thing()))
    for part in ("a card", "Where found the desk", "Handled by me", "Packed", "Kept home"):
        assert part in text
    assert "SHA-256" not in text


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (8, 1), (9, 2), (24, 3)])
def test_eight_stand_on_a_page(count: int, pages: int) -> None:
    reader = made(*(file(number) for number in range(1, count + 1)))
    assert len(reader.pages) == pages
    assert text_of(reader).count("Police reference") == count


@pytest.mark.parametrize("text", ["W" * 500, "你" * 90, "﷽" * 60, "word " * 200, "x\n" * 200])
def test_much_text_stays_within_its_label(text: str) -> None:
    said = dict.fromkeys(("name", "found_at", "handled_by", "packed", "kept_at"), text)
    reader = made(*[file(ref=text, name=text)] * 4, *[thing(**said)] * 4, initials=text)
    (page,) = reader.pages
    places: list[tuple[str, float, float]] = []

    def note(part: str, matrix: list[float], _text: object, *_font: object) -> None:
        if part.strip():
            places.append((part.strip(), matrix[4], matrix[5]))

    page.extract_text(visitor_text=note)
    assert all(EDGE < x < page.mediabox.width - EDGE for _, x, _ in places)
    assert all(EDGE < y < page.mediabox.height - EDGE for _, _, y in places)
    signed = {y for part, _, y in places if part == "Signature"}
    assert len(signed) == 4
    beside = {part for part, _, y in places if any(abs(y - line) < LINE for line in signed)}
    assert beside == {"Signature", "Date and time"}


@settings(max_examples=20)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_no_text_stops_the_typesetter(text: str) -> None:
    said = dict.fromkeys(("name", "found_at", "handled_by", "packed", "kept_at"), text)
    assert len(made(thing(**said), file(name=text, ref=f"{text}/1"), initials=text).pages) == 1


@pytest.mark.parametrize("text", ['#panic() #read("/etc/passwd")', "$x$ *b* @r <l> `c` // \\ = -"])
def test_hostile_text_is_printed_as_text(text: str) -> None:
    found = "".join(text_of(made(file(name=text))).split())
    assert "".join(printable(text).replace(BREAK, "").split()) in found


def test_two_runs_give_the_same_bytes() -> None:
    first, second = (
        to_labels(
            [thing()], initials="RM", fingerprint=FINGERPRINT, made=MADE, timezone="Europe/London"
        )
        for _ in range(2)
    )
    assert first == second
