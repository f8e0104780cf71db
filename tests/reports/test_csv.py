"""CSV: the person's text as it is, and never a formula."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.reports.csv import COLUMNS, guarded, to_csv

Make = Callable[..., Any]


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows as a program reads them."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def unguarded(cell: str) -> str:
    """The text, as a reader who knows of the guard gets it back."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell


@given(st.text())
def test_the_guard_comes_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 7700 900142",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
    ],
)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "He = him", "’tis", "'tis", "07700 900142", "a@b.example"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text


def test_one_row_for_each_incident_withdrawn_ones_too(facts: Make, incident: Make) -> None:
    text = to_csv(facts(incident(1), incident(2, withdrawn_why="A mistake.")))
    rows = rows_of(text)
    assert [row["incident"] for row in rows] == ["1", "2"]
    assert [row["withdrawn"] for row in rows] == ["", "A mistake."]
    assert tuple(rows[0]) == COLUMNS
    assert text.count("\r\n") == 3


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_text_comes_back(everywhere: Make, text: str) -> None:
    row = rows_of(to_csv(everywhere(text)))[0]
    for column in ("what", "where", "felt", "police_ref", "person"):
        assert unguarded(row[column]) == text


def test_a_formula_never_begins_a_cell(everywhere: Make) -> None:
    for row in csv.reader(io.StringIO(to_csv(everywhere("=cmd|'/c calc'!A1")))):
        assert not any(cell.startswith("=") for cell in row)
