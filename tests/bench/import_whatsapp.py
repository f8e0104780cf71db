"""Reads a long WhatsApp chat and prints how fast that goes, and the peak memory.

    python tests/bench/import_whatsapp.py [MESSAGES] [PYTHON_WITH_WHATSTK]

The chat is one of two people on Android, about 92 bytes a message, with one in twenty of several
lines. It is read with our importer; with a bare regular expression and `datetime`, which keep
nothing and check nothing; and, where a second Python is given that has whatstk, with that, told the
form of the headers so that it need not look for it. Each reading is a process of its own, three
times in turn. On a busy machine compare the seconds of the processor.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

START = datetime(2015, 1, 1)  # noqa: DTZ001 - as a phone tells it
WORDS = ("answer", "me", "where", "are", "you", "I", "know", "please", "ring", "home", "now")
SEVERAL_LINES = 0.05
ROUNDS = 3
OURS = """
import sys
from pathlib import Path
from stalkdiary.importers.whatsapp import importer as whatsapp
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.model.message import Message
with Export(Path(sys.argv[1])) as export:
    assert whatsapp.recognises(export)
    print(sum(type(item) is Message for item in whatsapp.read(export, Reading(date_order="dmy"))))
"""
BARE = r"""
import re, sys
from datetime import datetime
header = re.compile(r"(\d\d)/(\d\d)/(\d{4}), (\d\d):(\d\d) - ([^:]+): (.*)")
count, body = 0, ""
for line in open(sys.argv[1], encoding="utf-8", newline="\n"):
    if found := header.match(line):
        day, month, year, hour, minute, sender, body = found.groups()
        time = datetime(int(year), int(month), int(day), int(hour), int(minute))
        count += 1
    else:
        body += line
print(count)
"""
WHATSTK = """
import sys
from whatstk import WhatsAppChat
form = "%d/%m/%Y, %H:%M - %name:"
print(len(WhatsAppChat.from_source(sys.argv[1], hformat=form, max_size=None).df))
"""


def make(path: Path, count: int) -> None:
    """Writes the chat; the same one every time."""
    generator = random.Random(1)  # noqa: S311 - filler, not a secret
    moment = START
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for _ in range(count):
            moment += timedelta(minutes=generator.choice((0, 0, 0, 1, 2, 5, 12)))
            body = " ".join(generator.choices(WORDS, k=generator.randrange(3, 23)))
            if generator.random() < SEVERAL_LINES:
                body += "\n" + " ".join(generator.choices(WORDS, k=8))
            sender = generator.choice(("Alex", "Sam Miller"))
            file.write(f"{moment:%d/%m/%Y, %H:%M} - {sender}: {body}\n")
    print(f"{count:,} messages, {path.stat().st_size / 1e6:.0f} MB")


def measure(name: str, python: str, code: str, path: Path) -> None:
    """Reads the chat in a process of its own, and prints what that took."""
    start = time.perf_counter()
    with subprocess.Popen([python, "-c", code, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        counted = process.stdout.read().decode().strip()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    took, cpu = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    print(f"{name}: {counted} messages, {took:.1f} s, processor {cpu:.1f} s, ", end="")
    print(f"peak {usage.ru_maxrss / 1024:.0f} MiB", flush=True)


def main() -> None:
    """Makes the chat, and reads it in every way."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    ways = [("ours", sys.executable, OURS), ("bare", sys.executable, BARE)]
    ways += [("whatstk", python, WHATSTK) for python in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "WhatsApp Chat with Alex.txt"
        make(path, count)
        for _ in range(ROUNDS):
            for name, python, code in ways:
                measure(name, python, code, path)


if __name__ == "__main__":
    main()
