"""What a check found: data, collected, never raised one by one."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        kind: a stable name, such as ``entry-altered``.
        where: the entry, exhibit or table concerned.
        expected: what should have been there.
        found: what was there.
        certain: False where something could not be read, so that it is not known to be altered.
    """

    kind: str
    where: str
    expected: str
    found: str
    certain: bool = True

    def to_json(self) -> dict[str, Any]:
        """The finding as `verify --json` prints it."""
        return asdict(self)
