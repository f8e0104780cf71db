"""What a file is, from its first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.media_type import HEAD_BYTES, media_type

KNOWN = [
    (b"", "application/x-empty"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
    (b"GIF89a", "image/gif"),
    (b"BM\x36\x10\0\0\0\0\0\0", "image/bmp"),
    (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
    (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
    (b"RIFF\x10\0\0\0\xff\xfe\xfd\xfc", "application/octet-stream"),
    (b"\0\0\0\x18ftypheic", "image/heic"),
    (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
    (b"\0\0\0\x18ftyp3gp9", "video/3gpp"),
    (b"\0\0\0\x18ftypisom", "video/mp4"),
    (b"ID3\x04\0", "audio/mpeg"),
    (b"OggS\0", "audio/ogg"),
    (b"#!AMR\n", "audio/amr"),
    (b"%PDF-1.7", "application/pdf"),
    (b"PK\x05\x06", "application/zip"),
    (
        b"PK\x03\x04....[Content_Types].xml....word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (b"PK\x03\x04....[Content_Types].xml....other/", "application/zip"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
    (b"BEGIN:VCARD\r\n", "text/vcard"),
    (b"From: a@b\r\nTo: c@d\r\nDate: today\r\n\r\nHello", "message/rfc822"),
    (b"From a@b Mon\nFrom: a@b\nTo: c\nDate: d\n\n", "application/mbox"),
    (b"From: me\nTo: you\n\nonly a note", "text/plain"),
    (b"From: a\nTo: b\nSubject: \xe9\n\n", "message/rfc822"),
    (b"<!DOCTYPE html><html>", "text/html"),
    (b'<?xml version="1.0"?><smses>', "application/xml"),
    (b'<?xml version="1.0"?><svg xmlns="">', "image/svg+xml"),
    ("20/11/2026, 21:30 - Alex: hello é".encode(), "text/plain"),
    ("\ufeffnote".encode(), "text/plain"),
    ("note".encode("utf-16"), "text/plain"),
    (b"a\0b", "application/octet-stream"),
    (b"\x80\x81\x82", "application/octet-stream"),
]


@pytest.mark.parametrize(("head", "expected"), KNOWN)
def test_known_beginnings(head: bytes, expected: str) -> None:
    assert media_type(head) == expected


@pytest.mark.parametrize("note", [b"BMW outside the house again", b"ID3 is on the plate"])
def test_a_note_is_no_picture_because_of_its_first_letters(note: bytes) -> None:
    assert media_type(note) == "text/plain"


@pytest.mark.parametrize("letter", ["é", "€", "😀"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("shift", range(4))
def test_a_character_cut_in_two_at_the_end_of_the_head_is_still_text(
    letter: str, mark: str, shift: int
) -> None:
    text = (mark + "a" * shift + letter * HEAD_BYTES).encode()
    assert media_type(text[:HEAD_BYTES]) == "text/plain"


def test_a_short_file_that_ends_within_a_character_is_not_text() -> None:
    assert media_type(b"abc\xc3") == "application/octet-stream"


@given(st.binary(max_size=HEAD_BYTES))
def test_any_bytes_have_a_type(head: bytes) -> None:
    kind, _, rest = media_type(head).partition("/")
    assert kind
    assert rest


@given(st.sampled_from([head for head, _ in KNOWN]), st.binary(max_size=64))
def test_a_known_beginning_with_anything_behind_it_has_a_type(head: bytes, tail: bytes) -> None:
    assert "/" in media_type(head + tail)
