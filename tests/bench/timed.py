"""One run of a command: how long it took and how much memory, and two of them in turn."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One whole run of a command.

    Attributes:
        seconds: wall time.
        peak: the most memory that its largest process held, in MiB.
    """

    seconds: float
    peak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two commands in turn.

    Attributes:
        ours: the runs of ours.
        peer: the runs of the other.
    """

    ours: tuple[Run, ...]
    peer: tuple[Run, ...]

    @property
    def ratios(self) -> list[float]:
        """Ours against the other, pair by pair, the least first."""
        both = zip(self.ours, self.peer, strict=True)
        return sorted(ours.seconds / peer.seconds for ours, peer in both)

    @property
    def median(self) -> float:
        """Of the ratios."""
        return statistics.median(self.ratios)


def run(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Run:
    """Runs a command to its end; what it prints is thrown away.

    Raises:
        subprocess.CalledProcessError: it failed, so its time means nothing.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
    return Run(seconds=time.perf_counter() - started, peak=usage.ru_maxrss // 1024)


def in_turn(ours: Callable[[], Run], peer: Callable[[], Run], rounds: int) -> Pair:
    """A B A B …, after one run of each that is not counted where there are several rounds."""
    if rounds > 1:
        ours()
        peer()
    runs = [(ours(), peer()) for _ in range(rounds)]
    return Pair(ours=tuple(each for each, _ in runs), peer=tuple(each for _, each in runs))
