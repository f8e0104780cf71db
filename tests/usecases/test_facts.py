"""What a report is made from: of a timestamp, who signed it and whose word that rests on."""

from datetime import UTC, datetime

import pytest

from stalkdiary.diary import Diary
from stalkdiary.handover import trust
from stalkdiary.usecases.report import report_document

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ours", "authority", "words"),
    [
        (True, "https://tsa.example/", "ship with the program"),
        (False, "https://tsa.example/", "were given with the timestamp"),
        (False, "https://timestamp.sigstore.dev/", "are not those of the authority"),
    ],
)
def test_a_report_says_whose_certificates_a_timestamp_rests_on(
    diary: Diary, ours: bool, authority: str, words: str
) -> None:
    """An officer would take a well-known address for that authority's word."""
    (known,) = trust.pinned()
    body = {"authority": authority, "entry": 1, "roots": known.roots if ours else "nobody's"}
    diary.record_timestamp(body)
    _, data = report_document(diary, "text", now=NOW)
    text = " ".join(data.decode().split())
    assert f"Certificates: {words}" in text
    assert ("Signed by: Sigstore" in text) is ours


@pytest.mark.parametrize("body", [{}, {"authority": 1, "roots": []}, {"authority": "x"}])
def test_what_is_no_timestamp_is_shown_all_the_same(diary: Diary, body: dict[str, object]) -> None:
    """A newer program may write them otherwise, and the report is still made."""
    diary.record_timestamp(body)
    _, data = report_document(diary, "text", now=NOW)
    assert "Certificates" not in data.decode()
