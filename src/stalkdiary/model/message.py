"""One message, call or mail of an export, the same whatever program it came from."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self


class Kind(StrEnum):
    """What an item of an export is."""

    MESSAGE = "message"
    CALL = "call"
    VOICEMAIL = "voicemail"
    NOTICE = "notice"
    """A line of the messaging program itself: a number changed, somebody blocked."""


class Direction(StrEnum):
    """Whether it came to the person or from them."""

    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"


class State(StrEnum):
    """What the export still shows of an item."""

    COMPLETE = "complete"
    MEDIA_OMITTED = "media-omitted"
    DELETED_BY_SENDER = "deleted-by-sender"
    DELETED_BY_ME = "deleted-by-me"
    EDITED = "edited"
    CALL_OR_VIEW_ONCE = "call-or-view-once"
    """Android WhatsApp writes ``null`` for both, and nothing tells which it was."""
    EMPTY = "empty"


class Precision(StrEnum):
    """How finely the export tells time."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"
    MILLISECOND = "millisecond"


class Basis(StrEnum):
    """How the zone of a time is known."""

    UTC = "utc"
    OFFSET = "offset"
    ASSUMED = "assumed"
    """The export has wall-clock time only; it was read in the zone of the import."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTime:
    """When an item is dated, as the export tells it.

    Attributes:
        raw: the characters of the export.
        local: wall-clock time in `timezone`, with offset: ``2026-03-12T21:30:00+00:00``.
        timezone: the IANA zone of `local`.
        precision: how finely the export tells it.
        basis: how the zone is known.
        ambiguous: the hour happened twice that day and the export does not say which it was.
        sent: another time that the export gives, such as when a message was sent; same form.
    """

    raw: str
    local: str
    timezone: str
    precision: Precision
    basis: Basis
    ambiguous: bool = False
    sent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an export says of a call.

    Attributes:
        medium: ``voice`` or ``video``.
        outcome: ``missed``, ``answered``, ``no-answer``, ``declined``, ``blocked``, ``voicemail``
            or ``unknown``.
        seconds: how long it lasted, None where that is not said.
        withheld: whether the number was withheld.
    """

    medium: str = "voice"
    outcome: str = "unknown"
    seconds: int | None = None
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that belongs to a message. Its bytes stay in the preserved export.

    Attributes:
        name: as the export names it; untrusted.
        found: whether the bytes are in the export.
        bytes: their number.
        sha256: their SHA-256, 64 hexadecimal digits.
        media_type: as the export declares it.
    """

    name: str
    found: bool
    bytes: int | None = None
    sha256: str | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One item of an export.

    Attributes:
        locator: where it stands in the source: ``line 120-124``, ``element 7``, a Message-ID.
        kind: what it is.
        channel: ``WhatsApp``, ``text message``, ``phone call``, ``e-mail``, ``Messenger``, …
        direction: to the person, or from them, where the export tells it.
        sender: who sent or called, as the export names them.
        sender_id: the number, address or handle, where that is another thing than the name.
        recipients: who it went to, as far as the export says.
        thread: the name or id of the conversation.
        group: whether more than two take part.
        time: when.
        subject: of a mail.
        text: what was written, with repairs of the export's encoding.
        raw_text: the characters of the export, where they differ from `text`.
        state: what the export still shows.
        call: the details of a call.
        attachments: files that belong to it.
        native_id: the format's own identity of the item, unique within `thread`.
        flags: what is odd about it, in plain words, kept with it for ever.
    """

    locator: str
    kind: Kind
    channel: str
    direction: Direction = Direction.UNKNOWN
    sender: str | None = None
    sender_id: str | None = None
    recipients: tuple[str, ...] = ()
    thread: str | None = None
    group: bool = False
    time: ExportTime
    subject: str | None = None
    text: str = ""
    raw_text: str | None = None
    state: State = State.COMPLETE
    call: Call | None = None
    attachments: tuple[Attachment, ...] = ()
    native_id: str | None = None
    flags: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Every field that says something, as it stands in the ledger and in the diary's table."""
        values = asdict(self)
        return {name: value for name, value in values.items() if value not in (None, (), "", False)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The message that `to_json` wrote."""
        return cls(
            **values
            | {
                "kind": Kind(values["kind"]),
                "direction": Direction(values["direction"]),
                "state": State(values["state"]),
                "time": ExportTime(
                    **values["time"]
                    | {
                        "precision": Precision(values["time"]["precision"]),
                        "basis": Basis(values["time"]["basis"]),
                    }
                ),
                "call": Call(**values["call"]) if values.get("call") else None,
                "attachments": tuple(Attachment(**each) for each in values.get("attachments", ())),
                "recipients": tuple(values.get("recipients", ())),
                "flags": tuple(values.get("flags", ())),
            }
        )


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of the source that is no item, and why. With the items it makes up the whole.

    Attributes:
        locator: where it stands.
        why: in plain words.
    """

    locator: str
    why: str
