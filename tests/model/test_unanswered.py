"""Which words leave a question open, and which are an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.model.incident import SINCE_0_2
from stalkdiary.model.unanswered import is_not_known, is_unanswered, is_yes, says_breach

FIELDS = (
    *("when", "noticed", "where", "types", "person", "channel", "felt", "witnesses", "appearance"),
    *("vehicle", "response", "police_ref", "breach", *SINCE_0_2),
)
NOT_KNOWN = (
    *("", "  ", "not sure", "Not sure.", "I'm not sure", "I’m not sure", "im not sure", "unsure"),
    *("NOT REALLY SURE", "don't know", "I don’t know", "dont know", "I do not know yet", "dunno"),
    *("no idea", "idk", "can't remember", "I can't remember", "unknown", "not known", "n/a", "N/A"),
    *("?", "??", "-", "–", "...", "skip", "“not sure”", "(not sure)", "rather not say"),
)
NO = (
    "no",
    "No.",
    "NO",
    "nope",
    "none",
    "none yet",
    "not yet",
    "nil",
    "no thanks",
    "no,  thank you",
)


@pytest.mark.parametrize("text", NOT_KNOWN)
def test_not_knowing_leaves_every_field_open(text: str) -> None:
    """It is a good answer to every question, and records nothing."""
    assert is_not_known(text)
    assert [field for field in FIELDS if not is_unanswered(text, field)] == []


@pytest.mark.parametrize("text", NO)
def test_no_leaves_every_field_open(text: str) -> None:
    """A no is no place, no reference and no breach."""
    assert [field for field in FIELDS if not is_unanswered(text, field)] == []


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("breach", "no order"),
        ("breach", "There is no order."),
        ("breach", "no breach"),
        ("breach", "nothing"),
        ("police_ref", "no reference yet"),
        ("police_ref", "no crime number"),
        ("witnesses", "nobody"),
        ("witnesses", "no one"),
        ("person", "nobody"),
        ("vehicle", "no car"),
        ("witness_contact", "no number"),
        ("injury", "I was not hurt"),
        ("cost", "nothing"),
        ("children", "no children there"),
        ("link", "no account"),
    ],
)
def test_no_may_say_what_there_is_not(field: str, text: str) -> None:
    """At the question that it answers."""
    assert is_unanswered(text, field)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("what", "no"),
        ("what", "?"),
        ("what", "nothing"),
        ("felt", "nothing"),
        ("felt", "I felt nothing at all"),
        ("felt", ":("),
        ("felt", "😢"),
        ("response", "nothing"),
        ("identified_by", "nothing but his walk"),
        ("injury", "no injury that shows"),
        ("children", "no, but they heard it"),
        ("where", "not sure, near the station"),
        ("where", "Noon Street"),
        ("where", "No. 12"),
        ("person", "N"),
        ("person", "Noah"),
        ("person", "unknown man"),
        ("witnesses", "N"),
        ("police_ref", "0"),
        ("breach", "no contact order"),
        ("breach", "no, the order has ended"),
        ("vehicle", "no number plate, white van"),
    ],
)
def test_real_words_are_never_thrown_away(field: str, text: str) -> None:
    """What is more than a no, or could be an answer, stays."""
    assert not is_unanswered(text, field)


@given(st.text(), st.sampled_from(FIELDS))
def test_words_around_it_make_it_an_answer(text: str, field: str) -> None:
    """Only a whole answer is ever looked at."""
    assert not is_unanswered(f"On {text} Tuesday he", field)


@pytest.mark.parametrize(
    ("text", "breach"),
    [
        ("yes", True),
        ("Y", True),
        ("the order of May", True),
        ("No contact order, condition 2", True),
        ("no-contact order", True),
        ("not to come within 100 metres", True),
        ("Non-molestation order", True),
        *((text, False) for text in (*NOT_KNOWN, *NO, "no order")),
        ("no, it has ended", False),
        ("maybe the bail", False),
        ("I don't think so", False),
        ("not this time", False),
        ("perhaps", False),
        ("I’m not sure, the one of May", False),
    ],
)
def test_only_yes_or_a_named_order_is_a_breach(text: str, breach: bool) -> None:
    """Nothing else is counted as one in a report."""
    assert says_breach(text) is breach


def test_yes_is_yes_in_every_spelling() -> None:
    """And a sentence is kept as it is."""
    assert all(map(is_yes, ("y", "Yes", "YES.", "yeah")))
    assert not is_yes("yes, the order of May")


@given(st.sampled_from([*NOT_KNOWN, *NO]), st.sampled_from("129٣²"), st.sampled_from(FIELDS))
def test_where_there_is_a_figure_something_was_said(words: str, figure: str, field: str) -> None:
    """No way to leave a question open has one."""
    assert not is_unanswered(f"{words} {figure}", field)
    assert not is_not_known(f"{figure}{words}")
