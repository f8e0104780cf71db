"""Whether what was saved is in the file: read back by another connection after the commit."""

from collections.abc import Sequence
from contextlib import closing
from itertools import zip_longest
from pathlib import Path

from stalkdiary.errors import DiaryBusy, EvidenceAltered, NotRead, NotWritten
from stalkdiary.model.ledger import Entry
from stalkdiary.store import evidence, ledger
from stalkdiary.store.connection import connect, reading

_LOOK_FIRST = "Look with 'stalkdiary list' before you write it again."


def must_be_there(path: Path, key: bytes | None, appended: Sequence[Entry]) -> None:
    """Looks whether entries that were committed are in the file, each with the evidence it names.

    There is no gap between them. The bytes of evidence were hashed inside the transaction; here
    they are counted.

    Raises:
        EvidenceAltered: they are not.
        NotRead: that can't be known: the disk does not give it.
        DiaryBusy: nor can it where another command holds the diary.
    """
    try:
        there = are_there(path, key, appended)
    except NotWritten as error:
        raise NotRead(
            "It was written, but the disk does not give it back.",
            f"It may have been saved. {_LOOK_FIRST} Then use another disk.",
        ) from error
    except DiaryBusy as error:
        raise DiaryBusy(
            "It was written, but another command holds the diary, so that it was not read back.",
            f"It may have been saved. {_LOOK_FIRST}",
        ) from error
    if not there:
        raise EvidenceAltered(
            "The diary did not keep what was written to it.",
            "Write it down somewhere else for now. Run 'stalkdiary verify', and keep this file and "
            "every backup as they are.",
        )


def are_there(path: Path, key: bytes | None, appended: Sequence[Entry]) -> bool:
    """Whether entries are in the file, as a connection that knows nothing of them reads it.

    Where a commit was broken off, this one ends it: what is not there now will never be.
    """
    with closing(connect(path, key)) as other, reading(other):
        found = ledger.entries(other, after=appended[0].number - 1, most=len(appended))
        return all(
            entry == wanted
            and ((sha := evidence.named_by(entry)) is None or evidence.is_complete(other, sha))
            for entry, wanted in zip_longest(found, appended)
        )
