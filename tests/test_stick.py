"""The program from a folder of its own, such as one on a USB stick."""

import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[1] / "portable" / "stick.py"
Started = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def made() -> dict[str, Any]:
    """What the script that makes the folder has."""
    return runpy.run_path(str(SCRIPT))


@pytest.fixture
def stick(made: dict[str, Any], tmp_path: Path) -> Path:
    """A folder with the launchers; the libraries are those of this environment."""
    folder = tmp_path / "stick"
    (folder / "lib").mkdir(parents=True)
    made["write_launchers"](folder)
    return folder


@pytest.fixture
def started(stick: Path, tmp_path: Path) -> Started:
    """Runs a command from the stick on a computer that has nothing of it."""
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("there is no sh")
    home = tmp_path / "home"
    home.mkdir()
    path = os.pathsep.join((str(Path(sys.executable).parent), os.defpath))

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [shell, str(stick / "dayfile"), *words],
            env={"HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8"},
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_diary_lies_on_the_stick_and_nothing_stays_on_the_computer(
    started: Started, stick: Path, tmp_path: Path
) -> None:
    """Nor does a hint name the program otherwise than the stick does."""
    begun = started("init", "--no-passphrase")
    assert begun.returncode == 0, begun.stderr
    assert "dayfile passphrase" in begun.stderr
    assert started("add", "--what", "He rang", "--when", "now").returncode == 0
    assert "He rang" in started("list").stdout
    assert (stick / "notes.db").is_file()
    assert list((tmp_path / "home").iterdir()) == []
    assert [each for each in (stick / "lib").iterdir() if each.name != "dayfile"] == []


def test_the_windows_launcher_names_the_same_files(made: dict[str, Any], stick: Path) -> None:
    """It can't be run here: it is read."""
    text = (stick / "dayfile.cmd").read_bytes().decode("ascii")
    assert text.count("\r\n") == text.count("\n") > 0
    assert f"%~dp0{made['DIARY']}" in text
    assert "%~dp0lib\\dayfile" in text
    assert "%*" in text


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A folder that is there already is refused."""
    there = tmp_path / "notes"
    there.mkdir()
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(there)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "already something" in done.stderr
    assert list(there.iterdir()) == []
