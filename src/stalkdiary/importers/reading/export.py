"""An export as an importer sees it: a file, a zip file or a folder, and the members in it."""

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Self

from stalkdiary.errors import InputRefused, shown
from stalkdiary.importers.reading.archive import Archive
from stalkdiary.importers.reading.folder import Folder, endings, opened, plain
from stalkdiary.named_file import unreadable

Digest = Callable[[bytes | memoryview], str]
"""Gives the SHA-256 of bytes, 64 hexadecimal digits."""
HEAD_BYTES = 64 * 1024
BLOCK_BYTES = 1024 * 1024
"""Parsers are fed so much at once: expat needs quadratic time on a long value in small pieces."""
_LONGEST_NAME = 1024
_DEEPEST_NAME = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an export is to be read.

    Attributes:
        timezone: the IANA zone of wall-clock times, and the zone in which times are told.
        timezone_said: whether the person said so of this export; else it is the diary's.
        date_order: ``dmy``, ``mdy`` or ``ymd`` where the person said so.
        columns: for tables: field to column name, as ``--map`` gives them.
        profile: for tables: the name of a known set of columns, such as ``sparc``.
        date_format: for tables: a `strptime` format.
        own: whether the rows or events are the person's own record; None where nobody has said so.
        direction: ``in`` or ``out``, for calls and messages of which the export does not say it.
        me: what the export calls the person who keeps the diary, where it does not say who made it;
            empty where they do not write in it, None where nobody has said so.
        skip_bad: whether items that can't be read are listed and passed over.
        digest: whether attachments are read and hashed; a first look leaves that out.
        within: given the SHA-256 and the bytes of each attachment that lies in a message itself.
    """

    timezone: str = "Europe/London"
    timezone_said: bool = False
    date_order: str | None = None
    columns: dict[str, str] | None = None
    profile: str | None = None
    date_format: str | None = None
    own: bool | None = None
    direction: str | None = None
    me: str | None = None
    skip_bad: bool = False
    digest: bool = False
    within: Callable[[str, bytes | memoryview], None] | None = None

    @property
    def hashed(self) -> Digest | None:
        """Hashes an attachment that lies in a message itself; None where none is hashed."""
        return self._hashed if self.digest else None

    def _hashed(self, data: bytes | memoryview) -> str:
        value = hashlib.sha256(data).hexdigest()
        if self.within is not None:
            self.within(value, data)
        return value


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an export of several.

    `name` is its place there, with ``/``; untrusted, never a path. `bytes` is its unpacked size,
    `part` the number of the file that holds it, of an export in several; None for the first.
    """

    name: str
    bytes: int
    part: int | None = None

    @property
    def base(self) -> str:
        return self.name.rpartition("/")[2]


class Export:
    """One export that was handed in. Use it as a context manager.

    Members are read as streams; nothing is unpacked to the disk, and no name that stands in an
    export ever becomes a path: names are looked up in a list of what is there. `first_read` is the
    name of the member that was opened first.
    """

    def __init__(
        self,
        path: Path,
        file: BinaryIO | None = None,
        *,
        kept: Mapping[str, Callable[[], BinaryIO]] | None = None,
        only: frozenset[str] | None = None,
        progress: Callable[[int], None] = lambda _count: None,
    ) -> None:
        """Opens an export.

        Args:
            path: a file or a folder.
            file: the bytes of the file, where they are not read from `path`.
            kept: what opens the bytes of members of a folder, where they are not read from there.
            only: the names of the files of a folder that belong to it, where not all of them do.
            progress: told of the bytes read.

        Raises:
            InputRefused: it can't be read.
            UnsafeFile: it is a link, a pipe or a device.
        """
        self.path = path
        self._only = only
        self.first_read: str | None = None
        self._kept = kept or {}
        self._progress = progress
        self.is_folder = file is None and is_folder(path)
        self._file = file
        if file is None and not self.is_folder:
            self._file = opened(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if "_archive" in self.__dict__:
            self._archive.close()
        if self._file is not None:
            self._file.close()

    @cached_property
    def name(self) -> str:
        """The name of the file or folder, without where it lies; untrusted text."""
        return shown(Path(self.path.name))

    @cached_property
    def size(self) -> int:
        """The bytes of the file; of a folder, those of all files in it."""
        if self._file is None:
            return sum(member.bytes for member in self.members)
        try:
            return self._file.seek(0, io.SEEK_END)
        except OSError as error:
            raise unreadable(self.path, error, "Nothing was imported.") from None

    @cached_property
    def head(self) -> bytes:
        """The first `HEAD_BYTES` of the file; nothing of a folder."""
        if self._file is None:
            return b""
        self._file.seek(0)
        return self._file.read(HEAD_BYTES)

    @property
    def is_archive(self) -> bool:
        return self.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))

    @property
    def is_single(self) -> bool:
        """Whether it is one file and no archive."""
        return not self.is_folder and not self.is_archive

    def place(self, member: "Member | None" = None) -> str:
        """How an error names the file, or a member of it: untrusted, and without line breaks."""
        return shown(self.path) if member is None else f"{shown(self.path)}: {member.name}"

    def last_written(self) -> date:
        """The UTC day on which the file was last written: what it tells of is no later.

        Today for a folder, and where the day of a file can't be told or has not come yet.
        """
        today = datetime.now(UTC)
        with suppress(OSError, ValueError, OverflowError):
            if not self.is_folder:
                return min(datetime.fromtimestamp(self.path.stat().st_mtime, UTC), today).date()
        return today.date()

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The files in the archive or folder, checked to be harmless; none in a single file.

        Raises:
            InputRefused: the archive is damaged or locked with a password.
            UnsafeFile: it holds links, paths out of itself, or far more than its size.
        """
        if self.is_folder:
            found = self._folder.files(deep=True)
            only = self._only
            return tuple(Member(*each) for each in found if only is None or each[0] in only)
        if self.is_archive:
            files = self._archive.files
            return tuple(Member(name, info.file_size) for name, info in files.items())
        return ()

    @property
    def passed_over(self) -> Mapping[str, str]:
        """What a folder holds that is neither file nor folder: its name there, and what it is."""
        _ = self.members
        return self._folder.passed_over

    @cached_property
    def beside(self) -> tuple[Member, ...]:
        """The files in the folder of a single file, where exports put media; read like members."""
        if not self.is_single:
            return ()
        try:
            found = tuple(Member(name, size) for name, size in self._folder.files(deep=False))
        except InputRefused:
            return ()  # the file can be read all the same
        return tuple(member for member in found if member.base != self.name)

    def find(self, name: str) -> Member | None:
        """The member (or file beside) that an export means by `name`.

        `name` may be a base name or a relative path; the longest part of it that fits decides.
        Marks that nobody sees and differences of case do not matter. None also where files of
        different sizes fit equally well: nobody can tell then which is meant. Of the folders
        beside a single file, those are looked into that `name` goes through.
        """
        if len(name) > _LONGEST_NAME or name.count("/") > _DEEPEST_NAME:
            return None
        wanted = plain(name)
        if (whole := self._by_whole_name.get(wanted)) is not None:
            return whole
        if self.is_single and (below := self._folder.below(wanted)) is not None:
            return Member(*below)
        known = self._by_ending
        return next((known[end] for end in endings(wanted) if end in known), None)

    @cached_property
    def _by_whole_name(self) -> dict[str, Member]:
        return {plain(member.name): member for member in (*self.members, *self.beside)}

    @cached_property
    def _by_ending(self) -> dict[str, Member | None]:
        found: dict[str, Member | None] = {}
        for name, member in self._by_whole_name.items():
            for end in endings(name):
                other = found.setdefault(end, member)
                if other is not None and other.bytes != member.bytes:
                    found[end] = None
        return found

    @contextmanager
    def opened(self, member: Member | None = None) -> Iterator[BinaryIO]:
        """The bytes of the file, or of a member; `InputRefused` where that is damaged."""
        if member is not None and self.first_read is None:
            self.first_read = member.name
        with self._raw(member) as raw:
            yield io.BufferedReader(raw, BLOCK_BYTES)

    def whole(self, member: Member | None, most: int) -> bytes | None:
        """All bytes of the file, or of a member; None where they are more than `most`.

        What says that it is smaller, and is not, counts as larger.
        """
        size = self.size if member is None else member.bytes
        if size > most:
            return None
        with self.opened(member) as file:
            data = file.read(size + 1)
        return data if len(data) <= size else None

    def head_of(self, member: Member | None) -> bytes:
        """The first `HEAD_BYTES` of a member, or of the file; `InputRefused` if it is damaged."""
        if member is None:
            return self.head
        with self._raw(member) as raw:
            return raw.read(HEAD_BYTES) or b""

    def path_of(self, name: str) -> Path:
        """Where a member of a folder, or a file beside a single one, lies: by its `Member.name`."""
        _ = self.members, self.beside
        if self._folder.path_of(name) is None:
            self.find(name)
        path = self._folder.path_of(name)
        assert path is not None  # noqa: S101 - of a member that was found
        return path

    def checksum(self, member: Member) -> int:
        """The CRC-32 of a member of an archive, as its directory gives it."""
        return self._archive.files[member.name].CRC

    def digest(self, member: Member) -> tuple[str, int]:
        """SHA-256 (64 hexadecimal digits) and number of bytes of a member."""
        digest, size = hashlib.sha256(), 0
        with io.BufferedReader(self._raw(member), BLOCK_BYTES) as file:
            while data := file.read(BLOCK_BYTES):
                digest.update(data)
                size += len(data)
        return digest.hexdigest(), size

    def _raw(self, member: Member | None) -> io.RawIOBase:
        if member is None:
            if self._file is None:
                raise InputRefused(f"{shown(self.path)} is a folder.", "Nothing was imported.")
            self._file.seek(0)
            return _View(self._file, self._progress)
        if member.name in self._kept:
            return _View(self._kept[member.name](), self._progress)
        if self.is_archive:
            return self._archive.opened(member.name)
        return opened(self.path_of(member.name))

    @cached_property
    def _archive(self) -> Archive:
        assert self._file is not None  # noqa: S101 - a folder is no archive
        return Archive(_View(self._file, self._progress), self.size, shown(self.path))  # type: ignore[arg-type]

    @cached_property
    def _folder(self) -> Folder:
        return Folder(self.path if self.is_folder else self.path.parent)


def is_folder(path: Path) -> bool:
    try:
        return path.is_dir() and not path.is_symlink()
    except OSError:
        return False  # no name that the system takes; whoever opens it says so


def is_nested_archive(member: Member) -> bool:
    """Whether a member is an archive itself; those are kept and never opened."""
    return member.base.casefold().endswith((".zip", ".7z", ".rar", ".gz", ".bz2", ".xz"))


class _View(io.RawIOBase):
    """A view of an open file that may be closed without closing the file."""

    def __init__(self, file: BinaryIO, progress: Callable[[int], None]) -> None:
        super().__init__()
        self._file = file
        self._progress = progress
        self._at = file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._file.seek(self._at)
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
        self._progress(len(data))
        return len(data)
