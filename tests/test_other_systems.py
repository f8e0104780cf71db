"""The branches of other systems, run here with the system faked. Nobody has tried them there."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from stalkdiary.cli import memory, prompts, session
from stalkdiary.reports import reader
from stalkdiary.store import disk, place


class Faked:
    """`os` under another name, without what that system has not; it remembers what was called."""

    def __init__(self, name: str, *missing: str) -> None:
        self.name = name
        self.called: list[str] = []
        self._missing = missing

    def __getattr__(self, name: str) -> Any:
        if name in self._missing:
            raise AttributeError(name)
        self.called.append(name)
        return getattr(os, name)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType], Faked]:
    """A module that takes itself to be on Windows."""

    def faked(module: ModuleType) -> Faked:
        system = Faked("nt", "pread", "posix_fadvise", "POSIX_FADV_DONTNEED", "O_CLOEXEC")
        monkeypatch.setattr(module, "os", system)
        return system

    return faked


def test_no_file_stays_open_that_is_to_be_replaced(
    windows: Callable[[ModuleType], Faked], tmp_path: Path
) -> None:
    """Windows replaces no file that is open; there is no pread either."""
    file = tmp_path / "diary.db"
    file.write_bytes(bytes(200_000))
    before = dict(disk._descriptors)
    disk._descriptors.clear()
    system = windows(disk)
    assert disk.read_failure(file) is None
    assert disk._descriptors == {}
    assert system.called.count("open") == system.called.count("close") == 1
    assert "lseek" in system.called
    disk._descriptors.update(before)


def test_a_folder_is_not_flushed(windows: Callable[[ModuleType], Faked], tmp_path: Path) -> None:
    """Windows opens no folder; a file is flushed all the same."""
    system = windows(place)
    place._flush(tmp_path)
    assert "fsync" not in system.called
    (tmp_path / "x").write_bytes(b"x")
    place._flush(tmp_path / "x")
    assert "fsync" in system.called


def test_nobody_is_killed_by_a_look(windows: Callable[[ModuleType], Faked]) -> None:
    """On Windows os.kill ends a process, whatever the signal."""
    system = windows(place)
    assert place._runs(os.getpid()) is False
    assert "kill" not in system.called


def test_modes_say_nothing_there(windows: Callable[[ModuleType], Faked], tmp_path: Path) -> None:
    """A file of everybody's is not told by its mode."""
    (tmp_path / "x").write_bytes(b"")
    (tmp_path / "x").chmod(0o644)
    assert place.readable_by_others(tmp_path / "x")
    windows(place)
    assert not place.readable_by_others(tmp_path / "x")


@pytest.mark.parametrize(
    ("dragged", "name"),
    [
        (r'"C:\Users\a b\door.jpg"', r"C:\Users\a b\door.jpg"),
        (r"C:\Users\ab\door.jpg", r"C:\Users\ab\door.jpg"),
        ("file:///C:/Users/a%20b/door.jpg", "C:/Users/a b/door.jpg"),
    ],
)
def test_a_dragged_name_keeps_its_backslashes(
    dragged: str, name: str, windows: Callable[[ModuleType], Faked]
) -> None:
    """They stand between folders there."""
    windows(prompts)
    assert prompts.dropped_files(dragged) == [name]


def test_a_system_without_these_modules_asks_and_reads_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No terminal settings, no limits, no way to forbid a look into the memory."""
    for name in ("termios", "resource", "ctypes"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(sys, "platform", "win32")
    seen = []
    with session._unseen():
        seen.append("asked")
    memory.leave_no_memory()
    reader._bounded()
    assert seen == ["asked"]


def test_keys_that_came_early_are_not_looked_for_there(
    windows: Callable[[ModuleType], Faked], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no way to drop them, and no module to ask."""
    monkeypatch.setitem(sys.modules, "termios", None)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    system = windows(prompts)
    prompts._drop_what_was_typed()
    assert system.name == "nt"
