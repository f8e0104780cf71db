"""`people`: who is who."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def alex(run: Run, place: Path) -> Path:
    words = ["--role", "stalker", "--relationship", "former partner", "--alias", "Lexi", "--alias",
             "L.", "--number", "07700900123", "--handle", "@lex", "--vehicle", "silver van",
             "--notes", "tall"]  # fmt: skip
    ran = run("people", "add", " Alex  Doe ", *words, "--json").json
    assert ran.keys() >= {"person", "recorded_at", "fingerprint"}
    return place


def test_the_shape(run: Run, alex: Path) -> None:
    assert run("people", "--json").json == [
        {
            "number": 1,
            "name": "Alex Doe",
            "role": "stalker",
            "relationship": "former partner",
            "aliases": ["Lexi", "L."],
            "numbers": ["07700900123"],
            "handles": ["@lex"],
            "vehicles": ["silver van"],
            "notes": "tall",
        }
    ]
    out = run("people").out
    assert "Alex Doe  stalker  former partner  Lexi, L., 07700900123, @lex" in out
    assert "silver van; tall" in out


def test_lists_grow_and_other_fields_are_replaced(run: Run, alex: Path) -> None:
    for name in ("alex doe", "LEXI", "@lex"):
        words = ["--alias", name.upper() + "2", "--alias", "Lexi", "--notes", name]
        assert run("people", "change", name, *words).code == 0
    (person,) = run("people", "--json").json
    assert person["aliases"] == ["Lexi", "L.", "ALEX DOE2", "LEXI2", "@LEX2"]
    assert (person["notes"], person["role"]) == ("@lex", "stalker")


def test_a_new_name_reaches_every_incident(run: Run, alex: Path) -> None:
    run("add", "--what", "x", "--person", "Lexi")
    run("people", "change", "Lexi", "--name", "Alexander")
    assert run("list", "--json").json[0]["person"] == "Alexander"
    assert run("list", "--person", "Alex Doe").code == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add"], 2),
        (["change"], 2),
        (["change", "Lexi"], 2),
        (["change", "Lexi", "--alias", "L."], 2),
        (["add", "X", "--role", "villain"], 2),
        (["change", "Nobody", "--notes", "x"], 3),
        (["change", "\udcff", "--notes", "x"], 3),
        (["add", "alex doe"], 4),
        (["add", ""], 4),
        (["add", "\udcff"], 4),
        (["add", "X", "--alias", ""], 4),
        (["add", "X", "--notes", "\udcff"], 4),
        (["change", "Lexi", "--name", " "], 4),
    ],
)
def test_refused(run: Run, alex: Path, words: list[str], code: int) -> None:
    before = alex.read_bytes()
    ran = run("people", *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert alex.read_bytes() == before


def test_a_name_goes_before_an_alias(run: Run, alex: Path) -> None:
    run("people", "add", "Sam", "--alias", "Lexi")
    assert run("people", "change", "Lexi", "--notes", "x").code == 2
    run("people", "add", "Lexi")
    assert run("people", "change", "Lexi", "--notes", "x").code == 0
    assert [each["notes"] for each in run("people", "--json").json] == ["tall", None, "x"]


def test_nobody_yet(run: Run, place: Path) -> None:
    ran = run("people")
    assert (ran.code, ran.out) == (0, "")
    assert run("people", "--json").json == []


def test_nobody_takes_the_name_of_somebody_else(run: Run, place: Path) -> None:
    """Two people of one name could not be told apart later."""
    run("people", "add", "Alex")
    run("people", "add", "Sam", "--alias", "Sammy")
    ran = run("people", "change", "Sam", "--name", "ALEX")
    assert ran.code == 4
    assert "in the list already" in ran.err
    assert run("people", "change", "Sam", "--name", "SAM").code == 0
    assert [each["name"] for each in run("people", "--json").json] == ["Alex", "SAM"]
