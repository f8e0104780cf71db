"""By what a message is known again when a longer or a different export of the same chat comes.

Formats with an identity of their own keep it. For the others a key is made of what every export of
the chat shows alike, and keys are counted: ten equal texts in one minute are ten messages, and an
export that shows ten again adds none.
"""

import re
import unicodedata
from hashlib import blake2b

from stalkdiary.model.message import Direction, Kind, Message, State

KEY_BYTES = 16
_MINUTE = 60_000
_MINUTES_PER_HOUR = 60
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_DELETED = (State.DELETED_BY_SENDER, State.DELETED_BY_ME)


def native_key(message: Message) -> bytes:
    """The key of a message that has a `native_id`: two with the same one are one message."""
    return _digest("id", message.channel, message.native_id or "")


def counted_key(message: Message, direction: Direction, shift_hours: int = 0) -> bytes:
    """The key of a message without an identity: equal keys are counted, not merged.

    To the minute, because the exports of some phones tell no seconds. A text is compared without
    invisible marks and differences of white space; media without its name and caption, which an
    export without media does not show. With `shift_hours` it is as if the export's clock had been
    so many hours ahead.
    """
    minute = ""
    if message.time is not None:
        minute = str(message.time.instant // _MINUTE + shift_hours * _MINUTES_PER_HOUR)
    return _digest("counted", message.channel, direction, minute, _content(message))


def _content(message: Message) -> str:
    if message.kind is not Kind.MESSAGE:
        call = message.call
        return f"{message.kind} {call.medium} {call.outcome}" if call else message.kind
    if message.state in _DELETED:
        return "deleted"
    if message.attachments or message.state is State.MEDIA_OMITTED:
        return "media"
    text = message.text
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return f"text {message.subject or ''} {' '.join(text.split())}"


def _digest(*parts: str) -> bytes:
    text = "\x1f".join(parts)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()
