"""Opening a file that somebody names: a regular one, without a link in between, never the diary.

SQLite's locks belong to the process, and a process that closes any descriptor of a file drops
every lock it holds on it (https://www.sqlite.org/howtocorrupt.html, section 2.2). A diary that was
read as an exhibit would let another program write in the middle of a transaction. So the files of
every diary that this process has opened are known here, by device and inode, whatever name or
hard link leads to them.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from stalkdiary.errors import InputRefused, UnsafeFile, shown, text_of

# Absent on Windows, where links to files need a privilege and pipes have names of their own.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_CLOSED_TO_CHILDREN = getattr(os, "O_CLOEXEC", 0)

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a database, behind its name."""
_diaries: set[Path] = set()


def keep_out(diary: Path) -> None:
    """Lets nobody read the diary at `diary`, or what lies beside it, as a file of another kind."""
    _diaries.add(diary.absolute())


def beside(diary: Path) -> list[Path]:
    """Where SQLite keeps what belongs to the diary at `diary`, while it needs that."""
    return [Path(f"{diary}{behind}") for behind in _BESIDE]


def diary_files() -> set[tuple[int, int]]:
    """Device and inode of every file that was kept out and is there."""
    found = set()
    for diary in _diaries:
        for behind in ("", *_BESIDE):
            with suppress(OSError):
                status = os.stat(f"{diary}{behind}")  # noqa: PTH116 - asked twice for each file
                if stat.S_ISREG(status.st_mode):
                    found.add(_identity(status))
    return found


def _identity(status: os.stat_result) -> tuple[int, int]:
    return (status.st_dev, status.st_ino)


def must_not_be_diary(path: Path, nothing: str = "Nothing was saved.") -> None:
    """Refuses the diary, before `path` is opened in another way than by `descriptor_of`.

    Raises:
        UnsafeFile: it is the diary, or its journal.
    """
    try:
        status = path.stat()
    except (OSError, ValueError):
        return  # whoever opens it says what is wrong
    if _identity(status) in diary_files():
        raise _the_diary(path, nothing)


def must_not_be_beside_diary(path: Path) -> None:
    """Refuses a name that the engine would take for its journal of a diary.

    Raises:
        UnsafeFile: it is one.
    """
    there = path.absolute().parent.resolve() / path.name
    if any(there in beside(each.resolve()) for each in _diaries):
        raise UnsafeFile(
            f"{shown(path)} is a name that belongs to the diary.",
            "Nothing was written. Choose another name.",
        )


def descriptor_of(path: Path, nothing: str = "Nothing was saved.") -> int:
    """A descriptor of the regular file at `path`, open for reading, to be closed by the caller.

    `nothing` is the sentence that stands in errors for what did not happen.

    Raises:
        InputRefused: there is none, or it can't be read.
        UnsafeFile: it is a link, a folder, a pipe or a device, or the diary itself.
    """
    must_not_be_diary(path, nothing)
    descriptor = _open(path, nothing)
    status = os.fstat(descriptor)
    if _identity(status) in diary_files():
        # It took its place since the look. Open for as long as we run: closing drops the locks.
        raise _the_diary(path, nothing)
    for is_kind, name in _KINDS:
        if is_kind(status.st_mode):
            os.close(descriptor)
            raise _unsafe(path, name, nothing)
    return descriptor


def text_file(path: Path, nothing: str = "Nothing was saved.") -> BinaryIO:
    """A file of words that somebody names, or the pipe or terminal that a shell puts in its place.

    A pipe to which nobody writes is as empty as a file without a byte: it is not waited for.

    Raises:
        OSError, ValueError: it can't be opened.
        UnsafeFile: it is the diary.
    """
    must_not_be_diary(path, nothing)
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 - with an opener
    if _NO_WAIT:
        os.set_blocking(file.fileno(), True)
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_WAIT)


def unreadable(path: Path, why: OSError, nothing: str = "Nothing was saved.") -> InputRefused:
    """The error for a file that the system does not give."""
    return InputRefused(
        f"The file {shown(path)} can't be read: {text_of(why)}.",
        f"{nothing} Check that the file is yours to read, then try again.",
    )


def _open(path: Path, nothing: str) -> int:
    flags = os.O_RDONLY | _CLOSED_TO_CHILDREN | _NO_LINK | _NO_WAIT | _BINARY
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        raise InputRefused(
            f"There is no file {shown(path)}.",
            f"{nothing} Check the name, or drag the file into the window to fill it in.",
        ) from None
    except OSError as error:
        mode = _mode(path)
        if stat.S_ISLNK(mode):
            raise UnsafeFile(
                f"{shown(path)} is a link to another file or folder.",
                f"{nothing} Name the file or folder itself.",
            ) from None
        if stat.S_ISSOCK(mode):
            raise _unsafe(path, "a socket", nothing) from None
        raise unreadable(path, error, nothing) from None
    except ValueError:
        raise InputRefused(
            "That is not the name of a file.", f"{nothing} Check the name."
        ) from None


def _mode(path: Path) -> int:
    """What lies at `path`, 0 where the system does not tell."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def _the_diary(path: Path, nothing: str) -> UnsafeFile:
    return UnsafeFile(
        f"{shown(path)} is the diary itself, or a file that belongs to it.",
        f"{nothing} For a second copy of the diary: stalkdiary backup",
    )


def _unsafe(path: Path, kind: str, nothing: str) -> UnsafeFile:
    advice = "Save what you want to keep as an ordinary file first."
    if kind == "a folder":
        advice = "Name the files inside it."
    return UnsafeFile(
        f"{shown(path)} is {kind}, not a file that can be kept.", f"{nothing} {advice}"
    )
