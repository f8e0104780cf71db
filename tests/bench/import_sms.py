"""Reads a large SMS backup and prints how fast that goes, and the peak memory.

    python tests/bench/import_sms.py [MEGABYTES] [ATTACHMENT_KILOBYTES]

The file is like one of 500 MB with 343,150 messages: three quarters of it are pictures. It is read
as for a first look and as for keeping, where pictures are hashed; and for comparison by lxml,
where that is installed: without making messages of it, and written without halves of emoji, at
which lxml stops. Each reading is a process of its own. On a busy machine compare the seconds of the
processor.
"""

import base64
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

START = 1_700_000_000_000
WORDS = ("answer", "me", "where", "are", "you", "I", "know", "please", "ring", "home", "now")
PICTURES = 0.75
"""Their share of the file."""


def make(path: Path, megabytes: int, kilobytes: int, emoji: str) -> None:
    """Writes the file; the same one every time."""
    generator = random.Random(1)  # noqa: S311 - filler, not a secret
    picture = base64.b64encode(generator.randbytes(kilobytes * 1024)).decode()
    written = pictures = number = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses>\n")
        while written < megabytes * 1024**2:
            number += 1
            sender, date = generator.randrange(30), START + number * 450_000
            if pictures < PICTURES * written:
                item = mms(number, sender, date, picture)
                pictures += len(item)
            else:
                words = generator.choices(WORDS, k=generator.randrange(4, 40))
                body = " ".join([*words, emoji] if number % 3 == 0 else words)
                item = sms(number, sender, date, body)
            written += file.write(item)
        file.write("</smses>\n")
    print(f"{number:,} messages, {written / 1024**2:.0f} MiB, pictures of {kilobytes} KiB")


def sms(number: int, sender: int, date: int, body: str) -> str:
    """A text message."""
    return (
        f'  <sms protocol="0" address="+4477009{sender:05d}" date="{date}" type="{1 + number % 2}" '
        f'subject="null" body="{body}" toa="null" sc_toa="null" '
        'service_center="+447700900999" read="1" status="-1" locked="0" '
        f'date_sent="{date - 1000}" sub_id="-1" readable_date="12 Mar 2026 21:30:05" '
        f'contact_name="Contact {sender}" />\n'
    )


def mms(number: int, sender: int, date: int, picture: str) -> str:
    """A picture message."""
    return (
        f'  <mms date="{date}" msg_box="1" address="+4477009{sender:05d}" m_id="m{number}" '
        'm_type="132" sub="null" text_only="0" read="1" seen="1" v="18" pri="129" '
        f'date_sent="{date // 1000}" contact_name="Contact {sender}">\n    <parts>\n'
        '      <part seq="-1" ct="application/smil" text="&lt;smil&gt;&lt;/smil&gt;" />\n'
        f'      <part seq="0" ct="image/jpeg" name="null" cl="IMG_{number}.jpg" text="null" '
        f'data="{picture}" />\n      <part seq="0" ct="text/plain" text="look" />\n    </parts>\n'
        f'    <addrs>\n      <addr address="+4477009{sender:05d}" type="137" charset="106" />\n'
        "    </addrs>\n  </mms>\n"
    )


def first_look(path: Path) -> int:
    """Reads as before an import."""
    return read(path, digest=False)


def keeping(path: Path) -> int:
    """Reads as during an import."""
    return read(path, digest=True)


def read(path: Path, *, digest: bool) -> int:
    """Reads every message."""
    from stalkdiary.importers.reading.export import Export, Reading
    from stalkdiary.importers.registry import importer_of, items

    with Export(path) as export:
        _, importer = importer_of(export)
        return sum(1 for _ in items(export, importer, Reading(digest=digest)))


def by_lxml(path: Path) -> int:
    """Reads every element, and makes nothing of it."""
    from lxml import etree

    count = 0
    for _, element in etree.iterparse(str(path), tag=("sms", "mms"), huge_tree=True):
        count += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return count


READERS: dict[str, Callable[[Path], int]] = {
    "first look": first_look,
    "keeping": keeping,
    "lxml": by_lxml,
}


def measure(name: str, path: Path) -> None:
    """Times one reader in this process."""
    start, busy = time.perf_counter(), time.process_time()
    count = READERS[name](path)
    took, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    mebibytes = path.stat().st_size / 1024**2
    print(
        f"{name:10} {mebibytes / took:5.0f} MiB/s  {took:6.2f} s ({busy:.2f} s of the processor)  "
        f"peak {peak:4.0f} MiB  {count:,} items"
    )


def main() -> None:
    """Makes the files, and reads them in one process after the other."""
    if sys.argv[1:2] == ["--read"]:
        measure(sys.argv[2], Path(sys.argv[3]))
        return
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    kilobytes = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    readers = {"first look": "halves", "keeping": "halves"}
    if find_spec("lxml"):
        readers["lxml"] = "whole"
    emoji = {"halves": "&#55357;&#56842;", "whole": "&#128522;"}
    with tempfile.TemporaryDirectory() as folder:
        for kind in dict.fromkeys(readers.values()):
            make(Path(folder) / f"{kind}.xml", megabytes, kilobytes, emoji[kind])
        for name, kind in readers.items():
            path = f"{folder}/{kind}.xml"
            subprocess.run([sys.executable, __file__, "--read", name, path], check=True)


if __name__ == "__main__":
    main()
