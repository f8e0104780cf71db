"""Pictures of every kind that comes, and of kinds that mean harm, before the reading process."""

import io
import os
import signal
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pillow_heif
import pytest
from PIL import Image

from stalkdiary.reports import exhibit_pictures
from stalkdiary.reports.exhibit_pictures import Drawn, PictureReader

DEMO = Path(exhibit_pictures.__file__).parents[1] / "data" / "demo"
TURNED = 6
"""Of an EXIF orientation: the camera was held upright, and a quarter turn is to be made."""
PLACE = "51-30-26-SECRET-PLACE"


_HEADER = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
HUGE = b"\x89PNG\r\n\x1a\n\0\0\0\r" + _HEADER + struct.pack(">I", crc32(_HEADER)) + b"\0\0\0\0IDAT"
"""The beginning of a picture that would take 10 GB."""


@pytest.fixture(scope="module")
def reader() -> Iterator[PictureReader]:
    """One process for all tests that do not kill it."""
    pillow_heif.register_heif_opener()
    with PictureReader() as reader:
        yield reader


def picture(mode: str = "RGB", size: tuple[int, int] = (400, 300)) -> Image.Image:
    """Red on the left half, blue on the right."""
    made = Image.new("RGB", size, "red")
    made.paste("blue", (size[0] // 2, 0, *size))
    return made.convert(mode)


def encoded(made: Image.Image, form: str, **options: Any) -> bytes:
    target = io.BytesIO()
    made.save(target, form, **options)
    return target.getvalue()


def embedded() -> Image.Exif:
    """What a phone writes: turned, where, with what."""
    exif = Image.Exif()
    exif[0x0112] = TURNED
    exif[0x010E] = PLACE
    exif.get_ifd(0x8825)[29] = PLACE
    return exif


def colours(jpeg: bytes) -> list[str]:
    """The colour at the left, the right, the top and the bottom edge: red, blue or other."""
    shown = Image.open(io.BytesIO(jpeg)).convert("RGB")
    width, height = shown.size
    edges = (
        (4, height // 2),
        (width - 5, height // 2),
        (width // 2, 4),
        (width // 2, height - 5),
    )
    return ["red" if at[0] > 2 * at[2] else "blue" for edge in edges if (at := _at(shown, edge))]


def _at(shown: Image.Image, edge: tuple[int, int]) -> tuple[int, ...]:
    found = shown.getpixel(edge)
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize(
    ("kind", "form", "mode"),
    [
        ("image/jpeg", "JPEG", "RGB"),
        ("image/jpeg", "JPEG", "CMYK"),
        ("image/png", "PNG", "RGBA"),
        ("image/png", "PNG", "P"),
        ("image/webp", "WEBP", "RGB"),
        ("image/gif", "GIF", "RGB"),
        ("image/heic", "HEIF", "RGB"),
    ],
)
def test_each_kind_of_picture_is_drawn(
    reader: PictureReader, kind: str, form: str, mode: str
) -> None:
    """A photograph or screenshot of any usual kind is seen small and large, in its colours."""
    drawn = reader.read(kind, encoded(picture(mode), form))
    (shown,) = drawn.pictures
    assert (shown.width, shown.height, drawn.of, drawn.why) == (400, 300, 1, None)
    assert colours(shown.large)[:2] == ["red", "blue"]
    assert Image.open(io.BytesIO(shown.small)).size == (360, 270)


@pytest.mark.parametrize(("kind", "form"), [("image/jpeg", "JPEG"), ("image/heic", "HEIF")])
def test_what_was_held_upright_stands_upright_and_nothing_embedded_is_left(
    reader: PictureReader, kind: str, form: str
) -> None:
    """The place in a photograph never leaves the diary with its picture."""
    sent = encoded(picture(), form, exif=embedded().tobytes())
    assert PLACE.encode() in sent
    (shown,) = reader.read(kind, sent).pictures
    assert (shown.width, shown.height) == (300, 400)
    assert colours(shown.large)[2:] == ["red", "blue"]
    for data in (shown.small, shown.large):
        assert PLACE.encode() not in data
        assert b"Exif" not in data
        assert not Image.open(io.BytesIO(data)).getexif()


def test_comments_and_profiles_are_not_carried_over(reader: PictureReader) -> None:
    """A comment in a JPEG or PNG, XMP and an own colour profile stay in the original."""
    from PIL import ImageCms
    from PIL.PngImagePlugin import PngInfo

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    text = PngInfo()
    text.add_text("Comment", PLACE)
    text.add_itxt("XML:com.adobe.xmp", PLACE)
    jpeg = encoded(picture(), "JPEG", comment=PLACE.encode(), icc_profile=profile)
    for kind, data in (
        ("image/jpeg", jpeg),
        ("image/png", encoded(picture(), "PNG", pnginfo=text, icc_profile=profile)),
    ):
        (shown,) = reader.read(kind, data).pictures
        assert PLACE.encode() not in shown.small + shown.large
        assert "icc_profile" not in Image.open(io.BytesIO(shown.large)).info


def test_of_moving_pictures_the_first_frame_is_drawn(reader: PictureReader) -> None:
    """An animated GIF shows its first frame, and how many there are."""
    frames = [Image.new("RGB", (80, 60), colour) for colour in ("blue", "white", "black")]
    drawn = reader.read(
        "image/gif", encoded(picture(size=(80, 60)), "GIF", save_all=True, append_images=frames)
    )
    assert drawn.of == 4
    assert colours(drawn.pictures[0].large)[:2] == ["red", "blue"]


def test_a_picture_of_108_million_pixels_is_drawn_or_named(reader: PictureReader) -> None:
    """12,000 × 9,000: from the largest cameras, and no reason to end."""
    sent = encoded(Image.new("L", (12_000, 9_000), 128), "JPEG")
    drawn = reader.read("image/jpeg", sent)
    assert drawn.pictures or "12,000 × 9,000 pixels" in str(drawn.why)
    assert reader.read("image/png", encoded(picture(), "PNG")).pictures


def test_a_noisy_picture_stays_small(reader: PictureReader) -> None:
    """Fifty photographs fit into 15 MB, however little there is to compress in them."""
    noise = Image.effect_noise((2000, 1500), 90).convert("RGB")
    (shown,) = reader.read("image/jpeg", encoded(noise, "JPEG")).pictures
    # A page holds them in base64, which takes a third more.
    assert 50 * (len(shown.large) + len(shown.small)) * 4 / 3 < 15_000_000


@pytest.mark.parametrize(
    ("kind", "data", "why"),
    [
        ("image/png", HUGE, "60,000 × 60,000 pixels"),
        ("image/jpeg", encoded(picture(size=(1200, 900)), "JPEG")[:2000], "cut short"),
        ("image/jpeg", b"GIF89a", "broken"),
        ("image/heic", b"\0\0\0\x18ftypheic" + bytes(40), "broken"),
        ("application/pdf", b"%PDF-1.7\n", "broken"),
        ("image/png", b"", "broken"),
    ],
    ids=["huge", "cut short", "of another kind", "HEIC", "PDF", "empty"],
)
def test_what_can_not_be_drawn_is_named(
    reader: PictureReader, kind: str, data: bytes, why: str
) -> None:
    """A broken, false or huge picture is told of, and the next one is drawn all the same."""
    drawn = reader.read(kind, data)
    assert drawn.pictures == ()
    assert why in str(drawn.why)
    assert reader.read("image/png", encoded(picture(), "PNG")).pictures


def test_a_picture_with_a_false_ending_is_drawn(reader: PictureReader) -> None:
    """What a file is tells its content: a PNG that was named or taken for a JPEG is a PNG."""
    assert reader.read("image/jpeg", encoded(picture(), "PNG")).pictures


def test_pages_of_a_letter_are_drawn_up_to_a_limit(reader: PictureReader) -> None:
    """The first pages of a PDF are pictures."""
    page = Image.new("RGB", (60, 85), "white")
    data = encoded(page, "PDF", save_all=True, append_images=[page] * 6)
    drawn = reader.read("application/pdf", data)
    assert (len(drawn.pictures), drawn.of, drawn.why) == (4, 7, None)
    assert drawn.pictures[0].height == 1600


def test_recordings_tell_how_long_they_last(reader: PictureReader) -> None:
    """Of a recording the length is known where it says so itself, and not known otherwise."""
    voicemail = (DEMO / "voicemail-12-july.wav").read_bytes()
    assert reader.read("audio/wav", voicemail) == Drawn(seconds=6.5)
    assert reader.read("audio/ogg", b"OggS" + bytes(60)).seconds is None


def test_a_file_that_takes_too_long_is_named_and_the_next_one_drawn(reader: PictureReader) -> None:
    """The process is ended after a time, and begun again for the next file."""
    with PictureReader(seconds=0) as hasty:
        assert hasty.read("image/png", encoded(picture(size=(4000, 3000)), "PNG")) == Drawn(
            why="reading it took too long, or more than it may"
        )
        hasty._seconds = 60
        assert hasty.read("image/png", encoded(picture(), "PNG")).pictures


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_process_that_dies_costs_one_picture(reader: PictureReader) -> None:
    """A decoder that crashes takes nothing with it but the picture that it read."""
    with PictureReader() as doomed:
        assert doomed.read("image/png", encoded(picture(), "PNG")).pictures
        assert doomed._process is not None
        os.kill(doomed._process.pid, signal.SIGKILL)
        doomed._process.wait()
        assert doomed.read("image/png", encoded(picture(), "PNG")).why
        assert doomed.read("image/png", encoded(picture(), "PNG")).pictures


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="only Linux shows limits here")
def test_the_process_can_open_and_write_nothing(reader: PictureReader) -> None:
    """A decoder in the hands of a hostile picture can neither read the disk nor leave a trace."""
    reader.read("image/png", encoded(picture(), "PNG"))
    assert reader._process is not None
    limits = Path(f"/proc/{reader._process.pid}/limits").read_text()
    found = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()}
    assert found["Max open files"] == "3"
    assert found["Max file size"] == found["Max core file size"] == "0"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]\n",
        b'{"pictures": [[9, 9, 4, 4]], "of": 1, "seconds": null, "why": null}\n<svg><svg>',
        b'{"pictures": [[9, 9, -1, 9]], "of": 1, "seconds": null, "why": null}\n',
        b'{"pictures": [["<", 9, 3, 3]], "of": 1, "seconds": null, "why": null}\n\xff\xd8\xff' * 2,
    ],
)
def test_an_answer_is_not_trusted(said: bytes) -> None:
    """What the process answers is held against what an answer must be."""
    with pytest.raises((ValueError, TypeError, KeyError)):
        exhibit_pictures._answer(io.BytesIO(said))
