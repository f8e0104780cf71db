"""Reading a file that somebody wants to keep as evidence, without touching it.

Only regular files are read, opened once without following a link, so that nothing can be swapped
for something else between the look and the reading.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from stalkdiary.errors import UnsafeFile, named, shown
from stalkdiary.named_file import descriptor_of, unreadable


@dataclass(frozen=True, slots=True)
class Source:
    """An open file and what the file system says of it.

    Attributes:
        file: open for reading, at its beginning.
        path: where it lies, absolute.
        times: ``modified`` and, where the system tells it, ``created``; UTC.
    """

    file: BinaryIO
    name: str
    path: str
    bytes: int
    times: dict[str, str]


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The regular file at `path`, checked again at the end of the block.

    Raises what `descriptor_of` does, and `UnsafeFile`: it changed while it was read.
    """
    descriptor = descriptor_of(path)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        try:
            yield Source(
                file, named(Path(path.name)), named(path.absolute()), before.st_size, _times(before)
            )
        except OSError as error:
            raise unreadable(path, error) from None
        after = os.fstat(descriptor)
        # The block has read to the end: more or fewer bytes than at first is a change, too.
        if _state(before) != _state(after) or file.tell() != before.st_size:
            raise UnsafeFile(
                f"The file {shown(path)} changed while it was being read.",
                "Nothing was saved. Close the program that writes to it, or make a copy and add "
                "the copy.",
            )


def check_readable(path: Path) -> None:
    """Looks whether `path` could be taken in, before anything else is asked, as `opened` does."""
    os.close(descriptor_of(path))


def _state(status: os.stat_result) -> tuple[int, int, int]:
    return (status.st_size, status.st_mtime_ns, status.st_ino)


def _times(status: os.stat_result) -> dict[str, str]:
    times = {"modified": _utc(status.st_mtime)}
    created = getattr(status, "st_birthtime", None)
    if created is not None:
        times["created"] = _utc(created)
    return {name: text for name, text in times.items() if text}


def _utc(seconds: float) -> str:
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        # Some disks hold times that no calendar has; nothing is better than something made up.
        return ""
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
