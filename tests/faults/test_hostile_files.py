"""Files that mean harm, in every command that takes a file: refused in a sentence, or taken whole.

No command waits for ever, fills the memory, follows a name to somewhere else, prints what acts on
a terminal, ends in a fault of the program, or leaves a diary that is neither as it was nor whole.
"""

import faulthandler
import io
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from specimens import FAMILIES, Specimen

from stalkdiary import named_file
from stalkdiary.__main__ import main
from stalkdiary.diary import Diary

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="pipes, devices and memory as Linux has them"
)
FEWEST = 230
STEP = 4
"""One in so many meets each specimen in every run, in turn; with --full, all do."""
PATIENCE = 60
"""Seconds after which a command waits for what never comes, and ends the run. None takes one."""
MOST_MEMORY = 300 * 1024**2
"""Bytes that a command may take beside what the program itself has: a mail may have 256 MiB."""
MOST_COMPARED = 1024**2
ENDS = {0, 2, 3, 4, 6, 7, 8, 9, 10, 11}
"""Every exit code of ours but those of a fault of the program, and of a diary that is in use."""
ACTING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
FORGED = re.compile("^Saved as AB", re.MULTILINE)
COMMANDS: dict[str, tuple[str, ...]] = {
    "attach": ("attach", "1", "--", "{file}"),
    "photo": ("attach", "1", "--physical", "a card", "--photo={file}"),
    "add": ("add", "--what", "x", "--when", "now", "--attach={file}"),
    "story": ("add", "--when", "now", "--what-file={file}"),
    "import": ("import", "--from", "Alex", "--me", "", "--", "{file}"),
    "look": ("import", "--dry-run", "--", "{file}"),
    "contacts": ("import", "{chat}", "--from", "Alex", "--dry-run", "--contacts={file}"),
    "list": ("--diary={file}", "list"),
    "verify": ("--diary={file}", "verify"),
    "write": ("--diary={file}", "add", "--what", "x", "--when", "now"),
    "unlock": ("--diary={locked}", "--passphrase-file={file}", "list"),
    "check": ("verify", "--bundle={file}"),
    "redact": ("report", "--format", "text", "--yes", "--redact-file={file}", "-o", "{out}"),
    "roots": ("timestamp", "--yes", "--authority", "http://127.0.0.1:9/", "--roots={file}"),
    "protect": ("passphrase", "--new-passphrase-file={file}"),
    "backup": ("backup", "--", "{file}"),
    "report": ("report", "--format", "text", "--yes", "--output={file}"),
    "bundle": ("bundle", "--yes", "--", "{file}"),
}
KEEPING = {"attach", "photo", "add"}
OPENING = {"list", "verify", "write", "backup"}
"""Commands that may write to what they are given, where it is a diary."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, what it said, and how many bytes it took beside the program."""

    code: object
    said: str
    advice: bool
    memory: int


def _memory(line: str) -> int:
    """Bytes: ``VmRSS`` are those of now, ``VmHWM`` the most since it was asked last."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return int(status.partition(f"{line}:")[2].split()[0]) * 1024


class Place:
    """A diary, and a folder in which specimens lie; every command runs there."""

    def __init__(
        self,
        folder: Path,
        templates: dict[str, tuple[Path, bytes | None]],
        monkeypatch: pytest.MonkeyPatch,
        output: pytest.CaptureFixture[bytes],
    ) -> None:
        self._patch, self._output = monkeypatch, output
        self._folder, self.sent = folder, folder / "sent"
        self.diary = folder / "diary.db"
        self._before = templates["plain filled"][0].read_bytes()
        self._words = {
            "chat": str(folder / "chat.txt"),
            "locked": str(folder / "locked.db"),
            "out": str(folder / "out.txt"),
        }
        (folder / "chat.txt").write_text("12/03/2026, 21:30 - Alex: hello\n", encoding="utf-8")
        shutil.copy(templates["encrypted filled"][0], folder / "locked.db")
        self.put_back()
        self._usual = self._names()

    def _names(self) -> set[str]:
        return {str(each) for each in self._folder.iterdir()} | {
            str(each) for each in (self._folder / "home").rglob("*")
        }

    def put_back(self) -> None:
        """The diary as it was, beside an empty folder."""
        os.chdir(self._folder)
        if self.sent.exists():
            shutil.rmtree(self.sent)
        shutil.rmtree(self._folder / "home", ignore_errors=True)
        (self._folder / "home").mkdir()
        for each in self._folder.glob("diary.db*"):
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        (self._folder / "out.txt").unlink(missing_ok=True)
        self.diary.write_bytes(self._before)
        self.diary.chmod(0o600)
        self.sent.mkdir()
        os.chdir(self.sent)

    @property
    def untouched(self) -> bool:
        """Whether the diary is byte for byte as it was, and nothing else has come or gone."""
        return self.diary.read_bytes() == self._before and self._names() == self._usual

    def run(self, command: str, file: str, specimen: Specimen) -> Ran:
        """Runs a command with the path of a specimen, which is then meddled with."""
        words = [each.format(file=file, **self._words) for each in COMMANDS[command]]
        with self._patch.context() as patch:
            patch.setattr(sys, "argv", ["stalkdiary", *words])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
            if specimen.meddle is not None:
                patch.setattr(os, "open", _meddled(os.open, specimen.meddle))
                patch.setattr(io, "open", _meddled(io.open, specimen.meddle))
            before = _memory("VmRSS")
            faulthandler.dump_traceback_later(PATIENCE, exit=True, file=2)
            with pytest.raises(SystemExit) as end:
                main()
            faulthandler.cancel_dump_traceback_later()
            memory = _memory("VmHWM") - before
        named_file._diaries.clear()
        out, err = (each.decode("utf-8", "replace") for each in self._output.readouterr())
        return Ran(end.value.code, out + err, len(err.splitlines()) > 1, memory)


def _meddled(real: Callable[..., Any], meddle: Callable[[Path], object]) -> Callable[..., Any]:
    """Opens a file as `real` does, and then lets somebody do what they do to it."""
    at_it: list[Path] = []

    def opened(path: Any, *arguments: Any, **options: Any) -> Any:
        file = real(path, *arguments, **options)
        if not at_it and isinstance(path, str | Path) and Path(path) == Path("chat.txt"):
            at_it.append(Path(path))
            try:
                meddle(Path(path))
            except OSError:
                os.close(file) if isinstance(file, int) else file.close()
                raise
            finally:
                at_it.clear()
        return file

    return opened


@pytest.fixture
def place(
    tmp_path: Path,
    templates: dict[str, tuple[Path, bytes | None]],
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Iterator[Place]:
    """Where specimens lie, and commands run with nothing in their environment."""
    for name in os.environ:
        if name.startswith(("STALKDIARY", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    found = Place(tmp_path, templates, monkeypatch, capsysbinary)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STALKDIARY_DIARY", str(found.diary))
    yield found
    os.chdir(tmp_path)
    shutil.rmtree(found.sent)


def _content(place: Place, file: str | Path) -> str | None:
    """The SHA-256 of a regular file in the folder, if that can be read again and again."""
    path = place.sent / file
    with suppress(OSError):
        status = path.lstat()
        small = stat.S_ISREG(status.st_mode) and status.st_size <= MOST_COMPARED
        if small and path.parent == place.sent:
            return sha256(path.read_bytes()).hexdigest()
    return None


def _wrong(place: Place, specimen: Specimen, command: str) -> Iterator[str]:
    """What is not as it must be after one command."""
    place.put_back()
    file = specimen.make(place.sent)
    before = None if specimen.meddle else _content(place, file)
    ran = place.run(command, os.fspath(file), specimen)
    yield from _told_wrongly(ran)
    if specimen.kept is not None and command in KEEPING and specimen.kept != (ran.code == 0):
        yield f"it ended with {ran.code}"
    if command not in OPENING and before is not None and before != _content(place, file):
        yield "the file was changed"
    if place.untouched or (command == "protect" and ran.code == 0):
        return
    # A backup says with 10 that the diary and the copy do not list the same.
    if ran.code not in {0, 10 if command == "backup" else 0}:
        yield "the diary was changed"
    elif not _is_whole(place, command, before):
        yield "the diary is not whole"


def _told_wrongly(ran: Ran) -> Iterator[str]:
    if ran.code not in ENDS or "Traceback" in ran.said:
        yield f"it ended with {ran.code}"
    if ran.code and not ran.advice:
        yield "it gave no advice"
    if ran.memory > MOST_MEMORY:
        yield f"it took {ran.memory // 1024**2} MiB"
    if found := ACTING.search(ran.said) or FORGED.search(ran.said):
        yield f"it printed {ran.said[max(0, found.start() - 40) : found.end()]!r}"


def _is_whole(place: Place, command: str, sha: str | None) -> bool:
    """Whether a diary that took something in has no findings, and has the file byte for byte."""
    with Diary.open(place.diary) as diary:
        kept = {each.sha256 for each in diary.exhibits()}
        return not diary.verify().findings and (command not in KEEPING or sha in {None, *kept})


@pytest.mark.parametrize("family", FAMILIES)
def test_a_file_that_means_harm_does_none(family: str, place: Place, full: slice | None) -> None:
    """Each specimen in each command that is given a file, or in some of them in turn."""
    wrong = [
        f"{specimen.name}, {command}: {what}"
        for number, specimen in enumerate(FAMILIES[family]())
        for command in list(COMMANDS)[full or slice(number % STEP, None, STEP)]
        for what in _wrong(place, specimen, command)
    ]
    assert not wrong, "\n".join(wrong)


def test_enough_specimens() -> None:
    """None has the name of another, and a family that was emptied would be missed."""
    names = [each.name for family in FAMILIES.values() for each in family()]
    assert len(set(names)) == len(names) >= FEWEST
