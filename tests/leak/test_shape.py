"""What a command leaves on the disk and does to the system: private files, no network, no leaks.

R14, R15 and R17, for one scenario: a protected diary is started, gets an incident with a file, is
listed, reported and copied from.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import stalkdiary

SOURCE = str(Path(stalkdiary.__file__).parent.parent)
CANARY = "quokka-meringue"
SCENARIO: list[tuple[str, list[str], str]] = [
    ("init", ["init"], ""),
    ("add", ["add", "--when", "now", "--attach", "photo", "--person", f"Alex {CANARY}"], CANARY),
    ("list", ["list"], ""),
    ("search", ["search", CANARY.partition("-")[0]], ""),
    ("report", ["report", "-o", "out/report.pdf"], ""),
    ("text", ["report", "-o", "out/report.txt"], ""),
    ("extract", ["extract", "EX/1", "-o", "out/copy"], ""),
    ("passphrase", ["passphrase", "--new-passphrase-file", "other"], ""),
]
SHOWN_BY = {"list", "search"}
WRITTEN_BY = {"text", "extract"}  # the file that was asked for; a PDF packs its text


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    for folder in (home, home / "out", tmp_path / "tmp"):
        folder.mkdir()
    (home / "secret").write_text("a blue teapot", encoding="utf-8")
    (home / "other").write_text("a green teapot", encoding="utf-8")
    (home / "photo").write_text(f"not a photo, {CANARY}", encoding="utf-8")
    return home


def run(home: Path, words: list[str], stdin: str, *prefix: str, umask: int = 0o022) -> str:
    """Runs one command in a home of its own, and gives its standard output."""
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "stalkdiary", "--passphrase-file", "secret", *words],
        cwd=home,
        env={
            "PYTHONPATH": SOURCE,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TMPDIR": str(home.parent / "tmp"),
            "LC_ALL": "C.UTF-8",
        },
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        umask=umask,
    )
    assert done.returncode == 0, done
    return done.stdout


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=oct)
def test_everything_is_private(home: Path, umask: int) -> None:
    """Whatever the shell says, nobody else may read what is made."""
    given = set(home.rglob("*"))
    for _, words, stdin in SCENARIO:
        run(home, words, stdin, umask=umask)
    made = set(home.rglob("*")) - given
    names = {str(path.relative_to(home)) for path in made}
    assert names >= {".local/share/dayfile/diary.db", "out/report.pdf", "out/copy"}
    assert len(names) == 7
    for path in made:
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path
    assert list((home.parent / "tmp").iterdir()) == []


@dataclass(frozen=True, slots=True)
class Call:
    """One system call, as strace wrote it down."""

    name: str
    text: str


def calls(trace: Path) -> Iterator[Call]:
    for line in trace.read_text("utf-8", "replace").splitlines():
        found = re.match(r"(?:\d+ +)?(\w+)\((.*)", line)
        if found and "= -1 E" not in line:
            yield Call(found[1], found[2])


@pytest.fixture
def traced(home: Path) -> dict[str, list[Call]]:
    """The system calls of each command that make files, write, or reach out."""
    if shutil.which("strace") is None:
        pytest.skip("there is no strace here")
    wanted = "network,openat,open,creat,mkdir,mkdirat,write,pwrite64,writev,pwritev,sendfile,execve"
    found = {}
    for name, words, stdin in SCENARIO:
        trace = home.parent / f"{name}.trace"
        options = ["-f", "-y", "-qq", "-s", "100000", "-e", f"trace={wanted}", "-o", str(trace)]
        try:
            out = run(home, words, stdin, "strace", *options)
        except AssertionError as failed:
            if "ptrace" in str(failed):
                pytest.skip("strace may not trace here")
            raise
        assert (CANARY in out) == (name in SHOWN_BY)
        found[name] = list(calls(trace))
    return found


def test_calls(home: Path, traced: dict[str, list[Call]]) -> None:
    """No socket, no other program, no file elsewhere, no word in the clear, no wide mode."""
    folder, asked = f"{home}/.local/share/dayfile", f"{home}/out"
    private = {f"{folder}/diary.db"}
    for name, made in traced.items():
        assert made, name
        started = [call.text for call in made if call.name == "execve"]
        assert len(started) == 1, started
        reaching = {"socket", "connect", "sendto", "sendmsg", "bind", "socketpair"}
        assert not [call for call in made if call.name in reaching], name
        for call in made:
            if call.name in {"openat", "open", "creat"} and re.search("O_WRONLY|O_RDWR", call.text):
                path = re.search(r"= \d+<([^>]*)>$", call.text)
                assert path, call
                known = path[1].startswith((f"{folder}/", f"{asked}/"))
                assert known or path[1] in {folder, asked, "/dev/null", "/dev/tty"}, (name, call)
                mode = re.search(r"O_CREAT[^,]*, (\d+)\)", call.text)
                # SQLite opens as if it might create; then the file must be there, made by us.
                assert mode is None or mode[1] == "0600" or path[1] in private, (name, call)
                private.add(path[1])
            if call.name in {"mkdir", "mkdirat"}:
                assert ", 0700)" in call.text, call
            if CANARY in call.text and call.name != "execve":
                to_screen = name in SHOWN_BY and re.match(r"1<", call.text)
                to_file = name in WRITTEN_BY and f"<{asked}/" in call.text
                assert to_screen or to_file, (name, call)


def test_the_words_are_not_in_the_file(home: Path) -> None:
    for _, words, stdin in SCENARIO:
        run(home, words, stdin)
        content = (home / ".local/share/dayfile/diary.db").read_bytes()
        assert CANARY.encode() not in content
        assert CANARY[::-1].encode() not in content
    left = [path for path in home.rglob("*") if path.is_file() and path.name != "photo"]
    holding = {path.name for path in left if CANARY.encode() in path.read_bytes()}
    assert holding == {"report.txt", "copy"}
