"""The diaries in a folder: their names, when they last changed, and nothing of what they hold."""

import os
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from stalkdiary.errors import NoDiary, NotRead, StalkdiaryError, shown, text_of
from stalkdiary.model.short_name import DIARY_ENDING, is_short_name
from stalkdiary.store.connection import is_encrypted


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDiary:
    """A diary in the folder, as far as it can be known without opening it.

    Attributes:
        name: what to give as ``--diary``: the path, where the file's name can't be a short one.
        path: its file.
        changed: when the file was last changed, by the clock of this computer; aware.
        encrypted: whether it has a passphrase; None where the file can't be read.
    """

    name: str
    path: Path
    changed: datetime
    encrypted: bool | None

    def to_json(self) -> dict[str, Any]:
        """The diary as ``diaries --json`` lists it."""
        return {
            "name": self.name,
            "path": shown(self.path),
            "changed": self.changed.isoformat(),
            "encrypted": self.encrypted,
        }


def diaries_in(folder: Path) -> list[KeptDiary]:
    """The diaries of `folder`, by name; none where there is no such folder.

    Raises:
        NotRead: the folder can't be read.
    """
    try:
        paths = sorted(each for each in folder.iterdir() if each.suffix == DIARY_ENDING)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise NotRead(f"The folder {shown(folder)} can't be read: {text_of(error)}.") from None
    return [each for each in map(_kept, paths) if each is not None]


def _kept(path: Path) -> KeptDiary | None:
    """The diary at `path`; None where the file can be none, or is gone since."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        encrypted = is_encrypted(path) if os.access(path, os.R_OK) else None
    except (NoDiary, OSError):
        return None
    except StalkdiaryError:
        encrypted = None
    changed = datetime.fromtimestamp(int(status.st_mtime)).astimezone()
    name = path.stem if is_short_name(path.stem) else shown(path)
    return KeptDiary(name=name, path=path, changed=changed, encrypted=encrypted)
