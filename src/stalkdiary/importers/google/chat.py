"""Google Chat in Google Takeout: ``Google Chat/Groups/…/messages.json``.

Times stand in it in words, ``Monday, February 10, 2025 at 3:45:22 PM UTC``, in the language of the
account; English is read. Source: three public readers of such exports; no public sample was found.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.enclosed import Enclosed
from stalkdiary.importers.reading.export import Export, Member, Reading
from stalkdiary.importers.reading.jsonfile import JsonFile, Node, is_object, made, storable
from stalkdiary.importers.reading.jsontext import Shape
from stalkdiary.model.message import (
    Attachment,
    Basis,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Resolution,
    State,
)

CHANNEL: Final = "Google Chat"

_SHAPE: Shape = {"messages": [None]}
_FILE: Final = "messages.json"
_INFO: Final = "group_info.json"
_NAMES = re.compile(rb'"creator"\s*:\s*\{|"topic_id"\s*:\s*"')
_DATED = re.compile(rb'"created_date"\s*:\s*"|"message_state"\s*:\s*"')
_DATE = re.compile(
    r"(?:[A-Z][a-z]{2,8},? )?"
    r"(?:(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>[0-9]{1,2}),?"
    r"|(?P<day_first>[0-9]{1,2}) (?P<month_behind>[A-Z][a-z]{2,8})\.?,?) "
    r"(?P<year>[0-9]{4})(?:,| at)? "
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)? (?:UTC|GMT)"
)
"""As English accounts of several countries have it, with the day or the month first."""
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NOON: Final = 12
_SPACES: Final = {0x202F: " ", 0xA0: " "}
_SHORTEST: Final = 3
ONLY_DELETED: Final = "The export tells when it was deleted, and not when it was sent."
_TWO: Final = 2


def recognises(export: Export) -> str | None:
    """``google-chat``, or None; see `registry.Importer`."""
    return "google-chat" if any(True for _ in DOCUMENTS.of(export)) else None


def read(export: Export, reading: Reading) -> Iterator[Item]:
    """Every message of every conversation; see `registry.Importer`."""
    enclosed = Enclosed(export, reading)
    own = frozenset(_own_addresses(export, enclosed))
    for member in DOCUMENTS.of(export):
        enclosed.uses(member)
        chat = _Chat(export, member, own, enclosed)
        file = JsonFile(export, _SHAPE, member)
        yield from made(file.elements(), partial(chat.item, Clock(reading.timezone)), reading)
    yield from enclosed.rest()


def _is_ours(head: bytes) -> bool:
    return is_object(head) and bool(_NAMES.search(head) and _DATED.search(head))


DOCUMENTS: Final = Documents(_FILE.__eq__, _is_ours)


def _own_addresses(export: Export, enclosed: Enclosed) -> Iterator[str]:
    for member in export.members:
        if member.base.casefold() == "user_info.json":
            try:
                (top,) = JsonFile(export, None, member).elements()
                user = top.object("user")
                address = user.text("email") if user else None
            except InputRefused:
                continue  # it holds nobody's messages
            enclosed.uses(member)
            if address:
                yield address.casefold()


class _Chat:
    """One conversation."""

    def __init__(
        self, export: Export, member: Member | None, own: frozenset[str], enclosed: Enclosed
    ) -> None:
        self._export = export
        self._own = own
        self._enclosed = enclosed
        self._path = "" if member is None else member.name.rpartition("/")[0]
        self._folder = self._path.rpartition("/")[2] or export.path.absolute().parent.name

    @cached_property
    def _info(self) -> tuple[str, bool]:
        """The name of the conversation, and whether more than two take part."""
        name, group = storable(self._folder)[0], self._folder.startswith("Space ")
        info = f"{self._path}/{_INFO}".removeprefix("/")
        beside = (*self._export.members, *self._export.beside)
        member = next((each for each in beside if each.name == info), None)
        if member is None:
            return name, group
        try:
            (top,) = JsonFile(self._export, None, member).elements()
            title, members = top.text("name"), top.list("members")
        except InputRefused:
            return name, group
        self._enclosed.uses(member)
        return title or name, group or len(members) > _TWO

    def item(self, clock: Clock, node: Node) -> Item:
        """A message."""
        thread, group = self._info
        creator = node.object("creator")
        name = creator.text("name") if creator else None
        address = creator.text("email") if creator else None
        direction = Direction.UNKNOWN
        if self._own and address:
            direction = Direction.OUT if address.casefold() in self._own else Direction.IN
        text, raw_text = storable(node.exact("text") or "")
        deleted = "deletion_metadata" in node or node.text("message_state") == "DELETED"
        flags: list[str] = []
        dated = "created_date"
        if deleted and "created_date" not in node and "deleted_date" in node:
            dated = "deleted_date"
            flags.append(ONLY_DELETED)
        attachments = tuple(self._attachments(node, flags))
        state = State.COMPLETE if text or attachments else State.EMPTY
        if deleted:
            own = direction is Direction.OUT
            state = State.DELETED_BY_ME if own else State.DELETED_BY_SENDER
        return Message(
            node.locator,
            Kind.MESSAGE,
            CHANNEL,
            _time(node, dated, clock),
            direction=direction,
            sender=name or address,
            sender_id=address,
            thread=thread,
            group=group,
            text=text,
            raw_text=raw_text,
            state=state,
            attachments=attachments,
            native_id=node.text("message_id"),
            flags=tuple(flags),
        )

    def _attachments(self, node: Node, flags: list[str]) -> Iterator[Attachment]:
        for file in node.list("attached_files"):
            original, name = file.text("original_name"), file.text("export_name")
            sought = name or original or "a file"
            attachment, odd = self._enclosed.named(
                f"{self._path}/{sought}" if self._path else sought
            )
            if odd is not None and odd not in flags:
                flags.append(odd)
            yield attachment._replace(name=original or sought)


def _time(node: Node, name: str, clock: Clock) -> ExportTime:
    raw = node.text(name) or ""
    found = _DATE.fullmatch(" ".join(raw.translate(_SPACES).split()))
    with suppress(ValueError, OverflowError):
        if found is not None:
            moment = datetime(
                int(found["year"]),
                _month(found["month"] or found["month_behind"]),
                int(found["day"] or found["day_first"]),
                _hour(int(found["hour"]), (found["half"] or "").upper()),
                int(found["minute"]),
                int(found["second"] or 0),
                tzinfo=UTC,
            )
            precision = Resolution.SECOND if found["second"] else Resolution.MINUTE
            return clock.aware(moment, raw, precision, basis=Basis.UTC)
    raise node.refused(
        name,
        "a time in English, such as “Monday, February 10, 2025 at 3:45:22 PM UTC” (set the "
        "language of the Google account to English and export it again)",
    )


def _month(name: str) -> int:
    """The number of a month, by its name or the beginning of it."""
    for number, month in enumerate(_MONTHS, start=1):
        if month.startswith(name[:4]) and (month == name or len(name) <= _SHORTEST + 1):
            return number
    raise ValueError(name)


def _hour(hour: int, half: str) -> int:
    """The hour of the day, from a clock of 24 hours or, with A or P, of 12."""
    if not half:
        return hour
    if not 1 <= hour <= _NOON:
        raise ValueError(hour)
    return hour % _NOON + (_NOON if half == "P" else 0)
