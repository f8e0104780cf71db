"""What signal-export (a program of others, for Signal Desktop) writes: a folder for each chat.

``chat.md`` (``index.md`` in older ones) in Markdown, and since 2022 ``data.json`` with one JSON
object in each line. The Markdown begins a message with ``[2019-05-29, 15:04] Name:``, later with
``[2019-05-29 15:04] Name:``, since 2023 with ``[2019-05-29 15:04:05] Name:``; lines that begin
with nothing of the kind go on with the message before. Times are those of the computer that made
the export, without a zone; its person is ``Me``.

Source: carderne/signal-export, ``sigexport/models.py``, ``create.py`` and ``main.py``.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.reading.jsonfile import JsonLines, storable
from stalkdiary.importers.reading.lines import MOST_BYTES, TextFile
from stalkdiary.importers.reading.source import ExportReading, reader
from stalkdiary.importers.signal.sigexport_message import ExportedChat
from stalkdiary.model.message import Item, Skipped
from stalkdiary.model.text import on_one_line, shortened

_COMMA = re.compile(r"\[([0-9]{4}-[0-9]{2}-[0-9]{2}, [0-9]{2}:[0-9]{2})\] ([^\n]*)")
_MINUTES = re.compile(r"\[([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2})\] ([^\n]*)")
_SECONDS = re.compile(r"\[([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})\] ([^\n]*)")
_COMMA_HEAD = re.compile(rb"\[[0-9]{4}-[0-9]{2}-[0-9]{2}, [0-9]{2}:[0-9]{2}\] [^\r\n]*?:")
_MINUTES_HEAD = re.compile(rb"\[[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}\] [^\r\n]*?:")
_SECONDS_HEAD = re.compile(rb"\[[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\] [^\r\n]*?:")
_DATED = re.compile(rb'\{\s*"date"\s*:\s*"')
_MARKDOWN: Final = ("chat.md", "index.md")
_DATA: Final = "data.json"


def recognises(export: Export) -> str | None:
    """``signal-export``, or None; see `registry.Importer`."""
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
        chat = ExportedChat(storable(named_after.stem)[0], "", source)
        if _is_data(export.head):
            yield from source.made(JsonLines(export).elements(), chat.of_json)
        else:
            yield from _of_text(source, None, chat)
        return
    for folder, data, text in _chats(export):
        chat = ExportedChat(folder.rpartition("/")[2] or export.name, folder, source)
        source.enclosed.uses(data)
        source.enclosed.uses(text)
        if data is not None:
            yield from source.made(JsonLines(export, data).elements(), chat.of_json)
        if data is not None and text is not None:
            yield Skipped(
                text.name,
                f"The same chat as in {data.name}, which was read: {_count(source.text(text))} "
                f"messages here, {chat.count} there. If there are more here, import this file as "
                "well.",
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
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if _COMMA_HEAD.match(start):
        return True
    # WhatsApp's exports in some languages begin alike, but are never Markdown.
    markdown = name.casefold().endswith(".md")
    return markdown and bool(_SECONDS_HEAD.match(start) or _MINUTES_HEAD.match(start))


def _is_markdown(head: bytes) -> bool:
    return _is_text(head, _MARKDOWN[0])


def _is_data(head: bytes) -> bool:
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    return bool(_DATED.match(first)) and b'"sender"' in first and b'"body"' in first


WITHIN: Final = r"[^/]+/"
DOCUMENTS: Final = Documents(
    {*_MARKDOWN, _DATA}.__contains__, lambda head: _is_markdown(head) or _is_data(head)
)


# Markdown ------------------------------------------------------------------------------------


class _Block(NamedTuple):
    """A message in Markdown: its lines, its time and sender as written, and what follows them."""

    first: int
    last: int
    time: str
    sender: str
    text: str


def _of_text(source: ExportReading, member: Member | None, chat: ExportedChat) -> Iterator[Item]:
    file = source.text(member)
    for first, last, time, sender, text in _blocks(file):
        locator, place = file.locator(first, last), f"{file.place}:{first}"
        make = partial(chat.of_text, locator, place, time, sender, text)
        yield source.attempt(locator, make)


def _blocks(file: TextFile) -> Iterator[_Block]:
    """The messages of a file in Markdown.

    Every header of a file has the form of its first. A line of another form, or in the form with
    seconds one that no empty line stands before, belongs to the message that it stands in: people
    can type what looks like a header.
    """
    head = file.head().lstrip(b"\r\n")
    spaced = not _COMMA_HEAD.match(head) and not _MINUTES_HEAD.match(head)
    form = _SECONDS if spaced else _COMMA if _COMMA_HEAD.match(head) else _MINUTES
    block: _Block | None = None
    lines: list[str] = []
    size, empty = 0, True
    for number, line in file.lines():
        header = form.fullmatch(line) if empty or not spaced else None
        sender, colon, text = _split(header[2]) if header else ("", "", "")
        if header and colon:
            if block is not None:
                yield block._replace(text="\n".join(lines))
            block = _Block(number, number, header[1], sender, "")
            lines, size = [text], 0
        elif block is not None:
            lines.append(line)
            size += len(line)
            block = block._replace(last=number) if line else block
        elif line:
            raise file.refused(
                number,
                f"“{shortened(on_one_line(line), 30)}”",
                "the beginning of a message, such as “[2019-05-29, 15:04] Name: text”",
                "Nothing was imported. Export it again, or copy the file again.",
            )
        empty = not line
        if size > MOST_BYTES:
            raise file.refused(
                number,
                f"a message of more than {MOST_BYTES // 1024**2} MiB",
                "messages",
                "Nothing was imported. No messaging program writes such a file.",
            )
    if block is not None:
        yield block._replace(text="\n".join(lines))


def _count(file: TextFile) -> str:
    try:
        return str(sum(1 for _ in _blocks(file)))
    except InputRefused:
        return "an unknown number of"


def _split(rest: str) -> tuple[str, str, str]:
    """Sender, colon and text; a message without text has no space after its colon."""
    sender, colon, text = rest.partition(": ")
    if not colon and rest.endswith(":"):
        return rest[:-1], ":", ""
    return sender, colon, text
