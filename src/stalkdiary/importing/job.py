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
    """An export: a file or folder, or the first part of a download and its `further` ones.

    `only` names the files in the folder that belong to it; None where all of them do.
    """

    path: Path
    further: tuple[Path, ...] = ()
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be imported, and how; the fields of `Origin` say where it lies.

    Attributes:
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
        return Origin(self.path, self.further, self.only)

    @property
    def paths(self) -> tuple[Path, ...]:
        return (self.path, *self.further)

    def opened(
        self,
        files: Mapping[Path, BinaryIO] | None = None,
        kept: Mapping[str, Callable[[], BinaryIO]] | None = None,
    ) -> Export:
        """The export, with its bytes read from `files`, or of a folder `kept`, where given.

        Raises as `Export`.
        """
        if self.further:
            return Parts(self.paths, files, progress=self.progress)
        file = (files or {}).get(self.path)
        return Export(self.path, file, kept=kept, only=self.only, progress=self.progress)

    @property
    def says_own(self) -> bool:
        """Whether somebody said that it is the person's own record, or named a log's profile."""
        return bool(self.reading.own) or self.reading.profile in OWN_PROFILES
