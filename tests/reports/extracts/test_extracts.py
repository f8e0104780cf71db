"""The short documents: what each has, and what each leaves out."""

from collections.abc import Callable
from typing import Any

import pytest

from stalkdiary.model.action import Action
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.mark import Marks
from stalkdiary.model.message import Kind
from stalkdiary.model.person import Person
from stalkdiary.reports.extracts import own_contacts
from stalkdiary.reports.extracts.purposes import EXTRACTS
from stalkdiary.reports.output import extract_files

Make = Callable[..., Any]

STORY = {
    "what": "STORY-WHAT",
    "felt": "STORY-FELT",
    "where": "STORY-WHERE",
    "response": "STORY-RESPONSE",
    "witnesses": ("STORY-WITNESS",),
}
ALEX = Person(
    number=1,
    name="Alex",
    role="stalker",
    relationship="STORY-EX",
    handles=("@alex",),
    vehicles=("red van",),
)


def told(facts: Any, purpose: str, form: str = "text") -> str:
    """A short document as one run of words."""
    (file,) = extract_files(facts, form, EXTRACTS[purpose])
    return " ".join(b"".join(file.data()).decode("utf-8", "replace").split())


def action(moment: Make, kind: str, start: str, **fields: Any) -> Action:
    """Something that was done."""
    return Action(kind=kind, when=moment(start), recorded_at="2026-11-22T22:00:00Z", **fields)


@pytest.mark.parametrize("purpose", ["preserve", "employer"])
def test_the_story_is_not_told(facts: Make, incident: Make, purpose: str) -> None:
    """A firm and a workplace learn who and when, and nothing of what happened."""
    made = facts(incident(1, person=1, channel="WhatsApp", **STORY), people=[ALEX])
    text = told(made, purpose)
    assert "STORY" not in text
    assert {"preserve": "@alex", "employer": "red van"}[purpose] in text
    assert "1 incident" not in text


def test_a_request_to_keep_data_names_days_and_channels(facts: Make, incident: Make) -> None:
    made = facts(
        incident(2, "2026-03-01", channel="Instagram"),
        incident(1, "2026-05-04T10:00:00+01:00", channel="WhatsApp"),
        incident(3, None, channel="letter"),
    )
    text = told(made, "preserve")
    assert "From: 1 March 2026" in text
    assert "To: 4 May 2026" in text
    assert "Instagram" in text
    assert "letter" not in text


def test_a_request_to_keep_data_reaches_as_far_as_what_is_known(
    facts: Make, incident: Make, moment: Make
) -> None:
    """A month without a day is asked for whole, and of what lasted its end."""
    made = facts(
        incident(1, "2026-04", channel="Instagram"),
        incident(2, when=moment("2026-05-04", "2026-05-07"), channel="Instagram"),
    )
    text = told(made, "preserve")
    assert "From: April 2026 " in text
    assert "To: 7 May 2026" in text
    assert "4 May 2026 to 7 May 2026" in text


@pytest.mark.parametrize("purpose", ["call", "order", "employer"])
def test_who_they_are_is_told_whole_where_no_list_of_people_follows(
    facts: Make, incident: Make, purpose: str
) -> None:
    """A note for a front desk that leaves out the last number would be of no use."""
    many = Person(number=1, name="Alex", numbers=tuple(f"07700 9001{at:02}" for at in range(9)))
    text = told(facts(incident(1, person=1), people=[many]), purpose)
    assert "07700 900108" in text
    assert "see People" not in text


@pytest.mark.parametrize("purpose", ["call", "order"])
def test_a_promise_is_labelled_once(facts: Make, moment: Make, purpose: str) -> None:
    """Its label stands beside it."""
    made = facts(actions=[action(moment, "police", "2026-06-01", number=1, promised="A call")])
    text = told(made, purpose)
    assert "A call" in text
    assert "promised: A call" not in text


def test_own_contacts_count_what_is_withdrawn_apart(facts: Make, incident: Make) -> None:
    """As the whole report does."""
    made = facts(incident(1), incident(2), incident(3, withdrawn_why="x"))
    assert "2 incidents and 1 withdrawn" in told(made, "own-contacts")


def test_a_firm_that_is_a_channel_is_asked_for_its_days_alone(facts: Make, incident: Make) -> None:
    made = facts(
        incident(1, "2026-03-01", channel="Instagram"),
        incident(2, "2026-05-04", channel="WhatsApp"),
        recipient="instagram",
    )
    text = told(made, "preserve")
    assert "1 March 2026" in text
    assert "4 May 2026" not in text


def test_a_call_begins_with_the_pattern(facts: Make, incident: Make, moment: Make) -> None:
    """How many, since when, the latest, the order, the breaches; then what to ask for."""
    made = facts(
        incident(1, "2026-03-01", types=("threats",), what="He said: “I will.”", felt="I shook."),
        incident(2, "2026-05-01", types=("order-breach",), breach="yes"),
        actions=[
            action(moment, "told-to-stop", "2026-02-01"),
            action(moment, "police", "2026-04-01", reference="MV-1"),
        ],
    )
    text = told(made, "call")
    assert "1. This is more than one incident: 2 incidents, since Sunday 1 March 2026" in text
    assert "The latest was Friday 1 May 2026" in text
    assert "recorded as breaking an order: incidents 2" in text
    assert "He said: “I will.”" in text
    assert "How it affected me: I shook." in text
    assert "Police references: MV-1" in text
    assert "each time the order was broken" in text


def test_a_call_is_one_page_whatever_the_diary_holds(everywhere: Make) -> None:
    """Long texts are cut where it can be seen."""
    text = told(everywhere("word " * 300), "call")
    assert "word…" in text


def test_an_order_that_has_ended_is_not_said_to_stand(
    facts: Make, incident: Make, moment: Make
) -> None:
    """Of one incident nothing is asked to be looked at together."""
    ended = action(moment, "order", "2026-02-01", expires="1 March 2026")
    text = told(facts(incident(1, "2026-05-01"), actions=[ended]), "call")
    assert "A court made an order" in text
    assert "There is an order" not in text
    assert "looked at together" not in text


def test_an_empty_diary_can_still_be_called_about(facts: Make) -> None:
    assert "You can still call" in told(facts(), "call")


def test_each_incident_is_a_numbered_paragraph_for_a_court(facts: Make, incident: Make) -> None:
    """In the order of time, with its exhibits; it says that it is no statement."""
    kept = Exhibit(ref="EX/2", incident=9, added_at="2026-11-22T22:00:00Z", name="a.jpg")
    made = facts(
        incident(9, "2026-03-01", what="He waited", exhibits=("EX/2",)),
        incident(1, "2026-04-01", what="He rang.", where="home"),
        incident(4, what="taken back", withdrawn_why="x"),
        exhibits=[kept],
    )
    text = told(made, "court")
    assert "This is not a witness statement" in text
    assert "1. Sunday 1 March 2026, time not known. He waited. Exhibits: EX/2." in text
    assert "2. Wednesday 1 April 2026, time not known, home. He rang." in text
    assert "taken back" not in text
    assert "a.jpg" in text


def test_the_three_parts_of_a_protection_order(facts: Make, incident: Make, moment: Make) -> None:
    made = facts(
        incident(1, "2026-03-01", types=("threats",)),
        incident(2, "2026-05-01", types=("loitering",), felt="I do not sleep."),
        actions=[action(moment, "told-to-stop", "2026-04-01")],
    )
    text = told(made, "order")
    parts = ["Acts associated with stalking", "Risk", "What was tried before"]
    places = [text.index(f"{at}. {part}") for at, part in enumerate(parts, start=3)]
    assert places == sorted(places)
    assert "Incidents after it Count: 1 Incidents: 2" in text[places[2] :]
    assert "I do not sleep." in text
    assert "the police and the court decide" in text


def test_the_impact_is_the_words_of_the_person_alone(facts: Make, incident: Make) -> None:
    made = facts(
        incident(1, what="He waited.", felt="I sleep badly."),
        incident(2, felt=None),
        incident(3, felt="a mistake", withdrawn_why="x"),
    )
    text = told(made, "impact")
    assert "I sleep badly." in text
    assert "He waited." not in text
    assert "a mistake" not in text
    assert "from 1 incident of 2" in text


def test_of_nothing_felt_it_says_so(facts: Make, incident: Make) -> None:
    assert "The diary says nothing of how it felt" in told(facts(incident(1)), "impact", "html")


@pytest.mark.parametrize("purpose", EXTRACTS)
@pytest.mark.parametrize("form", ["pdf", "html", "text"])
def test_each_can_be_made_of_anything(everywhere: Make, purpose: str, form: str) -> None:
    """Of a text that would be markup elsewhere, in every field."""
    text = "<script>alert(1)</script> #panic() ]]> \x1b[31m"
    (file,) = extract_files(everywhere(text), form, EXTRACTS[purpose])
    made = b"".join(file.data())
    if form == "html":
        assert b"<script>alert" not in made
    if form != "pdf":
        assert b"\x1b" not in made


def test_own_contacts_are_shown_openly(
    facts: Make, imported: Make, message: Make, moment: Make
) -> None:
    """Told to stop first, then how many went each way, then each of hers with its source line."""
    held = [
        message(1, text="THEIRS"),
        message(2, "2026-11-10T21:31+00:00", text="Leave me alone", counted=False),
        message(3, "2026-11-10T21:40+00:00", text="Why", counted=False),
        message(4, "2026-11-09T10:00+00:00", text="Earlier", counted=False),
        message(5, "2026-11-10T22:00+00:00", text="", counted=False, kind=Kind.CALL),
    ]
    stop = action(moment, "told-to-stop", "2026-11-10T21:31:00+00:00", what="“Leave me alone”")
    marks = Marks(told=frozenset({held[1].source}))
    made = facts(imported(3), messages=lambda _: held, actions=[stop], marks=marks)
    text = told(made, "own-contacts")
    places = [text.index(each) for each in ("Told them to stop", "In numbers", "Each message")]
    assert places == sorted(places)
    assert "Own messages: 3 Own calls: 1 Own, after they were first told to stop: 2" in text
    assert "21:31 Alex [told them to stop]: Leave me alone (EX/3, line 2)" in text
    assert "21:40 Alex: Why (EX/3, line 3)" in text
    assert "THEIRS" not in text


def test_without_any_own_contact_that_is_said(facts: Make, incident: Make) -> None:
    text = told(facts(incident(1)), "own-contacts")
    assert "hold no message and no call of the person’s own" in text
    assert "It is not recorded that they were told to stop." in text


def test_own_contacts_without_end_are_cut_where_it_is_said(
    facts: Make, imported: Make, message: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_contacts, "_MOST", 20)
    held = [message(at, counted=False) for at in range(30)]
    text = told(facts(imported(3), messages=lambda _: held), "own-contacts")
    assert "The first 20 of 30." in text
    assert text.count("I know where you are") == 20
