"""The door guards what is written for ever: it is refused whole, or can be read ever after."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stalkdiary.diary import Diary
from stalkdiary.errors import AnswerNeeded, InputRefused, NoDiary, NothingMatched, StalkdiaryError
from stalkdiary.model.action import Action
from stalkdiary.model.behaviour import behaviours
from stalkdiary.model.changes import Changes, PersonChanges
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.incident import TEXTS, Account
from stalkdiary.model.moment import Moment
from stalkdiary.model.person import Person
from stalkdiary.model.summary import summarise
from stalkdiary.usecases.report import write_report

NOW = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)
WHEN = Moment.exact(NOW - timedelta(days=3), timezone="Europe/London")
NO_ZONE = Moment.unknown(timezone="Nowhere/At_All")
text = st.text(max_size=30) | st.sampled_from(
    ["", " ", "no", "not sure", "\x00", "a\x1b[2Jb", "\x1a", "\r\n", "\ud83d", "\u2028", "\u202e"]
)
slugs = st.sampled_from([*behaviours(), "nonsense", "thr", ""])
anything = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), text, st.binary(max_size=4)),
    *(st.lists(text | slugs, max_size=3), st.lists(text, max_size=3).map(tuple)),
    *(st.lists(slugs, max_size=3).map(tuple), st.just(WHEN), st.just(NO_ZONE), st.just(NOW)),
    *(st.integers(-3, 3), st.dictionaries(text, text, max_size=2), st.just(date(2026, 3, 1))),
)
likely: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("what", *TEXTS), text),
    "when": st.just(WHEN),
    "types": st.lists(slugs, max_size=3).map(tuple),
    "witnesses": st.lists(text, max_size=3).map(tuple),
    "times": st.integers(-1, 5),
    "noticed": st.just(WHEN) | st.none(),
}


def fields(required: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Values for fields: mostly of their kind, at times of any."""
    known = {name: each | anything for name, each in likely.items()}
    return st.fixed_dictionaries(
        {name: known[name] for name in required},
        optional={name: each for name, each in known.items() if name not in required},
    )


@contextmanager
def a_copy(template: Path) -> Iterator[Diary]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.db"
        shutil.copy(template, path)
        with Diary(path, None) as diary:
            yield diary


def refused_or_readable(template: Path, change: Callable[[Diary], object]) -> None:
    with a_copy(template) as diary:
        before = diary.path.read_bytes()
        try:
            change(diary)
        except StalkdiaryError:
            assert diary.path.read_bytes() == before
            return
        everything_reads(diary)


def everything_reads(diary: Diary) -> None:
    incidents = list(diary.incidents())
    json.dumps([each.shown() for each in incidents])
    json.dumps(summarise(incidents, now_day=NOW.date()).to_json())
    json.dumps([each.to_json() for each in diary.people()])
    for each in incidents:
        assert diary.history(each.number)
        assert each.account.what.strip()
        assert not set(each.account.what) & set("\x00\x1b\x1a\r")
    diary.actions()
    write_report(diary, diary.path.with_name("report.txt"), "text", now=NOW)
    assert diary.verify().findings == ()


@pytest.fixture(scope="session")
def template(templates: dict[str, tuple[Path, bytes | None]]) -> Path:
    return templates["plain filled"][0]


@settings(max_examples=60)
@given(given_fields=fields(("what", "when")), person=text | st.none() | anything)
def test_whatever_is_added(template: Path, given_fields: dict[str, Any], person: Any) -> None:
    """It raises one of our errors and leaves the file as it was, or can be read ever after."""
    refused_or_readable(template, lambda diary: diary.add(Account(**given_fields), person=person))


@settings(max_examples=60)
@given(number=st.integers(1, 4), given_fields=fields(()), person=text | anything, why=anything)
def test_whatever_is_amended(
    template: Path, number: int, given_fields: dict[str, Any], person: Any, why: Any
) -> None:
    """The same for later knowledge."""
    changes = Changes(**given_fields, person=person)
    refused_or_readable(template, lambda diary: diary.amend(number, changes, why=why))


@settings(max_examples=40)
@given(values=st.lists(anything, min_size=8, max_size=8))
def test_whatever_is_said_of_a_person_a_thing_or_a_deed(template: Path, values: list[Any]) -> None:
    """The same for everything else that is written down."""
    a, b, c, d, e, f, g, h = values
    for change in (
        lambda diary: diary.record_person(
            Person(number=0, name=a, role=b, relationship=c, aliases=d, numbers=e, notes=f)
        ),
        lambda diary: diary.change_person("Alex", PersonChanges(name=a, aliases=b, notes=c)),
        lambda diary: diary.record_action(
            Action(number=0, recorded_at="", kind="police", when=g, what=a, officer=b, due=c)
        ),
        lambda diary: diary.attach_physical(1, PhysicalItem(description=a, kept_at=b), captured=h),
        lambda diary: diary.withdraw(2, a),
        lambda diary: diary.set_initials(a),
    ):
        refused_or_readable(template, change)


@pytest.mark.parametrize(
    "change",
    [
        lambda diary: diary.add(Account(what="x", when=WHEN, types=("nonsense",))),
        lambda diary: diary.add(Account(what="", when=WHEN)),
        lambda diary: diary.add(Account(what=" \n", when=WHEN)),
        lambda diary: diary.add(Account(what="x", when=WHEN, times=-3)),
        lambda diary: diary.add(Account(what="x", when=WHEN, times=0)),
        lambda diary: diary.add(Account(what="x", when=WHEN, times=True)),
        lambda diary: diary.add(Account(what="x", when=NO_ZONE)),
        lambda diary: diary.add(Account(what="x", when=cast("Any", NOW))),
        lambda diary: diary.add(Account(what="x", when=WHEN, types=cast("Any", "threats"))),
        lambda diary: diary.add({"what": "x"}),
        lambda diary: diary.add(Account(what="x", when=WHEN), ["a.jpg"]),
        lambda diary: diary.amend(1, {"wher": "home"}),
        lambda diary: diary.amend(1, Changes(what=cast("Any", None))),
        lambda diary: diary.amend(1, Changes(types=("nonsense",))),
        lambda diary: diary.set_initials("A/1"),
        lambda diary: diary.change_person("Alex", {"nam": "x"}),
        lambda diary: diary.change_person("Alex", PersonChanges(name="")),
        lambda diary: diary.record_person(Person(number=0, name="not sure")),
        lambda diary: diary.record_person(Person(number=0, name="X", role="villain")),
        lambda diary: diary.record_action(
            Action(number=0, recorded_at="", kind="prayer", when=WHEN)
        ),
        lambda diary: diary.moment(datetime(2026, 3, 1)),  # noqa: DTZ001 - that is what is refused
    ],
)
def test_what_can_never_be_an_entry_is_refused(
    template: Path, change: Callable[[Diary], object]
) -> None:
    """Permanent entries that nothing could read later were written by the first version."""
    with a_copy(template) as diary:
        before = diary.path.read_bytes()
        with pytest.raises(InputRefused):
            change(diary)
        assert diary.path.read_bytes() == before


def test_somebody_who_is_not_in_the_list_is_nobody(template: Path) -> None:
    """The number of a person is one that the diary gave."""
    with a_copy(template) as diary, pytest.raises(NothingMatched):
        diary.add(Account(what="x", when=WHEN, person=99))


def test_times_in_words_or_as_a_time(template: Path) -> None:
    """What a script knows is enough, without the grammar."""
    with a_copy(template) as diary:
        said = diary.moment("12 March 2026 21:30", until="22:00")
        assert (said.start, said.end) == ("2026-03-12T21:30:00+00:00", "2026-03-12T22:00:00+00:00")
        summer = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
        assert diary.moment(summer).start == "2026-07-01T11:00:00+01:00"
        assert [diary.moment(each).start for each in (None, "", "not sure")] == [None] * 3
        assert diary.moment("now").precision == "exact"


def test_a_file_named_twice_is_one_exhibit(template: Path, tmp_path: Path) -> None:
    """By another path it is the same file; a copy is another one."""
    photo, copy = tmp_path / "a.jpg", tmp_path / "b.jpg"
    for each in (photo, copy):
        each.write_bytes(b"\xff\xd8\xff")
    other_path = tmp_path / "x" / ".." / "a.jpg"
    (tmp_path / "x").mkdir()
    with a_copy(template) as diary:
        receipt = diary.add(Account(what="x", when=WHEN), [photo, other_path, photo, copy])
        assert [each.name for each in receipt.exhibits] == ["a.jpg", "b.jpg"]


def test_a_closed_diary_says_so(template: Path) -> None:
    """Every method, every property, and a listing that was begun before it was closed."""
    with a_copy(template) as diary:
        begun = diary.incidents()
        next(begun)
        diary.close()
        diary.close()
        with pytest.raises(NoDiary, match="closed"):
            list(begun)
        calls: list[Callable[[], object]] = [
            diary.case,
            diary.people,
            diary.actions,
            diary.drafts,
            diary.handovers,
            diary.exhibits,
            diary.verify,
            lambda: diary.fingerprint,
            lambda: diary.evidence_bytes,
            lambda: list(diary.incidents()),
            lambda: list(diary.entries()),
            lambda: list(diary.messages(1)),
            lambda: diary.incident(1),
            lambda: diary.history(1),
            lambda: diary.search("x"),
            lambda: diary.person("Alex"),
            lambda: diary.moment("now"),
            lambda: diary.set_initials("CD"),
            lambda: diary.add(Account(what="x", when=WHEN)),
            lambda: diary.amend(1, Changes(where="x")),
            lambda: diary.withdraw(1, "x"),
            lambda: diary.attach(1, [Path("x")]),
            lambda: diary.save_draft({}),
            lambda: diary.change_person("Alex", PersonChanges(notes="x")),
            lambda: diary.record_handover("report", {}),
        ]
        for call in calls:
            with pytest.raises(NoDiary, match="closed"):
                call()


def test_clearing_is_a_change_like_any_other(template: Path) -> None:
    """It is written down, the history keeps what stood there, and doing it twice asks."""
    with a_copy(template) as diary:
        known = diary.incident(1).account
        assert (known.types, known.witnesses, known.where) == (
            ("loitering",), ("Sam",), "outside the school",
        )  # fmt: skip
        cleared = Changes(where="", types=(), witnesses=None, person=None, when=None, times=None)
        diary.amend(1, cleared)
        account = diary.incident(1).account
        assert account == Account(what=known.what, when=Moment.unknown(timezone="Europe/London"))
        changes = diary.history(1)[-1].content()["changes"]
        assert changes["where"] is None
        assert changes["types"] == changes["witnesses"] == []
        assert "times" not in changes, "it was 1 already"
        with pytest.raises(AnswerNeeded, match="would change"):
            diary.amend(1, cleared)
        diary.change_person("Alex", PersonChanges(aliases=(), role=None))
        assert diary.people()[0] == Person(number=1, name="Alex")
        everything_reads(diary)


def test_an_unknown_time_stands_where_it_was_written(template: Path) -> None:
    """After what had happened before it was written down, not behind everything for ever."""
    with a_copy(template) as diary:
        unknown = diary.add(Account(what="some time", when=diary.moment(None))).number
        later = Moment.exact(datetime(2999, 1, 1, tzinfo=UTC), timezone="Europe/London")
        last = diary.add(Account(what="a clock that is wrong", when=later)).number
        assert [each.number for each in diary.incidents()][-2:] == [unknown, last]
