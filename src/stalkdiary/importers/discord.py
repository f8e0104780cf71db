"""Discord as the common exporter (DiscordChatExporter) writes it in JSON: one channel a file.

Discord's own download has only what the person wrote; this has both sides. Nothing in it says who
made it. Times are ISO 8601 with an offset.

Source: Tyrrrz/DiscordChatExporter, ``JsonMessageWriter.cs``.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.enclosed import Enclosed
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.jsonfile import JsonFile, Node, is_object, made, storable
from stalkdiary.importers.reading.jsontext import Shape
from stalkdiary.model.message import (
    Attachment,
    Call,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    Resolution,
    State,
)

CHANNEL: Final = "Discord"
EDITED: Final = "It was edited on {}; the export has the newest text alone."
REACTED: Final = "Reactions in the export: {}."

_SHAPE: Shape = {"messages": [None]}
_WORDS: Final = frozenset({"Default", "Reply", "ThreadStarterMessage", "20", "23"})


def recognises(export: Export) -> str | None:
    """``discord``, or None; see `registry.Importer`."""
    return "discord" if any(True for _ in DOCUMENTS.of(export)) else None


def read(export: Export, reading: Reading) -> Iterator[Item]:
    """Every message and notice of every channel; see `registry.Importer`."""
    enclosed = Enclosed(export, reading)
    for member in DOCUMENTS.of(export):
        enclosed.uses(member)
        file = JsonFile(export, _SHAPE, member)
        channel = file.outlines()[()].object("channel")
        name = (channel and (channel.text("name") or channel.text("id"))) or None
        group = channel is not None and channel.text("type") != "DirectTextChat"
        make = partial(_item, Clock(reading.timezone), enclosed, name, group)
        yield from made(file.elements(), make, reading)
    yield from enclosed.rest()


def _is_ours(head: bytes) -> bool:
    return (
        is_object(head)
        and b'"guild"' in head
        and b'"channel"' in head
        and (b'"exportedAt"' in head or b'"dateRange"' in head)
    )


DOCUMENTS: Final = Documents(ends_with(".json"), _is_ours)


def _item(
    clock: Clock,
    enclosed: Enclosed,
    thread: str | None,
    group: bool,  # noqa: FBT001 - given by name of its place in a partial
    node: Node,
) -> Item:
    time = _time(node, "timestamp", clock)
    if time is None:
        raise node.refused("timestamp", "a time such as “2026-05-01T10:11:12.696+00:00”")
    author = node.object("author")
    name = (author.text("nickname") or author.text("name")) if author else None
    kind = node.text("type") or "Default"
    text, raw_text = storable(node.exact("content") or "")
    if kind not in _WORDS and kind != "Call":
        return Notice(node.locator, " · ".join(filter(None, (name, text or kind))), time)
    flags: list[str] = []
    edited = node.text("timestampEdited")
    if edited:
        flags.append(EDITED.format(edited))
    reactions = [_reaction(each) for each in node.list("reactions")]
    if reactions:
        flags.append(REACTED.format(", ".join(reactions)))
    attachments = _attachments(node, enclosed, flags)
    message = Message(
        node.locator,
        Kind.MESSAGE,
        CHANNEL,
        time,
        direction=Direction.UNKNOWN,
        sender=name or None,
        sender_id=author.text("id") if author else None,
        thread=thread,
        group=group,
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
    return State.COMPLETE if message.text or message.attachments else State.EMPTY


def _time(node: Node, name: str, clock: Clock) -> ExportTime | None:
    raw = node.text(name)
    if not raw:
        return None
    try:
        moment = datetime.fromisoformat(raw)
        if moment.tzinfo is not None:
            return clock.aware(moment, raw, Resolution.MILLISECOND)
    except (ValueError, OverflowError):
        pass
    raise node.refused(name, "a time such as “2026-05-01T10:11:12.696+00:00”")


def _reaction(node: Node) -> str:
    emoji = node.object("emoji")
    name = (emoji and emoji.text("name")) or "?"
    count = node.whole("count") or 1
    return name if count == 1 else f"{name} ×{count}"


def _attachments(node: Node, enclosed: Enclosed, flags: list[str]) -> tuple[Attachment, ...]:
    found = []
    for each in (*node.list("attachments"), *node.list("stickers")):
        place = each.text("url") or each.text("sourceUrl") or ""
        attachment, odd = enclosed.named(place)
        name = each.text("fileName") or each.text("name") or attachment.name
        found.append(attachment._replace(name=name))
        if odd and odd not in flags:
            flags.append(odd)
    return tuple(found)
