"""Mails that Outlook saved as files of its own (``.msg``).

Such a file is a small file system (OLE2) of numbered properties. python-oxmsg finds its way in it;
the texts are decoded here, because it knows no code page beyond the Western ones by their numbers.
What it makes of a damaged or hostile file is caught, whatever it is.
Source: [MS-OXMSG], [MS-OXPROPS], [MS-OXCMSG] section 2.2.1 for the flags of a message.
"""

import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.mail.dates import Dated, dated, instants
from stalkdiary.importers.mail.mbox import MOST_MAIL_BYTES
from stalkdiary.importers.mail.message import NO_SENDER, Address, Letter, sender_read
from stalkdiary.importers.mail.mime import Headers, base_name, entity
from stalkdiary.importers.mail.text import (
    UNREADABLE,
    header_text,
    plain_from_html,
    storable,
    text_from,
    tidy,
)
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.enclosed import within
from stalkdiary.importers.reading.export import Digest, Export, Member, Reading
from stalkdiary.importers.reading.source import ExportReading, reader
from stalkdiary.model.message import Attachment, Direction, Item, Message, Skipped

if TYPE_CHECKING:
    from oxmsg.properties import Properties
    from oxmsg.storage import Storage

FORMAT = "outlook-msg"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXCHANGE_NAME = "The sender is given as a name within an Exchange server, not as an address."
RICH_TEXT_ONLY = "Its text is stored as rich text only, which is not read here: see the file."
INVITATION = "It is an invitation or an answer to one."
NOT_IN_FILE = "An attachment is only referred to, and is not in the file: {name}"
NESTED_TYPE = "application/vnd.ms-outlook"

_PROPERTIES = "__properties_version1.0".encode("utf-16-le")
_OTHERS = {
    "ipm.appointment": "an appointment",
    "ipm.contact": "a contact",
    "ipm.distlist": "a list of contacts",
    "ipm.task": "a task",
    "ipm.stickynote": "a note",
    "ipm.activity": "a journal entry",
    "report": "a report about the delivery of a mail",
}
_INVITATIONS = "ipm.schedule.meeting"
_UNSENT, _FROM_ME = 0x8, 0x20
_EMBEDDED, _BY_REFERENCE = 5, (2, 3, 4, 7)
_MESSAGE_HEADER, _NESTED_HEADER, _OTHER_HEADER = 32, 24, 8
_UNICODE, _EIGHT_BIT, _BINARY = 0x001F, 0x001E, 0x0102
_CODEPAGES = {
    1200: "utf-16-le", 20127: "ascii", 20866: "koi8-r", 21866: "koi8-u", 20932: "euc-jp",
    50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp", 51932: "euc-jp",
    51936: "gb2312", 51949: "euc-kr", 52936: "hz", 54936: "gb18030", 65000: "utf-7",
    65001: "utf-8",
}  # fmt: skip
_ISO_8859 = range(28591, 28607)


class _Tag:
    CLASS, SUBJECT, SENT, HEADERS = 0x001A, 0x0037, 0x0039, 0x007D
    FROM_NAME, FROM_ADDRESS, FROM_SMTP = 0x0042, 0x0065, 0x5D02
    SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
    ARRIVED, FLAGS, BODY = 0x0E06, 0x0E07, 0x1000
    RICH_TEXT, HTML, MESSAGE_ID = 0x1009, 0x1013, 0x1035
    DISPLAY_NAME, ADDRESS, SMTP = 0x3001, 0x3003, 0x39FE
    DATA, SHORT_NAME, METHOD, LONG_NAME, MIME = 0x3701, 0x3704, 0x3705, 0x3707, 0x370E
    MESSAGE_CODEPAGE, INTERNET_CODEPAGE = 0x3FFD, 0x3FDE


def recognises(export: Export) -> str | None:
    """``outlook-msg``: one file, or a folder or zip file that holds some."""
    if export.is_single:
        named = export.name.casefold().endswith((".msg", ".oft"))
        ours = named or _PROPERTIES in export.head
        return FORMAT if export.head.startswith(OLE) and ours else None
    return FORMAT if any(True for _ in DOCUMENTS.of(export)) else None


def _items(source: ExportReading) -> Iterator[Item]:
    clock = source.clock()
    for member in source.files(DOCUMENTS):
        yield item_of(source.export, member, source.reading, clock)


read = reader(_items, others="not a mail of Outlook")


def item_of(export: Export, member: Member | None, reading: Reading, clock: Clock) -> Item:
    """The mail in a file; `Skipped` of a member that is none; else raises `InputRefused`."""
    with export.opened(member) as stream:
        # What is cut off can't be read either.
        data = stream.read(MOST_MAIL_BYTES)
    locator = "the mail" if member is None else member.name
    try:
        properties, storage = _opened(data)
        kind = _text(properties, storage, _Tag.CLASS).casefold()
        other = _other(kind)
        if other is None:
            return _message(properties, storage, locator, clock, digest=reading.hashed)
    except Exception as error:  # noqa: BLE001 - the library raises anything for a damaged file
        if reading.skip_bad:
            return Skipped(locator, "a damaged file, or no mail of Outlook")
        raise InputRefused(
            f"{export.place(member)} can't be read as a mail of Outlook ({type(error).__name__}).",
            "Nothing was imported. Save the mail from Outlook again, or keep the file as it is: "
            "stalkdiary attach N FILE",
        ) from None
    if member is not None or reading.skip_bad:
        return Skipped(locator, f"{other}, not a mail")
    raise InputRefused(
        f"{export.place()} is {other} of Outlook, not a mail.",
        "Nothing was imported. To keep the file as it is: stalkdiary attach N FILE",
    )


DOCUMENTS: Final = Documents(ends_with(".msg", ".oft"), lambda head: head.startswith(OLE))


def _other(kind: str) -> str | None:
    """What an item of a class is, unless it is a mail."""
    if not kind or kind.startswith(("ipm.note", _INVITATIONS, "ipm.post")):
        return None
    known = (what for name, what in _OTHERS.items() if kind.startswith(name))
    return next(known, "an item")


def _opened(data: bytes) -> "tuple[Properties, Storage]":
    from olefile import OleFileIO
    from oxmsg.properties import Properties
    from oxmsg.storage import Storage

    with OleFileIO(io.BytesIO(data)) as ole:
        storage = Storage.from_ole(ole)
    return Properties(storage, _MESSAGE_HEADER), storage


def _message(
    properties: "Properties",
    storage: "Storage",
    locator: str,
    clock: Clock,
    *,
    digest: Digest | None,
) -> Message:
    headers = entity(_text(properties, storage, _Tag.HEADERS).encode()).headers
    when = _dated(properties, headers, clock)
    sender, sender_flags = _sender(properties, storage, headers)
    text, text_flags = _body(properties, storage)
    attachments, attachment_flags = _attachments(storage, digest=digest)
    marks = properties.int_prop_value(_Tag.FLAGS) or 0
    invites = _text(properties, storage, _Tag.CLASS).casefold().startswith(_INVITATIONS)
    kind_flags = (INVITATION,) if invites else ()
    letter = Letter(
        when=when,
        sender=sender,
        recipients=tuple(dict.fromkeys(_recipients(storage))),
        subject=header_text(_text(properties, storage, _Tag.SUBJECT)),
        text=text,
        attachments=attachments,
        message_id=headers.first("message-id") or _text(properties, storage, _Tag.MESSAGE_ID),
        body=text.encode(),
        direction=Direction.OUT if marks & _FROM_ME else Direction.UNKNOWN,
        draft=bool(marks & _UNSENT),
        flags=(*sender_flags, *when.flags, *kind_flags, *text_flags, *attachment_flags),
    )
    return letter.message(locator)


def _dated(properties: "Properties", headers: Headers, clock: Clock) -> Dated:
    """By the headers that came with it, where it has some; else by what Outlook noted."""
    if headers.first("date"):
        return dated(headers.first("date"), headers.all("received"), clock)
    sent, arrived = _time(properties, _Tag.SENT), _time(properties, _Tag.ARRIVED)
    return instants(sent, arrived, clock)


def _time(properties: "Properties", tag: int) -> datetime | None:
    with suppress(OverflowError, ValueError, AttributeError):
        return properties.date_prop_value(tag)
    return None


def _sender(
    properties: "Properties", storage: "Storage", headers: Headers
) -> tuple[Address | None, tuple[str, ...]]:
    if headers.first("from"):
        return sender_read(headers.first("from"))
    for name_tag, smtp_tag, address_tag in (
        (_Tag.FROM_NAME, _Tag.FROM_SMTP, _Tag.FROM_ADDRESS),
        (_Tag.SENDER_NAME, _Tag.SENDER_SMTP, _Tag.SENDER_ADDRESS),
    ):
        name = header_text(_text(properties, storage, name_tag)).strip("'")
        address = _text(properties, storage, smtp_tag) or _text(properties, storage, address_tag)
        if not name and not address:
            continue
        if "@" in address:
            return Address("" if name == address else name, address), ()
        return Address(name, address), (EXCHANGE_NAME,) if address else ()
    return None, (NO_SENDER,)


def _recipients(storage: "Storage") -> Iterator[str]:
    from oxmsg.properties import Properties

    for each in storage.iter_recipient_storages():
        properties = Properties(each, _OTHER_HEADER)
        tags = (_Tag.SMTP, _Tag.ADDRESS, _Tag.DISPLAY_NAME)
        texts = [_text(properties, each, tag).strip("'") for tag in tags]
        found = next((text for text in texts if "@" in text), texts[2] or texts[1])
        if found:
            yield found


def _body(properties: "Properties", storage: "Storage") -> tuple[str, tuple[str, ...]]:
    text, whole = _decoded(properties, storage, _Tag.BODY, body=True)
    if not text.strip():
        page, whole = _decoded(properties, storage, _Tag.HTML, body=True)
        text = plain_from_html(page)
    flags = () if whole else (UNREADABLE,)
    if not text.strip() and _raw(storage, _Tag.RICH_TEXT, _BINARY):
        flags = (*flags, RICH_TEXT_ONLY)
    return tidy(text), flags


def _attachments(
    storage: "Storage", *, digest: Digest | None
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    from oxmsg.properties import Properties

    found, flags = [], []
    for each in storage.iter_attachment_storages():
        properties = Properties(each, _OTHER_HEADER)
        tags = (_Tag.LONG_NAME, _Tag.SHORT_NAME, _Tag.DISPLAY_NAME)
        names = (_text(properties, each, tag) for tag in tags)
        name = base_name(next(filter(None, names), ""))
        method = properties.int_prop_value(_Tag.METHOD)
        if method == _EMBEDDED:
            name = name or _nested_subject(each)
            found.append(Attachment(name, found=True, media_type=NESTED_TYPE))
            continue
        data = _raw(each, _Tag.DATA, _BINARY)
        if data is None or method in _BY_REFERENCE:
            flags.append(NOT_IN_FILE.format(name=name))
            found.append(Attachment(name))
            continue
        media_type = _text(properties, each, _Tag.MIME).lower() or None
        found.append(within(name, data, media_type, digest))
    return tuple(found), tuple(flags)


def _nested_subject(attachment: "Storage") -> str:
    from oxmsg.properties import Properties

    for nested in attachment.storages:
        if nested.name == "__substg1.0_3701000D":
            return _text(Properties(nested, _NESTED_HEADER), nested, _Tag.SUBJECT)
    return ""


# Texts -------------------------------------------------------------------------------------------


def _text(properties: "Properties", storage: "Storage", tag: int) -> str:
    return _decoded(properties, storage, tag)[0]


def _decoded(
    properties: "Properties", storage: "Storage", tag: int, *, body: bool = False
) -> tuple[str, bool]:
    """A text by its number, and whether every character could be read; empty where it is not."""
    wide = _raw(storage, tag, _UNICODE)
    if wide is not None:
        text = storable(wide.decode("utf-16-le", "replace")).rstrip("\0")
        return text, "\ufffd" not in text
    narrow = _raw(storage, tag, _EIGHT_BIT)
    if narrow is None:
        narrow = _raw(storage, tag, _BINARY)
    if narrow is None:
        return "", True
    text, whole = text_from(narrow, _charset(properties, body=body))
    return text.rstrip("\0"), whole


def _raw(storage: "Storage", tag: int, kind: int) -> bytes | None:
    try:
        return storage.property_stream_bytes(tag, kind)
    except KeyError:
        return None


def _charset(properties: "Properties", *, body: bool) -> str | None:
    tags = [_Tag.MESSAGE_CODEPAGE, _Tag.INTERNET_CODEPAGE]
    pages = map(properties.int_prop_value, reversed(tags) if body else tags)
    page = next(filter(None, pages), 1252)
    if page in _ISO_8859:
        return f"iso-8859-{page - _ISO_8859.start + 1}"
    return _CODEPAGES.get(page, f"cp{page}")
