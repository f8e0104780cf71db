"""A sentence followed through every command: what is written, and to where (R14, R17).

Everything is typed at a terminal, as a person would; strace writes down every byte that a command
writes, every file that it opens for that, every program that it starts and every socket. Then
everything that is left is searched.
"""

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

Window = Callable[..., Any]
CANARY = "quokka-meringue"
SECRET = "vermilion gnu over 9 kettles"  # noqa: S105 - of no diary but this
NEW_SECRET = "cobalt gnu over 11 kettles"  # noqa: S105
CHAT = {
    "name": "Alex",
    "type": "personal_chat",
    "id": 7,
    "messages": [
        {
            "id": number,
            "type": "message",
            "date": f"2025-03-12T21:3{number}:00",
            "date_unixtime": str(1741815000 + 60 * number),
            "from": "Alex",
            "from_id": "user7",
            "text": f"I saw you, {CANARY} {number}",
        }
        for number in (1, 2)
    ],
}
LEAVE, ENTER = "\x03", "\r"
TRACED = (
    "network,openat,open,creat,mkdir,mkdirat,write,pwrite64,writev,pwritev,sendfile,execve,"
    "memfd_create"
)
REACHING = {"socket", "connect", "bind", "sendmsg", "memfd_create"}
"""A pair of sockets without names, which the questions use within the process, reaches nobody."""


@dataclass(slots=True, kw_only=True)
class Step:
    """A command as it is typed.

    Attributes:
        words: behind its name.
        answers: questions, by words that they hold, and what is typed.
        shows: whether the sentence stands on the screen.
        writes: the file that was asked for, where the sentence may be readable in it.
    """

    words: list[str]
    answers: list[tuple[str, str]] = field(default_factory=list)
    shows: bool = False
    writes: str | None = None


PASSPHRASE = ("Passphrase (or recovery code):", SECRET + ENTER)
WRITE = ("Write it?", ENTER)
STEPS = [
    Step(
        words=["init", "--initials", "AB"],
        answers=[
            ("Start a diary on this computer?", "y" + ENTER),
            ("A number [1]:", "2" + ENTER),
            ("New passphrase", SECRET + ENTER),
            ("The same again", SECRET + ENTER),
            ("when you have written it down", ENTER),
        ],
    ),
    Step(
        words=["add"],
        answers=[PASSPHRASE, ("What happened?", f"He said {CANARY}"), (CANARY, LEAVE)],
        shows=True,
    ),
    Step(
        words=["add"],
        answers=[
            PASSPHRASE,
            ("Continue?", ENTER),
            (CANARY, ENTER * 3),
            ("When was it?", "12 March 2025" + ENTER),
            ("add details", "d" + ENTER),
            ("Where was it?", CANARY + ENTER),
            ("How did it make you feel", CANARY + ENTER),
            ("Files to keep", f"'{CANARY}.txt'" + ENTER),
            ("Another file?", ENTER),
            ("Who was it?", ENTER * 14),  # to the last question before the kinds
            ("Numbers or names", "6" + ENTER),
            ("add details", ENTER),
        ],
        shows=True,
    ),
    Step(
        words=["amend", "1"],
        answers=[
            PASSPHRASE,
            ("changes one", "3" + ENTER),
            ("Where was it?", " after all" + ENTER),
            ("changes one", ENTER),
            ("Why are you changing", CANARY + ENTER),
        ],
        shows=True,
    ),
    Step(
        words=["attach", "1"],
        answers=[
            PASSPHRASE,
            ("Which files", ENTER),
            ("What is the thing", CANARY + ENTER),
            ("Where is it kept", ENTER),
            ("Who touched it", ENTER),
        ],
        shows=True,
    ),
    Step(
        words=["action", "police"],
        answers=[PASSPHRASE, ("What was done", CANARY + ENTER + ENTER * 6)],
        shows=True,
    ),
    Step(
        words=["people", "add"],
        answers=[PASSPHRASE, ("What do you call", CANARY + ENTER + ENTER * 3)],
        shows=True,
    ),
    Step(words=["import", "result.json", "--from", "Alex"], answers=[PASSPHRASE]),
    Step(words=["list"], answers=[PASSPHRASE], shows=True),
    Step(words=["list", "--brief"], answers=[PASSPHRASE]),
    Step(words=["show", "1", "--brief"], answers=[PASSPHRASE]),
    Step(words=["show", "1"], answers=[PASSPHRASE], shows=True),
    Step(words=["search"], answers=[("Which words?", CANARY + ENTER), PASSPHRASE], shows=True),
    Step(words=["messages", "Alex"], answers=[PASSPHRASE], shows=True),
    Step(words=["people"], answers=[PASSPHRASE], shows=True),
    Step(words=["action"], answers=[PASSPHRASE], shows=True),
    Step(words=["exhibits"], answers=[PASSPHRASE], shows=True),
    Step(words=["summary"], answers=[PASSPHRASE, ("q ends and clears", "q")]),
    Step(
        words=["report", "-o", "out/r.pdf"],
        answers=[
            PASSPHRASE,
            ("stand on the first page", "1" + ENTER),
            ("What do you ask for", CANARY + ENTER),
            WRITE,
        ],
        shows=True,
    ),
    Step(words=["report", "-o", "out/r.html", "--yes"], answers=[PASSPHRASE], writes="out/r.html"),
    Step(words=["report", "-o", "out/r.csv"], answers=[PASSPHRASE, WRITE], writes="out/r.csv"),
    Step(
        words=["report", "--format", "text", "-o", "-"],
        answers=[PASSPHRASE, ("q ends and clears", " "), (CANARY, LEAVE)],
        shows=True,
    ),
    Step(
        words=["extract", "AB/1", "-o", "out/copy"],
        answers=[PASSPHRASE, WRITE],
        writes="out/copy",
    ),
    Step(words=["bundle", "out/b.zip"], answers=[PASSPHRASE, WRITE], writes="out/b.zip"),
    Step(words=["verify"], answers=[PASSPHRASE, ("q ends and clears", "q")]),
    Step(words=["backup", "out/backup.db"], answers=[PASSPHRASE]),
    Step(
        words=["withdraw", "1"],
        answers=[PASSPHRASE, ("Is there a reason to note", CANARY + ENTER)],
        shows=True,
    ),
    Step(
        words=["passphrase"],
        answers=[
            PASSPHRASE,
            ("A number [1]:", "2" + ENTER),
            ("New passphrase", NEW_SECRET + ENTER),
            ("The same again", NEW_SECRET + ENTER),
            ("when you have written it down", ENTER),
        ],
    ),
    Step(
        words=["recovery-code"],
        answers=[
            ("Passphrase (or recovery code):", NEW_SECRET + ENTER),
            ("when you have written it down", ENTER),
        ],
    ),
    Step(words=["help-contacts"]),
    Step(words=["guide"]),
    Step(words=[]),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    """One system call, as strace wrote it down."""

    name: str
    text: str


def calls(trace: Path) -> Iterator[Call]:
    for line in trace.read_text("utf-8", "replace").splitlines():
        found = re.match(r"(?:\d+ +)?(\w+)\((.*)", line)
        if found and "= -1 E" not in line:
            yield Call(found[1], found[2])


@pytest.fixture
def home(at_home: dict[str, str]) -> Path:
    """A home with a file and a chat to keep, and a folder for what is asked for."""
    if shutil.which("strace") is None:
        pytest.skip("there is no strace here")
    home = Path(at_home["HOME"])
    (home / "out").mkdir()
    (home.parent / "tmp").mkdir()
    at_home["TMPDIR"] = str(home.parent / "tmp")
    (home / f"{CANARY}.txt").write_text(f"a note, {CANARY}", encoding="utf-8")
    (home / "result.json").write_text(json.dumps(CHAT), encoding="utf-8")
    return home


def typed(window: Window, step: Step, trace: Path) -> str:
    """Runs one command under strace, answers it, and gives what stood on the screen."""
    options = ["-f", "--seccomp-bpf", "-y", "-qq", "-s", "1000000"]
    terminal = window(
        *step.words,
        command=("strace", *options, "-e", f"trace={TRACED}", "-o", str(trace), sys.executable,
                 "-m", "stalkdiary"),
        rows=20,
        columns=160,
    )  # fmt: skip
    for question, keys in step.answers:
        terminal.answer(question, keys)
    leaves = step.answers and step.answers[-1][1] == LEAVE
    code = terminal.end()
    if "ptrace" in terminal.text:
        pytest.skip("strace may not trace here")
    assert code == (130 if leaves else 0), (step.words, terminal.text[-1500:])
    return str(terminal.raw)


def test_a_sentence_and_a_passphrase_stay_inside(window: Window, home: Path) -> None:
    """Every command; what it opens to write to, in shared memory, too; then what is left."""
    # Both are made under another name, and put in place when they are whole.
    private = {f"{home}/.local/share/dayfile/diary.db", f"{home}/out/backup.db"}
    for number, step in enumerate(STEPS):
        trace = home.parent / f"{number}.trace"
        screen = typed(window, step, trace)
        assert (CANARY in screen) == step.shows, step.words
        assert SECRET not in screen
        assert "\x1b]" not in screen, "no title of a window, no link, no clipboard"
        made = list(calls(trace))
        assert len([call for call in made if call.name == "execve"]) == 1, step.words
        assert not [call for call in made if call.name in REACHING], step.words
        pairs = [call.text for call in made if call.name == "socketpair"]
        assert all(text.startswith("AF_UNIX") for text in pairs), pairs
        for call in made:
            check(step, call, home, private)
    asked = {
        "out/r.html",
        "out/r.csv",
        "out/r-messages.csv",
        "out/copy",
        "out/b.zip",
        f"{CANARY}.txt",
        "result.json",
    }
    assert holding(home, CANARY) <= asked
    assert holding(home, SECRET) | holding(home, NEW_SECRET) == set()
    assert list((home.parent / "tmp").iterdir()) == []
    left = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}
    made_here = {"out/r.pdf", "out/backup.db", ".local/share/dayfile/diary.db"}
    assert left == asked | made_here


def check(step: Step, call: Call, home: Path, private: set[str]) -> None:
    """No file is opened for writing but the diary, what was asked for and the terminal.

    `private` holds the files that were made for their owner alone.
    """
    folder = f"{home}/.local/share/dayfile"
    if call.name in {"openat", "open", "creat"} and re.search("O_WRONLY|O_RDWR", call.text):
        path = re.search(r"= \d+<([^>]*)>$", call.text)
        assert path, call
        inside = path[1].startswith((f"{folder}/", f"{home}/out")) or path[1] == folder
        assert inside or path[1].startswith(("/dev/null", "/dev/tty", "/dev/pts/")), (step, path[1])
        mode = re.search(r"O_CREAT[^,]*, (\d+)\)", call.text)
        # SQLite opens as if it might create; then the file must be there, made by us.
        assert mode is None or mode[1] == "0600" or path[1] in private, (step.words, call)
        private.add(path[1])
    if call.name in {"mkdir", "mkdirat"}:
        assert ", 0700)" in call.text, call
    for secret in (CANARY, SECRET, NEW_SECRET):
        if secret in call.text and call.name not in {"openat", "open"}:
            to_screen = re.match(r"\d+</dev/(pts/|tty)", call.text) and secret == CANARY
            to_file = step.writes and f"<{home}/out/" in call.text
            assert to_screen or to_file, (step.words, call.name, call.text[:300])


def holding(folder: Path, words: str) -> set[str]:
    """The files that hold `words`, in any of the ways in which text is written to disks."""
    forms = [words.encode(code) for code in ("utf-8", "utf-16-le", "utf-32-le")]
    forms += [words.encode().hex().encode(), words[::-1].encode()]
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    }
