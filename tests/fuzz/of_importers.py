"""Every reader of exports; which one reads an input, the input decides.

The first line is the name of the export, and the rest the export.
"""

from pathlib import Path

import readers
from target import Target, Wrong

OWN_EXPORTS = (
    (
        "WhatsApp Chat with Alex.txt",
        b"14/03/2026, 20:01 - Alex: Hello\n14/03/2026, 20:04 - R: No\n",
    ),
    ("a.eml", b"From: a@example.com\nDate: Sat, 14 Mar 2026 20:01:00 +0000\nSubject: x\n\nHello\n"),
    ("notes.txt", b"14 March 2026\nHe rang twice.\n\n15 March 2026\nA card on the mat.\n"),
    ("calls.csv", b"Date,Time,Number,Duration\n14/03/2026,20:01,07700900142,00:10\n"),
    ("discord.csv", b"AuthorID,Author,Date,Content,Attachments,Reactions\n1,al,2026-03-14,Hi,,\n"),
)


def target(_folder: Path) -> Target:
    given = [(Path(each.place).name, each.data) for each in readers.seeds()] or list(OWN_EXPORTS)
    seeds = [name.encode() + b"\n" + data for name, data in given]
    return Target(_read_export, seeds, readers.MOST_BYTES)


def _read_export(name: str, data: bytes) -> None:
    fault = readers.read(readers.Seed(name or "export", data), data, len(data))
    if fault is not None:
        raise Wrong(fault)
