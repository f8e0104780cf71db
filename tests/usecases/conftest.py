"""Somebody who watches a use case at work, and who reads the custody log after it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.usecases.progress import Progress, Watch


@dataclass
class Told:
    """What a watcher was told: how much work there is, and how much was done."""

    total: int = 0
    done: int = 0


@pytest.fixture(scope="session")
def watched() -> Callable[[], tuple[Watch, Told]]:
    """Makes a watcher, and what it is told."""

    def make() -> tuple[Watch, Told]:
        told = Told()

        def add(count: int) -> None:
            told.done += count

        def watch(total: int) -> AbstractContextManager[Progress]:
            told.total += total
            return nullcontext(add)

        return watch, told

    return make


@pytest.fixture(scope="session")
def log() -> Callable[[Diary], list[dict[str, Any]]]:
    """The custody log without times and nonces."""

    def read(diary: Diary) -> list[dict[str, Any]]:
        return [
            {name: value for name, value in details.items() if name != "nonce"}
            for _, details in diary.handovers()
        ]

    return read
