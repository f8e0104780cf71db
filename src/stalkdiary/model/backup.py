"""What is known of a backup once it has been written and read back."""

from dataclasses import dataclass
from pathlib import Path

from stalkdiary.model.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was written and read back.

    Attributes:
        new_entries: how many of them were not in it before.
        new_bytes: how many bytes of evidence were not.
        fingerprint: of its newest entry.
        key: what its recovery code stands for, None where it has no passphrase.
        made: whether there was none before.
        noted: whether the diary has a note of it; not where it can only be read.
        apart: rows in which diary and backup do not list the same, though they have the same
            entries: one of the two was altered.
    """

    file: Path
    entries: int
    new_entries: int
    new_bytes: int
    fingerprint: str
    key: bytes | None
    made: bool
    noted: bool = True
    apart: tuple[Finding, ...] = ()
