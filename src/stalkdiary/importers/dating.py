"""What Tinder and Hinge give: the words of the person alone, with the times of their matches.

Hinge: ``matches.json``, a list of matches with ``chats`` of ``body`` and ``timestamp``. Tinder:
``data.json`` with ``Messages``, each match with its ``messages``. Neither has a word of the other
side, so nothing of it can become an incident of theirs; it can stand beside screenshots.

Source: the files themselves as public readers describe them; both firms' privacy pages say that
messages of others are left out.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, showing
from stalkdiary.importers.reading.jsonfile import Node, is_list, storable
from stalkdiary.importers.reading.jsontext import Shape
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.model.message import (
    Basis,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Notice,
    Resolution,
    State,
)

OWN_WORDS: Final = (
    "{} gives your own messages alone: what the other one wrote is not in this download. Keep "
    "screenshots of the conversation, and report the account to {}, which holds the rest."
)

_HINGE: Shape = [{"chats": [None]}]
_TINDER: Shape = {"Messages": [{"messages": [None]}]}


def _items(source: ExportReading) -> Iterator[Item]:
    clock = source.clock()
    apps = (("Hinge", _HINGE, _HINGE_FILES), ("Tinder", _TINDER, _TINDER_FILES))
    for app, shape, documents in apps:
        for member in source.files(documents):
            place = source.export.name if member is None else member.name
            yield Notice(place, OWN_WORDS.format(app, app), telling=True)
            elements = source.json(shape, member).elements()
            yield from source.made(elements, partial(_message, app, clock))


_HINGE_FILES: Final = Documents("matches.json".__eq__, showing(is_list, b'"chats"', b'"body"'))
_TINDER_FILES: Final = Documents("data.json".__eq__, showing(bool, b'"match_id"', b'"sent_date"'))
recognises = known_by(("hinge", _HINGE_FILES), ("tinder", _TINDER_FILES))
read = reader(_items)


def _message(app: str, clock: Clock, node: Node) -> Item | None:
    if len(node.path) < 3:  # noqa: PLR2004 - a match beside its messages
        if not node.path or isinstance(node.value, dict):
            return None
        raise node.refused(None, "an object")
    text, raw_text = storable(node.exact("body") or node.exact("message") or "")
    return Message(
        node.locator,
        Kind.MESSAGE,
        app,
        _time(node, clock),
        direction=Direction.OUT,
        thread=f"match {int(node.path[-3]) + 1}",
        text=text,
        raw_text=raw_text,
        state=State.showing(text),
    )


def _time(node: Node, clock: Clock) -> ExportTime:
    if "timestamp" in node:
        return node.moment("timestamp", clock)
    raw = node.text("sent_date") or ""
    with suppress(ValueError, OverflowError):
        return clock.iso(raw)
    try:
        moment = parsedate_to_datetime(raw)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return clock.aware(moment, raw, Resolution.SECOND, basis=Basis.UTC)
    except (ValueError, TypeError, OverflowError):
        raise node.refused("sent_date", "a time such as “Fri, 01 May 2026 10:12:12 GMT”") from None
