"""One frame of Signal's own export as a message, call or notice; see `plaintext`."""

import re
from dataclasses import dataclass
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.jsonfile import Node, storable
from stalkdiary.importers.remarks import TOLD, with_data
from stalkdiary.importers.signal.files import SignalFiles
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

CHANNEL: Final = "Signal"
TEXT_MESSAGE: Final = "text message"
EDITED: Final = "It was edited; its earlier texts are kept beside it."
VANISHING: Final = "It was set to vanish by itself after a time."
VIEW_ONCE: Final = "It could be viewed once."
STORY: Final = "It answers a story."
BY_ADMIN: Final = "An administrator of the group deleted it."
UNKNOWN: Final = "It is of a kind that this program does not know; the export holds what it was."
LATE: Final = "The sender's clock and the time of receipt are more than a day apart."
NOBODY: Final = "The export does not say who this is from."

_DAY: Final = 24 * 60 * 60 * 1000
_NAMED = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_OUTCOMES: Final = {
    "ACCEPTED": "answered",
    "JOINED": "answered",
    "DECLINED": "declined",
    "MISSED": "missed",
    "MISSED_NOTIFICATION_PROFILE": "missed",
}
# Lines of the program that are of no use as evidence; whatever is unknown may be.
_PLAIN: Final = frozenset(
    {"RELEASE_CHANNEL_DONATION_REQUEST", "CHAT_SESSION_REFRESH", "PAYMENTS_ACTIVATED"}
    | {"PAYMENT_ACTIVATION_REQUEST", "threadMerge", "sessionSwitchover"}
    | {"pinMessage", "pollTerminate"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A person or group; `own`: whose export it is; `program`: Signal itself.

    The `address` is a number, user name or account id; by `key` the account is told for ever.
    """

    name: str | None = None
    address: str | None = None
    key: str | None = None
    own: bool = False
    group: bool = False
    program: bool = False
    blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A conversation: its name, and the other party of one of two."""

    name: str | None = None
    other: Recipient | None = None
    group: bool = False


class SignalItem:
    def __init__(self, files: SignalFiles, clock: Clock) -> None:
        self._files = files
        self._clock = clock

    def of(self, node: Node, chat: Chat, recipients: dict[int, Recipient]) -> Item:
        """The item in a ``ChatItem``."""
        author = recipients.get(node.whole("authorId") or 0, Recipient())
        if update := node.object("updateMessage"):
            return self._update(node, update, chat, author, recipients)
        message = self._sent(node, chat, author)
        if author.program or ("directionless" in node and not author.own):
            text = self._with_content(message, node).text
            return Notice(node.locator, text or "A line of Signal.", message.time)
        return self._edited(self._with_content(message, node), node)

    def call_by_link(self, node: Node, recipients: dict[int, Recipient]) -> Item:
        """An ``AdHocCall``: the person joined a call by a link; nobody is named."""
        link = recipients.get(node.whole("recipientId") or 0, Recipient())
        time = node.instant("callTimestamp", self._clock)
        return Notice(node.locator, f"Call by link · {link.name or ''}", time, telling=True)

    def _sent(self, node: Node, chat: Chat, author: Recipient) -> Message:
        first = next(iter(node.list("revisions")), node)
        time = first.instant("dateSent", self._clock)
        if time is None:
            raise first.refused("dateSent", "milliseconds since 1970")
        flags = [VANISHING] if node.whole("expiresInMs") else []
        direction = Direction.UNKNOWN
        if "outgoing" in node or author.own:
            direction = Direction.OUT
        elif incoming := node.object("incoming"):
            direction = Direction.IN
            received = incoming.instant("dateServerSent", self._clock) or incoming.instant(
                "dateReceived", self._clock
            )
            time = _with_second(time, received, flags)
        own = direction is Direction.OUT
        if author.key is None and not own:
            flags.append(NOBODY)
        key = "self" if own else author.key
        return Message(
            node.locator,
            Kind.MESSAGE,
            TEXT_MESSAGE if node.yes("sms") else CHANNEL,
            time,
            direction=direction,
            sender=None if own else author.name,
            sender_id=None if own else author.address,
            recipients=(chat.name,) if own and chat.other and chat.name else (),
            thread=chat.name,
            group=chat.group,
            native_id=None if key is None else f"{key}/{time.instant}",
            flags=tuple(flags),
        )

    def _edited(self, message: Message, node: Node) -> Message:
        """A message with what it said before, and when it was last changed."""
        revisions = node.list("revisions")
        if not revisions:
            return message
        earlier = []
        for each in revisions:
            time = each.instant("dateSent", self._clock)
            text = self._with_content(message._replace(text="", flags=()), each).text
            earlier.append(f"{time.local if time else ''}: {text}")
        last = node.instant("dateSent", self._clock)
        time = message.time
        if time is not None and last is not None:
            time = time._replace(second=last.local)
        return message._replace(
            time=time,
            state=State.EDITED,
            raw_text="\n".join(earlier),
            flags=(*message.flags, EDITED),
        )

    def _with_content(self, message: Message, node: Node) -> Message:
        flags = list(message.flags)
        told: list[str] = []
        text, files = self._content(node, told, flags)
        text, raw_text = storable(text)
        if told:
            flags.append(TOLD)
            text = with_data(text, (storable(each)[0] for each in told))
        if "remoteDeletedMessage" in node or "adminDeletedMessage" in node:
            state = State.deleted(message.direction)
        elif (files or VIEW_ONCE in flags) and not any(each.found for each in files):
            state = State.MEDIA_OMITTED
        else:
            state = State.showing(text, files)
        return message._replace(
            text=text, raw_text=raw_text, attachments=files, state=state, flags=tuple(flags)
        )

    def _content(
        self, node: Node, told: list[str], flags: list[str]
    ) -> tuple[str, tuple[Attachment, ...]]:
        """Text and files; what is neither, in words, goes to `told`."""
        if standard := node.object("standardMessage"):
            return self._text(standard, flags), self._attached(standard, told, flags)
        if reply := node.object("directStoryReplyMessage"):
            flags.append(STORY)
            words = reply.object("textReply")
            return (self._text(words, flags) if words else reply.exact("emoji") or ""), ()
        if once := node.object("viewOnceMessage"):
            flags.append(VIEW_ONCE)
            return "", self._file(once.object("attachment").object("pointer"), flags)
        if message := node.object("stickerMessage"):
            sticker = message.object("sticker")
            told.append(f"Sticker {sticker.exact('emoji') or ''}".strip())
            return "", self._file(sticker.object("data"), flags)
        _tell(node, told, flags)
        return "", ()

    def _text(self, holder: Node, flags: list[str]) -> str:
        body = holder.object("text").exact("body") or ""
        if longer := holder.object("longText"):
            whole = self._files.long_text(longer, flags)
            # What was sent begins with the body; anything else is not its continuation.
            return whole if whole is not None and whole.startswith(body.rstrip("…")) else body
        return body

    def _attached(
        self, standard: Node, told: list[str], flags: list[str]
    ) -> tuple[Attachment, ...]:
        found = []
        for each in standard.list("attachments"):
            if pointer := each.object("pointer"):
                found.append(self._files.attachment(pointer, flags))
                if caption := pointer.exact("caption"):
                    told.append(f"Caption: {caption}")
        return tuple(found)

    def _file(self, pointer: Node, flags: list[str]) -> tuple[Attachment, ...]:
        return (self._files.attachment(pointer, flags),) if pointer else ()

    def _update(
        self,
        node: Node,
        update: Node,
        chat: Chat,
        author: Recipient,
        recipients: dict[int, Recipient],
    ) -> Item:
        if call := update.object("individualCall"):
            return self._individual_call(node, call, chat, author)
        if call := update.object("groupCall"):
            starter = recipients.get(
                call.whole("ringerRecipientId") or call.whole("startedCallRecipientId") or 0,
                Recipient(),
            )
            return self._group_call(node, call, chat, starter)
        name = next(iter(update.names()), "update")
        inner = update.object(name)
        words, telling = _said(name, inner)
        who = author.name or ("You" if author.own else None)
        return Notice(
            node.locator,
            " · ".join(filter(None, (who or chat.name, *words))),
            node.instant("dateSent", self._clock),
            telling=telling,
        )

    def _individual_call(self, node: Node, call: Node, chat: Chat, author: Recipient) -> Message:
        outgoing = call.text("direction") == "OUTGOING"
        state = call.text("state") or ""
        outcome = _OUTCOMES.get(state, "unknown")
        if state == "NOT_ACCEPTED":
            outcome = "no-answer" if outgoing else "declined"
        caller = chat.other if author.own and not outgoing and chat.other else author
        message = self._call(node, call, chat, Recipient(own=True) if outgoing else caller)
        medium = "video" if call.text("type") == "VIDEO_CALL" else "voice"
        return message._replace(call=Call(medium, outcome))

    def _group_call(self, node: Node, call: Node, chat: Chat, starter: Recipient) -> Message:
        state = call.text("state") or ""
        if state == "OUTGOING_RING":
            starter = Recipient(own=True)
        message = self._call(node, call, chat, starter)
        begun, ended = call.whole("startedCallTimestamp"), call.whole("endedCallTimestamp")
        seconds = (ended - begun) // 1000 if begun and ended and ended >= begun else None
        return message._replace(call=Call("video", _OUTCOMES.get(state, "unknown"), seconds))

    def _call(self, node: Node, call: Node, chat: Chat, caller: Recipient) -> Message:
        if caller.own:
            direction = Direction.OUT
        else:
            direction = Direction.IN if caller.key else Direction.UNKNOWN
        message = self._sent(node, chat, caller)
        begun = call.whole("startedCallTimestamp") and call.instant(
            "startedCallTimestamp", self._clock
        )
        return message._replace(kind=Kind.CALL, time=begun or message.time, direction=direction)


def _with_second(time: ExportTime, received: ExportTime | None, flags: list[str]) -> ExportTime:
    if received is None:
        return time
    if abs(received.instant - time.instant) > _DAY:
        flags.append(LATE)
    return time._replace(second=received.local)


def _said(name: str, inner: Node) -> tuple[list[str], bool]:
    """What a line of the program says, and whether it may matter as evidence."""
    if not inner:
        return [_words(name)], True
    if name == "simpleUpdate":
        kind = inner.shown("type")
        return [_words(kind)], kind not in _PLAIN
    if name == "groupChange":
        kinds = [kind for update in inner.list("updates") for kind in update.names()]
        return [_words(kind.removesuffix("Update")) for kind in kinds] or ["group change"], True
    details = [f"{_words(each)}: {inner.shown(each)}" for each in inner.names()]
    return [_words(name), *details], name not in _PLAIN


def _words(name: str) -> str:
    """``groupMemberAdded`` and ``GROUP_MEMBER_ADDED`` in words."""
    return storable(_NAMED.sub(" ", name))[0].casefold()


def _tell(node: Node, told: list[str], flags: list[str]) -> None:
    if contact := node.object("contactMessage"):
        told.append(f"Contact: {', '.join(_contact(contact))}")
    elif poll := node.object("poll"):
        options = [each.exact("option") or "" for each in poll.list("options")]
        told.append(f"Poll: {poll.exact('question') or ''} / {' / '.join(options)}")
    elif payment := node.object("paymentNotification"):
        parts = (payment.exact("amountMob"), payment.exact("note"))
        told.append(f"Payment: {' '.join(filter(None, parts))}")
    elif "giftBadge" in node:
        told.append("Gift badge")
    elif "adminDeletedMessage" in node:
        flags.append(BY_ADMIN)
    elif "remoteDeletedMessage" not in node:
        flags.append(UNKNOWN)


def _contact(message: Node) -> list[str]:
    contact = message.object("contact")
    given = ("prefix", "givenName", "middleName", "familyName", "suffix")
    parts = [" ".join(filter(None, map(contact.object("name").exact, given)))]
    for kind in ("number", "email"):
        parts += [each.exact("value") or "" for each in contact.list(kind)]
    parts.append(contact.exact("organization") or "")
    return [part for part in parts if part]
