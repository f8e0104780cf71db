"""What is said of a message in the same words, whatever program it came from."""

from typing import Final

LINK: Final = "A link was shared with it; it stands in square brackets."
REACTIONS: Final = "The export shows reactions to it."
