"""A zip file that somebody else made: looked over whole before anything in it is read.

Nothing is ever unpacked to the disk, so none of this could do harm here; but an archive that tries
is not what a messaging program made, and what it says of itself is not to be believed.
"""

import io
import stat
import unicodedata
import zipfile
from collections.abc import Callable
from typing import IO, BinaryIO

from stalkdiary.errors import InputRefused, StalkdiaryError, UnsafeFile

MOST_MEMBERS = 200_000
MOST_UNPACKED_BYTES = 200 * 1024**3
MOST_RATIO = 200
"""Unpacked to packed bytes. Text packs about tenfold; a bomb a thousandfold."""
_RATIO_MATTERS_FROM = 10 * 1024**2
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_LOCKED = 0x1 | 0x40
_NAMES_ARE_UTF8 = 0x800


class Archive:
    """A zip file and the files in it, by NFC names with ``/``, in its order."""

    def __init__(self, file: BinaryIO, size: int, place: str) -> None:
        """Looks it over; `size` in bytes.

        Raises:
            InputRefused: it is damaged, locked with a password, or packed in an unusual way.
            UnsafeFile: it holds links, names that lead out of it, or far more than its size.
        """
        self._place = place
        try:
            self._zip = zipfile.ZipFile(file)
        except StalkdiaryError:
            raise  # the disk does not give it
        except Exception as error:  # noqa: BLE001 - whatever it stumbles over, it is damaged
            raise InputRefused(
                f"{place} is not a whole zip file ({error}).",
                "Nothing was imported. Export it again, or copy the file again.",
            ) from None
        everything = self._zip.infolist()
        for info in everything:
            self._must_stay_inside(info)
        infos = [info for info in everything if not info.is_dir()]
        self._must_not_burst(infos, size)
        for info in infos:
            self._must_be_readable(info, size)
        self.files = {_name(info): info for info in infos}
        if len(self.files) < len(infos):
            raise self._unsafe("it holds two files of the same name")

    def opened(self, name: str) -> "PackedFile":
        """The bytes of a file in it; raises `InputRefused` while they are read if it is damaged."""
        info = self.files[name]

        def damaged(why: object) -> InputRefused:
            return InputRefused(
                f"{self._place}: {name} in the archive is damaged ({why}).",
                "Nothing was imported. Export it again, or copy the file again from the phone.",
            )

        try:
            stream = self._zip.open(info)
        except StalkdiaryError:
            raise  # the disk does not give it
        except Exception as error:  # noqa: BLE001 - whatever it stumbles over, it is damaged
            raise damaged(error) from None
        return PackedFile(stream, info.file_size, damaged)

    def close(self) -> None:
        """Lets go of the archive; the file under it stays open."""
        self._zip.close()

    def _must_stay_inside(self, info: zipfile.ZipInfo) -> None:
        name = info.orig_filename
        if "\\" in name or "\0" in name:
            raise self._unsafe("the name of a file in it holds a backslash or an end mark")
        if not name:
            raise self._unsafe("a file in it has no name")
        drive = len(name) > 1 and name[1] == ":" and name[0].isalpha()
        if drive or name.startswith("/") or ".." in name.split("/"):
            raise self._unsafe("the name of a file in it leads out of it")
        if stat.S_IFMT(info.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise self._unsafe("it holds a link or a device")

    def _must_not_burst(self, infos: list[zipfile.ZipInfo], size: int) -> None:
        # Held against the size of the file and not against what the archive says of itself:
        # several entries may lead to the same bytes.
        unpacked = sum(info.file_size for info in infos)
        if (
            len(infos) > MOST_MEMBERS
            or unpacked > MOST_UNPACKED_BYTES
            or (unpacked > _RATIO_MATTERS_FROM and unpacked > MOST_RATIO * size)
        ):
            raise self._unsafe("it would unpack to far more than its size")

    def _must_be_readable(self, info: zipfile.ZipInfo, size: int) -> None:
        if info.flag_bits & _LOCKED:
            raise InputRefused(
                f"{self._place} is locked with a password.",
                "Nothing was imported. Unpack it with the password, and import the folder.",
            )
        if info.compress_type not in _METHODS:
            raise InputRefused(
                f"{self._place} is packed in a way that can't be read here.",
                "Nothing was imported. Unpack it, and import the folder.",
            )
        stored = info.compress_type == zipfile.ZIP_STORED
        if info.header_offset + info.compress_size > size or (
            stored and info.compress_size != info.file_size
        ):
            raise InputRefused(
                f"{self._place} is damaged: it does not hold as many bytes of {_name(info)} as it "
                "says.",
                "Nothing was imported. Export it again, or copy the file again.",
            )

    def _unsafe(self, why: str) -> UnsafeFile:
        return UnsafeFile(
            f"{self._place} is not a safe archive: {why}.",
            "Nothing was imported. Exports of messaging programs do not look like this. If you "
            "made it yourself, unpack it and import the folder.",
        )


class PackedFile(io.RawIOBase):
    """The bytes of one file in an archive; what is wrong with them is told when it is met."""

    def __init__(
        self, stream: IO[bytes], size: int, damaged: Callable[[object], Exception]
    ) -> None:
        super().__init__()
        self._stream = stream
        self._left = size
        self._damaged = damaged

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except StalkdiaryError:
            raise  # the disk does not give it
        except Exception as error:  # noqa: BLE001 - whatever it stumbles over, it is damaged
            raise self._damaged(error) from None
        self._left -= len(data)
        if not data and self._left and len(buffer):
            # The checksum may fit all the same.
            raise self._damaged(f"{self._left} bytes are missing at its end")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _name(info: zipfile.ZipInfo) -> str:
    name = info.orig_filename
    if not info.flag_bits & _NAMES_ARE_UTF8:
        # Macs write UTF-8 without saying so.
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.orig_filename
    return unicodedata.normalize("NFC", name)
