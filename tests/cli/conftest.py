"""Commands run in this process, as the entry point would run them."""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.__main__ import main
from stalkdiary.cli import prompts
from stalkdiary.cli.session import Session


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        assert self.code == 0, self
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home folder of the person, and where they are."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def run(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Runs a command to its end, with nothing in its environment that a test did not put there."""
    for name in os.environ:
        if name.startswith(("STALKDIARY", "XDG_")) or name in {"TZ", "NO_COLOR", "COLUMNS"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)

    def run_command(*arguments: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["stalkdiary", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        try:
            main()
        except SystemExit as end:
            code = end.code
        out, err = capsysbinary.readouterr()
        assert isinstance(code, int)
        return Ran(code, out.decode(), err.decode())

    return run_command


@pytest.fixture
def place(run: Run, home: Path) -> Path:
    """A new diary without a passphrase, at the default place."""
    ran = run("init", "--no-passphrase", "--initials", "AB", "--timezone", "Europe/London")
    assert ran.code == 0, ran
    return home / ".local" / "share" / "dayfile" / "diary.db"


@pytest.fixture
def secret(home: Path) -> Path:
    """A file that holds a passphrase."""
    file = home / "secret"
    file.write_text("a blue tea-pot's lid\n", encoding="utf-8")
    return file


@pytest.fixture
def protected(run: Run, home: Path, secret: Path) -> Path:
    """A new diary with the passphrase in `secret`, at the default place."""
    assert run("--passphrase-file", secret, "init", "--timezone", "Europe/London").code == 0
    return home / ".local" / "share" / "dayfile" / "diary.db"


@pytest.fixture
def three(run: Run, place: Path) -> Path:
    """A diary in which the third incident happened first, and the second has no known time."""
    for words in (
        ("--what", "Rang me 14 times", "--when", "12 March 2025 21:30", "--type", "calls-messages",
         "--times", "14", "--person", "Alex", "--channel", "phone call"),
        ("--what", "A card on the mat", "--when", "not sure", "--type", "gifts-letters"),
        ("--what", "Outside the house", "--when", "3 February 2025", "--type", "loitering",
         "--where", "home", "--witness", "Sam"),
    ):  # fmt: skip
        assert run("add", *words).code == 0
    return place


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answers the questions at a terminal with these, in turn; gives the questions."""
    asked: list[str] = []

    def answer_with(*answers: object) -> list[str]:
        left: Iterator[object] = iter(answers)

        def answer(question: str, *_: object, **__: object) -> Any:
            asked.append(question)
            return next(left)

        monkeypatch.setattr(Session, "may_ask", property(lambda _self: True))
        for name in ("choice", "choices", "yes", "line"):
            monkeypatch.setattr(prompts, name, answer)
        return asked

    return answer_with
