"""Runs every pair in turn, and prints one table.

    python tests/bench/table.py [--quick] [--only WORDS] [--peers FOLDER] [--write]

Each row is a command of ours and one of another project, A B A B …; what counts is the ratio. With
``--quick`` the sizes are small and a minute or two is enough for a look; it is no figure to quote.
The peers written in Python are installed from their packages into an environment of their own
(`--peers` names one that is there already); restic and openssl are taken from the system. A peer
that is not to be had has its row, which says so. ``--write`` puts the table into
docs/performance.md. A gigabyte and more of files is made in a temporary folder, which goes.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rows import Bench, Missing, Row, rows
from timed import Pair, in_turn

from stalkdiary import __version__

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "performance.md"
_PEERS: Final = ("jrnl", "whatstk", "reportlab")
_QUICK_ROUNDS: Final = 3
_BEGIN, _END = "<!-- table -->\n", "<!-- end of table -->\n"
_HEAD: Final = (
    "| job | held against | ratio: median (least to most) | goal | ours | memory: ours, theirs |\n"
    "| --- | --- | --- | --- | --- | --- |\n"
)


def wanted(row: Row) -> str:
    """The goal of a row."""
    return "" if row.goal is None else f"{row.goal:g}"


def told(row: Row, pair: Pair) -> str:
    """A row with its figures."""
    ratios, seconds = pair.ratios, sorted(each.seconds for each in pair.ours)
    middle = seconds[len(seconds) // 2]
    peak = max(each.peak for each in pair.ours), max(each.peak for each in pair.peer)
    met = "" if row.goal is None or pair.median <= row.goal else ", missed"
    return (
        f"| {row.job} | {row.peer} | {pair.median:.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) "
        f"| {wanted(row)}{met} | {middle:.3g} s | {peak[0]}, {peak[1]} MiB |"
    )


def lines(bench: Bench, only: str) -> Iterator[str]:
    """Each row when it is done."""
    for row in rows():
        if only not in row.job:
            continue
        rounds = min(row.rounds, _QUICK_ROUNDS) if bench.quick else row.rounds
        try:
            ours, peer = row.prepare(bench)
            yield told(row, in_turn(ours, peer, rounds))
        except Missing as missing:
            why = f"not run: {missing} is not installed"
            yield f"| {row.job} | {row.peer} | {why} | {wanted(row)} | | |"
        except subprocess.CalledProcessError as failed:
            said = failed.stderr.decode(errors="replace").strip().splitlines()
            yield f"| {row.job} | {row.peer} | failed: {said[-1] if said else failed} | | | |"


def versions(peers: Path) -> str:
    """What was compared, on what."""
    found = []
    for name in _PEERS:
        asked = f"from importlib.metadata import version; print('{name}', version('{name}'))"
        python = [str(peers / "bin" / "python"), "-c", asked]
        said = subprocess.run(python, capture_output=True, text=True, check=False).stdout
        found += [said.strip()] if said else []
    for command in (["restic", "version"], ["openssl", "version"]):
        try:
            said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        except OSError:
            continue
        found.append(" ".join(said.split()[:2]))
    return (
        f"{datetime.now(UTC):%-d %B %Y}, stalkdiary {__version__}, Python "
        f"{platform.python_version()}, {platform.system()} on {platform.machine()}, "
        f"{os.cpu_count()} processors. {', '.join(found)}."
    )


def environment(given: Path | None, folder: Path, names: Sequence[str]) -> Path:
    """The environment that has the peers written in Python: the given one, or a new one."""
    if given is not None:
        return given
    peers = folder / "peers"
    subprocess.run([sys.executable, "-m", "venv", str(peers)], check=True)
    pip = [str(peers / "bin" / "pip"), "install", "--quiet", *names]
    subprocess.run(pip, check=False)  # a row whose peer is missing says so
    return peers


def main() -> None:
    """Makes the peers' environment, runs the rows, prints them as they come."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="", metavar="WORDS")
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        peers = environment(options.peers, Path(folder), _PEERS)
        place = Path(folder) / "made"
        place.mkdir()
        bench = Bench(folder=place, peers=peers, quick=options.quick)
        done = [versions(peers), "", *_HEAD.splitlines()]
        print("\n".join(done), flush=True)
        for line in lines(bench, options.only):
            print(line, flush=True)
            done.append(line)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(_BEGIN)
        after = rest.partition(_END)[2]
        table = "\n".join(done) + "\n"
        PAGE.write_text(f"{before}{_BEGIN}{table}{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
