"""What `from stalkdiary import …` gives: lazily, documented, and doing what its examples say."""

import doctest
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import stalkdiary
from stalkdiary import Account, Diary, StalkdiaryError

DOCUMENT = Path(__file__).parents[1] / "docs" / "api.md"
FLAGS = doctest.ELLIPSIS


@pytest.fixture
def names(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What the examples use: every public name, a folder, and a diary with one incident."""
    with Diary.create(tmp_path / "diary.db", None, initials="AB") as diary:
        when = diary.moment("12 March 2026 21:30")
        diary.add(
            Account(
                what="He waited in a silver car", when=when, types=("loitering",),
                where="outside the house",
            ),
            person="Alex",
        )  # fmt: skip
        public = {name: getattr(stalkdiary, name) for name in stalkdiary.__all__}
        yield public | {"diary": diary, "folder": tmp_path, "datetime": datetime, "UTC": UTC}


def examples() -> list[doctest.DocTest]:
    """The examples in the docstrings of all public names and of their methods."""
    finder = doctest.DocTestFinder(recurse=True)
    public = [(name, getattr(stalkdiary, name)) for name in stalkdiary.__all__]
    # What a class inherits from classes of ours is public by its name.
    inherited = [
        (name, kind)
        for name, value in public
        if isinstance(value, type)
        for kind in value.__mro__[1:]
        if kind.__module__.startswith("stalkdiary.diary")
    ]
    found = (finder.find(value, name) for name, value in (*public, *inherited))
    return [each for several in found for each in several if each.examples]


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.name)
def test_the_examples_are_true(
    example: doctest.DocTest, names: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each docstring as it stands, against a diary with one incident."""
    example.globs = dict(names)
    result = doctest.DocTestRunner(optionflags=FLAGS).run(example)
    assert result.failed == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", stalkdiary.__all__)
def test_every_public_name_has_an_example_and_is_in_the_document(name: str) -> None:
    """Or nobody could use it."""
    assert name in {each.name for each in examples()}
    assert re.search(rf"\b{name}\b", DOCUMENT.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "method",
    ["add", "amend", "incidents", "messages", "moment", "search", "summary", "verify"],
)
def test_what_scripts_use_most_has_an_example(method: str) -> None:
    """The verbs of a diary."""
    assert f"Diary.{method}" in {each.name for each in examples()}


def test_the_document_is_true(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its examples follow on from each other, in a folder of their own."""
    result = doctest.testfile(
        str(DOCUMENT), module_relative=False, globs={"folder": tmp_path}, optionflags=FLAGS
    )
    assert result.attempted
    assert result.failed == 0, capsys.readouterr().out


def test_what_is_not_public_is_not_there() -> None:
    """As in any other module; `dir` shows what is."""
    missing = "Diaries"
    with pytest.raises(AttributeError, match="Diaries"):
        getattr(stalkdiary, missing)
    assert set(stalkdiary.__all__) <= set(dir(stalkdiary))


def test_importing_the_package_loads_nothing() -> None:
    """The entry point answers help-contacts before anything else is loaded."""
    code = (
        "import sys; before = set(sys.modules); import stalkdiary; "
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-Ic", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "['stalkdiary']"


def test_the_script_of_an_outside_user_runs(tmp_path: Path) -> None:
    """It is checked by mypy with the rest of the tests; here it does what it says."""
    script = runpy.run_path(str(Path(__file__).parent / "typing" / "client.py"))
    assert script["main"](tmp_path) == ["1: 12 March, in the evening"]


def test_a_diary_with_a_passphrase_asks_for_it(tmp_path: Path) -> None:
    """A script that gives none is told so."""
    Diary.create(tmp_path / "diary.db", "a passphrase").close()
    with pytest.raises(StalkdiaryError, match="has a passphrase"):
        Diary.open(tmp_path / "diary.db")
