"""One message of Messenger or Instagram, in either of Meta's two JSON forms; see `importer`."""

import re
from dataclasses import dataclass
from typing import Final

from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.enclosed import Enclosed
from stalkdiary.importers.reading.jsonfile import Node, storable
from stalkdiary.importers.remarks import LINK, TOLD, with_data
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

BY_WORDS: Final = "It is known as a call by its words alone."
OWN_CALL: Final = "The export names the person called as the sender; its words tell who called."
TAKEN_DOWN: Final = "Meta took it down."
SAME_NAME: Final = "The other party uses the same name as the person whose export this is."

_LISTS: Final = ("photos", "videos", "audio_files", "gifs", "files")
_ENCRYPTED: Final = frozenset(
    {"senderName", "timestamp", "text", "type", "media", "reactions", "isUnsent"}
)
_ORDINARY: Final = frozenset(
    {"sender_name", "timestamp_ms", "content", "type", "reactions", "share", "sticker", "users"}
    | {"bumped_message_metadata", "magic_words", "ip", *_LISTS}
)
"""What is read of a message, and what holds nothing that was said."""
_PROGRAM: Final = re.compile(
    r"You are now connected on Messenger\.?|Say hi to your new Facebook friend, .*|"
    r"You can now (?:message and )?call each other and see info such as Active Status .*"
)
# After the sender's own name, which nobody writes of themselves.
_GROUP: Final = re.compile(
    r" (?:left|created|joined) the (?:group|chat)\.| (?:added|removed) .* (?:to|from) the group\.|"
    r" changed the (?:group photo|theme .*)\.| is now an admin\."
)
_TO_OTHER: Final = re.compile(
    r"You called (.+)\.|(.+) missed your (?:video |audio )?(?:call|chat)\."
)
_FROM_OTHER: Final = re.compile(
    r"You missed an? (?:video |audio )?(?:call|chat) (?:from|with) (.+)\.|(.+) called you\."
)
UNSENT: Final = re.compile(r".* unsent a message\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A conversation: its title, or what else it is known by, and who takes part.

    By `folder`, the export's own id of it, accounts are told apart that were deleted.
    """

    channel: str
    thread: str | None
    folder: str | None
    group: bool
    owner: str | None
    others: frozenset[str]
    clock: Clock


def repaired(text: str) -> str:
    """`text` before Meta wrote its UTF-8 as Latin-1; text that is whole hardly ever changes."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def item(node: Node, conversation: Thread, enclosed: Enclosed) -> Item:
    written = node.exact("content") or ""
    text, raw_text = storable(repaired(written))
    sender = clean(node.exact("sender_name"))
    time = _time(node, "timestamp_ms", conversation)
    if node.text("type") in {"Subscribe", "Unsubscribe"} or is_notice(text, sender, conversation):
        return Notice(node.locator, text or "Somebody joined or left.", time, telling=True)
    message = sent(node.locator, conversation, sender, time)
    call = _call(node, text, sender)
    if call is not None:
        known = "call_duration" in node or node.text("type") == "Call"
        message = called(message, call, text, known=known)
    flags = list(message.flags)
    shared = _shared(node)
    if shared:
        flags.append(LINK)
        text = with_data(text, [shared])
    files = [file for name in _LISTS for file in node.list(name)]
    files += filter(None, [node.object("sticker")])
    attachments = enclosed.attached((repaired(_uri(file)) for file in files), flags)
    if not text and not attachments and call is None:
        words = [repaired(each) for each in node.words_but(_ORDINARY)]
        if words:
            flags.append(TOLD)
            text = with_data(text, words)
    if node.yes("is_taken_down"):
        flags.append(TAKEN_DOWN)
    return message._replace(
        text=text,
        raw_text=raw_text or (storable(written)[0] if repaired(written) != written else None),
        attachments=attachments,
        state=state_of(message, text, attachments, unsent=node.yes("is_unsent")),
        flags=tuple(flags),
    )


def encrypted_item(node: Node, conversation: Thread, enclosed: Enclosed) -> Item:
    """A message of the download of encrypted chats, whose text is as it was written."""
    text, raw_text = storable(node.exact("text") or "")
    time = _time(node, "timestamp", conversation)
    message = sent(node.locator, conversation, node.text("senderName"), time)
    placeholder = node.text("type") == "placeholder"
    unsent = node.yes("isUnsent") or (placeholder and bool(UNSENT.fullmatch(text)))
    flags = list(message.flags)
    attachments = enclosed.attached(map(_uri, node.list("media")), flags)
    if not text and not attachments and (words := node.words_but(_ENCRYPTED)):
        flags.append(TOLD)
        text = with_data(text, words)
    return message._replace(
        text=text,
        raw_text=raw_text,
        attachments=attachments,
        state=state_of(message, text, attachments, unsent=unsent),
        flags=tuple(flags),
    )


def clean(written: str | None) -> str | None:
    return None if written is None else storable(repaired(written))[0]


def _uri(file: Node) -> str:
    return file.exact("uri") or "a file"


def _time(node: Node, name: str, conversation: Thread) -> ExportTime:
    time = node.instant(name, conversation.clock)
    if time is None:
        raise node.refused(name, "milliseconds since 1970")
    return time


def sent(locator: str, conversation: Thread, sender: str | None, time: ExportTime) -> Message:
    """A message with who and when, and nothing in it yet."""
    direction = Direction.of_sender(sender, conversation.owner)
    flags: tuple[str, ...] = ()
    if direction is Direction.OUT and sender in conversation.others:
        # Accounts that pose as the person are a way of stalking.
        direction, flags = Direction.UNKNOWN, (SAME_NAME,)
    return Message(
        locator,
        Kind.MESSAGE,
        conversation.channel,
        time,
        direction=direction,
        sender=sender,
        sender_id=conversation.folder if is_gone(sender) else None,
        thread=conversation.thread,
        group=conversation.group,
        flags=flags,
    )


def is_gone(name: str | None) -> bool:
    """Whether a name stands for an account that was deleted, as thousands of accounts are."""
    return (name or "").casefold() in {"", "facebook user", "instagram user", "instagramuser"}


def is_notice(text: str, sender: str | None, conversation: Thread) -> bool:
    if _PROGRAM.fullmatch(text):
        return True
    if not conversation.group or not sender or not text.startswith(sender):
        return False
    return bool(_GROUP.fullmatch(text, len(sender)))


def _call(node: Node, text: str, sender: str | None) -> Call | None:
    seconds = node.whole("call_duration")
    if seconds is None and node.text("type") != "Call" and not tells_of_call(text, sender):
        return None
    return call_of(text, seconds, missed=node.yes("missed"))


def tells_of_call(text: str, sender: str | None) -> bool:
    """Whether the words are the program's for a call: nobody writes so of themselves by name."""
    words = _FROM_OTHER.fullmatch(text) or _TO_OTHER.fullmatch(text)
    return words is not None and sender in words.groups()


def call_of(text: str, seconds: int | None = None, *, missed: bool = False) -> Call:
    medium = "video" if "video" in text.casefold() else "voice"
    if seconds:
        return Call(medium, "answered", seconds)
    missed = missed or "missed" in text.casefold()
    return Call(medium, "missed" if missed else "no-answer", seconds)


def called(message: Message, call: Call, text: str, *, known: bool) -> Message:
    flags = message.flags if known else (*message.flags, BY_WORDS)
    to_other = _TO_OTHER.fullmatch(text)
    if to_other is None:
        return message._replace(kind=Kind.CALL, call=call, flags=flags)
    if call.outcome == "missed":
        call = call._replace(outcome="no-answer")
    if message.sender in to_other.groups():
        message = message._replace(sender=None, sender_id=None)
        flags = (*flags, OWN_CALL)
    return message._replace(kind=Kind.CALL, call=call, direction=Direction.OUT, flags=flags)


def _shared(node: Node) -> str:
    """What was shared beside the text: a link, and words with it."""
    share = node.object("share")
    parts = (share.exact(name) for name in ("link", "share_text"))
    return storable(" ".join(repaired(part) for part in parts if part))[0]


def state_of(
    message: Message, text: str, attachments: tuple[Attachment, ...], *, unsent: bool
) -> State:
    if unsent:
        return State.deleted(message.direction)
    if attachments and all("Failed to download media" in each.name for each in attachments):
        return State.MEDIA_OMITTED
    return State.showing(text, attachments, message.call)
