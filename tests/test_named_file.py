"""The diary is never opened as a file of another kind, whatever name leads to it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import UnsafeFile
from stalkdiary.importers.reading.folder import Folder
from stalkdiary.named_file import descriptor_of, must_not_be_diary, text_file
from stalkdiary.store.connection import connect, writing

posix = pytest.mark.skipif(os.name == "nt", reason="locks of POSIX")
_SECOND_WRITER = """
import sys
from sqlcipher3 import dbapi2 as sqlite
diary = sqlite.connect(sys.argv[1], timeout=0, isolation_level=None)
diary.execute("BEGIN IMMEDIATE")
"""


def _itself(diary: Path) -> Path:
    return diary


def _hard_link(diary: Path) -> Path:
    other = diary.with_name("photo.jpg")
    other.hardlink_to(diary)
    return other


def _by_another_way(diary: Path) -> Path:
    (diary.parent / "within").mkdir()
    return diary.parent / "within" / ".." / diary.name


def _journal(diary: Path) -> Path:
    journal = diary.with_name(f"{diary.name}-journal")
    journal.touch()
    return journal


WAYS = [_itself, _hard_link, _by_another_way, _journal]


@pytest.mark.parametrize("way", WAYS)
def test_the_diary_is_refused_by_what_it_is(diary: Diary, way: Callable[[Path], Path]) -> None:
    """A path, a hard link and the journal are all told by device and inode."""
    path = way(diary.path)
    with pytest.raises(UnsafeFile, match="the diary itself"):
        os.close(descriptor_of(path))
    with pytest.raises(UnsafeFile, match="the diary itself"):
        must_not_be_diary(path)


def test_a_link_to_the_diary_is_refused_where_links_are_followed(diary: Diary) -> None:
    """Passphrases and lists of words may lie behind a link; the diary may not."""
    link = diary.path.with_name("words.txt")
    link.symlink_to(diary.path)
    with pytest.raises(UnsafeFile, match="the diary itself"):
        must_not_be_diary(link)


@pytest.mark.parametrize("way", WAYS)
def test_a_folder_is_read_without_the_diary(diary: Diary, way: Callable[[Path], Path]) -> None:
    """The diary among photographs is passed over, and so is what SQLite keeps beside it."""
    way(diary.path)
    (diary.path.parent / "picture.jpg").touch()
    assert [name for name, _ in Folder(diary.path.parent).files(deep=True)] == ["picture.jpg"]


def test_a_copy_of_a_diary_is_a_file_like_others(diary: Diary, tmp_path: Path) -> None:
    """An old copy can be evidence: it is told by what it is, not by what it holds."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(diary.path.read_bytes())
    os.close(descriptor_of(copy))


@posix
@pytest.mark.parametrize("swapped", [False, True])
def test_a_refusal_keeps_the_locks(
    diary: Diary, swapped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody else gets to write while the diary is refused, even if it took a file's place.

    A second writer would commit between our reading and our writing, and one of the two entries
    would be lost after it was acknowledged.
    """
    if swapped:
        monkeypatch.setattr("stalkdiary.named_file.must_not_be_diary", lambda *_: None)
    with writing(diary._connection):
        with pytest.raises(UnsafeFile):
            descriptor_of(diary.path)
        command = [sys.executable, "-c", _SECOND_WRITER, str(diary.path)]
        second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "database is locked" in second.stderr


def test_a_diary_that_is_gone_is_in_nobodys_way(diary: Diary, tmp_path: Path) -> None:
    """What was opened once and was deleted since refuses nothing."""
    gone = tmp_path / "gone.db"
    gone.touch()
    connect(gone, None).close()
    gone.unlink()
    other = tmp_path / "other"
    other.touch()
    os.close(descriptor_of(other))


@posix
def test_a_pipe_is_read_to_its_end_and_one_that_nobody_writes_to_is_empty(tmp_path: Path) -> None:
    """A shell puts a pipe in the place of a file of words; a pipe that was left lying has none."""
    ours, theirs = os.pipe()
    with text_file(Path(f"/dev/fd/{ours}")) as file, os.fdopen(theirs, "wb") as writer:
        writer.write(b"words\n")
        writer.flush()
        assert file.readline() == b"words\n"
    os.close(ours)
    os.mkfifo(tmp_path / "pipe")
    with text_file(tmp_path / "pipe") as file:
        assert file.read() == b""
