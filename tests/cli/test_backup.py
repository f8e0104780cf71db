"""`backup`: a copy that restores by being copied back."""

import json
import re
import sqlite3 as sqlite
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.errors import DiaryBusy

Run = Callable[..., Any]
CODE = re.compile(r"[0-9A-F]{4}(-[0-9A-F]{4}){16}")


@pytest.fixture
def stick(home: Path) -> Path:
    """A folder that stands for another disk."""
    folder = home / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def own(home: Path) -> Path:
    """A file with the passphrase of a copy."""
    file = home / "own"
    file.write_text("for Sam\n", encoding="utf-8")
    return file


def test_a_backup_restores_by_copying(run: Run, place: Path, tmp_path: Path) -> None:
    assert run("add", stdin=b"He waited outside").code == 0
    copy = tmp_path / "stick"
    copy.mkdir()
    first = run("backup", "--json", str(copy)).json
    assert (first["entries"], first["new_entries"], first["encrypted"]) == (2, 2, False)
    assert first["recovery_code"] is None
    file = Path(first["file"])
    place.unlink()
    place.write_bytes(file.read_bytes())
    assert run("verify", "--expect", first["fingerprint"]).code == 0
    assert run("add", stdin=b"He rang").code == 0
    assert [each["what"] for each in run("list", "--json").json] == ["He waited outside", "He rang"]


def test_later_only_what_is_new_is_written(run: Run, place: Path, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff" + bytes(300_000))
    assert run("add", "--attach", str(photo), stdin=b"A photo").code == 0
    copy = str(tmp_path / "copy.db")
    assert run("backup", "--json", copy).json["new_bytes"] == 300_003
    assert run("add", stdin=b"Another").code == 0
    again = run("backup", "--json", copy).json
    assert again["new_bytes"] == 0
    assert again["new_entries"] > 0


def test_a_copy_for_somebody_trusted_has_a_passphrase_of_its_own(
    run: Run, place: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("three words here\n", encoding="utf-8")
    copy = str(tmp_path / "for-sam.db")
    made = run("backup", "--json", "--new-passphrase-file", str(secret), copy).json
    assert made["encrypted"]
    assert made["recovery_code"]
    listed = run("--diary", copy, "--passphrase-file", str(secret), "verify", "--json")
    assert (listed.code, listed.json["ok"]) == (0, True)


@pytest.mark.parametrize("dest", ["missing/backup.db", "the diary itself"])
def test_what_is_refused_changes_nothing(run: Run, place: Path, tmp_path: Path, dest: str) -> None:
    before = place.read_bytes()
    target = place if dest == "the diary itself" else tmp_path / dest
    ran = run("backup", str(target))
    assert ran.code in {4, 8}
    assert place.read_bytes() == before


def test_the_document(run: Run, three: Path, stick: Path, home: Path) -> None:
    photo = home / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff" + bytes(1000))
    run("attach", "1", photo)
    first = run("backup", stick, "--json")
    assert first.json == {
        "file": str(stick / "diary-backup.db"),
        "entries": 6,
        "new_entries": 6,
        "new_bytes": 1003,
        "fingerprint": first.json["fingerprint"],
        "encrypted": False,
        "recovery_code": None,
        "noted": True,
        "findings": [],
    }
    run("add", "--what", "again")
    second = run("backup", stick, "--json").json
    assert (second["entries"], second["new_entries"], second["new_bytes"]) == (8, 2, 0)
    copy = ("--diary", second["file"])
    assert run(*copy, "verify", "--json").json["fingerprint"] == second["fingerprint"]
    assert len(run(*copy, "list", "--json").json) == 4
    covered = run("verify", "--expect", second["fingerprint"], "--json").json["covered"]
    assert covered == second["entries"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE message SET line = replace(line, 'are you', 'we met')", "message 1"),
        ("UPDATE incident SET account = replace(account, 'card', 'rose')", "incident 2"),
        ("DELETE FROM incident_type WHERE incident = 1", "incident_type 1"),
        ("INSERT INTO message_change VALUES (1, 9, 'deleted', '{}')", "message_change 1"),
    ],
)
def test_a_diary_that_lists_something_else_than_its_entries_say_is_told(
    run: Run, three: Path, stick: Path, home: Path, change: str, where: str
) -> None:
    """The backup is made from the entries and is complete; that the diary differs ends with 10."""
    chat = home / "result.json"
    message = {"id": 1, "type": "message", "date": "2026-03-12T21:30:05", "from": "Alex"}
    chat.write_text(
        json.dumps({"name": "Alex", "messages": [{**message, "text": "where are you"}]}),
        encoding="utf-8",
    )
    assert run("import", chat, "--from", "Alex").code == 0
    with sqlite.connect(three) as connection:
        connection.execute(change)
    connection.close()
    ran = run("backup", stick, "--json")
    assert (ran.code, where in ran.err) == (10, True), ran
    document = json.loads(ran.out)
    assert document["findings"][0]["where"] == where
    assert run("--diary", document["file"], "verify").code == 0
    assert run("backup", stick).code == 10


def test_in_words(run: Run, three: Path, stick: Path) -> None:
    ran = run("backup", stick)
    where = stick / "diary-backup.db"
    assert ran.out.startswith(f"The backup is at {where}, checked and complete.")
    assert "Entries: 5, all of them new. Files written: 0 bytes." in ran.out
    assert "whoever finds it can read it" in ran.out
    assert "To restore, copy this file" in ran.out
    assert "same disk" in ran.err
    assert "Entries: 6, 1 new." in run("backup", stick).out


def test_with_the_passphrase_of_the_diary(
    run: Run, protected: Path, secret: Path, stick: Path
) -> None:
    given = ("--passphrase-file", secret)
    ran = run(*given, "backup", stick)
    assert "It opens with the diary's passphrase." in ran.out
    assert not CODE.search(ran.out + ran.err)
    copy = ("--diary", stick / "diary-backup.db")
    assert run(*given, *copy, "verify").code == 0
    assert run(*copy, "list").code == 2


def test_each_file_opens_with_its_own_passphrase_alone(
    run: Run, protected: Path, secret: Path, own: Path, stick: Path
) -> None:
    given, copy = ("--passphrase-file", secret), stick / "for-sam.db"
    words = (*given, "backup", copy, "--new-passphrase-file", own)
    made = run(*words, "--json").json
    assert CODE.fullmatch(made["recovery_code"])
    again = run(*words, "--json").json
    assert (again["new_entries"], again["recovery_code"]) == (1, None)
    assert run("--diary", copy, "--passphrase-file", own, "verify").code == 0
    assert run("--diary", copy, *given, "list").code == 6
    ran = run(*given, "backup", copy)
    assert ran.code == 6
    assert "The backup at" in ran.err
    assert "--new-passphrase" in ran.err
    copy.unlink()
    ran = run(*words)
    assert "a passphrase of its own" in ran.out
    assert CODE.fullmatch("-".join(re.findall(r"^ {4}(\S+)$", ran.out, re.MULTILINE)))
    assert run(*given, "backup", stick, "--new-passphrase").code == 2


@pytest.mark.parametrize(
    ("dest", "code"), [("gone/copy.db", 8), ("secret", 4), ("/dev/null", 4), (".", 0)]
)
def test_exit_codes(dest: str, code: int, run: Run, place: Path, secret: Path) -> None:
    ran = run("backup", dest)
    assert ran.code == code
    assert ran.out == "" or code == 0


def test_a_busy_diary_that_could_not_note_it(
    run: Run, place: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise DiaryBusy("Another command is using the diary.")

    monkeypatch.setattr("stalkdiary.diary.Diary.record_backup", busy)
    ran = run("backup", stick)
    assert (ran.code, ran.out) == (5, "")
    assert "The backup is complete" in ran.err
    assert run("--diary", stick / "diary-backup.db", "verify").code == 0


# Folders that are copied elsewhere -------------------------------------------------------------


def test_a_warning_once(run: Run, three: Path, home: Path) -> None:
    synced = home / "OneDrive"
    synced.mkdir()
    ran = run("backup", synced)
    assert ran.code == 0
    assert ran.err.count("in a folder of OneDrive") == 1
    assert "The backup is in a folder" in ran.err
    assert "copied over the internet" in ran.err
    ran = run("--diary", synced / "diary-backup.db", "backup", home / "x.db", "--json")
    assert ran.json["entries"] == 5
    assert ran.err.count("The diary is in a folder of OneDrive") == 1


def test_init_warns_once_and_goes_on(run: Run, home: Path) -> None:
    (home / "Dropbox").mkdir()
    ran = run("--diary", home / "Dropbox" / "x.db", "init", "--no-passphrase", "--json")
    assert ran.json["encrypted"] is False
    assert ran.err.count("Dropbox") == 1
    assert "Dropbox" not in run("init", "--no-passphrase").err


# Photographs of things -------------------------------------------------------------------------


def test_a_thing_with_its_photographs(run: Run, three: Path, home: Path) -> None:
    front, back = home / "front.jpg", home / "back.jpg"
    front.write_bytes(b"\xff\xd8\xff front")
    back.write_bytes(b"\xff\xd8\xff back")
    thing = ("--physical", "a card", "--kept-at", "with Sam", "--captured", "by me, my phone")
    kept = run("attach", "2", *thing, "--photo", front, "--photo", back, "--json").json
    assert [(each["ref"], each["name"]) for each in kept["exhibits"]] == [
        ("AB/1", "front.jpg"),
        ("AB/2", "back.jpg"),
        ("AB/3", "a card"),
    ]
    assert [each["photographs"] for each in kept["exhibits"]] == [[], [], ["AB/1", "AB/2"]]
    assert kept["exhibits"][0]["captured"] == "by me, my phone"
    assert run("exhibits", "--json").json == kept["exhibits"]
    shown = run("show", "2", "--json").json
    assert shown["exhibits"] == ["AB/1", "AB/2", "AB/3"]
    assert shown["exhibit_details"][2]["photographs"] == ["AB/1", "AB/2"]
    for command in (("show", "2"), ("exhibits",)):
        assert "kept at with Sam, photographs AB/1, AB/2" in run(*command).out
    assert run("verify").code == 0


def test_photographs_are_kept_with_the_thing_or_not_at_all(
    run: Run, three: Path, home: Path
) -> None:
    front = home / "front.jpg"
    front.write_bytes(b"\xff\xd8\xff")
    assert run("attach", "2", front, "--photo", front).code == 2
    words = ("attach", "2", "--physical", "a card", "--photo", front, "--photo", home / "gone.jpg")
    assert run(*words).code == 4
    assert run("exhibits", "--json").json == []
