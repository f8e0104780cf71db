"""Diaries to test with: made once, copied for each test, because Argon2id takes its time.

And a terminal, for what only shows on one.
"""

import codecs
import os
import re
import select
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import shown
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlite

import stalkdiary.diary.file
from stalkdiary import named_file
from stalkdiary.diary import Diary
from stalkdiary.model.action import Action
from stalkdiary.model.changes import Changes
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment, Precision
from stalkdiary.model.person import Person
from stalkdiary.store import backup, rewrite
from stalkdiary.store.connection import connect
from stalkdiary.store.key import derived_key

# A slow machine is no failure, and neither is chance: the same examples in every run. To look for
# new ones: pytest --hypothesis-profile explore
_CERTAIN = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("explore", _CERTAIN, derandomize=False)
settings.register_profile("certain", _CERTAIN)
settings.load_profile("certain")

PASSPHRASE = "Kēy with 'quotes', \"more\" and a ☂"  # noqa: S105 - of no diary but these
WHEN = Moment(
    start="2026-11-20T21:30:00+00:00",
    end=None,
    precision=Precision.EXACT,
    part=None,
    timezone="Europe/London",
    said="20 November 21:30",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The long forms of the sweeps are for releases: tests/faults/README.md."""
    parser.addoption("--full", action="store_true", help="sweep every point, not a sample")
    parser.addoption("--slice", default="1/1", help="with --full: 3/8 sweeps one in eight of them")


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> slice | None:
    """Which points of a sweep are wanted where all are; None in a short run."""
    number, of = map(int, request.config.getoption("--slice").split("/"))
    assert 1 <= number <= of
    return slice(number - 1, None, of) if request.config.getoption("--full") else None


# Marks that nobody sees, and what is typed or drawn for a letter, an apostrophe, a dash, a space.
_UNSEEN = ["", "", "\u200b", "\u2060", "\u00ad", "\ufe0f", "\u202e", "\u0301"]
_INSTEAD = {
    "'": ["'", "\u2019", "\u02bc", "\u00b4", "\u2032", "`", "\uff07", ""],
    "-": ["-", "\u2010", "\u2011", "\u2013", "\u2212", " ", "\u00ad", ""],
    " ": [" ", "  ", "\u00a0", "\u2009", "\n", "\t", ", ", "-", ""],
    "a": ["a", "A", "\u0430", "\u03b1", "\uff41", "\u00e4", "\U0001d4ea"],
    "e": ["e", "E", "\u0435", "\u03b5", "\u00ea", "\uff25"],
    "i": ["i", "I", "\u0131", "\u0456", "\u03b9", "\u00ee"],
    "l": ["l", "L", "\u0142", "\u0141", "\uff4c", "\u029f"],
    "n": ["n", "N", "\u00f1", "\uff2e", "\u0274"],
    "o": ["o", "O", "\u043e", "\u03bf", "\u00f8", "\u00d8", "\uff4f"],
}


@pytest.fixture(scope="session")
def disguised() -> Callable[[str], st.SearchStrategy[str]]:
    """A word of small letters in the forms that look or sound the same, chosen by Hypothesis."""

    def forms(word: str) -> st.SearchStrategy[str]:
        parts = []
        for character in word:
            instead = _INSTEAD.get(character, [character, character.upper()])
            parts += [st.sampled_from(instead), st.sampled_from(_UNSEEN)]
        return st.tuples(*parts).map("".join)

    return forms


@pytest.fixture(autouse=True)
def _diaries_of_this_test_alone() -> Iterator[None]:
    """A process opens one diary, and this one thousands: each file is held beside all of them."""
    yield
    named_file._diaries.clear()


@pytest.fixture(scope="session", autouse=True)
def _keys_derived_once() -> Iterator[None]:
    """The key of one passphrase and salt is always the same: tests/store/test_key.py."""
    once = cache(derived_key)
    with pytest.MonkeyPatch.context() as patch:
        for module in (stalkdiary.diary.file, backup, rewrite):
            patch.setattr(module, "derived_key", once)
        yield


@pytest.fixture(scope="session")
def passphrase() -> str:
    """The passphrase of every encrypted diary here."""
    return PASSPHRASE


@pytest.fixture(scope="session")
def when() -> Moment:
    """One moment that is known exactly."""
    return WHEN


@pytest.fixture(scope="session")
def account() -> Callable[..., Account]:
    """Makes an account from its words and any further fields."""
    return _account


def _account(what: str = "He stood outside the house", **fields: object) -> Account:
    given: dict[str, Any] = {"when": WHEN, **fields}
    return Account(what=what, **given)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, bytes | None]]:
    """The diaries that tests get copies of, with their keys: never opened again."""
    return _templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(scope="session")
def made_templates() -> Callable[[Path], dict[str, tuple[Path, bytes | None]]]:
    """What makes such diaries in a folder, for tests with another derivation of keys."""
    return _templates


def _templates(folder: Path) -> dict[str, tuple[Path, bytes | None]]:
    found: dict[str, tuple[Path, bytes | None]] = {}
    for name, passphrase in (("plain", None), ("encrypted", PASSPHRASE)):
        with Diary.create(folder / name, passphrase, initials="AB") as diary:
            found[name] = (diary.path, diary.key)
        shutil.copy(folder / name, folder / f"{name} filled")
        with Diary(folder / f"{name} filled", diary.key) as diary:
            _fill(diary, folder)
            found[f"{name} filled"] = (diary.path, diary.key)
    return found


def _fill(diary: Diary, folder: Path) -> None:
    """One entry of each kind that has rows of its own, and some that have none."""
    picture, note = folder / "door.bin", folder / "note.txt"
    picture.write_bytes(bytes(range(256)) * 160)
    note.write_text("I saw you", encoding="utf-8")
    diary.record_person(Person(number=0, name="Alex", role="stalker", aliases=("Lexi",)))
    diary.add(_account(types=("loitering",), witnesses=("Sam",)), [picture, note], person="Alex")
    diary.add(_account("Fourteen calls in one night", times=14, types=("calls-messages",)))
    diary.amend(1, Changes(where="outside the school"), why="I remembered")
    diary.add(_account("Written twice"))
    diary.withdraw(3, "the same as incident 2")
    diary.attach_physical(2, PhysicalItem(description="a card", kept_at="with Sam"))
    diary.record_action(Action(number=0, recorded_at="", kind="police", when=WHEN, what="101"))
    diary.record_handover("report", {"format": "pdf", "for": "PC 1234"})


Opener = Callable[[str], Diary]


@pytest.fixture
def opened(templates: dict[str, tuple[Path, bytes | None]], tmp_path: Path) -> Iterator[Opener]:
    """Opens a copy of one of the templates, in a folder that holds nothing else."""
    diaries: list[Diary] = []

    def open_copy(name: str) -> Diary:
        template, key = templates[name]
        folder = tmp_path / f"home{len(diaries)}"
        folder.mkdir(mode=0o700)
        path = folder / "diary.db"
        shutil.copy(template, path)
        diaries.append(Diary(path, key))
        return diaries[-1]

    yield open_copy
    for each in diaries:
        each.close()


@pytest.fixture
def diary(opened: Opener) -> Diary:
    """A new diary without a passphrase."""
    return opened("plain")


@pytest.fixture
def encrypted(opened: Opener) -> Diary:
    """A new diary with `passphrase`."""
    return opened("encrypted")


@pytest.fixture(params=["plain", "encrypted"])
def filled(opened: Opener, request: pytest.FixtureRequest) -> Diary:
    """A diary with something of everything, once plain and once encrypted."""
    return opened(f"{request.param} filled")


@pytest.fixture
def forged() -> Iterator[Callable[[Diary], sqlite.Connection]]:
    """Opens a diary's file as somebody with the key and an SQL program would, triggers removed."""
    connections = []

    def open_bare(diary: Diary) -> sqlite.Connection:
        connection = connect(diary.path, diary.key)
        connections.append(connection)
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        return connection

    yield open_bare
    for each in connections:
        each.close()


@pytest.fixture(scope="session")
def everything() -> Callable[[Diary], list[object]]:
    """All that a diary shows: what must never change silently."""
    return shown.everything


# What tells a program where the cursor is; a real terminal answers.
_WHERE, _HERE = b"\x1b[6n", b"\x1b[1;1R"
_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\].*?(?:\x07|\x1b\\)|[()][0-9A-B]|[=>78c])")
_PATIENCE = 120.0
"""Seconds. Nothing waits that long but a test that fails."""
_MOMENT = 0.1


class Terminal:
    """A program in a window of its own: a pseudo-terminal, which can be closed.

    Attributes:
        raw: everything that it has put out so far.
    """

    def __init__(
        self, *command: str | os.PathLike[str], env: dict[str, str], columns: int, rows: int
    ) -> None:
        import fcntl  # Windows has none of the three
        import pty
        import termios

        self.raw = ""
        self._seen = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._window, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=env,
            cwd=env["HOME"],
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
        )
        os.close(theirs)

    @property
    def text(self) -> str:
        """What it has put out, without the sequences that move and colour.

        What is drawn over a line begins a line of its own here.
        """
        return re.sub("\r+\n|\r", "\n", _SEQUENCE.sub("", self.raw))

    def type(self, keys: str) -> None:
        os.write(self._window, keys.encode())

    def paste(self, text: str) -> None:
        """Types more than a terminal takes at once, and reads meanwhile."""
        rest = text.encode()
        while rest:
            if select.select([], [self._window], [], _MOMENT)[1]:
                rest = rest[os.write(self._window, rest[:1024]) :]
            if select.select([self._window], [], [], 0)[0]:
                self._read()

    def until(self, words: str) -> None:
        """Reads on until `words` are there, after what was waited for before."""
        end = time.monotonic() + _PATIENCE
        while words not in self.text[self._seen :]:
            assert time.monotonic() < end, f"waited for {words!r} after {self.text[-500:]!r}"
            assert self._read(), f"ended before {words!r}: {self.text[-500:]!r}"
        self._seen = self.text.index(words, self._seen) + len(words)

    def answer(self, question: str, keys: str) -> None:
        self.until(question)
        self.type(keys)

    def leave(self, question: str) -> int:
        """Presses Ctrl-C at a question, and gives the exit code."""
        self.answer(question, "\x03")
        return self.end()

    def end(self) -> int:
        """Reads to the end, and gives the exit code."""
        while self._read():
            pass
        return self.process.wait(_PATIENCE)

    def idle(self) -> None:
        """Reads what there is to read, for a moment: somebody pauses before they go on."""
        self._read(_MOMENT)

    def close(self) -> None:
        """Closes the window."""
        os.close(self._window)
        self._window = -1

    def gone(self) -> None:
        """Ends what a test has left."""
        if self._window >= 0:
            self.close()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _read(self, patience: float = _PATIENCE) -> bool:
        if not select.select([self._window], [], [], patience)[0]:
            return False
        try:
            block = os.read(self._window, 65536)
        except OSError:  # how Linux says that nobody is there any more
            return False
        for _ in range(block.count(_WHERE)):
            os.write(self._window, _HERE)
        self.raw += self._decoder.decode(block)
        return bool(block)


Opens = Callable[..., Terminal]


@pytest.fixture
def at_home(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody whose home is empty."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    return {
        "PYTHONPATH": str(Path(stalkdiary.__file__).parent.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
    }


@pytest.fixture
def window(at_home: dict[str, str]) -> Iterator[Opens]:
    """Opens a terminal with the program in it; `command` runs another one instead."""
    opened: list[Terminal] = []

    def open_window(
        *words: str | os.PathLike[str],
        command: tuple[str | os.PathLike[str], ...] = (sys.executable, "-m", "stalkdiary"),
        columns: int = 80,
        rows: int = 24,
        **env: str,
    ) -> Terminal:
        terminal = Terminal(*command, *words, env=at_home | env, columns=columns, rows=rows)
        opened.append(terminal)
        return terminal

    yield open_window
    for each in opened:
        each.gone()
