"""The files within preserved exports: each has a reference of its own, and no bytes of its own.

Their references, names and hashes follow from the records of the imports, which never change: the
files of an export are numbered in the order in which its messages first refer to them. The bytes
are those of the export.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.store import ledger, queries
from stalkdiary.store.queries import understood

_ARCHIVE: Final = "application/zip"
# The records that name members of an export, in the order in which they were written.
_LINES: Final = (
    "SELECT import, incident, number, line FROM message WHERE instr(line, '\"member\"') "
    "UNION ALL "
    "SELECT message_change.import, message.incident, message.number, message_change.line "
    "FROM message_change JOIN message ON message.number = message_change.message "
    "WHERE instr(message_change.line, '\"member\"') "
    "ORDER BY import"
)


def enclosed(connection: sqlite.Connection) -> Iterator[Exhibit]:
    """Every file in an archive to which a message refers, in the order of the imports.

    `Exhibit.enclosed_in` is the export, `Exhibit.message` the message that first refers to it. The
    files of a folder, and those beside a single file, are exhibits like any other.
    """
    says = _later_words(connection)
    numbers: dict[int, dict[str, int]] = {}
    origins: dict[int, tuple[str, str] | None] = {}
    for entry, incident, message, line in connection.execute(_LINES).fetchall():
        if entry not in origins:
            origins[entry] = _archive(connection, entry)
        origin = origins[entry]
        if origin is None:
            continue
        known = numbers.setdefault(entry, {})
        with understood(f"Message {message}"):
            for each in json.loads(line)["message"].get("attachments", ()):
                member = each.get("member")
                if member is None or not each.get("sha256") or member in known:
                    continue
                known[member] = len(known) + 1
                shown = _exhibit(origin, known[member], incident, message, each)
                yield replace(shown, says=says.get(shown.ref))


def _later_words(connection: sqlite.Connection) -> dict[str, str | None]:
    """What was last said that a file shows, by its reference."""
    found = {}
    for entry in ledger.entries_of_kind(connection, "exhibit-amendment"):
        with understood(f"Entry {entry.number}"):
            body = json.loads(entry.body)
            found[body["ref"]] = body["says"]
    return found


def _archive(connection: sqlite.Connection, entry: int) -> tuple[str, str] | None:
    """The reference of the one archive that an import read, and when that was; else None."""
    body, recorded_at = connection.execute(
        "SELECT body, recorded_at FROM entry WHERE number = ?", (entry,)
    ).fetchone()
    with understood(f"Entry {entry}"):
        ref, *further = json.loads(body)["exhibits"]
    if further:
        return None  # parts of one download: which of them holds a file is not written down
    export = queries.exhibit(connection, ref)
    if export is None or export.media_type != _ARCHIVE:
        return None
    return ref, recorded_at


def _exhibit(
    origin: tuple[str, str], number: int, incident: int, message: int, file: dict[str, Any]
) -> Exhibit:
    export, recorded_at = origin
    name = str(file["member"]).rpartition("/")[2]
    return Exhibit(
        ref=f"{export}-{number}",
        incident=incident,
        added_at=recorded_at,
        name=name,
        bytes=file.get("bytes"),
        sha256=file["sha256"],
        media_type=_BY_ENDING.get(name.rpartition(".")[2].casefold()),
        enclosed_in=export,
        member=file["member"],
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
