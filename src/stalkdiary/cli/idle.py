"""How long nobody has touched a key, and what happens then, whatever question is open."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from contextvars import ContextVar
from typing import Any

_LOOK_EVERY = 1.0
"""Seconds. A computer that wakes from sleep has to lock at once, and its clocks may have stood."""
_SECONDS_PER_MINUTE = 60
_WATCHED: ContextVar[bool] = ContextVar("is_watched", default=False)


class Locked(KeyboardInterrupt):
    """Nobody has touched a key for too long. Questions keep what was typed, as with Ctrl-C."""


class Idle:
    """Watches the keys of the terminal in every question and in the pager."""

    def __init__(self, minutes: float, now: Callable[[], float] | None = None) -> None:
        """After so many minutes; 0 for never. `now` gives seconds, also those of a sleep."""
        self._limit = minutes * _SECONDS_PER_MINUTE
        self._now = now or _seconds
        self._last = self._now()

    @property
    def is_over(self) -> bool:
        return 0 < self._limit <= self._now() - self._last

    def touch(self) -> None:
        self._last = self._now()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Lets every question of the block end with `Locked` when it has been too long."""
        from prompt_toolkit.application import create_app_session
        from prompt_toolkit.input import create_input

        terminal: Any = create_input()
        read_keys, attach = terminal.read_keys, terminal.attach

        def keys() -> Any:  # noqa: ANN401 - of the library
            pressed = read_keys()
            if self.is_over:
                # Whoever woke the computer up has not given the passphrase.
                _end()
                return []
            self.touch()
            return pressed

        def attached(ready: Callable[[], None]) -> AbstractContextManager[None]:
            return self._ticking(attach(ready))

        terminal.read_keys, terminal.attach = keys, attached
        with create_app_session(input=terminal), _watching(is_watched=True):
            yield

    @contextmanager
    def _ticking(self, attached: AbstractContextManager[None]) -> Iterator[None]:
        """Looks at the time while a question waits. Work that takes long is not cut short."""
        import asyncio

        async def look() -> None:
            while not self.is_over:  # noqa: ASYNC110 - it is time that passes, nobody sets it
                await asyncio.sleep(_LOOK_EVERY)
            _end()

        looking = asyncio.get_running_loop().create_task(look())
        try:
            with attached:
                yield
        finally:
            looking.cancel()


def is_watched() -> bool:
    """Whether a question is to end when it has been too long."""
    return _WATCHED.get()


def unwatched() -> AbstractContextManager[None]:
    """Lets the questions of the block wait for ever: those that a lock itself asks."""
    return _watching(is_watched=False)


@contextmanager
def _watching(*, is_watched: bool) -> Iterator[None]:
    before = _WATCHED.set(is_watched)
    try:
        yield
    finally:
        _WATCHED.reset(before)


def _end() -> None:
    from prompt_toolkit.application import get_app

    with suppress(Exception):  # it is ending already
        get_app().exit(exception=Locked)


def _seconds() -> float:
    """Seconds that go on while the computer sleeps, where the system has such a clock."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
