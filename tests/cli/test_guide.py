"""The guide: its topics, and what its wording may and may not say."""

import json
import re
from typing import cast

import pytest
import typer

from stalkdiary.cli.guide import TOPICS, find_topic, guide, print_guide, read_topic
from stalkdiary.cli.session import Session
from stalkdiary.contacts import read_contacts
from stalkdiary.errors import AnswerNeeded, NothingMatched
from stalkdiary.model.behaviour import behaviours

FORBIDDEN = [
    r"\bwhy\b",
    r"must have",
    r"should have",
    r"\bsimply\b",
    r"!",
    r"low risk",
    r"your behaviour",
    r"(?<!not )your fault",
    r"guilty",
    r"this is a crime",
    r"overreact|over-react",
    r"too late",
    r"\bvictim(?! personal statement|s' code)",
    r"well done",
    r"\bjust\b",
    r"collect more first",
    r"calm down",
]


@pytest.mark.parametrize("name", TOPICS)
@pytest.mark.parametrize("forbidden", FORBIDDEN)
def test_wording(name: str, forbidden: str) -> None:
    """No why, no blame, no verdict, no exclamation mark."""
    topic = read_topic(name)
    text = f"{topic.title}\n{topic.summary}\n{topic.text}".casefold()
    assert re.search(forbidden, text) is None


@pytest.mark.parametrize("name", TOPICS)
def test_every_topic_ends_with_where_to_get_help(name: str) -> None:
    closing = read_topic(name).text.partition("# Where to get help")[2]
    assert "Emergency: 999 (UK)" in closing
    assert "National Stalking Helpline: 0808 802 0300 (UK)" in closing
    assert "stalkdiary help-contacts" in closing


@pytest.mark.parametrize("name", TOPICS)
def test_numbers_are_those_of_the_contacts(name: str) -> None:
    """Nothing with three or more digits but years and numbers that ship."""
    known = " ".join(f"{contact.phone} {contact.text}" for contact in read_contacts())
    years = {"1997", "2010", "2012", "2022", "2024", "2025", "2026"}
    for number in re.findall(r"\d[\d ]*\d\d", read_topic(name).text):
        assert number in known or number in years


@pytest.mark.parametrize("name", TOPICS)
def test_no_addresses_of_its_own(name: str) -> None:
    assert re.search(r"@|www\.|https?:", read_topic(name).text) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stalking", "at least two occasions"),
        ("stalking", "is for the police and the courts"),
        ("safety", "Going to meet the person or to confront them can put you in danger"),
        ("safety", "It is not needed before you report"),
        ("safety", "Ask before you decide"),
        ("evidence", "It is never a reason to wait"),
        ("evidence", "not in plastic"),
        ("evidence", "read later by the other side"),
        ("reporting", "Two or more incidents are enough to report"),
        ("reporting", "for those it runs from the latest incident"),
        ("reporting", "A reference number, and the name of the officer"),
        ("reporting", "Stalking Protection Order"),
        ("device", "Lists of programs show it"),
        ("device", "without both there is no way in"),
        ("device", "iCloud, OneDrive, Dropbox or Google Drive"),
        ("diary", "Unchanged since it was written."),
        ("diary", "Existed by this time."),
        ("diary", "The program never claims it"),
    ],
)
def test_what_a_topic_must_say(name: str, said: str) -> None:
    assert said in read_topic(name).text


def test_the_examples_of_the_act_and_the_eleven_behaviours_are_there() -> None:
    text = read_topic("stalking").text
    assert re.findall(r"^- \((.)\)", text, re.MULTILINE) == list("abcdefg")
    described = text.partition("# What people describe")[2].partition("It takes other forms")[0]
    assert described.count("\n- ") == 11


def test_every_kind_of_behaviour_is_listed_with_its_name() -> None:
    """The help of `add --type` sends people to this topic for the names."""
    listed = re.findall(r"^- .*\(([a-z-]{2,})\)\.", read_topic("stalking").text, re.MULTILINE)
    assert sorted(listed) == sorted(behaviours())


def test_the_command_prints_the_guide(capsys: pytest.CaptureFixture[str]) -> None:
    class Context:
        obj = Session(plain=True)

    context = cast("typer.Context", Context())
    guide(context, "saf")
    assert capsys.readouterr().out.startswith("STAYING SAFE\n\nYou know your situation best.")
    guide(context, as_json=True)
    assert len(json.loads(capsys.readouterr().out)) == len(TOPICS)


def test_the_list_has_a_line_for_each_topic() -> None:
    text = print_guide(None, as_json=False, width=100)
    assert [line.partition(":")[0] for line in text.splitlines()[2:8]] == list(TOPICS)
    assert "999" in text


@pytest.mark.parametrize("width", [30, 40, 80])
@pytest.mark.parametrize("topic", [None, *TOPICS])
def test_it_is_wrapped_and_ascii(topic: str | None, width: int) -> None:
    text = print_guide(topic, as_json=False, width=width)
    assert max(map(len, text.splitlines())) <= width
    assert text.isascii()
    assert text.endswith("\n")
    assert "# " not in text


def test_json() -> None:
    every = json.loads(print_guide(None, as_json=True, width=80))
    assert [topic["topic"] for topic in every] == list(TOPICS)
    assert list(every[0]) == ["topic", "title", "summary", "text"]
    one = json.loads(print_guide("device", as_json=True, width=80))
    assert one == [topic for topic in every if topic["topic"] == "device"]


@pytest.mark.parametrize(
    ("name", "topic"),
    [("device", "device"), ("REP", "reporting"), (" e", "evidence"), ("sa", "safety")],
)
def test_a_beginning_that_fits_one_topic_is_enough(name: str, topic: str) -> None:
    assert find_topic(name) == topic


def test_what_fits_no_topic_or_several() -> None:
    for name in ("police", "", "stalkings"):
        with pytest.raises(NothingMatched) as missing:
            find_topic(name)
        assert "stalking, safety, evidence, reporting, device and diary" in missing.value.sentence
    with pytest.raises(AnswerNeeded) as several:
        find_topic("s")
    assert several.value.sentence == "'s' could be stalking or safety."
    with pytest.raises(AnswerNeeded):
        find_topic("d")
