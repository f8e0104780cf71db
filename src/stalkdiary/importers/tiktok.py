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
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, ends_with, showing
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
_IS_OURS: Final = showing(
    is_object,
    rb'"(?:ChatHistory|Chat History with [^"]*|FavoriteEffectsList|FavoriteSoundList|FansList|'
    rb'FavoriteVideoList|ItemFavoriteList|ProfileMap|LoginHistoryList)"\s*:',
)
_BEFORE_NAME = re.compile(r"(?:>>> ?)?(?:Chat History with )?")
_HEADING = re.compile(rb"(?m)^(?:\xef\xbb\xbf)?(?:>>> ?)?Chat History with .*:\s*$")
_TITLED = re.compile(r"(?:>>> ?)?Chat History with .*:\s*")
_STAMP = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?: UTC)?)(?: (.*))?")
_SENT = re.compile(r"([^\s:][^:]{0,199}):(?: (.*))?")
_OWN = re.compile(r"User ?name: (\S+)\s*", re.IGNORECASE)
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


DOCUMENTS: Final = Documents(_NAMED.fullmatch, _IS_OURS)
_TEXTS: Final = Documents(ends_with(".txt"), _HEADING.search)
recognises = known_by(("tiktok", DOCUMENTS), ("tiktok-txt", _TEXTS))
read = reader(_items)


def _said(file: JsonFile) -> Iterator[Node]:
    """The messages; a section in which there is nothing may be null, or empty."""
    for node in file.elements():
        if not (isinstance(node.value, Bad) and node.value.found == "nothing"):
            yield node


def _own_name(file: JsonFile) -> str | None:
    try:
        profile = file.outlines()[()].object("Profile")
        info = profile.object("Profile Info") or profile.object("Profile Information")
        return info.object("ProfileMap").text("userName")
    except InputRefused:
        return None  # it holds nobody's messages


def _name_in_profile(source: ExportReading) -> str | None:
    def tell(member: Member) -> str | None:
        lines = source.export.head_of(member).decode("utf-8", "replace").splitlines()
        return next((match[1] for line in lines if (match := _OWN.fullmatch(line))), None)

    return next(source.told(lambda base: base.startswith("profile"), tell), None)


def _item(own: str | None, clock: Clock, node: Node) -> Message:
    title = str(node.path[-2]) if len(node.path) > 1 else ""
    time = node.moment("Date", clock)
    text = node.text("Content") or ""
    return _message(node.locator, title, node.text("From"), own, time, text)


def _message(
    locator: str, title: str, sender: str | None, own: str | None, time: ExportTime, text: str
) -> Message:
    return Message(
        locator,
        Kind.MESSAGE,
        "TikTok",
        time,
        direction=Direction.of_sender(sender, own),
        sender=sender,
        thread=_BEFORE_NAME.sub("", title, count=1).rstrip().rstrip(":"),
        text=text,
        state=State.showing(text),
        flags=() if text else (NOTHING_IN_IT,),
    )


class _Text:
    """One text file: a time and a name before each message, on one line or on two."""

    def __init__(self, source: ExportReading, member: Member | None, own: str | None) -> None:
        self._file = source.text(member, ": ")
        self._own = own
        self._skip_bad = source.reading.skip_bad
        self._clock = source.clock()

    def items(self) -> Iterator[Item]:
        title = ""
        for first, last, begins, lines in self._file.passages(_begins):
            if begins is not None and begins.re is _STAMP:
                yield self._message(title, first, last, begins, lines)
                continue
            if begins is not None:
                title = begins[0]
                yield Skipped(self._file.locator(first, first), "the name of a conversation")
                first += 1  # noqa: PLW2901 - what follows it is no message
            if any(line.strip() for line in lines):
                yield Skipped(self._file.locator(first, last), "not a message")

    def _message(
        self, title: str, first: int, last: int, stamp: re.Match[str], lines: list[str]
    ) -> Item:
        said = [*([stamp[2]] if stamp[2] else []), *lines[: last - first]]
        sent = _SENT.fullmatch(said[0]) if said else None
        time = None
        with suppress(ValueError, OverflowError):
            time = self._clock.iso(stamp[1])
        locator = self._file.locator(first, last)
        if sent is not None and time is not None:
            text = "\n".join([sent[2] or "", *said[1:]]).strip("\n")
            return _message(locator, title, sent[1], self._own, time, text)
        if not self._skip_bad:
            raise self._file.refused(first, _NOT_BOTH, "both", _AGAIN)
        return Skipped(locator, f"found {_NOT_BOTH}")


def _begins(line: str, _: str) -> re.Match[str] | None:
    return _STAMP.fullmatch(line) or _TITLED.match(line)
