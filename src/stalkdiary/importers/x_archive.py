"""X (once Twitter): the direct messages of an archive, ``data/direct-messages.js``.

The files are JavaScript that sets one variable to a JSON list, the newest message first. They name
nobody: only the numbers of accounts stand there, and ``account.js`` has the person's own. Media
lies in ``direct_messages_media``, under the number of the message and its own name.

Sources: types of the Twitter-archive readers by alkihis, a Rust reader's notes of 2023; no public
sample was found.
"""

import re
from collections.abc import Iterator
from typing import Final

from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.export import Member
from stalkdiary.importers.reading.jsonfile import Node
from stalkdiary.importers.reading.jsontext import Path, Shape
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.importers.remarks import LINK, REACTIONS, with_data
from stalkdiary.model.message import Direction, Item, Kind, Message, Notice, State

_SHAPE: Shape = [{"dmConversation": {"messages": [None]}}]
WITHIN = r"data/"
_NAMED = re.compile(r"direct-messages?(?:-group)?(?:-part[0-9]{1,4})?\.js")
_MARK: Final = rb"\A(?:\xef\xbb\xbf)?\s*window\.YTD\."
_BEGINS = re.compile(_MARK + rb"direct_messages?(_group)?\.part[0-9]{1,4}\s*=\s*(?=\[)")
_ACCOUNT = re.compile(_MARK + rb"account\.part[0-9]{1,4}\s*=\s*(?=\[)")
_EVENTS: Final = {
    "joinConversation": "joined the conversation",
    "conversationNameUpdate": "named the conversation",
    "participantsJoin": "added somebody",
    "participantsLeave": "left, or was removed",
}
_REACTION: Final = "reactionCreate"


def _items(source: ExportReading) -> Iterator[Item]:
    own = _own_number(source)
    for member in source.files(DOCUMENTS):
        begun = _BEGINS.match(source.export.head_of(member))
        assert begun is not None  # noqa: S101 - it is one of the documents
        file = source.json(_SHAPE, member, begins=begun.end())
        outlines = file.outlines()
        titles = {path: each.text("conversationId") for path, each in outlines.items() if path}
        chats = _Chats(source, own, titles, group=bool(begun[1]))
        yield from source.made(file.elements(), chats.item)


DOCUMENTS: Final = Documents(_NAMED.fullmatch, _BEGINS.match)
recognises = known_by(("x-archive", DOCUMENTS))
read = reader(_items)


def _own_number(source: ExportReading) -> str | None:
    """The number of the account that the archive is of, where it tells it."""

    def tell(member: Member) -> str | None:
        begun = _ACCOUNT.match(source.export.head_of(member))
        if begun is None:
            return None
        file = source.json([None], member, begins=begun.end())
        accounts = [each.object("account") for each in file.elements()]
        return next((each.text("accountId") for each in accounts if each), None)

    return next(source.told("account.js".__eq__, tell, beside=True), None)


class _Chats:
    def __init__(
        self, source: ExportReading, own: str | None, titles: dict[Path, str | None], *, group: bool
    ) -> None:
        self._own = own
        self._titles = titles
        self._clock = source.clock()
        self._enclosed = source.enclosed
        self._group = group

    def item(self, node: Node) -> Item:
        names = node.names()
        name = names[0] if len(names) == 1 else None
        event = node.object(name) if name else None
        if name in {"messageCreate", "welcomeMessageCreate"} and event:
            return self._message(node.locator, self._titles.get(node.path[:-2]), event)
        if not name or not event or not (name in _EVENTS or name == _REACTION):
            raise node.refused(None, "a message or an event of a conversation")
        return self._notice(node.locator, name, event)

    def _notice(self, locator: str, name: str, event: Node) -> Notice:
        time = event.moment("createdAt", self._clock)
        who = event.text("initiatingUserId") or event.text("senderId")
        if name == _REACTION:
            what = f"reacted: {event.text('reactionKey') or '?'}"
        else:
            others = [each.value for each in event.list("userIds") if isinstance(each.value, str)]
            what = " ".join(filter(None, [_EVENTS[name], event.text("name"), *others]))
        return Notice(locator, " ".join(filter(None, [who, what])), time, telling=True)

    def _message(self, locator: str, thread: str | None, event: Node) -> Message:
        text, links = event.text("text") or "", list[str]()
        for url in event.list("urls"):
            whole = url.text("expanded")
            if whole and whole not in text:
                links.append(whole)
        flags = [LINK] if links else []
        if event.list("reactions"):
            flags.append(REACTIONS)
        number = event.text("id")
        folder = f"direct_messages_{'group_' if self._group else ''}media"
        urls = (each.value for each in event.list("mediaUrls"))
        bases = (url.rpartition("/")[2] if isinstance(url, str) else "" for url in urls)
        files = (f"{folder}/{number}-{base}" for base in bases)
        attachments = self._enclosed.attached(files, flags)
        sender, recipient = event.text("senderId"), event.text("recipientId")
        return Message(
            locator,
            Kind.MESSAGE,
            "X",
            event.moment("createdAt", self._clock),
            direction=Direction.of_sender(sender, self._own),
            sender=sender,
            recipients=(recipient,) if recipient and recipient != "0" else (),
            thread=thread,
            group=self._group,
            text=with_data(text, links),
            raw_text=text if links else None,
            state=State.showing(text, attachments),
            attachments=attachments,
            native_id=number,
            flags=tuple(flags),
        )
