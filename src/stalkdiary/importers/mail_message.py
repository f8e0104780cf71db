"""One mail as a `Message`."""

import re
from email.utils import getaddresses
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import NamedTuple

from stalkdiary.importers.clock import Clock
from stalkdiary.importers.mail_dates import Dated, dated
from stalkdiary.importers.mail_text import UNREADABLE, header_text, plain_from_html, text_from, tidy
from stalkdiary.importers.mime import Headers, Part, entity, parts
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
_MOST_GROUP_OF_TWO = 2
_REPLY = re.compile(
    r"(?:(?:re|fw|fwd|aw|wg|sv|vs|vl|antw|doorst|tr|rif|res|enc|odp|ynt|回复|转发)"
    r"(?:\[\d+\]|\(\d+\))?\s*[:\uff1a]\s*)+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]]+@[^\s<>\"',;:()\[\]]+")


class Address(NamedTuple):
    """Who a mail is from or to.

    Attributes:
        name: the display name; empty where there is none.
        address: ``alex@example.com``; empty where there is none.
    """

    name: str
    address: str


class Labels(NamedTuple):
    """What the mailbox itself says of a mail."""

    direction: Direction
    state: State


def message_of(raw: bytes, locator: str, clock: Clock, *, digest: bool) -> Message:
    """A mail from its bytes; never raises for any of them.

    Args:
        raw: the mail as it was sent (RFC 5322), with or without headers.
        locator: where it stands in the export.
        clock: tells the times.
        digest: whether attachments are hashed.
    """
    whole = entity(raw)
    headers = whole.headers
    when = dated(headers.first("date"), headers.all("received"), clock)
    sender, sender_flags = from_whom(headers.first("from") or headers.first("sender"))
    name = (sender.name or sender.address) if sender else None
    subject = header_text(headers.first("subject") or "")
    text, attachments, part_flags = _content(parts(whole), digest=digest)
    direction, state = _labelled(headers)
    if not text and not attachments and not subject and state is State.COMPLETE:
        state = State.EMPTY
    recipients = tuple(
        dict.fromkeys(
            each.address or each.name
            for name in ("to", "cc", "bcc")
            for value in headers.all(name)
            for each in addresses(value)
        )
    )
    if not headers:
        sender_flags = (NO_HEADERS,)
    return Message(
        locator=locator,
        kind=Kind.MESSAGE,
        channel=CHANNEL,
        time=when.time,
        direction=direction,
        sender=name,
        sender_id=(sender.address or None) if sender else None,
        recipients=recipients,
        thread=thread_of(subject),
        group=is_group(sender, recipients),
        subject=subject or None,
        text=text,
        state=state,
        attachments=attachments,
        native_id=native_id(headers.first("message-id"), when, (name, subject, whole.body)),
        flags=(*sender_flags, *when.flags, *part_flags),
    )


def from_whom(value: str | None) -> tuple[Address | None, tuple[str, ...]]:
    """Who a mail is from, and what is odd about it.

    A display name that is another address than the sender's would put the mail down to somebody
    else in every list: the address is the name then.
    """
    found = addresses(value) if value else ()
    if not found:
        return None, (NO_SENDER,)
    name, address = found[0]
    claimed = _ADDRESS.search(name)
    if address and claimed and claimed.group().casefold() != address.casefold():
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
    named = tuple(Address("", address) for address in _ADDRESS.findall(plain))
    return named or ((Address(plain, ""),) if plain else ())


def thread_of(subject: str) -> str | None:
    """The conversation that a subject belongs to: the subject without ``Re:`` and its kind."""
    found = _REPLY.match(subject)
    return (subject[found.end() :] if found else subject).strip() or None


def is_group(sender: Address | None, recipients: tuple[str, ...]) -> bool:
    """Whether more than two take part."""
    people = {each.casefold() for each in recipients}
    if sender is not None:
        people.add((sender.address or sender.name).casefold())
    return len(people) > _MOST_GROUP_OF_TWO


def native_id(
    message_id: str | None, when: Dated, rest: tuple[str | memoryview | None, ...]
) -> str | None:
    """By what a mail is known again in any other mailbox or file.

    The Message-ID alone would do, if only honest programs made it: some mailers give every mail
    the same one, and two mails taken for one is evidence lost. So what the mail itself says of
    its date belongs to it. Without a Message-ID it is what the mail says (`rest`); a mail
    without a date too has no identity, and is counted.
    """
    given = (message_id or "").strip().strip("<>").strip()
    if given and when.stamp:
        return f"{given} {when.stamp}"
    if not given and when.time is None:
        return None
    digest = blake2b(digest_size=_KEY_BYTES)
    for part in (when.stamp or (when.time.raw if when.time else ""), *rest):
        data = bytes(part) if isinstance(part, memoryview) else (part or "").encode()
        digest.update(b"\0" + data.replace(b"\r\n", b"\n").strip())
    return f"{given} {digest.hexdigest()}".strip()


# Within ------------------------------------------------------------------------------------------


def _labelled(headers: Headers) -> Labels:
    """Gmail names its labels in every exported mail; old Windows programs mark what is unsent."""
    labels = header_text(headers.first("x-gmail-labels") or "").casefold()
    known = {label.strip(' "') for label in labels.split(",")}
    if known & {"draft", "drafts"} or headers.first("x-unsent") == "1":
        return Labels(Direction.OUT, State.DRAFT)
    if "sent" in known:
        return Labels(Direction.OUT, State.COMPLETE)
    arrived = known & {"inbox", "spam"}
    return Labels(Direction.IN if arrived else Direction.UNKNOWN, State.COMPLETE)


def _content(
    found: list[Part], *, digest: bool
) -> tuple[str, tuple[Attachment, ...], tuple[str, ...]]:
    """The text of a mail, its attachments, and what is odd about them."""
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
            attachments.append(
                Attachment(
                    name=part.name,
                    found=True,
                    bytes=len(data),
                    sha256=sha256(data).hexdigest() if digest else None,
                    media_type=part.media_type,
                )
            )
            if not well:
                name = shortened(on_one_line(part.name or part.media_type), _MOST_SHOWN)
                flags[NOT_DECODED.format(name=name)] = None
    return "\n\n".join(text for text in texts if text), tuple(attachments), tuple(flags)


def _words(part: Part, data: bytes | memoryview) -> tuple[str, bool]:
    if part.media_type == "text/html":
        charset = part.charset or _declared(data)
        page, whole = text_from(data, charset)
        return tidy(plain_from_html(page)), whole
    text, whole = text_from(data, part.charset)
    return tidy(text), whole


_META = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)
_META_WITHIN = 2048


def _declared(page: bytes | memoryview) -> str | None:
    found = _META.search(page[:_META_WITHIN])
    return found.group(1).decode("ascii") if found else None
