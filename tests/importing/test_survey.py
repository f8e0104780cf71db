"""The first reading says what the second will do: every item counted once, under one heading."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.diary import Diary
from stalkdiary.importers.reading.export import Reading
from stalkdiary.importing.job import Job
from stalkdiary.importing.preview import MOST_LISTED, Preview
from stalkdiary.importing.survey import TO_COME
from stalkdiary.importing.wanted import Request
from stalkdiary.usecases.imports import look_at_export

Writer = Callable[..., Path]
Importing = Callable[..., Any]


def said(
    text: str, at: str = "2026-03-12T21:30", sender: str | None = "Alex", **more: Any
) -> dict[str, Any]:
    return {"from": sender, "at": at, "text": text, **more}


def looked(diary: Diary, path: Path, reading: Reading | None = None, **request: Any) -> Preview:
    asked = Request(**({"names": ["Alex"]} | request))
    return look_at_export(
        diary, Job(path=path, request=asked, reading=reading or Reading())
    ).preview


def held_in(diary: Diary) -> int:
    """How many messages it holds, and incidents that came without any: rows of a record."""
    return sum(len(list(diary.messages(each.number))) or 1 for each in diary.incidents())


ITEMS = st.lists(
    st.builds(
        said,
        text=st.sampled_from(["a", "b"]),
        at=st.sampled_from(["2026-03-12T21:30", "2026-03-12T21:31", "2026-03-13T10:00"]),
        sender=st.sampled_from(["Alex", "Alex", "Me", "Kim", None]),
        direction=st.sampled_from(["in", "out", "unknown"]),
        thread=st.sampled_from(["chat", "other"]),
        native=st.sampled_from([None, None, "1", "2"]),
        state=st.sampled_from(["complete", "complete", "deleted-by-sender", "edited", "draft"]),
        kind=st.sampled_from(["message", "call"]),
    )
    | st.just({"notice": "changed the number", "telling": True})
    | st.just({"skipped": "a blank line"})
    | st.builds(lambda n: {"own": f"row {n}", "at": "2026-03-12T21:30"}, st.integers(0, 1)),
    max_size=10,
)


@settings(max_examples=40)
@given(before=ITEMS, items=ITEMS, with_mine=st.booleans(), chosen=st.booleans())
def test_every_item_is_counted_once_and_the_import_does_what_was_shown(
    *,
    before: list[dict[str, Any]],
    items: list[dict[str, Any]],
    with_mine: bool,
    chosen: bool,
    diaries: Callable[[], Diary],
    tmp_path_factory: pytest.TempPathFactory,
    written: Writer,
    taken: Importing,
) -> None:
    """What falls between two headings is lost without a word."""
    folder = tmp_path_factory.mktemp("chat")
    # Directions are given, so that nobody has to be asked who of two made it.
    before, items = (
        [said("mine", sender="Me", direction="out"), *each] for each in (before, items)
    )
    request = {"with_mine": with_mine, "since": "2026-03-13" if chosen else None}
    with diaries() as diary:
        taken(diary, written(folder / "before", *before))
        held, begun = held_in(diary), len(list(diary.incidents()))
        path = written(folder / "now", *items)
        shown = looked(diary, path, Reading(own=True, me="Me"), **request)
        records = sum("notice" not in each and "skipped" not in each for each in items)
        assert shown.records == records
        assert records == shown.stored + shown.duplicates + shown.outgoing + shown.others
        assert shown.notices + shown.skipped == len(items) - records
        made = taken(diary, path, **request)
        assert made.preview.counts() == shown.counts()
        assert (len(made.incidents), len(made.amended)) == (shown.incidents, shown.amended)
        assert len(list(diary.incidents())) == begun + shown.incidents
        assert held_in(diary) == held + shown.stored + (shown.beside or 0)
        again = looked(diary, path, Reading(own=True, me="Me"), **request)
        assert not again.brings_something
        assert diary.verify().findings == ()


def test_in_a_conversation_of_two_the_other_one_is_she(diary: Diary, export: Writer) -> None:
    """Her messages are not counted as somebody else's."""
    shown = looked(diary, export(said("a"), said("b", sender="Me"), said("c", sender="Me")))
    assert (shown.stored, shown.outgoing, shown.others) == (1, 2, 0)


@pytest.mark.parametrize(
    "items",
    [
        (said("a"), said("b", sender="Kim"), said("c", sender="Sam")),
        (said("a", group=True), said("b", sender="Kim", group=True)),
        (said("a"), said("b", sender="Kim"), said("c", sender=None, direction="out")),
    ],
    ids=["three people", "a group", "the export tells which are hers"],
)
def test_where_it_is_not_known_who_she_is_nobody_is_taken_for_her(
    diary: Diary, export: Writer, items: tuple[dict[str, Any], ...]
) -> None:
    """Kim's words would stand as hers."""
    shown = looked(diary, export(*items), with_mine=True)
    hers = sum(each.get("direction") == "out" for each in items)
    assert shown.outgoing == hers
    assert shown.beside == hers


def test_a_clock_a_day_ahead_is_said_to_be_wrong(diary: Diary, export: Writer) -> None:
    """Less may be an assumed zone; more stands as odd beside the message for ever."""
    now = datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0)
    soon, late = now + timedelta(hours=20), now + timedelta(hours=28)
    shown = looked(diary, export(said("a", now.isoformat()), said("b", soon.isoformat())))
    assert shown.odd[TO_COME] == 0
    shown = looked(diary, export(said("c", late.isoformat()), name="b"))
    assert shown.odd[TO_COME] == 1


def test_what_is_listed_one_by_one_has_an_end_and_what_is_counted_has_none(
    diary: Diary, export: Writer
) -> None:
    """A file of a million blank lines is still shown."""
    many = MOST_LISTED + 1
    notes = [{"notice": "blocked", "telling": True}] * many
    shown = looked(diary, export(*notes, *[{"skipped": "blank"}] * many, {"notice": "hello"}))
    assert (shown.notices, shown.skipped) == (many + 1, many)
    assert len(shown.notes) == len(shown.listed_skipped) == MOST_LISTED


def test_a_day_grows_by_its_own_acts_only(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """Another channel, another person or another day is another incident."""
    bring_in(export(said("a"), said("b", channel="Messenger")))
    made = bring_in(export(said("a"), said("b", channel="Messenger"), said("c"), name="longer"))
    assert (made.incidents, len(made.amended)) == ((), 1)
    kim = bring_in(export(said("d", sender="Kim"), name="kim"), names=["Kim"])
    assert (kim.incidents, kim.amended) == ((3,), ())
    counts = {
        (each.person_name, each.account.channel): each.account.times for each in diary.incidents()
    }
    assert counts == {("Alex", "WhatsApp"): 2, ("Alex", "Messenger"): 1, ("Kim", "WhatsApp"): 1}


def test_her_words_alone_begin_no_incident(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """On a day on which he did nothing there is nothing to report."""
    path = export(said("stop", "2026-03-11T10:00", "Me"), said("a"))
    assert looked(diary, path, with_mine=True).beside == 0
    bring_in(path, with_mine=True)
    (incident,) = diary.incidents()
    assert [each.message.text for each in diary.messages(incident.number)] == ["a"]


def test_messages_without_a_day_stand_last(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """They get their number after those of known days, as they stand in every list."""
    undated = {"from": "Alex", "text": "no date", "channel": "e-mail"}
    made = bring_in(export(undated, said("b", "2026-03-13T10:00"), said("a")))
    starts = [diary.incident(number).account.when.start for number in made.incidents]
    assert starts == ["2026-03-12T21:30:00+00:00", "2026-03-13T10:00:00+00:00", None]


def test_an_account_with_two_names_is_one_person(
    diary: Diary, export: Writer, bring_in: Importing
) -> None:
    """He renamed his account: what he wrote under the other name is his."""
    items = (
        said("a") | {"id": "user7"},
        said("b", sender="Lex") | {"id": "user7"},
        said("c", sender="Kim") | {"id": "user8"},
        said("d", sender="Sam") | {"id": "user9"},
    )
    shown = looked(diary, export(*items))
    assert (shown.stored, shown.others) == (2, 2)
    assert [each.text for each in shown.notes] == ["One account, with several names: Alex, Lex."]
    bring_in(export(*items))
    assert diary.incident(1).account.times == 2
    assert not looked(diary, export(*items)).brings_something


@pytest.mark.parametrize(
    ("channel", "other"), [("e-mail", "x@y.z"), ("Telegram", "user8")], ids=["a firm", "two"]
)
def test_other_people_are_not_taken_for_one(
    diary: Diary, export: Writer, channel: str, other: str
) -> None:
    """By one address of a firm many people write, and two accounts are two."""
    his, hers = {"channel": channel, "id": "x@y.z"}, {"channel": channel, "id": other}
    path = export(said("a", group=True) | his, said("b", sender="Lex", group=True) | hers)
    assert looked(diary, path).stored == 1
