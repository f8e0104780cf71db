"""Makes small faults in the bundle checker, and counts which no test notices.

``python tests/mutation/checker.py [EVERY [FIRST]]``: every so many faults, from the first one named
on. See README.md beside it.

The tests of the checker share bundles that take seconds to make. So they are made once; then each
fault is put into the functions of the running program, in a process that is split off, and the
tests run there until one of them fails.
"""

import difflib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import FunctionType
from typing import Any

import libcst as cst
import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation.file_mutation import create_mutations, deep_replace

from stalkdiary.handover import check_bundle

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from tests.words.collect import sentences  # noqa: E402 - it lies there

MYPY_CACHE = Path(tempfile.gettempdir()) / "stalkdiary-mypy"
SOURCE = Path(check_bundle.__file__)
TESTS = ("test_check_bundle.py", "test_doctored.py")
# These feed megabytes to the checker, or start it as a program, where no fault is.
LEFT_OUT = "fills_the_memory or bomb or flipped or cut or runs_alone or exit_codes"
SLOWEST = 0.7
"""Seconds of a processor that a test may take."""
LONGEST = 120
"""Seconds of a processor after which a fault is one that never ends, and is noticed so."""
EVERY = 25
MEMORY = 4 << 30


class Faults:
    """Runs the tests once, and then for each fault those that are quick."""

    def __init__(self, every: int, first: int) -> None:
        """Every so many faults, from `first` on."""
        self._every, self._first = every, first
        self._kills: dict[str, int] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of the loop of pytest."""
        took: dict[str, float] = {}
        # The last one is followed by the first, so that what they share is kept.
        for item, following in pairwise([*session.items, session.items[0]]):
            begun = time.process_time()
            reports = runtestprotocol(item, log=False, nextitem=following)
            took[item.nodeid] = time.process_time() - begun
            if any(report.failed for report in reports):
                told = next(str(report.longrepr) for report in reports if report.failed)
                pytest.exit(f"{item.nodeid} fails without a fault:\n{told}", returncode=2)
        items = [item for item in session.items if took[item.nodeid] < SLOWEST]
        source = SOURCE.read_text(encoding="utf-8")
        sample = list(made(source))[self._first :: self._every]
        print(f"{len(sample)} faults, {len(items)} tests", flush=True)
        if why := self._noticed(items, source):
            pytest.exit(f"A test fails where nothing was changed:\n{why}", returncode=2)
        lived = 0
        for number, fault in enumerate(sample, start=1):
            items.sort(key=lambda item: (-self._kills.get(item.nodeid, -1), took[item.nodeid]))
            changed = fault()
            if not (
                words_differ(changed) or self._noticed(items, changed) or types_differ(changed)
            ):
                lived += 1
                lines = difflib.unified_diff(source.splitlines(), changed.splitlines(), n=0)
                print("\n".join([f"{number} survived:", *list(lines)[2:]]), flush=True)
        share = 1 - lived / max(1, len(sample))
        print(f"{len(sample)} faults, {len(sample) - lived} noticed ({share:.1%})", flush=True)
        session.testsfailed = lived
        return True

    def _noticed(self, items: list[pytest.Item], source: str) -> str:
        """Which test fails with this source, and how; empty where none does."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os._exit(self._tried(items, source, writing))
            finally:
                os._exit(3)
        os.close(writing)
        with open(reading, encoding="utf-8", errors="replace") as told:  # noqa: PTH123 - a pipe
            why = told.read()
        ended = os.waitpid(child, 0)[1]
        if os.WIFSIGNALED(ended):
            return "it does not end"
        if (ended != 0) != bool(why):
            pytest.exit("A process that was split off stopped by itself.", returncode=2)
        # What noticed the fault before is likely to notice its neighbour.
        self._kills[why.partition("\n")[0]] = len(self._kills) and 1 + max(self._kills.values())
        return why

    def _tried(self, items: list[pytest.Item], source: str, writing: int) -> int:
        """In a process of its own: 1 where a test fails, whose name is written."""
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        items[0].session._setupstate.teardown_exact(items[0])
        put_in(source)
        for item, following in pairwise([*items, items[0]]):
            for report in runtestprotocol(item, log=False, nextitem=following):
                if report.failed:
                    os.write(writing, f"{item.nodeid}\n{report.longrepr}"[:4000].encode())
                    return 1
        return 0


def made(source: str) -> Iterator[Callable[[], str]]:
    """Each fault, as what gives the source with it."""
    module, mutations, _, _ = create_mutations(str(SOURCE), source)
    for each in mutations:
        if each.contained_by_top_level_function:
            yield partial(with_fault, module, each.original_node, each.mutated_node)


def with_fault(module: cst.Module, old: cst.CSTNode, new: cst.CSTNode) -> str:
    """The source with one node in the place of another."""
    changed = deep_replace(module, old, new)
    assert isinstance(changed, cst.Module)
    return changed.code


def words_differ(changed: str) -> bool:
    """Whether docs/wording.md would be out of date, which tests/words notices."""
    now = set(sentences(changed))
    return now != set(sentences(SOURCE.read_text(encoding="utf-8")))


def types_differ(changed: str) -> bool:
    """Whether mypy notices it, as CI does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SOURCE.name
        path.write_text(changed, encoding="utf-8")
        command = (sys.executable, "-m", "mypy", "--strict", "--cache-dir", MYPY_CACHE, path)
        return subprocess.run(command, check=False, capture_output=True).returncode == 1


def put_in(source: str) -> None:
    """Gives every function of the checker the code that it has in `source`."""
    fresh: dict[str, Any] = {"__name__": check_bundle.__name__, "__file__": str(SOURCE)}
    exec(compile(source, SOURCE, "exec"), fresh)  # noqa: S102 - our own program
    for name, there in vars(check_bundle).items():
        if isinstance(there, type) and there.__module__ == check_bundle.__name__:
            for method, function in vars(there).items():
                replace(function, vars(fresh[name]).get(method))
        else:
            replace(there, fresh.get(name))


def replace(there: Any, fresh: Any) -> None:
    """One function, or what is behind a property."""
    there, fresh = (getattr(each, "fget", each) for each in (there, fresh))
    if isinstance(there, FunctionType) and isinstance(fresh, FunctionType):
        there.__code__, there.__defaults__ = fresh.__code__, fresh.__defaults__


if __name__ == "__main__":
    every, first = (*map(int, sys.argv[1:]), *(EVERY, 0)[len(sys.argv) - 1 :])
    folder = ROOT / "tests" / "handover" / "bundle"
    tests = [str(folder / name) for name in TESTS]
    options = ["-q", "-n", "0", "-p", "no:cacheprovider", "-k", f"not ({LEFT_OUT})"]
    options += ["-o", "tmp_path_retention_policy=none"]
    with tempfile.TemporaryDirectory() as base:
        options.append(f"--basetemp={base}/tests")
        sys.exit(pytest.main([*options, *tests], plugins=[Faults(every, first)]))
