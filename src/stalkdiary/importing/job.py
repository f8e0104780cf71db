"""What is to be imported, and how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.parts import Parts
from stalkdiary.importers.tables.columns import OWN_PROFILES
from stalkdiary.importing.wanted import Request
from stalkdiary.store.progress import Progress, no_progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be imported, and how.

    Attributes:
        path: the export: a file or a folder; the first part of a download that came in several.
        further: its other parts.
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
    further: tuple[Path, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files of the export."""
        return (self.path, *self.further)

    def opened(self, files: Mapping[Path, BinaryIO] | None = None) -> Export:
        """The export, with its bytes read from `files` where they are given.

        Raises:
            InputRefused: it can't be read.
            UnsafeFile: it is a link, a pipe or a device.
        """
        if self.further:
            return Parts(self.paths, files, progress=self.progress)
        return Export(self.path, (files or {}).get(self.path), progress=self.progress)

    @property
    def says_own(self) -> bool:
        """Whether somebody has said that the rows or events are the person's own record.

        Whoever names the profile of a log says so.
        """
        return bool(self.reading.own) or self.reading.profile in OWN_PROFILES
