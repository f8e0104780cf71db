"""What is new of an export: no message lost, none counted twice, none of hers taken for his."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.diary import Diary
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.model.message import HeldMessage

Writer = Callable[..., Path]
Importing = Callable[..., Any]
DELETED = "This message was deleted"


def said(
    text: str, at: str = "2026-03-12T21:30", sender: str = "Alex", **more: Any
) -> dict[str, Any]:
    return {"from": sender, "at": at, "text": text, **more}


def deleted(at: str = "2026-03-12T21:30", **more: Any) -> dict[str, Any]:
    return said(DELETED, at, state="deleted-by-sender", **more)


def held(diary: Diary) -> list[HeldMessage]:
    return [each for incident in diary.incidents() for each in diary.messages(incident.number)]


def became(diary: Diary) -> dict[str, list[str]]:
    """By the text of each message, what later exports show of it."""
    return {each.message.text: [change.kind for change in each.changes] for each in held(diary)}


# Her own messages ---------------------------------------------------------------------------


def test_a_draft_is_not_among_the_messages_she_sent(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """What she wrote and never sent would stand in the record as if he had read it."""
    path = export(
        said("I see you", thread="t"),
        said("I will call the police", sender="Me", direction="out", thread="t"),
        said("please", sender="Me", direction="out", thread="t", state="draft"),
    )
    assert bring_in(path, with_mine=True).preview.beside == 1
    assert [each.message.text for each in held(diary)] == ["I see you", "I will call the police"]


@pytest.mark.parametrize("native", [False, True])
def test_her_words_are_never_counted_as_his(
    diary: Diary, export: Writer, bring_in: Importing, native: bool
) -> None:
    """Equal words of both sides in one minute are two messages, and only his is an act."""
    identities = [{"native": str(n)} if native else {} for n in range(3)]
    path = export(
        said("stop", **identities[0]),
        said("stop", sender="Me", **identities[1]),
        said("stop", sender="Me", **identities[2]),
    )
    for more in (0, 0, 0):
        bring_in(path, with_mine=True)
        assert [each.counted for each in held(diary)] == [True, False, False]
        assert diary.incident(1).account.times == 1 + more


def test_each_of_her_equal_answers_is_kept_once(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """She wrote "stop" three times in a minute: the third is not lost, nor any kept twice."""
    stop = said("stop", sender="Me")
    bring_in(export(said("I see you"), stop, stop), with_mine=True)
    made = bring_in(export(said("I see you"), stop, stop, stop, name="longer"), with_mine=True)
    assert made.preview.beside == 1
    assert [each.message.text for each in held(diary)] == ["I see you", "stop", "stop", "stop"]


def test_her_message_that_she_edited_is_one_message(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """By the identity that the format gives it."""
    bring_in(export(said("I see you"), said("stop", sender="Me", native="7")), with_mine=True)
    edited = said("please stop", sender="Me", native="7", state="edited")
    made = bring_in(export(said("I see you"), edited, said("b"), name="later"), with_mine=True)
    assert made.preview.beside == 0
    assert [each.message.text for each in held(diary)] == ["I see you", "stop", "b"]


def test_her_messages_with_other_people_are_not_taken(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """Only those of a conversation in which he writes; what she tells Sam is hers."""
    path = export(
        said("I see you", thread="Alex"),
        said("he wrote again", sender="Me", direction="out", thread="Sam"),
        said("oh no", sender="Sam", thread="Sam"),
        said("stop", sender="Me", direction="out", thread="Alex"),
    )
    bring_in(path, with_mine=True)
    assert [each.message.text for each in held(diary)] == ["I see you", "stop"]


def test_her_messages_can_be_left_out(diary: Diary, export: Writer, bring_in: Importing) -> None:
    """And never where each message becomes an incident: hers is none."""
    path = export(said("I see you"), said("stop", sender="Me"))
    bring_in(path, with_mine=False)
    assert [each.message.text for each in held(diary)] == ["I see you"]
    second = export(said("I see you", "2026-03-14T10:00"), said("no", sender="Me"), name="b")
    bring_in(second, with_mine=True, by_message=True)
    assert [each.message.text for each in held(diary)] == ["I see you", "I see you"]


def test_what_somebody_else_wrote_in_a_group_is_not_hers(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """In a group the export does not tell which name is hers."""
    path = export(
        said("I see you", group=True),
        said("leave her alone", sender="Kim", group=True),
    )
    assert bring_in(path, with_mine=True).preview.beside == 0
    assert [each.message.text for each in held(diary)] == ["I see you"]


# Deleted and edited -------------------------------------------------------------------------


def test_two_deletions_in_one_minute_are_two_messages(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """Put down to the first threat, both would leave the second standing, and one be lost."""
    bring_in(export(said("first threat"), said("second threat")))
    made = bring_in(export(deleted(), deleted(), name="later"))
    assert became(diary) == {"first threat": ["deleted"], "second threat": ["deleted"]}
    assert (made.preview.stored, made.preview.changes) == (0, 2)
    assert diary.incident(1).account.times == 2


def test_a_third_deletion_in_a_minute_of_two_is_a_new_message(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """He wrote something in between that no export showed."""
    bring_in(export(said("first"), said("second")))
    made = bring_in(export(deleted(), deleted(), deleted(), name="later"))
    assert made.preview.stored == 1
    assert diary.incident(1).account.times == 3
    assert became(diary)[DELETED] == []


def test_what_the_file_still_shows_was_not_deleted(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """Of two equal messages the one that is left stands."""
    bring_in(export(said("again"), said("again"), said("threat")))
    bring_in(export(said("again"), said("again"), deleted(), name="later"))
    assert [len(each.changes) for each in held(diary)] == [0, 0, 1]
    bring_in(export(said("again"), deleted(), deleted(), name="last"))
    assert [len(each.changes) for each in held(diary)] == [0, 1, 1]


def test_her_own_message_is_not_the_one_that_he_deleted(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """The record would say that her "stop" was deleted, and that the threat still stands."""
    bring_in(export(said("stop", sender="Me"), said("threat")), with_mine=True)
    bring_in(export(said("stop", sender="Me"), deleted(), name="later"), with_mine=True)
    assert became(diary) == {"stop": [], "threat": ["deleted"]}


def test_a_deletion_is_known_within_the_minute_of_its_message(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """An export with seconds dates the deleted message later in the same minute, or earlier."""
    bring_in(export(said("first", "2026-03-12T21:30:10", precision="second"), said("more")))
    bring_in(export(deleted("2026-03-12T21:30:50", precision="second"), said("more"), name="b"))
    assert became(diary) == {"first": ["deleted"], "more": []}


def test_a_deleted_message_without_a_date_is_one_of_its_own(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """Nothing tells which it was; it stops no import."""
    bring_in(export(said("threat")))
    gone = {"from": "Alex", "text": DELETED, "state": "deleted-by-sender"}
    assert bring_in(export(said("threat"), gone, name="later")).preview.stored == 1
    assert became(diary) == {"threat": [], DELETED: []}


@pytest.mark.parametrize(
    "later",
    [
        deleted("2026-03-12T21:31"),
        deleted("2026-03-12T21:29"),
        deleted("2026-03-13T21:30"),
        deleted(channel="Messenger"),
    ],
    ids=["a minute later", "a minute before", "a day later", "by another channel"],
)
def test_a_deletion_of_another_minute_or_channel_is_a_message_of_its_own(
    diary: Diary, export: Writer, bring_in: Importing, later: dict[str, Any]
) -> None:
    """A message that no export showed would be lost in one that stands."""
    bring_in(export(said("threat")))
    made = bring_in(export(later, name="later"))
    assert made.preview.stored == 1
    assert became(diary) == {"threat": [], DELETED: []}


def test_the_deletion_of_one_person_is_not_that_of_another(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """Kim deleted something: what Alex wrote in the same minute still stands."""
    bring_in(export(said("threat")))
    later = export(deleted() | {"from": "Kim"}, said("x", sender="Me"), name="kim")
    bring_in(later, names=["Kim"], with_mine=False)
    assert became(diary) == {"threat": [], DELETED: []}


def test_equal_words_of_two_people_are_two_messages(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """What is held of Alex says nothing about Kim."""
    bring_in(export(said("hello")))
    made = bring_in(export(said("hello", sender="Kim"), name="kim"), names=["Kim"])
    assert (made.preview.stored, made.preview.duplicates) == (1, 0)


def test_a_deletion_is_said_once(diary: Diary, export: Writer, bring_in: Importing) -> None:
    """Each later export shows it again, by whichever side it was deleted."""
    bring_in(export(said("threat", native="7")))
    bring_in(export(deleted(native="7"), name="b"))
    bring_in(export(said("", state="deleted-by-me", native="7"), said("more"), name="c"))
    assert became(diary) == {"threat": ["deleted"], "more": []}


def test_each_text_of_an_edited_message_is_kept_once(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """What he wrote first, and each wording after it, in their order."""
    bring_in(export(said("I will kill you", native="7")))
    for name, text in (("b", "I will miss you"), ("c", "I will miss you"), ("d", "hello")):
        bring_in(export(said(text, state="edited", native="7"), said(name), name=name))
    changed = held(diary)[0]
    assert changed.message.text == "I will kill you"
    assert [each.message.text for each in changed.changes] == ["I will miss you", "hello"]


def test_an_edit_that_is_deleted_later_shows_both(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """One does not hide the other."""
    bring_in(export(said("threat", native="7")))
    bring_in(export(said("hi", state="edited", native="7"), name="b"))
    bring_in(export(deleted(native="7"), name="c"))
    assert became(diary) == {"threat": ["edited", "deleted"]}


def test_media_is_noted_only_when_more_of_it_is_there(
    diary: Diary, export: Writer, bring_in: Importing, tmp_path: Path
) -> None:
    """The same picture again is no news; a second one is."""
    for name in ("1.jpg", "2.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    bring_in(export(said("", files=["1.jpg", "missing.jpg"], native="7")))
    again = export(said("", files=["1.jpg", "missing.jpg"], native="7"), said("x"), name="b")
    assert bring_in(again).preview.changes == 0
    both = export(said("", files=["1.jpg", "2.jpg"], native="7"), name="c")
    assert bring_in(both).preview.changes == 1
    assert became(diary)[""] == ["media"]


def test_one_identity_is_one_message_within_a_file(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """A file may hold an item twice; by another channel the same number is another item."""
    path = export(
        said("one", native="7"), said("one", native="7"), said("two", native="7", channel="SMS")
    )
    made = bring_in(path)
    assert (made.preview.stored, made.preview.duplicates) == (2, 1)
    assert bring_in(path).preview.stored == 0


def test_each_message_with_an_identity_can_be_an_incident_of_its_own(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """In their order: two of one minute would otherwise be one incident."""
    path = export(said("one", native="1"), said("two", native="2"))
    assert bring_in(path, by_message=True).incidents == (1, 2)
    assert [each.message.text for each in held(diary)] == ["one", "two"]


# The clock ----------------------------------------------------------------------------------


def days(count: int, hour: int = 10, text: str = "text") -> list[dict[str, Any]]:
    return [said(f"{text} {n}", f"2026-02-{n:02}T{hour:02}:30") for n in range(1, count + 1)]


@pytest.mark.parametrize("hours", [-5, -1, 1, 3, 14])
def test_an_export_of_another_zone_is_not_imported_a_second_time(
    diary: Diary, export: Writer, bring_in: Importing, hours: int
) -> None:
    """Each message would be counted twice, at two times of day."""
    bring_in(export(*days(6, 8)))
    before = diary.path.read_bytes()
    shifted = export(*days(6, 8 + hours), name="abroad")
    many = "1 hour" if abs(hours) == 1 else f"{abs(hours)} hours"
    which = f"{many} {'later' if hours < 0 else 'earlier'}"
    told = rf"Of the first 6 messages that seem new, 6 are in the diary already, {which}"
    with pytest.raises(OpenQuestion, match=told) as asked:
        bring_in(shifted)
    assert diary.path.read_bytes() == before
    there, here = asked.value.answers
    assert here.option == "--timezone Europe/London"
    assert all("from 1 February 2026 to 6 February 2026" in each.words for each in (there, here))
    # Each answer is what it says.
    assert bring_in(shifted, reading=there.to(Reading())).preview.stored == 0
    made = bring_in(shifted, reading=here.to(Reading()))
    assert made.preview.stored == 6
    assert which in made.preview.notes[0].text


def test_few_equal_texts_at_another_hour_are_no_other_zone(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """He sends the same words each hour: they are messages, not a mistake of the clock."""
    bring_in(export(*days(4)))
    made = bring_in(export(*days(4, 11), name="later"))
    assert made.preview.stored == 4
    made = bring_in(export(*days(4, 12), *days(8, 20, "other"), name="third"))
    assert made.preview.stored == 12


def test_the_fewest_that_show_another_zone_are_five(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """Five of ten are enough, four of eight or five of twelve are not: those are kept."""
    bring_in(export(*days(5)))
    with pytest.raises(OpenQuestion, match="first 10 messages that seem new, 5 are"):
        bring_in(export(*days(5, 11), *days(5, 20, "other"), name="half"))
    made = bring_in(export(*days(5, 11), *days(7, 20, "other"), name="less"))
    assert made.preview.stored == 12


def test_an_export_whose_clock_fits_is_taken_though_texts_repeat(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """What is known again at its own time shows that the clock is right: nothing is held back."""
    hourly = [said("answer me", f"2026-03-12T{hour:02}:00") for hour in range(20)]
    bring_in(export(*hourly[:10]))
    made = bring_in(export(*hourly, name="longer"))
    assert (made.preview.stored, made.preview.duplicates) == (10, 10)


def test_times_that_carry_their_zone_are_never_taken_for_shifted(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """The same words an hour later are further messages where the export gives UTC."""
    texts = [(f"text {n}", f"2026-02-{n:02}T10:30+00:00") for n in range(1, 8)]
    bring_in(export(*(said(text, at) for text, at in texts)))
    later = export(*(said(text, at.replace("T10", "T11")) for text, at in texts), name="b")
    assert bring_in(later).preview.stored == 7


# Any export ---------------------------------------------------------------------------------

_ACTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["stands", "goes"]),
        st.sampled_from(["Alex", "Alex", "Me"]),
    ),
    max_size=7,
)


@settings(max_examples=40)
@given(acts=_ACTS)
def test_deletions_are_never_more_or_fewer_messages(
    acts: list[tuple[int, str, str, str]],
    diaries: Callable[[], Diary],
    tmp_path_factory: pytest.TempPathFactory,
    written: Callable[..., Path],
    taken: Callable[..., Any],
) -> None:
    """Whatever he deletes later: as many acts as he did, each deletion at one of his messages."""
    folder = tmp_path_factory.mktemp("chat")
    first = [said(text, f"2026-03-12T21:{n:02}", who) for n, text, _, who in acts]
    later = [
        deleted(each["at"]) if fate == "goes" and each["from"] == "Alex" else each
        for each, (_, _, fate, _) in zip(first, acts, strict=True)
    ]
    with diaries() as diary:
        taken(diary, written(folder / "first", *first), with_mine=True)
        taken(diary, written(folder / "later", *later), with_mine=True)
        messages = held(diary)
        his = sum(who == "Alex" for *_, who in acts)
        assert sum(each.counted for each in messages) == his
        assert sum(each.account.times for each in diary.incidents()) == his
        gone = sum(who == "Alex" and fate == "goes" for _, _, fate, who in acts)
        assert sum(len(each.changes) for each in messages if each.counted) == gone
        assert max((len(each.changes) for each in messages), default=0) <= 1
        assert not any(each.changes for each in messages if not each.counted)
        assert diary.verify().findings == ()
