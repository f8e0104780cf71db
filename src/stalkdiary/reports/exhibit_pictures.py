"""Pictures of exhibits, reduced for a report by a process of their own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any, Final, Self

_READER: Final = Path(__file__).with_name("reader.py")
_SECONDS: Final = 30
_TOO_LONG: Final = "reading it took too long, or more than it may"

MOST_BYTES: Final = 100_000_000
"""A file that is larger is not read for a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduced:
    """A picture, or a page, as a report shows it: upright, in sRGB, with nothing embedded.

    Attributes:
        width: in pixels, of the large one.
        small: a JPEG of at most 360 pixels.
        large: a JPEG of at most 1,600 pixels.
    """

    width: int
    height: int
    small: bytes
    large: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a report can show of the file of an exhibit.

    Attributes:
        pictures: the picture, or the first pages of a PDF; none of a recording.
        of: how many pages or frames the file has.
        seconds: how long a recording lasts, None where that is not known.
        why: why it is not drawn, in words that follow “not drawn:”; None where it is.
    """

    pictures: tuple[Reduced, ...] = ()
    of: int = 1
    seconds: float | None = None
    why: str | None = None


def is_picture(media_type: str | None) -> bool:
    """Whether a report draws files of this kind: pictures, and the pages of a PDF."""
    return media_type in _PICTURES


def is_recording(media_type: str | None) -> bool:
    """Whether they are heard or watched."""
    return media_type is not None and media_type.startswith(("audio/", "video/"))


_PICTURES: Final = frozenset(
    {
        *("image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/heif"),
        *("image/avif", "application/pdf"),
    }
)


class PictureReader:
    """The process that reads pictures, begun when it is first wanted. A context manager."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        """Each file may take so many `seconds`."""
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read(self, media_type: str, data: bytes) -> Drawn:
        """What can be shown of a file; a hostile one can do no more than not be drawn."""
        process = self._running()
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        timer = Timer(self._seconds, process.kill)
        timer.start()
        try:
            head = {"type": media_type, "bytes": len(data)}
            process.stdin.write(json.dumps(head).encode() + b"\n")
            process.stdin.write(data)
            process.stdin.flush()
            return _answer(process.stdout)
        except (OSError, ValueError, KeyError, TypeError):
            self._end()
            return Drawn(why=_TOO_LONG)
        finally:
            timer.cancel()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - a file of ours, nobody's words
                # Its libraries are where ours are; -P adds no other folder.
                [sys.executable, "-P", str(_READER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            # Closes the pipes, of which one may hold what was not taken any more.
            self._process.communicate()
            self._process = None


def _answer(source: IO[bytes]) -> Drawn:
    """What the process says, taken as it is found: it may be in the hands of a hostile file.

    Raises `ValueError`, `KeyError` or `TypeError`: it is not an answer.
    """
    said: dict[str, Any] = json.loads(source.readline(_LONGEST_LINE))
    why, seconds = said["why"], said["seconds"]
    pictures = tuple(_reduced(source, *each) for each in said["pictures"])
    return Drawn(
        pictures=pictures,
        of=int(said["of"]),
        seconds=None if seconds is None else float(seconds),
        why=None if why is None else str(why),
    )


_LONGEST_LINE: Final = 10_000
_JPEG: Final = b"\xff\xd8\xff"
_MOST_OF_A_PICTURE: Final = 1_000_000


def _reduced(source: IO[bytes], width: int, height: int, small: int, large: int) -> Reduced:
    files = [source.read(size) for size in (small, large) if 0 < size < _MOST_OF_A_PICTURE]
    if [len(each) for each in files] != [small, large] or not all(
        each.startswith(_JPEG) for each in files
    ):
        raise ValueError("no picture")
    return Reduced(width=int(width), height=int(height), small=files[0], large=files[1])
