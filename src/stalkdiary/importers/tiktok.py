"""TikTok's download of one's data: direct messages, as JSON or as text.

In JSON (``user_data.json``, since 2024 ``user_data_tiktok.json``) each conversation is a list under
a name such as ``Chat History with alex.kay:``; as text, messages stand below a line with that name.
Times are in UTC. Videos that were shared are missing, or a link.

Sources: the parsers of RLEAPP (2025) and of five viewers of such downloads, which agree; no public
sample was found.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Final, NamedTuple

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.export import Member
from stalkdiary.importers.reading.jsonfile import JsonFile, Node, is_object
from stalkdiary.importers.reading.jsontext import ANY, Bad, Shape
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.model.message import Direction, ExportTime, Item, Kind, Message, Skipped, State

NOTHING_IN_IT: Final = (
    "TikTok leaves videos and pictures out of the download; that something was sent is certain."
)

# "Direct Messages" > "ChatHistory" since 2024, "Chat History" > "ChatHistory" before; groups alike.
_CHATS: Shape = {ANY: {ANY: {ANY: [None]}}}
_SHAPE: Shape = {"Direct Message": _CHATS, "Direct Messages": _CHATS}
WITHIN = r"(?:TikTok/)?Direct Messages?/"
_NAMED = re.compile(r"user_data(?:_tiktok)?(?: ?\([0-9]{1,3}\))?\.json")
_LISTS = re.compile(
    rb'"(?:ChatHistory|Chat History with [^"]*|FavoriteEffectsList|FavoriteSoundList|FansList|'
    rb'FavoriteVideoList|ItemFavoriteList|ProfileMap|LoginHistoryList)"\s*:'
)
_TITLE = re.compile(r"(?:>>> )?(?:Chat History with )?(.*?):*\s*")
_HEADING = re.compile(rb"(?m)^(?:\xef\xbb\xbf)?>>> Chat History with ")
_BEGINS: Final = ">>> Chat History with "
_STAMP = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?: UTC)?)(?: (.*))?")
_SENT = re.compile(r"([^\s:][^:]{0,199}):(?: (.*))?")
_OWN = re.compile(r"User ?name: (\S+)\s*", re.IGNORECASE)
_MOST_OF_A_PROFILE: Final = 64 * 1024
_AGAIN: Final = (
    "Nothing was imported. Ask TikTok for the download again, in JSON; or add --skip-bad to list "
    "what can't be read and take the rest."
)
_NOT_BOTH: Final = "a message without a time that exists or without a name"


def _items(source: ExportReading) -> Iterator[Item]:
    for member in source.files(DOCUMENTS):
        file = source.json(_SHAPE, member)
        make = partial(_item, _own_name(file), source.clock())
        yield from source.made(_said(file), make)
    texts = list(source.files(_TEXTS))
    own = _name_in_profile(source) if texts else None
    for member in texts:
        yield from _Text(source, member, own).items()


def _is_ours(head: bytes) -> bool:
    return is_object(head) and bool(_LISTS.search(head))


DOCUMENTS: Final = Documents(_NAMED.fullmatch, _is_ours)
_TEXTS: Final = Documents(ends_with(".txt"), _HEADING.search)
recognises = known_by(("tiktok", DOCUMENTS), ("tiktok-txt", _TEXTS))
read = reader(_items)


def _said(file: JsonFile) -> Iterator[Node]:
    """The messages; a section in which there is nothing may be null, or empty."""
    for node in file.elements():
        if not (isinstance(node.value, Bad) and node.value.found == "nothing"):
            yield node


def _own_name(file: JsonFile) -> str | None:
    """The name of the account that was downloaded, where the file tells it."""
    try:
        profile = file.outlines()[()].object("Profile")
        info = profile.object("Profile Info") or profile.object("Profile Information")
        return info.object("ProfileMap").text("userName")
    except InputRefused:
        return None  # it holds nobody's messages


def _name_in_profile(source: ExportReading) -> str | None:
    for member in source.export.members:
        if member.base.casefold().startswith("profile") and member.bytes <= _MOST_OF_A_PROFILE:
            lines = source.export.head_of(member).decode("utf-8", "replace").splitlines()
            found = next((match for line in lines if (match := _OWN.fullmatch(line))), None)
            if found is not None:
                source.enclosed.uses(member)
                return found[1]
    return None


def _item(own: str | None, clock: Clock, node: Node) -> Message:
    title = str(node.path[-2]) if len(node.path) > 1 else ""
    time = node.moment("Date", clock)
    text = node.text("Content") or ""
    return _message(node.locator, title, node.text("From"), own, time, text)


def _message(
    locator: str, title: str, sender: str | None, own: str | None, time: ExportTime, text: str
) -> Message:
    named = _TITLE.fullmatch(title)
    return Message(
        locator,
        Kind.MESSAGE,
        "TikTok",
        time,
        direction=Direction.of_sender(sender, own),
        sender=sender,
        thread=named[1] if named else title,
        text=text,
        state=State.showing(text),
        flags=() if text else (NOTHING_IN_IT,),
    )


class _Line(NamedTuple):
    """The first line of a message in a text: its number, when, and what stands behind that."""

    number: int
    at: str
    rest: str | None


class _Text:
    """One text file: a time and a name before each message, on one line or on two."""

    def __init__(self, source: ExportReading, member: Member | None, own: str | None) -> None:
        self._file = source.text(member, ": ")
        self._own = own
        self._skip_bad = source.reading.skip_bad
        self._clock = source.clock()

    def items(self) -> Iterator[Item]:
        """The messages, and the headings between them."""
        title, lines = "", list[str]()
        first: _Line | None = None
        number = 0
        for number, line in self._file.lines():
            stamp = _STAMP.fullmatch(line)
            if stamp is None and not line.startswith(_BEGINS):
                lines.append(line)
                continue
            yield from self._taken(title, first, lines, number)
            lines = []
            first = _Line(number, stamp[1], stamp[2]) if stamp else None
            if stamp is None:
                title = line
                yield Skipped(self._file.locator(number, number), "the name of a conversation")
        yield from self._taken(title, first, lines, number + 1)

    def _taken(self, title: str, first: _Line | None, lines: list[str], end: int) -> Iterator[Item]:
        """The message that ends before line `end`, if there is one."""
        if first is None:
            if any(line.strip() for line in lines):
                yield Skipped(self._file.locator(end - len(lines), end - 1), "not a message")
            return
        while lines and not lines[-1].strip():
            lines.pop()
        said = [*([first.rest] if first.rest else []), *lines]
        sent = _SENT.fullmatch(said[0]) if said else None
        locator = self._file.locator(first.number, first.number + len(lines))
        time = None
        with suppress(ValueError, OverflowError):
            time = self._clock.iso(first.at)
        if sent is None or time is None:
            if not self._skip_bad:
                raise self._file.refused(first.number, _NOT_BOTH, "both", _AGAIN)
            yield Skipped(locator, f"found {_NOT_BOTH}")
            return
        text = "\n".join([sent[2] or "", *said[1:]]).strip("\n")
        yield _message(locator, title, sent[1], self._own, time, text)
