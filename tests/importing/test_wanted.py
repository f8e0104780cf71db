"""Whose messages are taken: nobody else's words as theirs, and none of theirs left behind."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stalkdiary.errors import AnswerNeeded
from stalkdiary.importing.wanted import Request, Wanted, Who
from stalkdiary.model.message import (
    Basis,
    Call,
    Direction,
    ExportTime,
    Kind,
    Message,
    Resolution,
)
from stalkdiary.model.person import Person

ALEX = Person(number=3, name="Alex Doe", aliases=("Lexi",), numbers=("07700 900123",))
KIM = Person(number=4, name="Kim")


def wanted(*people: Person, **request: Any) -> Wanted:
    return Wanted.of(Request(**request), people)


def message(**given: Any) -> Message:
    values = {"locator": "line 1", "kind": Kind.MESSAGE, "channel": "WhatsApp", "time": None}
    return Message(**(values | given))


def on(day: str) -> ExportTime:
    return ExportTime(day, 0, day, Resolution.DAY, Basis.ASSUMED)


# Who it is of -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"sender": "Alex Doe"}, id="the name"),
        pytest.param({"sender": "~ alex  DOE"}, id="as an unsaved contact"),
        pytest.param({"sender": "\u200eAlex Doe\u200f"}, id="with invisible marks"),
        pytest.param({"sender": "Lexi"}, id="another name"),
        pytest.param({"sender": "+44 7700 900123"}, id="the number"),
        pytest.param({"sender_id": "07700900123"}, id="the number beside no name"),
    ],
)
def test_every_name_that_the_diary_knows_is_theirs(given: dict[str, str]) -> None:
    """One spelling that is not known again would leave all its messages behind."""
    assert wanted(ALEX, names=["Alex Doe"]).who(message(**given)) == Who("Alex Doe", 3)


def test_a_sender_is_known_by_the_number_when_the_name_was_changed() -> None:
    """Whoever is saved as "Do not answer" is still the one who was asked for by number."""
    saved = message(sender="Do not answer", sender_id="+447700900123")
    assert wanted(names=["07700 900123"]).who(saved) == Who("07700 900123", None)


def test_the_number_says_more_than_the_name() -> None:
    """Two people called Alex: the words of one are not put down to the other."""
    asked = wanted(ALEX, KIM, names=["Alex Doe", "Kim"])
    assert asked.who(message(sender="Kim", sender_id="07700 900123")) == Who("Alex Doe", 3)
    assert asked.who(message(sender="Kim", sender_id="07700 900999")) == Who("Kim", 4)


@pytest.mark.parametrize("sender", ["Alex", "Alex Doe Ltd", "Doe", "Alexa Doe", "Me", ""])
def test_a_part_of_a_name_is_somebody_else(sender: str) -> None:
    """A friend's words are never put down to the person who was asked for."""
    assert wanted(names=["Alex Doe"]).who(message(sender=sender)) is None


def test_own_messages_without_a_name_are_not_theirs() -> None:
    """A table has no sender in the rows of the person's own: her words are not taken for his."""
    rows = wanted(person="Alex Doe")
    assert rows.who(message()) == Who("Alex Doe", None)
    assert rows.who(message(direction=Direction.IN)) == Who("Alex Doe", None)
    assert rows.who(message(direction=Direction.OUT)) is None


def test_an_own_call_with_the_number_withheld_is_not_theirs() -> None:
    """A call that she made is no call that she got."""
    call = Call(outcome="answered", withheld=True)
    asked = wanted(names=["Alex"], withheld=True)
    assert asked.who(message(call=call, direction=Direction.IN)) == Who("Alex", None)
    assert asked.who(message(call=call, direction=Direction.OUT)) is None


def test_a_withheld_number_is_theirs_only_by_request() -> None:
    """Nobody knows who called; the person may say that she knows."""
    call = message(kind=Kind.CALL, call=Call(outcome="missed", withheld=True))
    assert wanted(names=["Alex"]).who(call) is None
    assert wanted(person="Alex").who(call) is None
    assert wanted(names=["Alex"], withheld=True).who(call) == Who("Alex", None)


def test_what_names_nobody_is_not_theirs_when_a_name_was_asked_for() -> None:
    """An unsigned message is not put down to anybody; one with another name neither."""
    assert wanted(names=["Alex"]).who(message()) is None
    assert wanted(person="Alex").who(message(sender="Kim")) is None
    assert wanted(person="Alex").who(message(sender_id="07700 900999")) is None


def test_without_a_name_nobody_is_meant() -> None:
    """A first look takes nothing."""
    nobody = wanted(ALEX, KIM)
    assert nobody.everyone == ()
    assert nobody.who(message(sender="Alex Doe")) is None
    assert nobody.who(message()) is None
    assert not wanted(since="2026-03-01").covers_day(on("2026-02-28"))


# Who they are in the diary ------------------------------------------------------------------


def test_a_name_of_somebodys_own_comes_before_the_alias_of_another() -> None:
    """Else Kim's messages would stand under Alex, who once called himself Kim."""
    alex = Person(number=1, name="Alex", aliases=("Kim",))
    assert wanted(alex, KIM, names=["Kim"]).everyone == (Who("Kim", 4),)
    assert wanted(KIM, alex, names=["Kim"]).everyone == (Who("Kim", 4),)


def test_two_known_people_stay_two() -> None:
    """Asked for together, each has their own messages."""
    asked = wanted(ALEX, KIM, names=["Lexi", "Kim"])
    assert set(asked.everyone) == {Who("Alex Doe", 3), Who("Kim", 4)}
    assert asked.who(message(sender="Kim")) == Who("Kim", 4)
    assert asked.who(message(sender="Alex Doe")) == Who("Alex Doe", 3)


def test_a_stranger_beside_two_known_people_is_asked_about() -> None:
    """It could be either: a guess would put words into the wrong mouth."""
    with pytest.raises(AnswerNeeded, match="Lover could be Alex Doe or Kim") as found:
        wanted(ALEX, KIM, names=["Alex Doe", "Kim", "Lover"])
    assert found.value.advice == (
        "Nothing was imported. Say who it is with --person NAME, or import twice."
    )


def test_a_stranger_beside_one_known_person_is_that_person() -> None:
    """A new number of his: its messages stand beside the old ones."""
    asked = wanted(ALEX, KIM, names=["07700 900555", "Lexi"])
    assert asked.everyone == (Who("Alex Doe", 3),)
    assert asked.who(message(sender="+447700900555")) == Who("Alex Doe", 3)
    assert asked.spellings["Alex Doe"][:2] == ["07700 900555", "Lexi"]


def test_person_says_who_all_names_are() -> None:
    """Also where the diary knows one of the names as somebody else."""
    asked = wanted(ALEX, KIM, names=["Kim", "X"], person="Lexi")
    assert asked.everyone == (Who("Alex Doe", 3),)
    assert asked.who(message(sender="Kim")) == Who("Alex Doe", 3)
    assert asked.nameless is None
    new = wanted(ALEX, names=["Lexi"], person="  The   neighbour ")
    assert new.everyone == (Who("The neighbour", None),)


def test_a_name_is_proposed_before_a_number() -> None:
    """The diary calls a new person by what people can recognise."""
    assert wanted(names=["07700 900555", "Sandy"]).everyone == (Who("Sandy", None),)
    assert wanted(names=["07700 900555"]).everyone == (Who("07700 900555", None),)


def test_an_address_book_adds_what_stands_for_the_same_person_and_nobody_else() -> None:
    """All numbers of his entry are his; an entry that shares nothing with it stays apart."""
    book = [["Alex Doe", "07700 900555"], ["Kim", "07700 900777"], ["Old", "07700 900123"]]
    asked = wanted(ALEX, names=["Lexi"], contacts=book)
    for sender in ("07700 900555", "+447700900555", "Old"):
        assert asked.who(message(sender=sender)) == Who("Alex Doe", 3), sender
    assert asked.who(message(sender="Kim")) is None
    assert asked.who(message(sender="07700 900777")) is None
    assert list(asked.spellings["Alex Doe"]) == ["Lexi", "07700 900555", "Old"]


def test_the_ledger_notes_what_was_asked() -> None:
    """An officer can read from it what was left out, and why."""
    plain = wanted(ALEX, names=["Lexi"]).to_json()
    assert plain["names"] == ["+447700900123", "alex doe", "lexi"]
    assert (plain["people"], plain["nameless"], plain["withheld"]) == (["Alex Doe"], False, False)
    assert (plain["since"], plain["until"], plain["kinds"]) == (None, None, [])
    assert (plain["with_mine"], plain["group"]) == (True, "day")
    full = wanted(
        person="Alex",
        withheld=True,
        since="2026-03-01",
        until="2026-03-31",
        kinds=frozenset({Kind.VOICEMAIL, Kind.CALL}),
        with_mine=False,
        by_message=True,
    ).to_json()
    assert (full["nameless"], full["withheld"]) == (True, True)
    assert (full["since"], full["until"]) == ("2026-03-01", "2026-03-31")
    assert full["kinds"] == ["call", "voicemail"]
    assert (full["with_mine"], full["group"]) == (False, "message")


# Which days and kinds -----------------------------------------------------------------------

DAYS = st.dates().map(str)


@given(day=DAYS, since=st.none() | DAYS, until=st.none() | DAYS)
def test_both_ends_of_a_span_of_days_belong_to_it(
    day: str, since: str | None, until: str | None
) -> None:
    """The first and the last day that were asked for are not lost."""
    inside = (since is None or since <= day) and (until is None or day <= until)
    asked = wanted(names=["Alex"], since=since, until=until)
    assert asked.covers(message(time=on(day))) is inside
    assert asked.covers_day(on(day)) is inside


def test_an_undated_message_is_in_no_span_but_in_the_whole() -> None:
    """A mail without a date is kept as long as no days are asked for."""
    assert wanted(names=["Alex"]).covers(message())
    assert not wanted(names=["Alex"], since="2026-01-01").covers(message())
    assert not wanted(names=["Alex"], until="2026-01-01").covers(message())


def test_only_the_kinds_that_were_asked_for_are_covered() -> None:
    """All of them where none is named."""
    calls = wanted(names=["Alex"], kinds=frozenset({Kind.CALL}))
    assert calls.covers(message(kind=Kind.CALL))
    assert not calls.covers(message())
    assert not calls.covers(message(kind=Kind.VOICEMAIL))
    assert all(wanted(names=["Alex"]).covers(message(kind=kind)) for kind in Kind)
    late = wanted(names=["Alex"], kinds=frozenset({Kind.CALL}), since="2026-03-01")
    assert not late.covers(message(kind=Kind.CALL, time=on("2026-02-28")))
