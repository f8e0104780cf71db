"""How a use case tells how far it is."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

Progress = Callable[[int], None]
"""Told of each piece of work that is done: mostly a number of bytes."""
Watch = Callable[[int], AbstractContextManager[Progress]]
"""Given how much work there is, before it begins; what is told of it while it is done."""


@contextmanager
def unwatched(_total: int) -> Iterator[Progress]:
    yield lambda _count: None


def bytes_of(files: Iterable[Path]) -> int:
    """How many bytes `files` hold together; what can't be read counts nothing here."""
    total = 0
    for file in files:
        with suppress(OSError):
            total += file.stat().st_size
    return total
