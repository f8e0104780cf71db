"""`action`: what the person did about it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.model.action import KINDS

Run = Callable[..., Any]
DETAILS = {
    "what": "I rang 101",
    "force": "Sussex",
    "reference": "47/123",
    "officer": "PC 1234",
    "promised": "a call back",
    "due": "Friday",
    "granted": "3 May",
    "expires": "3 May 2027",
    "conditions": "no contact",
}


def test_the_shape(run: Run, place: Path) -> None:
    words = [word for k, v in DETAILS.items() for word in (f"--{k}", v)]
    ran = run("action", "police", "--when", "12 March 2025", *words, "--json").json
    assert ran.keys() >= {"action", "kind", "when", "recorded_at", "fingerprint"}
    assert (ran["action"], ran["kind"], ran["when"]["start"]) == (1, "police", "2025-03-12")
    (listed,) = run("action", "--json").json
    assert {k: listed[k] for k in DETAILS} == DETAILS
    out = run("action").out
    for text in DETAILS.values():
        assert text in out


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind(run: Run, place: Path, kind: str) -> None:
    ran = run("action", kind.upper(), "--when", "not sure")
    assert ran.code == 0
    assert ran.out.startswith("Saved: ")
    assert run("action", "--json").json[0]["kind"] == kind


def test_in_the_order_in_which_it_was_done(run: Run, place: Path) -> None:
    for when in ("12 March 2025", "not sure", "1 March 2025"):
        run("action", "other", "--when", when, "--what", when)
    listed = [each["what"] for each in run("action", "--json").json]
    assert listed == ["1 March 2025", "12 March 2025", "not sure"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["o"], 4),
        ([""], 4),
        (["prayer"], 4),
        (["\udcff"], 4),
        (["police", "--officer", "\udcff"], 4),
        (["police", "--when", "tomorrow"], 2),
        (["police", "--timezone", "Nowhere"], 4),
    ],
)
def test_refused(run: Run, place: Path, words: list[str], code: int) -> None:
    before = place.read_bytes()
    ran = run("action", *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert place.read_bytes() == before


def test_nothing_yet(run: Run, place: Path) -> None:
    ran = run("action")
    assert (ran.code, ran.out) == (0, "")
    assert run("action", "--json").json == []
