"""Puts the program into one folder, such as one on a USB stick.

Run from the project's folder: ``python3 portable/stick.py /media/stick/notes``. The folder then
has everything but Python itself: ``sh /media/stick/notes/dayfile`` starts it on Linux and macOS,
``dayfile.cmd`` on Windows, each with the diary beside it. Its libraries are those of the kind of
computer that it was made on. docs/usb-stick.md says what such a stick hides, and what it doesn't.
"""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
NAME = "dayfile"
"""Neutral on purpose: whoever looks at the stick sees it."""
DIARY = "notes.db"
# -s and no bytecode: nothing of the computer's own is loaded, and nothing is written beside it.
LAUNCHERS = {
    NAME: f"""\
#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
export STALKDIARY_DIARY="${{STALKDIARY_DIARY:-$here/{DIARY}}}"
export PYTHONPATH="$here/lib" PYTHONDONTWRITEBYTECODE=1
exec python3 -s "$here/lib/{NAME}" "$@"
""",
    f"{NAME}.cmd": f"""\
@echo off
setlocal
set PYTHONPATH=%~dp0lib
set PYTHONDONTWRITEBYTECODE=1
if not defined STALKDIARY_DIARY set STALKDIARY_DIARY=%~dp0{DIARY}
py -s "%~dp0lib\\{NAME}" %*
""",
    f"lib/{NAME}": "import sys\n\nfrom stalkdiary.__main__ import main\n\nsys.exit(main())\n",
}
"""What stands in each file, by its place in the folder. The last has the name that helps show."""


def write_launchers(folder: Path) -> None:
    """Writes what starts the program, into a folder whose `lib` has its libraries."""
    for name, text in LAUNCHERS.items():
        ends = "\r\n" if name.endswith(".cmd") else "\n"
        (folder / name).write_text(text, encoding="utf-8", newline=ends)


def main() -> int:
    """Makes the folder that the first argument names."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and the folder
        sys.exit("Name a new folder: python3 portable/stick.py /media/stick/notes")
    folder = Path(sys.argv[1])
    if folder.exists():
        sys.exit(f"There is already something at {folder}. Nothing was changed.")
    library = folder / "lib"
    library.mkdir(parents=True)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-warn-conflicts",
        "--target",
        str(library),
    ]
    done = subprocess.run([*pip, str(PROJECT)], check=False)  # noqa: S603 - this Python
    if done.returncode == 0:
        write_launchers(folder)
        print(f"Start it with: sh {folder / NAME}")  # noqa: T201
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
