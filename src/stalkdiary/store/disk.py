"""Whether a disk gives what a file holds: to tell a disk that fails from a file that was altered.

The engine does not tell them apart. A read that fails with EIO comes back from it as "database disk
image is malformed" (SQLITE_IOERR_CORRUPTFS ends as SQLITE_CORRUPT), and on the first page of an
encrypted file as "file is not a database". So the disk is asked again, without the engine.
"""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

BLOCK_BYTES = 1024 * 1024

_descriptors: dict[tuple[int, int], int] = {}
"""By device and inode. Never closed: closing one drops every lock that this process holds on the
file (https://www.sqlite.org/howtocorrupt.html, section 2.2)."""


def read_failure(path: Path, most: int | None = None) -> OSError | None:
    """What the system says where bytes of the file at `path` can't be read; None where all can.

    Only `most` bytes from its start are read, where that is given.
    """
    try:
        descriptor = _descriptor(path)
        size = os.fstat(descriptor).st_size
        # Of an empty file, too, one byte is asked for: the engine did so, and was told an error.
        end = max(1, size if most is None else min(size, most))
        with suppress(AttributeError):  # not on every system
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        at = 0
        while at < end:
            _read(descriptor, at, min(BLOCK_BYTES, end - at))
            at = _next(descriptor, at + BLOCK_BYTES)
    except FileNotFoundError:
        return None  # a diary that is gone is another matter
    except OSError as error:
        return error
    finally:
        if os.name == "nt":
            # There a lock is not lost by it, and a file that is open can't be replaced.
            while _descriptors:
                os.close(_descriptors.popitem()[1])
    return None


def _descriptor(path: Path) -> int:
    status = path.stat()
    identity = (status.st_dev, status.st_ino)
    if identity not in _descriptors:
        flags = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        _descriptors[identity] = os.open(path, flags)
    return _descriptors[identity]


def _next(descriptor: int, at: int) -> int:
    """Where the file has something from `at` on: a hole, which may be a terabyte, can't fail."""
    try:
        return os.lseek(descriptor, at, os.SEEK_DATA)
    except AttributeError:
        return at  # not on every system
    except OSError as error:
        if error.errno == errno.ENXIO:
            return sys.maxsize  # nothing but a hole, or the end
        return at


def _read(descriptor: int, at: int, count: int) -> None:
    if hasattr(os, "pread"):
        os.pread(descriptor, count, at)
        return
    os.lseek(descriptor, at, os.SEEK_SET)
    os.read(descriptor, count)
