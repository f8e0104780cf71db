"""What signal-export (a program of others, for Signal Desktop) writes: a folder for each chat.

``chat.md`` (``index.md`` in older ones) in Markdown, and since 2022 ``data.json`` with one JSON
object in each line. The Markdown begins a message with ``[2019-05-29, 15:04] Name:``, later with
``[2019-05-29 15:04] Name:``, since 2023 with ``[2019-05-29 15:04:05] Name:``; lines that begin
with nothing of the kind go on with the message before. Times are those of the computer that made
the export, without a zone; its person is ``Me``.

Source: carderne/signal-export, ``sigexport/models.py``, ``create.py`` and ``main.py``.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final
from urllib.parse import unquote

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.enclosed import noting
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.reading.jsonfile import JsonLines, Node, storable
from stalkdiary.importers.reading.jsontext import OR_SKIP_BAD
from stalkdiary.importers.reading.lines import TextFile
from stalkdiary.importers.reading.source import ExportReading, reader
from stalkdiary.model.message import (
    Attachment,
    Call,
    Direction,
    ExportTime,
    Item,
    Kind,
    Message,
    Skipped,
    State,
)
from stalkdiary.model.text import on_one_line, shortened

CHANNEL: Final = "Signal"
ME: Final = "Me"
BY_WORDS: Final = "It is known as a call by its words alone."
BACKWARDS: Final = "It is dated more than a day before the message above it, which is unusual."
HEADER_IN_TEXT: Final = (
    "A line of it looks like a message of its own, but not as this export writes them."
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
_COMMA = re.compile(r"\[([0-9]{4}-[0-9]{2}-[0-9]{2}, [0-9]{2}:[0-9]{2})\] ([^\n]*)")
_MINUTES = re.compile(r"\[([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2})\] ([^\n]*)")
_SECONDS = re.compile(r"\[([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})\] ([^\n]*)")
_SPACED = re.compile(rb"\n\r?\n\[[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\] ")
_ANY_HEADER = re.compile(
    r"(?m)^\[[0-9]{4}-[0-9]{2}-[0-9]{2},? [0-9]{2}:[0-9]{2}(?::[0-9]{2})?\] [^\n]{0,200}:"
)
_DATED = re.compile(rb'\{\s*"date"\s*:\s*"')
_MARKDOWN: Final = ("chat.md", "index.md")
_DATA: Final = "data.json"


def recognises(export: Export) -> str | None:
    if export.is_single:
        ours = _is_text(export.head, export.name) or _is_data(export.head)
    else:
        ours = any(True for _ in _chats(export))
    return "signal-export" if ours else None


def _items(source: ExportReading) -> Iterator[Item]:
    export = source.export
    if export.is_single:
        stem = export.path.stem
        named_after = export.path.parent if stem in {"chat", "index", "data"} else export.path
        chat = _Chat(storable(named_after.stem)[0], "", source)
        if _is_data(export.head):
            yield from source.made(JsonLines(export).elements(), chat.of_json)
        else:
            yield from _of_text(source, None, chat)
        return
    for folder, data, text in _chats(export):
        chat = _Chat(folder.rpartition("/")[2] or export.name, folder, source)
        source.enclosed.uses(data)
        source.enclosed.uses(text)
        if data is not None:
            yield from source.made(JsonLines(export, data).elements(), chat.of_json)
        if data is not None and text is not None:
            yield Skipped(
                text.name,
                f"The same chat as in {data.name}, which was read. Messages here: "
                f"{_count(source.text(text))}; there: {chat.count}. If there are more here, import "
                "this file as well.",
            )
        elif text is not None:
            yield from _of_text(source, text, chat)


read = reader(_items)


def _chats(export: Export) -> Iterator[tuple[str, Member | None, Member | None]]:
    """Each chat: its folder, its ``data.json`` and its Markdown."""
    found: dict[str, dict[str, Member]] = {}
    for member in export.members:
        base = member.base.casefold()
        if base == _DATA or base in _MARKDOWN:
            folder = member.name.removesuffix(member.base).rstrip("/")
            kind = _DATA if base == _DATA else "text"
            ours = _is_data if base == _DATA else _is_markdown
            if ours(export.head_of(member)):
                found.setdefault(folder, {}).setdefault(kind, member)
    for folder, files in found.items():
        yield folder, files.get(_DATA), files.get("text")


def _is_text(head: bytes, name: str) -> bool:
    form = _form(head)
    # WhatsApp's exports in some languages begin alike, but are never Markdown.
    return form in {_COMMA, _MINUTES} or (form is _SECONDS and name.casefold().endswith(".md"))


def _is_markdown(head: bytes) -> bool:
    return _form(head) is not None


def _form(head: bytes) -> re.Pattern[str] | None:
    """The form of the first header, where the file begins with one."""
    start = head.decode("utf-8-sig", "replace").lstrip("\r\n")
    begun = ((form, form.match(start)) for form in (_COMMA, _SECONDS, _MINUTES))
    return next((form for form, match in begun if match and ":" in match[2]), None)


def _is_data(head: bytes) -> bool:
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    return bool(_DATED.match(first)) and b'"sender"' in first and b'"body"' in first


WITHIN: Final = r"[^/]+/"
DOCUMENTS: Final = Documents(
    {*_MARKDOWN, _DATA}.__contains__, lambda head: _is_markdown(head) or _is_data(head)
)


# One message ---------------------------------------------------------------------------------


class _Chat:
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
        told = self._told(time.replace(", ", " "), time)
        if told is None:
            raise InputRefused(
                f"{place}: found the time “{time}”, which no calendar has; expected one such as "
                "“2019-05-29, 15:04”.",
                OR_SKIP_BAD,
            )
        whole = text.lstrip("\n").rstrip()
        flags = list(told[1])
        if _ANY_HEADER.search(whole):
            flags.append(HEADER_IN_TEXT)
        body, links = _without_links(whole)
        attachments = self._attachments(links, flags)
        message = self._message(locator, sender, told[0])._replace(
            text=body, raw_text=whole if whole != body else None, attachments=attachments
        )
        call = _call(body) if not attachments else None
        if call is not None:
            flags.append(BY_WORDS)
        return _finished(message, call, flags, deleted=body == "(This message was deleted)")

    def of_json(self, node: Node) -> Item:
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
        message = message._replace(text=text, raw_text=raw_text, attachments=attachments)
        return _finished(message, call, flags, deleted=node.yes("deleted"))

    def _message(self, locator: str, sender: str, time: ExportTime) -> Message:
        self.count += 1
        nobody = sender in {"", "No-Sender"}
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
        try:
            time, flags = self._clock.stated(iso, raw)
        except (ValueError, OverflowError):
            return None
        before, self._latest = self._latest, time.instant
        backwards = before is not None and before - time.instant > _DAY
        return time, (*flags, BACKWARDS) if backwards else flags

    def _attachments(
        self, links: list[tuple[str, str]], flags: list[str]
    ) -> tuple[Attachment, ...]:
        def held(link: tuple[str, str]) -> tuple[Attachment, str | None]:
            name, path = storable(link[0])[0], unquote(link[1]).removeprefix("./")
            sought = f"{self._folder}/{path}" if self._folder else path
            return self._enclosed.named(sought.replace("/../", "/"), called=name)

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


def _finished(message: Message, call: Call | None, flags: list[str], *, deleted: bool) -> Message:
    shown = State.showing(message.text, message.attachments)
    return message._replace(
        kind=Kind.CALL if call else Kind.MESSAGE,
        call=call,
        state=State.deleted(message.direction) if deleted else shown,
        flags=tuple(flags),
    )


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


# Markdown ------------------------------------------------------------------------------------


def _of_text(source: ExportReading, member: Member | None, chat: _Chat) -> Iterator[Item]:
    file = source.text(member)
    for first, last, begins, lines in file.passages(_begins(file)):
        locator, place = file.locator(first, last), f"{file.place}:{first}"
        if begins is None:
            number, line = next((each for each in enumerate(lines, first) if each[1]), (0, ""))
            if line:
                raise file.refused(
                    number,
                    f"“{shortened(on_one_line(line), 30)}”",
                    "the beginning of a message, such as “[2019-05-29, 15:04] Name: text”",
                    "Nothing was imported. Export it again, or copy the file again.",
                )
            continue
        sender, _, text = _split(begins[2])
        said = "\n".join([text, *lines])
        make = partial(chat.of_text, locator, place, begins[1], sender, said)
        yield source.attempt(locator, make)


def _begins(file: TextFile) -> Callable[[str, str], re.Match[str] | None]:
    """What finds the first line of a message in a file in Markdown.

    Every header of a file has the form of its first. A line of another form, or in the form with
    seconds one that no empty line stands before where one stands before others, belongs to the
    message that it stands in: people can type what looks like a header.
    """
    form = _form(file.head()) or _SECONDS
    spaced = form is _SECONDS and _SPACED.search(file.head().lstrip(b"\r\n")) is not None

    def begins(line: str, before: str) -> re.Match[str] | None:
        header = None if before and spaced else form.fullmatch(line)
        return header if header and _split(header[2])[1] else None

    return begins


def _count(file: TextFile) -> str:
    try:
        found = file.passages(_begins(file))
        return str(sum(each.begins is not None for each in found))
    except InputRefused:
        return "an unknown number"


def _split(rest: str) -> tuple[str, str, str]:
    """Sender, colon and text; a message without text has no space after its colon."""
    sender, colon, text = rest.partition(": ")
    if not colon and rest.endswith(":"):
        return rest[:-1], ":", ""
    return sender, colon, text
