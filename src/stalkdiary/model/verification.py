"""What a check of a diary, or of a bundle, found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stalkdiary.model.finding import Checked
from stalkdiary.model.plain import fields_of
from stalkdiary.model.timestamp import TimestampFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification(Checked):
    """What a check of the whole diary found.

    Attributes:
        fingerprint: of the newest entry, None where none could be read.
        covered: how many entries an expected fingerprint covers, None where none was given.
        timezone: of the case, in which times are shown.
        unsaid_times: incidents whose time version 0.1 may have put there without its being said.
    """

    entries: int = 0
    exhibits: int = 0
    fingerprint: str | None = None
    covered: int | None = None
    timestamps: tuple[TimestampFact, ...] = ()
    timezone: str = "UTC"
    unsaid_times: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """What `verify --json` prints."""
        shown = ("entries", "exhibits", "timestamps", "fingerprint", "covered", "unsaid_times")
        return {"ok": not self.findings, **fields_of(self, shown), **self.steps_to_json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleVerification(Checked):
    """What a check of a bundle found.

    Attributes:
        left_out: how many of them are shown by their hash alone.
        fingerprint: of the newest entry, None where none could be read.
        covered: how many entries an expected fingerprint covers, None where none was given.
        seal: the SHA-256 that stands for the whole bundle, None where it has none.
        timestamps: each with its entry, authority and time, and the command that checks it.
        limits: what the check covers and what it does not, each in one sentence.
        not_covered: what was compared with nothing, exactly.
    """

    entries: int
    left_out: int
    exhibits: int
    fingerprint: str | None
    covered: int | None
    seal: str | None
    timestamps: tuple[Mapping[str, Any], ...]
    limits: tuple[str, ...]
    not_covered: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """What `verify --bundle --json` prints."""
        shown = (
            *("entries", "left_out", "exhibits", "timestamps", "fingerprint", "covered"),
            *("seal", "limits", "not_covered"),
        )
        return {"ok": not self.findings, **fields_of(self, shown), **self.steps_to_json()}
