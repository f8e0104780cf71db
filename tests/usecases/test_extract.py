"""Copies of exhibits as a script makes them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import InputRefused
from stalkdiary.usecases.extract import exhibit_bytes, extract

Log = Callable[[Diary], list[dict[str, Any]]]


def test_a_copy_is_the_file_and_stands_in_the_custody_log(
    filled: Diary, tmp_path: Path, watched: Callable[..., Any], log: Log
) -> None:
    """Byte for byte, with its hash in the log."""
    watch, told = watched()
    exhibit = extract(filled, "ab/1", tmp_path / "copy", watch)
    assert (tmp_path / "copy").read_bytes() == bytes(range(256)) * 160
    assert told.total == told.done == exhibit.bytes
    assert log(filled)[-1] == {"what": "extract", "ref": "AB/1", "sha256": exhibit.sha256}


def test_bytes_are_logged_before_the_first_of_them(filled: Diary) -> None:
    """Whoever stops reading half-way has had them all the same."""
    before = len(filled.handovers())
    next(exhibit_bytes(filled, "AB/1"))
    assert len(filled.handovers()) == before + 1


@pytest.mark.parametrize(("ref", "name"), [("AB/3", "new"), ("AB/1", "taken")])
def test_what_can_not_be_copied_is_not_logged(
    ref: str, name: str, filled: Diary, tmp_path: Path
) -> None:
    """A thing is no file, and nobody's file is written over."""
    (tmp_path / "taken").write_bytes(b"mine")
    before = filled.fingerprint
    with pytest.raises(InputRefused):
        extract(filled, ref, tmp_path / name)
    assert (filled.fingerprint, (tmp_path / "taken").read_bytes()) == (before, b"mine")
    assert not (tmp_path / "new").exists()
