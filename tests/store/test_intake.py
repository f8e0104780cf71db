"""From a file on a disk to an exhibit."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused, NotWritten, UnsafeFile
from stalkdiary.model.incident import Account
from stalkdiary.store.connection import writing
from stalkdiary.store.evidence import CHUNK_BYTES
from stalkdiary.store.intake import taken_in
from stalkdiary.store.progress import no_progress


def test_an_exhibit_says_what_the_file_is(diary: Diary, tmp_path: Path) -> None:
    file = tmp_path / "Voicemail, 12 July.pdf"
    file.write_bytes(b"RIFF\0\0\0\0WAVEfmt ")
    os.utime(file, (0, 1_750_000_000))
    with writing(diary._connection):
        exhibit = taken_in(diary._connection, file, captured="by me", progress=no_progress)
    assert exhibit.name == "Voicemail, 12 July.pdf"
    assert exhibit.path == str(file)
    assert exhibit.bytes == 16
    assert exhibit.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert exhibit.media_type == "audio/wav"
    assert exhibit.file_times is not None
    assert exhibit.file_times["modified"] == "2025-06-15T15:06:40Z"
    assert exhibit.captured == "by me"


def test_an_empty_file_is_evidence_too(diary: Diary, tmp_path: Path) -> None:
    file = tmp_path / "empty"
    file.touch()
    with writing(diary._connection):
        exhibit = taken_in(diary._connection, file, captured=None, progress=no_progress)
    assert (exhibit.bytes, exhibit.media_type) == (0, "application/x-empty")


def test_a_file_that_grows_while_it_is_taken_in_saves_nothing(
    diary: Diary, account: Callable[..., Account], tmp_path: Path
) -> None:
    file = tmp_path / "recording"
    file.write_bytes(bytes(3 * CHUNK_BYTES))
    before = diary.path.read_bytes()

    def grow(_count: int) -> None:
        with file.open("ab") as growing:
            growing.write(b"more")

    with pytest.raises(UnsafeFile, match="changed while it was being read"):
        diary.add(account(), [file], progress=grow)
    assert diary.path.read_bytes() == before


def test_ctrl_c_in_the_middle_of_a_huge_file_leaves_the_diary_as_it_was(
    filled: Diary, account: Callable[..., Account], tmp_path: Path
) -> None:
    """A large file is read for as long as the person wants to wait.

    An encrypted page that was written and put back has another random vector, so there the
    content is compared.
    """
    file = tmp_path / "huge"
    file.touch()
    try:
        os.truncate(file, 2**30)
    except OSError:
        pytest.skip("this file system has no files with holes of that size")
    before, entries = filled.path.read_bytes(), list(filled.entries())
    taken = 0

    def interrupt(count: int) -> None:
        nonlocal taken
        taken += count
        if taken > 16 * 1024 * 1024:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filled.add(account(), [file], progress=interrupt)
    assert filled.key is not None or filled.path.read_bytes() == before
    assert list(filled.entries()) == entries
    assert filled.verify().findings == ()
    assert [each.name for each in filled.path.parent.iterdir()] == ["diary.db"]
    filled.add(account())


def test_one_bad_file_among_good_ones_saves_none(
    diary: Diary, account: Callable[..., Account], tmp_path: Path
) -> None:
    good = tmp_path / "good"
    good.write_bytes(b"good")
    with pytest.raises(InputRefused, match="no file"):
        diary.add(account(), [good, tmp_path / "missing"], person="Alex")
    assert list(diary.incidents()) == []
    assert diary.people() == []
    assert diary.evidence_bytes == 0


def test_a_file_larger_than_the_disk_is_refused_before_it_is_read(
    diary: Diary, tmp_path: Path
) -> None:
    """A file with holes can claim a terabyte; nobody waits until the disk is full of zeros."""
    file = tmp_path / "claims.bin"
    file.touch()
    try:
        os.truncate(file, 1 << 42)
    except OSError:
        pytest.skip("this file system has no files with holes of that size")
    told: list[int] = []
    with pytest.raises(NotWritten, match=r"no room for claims\.bin"), writing(diary._connection):
        taken_in(diary._connection, file, captured=None, progress=told.append)
    assert told == []
