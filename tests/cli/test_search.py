"""`search`: every word is a word, whatever it means to an engine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def texts(run: Run, place: Path) -> Path:
    for text in (
        "AND then he left",
        'She said "not now" near (the) gate* ☂',
        "Café à côté, naïve, ÉCOLE",
        "his_name x-ray 07700 900123 a@b.example",
        "Ключ 東京 ß",
    ):
        assert run("add", stdin=text.encode()).code == 0
    return place


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["AND"], {1}),
        (["and", "left"], {1}),
        (["le"], {1}),
        (["NOT"], {2}),
        (["NEAR"], {2}),
        (["NEAR(gate"], {2}),
        (['"not'], {2}),
        (["not now"], {2}),
        (["(gate)"], {2}),
        (["gate*"], {2}),
        (["*", "gate"], {2}),
        (["^she"], {2}),
        (["-gate"], {2}),
        (["☂", "gate"], {2}),
        (["☂"], {2}),
        (["cafe"], {3}),
        (["ecole", "NAIVE"], {3}),
        (["e\u0301cole"], {3}),
        (["x-ray"], {4}),
        (["name"], {4}),
        (["his_name"], {4}),
        (["07700", "900123"], {4}),
        (["a@b.example"], {4}),
        (["ключ"], {5}),
        (["東京"], {5}),
        (["京"], {5}),
    ],
)
def test_found(run: Run, texts: Path, words: list[str], expected: set[int]) -> None:
    ran = run("search", "--json", "--", *words)
    assert {each["incident"] for each in ran.json} == expected


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["left", "gate"],
        ["OR"],
        [""],
        [" "],
        ['"'],
        ["*"],
        ["("],
        ["what:gate"],
        ["{what"],
        ["_"],
        ["☔"],
        ["\udcff"],
        ["'; DROP TABLE incident; --"],
        ["x" * 10_000],
    ],
)
def test_nothing_found(run: Run, texts: Path, words: list[str]) -> None:
    ran = run("search", "--", *words)
    assert (ran.code, ran.out) == (3, "")
    ran = run("search", "--json", "--", *words)
    assert (ran.code, ran.out) == (3, "[]\n")


def test_a_thousand_words(run: Run, texts: Path) -> None:
    assert run("search", *["gate"] * 1000).code == 0


def test_every_version_and_field(run: Run, three: Path) -> None:
    run("amend", "3", "--what", "At the station", "--vehicle", "silver van")
    for word in ("outside", "station", "silver", "Sam", "home"):
        assert [each["incident"] for each in run("search", word, "--json").json] == [3]
    assert run("list", "--json").json[0].keys() <= run("search", "van", "--json").json[0].keys()


def test_plain_and_brief(run: Run, three: Path) -> None:
    assert "Outside the house" in run("search", "outside").out
    assert "Outside the house" not in run("search", "outside", "--brief").out
