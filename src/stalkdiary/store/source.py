"""Reading a file that somebody wants to keep as evidence, without touching it.

Only regular files are read, opened once without following a link, so that nothing can be swapped
for something else between the look and the reading.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from stalkdiary.errors import InputRefused, UnsafeFile, shown, text_of

# Absent on Windows, where links to files need a privilege and pipes have names of their own.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """An open file and what the file system says of it.

    Attributes:
        file: open for reading, at its beginning.
        name: its name without the folder.
        path: where it lies, absolute.
        bytes: its size when it was opened.
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

    Raises:
        InputRefused: there is none, or it can't be read.
        UnsafeFile: it is a link, a folder, a pipe or a device, or it changed while it was read.
    """
    descriptor = _open(path)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        try:
            yield Source(
                file, shown(Path(path.name)), shown(path.absolute()), before.st_size, _times(before)
            )
        except OSError as error:
            raise _unreadable(path, error) from None
        after = os.fstat(descriptor)
        # The block has read to the end: more or fewer bytes than at first is a change, too.
        if _state(before) != _state(after) or file.tell() != before.st_size:
            raise UnsafeFile(
                f"The file {shown(path)} changed while it was being read.",
                "Nothing was saved. Close the program that writes to it, or make a copy and add "
                "the copy.",
            )


def check_readable(path: Path) -> None:
    """Looks whether `path` could be taken in, before anything else is asked.

    Raises:
        InputRefused: there is no such file, or it can't be read.
        UnsafeFile: it is not a regular file.
    """
    os.close(_open(path))


def _open(path: Path) -> int:
    descriptor = _open_anything(path)
    try:
        # Before Python makes a file of it: it has an error of its own for folders.
        _must_be_regular(path, os.fstat(descriptor).st_mode)
    except UnsafeFile:
        os.close(descriptor)
        raise
    return descriptor


def _open_anything(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC | _NO_LINK | _NO_WAIT | _BINARY)
    except FileNotFoundError:
        raise InputRefused(
            f"There is no file {shown(path)}.",
            "Nothing was saved. Check the name, or drag the file into the window to fill it in.",
        ) from None
    except OSError as error:
        mode = _mode(path)
        if stat.S_ISLNK(mode):
            raise UnsafeFile(
                f"{shown(path)} is a link to another file.",
                "Nothing was saved. Name the file itself.",
            ) from None
        if stat.S_ISSOCK(mode):
            raise _unsafe(path, "a socket") from None
        raise _unreadable(path, error) from None
    except ValueError:
        raise InputRefused(
            "That is not the name of a file.", "Nothing was saved. Check the name."
        ) from None


def _mode(path: Path) -> int:
    """What lies at `path`, 0 where the system does not tell."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def _must_be_regular(path: Path, mode: int) -> None:
    for is_kind, name in _KINDS:
        if is_kind(mode):
            raise _unsafe(path, name)


def _unreadable(path: Path, error: OSError) -> InputRefused:
    return InputRefused(
        f"The file {shown(path)} can't be read: {text_of(error)}.",
        "Nothing was saved. Check that the file is yours to read, then try again.",
    )


def _unsafe(path: Path, kind: str) -> UnsafeFile:
    advice = "Nothing was saved. Name the files inside it." if kind == "a folder" else None
    return UnsafeFile(
        f"{shown(path)} is {kind}, not a file that can be kept.",
        advice or "Nothing was saved. Save what you want to keep as an ordinary file first.",
    )


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
