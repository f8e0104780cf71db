"""The case sheet: what a diary knows about itself."""

from dataclasses import asdict, dataclass
from typing import Any, Self

FORMAT = 1
"""Of the diary file; see docs/format.md."""
NO_INITIALS = "EX"
"""Stands in references where the person gave no initials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSheet:
    """What the diary knows about itself.

    Attributes:
        diary: an identifier made when the diary was started, 32 hexadecimal digits.
        initials: what exhibit references begin with.
        timezone: the IANA zone in which times are understood when no other is named.
        made_up: whether the case is made up, and its entries bear the times of a story. It is in
            the first entry or never, and every report says so.
    """

    diary: str
    initials: str
    timezone: str
    made_up: bool = False

    def to_json(self) -> dict[str, Any]:
        """The sheet as the ledger holds it."""
        values = asdict(self) | {"format": FORMAT}
        if not self.made_up:
            del values["made_up"]
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The sheet that `to_json` wrote; keys of newer programs are passed over."""
        return cls(
            diary=values["diary"],
            initials=values["initials"],
            timezone=values["timezone"],
            made_up=values.get("made_up") is True,
        )
