"""What a command may tell the person once everything is safely on disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stalkdiary.model.exhibit import Exhibit


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What one change to the diary left there.

    Attributes:
        number: of the incident, person or action concerned.
        recorded_at: UTC, ISO 8601 with ``Z``.
        fingerprint: the newest hash of the ledger.

    >>> receipt = diary.add(Account(what="He rang"))
    >>> receipt.number, receipt.exhibits, receipt.fingerprint == diary.fingerprint
    (2, (), True)
    """

    number: int
    recorded_at: str
    exhibits: tuple[Exhibit, ...] = ()
    fingerprint: str
