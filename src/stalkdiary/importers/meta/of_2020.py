"""Instagram's ``messages.json`` as it was until 2020: one file with all conversations.

A list of conversations, each with its participants and its messages, the newest first; times are
ISO 8601 with an offset. What a message is stands in the name of its value.

Sources: an exporter's notes of 2019 and five public readers, which agree; no public sample was
found.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.enclosed import Enclosed
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.jsonfile import JsonFile, Node, made, storable
from stalkdiary.importers.reading.jsontext import Path, Shape
from stalkdiary.importers.remarks import LINK, REACTIONS
from stalkdiary.model.message import Direction, Item, Kind, Message, Notice, State

_SHAPE: Shape = [{"conversation": [None]}]
_FILE: Final = "messages.json"
_MARKS: Final = tuple(
    re.compile(rb'"%s"\s*:' % name) for name in (b"participants", b"conversation", b"created_at")
)
_NOTICES: Final = ("action", "video_call_action")
_FILES: Final = ("media", "voice_media")
_LINKS: Final = (
    *("link", "media_share_url", "media_url", "story_share", "profile_share_username"),
    *("live_video_invite", "media_owner", "media_share_caption", "profile_share_name"),
)
_TWO: Final = 2


def recognises(export: Export) -> str | None:
    """``instagram-2020``, or None; see `registry.Importer`."""
    return "instagram-2020" if any(True for _ in DOCUMENTS.of(export)) else None


def read(export: Export, reading: Reading) -> Iterator[Item]:
    """Every message and notice of every conversation; see `registry.Importer`."""
    enclosed = Enclosed(export, reading)
    own = _own_name(export, enclosed)
    for member in DOCUMENTS.of(export):
        enclosed.uses(member)
        file = JsonFile(export, _SHAPE, member)
        casts = {
            path: [each.value for each in outline.list("participants")]
            for path, outline in file.outlines().items()
            if path
        }
        make = partial(_item, own, casts, Clock(reading.timezone), enclosed)
        yield from made(file.elements(), make, reading)
    yield from enclosed.rest()


def _is_ours(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"[") and all(mark.search(head) for mark in _MARKS)


DOCUMENTS: Final = Documents(_FILE.__eq__, _is_ours)


def _own_name(export: Export, enclosed: Enclosed) -> str | None:
    """The name of the account that was downloaded, where ``profile.json`` tells it."""
    for member in (*export.members, *export.beside):
        if member.base.casefold() == "profile.json":
            try:
                (top,) = JsonFile(export, None, member).elements()
                name = top.text("username")
            except InputRefused:
                continue  # it holds nobody's messages
            enclosed.uses(member)
            return name
    return None


def _item(
    own: str | None, casts: dict[Path, list[object]], clock: Clock, enclosed: Enclosed, node: Node
) -> Item:
    time = node.moment("created_at", clock)
    sender = node.text("sender")
    for name in _NOTICES:
        if name in node:
            return Notice(node.locator, node.shown(name), time, telling=True)
    text, raw_text = storable(node.exact("text") or node.exact("heart") or "")
    links = [node.shown(name) for name in _LINKS if name in node]
    if "animated_media_images" in node:
        links.append("GIF")
    flags = [LINK] if links else []
    attachments = []
    for name in _FILES:
        if name in node:
            attachment, odd = enclosed.named(node.shown(name))
            attachments.append(attachment)
            flags += [odd] if odd else []
    if "likes" in node:
        flags.append(REACTIONS)
    cast = [each for each in casts.get(node.path[:-2], []) if isinstance(each, str)]
    direction = Direction.UNKNOWN
    if own is not None and sender is not None:
        direction = Direction.OUT if sender == own else Direction.IN
    others = [each for each in cast if each != own]
    written = "\n".join(filter(None, [text, *(f"[{each}]" for each in links)]))
    return Message(
        node.locator,
        Kind.MESSAGE,
        "Instagram",
        time,
        direction=direction,
        sender=sender,
        thread=storable(", ".join(others))[0] or None,
        group=len(cast) > _TWO,
        text=written,
        raw_text=raw_text,
        state=State.COMPLETE if written or attachments else State.EMPTY,
        attachments=tuple(attachments),
        flags=tuple(flags),
    )
