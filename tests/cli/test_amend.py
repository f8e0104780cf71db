"""`amend`: what is given takes the place of what was there; both stay."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_the_shape(run: Run, three: Path, home: Path) -> None:
    (home / "a.txt").write_text("a", encoding="utf-8")
    words = ["--where", "the station", "--person", "Sam", "--attach", "~/a.txt", "--why", "asked"]
    ran = run("amend", "1", *words, "--json").json
    assert ran.keys() >= {"incident", "recorded_at", "changed", "exhibits", "fingerprint"}
    assert (ran["incident"], ran["changed"]) == (1, ["where", "person"])
    assert ran["exhibits"][0]["ref"] == "AB/1"
    shown = run("show", "1", "--json").json
    assert (shown["where"], shown["person"], shown["what"]) == (
        "the station", "Sam", "Rang me 14 times",
    )  # fmt: skip
    assert shown["history"][1]["why"] == "asked"
    assert run("verify").code == 0


def test_in_words(run: Run, three: Path) -> None:
    out = run("amend", "1", "--police-ref", "47/123").out
    assert out.startswith("Incident 1 is amended. The earlier version stays.\nCheck code: ")


def test_every_field(run: Run, three: Path) -> None:
    words = [
        "--what", "new", "--when", "1 April 2025 10:00", "--until", "11:00", "--noticed",
        "2 April 2025", "--type", "threats", "--channel", "e-mail", "--felt", "ill", "--witness",
        "Jo", "--appearance", "tall", "--vehicle", "van", "--response", "none", "--breach",
        "--times", "3",
    ]  # fmt: skip
    assert run("amend", "1", *words).code == 0
    shown = run("show", "1", "--json").json
    assert shown["when"]["end"] == "2025-04-01T11:00:00+01:00"
    assert (shown["types"], shown["times"], shown["breach"]) == (["threats"], 3, "yes")
    assert shown["witnesses"] == ["Jo"]
    assert run("list", "--json").json[1]["incident"] == 1


def test_a_reason_alone(run: Run, three: Path) -> None:
    """A note that changes nothing is an entry all the same."""
    assert run("amend", "1", "--why", "I have read it again").code == 0
    assert run("show", "1", "--json").json["amended"] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["1"], 2),
        (["1", "--what", "Rang me 14 times"], 2),
        (["1", "--until", "23:00"], 2),
        (["1", "--what", "x", "--what-file", "-"], 2),
        (["4", "--what", "x"], 3),
        (["4", "--person", "New"], 3),
        (["1", "--what", ""], 4),
        (["1", "--why", ""], 2),
        (["1", "--why", "\udcff"], 4),
        (["1", "--felt", ""], 2),
        (["1", "--breach", "no"], 2),
        (["1", "--when", "tomorrow"], 2),
        (["1", "--attach", "missing"], 4),
        (["1", "--attach", "."], 9),
        (["1", "--what-file", "missing"], 4),
        (["1", "--timezone", "Nowhere", "--what", "x"], 4),
    ],
)
def test_refused(run: Run, three: Path, words: list[str], code: int) -> None:
    before = three.read_bytes()
    ran = run("amend", *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert three.read_bytes() == before


@pytest.mark.parametrize("nothing", ["", "not sure", "no"])
def test_an_empty_option_clears_and_the_history_shows_it(
    run: Run, three: Path, nothing: str
) -> None:
    fields = {
        "where": "home", "channel": "e-mail", "felt": "ill", "appearance": "tall", "vehicle": "van",
        "response": "I left", "police-ref": "47/1", "breach": "yes", "person": "Jo",
        "witness": "Sam", "type": "threats", "when": "1 April 2025", "noticed": "2 April 2025",
        "times": "3",
    }  # fmt: skip
    options = [word for name, said in fields.items() for word in (f"--{name}", said)]
    assert run("amend", "1", *options).code == 0
    for name in fields:
        assert run("amend", "1", f"--{name}", nothing).code == 0, name
    shown = run("show", "1", "--json").json
    assert (shown["types"], shown["witnesses"], shown["times"]) == ([], [], 1)
    assert shown["when"]["start"] is None
    others = ("where", "channel", "felt", "appearance", "vehicle", "response", "police_ref")
    assert {shown[name] for name in (*others, "breach", "person", "noticed")} == {None}
    assert shown["amended"] == 1 + len(fields)
    told = run("show", "1").out
    assert "Where: home became not said" in told
    assert "Who: Jo became not said" in told
    assert "Witnesses: Sam became not said" in told
    assert "Types: Threats of harm became not said" in told
    assert run("verify").code == 0


def test_words_from_a_file_and_from_standard_input(run: Run, three: Path) -> None:
    assert run("amend", "2", "--what-file", "-", stdin=b"A card, red\n").code == 0
    assert run("show", "2", "--json").json["what"] == "A card, red"
