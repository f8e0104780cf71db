"""Times whole commands in pairs against a bare interpreter, and against jrnl; prints the ratios.

    python tests/bench/pairs.py [ROUNDS] [JRNL]

Needs the program installed beside this interpreter, and the path of jrnl where that is installed
in an environment of its own. Uses a folder of its own; touches no diary.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 25
BIN = Path(sys.executable).parent
PROGRAM = str(BIN / "stalkdiary")
BARE = [sys.executable, "-I", "-c", "pass"]


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall time of one whole run.

    Raises:
        subprocess.CalledProcessError: it failed, so its time means nothing.
    """
    start = time.perf_counter()
    subprocess.run(
        command, check=True, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def ratio(
    name: str,
    command: list[str],
    environment: dict[str, str],
    rounds: int,
    other: list[str] = BARE,
) -> None:
    """Prints how many runs of `other` a `command` costs: median, least and most of the pairs."""
    seconds(command, environment)
    pairs = [(seconds(command, environment), seconds(other, environment)) for _ in range(rounds)]
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    wall = statistics.median(ours for ours, _ in pairs)
    print(
        f"{name:34} {statistics.median(ratios):6.2f}x  ({ratios[0]:.2f} to {ratios[-1]:.2f})  "
        f"{wall * 1000:6.0f} ms"
    )


def main() -> None:
    """Makes diaries of several sizes and prints a line for each job."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "STALKDIARY"))
        } | {"HOME": folder}
        secret = home / "secret"
        secret.write_text("correct horse battery staple\n", encoding="utf-8")
        photo = home / "photo.jpg"
        photo.write_bytes(b"\xff\xd8\xff" + os.urandom(4_000_000))

        plain = [PROGRAM, "--diary", str(home / "plain.db")]
        locked = [PROGRAM, "--diary", str(home / "locked.db"), "--passphrase-file", str(secret)]
        seconds([*plain, "init", "--no-passphrase"], environment)
        seconds([*locked, "init"], environment)
        story = ["--what", "He rang 14 times", "--when", "2026-03-12T21:30"]

        print(f"ratio to `python -I -c pass`, {rounds} pairs: median (least to most), median time")
        for name, command in (
            ("help-contacts", [PROGRAM, "help-contacts"]),
            ("--version", [PROGRAM, "--version"]),
            ("--help", [PROGRAM, "--help"]),
            ("add --help", [PROGRAM, "add", "--help"]),
            ("add, plain", [*plain, "add", *story]),
            ("add + 4 MB photo, plain", [*plain, "add", *story, "--attach", str(photo)]),
            ("add, passphrase", [*locked, "add", *story]),
            ("add + 4 MB photo, passphrase", [*locked, "add", *story, "--attach", str(photo)]),
            ("list --last 3, plain", [*plain, "list", "--last", "3"]),
            ("list --last 3, passphrase", [*locked, "list", "--last", "3"]),
            ("search, plain", [*plain, "search", "rang"]),
        ):
            ratio(name, command, environment, rounds)
        if len(sys.argv) > 2:
            against_jrnl(sys.argv[2], home, environment, rounds)


def against_jrnl(jrnl: str, home: Path, environment: dict[str, str], rounds: int) -> None:
    """Prints what a short command costs beside the one of jrnl that does as much.

    Both have as many entries: those that were there at the start, and one more for each `add`.
    """
    settings = home / "jrnl.yaml"
    settings.write_text(
        f"journals: {{default: {{journal: {home / 'jrnl.txt'}}}}}\n"
        "encrypt: false\neditor: ''\ntemplate: false\ntimeformat: '%F %R'\n"
        "default_hour: 9\ndefault_minute: 0\nhighlight: false\nlinewrap: 79\n"
        "tagsymbols: '@'\nindent_character: '|'\n"
        "colors: {body: none, date: none, tags: none, title: none}\n",
        encoding="utf-8",
    )
    theirs = [jrnl, "--config-file", str(settings)]
    ours = [PROGRAM, "--diary", str(home / "beside-jrnl.db")]
    written = [*theirs, "2026-03-12 21:30: He rang 14 times."]
    story = ["--what", "He rang 14 times.", "--when", "2026-03-12T21:30"]
    seconds([*ours, "init", "--no-passphrase"], environment)
    print(f"ratio to jrnl, {rounds} pairs: median (least to most), median time")
    ratio("add, plain", [*ours, "add", *story], environment, rounds, written)
    for name, words in (("list --last 20", ["list", "--last", "20"]), ("search", ["search", "14"])):
        ratio(f"{name} / -n 3", [*ours, *words], environment, rounds, [*theirs, "-n", "3"])


if __name__ == "__main__":
    main()
