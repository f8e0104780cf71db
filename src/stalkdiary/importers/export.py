"""An export as an importer sees it: a file, a zip file or a folder, and the members in it."""

import hashlib
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Self

from stalkdiary.errors import InputRefused, UnsafeFile, shown, text_of

HEAD_BYTES = 64 * 1024
BLOCK_BYTES = 1024 * 1024
"""Parsers are fed so much at once: expat needs quadratic time on a long value in small pieces."""
MOST_MEMBERS = 200_000
MOST_UNPACKED_BYTES = 200 * 1024**3
MOST_RATIO = 200
"""Unpacked to packed bytes. Text packs about tenfold; a bomb a thousandfold."""
_RATIO_MATTERS_FROM = 10 * 1024**2
_NESTED = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an export is to be read.

    Attributes:
        timezone: the IANA zone of wall-clock times, and the zone in which times are told.
        date_order: ``dmy``, ``mdy`` or ``ymd`` where the person said so.
        columns: for tables: field to column name, as ``--map`` gives them.
        profile: for tables: the name of a known set of columns, such as ``sparc``.
        date_format: for tables: a `strptime` format.
        skip_bad: whether items that can't be read are listed and passed over.
        digest: whether attachments are read and hashed; a first look leaves that out.
    """

    timezone: str = "Europe/London"
    date_order: str | None = None
    columns: dict[str, str] | None = None
    profile: str | None = None
    date_format: str | None = None
    skip_bad: bool = False
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an export of several.

    Attributes:
        name: its place in the export, with ``/`` between folders; untrusted, never used as a path.
        bytes: its size, unpacked.
    """

    name: str
    bytes: int

    @property
    def base(self) -> str:
        """The last part of the name."""
        return PurePosixPath(self.name).name


class Export:
    """One export that was handed in. Use it as a context manager.

    Members are read as streams; nothing is unpacked to the disk, and no name that stands in an
    export ever becomes a path: names are looked up in a list of what is there.
    """

    def __init__(self, path: Path, file: BinaryIO | None = None) -> None:
        """`path` names a file or a folder. `file`, when given, holds the bytes of the file.

        Raises:
            InputRefused: it can't be read.
        """
        self.path = path
        self.is_folder = file is None and path.is_dir()
        self._file = file
        self._archive: zipfile.ZipFile | None = None
        if file is None and not self.is_folder:
            try:
                self._file = path.open("rb")
            except OSError as error:
                raise InputRefused(
                    f"The file {shown(path)} can't be read: {text_of(error)}.",
                    "Nothing was imported. Check its name, or drag it into the window.",
                ) from None

    def __enter__(self) -> Self:
        """The export itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the file."""
        if self._archive is not None:
            self._archive.close()
        if self._file is not None:
            self._file.close()

    @property
    def name(self) -> str:
        """The name of the file or folder, without where it lies; untrusted text."""
        return shown(Path(self.path.name))

    @cached_property
    def bytes(self) -> int:
        """The size of the file; of a folder, the sizes of all files in it."""
        if self._file is None:
            return sum(member.bytes for member in self.members)
        return self._file.seek(0, io.SEEK_END)

    @cached_property
    def head(self) -> bytes:
        """The first `HEAD_BYTES` of the file; nothing of a folder."""
        if self._file is None:
            return b""
        self._file.seek(0)
        return self._file.read(HEAD_BYTES)

    @property
    def is_archive(self) -> bool:
        """Whether it is a zip file."""
        return self.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))

    @property
    def is_single(self) -> bool:
        """Whether it is one file and no archive."""
        return not self.is_folder and not self.is_archive

    def place(self, member: "Member | None" = None) -> str:
        """How an error names the file, or a member of it."""
        return shown(self.path) if member is None else f"{shown(self.path)}: {member.name}"

    # What is in it ---------------------------------------------------------------------------

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The files in the archive or folder, checked to be harmless; none in a single file.

        Raises:
            InputRefused: the archive is damaged or locked with a password.
            UnsafeFile: it holds links, paths out of itself, or far more than its size.
        """
        if self.is_folder:
            return tuple(self._files_in(self.path, ""))
        if self.is_archive:
            return tuple(Member(info.filename, info.file_size) for info in self._infos)
        return ()

    @cached_property
    def beside(self) -> tuple[Member, ...]:
        """The files in the folder of a single file, where exports put media: `name` is the base.

        They are read with `opened` like members.
        """
        if not self.is_single:
            return ()
        return tuple(
            member
            for member in self._files_in(self.path.parent, "", deep=False)
            if member.base != self.path.name
        )

    def find(self, name: str) -> Member | None:
        """The member (or file beside) that an export means by `name`.

        `name` may be a base name or a relative path; the longest path that fits decides. Marks
        that nobody sees and differences of case do not matter.
        """
        wanted = _plain(name)
        return self._by_name.get(wanted) or self._by_name.get(PurePosixPath(wanted).name)

    @cached_property
    def _by_name(self) -> dict[str, Member]:
        found: dict[str, Member] = {}
        for member in (*self.members, *self.beside):
            parts = PurePosixPath(_plain(member.name)).parts
            for start in range(len(parts)):
                found.setdefault("/".join(parts[start:]), member)
        return found

    # Reading ---------------------------------------------------------------------------------

    @contextmanager
    def opened(self, member: Member | None = None) -> Iterator[BinaryIO]:
        """The bytes of the file, or of a member, from the beginning, in large blocks.

        Raises:
            InputRefused: the member is damaged.
        """
        if member is None:
            if self._file is None:
                raise InputRefused(f"{shown(self.path)} is a folder.", "Nothing was imported.")
            self._file.seek(0)
            yield io.BufferedReader(_View(self._file), BLOCK_BYTES)
            return
        if self.is_archive:
            try:
                with self._zip.open(member.name) as stream:
                    yield io.BufferedReader(stream, BLOCK_BYTES)  # type: ignore[type-var]
            except _DAMAGE as error:
                raise InputRefused(
                    f"{self.place(member)} in the archive is damaged ({error}).",
                    "Nothing was imported. Export it again, or copy the file again from the phone.",
                ) from None
            return
        root = self.path if self.is_folder else self.path.parent
        no_link = getattr(os, "O_NOFOLLOW", 0)
        try:
            descriptor = os.open(root / member.name, os.O_RDONLY | os.O_CLOEXEC | no_link)
            with os.fdopen(descriptor, "rb", BLOCK_BYTES) as file:
                yield file
        except OSError as error:
            raise InputRefused(
                f"{self.place(member)} can't be read: {text_of(error)}.",
                "Nothing was imported. Check that the file is yours to read, then try again.",
            ) from None

    def digest(self, member: Member) -> tuple[str, int]:
        """SHA-256 (64 hexadecimal digits) and number of bytes of a member."""
        digest, size = hashlib.sha256(), 0
        with self.opened(member) as file:
            while data := file.read(BLOCK_BYTES):
                digest.update(data)
                size += len(data)
        return digest.hexdigest(), size

    # Within ----------------------------------------------------------------------------------

    def _files_in(self, folder: Path, above: str, *, deep: bool = True) -> Iterator[Member]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            return
        for entry in entries:
            if entry.is_symlink():
                continue  # evidence is what lies here, not what something points to
            if entry.is_dir():
                if deep:
                    yield from self._files_in(Path(entry.path), f"{above}{entry.name}/")
            elif entry.is_file():
                yield Member(f"{above}{entry.name}", entry.stat().st_size)

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        assert self._file is not None  # noqa: S101 - a folder is no archive
        try:
            self._archive = zipfile.ZipFile(_View(self._file))  # type: ignore[arg-type]
        except (*_DAMAGE, ValueError) as error:
            raise InputRefused(
                f"{shown(self.path)} is not a whole zip file ({error}).",
                "Nothing was imported. Export it again, or copy the file again.",
            ) from None
        return self._archive

    @cached_property
    def _infos(self) -> tuple[zipfile.ZipInfo, ...]:
        everything = self._zip.infolist()
        infos = [info for info in everything if not info.is_dir()]
        packed = max(1, sum(info.compress_size for info in infos))
        unpacked = sum(info.file_size for info in infos)
        if (
            len(infos) > MOST_MEMBERS
            or unpacked > MOST_UNPACKED_BYTES
            or (unpacked > _RATIO_MATTERS_FROM and unpacked / packed > MOST_RATIO)
        ):
            raise self._unsafe("it would unpack to far more than its size")
        seen = set()
        for info in everything:
            if _leads_out(info.orig_filename) or stat.S_ISLNK(info.external_attr >> 16):
                raise self._unsafe("it holds a link, or a name that leads out of it")
            if info.filename in seen:
                raise self._unsafe("it holds two files of the same name")
            seen.add(info.filename)
        for info in infos:
            if info.flag_bits & 0x1:
                raise InputRefused(
                    f"{shown(self.path)} is locked with a password.",
                    "Nothing was imported. Unpack it with the password, and import what is in it.",
                )
        return tuple(infos)

    def _unsafe(self, why: str) -> UnsafeFile:
        return UnsafeFile(
            f"{shown(self.path)} is not a safe archive: {why}.",
            "Nothing was imported. Exports of messaging programs do not look like this.",
        )


def is_nested_archive(member: Member) -> bool:
    """Whether a member is an archive itself; those are kept and never opened."""
    return member.base.casefold().endswith(_NESTED)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return (
        path.is_absolute()
        or ".." in path.parts
        or "\0" in name
        or (len(name) > 1 and name[1] == ":" and name[0].isalpha())
    )


_UNSEEN = dict.fromkeys(
    [0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None
)


def _plain(name: str) -> str:
    return name.translate(_UNSEEN).replace("\\", "/").removeprefix("./").strip().casefold()


class _View(io.RawIOBase):
    """A view of an open file that may be closed without closing the file."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._at = file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_SET:
            self._at = offset
        elif whence == io.SEEK_CUR:
            self._at += offset
        else:
            self._at = self._file.seek(offset, whence)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        # Several views of one file may be read in turns.
        self._file.seek(self._at)
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
