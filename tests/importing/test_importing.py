"""From an export to incidents, whatever its format."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.diary import Diary
from stalkdiary.errors import AnswerNeeded, InputRefused
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importing.job import Job
from stalkdiary.importing.survey import TO_COME
from stalkdiary.importing.wanted import Request
from stalkdiary.model.changes import Changes
from stalkdiary.model.message import HeldMessage
from stalkdiary.model.person import Person
from stalkdiary.usecases.extract import exhibit_bytes
from stalkdiary.usecases.imports import import_export, look_at_export

Writer = Callable[..., Path]
Importing = Callable[..., Any]


def said(
    text: str, at: str = "2026-03-12T21:30", sender: str = "Alex", **more: Any
) -> dict[str, Any]:
    return {"from": sender, "at": at, "text": text, **more}


def texts(diary: Diary, incident: int = 1) -> list[str]:
    return [each.message.text for each in diary.messages(incident)]


def test_a_day_of_messages_becomes_one_incident(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """Counts, times, person, channel and kind; the words of the messages stay in their rows."""
    path = export(
        said("one", "2026-03-12T06:12"),
        said("mine", "2026-03-12T07:00", "Me"),
        said("two", "2026-03-12T23:50"),
        {"from": "Alex", "at": "2026-03-12T23:10", "call": "missed"},
        said("three", "2026-03-13T00:05"),
    )
    made = bring_in(path)
    first, second = diary.incidents()
    assert made.incidents == (1, 2)
    assert (
        first.account.what
        == "2 WhatsApp messages and 1 missed WhatsApp call from Alex, 06:12 to 23:50."
    )
    assert first.account.when.start == "2026-03-12T06:12:00+00:00"
    assert first.account.when.end == "2026-03-12T23:50:00+00:00"
    assert (first.account.times, first.account.types) == (3, ("calls-messages",))
    assert (first.source, first.person_name, first.account.channel) == (
        "import",
        "Alex",
        "WhatsApp",
    )
    assert second.account.what == "1 WhatsApp message from Alex, 00:05."
    assert texts(diary) == ["one", "mine", "", "two"]
    assert diary.verify().findings == ()


def test_the_export_is_an_exhibit_and_everything_is_accounted_for(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    path = export(
        said("one"),
        said("mine", sender="Me"),
        {"notice": "Your security code changed", "telling": True, "at": "2026-03-12T21:31"},
        {"notice": "Messages are encrypted"},
        {"skipped": "a blank line"},
    )
    made = bring_in(path)
    preview = made.preview
    assert (preview.records, preview.stored, preview.outgoing) == (2, 1, 1)
    assert (preview.notices, preview.skipped, preview.others, preview.duplicates) == (2, 1, 0, 0)
    (exhibit,) = diary.exhibits()
    assert b"".join(exhibit_bytes(diary, exhibit.ref)) == path.read_bytes()
    (entry,) = [each for each in diary.entries() if each.kind == "import"]
    body = entry.content()
    assert body["exhibits"] == [exhibit.ref]
    assert body["notes"] == [["line 3", "Your security code changed"]]
    assert body["skipped"] == [["line 5", "a blank line"]]


def test_the_same_export_again_adds_nothing(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    path = export(said("one"), said("one"), said("two", native="7"))
    bring_in(path)
    before = diary.path.read_bytes()
    made = bring_in(path)
    assert (made.preview.stored, made.preview.duplicates) == (0, 3)
    assert made.earlier is not None
    assert made.exhibits == ()
    assert diary.path.read_bytes() == before


def test_equal_texts_in_one_minute_are_counted(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """Ten times the same words are ten messages; a longer export adds only what is more."""
    bring_in(export(*[said("answer me")] * 10))
    made = bring_in(export(*[said("answer me")] * 12, said("later", "2026-03-14T10:00"), name="b"))
    assert (made.preview.stored, made.preview.duplicates) == (3, 10)
    first, second = diary.incidents()
    assert first.account.times == 12
    assert first.account.what == "12 WhatsApp messages from Alex, 21:30."
    assert (made.amended, made.incidents) == ((1,), (2,))
    assert second.number == 2
    assert diary.verify().findings == ()


def test_an_identity_of_the_format_makes_two_items_one(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    made = bring_in(export(said("one", native="1"), said("one", native="1"), said("x", native="2")))
    assert (made.preview.stored, made.preview.duplicates) == (2, 1)
    assert texts(diary) == ["one", "x"]


@pytest.mark.parametrize("state", ["deleted-by-sender", "edited"])
@pytest.mark.parametrize("native", [None, "7"])
def test_a_later_export_shows_a_message_deleted_or_edited(
    diary: Diary, export: Writer, bring_in: Importing, state: str, native: str | None
) -> None:
    """The first text stays; what became of it stands beside it."""
    extra = {} if native is None else {"native": native}
    bring_in(export(said("before", "2026-03-12T21:30"), said("I will find you", **extra)))
    made = bring_in(
        export(
            said("before", "2026-03-12T21:30"),
            said("This was changed", state=state, **extra),
            name="later",
        )
    )
    assert (made.preview.stored, made.preview.changes, made.preview.duplicates) == (0, 1, 2)
    before, changed = diary.messages(1)
    assert (before.changes, changed.message.text) == ((), "I will find you")
    (change,) = changed.changes
    assert change.kind == ("edited" if state == "edited" else "deleted")
    assert change.exhibit == "AB/2"
    assert change.message.text == "This was changed"
    longer = export(
        said("before", "2026-03-12T21:30"),
        said("This was changed", state=state, **extra),
        said("more", "2026-03-15T10:00"),
        name="longer",
    )
    assert bring_in(longer).preview.changes == 0
    assert diary.verify().findings == ()


def test_a_later_export_brings_the_picture(
    diary: Diary, export: Writer, bring_in: Importing, tmp_path: Path
) -> None:
    """An export without media and one with media are the same messages."""
    bring_in(export(said("", state="media-omitted")))
    (tmp_path / "IMG-1.jpg").write_bytes(b"a picture")
    made = bring_in(export(said("", files=["IMG-1.jpg"]), name="with-media"))
    assert (made.preview.stored, made.preview.changes) == (0, 1)
    (held,) = diary.messages(1)
    assert [change.kind for change in held.changes] == ["media"]
    assert [each.name for each in diary.exhibits(1)] == ["export.jsonl", "with-media", "IMG-1.jpg"]
    assert diary.verify().findings == ()


def test_a_renamed_contact_is_one_person(diary: Diary, export: Writer, bring_in: Importing) -> None:
    """Names are resolved by the list of people, which learns what it was told."""
    bring_in(export(said("one", sender="+44 7700 900123")), names=["07700 900123"], person="Alex")
    assert diary.person("Alex").numbers == ("07700 900123",)
    made = bring_in(export(said("one", sender="Alex"), said("two", sender="Alex"), name="renamed"))
    assert (made.preview.stored, made.preview.duplicates) == (1, 1)
    assert [person.name for person in diary.people()] == ["Alex"]


def test_an_unknown_name_that_could_be_two_people_is_asked_about(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    diary.record_person(Person(number=0, name="Alex"))
    diary.record_person(Person(number=0, name="Sam"))
    with pytest.raises(AnswerNeeded, match="could be Alex or Sam"):
        bring_in(export(said("one")), names=["Alex", "Sam", "Lexi"])


def test_a_part_of_a_name_is_not_the_name(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    chat = export(said("one", sender="Alexander"), said("two"))
    made = bring_in(chat, reading=Reading(me="Alexander"))
    assert (made.preview.stored, made.preview.outgoing) == (1, 1)
    assert [each.message.text for each in diary.messages(1) if each.counted] == ["two"]
    assert made.preview.own_names == ("Alexander",)


def test_another_time_zone_is_noticed(diary: Diary, export: Writer, bring_in: Importing) -> None:
    """What is held already, hours away, is not imported a second time."""
    days = [(f"text {n}", f"2026-03-{n:02}T21:30") for n in range(1, 12)]
    bring_in(export(*(said(text, at) for text, at in days)))
    other = export(*(said(text, at.replace("T21", "T22")) for text, at in days), name="abroad")
    before = diary.path.read_bytes()
    with pytest.raises(AnswerNeeded, match="11 are in the diary already, 1 hour earlier"):
        bring_in(other)
    assert diary.path.read_bytes() == before
    made = bring_in(other, reading=Reading(timezone="Europe/Paris"))
    assert (made.preview.stored, made.preview.duplicates) == (0, 11)


def test_withdrawn_stays_withdrawn(diary: Diary, export: Writer, bring_in: Importing) -> None:
    bring_in(export(said("one")))
    diary.withdraw(1, "not from him")
    made = bring_in(export(said("one"), said("two"), name="longer"))
    assert (made.preview.stored, made.preview.duplicates, made.incidents) == (1, 1, (2,))
    assert diary.incident(1).withdrawn
    assert texts(diary, 2) == ["two"]


def test_words_of_the_person_stay_when_acts_are_added(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    bring_in(export(said("one")))
    diary.amend(1, Changes(what="He wrote about the court date", felt="sick"))
    bring_in(export(said("one"), said("two"), name="longer"))
    account = diary.incident(1).account
    assert (account.what, account.felt) == ("He wrote about the court date", "sick")
    assert account.times == 2


def test_own_messages_are_kept_beside_theirs(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """They are context: not counted, and none of them on days without an act."""
    path = export(
        said("stop", "2026-03-11T10:00", "Me"),
        said("one"),
        said("stop", "2026-03-12T21:35", "Me"),
    )
    bring_in(path)
    held = list(diary.messages(1))
    assert [(each.message.text, each.counted) for each in held] == [("one", True), ("stop", False)]
    assert diary.incident(1).account.times == 1
    assert bring_in(path).preview.stored == 0
    assert diary.verify().findings == ()


def test_a_time_to_come_is_said_to_be_odd(export: Writer, bring_in: Importing) -> None:
    path = export(said("one"), said("two", "2999-03-12T10:00"))
    assert bring_in(path).preview.odd == {TO_COME: 1}


def test_own_messages_can_be_asked_for_later(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """They come beside what is held, once, though nothing of theirs is new."""
    path = export(
        said("stop", "2026-03-11T10:00", "Me"),
        said("one"),
        said("stop", "2026-03-12T21:35", "Me"),
    )
    assert bring_in(path, with_mine=False).preview.beside is None
    assert bring_in(path, with_mine=True).preview.beside == 1
    assert bring_in(path, with_mine=True).preview.beside == 0
    held = list(diary.messages(1))
    assert [(each.message.text, each.counted) for each in held] == [("one", True), ("stop", False)]
    assert diary.verify().findings == ()


def test_one_incident_for_each_message_when_asked_for(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    made = bring_in(export(said("one"), said("two"), said("two")), by_message=True)
    assert made.incidents == (1, 2, 3)
    assert texts(diary, 3) == ["two"]


def test_days_and_kinds_are_chosen(diary: Diary, export: Writer, bring_in: Importing) -> None:
    path = export(
        said("one", "2026-03-11T23:59"),
        said("two", "2026-03-12T00:00"),
        said("three", "2026-03-12T23:59"),
        {"from": "Alex", "at": "2026-03-12T12:00", "call": "missed"},
        said("four", "2026-03-13T00:00"),
    )
    made = bring_in(path, since="2026-03-12", until="2026-03-12", kinds=frozenset({"message"}))
    assert (made.preview.stored, made.preview.others) == (2, 3)
    assert texts(diary) == ["two", "three"]


def test_a_withheld_number_counts_only_when_asked_for(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    path = export(
        said("one"),
        {"at": "2026-03-12T22:00", "call": "missed", "withheld": True, "direction": "in"},
    )
    assert bring_in(path).preview.senders["(number withheld)"].count == 1
    made = bring_in(path, withheld=True)
    assert (made.preview.stored, made.preview.duplicates) == (1, 1)


def test_an_undated_mail_is_kept(diary: Diary, export: Writer, bring_in: Importing) -> None:
    bring_in(export({"from": "Alex", "text": "no date", "channel": "e-mail", "native": "a@b"}))
    (incident,) = diary.incidents()
    assert incident.account.when.start is None
    assert incident.account.what == "1 e-mail from Alex."


def test_rows_of_an_own_record_become_incidents(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """In the person's words; the same rows again add nothing, a further one does."""
    row = {"own": "He stood outside", "at": "2026-03-12T21:30", "fields": {"where": "home"}}
    bring_in(export(row, row), names=[], person="Alex")
    one, _ = diary.incidents()
    assert (one.account.what, one.account.where, one.person_name) == (
        "He stood outside",
        "home",
        "Alex",
    )
    made = bring_in(export(row, row, row, name="longer"), names=[], person="Alex")
    assert (made.preview.stored, made.preview.duplicates, made.incidents) == (1, 2, (3,))


def test_days_of_an_own_record_are_chosen(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """An entry without a day is in no span of days."""
    rows = [{"own": f"day {n}", "at": f"2026-03-{n}T21:30"} for n in (11, 12, 13)]
    made = bring_in(export(*rows, {"own": "some day"}), names=[], since="2026-03-12")
    assert (made.preview.stored, made.preview.others) == (2, 2)
    assert [each.account.what for each in diary.incidents()] == ["day 12", "day 13"]


def test_bad_input_leaves_the_diary_byte_for_byte(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    bring_in(export(said("one")))
    before = diary.path.read_bytes()
    with pytest.raises(InputRefused, match=":3: found something bad"):
        bring_in(export(said("two"), said("three"), {"bad": True}, name="bad"))
    assert diary.path.read_bytes() == before


def test_a_preview_writes_nothing_and_says_the_same(diary: Diary, export: Writer) -> None:
    job = Job(
        path=export(said("one"), said("two", "2026-03-13T10:00")),
        request=Request(names=["Alex"]),
        reading=Reading(),
    )
    before = diary.path.read_bytes()
    preview = look_at_export(diary, job).preview
    assert diary.path.read_bytes() == before
    made = import_export(diary, job)
    assert made.preview.counts() == preview.counts()
    assert (preview.incidents, len(made.incidents)) == (2, 2)


def test_the_other_party_of_a_conversation_of_two_is_proposed(diary: Diary, export: Writer) -> None:
    """By the directions in the export, or by its name; never where more than two take part."""

    def proposed(*items: dict[str, Any], name: str = "export.jsonl") -> str | None:
        path = export(*items, name=name)
        job = Job(path=path, request=Request(), reading=Reading())
        return look_at_export(diary, job).preview.other_party(path.name)

    assert proposed(said("one"), said("two", sender="Me", direction="out")) == "Alex"
    assert proposed(said("one"), said("two", sender="Me")) is None
    named = "WhatsApp Chat with Alex.txt"
    assert proposed(said("one"), said("two", sender="Me"), name=named) == "Alex"
    three = (said("one"), said("two", sender="Me"), said("three", sender="Sam"))
    assert proposed(*three, name=named) is None


_MINUTES = st.integers(0, 3)
_CHAT = st.lists(
    st.tuples(st.sampled_from(["Alex", "Me"]), _MINUTES, st.sampled_from(["a", "b", ""])),
    max_size=12,
)


@settings(max_examples=30)
@given(first=_CHAT, more=_CHAT)
def test_importing_a_chat_in_two_exports_is_importing_it_once(
    first: list[tuple[str, int, str]],
    more: list[tuple[str, int, str]],
    diaries: Callable[[], Diary],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """However it is cut, what is held in the end are the same messages, none lost, none twice."""
    folder = tmp_path_factory.mktemp("chats")
    whole = [
        said(text, f"2026-03-12T21:{minute:02}", sender) for sender, minute, text in [*first, *more]
    ]
    (folder / "first").write_text("".join(json.dumps(e) + "\n" for e in whole[: len(first)]))
    (folder / "whole").write_text("".join(json.dumps(e) + "\n" for e in whole))
    request = Request(names=["Alex"])
    with diaries() as twice, diaries() as once:
        for name in ("first", "whole"):
            import_export(twice, Job(path=folder / name, request=request, reading=Reading(me="Me")))
        import_export(once, Job(path=folder / "whole", request=request, reading=Reading(me="Me")))
        assert sorted(map(_facts, _all(twice))) == sorted(map(_facts, _all(once)))
        assert [each.account.times for each in twice.incidents()] == [
            each.account.times for each in once.incidents()
        ]
        assert twice.verify().findings == ()


def _all(diary: Diary) -> list[HeldMessage]:
    return [held for incident in diary.incidents() for held in diary.messages(incident.number)]


def _facts(held: HeldMessage) -> tuple[int, str]:
    assert held.message.time is not None
    return (held.message.time.instant, held.message.text)
