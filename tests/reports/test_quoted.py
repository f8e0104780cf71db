"""Which words stand on the first page, by the rule that docs/report.md tells."""

from collections.abc import Callable
from typing import Any

from stalkdiary.reports.quoted import quoted

Make = Callable[..., Any]

THREAT = "He said: “If I can't have a life, nor can you.”"


def test_a_spoken_threat_comes_before_a_broken_shed(facts: Make, incident: Make) -> None:
    """Violence and threats of it come before damage and break-ins, whatever is newer."""
    threat = incident(1, "2026-05-01", types=("threats",), what=THREAT)
    shed = incident(2, "2026-06-01", types=("break-in", "damage"), what="The shed was open.")
    assert quoted(facts(threat, shed), ()) == threat


def test_a_dated_one_comes_before_one_without_a_date(facts: Make, incident: Make) -> None:
    undated = incident(1, None, types=("assault",), person=1)
    dated = incident(2, "2026-05-01", types=("loitering",))
    assert quoted(facts(dated, undated), ()) == dated


def test_of_two_threats_the_one_that_names_somebody(facts: Make, incident: Make) -> None:
    named = incident(1, "2026-05-01", types=("threats",), person=1)
    unnamed = incident(2, "2026-06-01", types=("threats",))
    assert quoted(facts(named, unnamed), ()) == named


def test_of_two_threats_the_one_with_the_words(facts: Make, incident: Make) -> None:
    spoken = incident(1, "2026-05-01", types=("threats",), what=THREAT)
    told = incident(2, "2026-06-01", types=("threats",), what="Another threat.")
    assert quoted(facts(spoken, told), ()) == spoken
    newest = incident(3, "2026-07-01", types=("threats",), what="She shouted my name.")
    assert quoted(facts(spoken, told, newest), ()) == newest


def test_a_choice_of_the_person_comes_before_the_rule(facts: Make, incident: Make) -> None:
    threat = incident(1, "2026-05-01", types=("threats",), what=THREAT)
    chosen = incident(2, None)
    assert quoted(facts(threat, chosen, quoted=2), ()) == chosen


def test_a_count_of_ours_is_nobodys_words(facts: Make, incident: Make) -> None:
    assert quoted(facts(incident(1, types=("threats",))), {1}) is None
    assert quoted(facts(), ()) is None
