"""What a report shows of the files of exhibits, from the diary to the finished document."""

import base64
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from stalkdiary.diary import Diary
from stalkdiary.errors import NothingMatched
from stalkdiary.model.incident import Account
from stalkdiary.model.picture_size import PictureSize
from stalkdiary.model.selection import EVERYTHING, Selection
from stalkdiary.usecases import pictures
from stalkdiary.usecases.bundle import BundleOptions, write_bundle
from stalkdiary.usecases.pictures import pictured
from stalkdiary.usecases.report import ReportOptions, write_report

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PLACE = "51-30-26-SECRET-PLACE"
Photograph = Callable[[str, str], Path]


@pytest.fixture
def photograph(tmp_path: Path) -> Photograph:
    """Makes a photograph that says where it was taken."""

    def make(name: str, colour: str) -> Path:
        exif = Image.Exif()
        exif[0x010E] = PLACE
        exif.get_ifd(0x8825)[29] = PLACE
        Image.new("RGB", (800, 600), colour).save(
            tmp_path / name, "JPEG", exif=exif, comment=PLACE.encode()
        )
        return tmp_path / name

    return make


@pytest.fixture
def diary(tmp_path: Path, photograph: Photograph) -> Diary:
    """Two incidents; the first with two photographs, the second with one."""
    made = Diary.create(tmp_path / "d.db", None, initials="AB")
    first = made.add(Account(what="Paint on the door"), [photograph("door.jpg", "teal")])
    made.attach(first.number, [photograph("wall.jpg", "pink")])
    made.add(Account(what="A note"), [photograph("note.jpg", "gold")])
    return made


def test_no_report_says_where_a_photograph_was_taken(diary: Diary, tmp_path: Path) -> None:
    """Neither the bytes of the PDF nor the pictures in the page hold what the camera wrote."""
    assert PLACE.encode() in (tmp_path / "door.jpg").read_bytes()
    for form in ("pdf", "html"):
        made = write_report(diary, tmp_path / f"r.{form}", form, now=NOW)
        assert made.pictures == ("AB/1", "AB/2", "AB/3")
        assert PLACE.encode() not in (tmp_path / f"r.{form}").read_bytes()
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    shown = re.findall(r"data:image/jpeg;base64,([^\"]+)", page)
    document = PdfReader(tmp_path / "r.pdf")
    inside = [image.data for sheet in document.pages for image in sheet.images]
    assert len(shown) == len(inside) == 6
    for data in (*map(base64.b64decode, shown), *inside):
        assert PLACE.encode() not in data
        assert not Image.open(io.BytesIO(data)).getexif()


@pytest.mark.parametrize("size", PictureSize)
def test_as_many_pictures_as_are_wanted(diary: Diary, tmp_path: Path, size: PictureSize) -> None:
    """None, small ones under their incidents, or all with their plates."""
    options = ReportOptions(pictures=size)
    made = write_report(diary, tmp_path / "r.html", "html", options, now=NOW)
    expected = {PictureSize.none: 0, PictureSize.small: 3, PictureSize.all: 6}
    assert (tmp_path / "r.html").read_text(encoding="utf-8").count("<img ") == expected[size]
    assert bool(made.pictures) is (size is not PictureSize.none)


def test_an_exhibit_that_is_left_out_is_not_seen_and_not_named(
    diary: Diary, tmp_path: Path
) -> None:
    """Of an exhibit that is left out the reference alone is told."""
    options = ReportOptions(left_out=["ab/2"])
    made = write_report(diary, tmp_path / "r.html", "html", options, now=NOW)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert made.pictures == ("AB/1", "AB/3")
    assert "AB/2" in page
    assert "wall.jpg" not in page
    with pytest.raises(NothingMatched):
        write_report(diary, tmp_path / "s.html", "html", ReportOptions(left_out=["AB/9"]), now=NOW)


def test_pictures_are_counted_before_anything_is_written(diary: Diary) -> None:
    """Whoever hands a report over knows how many pictures it shows."""
    assert pictured(diary, EVERYTHING, []) == ["AB/1", "AB/2", "AB/3"]
    assert pictured(diary, EVERYTHING, ["AB/2"]) == ["AB/1", "AB/3"]
    assert pictured(diary, Selection(types=("threats",)), []) == []


def test_altered_bytes_are_named_and_not_drawn(
    diary: Diary, tmp_path: Path, forged: Callable[[Diary], Any]
) -> None:
    """A picture whose bytes are not what was taken in is never shown as the exhibit."""
    with diary.reading() as connection:
        triggers = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        ours = [sql for (sql,) in triggers]
    bare = forged(diary)
    bare.execute("UPDATE evidence_chunk SET data = zeroblob(length(data)) WHERE evidence = 2")
    for sql in ours:  # put back: without them nothing is written to the diary any more
        bare.execute(sql)
    made = write_report(diary, tmp_path / "r.html", "html", now=NOW)
    assert made.pictures == ("AB/1", "AB/3")
    assert "not what was taken in" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_of_very_many_pictures_the_first_are_shown_and_the_others_named(
    diary: Diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report stays a file that can be sent."""
    monkeypatch.setattr(pictures, "MOST_DRAWN", 2)
    made = write_report(diary, tmp_path / "r.html", "html", now=NOW)
    assert made.pictures == ("AB/1", "AB/2")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "this report shows the first 2 pictures" in page


def test_a_bundle_shows_them_in_its_reports(diary: Diary, tmp_path: Path) -> None:
    """The report in a bundle is the same report, without what is left out of the bundle."""
    write_bundle(diary, tmp_path / "b", BundleOptions(left_out=["AB/2"]), now=NOW)
    page = (tmp_path / "b" / "data" / "report.html").read_text(encoding="utf-8")
    assert page.count("<img ") == 4
