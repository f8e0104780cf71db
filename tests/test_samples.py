"""Real photographs, mails and documents are kept byte for byte."""

import hashlib
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment
from stalkdiary.usecases.extract import extract

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
KINDS = ("eml", "exif-image", "exhibit-pdf", "mbox", "outlook-msg", "vcard")
FILES = sorted(file for kind in KINDS for file in (SAMPLES / kind).rglob("*") if file.is_file())

pytestmark = pytest.mark.skipif(not FILES, reason="the samples are not beside this checkout")


def test_every_sample_comes_out_as_it_went_in(diary: Diary, tmp_path: Path) -> None:
    """Attached together, extracted one by one, and the diary verifies."""
    account = Account(what="Samples", when=Moment.unknown(timezone="Europe/London"))
    receipt = diary.add(account, FILES)
    assert len(receipt.exhibits) == len(FILES)
    for exhibit, file in zip(receipt.exhibits, FILES, strict=True):
        target = tmp_path / exhibit.ref.replace("/", "-")
        extract(diary, exhibit.ref, target)
        assert target.read_bytes() == file.read_bytes()
        assert exhibit.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert diary.verify().findings == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("testJPEG_GEO.jpg", "image/jpeg"),
        ("testThunderbirdEml.eml", "message/rfc822"),
        ("minimal-document.pdf", "application/pdf"),
        ("test-outlook.msg", "application/x-ole-storage"),
    ],
)
def test_samples_are_told_by_their_content(diary: Diary, name: str, kind: str) -> None:
    (file,) = [file for file in FILES if file.name == name]
    account = Account(what="A sample", when=Moment.unknown(timezone="Europe/London"))
    (exhibit,) = diary.add(account, [file]).exhibits
    assert exhibit.media_type == kind


def test_a_camera_is_quoted_and_not_corrected(diary: Diary) -> None:
    (file,) = [file for file in FILES if file.name == "testJPEG_GEO.jpg"]
    account = Account(what="A sample", when=Moment.unknown(timezone="Europe/London"))
    (exhibit,) = diary.add(account, [file]).exhibits
    assert exhibit.metadata is not None
    assert exhibit.metadata["taken"] == "2009:08:11 09:09:45"
    assert (exhibit.metadata["latitude"], exhibit.metadata["longitude"]) == (
        "12.543210",
        "-54.123400",
    )
