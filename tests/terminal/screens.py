"""What the screen shows in four journeys, at three widths.

Run from the project's folder, with tmux installed and the program's environment in use:
``python tests/terminal/screens.py``. It writes one text file for each journey to docs/screens.
Everything is made up, and made in a folder that is deleted afterwards.
"""

import itertools
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
WIDTHS = (80, 40, 20)
ROWS = 24
SECRET = "seven grey herons"  # noqa: S105 - of a diary made here
STORY = "He waited at the gate again when I came home, and called my name."
E = "\r"
_LOOK_EVERY = 0.05
"""Seconds."""
_STILL = 4
"""Looks. A screen that stays the same as often is ready."""
_PATIENCE = 400
"""Looks."""
_CODE = re.compile(r"^ {4}[0-9A-F-]{4,20}$", re.MULTILINE)
"""A line of a recovery code, which nobody is to take for one of theirs."""

_COUNT = itertools.count()

# What stands on the screen, and what is typed there.
Steps = Sequence[tuple[str, str]]
UNLOCK = (("$", f"stalkdiary open{E}"), ("code):", SECRET + E))
FIRST_EVENING: Steps = (
    ("$", f"stalkdiary add{E}"),
    ("Start a diary", f"y{E}"),
    ("A number", f"2{E}"),
    ("New passphrase", SECRET + E),
    ("again", SECRET + E),
    ("initials", f"AB{E}"),
    ("written it down", E),
    ("What happened?", f"{STORY}{E}{E}{E}"),
    ("When was it?", f"yesterday 9pm{E}"),
    ("saves", E),
    ("Saved as incident 1", ""),
)
DAILY_ADD: Steps = (
    *UNLOCK,
    ("Tab completes", f"1{E}"),
    ("What happened?", f"{STORY}{E}{E}{E}"),
    ("When was it?", f"now{E}"),
    ("saves", E),
    ("Saved as incident", f"leave{E}"),
    ("$", ""),
)
SEARCH: Steps = (
    *UNLOCK,
    ("Tab completes", f"search waiting gate{E}"),
    ("at the gate", f"leave{E}"),
)
LOCK: Steps = (
    ("$", f"stalkdiary open --lock-after 0.1{E}"),
    ("code):", SECRET + E),
    ("Tab completes", f"add{E}"),
    ("What happened?", "He is outside"),
    ("or recovery code):", SECRET + E),
    ("Tab completes", f"leave{E}"),
)
JOURNEYS = {
    "first-evening": FIRST_EVENING,
    "daily-add": DAILY_ADD,
    "search": SEARCH,
    "lock": LOCK,
}


class Window:
    """A window of tmux, with a shell in it and nothing else."""

    def __init__(self, home: Path, columns: int) -> None:
        self._tmux = ("tmux", "-f", "/dev/null", "-L", f"screens-{os.getpid()}-{next(_COUNT)}")
        os.environ.pop("TMUX", None)
        place = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "PS1": "$ ",
            "TERM": "screen-256color",
            "LC_ALL": "C.UTF-8",
        }
        words = [f"{name}={value}" for name, value in place.items()]
        size = ("-x", str(columns), "-y", str(ROWS))
        self._run("new-session", "-d", *size, "-c", str(home), "env", "-i", *words, "sh")
        self._run("set-option", "-g", "status", "off")
        self._run("resize-window", *size)

    def type(self, keys: str) -> None:
        for each in re.split(f"({E})", keys):
            if each:
                self._run("send-keys", *(("Enter",) if each == E else ("-l", each)))

    def when(self, words: str) -> str:
        """The screen, once these words are on it and nothing moves any more."""
        screen, same = "", 0
        for _ in range(_PATIENCE):
            shown = self._run("capture-pane", "-p").rstrip()
            same = same + 1 if shown == screen else 0
            screen = shown
            if same >= _STILL and "".join(words.split()) in "".join(screen.split()):
                return screen
            time.sleep(_LOOK_EVERY)
        sys.exit(f"waited for {words!r}:\n{screen}")

    def close(self) -> None:
        self._run("kill-server")

    def _run(self, *words: str) -> str:
        done = subprocess.run([*self._tmux, *words], check=True, capture_output=True, text=True)
        return done.stdout


def played(home: Path, steps: Steps, columns: int) -> list[str]:
    """The screens of a journey, each with the keys that were typed below it."""
    window = Window(home, columns)
    told = []
    try:
        for words, keys in steps:
            screen = _CODE.sub("    0000-0000", window.when(words)).replace(str(home), "/home/ab")
            typed = keys.replace(E, " [Enter]").replace(SECRET, "(the passphrase, unseen)")
            told.append(f"{screen}\n{'-' * columns}\nTyped: {typed.strip() or '(nothing)'}\n")
            window.type(keys)
    finally:
        window.close()
    return told


def main() -> None:
    SCREENS.mkdir(exist_ok=True)
    told: dict[str, list[str]] = {name: [] for name in JOURNEYS}
    for columns in WIDTHS:
        with tempfile.TemporaryDirectory() as folder:
            for name, steps in JOURNEYS.items():
                told[name].append(f"==== {columns} columns ====\n")
                told[name] += played(Path(folder), steps, columns)
    for name, parts in told.items():
        (SCREENS / f"{name}.txt").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
