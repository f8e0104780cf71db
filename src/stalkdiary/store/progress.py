"""How the diary tells how far it is."""

from collections.abc import Callable

Progress = Callable[[int], None]
"""Told of each number of bytes that has been dealt with."""


def no_progress(_count: int) -> None:
    """For callers who show none."""
