"""The time that a file gives of itself is a hint that `--when` takes, and says what it is."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from stalkdiary.model.media_type import HEAD_BYTES, media_type
from stalkdiary.model.moment_grammar import parse_moment
from stalkdiary.model.time_hint import TimeHint, is_litter, time_hint
from stalkdiary.store.metadata import read_metadata

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def hint(
    name: str,
    metadata: dict[str, str] | None = None,
    file_times: dict[str, str] | None = None,
    timezone: str = "Europe/London",
) -> TimeHint | None:
    return time_hint(name, metadata, file_times, now=NOW, timezone=timezone)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Screenshot_20240312-101530.png", "2024-03-12 10:15"),
        ("Screenshot_20240312-101530_WhatsApp.png", "2024-03-12 10:15"),
        ("Screenshot_20240312_101530_Messages.jpg", "2024-03-12 10:15"),
        ("Screenshot_2024-03-12-10-15-30-123_com.whatsapp.png", "2024-03-12 10:15"),
        ("Screenshot 2024-03-12 at 10.15.30.png", "2024-03-12 10:15"),
        ("Screenshot 2024-03-12 at 10.15.30\u202fPM.png", "2024-03-12 22:15"),
        ("Screenshot 2024-03-12 at 9.15.30\u202fAM.png", "2024-03-12 09:15"),
        ("Screen Shot 2024-03-12 at 12.15.30 AM.png", "2024-03-12 00:15"),
        ("Screenshot 2024-03-12 101530.png", "2024-03-12 10:15"),
        ("IMG_20240312_101530.jpg", "2024-03-12 10:15"),
        ("IMG_20240312_101530123_HDR.jpg", "2024-03-12 10:15"),
        ("VID_20240312_101530.mp4", "2024-03-12 10:15"),
        ("20240312_101530.jpg", "2024-03-12 10:15"),
        ("20240312_101530(0).jpg", "2024-03-12 10:15"),
        ("PXL_20240312_101530123.jpg", "2024-03-12 10:15"),
        ("PXL_20240712_101530123.MP.jpg", "2024-07-12 11:15"),
        ("IMG-20240312-WA0007.jpg", "2024-03-12"),
        ("PTT-20240312-WA0001.opus", "2024-03-12"),
        ("WhatsApp Image 2024-03-12 at 10.15.30.jpeg", "2024-03-12 10:15"),
        ("WhatsApp Image 2024-03-12 at 10.15.30 PM (1).jpeg", "2024-03-12 22:15"),
        ("signal-2024-03-12-101530.jpg", "2024-03-12 10:15"),
        ("signal-2024-03-12-10-15-30-123.jpg", "2024-03-12 10:15"),
        ("00000042-PHOTO-2020-06-07-15-13-20.jpg", "2020-06-07 15:13"),
        ("photo_2024-03-12_10-15-30.jpg", "2024-03-12 10:15"),
        ("photo_5@12-03-2024_10-15-30.jpg", "2024-03-12 10:15"),
        ("Recording_20240312_101530.m4a", "2024-03-12 10:15"),
        ("Call recording 07700900123_240312_101530.m4a", "2024-03-12 10:15"),
        ("voicemail-2024-03-12-10-15-30.m4a", "2024-03-12 10:15"),
        ("2024-03-12 10.15.30.jpg", "2024-03-12 10:15"),
        ("folder/IMG_20240312_101530.jpg", "2024-03-12 10:15"),
    ],
)
def test_names_that_telephones_and_programs_give(name: str, text: str) -> None:
    """Each known form of a name gives its time, and no more of it than stands there."""
    found = hint(name)
    assert found is not None
    assert (found.text, found.basis) == (text, "file name")


@pytest.mark.parametrize(
    "name",
    [
        "Screenshot (12).png",
        "IMG_1234.PNG",
        "IMG_20241312_101530.jpg",
        "IMG_20240231_101530.jpg",
        "Screenshot_20990312-101530.png",
        "IMG-20270101-WA0001.jpg",
        "+442012031200.m4a",
        "07700900123.amr",
        "letter.pdf",
        "received_1234567890123456.jpeg",
        "",
    ],
)
def test_names_without_a_time_that_can_be(name: str) -> None:
    """No time, an impossible one and one that has not come yet give no hint."""
    assert hint(name) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Screenshot_20240312-101530.png", "not when what it shows was sent"),
        ("Screen Recording 2024-03-12 at 10.15.30.mov", "not when what it shows was sent"),
        ("IMG-20240312-WA0007.jpg", "WhatsApp put the file on the telephone"),
        ("WhatsApp Image 2024-03-12 at 10.15.30.jpeg", "received or saved from WhatsApp"),
        ("PXL_20240312_101530123.jpg", "UTC"),
        ("IMG_20240312_101530.jpg", "clock of the telephone"),
        ("scan 2024-03-12 10.15.30.pdf", "not said"),
    ],
)
def test_the_note_says_what_time_it_is(name: str, words: str) -> None:
    """A reader is told what the time is the time of."""
    found = hint(name)
    assert found is not None
    assert words in found.note


def test_the_camera_comes_before_the_name() -> None:
    """What the camera wrote is nearer to the event than a name that anybody can change."""
    found = hint("IMG_20240312_101530.jpg", {"taken": "2024:03:11 09:08:07"})
    assert found is not None
    assert (found.text, found.basis) == ("2024-03-11 09:08", "EXIF")
    assert "no time zone" in found.note


def test_the_zone_of_the_camera_is_kept() -> None:
    """With an offset the moment is known wherever the picture was taken."""
    found = hint("x.jpg", {"taken": "2024:07:11 09:08:07", "taken_offset": "+02:00"})
    assert found is not None
    assert found.text == "2024-07-11 09:08+02:00"
    moment = parse_moment(found.text, now=NOW)
    assert moment.start is not None
    assert datetime.fromisoformat(moment.start) == datetime(2024, 7, 11, 7, 8, tzinfo=UTC)


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not beside this checkout")
def test_real_photographs() -> None:
    """Each sample gives the time that was counted for it, or none."""
    with (SAMPLES / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    pictures = [row for row in rows if row["path"].startswith("exif-image/")]
    assert pictures
    for row in pictures:
        with (SAMPLES / row["path"]).open("rb") as file:
            kind = media_type(file.read(HEAD_BYTES))
            file.seek(0)
            found = hint(row["path"], read_metadata(file, kind))
        assert (found.text if found else "") == row["first_timestamp"][:16].replace("T", " ")


def test_a_screenshot_with_a_camera_time_is_still_a_screenshot() -> None:
    """A telephone writes a time into screenshots; it is when the screenshot was made."""
    found = hint("Screenshot 1.png", {"taken": "2024:07:11 09:08:07"})
    assert found is not None
    assert "screenshot was made" in found.note


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "2027:01:01 00:00:00", "1980:01:01 00:00:00", "soon", ""]
)
def test_a_camera_that_knows_no_time_is_passed_over(taken: str) -> None:
    """The name still gives a hint where the camera's clock gives none that can be."""
    found = hint("IMG_20240312_101530.jpg", {"taken": taken})
    assert found is not None
    assert found.basis == "file name"


def test_the_time_of_the_file_comes_last_and_in_local_time() -> None:
    """Where nothing else says a time, the file's own is offered for what it is."""
    found = hint("letter.pdf", None, {"modified": "2024-07-01T23:30:00Z"})
    assert found == TimeHint("2024-07-02 00:30", "file time", found.note if found else "")
    assert "copied" in found.note
    assert hint("letter.pdf", None, {"modified": "2027-01-01T00:00:00Z"}) is None
    assert hint("letter.pdf", None, {"modified": "1970-01-01T00:00:00Z"}) is None
    assert hint("letter.pdf", None, {"modified": "yesterday"}) is None


@given(
    st.datetimes(datetime(1995, 1, 1), datetime(2026, 11, 20)),  # noqa: DTZ001 - wall-clock time
    st.sampled_from(
        [
            "Screenshot_%Y%m%d-%H%M%S.png",
            "IMG_%Y%m%d_%H%M%S.jpg",
            "Screenshot %Y-%m-%d at %I.%M.%S %p.png",
            "signal-%Y-%m-%d-%H%M%S.jpg",
            "00000042-PHOTO-%Y-%m-%d-%H-%M-%S.jpg",
            "photo_1@%d-%m-%Y_%H-%M-%S.jpg",
        ]
    ),
)
def test_every_hint_is_understood_by_when(moment: datetime, form: str) -> None:
    """What is offered can be given back as it stands, and names the same minute."""
    assume(moment.hour != 1)  # in which the clocks are changed, and --when asks which is meant
    assume(moment.year >= 2000 or "@" not in form)
    found = hint(moment.strftime(form))
    assert found is not None
    start = parse_moment(found.text, now=NOW).start
    assert start is not None
    assert start[:16] == f"{moment:%Y-%m-%dT%H:%M}"


@given(
    st.text(max_size=80),
    st.dictionaries(st.sampled_from(["taken", "taken_offset"]), st.text(max_size=30)),
    st.dictionaries(st.just("modified"), st.text(max_size=30)),
)
@example("IMG_20240312_996161.jpg", {}, {})
@example("x", {"taken": "2024:03:12 10:15:30", "taken_offset": "+99:99"}, {})
@example("x", {}, {"modified": "0001-01-01T00:00:00+14:00"})
@example("x", {}, {"modified": "2024-W11-2"})
def test_whatever_a_file_is_called(
    name: str, metadata: dict[str, str], file_times: dict[str, str]
) -> None:
    """Any name and any metadata give a hint that `--when` takes, or none."""
    found = hint(name, metadata, file_times)
    if found is not None:
        assert parse_moment(found.text, now=NOW).start is not None


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        "Thumbs.db",
        "thumbs.db",
        "desktop.ini",
        "._IMG_1234.JPG",
        "~$statement.docx",
        ".~lock.log.ods#",
        "Icon\r",
        "__MACOSX/._chat.txt",
        "photos/@eaDir/IMG_1.jpg",
        "$RECYCLE.BIN/x.jpg",
    ],
)
def test_what_systems_leave_behind_is_litter(name: str) -> None:
    """Nobody put these there."""
    assert is_litter(name)


@pytest.mark.parametrize(
    "name",
    ["IMG_1.jpg", ".hidden.jpg", "Thumbs.db.jpg", "._", "~letter.txt", "DS_Store", "a/b/c.png", ""],
)
def test_what_people_keep_is_not_litter(name: str) -> None:
    """Hidden files and odd names may be evidence."""
    assert not is_litter(name)
