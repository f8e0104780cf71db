"""Fuzzing with coverage guidance: whatever a target is given, only our own errors come out.

    python tests/fuzz/guided.py {importers,dates,bundle,diary} [--runs N] [--seconds N]
                                [--corpus FOLDER] [--found FOLDER]
    python tests/fuzz/guided.py {importers,dates,bundle,diary} --repeat FILE

Needs atheris (https://github.com/google/atheris), which the project does not depend on. Inputs that
reach something new are kept in the corpus, from which the next run goes on. An input after which
something is wrong, or which takes longer than `--slow` seconds of the processor, is written to a
file, one for each place that fails; `--repeat` runs it once more, without atheris. Ends with 1
where anything was found, and with 2 where atheris is missing.
"""

import argparse
import hashlib
import importlib.util
import pkgutil
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TARGETS = ("importers", "dates", "bundle", "diary")
LONGEST = 60.0
"""Seconds of the processor after which an input is taken for one that never ends."""
MOST_MEGABYTES = 4096
_STATUS = re.compile(r"#(\d+)\s+(\w+)\s+cov: (\d+) ft: (\d+)")


def main() -> int:
    """Does what the command line says, and gives the exit code."""
    said = _arguments()
    if said.repeat is not None:
        return _repeat(said.target, said.repeat)
    if importlib.util.find_spec("atheris") is None:
        print("Not run: atheris is not installed here. Install it with: pip install atheris")
        return 2
    if said.inside:
        _fuzz(said)
    with tempfile.TemporaryDirectory(prefix="corpus-") as folder:
        said.corpus = said.corpus or Path(folder)
        return _watch(said)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzzing with coverage guidance.")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=0, help="ends it earlier")
    parser.add_argument("--slow", type=float, default=5.0)
    parser.add_argument("--corpus", type=Path, help="goes on from it; else it is thrown away")
    found = Path(tempfile.gettempdir()) / "stalkdiary-found"
    parser.add_argument("--found", type=Path, default=found, help=f"else {found}")
    parser.add_argument("--repeat", type=Path, metavar="FILE")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


@contextmanager
def _target(name: str) -> Iterator[Any]:
    """The target, with a folder of its own, in memory where there is such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield importlib.import_module(f"of_{name}").target(Path(folder))


def _repeat(name: str, file: Path) -> int:
    import target

    with _target(name) as made:
        found = target.wrong(made, file.read_bytes())
    print(found or "Nothing is wrong with it.")
    return found is not None


# In a process of its own, which libFuzzer ends without asking anybody


class Endless(BaseException):
    """An input takes longer than any may: nothing of the program may catch it."""


def _end(*_: object) -> None:
    raise Endless


def _fuzz(said: argparse.Namespace) -> None:
    signal.signal(signal.SIGVTALRM, _end)
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["stalkdiary"]):
        _import_all()
        import target
    with _target(said.target) as made, tempfile.TemporaryDirectory(prefix="seeds-") as seeds:
        for number, data in enumerate(made.seeds):
            Path(seeds, f"{number:05}").write_bytes(data)
        options = {
            "runs": said.runs,
            "max_total_time": said.seconds,
            "max_len": made.most_bytes,
            "len_control": 0,
            "timeout": 10**6,  # its own alarm ends the fuzzer now and then; one is set below
            "rss_limit_mb": MOST_MEGABYTES,
            "artifact_prefix": f"{said.found}/{said.target}-",
        }

        def look(data: bytes) -> None:
            started = time.process_time()
            signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
            try:
                found = target.wrong(made, data)
            except Endless as error:
                found = target.Finding("endless", target.place(error))
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            took = time.process_time() - started
            if found is None and took > said.slow:
                found = target.Finding("slow", f"{took:.1f} s for {len(data):,} bytes")
            if found is not None:
                _keep(said, found, data)

        def changed(data: bytes, most: int, seed: int) -> bytes:
            # Half of them know what an export, a number, a packed file is.
            other = target.changed(data, seed) if seed % 2 else atheris.Mutate(data, most)
            return bytes(other[:most])

        told = [f"-{name}={value}" for name, value in options.items()]
        atheris.Setup([sys.argv[0], *told, str(said.corpus), seeds], look, custom_mutator=changed)
        atheris.Fuzz()


def _import_all() -> None:
    """All of the program that a target can reach: what is imported later is not instrumented."""
    import stalkdiary

    for each in pkgutil.walk_packages(stalkdiary.__path__, "stalkdiary."):
        if not re.match(r"stalkdiary\.(__main__|cli|reports)\b", each.name):
            importlib.import_module(each.name)


def _keep(said: argparse.Namespace, found: Any, data: bytes) -> None:
    """The first input of each place that fails."""
    digest = hashlib.sha256(found.where.encode()).hexdigest()[:12]
    file = said.found / f"{said.target}-{digest}"
    if not file.exists():
        file.write_bytes(data)
        print(f"{file}: {found.where}: {found.what[:400]}", flush=True)


# Around it


def _watch(said: argparse.Namespace) -> int:
    """Runs the fuzzer, and says what came of it."""
    for each in (said.corpus, said.found):
        each.mkdir(parents=True, exist_ok=True)
    before, started = {*said.found.iterdir()}, time.monotonic()
    command = [sys.executable, __file__, said.target, "--inside"]
    command += [
        f"--{name}={getattr(said, name)}" for name in ("runs", "seconds", "slow", "corpus", "found")
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, errors="replace") as child:
        statuses, rest = _read(child.stderr or ())
    took = time.monotonic() - started
    if not statuses:
        print("\n".join(rest), "It did not begin.", sep="\n")
        return 1
    (_, _, covered_first, _), (runs, how, covered, features) = statuses[0], statuses[-1]
    found = sorted({*said.found.iterdir()} - before)
    if child.returncode or how != "DONE":
        print("\n".join(rest[-20:]), f"It ended early, with {child.returncode}.", sep="\n")
    print(
        f"{said.target}: {int(runs):,} executions in {took:,.0f} s; places in the program reached: "
        f"{covered_first} by the first inputs, {covered} at the end ({features} features); "
        f"{len(found)} findings",
        flush=True,
    )
    for each in found:
        print(f"  python {__file__} {said.target} --repeat {each}")
    return 1 if found or child.returncode else 0


def _read(lines: Iterable[str]) -> tuple[list[tuple[str, ...]], list[str]]:
    """The states that libFuzzer tells of, the first and the last of them, and other lines."""
    statuses: list[tuple[str, ...]] = []
    rest: list[str] = []
    shown = 0
    for line in lines:
        status = _STATUS.match(line)
        if status is None:
            rest = [*rest[-100:], line.rstrip()]
            continue
        statuses = [*statuses[:1], status.groups()]
        if int(status[1]) >= shown:
            shown = 2 * int(status[1])
            print(line.rstrip(), flush=True)
    return statuses, rest


if __name__ == "__main__":
    sys.exit(main())
