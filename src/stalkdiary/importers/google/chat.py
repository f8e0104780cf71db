"""Google Chat in Google Takeout: ``Google Chat/Groups/…/messages.json``.

Times stand in it in words, ``Monday, February 10, 2025 at 3:45:22 PM UTC``, in the language of the
account; English is read. Source: three public readers of such exports; no public sample was found.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, partial
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, showing
from stalkdiary.importers.reading.enclosed import noting
from stalkdiary.importers.reading.export import Member
from stalkdiary.importers.reading.jsonfile import Node, is_object, storable
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.importers.tables.dates import told, written
from stalkdiary.importers.tables.delimited import Unreadable
from stalkdiary.model.message import (
    Attachment,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    State,
)

CHANNEL: Final = "Google Chat"

WITHIN: Final = r"Groups/[^/]+/"
_INFO: Final = "group_info.json"
_IS_OURS: Final = showing(
    is_object,
    rb'"creator"\s*:\s*\{|"topic_id"\s*:\s*"',
    rb'"created_date"\s*:\s*"|"message_state"\s*:\s*"',
)
_NO_HALF = re.compile(r"(?<![0-9:])(?:00?|1[3-9]|2[0-3])(?::[0-9]{2})+\s?[AP]\.?M", re.IGNORECASE)
"""An hour that no clock of twelve hours shows; Google writes none of these."""
ONLY_DELETED: Final = "The export tells when it was deleted, and not when it was sent."
UNDATED: Final = "A message was deleted; the export tells neither when nor what it said."
_DATES: Final = frozenset({"created_date", "deleted_date"})
_TWO: Final = 2


def _items(source: ExportReading) -> Iterator[Item]:
    addresses = source.told(
        "user_info.json".__eq__, lambda file: source.top(file).object("user").text("email")
    )
    own = frozenset(map(str.casefold, addresses))
    for member in source.files(DOCUMENTS):
        chat = _Chat(source, member, own)
        file = source.json({"messages": [None]}, member)
        yield from source.made(file.elements(), partial(chat.item, source.clock()))


DOCUMENTS: Final = Documents("messages.json".__eq__, _IS_OURS)
recognises = known_by(("google-chat", DOCUMENTS))
read = reader(_items)


class _Chat:
    def __init__(self, source: ExportReading, member: Member | None, own: frozenset[str]) -> None:
        self._source = source
        self._own = own
        self._path = "" if member is None else member.name.rpartition("/")[0]
        self._folder = self._path.rpartition("/")[2] or source.export.path.absolute().parent.name

    @cached_property
    def _info(self) -> tuple[str, bool]:
        """The name of the conversation, and whether more than two take part."""
        name, group = storable(self._folder)[0], self._folder.startswith("Space ")
        info = f"{self._path}/{_INFO}".removeprefix("/")
        beside = (*self._source.export.members, *self._source.export.beside)
        member = next((each for each in beside if each.name == info), None)
        if member is None:
            return name, group
        try:
            top = self._source.top(member)
            title, members = top.text("name"), top.list("members")
        except InputRefused:
            return name, group
        self._source.enclosed.uses(member)
        return title or name, group or len(members) > _TWO

    def item(self, clock: Clock, node: Node) -> Item:
        thread, group = self._info
        creator = node.object("creator")
        name, address = creator.text("name"), creator.text("email")
        direction = Direction.UNKNOWN
        if self._own and address:
            direction = Direction.OUT if address.casefold() in self._own else Direction.IN
        text, raw_text = storable(node.exact("text") or "")
        deleted = "deletion_metadata" in node or node.text("message_state") == "DELETED"
        if deleted and not text and not node.has_any(_DATES):
            return Notice(node.locator, UNDATED, telling=True)
        flags: list[str] = []
        dated = "created_date"
        if deleted and "created_date" not in node and "deleted_date" in node:
            dated = "deleted_date"
            flags.append(ONLY_DELETED)
        attachments = noting(map(self._attached, node.list("attached_files")), flags)
        state = State.deleted(direction) if deleted else State.showing(text, attachments)
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

    def _attached(self, file: Node) -> tuple[Attachment, str | None]:
        original, name = file.text("original_name"), file.text("export_name")
        sought = name or original or "a file"
        place = f"{self._path}/{sought}".removeprefix("/")
        return self._source.enclosed.named(place, called=original or sought)


def _time(node: Node, name: str, clock: Clock) -> ExportTime:
    raw = node.text(name) or ""
    with suppress(Unreadable, OverflowError):
        found = written(raw)
        in_zone = found.time is not None and found.time.offset is not None
        if in_zone and found.is_certain and not _NO_HALF.search(raw):
            return told(found, "dmy", clock, raw)[0]
    raise node.refused(
        name,
        "a time in English, such as “Monday, February 10, 2025 at 3:45:22 PM UTC” (set the "
        "language of the Google account to English and export it again)",
    )
