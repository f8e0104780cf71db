"""Exports that were changed by chance end in our own errors: a few changes of each small one.

The long form is a command: `python tests/importers/fuzz.py`.
"""

import importlib.util
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

SPEC = importlib.util.spec_from_file_location("fuzz", Path(__file__).with_name("fuzz.py"))
assert SPEC is not None
assert SPEC.loader is not None
fuzz: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fuzz)
CHANGES = range(6)
BY_FORMAT = {
    name: list(found)
    for name, found in groupby(fuzz.seeds(), key=lambda seed: "/".join(seed.place.split("/")[:-1]))
}

pytestmark = pytest.mark.skipif(
    not BY_FORMAT, reason="the samples and cases are not beside this checkout"
)


@pytest.mark.parametrize("name", BY_FORMAT)
def test_no_reader_stumbles(name: str) -> None:
    """Not even over what the registry would turn into one of our errors."""
    found = [fault for seed in BY_FORMAT[name] for fault in fuzz.faults(seed, CHANGES)]
    assert [(each.seed.place, each.number, each.what) for each in found] == []


def test_the_changes_are_the_same_every_time() -> None:
    """A fault can be found again by its number; and most changes change something."""
    data = b'{"messages": [{"date": "2026-03-14 21:30", "text": "hi"}]}'
    made = [fuzz.changed(data, number) for number in range(50)]
    assert made == [fuzz.changed(data, number) for number in range(50)]
    assert len({*made, data}) > 40
