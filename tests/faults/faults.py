"""Faults that meet a command, each a small description, and what must be true after every one.

A point is "the third write": machine.py counts each system call by its name.
"""

import errno
import hashlib
import json
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from machine import KILL, NO_FAULT, Ended, Fault, Machine
from power import Disk, Files, cuts
from server import CALLS
from verbs import Verb

from stalkdiary.diary import Diary
from stalkdiary.errors import StalkdiaryError
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment
from stalkdiary.model.recovery_code import recovery_code

PASSPHRASE = "the new passphrase"  # noqa: S105 - of no diary but these
MESSAGES = 40
"""In the export that is imported."""
_SOURCE = hashlib.shake_256(b"CANARY").digest(600_000)
_SHA256 = hashlib.sha256(_SOURCE).hexdigest()
_One = TypeVar("_One")
_DONE, _NOTHING, _PART, _EITHER = "done", "nothing", "part", "either"
_UNNOTED = "done, and not noted"
_READ_ONLY = "The diary can only be read, so it could not note"
_UNSURE = ("may have been saved", "may be whole", "is not known", "whether it was saved")
_SOME = ("this was saved:", "The custody log in the diary notes")


_READ = (errno.EIO,)
_FAILED = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT, errno.EINTR)
ROOM_STEP = 4096
_NO_DIARY = (7,)
"""How a command ends that may not open a file, as if it were somebody else's."""
FAMILIES: dict[str, dict[str, tuple[int, ...]]] = {
    "reading": {"read": _READ},
    "writing": {
        "open": (*_FAILED, errno.EMFILE),
        "write": _FAILED,
        "sync": _FAILED,
        **dict.fromkeys(("truncate", "rename", "link", "unlink", "mkdir"), _FAILED),
        "close": (errno.EIO,),
    },
    "killed": dict.fromkeys(CALLS, (KILL,)),
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
        machine: Machine,
        folder: Path,
        verb: Verb,
        template: tuple[Path, bytes | None],
        authority: Mapping[str, str],
    ) -> None:
        self._authority = authority
        self.verb, self._machine, self._folder = verb, machine, folder
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
            done = self._machine.run(self._words(each), folder, cwd=self._given)
            assert done.returncode == 0, done
        self._saved.mkdir()
        for place in (self._home, self._out):
            shutil.copytree(place, self._saved / place.name)
        self.before = self.state()
        self.made: Mapping[str, bytes] = {}

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

    def _words(self, arguments: Sequence[str]) -> list[str]:
        words = [
            each.format(given=self._given, out=self._out, **self._authority) for each in arguments
        ]
        secret = ["--passphrase-file", str(self._given / "secret")] if self.verb.encrypted else []
        return ["--diary", str(self.diary), *secret, *words]

    def met(self, fault: Fault = NO_FAULT, log: Path | None = None) -> Ended:
        """Runs the command from the start, with a fault; `log` notes what it does to files."""
        self.put_back()
        return self._run(fault, log)

    def _run(self, fault: Fault = NO_FAULT, log: Path | None = None) -> Ended:
        return self._machine.run(
            self._words(self.verb.arguments),
            self._folder,
            cwd=self._given,
            typed=self.verb.typed,
            fault=fault,
            log=log,
        )

    def put_back(self) -> None:
        """Everything as it was before the first run."""
        for each in (self._home, self._out):
            shutil.rmtree(each, ignore_errors=True)
            shutil.copytree(self._saved / each.name, each)
            each.chmod(0o700)

    def faults(self, family: str) -> list[Fault]:
        """Every fault of a family that can meet the command: each call, each error, and twice."""
        if family == "full":
            return [Fault(room=room) for room in range(0, self._whole[0], ROOM_STEP)]
        return [
            Fault(call=call, at=at, error=error, for_ever=for_ever)
            for for_ever in (False, True)
            for call, errors in FAMILIES[family].items()
            for at in range(1, self._whole[1].met[call] + 1)
            for error in errors
            # A call that was interrupted is made again: for ever, if it always is.
            if not for_ever or error not in {KILL, errno.EINTR}
        ]

    @cached_property
    def _whole(self) -> tuple[int, Ended, tuple[str, ...]]:
        """One run where nothing fails: the bytes it writes, how it ends, what entries it adds."""
        log = self._folder / "log"
        done = self.met(log=log)
        assert done.returncode == 0, done
        after = self.state()
        assert after.made == (self.verb.makes is not None)
        return log.stat().st_size, done, _kinds(after)[len(_kinds(self.before)) :]

    def after_power_cuts(self, few: int) -> Iterator[tuple[str, bool, Files]]:
        """Everything that a disk may hold if the power goes while the command runs, put in place.

        Args:
            few: how many choices are made at each change of a file, where there are more.

        Yields:
            The digest of each, whether the command had said that it was done, and the files.
        """
        log, chance = self._folder / "log", random.Random(self.verb.name)  # noqa: S311
        assert self._whole  # has run before a state is put in its place
        self.put_back()
        disk = Disk(self._folder)
        done = self._run(log=log)
        assert done.returncode == 0, done
        self.made = self._made()
        for said in cuts(log.read_bytes(), disk):
            for files in disk.states(chance, few):
                digest = hashlib.sha256(repr(said).encode())
                for path, content in sorted(files.items()):
                    digest.update(f"{path}\t{content is None}\t{len(content or b'')}\n".encode())
                    digest.update(content or b"")
                yield digest.hexdigest(), said, files

    def put(self, files: Files) -> None:
        """These files, and no others, where the command writes."""
        for each in (self._home, self._out):
            shutil.rmtree(each, ignore_errors=True)
            each.mkdir(mode=0o700)
        for path, content in sorted(files.items()):
            there = Path(path)
            if not {self._home, self._out} & set(there.parents):
                continue
            if content is None:
                there.mkdir(mode=0o700)
            else:
                there.write_bytes(content)
                there.chmod(0o600)

    def _made(self) -> Mapping[str, bytes]:
        """What the command has made, by its path, where that is a file or a whole folder."""
        if self.verb.makes is None:
            return {}
        top = self._out / self.verb.makes
        return {
            str(each): each.read_bytes()
            for each in (top, *top.rglob("*"))
            if each.is_file() and not each.name.endswith("-journal")
        }

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

    def must_be_true(self, done: Ended, fault: Fault) -> str:
        """Holds what a command said against the files (I1 to I8 in README.md).

        Returns:
            What it said of "saved".
        """
        said = done.stdout + done.stderr
        where = f"{self.verb.name}, {fault}: exit {done.returncode}: {said}"
        assert "Traceback" not in said, where
        assert "fault of the program" not in said, where
        ends = {0, *self.verb.ends, *(_NO_DIARY if fault.call == "open" else ())}
        assert done.returncode in ends or done.returncode < 0, where
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
        # What may not be opened, closed or removed stays until the next command.
        stays = fault.call in {"open", "close", "unlink"}
        assert not left or done.returncode < 0 or stays, (left, where)
        return claim

    def must_have_survived(self, said: bool, where: str) -> None:
        """Holds what a power cut left against what was said before it (I1 to I7)."""
        after = self.state()
        self._must_fit(_DONE if said else _EITHER, after, where)
        made = self._made()
        differ = {each for each in self.made if made.get(each) != self.made[each]}
        assert not made or not differ, (where, sorted(differ))
        assert made or not said or not self.made, where
        if after.entries is not None:
            with self._opened() as diary:
                assert diary.verify().findings == (), where

    def _must_fit(self, claim: str, after: State, where: str) -> None:
        had, have = self.before.entries or (), after.entries or ()
        assert have[: len(had)] == had, where
        new = _kinds(after)[len(had) :]
        # All of it or nothing, whatever was said.
        assert new in {(), self._whole[2]}, (new, where)
        if claim == _UNNOTED:
            assert (new, after.made) == ((), self.verb.makes is not None), where
        elif claim == _DONE:
            assert (new, after.rekeyed) == (self._whole[2], self.verb.rekeys), where
            assert after.made == (self.verb.makes is not None), where
        elif claim == _NOTHING:
            assert (new, after.rekeyed, after.made) == ((), False, False), (new, where)
        elif claim == _PART:
            assert new, where


def _kinds(state: State) -> tuple[str, ...]:
    return tuple(kind for kind, _ in state.entries or ())


def _claim(done: Ended, said: str) -> str:
    """What a command said of "saved"; one that was killed says nothing."""
    if done.returncode == 0:
        return _UNNOTED if _READ_ONLY in said else _DONE
    if done.returncode < 0 or any(words in said for words in _UNSURE):
        return _EITHER
    return _PART if any(words in said for words in _SOME) else _NOTHING


def sampled(faults: Sequence[_One], few: int, full: slice | None) -> Sequence[_One]:
    """A slice of them, or so many from one end to the other."""
    step = max(1, len(faults) // few)
    return faults[full or slice(step // 2, None, step)]
