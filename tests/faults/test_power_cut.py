"""The power goes at any moment: what was acknowledged is there, and nothing is half there."""

import logging
from collections.abc import Callable
from itertools import islice

import pytest
from faults import Trial
from verbs import WRITING, Verb

from stalkdiary.errors import StalkdiaryError

SHORT = ("init", "add-files", "import", "passphrase", "backup-again", "bundle", "timestamp")
"""Commands of a short run, one for each way of writing."""
STATES, FEW = 24, 60


@pytest.mark.parametrize("verb", WRITING, ids=lambda verb: verb.name)
def test_nothing_acknowledged_is_lost_and_nothing_is_mixed(
    verb: Verb, tried: Callable[[Verb], Trial], full: slice | None
) -> None:
    """Each state that a disk may be in: opened, verified, and compared with what was said."""
    if full is None and verb.name not in SHORT:
        pytest.skip("with --full")
    trial = tried(verb)
    seen: set[str] = set()
    tested, untrue = 0, []
    states = trial.after_power_cuts(FEW if full else 2)
    if full is None:
        short = list(states)
        states = iter(short[:: max(1, len(short) // STATES)])
    else:
        states = islice(states, full.start, None, full.step)
    for digest, said, files in states:
        if digest in seen:
            continue
        seen.add(digest)
        trial.put(files)
        tested += 1
        try:
            trial.must_have_survived(said, f"state {tested}, said {said}")
        except (AssertionError, StalkdiaryError, OSError) as error:
            untrue.append(f"{digest[:12]}: {error!r}"[:500])
    assert tested
    logging.getLogger(__name__).info("%s: %d distinct states", verb.name, tested)
    assert not untrue, f"{len(untrue)} of {tested}: " + "\n".join(untrue[:10])
