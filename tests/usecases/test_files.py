"""Photographs and documents, looked at before they are kept."""

import os
from datetime import UTC, datetime
from pathlib import Path

from stalkdiary.cli.answers import Understanding
from stalkdiary.diary import Diary
from stalkdiary.usecases.files import by_day, look_at_files, words_for
from stalkdiary.usecases.imports import sorted_out

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256))


def test_files_are_grouped_by_the_days_that_they_give(diary: Diary, tmp_path: Path) -> None:
    """Pictures of one day are one incident; one that is kept already is in none."""
    folder = tmp_path / "photos"
    folder.mkdir()
    names = ["IMG_20260312_213000.jpg", "IMG_20260312_220000.jpg", "IMG_20260313_080000.jpg"]
    for number, name in enumerate(names):
        (folder / name).write_bytes(PICTURE + bytes([number]))
    (folder / ".DS_Store").write_bytes(b"x")
    (looked,) = look_at_files(diary, sorted_out([folder]).files, now=NOW, zone="Europe/London")
    assert looked.litter == (".DS_Store",)
    one, two = by_day([looked])
    assert [[each.path.name for each in group] for group in (one, two)] == [names[:2], names[2:]]
    when, what = words_for(one)
    assert (when, "2 pictures" in what, names[0] in what) == ("2026-03-12", True, True)
    # Each can be read as a time by what reads the answers of people.
    understood = Understanding("Europe/London").moment(words_for(two)[0])
    assert str(understood.start).startswith("2026-03-13T08:00")


def test_when_a_file_was_copied_is_no_time_of_an_incident(diary: Diary, tmp_path: Path) -> None:
    """It tells when the disk was written, and would stand as when it happened."""
    path = tmp_path / "door.jpg"
    path.write_bytes(PICTURE)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    looked = look_at_files(diary, sorted_out([path]).files, now=NOW, zone="Europe/London")
    assert words_for(by_day(looked)[0])[0] == "not sure"
