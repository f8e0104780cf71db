"""What Tinder and Hinge give: the words of the person alone, with the times of their matches.

Hinge: ``matches.json``, a list of matches with ``chats`` of ``body`` and ``timestamp``. Tinder:
``data.json`` with ``Messages``, each match with its ``messages``. Neither has a word of the other
side, so nothing of it can become an incident of theirs; it can stand beside screenshots.

Source: the files themselves as public readers describe them; both firms' privacy pages say that
messages of others are left out.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.enclosed import Enclosed
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.jsonfile import JsonFile, Node, made, storable
from stalkdiary.importers.reading.jsontext import Shape
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


def recognises(export: Export) -> str | None:
    """``hinge`` or ``tinder``, or None; see `registry.Importer`."""
    if any(True for _ in _HINGE_FILES.of(export)):
        return "hinge"
    return "tinder" if any(True for _ in _TINDER_FILES.of(export)) else None


def read(export: Export, reading: Reading) -> Iterator[Item]:
    """Every message of the person; see `registry.Importer`."""
    enclosed = Enclosed(export, reading)
    clock = Clock(reading.timezone)
    for app, shape, files in (
        ("Hinge", _HINGE, _HINGE_FILES),
        ("Tinder", _TINDER, _TINDER_FILES),
    ):
        for member in files.of(export):
            enclosed.uses(member)
            place = export.name if member is None else member.name
            yield Notice(place, OWN_WORDS.format(app, app), telling=True)

            def make(node: Node, app: str = app) -> Item | None:
                return _message(node, app, clock)

            yield from made(JsonFile(export, shape, member).elements(), make, reading)
    yield from enclosed.rest()


def _is_hinge(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"[") and b'"chats"' in head and b'"body"' in head


def _is_tinder(head: bytes) -> bool:
    return b'"match_id"' in head and b'"sent_date"' in head


_HINGE_FILES: Final = Documents("matches.json".__eq__, _is_hinge)
_TINDER_FILES: Final = Documents("data.json".__eq__, _is_tinder)


def _message(node: Node, app: str, clock: Clock) -> Item | None:
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
        state=State.COMPLETE if text else State.EMPTY,
    )


def _time(node: Node, clock: Clock) -> ExportTime:
    raw = node.text("timestamp") or node.text("sent_date") or ""
    try:
        moment = datetime.fromisoformat(raw) if "timestamp" in node else parsedate_to_datetime(raw)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return clock.aware(moment, raw, Resolution.SECOND, basis=Basis.UTC)
    except (ValueError, TypeError, OverflowError):
        name = "timestamp" if "timestamp" in node else "sent_date"
        raise node.refused(name, "a time such as “2026-05-01 10:12:12”") from None
