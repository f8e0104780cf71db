"""Files that mean harm, or are no files at all: each a name and what puts it in a folder."""

import io
import json
import os
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.store.connection import APPLICATION_ID

TERABYTE = 1024**4
_ESCAPES = "\x1b]52;c;eA==\x07\x1b[2J\x9b31m\u202etxt.exe\u2066\r\nSaved as AB/9"
_CHAT = "12/03/2026, 21:30 - {name}: {text}\n"


@dataclass(frozen=True, slots=True)
class Specimen:
    """One of them.

    Attributes:
        name: what it is called here.
        make: puts it in a folder that is empty; gives the path that is then named to a command,
            as it is named there. A diary lies at ``../diary.db``.
        kept: whether `attach` keeps it, byte for byte, as the evidence it may be; None where it
            may keep what is there at that moment.
        meddle: what somebody does to it each time just after it was opened.
    """

    name: str
    make: Callable[[Path], str | Path]
    kept: bool | None = True
    meddle: Callable[[Path], object] | None = None


def _content(data: bytes, ending: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / f"sent{ending}"
        path.write_bytes(data)
        return path

    return make


def _named(name: str | bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / os.fsdecode(name)
        path.write_bytes(_CHAT.format(name="Alex", text="hello").encode())
        return path.relative_to(folder)

    return make


def _link(target: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "within").mkdir()
        (folder / "within" / "file").write_text("x")
        path = folder / "link"
        path.symlink_to(target)
        return path

    return make


def _at(path: str) -> Callable[[Path], Path]:
    return lambda _folder: Path(path)


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def _socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"/proc/self/fd/{os.open(folder, os.O_RDONLY)}/socket")
    return folder / "socket"


def _node(kind: int, device: tuple[int, int]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        os.mknod(folder / "node", kind | 0o600, os.makedev(*device))
        return folder / "node"

    return make


def _circle(folder: Path) -> Path:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    return folder / "a"


def _hard_link(folder: Path) -> Path:
    (folder / "photo.jpg").hardlink_to(folder.parent / "diary.db")
    return folder / "photo.jpg"


def _journal(folder: Path) -> Path:
    return folder.parent / "diary.db-journal"


def _folder_of_everything(folder: Path) -> Path:
    _pipe(folder)
    _socket(folder)
    _circle(folder)
    (folder / "up").symlink_to("..")
    (folder / "zero").symlink_to("/dev/zero")
    (folder / f"name{_ESCAPES}".replace("/", "_")).write_text("x")
    return folder


def _deep(folder: Path) -> Path:
    """Folders within folders, deeper than a path may be long."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(60):
        os.mkdir("d" * 100, dir_fd=here)
        below = os.open("d" * 100, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    return folder


def _sparse(beginning: bytes, ending: str, size: int = TERABYTE) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / f"sparse{ending}"
        path.write_bytes(beginning)
        os.truncate(path, size)
        return path

    return make


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more" * 10000)


def _replace(path: Path) -> None:
    other = path.with_name("z")
    other.write_bytes(b"something else")
    other.replace(path)


def _become_link(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


# Archives ---------------------------------------------------------------------------------------


def _zip(*members: tuple[str | zipfile.ZipInfo, bytes], packed: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else 0) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


_ALEX = _CHAT.format(name="Alex", text="hello").encode()
_IN_CHAT = "WhatsApp Chat with Alex.txt"


def _zip_of_kind(mode: int, target: str) -> bytes:
    info = zipfile.ZipInfo(_IN_CHAT)
    info.external_attr = mode << 16
    return _zip((info, target.encode()))


def _patched(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def _nested(depth: int) -> bytes:
    data = _zip((_IN_CHAT, _ALEX))
    for _ in range(depth):
        data = _zip(("inner.zip", data))
    return data


def _lying(field: int, value: bytes, data: bytes) -> bytes:
    """A zip whose list of contents says something else at a place in its first line."""
    start = data.rindex(b"PK\x01\x02") + field
    return data[:start] + value + data[start + len(value) :]


def _overlapping() -> bytes:
    """Two hundred names for the same bytes."""
    whole = _zip(("a.txt", b"0" * 100_000))
    listed = whole[whole.index(b"PK\x01\x02") : whole.index(b"PK\x05\x06")]
    start = whole.index(b"PK\x01\x02")
    many = b"".join(listed.replace(b"a.txt", b"%05d" % n) for n in range(2000))
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 2000, 2000, len(many), start, 0)
    return whole[:start] + many + end


def _archives() -> Iterator[tuple[str, bytes]]:
    whole = _zip((_IN_CHAT, _ALEX))
    yield "zip bomb", _zip((_IN_CHAT, bytes(50 * 1024**2)))
    yield "zip bomb in a zip", _zip(("inner.zip", _zip((_IN_CHAT, bytes(50 * 1024**2)))))
    yield "zip whose members overlap", _overlapping()
    yield "zips within zips", _nested(60)
    for name in ("../../out.txt", "/etc/out.txt", "C:\\out.txt", "..\\out.txt", "a/../../out.txt"):
        yield f"zip with {name}", _zip((name, _ALEX))
    yield "zip with an end mark in a name", _patched(_zip(("a-b.txt", _ALEX)), b"a-b", b"a\0b")
    yield "zip with escapes in a name", _zip((f"WhatsApp Chat with {_ESCAPES}.txt", _ALEX))
    yield "zip with a name of 60,000 bytes", _zip(("x" * 60_000, _ALEX))
    yield "zip with a link", _zip_of_kind(0o120777, "/etc/passwd")
    yield "zip with a device", _zip_of_kind(0o020666, "")
    yield "zip with a pipe", _zip_of_kind(0o010666, "")
    yield (
        "zip with one name twice",
        _patched(_zip(("a.txt", _ALEX), ("b.txt", b"x")), b"b.txt", b"a.txt"),
    )
    yield "zip with one name in two forms", _zip(("\u00e9.txt", _ALEX), ("e\u0301.txt", b"x"))
    yield "zip with a name of the diary", _zip(("../diary.db", _ALEX))
    yield "zip that is locked", _lying(8, b"\x01\x00", whole)
    yield "zip packed in an unknown way", _lying(10, b"\x63\x00", whole)
    yield "zip with a wrong checksum", _lying(16, b"\0\0\0\0", whole)
    yield "zip that says it is larger", _lying(24, b"\xff\xff\xff\x7f", whole)
    yield "zip whose member begins behind its end", _lying(42, b"\xff\xff\xff\x7f", whole)
    yield "zip cut off", whole[: len(whole) // 2]
    yield "zip of the end mark alone", b"PK\5\6" + bytes(18)
    yield "zip without members", _zip()
    yield "zip behind a picture", b"\xff\xd8\xff\xe0" + bytes(1000) + whole
    yield "zip with a long comment", whole[:-2] + b"\xff\xff" + b"PK\5\6" * 16383 + b"PK\5"
    yield "zip of 2,000 members", _zip(*((f"{n}.txt", b"") for n in range(2000)), packed=False)


# Text -------------------------------------------------------------------------------------------


def _telegram(text: str = "hello", **fields: object) -> bytes:
    message = {"id": 1, "type": "message", "date": "2026-03-12T21:30:00", "date_unixtime":
               "1773351005", "from": "Alex", "from_id": "user1", "text": text}  # fmt: skip
    chat = {"name": "Alex", "type": "personal_chat", "id": 1, "messages": [message | fields]}
    return json.dumps(chat).encode()


def _sms(body: str = "hello", *, head: str = "", date: str = "1773351005000") -> bytes:
    return (
        f"<?xml version='1.0' encoding='UTF-8' ?>{head}<smses count='1'><sms protocol='0' "
        f"address='07700900123' date='{date}' type='1' body='{body}' read='1' "
        "readable_date='12 Mar 2026 21:30:05' contact_name='Alex' /></smses>"
    ).encode()


_LAUGHS = (
    "<!DOCTYPE x [<!ENTITY l0 'ha'>"
    + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
_OUTSIDE = "<!DOCTYPE x [<!ENTITY l9 SYSTEM 'file:///etc/passwd'>]>"
_PERSON = (
    "From: alex@example.com\r\nTo: me@example.com\r\nDate: Thu, 12 Mar 2026 21:30:00 +0000\r\n"
)


def _within_itself(depth: int) -> bytes:
    mail = f"{_PERSON}Subject: x\r\n\r\nhello\r\n"
    for _ in range(depth):
        mail = f"{_PERSON}Content-Type: message/rfc822\r\n\r\n{mail}"
    return mail.encode()


def _texts() -> Iterator[tuple[str, str, bytes]]:
    yield "nothing", ".txt", b""
    yield "one zero", ".txt", b"\0"
    yield "zeros", ".txt", bytes(1024**2)
    yield "byte order mark alone", ".txt", b"\xef\xbb\xbf"
    yield "UTF-16 without an end", ".txt", b"\xff\xfe1"
    yield "bytes that are no text", ".txt", bytes(range(128, 256)) * 200
    yield "one line of 4 MB", ".txt", b"x" * 4 * 1024**2
    yield "a million lines", ".txt", b"\n" * 1_000_000
    yield "chat with escapes", ".txt", _CHAT.format(name="Alex", text=_ESCAPES).encode()
    name = _ESCAPES.replace("\r\n", " ")
    yield "chat of escapes", ".txt", _CHAT.format(name=name, text="hello").encode()
    yield "chat of no year", ".txt", _ALEX.replace(b"2026", b"0000") + _ALEX
    yield "chat of 5,000 digits", ".txt", _ALEX.replace(b"2026", b"9" * 5000) + _ALEX
    yield "chat of a flood of accents", ".txt", _ALEX + ("e" + "\u0301" * 200_000).encode()
    yield "table with formulas", ".csv", b"date,from,text\n2026-03-12,=1+1,\"=cmd|' /C calc'!A0\"\n"
    yield "table with an open quote", ".csv", b'date,from,text\n2026-03-12,Alex,"' + b"x\n" * 90_000
    yield "table of 50,000 columns", ".csv", b"date" * 1 + b",x" * 50_000 + b"\n" + b"1," * 50_000
    yield "table with escapes", ".csv", f"date,from,text\n2026-03-12,{_ESCAPES},x\n".encode()
    yield "JSON 100,000 deep", ".json", b"[" * 100_000
    yield "JSON 100,000 deep and back", ".json", b'{"messages":' * 100_000 + b"1" + b"}" * 100_000
    yield "JSON with a long number", ".json", _telegram(id=1)[:-2] + b"," + b"9" * 100_000 + b"]}"
    yield "JSON with an endless number", ".json", _telegram().replace(b'"1773351005"', b"1e999999")
    yield "JSON with a name twice", ".json", _telegram()[:-1] + b',"messages":[],"messages":3}'
    yield "JSON with half a character", ".json", _telegram("\ud800\udfff\udc00")
    yield "JSON with escapes", ".json", _telegram(_ESCAPES, **{"from": _ESCAPES})
    yield "JSON with files elsewhere", ".json", _telegram(photo="../../../../etc/passwd")
    yield "JSON with a device", ".json", _telegram(file="/dev/zero", media_type="video_file")
    yield "JSON before all time", ".json", _telegram(date_unixtime="-99999999999999999")
    yield "JSON of one string", ".json", b'"' + b"x" * 2_000_000
    yield "XML that laughs", ".xml", _sms("&l9;", head=_LAUGHS)
    yield "XML that asks for a file", ".xml", _sms("&l9;", head=_OUTSIDE)
    yield "XML 100,000 deep", ".xml", b"<smses>" + b"<sms>" * 100_000
    yield "XML with a long value", ".xml", _sms("x" * 2_000_000)
    yield "XML with marks of characters", ".xml", _sms("&#0;&#x1b;[2J&#xd800;&#x110000;")
    yield "XML after all time", ".xml", _sms(date="9" * 30)
    yield "page that runs", ".html", b"<html><script>while(1);</script><img src=x onerror=alert(1)>"
    yield "page 100,000 deep", ".html", b"<div>" * 100_000
    yield "page of open marks", ".html", b"<" * 200_000 + b"<!--" * 100_000
    yield (
        "drawing that asks",
        ".svg",
        (
            f"<?xml version='1.0'?>{_OUTSIDE}<svg xmlns='http://www.w3.org/2000/svg'><script/>"
            "<image href='http://198.51.100.1/x'/>&l9;</svg>"
        ).encode(),
    )
    yield "cards without end", ".vcf", b"BEGIN:VCARD\r\n" * 50_000
    yield "card that is folded", ".vcf", b"BEGIN:VCARD\r\nFN:A" + b"\r\n x" * 200_000
    yield "card with escapes", ".vcf", f"BEGIN:VCARD\r\nFN:{_ESCAPES}\r\nEND:VCARD\r\n".encode()
    yield "mail within mails", ".eml", _within_itself(300)
    yield (
        "mail of many parts",
        ".eml",
        (
            f"{_PERSON}Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\n" * 50_000
        ).encode(),
    )
    yield "mail with a long line", ".eml", f"{_PERSON}Subject: {'x ' * 500_000}\r\n\r\n".encode()
    yield (
        "mail with a file elsewhere",
        ".eml",
        (
            f"{_PERSON}Content-Type: image/png; name*=utf-8''..%2f..%2fout%00%1b%5b2J\r\n"
            "Content-Disposition: attachment; filename=/etc/out\r\n\r\nx"
        ).encode(),
    )
    yield (
        "mail of no charset",
        ".eml",
        (
            f"{_PERSON}Subject: =?no-such?B?{'A' * 9999}?= =?utf-8?Q?=1b=5b2J?=\r\n"
            'Content-Type: text/plain; charset="\x1b[2J"\r\n\r\nx'
        ).encode(),
    )
    yield "mails in one file", ".mbox", b"From \n" * 100_000
    yield (
        "calendar without end",
        ".ics",
        (
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\r\nDTSTART:20260312T213000Z\r\n"
            b"RRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ),
    )


# Pictures, sound, documents ---------------------------------------------------------------------


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *more: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + _chunk(b"IEND", b"")


def _tiff(first: int, entries: bytes, after: int) -> bytes:
    """One list of a TIFF, which is where Exif lies, too."""
    count = len(entries) // 12
    return b"II*\0" + struct.pack("<IH", first, count) + entries + struct.pack("<I", after)


_LOOP = _tiff(8, struct.pack("<HHII", 0x8769, 4, 1, 8), 8)
_LONG = _tiff(8, struct.pack("<HHII", 0x9003, 2, 0xFFFFFFFF, 0xFFFFFFF0), 0)


def _jpeg(exif: bytes) -> bytes:
    part = b"Exif\0\0" + exif
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(part) + 2) + part + b"\xff\xd9"


def _box(kind: bytes, data: bytes, size: int | None = None) -> bytes:
    return struct.pack(">I", len(data) + 8 if size is None else size) + kind + data


def _boxes(depth: int) -> bytes:
    data = b""
    for _ in range(depth):
        data = _box(b"moov", data)
    return _box(b"ftyp", b"isom") + data


_PDF = b"%%PDF-1.7\n%s\ntrailer<</Root 1 0 R/Prev 0/Size 99999999>>\nstartxref\n%d\n%%%%EOF"


def _media() -> Iterator[tuple[str, str, bytes]]:
    bomb = zlib.compress(bytes(30 * 1024**2))
    yield "picture of 2^31 pixels a side", ".png", _png(2**31 - 1, 2**31 - 1)
    yield "picture that unpacks to 30 MB", ".png", _png(9999, 1000, _chunk(b"IDAT", bomb))
    yield "picture with a text of 30 MB", ".png", _png(1, 1, _chunk(b"zTXt", b"date\0\0" + bomb))
    yield "picture of no size", ".png", _png(0, 0)
    yield "picture whose Exif is in a circle", ".jpg", _jpeg(_LOOP)
    yield "picture whose Exif lies outside", ".jpg", _jpeg(_LONG)
    yield (
        "picture with escapes for a day",
        ".jpg",
        _jpeg(
            _tiff(8, struct.pack("<HHII", 0x132, 2, 20, 26), 0) + b"\x1b[2J:\x9b1:12 21:30\0\0\0\0"
        ),
    )
    yield "picture cut off", ".jpg", b"\xff\xd8\xff\xe1\xff\xff"
    yield "picture of markers", ".jpg", b"\xff\xd8" + b"\xff\xe1\x00\x02" * 200_000
    yield "TIFF in a circle", ".tif", _LOOP
    yield "GIF of no end", ".gif", b"GIF89a\xff\xff\xff\xff\x00\x00\x00" + b"!\xfe\xff" * 50_000
    yield "WebP that lies", ".webp", b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 60
    yield "HEIC that lies", ".heic", _box(b"ftyp", b"heic") + _box(b"meta", b"", 0xFFFFFFF0)
    yield "film in boxes", ".mp4", _boxes(2000)
    yield "film with a box of no size", ".mp4", _box(b"ftyp", b"isom") + _box(b"moov", b"", 1) * 99
    yield (
        "film before all time",
        ".mp4",
        _box(b"ftyp", b"isom") + _box(b"moov", _box(b"mvhd", b"\x01\0\0\0" + b"\xff" * 96)),
    )
    yield "sound that lies", ".mp3", b"ID3\x04\0\0\x7f\x7f\x7f\x7fTDRC\x7f\x7f\x7f\x7f" + bytes(99)
    yield "sound of no length", ".wav", b"RIFF\0\0\0\0WAVE" + b"LIST\0\0\0\0" * 9999
    yield "document in a circle", ".pdf", _PDF % (b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj", 9)
    yield (
        "document that unpacks",
        ".pdf",
        _PDF
        % (b"1 0 obj<</Filter/FlateDecode/Length 99>>stream\n" + bomb + b"\nendstream endobj", 9),
    )
    yield (
        "document that runs",
        ".pdf",
        _PDF % (b"1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj", 9),
    )
    yield "document of dates", ".pdf", _PDF % (b"/CreationDate(D:" + b"9" * 200_000 + b")", 9)
    yield (
        "Word file with a bomb",
        ".docx",
        _zip(
            ("[Content_Types].xml", b"<Types/>"),
            ("docProps/core.xml", b"<a>" + bytes(30 * 1024**2)),
        ),
    )
    yield (
        "Word file that laughs",
        ".docx",
        _zip(
            ("[Content_Types].xml", b"<Types/>"),
            ("docProps/core.xml", f"{_LAUGHS}<a>&l9;</a>".encode()),
        ),
    )


# Databases --------------------------------------------------------------------------------------


def _database(*statements: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "sent.db"
        connection = sqlite.connect(str(path), isolation_level=None)
        for each in statements:
            connection.execute(each)
        connection.close()
        return path

    return make


def _of_diary(change: Callable[[bytearray], object]) -> Callable[[Path], Path]:
    """A diary with something else in its bytes."""

    def make(folder: Path) -> Path:
        data = bytearray((folder.parent / "diary.db").read_bytes())
        change(data)
        (folder / "sent.db").write_bytes(data)
        return folder / "sent.db"

    return make


def _with_sql(*statements: str) -> Callable[[Path], Path]:
    """A diary in which somebody has left statements of theirs."""

    def make(folder: Path) -> Path:
        path = _of_diary(lambda _: None)(folder)
        connection = sqlite.connect(str(path), isolation_level=None)
        for each in statements:
            connection.execute(each)
        connection.close()
        return path

    return make


def _with_journal(folder: Path) -> Path:
    path = _of_diary(lambda _: None)(folder)
    path.with_name("sent.db-journal").write_bytes(
        b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\xff" * 20 + b"../../out.txt" + bytes(5000)
    )
    return path


def _beside_pipe(folder: Path) -> Path:
    path = _of_diary(lambda _: None)(folder)
    for each in ("-journal", "-wal", "-shm"):
        os.mkfifo(f"{path}{each}")
    return path


_OURS = f"PRAGMA application_id = {APPLICATION_ID}"
_ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
_FIRST = " WHERE number = 1"
_DATABASES = (
    ("database of another program", _database("CREATE TABLE track (name TEXT)")),
    ("database that calls itself a diary", _database("CREATE TABLE track (x)", _OURS)),
    ("diary of a format to come", _with_sql("PRAGMA user_version = 99")),
    ("diary of a format below zero", _with_sql("PRAGMA user_version = -1")),
    ("diary that begins again", _with_sql("PRAGMA user_version = 0")),
    ("diary without its entries", _with_sql("DROP TABLE entry")),
    (
        "diary whose list has no end",
        _with_sql("DROP TABLE incident", f"CREATE VIEW incident AS {_ENDLESS} SELECT x FROM n"),
    ),
    (
        "diary whose ledger has no end",
        _with_sql(
            "DROP TABLE entry",
            f"CREATE VIEW entry AS {_ENDLESS} SELECT x AS number, 'a' AS recorded_at, 'person' AS "
            "kind, '{}' AS body, '' AS previous, '' AS hash FROM n",
        ),
    ),
    (
        "diary that swallows what is written",
        _with_sql(
            "CREATE TRIGGER sqlitexstat1 BEFORE INSERT ON entry BEGIN SELECT raise(IGNORE); END"
        ),
    ),
    ("diary of escapes", _with_sql(f"UPDATE incident SET source = '{_ESCAPES}'")),
    ("diary in the way of write-ahead", _with_sql("PRAGMA journal_mode = WAL")),
    (
        "diary of large numbers",
        _with_sql(f"UPDATE incident SET number = {2**63 - 1}{_FIRST}"),
    ),
    ("diary cut off", _of_diary(lambda data: data.__delitem__(slice(40_000, None)))),
    ("diary of its first page", _of_diary(lambda data: data.__delitem__(slice(16384, None)))),
    ("diary of zeros", _of_diary(lambda d: d.__setitem__(slice(100, None), bytes(len(d) - 100)))),
    ("diary with other pages", _of_diary(lambda d: d.__setitem__(slice(16, 18), b"\x02\x00"))),
    ("diary of a billion pages", _of_diary(lambda d: d.__setitem__(slice(28, 32), b"\x7f" * 4))),
    ("diary beside a journal of others", _with_journal),
    ("diary beside pipes", _beside_pipe),
    ("what could be an encrypted diary", _content(bytes(range(1, 256)) * 200, ".db")),
)


def _kinds() -> Iterator[Specimen]:
    """What is no regular file, or not one of the person's."""
    for name, make in (
        ("pipe", _pipe),
        ("socket", _socket),
        ("device of zeros", _at("/dev/zero")),
        ("device of nothing", _at("/dev/null")),
        ("device that is full", _at("/dev/full")),
        ("device of chance", _at("/dev/urandom")),
        ("terminal", _at("/dev/tty")),
        ("device of its own", _node(0o020000, (1, 5))),
        ("disk that is not there", _node(0o060000, (250, 250))),
        ("folder", lambda folder: folder),
        ("folder of everything", _folder_of_everything),
        ("folders without end", _deep),
        ("folder of processes", _at("/proc/self")),
        ("folder of open files", _at("/proc/self/fd")),
        ("folder of the system", _at("/proc")),
        ("link to a file", _link("within/file")),
        ("link to a folder", _link("within")),
        ("link to nothing", _link("nowhere")),
        ("link to itself", _link("link")),
        ("link to a device", _link("/dev/zero")),
        ("link to memory", _link("/proc/self/mem")),
        ("link to the diary", _link("../diary.db")),
        ("links in a circle", _circle),
        ("diary", lambda folder: folder.parent / "diary.db"),
        ("diary by another way", lambda folder: folder / ".." / "diary.db"),
        ("hard link to the diary", _hard_link),
        ("journal of the diary", _journal),
        ("memory", _at("/proc/self/mem")),
        ("map of memory", _at("/proc/self/pagemap")),
        ("state of a process", _at("/proc/self/status")),
        ("number of processors", _at("/sys/devices/system/cpu/online")),
        ("nothing there", _at("nowhere.txt")),
        ("file within a file", lambda folder: _named("a")(folder) / "b"),
        ("no name", _at("")),
        ("name of 5,000 characters", lambda folder: folder / ("x" * 5000)),
        ("path of 9,000 characters", lambda folder: f"{folder}/" + "x/" * 4500),
        ("home of nobody", _at("~nobody-of-that-name/x")),
    ):
        yield Specimen(name, make, kept=False)


def _sparse_files() -> Iterator[Specimen]:
    """A terabyte each, of which the disk holds the beginning alone."""
    for name, beginning, ending in (
        ("zeros", b"", ".txt"),
        ("a zip", _zip((_IN_CHAT, _ALEX)), ".zip"),
        ("a chat", _ALEX * 200, ".txt"),
        ("a table", b"date,from,text\n2026-03-12,Alex,x\n" * 90, ".csv"),
        ("JSON", _telegram()[:-2] + b",", ".json"),
        ("XML", _sms()[:-8], ".xml"),
        ("a page", b"<html><body>", ".html"),
        ("a card", b"BEGIN:VCARD\r\nFN:A\r\n", ".vcf"),
        ("a mail", _PERSON.encode() + b"\r\n", ".eml"),
        ("mails", b"From a@b Thu Mar 12 21:30:00 2026\n" + _PERSON.encode(), ".mbox"),
        ("a picture", _png(1, 1), ".png"),
        ("a photograph", _jpeg(_LOOP), ".jpg"),
        ("a film", _boxes(1), ".mp4"),
        ("a sound", b"ID3\x04\0\0\0\0\0\0\xff\xfb", ".mp3"),
        ("a document", b"%PDF-1.7\n", ".pdf"),
        ("a database", b"SQLite format 3\0" + bytes(range(84)), ".db"),
        ("noise", bytes(range(1, 256)) * 99, ".db"),
    ):
        yield Specimen(f"{name}, a terabyte long", _sparse(beginning, ending), kept=False)
    yield Specimen(
        "diary, a terabyte long", lambda f: _stretched(_of_diary(lambda _: None)(f)), kept=False
    )


def _changing() -> Iterator[Specimen]:
    for name, meddle in (
        ("grows", _grow),
        ("shrinks", lambda path: os.truncate(path, 3)),
        ("is emptied", lambda path: os.truncate(path, 0)),
        (
            "is touched",
            lambda path: os.utime(path, ns=(path.stat().st_ino, path.stat().st_mtime_ns + 1)),
        ),
        ("is replaced", _replace),
        ("becomes a link", _become_link),
        ("is removed", lambda path: path.unlink(missing_ok=True)),
    ):
        yield Specimen(f"file that {name}", _named("chat.txt"), kept=None, meddle=meddle)


def _stretched(path: Path) -> Path:
    os.truncate(path, TERABYTE)
    return path


_NAMES: tuple[str | bytes, ...] = (
    "two\nlines.txt", "two\r\nSaved as AB9.txt", "\x1b[2J\x1b[H.txt", "\x1b]52;c;eA==\x07.txt",
    "\x9b31m.txt", "\x07\x08.txt", "photo\u202egpj.exe", "\u2066x\u2069", "\u200b", "\ufeff.txt",
    "e" + "\u0301" * 100, "\U0001f468\u200d\U0001f469.txt", "x" * 251 + ".txt", "\u6771" * 85,
    b"caf\xe9.txt", b"\xff\xfe\xfd", b"\xed\xa0\x80.txt", "-", "--", "--help", "-rf", "CON",
    "nul.txt", "aux", " ", "  .txt", "name ", "name.", "...", "~", "~root", "*", "?", "$(reboot)",
    "`reboot`", "; reboot", "a|b", "'", '"', "\\", "C:\\x.txt", "\\\\host\\share", "%s%n",
    "%2e%2e%2f", "{0.__class__}", "[bold]x", "[link=x]", "=1+1", "@x", "<script>.txt", "&amp;",
    "None", "file:x", "a:b", ":memory:", "x?mode=memory", "x#y", ".hidden", "\t", "\x7f",
    "\u2028.txt",
)  # fmt: skip


def _names() -> Iterator[Specimen]:
    for name in _NAMES:
        at_home = name in {"~", "~root"}
        yield Specimen(f"file called {name!a}", _named(name), kept=None if at_home else True)


FAMILIES: dict[str, Callable[[], Iterator[Specimen]]] = {
    "kinds": _kinds,
    "sparse": _sparse_files,
    "changing": _changing,
    "names": _names,
    "archives": lambda: (Specimen(name, _content(data, ".zip")) for name, data in _archives()),
    "texts": lambda: (Specimen(name, _content(data, end)) for name, end, data in _texts()),
    "media": lambda: (Specimen(name, _content(data, end)) for name, end, data in _media()),
    "databases": lambda: (Specimen(name, make) for name, make in _DATABASES),
}
"""What makes the specimens of each kind, one after the other."""
