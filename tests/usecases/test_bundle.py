"""Bundles as a script makes them; what is in one is tested in tests/handover/bundle."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryBusy, InputRefused, NothingMatched
from stalkdiary.handover.check_bundle import check
from stalkdiary.usecases.bundle import BundleOptions, write_bundle

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
Log = Callable[[Diary], list[dict[str, Any]]]


def test_a_bundle_stands_in_the_custody_log_and_checks(
    filled: Diary, tmp_path: Path, watched: Callable[..., Any], log: Log
) -> None:
    """It is read back before it is logged, and whoever watches is told of each byte twice."""
    fingerprint = filled.fingerprint
    watch, told = watched()
    options = BundleOptions(recipient="PC Smith", left_out=["AB/2"])
    made = write_bundle(filled, tmp_path / "bundle", options, now=NOW, watch=watch)
    noted = log(filled)[-1]
    assert noted == {"what": "bundle", **made.noted()}
    assert (noted["for"], noted["format"], noted["sha256"]) == ("PC Smith", "folder", made.seal)
    assert made.fingerprint == fingerprint
    assert (made.exhibits, made.exhibits_left_out) == (("AB/1", "AB/3"), ("AB/2",))
    result = check(tmp_path / "bundle")
    assert (result.findings, result.seal) == ([], made.seal)
    assert told.done >= told.total == 2 * made.bytes > 0


@pytest.mark.parametrize("name", ["bundle", "bundle.zip"])
def test_a_bundle_that_can_not_be_logged_is_not_made(
    filled: Diary, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing leaves the diary without a word."""

    def busy(*_: object) -> None:
        raise DiaryBusy("Another command is using the diary.")

    monkeypatch.setattr(Diary, "record_bundle", busy)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(DiaryBusy):
        write_bundle(filled, folder / name, now=NOW)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (BundleOptions(left_out=["AB/9"]), NothingMatched),
        (BundleOptions(phrases=["AB"]), InputRefused),
    ],
)
def test_what_can_not_be_left_out_is_said(
    options: BundleOptions, error: type[Exception], filled: Diary, tmp_path: Path
) -> None:
    """A bundle with what was to stay out is worse than none."""
    before = filled.fingerprint
    with pytest.raises(error):
        write_bundle(filled, tmp_path / "bundle", options, now=NOW)
    assert filled.fingerprint == before
    assert not (tmp_path / "bundle").exists()


def test_a_bundle_of_more_files_than_can_be_checked_is_refused_before_it_is_written(
    filled: Diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever gets it could not check it: it is made in parts."""
    monkeypatch.setattr("stalkdiary.usecases.bundle.MOST_FILES", 1000)
    with pytest.raises(InputRefused, match="1,000 is the most") as refused:
        write_bundle(filled, tmp_path / "all", now=NOW)
    assert "--since" in refused.value.advice
    assert not (tmp_path / "all").exists()
