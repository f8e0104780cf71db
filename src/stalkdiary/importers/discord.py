"""Discord as the common exporter (DiscordChatExporter) writes it in JSON: one channel a file.

Discord's own download has only what the person wrote; this has both sides. Nothing in it says who
made it. Times are ISO 8601 with an offset.

Source: Tyrrrz/DiscordChatExporter, ``JsonMessageWriter.cs``.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, ends_with, showing
from stalkdiary.importers.reading.enclosed import Enclosed, noting
from stalkdiary.importers.reading.jsonfile import Node, is_object, storable
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.importers.remarks import TOLD, with_data
from stalkdiary.model.message import Attachment, Call, Item, Kind, Message, Notice, State

CHANNEL: Final = "Discord"
EDITED: Final = "It was edited on {}; the export has the newest text alone."
REACTED: Final = "Reactions in the export: {}."

_OF_CARDS: Final = ("title", "description", "url")
_OF_FIELDS: Final = ("name", "value")
_ORDINARY: Final = frozenset(
    {"id", "type", "timestamp", "timestampEdited", "callEndedTimestamp", "content", "author"}
    | {"attachments", "embeds", "stickers", "reactions", "mentions", "inlineEmojis", "reference"}
    | {"interaction", "forwardedMessage"}
)
_FILES: Final = ("attachments", "stickers")


def _items(source: ExportReading) -> Iterator[Item]:
    for member in source.files(DOCUMENTS):
        file = source.json({"messages": [None]}, member)
        channel = file.outlines()[()].object("channel")
        make = partial(_item, channel, source.clock(), source.enclosed)
        yield from source.made(file.elements(), make)


DOCUMENTS: Final = Documents(
    ends_with(".json"), showing(is_object, b'"guild"', b'"channel"', b'"(?:exportedAt|dateRange)"')
)
recognises = known_by(("discord", DOCUMENTS))
read = reader(_items)


def _item(channel: Node, clock: Clock, enclosed: Enclosed, node: Node) -> Item:
    time = node.moment("timestamp", clock)
    author = node.object("author")
    name = author.text("nickname") or author.text("name")
    kind = node.text("type") or "Default"
    text, raw_text = storable(node.exact("content") or "")
    flags: list[str] = []
    beside = list(_beside(node, text)) or ([] if text else node.words_but(_ORDINARY))
    if beside:
        flags.append(TOLD)
        text = with_data(text, beside)
    if kind not in {"Default", "Reply", "ThreadStarterMessage", "20", "23"} and kind != "Call":
        return Notice(node.locator, " · ".join(filter(None, (name, text or kind))), time)
    edited = node.text("timestampEdited")
    if edited:
        flags.append(EDITED.format(edited))
    if reactions := [_reaction(each) for each in node.list("reactions")]:
        flags.append(REACTED.format(", ".join(reactions)))
    forwarded = node.object("forwardedMessage")
    files = [file for each in (node, forwarded) for name in _FILES for file in each.list(name)]
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
        # That it ended does not say that anybody answered.
        return message._replace(kind=Kind.CALL, call=Call("voice", "unknown"))
    return message._replace(state=_state(message, edited=bool(edited)))


def _state(message: Message, *, edited: bool) -> State:
    if any(not each.found for each in message.attachments) and not message.text:
        return State.MEDIA_OMITTED
    if edited:
        return State.EDITED
    return State.showing(message.text, message.attachments)


def _beside(node: Node, text: str) -> Iterator[str]:
    """What a message shows beside its own words: another one passed on, and cards.

    The card of a link that stands in the words is that link's page, and nobody's words.
    """
    forwarded = node.object("forwardedMessage")
    if forwarded:
        yield f"Forwarded: {storable(forwarded.exact('content') or '')[0]}".strip()
    for card in (*node.list("embeds"), *forwarded.list("embeds")):
        address = card.text("url")
        if address is None or address not in text:
            fields = [part for each in card.list("fields") for part in _words(each, _OF_FIELDS)]
            yield " · ".join((*_words(card, _OF_CARDS), *fields)) or "A card without words"


def _words(node: Node, names: tuple[str, ...]) -> Iterator[str]:
    return (storable(said)[0] for name in names if (said := node.exact(name)))


def _reaction(node: Node) -> str:
    name = node.object("emoji").text("name") or "?"
    count = node.whole("count") or 1
    return name if count == 1 else f"{name} ×{count}"


def _attached(file: Node, enclosed: Enclosed) -> tuple[Attachment, str | None]:
    name = file.text("fileName") or file.text("name")
    return enclosed.named(file.text("url") or file.text("sourceUrl") or "", called=name)
