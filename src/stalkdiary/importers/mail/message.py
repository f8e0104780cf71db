"""One mail as a `Message`. Source of its headers: RFC 5322; which parts are shown: RFC 2046."""

import re
from email.utils import getaddresses
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from stalkdiary.importers.mail.dates import Dated, dated
from stalkdiary.importers.mail.mime import Headers, MimePart, entity, parts
from stalkdiary.importers.mail.text import UNREADABLE, header_text, plain_from_html, text_from, tidy
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.enclosed import within
from stalkdiary.importers.reading.export import Digest
from stalkdiary.model.message import Attachment, Direction, Kind, Message, State
from stalkdiary.model.text import on_one_line, shortened

CHANNEL = "e-mail"
NO_SENDER = "The mail does not say who sent it."
NO_HEADERS = "It has no headers of a mail; all of it is shown as the text."
NAME_IS_ADDRESS = (
    "The name that the sender's program wrote is an address itself ({name}), and not the one "
    "that the mail is from."
)
NOT_DECODED = "An attachment is not encoded as it says: {name}"

_KEY_BYTES = 16
_MOST_SHOWN = 80
_MOST_IN_PAIRS = 2
_REPLY = re.compile(
    r"(?:(?:re|fw|fwd|aw|wg|sv|vs|vl|antw|doorst|tr|rif|res|enc|odp|ynt|回复|转发)"
    r"(?:\[\d+\]|\(\d+\))?\s*[:\uff1a]\s*)+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s<>\"',;:()\[\]]+")


class Address(NamedTuple):
    """Who a mail is from or to: display name and ``alex@example.com``, either may be empty."""

    name: str
    address: str


class Letter(NamedTuple):
    """What a mail says, whatever file it was saved in; its texts are decoded.

    Attributes:
        recipients: who it is to: addresses, else names.
        body: what tells it from others where it has no Message-ID.
    """

    when: Dated
    sender: Address | None
    recipients: tuple[str, ...]
    subject: str
    text: str
    attachments: tuple[Attachment, ...]
    message_id: str | None
    body: bytes | memoryview
    direction: Direction
    draft: bool
    flags: tuple[str, ...]

    def message(self, locator: str) -> Message:
        said = self.subject or self.text or self.attachments
        state = State.DRAFT if self.draft else State.COMPLETE if said else State.EMPTY
        name = (self.sender.name or self.sender.address) if self.sender else None
        return Message(
            locator=locator,
            kind=Kind.MESSAGE,
            channel=CHANNEL,
            time=self.when.time,
            direction=Direction.OUT if self.draft else self.direction,
            sender=name,
            sender_id=(self.sender.address or None) if self.sender else None,
            recipients=self.recipients,
            thread=_thread(self.subject),
            group=_is_group(self.sender, self.recipients),
            subject=self.subject or None,
            text=self.text,
            state=state,
            attachments=self.attachments,
            native_id=self._identity(name or ""),
            flags=self.flags,
        )

    def _identity(self, sender: str) -> str | None:
        """By what the mail is known again in any other mailbox or file.

        The Message-ID alone would do, if only honest programs made it: some mailers give every
        mail the same one, and two mails taken for one is evidence lost. So what the mail itself
        says of its date belongs to it. Without a Message-ID it is what the mail says; a mail
        without a date too has no identity, and is counted.
        """
        given = (self.message_id or "").strip().strip("<>").strip()
        if given and self.when.stamp:
            return f"{given} {self.when.stamp}"
        if not given and self.when.time is None:
            return None
        dated_as = self.when.stamp or (self.when.time.raw if self.when.time else "")
        digest = blake2b(digest_size=_KEY_BYTES)
        for part in (dated_as.encode(), sender.encode(), self.subject.encode(), self.body):
            digest.update(b"\0" + bytes(part).replace(b"\r\n", b"\n").strip())
        return f"{given} {digest.hexdigest()}".strip()


def message_of(raw: bytes, locator: str, clock: Clock, *, digest: Digest | None) -> Message:
    """A mail from its bytes (RFC 5322, with or without headers); never raises for any of them."""
    whole = entity(raw)
    headers = whole.headers
    when = dated(headers.first("date"), headers.all("received"), clock)
    sender, sender_flags = sender_read(headers.first("from") or headers.first("sender"))
    text, attachments, part_flags = _content(parts(whole), digest=digest)
    direction, draft = _labelled(headers)
    letter = Letter(
        when=when,
        sender=sender,
        recipients=_recipients(headers),
        subject=header_text(headers.first("subject") or ""),
        text=text,
        attachments=attachments,
        message_id=headers.first("message-id"),
        body=whole.body,
        direction=direction,
        draft=draft,
        flags=(*(sender_flags if headers else (NO_HEADERS,)), *when.flags, *part_flags),
    )
    return letter.message(locator)


def sender_read(value: str | None) -> tuple[Address | None, tuple[str, ...]]:
    """Who a mail is from, and what is odd about it.

    A display name that is another address than the sender's would put the mail down to somebody
    else in every list: the address is the name then.
    """
    found = addresses(value) if value else ()
    if not found:
        return None, (NO_SENDER,)
    name, address = found[0]
    claimed = _addresses_in(name)
    if address and claimed and claimed[0].casefold() != address.casefold():
        flag = NAME_IS_ADDRESS.format(name=shortened(on_one_line(name), _MOST_SHOWN))
        return Address("", address), (flag,)
    return Address("" if name.casefold() == address.casefold() else name, address), ()


@lru_cache(maxsize=1024)
def addresses(value: str) -> tuple[Address, ...]:
    """The people that a header names, in their order."""
    try:
        pairs = getaddresses([value])
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        pairs = []
    found = tuple(
        Address(header_text(name), header_text(address).strip("<>"))
        for name, address in pairs
        if name.strip() or address.strip()
    )
    if any("@" in each.address for each in found):
        return found
    # What its grammar does not know may still hold an address, or at least a name.
    plain = header_text(value)
    named = tuple(Address("", address) for address in _addresses_in(plain))
    return named or ((Address(plain, ""),) if plain else ())


def _addresses_in(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text) if "@" in word.strip("@")]


def _recipients(headers: Headers) -> tuple[str, ...]:
    found = (
        each.address or each.name
        for field in ("to", "cc", "bcc")
        for value in headers.all(field)
        for each in addresses(value)
    )
    return tuple(dict.fromkeys(found))


def _thread(subject: str) -> str | None:
    """The conversation that a subject belongs to: the subject without ``Re:`` and its kind."""
    found = _REPLY.match(subject)
    return (subject[found.end() :] if found else subject).strip() or None


def _is_group(sender: Address | None, recipients: tuple[str, ...]) -> bool:
    people = {each.casefold() for each in recipients}
    if sender is not None:
        people.add((sender.address or sender.name).casefold())
    return len(people) > _MOST_IN_PAIRS


def _labelled(headers: Headers) -> tuple[Direction, bool]:
    """Direction, and whether it is a draft, as the mailbox itself says.

    Gmail names its labels in every exported mail; old Windows programs mark what is unsent.
    """
    labels = header_text(headers.first("x-gmail-labels") or "").casefold()
    known = {label.strip(' "') for label in labels.split(",")}
    draft = bool(known & {"draft", "drafts"}) or headers.first("x-unsent") == "1"
    if draft or "sent" in known:
        return Direction.OUT, draft
    return (Direction.IN if known & {"inbox", "spam"} else Direction.UNKNOWN), False


def _content(
    found: list[MimePart], *, digest: Digest | None
) -> tuple[str, tuple[Attachment, ...], tuple[str, ...]]:
    texts: list[str] = []
    attachments: list[Attachment] = []
    flags: dict[str, None] = {}
    for part in found:
        data, well = part.decoded()
        if part.shown:
            text, whole = _words(part, data)
            texts.append(text)
            if not (well and whole):
                flags[UNREADABLE] = None
        if part.attached:
            attachments.append(within(part.name, data, part.media_type, digest))
            if not well:
                name = shortened(on_one_line(part.name or part.media_type), _MOST_SHOWN)
                flags[NOT_DECODED.format(name=name)] = None
    return "\n\n".join(text for text in texts if text), tuple(attachments), tuple(flags)


def _words(part: MimePart, data: bytes | memoryview) -> tuple[str, bool]:
    if part.media_type == "text/html":
        page, whole = text_from(data, part.charset or _declared(data))
        return tidy(plain_from_html(page)), whole
    text, whole = text_from(data, part.charset)
    return tidy(text), whole


_META = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)
_META_WITHIN = 2048


def _declared(page: bytes | memoryview) -> str | None:
    found = _META.search(page[:_META_WITHIN])
    return found.group(1).decode("ascii") if found else None
