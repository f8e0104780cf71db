"""JSON: the person's text comes back as it was, and the screen is safe."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.reports.json import json_pieces

Make = Callable[..., Any]


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_text_comes_back(everywhere: Make, text: str) -> None:
    document = json.loads("".join(json_pieces(everywhere(text))))
    found = document["incidents"][0]
    assert [found[key] for key in ("what", "where", "person", "breach")] == [text] * 4
    assert found["witnesses"] == [text, text]
    assert found["history"][0]["changes"]["what"] == text
    assert document["exhibits"][1]["kept_at"] == text
    assert document["people"][0]["notes"] == text
    assert document["actions"][0]["officer"] == text
    assert document["for"] == text


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_nothing_in_it_acts_on_a_terminal(everywhere: Make, text: str) -> None:
    told = "".join(json_pieces(everywhere(text)))
    assert not any(c in told for c in "\x1b\x9b\x07\x00\u202e\u2066\u200b\u2028\ufeff")


def test_nothing_of_the_computer_or_the_camera_is_in_it(everywhere: Make) -> None:
    told = "".join(json_pieces(everywhere("x")))
    assert "secret" not in told
    assert "latitude" not in told
    assert "path" not in told


def test_an_incident_has_the_keys_of_list_and_show(facts: Make, incident: Make) -> None:
    made = incident(3, "2026-11-20", types=("threats",), exhibits=("RM/1",), person_name="Alex")
    found = json.loads("".join(json_pieces(facts(made))))["incidents"][0]
    assert (
        found.items()
        >= {
            "incident": 3,
            "what": "He was outside.",
            "recorded_at": "2026-11-22T22:00:00Z",
            "where": None,
            "types": ["threats"],
            "times": 1,
            "person": "Alex",
            "exhibits": ["RM/1"],
            "withdrawn": False,
            "source": "typed",
            "history": [],
        }.items()
    )
    assert found["when"]["precision"] == "day"


def test_the_same_facts_give_the_same_text(everywhere: Make) -> None:
    assert "".join(json_pieces(everywhere("x"))) == "".join(json_pieces(everywhere("x")))
