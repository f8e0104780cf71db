"""A folder of many things: each is read, kept or left with the reason, and none passed over."""

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.errors import InputRefused, StalkdiaryError
from stalkdiary.importing.job import Origin
from stalkdiary.importing.sorting import Lot, sorted_out

CHAT = "14/03/2026, 21:30 - Alex: hi\n14/03/2026, 21:31 - Sam: no\n"
SMS = (
    "<?xml version='1.0' encoding='UTF-8'?><smses count=\"1\"><sms address=\"07700900123\" "
    'date="1773351000000" type="1" body="I see you" contact_name="Alex" /></smses>'
)
CALLS = (
    "<?xml version='1.0' encoding='UTF-8'?><calls count=\"1\"><call number=\"07700900123\" "
    'duration="0" date="1773351000000" type="3" contact_name="Alex" /></calls>'
)
MAIL = (
    "From: Alex <a@example.org>\r\nDate: Sat, 14 Mar 2026 21:30:00 +0000\r\nSubject: x\r\n\r\n"
    "hi\r\n"
)
THREAD = {
    "participants": [{"name": "Alex"}, {"name": "Sam"}],
    "messages": [{"sender_name": "Alex", "timestamp_ms": 1773351000000, "content": "hi"}],
    "thread_path": "inbox/alex_1",
}
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256))


def write(place: Path, **files: Any) -> Path:
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content) if isinstance(content, dict) else content
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


def found(lot: Lot, place: Path) -> dict[str, str]:
    """Each export by its place below the folder, with its format."""
    return {str(each.path.relative_to(place)): name for each, name in lot.exports.items()}


def kept(lot: Lot) -> set[str]:
    return {each.name for place in lot.files for each in place.files}


def left(lot: Lot) -> dict[str, bool]:
    return {each.path.name: each.may_hold for each in lot.left}


def test_a_folder_of_mixed_files_is_taken_apart(tmp_path: Path) -> None:
    """Exports are read, pictures and letters kept, a locked backup named; nothing else is there."""
    write(
        tmp_path,
        **{
            "WhatsApp Chat with Alex.txt": CHAT,
            "sms.xml": SMS,
            "calls.xml": CALLS,
            "door.jpg": PICTURE,
            "letter.rtf": "{\\rtf1 a letter}",
            "Screenshots/Screenshot_20260314-213000.jpg": PICTURE + b"2",
            "mails/one.eml": MAIL,
            "mails/two.eml": MAIL.replace("hi", "ho"),
            "instagram-sam/your_instagram_activity/messages/inbox/alex_1/message_1.json": THREAD,
            "instagram-sam/media/posts/1.jpg": PICTURE + b"3",
            "backup/msgstore.db.crypt15": b"locked",
            "backup/empty.txt": "",
            "contacts.vcf": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Alex\r\nEND:VCARD\r\n",
            ".DS_Store": "x",
        },
    )
    lot = sorted_out([tmp_path])
    assert found(lot, tmp_path) == {
        ".": "sms-backup-restore",
        "WhatsApp Chat with Alex.txt": "whatsapp-android",
        "mails": "email",
        "instagram-sam": "instagram",
    }
    of_phone = next(each for each in lot.exports if each.path == tmp_path)
    assert of_phone.only == frozenset({"sms.xml", "calls.xml"})
    assert kept(lot) == {"door.jpg", "letter.rtf", "Screenshot_20260314-213000.jpg"}
    assert left(lot) == {
        "msgstore.db.crypt15": True,
        "empty.txt": True,
        "contacts.vcf": False,
    }
    assert [each.litter for each in lot.files] == [(".DS_Store",)]


def test_one_download_stays_one(tmp_path: Path) -> None:
    """With everything in it, whatever else a download holds."""
    write(
        tmp_path / "download",
        **{
            "your_instagram_activity/messages/inbox/alex_1/message_1.json": THREAD,
            "your_instagram_activity/messages/inbox/kim_2/message_1.json": THREAD,
            "your_instagram_activity/messages/inbox/kim_2/photos/1.jpg": PICTURE,
            "your_instagram_activity/likes/likes.html": "<html></html>",
            "personal_information/empty.txt": "",
        },
    )
    lot = sorted_out([tmp_path / "download"])
    assert list(lot.exports) == [Origin(tmp_path / "download")]
    assert (lot.files, lot.left) == ([], [])


def test_two_downloads_side_by_side_are_two(tmp_path: Path) -> None:
    """Of two accounts: who is who in one says nothing of the other."""
    for account in ("sam", "kim"):
        name = f"{account}/your_instagram_activity/messages/inbox/alex_1/message_1.json"
        write(tmp_path, **{name: THREAD})
    assert set(found(sorted_out([tmp_path]), tmp_path)) == {"sam", "kim"}


def test_two_accounts_in_one_zip_file_are_refused(tmp_path: Path) -> None:
    """They are named, and what can be done: unpacked, each is read by itself."""
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for account in ("sam", "kim"):
            name = f"{account}/your_instagram_activity/messages/inbox/alex_1/message_1.json"
            archive.writestr(name, json.dumps(THREAD))
    with pytest.raises(InputRefused, match="holds 2 downloads: kim and sam") as refused:
        sorted_out([path])
    assert "Unpack it" in refused.value.advice
    write(tmp_path, **{"chat.txt": CHAT})
    assert left(sorted_out([tmp_path])) == {"both.zip": True}


def test_a_zip_file_of_zip_files_is_named(tmp_path: Path) -> None:
    """Nothing in it is opened."""
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("one.zip", b"PK\x03\x04")
        archive.writestr("two.zip", b"PK\x03\x04")
    write(tmp_path, **{"chat.txt": CHAT})
    (one,) = sorted_out([tmp_path]).left
    assert (one.path.name, one.may_hold) == ("all.zip", True)
    assert "Unpack it" in one.how


def test_a_download_beside_other_things_keeps_what_is_its_own(tmp_path: Path) -> None:
    """Unpacked straight into a folder with other files in it."""
    write(
        tmp_path,
        **{
            "your_instagram_activity/messages/inbox/alex_1/message_1.json": THREAD,
            "your_instagram_activity/messages/inbox/alex_1/photos/1.jpg": PICTURE,
            "chat.txt": CHAT,
            "more/two.eml": MAIL,
        },
    )
    lot = sorted_out([tmp_path])
    assert found(lot, tmp_path) == {
        ".": "instagram",
        "chat.txt": "whatsapp-android",
        "more": "email",
    }
    own = next(each.only for each in lot.exports if each.path == tmp_path)
    assert own is not None
    assert {name.rpartition("/")[2] for name in own} == {"message_1.json", "1.jpg"}
    assert kept(lot) == set()


def test_parts_of_a_download_in_a_folder_are_one(tmp_path: Path) -> None:
    """As they are when they are named one by one."""
    sent = {"From": "alex", "Media Type": "TEXT", "Created": "2026-04-20 21:30:05 UTC"}
    parts = {
        "mydata~1.zip": {"json/chat_history.json": json.dumps({"alex": [sent]})},
        "mydata~1-2.zip": {"chat_media/2026-04-20_b~DEF.jpg": "JPEG"},
    }
    for name, files in parts.items():
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for member, content in files.items():
                archive.writestr(member, content)
    write(tmp_path, **{"chat.txt": CHAT})
    lot = sorted_out([tmp_path])
    whole = Origin(tmp_path / "mydata~1.zip", (tmp_path / "mydata~1-2.zip",))
    assert set(lot.exports) == {whole, Origin(tmp_path / "chat.txt")}
    assert (kept(lot), left(lot)) == (set(), {})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among files")
def test_links_and_pipes_are_named_and_not_followed(tmp_path: Path) -> None:
    """A link may lead to a file of somebody else, a pipe never ends."""
    secret = write(tmp_path / "elsewhere", **{"chat.txt": CHAT})
    folder = write(tmp_path / "mine", **{"door.jpg": PICTURE})
    (folder / "chat.txt").symlink_to(secret / "chat.txt")
    (folder / "all").symlink_to(secret)
    os.mkfifo(folder / "pipe")
    lot = sorted_out([folder])
    assert (list(lot.exports), kept(lot)) == ([], {"door.jpg"})
    assert left(lot) == {"chat.txt": False, "all": False, "pipe": False}
    assert "chat.txt is a link." in next(e.why for e in lot.left if e.path.name == "chat.txt")


def test_a_backup_of_a_phone_is_one_thing_that_cant_be_read(tmp_path: Path) -> None:
    """Its thousand files are not kept one by one."""
    inside = {f"Backup/ab/{n:040x}": f"{n}" for n in range(5)}
    write(tmp_path, **inside, **{"Backup/Manifest.db": b"SQLite format 3\0", "door.jpg": PICTURE})
    lot = sorted_out([tmp_path])
    assert kept(lot) == {"door.jpg"}
    assert left(lot) == {"Backup": True}


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("mail.mht", "From: <Saved by Blink>\nSubject: Gmail - Stop\n\n"),
        (
            "Gmail - Stop.html",
            "<!DOCTYPE html>\n<!-- saved from url=(0028)https://mail.example/ -->",
        ),
    ],
)
def test_a_mail_that_a_browser_saved_is_an_exhibit(tmp_path: Path, name: str, begins: str) -> None:
    """It shows what was to be seen; how to get the mail itself is said beside it."""
    write(tmp_path, **{name: begins})
    lot = sorted_out([tmp_path / name])
    assert (kept(lot), list(lot.exports)) == ({name}, [])
    assert "Show original" in lot.notes[0]
    assert kept(sorted_out([tmp_path])) == {name}


def test_a_folder_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    """It is most likely the wrong one."""
    with pytest.raises(StalkdiaryError):
        sorted_out([tmp_path])


def test_a_file_that_is_named_is_refused_as_ever(tmp_path: Path) -> None:
    """Whoever names a file means it."""
    write(tmp_path, **{"msgstore.db.crypt15": b"locked", "door.jpg": PICTURE})
    with pytest.raises(StalkdiaryError, match="locked"):
        sorted_out([tmp_path / "msgstore.db.crypt15", tmp_path / "door.jpg"])


@pytest.mark.parametrize("place", ["", "old/"])
def test_a_download_does_not_swallow_what_can_not_be_read(tmp_path: Path, place: str) -> None:
    """A locked backup beside it may hold messages, and is named."""
    said = {"Date": "2026-05-01 10:11:12", "From": "alex", "Content": "hi"}
    chats = {"ChatHistory": {"Chat History with alex:": [said]}}
    write(
        tmp_path,
        **{
            "user_data_tiktok.json": {"Direct Message": {"Direct Messages": chats}},
            f"{place}msgstore.db.crypt15": b"locked",
        },
    )
    lot = sorted_out([tmp_path])
    assert list(lot.exports.values()) == ["tiktok"]
    assert left(lot) == {"msgstore.db.crypt15": True}
