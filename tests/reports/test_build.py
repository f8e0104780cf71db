"""What a report says, and what it never says."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stalkdiary.model.action import Action
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.person import Person
from stalkdiary.reports.build import Document, Paging
from stalkdiary.reports.facts import Chosen, Facts
from stalkdiary.reports.text import to_text

Make = Callable[..., Any]


def text_of(facts: Facts) -> str:
    """The report as one run of words."""
    return " ".join(to_text(Document(facts, Paging()).main()).split())


def first_page_of(facts: Facts) -> str:
    """The first page alone."""
    return text_of(facts).split("1. The pattern")[0]


def action(kind: str, when: object, **fields: str) -> Action:
    """Something the person did."""
    return Action(number=1, recorded_at="2026-11-22T22:00:00Z", kind=kind, when=when, **fields)  # type: ignore[arg-type]


def test_the_first_page_says_how_many_since_when_and_the_latest(
    facts: Make, incident: Make
) -> None:
    page = first_page_of(
        facts(
            incident(1, "2026-04-03", types=("calls-messages",), times=20),
            incident(2, "2026-11-20T21:30:00+00:00", types=("following-watching",)),
        )
    )
    assert "2 incidents, covering 21 acts" in page
    assert "Since: Friday 3 April 2026, time not known (incident 1)" in page
    assert "Latest: Friday 20 November 2026, 21:30 GMT (incident 2): Following or watching" in page
    assert "3 days before this report" in page
    assert "Name: ____" in page


def test_the_gravest_is_quoted_by_the_order_of_kinds_and_newest_first(
    facts: Make, incident: Make
) -> None:
    page = first_page_of(
        facts(
            incident(1, "2026-04-03", types=("threats",), what="the older threat"),
            incident(2, "2026-05-03", types=("threats",), what="the newer threat"),
            incident(3, "2026-06-03", types=("gifts-letters",), what="a letter"),
        )
    )
    assert "the newer threat (Incident 2," in page
    assert "the older threat" not in page


def test_one_incident_is_no_picture(facts: Make, incident: Make) -> None:
    """Nothing is drawn of it; of two there is a grid of months and one of hours."""
    one = incident(1, "2026-11-20T21:30:00+00:00", types=("threats",))
    told = text_of(facts(one))
    assert "1 incident: this is too few to show a pattern yet." in told
    assert "month by month" not in told
    assert "month by month" in text_of(facts(one, incident(2, "2026-10-20", types=("threats",))))


def test_a_long_quotation_is_cut_where_it_can_be_seen(facts: Make, incident: Make) -> None:
    page = first_page_of(facts(incident(7, what="word " * 1000)))
    assert "word… (Incident 1," in page


def test_police_orders_breaches_and_being_told_to_stop(
    facts: Make, incident: Make, moment: Make
) -> None:
    page = first_page_of(
        facts(
            incident(1, breach="no"),
            incident(2, breach="yes, the order of March"),
            incident(3, types=("order-breach",)),
            actions=[
                action("told-to-stop", moment("2026-05-10")),
                action(
                    "police",
                    moment("2026-06-01"),
                    force="Kent",
                    reference="KP/1",
                    officer="PC Ray",
                    promised="A call back.",
                    due="Friday",
                ),
                action("order", moment("2026-07-01"), what="Restraining order", expires="2028"),
            ],
        )
    )
    assert "Told them to stop: Sunday 10 May 2026" in page
    assert (
        "Monday 1 June 2026, time not known; Kent; reference KP/1; officer PC Ray; promised: A "
        "call back, by Friday 5 June 2026, 171 days ago, nothing noted since" in page
    )
    assert "Restraining order; Wednesday 1 July 2026" in page
    assert "ends: 2028" in page
    assert "Recorded as breaking an order: 2 incidents: 2, 3." in page


def test_withdrawn_incidents_are_listed_apart_and_not_counted(
    facts: Make, incident: Make, history: Make
) -> None:
    withdrawn = incident(2, what="It was my aunt.", withdrawn_why="A mistake.")
    told = text_of(
        facts(
            incident(1),
            withdrawn,
            histories={2: history(withdrawn, ("withdrawal", {"why": "A mistake."}))},
        )
    )
    apart = told.split("5. Withdrawn incidents")[1]
    assert "1 incident, on 1 known day; 1 more withdrawn and not counted" in told
    assert "It was my aunt." not in told.split("5. Withdrawn incidents")[0]
    assert "Withdrawn Sunday 22 November 2026, 22:00 GMT. Reason: A mistake." in apart
    assert "It was my aunt." in apart


def test_an_empty_diary_makes_a_report(facts: Make) -> None:
    assert "There is no incident in this report." in first_page_of(facts())


def test_an_amendment_shows_the_earlier_text_the_later_text_and_why(
    facts: Make, incident: Make, history: Make
) -> None:
    before = incident(1, where="the shop")
    entries = history(
        before,
        ("amendment", {"changes": {"where": "the bank", "types": ["threats"]}, "why": "I asked."}),
        ("amendment", {"changes": {"where": None, "person": 4}, "why": None}),
    )
    told = text_of(
        facts(before, histories={1: entries}, people=[Person(number=4, name="Alex Dunmore")])
    )
    assert "Place, earlier: the shop Place, now: the bank" in told
    assert "Kind, earlier: nothing Kind, now: Threats of harm" in told
    assert "Why: I asked." in told
    assert "Place, earlier: the bank Place, now: nothing" in told
    assert "Who, now: Alex Dunmore" in told


def test_an_earlier_text_that_is_not_at_hand_is_never_said_to_be_nothing(
    facts: Make, incident: Make, history: Make
) -> None:
    made = incident(1, where="the bank")
    amended = history(made, ("amendment", {"changes": {"where": "the bank"}, "why": None}))[1:]
    told = text_of(facts(made, histories={1: amended}))
    assert "Place, earlier: not in this report; the diary holds it Place, now: the bank" in told


@pytest.mark.parametrize(
    ("start", "gap"),
    [
        ("2026-11-22T22:00:10+00:00", "within the same minute"),
        ("2026-11-22T21:15:00+00:00", "45 minutes later"),
        ("2026-11-22T16:30:00+00:00", "5 hours later"),
        ("2026-11-20T21:30:00+00:00", "2 days later"),
        ("2026-11-22", "on the same day"),
        ("2026-11-21", "1 day later"),
        ("2026-11", "in the same month"),
        ("2026-04", "7 months later"),
        ("2026-11-24", "2 days before the time given"),
    ],
)
def test_the_gap_between_happening_and_writing(
    facts: Make, incident: Make, start: str, gap: str
) -> None:
    told = text_of(facts(incident(1, start)))
    assert f"Written Sunday 22 November 2026, 22:00 GMT, {gap} " in told


def test_an_unknown_time_has_no_gap(facts: Make, incident: Make) -> None:
    told = text_of(facts(incident(1, None)))
    assert "Incident 1: Time not known Written Sunday 22 November 2026, 22:00 GMT He" in told


def test_a_time_in_another_zone_is_told_in_that_of_the_case_too(
    facts: Make, incident: Make, moment: Make
) -> None:
    when = replace(moment("2026-11-20T21:30:00+01:00"), timezone="Europe/Paris")
    told = text_of(facts(incident(1, when=when)))
    assert "Europe/Paris (Friday 20 November 2026, 20:30 GMT in Europe/London)" in told


def test_letters_of_the_act_come_with_whose_decision_it_is(facts: Make, incident: Make) -> None:
    told = text_of(facts(incident(4, types=("following-watching",))))
    assert (
        "Examples in the Act that these incidents resemble; "
        "it is for the police and courts to decide." in told
    )
    assert (
        "Letter: (a) Example in the Act: following a person Occasions: 1 First: Fri 20 Nov" in told
    )


def test_letters_that_depend_on_the_facts_are_never_asserted(facts: Make, incident: Make) -> None:
    told = text_of(facts(incident(1, types=("break-in",))))
    assert "interfering with any property" not in told


def test_nothing_of_the_computer_or_the_camera_is_printed(everywhere: Make) -> None:
    told = text_of(everywhere("x"))
    assert "secret" not in told
    assert "51.5" not in told


def test_a_part_says_that_it_is_one_and_leaves_out_what_belongs_to_the_rest(
    facts: Make, incident: Make
) -> None:
    told = text_of(
        facts(
            incident(1, person=1, person_name="Alex", witnesses=("Joan Ashby (heard it)",)),
            chosen=Chosen(since="2026-11-01", types=("threats",)),
            people=[
                Person(number=1, name="Alex"),
                Person(number=2, name="Joan Ashby"),
                Person(number=3, name="My GP"),
            ],
            exhibits=[
                Exhibit(ref="RM/1", incident=1, added_at="2026-11-22T22:00:00Z", name="in.jpg"),
                Exhibit(ref="RM/2", incident=9, added_at="2026-11-22T22:00:00Z", name="out.jpg"),
            ],
        )
    )
    assert (
        "a part of the diary: incidents from Sunday 1 November 2026, of the kinds Threats of harm"
        in told
    )
    assert "Joan Ashby" in told.split("5. People")[1]
    assert "My GP" not in told
    assert "RM/1" in told
    assert "out.jpg" not in told


def test_the_three_claims_are_kept_apart(facts: Make) -> None:
    limits = text_of(facts()).split("What this document does not prove")[1]
    claims = ["Unchanged since it was written: ", "Existed by this time: ", "What happened: "]
    places = [limits.index(claim) for claim in claims]
    assert sorted(places) == places


def test_a_timestamp_in_the_custody_log_is_neither_denied_nor_vouched_for(facts: Make) -> None:
    """Anybody can have signed it: who it was is told where its certificates are looked at."""
    at = "2026-11-22T22:00:00Z"
    made = facts(handovers=[(at, {"what": "timestamp", "entry": 85, "gen_time": at})])
    limits = text_of(made).split("What this document does not prove")[1]
    assert "What those in the custody log show, and under whose certificates, is told" in limits
    assert "from outside" not in limits
    assert "holds no timestamp from outside" in text_of(facts())


def test_the_custody_log_names_runs_of_incidents(facts: Make) -> None:
    """Ten thousand numbers would fill pages; none is left out."""
    numbers = [3, 1, 2, *range(10, 500, 2)]
    made = facts(handovers=[("2026-11-22T22:00:00Z", {"what": "report", "incidents": numbers})])
    assert "Incidents, by their numbers in the diary: 1–3, 10, 12, 14" in text_of(made)
    assert ", 496, 498" in text_of(made)


def test_actions_stand_with_the_numbers_that_orders_are_called_by(
    facts: Make, moment: Make
) -> None:
    """An order named by its number would be a riddle without them."""
    order = replace(action("order", moment("2026-07-01"), what="Restraining order"), number=11)
    table = text_of(facts(actions=[order])).split("Actions and reports made")[-1]
    assert "Order 11: Restraining order" in table
    assert "No.: 11" in table or "No. 11" in table


def test_it_never_judges(everywhere: Make) -> None:
    """Our own words hold no verdict; the person's are all one letter here."""
    told = text_of(everywhere("x")).casefold().replace("criminal justice and licensing", "an act")
    assert not re.findall(r"\b(?:crime|criminal|victim|offender|guilty|risk|score|proves)\b", told)
    assert "!" not in told


def test_the_same_facts_give_the_same_tree(everywhere: Make) -> None:
    assert Document(everywhere("x"), Paging()).main() == Document(everywhere("x"), Paging()).main()
