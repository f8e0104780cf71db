"""What is said of a message in the same words, whatever program it came from."""

from collections.abc import Iterable
from typing import Final

LINK: Final = "A link was shared with it; it stands in square brackets."
REACTIONS: Final = "The export shows reactions to it."
TOLD: Final = "What stands in square brackets is told by the export as data, not as text."


def with_data(text: str, told: Iterable[str]) -> str:
    """`text` with what the export tells beside it below, each piece in square brackets."""
    return "\n".join(filter(None, [text, *(f"[{each}]" for each in told)]))
