"""SHA-256 of a long file on a second thread, while its next piece is read or written."""

import hashlib
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Final, Self

_WAITING_PIECES: Final = 16
"""So many pieces may wait: memory stays bounded where hashing is the slower of the two."""


class Hashing:
    """The SHA-256 of pieces. Ask for it behind the `with` block; pieces are not copied.

    Hashing and what the engine does with a page both leave the interpreter to others, so on two
    processors they take as long as the slower of them. One piece is hashed without a thread.
    """

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._first: bytes | None = None
        self._later: Queue[bytes | None] | None = None
        self._thread: Thread | None = None

    def update(self, piece: bytes) -> None:
        """Takes the next piece; waits where many wait already."""
        if self._first is None:
            self._first = piece
            return
        if self._later is None:
            self._later = Queue(_WAITING_PIECES)
            self._thread = Thread(target=self._hash, args=(self._first, self._later), daemon=True)
            self._thread.start()
        self._later.put(piece)

    def _hash(self, first: bytes, later: Queue[bytes | None]) -> None:
        self._digest.update(first)
        while (piece := later.get()) is not None:
            self._digest.update(piece)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._later is not None and self._thread is not None:
            self._later.put(None)
            self._thread.join()
        elif self._first is not None:
            self._digest.update(self._first)

    def hexdigest(self) -> str:
        """64 hexadecimal digits."""
        return self._digest.hexdigest()
