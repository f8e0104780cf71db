"""What is fuzzed with coverage guidance stays alive: a few inputs of each target, without it.

The long form is a command: `python tests/fuzz/guided.py`.
"""

import importlib
import random
from pathlib import Path

import pytest
from guided import TARGETS
from target import Target, Wrong, changed, wrong

INPUTS = {"importers": 20, "dates": 60, "bundle": 20, "diary": 4}


def made(name: str, folder: Path) -> Target:
    found: Target = importlib.import_module(f"of_{name}").target(folder)
    return found


@pytest.mark.parametrize("name", TARGETS)
def test_a_changed_input_ends_in_an_answer_or_our_own_error(name: str, tmp_path: Path) -> None:
    """A few inputs as they are, and as many with a change."""
    target = made(name, tmp_path)
    chosen = random.Random(7).choices(target.seeds, k=INPUTS[name])  # noqa: S311 - always the same
    inputs = [*chosen, *(changed(each, number) for number, each in enumerate(chosen))]
    assert [(each, found) for each in inputs if (found := wrong(target, each)) is not None] == []


def test_what_is_wrong_is_found() -> None:
    """An error that is not ours, and a rule that does not hold, are told apart by their place."""

    def look(head: str, data: bytes) -> None:
        if head == "rule":
            raise Wrong(f"it has not come: {data!r}")
        int(data)

    target = Target(look, [], 100)
    assert wrong(target, b"number\n7") is None
    rule, error = wrong(target, b"rule\n7"), wrong(target, b"number\nx")
    assert rule is not None
    assert error is not None
    assert rule.where == "it has not come: b"
    assert error.where.startswith("ValueError at ")


def test_a_bundle_or_diary_as_it_was_made_is_whole(tmp_path: Path) -> None:
    """The inputs to begin with reach what is behind the first checks."""
    from of_bundle import Held, _small_bundle

    from stalkdiary.handover.check_bundle import check_files

    assert check_files(Held(_small_bundle())).findings == []
