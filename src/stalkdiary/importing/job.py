"""What is to be imported, and how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stalkdiary.importers.reading.export import Reading
from stalkdiary.importers.tables.columns import OWN_PROFILES
from stalkdiary.importing.wanted import Request
from stalkdiary.store.evidence import Progress, no_progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be imported, and how.

    Attributes:
        path: the export: a file or a folder.
        request: what is taken out of it.
        reading: how it is read.
        noted: what the ledger says of the import besides, such as the name of a profile.
        progress: told of the bytes read and written; about three times the size of the export.
    """

    path: Path
    request: Request
    reading: Reading
    noted: Mapping[str, Any] = field(default_factory=dict)
    progress: Progress = no_progress

    @property
    def says_own(self) -> bool:
        """Whether somebody has said that the rows or events are the person's own record.

        Whoever names the profile of a log says so.
        """
        return bool(self.reading.own) or self.reading.profile in OWN_PROFILES
