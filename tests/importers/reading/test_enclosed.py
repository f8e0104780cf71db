"""Attachments are found where exports put them, hashed on demand, and all accounted for."""

import hashlib
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from stalkdiary.importers.reading.enclosed import DAMAGED, MISSING, Enclosed
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.model.message import Attachment, Notice, Skipped

PICTURE = b"a picture"
SHA256 = hashlib.sha256(PICTURE).hexdigest()


def test_a_file_is_found_and_hashed_only_when_asked(made_export: Callable[..., Export]) -> None:
    export = made_export("all.zip", {"x/photos/1.jpg": PICTURE}, archive=True)
    look, keep = Enclosed(export, Reading()), Enclosed(export, Reading(digest=True))
    found = Attachment("photos/1.jpg", True, "x/photos/1.jpg", 9, None, "image/jpeg")
    assert look.named("photos/1.jpg", "image/jpeg") == (found, None)
    assert keep.named("photos/1.jpg", "image/jpeg") == (found._replace(sha256=SHA256), None)


def test_what_is_not_there_is_flagged(made_export: Callable[..., Export]) -> None:
    """Web addresses are not fetched, and no file is taken for one."""
    enclosed = Enclosed(made_export("all.zip", {"1.jpg": PICTURE}, archive=True), Reading())
    for name in ("2.jpg", "https://example.org/1.jpg"):
        assert enclosed.named(name) == (Attachment(name), MISSING)
    assert enclosed.named("\ud83d.jpg")[0].name == "\ufffd.jpg"


def test_a_file_of_the_same_name_elsewhere_is_not_meant(
    made_export: Callable[..., Export],
) -> None:
    """A picture of one conversation is never shown as one of another."""
    export = made_export("all.zip", {"Sam/media/1.jpg": PICTURE, "2.jpg": b"2"}, archive=True)
    enclosed = Enclosed(export, Reading())
    assert enclosed.named("Alex/media/1.jpg")[1] == MISSING
    for name in ("all/Sam/media/1.jpg", "Sam/media/1.jpg", "media/1.JPG", "1.jpg", "x/y/2.jpg"):
        assert enclosed.named(name)[0].found


def test_a_damaged_file_costs_no_message(made_export: Callable[..., Export]) -> None:
    """Its checksum in the archive is wrong: it is flagged, and the import goes on."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("1.jpg", PICTURE)
    broken = buffer.getvalue().replace(PICTURE, b"another 1")
    enclosed = Enclosed(made_export("all.zip", broken), Reading(digest=True))
    attachment, odd = enclosed.named("1.jpg")
    assert (attachment.found, attachment.sha256, odd) == (False, None, DAMAGED)


def test_files_that_nothing_refers_to_are_counted(made_export: Callable[..., Export]) -> None:
    files = dict.fromkeys(("a.json", "b.jpg", "c.jpg", "d.jpg"), b"x")
    enclosed = Enclosed(made_export("all.zip", files, archive=True), Reading())
    enclosed.named("b.jpg")
    enclosed.uses_named("d.jpg")
    (rest,) = enclosed.rest()
    assert isinstance(rest, Skipped)
    assert rest.locator == "a.json and 1 more"
    enclosed.named("a.json")
    enclosed.named("c.jpg")
    assert list(enclosed.rest()) == []


# Beside a single file ------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as Telegram writes it, with something beside it that is nobody's business."""
    export = tmp_path / "Export"
    (export / "chats" / "Photos").mkdir(parents=True)
    (export / "result.json").write_text("{}")
    (export / "chats" / "Photos" / "1.jpg").write_bytes(PICTURE)
    (export / "1.jpg").write_bytes(b"another")
    (tmp_path / "private.txt").write_text("secret")
    return export


@pytest.mark.parametrize(
    "name", ["chats/photos/1.jpg", "./chats/Photos/1.JPG", "messages/inbox/x/chats/photos/1.jpg"]
)
def test_paths_lead_into_the_folders_beside_a_file(name: str, folder: Path) -> None:
    """Messenger's paths begin at the root of the export, above the file."""
    with Export(folder / "result.json") as export:
        attachment, _ = Enclosed(export, Reading(digest=True)).named(name)
        assert (attachment.member, attachment.sha256) == ("chats/Photos/1.jpg", SHA256)
        assert export.path_of("chats/Photos/1.jpg") == folder / "chats" / "Photos" / "1.jpg"


def test_the_longest_path_that_fits_decides(folder: Path) -> None:
    with Export(folder / "result.json") as export:
        found = export.find("elsewhere/1.jpg")
        assert found is not None
        assert found.name == "1.jpg"


@pytest.mark.parametrize(
    "name",
    [
        "../private.txt",
        "chats/../../private.txt",
        "/etc/passwd",
        "chats/link/private.txt",
        "chats/linked.txt",
        "chats",
        "chats/photos",
        "a/" * 5000 + "1.jpg",
    ],
)
def test_no_path_leads_out(name: str, folder: Path) -> None:
    """Names are looked up step by step in what lies there; links lead nowhere."""
    (folder / "chats" / "link").symlink_to(folder.parent)
    (folder / "chats" / "linked.txt").symlink_to(folder.parent / "private.txt")
    with Export(folder / "result.json") as export:
        assert export.find(name) is None


def test_a_folder_that_is_closed_holds_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The messages are read all the same."""
    with Export(folder / "result.json") as export:
        monkeypatch.setattr(os, "scandir", lambda _: (_ for _ in ()).throw(PermissionError()))
        assert Enclosed(export, Reading()).named("chats/photos/1.jpg")[1] == MISSING


def test_an_archive_within_the_export_is_named(made_export: Callable[..., Export]) -> None:
    """It may hold messages, and is not opened."""
    files = {"a.json": b"{}", "more.zip": b"PK", "b.jpg": b""}
    with made_export("x.zip", files, archive=True) as export:
        nested, rest = Enclosed(export, Reading()).rest()
    assert (nested.locator, rest.locator) == ("more.zip", "a.json and 1 more")
    assert isinstance(nested, Notice)
    assert nested.telling
