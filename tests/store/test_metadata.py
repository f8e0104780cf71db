"""What a picture says of itself: read from hostile files too, and never a reason to fail."""

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stalkdiary
from stalkdiary.store.metadata import read_metadata

DEMO = Path(stalkdiary.__file__).parent / "data" / "demo"


def tiff(tags: list[tuple[int, bytes]]) -> bytes:
    """A little-endian TIFF with nothing but text tags of its first folder."""
    count = len(tags)
    at = 8 + 2 + 12 * count + 4
    folder, texts = b"", b""
    for tag, text in tags:
        text += b"\0"  # noqa: PLW2901 - the terminator belongs to the text
        if len(text) <= 4:
            text += b"\0" * (5 - len(text))  # noqa: PLW2901 - short ones lie elsewhere
        folder += struct.pack("<HHII", tag, 2, len(text), at + len(texts))
        texts += text
    return b"II*\0" + struct.pack("<IH", 8, count) + folder + bytes(4) + texts


def test_make_model_and_time_are_kept_as_written() -> None:
    picture = tiff([(0x10F, b"Maker"), (0x110, b"Phone 5"), (0x132, b"2026:11:20 21:30:00")])
    assert read_metadata(io.BytesIO(picture), "image/tiff") == {
        "make": "Maker",
        "model": "Phone 5",
        "changed": "2026:11:20 21:30:00",
    }


def test_a_text_without_end_is_cut() -> None:
    found = read_metadata(io.BytesIO(tiff([(0x10F, b"x" * 5000)])), "image/tiff")
    assert found is not None
    assert len(found["make"]) <= 500


def test_only_pictures_are_looked_into() -> None:
    assert read_metadata(io.BytesIO(tiff([(0x10F, b"Maker")])), "application/pdf") is None


@pytest.mark.parametrize("name", [each.name for each in DEMO.glob("*.jpg")])
def test_the_pictures_of_the_demo_can_be_read(name: str) -> None:
    found = read_metadata(io.BytesIO((DEMO / name).read_bytes()), "image/jpeg")
    assert found is None or all(found.values())


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff\xe1", b"II*\0", b"MM\0*"]))
def test_nothing_in_a_file_makes_it_fail(data: bytes, start: bytes) -> None:
    for kind in ("image/jpeg", "image/tiff", "image/heic", "image/webp"):
        read_metadata(io.BytesIO(start + data), kind)
