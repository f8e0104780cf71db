"""Exports that were changed by chance end in our own errors: a few changes of each small one.

The long form is a command: `python tests/fuzz/readers.py`.
"""

from itertools import groupby

import pytest
import readers

CHANGES = range(6)
BY_FORMAT = {
    name: list(found)
    for name, found in groupby(
        readers.seeds(), key=lambda seed: "/".join(seed.place.split("/")[:-1])
    )
}

pytestmark = pytest.mark.skipif(
    not BY_FORMAT, reason="the samples and cases are not beside this checkout"
)


@pytest.mark.parametrize("name", BY_FORMAT)
def test_no_reader_stumbles(name: str) -> None:
    """Not even over what the registry would turn into one of our errors."""
    found = [fault for seed in BY_FORMAT[name] for fault in readers.faults(seed, CHANGES)]
    assert [(each.seed.place, each.number, each.what) for each in found] == []


def test_the_changes_are_the_same_every_time() -> None:
    """A fault can be found again by its number; and most changes change something."""
    data = b'{"messages": [{"date": "2026-03-14 21:30", "text": "hi"}]}'
    made = [readers.changed(data, number) for number in range(50)]
    assert made == [readers.changed(data, number) for number in range(50)]
    assert len({*made, data}) > 40
