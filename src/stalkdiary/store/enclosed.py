"""The files within preserved exports: each has a reference of its own, and no bytes of its own.

Their references, names and hashes follow from the records of the imports, which never change: the
files of an export are numbered in the order in which its messages first refer to them. A file that
lies in a message itself, as in a mail or in a backup of text messages, is known by its SHA-256. The
bytes are those of the export.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.store import ledger, queries
from stalkdiary.store.queries import understood

_ARCHIVE: Final = "application/zip"
# The records that tell of files with a hash, in the order in which they were written.
_LINES: Final = (
    "SELECT import, incident, number, line FROM message WHERE instr(line, '\"sha256\"') "
    "UNION ALL "
    "SELECT message_change.import, message.incident, message.number, message_change.line "
    "FROM message_change JOIN message ON message.number = message_change.message "
    "WHERE instr(message_change.line, '\"sha256\"') "
    "ORDER BY import"
)


@dataclass(frozen=True, slots=True)
class _Origin:
    """An export that holds files: the references of its parts, when it came, and its make."""

    refs: tuple[str, ...]
    recorded_at: str
    is_archive: bool


def enclosed(connection: sqlite.Connection) -> Iterator[Exhibit]:
    """Every file in an export to which a message refers, in the order of the imports.

    `Exhibit.enclosed_in` is the export, of several parts the one that holds it; `Exhibit.message`
    the message that first refers to it; `Exhibit.member` None where it lies in the message itself.
    The files of a folder, and those beside a single file, are exhibits like any other.
    """
    says = _later_words(connection)
    numbers: dict[tuple[int, str], dict[str, int]] = {}
    origins: dict[int, _Origin | None] = {}
    for entry, incident, message, line in connection.execute(_LINES).fetchall():
        if entry not in origins:
            origins[entry] = _origin(connection, entry)
        origin = origins[entry]
        if origin is None:
            continue
        with understood(f"Message {message}"):
            for each in json.loads(line)["message"].get("attachments", ()):
                member, sha256 = each.get("member"), each.get("sha256")
                name = member or sha256
                ref = origin.refs[each.get("part", 1) - 1]
                known = numbers.setdefault((entry, ref), {})
                if not sha256 or name in known or (member and not origin.is_archive):
                    continue
                known[name] = len(known) + 1
                shown = _exhibit(origin, ref, known[name], incident, message, each)
                yield replace(shown, says=says.get(shown.ref))


def parts(connection: sqlite.Connection, ref: str) -> tuple[Exhibit, ...]:
    """The exhibits that make up an export to which this one belongs."""
    for entry in ledger.entries_of_kind(connection, "import"):
        with understood(f"Entry {entry.number}"):
            refs = json.loads(entry.body)["exhibits"]
        if ref in refs:
            found = (queries.exhibit(connection, each) for each in refs)
            return tuple(each for each in found if each is not None)
    return ()


def _later_words(connection: sqlite.Connection) -> dict[str, str | None]:
    """What was last said that a file shows, by its reference."""
    found = {}
    for entry in ledger.entries_of_kind(connection, "exhibit-amendment"):
        with understood(f"Entry {entry.number}"):
            body = json.loads(entry.body)
            found[body["ref"]] = body["says"]
    return found


def _origin(connection: sqlite.Connection, entry: int) -> _Origin | None:
    """The export that an import read, where it was one file or several zip files; else None."""
    body, recorded_at = connection.execute(
        "SELECT body, recorded_at FROM entry WHERE number = ?", (entry,)
    ).fetchone()
    with understood(f"Entry {entry}"):
        refs = json.loads(body)["exhibits"]
    found = [queries.exhibit(connection, each) for each in refs]
    archives = sum(each is not None and each.media_type == _ARCHIVE for each in found)
    if len(found) > 1 and archives < len(found):
        return None
    return _Origin(tuple(refs), recorded_at, is_archive=archives > 0)


def _exhibit(
    origin: _Origin, ref: str, number: int, incident: int, message: int, file: dict[str, Any]
) -> Exhibit:
    member = file.get("member")
    name = str(member).rpartition("/")[2] if member else str(file["name"])
    declared = file.get("media_type")
    told = _BY_ENDING.get(name.rpartition(".")[2].casefold())
    return Exhibit(
        ref=f"{ref}-{number}",
        incident=incident,
        added_at=origin.recorded_at,
        name=name,
        bytes=file.get("bytes"),
        sha256=file["sha256"],
        media_type=told or (declared if declared in _KNOWN else None),
        enclosed_in=ref,
        member=member,
        message=message,
    )


_BY_ENDING: Final = {
    **dict.fromkeys(("jpg", "jpeg"), "image/jpeg"),
    **{ending: f"image/{ending}" for ending in ("png", "webp", "gif", "heic")},
    **dict.fromkeys(("opus", "ogg", "oga"), "audio/ogg"),
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "aac": "audio/aac",
    "amr": "audio/amr",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "3gp": "video/3gpp",
    "pdf": "application/pdf",
    "vcf": "text/vcard",
}
"""What the name says; an export may hold thousands, and none is opened to list it."""
_KNOWN: Final = frozenset(_BY_ENDING.values())
