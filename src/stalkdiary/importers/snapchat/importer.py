"""Snapchat's "My Data" in JSON: ``chat_history.json`` and ``snap_history.json``.

Only the words of chats that somebody saved are in it. Everything else shows its kind and its time:
still contact, and kept.

Sources: "Snapchat Messages Schema" of the Memoria project, and public readers of both forms; no
public sample was found. Since 2022 a file holds one list for each conversation; before, one for
what was received and one for what was sent, its text escaped as HTML. ``Created(microseconds)``
holds milliseconds.
"""

import html
import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, showing
from stalkdiary.importers.reading.enclosed import Enclosed, noting
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.reading.jsonfile import Node, is_object, storable
from stalkdiary.importers.reading.jsontext import ANY
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.model.message import (
    Attachment,
    Call,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    State,
)

CHANNEL: Final = "Snapchat"
UNSAVED: Final = "Snapchat gives the words of saved chats only; that there was one is certain."
NOT_GIVEN: Final = "Snapchat does not give the picture or video; that it was sent is certain."
TWO_TIMES: Final = "Its two times in the export are more than a second apart."

_FILES: Final = frozenset({"chat_history.json", "snap_history.json"})
_SECTION = re.compile(r"(Received|Sent) (?:(?:Saved|Unsaved) Chat|Snap) History")
_MEDIA_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}_(.+?)(?:\.[A-Za-z0-9]{1,8})?")
# A value so large can only be microseconds, as its name says.
_FIRST_MICROSECONDS: Final = 10**14
_A_SECOND: Final = 1000
WITHIN: Final = r"(?:json|html(?:/\w+)?)/"
_PICTURES: Final = frozenset({"MEDIA", "IMAGE", "PHOTO", "VIDEO", "NOTE"})
_ERASED: Final = frozenset({"STATUSERASEDMESSAGE", "STATUSERASEDSNAPMESSAGE"})
_CALLS: Final = {
    "STATUSCALLMISSEDAUDIO": Call("voice", "missed"),
    "STATUSCALLMISSEDVIDEO": Call("video", "missed"),
    "STATUSCALLENDEDAUDIO": Call("voice", "answered"),
    "STATUSCALLENDEDVIDEO": Call("video", "answered"),
}
_NOTICES: Final = {
    "STATUSPARTICIPANTREMOVED": "left the group, or was removed",
    "STATUSCONVERSATIONCAPTURESCREENSHOT": "took a screenshot of the chat",
    "STATUSCONVERSATIONCAPTURERECORD": "recorded the screen of the chat",
    "STATUSSAVETOCAMERAROLL": "saved it to the camera roll",
}


def _items(source: ExportReading) -> Iterator[Item]:
    media = media_of(source.export)
    for member in source.files(DOCUMENTS):
        make = partial(row_item, source.clock(), source.enclosed, media)
        yield from source.made(source.json({ANY: [None]}, member).elements(), make)


DOCUMENTS: Final = Documents(
    _FILES.__contains__, showing(is_object, rb'"Media Type"\s*:', b'"Created"')
)
recognises = known_by(("snapchat", DOCUMENTS))
read = reader(_items)


def media_of(export: Export) -> dict[str, Member]:
    """The files of chats by their ids: ``2024-04-20_b~EiQ….jpg`` is ``b~EiQ…``."""
    found: dict[str, Member] = {}
    for member in (*export.members, *export.beside):
        if match := _MEDIA_NAME.fullmatch(member.base):
            found.setdefault(match[1], member)
    return found


def row_item(clock: Clock, enclosed: Enclosed, media: dict[str, Member], node: Node) -> Item:
    """A chat, snap, call or notice, of a row in JSON or one read from a page."""
    conversation = str(node.path[0]) if node.path else ""
    section = _SECTION.fullmatch(conversation)
    message = _sent(node, conversation, section[1] if section else None)
    time, flags = _time(node, clock)
    kind = (node.text("Media Type") or "").upper()
    if kind in _CALLS:
        call = _CALLS[kind]
        if call.outcome == "missed" and message.direction is Direction.OUT:
            call = call._replace(outcome="no-answer")
        return message._replace(kind=Kind.CALL, time=time, call=call, flags=flags)
    if kind.startswith("STATUS") and kind not in _ERASED:
        what = _NOTICES.get(kind, kind.removeprefix("STATUS").casefold() or "changed a setting")
        words = (message.sender or "You", what, node.text("Content") or node.text("Text"))
        return Notice(node.locator, " · ".join(filter(None, words)), time, telling=True)
    text, raw_text = _written(node, escaped=section is not None and "Text" in node)
    attachments, odd = _attachments(node, kind, enclosed, media)
    message = message._replace(
        time=time, text=text, raw_text=raw_text, attachments=attachments, flags=(*flags, *odd)
    )
    return _with_state(message, kind)


def _with_state(message: Message, kind: str) -> Message:
    if kind in _ERASED:
        return message._replace(state=State.deleted(message.direction))
    if any(each.found for each in message.attachments):
        return message
    if kind in _PICTURES:
        return message._replace(state=State.MEDIA_OMITTED, flags=(*message.flags, NOT_GIVEN))
    if message.text:
        return message
    text = "" if kind in {"TEXT", ""} else f"[{kind.capitalize()}]"
    return message._replace(text=text, state=State.EMPTY, flags=(*message.flags, UNSAVED))


def _sent(node: Node, conversation: str, section: str | None) -> Message:
    """A message with who and where; `section` is ``Received`` or ``Sent`` in the old form."""
    title = node.text("Conversation Title")
    sender, to = node.text("From"), node.text("To")
    if section is None:
        thread: str | None = title or storable(conversation)[0]
        known = "IsSender" in node or sender == conversation
        direction = Direction.OUT if node.yes("IsSender") else Direction.IN
        direction = direction if known else Direction.UNKNOWN
    else:
        thread = title or sender or to
        direction = Direction.OUT if section == "Sent" else Direction.IN
        # Some of these files name the other party as the one it is from.
        sender = None if section == "Sent" else sender
    return Message(
        node.locator,
        Kind.MESSAGE,
        CHANNEL,
        None,
        direction=direction,
        sender=sender,
        recipients=(to,) if to else (),
        thread=thread,
        group=bool(title),
    )


def _time(node: Node, clock: Clock) -> tuple[ExportTime, tuple[str, ...]]:
    told = node.moment("Created", clock) if node.text("Created") else None
    count = node.whole("Created(microseconds)")
    if not count:
        return told or node.moment("Created", clock), ()
    unit = 1000 if count >= _FIRST_MICROSECONDS else 1
    try:
        time = clock.epoch(count // unit, node.text("Created") or str(count))
    except OverflowError:
        raise node.refused("Created(microseconds)", "a time since 1970") from None
    apart = told is not None and abs(time.instant - told.instant) > _A_SECOND
    return time, (TWO_TIMES,) if apart else ()


def _written(node: Node, *, escaped: bool) -> tuple[str, str | None]:
    exact = node.exact("Content") or node.exact("Text") or ""
    try:
        plain = html.unescape(exact) if escaped else exact
    except ValueError:  # an endless number where a character should be
        plain = exact
    text, raw_text = storable(plain)
    return text, raw_text or (storable(exact)[0] if plain != exact else None)


def _attachments(
    node: Node, kind: str, enclosed: Enclosed, media: dict[str, Member]
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    odd: list[str] = []
    names = filter(None, map(str.strip, (node.text("Media IDs") or "").split("|")))
    found = noting((enclosed.held(name, media.get(name)) for name in names), odd)
    if not found and kind in _PICTURES:
        found = (Attachment(kind.casefold()),)
    return found, tuple(sorted(odd))
