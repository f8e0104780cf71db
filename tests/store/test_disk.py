"""Asking the disk itself."""

import errno
import os
from pathlib import Path

import pytest

from stalkdiary.store import disk
from stalkdiary.store.disk import read_failure


def test_a_file_that_is_given_whole_has_no_failure(tmp_path: Path) -> None:
    """However long it is, and where there is nothing of it."""
    file = tmp_path / "file"
    for size in (0, 1, disk.BLOCK_BYTES, disk.BLOCK_BYTES + 1):
        file.write_bytes(bytes(size))
        assert read_failure(file) is None
    assert read_failure(tmp_path / "not there") is None


def test_any_block_that_is_not_given_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last, too; but not where only the first bytes are asked for."""
    file = tmp_path / "file"
    file.write_bytes(bytes(3 * disk.BLOCK_BYTES))
    last = 2 * disk.BLOCK_BYTES

    def given(_descriptor: int, at: int, _count: int) -> None:
        if at == last:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(disk, "_read", given)
    failure = read_failure(file)
    assert failure is not None
    assert failure.errno == errno.EIO
    assert read_failure(file, last) is None


def test_of_an_empty_file_one_byte_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A diary that is being made is empty at first, and a disk that fails there is no damage."""
    file = tmp_path / "file"
    file.touch()

    def given(_descriptor: int, _at: int, count: int) -> None:
        if count:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(disk, "_read", given)
    assert read_failure(file) is not None


def test_a_file_has_one_descriptor_which_stays_open(tmp_path: Path) -> None:
    """Closing one would drop the locks that this process holds on the file."""
    file = tmp_path / "file"
    file.write_bytes(b"x")
    status = file.stat()
    for _ in range(2):
        assert read_failure(file) is None
        assert os.fstat(disk._descriptors[status.st_dev, status.st_ino]).st_ino == status.st_ino


@pytest.mark.skipif(not hasattr(os, "SEEK_DATA"), reason="this system tells of no holes")
def test_a_hole_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that somebody says is a terabyte long is asked for what it has, at both ends."""
    file, asked = tmp_path / "file", list[int]()
    file.write_bytes(b"x")
    os.truncate(file, 1024**4)
    with file.open("r+b") as end:
        end.seek(-1, os.SEEK_END)
        end.write(b"x")
    monkeypatch.setattr(disk, "_read", lambda _descriptor, at, _count: asked.append(at))
    assert read_failure(file) is None
    assert asked[0] == 0
    assert asked[-1] > 1024**4 - disk.BLOCK_BYTES
    assert len(asked) < 10
