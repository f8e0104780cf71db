"""A damaged file: found by the check or refused at the door, and never other content in silence."""

import logging
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from faults import sampled

from stalkdiary.diary import Diary
from stalkdiary.errors import StalkdiaryError
from stalkdiary.handover import demonstration
from stalkdiary.model.changes import Changes
from stalkdiary.store.connection import PAGE_BYTES
from stalkdiary.usecases.imports import Job, Reading, Request, import_export

Everything = Callable[[Diary], list[object]]
# Of the plain diary, most bytes are the empty rest of a page: of those, one in so many.
EMPTY_STRIDE = 64
FEW = {"bytes": 600, "lengths": 40}


CHAT = """\
14/03/2026, 20:01 - Alex: You looked nice today
14/03/2026, 20:04 - Rosie: Do not contact me again
15/03/2026, 07:30 - Alex: I was outside
"""


@pytest.fixture
def filled(filled: Diary, tmp_path: Path) -> Diary:
    """The same with an imported chat, a timestamp, and a draft."""
    chat = tmp_path / "WhatsApp Chat with Alex.txt"
    chat.write_text(CHAT, encoding="utf-8")
    request = Request(names=("Alex",), person="Alex")
    import_export(filled, Job(path=chat, request=request, reading=Reading(me="Rosie")))
    *_, newest = filled.entries()
    made = demonstration.stamp(newest, datetime.fromisoformat(newest.recorded_at))
    filled.record_timestamp(made.body(made.token()))
    filled.save_draft({"what": "He was"})
    return filled


def _no_passphrase() -> str:
    # A plain diary whose first bytes are damaged looks encrypted.
    return ""


def _look(path: Path, key: bytes | None, everything: Everything, before: list[object]) -> str:
    """Whether the damage was "refused", "found", or left everything the "same"."""
    try:
        diary = Diary.open(path, _no_passphrase) if key is None else Diary(path, key)
    except StalkdiaryError:
        return "refused"
    with diary:
        try:
            findings = diary.verify().findings
        except StalkdiaryError:
            return "refused"
        if findings:
            # Reading on is allowed to fail, with an error of ours.
            with suppress(StalkdiaryError):
                everything(diary)
            return "found"
        assert everything(diary) == before
        return "same"


def test_every_single_byte(filled: Diary, everything: Everything, full: slice | None) -> None:
    """One random bit of each byte; ``--full`` takes every byte that says something."""
    before, whole = everything(filled), filled.path.read_bytes()
    filled.close()
    positions = [
        at
        for at, byte in enumerate(whole)
        if filled.key is not None or byte or at % EMPTY_STRIDE == 0
    ]
    bits = random.Random(5)  # noqa: S311 - which bit does not matter, that it stays does
    outcomes: Counter[str] = Counter()
    with filled.path.open("r+b", buffering=0) as file:
        for at in sampled(positions, FEW["bytes"], full):
            damaged = bytes([whole[at] ^ 1 << bits.randrange(8)])
            file.seek(at)
            file.write(damaged)
            outcome = _look(filled.path, filled.key, everything, before)
            file.seek(at)
            # Looking has not repaired anything.
            assert file.read(1) == damaged
            file.seek(at)
            file.write(whole[at : at + 1])
            assert outcome != "same" or filled.key is None, at
            outcomes[outcome] += 1
    assert outcomes.keys() >= {"refused", "found"}
    logging.getLogger(__name__).info("single bytes: %s", dict(outcomes))
    with Diary(filled.path, filled.key) as again:
        assert everything(again) == before


def test_every_length(filled: Diary, everything: Everything, full: slice | None) -> None:
    """A file that was cut, or that something was added to."""
    before, whole = everything(filled), filled.path.read_bytes()
    filled.close()
    lengths = sampled(list(range(0, len(whole), 97 if full else 1)), FEW["lengths"], full)
    for length in [*lengths, *range(0, len(whole), PAGE_BYTES)]:
        filled.path.write_bytes(whole[:length])
        assert _look(filled.path, filled.key, everything, before) != "same", length
    for tail in (b"\0", b"x" * PAGE_BYTES, bytes(PAGE_BYTES), whole[:PAGE_BYTES]):
        filled.path.write_bytes(whole + tail)
        _look(filled.path, filled.key, everything, before)


def test_every_page_gone_or_in_another_place(
    filled: Diary, everything: Everything, full: slice | None
) -> None:
    """A page of zeros, and each page where each other page (full) or its neighbour should be."""
    before, whole = everything(filled), filled.path.read_bytes()
    filled.close()
    starts = range(0, len(whole), PAGE_BYTES)
    for at in starts:
        others = starts if full else (at - PAGE_BYTES,)
        for page in (bytes(PAGE_BYTES), *(whole[each:][:PAGE_BYTES] for each in others)):
            if len(page) == PAGE_BYTES and page != whole[at:][:PAGE_BYTES]:
                filled.path.write_bytes(whole[:at] + page + whole[at + PAGE_BYTES :])
                outcome = _look(filled.path, filled.key, everything, before)
                assert outcome != "same" or filled.key is None, at


def test_an_older_page_put_back(filled: Diary, everything: Everything) -> None:
    """Every page that an amendment changes, alone and in pairs, from the time before it.

    Encrypted pages of the same diary authenticate: only the chain tells that one is old.
    """
    older = filled.path.read_bytes()
    filled.amend(2, Changes(where="at work"), why="remembered")
    filled.add(filled.incident(2).account)
    before, newer = everything(filled), filled.path.read_bytes()
    filled.close()
    starts = range(0, len(older), PAGE_BYTES)
    changed = [at for at in starts if older[at:][:PAGE_BYTES] != newer[at:][:PAGE_BYTES]]
    assert len(changed) >= 5
    outcomes = []
    for first in changed:
        for second in changed:
            mixed = bytearray(newer)
            for at in (first, second):
                mixed[at : at + PAGE_BYTES] = older[at : at + PAGE_BYTES]
            filled.path.write_bytes(mixed)
            outcomes.append(_look(filled.path, filled.key, everything, before))
    assert "found" in outcomes


def test_the_whole_file_put_back_is_seen_by_a_fingerprint_alone(
    filled: Diary, everything: Everything
) -> None:
    """What RELIABILITY calls a rollback: without a fingerprint elsewhere nothing can tell."""
    older = filled.path.read_bytes()
    fingerprint = filled.add(filled.incident(2).account).fingerprint
    filled.close()
    filled.path.write_bytes(older)
    with Diary(filled.path, filled.key) as again:
        assert again.verify().findings == ()
        found = again.verify([fingerprint]).findings
        assert [each.kind for each in found] == ["fingerprint-unknown"]
