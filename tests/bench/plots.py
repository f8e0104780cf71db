"""Draws how the time of four jobs grows over four decades of size, ours beside a peer's.

    python tests/bench/plots.py [--peers FOLDER] [--decades 4] [--write]

Both axes are logarithmic. A point is the median of three pairs in turn; where the two lines keep
their distance, the ratio of docs/performance.md holds at every size. The peers are those of
table.py, and matplotlib, which draws. With ``--write`` the pictures go to docs/pictures, else
into the present folder. The last decade takes most of the half hour.
"""

import argparse
import json
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import import_messages
import import_whatsapp
from rows import ENTRIES, MEBIBYTE, PLATYPUS, STORY, Bench, Timed, journal
from table import environment
from timed import Run, in_turn

PICTURES: Final = Path(__file__).parents[2] / "docs" / "pictures"
PEERS: Final = ("jrnl", "whatstk", "reportlab", "matplotlib")
_ROUNDS: Final = 3
_DRAW: Final = """
import json, sys
import matplotlib
matplotlib.use("svg")
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "stalkdiary", "font.size": 11})
from matplotlib import pyplot
told = json.load(sys.stdin)
figure, axes = pyplot.subplots(figsize=(6.4, 4))
axes.loglog(told["sizes"], told["ours"], "o-", color="#14507a", label="stalkdiary")
axes.loglog(told["sizes"], told["peer"], "s--", color="#8a4b00", label=told["name"])
axes.set_xlabel(told["unit"])
axes.set_ylabel("seconds")
axes.set_title(told["title"])
axes.grid(True, which="major", color="#dddddd")
for axis in (axes.xaxis, axes.yaxis):
    axis.set_major_formatter("{x:,g}")
axes.legend(frameon=False)
figure.tight_layout()
figure.savefig(sys.argv[1], format="svg", metadata={"Date": None, "Title": told["title"]})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A job at several sizes.

    Attributes:
        file: the name of the picture.
        title: what is done.
        unit: of the sizes.
        peer: what it is held against.
        sizes: four, each ten times the one before.
        prepare: makes what both need at a size, and gives both.
    """

    file: str
    title: str
    unit: str
    peer: str
    sizes: Sequence[int]
    prepare: Callable[[Bench, int], tuple[Timed, Timed]]


def _reads_a_chat(bench: Bench, messages: int) -> tuple[Timed, Timed]:
    chat = bench.folder / str(messages) / "WhatsApp Chat with Alex.txt"
    chat.parent.mkdir()
    python = bench.peers / "bin" / "python"
    import_messages.write_chat(chat, messages)
    return (lambda: bench.python("-c", import_whatsapp.OURS, chat)), (
        lambda: bench.run(python, "-c", import_whatsapp.WHATSTK, chat)
    )


def _lists(bench: Bench, incidents: int) -> tuple[Timed, Timed]:
    diary, jrnl = bench.folder / f"listed-{incidents}.db", journal(bench)
    bench.python("-c", ENTRIES, diary, str(incidents))
    entry = "[2026-03-12 09:30:00 PM] He was outside again.\nFor the time number {}.\n\n"
    text = "".join(entry.format(number) for number in range(incidents))
    (bench.folder / "journal.txt").write_text(text, encoding="utf-8")
    return (lambda: bench.ours(diary, "list", "--last", "20")), (lambda: bench.run(jrnl, "-n", "3"))


def _attaches(bench: Bench, mebibytes: int) -> tuple[Timed, Timed]:
    file = bench.file(f"file-{mebibytes}", mebibytes * MEBIBYTE)
    empty = bench.new(f"attached-{mebibytes}")
    bench.ours(empty, "add", "--what", STORY, "--when", "now")
    return (lambda: bench.ours(bench.fresh(empty), "attach", "1", file)), (
        lambda: bench.run("sh", "-c", f"cp '{file}' copied.bin && sync copied.bin")
    )


def _typesets(bench: Bench, incidents: int) -> tuple[Timed, Timed]:
    diary, python = bench.folder / f"report-{incidents}.db", bench.peers / "bin" / "python"
    bench.python("-c", ENTRIES, diary, str(incidents))

    def report() -> Run:
        for each in bench.folder.glob("made*.pdf"):
            each.unlink()
        return bench.ours(diary, "report", "--yes", "-o", "made.pdf")

    return report, lambda: bench.run(python, "-c", PLATYPUS, str(incidents), "platypus.pdf")


GROWTHS: Final = (
    Growth(
        file="growth-list.svg",
        title="The newest incidents",
        unit="incidents in the diary",
        peer="jrnl -n 3",
        sizes=(10, 100, 1_000, 10_000),
        prepare=_lists,
    ),
    Growth(
        file="growth-chat.svg",
        title="Reading a WhatsApp export",
        unit="messages",
        peer="whatstk",
        sizes=(1_000, 10_000, 100_000, 1_000_000),
        prepare=_reads_a_chat,
    ),
    Growth(
        file="growth-attach.svg",
        title="Keeping a file, read back",
        unit="MiB",
        peer="cp and sync",
        sizes=(1, 10, 100, 1_000),
        prepare=_attaches,
    ),
    Growth(
        file="growth-report.svg",
        title="A report as PDF",
        unit="incidents",
        peer="ReportLab",
        sizes=(10, 100, 1_000, 10_000),
        prepare=_typesets,
    ),
)


def measured(bench: Bench, growth: Growth, decades: int) -> dict[str, object]:
    """What is to be drawn: at each size the median seconds of both."""
    ours, peer, sizes = [], [], growth.sizes[:decades]
    for size in sizes:
        pair = in_turn(*growth.prepare(bench, size), _ROUNDS)
        ours.append(statistics.median(each.seconds for each in pair.ours))
        peer.append(statistics.median(each.seconds for each in pair.peer))
        print(
            f"{growth.title}, {size:,} {growth.unit}: {ours[-1]:.3g}, {peer[-1]:.3g} s", flush=True
        )
    return {
        "title": growth.title,
        "unit": growth.unit,
        "name": growth.peer,
        "sizes": list(sizes),
        "ours": ours,
        "peer": peer,
    }


def main() -> None:
    """Makes the peers' environment, measures, draws."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--decades", type=int, default=4)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        peers = environment(options.peers, Path(folder), PEERS)
        place = Path(folder) / "made"
        place.mkdir()
        bench = Bench(folder=place, peers=peers, quick=False)
        for growth in GROWTHS:
            drawn = (PICTURES if options.write else Path.cwd()) / growth.file
            subprocess.run(
                [str(peers / "bin" / "python"), "-c", _DRAW, str(drawn)],
                input=json.dumps(measured(bench, growth, options.decades)),
                text=True,
                check=True,
            )


if __name__ == "__main__":
    main()
