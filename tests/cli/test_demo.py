"""`demo`: the whole product in one command. Its story: tests/test_demo_story.py."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_it(run: Run, home: Path) -> None:
    ran = run("demo", "here")
    assert (ran.code, ran.err) == (0, "")
    assert "Everything in it is made up." in ran.out
    assert (home / "here" / "report.pdf").read_bytes().startswith(b"%PDF-")
    diary = home / "here" / "diary.db"
    assert f"{diary.relative_to(home)} list" in ran.out
    assert run("--diary", diary, "verify").code == 0
    assert run("--diary", diary, "show", "17").code == 0
    assert run("list").code == 7
    before = diary.read_bytes()
    assert run("demo", "here").code == 4
    assert diary.read_bytes() == before


def test_json(run: Run, home: Path) -> None:
    found = json.loads(run("demo", "--json").out)
    assert found.keys() >= {"diary", "report", "summary"}
    assert found["summary"]["incidents"] > 10


def test_places_that_take_no_demo(run: Run, home: Path) -> None:
    (home / "file").touch()
    for folder, code in (("file", 4), ("", 4), ("file/x", 8), ("x" * 300, 8)):
        assert run("demo", folder).code == code
    assert [each.name for each in home.iterdir()] == ["file"]
