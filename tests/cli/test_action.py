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
        run("action", "other", "--when", when, "--what", f"on {when}")
    listed = [each["what"] for each in run("action", "--json").json]
    assert listed == ["on 1 March 2025", "on 12 March 2025", "on not sure"]


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


def test_an_order_is_a_thing(run: Run, place: Path) -> None:
    """Its court, kind, days and numbered conditions are kept, listed and told in days."""
    ran = run(
        *("action", "order", "--kind", "NMO", "--court", "Kent", "--granted", "1 March 2020"),
        *("--served", "3 March", "--expires", "1 March 2021"),
        *("--condition", "no contact", "--condition", "stay away", "--json"),
    ).json
    assert ran["when"]["start"] == "2020-03-01"
    assert ran["days"] == {"granted": "2020-03-01", "served": "2020-03-03", "expires": "2021-03-01"}
    (listed,) = run("action", "--json").json
    assert (listed["order_kind"], listed["court"]) == ("non-molestation", "Kent")
    assert listed["conditions"] == "no contact\nstay away"
    out = " ".join(run("action").out.split())
    assert "Non-molestation order; Kent; granted Sunday 1 March 2020" in out
    assert "days ago, on Monday 1 March 2021" in out
    assert "condition 1: no contact; condition 2: stay away" in out


def test_a_breach_names_an_order_and_conditions_that_are_there(run: Run, place: Path) -> None:
    """A slip of the number is refused, and nothing is saved; words need no order."""
    run("action", "order", "--what", "Bail", "--conditions", "no contact")
    assert run("add", "--what", "x", "--breach", "order 1, condition 1").code == 0
    before = place.read_bytes()
    for breach in ("order 2", "order 1, condition 2"):
        ran = run("add", "--what", "x", "--breach", breach)
        assert (ran.code, ran.out) == (3, ""), ran
        assert run("amend", "1", "--breach", breach).code == 3
    assert place.read_bytes() == before
    assert run("add", "--what", "x", "--breach", "the order of March").code == 0


@pytest.mark.parametrize(
    ("verb", "outcome", "told"),
    [("done", "kept", "kept"), ("missed", "missed", "not kept"), ("withdraw", "withdrawn", "w")],
)
def test_what_came_of_a_promise(run: Run, place: Path, verb: str, outcome: str, told: str) -> None:
    """It is a new entry; the promise stays as it was, and both are listed."""
    run("action", "police", "--when", "12 March 2020", "--promised", "a call", "--due", "Friday")
    assert "by Friday 13 March 2020" in " ".join(run("action").out.split())
    assert "nothing noted since" in " ".join(run("action").out.split())
    ran = run("action", verb, "1", "--what", "PC Ray", "--json").json
    assert (ran["action"], ran["outcome"]) == (1, outcome)
    (listed,) = run("action", "--json").json
    assert (listed["promised"], listed["outcome_note"]) == ("a call", "PC Ray")
    assert told in run("action").out
    assert "nothing noted since" not in " ".join(run("action").out.split())
    assert run("verify", "--json").json["findings"] == []


def test_an_order_is_changed_later(run: Run, place: Path) -> None:
    """Served, varied, discharged: what is known now, with what was known before in the ledger."""
    run("action", "order", "--granted", "1 March 2020", "--expires", "1 March 2021")
    words = ("--discharged", "5 May 2020", "--why", "the court wrote")
    assert run("action", "change", "1", *words, "--json").json["days"]["discharged"] == "2020-05-05"
    (listed,) = run("action", "--json").json
    assert listed["days"]["granted"] == "2020-03-01"
    assert "discharged Tuesday 5 May 2020" in " ".join(run("action").out.split())
    assert run("verify", "--json").json["findings"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["done"], 2),
        (["done", "2"], 3),
        (["done", "1"], 2),
        (["missed", "0"], 2),
        (["change", "1"], 2),
        (["change", "2", "--what", "x"], 3),
        (["change", "1", "--what", "x"], 2),
        (["change", "1", "--kind", "prayer"], 4),
        (["police", "1"], 2),
        (["order", "--granted", "tomorrow"], 2),
        (["order", "--kind", "non"], 4),
        (["order", "--granted", "1 March 2020", "--expires", "1 March 2019"], 4),
    ],
)
def test_what_does_not_fit_what_is_there_is_refused(
    run: Run, place: Path, words: list[str], code: int
) -> None:
    """The diary stays byte for byte as it was."""
    run("action", "other", "--what", "x")
    before = place.read_bytes()
    ran = run("action", *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert place.read_bytes() == before


@pytest.mark.parametrize("said", ["", "not sure"])
def test_an_empty_option_clears(run: Run, place: Path, said: str) -> None:
    """Every option of `change`, one after the other; the history keeps what was there."""
    given = {
        "--what": "a call",
        "--force": "Sussex",
        "--reference": "47/1",
        "--officer": "PC 1234",
        "--promised": "to ring back",
        "--due": "3 October 2026",
        "--court": "Lewes",
        "--kind": "non-molestation",
        "--granted": "1 March 2026",
        "--served": "2 March 2026",
        "--varied": "3 March 2026",
        "--discharged": "4 April 2026",
        "--expires": "1 March 2027",
        "--condition": "Not to contact me",
    }
    words = [word for pair in given.items() for word in pair]
    assert run("action", "order", *words).code == 0
    for option in given:
        assert run("action", "change", "1", option, said).code == 0, option
        field = {"--kind": "order_kind", "--condition": "conditions"}.get(option, option[2:])
        (found,) = run("action", "--json").json
        assert found[field] in (None, []), option


@pytest.mark.parametrize(
    "words",
    [
        ("done", "1", "--force", "Sussex"),
        ("missed", "1", "--what", "Nobody rang", "--served", "3 March"),
        ("change", "1", "--force", "Sussex", "--when", "12 March"),
    ],
)
def test_an_option_that_a_verb_does_not_take_is_refused(
    run: Run, place: Path, words: tuple[str, ...]
) -> None:
    """It is never passed over in silence."""
    assert run("action", "police", "--promised", "to ring", "--due", "3 October 2026").code == 0
    before = place.read_bytes()
    ran = run("action", *words)
    assert (ran.code, "does not take --" in ran.err) == (2, True), ran
    assert place.read_bytes() == before
