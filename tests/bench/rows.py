"""The rows of the table: what of ours is held against what of others, and the goal of each."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import import_mbox
import import_messages
import import_sms
import import_whatsapp
from timed import Run, run

MEBIBYTE: Final = 1 << 20
_PASS: Final = ("-I", "-c", "pass")
STORY: Final = "He waited at the gate again when I came home, and called my name."
PLATYPUS: Final = """
import sys
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
styles = getSampleStyleSheet()
flow = []
for number in range(int(sys.argv[1])):
    flow.append(Paragraph(f"Incident {number}", styles["Heading2"]))
    flow.append(Paragraph("he was outside again when I came home " * 8, styles["Normal"]))
    rows = [[name, "a few words of it"] for name in ("When", "Where", "Who", "Kind", "Felt")]
    flow.append(Table(rows))
SimpleDocTemplate(sys.argv[2]).build(flow)
"""
_HASHES: Final = """
import hashlib, sys
previous = b""
for line in open(sys.argv[1], "rb"):
    previous = hashlib.sha256(previous + line).digest()
"""


class Missing(Exception):
    """A peer is not installed."""


@dataclass(slots=True, kw_only=True)
class Bench:
    """Where everything is made, and how commands are run there.

    Attributes:
        folder: what is made lies in it; it goes at the end.
        peers: the environment that has the peers written in Python.
        quick: small sizes, and few rounds.
    """

    folder: Path
    peers: Path
    quick: bool
    environment: dict[str, str] = field(init=False)
    program: str = field(init=False)

    def __post_init__(self) -> None:
        """Nothing of the caller's settings comes along."""
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "STALKDIARY"))
        } | {"HOME": str(self.folder), "RESTIC_PASSWORD": "x", "BORG_PASSPHRASE": "x"}
        self.program = str(Path(sys.executable).parent / "stalkdiary")
        self.secret.write_text("seven grey herons on the 7th shelf\n", encoding="utf-8")

    @property
    def secret(self) -> Path:
        """A file with a passphrase."""
        return self.folder / "secret"

    def run(self, *command: object) -> Run:
        """A command in the folder."""
        return run([str(each) for each in command], self.environment, self.folder)

    def python(self, *words: object) -> Run:
        """The bare interpreter that runs us."""
        return self.run(sys.executable, *words)

    def ours(self, diary: Path, *words: object, locked: bool = False) -> Run:
        """A command of ours on a diary."""
        key = ("--passphrase-file", self.secret) if locked else ()
        return self.run(self.program, "--diary", diary, *key, *words)

    def new(self, name: str, *, locked: bool = False) -> Path:
        """A new diary."""
        diary = self.folder / f"{name}.db"
        self.ours(diary, "init", *(() if locked else ("--no-passphrase",)), locked=locked)
        return diary

    def peer(self, name: str) -> str:
        """A command of another project.

        Raises:
            Missing: it is not installed.
        """
        inside = self.peers / "bin" / name
        found = str(inside) if inside.exists() else shutil.which(name)
        if found is None:
            raise Missing(name)
        return found

    def file(self, name: str, size: int) -> Path:
        """A file of so many random bytes, made once."""
        made = self.folder / name
        if not made.exists():
            with made.open("wb") as file:
                for at in range(0, size, MEBIBYTE):
                    file.write(os.urandom(min(MEBIBYTE, size - at)))
        return made

    def fresh(self, diary: Path) -> Path:
        """A copy of a diary, so that each run finds the same."""
        copy = diary.with_name(f"copy-{diary.name}")
        copy.unlink(missing_ok=True)
        shutil.copy(diary, copy)
        return copy


Timed = Callable[[], Run]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table.

    Attributes:
        job: what is done.
        peer: what it is held against.
        goal: the ratio that is wanted at most; None where another figure is.
        prepare: makes what both need, and gives both.
        rounds: how many pairs.
    """

    job: str
    peer: str
    goal: float | None
    prepare: Callable[[Bench], tuple[Timed, Timed]]
    rounds: int = 7


def _starts(*words: str) -> Callable[[Bench], tuple[Timed, Timed]]:
    def prepare(bench: Bench) -> tuple[Timed, Timed]:
        return (lambda: bench.run(bench.program, *words)), (lambda: bench.python(*_PASS))

    return prepare


def journal(bench: Bench) -> str:
    """The peer's own journal, with the same story in it a few times."""
    jrnl = bench.peer("jrnl")
    settings = bench.folder / ".config" / "jrnl" / "jrnl.yaml"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        journal = bench.folder / "journal.txt"
        settings.write_text(
            f"journals:\n  default:\n    journal: {journal}\nversion: v4\neditor: ''\n"
            "encrypt: false\nhighlight: false\ntemplate: false\ndefault_hour: 9\n"
            "default_minute: 0\ntimeformat: '%F %r'\nlinewrap: 79\nindent_character: '|'\n"
            "tagsymbols: '@'\ncolors:\n  body: none\n  date: none\n  tags: none\n  title: none\n",
            encoding="utf-8",
        )
        for _ in range(20):
            bench.run(jrnl, "today:", STORY)
    return jrnl


def _everyday(bench: Bench) -> Path:
    """A plain diary with twenty incidents."""
    diary = bench.folder / "everyday.db"
    if not diary.exists():
        bench.new("everyday")
        for number in range(20):
            bench.ours(diary, "add", "--what", f"{STORY} {number}", "--when", "2026-03-12T21:30")
    return diary


def _reads(*words: str) -> Callable[[Bench], tuple[Timed, Timed]]:
    def prepare(bench: Bench) -> tuple[Timed, Timed]:
        jrnl, diary = journal(bench), _everyday(bench)
        return (lambda: bench.ours(diary, *words)), (lambda: bench.run(jrnl, "-n", "3"))

    return prepare


def _adds(bench: Bench) -> tuple[Timed, Timed]:
    jrnl, diary = journal(bench), _everyday(bench)
    return (
        lambda: bench.ours(diary, "add", "--what", STORY, "--when", "2026-03-12T21:30"),
        lambda: bench.run(jrnl, "today:", STORY),
    )


def _adds_a_photograph(bench: Bench) -> tuple[Timed, Timed]:
    jrnl, diary = journal(bench), bench.new("locked", locked=True)
    photo = bench.file("photo.jpg", 4 * MEBIBYTE)
    words = ("add", "--what", STORY, "--when", "2026-03-12T21:30", "--attach", photo)
    return (lambda: bench.ours(diary, *words, locked=True)), (
        lambda: bench.run(jrnl, "today:", STORY)
    )


def _large(bench: Bench) -> Path:
    return bench.file("large.bin", (64 if bench.quick else 1024) * MEBIBYTE)


def _attaches(*, locked: bool) -> Callable[[Bench], tuple[Timed, Timed]]:
    def prepare(bench: Bench) -> tuple[Timed, Timed]:
        large = _large(bench)
        empty = bench.new("attached-locked" if locked else "attached", locked=locked)
        bench.ours(empty, "add", "--what", STORY, "--when", "now", locked=locked)
        repository = bench.folder / "restic"

        def attach() -> Run:
            return bench.ours(bench.fresh(empty), "attach", "1", large, locked=locked)

        def copy() -> Run:
            return bench.run("sh", "-c", f"cp '{large}' copied.bin && sync copied.bin")

        def back_up() -> Run:
            shutil.rmtree(repository, ignore_errors=True)
            bench.run(restic, "init", "-r", repository)
            return bench.run(restic, "backup", "-r", repository, large)

        restic = bench.peer("restic") if locked else ""
        return attach, back_up if locked else copy

    return prepare


def _attaches_many(bench: Bench) -> tuple[Timed, Timed]:
    many = bench.folder / "many"
    if not many.exists():
        many.mkdir()
        for number in range(500 if bench.quick else 10_000):
            (many / f"{number:05}.jpg").write_bytes(os.urandom(100_000))
    empty = bench.new("many-files")
    bench.ours(empty, "add", "--what", STORY, "--when", "now")
    names = sorted(many.iterdir())

    def copy() -> Run:
        shutil.rmtree(bench.folder / "many-copied", ignore_errors=True)
        return bench.run("sh", "-c", "cp -r many many-copied && sync -f many-copied")

    return (lambda: bench.ours(bench.fresh(empty), "attach", "1", *names)), copy


def _verifies(*, locked: bool) -> Callable[[Bench], tuple[Timed, Timed]]:
    def prepare(bench: Bench) -> tuple[Timed, Timed]:
        large = _large(bench)
        diary = bench.new("verified-locked" if locked else "verified", locked=locked)
        bench.ours(diary, "add", "--what", STORY, "--attach", large, locked=locked)
        openssl = bench.peer("openssl")
        return (lambda: bench.ours(diary, "verify", locked=locked)), (
            lambda: bench.run(openssl, "dgst", "-sha256", large)
        )

    return prepare


def _verifies_entries(bench: Bench) -> tuple[Timed, Timed]:
    diary = bench.folder / "entries.db"
    count = 2_000 if bench.quick else 100_000
    bench.python("-c", ENTRIES, diary, str(count))
    ledger = bench.folder / "ledger.jsonl"
    bench.python("-c", _LEDGER, diary, ledger)
    return (lambda: bench.ours(diary, "verify")), (lambda: bench.python("-c", _HASHES, ledger))


ENTRIES: Final = """
import sys
from pathlib import Path
from stalkdiary import Account, Diary
with Diary.create(Path(sys.argv[1]), None) as diary:
    when = diary.moment("12 March 2026 21:30")
    for number in range(int(sys.argv[2])):
        diary.add(Account(what=f"He was outside again, for the time number {number}", when=when))
"""
_LEDGER: Final = """
import sys
from pathlib import Path
from stalkdiary import Diary, export_ledger
with Diary.open(Path(sys.argv[1]), ask=lambda: "") as diary:
    export_ledger(diary, Path(sys.argv[2]))
"""


def _chat(bench: Bench) -> Path:
    chat = bench.folder / "WhatsApp Chat with Alex.txt"
    if not chat.exists():
        import_messages.write_chat(chat, 20_000 if bench.quick else 1_000_000)
    return chat


def _parses(bench: Bench) -> tuple[Timed, Timed]:
    chat, python = _chat(bench), bench.peers / "bin" / "python"
    if not (bench.peers / "bin" / "whatstk-to-csv").exists():
        raise Missing("whatstk")
    return (lambda: bench.python("-c", import_whatsapp.OURS, chat)), (
        lambda: bench.run(python, "-c", import_whatsapp.WHATSTK, chat)
    )


def _imports(*, again: bool) -> Callable[[Bench], tuple[Timed, Timed]]:
    def prepare(bench: Bench) -> tuple[Timed, Timed]:
        chat, empty = _chat(bench), bench.new("imported-again" if again else "imported")
        words = ("import", chat, "--from", "Alex", "--me", "Rosie")
        diary = empty
        if again:
            bench.ours(empty, *words)

        def store() -> Run:
            return bench.ours(diary if again else bench.fresh(empty), *words)

        return store, lambda: bench.python("-c", import_whatsapp.BARE, chat)

    return prepare


def _adds_to_many(bench: Bench) -> tuple[Timed, Timed]:
    chat, few = _chat(bench), _everyday(bench)
    many = bench.folder / "imported-again.db"
    if not many.exists():
        bench.ours(bench.new(many.stem), "import", chat, "--from", "Alex", "--me", "Rosie")
    words = ("add", "--what", STORY, "--when", "2026-03-12T21:30")
    return (lambda: bench.ours(many, *words)), (lambda: bench.ours(few, *words))


def _reads_mails(bench: Bench) -> tuple[Timed, Timed]:
    mails, script = bench.folder / "All mail.mbox", import_mbox.__file__
    import_mbox.write_mailbox(mails, 20 if bench.quick else 1024)
    return (lambda: bench.python(script, mails, "our first look")), (
        lambda: bench.python(script, mails, "mailbox")
    )


def _reads_texts(bench: Bench) -> tuple[Timed, Timed]:
    texts = bench.folder / "sms.xml"
    import_sms.make(texts, 20 if bench.quick else 500, 4096, "&#128522;")
    script = import_sms.__file__
    return (lambda: bench.python(script, "--read", "keeping", texts)), (
        lambda: bench.python(script, "--read", "lxml", texts)
    )


def _typesets(count: int) -> Callable[[Bench], tuple[Timed, Timed]]:
    def prepare(bench: Bench) -> tuple[Timed, Timed]:
        size = max(count // 10, 20) if bench.quick else count
        diary = bench.folder / f"report-{size}.db"
        bench.python("-c", ENTRIES, diary, str(size))
        python = bench.peers / "bin" / "python"
        if not list(bench.peers.glob("lib/python*/site-packages/reportlab")):
            raise Missing("reportlab")

        def report() -> Run:
            made = bench.folder / "made.pdf"
            for each in bench.folder.glob("made*.pdf"):
                each.unlink()
            return bench.ours(diary, "report", "--yes", "-o", made)

        return report, lambda: bench.run(python, "-c", PLATYPUS, str(size), "platypus.pdf")

    return prepare


def _bundles(bench: Bench) -> tuple[Timed, Timed]:
    large, diary = _large(bench), bench.new("bundled")
    bench.ours(diary, "add", "--what", STORY, "--when", "now", "--attach", large)
    bench.peer("openssl")

    def bundle() -> Run:
        shutil.rmtree(bench.folder / "bag", ignore_errors=True)
        return bench.ours(diary, "bundle", "--yes", "bag")

    def extract() -> Run:
        (bench.folder / "extracted").unlink(missing_ok=True)
        both = f"'{bench.program}' --diary '{diary}' extract EX/1 --yes -o extracted && "
        return bench.run("sh", "-c", both + "openssl dgst -sha256 extracted")

    return bundle, extract


def _backs_up(bench: Bench) -> tuple[Timed, Timed]:
    large, diary = _large(bench), bench.new("backed-up")
    bench.ours(diary, "add", "--what", STORY, "--when", "now", "--attach", large)
    bench.ours(diary, "backup", bench.folder / "kept.db")

    def again() -> Run:
        bench.ours(diary, "add", "--what", STORY, "--when", "now")
        return bench.ours(diary, "backup", bench.folder / "kept.db")

    def first() -> Run:
        (bench.folder / "first.db").unlink(missing_ok=True)
        return bench.ours(diary, "backup", bench.folder / "first.db")

    return again, first


def rows() -> Iterator[Row]:
    """Every row, in the order of the table."""
    for job, goal, words in (
        ("help-contacts, in a pipe", 1.25, ("help-contacts",)),
        ("--version", 1.25, ("--version",)),
        ("--help", 7.5, ("--help",)),
        ("add --help", 7.5, ("add", "--help")),
    ):
        yield Row(job=job, peer="python -I -c pass", goal=goal, prepare=_starts(*words), rounds=15)
    yield Row(
        job="list --last 20",
        peer="jrnl -n 3",
        goal=0.6,
        prepare=_reads("list", "--last", "20"),
        rounds=15,
    )
    yield Row(job="search", peer="jrnl -n 3", goal=0.6, prepare=_reads("search", "gate"), rounds=15)
    yield Row(job="add", peer="jrnl, adding", goal=0.6, prepare=_adds, rounds=15)
    yield Row(
        job="add with a photograph of 4 MB, passphrase given",
        peer="jrnl, adding",
        goal=1.1,
        prepare=_adds_a_photograph,
    )
    yield Row(
        job="attach 1 GiB, read back",
        peer="cp and sync",
        goal=1.6,
        prepare=_attaches(locked=False),
        rounds=3,
    )
    yield Row(
        job="attach 1 GiB, read back, encrypted",
        peer="restic backup",
        goal=0.8,
        prepare=_attaches(locked=True),
        rounds=3,
    )
    yield Row(
        job="attach 10,000 files of 100 kB",
        peer="cp -r and sync",
        goal=0.7,
        prepare=_attaches_many,
        rounds=3,
    )
    yield Row(
        job="verify 1 GiB",
        peer="openssl dgst -sha256",
        goal=1.5,
        prepare=_verifies(locked=False),
        rounds=3,
    )
    yield Row(
        job="verify 1 GiB, encrypted",
        peer="openssl dgst -sha256",
        goal=2.8,
        prepare=_verifies(locked=True),
        rounds=3,
    )
    yield Row(
        job="verify 100,000 entries",
        peer="hashing the same lines",
        goal=2.5,
        prepare=_verifies_entries,
        rounds=3,
    )
    yield Row(
        job="read 1,000,000 WhatsApp messages",
        peer="whatstk",
        goal=0.35,
        prepare=_parses,
        rounds=3,
    )
    for again in (False, True):
        yield Row(
            job=f"import them{', again' if again else ''}",
            peer="a bare regular expression, storing nothing",
            goal=3 if again else 10,
            prepare=_imports(again=again),
            rounds=1,
        )
    yield Row(
        job="add beside 1,000,000 messages",
        peer="add beside 20 incidents",
        goal=1.25,
        prepare=_adds_to_many,
        rounds=15,
    )
    yield Row(
        job="first look at mails of 1 GiB",
        peer="mailbox, decoding each part",
        goal=0.35,
        prepare=_reads_mails,
        rounds=3,
    )
    yield Row(
        job="read 500 MiB of texts with pictures of 4 MiB",
        peer="lxml, making nothing of it",
        goal=None,
        prepare=_reads_texts,
        rounds=3,
    )
    for count in (100, 1_000, 10_000):
        yield Row(
            job=f"report of {count:,} incidents as PDF",
            peer="ReportLab platypus",
            goal=0.5,
            prepare=_typesets(count),
            rounds=3,
        )
    yield Row(
        job="bundle with 1 GiB",
        peer="extract, and openssl dgst",
        goal=1.5,
        prepare=_bundles,
        rounds=3,
    )
    yield Row(
        job="backup again, after one incident",
        peer="the first backup",
        goal=0.05,
        prepare=_backs_up,
        rounds=3,
    )
