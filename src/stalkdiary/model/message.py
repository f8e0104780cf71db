"""One message, call or mail of an export, the same whatever program it came from.

Exports have up to a million of these, so they are named tuples: as unchangeable as the other
values of the model, at a third of what a frozen dataclass costs to make.
"""

from enum import StrEnum
from typing import Any, NamedTuple, Self, TypeVar


class Kind(StrEnum):
    """What an item of an export is."""

    MESSAGE = "message"
    CALL = "call"
    VOICEMAIL = "voicemail"


class Direction(StrEnum):
    """Whether it came to the person or from them."""

    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"

    @classmethod
    def of_sender(cls, sender: str | None, own: str | None) -> "Direction":
        """Of what `sender` sent, in an export of the account `own`; UNKNOWN where one is."""
        if sender is None or own is None:
            return cls.UNKNOWN
        return cls.OUT if sender == own else cls.IN


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
    DRAFT = "draft"
    """Written by the person and never sent."""

    @classmethod
    def showing(cls, *what: object) -> "State":
        """COMPLETE where the export has anything of an item, such as its text or files."""
        return cls.COMPLETE if any(what) else cls.EMPTY

    @classmethod
    def deleted(cls, direction: Direction) -> "State":
        """Of an item that whoever sent it took back."""
        return cls.DELETED_BY_ME if direction is Direction.OUT else cls.DELETED_BY_SENDER


class Resolution(StrEnum):
    """How finely an export tells time."""

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


class ExportTime(NamedTuple):
    """When an item is dated, as the export tells it. `importers.reading.clock.Clock` makes these.

    Attributes:
        raw: the characters of the export.
        instant: milliseconds since 1970-01-01 UTC, for ordering; noon of the day where only the
            day is known.
        local: wall-clock time in the zone of the import, as finely as the export tells it, with
            its offset: ``2026-03-12T21:30+00:00``, ``…T21:30:05+00:00``, ``…T21:30:05.123+00:00``;
            a date alone for a day.
        ambiguous: the hour came twice that day and the export does not say which it was.
        second: another time that the export gives, such as when the network or the sender says it
            was sent; in the form of `local`.
    """

    raw: str
    instant: int
    local: str
    precision: Resolution
    basis: Basis
    ambiguous: bool = False
    second: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Every field that says something."""
        told = zip(self._fields, self, strict=True)
        return {name: value for name, value in told if value is not None and value is not False}

    @property
    def day(self) -> str:
        """The local day, ``2026-03-12``."""
        return self.local[:10]


class Call(NamedTuple):
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


class Attachment(NamedTuple):
    """A file that belongs to a message.

    Attributes:
        name: as the export names it; untrusted, and never a path.
        found: whether its bytes are in the export, or beside it.
        member: the member of the export that holds them; None where they are in the message.
        sha256: their SHA-256, 64 hexadecimal digits; None where they were not read.
        media_type: as the export declares it.
        part: of an export in several files, the number of the one with the member; None: the first.
    """

    name: str
    found: bool = False
    member: str | None = None
    bytes: int | None = None
    sha256: str | None = None
    media_type: str | None = None
    part: int | None = None


class Message(NamedTuple):
    """One message, call or mail of a person, in either direction.

    Attributes:
        locator: where it stands in the source: ``line 120-124``, ``element 7``, ``/messages/3``.
        channel: ``WhatsApp``, ``text message``, ``phone call``, ``e-mail``, ``Messenger``, …
        time: when; None where the export does not say (mails without a date).
        direction: to the person, or from them, where the export itself tells it.
        sender: who sent or called, as the export names them; None where it names nobody.
        sender_id: the number, address or handle, where that is another thing than the name.
        recipients: who it went to, as far as the export says: names, numbers or addresses.
        thread: the name or id of the conversation.
        group: whether more than two take part.
        text: what was written, with repairs of the export's encoding; without a lone surrogate.
        raw_text: the characters of the export, where they differ from `text`.
        native_id: the format's own identity of the item, unique within the format and `thread`.
        flags: what is odd about it, as plain sentences, kept with it for ever.
    """

    locator: str
    kind: Kind
    channel: str
    time: ExportTime | None
    direction: Direction = Direction.UNKNOWN
    sender: str | None = None
    sender_id: str | None = None
    recipients: tuple[str, ...] = ()
    thread: str | None = None
    group: bool = False
    subject: str | None = None
    text: str = ""
    raw_text: str | None = None
    state: State = State.COMPLETE
    call: Call | None = None
    attachments: tuple[Attachment, ...] = ()
    native_id: str | None = None
    flags: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Every field that says something, as it stands in the record of an import."""
        values: dict[str, Any] = {
            "locator": self.locator,
            "kind": self.kind,
            "channel": self.channel,
            "direction": self.direction,
        }
        for name in _TEXTS:
            value = getattr(self, name)
            if value:
                values[name] = value
        if self.state is not State.COMPLETE:
            values["state"] = self.state
        if self.time is not None:
            values["time"] = self.time.to_json()
        if self.call is not None:
            values["call"] = _said(self.call)
        if self.attachments:
            values["attachments"] = [_said(each) for each in self.attachments]
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The message that `to_json` wrote; keys of newer programs are passed over."""
        given = {name: value for name, value in values.items() if name in cls._fields}
        given["kind"] = Kind(values["kind"])
        given["direction"] = Direction(values["direction"])
        given["state"] = State(values.get("state", State.COMPLETE))
        given["time"] = _time_from(values["time"]) if "time" in values else None
        given["call"] = _made(Call, values["call"]) if "call" in values else None
        files = ({"name": "", **each} for each in values.get("attachments", ()))
        given["attachments"] = tuple(_made(Attachment, each) for each in files)
        given["recipients"] = tuple(values.get("recipients", ()))
        given["flags"] = tuple(values.get("flags", ()))
        return cls(**given)


class Notice(NamedTuple):
    """A line of the messaging program itself: nobody wrote it.

    Attributes:
        telling: whether it may matter as evidence: a number changed, somebody was blocked.
    """

    locator: str
    text: str
    time: ExportTime | None = None
    telling: bool = False


class Skipped(NamedTuple):
    """A part of the source that is no item, and why. With the items it makes up the whole."""

    locator: str
    why: str


class Change(NamedTuple):
    """What a later export shows of a message that the diary held already.

    Attributes:
        kind: ``deleted``, ``edited``, ``media`` (its file came with the later export) or ``text``
            (a fuller text did).
        recorded_at: when the later export was imported, UTC, ISO 8601 with ``Z``.
        exhibit: the reference of the later export.
        message: the message as the later export shows it.
    """

    kind: str
    recorded_at: str
    exhibit: str
    message: Message


class HeldMessage(NamedTuple):
    """A message as the diary holds it.

    Attributes:
        exhibit: the reference of the export it was first read from.
        message: as that export shows it.
        counted: whether it counts as an act; the person's own messages stand there for context.
        changes: what later exports show, oldest first.
    """

    number: int
    incident: int
    exhibit: str
    message: Message
    counted: bool = True
    changes: tuple[Change, ...] = ()

    @property
    def source(self) -> str:
        """Where it can be looked up: ``WhatsApp, AB/2, line 12``."""
        return f"{self.message.channel}, {self.exhibit}, {self.message.locator}"

    def to_json(self) -> dict[str, Any]:
        """The message as ``show --json`` prints it."""
        return {
            "message": self.number,
            "exhibit": self.exhibit,
            "counted": self.counted,
            **self.message.to_json(),
            "changes": [
                {
                    "change": each.kind,
                    "recorded_at": each.recorded_at,
                    "exhibit": each.exhibit,
                    **each.message.to_json(),
                }
                for each in self.changes
            ],
        }


class OwnEntry(NamedTuple):
    """A row of a record that the person has kept themselves: an incident in their own words.

    Attributes:
        time: when; None where it does not say.
        fields: further fields of `model.incident.Account` by name: ``where``, ``witnesses``,
            ``felt``, ``police_ref``, ``response``, ``appearance``, ``vehicle``, ``channel``,
            ``times`` (digits), and those of `model.incident.SINCE_0_2`.
        flags: what is odd about it, as plain sentences.
    """

    locator: str
    what: str
    time: ExportTime | None
    fields: dict[str, str]
    flags: tuple[str, ...] = ()


Item = Message | Notice | OwnEntry | Skipped
"""What importers yield, in the order of the source."""

_TEXTS = (
    *("sender", "sender_id", "recipients", "thread", "group", "subject", "text", "raw_text"),
    *("native_id", "flags"),
)


def _says(value: object) -> bool:
    # Zero says something: a call of no seconds, a file of no bytes.
    return not (value is None or value is False or value in ((), ""))


def _said(value: NamedTuple) -> dict[str, Any]:
    return {n: v for n, v in zip(value._fields, value, strict=True) if _says(v)}


_Made = TypeVar("_Made", ExportTime, Call, Attachment)


def _made(kind: type[_Made], values: dict[str, Any]) -> _Made:
    return kind(**{name: value for name, value in values.items() if name in kind._fields})


def _time_from(values: dict[str, Any]) -> ExportTime:
    precision, basis = Resolution(values["precision"]), Basis(values["basis"])
    return _made(ExportTime, {"raw": "", **values, "precision": precision, "basis": basis})
