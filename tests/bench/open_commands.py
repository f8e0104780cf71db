"""How long commands take inside `open`: from Enter to the last line that is shown.

    python tests/bench/open_commands.py [INCIDENTS]

An encrypted diary of typed incidents is made, opened in a pseudo-terminal of 80 columns and 30
rows, and each command is given in turn, seven times. Medians and longest, in milliseconds. Nothing
is kept.
"""

import os
import pty
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment

SECRET = "seven grey herons"  # noqa: S105 - of a diary made here
TEXT = (
    "he was outside again when I came home with the silver car and did not leave until my "
    "neighbour spoke to him about it later that evening"
)
KINDS = ("calls-messages", "unwanted-contact", "following-watching", "loitering", "threats")
COMMANDS = (
    "list",
    "list --last 10",
    "list --person Alex",
    "list --month 'March 2025'",
    "show 500",
    "search neighbour",
    "search herons",
    "summary",
    "people",
    "due",
    "exhibits",
    "verify",
)
TIMES = 7
# What prompt_toolkit puts out when a line has been taken, and where the next one is typed.
_TAKEN, _PROMPT, _FOOT = "\x1b[?2004l", "\x1b[0m>", "/ finds."


def filled(path: Path, count: int) -> None:
    """An encrypted diary of `count` incidents of 26 words, over three years."""
    start = datetime(2023, 11, 1, 7, tzinfo=UTC)
    with Diary.create(path, SECRET, initials="AB", timezone="Europe/London") as diary:
        for number in range(count):
            when = start + timedelta(hours=26280 * number / count)
            account = Account(
                what=f"{number}: {TEXT}",
                when=Moment.exact(when, timezone="Europe/London"),
                types=(KINDS[number % len(KINDS)],),
                where="at the back gate",
                channel="in person",
            )
            diary.add(account, person="Alex")


class Window:
    """The program, opened in a pseudo-terminal."""

    def __init__(self, path: Path) -> None:
        self._rest = ""
        child, self._window = pty.fork()
        if not child:
            os.environ |= {"COLUMNS": "80", "LINES": "30", "TERM": "xterm-256color"}
            command = [sys.executable, "-m", "stalkdiary", "--diary", str(path), "open"]
            os.execv(sys.executable, command)  # noqa: S606 - ourselves

    def until(self, *ends: str) -> str:
        """Reads until one of these is there; which of them."""
        while True:
            for end in ends:
                if end in self._rest:
                    self._rest = self._rest.partition(end)[2]
                    return end
            block = os.read(self._window, 65536).decode("utf-8", "replace")
            if "\x1b[6n" in block:
                os.write(self._window, b"\x1b[1;1R")
            self._rest += block

    def type(self, keys: str) -> None:
        os.write(self._window, keys.encode())


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notes.db"
        filled(path, count)
        window = Window(path)
        window.until("code):")
        window.type(f"{SECRET}\r")
        window.until(_PROMPT)
        for command in COMMANDS:
            took = []
            for _ in range(TIMES):
                began = time.perf_counter()
                window.type(f"{command}\r")
                window.until(_TAKEN)
                end = window.until(_PROMPT, _FOOT)
                took.append((time.perf_counter() - began) * 1000)
                if end == _FOOT:
                    window.type("q")
                    window.until(_PROMPT)
            print(f"{command:26} {statistics.median(took):6.0f} {max(took):6.0f}")
        window.type("leave\r")


if __name__ == "__main__":
    main()
