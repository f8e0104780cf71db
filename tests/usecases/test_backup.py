"""Backups as a script makes them; how one is written is tested in tests/store."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from stalkdiary.diary import Diary
from stalkdiary.usecases.backup import back_up, place_of

Log = Callable[[Diary], list[dict[str, Any]]]


def test_a_backup_stands_in_the_custody_log(
    filled: Diary, tmp_path: Path, watched: Callable[..., Any], log: Log
) -> None:
    """With how much it holds, and never with where it lies."""
    watch, told = watched()
    made = back_up(filled, tmp_path, watch=watch)
    assert made.file == place_of(tmp_path)
    assert log(filled)[-1] == {
        "what": "backup",
        "entries": made.entries,
        "fingerprint": made.fingerprint,
        "kind": "copy",
    }
    assert told.total == told.done == 2 * filled.evidence_bytes


def test_one_with_a_passphrase_of_its_own_is_noted_as_such(filled: Diary, tmp_path: Path) -> None:
    """Somebody else can open that one."""
    made = back_up(filled, tmp_path / "for-sam.db", "five words that nobody knows")
    assert made.key != filled.key
    assert filled.handovers()[-1][1]["kind"] == "new-passphrase"
