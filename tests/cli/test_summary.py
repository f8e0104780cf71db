"""`summary`: counts and dates."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.cli.screen import Screen
from stalkdiary.cli.summary import _counts

Run = Callable[..., Any]


def test_the_shape(run: Run, three: Path) -> None:
    found = run("summary", "--json").json
    assert (found["incidents"], found["acts"]) == (3, 16)
    assert (found["first"], found["last"]) == ("2025-02-03", "2025-03-12T21:30:00+00:00")
    assert found["by_type"] == {"calls-messages": 1, "gifts-letters": 1, "loitering": 1}
    assert found["by_month"] == {"2025-02": 1, "2025-03": 1}
    assert (found["by_weekday"]["Monday"], found["by_weekday"]["Wednesday"]) == (1, 1)
    assert (len(found["by_weekday"]), len(found["by_hour"])) == (7, 24)
    assert found["by_hour"]["21"] == 1
    assert (found["by_person"], found["by_channel"]) == ({"Alex": 1}, {"phone call": 1})
    assert found["first_evers"] == [
        {"type": "loitering", "incident": 3, "when": "2025-02-03"},
        {"type": "calls-messages", "incident": 1, "when": "2025-03-12T21:30:00+00:00"},
    ]


def test_in_words(run: Run, three: Path) -> None:
    ran = run("summary")
    assert ran.out.startswith("Incidents: 3\nActs they cover: 16\n")
    assert "Without a date: 1" in ran.out
    assert "2025-03: 1" in ran.out
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2500-\u259f]", ran.out)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["--since", "March 2025"], 1),
        (["--until", "1 March 2025"], 1),
        (["--person", "Alex"], 1),
        (["--type", "gifts"], 1),
    ],
)
def test_of_some(run: Run, three: Path, words: list[str], count: int) -> None:
    assert run("summary", *words, "--json").json["incidents"] == count


def test_of_none(run: Run, three: Path) -> None:
    ran = run("summary", "--type", "assault")
    assert (ran.code, ran.out) == (3, "")
    assert run("summary", "--person", "Nobody").code == 3
    assert run("summary", "--type", "x").code == 4


def test_of_an_empty_diary(run: Run, place: Path) -> None:
    ran = run("summary")
    assert (ran.code, ran.out) == (0, "")
    assert run("summary", "--json").json["incidents"] == 0


def test_the_pictures_in_words(run: Run, three: Path) -> None:
    out = run("summary").out
    assert "Incidents by kind, month by month\n" in out
    assert "All incidents: 2, from February 2025 to March 2025" in out
    assert "Wednesday: 14 from 21:00" in out


def test_the_pictures_on_a_terminal(run: Run, three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shades, with the sums in figures."""
    from stalkdiary.cli.summary import _shaded
    from stalkdiary.model.pattern import Hours
    from stalkdiary.reports.pictures import week

    monkeypatch.setenv("COLUMNS", "80")
    grid = week(Hours(acts=Counter({(0, 0): 1, (0, 23): 4, (6, 23): 2}), unplaced=0))
    assert grid is not None
    monday, *_, sunday, below, every = _shaded(grid)
    assert monday == ("Monday", "░░" + "··" * 22 + "██  5")
    assert sunday == ("Sunday", "··" * 23 + "▒▒  2")
    assert below[1].startswith("000102")
    assert every == ("All days", "7")
    monkeypatch.setenv("COLUMNS", "40")
    assert _shaded(grid)[0] == ("Monday", "░" + "·" * 22 + "█  5")
    assert [name for name, _ in _shaded(grid)][1:3] == ["Tuesd…", "Wedne…"]


def test_bars_that_would_all_look_alike_are_not_drawn(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A narrow window has the figures alone where bars have no room."""
    screen = Screen(plain=True)
    screen.drawn = True
    counts = {"Calls, texts, e-mails or other contact online": 22, "Threats of harm": 1}
    monkeypatch.setenv("COLUMNS", "40")
    _counts(screen, "By type", counts)
    assert "█" not in capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "80")
    _counts(screen, "By type", counts)
    longer, shorter = (line.count("█") for line in capsys.readouterr().out.splitlines()[-2:])
    assert longer > 10 * shorter > 0
