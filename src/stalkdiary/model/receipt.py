"""What a command may tell the person once everything is safely on disk."""

from dataclasses import dataclass
from pathlib import Path

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What one change to the diary left there.

    Attributes:
        number: of the incident, person or action concerned.
        recorded_at: UTC, ISO 8601 with ``Z``.
        exhibits: the exhibits that were added with it.
        fingerprint: the newest hash of the ledger.
    """

    number: int
    recorded_at: str
    exhibits: tuple[Exhibit, ...] = ()
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was written and read back.

    Attributes:
        file: where it is.
        entries: how many entries it holds.
        new_entries: how many of them were not in it before.
        new_bytes: how many bytes of evidence were not.
        fingerprint: of its newest entry.
        key: what its recovery code stands for, None where it has no passphrase.
        made: whether there was none before.
    """

    file: Path
    entries: int
    new_entries: int
    new_bytes: int
    fingerprint: str
    key: bytes | None
    made: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a check of the whole diary found.

    Attributes:
        entries: how many entries the ledger has.
        exhibits: how many exhibits it names.
        fingerprint: of the newest entry, None where there is none.
        covered: how many entries an expected fingerprint covers, None where none was given.
        findings: everything that is not as it was written.
    """

    entries: int
    exhibits: int
    fingerprint: str | None
    covered: int | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def altered(self) -> bool:
        """Whether something is known to be not as it was written."""
        return any(finding.certain for finding in self.findings)
