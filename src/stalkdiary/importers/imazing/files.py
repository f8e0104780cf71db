"""Which file of an iMazing export is the attachment that a row names.

iMazing calls a file ``2023-10-21 09 05 00 - CHAT - NAME``: the second of the message, what it calls
the chat, and the name in the row, which it may have changed: ``heic`` becomes ``jpg``, ``caf`` and
``opus`` become ``mp3``, ``webp`` becomes ``png``; a stem loses what is not ASCII and what is beyond
40 characters; a second file of one name gets `` 2``. Older versions keep the bare name. A row gets
no file where several would do: the wrong picture would be worse than none.

Source: the description of iMazing 3.5.5 by the project message-crate.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from stalkdiary.importers.reading.export import Export, Member
from stalkdiary.importers.tables.dates import Written

_STAMPED: Final = re.compile(r"(\d{4}-\d\d-\d\d \d\d \d\d \d\d) - (.+)", re.DOTALL)
_DAY: Final = re.compile(r"(?<!\d)(20\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)")
_CONVERTED: Final = {".heic": ".jpg", ".caf": ".mp3", ".opus": ".mp3", ".webp": ".png"}
_MOST_OF_STEM: Final = 40


class Files:
    """The files of an export, and to which rows they belong."""

    def __init__(self, export: Export) -> None:
        self._used: set[Member] = set()
        self._stamped: dict[str, list[tuple[str, Member]]] = {}
        self._bare: dict[str, list[Member]] = {}
        self._named: Counter[str] = Counter()
        for member in (*export.members, *export.beside):
            found = _STAMPED.fullmatch(member.base)
            if found:
                self._stamped.setdefault(found[1], []).append((found[2], member))
            else:
                self._bare.setdefault(member.base.casefold(), []).append(member)

    def announce(self, table: Member | None, at: Written, name: str) -> set[date]:
        """Takes notice of a name in a row, and gives days that tell the order of dates.

        They are those in the name, and those on which a file of the second of the row is there.
        """
        self._named[f"{_folder(table)}/{name}"] += 1
        days = {
            day
            for day in at.days.values()
            if any(_ends_with(tail, name) for tail, _ in self._of_second(table, _stamp(day, at)))
        }
        for found in _DAY.finditer(name):
            with suppress(ValueError):
                days.add(date(*map(int, found.groups())))
        return days

    def of_second(
        self, table: Member | None, day: date, at: Written, names: Sequence[str]
    ) -> list[Member | None]:
        """The files that names mean on `day`, at the time of `at`; None where it is not certain."""
        found: list[Member | None] = [None] * len(names)
        there = self._of_second(table, _stamp(day, at))
        # The longest first: "Holiday - photo.jpg" ends with " - photo.jpg" too.
        for name in sorted(set(names), key=len, reverse=True):
            rows = [index for index, each in enumerate(names) if each == name]
            files = [each for each in _numbered(there, name) if each not in self._used]
            if not files:
                files = self._with_bare_name(table, name)
            if len(files) == len(rows):
                for index, file in zip(rows, files, strict=True):
                    found[index] = file
                    self._used.add(file)
        return found

    def _of_second(self, table: Member | None, stamp: str) -> list[tuple[str, Member]]:
        """The files of a second: those beside the table, or else those elsewhere."""
        there = self._stamped.get(stamp, [])
        beside = [each for each in there if _folder(each[1]) == _folder(table)]
        return beside or there

    def _with_bare_name(self, table: Member | None, name: str) -> list[Member]:
        """The one file of a name that one row only gives."""
        if self._named[f"{_folder(table)}/{name}"] != 1:
            return []
        there = self._bare.get(PurePosixPath(name.replace("\\", "/")).name.casefold(), [])
        return [each for each in there if _folder(each) == _folder(table)] or there


def _folder(member: Member | None) -> str:
    return "" if member is None else member.name.rpartition("/")[0]


def _stamp(day: date, at: Written) -> str:
    hour, minute, second = at.time[:3] if at.time else (0, 0, 0)
    return f"{day} {hour:02} {minute:02} {second:02}"


def _spellings(name: str) -> Iterator[str]:
    """The name as iMazing may have written it, the likeliest first."""
    path = PurePosixPath(name)
    suffix = _CONVERTED.get(path.suffix.casefold(), path.suffix)
    short = path.stem.encode("ascii", "ignore").decode()[:_MOST_OF_STEM]
    yield name
    yield path.stem + suffix
    yield short + path.suffix
    yield short + suffix


def _ends_with(tail: str, name: str) -> bool:
    return any(tail == each or tail.endswith(f" - {each}") for each in _spellings(name))


def _numbered(there: list[tuple[str, Member]], name: str) -> list[Member]:
    """The files of one second that have a name, or it and a number; in the order of the numbers."""
    for spelling in _spellings(name):
        path = PurePosixPath(spelling)
        pattern = re.compile(
            rf"(?:.* - )?{re.escape(path.stem)}(?: (\d+))?{re.escape(path.suffix)}", re.DOTALL
        )
        found = [
            (int(match[1] or 0), member.name, member)
            for tail, member in there
            if (match := pattern.fullmatch(tail))
        ]
        if found:
            return [member for _, _, member in sorted(found, key=lambda each: each[:2])]
    return []
