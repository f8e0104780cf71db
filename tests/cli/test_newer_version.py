"""A diary that a newer version has written to: everything in it is still shown and counted."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.store import ledger

Run = Callable[..., Any]


@pytest.fixture
def newer(run: Run, place: Path) -> Path:
    """Three entries of kinds that this version does not know, in fields and as entries."""
    run("add", "--what", "He rang", "--type", "calls-messages", "--when", "1 March 2026")
    with Diary.open(place, lambda: "") as diary, diary.writing() as connection:
        when = diary.moment("12 March 2026 21:30").to_json()
        body = {"incident": 2, "source": "typed", "what": "A drone at the window", "when": when}
        body |= {"types": ["drones", "loitering"], "times": 2, "distance": "10 m"}
        ledger.append(connection, "incident", body)
        ledger.append(
            connection, "action", {"number": 1, "kind": "tagging", "when": when, "what": "A tag"}
        )
        ledger.append(connection, "reconciliation", {"incident": 2, "why": "x"})
    return place


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["list"], "drones"),
        (["list", "--brief"], "drones"),
        (["list", "--type", "drones"], "A drone"),
        (["list", "--type", "loitering"], "A drone"),
        (["show", "2"], "Types: drones, Loitering"),
        (["search", "drone"], "A *drone*"),
        (["summary"], "drones"),
        (["action"], "tagging"),
        (["report", "--format", "text", "-o", "-"], "drones"),
        (["report", "--format", "csv", "-o", "-"], "drones"),
        (["report", "--format", "json", "-o", "-"], "drones"),
        (["report", "--format", "html", "-o", "-"], "drones"),
    ],
)
def test_an_unknown_kind_is_shown_by_its_name(
    run: Run, newer: Path, words: list[str], shown: str
) -> None:
    """Wherever a kind of behaviour or of action is shown."""
    ran = run(*words)
    assert ran.code == 0, ran
    assert shown in ran.out


def test_an_unknown_kind_is_counted(run: Run, newer: Path) -> None:
    """As every other."""
    summary = run("summary", "--json").json
    assert summary["by_type"] == {"calls-messages": 1, "loitering": 1, "drones": 1}
    assert (summary["incidents"], summary["acts"]) == (2, 3)


def test_verify_says_that_a_newer_version_wrote_it(run: Run, newer: Path) -> None:
    """It could not be checked; nothing says that it was altered."""
    ran = run("verify", "--json")
    assert ran.code == 11
    (finding,) = json.loads(ran.out)["findings"]
    assert finding["found"] == "reconciliation: written by a newer version"
    out = run("verify").out
    assert "written by a newer version" in out


def test_writing_goes_on(run: Run, newer: Path, home: Path) -> None:
    """An entry that is not understood stands in nobody's way: not in that of a bundle, either."""
    assert run("amend", "2", "--where", "the garden").code == 0
    assert run("show", "2", "--json").json["types"] == ["drones", "loitering"]
    assert run("bundle", "case").code == 0
    assert run("backup", "copy.db").code == 0
    assert run("verify", "--bundle", "case").code == 0
