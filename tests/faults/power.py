"""What a disk may hold after the power went: from the log of what a command did to its files.

Until a file is flushed, any of the writes to it may be on the disk, in any choice, and one of them
in part, at 512 bytes. Until a folder is flushed, the same goes for the names that were made and
removed in it; a new name is in no way sure because its file is.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path, PurePosixPath

SECTOR_BYTES = 512
ALL_BELOW = 6
"""With so many things unsure or fewer, every choice of them is a state."""

Files = dict[str, bytes | None]
"""By their paths; None is a folder."""


@dataclass(frozen=True, slots=True)
class _Record:
    """One line of the log of calls.c."""

    what: str
    inode: int
    one: str
    other: str
    offset: int
    data: bytes


@dataclass(slots=True, eq=False)
class _File:
    """What is on the disk for certain, and the writes that may be; data of None cuts it there."""

    is_folder: bool = False
    sure: bytes = b""
    unsure: list[tuple[int, bytes | None]] = field(default_factory=list)


_Rename = tuple[tuple[str, _File | None], ...]
"""Names that change together, and what they are names of then."""


def _records(log: bytes) -> Iterator[_Record]:
    at = 0
    while at < len(log):
        end = log.index(b"\n", at)
        what, inode, one, other, offset, length = log[at:end].decode().split("\t")
        at = end + 1 + int(length)
        yield _Record(what, int(inode), one, other, int(offset), log[end + 1 : at])


def _written(content: bytes, writes: Iterator[tuple[int, bytes | None]]) -> bytes:
    there = bytearray(content)
    for offset, data in writes:
        if data is None:
            there[offset:] = bytes(max(0, offset - len(there)))
        else:
            there.extend(bytes(max(0, offset - len(there))))
            there[offset : offset + len(data)] = data
    return bytes(there)


class Disk:
    """A disk with what was on it before, which takes one record after the other."""

    def __init__(self, before: Path) -> None:
        """What is in the folder `before`, all of it flushed."""
        self._inodes: dict[int, _File] = {}
        self._names: dict[str, _File] = {}
        self._unsure: list[_Rename] = []
        for path in before.rglob("*"):
            content = b"" if path.is_dir() else path.read_bytes()
            file = _File(is_folder=path.is_dir(), sure=content)
            self._inodes[path.stat().st_ino] = self._names[str(path)] = file

    def take(self, record: _Record) -> None:
        """What a command did next."""
        what, inode = record.what, record.inode
        if what in {"create", "mkdir"}:
            self._inodes[inode] = file = _File(is_folder=what == "mkdir")
            self._unsure.append(((record.one, file),))
        elif what == "write":
            self._inodes[inode].unsure.append((record.offset, record.data))
        elif what == "truncate":
            self._inodes[inode].unsure.append((record.offset, None))
        elif what == "sync":
            file = self._inodes[inode]
            file.sure, file.unsure = _written(file.sure, iter(file.unsure)), []
            if file.is_folder:
                self._flush_names(record.one)
        elif what == "link":
            self._unsure.append(((record.other, self._inodes[inode]),))
        elif what == "rename":
            self._unsure.append(self._renamed(record.one, record.other))
        elif what == "unlink":
            self._unsure.append(((record.one, None),))

    def _now(self) -> dict[str, _File]:
        return self._named(self._unsure)

    def _named(self, changes: list[_Rename]) -> dict[str, _File]:
        names = dict(self._names)
        for path, file in (each for change in changes for each in change):
            if file is None:
                names.pop(path, None)
            else:
                names[path] = file
        return names

    def _renamed(self, old: str, new: str) -> _Rename:
        moved = [
            (path, file)
            for path, file in self._now().items()
            if path == old or path.startswith(f"{old}/")
        ]
        gone: list[tuple[str, _File | None]] = [(path, None) for path, _ in moved]
        return (*gone, *((new + path.removeprefix(old), file) for path, file in moved))

    def _flush_names(self, folder: str) -> None:
        flushed = [
            change
            for change in self._unsure
            if any(str(PurePosixPath(path).parent) == folder for path, _ in change)
        ]
        self._names = self._named(flushed)
        self._unsure = [change for change in self._unsure if change not in flushed]

    def states(self, chance: random.Random, few: int) -> Iterator[Files]:
        """What may be there if the power goes now.

        Args:
            chance: chooses among them where there are too many.
            few: how many are chosen then.
        """
        files = list({id(file): file for file in self._now().values()}.values())
        files += [file for file in self._names.values() if file not in files]
        total = len(self._unsure) + sum(len(file.unsure) for file in files)
        if total <= ALL_BELOW:
            choices = [list(each) for each in product((False, True), repeat=total)]
        else:
            choices = [[False] * total, [True] * total]
            choices += [[chance.random() < share for _ in range(total)]
                        for share in (chance.random() for _ in range(few))]  # fmt: skip
        for choice in choices:
            yield self._state(choice, files, chance if total > 1 else None)

    def _state(self, choice: list[bool], files: list[_File], chance: random.Random | None) -> Files:
        taken = iter(choice)
        names = self._named([change for change in self._unsure if next(taken)])
        contents = {}
        for file in files:
            writes = [each for each in file.unsure if next(taken)]
            if chance and writes and chance.random() < 1 / 4:
                offset, data = writes[-1]
                if data is not None:
                    kept = chance.randrange(len(data) // SECTOR_BYTES + 1) * SECTOR_BYTES
                    writes[-1] = (offset, data[:kept])
            contents[id(file)] = _written(file.sure, iter(writes))
        return {
            path: None if file.is_folder else contents[id(file)]
            for path, file in names.items()
            if all(str(above) in names or self._is_outside(above) for above in _above(path))
        }

    def _is_outside(self, folder: PurePosixPath) -> bool:
        """Whether a folder was there before the command, above everything that it touches."""
        return str(folder) not in {path for change in self._unsure for path, _ in change}


def _above(path: str) -> tuple[PurePosixPath, ...]:
    return tuple(PurePosixPath(path).parents)


def cuts(log: bytes, disk: Disk) -> Iterator[bool]:
    """Lets `disk` take one change after the other; gives whether the command had said its end."""
    records = list(_records(log))
    last_said = max((at for at, each in enumerate(records) if each.what == "say"), default=-1)
    for at, record in enumerate(records):
        disk.take(record)
        if record.what != "say" or at == last_said:
            yield at >= last_said >= 0
