"""What a message in Telegram's JSON says: its time, its text, and what is neither text nor file.

See `importer`.
"""

import re
from datetime import datetime
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.jsonfile import Node, storable
from stalkdiary.model.message import Basis, Direction, ExportTime, Notice, Resolution

LOCAL_TIME: Final = "The export gives the time of the computer that made it, without its zone."

_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_HOLDS_DATA: Final = frozenset(
    {"sticker_emoji", "location_information", "place_name", "address", "contact_information"}
    | {"poll", "game_title", "game_link", "invoice_information", "rich_message"}
)
ORDINARY: Final = frozenset(
    {"id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "from", "from_id", "text"}
    | {"text_entities", "reply_to_message_id", "reply_to_peer_id", "forwarded_from", "mime_type"}
    | {"forwarded_from_id", "saved_from", "via_bot", "author", "reactions", "media_type"}
)
"""What every message may have, and what holds nothing that was said."""
# Lines of the program that are of no use as evidence; whatever is unknown may be.
_PLAIN: Final = frozenset(
    {"pin_message", "edit_chat_theme", "set_chat_wallpaper", "set_same_chat_wallpaper"}
    | {"edit_group_photo", "delete_group_photo", "migrate_to_supergroup", "migrate_from_group"}
    | {"score_in_game", "allow_sending_messages", "attach_menu_bot_allowed"}
)
_DETAILS: Final = (
    *("information_text", "title", "new_title", "inviter", "from", "to", "distance"),
    *("period", "duration", "cost"),
)


def notice(node: Node, clock: Clock) -> Notice:
    """A service line: who did what, and every detail of it that could matter."""
    time, _ = time_of(node, clock)
    action = node.text("action")
    members = ", ".join(_joined(node, "members")) if "members" in node else ""
    details = [f"{name.replace('_', ' ')}: {node.shown(name)}" for name in _DETAILS if name in node]
    words = [
        node.text("actor") or identity_of(node, "actor_id") or "",
        (action or "").replace("_", " "),
        members,
        *details,
        text_of(node)[0],
    ]
    return Notice(node.locator, " · ".join(filter(None, words)), time, telling=action not in _PLAIN)


def outcome_of(reason: str | None, seconds: int | None, direction: Direction) -> str:
    """How a call ended, in the words of `model.message.Call`."""
    if seconds:
        return "answered"
    if reason == "busy":
        return "declined"
    if reason == "missed":
        return "no-answer" if direction is Direction.OUT else "missed"
    return "no-answer" if reason in {"hangup", "disconnect"} else "unknown"


def identity_of(node: Node, name: str) -> str | None:
    """``user123``, ``channel123``; before 2021 a number."""
    known = node.text(name) if node.is_text(name) else node.whole(name)
    return None if known is None else str(known)


def time_of(node: Node, clock: Clock) -> tuple[ExportTime, tuple[str, ...]]:
    time = node.instant("date_unixtime", clock, Resolution.SECOND)
    if time is not None:
        return time, ()
    time, odd = _local(node, "date", clock)
    return time, (*odd, LOCAL_TIME) if time.basis is Basis.ASSUMED else odd


def edited_at(node: Node, clock: Clock) -> ExportTime | None:
    """When it was last edited; exports of 2019 to 2021 say 1970 for what never was."""
    time = node.instant("edited_unixtime", clock, Resolution.SECOND)
    if time is None and "edited" in node:
        time = _local(node, "edited", clock)[0]
    return time if time is not None and time.local > "1970-01-03" else None


def _local(node: Node, name: str, clock: Clock) -> tuple[ExportTime, tuple[str, ...]]:
    raw = node.text(name) or ""
    try:
        if _DATE.fullmatch(raw):
            moment = datetime.fromisoformat(raw)
            if moment.tzinfo is not None:
                return clock.aware(moment, raw, Resolution.SECOND), ()
            return clock.wall(moment, raw, Resolution.SECOND)
    except (ValueError, OverflowError):
        pass
    raise node.refused(name, "a time such as 2026-03-12T21:30:05")


def text_of(node: Node) -> tuple[str, str | None]:
    """The text; and with the addresses behind its links, where there are any."""
    if not node.value.get("text") and (rich := node.object("rich_message")):
        return storable("\n".join(_lines(rich.value)))
    if node.is_text("text"):
        return storable(node.exact("text") or "")
    parts = node.list("text")
    text, raw_text = storable("".join(_part(part) for part in parts))
    behind = [_part(part) + _behind(part) for part in parts]
    linked = storable("".join(behind))[0]
    return text, raw_text if len(linked) == len(text) else linked


def _lines(value: object) -> list[str]:
    """The words of a message of blocks (since 2026): paragraphs, lists, whatever else there is.

    Blocks have no public description. Every text in them is a line, with a mark of what is ticked.
    """
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [line for each in value for line in _lines(each)]
    if not isinstance(value, dict):
        return []
    lines = []
    if "text" in value:
        checked = value.get("checked")
        ticked = ("[x] " if checked else "[ ] ") if isinstance(checked, bool) else ""
        lines.append(ticked + _run(value["text"]))
    inner = (each for name, each in value.items() if name != "text")
    return lines + [line for each in inner if not isinstance(each, str) for line in _lines(each)]


def _run(value: object) -> str:
    if isinstance(value, list):
        return "".join(map(_run, value))
    if isinstance(value, dict):
        return _run(value.get("text"))
    return value if isinstance(value, str) else ""


def _part(part: Node) -> str:
    return part.value if isinstance(part.value, str) else part.exact("text") or ""


def _behind(part: Node) -> str:
    address = None if isinstance(part.value, str) else part.exact("href")
    return f" <{address}>" if address else ""


def _joined(node: Node, name: str) -> list[str]:
    """The texts in a list of names; those of deleted accounts are null."""
    return [
        storable(each.value)[0] if isinstance(each.value, str) else "(deleted account)"
        for each in node.list(name)
    ]


def data_in(node: Node) -> list[str]:
    told: list[str] = []
    if not node.has_any(_HOLDS_DATA):
        return told
    if (emoji := node.text("sticker_emoji")) is not None:
        told.append(f"Sticker {emoji}")
    if place := node.object("location_information"):
        told.append(f"Place: {place.shown('latitude')}, {place.shown('longitude')}")
    names = filter(None, (node.text("place_name"), node.text("address")))
    told += [f"Place: {name}" for name in names]
    if contact := node.object("contact_information"):
        fields = (contact.text(name) for name in ("first_name", "last_name", "phone_number"))
        told.append(f"Contact: {' '.join(filter(None, fields))}")
    if poll := node.object("poll"):
        answers = [text_of(answer)[0] for answer in poll.list("answers")]
        told.append(f"Poll: {poll.shown('question')} / {' / '.join(answers)}")
    for name in ("game_title", "game_link"):
        if game := node.text(name):
            told.append(f"Game: {game}")
    if (rich := node.object("rich_message")) and not text_of(node)[0] and rich.names():
        told.append("A message in a form that is not read here; its words are in the export")
    if invoice := node.object("invoice_information"):
        told.append(f"Invoice: {invoice.shown('title')}")
    return told
