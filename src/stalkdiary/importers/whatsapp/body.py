"""What stands behind the sender in a WhatsApp chat: a person's words, or WhatsApp's own."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from stalkdiary.importers.whatsapp.calls import call_of
from stalkdiary.importers.whatsapp.vocabulary import (
    EVERY_MARK,
    LAST,
    LEADING_MARKS,
    MARKS,
    plain,
    vocabulary,
    wordings,
)
from stalkdiary.model.message import Call, State

CALL_OR_VIEW_ONCE: Final = (
    "WhatsApp on Android writes null for a call and for media to be viewed once alike; which it "
    "was, and what it held, is not in the export."
)
VIEW_ONCE: Final = "It was to be viewed once; what it held is in no export."
WAITING: Final = "WhatsApp had not received its text yet when the chat was exported."
UNKNOWN_WORDS: Final = (
    "The export marks this as WhatsApp's own words, which are not known here; it is kept as a "
    "message."
)
_SHORT: Final = 60
_LONGEST_NOTICE: Final = 1000
_UNSEEN: Final = f" \n{EVERY_MARK}"
_MOST_SEEN: Final = 1000
_M: Final = f"[{MARKS}]*+"
_STATES: Final = {
    "deleted": State.DELETED_BY_SENDER,
    "deleted-by-me": State.DELETED_BY_ME,
    "omitted": State.MEDIA_OMITTED,
    "document": State.MEDIA_OMITTED,
    "view-once": State.MEDIA_OMITTED,
    "waiting": State.EMPTY,
    "null": State.CALL_OR_VIEW_ONCE,
}
_FLAGS: Final = {"view-once": VIEW_ONCE, "waiting": WAITING, "null": CALL_OR_VIEW_ONCE}
# Whatever people send, these take time in proportion to its length.
_IN_PARENTHESES: Final = re.compile(rf"(?P<name>[^\n]+?) \((?P<word>[^()\n]++)\){_M}")
_IN_ANGLES: Final = re.compile(r"<(?P<word>[^<>:\n]{2,40}): (?P<name>[^<>\n]++)>")
_OLD: Final = re.compile(rf"(?P<name>[^\n<>]+\.\w{{1,5}}) <(?P<word>[^<>:\n]{{2,40}})>{_M}")
_BY_WHATSAPP: Final = re.compile(r"(?:\d{5,8}-|[A-Z]{3}-\d{8}-WA\d).*\.\w{1,5}")
"""A file as WhatsApp names it, whatever words stand beside it."""


class Said(NamedTuple):
    """What a body is.

    `text` is without marks before it and what WhatsApp adds to an edited message, `files` names;
    `notice` is what nobody sent, and `telling` one that may matter as evidence.
    """

    text: str
    state: State = State.COMPLETE
    call: Call | None = None
    files: tuple[str, ...] = ()
    notice: bool = False
    telling: bool = False
    flags: tuple[str, ...] = ()


class Bodies:
    """Tells what the bodies of one chat are; `has` says whether a file of a name is in the export.

    Where its export sets a mark before WhatsApp's own words (`marked`), words without it are a
    person's own, however much they look like a notice or a call.
    """

    def __init__(self, *, marked: bool, iphone: bool, has: Callable[[str], bool]) -> None:
        self._marked = marked
        self._iphone = iphone
        self._has = has
        self._seen: dict[str, Said] = {}

    def said(self, body: str) -> Said:
        mark = LEADING_MARKS.match(body)
        text = body[mark.end() :] if mark else body
        if not text:
            return Said("", State.EMPTY)
        if (
            text[-1] not in LAST
            and mark is None
            and not vocabulary().may_be(text.partition("\n")[0])
        ):
            return Said(text)
        if (known := self._seen.get(body)) is not None:
            return known
        said = self._looked_at(text, marked=mark is not None)
        if len(body) < _SHORT and not said.files and len(self._seen) < _MOST_SEEN:
            self._seen[body] = said  # "image omitted" stands there a hundred thousand times
        return said

    def _looked_at(self, text: str, *, marked: bool) -> Said:
        before = _before_edited(text)
        if before is None:
            return self._unedited(text, marked=marked)
        said = self._unedited(before, marked=False)
        return said._replace(state=State.EDITED) if said.state is State.COMPLETE else said

    def unsigned(self, body: str) -> Said:
        """What a body without a sender is: a notice, or a call that names nobody."""
        text = _unmarked(body)
        call = call_of(text, marked=True)
        if call is not None and call.call.outcome == "missed":
            return Said(text, call=call.call, flags=call.flags)
        telling = not vocabulary().harmless.match(plain(text))
        return Said(text, notice=True, telling=telling and bool(text))

    def _unedited(self, text: str, *, marked: bool) -> Said:
        first, _, rest = text.partition("\n")
        meaning = self._meaning(first, rest)
        by_hand = self._marked and not marked and meaning in {"deleted", "deleted-by-me"}
        if meaning is not None and not by_hand:
            flag = _FLAGS.get(meaning)
            state = _STATES.get(meaning, State.COMPLETE)
            return Said(_unmarked(text), state, flags=(flag,) if flag else ())
        files = self._files(text, first)
        if files:
            return Said(_unmarked(text), files=files)
        if not marked and self._marked:
            return Said(text)
        if call := call_of(text, marked=marked):
            return Said(_unmarked(text), call=call.call, flags=call.flags)
        words = plain(text[:_LONGEST_NOTICE])
        known = vocabulary().notice if marked else vocabulary().unmistakable
        if known.match(words):
            telling = not vocabulary().harmless.match(words)
            return Said(_unmarked(text), notice=True, telling=telling)
        # Marks stand before places and polls, too.
        sent = "https://" in text or text.startswith(wordings("poll"))
        unknown = marked and self._marked and not sent
        return Said(text, flags=(UNKNOWN_WORDS,) if unknown else ())

    def _meaning(self, first: str, rest: str) -> str | None:
        """What WhatsApp's own words in the first line mean; None where they are a person's."""
        words = plain(first[:_LONGEST_NOTICE])
        if words.startswith("<") and words.endswith(">"):
            inner = words[1:-1]
            alone = ">" not in inner and "<" not in inner and (" " in inner or not inner.isascii())
            return "omitted" if alone and not _IN_ANGLES.search(first) else None
        known = vocabulary()
        meaning = known.exact.get(words)
        if meaning is None and known.document.fullmatch(words):
            meaning = "document"
        if meaning is None and known.deleted_by_admin.match(words):
            meaning = "deleted"
        typed = meaning == "null" and (first != "null" or self._iphone)
        captioned = rest and meaning not in {"omitted", "document"}
        return None if typed or captioned else meaning

    def _files(self, text: str, first: str) -> tuple[str, ...]:
        attached, tag = vocabulary().attached, vocabulary().tag
        beside = (_IN_PARENTHESES.fullmatch(first), attached), (_OLD.fullmatch(first), tag)
        inside = ((found, tag) for found in _IN_ANGLES.finditer(text))
        names = (self._file(found, words) for found, words in (*beside, *inside) if found)
        return tuple(name for name in names if name is not None)

    def _file(self, found: re.Match[str], words: frozenset[str]) -> str | None:
        """The name of a file, where the words beside it or the name itself say that it is one."""
        name = found["name"].strip(_UNSEEN)
        known = plain(found["word"]) in words or _BY_WHATSAPP.fullmatch(name)
        return name if known or self._has(name) else None


def _before_edited(text: str) -> str | None:
    """What stands before ``<This message was edited>`` in some language; None where that is not."""
    ending = text.rstrip(_UNSEEN)
    before, sign, words = ending[:-1].rpartition("<")
    edited = ending.endswith(">") and sign and plain(words) in vocabulary().edited
    return before.rstrip(_UNSEEN) if edited else None


def _unmarked(text: str) -> str:
    return text if text.isascii() else text.translate(_NO_MARKS)


_NO_MARKS: Final = dict.fromkeys(map(ord, EVERY_MARK))
