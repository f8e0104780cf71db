"""Signal's own export in plain text: a folder with ``main.jsonl`` and ``files/``.

Every line is one frame of a Signal backup as protobuf-JSON: numbers of 64 bits in quotation marks,
bytes in base64. What a frame refers to by number stands before it.

Sources: Signal Desktop (``protos/Backups.proto``, ``ts/services/backups``, 2026) and two public
readers; no public sample was found.
"""

from collections.abc import Iterator
from typing import Final

from stalkdiary.importers.reading.documents import Documents, showing
from stalkdiary.importers.reading.jsonfile import JsonLines, Node
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.importers.signal.files import SignalFiles
from stalkdiary.importers.signal.item import CHANNEL, Chat, Recipient, SignalItem
from stalkdiary.model.message import Item, Notice, Skipped

NOTE_TO_SELF: Final = "Note to Self"

_FRAME: Final = rb'(?m)^[ \t]*\{\s*"(?:account|recipient|chat|chatItem|stickerPack)"\s*:\s*\{'
_NAMES: Final = rb'"(?:recipientId|authorId|contact|self|givenName|accountSettings)"'


def _items(source: ExportReading) -> Iterator[Item]:
    files = SignalFiles(source.export, source.enclosed)
    for member in source.files(DOCUMENTS):
        frames = _Frames(SignalItem(files, source.clock()))
        yield from source.made(JsonLines(source.export, member).elements(), frames.item)
        if frames.others:
            yield Skipped(
                f"{frames.others} lines", "People, chats and settings; they hold no messages."
            )
    source.enclosed.uses_named("metadata.json")


WITHIN: Final = ""
DOCUMENTS: Final = Documents("main.jsonl".__eq__, showing(bool, _FRAME, _NAMES))
recognises = known_by(("signal", DOCUMENTS))
read = reader(_items)


class _Frames:
    """The lines of one export, and who is who in it; `others` counts those that name people."""

    def __init__(self, items: SignalItem) -> None:
        self._items = items
        self._recipients: dict[int, Recipient] = {}
        self._chats: dict[int, Chat] = {}
        self.others = 0

    def item(self, node: Node) -> Item | None:
        """The item in a line; None where it only names somebody or something."""
        if chat_item := node.object("chatItem"):
            chat = self._chats.get(chat_item.whole("chatId") or 0, Chat())
            return self._items.of(chat_item, chat, self._recipients)
        if call := node.object("adHocCall"):
            return self._items.call_by_link(call, self._recipients)
        self.others += 1
        if recipient := node.object("recipient"):
            return self._recipient(recipient)
        if chat_frame := node.object("chat"):
            self._chat(chat_frame)
        return None

    def _recipient(self, node: Node) -> Item | None:
        recipient = _recipient(node)
        self._recipients[_number(node, "id")] = recipient
        if not recipient.blocked:
            return None
        self.others -= 1
        return Notice(node.locator, f"{recipient.name} is blocked.", telling=True)

    def _chat(self, node: Node) -> None:
        other_side = self._recipients.get(_number(node, "recipientId"), Recipient())
        self._chats[_number(node, "id")] = Chat(
            name=NOTE_TO_SELF if other_side.own else other_side.name,
            other=None if other_side.group or other_side.own else other_side,
            group=other_side.group,
        )


def _number(node: Node, name: str) -> int:
    number = node.whole(name)
    if number is None:
        raise node.refused(name, "a number")
    return number


def _recipient(node: Node) -> Recipient:
    if contact := node.object("contact"):
        number = contact.whole("e164")
        phone = None if number is None else f"+{number}"
        identity, username = contact.text("aci") or contact.text("pni"), contact.text("username")
        return Recipient(
            name=_contact_name(contact) or phone or username or identity,
            address=phone or username or identity,
            key=identity or phone,
            blocked=contact.yes("blocked"),
        )
    if group := node.object("group"):
        title = group.object("snapshot").object("title").text("title")
        return Recipient(
            name=title or "A group without a name", group=True, blocked=group.yes("blocked")
        )
    if "self" in node:
        return Recipient(own=True, key="self")
    if "releaseNotes" in node:
        return Recipient(name=CHANNEL, program=True)
    return Recipient(name=node.object("callLink").text("name") or None)


def _contact_name(contact: Node) -> str | None:
    """As Signal shows it: the nickname given, the name in the address book, the profile."""
    pairs = (
        (contact.object("nickname"), "given", "family"),
        (contact, "systemGivenName", "systemFamilyName"),
        (contact, "profileGivenName", "profileFamilyName"),
    )
    for holder, *names in pairs:
        if name := " ".join(filter(None, map(holder.text, names))):
            return name
    return None
