"""What can't be read is named, with the way to an export that can; what can be read is not."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.errors import InputRefused, StalkdiaryError
from stalkdiary.importers import foreign
from stalkdiary.importers.reading.export import Export
from stalkdiary.importers.registry import UnknownFormat, importer_of

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
SQLITE = b"SQLite format 3\0" + bytes(84)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
FACEBOOK = (
    "<!-- saved from a browser --><html>"
    '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><h2>Alex</h2>'
    '<div class="_a6-p">hi</div><div class="_3-94 _a6-o">Sep 22, 2017 6:33 am</div></div></html>'
)
TELEGRAM = (
    "<!DOCTYPE html><html><head><title>Exported Data</title></head>"
    '<body onload="CheckLocation();"><div class="page_wrap"></div></body></html>'
)
IMESSAGE = (
    '<html><style></style><body><div class="message"><div class="received"><p>'
    '<span class="timestamp">May 17, 2022  5:29:42 PM</span></p></div></div></body></html>'
)

Made = Callable[..., Export]


def tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        file.addfile(tarfile.TarInfo("messages.json"))
    return buffer.getvalue()


def table(*names: str) -> bytes:
    return SQLITE + b"".join(f"CREATE TABLE {name}".encode() for name in names)


# The name, the content, what must be said of it, and what must be said of the way out.
FILES: tuple[tuple[str, Any, str, str], ...] = (
    ("chat.txt", b"", "is empty", "again"),
    ("msgstore.db.crypt15", b"\x01\x02", "backup of WhatsApp", "Export chat"),
    ("msgstore-2026-03-12.1.db.crypt14", b"\x01\x02", "backup of WhatsApp", "advanced chat"),
    ("msgstore.db.crypt12", b"\x01\x02", "backup of WhatsApp", "screenshots"),
    ("msgstore.db", table("message_media", "jid"), "database of WhatsApp", "Export chat"),
    ("old.db", table("messages", "chat_list"), "database of WhatsApp", "Export chat"),
    ("ChatStorage.sqlite", table("ZWAMESSAGE"), "database of WhatsApp", "Export Chat"),
    ("Manifest.db", table("Files (fileID TEXT)"), "backup of an iPhone", "iMazing"),
    ("Manifest.plist", b"bplist00", "backup of an iPhone", "password"),
    ("chat.db", table("chat_message_join"), "of an iPhone or Mac", "iMazing"),
    ("sms.db", table("message_attachment_join"), "of an iPhone or Mac", "CSV"),
    ("CallHistory.storedata", table("ZCALLRECORD"), "of an iPhone or Mac", "iMazing"),
    ("+447700900123.html", IMESSAGE, "imessage-exporter", "text"),
    ("mmssms.db", table("canonical_addresses"), "of an Android phone", "SMS Backup & Restore"),
    ("contacts2.db", table("calls (_id)"), "of an Android phone", "SMS Backup & Restore"),
    ("backup.ab", b"ANDROID BACKUP\n5\n1\nnone\n", "backup of an Android", "SMS Backup"),
    ("other.db", table("x"), "is a database", "attach"),
    ("signal-2026-03-12-10-11-12.backup", b"\0\0\0\x34", "backup of Signal", "main.jsonl"),
    ("message_1.html", FACEBOOK, "not as Meta writes them", "JSON instead of HTML"),
    ("messages.html", TELEGRAM, "Telegram as web pages", "result.json"),
    ("chat_history.html", "<html></html>", "Snapchat", "JSON"),
    ("alex.txt", "=" * 62 + "\nGuild: Direct Messages\nChannel: alex\n", "Discord", "JSON"),
    (
        "Messages - Alex.txt",
        "-" * 52 + "\n\n01/05/2026, 10:11:12 - Alex (+447700900123)\n\nI see you\n",
        "iMazing",
        "CSV",
    ),
    ("Messages.txt", "-" * 52 + "\n\nMay 1, 2026 10:11 AM - Alex\n\nhi\n", "iMazing", "CSV"),
    ("chat.txt", b"\xff\xfeh\0i\0", "UTF-16", "UTF-8"),
    ("8_live_x_export.tar", tar(), "Skype", "messages.json"),
    ("channel.json", {"guild": {"id": "0"}, "channel": {}, "messages": []}, "Discord", "CSV"),
    ("channel.html", '<div class="chatlog__message">', "Discord", "CSV"),
    ("chat.rsmf", "X-RSMF-Version: 2.0.0\r\nMIME-Version: 1.0\r\n\r\n", "RSMF", "CSV"),
    ("mail.pst", b"!BDN" + bytes(600), "Outlook", ".msg"),
    ("mail.ost", b"!BDN" + bytes(600), "Outlook", ".msg"),
    ("people.vcf", "BEGIN:VCARD\nFN:Alex\nEND:VCARD\n", "contacts", "--contacts"),
    ("log.rtf", r"{\rtf1 log}", "word processor", "CSV"),
    ("log.doc", OLE, "word processor", "CSV"),
    ("log.xls", OLE, "spreadsheet", "CSV"),
    ("chat.pdf", b"%PDF-1.7\n", "picture or a print", "stalkdiary attach"),
    ("chat.png", b"\x89PNG\r\n\x1a\n" + bytes(30), "picture or a print", "attach"),
    ("chat.jpg", b"\xff\xd8\xff\xe0" + bytes(30), "picture or a print", "attach"),
    ("voice.opus", b"OggS" + bytes(30), "recording", "attach"),
    ("chat.7z", b"7z\xbc\xaf\x27\x1c" + bytes(30), "archive", "Unpack it"),
    ("chat.rar", b"Rar!\x1a\x07\x01\x00", "archive", "Unpack it"),
    ("chat.tgz", b"\x1f\x8b\x08\x00" + bytes(30), "archive", "Unpack it"),
    ("chat.tar", tar(), "archive", "Unpack it"),
)
ARCHIVES: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    (
        "backup.zip",
        {"00008110/Manifest.db": SQLITE, "00008110/Info.plist": "x"},
        "iPhone",
        "iMazing",
    ),
    (
        "mydata~1-2.zip",
        {"chat_media/2026-04-20_b~DEF.jpg": b"\xff\xd8"},
        "a part of a download of Snapchat",
        "name all of them behind one import",
    ),
    (
        "facebook-2.zip",
        {"your_facebook_activity/messages/inbox/alex_1/photos/1.jpg": b"\xff\xd8"},
        "a part of a download from Messenger or Instagram",
        "name all of them behind one import",
    ),
    ("WhatsApp.zip", {"WhatsApp/Databases/msgstore.db.crypt14": b"x"}, "WhatsApp", "Export chat"),
    (
        "facebook.zip",
        {"your_facebook_activity/messages/inbox/alex_1/message_1.html": FACEBOOK},
        "Messenger or Instagram",
        "JSON",
    ),
    ("telegram.zip", {"ChatExport/messages.html": TELEGRAM}, "Telegram", "result.json"),
    ("mydata.zip", {"html/chat_history.html": "<html/>", "index.html": "x"}, "Snapchat", "JSON"),
    ("mydata.zip", {"html/snap_history/subpage_1.html": "<html/>"}, "Snapchat", "JSON"),
    (
        "SignalBackups.zip",
        {"signal-backup-1773351005123/main": b"\1", "signal-backup-1773351005123/metadata": b"\1"},
        "backup of Signal",
        "main.jsonl",
    ),
    (
        "package.zip",
        {"messages/c123/messages.json": "x", "messages/index.json": "{}"},
        "Discord",
        "screenshots",
    ),
    ("rsmf.zip", {"rsmf_manifest.json": "{}"}, "RSMF", "CSV"),
    (
        "log.docx",
        {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"},
        "word processor",
        "CSV",
    ),
    ("log.xlsx", {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}, "spreadsheet", "CSV"),
    ("parts.zip", {"facebook-1.zip": b"PK", "facebook-2.zip": b"PK"}, "archive", "Unpack it"),
)


def refused(export: Export) -> StalkdiaryError:
    with pytest.raises(StalkdiaryError) as caught:
        importer_of(export)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "what", "how"), FILES, ids=lambda value: str(value)[:30]
)
def test_a_file_that_can_not_be_read(
    made_export: Made, name: str, content: Any, what: str, how: str
) -> None:
    """By whoever knows it: what it is, and how to get one that can be read."""
    with made_export(name, content) as export:
        error = refused(export)
    assert isinstance(error, InputRefused)
    assert name in error.sentence
    assert what in error.sentence
    assert error.advice.startswith("Nothing was imported. ")
    assert how in error.advice


@pytest.mark.parametrize(
    ("name", "files", "what", "how"), ARCHIVES, ids=lambda value: str(value)[:30]
)
def test_an_archive_or_folder_that_can_not_be_read(
    made_export: Made, tmp_path: Path, name: str, files: dict[str, Any], what: str, how: str
) -> None:
    """Packed, and unpacked as people do."""
    with made_export(name, files, archive=True) as export:
        errors = [refused(export)]
    if not name.endswith("x"):
        for inside, content in files.items():
            path = tmp_path / "unpacked" / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with Export(tmp_path / "unpacked") as export:
            errors.append(refused(export))
    for error in errors:
        assert isinstance(error, InputRefused)
        assert what in error.sentence
        assert error.advice.startswith("Nothing was imported. ")
        assert how in error.advice


def test_a_signal_backup_is_known_by_the_name_of_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "signal-backup-1773351005123"
    folder.mkdir()
    (folder / "main").write_bytes(b"\1\2")
    with Export(folder) as export:
        assert "backup of Signal" in refused(export).sentence


def test_screenshots_beside_documents_are_not_refused_as_foreign(tmp_path: Path) -> None:
    """A folder of evidence may hold anything; it is kept file by file."""
    for name in ("1.png", "2.pdf", "log.doc", "days.ics", "msgstore.db", "notes.rtf"):
        (tmp_path / name).write_bytes(b"x")
    with Export(tmp_path) as export:
        assert foreign.answer(export) is None


@pytest.mark.parametrize(
    "content",
    [
        "12/03/2026, 21:30 - Alex: answer me\n",
        "date,from,text\n2026-03-12,Alex,hello\n",
        json.dumps({"name": "Alex", "type": "personal_chat", "id": 1, "messages": []}),
        "<smses count='0'></smses>",
        "From: alex@example.org\nTo: b@example.org\nSubject: x\n\nhello",
        b"\x01\x02\x03",
        "<html><p>Exported Data</p></html>",
    ],
)
def test_other_files_are_nobodys(made_export: Made, content: Any) -> None:
    with made_export("export.txt", content) as export:
        assert foreign.answer(export) is None
    with made_export("export.zip", {"export.txt": content}, archive=True) as export:
        assert foreign.answer(export) is None


GOOD = sorted(
    path
    for kind in ("whatsapp", "whatsapp-zip", "sms-backup-restore", "google-voice", "telegram")
    for path in (SAMPLES / kind).rglob("*")
    if path.suffix in {".txt", ".zip", ".xml", ".json", ".html"}
)


@pytest.mark.skipif(not GOOD, reason="the samples are not beside this checkout")
@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_no_real_export_is_called_foreign(path: Path) -> None:
    with Export(path) as export:
        assert foreign.answer(export) is None


@settings(max_examples=150)
@given(
    start=st.sampled_from(
        [SQLITE, b"PK\x03\x04", b"<html>", b"{", b"%PDF", b"\0" * 257 + b"ustar", b""]
    ),
    rest=st.binary(max_size=200),
    name=st.text(max_size=20),
)
def test_any_file_is_answered(made_export: Made, start: bytes, rest: bytes, name: str) -> None:
    """With an importer, or with a refusal that can be printed."""
    with made_export(f"x{name.replace('/', '').replace(chr(0), '')}", start + rest) as export:
        try:
            importer_of(export)
        except StalkdiaryError as error:
            text = error.sentence + error.advice
            assert "Nothing was imported." in text


def test_every_answer_is_a_sentence_and_a_way_out() -> None:
    for each in foreign._KNOWN:
        assert each.what.startswith(("is ", "comes ", "holds "))
        assert each.how[0].isupper()
        assert each.how.endswith((".", "FILE"))
        assert "!" not in each.what + each.how


def test_what_nobody_knows_is_unknown(made_export: Made) -> None:
    with made_export("x.bin", b"\x01\x02") as export:
        assert foreign.answer(export) is None
        assert isinstance(refused(export), UnknownFormat)
