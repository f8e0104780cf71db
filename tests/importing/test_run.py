"""One import from beginning to end: folders, files that change, a diary that others write to."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryBusy, UnsafeFile
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importing import run
from stalkdiary.importing.job import Job
from stalkdiary.importing.wanted import Request
from stalkdiary.model.incident import Account
from stalkdiary.usecases.imports import import_export, look_at_export

Writer = Callable[..., Path]


@pytest.fixture
def _format() -> None:
    """The real formats, not the one of the other tests here."""


def job(path: Path) -> Job:
    return Job(path=path, request=Request(names=["Alex"]), reading=Reading())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Telegram's export as a folder, with one picture sent by Alex and one of nobody."""
    folder = tmp_path / "ChatExport"
    (folder / "photos").mkdir(parents=True)
    (folder / "photos" / "photo_1.jpg").write_bytes(b"a picture")
    (folder / "photos" / "unnamed.jpg").write_bytes(b"another")
    (folder / ".DS_Store").write_bytes(b"x")
    messages: list[dict[str, Any]] = [
        {
            "id": number,
            "type": "message",
            "date_unixtime": str(1773351005 + number * 86400),
            "from": "Alex",
            "from_id": "user1",
            "text": f"text {number}",
        }
        for number in range(1, 4)
    ]
    messages[2]["photo"] = "photos/photo_1.jpg"
    chat = {"name": "Alex", "type": "personal_chat", "id": 1, "messages": messages}
    (folder / "result.json").write_text(json.dumps(chat), encoding="utf-8")
    return folder


def test_a_folder_is_kept_whole(diary: Diary, folder: Path) -> None:
    """Every file but the system's is an exhibit; a picture belongs to the day it came."""
    made = import_export(diary, job(folder))
    assert made.preview.stored == 3
    kept = {each.name: each.incident for each in diary.exhibits()}
    assert kept == {"result.json": 1, "photo_1.jpg": 3, "unnamed.jpg": 1}
    assert made.exhibits[0].name == "result.json"
    (held,) = diary.messages(3)
    (attachment,) = held.message.attachments
    assert attachment.found
    assert attachment.sha256 == next(e.sha256 for e in diary.exhibits() if e.name == "photo_1.jpg")
    assert import_export(diary, job(folder)).preview.stored == 0
    assert diary.verify().findings == ()


@pytest.mark.parametrize("name", ["result.json", "photos/photo_1.jpg"])
def test_what_changes_while_it_is_taken_in_is_refused(
    diary: Diary, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = run._taken_in

    def changing(*given: Any) -> Any:
        taken = real(*given)
        (folder / name).write_bytes(b"something else altogether")
        return taken

    monkeypatch.setattr(run, "_taken_in", changing)
    with pytest.raises(UnsafeFile, match="changed while it was being read"):
        import_export(diary, job(folder))
    assert list(diary.incidents()) == []
    assert diary.exhibits() == []
    assert diary.verify().findings == ()


@pytest.mark.parametrize("times", [1, 9])
def test_somebody_else_writes_between_the_look_and_the_writing(
    diary: Diary,
    account: Callable[..., Account],
    folder: Path,
    times: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Then it is looked again; when that never ends, nothing is written."""
    real, left = run.look, [times]

    def disturbed(*given: Any) -> Any:
        found = real(*given)
        if left[0]:
            left[0] -= 1
            with Diary(diary.path, None) as other:
                other.add(account(f"something {left[0]}"))
        return found

    monkeypatch.setattr(run, "look", disturbed)
    if times == 1:
        assert import_export(diary, job(folder)).incidents == (2, 3, 4)
    else:
        with pytest.raises(DiaryBusy):
            import_export(diary, job(folder))
        assert not any(each.source == "import" for each in diary.incidents())
    assert diary.verify().findings == ()


def test_an_earlier_look_counts_as_long_as_nothing_has_changed(
    diary: Diary, account: Callable[..., Account], folder: Path
) -> None:
    looked = look_at_export(diary, job(folder))
    diary.add(account("something else"))
    assert import_export(diary, job(folder), looked).incidents == (2, 3, 4)


def test_further_kinds_in_one_archive_are_named(diary: Diary, tmp_path: Path) -> None:
    """A whole download of Google may hold chats and mails; what is not read is not kept quiet."""
    path = tmp_path / "takeout.zip"
    said = '{"messages": [{"creator": {"name": "Alex"}, "created_date": "%s", "text": "hi"}]}'
    with zipfile.ZipFile(path, "w") as archive:
        when = "Saturday, March 14, 2026 at 9:30:00\u202fPM UTC"
        archive.writestr("Takeout/Google Chat/Groups/DM 1/messages.json", said % when)
        archive.writestr("Takeout/Mail/one.eml", "From: a@example.org\nSubject: x\n\nhi\n")
    preview = look_at_export(diary, job(path)).preview
    assert preview.format == "google-chat"
    assert "not read: email" in preview.notes[0].text


def test_the_same_file_for_the_same_person_is_told_with_its_day(diary: Diary, folder: Path) -> None:
    file = folder / "result.json"
    made = import_export(diary, job(file))
    assert made.earlier is None
    again = import_export(diary, job(file))
    (noted,) = (each for each in diary.entries() if each.kind == "import")
    assert again.earlier == noted.recorded_at
