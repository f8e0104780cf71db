"""What is fuzzed: a target is a function of bytes, and what is never to come of them.

An input has a first line that says what the rest is: the name of an export, of a file of a bundle.
Nothing but our own errors comes out, and what holds for every input is looked at as well: a time
that is read is a real one and has come, a bundle or a diary that was changed is never called whole.
"""

import re
from collections.abc import Callable
from pathlib import Path
from traceback import walk_tb
from typing import NamedTuple

import readers

from stalkdiary.errors import StalkdiaryError

ROOT = Path(__file__).parents[2]


class Wrong(Exception):
    """Something holds no longer that holds for every input: its text says what."""


class Target(NamedTuple):
    """What is fuzzed.

    Attributes:
        look: takes the first line of an input and the rest; raises our errors, or what is wrong.
        seeds: inputs to begin with.
        most_bytes: of an input.
    """

    look: Callable[[str, bytes], object]
    seeds: list[bytes]
    most_bytes: int


class Finding(NamedTuple):
    """Something that is wrong: `where` is the same for one fault, whatever the input."""

    where: str
    what: str


def wrong(target: Target, data: bytes) -> Finding | None:
    """What is wrong with an input; None where it ends in an answer or one of our errors."""
    head, _, rest = data.partition(b"\n")
    try:
        target.look(head.decode("utf-8", "replace"), rest)
    except StalkdiaryError:
        return None
    except Wrong as fault:
        return Finding(re.sub(r"[\d'\"].*", "", str(fault)), str(fault))
    except Exception as error:  # noqa: BLE001 - each is a finding
        return Finding(place(error), f"{type(error).__name__}: {error}")
    return None


def changed(data: bytes, number: int) -> bytes:
    """The same input with a few changes, which `number` decides; its first line stays as it is."""
    head, line, rest = data.partition(b"\n")
    return head + line + readers.changed(rest, number)


def place(error: BaseException) -> str:
    """The line of ours in which it was raised."""
    frames = [(each.f_code.co_filename, line) for each, line in walk_tb(error.__traceback__)]
    name, line = next((each for each in reversed(frames) if "/stalkdiary/" in each[0]), frames[-1])
    return f"{type(error).__name__} at {Path(name).name}:{line}"
