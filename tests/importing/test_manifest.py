"""Every real file of the samples yields what two other programs counted in it."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused, UnsafeFile
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importing.job import Job
from stalkdiary.importing.preview import Preview
from stalkdiary.importing.wanted import Request
from stalkdiary.usecases.imports import look_at_export, sorted_out

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
ASKED = {"_chat 3.txt": "mdy", "dash-format-test.txt": "dmy", "spanish-format-test.txt": "dmy"}
"""Of three chats nothing shows the order of the dates: the person is asked."""
_KEPT_AS_FILES = ("exif-image/", "exhibit-pdf/")
_LISTS = ("vcard/",)
"""Not messages: an address book is for --contacts."""

if (SAMPLES / "MANIFEST.tsv").exists():
    with (SAMPLES / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        ROWS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
else:
    ROWS = []

pytestmark = pytest.mark.skipif(not ROWS, reason="the samples are not beside this checkout")


@pytest.fixture(autouse=True)
def _format() -> None:
    """The real formats, not the one of the other tests here."""


def look(diary: Diary, path: Path) -> Preview:
    reading = Reading(date_order=ASKED.get(path.name))
    return look_at_export(diary, Job(path=path, request=Request(), reading=reading)).preview


MESSAGES = [
    row
    for row in ROWS
    if row["expected_count"] not in {"0", "error"}
    and not row["path"].startswith((*_KEPT_AS_FILES, *_LISTS))
]


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: row["path"])
def test_it_yields_what_was_counted(row: dict[str, str], diary: Diary) -> None:
    """How many, the first and the last: to the minute, in UTC where the list has UTC."""
    preview = look(diary, SAMPLES / row["path"])
    assert preview.records == int(row["expected_count"])
    for expected, found in (
        (row["first_timestamp"], preview.span.first),
        (row["last_timestamp"], preview.span.last),
    ):
        if not expected:
            # Of calendars only the events were counted.
            assert found is None or row["path"].startswith("ics/")
            continue
        assert found is not None
        local = datetime.fromisoformat(found.local)
        wanted = datetime.fromisoformat(expected)
        if wanted.tzinfo is None:
            local = local.replace(tzinfo=None)
        assert abs(local - wanted).total_seconds() < 60


SENDERS = [row for row in MESSAGES if "by_sender: " in row["notes"]]


@pytest.mark.parametrize("row", SENDERS, ids=lambda row: row["path"])
def test_it_names_who_was_counted(row: dict[str, str], diary: Diary) -> None:
    """In the order of nothing: names may hold commas and signs."""
    counted = row["notes"].partition("by_sender: ")[2].partition(";")[0]
    expected = dict(part.rsplit("=", 1) for part in counted.split(", "))
    found = {name: str(s.count) for name, s in look(diary, SAMPLES / row["path"]).senders.items()}
    assert found == expected


EMPTY = [
    row
    for row in ROWS
    if row["expected_count"] == "0" and row["path"].endswith((".xml", ".txt", ".json", ".ics"))
]


@pytest.mark.parametrize("row", EMPTY, ids=lambda row: row["path"])
def test_an_empty_export_holds_nothing(row: dict[str, str], diary: Diary) -> None:
    assert look(diary, SAMPLES / row["path"]).records == 0


REFUSED = [row for row in ROWS if row["expected_count"] == "error"]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["path"])
def test_it_is_refused(row: dict[str, str], diary: Diary) -> None:
    """With a sentence and a next step, whatever is wrong with it."""
    before = diary.path.read_bytes()
    with pytest.raises((InputRefused, UnsafeFile)) as refused:
        look(diary, SAMPLES / row["path"])
    assert refused.value.advice
    assert diary.path.read_bytes() == before


FILES = [row for row in ROWS if row["path"].startswith(_KEPT_AS_FILES)]


@pytest.mark.parametrize("row", FILES, ids=lambda row: row["path"])
def test_it_is_kept_as_a_file(row: dict[str, str]) -> None:
    assert sorted_out([SAMPLES / row["path"]]).files


def test_the_address_book_has_all_its_entries() -> None:
    from stalkdiary.importers.vcard import contacts

    (row,) = [row for row in ROWS if row["path"].startswith("vcard/")]
    with Export(SAMPLES / row["path"]) as export:
        assert len(contacts(export)) == int(row["expected_count"])
