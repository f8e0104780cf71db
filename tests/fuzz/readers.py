"""Small exports of every format, changed by chance: no reader may answer but with our own errors.

python tests/fuzz/readers.py [MUTATIONS] [--only WORD] [--slow SECONDS]

Changes each of the small exports so many times (100,000 when left out), reads what comes of it, and
names every change after which a reader stumbles over an error that is not ours, or takes longer
than `--slow` seconds of the processor (2 when left out). The changes are the same every time.
"""

import argparse
import io
import json
import random
import re
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from stalkdiary.errors import StalkdiaryError
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import importer_of, items
from stalkdiary.model.message import Item, Message, Skipped

SHARED = Path(__file__).parents[3] / "shared"
MOST_BYTES = 24 * 1024
NONE = {"MANIFEST.tsv", "README.md"}
GUARDED = re.compile(r"could not be read \((\w+)\)")
"""What the registry says of an error that no reader foresaw."""
TOKENS = (
    *(
        b"\0",
        b"\xff",
        b"\xed\xa0\x80",
        b"\xe2\x80\xae",
        b"\xe2\x80\xaf",
        b"\n",
        b"\r\n",
        b"\t",
        b'"',
    ),
    *(b"'", b"<", b">", b"&", b"&#0;", b"&#x110000;", b"]]>", b"<!--", b"</html>", b"{", b"}"),
    *(
        b"[",
        b"]",
        b":",
        b",",
        b";",
        b"\\",
        b"\\u0000",
        b"\\ud800",
        b"null",
        b"true",
        b"-1",
        b"1e999",
    ),
    *(b"0", b"9" * 20, b"1" * 400, b"NaN", b"99/99/9999", b"31/12/9999", b"01/01/0001", b"24:60"),
    *(b"=?utf-8?b?//8=?=", b"=?x?q?=zz?=", b"%(", b"{0}", b"From ", b"BEGIN:VEVENT", b"END:"),
)


class Seed(NamedTuple):
    """A small export.

    Attributes:
        place: where it stands among the test data.
        data: its bytes.
    """

    place: str
    data: bytes


class Fault(NamedTuple):
    """A change after which something was wrong.

    Attributes:
        seed: of which export.
        number: of the change.
        what: was wrong.
    """

    seed: Seed
    number: int
    what: str


def seeds() -> list[Seed]:
    """The small exports among the test data, in the order of their names; none where it is not."""
    paths = [path for name in ("cases/imports", "samples") for path in (SHARED / name).rglob("*")]
    files = [path for path in sorted(paths) if path.is_file() and not path.is_symlink()]
    small = [path for path in files if path.stat().st_size <= MOST_BYTES and path.name not in NONE]
    return [Seed(str(path.relative_to(SHARED)), path.read_bytes()) for path in small]


def changed(data: bytes, number: int) -> bytes:
    """The same bytes with a few changes, which `number` decides."""
    chance = random.Random(number)  # noqa: S311 - the same changes every time
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.9:
        return _with_member_changed(data, chance)
    return _mutated(data, chance)


def read(seed: Seed, data: bytes, number: int) -> str | None:
    """Reads an export; gives what was wrong besides our own errors.

    Each item can be written down, and is the same when it is read again.
    """
    reading = Reading(
        timezone_said=True,
        date_order="dmy",
        me="",
        direction="in",
        own=True,
        skip_bad=number % 2 > 0,
    )
    try:
        with Export(Path("/nowhere") / Path(seed.place).name, io.BytesIO(data)) as export:
            _, importer = importer_of(export)
            for item in items(export, importer, reading):
                if not _can_be_kept(item):
                    return f"it can't be kept: {item!r}"
    except StalkdiaryError as error:
        guarded = GUARDED.search(error.sentence)
        return guarded and f"{guarded[1]}: {error.__cause__}"
    return None


def _can_be_kept(item: Item) -> bool:
    """Whether it says the same once it was written down, and its time is one."""
    time = None if isinstance(item, Skipped) else item.time
    try:
        if time is not None:
            datetime.fromisoformat(time.local)
        if not isinstance(item, Message):
            return bool(json.dumps(item, ensure_ascii=False).encode())
        told = item.to_json()
        read = json.loads(json.dumps(told, ensure_ascii=False).encode())
        return Message.from_json(read).to_json() == told
    except ValueError:
        return False


def faults(seed: Seed, numbers: range, slow: float = float("inf")) -> Iterator[Fault]:
    """What is wrong after changes with these numbers."""
    for number in numbers:
        data = changed(seed.data, number)
        started = time.process_time()
        what = read(seed, data, number)
        took = time.process_time() - started
        if what is None and took > slow:
            what = f"{took:.1f} s for {len(data):,} bytes"
        if what is not None:
            yield Fault(seed, number, what)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(made) + 1)
        end = min(len(made), at + chance.choice((1, 2, 8, 64)))
        match chance.randrange(7):
            case 0:
                made[at:end] = b""
            case 1:
                made[at:at] = made[at:end] * chance.choice((1, 2, 50))
            case 2:
                made[at:at] = chance.choice(TOKENS)
            case 3:
                made[at:end] = chance.choice(TOKENS)
            case 4 if at < len(made):
                made[at] ^= 1 << chance.randrange(8)
            case 5 if digits := list(re.finditer(rb"[0-9]+", made)):
                start, stop = chance.choice(digits).span()
                made[start:stop] = str(chance.choice((0, 13, 60, 99, 10**18))).encode()
            case _:
                if chance.random() < 0.2:
                    del made[at:]
    return bytes(made)


def _with_member_changed(data: bytes, chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(buffer, "w") as made:
            names = given.namelist()
            which = chance.choice(names)
            for name in names:
                content = given.read(name)
                made.writestr(name, _mutated(content, chance) if name == which else content)
    except Exception:  # noqa: BLE001 - a hostile archive ends in any
        return _mutated(data, chance)
    return buffer.getvalue()


def main() -> None:
    """Changes, reads, and tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mutations", type=int, nargs="?", default=100_000)
    parser.add_argument("--only", default="")
    parser.add_argument("--slow", type=float, default=2.0)
    said = parser.parse_args()
    bad = 0
    for seed in seeds():
        if said.only in seed.place:
            found = list(faults(seed, range(said.mutations), said.slow))
            bad += len(found)
            for each in found[:3]:
                print(f"{seed.place} {each.number}: {each.what}", flush=True)
            print(f"{seed.place}: {said.mutations:,} changes, {len(found)} faults", flush=True)
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
