"""Importing a long chat, from the file to the durable diary: seconds and peak memory.

python tests/bench/import_messages.py [MESSAGES] [--verify]

Makes a WhatsApp chat of so many messages (1,000,000 when left out) in a folder of its own, imports
it into a plain diary with the real command, then imports it again, which must add nothing. With
``--verify`` the diary is checked, too. What was made is removed.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

WORDS = [
    *("where", "are", "you", "answer", "me", "now", "please", "call", "back", "I", "saw", "today"),
    *("at", "the", "station", "with", "him", "why", "home", "work", "late", "again", "tomorrow"),
]


def write_chat(path: Path, count: int) -> None:
    """A chat of two, a message every five minutes, one in twenty of two lines."""
    chance = random.Random(1)  # noqa: S311 - the same file on every machine
    moment = datetime(2015, 1, 1)  # noqa: DTZ001 - as the telephone writes it
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            moment += timedelta(seconds=chance.randint(1, 600))
            text = " ".join(chance.choices(WORDS, k=chance.randint(4, 24)))
            if number % 20 == 0:
                text += "\n" + " ".join(chance.choices(WORDS, k=8))
            sender = "Alex" if number % 5 else "Rosie"
            file.write(f"{moment:%d/%m/%Y, %H:%M} - {sender}: {text}\n")


def run(home: str, *words: str) -> tuple[str, float, int]:
    """What a command prints, how many seconds it takes, and its peak memory in MiB."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "stalkdiary", *words],
        stdout=subprocess.PIPE,
        env={**os.environ, "HOME": home},
    )
    assert child.stdout is not None
    printed = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return printed, time.perf_counter() - started, usage.ru_maxrss // 1024


def main() -> None:
    """Makes, imports, imports again, and tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--verify", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        chat = Path(home) / "chat.txt"
        write_chat(chat, options.messages)
        print(f"{options.messages} messages, {chat.stat().st_size / 1e6:.0f} MB")
        run(home, "init", "--no-passphrase")
        for time_of_it in ("import", "again"):
            printed, seconds, peak = run(
                home, "import", str(chat), "--from", "Alex", "--me", "Rosie", "--json"
            )
            (found,) = json.loads(printed)
            print(
                f"{time_of_it}: {found['stored']} new, {found['duplicates']} held, "
                f"{found['incidents']} incidents, {seconds:.1f} s, {peak} MiB"
            )
        if options.verify:
            _, seconds, peak = run(home, "verify")
            print(f"verify: {seconds:.1f} s, {peak} MiB")


if __name__ == "__main__":
    main()
