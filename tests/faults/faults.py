"""Faults that meet a command, each a small description, and what must be true after every one.

The commands are the real ones, run under strace. A point is "the third pwrite64": strace counts
each system call by its name.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from verbs import Verb

from stalkdiary.diary import Diary
from stalkdiary.errors import StalkdiaryError
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment
from stalkdiary.model.recovery_code import recovery_code

_KILL = "SIGKILL"
PASSPHRASE = "the new passphrase"  # noqa: S105 - of no diary but these
MESSAGES = 40
"""In the export that is imported."""
_SOURCE = hashlib.shake_256(b"CANARY").digest(600_000)
_SHA256 = hashlib.sha256(_SOURCE).hexdigest()
_DONE, _NOTHING, _PART, _EITHER = "done", "nothing", "part", "either"
_UNSURE = ("may have been saved", "may be whole", "is not known")
_SOME = ("this was saved:", "The custody log in the diary notes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens at one system call of a command.

    Attributes:
        call: its name.
        at: which of them, counted from 1.
        error: what it says, or ``SIGKILL``.
        for_ever: whether the same goes for all that follow, on the diary and what it lies in.
    """

    call: str
    at: int
    error: str
    for_ever: bool = False

    def __str__(self) -> str:
        """As strace takes it."""
        does = "signal" if self.error.startswith("SIG") else "error"
        return f"{self.call}:{does}={self.error}:when={self.at}{'+' if self.for_ever else ''}"


CHANGING = (
    *("openat", "write", "pwrite64", "fsync", "ftruncate", "rename", "link", "unlink", "mkdir"),
    *("fchmod", "chmod", "unlinkat", "renameat2", "linkat", "fdatasync"),
)
FAMILIES: dict[str, dict[str, tuple[str, ...]]] = {
    "reading": {"pread64": ("EIO",), "read": ("EIO",)},
    "writing": {
        "openat": ("EIO", "ENOSPC", "EROFS"),
        "write": ("ENOSPC", "EIO"),
        "pwrite64": ("ENOSPC", "EIO", "EROFS"),
        "fsync": ("EIO", "ENOSPC"),
        **dict.fromkeys(("ftruncate", "rename", "link", "unlink", "mkdir"), ("EIO", "EROFS")),
    },
    "killed": dict.fromkeys(CHANGING, (_KILL,)),
}
"""System calls, and what each of them is made to say."""


@dataclass(frozen=True, slots=True)
class State:
    """What the files say: the ledger, by which secret it opens, and what was made.

    Attributes:
        entries: kind and hash of each; None where there is no diary.
        rekeyed: whether it opens with `PASSPHRASE`.
        made: whether there is what the command makes.
    """

    entries: tuple[tuple[str, str], ...] | None
    rekeyed: bool
    made: bool


class Trial:
    """One command in a place of its own, which is put back before each run."""

    def __init__(
        self,
        strace: str,
        folder: Path,
        verb: Verb,
        template: tuple[Path, bytes | None],
        authority: Mapping[str, str],
    ) -> None:
        self._authority = authority
        self.verb, self._strace, self._folder = verb, strace, folder
        self._key = template[1]
        self._home, self._out = folder / "home", folder / "out"
        self._given, self._saved = folder / "given", folder / "saved"
        self.diary = self._home / "diary.db"
        self._give()
        self._home.mkdir(mode=0o700, parents=True)
        self._out.mkdir(mode=0o700)
        if not verb.begins:
            shutil.copy(template[0], self.diary)
        for each in verb.first:
            subprocess.run(self._command(each), check=True, capture_output=True, env=self._env())
        self._saved.mkdir()
        for place in (self._home, self._out):
            shutil.copytree(place, self._saved / place.name)
        self.before = self.state()

    def _give(self) -> None:
        self._given.mkdir(parents=True)
        source = self._given / "source.bin"
        source.write_bytes(_SOURCE)
        self._stamp = source.stat().st_mtime_ns
        (self._given / "new").write_text(PASSPHRASE, encoding="utf-8")
        # A recovery code needs no Argon2id, which takes its time.
        secret = recovery_code(self._key) if self._key else "-"
        secret = PASSPHRASE if self.verb.begins else secret
        (self._given / "secret").write_text(secret, encoding="utf-8")
        (self._given / "secret").chmod(0o600)
        messages = [
            {
                "id": number,
                "type": "message",
                "date_unixtime": str(1773351005 + number * 3600),
                "from": "Alex",
                "from_id": "user1",
                "text": f"CANARY {number} " + "words " * 20,
            }
            for number in range(1, MESSAGES + 1)
        ]
        chat = {"name": "Alex", "type": "personal_chat", "id": 1, "messages": messages}
        (self._given / "result.json").write_text(json.dumps(chat), encoding="utf-8")

    def _env(self) -> dict[str, str]:
        return os.environ | {
            "HOME": str(self._folder),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "TZ": "UTC",
        }

    def _command(self, arguments: Sequence[str]) -> list[str]:
        words = [
            each.format(given=self._given, out=self._out, **self._authority) for each in arguments
        ]
        secret = ["--passphrase-file", str(self._given / "secret")] if self.verb.encrypted else []
        place = ["--diary", str(self.diary), *secret]
        return [sys.executable, "-P", "-m", "stalkdiary", *place, *words]

    def run(self, *options: str) -> "subprocess.CompletedProcess[str]":
        """Runs the command under strace, with options of strace's."""
        return subprocess.run(
            [self._strace, "-f", *options, *self._command(self.verb.arguments)],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            input=self.verb.typed,
            env=self._env(),
            cwd=self._given,
        )

    def put_back(self) -> None:
        """Everything as it was before the first run."""
        for each in (self._home, self._out):
            shutil.rmtree(each, ignore_errors=True)
            shutil.copytree(self._saved / each.name, each)
            each.chmod(0o700)

    @property
    def _only(self) -> list[str]:
        places = [self._home, self.diary, self.diary.with_name("diary.db-journal"), self._out]
        return [f"-P{each}" for each in places]

    def faults(self, family: str) -> list[Fault]:
        """Every fault of a family that can meet the command, in the order of its calls."""
        found = []
        for for_ever, points in ((False, self._points), (True, self._points_of_diary)):
            found += [
                Fault(call=call, at=at, error=error, for_ever=for_ever)
                for call, at in points
                for error in FAMILIES[family].get(call, ())
                if error != _KILL or not for_ever
            ]
        return found

    @cached_property
    def _points(self) -> list[tuple[str, int]]:
        return self._calls()

    @cached_property
    def _points_of_diary(self) -> list[tuple[str, int]]:
        return self._calls(*self._only)

    @cached_property
    def _added(self) -> tuple[str, ...]:
        """The kinds of the entries that the command adds where nothing fails."""
        self.put_back()
        done = self.run("-o", os.devnull, "-e", "trace=none")
        assert done.returncode == 0, done.stdout + done.stderr
        after = self.state()
        assert after.made == (self.verb.makes is not None)
        return _kinds(after)[len(_kinds(self.before)) :]

    def _calls(self, *only: str) -> list[tuple[str, int]]:
        """Every system call of one run that has to do with its place, counted by its name."""
        log = self._folder / "log"
        self.put_back()
        calls = {call for family in FAMILIES.values() for call in family}
        done = self.run("-y", *only, "-o", str(log), "-e", f"trace={','.join(sorted(calls))}")
        assert done.returncode == 0, done.stdout + done.stderr
        counts: Counter[str] = Counter()
        found = []
        for line in log.read_text(errors="replace").splitlines():
            call = re.match(r"\d+ +(\w+)\(", line)
            if call:
                counts[call[1]] += 1
                # The folder in which the command runs stands in every line.
                if str(self._folder) in re.sub(r"AT_FDCWD<[^>]*>", "", line):
                    found.append((call[1], counts[call[1]]))
        return found

    def met(self, fault: Fault) -> "subprocess.CompletedProcess[str]":
        """Runs the command with a fault, from the start."""
        self.put_back()
        only = self._only if fault.for_ever else []
        watch = ["-o", os.devnull, "-e", f"trace={fault.call}", "-e", f"inject={fault}"]
        return self.run(*only, *watch)

    # What is there afterwards ------------------------------------------------------------------

    def state(self) -> State:
        """What the files say now, read as the next command would."""
        made = self.verb.makes is not None and (self._out / self.verb.makes).exists()
        if not self.diary.exists() or not self.diary.stat().st_size:
            return State(None, rekeyed=False, made=made)
        with self._opened() as diary:
            entries = tuple((each.kind, each.hash) for each in diary.entries())
            rekeyed = self.verb.rekeys and diary.key != self._key
            return State(entries, rekeyed=rekeyed, made=made)

    def _opened(self) -> Diary:
        if self.verb.begins or self.verb.rekeys:
            secrets = [PASSPHRASE, recovery_code(self._key) if self._key else ""]
            for secret in secrets:
                try:
                    return Diary.open(self.diary, lambda secret=secret: secret)  # type: ignore[misc]
                except StalkdiaryError:
                    continue
        code = recovery_code(self._key) if self._key else ""
        return Diary.open(self.diary, lambda: code)

    def must_be_true(self, done: "subprocess.CompletedProcess[str]", where: str) -> str:
        """Holds what a command said against the files (I1 to I8 in README.md).

        Returns:
            What it said of "saved".
        """
        said = done.stdout + done.stderr
        where = f"{where}: exit {done.returncode}: {said}"
        assert "Traceback" not in said, where
        assert "fault of the program" not in said, where
        assert done.returncode in {0, *self.verb.ends} or done.returncode < 0, where
        if self.verb.encrypted:
            for each in self._home.rglob("*"):
                assert b"CANARY" not in each.read_bytes(), (each, where)
        claim = _claim(done, said)
        self._must_fit(claim, self.state(), where)
        source = self._given / "source.bin"
        assert source.read_bytes() == _SOURCE, where
        assert source.stat().st_mtime_ns == self._stamp, where
        if self.diary.exists() and self.diary.stat().st_size:
            with self._opened() as diary:
                kept = [each for each in diary.exhibits() if each.name == "source.bin"]
                assert {each.sha256 for each in kept} <= {_SHA256}, where
                assert diary.verify().findings == (), where
                diary.add(Account(what="afterwards", when=Moment.unknown(timezone="UTC", said="-")))
                assert diary.verify().findings == (), where
        left = [each.name for each in self._folder.rglob(".*.unfinished*")]
        assert not left or done.returncode < 0, (left, where)
        return claim

    def _must_fit(self, claim: str, after: State, where: str) -> None:
        had, have = self.before.entries or (), after.entries or ()
        assert have[: len(had)] == had, where
        new = _kinds(after)[len(had) :]
        # All of it or nothing, whatever was said.
        assert new in {(), self._added}, (new, where)
        if claim == _DONE:
            assert (new, after.rekeyed) == (self._added, self.verb.rekeys), where
            assert after.made == (self.verb.makes is not None), where
        elif claim == _NOTHING:
            assert (new, after.rekeyed, after.made) == ((), False, False), (new, where)
        elif claim == _PART:
            assert new, where


def _kinds(state: State) -> tuple[str, ...]:
    return tuple(kind for kind, _ in state.entries or ())


def _claim(done: "subprocess.CompletedProcess[str]", said: str) -> str:
    """What a command said of "saved"; one that was killed says nothing."""
    if done.returncode == 0:
        return _DONE
    if done.returncode < 0 or any(words in said for words in _UNSURE):
        return _EITHER
    return _PART if any(words in said for words in _SOME) else _NOTHING


def sampled(faults: Sequence[Fault], few: int, *, full: bool) -> Iterator[Fault]:
    """All of them, or so many from one end to the other."""
    step = 1 if full else max(1, len(faults) // few)
    yield from faults[step // 2 :: step]
