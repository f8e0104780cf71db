"""What a timestamp in the ledger shows: somebody else's word that entries existed by a time."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampFact:
    """A timestamp in the ledger, as `verify --json` prints it.

    Attributes:
        authority: the address that was asked.
        entry: the entry whose hash was stamped; it covers this one and every one before.
        gen_time: UTC; None where it can't be read here.
        policy: likewise.
        serial: likewise.
        checked: whether everything about it holds.
        roots: ``pinned`` where it leads back to certificates that ship with the program, ``given``
            where to some that came with it.
        signer: who signed, by those certificates; for given ones their own name for themselves.
        known: whether `signer` is who the address says, as far as this program can tell: no where
            an authority's address stands beside certificates that are not its own.
    """

    authority: str
    entry: int
    gen_time: str | None
    policy: str | None
    serial: str | None
    checked: bool
    roots: str
    signer: str
    known: bool

    @property
    def host(self) -> str:
        return host_of(self.authority)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def covering(facts: Iterable[TimestampFact]) -> TimestampFact | None:
    """The timestamp that covers the most entries, the earliest of several; None where none holds.

    Entries after it are not covered.
    """
    holding = [fact for fact in facts if fact.checked and fact.known]
    return min(holding, key=lambda fact: (-fact.entry, str(fact.gen_time)), default=None)


def host_of(url: str) -> str:
    """The name on the network of whoever is at `url`."""
    with suppress(ValueError):
        return urlsplit(url).hostname or url
    return url
