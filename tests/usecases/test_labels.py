"""Labels for exhibits as a script makes them."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import NothingMatched
from stalkdiary.usecases.labels import write_labels

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
Log = Callable[[Diary], list[dict[str, Any]]]


def test_labels_stand_in_the_custody_log(filled: Diary, tmp_path: Path, log: Log) -> None:
    """With the reference on each and the hash of the file."""
    fingerprint = filled.fingerprint
    made = write_labels(filled, filled.exhibits(), tmp_path / "labels.pdf", now=NOW)
    assert (made.refs, made.fingerprint) == (("AB/1", "AB/2", "AB/3"), fingerprint)
    assert made.sha256 == hashlib.sha256((tmp_path / "labels.pdf").read_bytes()).hexdigest()
    assert log(filled)[-1] == {"what": "labels", **made.to_json()}


def test_without_an_exhibit_there_is_no_label(diary: Diary, tmp_path: Path) -> None:
    """Neither a file nor an entry."""
    before = diary.fingerprint
    with pytest.raises(NothingMatched):
        write_labels(diary, [], tmp_path / "labels.pdf", now=NOW)
    assert (diary.fingerprint, (tmp_path / "labels.pdf").exists()) == (before, False)
