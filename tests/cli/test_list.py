"""`list`: order, filters, shapes."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def numbers(run: Run, *words: str) -> list[int]:
    return [each["incident"] for each in run("list", "--json", *words).json]


def test_the_shape(run: Run, three: Path) -> None:
    """As DESIGN.md section 3 gives it, in the order in which things happened, unknown last."""
    found = run("list", "--json").json
    assert [each["incident"] for each in found] == [3, 1, 2]
    recorded = found[1].pop("recorded_at")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", recorded)
    assert found[1] == {
        "incident": 1,
        "what": "Rang me 14 times",
        "when": {
            "start": "2025-03-12T21:30:00+00:00",
            "end": None,
            "precision": "exact",
            "part": None,
            "timezone": "Europe/London",
            "said": "12 March 2025 21:30",
        },
        "where": None,
        "types": ["calls-messages"],
        "times": 14,
        "person": "Alex",
        "exhibits": [],
        "withdrawn": False,
        "source": "typed",
    }


def test_plain_lines(run: Run, three: Path) -> None:
    """A line for each incident, nothing drawn, nothing else on either stream."""
    ran = run("list")
    assert ran.err == ""
    lines = ran.out.splitlines()
    assert [line.partition(".")[0] for line in lines] == ["3", "1", "2"]
    assert "12 Mar 2025 21:30" in lines[1]
    assert "calls-messages ×14 Rang me 14 times" in lines[1]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2500-\u259f]", ran.out)


def test_brief_shows_no_content(run: Run, three: Path) -> None:
    out = run("list", "--brief").out
    assert "calls-messages" in out
    for words in ("Rang", "card", "Outside", "Alex"):
        assert words not in out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--since", "1 March 2025"], [1]),
        (["--until", "28 February 2025"], [3]),
        (["--since", "3/2/2025", "--until", "2025-03-12"], [3, 1]),
        (["--since", "February 2025", "--until", "February 2025"], [3]),
        (["--month", "February 2025"], [3]),
        (["--month", "2025-03", "--oldest-first"], [1]),
        (["--person", "alex"], [1]),
        (["--type", "gifts"], [2]),
        (["--type", "loitering", "--type", "calls"], [3, 1]),
        (["--last", "1"], [2]),
        (["--last", "2"], [1, 2]),
        (["--last", "999999999"], [3, 1, 2]),
        (["--type", "loitering", "--last", "5"], [3]),
    ],
)
def test_filters(run: Run, three: Path, words: list[str], expected: list[int]) -> None:
    assert numbers(run, *words) == expected


def test_a_bound_in_weeks_counts_from_today(run: Run, place: Path) -> None:
    """Of when it happened "2 weeks ago" says a week; as a bound it is the day."""
    for days in (13, 14, 15):
        run("add", "--what", f"{days} days", "--when", f"{days} days ago")
    assert numbers(run, "--since", "2 weeks ago", "--oldest-first") == [2, 1]
    assert numbers(run, "--until", "a fortnight ago", "--oldest-first") == [3, 2]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--since", "2025-04-01"], 3),
        (["--type", "assault"], 3),
        (["--person", "Nobody"], 3),
        (["--person", "\udcff"], 3),
        (["--person", ""], 3),
        (["--since", "2 March 2025", "--until", "1 March 2025"], 4),
        (["--since", "not sure"], 4),
        (["--since", "bread"], 4),
        (["--type", "bread"], 4),
        (["--last", "0"], 2),
        (["--month", "March 2025", "--since", "1 March 2025"], 2),
        (["--month", "April 2025"], 3),
    ],
)
def test_filters_that_leave_nothing(run: Run, three: Path, words: list[str], code: int) -> None:
    ran = run("list", *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err


def test_json_of_nothing_is_still_a_document(run: Run, three: Path) -> None:
    ran = run("list", "--json", "--type", "assault")
    assert (ran.code, ran.out) == (3, "[]\n")


def test_an_empty_diary_is_no_failure(run: Run, place: Path) -> None:
    ran = run("list")
    assert (ran.code, ran.out) == (0, "")
    assert "stalkdiary add" in ran.err
    assert run("list", "--json").json == []


def test_withdrawn_incidents_stay_and_are_marked(run: Run, three: Path) -> None:
    run("withdraw", "1", "--why", "a mistake")
    assert numbers(run) == [3, 1, 2]
    assert run("list").out.count("(withdrawn)") == 1
    assert [each["withdrawn"] for each in run("list", "--json").json] == [False, True, False]
