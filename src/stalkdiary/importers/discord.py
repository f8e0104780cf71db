"""Discord as the common exporter (DiscordChatExporter) writes it in JSON: one channel a file.

Discord's own download has only what the person wrote; this has both sides. Nothing in it says who
made it. Times are ISO 8601 with an offset.

Source: Tyrrrz/DiscordChatExporter, ``JsonMessageWriter.cs``.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.enclosed import Enclosed, noting
from stalkdiary.importers.reading.jsonfile import Node, is_object, storable
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.model.message import Attachment, Call, Item, Kind, Message, Notice, State

CHANNEL: Final = "Discord"
EDITED: Final = "It was edited on {}; the export has the newest text alone."
REACTED: Final = "Reactions in the export: {}."

_WORDS: Final = frozenset({"Default", "Reply", "ThreadStarterMessage", "20", "23"})


def _items(source: ExportReading) -> Iterator[Item]:
    for member in source.files(DOCUMENTS):
        file = source.json({"messages": [None]}, member)
        channel = file.outlines()[()].object("channel")
        make = partial(_item, channel, source.clock(), source.enclosed)
        yield from source.made(file.elements(), make)


def _is_ours(head: bytes) -> bool:
    return (
        is_object(head)
        and b'"guild"' in head
        and b'"channel"' in head
        and (b'"exportedAt"' in head or b'"dateRange"' in head)
    )


DOCUMENTS: Final = Documents(ends_with(".json"), _is_ours)
recognises = known_by(("discord", DOCUMENTS))
read = reader(_items)


def _item(channel: Node, clock: Clock, enclosed: Enclosed, node: Node) -> Item:
    time = node.moment("timestamp", clock)
    author = node.object("author")
    name = author.text("nickname") or author.text("name")
    kind = node.text("type") or "Default"
    text, raw_text = storable(node.exact("content") or "")
    if kind not in _WORDS and kind != "Call":
        return Notice(node.locator, " · ".join(filter(None, (name, text or kind))), time)
    flags: list[str] = []
    edited = node.text("timestampEdited")
    if edited:
        flags.append(EDITED.format(edited))
    if reactions := [_reaction(each) for each in node.list("reactions")]:
        flags.append(REACTED.format(", ".join(reactions)))
    files = (*node.list("attachments"), *node.list("stickers"))
    attachments = noting((_attached(each, enclosed) for each in files), flags)
    message = Message(
        node.locator,
        Kind.MESSAGE,
        CHANNEL,
        time,
        sender=name or None,
        sender_id=author.text("id"),
        thread=channel.text("name") or channel.text("id") or None,
        group=bool(channel) and channel.text("type") != "DirectTextChat",
        text=text,
        raw_text=raw_text,
        attachments=attachments,
        native_id=node.text("id"),
        flags=tuple(flags),
    )
    if kind == "Call":
        ended = node.text("callEndedTimestamp")
        return message._replace(
            kind=Kind.CALL, call=Call("voice", "answered" if ended else "unknown"), text=text
        )
    return message._replace(state=_state(message, edited=bool(edited)))


def _state(message: Message, *, edited: bool) -> State:
    if any(not each.found for each in message.attachments) and not message.text:
        return State.MEDIA_OMITTED
    if edited:
        return State.EDITED
    return State.showing(message.text, message.attachments)


def _reaction(node: Node) -> str:
    name = node.object("emoji").text("name") or "?"
    count = node.whole("count") or 1
    return name if count == 1 else f"{name} ×{count}"


def _attached(file: Node, enclosed: Enclosed) -> tuple[Attachment, str | None]:
    attachment, odd = enclosed.named(file.text("url") or file.text("sourceUrl") or "")
    name = file.text("fileName") or file.text("name") or attachment.name
    return attachment._replace(name=name), odd
