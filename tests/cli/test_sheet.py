"""`sheet`: blank pages that say nothing of what they are for, and a table that comes back whole."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from stalkdiary.reports.sheet import FIELDS

Run = Callable[..., Any]

FILLED = {
    "Date": "12/03/2026",
    "Time": "21:30",
    "What happened": "He waited outside.",
    "Place": "the library",
    "How it made me feel": "shaky",
    "How many times": "3",
    "How I knew who it was": "his walk",
    "Witnesses": "Priya",
    "How to reach witnesses": "07700 900123",
    "Appearance": "grey cap",
    "Vehicle": "silver hatchback",
    "My response": "I went in.",
    "Injury and treatment": "a cut, the walk-in centre",
    "What it cost": "£80",
    "Children there": "both",
    "Account or link": "@alex",
    "Police reference": "MV-1",
}


def table(*rows: dict[str, str], between: str = ",") -> str:
    """The table, filled in."""
    target = io.StringIO()
    writer = csv.DictWriter(target, [each.heading for each in FIELDS], delimiter=between)
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


@pytest.mark.parametrize("form", ["text", "csv"])
@pytest.mark.parametrize("word", ["stalk", "999", "harass", "victim", "0808", "diary"])
def test_nothing_says_what_it_is_for(run: Run, form: str, word: str) -> None:
    """The page may be found."""
    ran = run("sheet", "--format", form, "-o", "-")
    assert ran.code == 0
    assert word not in ran.out.casefold()


def test_it_needs_no_diary_and_has_a_quiet_name(run: Run, home: Path) -> None:
    """A PDF by default, whose properties are as quiet."""
    ran = run("sheet")
    assert ran.code == 0
    (made,) = home.glob("notes-*.pdf")
    assert made.name in ran.out
    assert b"stalk" not in made.read_bytes().lower()


def test_cards_are_a_page_of_their_own(run: Run, home: Path) -> None:
    assert run("sheet", "-o", "page.pdf").code == 0
    assert run("sheet", "--card", "-o", "cards.pdf").code == 0
    assert (home / "page.pdf").read_bytes() != (home / "cards.pdf").read_bytes()
    assert run("sheet", "--card", "-o", "cards.txt").code == 2
    assert not (home / "cards.txt").exists()


def test_numbers_stand_there_when_they_are_asked_for(run: Run) -> None:
    """As numbers alone."""
    out = run("sheet", "--with-numbers", "--format", "text", "-o", "-").out
    assert out.rstrip().endswith("999   999, then 55   0808 802 0300")
    assert "Stalking" not in out
    assert run("sheet", "--with-numbers", "-o", "x.csv").code == 2


def test_a_file_is_never_written_over(run: Run, home: Path) -> None:
    (home / "mine.csv").write_text("mine", encoding="utf-8")
    assert run("sheet", "-o", "mine.csv").code != 0
    assert (home / "mine.csv").read_text(encoding="utf-8") == "mine"
    assert run("sheet", "-o", "x.docx").code == 2


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_table_comes_back_cell_by_cell(
    run: Run, place: Path, home: Path, between: str, encoding: str
) -> None:
    """As her own record, when she says so, whatever a phone made of the separators."""
    (home / "notes.csv").write_text(table(FILLED, between=between), encoding=encoding)
    assert run("import", "notes.csv").code == 2
    assert run("import", "--own", "notes.csv").code == 0
    (held,) = run("list", "--json").json
    shown = run("show", held["incident"], "--json").json
    assert held["when"]["start"].startswith("2026-03-12T21:30")
    assert (shown["what"], shown["times"]) == ("He waited outside.", 3)
    assert (shown["identified_by"], shown["witness_contact"]) == ("his walk", "07700 900123")
    assert (shown["injury"], shown["cost"]) == ("a cut, the walk-in centre", "£80")
    assert (shown["children"], shown["link"]) == ("both", "@alex")
    told = (shown["where"], shown["felt"], shown["appearance"], shown["vehicle"])
    assert told == ("the library", "shaky", "grey cap", "silver hatchback")
    assert (shown["response"], shown["police_ref"]) == ("I went in.", "MV-1")
    assert shown["witnesses"] == ["Priya"]


def test_an_empty_table_holds_nothing(run: Run, place: Path, home: Path) -> None:
    run("sheet", "-o", "notes.csv")
    ran = run("import", "--own", "notes.csv")
    assert ran.code != 1
    assert run("list", "--json").json == []


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=3))
def test_any_words_come_back(run: Run, place: Path, home: Path, words: str) -> None:
    """Commas, quotation marks and other scripts."""
    (home / "any.csv").unlink(missing_ok=True)
    (home / "any.csv").write_text(table(FILLED | {"What happened": words}), encoding="utf-8")
    assert run("import", "--own", "any.csv").code == 0
    found = run("list", "--json").json
    assert any(each["what"].startswith(words) for each in found)


def test_the_page_is_one_page(run: Run, home: Path) -> None:
    """Whatever is asked on it, with the numbers at its foot."""
    assert run("sheet", "--with-numbers", "-o", "page.pdf").code == 0
    assert len(PdfReader(home / "page.pdf").pages) == 1


def test_a_count_that_is_none_stays_with_the_words(run: Run, place: Path, home: Path) -> None:
    """Nothing that she wrote is lost, and nothing is made up."""
    (home / "n.csv").write_text(table(FILLED | {"How many times": "lots"}), encoding="utf-8")
    assert run("import", "--own", "n.csv").code == 0
    (held,) = run("list", "--json").json
    assert held["times"] == 1
    assert "How many times: lots" in held["what"]
