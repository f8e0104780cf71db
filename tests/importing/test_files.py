"""Files that are kept as they are: none passed over, none kept twice, each in its place in time."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import StalkdiaryError
from stalkdiary.importing.files import FoundFile, found_files
from stalkdiary.importing.sorting import sorted_out
from stalkdiary.model.incident import Account

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures that say when they were made, one that does not, and what a system leaves."""
    folder = tmp_path / "pictures"
    (folder / "sub").mkdir(parents=True)
    for name in ("IMG_20260313_101500.jpg", "sub/IMG_20260312_213000.jpg", "door.jpg"):
        (folder / name).write_bytes(PICTURE + name.encode())
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / ".DS_Store").write_bytes(b"x")
    return folder


def found(path: Path, diary: Diary) -> tuple[list[FoundFile], list[str]]:
    (place,) = sorted_out([path]).files
    files = found_files(place.files, diary.exhibits(), now=NOW, timezone="Europe/London")
    return files, list(place.litter)


def test_files_stand_in_the_order_of_their_times(diary: Diary, folder: Path) -> None:
    """What says no more than when it was copied comes last; litter is named, not kept."""
    files, litter = found(folder, diary)
    assert [each.path.name for each in files] == [
        "IMG_20260312_213000.jpg",
        "IMG_20260313_101500.jpg",
        "door.jpg",
    ]
    assert {each.media_type for each in files} == {"image/jpeg"}
    assert [each.bytes for each in files] == [each.path.stat().st_size for each in files]
    assert sorted(litter) == [".DS_Store", "Thumbs.db"]


def test_a_file_that_is_kept_already_is_known_again_by_its_bytes(
    diary: Diary, folder: Path, account: Callable[..., Account]
) -> None:
    """Under any name; another file of the same size and name is another."""
    kept = folder / "door.jpg"
    diary.add(account(), [kept])
    (exhibit,) = diary.exhibits()
    kept.rename(folder / "again.jpg")
    (folder / "door.jpg").write_bytes(PICTURE + b"DOOR.jpg")
    held = {each.path.name: each.held for each in found(folder, diary)[0]}
    assert held["again.jpg"] == exhibit.ref
    assert held["door.jpg"] is None
    assert held["IMG_20260313_101500.jpg"] is None


def test_the_diary_is_none_of_the_files_beside_it(diary: Diary) -> None:
    """An import of the folder in which it lies would put the diary into itself."""
    (diary.path.parent / "door.jpg").write_bytes(PICTURE)
    files, litter = found(diary.path.parent, diary)
    assert "door.jpg" in [each.path.name for each in files]
    assert diary.path.name not in [*(each.path.name for each in files), *litter]


def test_a_single_file_is_found_as_well(diary: Diary, folder: Path) -> None:
    """By its own path."""
    files, litter = found(folder / "door.jpg", diary)
    assert ([each.path for each in files], litter) == ([folder / "door.jpg"], [])


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.jpg", PICTURE), ("a", b"%PDF-1.7\n"), ("a.txt", PICTURE)],
    ids=["a picture", "a document without an ending", "a picture with a wrong ending"],
)
def test_a_picture_or_document_is_kept_as_it_is(tmp_path: Path, name: str, data: bytes) -> None:
    """By its content: no name makes messages of a picture."""
    (tmp_path / name).write_bytes(data)
    assert sorted_out([tmp_path / name]).files


def test_an_export_is_read_and_not_kept_as_a_mere_file(tmp_path: Path) -> None:
    """Its messages would not be in the diary; what is neither is refused, not guessed."""
    chat = tmp_path / "chat.txt"
    chat.write_text("13/03/2024, 10:00 - Alex: hello\n", encoding="utf-8")
    assert not sorted_out([chat]).files
    chat.write_text("nothing of the kind\n", encoding="utf-8")
    with pytest.raises(StalkdiaryError):
        sorted_out([chat])


def test_a_folder_of_pictures_is_kept_and_an_empty_one_refused(folder: Path) -> None:
    """A folder with nothing in it is most likely the wrong one."""
    assert sorted_out([folder]).files
    empty = folder / "empty"
    empty.mkdir()
    with pytest.raises(StalkdiaryError):
        sorted_out([empty])
