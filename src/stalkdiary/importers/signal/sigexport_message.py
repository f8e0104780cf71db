"""One message of signal-export, from its Markdown or its JSON; see `sigexport`."""

import re
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.enclosed import noting
from stalkdiary.importers.reading.jsonfile import Node, storable
from stalkdiary.importers.reading.jsontext import OR_SKIP_BAD
from stalkdiary.importers.reading.source import ExportReading
from stalkdiary.model.message import (
    Attachment,
    Call,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Resolution,
    State,
)

CHANNEL: Final = "Signal"
ME: Final = "Me"
BY_WORDS: Final = "It is known as a call by its words alone."
BACKWARDS: Final = "It is dated more than a day before the message above it, which is unusual."

_NOBODY: Final = "No-Sender"
_DELETED: Final = "(This message was deleted)"
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:[+-][0-9]{2}:[0-9]{2})?"
)
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(((?:\.?/?media|\.\./exported_stickers)/\S{1,400})\)")
_REACTIONS = re.compile(r"\(- [^\n]* -\)")
_CALL = re.compile(
    r"(Incoming|Outgoing|Missed)(?: (voice|video|[a-z]{1,9}))? call(?: \(([^()\n]*)\))?"
)
_LENGTH = re.compile(r"(?:([0-9]{1,6})m )?([0-9]{1,6})s")
_DETAILS: Final = {
    "accepted": "answered",
    "declined": "declined",
    "declined by recipient": "declined",
    "unanswered": "no-answer",
}
_DAY: Final = 24 * 60 * 60 * 1000


class ExportedChat:
    """One chat of the export; `count` is how many messages were made of it."""

    def __init__(self, name: str, folder: str, source: ExportReading) -> None:
        self._name = name
        self._folder = folder
        self._clock = source.clock()
        self._enclosed = source.enclosed
        self._latest: int | None = None
        self.count = 0

    def of_text(self, locator: str, place: str, time: str, sender: str, text: str) -> Message:
        """A message in Markdown; raises `InputRefused` where there is no such time."""
        told = self._told(time.replace(", ", "T").replace(" ", "T"), time)
        if told is None:
            raise InputRefused(
                f"{place}: found the time “{time}”, which no calendar has; expected one such as "
                "“2019-05-29, 15:04”.",
                OR_SKIP_BAD,
            )
        whole = text.lstrip("\n").rstrip()
        flags = list(told[1])
        body, links = _without_links(whole)
        attachments = self._attachments(links, flags)
        message = self._message(locator, sender, told[0])
        call = _call(body) if not attachments else None
        if call is not None:
            flags.append(BY_WORDS)
        return message._replace(
            kind=Kind.CALL if call else Kind.MESSAGE,
            call=call,
            text=body,
            raw_text=whole if whole != body else None,
            attachments=attachments,
            state=_state(message.direction, body, attachments, deleted=body == _DELETED),
            flags=tuple(flags),
        )

    def of_json(self, node: Node) -> Item:
        """A message in a line of ``data.json``."""
        raw = node.text("date") or ""
        told = self._told(raw, raw)
        if told is None:
            raise node.refused("date", "a time such as “2019-05-29T15:04:05”")
        flags = list(told[1])
        message = self._message(node.locator, node.text("sender") or "", told[0])
        text, raw_text = storable((node.exact("body") or "").strip())
        files = node.list("attachments")
        links = [(each.text("name") or "", each.text("path") or "") for each in files]
        attachments = self._attachments(links, flags)
        call = None
        if node.yes("call") or node.yes("missed"):
            call = _call(text) or Call(outcome="missed" if node.yes("missed") else "unknown")
        elif not attachments and (call := _call(text)) is not None:
            flags.append(BY_WORDS)
        return message._replace(
            kind=Kind.CALL if call else Kind.MESSAGE,
            call=call,
            text=text,
            raw_text=raw_text,
            attachments=attachments,
            state=_state(message.direction, text, attachments, deleted=node.yes("deleted")),
            flags=tuple(flags),
        )

    def _message(self, locator: str, sender: str, time: ExportTime) -> Message:
        self.count += 1
        nobody = sender in {"", _NOBODY}
        direction = Direction.UNKNOWN if nobody else Direction.IN
        return Message(
            locator,
            Kind.MESSAGE,
            CHANNEL,
            time,
            direction=Direction.OUT if sender == ME else direction,
            sender=None if nobody else sender,
            thread=self._name,
        )

    def _told(self, iso: str, raw: str) -> tuple[ExportTime, tuple[str, ...]] | None:
        if not _TIME.fullmatch(iso):
            return None
        precision = Resolution.MINUTE if iso.count(":") == 1 else Resolution.SECOND
        precision = Resolution.MILLISECOND if "." in iso else precision
        try:
            moment = datetime.fromisoformat(iso)
            if moment.tzinfo is not None:
                return self._in_order(self._clock.aware(moment, raw, precision), ())
            return self._in_order(*self._clock.wall(moment, raw, precision))
        except (ValueError, OverflowError):
            return None

    def _in_order(
        self, time: ExportTime, flags: tuple[str, ...]
    ) -> tuple[ExportTime, tuple[str, ...]]:
        before, self._latest = self._latest, time.instant
        backwards = before is not None and before - time.instant > _DAY
        return time, (*flags, BACKWARDS) if backwards else flags

    def _attachments(
        self, links: list[tuple[str, str]], flags: list[str]
    ) -> tuple[Attachment, ...]:
        def held(link: tuple[str, str]) -> tuple[Attachment, str | None]:
            name, path = storable(link[0])[0], unquote(link[1]).removeprefix("./")
            sought = f"{self._folder}/{path}" if self._folder else path
            attachment, odd = self._enclosed.named(sought.replace("/../", "/"))
            return attachment._replace(name=name or attachment.name), odd

        return noting(map(held, links), flags)


def _without_links(text: str) -> tuple[str, list[tuple[str, str]]]:
    """What was written, and the files and reactions that signal-export put behind it."""
    above, _, last = text.rpartition("\n")
    links: list[tuple[str, str]] = []
    for match in reversed(list(_LINK.finditer(last))):
        if last[match.end() :].strip():
            break
        links.insert(0, (match[1], match[2]))
        last = last[: match.start()]
    if _REACTIONS.fullmatch(last.strip()):
        last = ""
    return "\n".join(filter(None, (above, last))).rstrip(), links


def _state(way: Direction, text: str, files: tuple[Attachment, ...], *, deleted: bool) -> State:
    return State.deleted(way) if deleted else State.showing(text, files)


def _call(text: str) -> Call | None:
    """The call that the words of signal-export tell, None where they are no such words."""
    match = _CALL.fullmatch(text)
    if match is None:
        return None
    detail, _, length = (match[3] or "").partition(", ")
    outcome = "missed" if match[1] == "Missed" else _DETAILS.get(detail, "unknown")
    time = _LENGTH.fullmatch(length)
    seconds = None if time is None else int(time[1] or 0) * 60 + int(time[2])
    return Call("video" if match[2] == "video" else "voice", outcome, seconds)
