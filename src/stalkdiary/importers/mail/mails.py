"""E-mail: a mail as a file (``.eml``), a mailbox (``.mbox``), a folder or zip file of them.

What mail programs export: one ``.eml`` from Outlook on the web, Apple Mail, Thunderbird, Gmail's
"Download message"; ``Takeout/Mail/*.mbox`` from Google; a folder ``NAME.mbox`` with a file ``mbox``
in it from Apple Mail; files without an ending from Thunderbird's own folders.
Source: RFC 5322 and RFC 4155; `mime` and `mbox` read them.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.mail import outlook as outlook_msg
from stalkdiary.importers.mail.dates import NO_DATE
from stalkdiary.importers.mail.from_phone import from_phone
from stalkdiary.importers.mail.mbox import MOST_MAIL_BYTES, TooLarge, is_separator, mails
from stalkdiary.importers.mail.message import NO_SENDER, message_of
from stalkdiary.importers.mail.mime import entity
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, ends_with, is_page
from stalkdiary.importers.reading.export import (
    HEAD_BYTES,
    Digest,
    Export,
    Member,
    Reading,
    is_nested_archive,
)
from stalkdiary.model.message import Item, Message, Skipped
from stalkdiary.model.text import on_one_line, shortened

EMAIL, MBOX = "email", "mbox"
BEFORE_FIRST = "It stands before the first separator line of the mailbox."
LIKE_SEPARATOR = (
    "A line of its text begins with 'From ', as the beginning of another mail does; it was read "
    "as text."
)
SEPARATOR_NAMES = (
    "The mail does not say who sent it; the sender is that of the line that separates the mails."
)
SEPARATOR_SAYS = "The line that separates the mails says: {line}"

_KEEP = "Nothing was imported. To keep the file as it is: stalkdiary attach N FILE"
_MOST_SHOWN = 120
_SNIFF_BYTES = 8192
_MOST_SNIFFED = 50
_MAILS, _MAILBOXES = (".eml", ".msg"), (".mbox", ".mbx")
_TEXTS = ("", ".txt")
"""Endings of files that may be mails or mailboxes by their content."""
_KNOWN = frozenset((
    "from", "to", "cc", "bcc", "date", "subject", "sender", "received", "message-id",
    "mime-version", "content-type", "reply-to", "content-transfer-encoding", "return-path",
    "delivered-to", "in-reply-to", "references", "x-mailer", "dkim-signature",
    "authentication-results", "user-agent", "x-gmail-labels", "x-mozilla-status",
))  # fmt: skip
_FEWEST_KNOWN = 2
_BY_PROGRAMS = frozenset((
    "received", "message-id", "mime-version", "content-type", "return-path", "delivered-to",
    "dkim-signature",
))  # fmt: skip
_SENT_BY = re.compile(rb"From ([^\s@]+@[^\s@]+\.[^\s@.]+)(?:\s|$)")
_FROM_PHONE = re.compile(rb"X-smssync-datatype\s*:", re.IGNORECASE)
_FIRST_LINES = re.compile(rb"\s*[!-9;-~]+[ \t]*:")


def recognises(export: Export) -> str | None:
    """``email`` or ``mbox``; raises `InputRefused` where only Outlook, or nobody, reads it."""
    if export.is_single:
        if export.head.startswith(b"!BDN"):
            raise InputRefused(
                f"{export.place()} is a mailbox that only Outlook reads (.pst or .ost).",
                "Nothing was imported. In Outlook, save the mails as files (.msg) into a folder, "
                "or export them from another program as .eml or .mbox; then import the folder or "
                "file.",
            )
        kind = _kind(export.name, export.head)
        if kind is None and export.name.casefold().endswith((".eml", *_MAILBOXES)):
            raise InputRefused(f"{export.place()} is {_no_mail(export.head)}.", _KEEP)
        return kind
    if any("com.microsoft.__Messages" in member.name for member in export.members):
        raise InputRefused(
            f"{export.place()} is an archive of Outlook for Mac, which only Outlook can read.",
            "Nothing was imported. In Outlook, drag the mails into a folder of the desktop, and "
            "import that folder.",
        )
    endings = {PurePosixPath(member.base.casefold()).suffix for member in export.members}
    if endings.intersection(_MAILBOXES) or any(m.base == "mbox" for m in export.members):
        return MBOX
    if ".eml" in endings:
        return EMAIL
    unclear = [m for m in export.members if _ending(m) in {*_TEXTS, ".msg"}]
    kinds = (_kind(member.base, _head(export, member)) for member in unclear[:_MOST_SNIFFED])
    return next((kind for kind in kinds if kind is not None), None)


def read(export: Export, reading: Reading) -> Iterator[Item]:
    """Every mail in the order of the files, and what is none; see `registry.Importer`."""
    clock = Clock(reading.timezone)
    if export.is_single:
        yield from _read_one(export, None, reading, clock)
        return
    for member in export.members:
        if is_nested_archive(member):
            yield Skipped(member.name, "an archive inside the archive: import it by itself")
        elif member.bytes == 0 and not DOCUMENTS.is_named(member.base.casefold()):
            yield Skipped(member.name, "an empty file")
        else:
            yield from _read_one(export, member, reading, clock)


def _may_be_a_mail(head: bytes) -> bool:
    """What is no mail for another reason is refused where it is read; a mailbox may be empty."""
    return bool(head.strip()) and not is_page(head)


DOCUMENTS: Final = Documents(ends_with(".eml"), _may_be_a_mail)


def _read_one(
    export: Export, member: Member | None, reading: Reading, clock: Clock
) -> Iterator[Item]:
    name = export.name if member is None else member.base
    head = export.head if member is None else _head(export, member)
    if member is not None and DOCUMENTS.is_named(name.casefold()) and not _may_be_a_mail(head):
        return  # accounted for as a document that is broken
    if head.startswith(outlook_msg.OLE) and member is not None and _ending(member) == ".msg":
        yield outlook_msg.item_of(export, member, reading, clock)
        return
    kind = _kind(name, head)
    if kind == MBOX:
        yield from _mailbox(export, member, reading, clock)
    elif kind == EMAIL:
        yield from _single(export, member, reading, clock)
    elif member is not None and not name.casefold().endswith((".eml", *_MAILBOXES)):
        yield Skipped(member.name, "not a mail")
    else:
        if not reading.skip_bad:
            raise InputRefused(f"{export.place(member)} is {_no_mail(head)}.", _KEEP)
        yield Skipped(name, _no_mail(head))


def _single(
    export: Export, member: Member | None, reading: Reading, clock: Clock
) -> Iterator[Item]:
    raw = export.whole(member, MOST_MAIL_BYTES)
    if raw is None:
        raise _too_large(export, member, 0)
    locator = "the mail" if member is None else member.name
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    yield _item(raw, locator, clock, digest=reading.hashed)


def _item(raw: bytes, locator: str, clock: Clock, *, digest: Digest | None) -> Message:
    """A mail, or the text or call that it stands for."""
    message = message_of(raw, locator, clock, digest=digest)
    if _FROM_PHONE.search(raw, 0, HEAD_BYTES) is None:
        return message
    return from_phone(message, entity(raw).headers, clock)


def _mailbox(
    export: Export, member: Member | None, reading: Reading, clock: Clock
) -> Iterator[Item]:
    prefix = "" if member is None else f"{member.name}: "
    number = 0
    with export.opened(member) as stream:
        try:
            for mail in mails(stream):
                place = f"{prefix}byte {mail.at}"
                if not mail.separator and not _looks_like_mail(mail.raw[:_SNIFF_BYTES]):
                    yield Skipped(place, "text before the first mail of the mailbox")
                    continue
                number += 1
                locator = f"{prefix}mail {number}, byte {mail.at}"
                message = _item(mail.raw, locator, clock, digest=reading.hashed)
                message = _with_sender(message, mail.separator)
                flags = _mailbox_flags(message, mail.separator, unquoted=mail.unquoted)
                yield message._replace(flags=message.flags + flags) if flags else message
        except TooLarge as error:
            raise _too_large(export, member, error.args[0]) from None
    if not number:
        yield Skipped(f"{prefix}the mailbox", "it holds no mail")


def _with_sender(message: Message, separator: bytes) -> Message:
    """The mail with the sender of its separator line, where it names none itself."""
    found = _SENT_BY.match(separator)
    if message.sender is not None or found is None:
        return message
    flags = [SEPARATOR_NAMES if flag == NO_SENDER else flag for flag in message.flags]
    sender = found[1].decode("utf-8", "replace")
    return message._replace(sender=sender, flags=tuple(flags))


def _mailbox_flags(message: Message, separator: bytes, *, unquoted: bool) -> tuple[str, ...]:
    flags = []
    if not separator:
        flags.append(BEFORE_FIRST)
    elif NO_DATE in message.flags:
        line = on_one_line(separator.decode("utf-8", "replace"))
        flags.append(SEPARATOR_SAYS.format(line=shortened(line, _MOST_SHOWN)))
    if unquoted:
        flags.append(LIKE_SEPARATOR)
    return tuple(flags)


def _too_large(export: Export, member: Member | None, at: int) -> InputRefused:
    return InputRefused(
        f"{export.place(member)}: byte {at}: a mail of more than {MOST_MAIL_BYTES // 1024**2} MiB "
        "begins here, which no mail is.",
        "Nothing was imported. The file may be damaged: export it again from the mail program.",
    )


def _kind(name: str, head: bytes) -> str | None:
    """What a file of this name that begins so is; None where it is neither mail nor mailbox."""
    ending = PurePosixPath(name.casefold()).suffix
    text = head.removeprefix(b"\xef\xbb\xbf")
    if not text.strip() or text.startswith(outlook_msg.OLE):
        return None
    if ending in _MAILS:
        return None if b"\0" in text[:_SNIFF_BYTES] and not _looks_like_mail(text) else EMAIL
    if ending in _MAILBOXES or is_separator(text.lstrip(b"\r\n")):
        begins = is_separator(text.lstrip(b"\r\n")) or b"\nFrom " in text
        return MBOX if begins or _looks_like_mail(text[:_SNIFF_BYTES]) else None
    return EMAIL if ending in _TEXTS and _looks_like_mail(text[:_SNIFF_BYTES]) else None


def _looks_like_mail(head: bytes) -> bool:
    """Whether a file without a telling name begins with the headers of a mail."""
    if not _FIRST_LINES.match(head):
        return False
    headers = entity(head.lstrip()).headers
    known = headers.names & _KNOWN
    if len(known) < _FEWEST_KNOWN:
        return False
    # Notes that people write begin with "Date:" and "From:" too.
    return bool(known & _BY_PROGRAMS) or "@" in (headers.first("from") or "")


def _no_mail(head: bytes) -> str:
    other = "not text" if b"\0" in head[:_SNIFF_BYTES] else "text of another kind"
    return f"not a mail: it is {other if head.strip() else 'empty'}"


def _head(export: Export, member: Member) -> bytes:
    with export.opened(member) as stream:
        return stream.read(_SNIFF_BYTES)


def _ending(member: Member) -> str:
    return PurePosixPath(member.base.casefold()).suffix
