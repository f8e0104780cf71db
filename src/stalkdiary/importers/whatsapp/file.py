"""Which file of an export is the chat, and whose chat it is by the names of files."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import PurePosixPath
from typing import Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.whatsapp.first_look import first_shapes
from stalkdiary.importers.whatsapp.header import CLOSE, Shape
from stalkdiary.importers.whatsapp.vocabulary import EVERY_MARK, SLOT, plain, vocabulary, wordings
from stalkdiary.model.address import comparable
from stalkdiary.model.text import on_one_line, shortened

_BEGINS: Final = re.compile(r"[^\w]*(?:[RHS]?\d|令和|平成|昭和|\[)")
"""The beginning of a line that may be a header, whatever its digits and marks."""
_FIRST_LINES: Final = 10
"""A header stands among so many, where a person has not written more above the chat."""
_SIGNAL: Final = re.compile(r"\[\d{4}-\d\d-\d\d,? \d\d:\d\d\] ", re.ASCII)
"""Two forms of signal-export, which differ from WhatsApp's only in having no seconds."""
_CLOSE: Final = re.compile(CLOSE, re.MULTILINE)
_BY_WHATSAPP: Final = re.compile(r"(?:\d{5,8}-|DOC-\d{8}-WA\d).*", re.IGNORECASE)
"""A text file that was sent in a chat, as WhatsApp names it in an export."""
_UTF_16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_COPY: Final = re.compile(r" \(\d+\)$")
_IPHONE: Final = "_chat"
_SHOWN: Final = 60


def format_of(head: bytes) -> str | None:
    """``whatsapp-android`` or ``whatsapp-iphone``, by the beginning of a file; None for neither."""
    text = head.decode(_UTF_16.get(head[:2], "utf-8"), "replace")
    lines = [line for line in text.split("\n", _FIRST_LINES)[:_FIRST_LINES] if _BEGINS.match(line)]
    if not lines or _SIGNAL.match(lines[0].lstrip(EVERY_MARK)):
        return None
    shapes = first_shapes("\n".join([*lines, ""]))
    if not shapes or not _has_messages(shapes[0], text):
        return None
    return "whatsapp-iphone" if shapes[0].by_iphone else "whatsapp-android"


def _has_messages(shape: Shape, text: str) -> bool:
    """Whether somebody sends something, or WhatsApp speaks: a diary has dated lines, too."""
    _, *parts = shape.splitter.split(shape.newline + text)
    senders, bodies = parts[1::3], parts[2::3]
    if any(senders) or any(vocabulary().notice.match(plain(body)) for body in bodies):
        return True
    return len(bodies) > 1 and all(map(_CLOSE.match, bodies))


def chat_files(export: Export) -> list[tuple[Member | None, str]]:
    """The files of an export that are chats, with their formats; None for the export itself."""
    if export.is_single:
        found = format_of(export.head)
        return [] if found is None else [(None, found)]
    texts = [each for each in export.members if each.base.casefold().endswith(".txt")]
    formats = ((member, format_of(export.head_of(member))) for member in texts)
    chats = [(member, found) for member, found in formats if found is not None]
    sent = [(member, found) for member, found in chats if not _BY_WHATSAPP.fullmatch(member.base)]
    return list(sent or chats)


def must_not_be_named_so(export: Export) -> None:
    """Refuses what is no chat that can be read, and is named like one; with the line found."""
    named: list[Member | None] = [each for each in export.members if _is_named(each.base)]
    if export.is_single and _is_named(export.path.name):
        named = [None]
    for member in named:
        head = export.head_of(member)
        first = head.decode("utf-8", "replace").strip().partition("\n")[0]
        raise InputRefused(
            f"{export.place(member)}:1: found “{shortened(on_one_line(first), _SHOWN)}”; expected "
            "a line like '23/03/2022, 13:31 - NAME: TEXT' or '[23/03/2022, 13:31:05] NAME: TEXT'.",
            "Nothing was imported. Export the chat again, and use the file as it comes. To keep "
            "this one as it is: stalkdiary attach N FILE",
        )


def the_chat(export: Export) -> Member | None:
    """The one chat in an export, None for the export itself; refuses several, and UTF-16."""
    chats = chat_files(export)
    if len(chats) != 1:
        names = ", ".join(on_one_line(member.name) for member, _ in chats if member)
        raise InputRefused(
            f"{export.place()} holds {len(chats)} chats: {names}.",
            "Nothing was imported. Take them out of it, and import them one after the other.",
        )
    member, _ = chats[0]
    head = export.head_of(member)
    found = "UTF-16 text; expected UTF-8" if head[:2] in _UTF_16 else ""
    if b"\r" in head and b"\n" not in head:
        # Another person's messages would be text of the one above them.
        found = "lines that end with a carriage return alone; expected line feeds"
    if found:
        raise InputRefused(
            f"{export.place(member)}: found {found}.",
            "Nothing was imported. Use the file as WhatsApp exported it, not a copy that an "
            "editor saved.",
        )
    return member


def title(export: Export, member: Member | None) -> str | None:
    """The name of the chat by the name of its file: ``WhatsApp Chat with Alex.txt``.

    iPhones call the file ``_chat.txt`` and name the archive; unpacked, the folder has its name.
    """
    names = [export.path.name if member is None else PurePosixPath(member.name).name]
    stem = _stem(names[0])
    if stem == _IPHONE:
        names += [export.path.name, export.path.parent.name]
    elif member is not None:
        names.append(export.path.name)
    found = (_titles().fullmatch(_stem(name)) for name in names)
    named = next((each["name"].strip() for each in found if each is not None), stem)
    return None if named == _IPHONE else named


def _is_named(name: str) -> bool:
    return name.endswith(".txt") and _titles().fullmatch(_stem(name)) is not None


def _stem(name: str) -> str:
    """The name of a file without its kind, and without what browsers add to a second copy."""
    kindless = name.removesuffix(".zip").removesuffix(".txt")
    return _COPY.sub("", kindless).replace("\u00a0", " ")


def owner_hint(title: str | None, names: Iterable[str]) -> str | None:
    """Whose phone made the export of a chat of two: the one that the chat is not named after.

    This is a proposal for people to look at: a file can be renamed.
    """
    both = list(names)
    if title is None or len(both) != len(("the one", "the other")):
        return None
    wanted = comparable(title)
    named = (rf"(?<!\w){re.escape(comparable(name))}(?!\w)" for name in both)
    other = [name for name, form in zip(both, named, strict=True) if not re.search(form, wanted)]
    return other[0] if len(other) == 1 else None


@cache
def _titles() -> re.Pattern[str]:
    begins = "|".join(re.escape(title.removesuffix(SLOT)) for title in wordings("title"))
    return re.compile(rf"(?:{begins})(?P<name>.+)", re.IGNORECASE)
