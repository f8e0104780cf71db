"""The files of a folder, found without following a link, and opened by names that were found.

No name that stands in an export becomes a path: it is looked up among what lies in the folder.
"""

import io
import os
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from stalkdiary.errors import InputRefused, shown, text_of
from stalkdiary.named_file import descriptor_of, diary_files, unreadable

MOST_FILES = 200_000
_NOTHING = "Nothing was imported."
_UNSEEN = dict.fromkeys(
    [0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None
)


class Folder:
    """One folder. Names are text, with ``/`` between folders.

    `passed_over` has by name what `files` found that is neither a file nor a folder: "a link".
    """

    def __init__(self, path: Path) -> None:
        self.passed_over: dict[str, str] = {}
        self._path = path
        self._paths: dict[str, Path] = {}
        self._listings: dict[Path, dict[str, os.DirEntry[str]]] = {}

    def files(self, *, deep: bool) -> Iterator[tuple[str, int]]:
        """Name and size of its files, before those of its subfolders; each sorted by name.

        Raises `InputRefused` where a folder can't be read, or there are too many files.
        """
        waiting = [("", self._path)]
        while waiting:
            above, here = waiting.pop()
            within = []
            for entry in _entries(here):
                # Evidence is what lies here, not what a link points to.
                if entry.is_dir(follow_symlinks=False):
                    within.append((f"{above}{shown(Path(entry.name))}/", Path(entry.path)))
                elif entry.is_file(follow_symlinks=False):
                    yield self._found(above, entry)
                else:
                    name = above + shown(Path(entry.name))
                    self.passed_over[name] = "a link" if entry.is_symlink() else "no ordinary file"
            if deep:
                waiting += reversed(within)
            if len(self._paths) > MOST_FILES:
                raise InputRefused(
                    f"{shown(self._path)} holds more than {MOST_FILES:,} files.",
                    "Nothing was imported. Name the folder of the export itself.",
                )

    def below(self, wanted: str) -> tuple[str, int] | None:
        """Name and size of the file that a path, or its longest end, leads to; looks only there."""
        for end in endings(wanted):
            *folders, base = end.split("/")
            above, here = "", self._path
            for folder in folders:
                entry = self._listing(here).get(folder)
                if entry is None or not entry.is_dir(follow_symlinks=False):
                    break
                above, here = f"{above}{shown(Path(entry.name))}/", Path(entry.path)
            else:
                entry = self._listing(here).get(base) if folders else None
                if entry is not None and entry.is_file(follow_symlinks=False):
                    return self._found(above, entry)
        return None

    def path_of(self, name: str) -> Path | None:
        """Where a file lies that `files` or `below` found."""
        return self._paths.get(name)

    def _found(self, above: str, entry: os.DirEntry[str]) -> tuple[str, int]:
        name = above + shown(Path(entry.name))
        self._paths[name] = Path(entry.path)
        return name, entry.stat(follow_symlinks=False).st_size

    def _listing(self, folder: Path) -> dict[str, os.DirEntry[str]]:
        if folder not in self._listings:
            try:
                self._listings[folder] = {plain(entry.name): entry for entry in _entries(folder)}
            except InputRefused:
                self._listings[folder] = {}  # what lies beside it can be read all the same
        return self._listings[folder]


class _Given(io.FileIO):
    """A file that was handed in; a disk that does not give it is told with its name."""

    def __init__(self, path: Path) -> None:
        super().__init__(descriptor_of(path, _NOTHING))
        self._path = path

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            return super().read(-1 if size is None else size)
        except OSError as error:
            raise unreadable(self._path, error, _NOTHING) from None

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise unreadable(self._path, error, _NOTHING) from None


def opened(path: Path) -> io.FileIO:
    """A regular file, opened without following a link and without waiting for a pipe.

    Raises:
        InputRefused: it can't be read; `UnsafeFile` where it is a link, a pipe or the diary.
    """
    return _Given(path)


def plain(name: str) -> str:
    """A name without marks that nobody sees and without differences of case."""
    text = unicodedata.normalize("NFC", name).translate(_UNSEEN).replace("\\", "/")
    return text.strip().removeprefix("./").casefold()


def endings(name: str) -> Iterator[str]:
    """A path, and what is left of it as one folder after the other is taken away."""
    parts = PurePosixPath(name).parts
    return ("/".join(parts[start:]) for start in range(len(parts)))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in `folder`, by name, without the diary."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise InputRefused(
            f"The folder {shown(folder)} can't be read: {text_of(error)}.",
            "Nothing was imported. Check that the folder is yours to read, then try again.",
        ) from None
    apart = diary_files()
    inodes = {inode for _, inode in apart}
    return [each for each in found if each.inode() not in inodes or not _is_of(each, apart)]


def _is_of(entry: os.DirEntry[str], apart: set[tuple[int, int]]) -> bool:
    with suppress(OSError):
        status = os.stat(entry.path)  # noqa: PTH116 - what scandir gives is no Path
        return (status.st_dev, status.st_ino) in apart
    return False
