"""The command as a process of its own: pipes, closed streams, real bytes, locales, signals."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import stalkdiary

SOURCE = str(Path(stalkdiary.__file__).parent.parent)
COMMAND = [sys.executable, "-m", "stalkdiary"]


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    return {
        "PYTHONPATH": SOURCE,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
    }


def start(
    environment: dict[str, str], *words: str | bytes, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *words],
        env=environment,
        cwd=environment["HOME"],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=600,
    )


def shell(environment: dict[str, str], line: str) -> subprocess.CompletedProcess[str]:
    """A line of shell in which "$@" is the command."""
    return subprocess.run(
        ["/bin/bash", "-c", line, "-", *COMMAND],
        env=environment,
        cwd=environment["HOME"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_a_day(environment: dict[str, str], home: Path) -> None:
    """From nothing to a report, as somebody would do it in a script."""
    assert start(environment, "init", "--no-passphrase").returncode == 0
    done = start(environment, "add", "--when", "yesterday 21:30", stdin="Él ☂".encode())
    assert done.returncode == 0
    assert done.stderr == b""
    assert "Él ☂" in start(environment, "list").stdout.decode()
    assert start(environment, "report", "-o", "r.pdf").returncode == 0
    assert start(environment, "verify").returncode == 0
    assert (home / "r.pdf").read_bytes().startswith(b"%PDF-")


def test_the_console_script(environment: dict[str, str]) -> None:
    script = shutil.which("stalkdiary", path=str(Path(sys.executable).parent))
    if script is None:
        pytest.skip("the package is not installed, so there is no console script")
    done = subprocess.run([script, "list"], env=environment, capture_output=True, check=False)
    assert done.returncode == 7


def test_bytes_that_are_no_utf_8(environment: dict[str, str], place: Path, home: Path) -> None:
    typed: list[list[str | bytes]] = [
        ["add", "--what", b"caf\xe9"],
        ["search", b"\xff"],
        ["extract", b"\xff"],
    ]
    for words in typed:
        done = start(environment, *words)
        assert done.returncode in {3, 4}
        assert b"Traceback" not in done.stderr
    name = os.fsdecode(b"photo\xe9.jpg")
    (home / name).write_bytes(b"x")
    assert start(environment, "add", "--what", "x", "--attach", name).returncode == 0


@pytest.mark.parametrize(
    ("command", "code"), [("list", 0), ("list --json", 0), ("--help", 0), ("", 0), ("guide", 0)]
)
def test_a_reader_that_goes_away(
    environment: dict[str, str], place: Path, command: str, code: int
) -> None:
    assert start(environment, "add", stdin=b"He was there again. " * 10_000).returncode == 0
    done = shell(environment, f'"$@" {command} | true; echo ${{PIPESTATUS[0]}} >&2')
    assert done.stderr == f"{code}\n"


@pytest.mark.parametrize("command", ["list", "list --json", "list --help", ""])
def test_output_that_cannot_be_written(
    environment: dict[str, str], place: Path, command: str
) -> None:
    assert start(environment, "add", "--what", "x").returncode == 0
    done = shell(environment, f'"$@" {command} > /dev/full')
    assert done.returncode == 8
    assert done.stderr.startswith("The answer could not be written: No space left on device.\n")
    assert "Exception" not in done.stderr


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('"$@" list <&-', 0),
        ('"$@" list >&-', 0),
        ('"$@" list --json >&-', 0),
        ('"$@" list <&- >&- 2>&-', 0),
        ('"$@" add --when now <&-', 4),
        ('"$@" show 9 2>&-', 3),
        ('"$@" add --what x --attach secret <&- >&- 2>&-', 0),
    ],
)
def test_streams_that_are_closed(
    environment: dict[str, str], place: Path, secret: Path, line: str, code: int
) -> None:
    done = shell(environment, line)
    assert done.returncode == code, done
    assert "Traceback" not in done.stderr
    assert start(environment, "verify").returncode == 0


@pytest.mark.parametrize("encoding", ["latin-1", "ascii:strict", "utf-16"])
def test_json_is_utf_8_whatever_the_terminal_speaks(
    environment: dict[str, str], place: Path, encoding: str
) -> None:
    start(environment, "add", stdin="é ☂".encode())
    done = start(environment | {"PYTHONIOENCODING": encoding}, "list", "--json")
    assert json.loads(done.stdout.decode())[0]["what"] == "é ☂"
    assert start(environment | {"PYTHONIOENCODING": encoding}, "list").returncode == 0


def test_an_interruption_while_it_waits_for_words(environment: dict[str, str], place: Path) -> None:
    """Ctrl-C in a pipe: exit 130, nothing said, nothing saved."""
    before = place.read_bytes()
    with subprocess.Popen(
        [*COMMAND, "add"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        pipe = process.stdin.fileno()
        # More than a pipe holds: once it is written, the command is reading.
        os.write(pipe, b"x" * 70_000)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=600)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert place.read_bytes() == before
