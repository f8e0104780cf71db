"""What commands leave on the disk is for its owner alone (R15).

For one scenario without a terminal: a protected diary is started, gets an incident with a file, is
listed, reported and copied from.
"""

import os
import stat
import subprocess
import sys
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


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    for folder in (home, home / "out", tmp_path / "tmp"):
        folder.mkdir()
    (home / "secret").write_text("a blue teapot", encoding="utf-8")
    (home / "other").write_text("a green teapot", encoding="utf-8")
    (home / "photo").write_text(f"not a photo, {CANARY}", encoding="utf-8")
    return home


def run(home: Path, words: list[str], stdin: str, *, umask: int = 0o022) -> None:
    """Runs one command in a home of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "stalkdiary", "--passphrase-file", "secret", *words],
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
        timeout=600,
        umask=umask,
    )
    assert done.returncode == 0, done


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
