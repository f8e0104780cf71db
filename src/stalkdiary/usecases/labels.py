"""Labels for exhibits, to print and cut out, with their entry in the custody log."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from stalkdiary.diary import Diary
from stalkdiary.errors import NothingMatched
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.reports.labels import to_labels
from stalkdiary.store.place import must_be_free, new_file


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeLabels:
    """Labels that were made, as the custody log notes them.

    Attributes:
        refs: the reference on each label.
        fingerprint: of the diary, as the labels print it.
        sha256: of the PDF.
    """

    refs: tuple[str, ...]
    fingerprint: str
    sha256: str

    def to_json(self) -> dict[str, Any]:
        return {
            "format": "pdf",
            "ref": list(self.refs),
            "fingerprint": self.fingerprint,
            "sha256": self.sha256,
        }


def write_labels(
    diary: Diary, exhibits: Sequence[Exhibit], target: Path, *, now: datetime
) -> MadeLabels:
    """Writes labels for exhibits to a new PDF, and logs the handover.

    Raises:
        NothingMatched: there is no exhibit.
        InputRefused: there is a file of that name.
        NotWritten: the disk does not take it.
    """
    if not exhibits:
        raise NothingMatched("There is no exhibit to label.", "Nothing was written.")
    must_be_free(target)
    case, fingerprint = diary.case(), diary.fingerprint
    data = to_labels(
        exhibits, initials=case.initials, fingerprint=fingerprint, made=now, timezone=case.timezone
    )
    made = MadeLabels(
        refs=tuple(each.ref for each in exhibits),
        fingerprint=fingerprint,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    with diary.saved_is_told(), new_file(target) as unfinished:
        unfinished.write_bytes(data)
        # Logged before it is in its place: nothing leaves the diary without a word.
        diary.note_handover("labels", made.to_json())
    return made
