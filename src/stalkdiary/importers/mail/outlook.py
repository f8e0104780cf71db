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
        mail = _opened(data)
        other = _other(mail.text(_Tag.CLASS).casefold())
        if other is None:
            return _message(mail, locator, clock, digest=reading.hashed)
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


class _Stored:
    """A storage within the file, and its properties by their numbers."""

    def __init__(self, storage: "Storage", header: int = _OTHER_HEADER) -> None:
        from oxmsg.properties import Properties

        properties = Properties(storage, header)
        self.storage = storage
        self.number = properties.int_prop_value
        self._date = properties.date_prop_value

    def date(self, tag: int) -> datetime | None:
        with suppress(OverflowError, ValueError, AttributeError):
            return self._date(tag)
        return None

    def raw(self, tag: int, kind: int = _BINARY) -> bytes | None:
        with suppress(KeyError):
            return self.storage.property_stream_bytes(tag, kind)
        return None

    def text(self, tag: int) -> str:
        return self.decoded(tag)[0]

    def decoded(self, tag: int, *, body: bool = False) -> tuple[str, bool]:
        """A text, and whether every character could be read; empty where there is none."""
        wide = self.raw(tag, _UNICODE)
        if wide is not None:
            text = wide.decode("utf-16-le", "replace").rstrip("\0")
            return text, "\ufffd" not in text
        narrow = self.raw(tag, _EIGHT_BIT)
        if narrow is None:
            narrow = self.raw(tag)
        if narrow is None:
            return "", True
        text, whole = text_from(narrow, self._charset(body=body))
        return text.rstrip("\0"), whole

    def _charset(self, *, body: bool) -> str | None:
        tags = [_Tag.MESSAGE_CODEPAGE, _Tag.INTERNET_CODEPAGE]
        page = next(filter(None, map(self.number, reversed(tags) if body else tags)), 1252)
        if page in _ISO_8859:
            return f"iso-8859-{page - _ISO_8859.start + 1}"
        return _CODEPAGES.get(page, f"cp{page}")


def _opened(data: bytes) -> _Stored:
    from olefile import OleFileIO
    from oxmsg.storage import Storage

    with OleFileIO(io.BytesIO(data)) as ole:
        return _Stored(Storage.from_ole(ole), _MESSAGE_HEADER)


def _message(mail: _Stored, locator: str, clock: Clock, *, digest: Digest | None) -> Message:
    headers = entity(mail.text(_Tag.HEADERS).encode()).headers
    when = _dated(mail, headers, clock)
    sender, sender_flags = _sender(mail, headers)
    text, text_flags = _body(mail)
    attachments, attachment_flags = _attachments(mail.storage, digest=digest)
    marks = mail.number(_Tag.FLAGS) or 0
    invites = mail.text(_Tag.CLASS).casefold().startswith(_INVITATIONS)
    kind_flags = (INVITATION,) if invites else ()
    letter = Letter(
        when=when,
        sender=sender,
        recipients=tuple(dict.fromkeys(_recipients(mail.storage))),
        subject=header_text(mail.text(_Tag.SUBJECT)),
        text=text,
        attachments=attachments,
        message_id=headers.first("message-id") or mail.text(_Tag.MESSAGE_ID),
        body=text.encode(),
        direction=Direction.OUT if marks & _FROM_ME else Direction.UNKNOWN,
        draft=bool(marks & _UNSENT),
        flags=(*sender_flags, *when.flags, *kind_flags, *text_flags, *attachment_flags),
    )
    return letter.message(locator)


def _dated(mail: _Stored, headers: Headers, clock: Clock) -> Dated:
    """By the headers that came with it, where it has some; else by what Outlook noted."""
    if headers.first("date"):
        return dated(headers.first("date"), headers.all("received"), clock)
    return instants(mail.date(_Tag.SENT), mail.date(_Tag.ARRIVED), clock)


def _sender(mail: _Stored, headers: Headers) -> tuple[Address | None, tuple[str, ...]]:
    if headers.first("from"):
        return sender_read(headers.first("from"))
    for name_tag, smtp_tag, address_tag in (
        (_Tag.FROM_NAME, _Tag.FROM_SMTP, _Tag.FROM_ADDRESS),
        (_Tag.SENDER_NAME, _Tag.SENDER_SMTP, _Tag.SENDER_ADDRESS),
    ):
        name = header_text(mail.text(name_tag)).strip("'")
        address = mail.text(smtp_tag) or mail.text(address_tag)
        if "@" in address:
            return Address("" if name == address else name, address), ()
        if name or address:
            return Address(name, address), (EXCHANGE_NAME,) if address else ()
    return None, (NO_SENDER,)


def _recipients(storage: "Storage") -> Iterator[str]:
    for each in map(_Stored, storage.iter_recipient_storages()):
        tags = (_Tag.SMTP, _Tag.ADDRESS, _Tag.DISPLAY_NAME)
        texts = [each.text(tag).strip("'") for tag in tags]
        found = next((text for text in texts if "@" in text), texts[2] or texts[1])
        if found:
            yield found


def _body(mail: _Stored) -> tuple[str, tuple[str, ...]]:
    text, whole = mail.decoded(_Tag.BODY, body=True)
    if not text.strip():
        page, whole = mail.decoded(_Tag.HTML, body=True)
        text = plain_from_html(page)
    flags = () if whole else (UNREADABLE,)
    if not text.strip() and mail.raw(_Tag.RICH_TEXT):
        flags = (*flags, RICH_TEXT_ONLY)
    return tidy(text), flags


def _attachments(
    storage: "Storage", *, digest: Digest | None
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    found, flags = [], []
    for each in map(_Stored, storage.iter_attachment_storages()):
        names = map(each.text, (_Tag.LONG_NAME, _Tag.SHORT_NAME, _Tag.DISPLAY_NAME))
        name = base_name(next(filter(None, names), ""))
        method, data = each.number(_Tag.METHOD), each.raw(_Tag.DATA)
        if method == _EMBEDDED:
            name = name or _nested_subject(each.storage)
            found.append(Attachment(name, found=True, media_type=NESTED_TYPE))
        elif data is None or method in _BY_REFERENCE:
            flags.append(NOT_IN_FILE.format(name=name))
            found.append(Attachment(name))
        else:
            found.append(within(name, data, each.text(_Tag.MIME).lower() or None, digest))
    return tuple(found), tuple(flags)


def _nested_subject(attachment: "Storage") -> str:
    for nested in attachment.storages:
        if nested.name == "__substg1.0_3701000D":
            return _Stored(nested, _NESTED_HEADER).text(_Tag.SUBJECT)
    return ""
