"""Runs the commands of the program with a fault in their system calls.

The program is loaded once, below a library (calls.c) that counts the system calls of each command
on the files of one folder, and lets one of them fail or be the last.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from server import CALLS

KILL = 0
"""In place of an error: the process is killed before the call."""
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens at one system call of a command, or to the room on its disk.

    Attributes:
        call: its name in `CALLS`; "" for none.
        at: which of them, counted from 1.
        error: its number (``errno``), or `KILL`.
        for_ever: whether the same goes for all that follow.
        room: bytes that still fit on the disk; -1 for as many as there are.
    """

    call: str = ""
    at: int = 0
    error: int = KILL
    for_ever: bool = False
    room: int = -1

    def __str__(self) -> str:
        if not self.call:
            return f"room for {self.room} bytes"
        what = os.strerror(self.error) if self.error else "killed"
        return f"{self.call} {self.at}{' and on' if self.for_ever else ''}: {what}"


NO_FAULT = Fault()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, negative if killed, its output, its calls by name."""

    returncode: int
    stdout: str
    stderr: str
    met: Mapping[str, int]


class Machine:
    """The server in its own process; ends with the context."""

    def __init__(self, folder: Path) -> None:
        """Compiles the library.

        Raises:
            OSError, subprocess.CalledProcessError: there is no C compiler, or it fails.
        """
        self._folder = folder
        library = folder / "calls.so"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-o", library, _HERE / "calls.c", "-ldl"],
            check=True,
            capture_output=True,
        )
        self._server = subprocess.Popen(
            [sys.executable, "-P", _HERE / "server.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ
            | {"LD_PRELOAD": str(library), "PYTHONHASHSEED": "0", "HOME": str(folder)},
        )
        self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._server.communicate()

    def _answer(self) -> str:
        assert self._server.stdout is not None
        answer = self._server.stdout.readline()
        assert answer, "the server of commands has ended"
        return answer.strip()

    def run(
        self,
        words: Sequence[str],
        folder: Path,
        *,
        cwd: Path,
        typed: str = "",
        fault: Fault = NO_FAULT,
        log: Path | None = None,
    ) -> Ended:
        """Runs a command; calls on files in `folder` are what a fault can meet, and `log` notes."""
        given, out, err, met = (self._folder / name for name in ("in", "out", "err", "met"))
        given.write_text(typed, encoding="utf-8")
        met.unlink(missing_ok=True)
        env = os.environ | {"HOME": str(folder), "TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1"}
        job = {
            "words": list(words),
            "cwd": str(cwd),
            "env": env,
            "folder": str(folder),
            "call": CALLS.index(fault.call) if fault.call else -1,
            "at": fault.at,
            "error": fault.error,
            "for_ever": int(fault.for_ever),
            "room": fault.room,
            "log": str(log or ""),
            "in": str(given),
            "out": str(out),
            "err": str(err),
            "met": str(met),
        }
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(job) + "\n")
        self._server.stdin.flush()
        code = int(self._answer())
        counts = json.loads(met.read_text()) if met.exists() else [0] * len(CALLS)
        return Ended(
            code,
            out.read_text(encoding="utf-8", errors="replace"),
            err.read_text(encoding="utf-8", errors="replace"),
            dict(zip(CALLS, counts, strict=True)),
        )
