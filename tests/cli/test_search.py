"""`search`: every word is a word, whatever it means to an engine."""

import json
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
    assert "*Outside* the house" in run("search", "outside").out
    assert "the house" not in run("search", "outside", "--brief").out


def test_where_and_in_which_words(run: Run, three: Path) -> None:
    """A line with number, date and place, then the words around the hit, which is set off."""
    assert run("search", "houses").out == ("3. Mon 3 Feb 2025, home\n    Outside the *house*\n")
    (found,) = run("search", "houses", "--json").json
    (hit,) = found["hits"]
    assert hit == {"found": [{"field": "what", "text": "Outside the house", "places": [[12, 17]]}]}


def test_a_long_story_is_shown_around_the_hit(run: Run, place: Path) -> None:
    """Whole words, on one line, with an ellipsis where something is left out."""
    run("add", stdin=("word " * 100 + "knife\n\x1b[31m here " + "more " * 100).encode())
    (_, line) = run("search", "knife").out.splitlines()
    assert line.startswith("    …word word")
    assert "word *knife* ␛" in line or "word *knife* ⟨U+001B⟩" in line
    assert line.endswith("more…")
    assert len(line) < 250


@pytest.fixture
def chat(run: Run, three: Path, home: Path) -> Path:
    """Two days of messages beside what was written."""
    file = home / "chat.txt"
    file.write_text(
        "14/03/2025, 21:30 - Alex: I saw the house\n14/03/2025, 21:33 - Rosie: go home\n"
        "15/03/2025, 08:00 - Alex: at your house again\n",
        encoding="utf-8",
    )
    assert run("import", file, "--from", "Alex", "--me", "Rosie").code == 0
    return three


def test_messages_follow_newest_first(run: Run, chat: Path) -> None:
    """Each with its own time, sender and channel, and how many there are."""
    assert run("search", "house").out.splitlines()[2:] == [
        "Messages that hold the words: 2",
        "5. Sat 15 Mar 2025 08:00, Alex, WhatsApp",
        "    at your *house* again",
        "4. Fri 14 Mar 2025 21:30, Alex, WhatsApp",
        "    I saw the *house*",
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], [3, 4, 5]),
        (["--person", "Alex"], [4, 5]),
        (["--channel", "whatsapp"], [4, 5]),
        (["--since", "15 March 2025"], [5]),
        (["--until", "1 March 2025"], [3]),
        (["--channel", "email"], []),
    ],
)
def test_filters(run: Run, chat: Path, words: list[str], expected: list[int]) -> None:
    """By person, days and channel, for what was written and for messages."""
    ran = run("search", "house", "--json", *words)
    assert ran.code == (0 if expected else 3)
    assert sorted(each["incident"] for each in json.loads(ran.out)) == expected
    plain = run("search", "house", *words)
    assert plain.code == ran.code
    assert plain.out.count("*house*") == len(expected)
