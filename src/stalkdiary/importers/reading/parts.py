"""A download that came in several zip files, read as one export."""

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final

from stalkdiary.importers.reading.export import Export, Member

_NUMBER: Final = re.compile(r"(.+?)(?:[-_ ]|[-_ ]?part[-_ ]?)(\d{1,3})", re.IGNORECASE)
_COPY: Final = re.compile(r"(.+?)[-_ ]?\((\d{1,3})\)")
"""What a browser adds where a file of that name is there already, and some makers to each part."""
_OF_META: Final = re.compile(r"((?:facebook|instagram)-.+-\d{4}-?\d\d-?\d\d)-.+", re.IGNORECASE)
"""Meta ends the names of its parts with letters drawn by chance."""


class Parts(Export):
    """Several zip files as one export: what one of them refers to is found in the others.

    A name that stands in two of them for two files (`twice`) has the name of its zip file before
    it in the second one.
    """

    twice: frozenset[str]

    def __init__(
        self,
        paths: Sequence[Path],
        files: Mapping[Path, BinaryIO] | None = None,
        *,
        progress: Callable[[int], None] = lambda _count: None,
    ) -> None:
        """Opens two parts or more; errors speak of the first where they mean all."""
        given = files or {}
        with ExitStack() as opened:
            first = paths[0]
            super().__init__(first, given.get(first), progress=progress)
            opened.enter_context(self)
            self._further = [
                opened.enter_context(Export(path, given.get(path), progress=progress))
                for path in paths[1:]
            ]
            self._opened = opened.pop_all()

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        if "_opened" in self.__dict__:
            for each in self._further:
                each.__exit__()

    @cached_property
    def size(self) -> int:
        return super().size + sum(each.size for each in self._further)

    @property
    def is_archive(self) -> bool:
        return super().is_archive and all(each.is_archive for each in self._further)

    def place(self, member: Member | None = None) -> str:
        part, own = self._places.get(member.name, (None, member)) if member else (None, None)
        return super().place(member) if part is None else part.place(own)

    def last_written(self) -> date:
        return max(super().last_written(), *(each.last_written() for each in self._further))

    @cached_property
    def members(self) -> tuple[Member, ...]:
        found = {each.name: each for each in super().members}
        for name, (part, own) in self._places.items():
            found[name] = Member(name, own.bytes, self._further.index(part) + 2)
        return tuple(found.values())

    @cached_property
    def _places(self) -> dict[str, tuple[Export, Member]]:
        """Where the members of the further parts are, by their names here."""
        known = {each.name: (each.bytes, self.checksum(each)) for each in super().members}
        found: dict[str, tuple[Export, Member]] = {}
        twice = set()
        for part in self._further:
            for member in part.members:
                name, content = member.name, (member.bytes, part.checksum(member))
                if known.get(name) == content:
                    continue  # each part may have the same settings again
                if name in known:
                    twice.add(name)
                    name = f"{part.name}/{name}"
                known[name] = content
                found[name] = part, member
        self.twice = frozenset(twice)
        return found

    def _raw(self, member: Member | None) -> io.RawIOBase:
        part, own = self._places.get(member.name, (None, member)) if member else (None, None)
        return super()._raw(member) if part is None else part._raw(own)  # noqa: SLF001 - its kind


def parts_by_name(paths: Iterable[Path]) -> list[tuple[Path, ...]]:
    """Zip files, together where they are parts of one download by their names.

    Such as ``mydata~1.zip`` and ``mydata~1-2.zip``, ``takeout-20260312T213005Z-001.zip`` and
    ``-002``. Parts come in the order of their numbers, the groups in that of their first.
    """
    known = list(dict.fromkeys(paths))
    found: dict[tuple[Path, str], list[Path]] = {}
    for path in known:
        found.setdefault((path.parent, _title(path)), []).append(path)
    return [tuple(sorted(each, key=_order)) for each in found.values()]


def _title(path: Path) -> str:
    """What the names of all parts of a download have in common; a whole name where it is none."""
    if path.suffix.casefold() != ".zip":
        return path.name
    of_meta = _OF_META.fullmatch(path.stem)
    if of_meta is not None:
        return of_meta[1].casefold()
    return _named(path)[0].casefold()


def _order(path: Path) -> tuple[int, int, str]:
    return (*_named(path)[1:], path.name)


def _named(path: Path) -> tuple[str, int, int]:
    """The name of a zip file without the number of the part and that of the copy, and these."""
    stem, copy, number = path.stem, 0, 0
    if of_copy := _COPY.fullmatch(stem):
        stem, copy = of_copy[1], int(of_copy[2])
    if of_part := _NUMBER.fullmatch(stem):
        stem, number = of_part[1], int(of_part[2])
    return stem, number, copy
