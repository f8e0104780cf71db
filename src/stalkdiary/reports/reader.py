"""A process of its own that reads pictures, so that a hostile one harms no diary.

It is run as a file, imports nothing of ours, has no key and no diary, and gets one file after the
other on its standard input. On systems that allow it, it can write no file, open none, and take no
more than `_MEMORY`; whoever started it ends it when a file takes too long.

A request is a line of JSON, ``{"type": "image/jpeg", "bytes": 123}``, and the bytes. The answer is
a line of JSON, ``{"pictures": [[width, height, small, large], …], "of": 4, "seconds": null,
"why": null}``, with the lengths of two JPEG files for each picture, which follow it: a small one
and a large one. Sizes are in pixels; ``of`` counts pages or frames.

Why a process, and why these bounds: docs/decisions/0023-pictures-in-reports.md
"""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, Final

import pillow_heif
import pypdfium2
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from tinytag import TinyTag

_MOST_PIXELS: Final = 130_000_000
_MEMORY: Final = 2 * 1024**3
_DESCRIPTORS: Final = 3
"""Standard input, output and error: nothing more is opened, not even a font."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")
_PAGES: Final = 4
_LARGE: Final = 1600
_SMALL: Final = 360
_MOST_BYTES: Final = {_LARGE: 190_000, _SMALL: 26_000}
_QUALITIES: Final = (82, 74, 66, 56)
_SHARP: Final = frozenset({"PNG", "GIF", "PDF"})
"""Letters on a flat ground keep the whole resolution of their colours."""

_BROKEN: Final = "it is broken or cut short"
_SRGB: Final = ImageCms.createProfile("sRGB")


class NotDrawn(Exception):
    """Why a file is not drawn, in plain words that follow “not drawn:”."""


def main(source: BinaryIO, target: BinaryIO) -> None:
    """Answers requests to the end of `source`."""
    pillow_heif.register_heif_opener()
    Image.init()
    Image.MAX_IMAGE_PIXELS = None  # we look ourselves, before anything is decoded
    _bounded()
    for line in iter(source.readline, b""):
        wanted = json.loads(line)
        answer, files = _answer(wanted["type"], source.read(wanted["bytes"]))
        target.write(json.dumps(answer).encode() + b"\n")
        target.writelines(files)
        target.flush()


def _bounded() -> None:
    """Gives up what reading a picture does not need, where the system knows how."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, most in (
        (resource.RLIMIT_CORE, 0),  # what is in memory is evidence
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _DESCRIPTORS),
        (resource.RLIMIT_AS, _MEMORY),
    ):
        with suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(kind, (most, most))


def _answer(kind: str, data: bytes) -> tuple[dict[str, object], list[bytes]]:
    pictures: list[list[int]] = []
    files: list[bytes] = []
    answer: dict[str, object] = {"pictures": pictures, "of": 1, "seconds": None, "why": None}
    try:
        if kind.startswith(("audio/", "video/")):
            answer["seconds"] = TinyTag.get(file_obj=io.BytesIO(data)).duration
            return answer, files
        answer["of"], drawn = _pages(data) if kind == "application/pdf" else _picture(data)
        for picture, sharp in drawn:
            large, small = _jpeg(picture, _LARGE, sharp=sharp), _jpeg(picture, _SMALL, sharp=sharp)
            pictures.append([*picture.size, len(small), len(large)])
            files += (small, large)
    except NotDrawn as error:
        answer["why"] = str(error)
    except MemoryError:
        answer["why"] = "it takes more memory than it may"
    except Exception:  # noqa: BLE001 - whatever a hostile file does is the same to its reader
        answer["why"] = _BROKEN
    if answer["why"] is not None:
        pictures.clear()
        files.clear()
    return answer, files


def _picture(data: bytes) -> tuple[int, Iterator[tuple[Image.Image, bool]]]:
    try:
        opened = Image.open(io.BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError:
        raise NotDrawn(_BROKEN) from None
    width, height = opened.size
    if width * height > _MOST_PIXELS:
        raise NotDrawn(f"it claims {width:,} × {height:,} pixels")
    sharp = opened.format in _SHARP
    opened.draft("RGB", (_LARGE, _LARGE))  # a JPEG can be decoded at a fraction of its size
    frames = getattr(opened, "n_frames", 1) if opened.format != "MPO" else 1
    opened.seek(0)
    return frames, iter([(_upright(opened), sharp)])


def _upright(opened: Image.Image) -> Image.Image:
    """The picture as it is meant to be seen: small enough, turned, in sRGB, on white."""
    profile = opened.info.get("icc_profile")
    picture = opened
    if picture.mode.startswith("I"):  # 16 bits
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    elif picture.mode in {"P", "PA", "1"}:
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    picture.thumbnail((_LARGE, _LARGE))
    picture = ImageOps.exif_transpose(picture)
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(picture, found, _SRGB, outputMode="RGB")
            picture = changed or picture
    # On a new sheet: no comment, profile or place of the first one is left in its JPEG.
    clean = Image.new("RGB", picture.size, "white")
    if picture.mode in {"RGBA", "LA", "PA"}:
        clean.paste(picture.convert("RGB"), mask=picture.getchannel("A"))
    else:
        clean.paste(picture.convert("RGB"))
    return clean


def _pages(data: bytes) -> tuple[int, Iterator[tuple[Image.Image, bool]]]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise NotDrawn("it has a password" if locked else _BROKEN) from None
    return len(document), map(_page, range(min(len(document), _PAGES)), [document] * _PAGES)


def _page(number: int, document: pypdfium2.PdfDocument) -> tuple[Image.Image, bool]:
    page = document[number]
    drawn = page.render(scale=_LARGE / max(*page.get_size(), 1), may_draw_forms=False)
    return drawn.to_pil().convert("RGB"), True


def _jpeg(picture: Image.Image, side: int, *, sharp: bool) -> bytes:
    """A JPEG whose longer side is `side` at most, and that stays within `_MOST_BYTES`."""
    reduced = picture.copy()
    while True:
        reduced.thumbnail((side, side))
        for quality in _QUALITIES:
            made = io.BytesIO()
            colours = 0 if sharp else 2
            reduced.save(made, "JPEG", quality=quality, subsampling=colours, optimize=True)
            if made.tell() <= _MOST_BYTES.get(side, _MOST_BYTES[_LARGE]):
                return made.getvalue()
        side = max(reduced.size) * 4 // 5
        sharp = False


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
