"""The incidents against the Act: its letters, from when it applies, which limits it has."""

from collections.abc import Callable
from typing import Any

import pytest

from stalkdiary.model.law import laws
from stalkdiary.reports.act import act
from stalkdiary.reports.tree import Paragraph, Section, Table

Make = Callable[..., Any]


def words(section: Section) -> str:
    """The paragraphs of a section as one run of words."""
    return " ".join(block.text for block in section.blocks if isinstance(block, Paragraph))


def letters(section: Section) -> list[str]:
    """The first cell of each row of its tables."""
    tables = [block for block in section.blocks if isinstance(block, Table)]
    return [str(row.cells[0]) for table in tables for row in table.rows]


@pytest.mark.parametrize("nation", ["scotland", "northern-ireland"])
def test_an_assault_falls_under_a_letter_there(facts: Make, incident: Make, nation: str) -> None:
    """The last letter takes in any other way that causes fear or alarm."""
    made = facts(incident(1, types=("assault",)), nation=nation)
    assert letters(act(made)) == ["(j)"]


@pytest.mark.parametrize(
    ("nation", "last_day_before", "first_day"),
    [
        ("england-wales", "2012-11-24", "2012-11-25"),
        ("scotland", "2010-12-12", "2010-12-13"),
        ("northern-ireland", "2022-04-26", "2022-04-27"),
    ],
)
def test_what_happened_before_the_act_stands_apart(
    facts: Make, incident: Make, nation: str, last_day_before: str, first_day: str
) -> None:
    """The incident of the day before is named beside the table, that of the first day is in it."""
    before = incident(1, last_day_before, types=("following-watching",))
    after = incident(2, first_day, types=("following-watching",))
    both = act(facts(before, after, nation=nation))
    assert "not in the table: 1 occasion (1)" in words(both)
    assert laws()[nation].before in words(both)
    alone = act(facts(before, nation=nation))
    assert letters(alone) == []
    assert "not in the table" not in words(act(facts(after, nation=nation)))


def test_an_incident_of_an_unknown_day_is_set_against_the_act(facts: Make, incident: Make) -> None:
    """No day is not a day before the Act; neither is the month in which it began."""
    unknown = incident(1, None, types=("following-watching",))
    that_month = incident(2, "2012-11", types=("following-watching",))
    section = act(facts(unknown, that_month))
    assert letters(section) == ["(a)", "(g)"]
    assert "not in the table" not in words(section)


def test_every_time_limit_is_told(facts: Make, incident: Make) -> None:
    """The limit that runs from the latest incident, and those that do not."""
    told = words(act(facts(incident(1))))
    assert all(limit.words in told for limit in laws()["england-wales"].limits)
    elsewhere = words(act(facts(incident(1), nation="scotland")))
    assert "The police can say which time limits apply." in elsewhere
