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
        (["1", "--undo"], 2),
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


def test_the_reason_can_be_left_out(run: Run, three: Path) -> None:
    """It is withdrawn all the same, and counted no more."""
    assert run("withdraw", "1", "--json").json["why"] is None
    shown = run("show", "1", "--json").json
    assert (shown["withdrawn"], shown["withdrawn_why"]) == (True, None)
    assert "Withdrawn" in run("show", "1").out
    assert run("summary", "--json").json["incidents"] == 2
    assert run("verify").code == 0
    assert run("bundle", "b.zip").code == 0
    assert run("verify", "--bundle", "b.zip").code == 0


def test_it_can_be_brought_back(run: Run, three: Path) -> None:
    """A new entry; both stay in the history, in the report, and in what verify compares."""
    assert run("withdraw", "1", "--why", "it was Jo").code == 0
    back = run("withdraw", "1", "--undo", "--why", "it was not", "--json").json
    assert (back["withdrawn"], back["why"]) == (False, "it was not")
    shown = run("show", "1", "--json").json
    assert (shown["withdrawn"], shown["withdrawn_why"]) == (False, None)
    kinds = [each["kind"] for each in shown["history"]]
    assert kinds == ["incident", "withdrawal", "restoration"]
    told = run("show", "1").out
    assert "because: it was Jo" in told
    assert "Brought back" in told
    assert run("summary", "--json").json["incidents"] == 3
    assert run("verify").code == 0
    report = run("report", "--format", "text", "-o", "-").out
    assert "Brought back" in report, report
    assert run("bundle", "b.zip").code == 0
    assert run("verify", "--bundle", "b.zip").code == 0
    assert run("withdraw", "1", "--undo").code == 2
