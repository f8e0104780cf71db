"""Every command that writes, met by every fault: what it says of "saved" is what is in the file."""

import logging
from collections import Counter
from collections.abc import Callable

import pytest
from faults import FAMILIES, Trial, sampled
from verbs import READING, WRITING, Verb

from stalkdiary.diary import Diary
from stalkdiary.errors import StalkdiaryError, WrongPassphrase

Tried = Callable[[Verb], Trial]
FEW = 2
"""Faults of each family that meet a command in every run."""


@pytest.mark.parametrize("verb", WRITING, ids=lambda verb: verb.name)
def test_what_is_said_of_saved_is_true_after_every_fault(
    verb: Verb, tried: Tried, full: slice | None
) -> None:
    """I1 to I8, killed and with errors of reading and writing."""
    _sweep(tried(verb), (*FAMILIES, "full"), full)


@pytest.mark.parametrize("verb", READING, ids=lambda verb: verb.name)
def test_a_disk_that_gives_nothing_is_no_alteration_and_no_wrong_passphrase(
    verb: Verb, tried: Tried, full: slice | None
) -> None:
    """Once, where the next try would go well, and from then on."""
    _sweep(tried(verb), ("reading",), full)


def _sweep(trial: Trial, families: tuple[str, ...], full: slice | None) -> None:
    untrue = []
    for family in families:
        every = trial.faults(family)
        claims: Counter[str] = Counter()
        for fault in sampled(every, FEW, full):
            try:
                claims[trial.must_be_true(trial.met(fault), fault)] += 1
            except (AssertionError, StalkdiaryError) as error:
                untrue.append(f"{trial.verb.name}, {fault}: {error!r}")
        logging.getLogger(__name__).info(
            "%s, %s: %d of %d faults, said %s",
            trial.verb.name,
            family,
            claims.total(),
            len(every),
            dict(claims),
        )
    assert not untrue, "\n\n".join(untrue)


def _verb(name: str) -> Verb:
    return next(each for each in WRITING if each.name == name)


def test_a_commit_that_may_have_come_through_is_not_called_lost(tried: Tried) -> None:
    """The folder's flush after the journal is gone: the entry is in the file already."""
    trial = tried(_verb("add"))
    flushes = [each for each in trial.faults("writing") if each.call == "sync"]
    last = max((each for each in flushes if not each.for_ever), key=lambda fault: fault.at)
    done = trial.met(last)
    assert "It may have been saved" in done.stderr
    assert trial.state() != trial.before
    assert trial.must_be_true(done, last) == "either"


def test_a_new_passphrase_that_holds_is_told_with_its_code_though_the_disk_then_fails(
    tried: Tried,
) -> None:
    """Reads that fail behind the step that puts the new diary in its place."""
    trial = tried(_verb("passphrase"))
    reads = [each for each in trial.faults("reading") if each.call == "read"]
    last = max((each for each in reads if each.for_ever), key=lambda fault: fault.at)
    done = trial.met(last)
    assert "has its new passphrase" in done.stdout
    assert "recovery code" in done.stderr
    assert trial.must_be_true(done, last) == "done"


def test_a_wrong_passphrase_does_no_harm_to_a_diary_that_was_killed(tried: Tried) -> None:
    """The journal that brings it back must survive somebody else's attempt to open it."""
    trial = tried(_verb("add"))
    journal = trial.diary.with_name("diary.db-journal")
    for fault in (each for each in trial.faults("killed") if each.call == "write"):
        whole = trial.diary.read_bytes()
        done = trial.met(fault)
        if journal.exists() and trial.diary.read_bytes() != whole:
            break
    else:
        pytest.fail("no journal was left")
    with pytest.raises(WrongPassphrase):
        Diary(trial.diary, bytes(32))
    assert trial.must_be_true(done, fault) == "either"
