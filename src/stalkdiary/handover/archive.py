"""Zip files for bundles: written, and read where they are, with or without a password.

Why zip with AES-256, and why pyzipper: docs/decisions/0005-bundle.md.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from stalkdiary.errors import InputRefused
from stalkdiary.handover.bag import ZipTarget
from stalkdiary.handover.check_bundle import (
    Archive,
    Bundle,
    Refused,
    TooMuch,
    must_be_plain,
    opened_bundle,
)

_STRONG = {"nbits": 256, "force_wz_aes_version": 2}
"""Version 2 keeps no checksum of the content in clear."""


class WrongPassword(Refused):
    """The password does not fit the zip file."""


@contextmanager
def new_archive(
    path: Path, *, top: str, made: datetime, password: bytes | None
) -> Iterator[ZipTarget]:
    """A new zip file at `path`, in which everything lies in the folder `top`."""
    if password is None:
        with zipfile.ZipFile(path, "w") as archive:
            yield ZipTarget(archive, zipfile.ZipInfo, top, made)
        return
    import pyzipper

    with pyzipper.AESZipFile(
        path, "w", encryption=pyzipper.WZ_AES, encryption_kwargs=_STRONG
    ) as archive:
        archive.setpassword(password)
        yield ZipTarget(archive, archive.zipinfo_cls, top, made)


@contextmanager
def opened(path: Path, password: bytes | None) -> Iterator[Bundle]:
    """A bundle at `path`, to be checked: a folder, or a zip file with or without a password.

    Raises:
        Refused: it is neither.
        WrongPassword: the password does not fit.
    """
    if password is None:
        with opened_bundle(path) as bundle:
            yield bundle
        return
    import pyzipper

    must_be_plain(path)
    with pyzipper.AESZipFile(path) as archive:
        archive.setpassword(password)
        _try(archive)
        yield Archive(archive)


def is_protected(path: Path) -> bool:
    try:
        # A pipe would let us wait for ever, and a very long list of names fill the memory.
        if must_be_plain(path):
            return False
        with zipfile.ZipFile(path) as archive:
            return any(info.flag_bits & 1 for info in archive.infolist())
    except (OSError, ValueError, Refused, TooMuch, zipfile.BadZipFile, NotImplementedError):
        return False


def as_password(text: str) -> bytes:
    """A password as every program that unpacks zip files reads it.

    Raises:
        InputRefused: it has characters that programs turn into different bytes.
    """
    if not text.isascii() or not text.isprintable():
        raise InputRefused(
            "The password of a zip file has to be of plain letters, digits and signs.",
            "Nothing was written. Programs read accents and other alphabets differently.",
        )
    return text.encode("ascii")


def _try(archive: Any) -> None:  # noqa: ANN401 - pyzipper has no types
    for info in archive.infolist():
        try:
            with archive.open(info) as file:
                file.read(1)
        except RuntimeError:
            raise WrongPassword("The password does not fit this bundle.") from None
        return
    raise Refused("This is not a bundle: the zip file is empty.")
