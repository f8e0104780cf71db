"""What the process that reads pictures answers, asked here without a process of its own."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stalkdiary.reports import reader

DEMO = Path(reader.__file__).parents[1] / "data" / "demo"


def encoded(made: Image.Image, form: str, **options: Any) -> bytes:
    target = io.BytesIO()
    made.save(target, form, **options)
    return target.getvalue()


def red(mode: str = "RGB", size: tuple[int, int] = (400, 300)) -> Image.Image:
    return Image.new("RGB", size, "red").convert(mode)


def asked(monkeypatch: pytest.MonkeyPatch, *files: tuple[str, bytes]) -> list[dict[str, Any]]:
    """The answers to files, each with its pictures under `drawn`, in the order of the request."""
    monkeypatch.setattr(reader, "_bounded", lambda: None)  # which would bound the tests as well
    requests = b"".join(
        json.dumps({"type": kind, "bytes": len(data)}).encode() + b"\n" + data
        for kind, data in files
    )
    target = io.BytesIO()
    reader.main(io.BytesIO(requests), target)
    target.seek(0)
    answers = []
    for line in target:
        answer = json.loads(line)
        lengths = [length for *_, small, large in answer["pictures"] for length in (small, large)]
        answer["drawn"] = [Image.open(io.BytesIO(target.read(length))) for length in lengths]
        answers.append(answer)
    return answers


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L", "1", "P", "I;16", "RGBA", "LA"])
def test_every_make_of_colours_becomes_a_small_and_a_large_jpeg(
    monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """Within the bytes that each may have, and nothing but the picture in it."""
    kind = {"CMYK": "JPEG"}.get(mode, "PNG")
    flat = {"I;16": 40_000, "1": 1}  # red as dots would be made smaller, to stay within the bytes
    source = Image.new(mode, (400, 300), flat[mode]) if mode in flat else red(mode)
    (answer,) = asked(monkeypatch, (f"image/{kind.lower()}", encoded(source, kind)))
    assert (answer["why"], answer["of"], answer["seconds"]) == (None, 1, None)
    small, large = answer["drawn"]
    assert (small.format, small.size) == ("JPEG", (360, 270))
    assert (large.format, large.size, large.mode) == ("JPEG", (400, 300), "RGB")
    assert not large.getexif()
    assert "icc_profile" not in large.info


def test_a_noisy_picture_is_made_smaller_until_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty of them are to go into a mail."""
    noise = Image.effect_noise((2400, 1800), 120).convert("RGB")
    (answer,) = asked(monkeypatch, ("image/png", encoded(noise, "PNG")))
    (_, _, small, large) = answer["pictures"][0]
    assert small <= reader._MOST_BYTES[reader._SMALL]
    assert large <= reader._MOST_BYTES[reader._LARGE]
    assert max(answer["drawn"][1].size) < reader._LARGE


def test_one_file_after_the_other_has_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken one says why, and the next is read all the same."""
    gif = encoded(red(), "GIF", save_all=True, append_images=[Image.new("RGB", (400, 300), "blue")])
    letter = (DEMO / "letter-11-october.pdf").read_bytes()
    answers = asked(
        monkeypatch,
        ("image/gif", gif),
        ("image/jpeg", b"\xff\xd8\xff and no more"),
        ("image/png", encoded(red(), "PNG")[:-40]),
        ("application/pdf", letter),
        ("application/pdf", b"%PDF-1.7 and no more"),
        ("audio/wav", (DEMO / "voicemail-12-july.wav").read_bytes()),
    )
    moving, cut, short, pages, no_pages, heard = answers
    assert (moving["of"], len(moving["drawn"])) == (2, 2)
    for each in (cut, short, no_pages):
        assert (each["why"], each["pictures"]) == (reader._BROKEN, [])
    assert pages["of"] >= 1
    assert max(pages["drawn"][1].size) == reader._LARGE
    assert (heard["seconds"], heard["pictures"]) == (6.5, [])


def test_more_pixels_than_anybody_photographs_are_not_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its first bytes claim them; the rest is never looked at."""
    monkeypatch.setattr(reader, "_MOST_PIXELS", 400 * 300 - 1)
    (answer,) = asked(monkeypatch, ("image/png", encoded(red(), "PNG")))
    assert answer["why"] == "it claims 400 × 300 pixels"
    assert answer["pictures"] == []


def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not taken for a broken file."""

    def greedy(_data: bytes) -> None:
        raise MemoryError

    monkeypatch.setattr(reader, "_picture", greedy)
    (answer,) = asked(monkeypatch, ("image/png", b"x"))
    assert answer["why"] == "it takes more memory than it may"
