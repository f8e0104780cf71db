"""What is to be imported, and how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.parts import Parts
from stalkdiary.importers.tables.columns import OWN_PROFILES
from stalkdiary.importing.wanted import Request
from stalkdiary.store.progress import Progress, no_progress


class Origin(NamedTuple):
    """An export and where it lies.

    Attributes:
        path: a file or a folder; the first part of a download that came in several.
        further: its other parts.
        only: the names of the files in the folder that belong to it; None where all of them do.
    """

    path: Path
    further: tuple[Path, ...] = ()
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be imported, and how.

    Attributes:
        path: the export: a file or a folder; the first part of a download that came in several.
        further: its other parts.
        only: the names of the files in the folder that belong to it; None where all of them do.
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
    only: frozenset[str] | None = None

    @property
    def source(self) -> Origin:
        """The export, and where it lies."""
        return Origin(self.path, self.further, self.only)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files of the export."""
        return (self.path, *self.further)

    def opened(
        self,
        files: Mapping[Path, BinaryIO] | None = None,
        kept: Mapping[str, Callable[[], BinaryIO]] | None = None,
    ) -> Export:
        """The export, with its bytes read from `files`, or of a folder `kept`, where given.

        Raises:
            InputRefused: it can't be read.
            UnsafeFile: it is a link, a pipe or a device.
        """
        if self.further:
            return Parts(self.paths, files, progress=self.progress)
        file = (files or {}).get(self.path)
        return Export(self.path, file, kept=kept, only=self.only, progress=self.progress)

    @property
    def says_own(self) -> bool:
        """Whether somebody has said that the rows or events are the person's own record.

        Whoever names the profile of a log says so.
        """
        return bool(self.reading.own) or self.reading.profile in OWN_PROFILES
