"""Folders that are copied to somebody else's computer."""

import os
from pathlib import Path

import pytest

from stalkdiary.cli.synced import synced_service


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("Users/ab/OneDrive/diary.db", "OneDrive"),
        ("Users/ab/OneDrive - Contoso Ltd/x.db", "OneDrive"),
        ("Users/ab/onedrive/Desktop/x.db", "OneDrive"),
        ("Users/ab/Library/CloudStorage/OneDrive-Personal/x.db", "OneDrive"),
        ("Users/ab/Library/Mobile Documents/com~apple~CloudDocs/x.db", "iCloud Drive"),
        ("Volumes/x/com~apple~CloudDocs/x.db", "iCloud Drive"),
        ("Users/ab/iCloudDrive/x.db", "iCloud Drive"),
        ("Users/ab/iCloud Drive/x.db", "iCloud Drive"),
        ("home/ab/Dropbox/x.db", "Dropbox"),
        ("home/ab/Dropbox (Personal)/notes/x.db", "Dropbox"),
        ("Users/ab/Library/CloudStorage/Dropbox-Team/x.db", "Dropbox"),
        ("Users/ab/Google Drive/x.db", "Google Drive"),
        ("Users/ab/Library/CloudStorage/GoogleDrive-ab@example.org/x.db", "Google Drive"),
        ("G/My Drive/x.db", "Google Drive"),
        ("home/ab/Documents/x.db", None),
        ("home/ab/.local/share/dayfile/diary.db", None),
        ("home/ab/one drive to work/x.db", None),
        ("home/ab/dropboxes/x.db", None),
        ("home/ab/my drives/x.db", None),
    ],
)
def test_by_name(folder: str, service: str | None, tmp_path: Path) -> None:
    """Nothing of it need exist."""
    assert synced_service(tmp_path / folder) == service


@pytest.mark.parametrize(
    ("mark", "service"),
    [
        (".dropbox.cache", "Dropbox"),
        (".tmp.drivedownload", "Google Drive"),
        (".tmp.driveupload", "Google Drive"),
    ],
)
def test_by_mark(mark: str, service: str, tmp_path: Path) -> None:
    (tmp_path / "work" / mark).mkdir(parents=True)
    assert synced_service(tmp_path / "work" / "a" / "b" / "x.db") == service
    assert synced_service(tmp_path / "work") == service
    assert synced_service(tmp_path / "x.db") is None


def test_the_settings_of_dropbox_in_a_home_folder_are_no_mark(tmp_path: Path) -> None:
    (tmp_path / "ab" / ".dropbox").mkdir(parents=True)
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / ".dropbox").touch()
    assert synced_service(tmp_path / "ab" / "x.db") is None
    assert synced_service(tmp_path / "box" / "x.db") == "Dropbox"


def test_links_lead_there_too(tmp_path: Path) -> None:
    (tmp_path / "OneDrive" / "Documents").mkdir(parents=True)
    (tmp_path / "Documents").symlink_to(tmp_path / "OneDrive" / "Documents")
    assert synced_service(tmp_path / "Documents" / "x.db") == "OneDrive"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert synced_service(tmp_path / "loop" / "x.db") is None


def test_from_where_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Dropbox").mkdir()
    monkeypatch.chdir(tmp_path / "Dropbox")
    assert synced_service(Path("x.db")) == "Dropbox"
    assert synced_service(Path(os.curdir)) == "Dropbox"
