"""`withdraw`: marked, counted no more, and still readable."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_the_shape(run: Run, three: Path) -> None:
    ran = run("withdraw", "1", "--why", " it was Jo ", "--json").json
    assert ran.keys() >= {"incident", "recorded_at", "withdrawn", "why", "fingerprint"}
    assert (ran["incident"], ran["withdrawn"], ran["why"]) == (1, True, "it was Jo")
    assert run("summary", "--json").json["incidents"] == 2
    assert run("show", "1", "--json").json["what"] == "Rang me 14 times"


def test_in_words(run: Run, three: Path) -> None:
    assert run("withdraw", "2", "--why", "x").out.startswith("Incident 2 is withdrawn. It stays")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["1"], 2),
        (["1", "--why", ""], 4),
        (["1", "--why", "\udcff"], 4),
        (["9", "--why", "x"], 3),
    ],
)
def test_refused(run: Run, three: Path, words: list[str], code: int) -> None:
    before = three.read_bytes()
    assert run("withdraw", *words).code == code
    assert three.read_bytes() == before


def test_once_is_enough(run: Run, three: Path) -> None:
    run("withdraw", "1", "--why", "x")
    assert run("withdraw", "1", "--why", "y").code == 2
    assert run("amend", "1", "--where", "home").code == 0
    assert run("show", "1", "--json").json["withdrawn_why"] == "x"
