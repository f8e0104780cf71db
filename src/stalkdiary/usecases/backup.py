"""A backup: a second copy of the diary, read back, with its entry in the custody log."""

from dataclasses import replace
from pathlib import Path

from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryBusy, DiaryReadOnly, NotWritten
from stalkdiary.model.backup import Backup
from stalkdiary.store import backup
from stalkdiary.store.backup import place_of
from stalkdiary.store.place import make_folder
from stalkdiary.usecases.progress import Watch, unwatched

__all__ = ["back_up", "make_folder", "place_of"]


def back_up(
    diary: Diary, dest: Path, passphrase: str | None = None, watch: Watch = unwatched
) -> Backup:
    """Makes a backup, or adds to the one that is there what is new, reads it back and logs it.

    Others may write to the diary meanwhile. `dest` is a file, or a folder for a file of the usual
    name; `passphrase` that of the backup, where it is not to open with the diary's. `watch` is told
    of the bytes of evidence, of each twice: written and read back.

    Raises:
        InputRefused: something else is there, or a backup that is not of this diary.
        WrongPassphrase: the backup that is there does not open.
        NotWritten: the disk does not take it.
    """
    with watch(2 * diary.evidence_bytes) as progress:
        made = backup.back_up(diary.connection, diary.path, diary.key, dest, passphrase, progress)
    kind = "copy" if made.key == diary.key else "new-passphrase"
    try:
        diary.record_backup(
            {"entries": made.entries, "fingerprint": made.fingerprint, "kind": kind}
        )
    except DiaryReadOnly:
        return replace(made, noted=False)
    except (DiaryBusy, NotWritten) as error:
        raise type(error)(
            "The backup is complete. Whether the diary notes that it was made is not known.",
            "Run this again.",
        ) from error
    return made
