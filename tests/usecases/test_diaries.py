"""The diaries in a folder, without opening one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import NotRead
from stalkdiary.usecases.diaries import diaries_in


@pytest.fixture
def copy_of(
    templates: dict[str, tuple[Path, bytes | None]],
) -> Callable[[str, Path], Path]:
    """Copies a template to a place."""
    return lambda name, place: Path(shutil.copy(templates[name][0], place))


def test_what_is_listed(tmp_path: Path, copy_of: Callable[[str, Path], Path]) -> None:
    """Plain and encrypted diaries by name; nothing else that lies there."""
    copy_of("plain", tmp_path / "second.db")
    copy_of("encrypted", tmp_path / "first.db")
    copy_of("plain", tmp_path / "of 2025.old.db")
    (tmp_path / "notes.db").write_text("no diary", encoding="utf-8")
    (tmp_path / "empty.db").touch()
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "gone.db").symlink_to(tmp_path / "nowhere")
    copy_of("plain", tmp_path / "second")
    found = diaries_in(tmp_path)
    assert [(each.name, each.encrypted) for each in found] == [
        ("first", True),
        (str(tmp_path / "of 2025.old.db"), False),
        ("second", False),
    ]
    changed = (tmp_path / "first.db").stat().st_mtime
    assert found[0].to_json() == {
        "name": "first",
        "path": str(tmp_path / "first.db"),
        "changed": found[0].changed.isoformat(),
        "encrypted": True,
    }
    assert found[0].changed.timestamp() == int(changed)


def test_no_folder_is_no_diary(tmp_path: Path) -> None:
    """Before the first diary there is none."""
    assert diaries_in(tmp_path / "nowhere") == []


def test_a_diary_that_can_not_be_read_is_listed(
    tmp_path: Path, copy_of: Callable[[str, Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is there, and nobody must think that it is lost."""
    copy_of("plain", tmp_path / "first.db")
    monkeypatch.setattr("os.access", lambda *_: False)
    assert [each.encrypted for each in diaries_in(tmp_path)] == [None]


def test_a_folder_that_can_not_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty list would say that there is no diary."""

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(NotRead, match="can't be read"):
        diaries_in(tmp_path)


def test_no_diary_is_opened(
    tmp_path: Path, copy_of: Callable[[str, Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No passphrase is needed, and nothing is written."""
    copy_of("encrypted", tmp_path / "first.db")
    before = (tmp_path / "first.db").read_bytes()
    monkeypatch.setattr(Diary, "open", None)
    assert len(diaries_in(tmp_path)) == 1
    assert (tmp_path / "first.db").read_bytes() == before
