"""Telegram Desktop's "machine-readable JSON": ``result.json`` of an account or of one chat.

Source: Telegram Desktop, ``export/output/export_output_json.cpp``, and exports of 2020 to 2024.
Times: ``date_unixtime`` since version 3.7.6 (June 2022). Before, only ``date``: the local time of
the computer that made the export, without a zone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.enclosed import noting
from stalkdiary.importers.reading.export import Member
from stalkdiary.importers.reading.jsonfile import Node, is_object
from stalkdiary.importers.reading.jsontext import Path, Shape
from stalkdiary.importers.reading.source import ExportReading, each_file, known_by, reader
from stalkdiary.importers.remarks import TOLD, with_data
from stalkdiary.importers.telegram.content import (
    ORDINARY,
    data_in,
    edited_at,
    identity_of,
    notice,
    outcome_of,
    text_of,
    time_of,
)
from stalkdiary.model.message import (
    Attachment,
    Call,
    Direction,
    Item,
    Kind,
    Message,
    Skipped,
    State,
)

CHANNEL: Final = "Telegram"
FORWARDED: Final = "It was forwarded: somebody wrote it first somewhere else."
VANISHING: Final = "It was set to vanish by itself after a time."

_CHATS: Shape = {"list": [{"messages": [None]}]}
_SHAPE: Shape = {"messages": [None], "chats": _CHATS, "left_chats": _CHATS}
_FILE = re.compile(r"result.*\.json", re.IGNORECASE)
_ACCOUNT = re.compile(rb'"personal_information"\s*:\s*\{\s*"user_id"')
_MESSAGES = re.compile(rb'"messages"\s*:\s*\[')
_TYPE = re.compile(
    rb'"type"\s*:\s*"(?:message|service|unsupported|saved_messages|replies|verify_codes|'
    rb'(?:personal|bot)_chat|private_group|(?:private|public)_(?:supergroup|channel))"'
)
_OTHERS = re.compile(rb'"(?:sender_name|senderName|creator|chatItem)"')
_USER = re.compile(r"(?:user)?([0-9]{1,19})")
_LEFT_OUT = re.compile(r"\((?:File|Photo) (?:not included|unavailable|exceeds)[^()]*\)$")
_ALONE: Final = frozenset({"personal_chat", "bot_chat", "saved_messages", "replies"})
_READ: Final = frozenset(
    {"about", "personal_information", "name", "type", "id", "messages", "chats", "left_chats"}
)
_FILES: Final = ("photo", "file", "contact_vcard")
_HOLDS_FILES: Final = frozenset(_FILES)


def _is_ours(head: bytes) -> bool:
    if not is_object(head):
        return False
    if _ACCOUNT.search(head):
        return True
    return bool(_MESSAGES.search(head) and _TYPE.search(head) and not _OTHERS.search(head))


WITHIN: Final = ""
DOCUMENTS: Final = Documents(_FILE.fullmatch, _is_ours)
recognises = known_by(("telegram", DOCUMENTS))
read = reader(each_file(DOCUMENTS, lambda source, member: _File(source, member).items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chat:
    """A conversation; of two, its number is that of the other party."""

    thread: str | None
    number: int | None
    kind: str | None
    group: bool
    clock: Clock


class _File:
    def __init__(self, source: ExportReading, member: Member | None) -> None:
        self._source = source
        self._file = source.json(_SHAPE, member)
        self._enclosed = source.enclosed
        self._outlines = self._file.outlines()
        self._owner = self._outlines[()].object("personal_information").whole("user_id")
        self._chat_path: Path | None = None
        self._chat: _Chat

    def items(self) -> Iterator[Item]:
        yield from self._source.made(self._file.elements(), self._item)
        for name in self._outlines[()].names():
            if name not in _READ:
                yield Skipped(self._file.locator((name,)), "A part that holds no messages.")

    def _chat_of(self, node: Node) -> _Chat:
        path = node.path[:-2]
        if path != self._chat_path:
            outline = self._outlines.get(path, self._outlines[()])
            kind, number = outline.text("type"), outline.whole("id")
            self._chat = _Chat(
                thread=outline.text("name") or (None if number is None else str(number)),
                number=number,
                kind=kind,
                group=kind is not None and kind not in _ALONE,
                clock=self._source.clock(),
            )
            self._chat_path = path
        return self._chat

    def _item(self, node: Node) -> Item:
        match node.text("type"):
            case "message":
                return self._message(node, self._chat_of(node))
            case "service" if node.text("action") == "phone_call":
                return self._call(node, self._chat_of(node))
            case "service":
                self._enclosed.uses_named(node.text("photo"))
                return notice(node, self._chat_of(node).clock)
            case "unsupported":
                return Skipped(
                    node.locator,
                    "A message of a kind that Telegram's export can't show; neither its time nor "
                    "its sender is in the file.",
                )
        raise node.refused("type", "“message” or “service”")

    def _message(self, node: Node, chat: _Chat) -> Message:
        time, odd = time_of(node, chat.clock)
        flags = list(odd)
        text, raw_text = text_of(node)
        attachments, left_out = self._attachments(node, flags)
        told = data_in(node)
        if not text and not told and not attachments:
            told = node.words_but(ORDINARY)
        if told:
            text = with_data(text, told)
            flags.append(TOLD)
        edited = edited_at(node, chat.clock)
        if edited is not None:
            state, time = State.EDITED, time._replace(second=edited.local)
        elif left_out:
            state = State.MEDIA_OMITTED
        else:
            state = State.showing(text, attachments)
        if "forwarded_from" in node.value or "saved_from" in node:  # null: by a deleted account
            flags.append(FORWARDED)
        if "self_destruct_period_seconds" in node:
            flags.append(VANISHING)
        return self._sent(node, chat, "from")._replace(
            time=time,
            text=text,
            raw_text=raw_text,
            state=state,
            attachments=attachments,
            flags=tuple(flags),
        )

    def _call(self, node: Node, chat: _Chat) -> Message:
        time, flags = time_of(node, chat.clock)
        message = self._sent(node, chat, "actor")
        seconds = node.whole("duration_seconds")
        reason = node.text("discard_reason")
        return message._replace(
            kind=Kind.CALL,
            time=time,
            flags=flags,
            call=Call(outcome=outcome_of(reason, seconds, message.direction), seconds=seconds),
        )

    def _sent(self, node: Node, chat: _Chat, name: str) -> Message:
        """What all messages have in common; `name` is that of its sender's name."""
        identity = identity_of(node, f"{name}_id")
        direction = self._direction(identity, chat)
        number = node.whole("id")
        to = chat.thread if direction is Direction.OUT and not chat.group else None
        return Message(
            node.locator,
            Kind.MESSAGE,
            CHANNEL,
            None,
            direction=direction,
            sender=node.text(name) or identity,
            sender_id=identity,
            recipients=() if to is None else (to,),
            thread=chat.thread,
            group=chat.group,
            native_id=None if None in (number, chat.number) else f"{chat.number}/{number}",
        )

    def _direction(self, identity: str | None, chat: _Chat) -> Direction:
        if chat.kind == "saved_messages":
            return Direction.OUT
        if identity is None:
            return Direction.UNKNOWN
        user = _USER.fullmatch(identity)
        number = int(user[1]) if user else None
        if self._owner is not None:
            return Direction.OUT if number == self._owner else Direction.IN
        if chat.kind in _ALONE and chat.number is not None:
            if number == chat.number:
                return Direction.IN
            # Before 2021 the id of a chat was not that of its other party.
            if identity.startswith("user"):
                return Direction.OUT
        return Direction.UNKNOWN

    def _attachments(self, node: Node, flags: list[str]) -> tuple[tuple[Attachment, ...], bool]:
        """The files of a message; whether the export says that it left one out."""
        found, left_out = list[tuple[Attachment, str | None]](), False
        if not node.has_any(_HOLDS_FILES):
            return (), False
        for name in _FILES:
            path = node.text(name)
            if not path:
                continue
            media_type = node.text("mime_type") if name == "file" else None
            if without := _LEFT_OUT.search(path):
                kind = (node.text("media_type") or name).replace("_", " ")
                label = node.text("file_name") or path[: without.start()].strip() or kind
                found.append((Attachment(label, media_type=media_type), None))
                left_out = True
            else:
                found.append(self._enclosed.named(path, media_type))
        self._enclosed.uses_named(node.text("thumbnail"))
        return noting(found, flags), left_out
