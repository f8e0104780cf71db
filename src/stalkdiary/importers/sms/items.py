"""What the elements of an SMS backup say: their attributes made messages and calls.

The codes are those of Android's ``Telephony`` and ``CallLog`` providers and of the multimedia
messages that networks exchange (OMA MMS encapsulation). That 7 is a call which another device
answered rests on documentation alone.
"""

from binascii import a2b_base64
from collections.abc import Sequence
from hashlib import sha256
from string import ascii_letters, digits
from typing import Final, NamedTuple

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.export import Digest
from stalkdiary.importers.reading.jsonfile import storable
from stalkdiary.model.address import comparable
from stalkdiary.model.message import (
    Attachment,
    Call,
    Direction,
    ExportTime,
    Kind,
    Message,
    Resolution,
    State,
)

Attributes = dict[str, str]

_CHANNEL: Final = "text message"
_MESSAGE: Final = Kind.MESSAGE
_COMPLETE: Final = State.COMPLETE
_NOTHING: Final = frozenset({None, "", "null"})
_NO_NAMES: Final = _NOTHING | {"(Unknown)"}
_NO_NUMBERS: Final = _NOTHING | {"-1", "-2", "-3"}
_WITHHELD: Final = "2"
_OWN_NUMBER: Final = "insert-address-token"
_FROM: Final = "137"
_ANNOUNCED: Final = "130"
_DIGITS_OF_SECONDS: Final = 10
_MOST_DIGITS: Final = 13
"""Of milliseconds until the year 2286."""
_BASE64: Final = f"{ascii_letters}{digits}+/".encode()
_MOST_PADDING: Final = 2

_FORBIDDEN: Final = "It holds characters that no text can have, shown here as \ufffd."
_NEVER_FETCHED: Final = "The phone was told of this picture message and did not fetch it."
_OTHER_FROM: Final = "The picture message itself names another number as its sender: {}."
_NO_FROM: Final = "The backup does not say who of the group sent it."
_NO_FILE: Final = "The backup does not hold the file {}."
_BAD_FILE: Final = "The file {} in the backup is damaged: it is not valid Base64."
_STRANGE_TYPE: Final = "The backup gives it the type {}, which does not say who sent it."
_STRANGE_CALL: Final = "The backup gives it the type {}, which does not say who called."
_NUMBER_ALL_THE_SAME: Final = "Marked as withheld, though the backup holds a number."


class NoTime(ValueError):
    """An item without a usable time. Its text is what the backup has in its place."""


class _Box(NamedTuple):
    """What the code of a folder of the phone says of a message."""

    direction: Direction
    sent: bool = False
    state: State = State.COMPLETE
    flags: tuple[str, ...] = ()


def _sent(state: State = State.COMPLETE, *flags: str) -> _Box:
    return _Box(Direction.OUT, True, state, flags)  # noqa: FBT003 - sent


_BOXES: Final = {
    "1": _Box(Direction.IN),
    "2": _sent(),
    "3": _sent(State.DRAFT),
    "4": _sent(State.COMPLETE, "It was waiting to be sent when the backup was made."),
    "5": _sent(State.COMPLETE, "The phone could not send it."),
    "6": _sent(State.COMPLETE, "It was queued to be sent when the backup was made."),
}


class CallSort(NamedTuple):
    """What the code or the label of a call says of it."""

    direction: Direction
    outcome: str
    kind: Kind = Kind.CALL
    flags: tuple[str, ...] = ()


_SORTS: Final = {
    "1": CallSort(Direction.IN, "answered"),
    "2": CallSort(Direction.OUT, "answered"),
    "3": CallSort(Direction.IN, "missed"),
    "4": CallSort(Direction.IN, "voicemail", Kind.VOICEMAIL),
    "5": CallSort(Direction.IN, "declined"),
    "6": CallSort(Direction.IN, "blocked"),
    "7": CallSort(Direction.IN, "answered", flags=("It was answered on another device.",)),
}


class _Party(NamedTuple):
    """Who a message or call was with: name, number if that is another, and number to compare."""

    name: str | None
    number: str | None
    thread: str | None


class MmsPart(NamedTuple):
    """A part of a picture message: its place, and its text or its file.

    `raw` is the text as the backup has it, where that differs; `flag` what is wrong with the file.
    """

    place: int
    text: str = ""
    raw: str | None = None
    attachment: Attachment | None = None
    flag: str | None = None


class PlainValues:
    """Values that need no decoding; `BackupBytes` has others."""

    def text_of(self, value: str) -> tuple[str, str | None]:
        """A text as it can be stored, and as the source has it where that differs."""
        return storable(value)

    def data_of(self, value: str) -> bytes:
        return value.encode()


class SmsItems:
    """Makes the items of one backup; each raises `NoTime` where it has no usable time."""

    def __init__(
        self, clock: Clock, values: PlainValues | None = None, *, digest: Digest | None = None
    ) -> None:
        self._source = values or PlainValues()
        self._digest = digest
        self._clock = clock
        self._parties: dict[tuple[str | None, str | None], _Party] = {}

    def sms(self, attributes: Attributes, locator: str) -> Message:
        get = attributes.get
        box = _box(get("type"))
        party = self._party(get("address"), get("contact_name"))
        time = self._time(attributes)
        text, raw = self._written(get("body"))
        said = raw or text
        # By place, in the order of the fields: there may be a million of these.
        return Message(
            locator,
            _MESSAGE,
            _CHANNEL,
            time,
            box.direction,
            None if box.sent else party.name,
            None if box.sent else party.number,
            (party.name,) if box.sent and party.name else (),
            party.thread,
            False,  # noqa: FBT003 - a group
            self._said(get("subject")),
            text,
            raw,
            box.state if text or box.state is not _COMPLETE else State.EMPTY,
            native_id=f"sms {party.thread} {get('type')} {time.instant} {_sha256(said.encode())}",
            flags=box.flags if raw is None or not text else (*box.flags, _FORBIDDEN),
        )

    def call(self, attributes: Attributes, locator: str) -> Message:
        get = attributes.get
        code, number, duration = get("type"), get("number"), get("duration")
        sort = _SORTS.get(code or "") or CallSort(
            Direction.UNKNOWN, "unknown", flags=(_STRANGE_CALL.format(code),)
        )
        known = number not in _NO_NUMBERS
        party = self._party(number if known else None, get("contact_name") if known else None)
        time = self._time(attributes)
        seconds = _number(duration)
        outcome = sort.outcome
        if sort.direction is Direction.OUT and not seconds:
            outcome = "no-answer"
        withheld = not known or get("presentation") == _WITHHELD
        sent = sort.direction is Direction.OUT
        return Message(
            locator=locator,
            kind=sort.kind,
            channel="phone call",
            time=time,
            direction=sort.direction,
            sender=None if sent else party.name,
            sender_id=None if sent else party.number,
            recipients=(party.name,) if sent and party.name else (),
            thread=party.thread,
            call=Call("voice", outcome, seconds, withheld),
            native_id=f"call {party.thread} {time.instant} {code} {duration}",
            flags=(*sort.flags, _NUMBER_ALL_THE_SAME) if withheld and known else sort.flags,
        )

    def part(self, attributes: Attributes, message: Attributes) -> MmsPart | None:
        """A part of a picture message; None for the layout of the others."""
        get = attributes.get
        kind = get("ct") or ""
        if kind == "application/smil":
            return None
        place = _number(get("seq")) or 0
        given = get("data")
        if kind == "text/plain" and (get("text") not in _NOTHING or given in _NOTHING):
            return MmsPart(place, *self._written(get("text")))
        named = (self._said(get(key)) for key in ("name", "cl", "fn"))
        name = next((name for name in named if name), f"part {place}")
        there = given is not None and given not in _NOTHING
        encoded = _encoded(self._source.data_of(given)) if given and there else None
        if encoded is None:
            flag = (_BAD_FILE if there else _NO_FILE).format(name)
            return MmsPart(place, attachment=Attachment(name, media_type=kind or None), flag=flag)
        # Without an identity of its own, a message is known again by its files.
        hashed = self._digest or (_sha256 if message.get("m_id") in _NOTHING else None)
        attachment = Attachment(
            name,
            found=True,
            bytes=len(encoded.rstrip(b"=")) * 3 // 4,
            sha256=hashed(a2b_base64(encoded)) if hashed else None,
            media_type=kind or None,
        )
        return MmsPart(place, attachment=attachment)

    def mms(
        self,
        attributes: Attributes,
        parts: Sequence[MmsPart],
        addresses: Sequence[Attributes],
        locator: str,
    ) -> Message:
        box = _box(attributes.get("msg_box"))
        time = self._time(attributes)
        sender, others = self._ends(addresses)
        listed = self._said(attributes.get("address")) or ""
        members = [each for each in listed.split("~") if each not in {*_NOTHING, _OWN_NUMBER}]
        if not members and sender is not None:
            members = [sender]
        threads = sorted({comparable(each) for each in members})
        group = len(threads) > 1
        flags = list(box.flags)
        if group:
            party = _Party(sender, None, None)
            if sender is None and not box.sent:
                flags.append(_NO_FROM)
        else:
            party = self._party(members[0] if members else None, attributes.get("contact_name"))
            if sender and box.direction is Direction.IN and comparable(sender) != party.thread:
                flags.append(_OTHER_FROM.format(sender))
        written = sorted((part for part in parts if part.text), key=lambda part: part.place)
        text = "\n".join(part.text for part in written)
        raw = None
        if any(part.raw is not None for part in written):
            raw = "\n".join(part.text if part.raw is None else part.raw for part in written)
            flags.append(_FORBIDDEN)
        if attributes.get("m_type") == _ANNOUNCED:
            flags.append(_NEVER_FETCHED)
        flags += [part.flag for part in parts if part.flag]
        files = tuple(part.attachment for part in parts if part.attachment)
        thread = "~".join(threads) or None
        sent_to = tuple(members) if group else (party.name,) if party.name else ()
        return Message(
            locator=locator,
            kind=Kind.MESSAGE,
            channel=_CHANNEL,
            time=time,
            direction=box.direction,
            sender=None if box.sent else party.name,
            sender_id=None if box.sent else party.number,
            recipients=sent_to if box.sent else others,
            thread=thread,
            group=group,
            subject=self._said(attributes.get("sub")),
            text=text,
            raw_text=raw,
            state=_shown(box, text, files, attributes),
            attachments=files,
            native_id=_identity(attributes, thread, time, text, files),
            flags=tuple(flags),
        )

    def _said(self, value: str | None) -> str | None:
        return None if value is None or value in _NOTHING else self._source.text_of(value)[0]

    def _written(self, value: str | None) -> tuple[str, str | None]:
        """The text of a message, and the characters of the backup where they differ."""
        if value is None:
            return "", None
        return ("", value) if value == "null" else self._source.text_of(value)

    def _party(self, address: str | None, contact: str | None) -> _Party:
        known = self._parties.get((address, contact))
        if known is None:
            number = self._said(address)
            name = None if contact in _NO_NAMES else self._said(contact)
            known = self._parties[address, contact] = _Party(
                name or number,
                number if name and name != number else None,
                comparable(number) if number else None,
            )
        return known

    def _ends(self, addresses: Sequence[Attributes]) -> tuple[str | None, tuple[str, ...]]:
        """Who a picture message came from and who it went to, without the phone's own mark."""
        sender, others = None, []
        for each in addresses:
            address = self._said(each.get("address"))
            if address is None or address == _OWN_NUMBER:
                continue
            if each.get("type") == _FROM:
                sender = address
            else:
                others.append(address)
        return sender, tuple(others)

    def _time(self, attributes: Attributes) -> ExportTime:
        raw = attributes.get("date")
        milliseconds = _milliseconds(raw)
        if raw is None or milliseconds is None:
            raise NoTime("no date" if raw is None else raw)
        seconds = len(raw) <= _DIGITS_OF_SECONDS
        return self._clock.epoch(
            milliseconds,
            raw,
            Resolution.SECOND if seconds else Resolution.MILLISECOND,
            second=_milliseconds(attributes.get("date_sent")),
        )


def _box(code: str | None) -> _Box:
    known = _BOXES.get(code or "")
    return known or _Box(Direction.UNKNOWN, flags=(_STRANGE_TYPE.format(code),))


def _number(value: str | None) -> int | None:
    if value is None or not value.isdecimal() or len(value) > _MOST_DIGITS:
        return None
    return int(value)


def _milliseconds(value: str | None) -> int | None:
    """Since 1970 UTC; None where it is zero, absent or no number of our times."""
    if value is None or value == "0" or not value.isdecimal() or len(value) > _MOST_DIGITS:
        return None
    number = int(value)
    return (number * 1000 if len(value) <= _DIGITS_OF_SECONDS else number) or None


def _encoded(data: bytes) -> bytes | None:
    """Base64 without the line breaks that some phones put in; None where it is no such thing.

    To look costs a fifth of decoding, which a first reading leaves out.
    """
    encoded = b"".join(data.split())
    bare = encoded.rstrip(b"=")
    padded = len(encoded) - len(bare)
    if not bare or padded > _MOST_PADDING or len(encoded) % 4 or bare.translate(None, _BASE64):
        return None
    return encoded


def _sha256(data: bytes | memoryview) -> str:
    return sha256(data).hexdigest()


def _identity(
    attributes: Attributes,
    thread: str | None,
    time: ExportTime,
    text: str,
    files: Sequence[Attachment],
) -> str:
    message_id = attributes.get("m_id")
    if message_id not in _NOTHING:
        return f"mms {message_id} {time.instant}"
    content = "\x1f".join([text, *(each.sha256 or each.name for each in files)])
    hashed = _sha256(content.encode())
    return f"mms {thread} {attributes.get('msg_box')} {time.instant} {hashed}"


def _shown(box: _Box, text: str, files: Sequence[Attachment], attributes: Attributes) -> State:
    if box.state is not State.COMPLETE:
        return box.state
    if attributes.get("m_type") == _ANNOUNCED or not all(each.found for each in files):
        return State.MEDIA_OMITTED
    subject = attributes.get("sub")
    return State.COMPLETE if text or files or subject not in _NOTHING else State.EMPTY
