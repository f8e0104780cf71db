"""The page on checking: one page, and lines that can be copied."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from stalkdiary.reports.how_to_check import how_to_check_report
from stalkdiary.reports.html import to_html
from stalkdiary.reports.pdf import to_pdf
from stalkdiary.reports.text import to_text
from stalkdiary.reports.tree import Report

DIGEST = "0123456789abcdef" * 4
FINGERPRINT = f"sha256:{DIGEST}"
MADE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def page(stamps: int = 1, **changes: Any) -> Report:
    """The page of a folder with so many timestamps."""
    values: dict[str, Any] = {
        "initials": "RM",
        "fingerprint": FINGERPRINT,
        "entries": 1_234_567,
        "left_out": 0,
        "timestamps": [(f"{number:03}", DIGEST) for number in range(1, stamps + 1)],
        "made": MADE,
        "timezone": "Europe/London",
    }
    return how_to_check_report(**values | changes)


@pytest.mark.parametrize("stamps", range(5))
def test_it_is_one_page(stamps: int) -> None:
    report = page(stamps, left_out=1_234_566, initials="W" * 300)
    (found,) = PdfReader(io.BytesIO(to_pdf(report, made=MADE))).pages
    text = " ".join(found.extract_text().split())
    assert text.count("openssl ts -verify") == stamps
    assert "nothing here claims more." in text


def test_each_line_to_copy_is_whole() -> None:
    lines = [line.strip() for line in to_text(page(4)).splitlines()]
    for line in (
        "sha256sum -c manifest-sha256.txt",
        "certutil -hashfile FILE SHA256",
        "python3 data/check_bundle.py .",
        "py data/check_bundle.py .",
        "python3 data/check_bundle.py . --seal SEAL",
        "stalkdiary verify --bundle . --seal SEAL",
        "python3 data/check_bundle.py . --expect FINGERPRINT",
        FINGERPRINT,
        *(
            f"openssl ts -verify -digest {DIGEST} -in data/timestamps/{folder}/response.tsr "
            f"-CAfile data/timestamps/{folder}/chain.pem"
            for folder in ("001", "002", "003", "004")
        ),
    ):
        assert lines.count(line) == 1


def test_without_a_timestamp_it_says_so() -> None:
    text = to_text(page(0))
    assert "There is no timestamp in this folder." in text
    assert "openssl" not in text


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        (0, None),
        (1, "One is left out of this folder, and shown by its hash only."),
        (1200, "1,200 are left out of this folder, and shown by their hashes only."),
    ],
)
def test_what_is_left_out_is_told(left_out: int, told: str | None) -> None:
    text = " ".join(to_text(page(left_out=left_out)).split())
    assert "The ledger has 1,234,567 entries, each with its hash." in text
    assert ("left out" in text) == (told is not None)
    assert told is None or told in text


def test_three_claims_are_kept_apart() -> None:
    text = to_text(page())
    for claim in ("Unchanged since it was written:", "Existed by this time:", "What happened:"):
        assert text.count(claim) == 1
    assert "No check shows this." in text


def test_it_can_be_a_page_of_html_too() -> None:
    made = to_html(page())
    assert "<script" not in made
    assert "<ol>" not in made
    assert DIGEST in made
