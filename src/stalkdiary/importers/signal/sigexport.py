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

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.documents import Documents
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.reading.jsonfile import JsonLines, storable
from stalkdiary.importers.reading.lines import TextFile
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


def _of_text(source: ExportReading, member: Member | None, chat: ExportedChat) -> Iterator[Item]:
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
    seconds one that no empty line stands before, belongs to the message that it stands in: people
    can type what looks like a header.
    """
    head = file.head().lstrip(b"\r\n")
    spaced = not _COMMA_HEAD.match(head) and not _MINUTES_HEAD.match(head)
    form = _SECONDS if spaced else _COMMA if _COMMA_HEAD.match(head) else _MINUTES

    def begins(line: str, before: str) -> re.Match[str] | None:
        header = None if before and spaced else form.fullmatch(line)
        return header if header and _split(header[2])[1] else None

    return begins


def _count(file: TextFile) -> str:
    try:
        found = file.passages(_begins(file))
        return str(sum(each.begins is not None for each in found))
    except InputRefused:
        return "an unknown number of"


def _split(rest: str) -> tuple[str, str, str]:
    """Sender, colon and text; a message without text has no space after its colon."""
    sender, colon, text = rest.partition(": ")
    if not colon and rest.endswith(":"):
        return rest[:-1], ":", ""
    return sender, colon, text
