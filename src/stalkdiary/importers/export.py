"""An export as an importer sees it: a file, or an archive whose members are checked first."""

import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Self

from stalkdiary.errors import InputRefused, UnsafeFile, shown

HEAD_BYTES = 64 * 1024
MOST_MEMBERS = 200_000
MOST_UNPACKED_BYTES = 200 * 1024**3
MOST_RATIO = 200
"""Unpacked to packed bytes. Text packs about tenfold; a bomb a thousandfold."""
_RATIO_MATTERS_FROM = 10 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an export is to be read.

    Attributes:
        timezone: the IANA zone of wall-clock times.
        date_order: ``dmy``, ``mdy`` or ``ymd`` where the person said so.
        columns: for tables: field to column name.
        skip_bad: whether items that can't be read are listed and passed over.
    """

    timezone: str = "Europe/London"
    date_order: str | None = None
    columns: dict[str, str] | None = None
    skip_bad: bool = False


class Export:
    """One export file that was handed in.

    Use as a context manager. Members of an archive are read in memory or as streams; nothing is
    unpacked to the disk, and no name of a member becomes a path.
    """

    def __init__(self, path: Path, file: BinaryIO | None = None) -> None:
        """`file`, when given, holds the bytes; `path` then only names them."""
        self.path = path
        self._file = file if file is not None else path.open("rb")
        self._archive: zipfile.ZipFile | None = None

    def __enter__(self) -> Self:
        """The export itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the file."""
        if self._archive is not None:
            self._archive.close()
        self._file.close()

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    @cached_property
    def head(self) -> bytes:
        """The first `HEAD_BYTES` of the file."""
        self._file.seek(0)
        return self._file.read(HEAD_BYTES)

    @property
    def is_archive(self) -> bool:
        """Whether it is a zip file."""
        return self.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))

    @contextmanager
    def opened(self, member: str | None = None) -> Iterator[BinaryIO]:
        """The bytes of the file, or of a member of the archive, from the beginning.

        Raises:
            InputRefused: the member is damaged or locked with a password.
        """
        if member is None:
            self._file.seek(0)
            yield io.BufferedReader(_Unclosed(self._file), 1024 * 1024)
            return
        try:
            with self._zip().open(member) as stream:
                yield io.BufferedReader(stream, 1024 * 1024)  # type: ignore[type-var]
        except (zipfile.BadZipFile, zipfile.zlib.error, EOFError, OSError) as error:  # type: ignore[attr-defined]
            raise InputRefused(
                f"{shown(self.path)}: {member!r} in the archive is damaged ({error}).",
                "Nothing was imported. Export it again, or copy the file again from the phone.",
            ) from None

    @cached_property
    def members(self) -> tuple[zipfile.ZipInfo, ...]:
        """The files in the archive, checked to be harmless; empty for a file that is no archive.

        Raises:
            InputRefused: the archive is damaged or locked with a password.
            UnsafeFile: it holds links, paths out of itself, or far more than its size.
        """
        if not self.is_archive:
            return ()
        infos = [info for info in self._zip().infolist() if not info.is_dir()]
        packed = max(1, sum(info.compress_size for info in infos))
        unpacked = sum(info.file_size for info in infos)
        if (
            len(infos) > MOST_MEMBERS
            or unpacked > MOST_UNPACKED_BYTES
            or (unpacked > _RATIO_MATTERS_FROM and unpacked / packed > MOST_RATIO)
        ):
            raise self._unsafe("it would unpack to far more than its size")
        seen = set()
        for info in infos:
            if info.flag_bits & 0x1:
                raise InputRefused(
                    f"{shown(self.path)} is locked with a password.",
                    "Nothing was imported. Unpack it with the password, and import what is in it.",
                )
            if info.filename in seen:
                raise self._unsafe("it holds two files of the same name")
            seen.add(info.filename)
            if _leads_out(info.filename) or stat.S_ISLNK(info.external_attr >> 16):
                raise self._unsafe("it holds a link, or a name that leads out of it")
        return tuple(infos)

    def _zip(self) -> zipfile.ZipFile:
        if self._archive is None:
            try:
                self._archive = zipfile.ZipFile(_Unclosed(self._file))
            except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
                raise InputRefused(
                    f"{shown(self.path)} is not a whole zip file ({error}).",
                    "Nothing was imported. Export it again, or copy the file again.",
                ) from None
        return self._archive

    def _unsafe(self, why: str) -> UnsafeFile:
        return UnsafeFile(
            f"{shown(self.path)} is not a safe archive: {why}.",
            "Nothing was imported. Exports of messaging programs do not look like this.",
        )


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\0" in name


class _Unclosed(io.RawIOBase):
    """A view of an open file that may be closed without closing the file."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
