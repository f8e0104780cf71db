"""Instagram's ``messages.json`` as it was until 2020: one file with all conversations.

A list of conversations, each with its participants and its messages, the newest first; times are
ISO 8601 with an offset. What a message is stands in the name of its value.

Sources: an exporter's notes of 2019 and five public readers, which agree; no public sample was
found.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, showing
from stalkdiary.importers.reading.enclosed import Enclosed
from stalkdiary.importers.reading.jsonfile import Node, is_list, storable
from stalkdiary.importers.reading.jsontext import Path, Shape
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.importers.remarks import LINK, REACTIONS, TOLD, with_data
from stalkdiary.model.message import Direction, Item, Kind, Message, Notice, State

_SHAPE: Shape = [{"conversation": [None]}]
_MARKS: Final = (rb'"participants"\s*:', rb'"conversation"\s*:', rb'"created_at"\s*:')
_LINKS: Final = (
    *("link", "media_share_url", "media_url", "story_share", "profile_share_username"),
    *("live_video_invite", "media_owner", "media_share_caption", "profile_share_name"),
)
_FILES: Final = ("media", "voice_media")
_READ: Final = frozenset({"text", "heart", "animated_media_images", *_FILES, *_LINKS})
_ORDINARY: Final = frozenset({"sender", "created_at", "likes"})
_TWO: Final = 2


def _items(source: ExportReading) -> Iterator[Item]:
    told = source.told("profile.json".__eq__, lambda f: source.top(f).text("username"), beside=True)
    own = next(told, None)
    for member in source.files(DOCUMENTS):
        file = source.json(_SHAPE, member)
        casts = {
            path: [each.value for each in outline.list("participants")]
            for path, outline in file.outlines().items()
            if path
        }
        make = partial(_item, own, casts, source.clock(), source.enclosed)
        yield from source.made(file.elements(), make)


DOCUMENTS: Final = Documents("messages.json".__eq__, showing(is_list, *_MARKS))
recognises = known_by(("instagram-2020", DOCUMENTS))
read = reader(_items)


def _item(
    own: str | None, casts: dict[Path, list[object]], clock: Clock, enclosed: Enclosed, node: Node
) -> Item:
    time = node.moment("created_at", clock)
    sender = node.text("sender")
    for name in ("action", "video_call_action"):
        if name in node:
            return Notice(node.locator, node.shown(name), time, telling=True)
    text, raw_text = storable(node.exact("text") or node.exact("heart") or "")
    links = [node.shown(name) for name in _LINKS if name in node]
    if "animated_media_images" in node:
        links.append("GIF")
    flags = [LINK] if links else []
    if not text and not node.has_any(_READ) and (words := node.words_but(_READ | _ORDINARY)):
        links, flags = words, [TOLD]
    files = (node.shown(name) for name in _FILES if name in node)
    attachments = enclosed.attached(files, flags)
    if "likes" in node:
        flags.append(REACTIONS)
    cast = [each for each in casts.get(node.path[:-2], []) if isinstance(each, str)]
    others = [each for each in cast if each != own]
    written = with_data(text, links)
    return Message(
        node.locator,
        Kind.MESSAGE,
        "Instagram",
        time,
        direction=Direction.of_sender(sender, own),
        sender=sender,
        thread=storable(", ".join(others))[0] or None,
        group=len(cast) > _TWO,
        text=written,
        raw_text=raw_text,
        state=State.showing(written, attachments),
        attachments=attachments,
        flags=tuple(flags),
    )
