"""What a file is, told from its first bytes and never from its name.

The signatures are the published ones of the formats that phones, scanners and mail programs make;
see https://www.iana.org/assignments/media-types and the file format registry PRONOM.
"""

HEAD_BYTES = 4096
"""How many first bytes `media_type` wants to see."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"ID3\x02", "audio/mpeg"),
    (b"ID3\x03", "audio/mpeg"),
    (b"ID3\x04", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
    (b"{\\rtf", "application/rtf"),
    (b"BEGIN:VCARD", "text/vcard"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
# The brand names of ISO base media files (ISO/IEC 14496-12); what is not listed is a video.
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"avif": "image/avif",
    b"M4A ": "audio/mp4",
    b"qt  ": "video/quicktime",
    b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp",
}
_OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_MAIL_HEADERS = (
    *(b"received:", b"return-path:", b"from:", b"to:", b"date:", b"message-id:"),
    *(b"delivered-to:", b"subject:", b"mime-version:", b"x-"),
)
_FEWEST_MAIL_HEADERS = 3


def media_type(head: bytes) -> str:
    """The media type of a file that begins with `head`, ``application/octet-stream`` if unknown."""
    if not head:
        return "application/x-empty"
    return _container(head) or _signed(head) or _text(head)


def _container(head: bytes) -> str | None:
    """The formats that not their first bytes alone tell."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return _BRANDS.get(brand, "video/3gpp" if brand.startswith(b"3g") else "video/mp4")
    # Two letters alone would take a note that begins "BMW" for a picture.
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "image/bmp"
    return None


def _signed(head: bytes) -> str | None:
    kind = next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)
    return _office(head) or kind if kind == "application/zip" else kind


def _office(head: bytes) -> str | None:
    if b"[Content_Types].xml" not in head[:HEAD_BYTES]:
        return None
    return next((kind for folder, kind in _OFFICE if folder in head), None)


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    text = _decoded(head)
    if text is None:
        return _mail(head) or "application/octet-stream"
    start = text.lstrip()[:256].casefold()
    if start.startswith("<svg") or (start.startswith("<?xml") and "<svg" in text):
        return "image/svg+xml"
    if start.startswith("<?xml"):
        return "application/xml"
    if start.startswith(("<!doctype html", "<html", "<head")):
        return "text/html"
    return _mail(head) or "text/plain"


def _decoded(head: bytes) -> str | None:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two at the end of the head is no fault of the file.
        if len(head) < HEAD_BYTES or error.start < len(head) - 4:
            return None
        text = head[: error.start].decode("utf-8")
    text = text.removeprefix("\ufeff")
    return None if "\0" in text else text


def _mail(head: bytes) -> str | None:
    """``message/rfc822`` or ``application/mbox`` where the first lines are headers of a mail."""
    lines = head.lower().splitlines()
    mbox = bool(lines) and lines[0].startswith(b"from ")
    headers = 0
    for line in lines[1:] if mbox else lines:
        if not line:
            break
        if line[:1].isspace():
            continue
        headers += line.startswith(_MAIL_HEADERS)
    if headers < _FEWEST_MAIL_HEADERS:
        return None
    return "application/mbox" if mbox else "message/rfc822"
