"""What files that mean harm hold: archives, texts, pictures, sound and documents, by name."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator

ESCAPES = "\x1b]52;c;eA==\x07\x1b[2J\x9b31m\u202etxt.exe\u2066\r\nSaved as AB/9"
CHAT = "12/03/2026, 21:30 - {name}: {text}\n"

# Archives ---------------------------------------------------------------------------------------


def zip_of(*members: tuple[str | zipfile.ZipInfo, bytes], packed: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else 0) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


ALEX = CHAT.format(name="Alex", text="hello").encode()
IN_CHAT = "WhatsApp Chat with Alex.txt"


def _zip_of_kind(mode: int, target: str) -> bytes:
    info = zipfile.ZipInfo(IN_CHAT)
    info.external_attr = mode << 16
    return zip_of((info, target.encode()))


def _patched(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def _nested(depth: int) -> bytes:
    data = zip_of((IN_CHAT, ALEX))
    for _ in range(depth):
        data = zip_of(("inner.zip", data))
    return data


def _lying(field: int, value: bytes, data: bytes) -> bytes:
    """A zip whose list of contents says something else at a place in its first line."""
    start = data.rindex(b"PK\x01\x02") + field
    return data[:start] + value + data[start + len(value) :]


def _overlapping() -> bytes:
    """Two hundred names for the same bytes."""
    whole = zip_of(("a.txt", b"0" * 100_000))
    listed = whole[whole.index(b"PK\x01\x02") : whole.index(b"PK\x05\x06")]
    start = whole.index(b"PK\x01\x02")
    many = b"".join(listed.replace(b"a.txt", b"%05d" % n) for n in range(2000))
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 2000, 2000, len(many), start, 0)
    return whole[:start] + many + end


def archives() -> Iterator[tuple[str, bytes]]:
    whole = zip_of((IN_CHAT, ALEX))
    yield "zip bomb", zip_of((IN_CHAT, bytes(50 * 1024**2)))
    yield "zip bomb in a zip", zip_of(("inner.zip", zip_of((IN_CHAT, bytes(50 * 1024**2)))))
    yield "zip whose members overlap", _overlapping()
    yield "zips within zips", _nested(60)
    for name in ("../../out.txt", "/etc/out.txt", "C:\\out.txt", "..\\out.txt", "a/../../out.txt"):
        yield f"zip with {name}", zip_of((name, ALEX))
    yield "zip with an end mark in a name", _patched(zip_of(("a-b.txt", ALEX)), b"a-b", b"a\0b")
    yield "zip with escapes in a name", zip_of((f"WhatsApp Chat with {ESCAPES}.txt", ALEX))
    yield "zip with a name of 60,000 bytes", zip_of(("x" * 60_000, ALEX))
    yield "zip with a link", _zip_of_kind(0o120777, "/etc/passwd")
    yield "zip with a device", _zip_of_kind(0o020666, "")
    yield "zip with a pipe", _zip_of_kind(0o010666, "")
    yield (
        "zip with one name twice",
        _patched(zip_of(("a.txt", ALEX), ("b.txt", b"x")), b"b.txt", b"a.txt"),
    )
    yield "zip with one name in two forms", zip_of(("\u00e9.txt", ALEX), ("e\u0301.txt", b"x"))
    yield "zip with a name of the diary", zip_of(("../diary.db", ALEX))
    yield "zip that is locked", _lying(8, b"\x01\x00", whole)
    yield "zip packed in an unknown way", _lying(10, b"\x63\x00", whole)
    yield "zip with a wrong checksum", _lying(16, b"\0\0\0\0", whole)
    yield "zip that says it is larger", _lying(24, b"\xff\xff\xff\x7f", whole)
    yield "zip whose member begins behind its end", _lying(42, b"\xff\xff\xff\x7f", whole)
    yield "zip cut off", whole[: len(whole) // 2]
    yield "zip of the end mark alone", b"PK\5\6" + bytes(18)
    yield "zip without members", zip_of()
    yield "zip behind a picture", b"\xff\xd8\xff\xe0" + bytes(1000) + whole
    yield "zip with a long comment", whole[:-2] + b"\xff\xff" + b"PK\5\6" * 16383 + b"PK\5"
    yield "zip of 2,000 members", zip_of(*((f"{n}.txt", b"") for n in range(2000)), packed=False)


# Text -------------------------------------------------------------------------------------------


def telegram(text: str = "hello", **fields: object) -> bytes:
    message = {"id": 1, "type": "message", "date": "2026-03-12T21:30:00", "date_unixtime":
               "1773351005", "from": "Alex", "from_id": "user1", "text": text}  # fmt: skip
    chat = {"name": "Alex", "type": "personal_chat", "id": 1, "messages": [message | fields]}
    return json.dumps(chat).encode()


def sms(body: str = "hello", *, head: str = "", date: str = "1773351005000") -> bytes:
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
PERSON = "From: alex@example.com\r\nTo: me@example.com\r\nDate: Thu, 12 Mar 2026 21:30:00 +0000\r\n"


def _within_itself(depth: int) -> bytes:
    mail = f"{PERSON}Subject: x\r\n\r\nhello\r\n"
    for _ in range(depth):
        mail = f"{PERSON}Content-Type: message/rfc822\r\n\r\n{mail}"
    return mail.encode()


def texts() -> Iterator[tuple[str, str, bytes]]:
    yield "nothing", ".txt", b""
    yield "one zero", ".txt", b"\0"
    yield "zeros", ".txt", bytes(1024**2)
    yield "byte order mark alone", ".txt", b"\xef\xbb\xbf"
    yield "UTF-16 without an end", ".txt", b"\xff\xfe1"
    yield "bytes that are no text", ".txt", bytes(range(128, 256)) * 200
    yield "one line of 4 MB", ".txt", b"x" * 4 * 1024**2
    yield "a million lines", ".txt", b"\n" * 1_000_000
    yield "chat with escapes", ".txt", CHAT.format(name="Alex", text=ESCAPES).encode()
    name = ESCAPES.replace("\r\n", " ")
    yield "chat of escapes", ".txt", CHAT.format(name=name, text="hello").encode()
    yield "chat of no year", ".txt", ALEX.replace(b"2026", b"0000") + ALEX
    yield "chat of 5,000 digits", ".txt", ALEX.replace(b"2026", b"9" * 5000) + ALEX
    yield "chat of a flood of accents", ".txt", ALEX + ("e" + "\u0301" * 200_000).encode()
    yield "table with formulas", ".csv", b"date,from,text\n2026-03-12,=1+1,\"=cmd|' /C calc'!A0\"\n"
    yield "table with an open quote", ".csv", b'date,from,text\n2026-03-12,Alex,"' + b"x\n" * 90_000
    yield "table of 50,000 columns", ".csv", b"date" * 1 + b",x" * 50_000 + b"\n" + b"1," * 50_000
    yield "table with escapes", ".csv", f"date,from,text\n2026-03-12,{ESCAPES},x\n".encode()
    yield "JSON 100,000 deep", ".json", b"[" * 100_000
    yield "JSON 100,000 deep and back", ".json", b'{"messages":' * 100_000 + b"1" + b"}" * 100_000
    yield "JSON with a long number", ".json", telegram(id=1)[:-2] + b"," + b"9" * 100_000 + b"]}"
    yield "JSON with an endless number", ".json", telegram().replace(b'"1773351005"', b"1e999999")
    yield "JSON with a name twice", ".json", telegram()[:-1] + b',"messages":[],"messages":3}'
    yield "JSON with half a character", ".json", telegram("\ud800\udfff\udc00")
    yield "JSON with escapes", ".json", telegram(ESCAPES, **{"from": ESCAPES})
    yield "JSON with files elsewhere", ".json", telegram(photo="../../../../etc/passwd")
    yield "JSON with a device", ".json", telegram(file="/dev/zero", media_type="video_file")
    yield "JSON before all time", ".json", telegram(date_unixtime="-99999999999999999")
    yield "JSON of one string", ".json", b'"' + b"x" * 2_000_000
    yield "XML that laughs", ".xml", sms("&l9;", head=_LAUGHS)
    yield "XML that asks for a file", ".xml", sms("&l9;", head=_OUTSIDE)
    yield "XML 100,000 deep", ".xml", b"<smses>" + b"<sms>" * 100_000
    yield "XML with a long value", ".xml", sms("x" * 2_000_000)
    yield "XML with marks of characters", ".xml", sms("&#0;&#x1b;[2J&#xd800;&#x110000;")
    yield "XML after all time", ".xml", sms(date="9" * 30)
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
    yield "card with escapes", ".vcf", f"BEGIN:VCARD\r\nFN:{ESCAPES}\r\nEND:VCARD\r\n".encode()
    yield "mail within mails", ".eml", _within_itself(300)
    yield (
        "mail of many parts",
        ".eml",
        (
            f"{PERSON}Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\n" * 50_000
        ).encode(),
    )
    yield "mail with a long line", ".eml", f"{PERSON}Subject: {'x ' * 500_000}\r\n\r\n".encode()
    yield (
        "mail with a file elsewhere",
        ".eml",
        (
            f"{PERSON}Content-Type: image/png; name*=utf-8''..%2f..%2fout%00%1b%5b2J\r\n"
            "Content-Disposition: attachment; filename=/etc/out\r\n\r\nx"
        ).encode(),
    )
    yield (
        "mail of no charset",
        ".eml",
        (
            f"{PERSON}Subject: =?no-such?B?{'A' * 9999}?= =?utf-8?Q?=1b=5b2J?=\r\n"
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


def png(width: int, height: int, *more: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + _chunk(b"IEND", b"")


def _tiff(first: int, entries: bytes, after: int) -> bytes:
    """One list of a TIFF, which is where Exif lies, too."""
    count = len(entries) // 12
    return b"II*\0" + struct.pack("<IH", first, count) + entries + struct.pack("<I", after)


LOOP = _tiff(8, struct.pack("<HHII", 0x8769, 4, 1, 8), 8)
_LONG = _tiff(8, struct.pack("<HHII", 0x9003, 2, 0xFFFFFFFF, 0xFFFFFFF0), 0)


def jpeg(exif: bytes) -> bytes:
    part = b"Exif\0\0" + exif
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(part) + 2) + part + b"\xff\xd9"


def _box(kind: bytes, data: bytes, size: int | None = None) -> bytes:
    return struct.pack(">I", len(data) + 8 if size is None else size) + kind + data


def boxes(depth: int) -> bytes:
    data = b""
    for _ in range(depth):
        data = _box(b"moov", data)
    return _box(b"ftyp", b"isom") + data


_PDF = b"%%PDF-1.7\n%s\ntrailer<</Root 1 0 R/Prev 0/Size 99999999>>\nstartxref\n%d\n%%%%EOF"


def media() -> Iterator[tuple[str, str, bytes]]:
    bomb = zlib.compress(bytes(30 * 1024**2))
    yield "picture of 2^31 pixels a side", ".png", png(2**31 - 1, 2**31 - 1)
    yield "picture that unpacks to 30 MB", ".png", png(9999, 1000, _chunk(b"IDAT", bomb))
    yield "picture with a text of 30 MB", ".png", png(1, 1, _chunk(b"zTXt", b"date\0\0" + bomb))
    yield "picture of no size", ".png", png(0, 0)
    yield "picture whose Exif is in a circle", ".jpg", jpeg(LOOP)
    yield "picture whose Exif lies outside", ".jpg", jpeg(_LONG)
    yield (
        "picture with escapes for a day",
        ".jpg",
        jpeg(
            _tiff(8, struct.pack("<HHII", 0x132, 2, 20, 26), 0) + b"\x1b[2J:\x9b1:12 21:30\0\0\0\0"
        ),
    )
    yield "picture cut off", ".jpg", b"\xff\xd8\xff\xe1\xff\xff"
    yield "picture of markers", ".jpg", b"\xff\xd8" + b"\xff\xe1\x00\x02" * 200_000
    yield "TIFF in a circle", ".tif", LOOP
    yield "GIF of no end", ".gif", b"GIF89a\xff\xff\xff\xff\x00\x00\x00" + b"!\xfe\xff" * 50_000
    yield "WebP that lies", ".webp", b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 60
    yield "HEIC that lies", ".heic", _box(b"ftyp", b"heic") + _box(b"meta", b"", 0xFFFFFFF0)
    yield "film in boxes", ".mp4", boxes(2000)
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
        zip_of(
            ("[Content_Types].xml", b"<Types/>"),
            ("docProps/core.xml", b"<a>" + bytes(30 * 1024**2)),
        ),
    )
    yield (
        "Word file that laughs",
        ".docx",
        zip_of(
            ("[Content_Types].xml", b"<Types/>"),
            ("docProps/core.xml", f"{_LAUGHS}<a>&l9;</a>".encode()),
        ),
    )
