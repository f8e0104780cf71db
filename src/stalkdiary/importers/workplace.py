"""Chats of a workplace: the export of Slack, and the one that Microsoft gives for Teams.

Slack: a zip file or folder with ``users.json``, lists of conversations (``channels.json``,
``dms.json``, ``groups.json``, ``mpims.json``) and for each of them a folder with a JSON list for
each day; times are seconds since 1970 UTC with a fraction. Nothing says who made it. Teams:
``messages.json`` with ``userId``, which is the person's own, and ``conversations``, each
with a ``MessageList`` whose texts are HTML; Skype's is the same.

Source: Slack's help, "How to read Slack data exports"; Microsoft's "Skype export" and public
readers of both (slack-export-viewer, skype-export parsers).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from stalkdiary.importers.mail.text import plain_from_html, tidy
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, showing
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.reading.jsonfile import Node, is_list, is_object, storable
from stalkdiary.importers.reading.jsontext import Path, Shape
from stalkdiary.importers.reading.source import ExportReading, reader
from stalkdiary.model.message import Attachment, Call, Direction, Item, Kind, Message, Notice, State

_DAY_FILE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.json")
_LISTS: Final = ("channels.json", "dms.json", "groups.json", "mpims.json")
_STAMP = re.compile(r"([0-9]{1,11})(?:\.([0-9]{1,6}))?")
_NAMED_USER = re.compile(r"<@([A-Z0-9]{1,20})(?:\|[^>]{0,80})?>")
_WORDS: Final = frozenset({"", "me_message", "thread_broadcast", "bot_message", "file_share"})
_TEAMS_SHAPE: Shape = {"conversations": [{"MessageList": [None]}]}
_TEAMS: Final = (b'"conversations"', b'"userId"', b'"exportDate"')
_OF_A_FIRM: Final = ":orgid:"
_FILE_NAME = re.compile(r'<OriginalName [^<>]*?v="([^"<>]{1,255})"')
_CALL_TYPE: Final = "Event/Call"


def recognises(export: Export) -> str | None:
    if any(True for _ in _TEAMS_FILES.of(export)):
        return "teams"
    return "slack" if _is_slack(export) else None


def _items(source: ExportReading) -> Iterator[Item]:
    teams = list(source.files(_TEAMS_FILES))
    for member in teams:
        yield from _teams(source, member)
    if not teams:
        yield from _slack(source)


read = reader(_items)


# Slack ---------------------------------------------------------------------------------------


DOCUMENTS: Final = Documents(_DAY_FILE.fullmatch, is_list)


@dataclass
class _Workspace:
    """Who is who, and how conversations are called."""

    users: dict[str, str] = field(default_factory=dict)
    conversations: dict[str, str] = field(default_factory=dict)
    direct: set[str] = field(default_factory=set)


def _is_slack(export: Export) -> bool:
    names = {member.base.casefold() for member in export.members}
    return "users.json" in names and not names.isdisjoint(_LISTS)


def _slack(source: ExportReading) -> Iterator[Item]:
    workspace = _workspace(source)
    clock = source.clock()
    days = [member for member in source.files(DOCUMENTS) if member is not None]
    for member in sorted(days, key=lambda each: each.name):
        folder = member.name.rpartition("/")[0].rpartition("/")[2]
        make = partial(_slack_item, clock, workspace, folder)
        yield from source.made(source.json([None], member).elements(), make)


def _workspace(source: ExportReading) -> _Workspace:
    found = _Workspace()
    for member in source.export.members:
        name = member.base.casefold()
        if name != "users.json" and name not in _LISTS:
            continue
        source.enclosed.uses(member)
        for node in source.json([None], member).elements():
            number = node.text("id") or ""
            if name == "users.json":
                profile = node.object("profile")
                names = [profile.text("display_name"), profile.text("real_name")]
                names += [node.text("real_name"), node.text("name")]
                found.users[number] = next(filter(None, names), number)
                continue
            members = [str(each.value) for each in node.list("members")]
            called = node.text("name") or " / ".join(
                sorted(found.users.get(each, each) for each in members)
            )
            found.conversations[number] = found.conversations[called or number] = called or number
            if name == "dms.json":
                found.direct |= {number, called}
    return found


def _slack_item(clock: Clock, workspace: _Workspace, folder: str, node: Node) -> Item:
    raw = node.text("ts") or ""
    match = _STAMP.fullmatch(raw)
    if match is None:
        raise node.refused("ts", "seconds since 1970 such as “1777630272.000100”")
    milliseconds = int(match[1]) * 1000 + int((match[2] or "0").ljust(6, "0")[:3])
    time = clock.epoch(milliseconds, raw)
    user = node.text("user") or node.text("bot_id") or ""
    name = workspace.users.get(user) or node.text("username") or user or None
    text, raw_text = storable(node.exact("text") or "")
    shown = _NAMED_USER.sub(lambda m: f"@{workspace.users.get(m[1], m[1])}", text)
    if (node.text("subtype") or "") not in _WORDS:
        return Notice(node.locator, " · ".join(filter(None, (name, shown))), time)
    attachments = tuple(
        Attachment(each.text("name") or each.text("title") or each.text("id") or "file")
        for each in node.list("files")
    )
    state = State.EDITED if node.object("edited") else State.COMPLETE
    if not text:
        state = State.MEDIA_OMITTED if attachments else State.EMPTY
    return Message(
        node.locator,
        Kind.MESSAGE,
        "Slack",
        time,
        sender=name,
        sender_id=user or None,
        thread=workspace.conversations.get(folder, folder),
        group=folder not in workspace.direct,
        text=shown,
        raw_text=raw_text or (text if shown != text else None),
        state=state,
        attachments=attachments,
        native_id=f"{folder} {raw}",
    )


# Teams -----------------------------------------------------------------------------


_TEAMS_FILES: Final = Documents("messages.json".__eq__, showing(is_object, *_TEAMS))


def _teams(source: ExportReading, member: Member | None) -> Iterator[Item]:
    file = source.json(_TEAMS_SHAPE, member)
    outlines = file.outlines()
    own = outlines[()].text("userId") or ""
    # The accounts of private people were moved from Skype to Teams, with the form of the export.
    channel = "Teams" if _OF_A_FIRM in own else "Skype or Teams"
    names: dict[Path, str | None] = {
        path: (about.text("displayName") or about.text("id"))
        for path, about in outlines.items()
        if len(path) == 2  # noqa: PLR2004 - the conversations, by their place
    }
    make = partial(_teams_item, source.clock(), channel, own, names)
    yield from source.made(file.elements(), make)


def _teams_item(
    clock: Clock, channel: str, own: str, names: dict[Path, str | None], node: Node
) -> Item:
    time = node.moment("originalarrivaltime", clock)
    kind = node.text("messagetype") or "Text"
    sender_id = node.text("from") or ""
    name = node.text("displayName") or sender_id.rpartition(":")[2] or None
    exact, raw_text = storable(node.exact("content") or "")
    text = tidy(plain_from_html(exact)) if kind.startswith("RichText") else exact
    is_own = bool(sender_id) and sender_id == own
    if kind != _CALL_TYPE and not kind.startswith(("Text", "RichText")):
        return Notice(node.locator, " · ".join(filter(None, (name, kind, text))), time)
    message = Message(
        node.locator,
        Kind.MESSAGE,
        channel,
        time,
        direction=Direction.OUT if is_own else Direction.IN,
        sender=None if is_own else name,
        sender_id=None if is_own else sender_id or None,
        thread=names.get(node.path[:2]),
        native_id=node.text("id"),
    )
    if kind == _CALL_TYPE:
        outcome = "missed" if "missed" in exact.casefold() else "unknown"
        return message._replace(kind=Kind.CALL, call=Call("voice", outcome))
    attachments = tuple(map(Attachment, _FILE_NAME.findall(exact)))
    state = State.MEDIA_OMITTED if attachments else State.showing(text)
    if exact == "<deletedmessage/>" or "deletetime" in node.object("properties"):
        state = State.deleted(message.direction)
    return message._replace(
        text=text,
        raw_text=raw_text or (exact if text != exact else None),
        state=state,
        attachments=attachments,
    )
