"""The Diary: what goes in comes out, as values, and nothing is ever lost on the way."""

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import (
    AnswerNeeded,
    DiaryBusy,
    EvidenceAltered,
    InputRefused,
    NoDiary,
    NothingMatched,
    NotWritten,
    StalkdiaryError,
)
from stalkdiary.model.action import Action
from stalkdiary.model.changes import Changes, PersonChanges
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.incident import Account
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.moment import Moment
from stalkdiary.model.person import Person
from stalkdiary.model.recovery_code import recovery_code
from stalkdiary.usecases.backup import back_up
from stalkdiary.usecases.extract import exhibit_bytes, extract
from stalkdiary.usecases.facts import gather_facts

WHEN = Moment.exact(datetime(2026, 3, 1, tzinfo=UTC), timezone="Europe/London")
NO_TIME = Moment.unknown(timezone="Europe/London", said="not sure")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "door.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 a scratched door")
    return path


def test_an_account_comes_back_with_every_field(
    diary: Diary, account: Callable[..., Account]
) -> None:
    given = account(
        'It is 3 °C, he says "I\'m here" 😀\n\tand waits\u202e',
        noticed=Moment.exact(datetime(2026, 11, 21, tzinfo=UTC), timezone="Europe/London"),
        where="outside",
        types=("loitering", "threats"),
        channel="in person",
        felt="sick",
        witnesses=("Sam", "Jo"),
        appearance="grey hood",
        vehicle="red Fiat, AB12 CDE",
        response="I went in",
        police_ref="CAD 123",
        breach="the order of May",
        identified_by="his voice",
        witness_contact="at number 4",
        injury="a cut, the walk-in centre",
        cost="£80",
        children="yes",
        link="https://example.com/@alex",
        times=3,
    )
    receipt = diary.add(given, person="Alex  Smith")
    found = diary.incident(receipt.number)
    assert found.account == replace(given, person=1)
    assert found.person_name == "Alex Smith"
    assert (found.recorded_at, found.source, found.amended) == (receipt.recorded_at, "typed", 0)
    assert receipt.fingerprint == diary.fingerprint
    assert json.loads(json.dumps(found.shown()))["what"] == given.what


def test_only_what_is_ever_required(diary: Diary) -> None:
    diary.add(Account(what="x", when=NO_TIME))
    assert diary.incident(1).account == Account(what="x", when=NO_TIME)


def test_text_that_is_no_unicode_is_refused_and_nothing_is_saved(
    diary: Diary, account: Callable[..., Account]
) -> None:
    with pytest.raises(InputRefused):
        diary.add(account("half \ud83d"), person="Alex")
    assert diary.people() == []
    assert diary.verify().entries == 1


def test_files_become_exhibits_with_numbers_that_are_never_used_again(
    diary: Diary, account: Callable[..., Account], picture: Path
) -> None:
    copy = picture.with_name("copy.jpg")
    copy.write_bytes(picture.read_bytes())
    first = diary.add(account(), [picture, copy], captured="by Sam")
    diary.set_initials("XY")
    second = diary.attach(1, [picture], captured="later")
    assert [each.ref for each in (*first.exhibits, *second.exhibits)] == ["AB/1", "AB/2", "XY/3"]
    assert diary.incident(1).exhibits == ("AB/1", "AB/2", "XY/3")
    assert [*first.exhibits, *second.exhibits] == diary.exhibits() == diary.exhibits(1)
    exhibit = diary.exhibit("ab/1")
    assert exhibit == first.exhibits[0]
    assert (exhibit.name, exhibit.media_type, exhibit.captured) == (
        "door.jpg",
        "image/jpeg",
        "by Sam",
    )
    assert exhibit.sha256 == hashlib.sha256(picture.read_bytes()).hexdigest()
    assert diary.evidence_bytes == picture.stat().st_size
    assert diary.exhibits(2) == []


def test_a_copy_comes_out_byte_for_byte_and_is_logged(filled: Diary, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    counted: list[int] = []
    exhibit = extract(filled, "ab/1", target, lambda _: nullcontext(counted.append))
    data = target.read_bytes()
    assert data == bytes(range(256)) * 160
    assert sum(counted) == len(data) == exhibit.bytes
    assert target.stat().st_mode & 0o777 == 0o600
    assert b"".join(exhibit_bytes(filled, "AB/1")) == data
    logged = [content for _, content in filled.handovers()][1:]
    assert [(each["what"], each["ref"], each["sha256"]) for each in logged] == [
        ("extract", "AB/1", exhibit.sha256)
    ] * 2


def test_a_copy_that_cannot_be_logged_is_not_made(
    filled: Diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise DiaryBusy("Another command is using the diary.")

    monkeypatch.setattr(Diary, "record_handover", busy)
    with pytest.raises(DiaryBusy):
        extract(filled, "AB/1", tmp_path / "copy")
    assert list(tmp_path.glob("*copy*")) == list(tmp_path.glob(".*")) == []


def test_a_copy_takes_nobodys_place(filled: Diary, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    target.write_bytes(b"mine")
    with pytest.raises(InputRefused, match="already something"):
        extract(filled, "AB/1", target)
    with pytest.raises(InputRefused, match="a thing, not a file"):
        extract(filled, "AB/3", tmp_path / "thing")
    with pytest.raises(NotWritten):
        extract(filled, "AB/1", tmp_path / "missing" / "copy")
    assert target.read_bytes() == b"mine"


def test_a_thing_is_an_exhibit_too(diary: Diary, account: Callable[..., Account]) -> None:
    diary.add(account())
    item = PhysicalItem(
        description="dead flowers",
        found_at="on the mat",
        handled_by="me, with gloves",
        packed="paper bag",
        kept_at="with Sam",
    )
    exhibit = diary.attach_physical(1, item).exhibits[0]
    assert (exhibit.ref, exhibit.physical, exhibit.sha256) == ("AB/1", True, None)
    assert (
        exhibit.name,
        exhibit.found_at,
        exhibit.handled_by,
        exhibit.packed,
        exhibit.kept_at,
    ) == (
        item.description,
        item.found_at,
        item.handled_by,
        item.packed,
        item.kept_at,
    )
    assert diary.exhibits() == [exhibit]


def test_an_amendment_keeps_the_first_version(
    diary: Diary, account: Callable[..., Account], picture: Path
) -> None:
    first = account("It was Tuesday", types=("threats",), felt="afraid")
    diary.add(first)
    receipt = diary.amend(
        1,
        Changes(what="It was Wednesday", when=NO_TIME, types=(), felt=None, times=1, person="Alex"),
        why="I looked it up",
        files=[picture],
    )
    assert diary.incident(1).account == Account(what="It was Wednesday", when=NO_TIME, person=1)
    assert diary.incident(1).amended == 1
    assert receipt.exhibits[0].ref == "AB/1"
    made, amended, exhibit = diary.history(1)
    assert Account.from_json(made.content()) == first
    assert amended.content()["why"] == "I looked it up"
    assert amended.content()["changes"] == {
        "what": "It was Wednesday",
        "when": NO_TIME.to_json(),
        "types": [],
        "felt": None,
        "person": 1,
    }
    assert exhibit.kind == "exhibit"


def test_an_amendment_that_changes_nothing_asks(
    diary: Diary, account: Callable[..., Account]
) -> None:
    diary.add(account(where="home"))
    with pytest.raises(AnswerNeeded, match="would change"):
        diary.amend(1, Changes(where="home", felt=None, witnesses=()))
    diary.amend(1, Changes(), why="I stand by it")
    assert diary.incident(1).amended == 1


def test_a_withdrawn_incident_stays_readable(diary: Diary, account: Callable[..., Account]) -> None:
    diary.add(account("mistaken"))
    diary.withdraw(1, "it was the postman")
    found = diary.incident(1)
    assert (found.withdrawn, found.withdrawn_why) == (True, "it was the postman")
    assert found.account.what == "mistaken"
    assert [each.number for each in diary.incidents()] == [1]
    with pytest.raises(AnswerNeeded, match="withdrawn already"):
        diary.withdraw(1, "again")
    diary.amend(1, Changes(where="home"))
    assert diary.incident(1).withdrawn


def test_numbers_are_never_used_again(diary: Diary, account: Callable[..., Account]) -> None:
    assert [diary.add(account()).number for _ in range(3)] == [1, 2, 3]
    diary.withdraw(3, "x")
    assert diary.add(account()).number == 4


@pytest.mark.parametrize(
    "ask",
    [
        lambda diary: diary.incident(9),
        lambda diary: diary.amend(9, Changes(where="x")),
        lambda diary: diary.withdraw(9, "x"),
        lambda diary: diary.attach(9, [Path("x")]),
        lambda diary: diary.attach_physical(9, PhysicalItem(description="x")),
        lambda diary: diary.exhibit("AB/9"),
        lambda diary: extract(diary, "AB/9", Path("x")),
        lambda diary: diary.person("Nobody"),
        lambda diary: diary.change_person("Nobody", PersonChanges(notes="x")),
    ],
)
def test_what_is_not_there_is_said_and_nothing_changes(
    ask: Callable[[Diary], object], filled: Diary
) -> None:
    before = filled.fingerprint
    with pytest.raises(NothingMatched):
        ask(filled)
    assert filled.fingerprint == before


def test_attaching_nothing_asks_for_a_file(filled: Diary) -> None:
    with pytest.raises(AnswerNeeded, match="No file"):
        filled.attach(1, [])


def test_people_are_found_by_every_name(diary: Diary) -> None:
    diary.record_person(
        Person(
            number=0,
            name="Alex Smith",
            role="stalker",
            aliases=("Lexi",),
            numbers=("+44 7700 900123",),
            handles=("alex@example.org",),
        )
    )
    diary.record_person(Person(number=0, name="Lex", aliases=("Sam",)))
    diary.record_person(Person(number=0, name="Sam", aliases=("Jo",)))
    diary.record_person(Person(number=0, name="Jo Two", aliases=("Jo",)))
    for name in ("alex  smith", "LEXI", "+44 7700 900123", "Alex@Example.org"):
        assert diary.person(name).number == 1
    # A name comes before somebody else's alias.
    assert diary.person("sam").number == 3
    with pytest.raises(AnswerNeeded, match="Sam or Jo Two"):
        diary.person("Jo")
    with pytest.raises(AnswerNeeded, match="already"):
        diary.record_person(Person(number=0, name="ALEX SMITH"))


def test_later_knowledge_of_a_person_is_added(diary: Diary) -> None:
    diary.record_person(Person(number=0, name="Alex", aliases=("Lexi",), notes="old"))
    diary.change_person("lexi", PersonChanges(aliases=("Lexi", "A."), notes="new", role="stalker"))
    assert diary.people() == [
        Person(number=1, name="Alex", aliases=("Lexi", "A."), notes="new", role="stalker")
    ]
    with pytest.raises(AnswerNeeded, match="would change"):
        diary.change_person("Alex", PersonChanges(notes="new"))


def test_actions_come_in_the_order_in_which_they_were_done(diary: Diary, when: Moment) -> None:
    later = replace(when, start="2026-11-21T08:00:00+00:00")
    for each in (later, NO_TIME, when):
        given = Action(number=0, recorded_at="", kind="police", when=each, reference="123")
        receipt = diary.record_action(given)
        found = next(each for each in diary.actions() if each.number == receipt.number)
        assert found == replace(given, number=receipt.number, recorded_at=receipt.recorded_at)
    assert [each.number for each in diary.actions()] == [3, 1, 2]


def test_handovers_are_the_custody_log(diary: Diary) -> None:
    entry = diary.record_handover("report", {"format": "pdf", "for": "PC 1234", "pages": 3})
    ((at, content),) = diary.handovers()
    assert at == entry.recorded_at
    assert content.pop("nonce")
    assert content == {"what": "report", "format": "pdf", "for": "PC 1234", "pages": 3}


def test_initials_change_and_the_diary_stays_itself(diary: Diary) -> None:
    before = diary.case()
    diary.set_initials("QR")
    assert diary.case() == replace(before, initials="QR")
    assert len(before.diary) == 32
    assert before.timezone == "Europe/London"


def test_a_report_has_the_facts_of_one_moment(filled: Diary, when: Moment) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    facts = gather_facts(filled, now=now, recipient="PC 1234")
    assert list(facts.incidents) == list(filled.incidents())
    assert facts.fingerprint == filled.fingerprint
    assert facts.entries == filled.verify().entries
    assert set(facts.histories) == {1, 3}


def test_verify_says_what_a_fingerprint_covers(filled: Diary) -> None:
    early = filled.history(2)[0]
    whole = filled.verify()
    assert (whole.findings, whole.covered, whole.altered) == ((), None, False)
    assert whole.fingerprint == filled.fingerprint
    assert (whole.entries, whole.exhibits) == (len(list(filled.entries())), 3)
    assert filled.verify([early.hash]).covered == early.number
    assert filled.verify([short_fingerprint(early.hash)]).covered == early.number
    both = filled.verify([early.hash, filled.fingerprint.upper()])
    assert (both.covered, both.findings) == (whole.entries, ())
    strange = filled.verify([early.hash, "0" * 64])
    assert [each.kind for each in strange.findings] == ["fingerprint-unknown"]
    assert (strange.covered, strange.altered) == (early.number, True)
    with pytest.raises(InputRefused):
        filled.verify(["not a fingerprint"])


def test_a_recovery_code_opens_in_place_of_the_passphrase(
    encrypted: Diary, passphrase: str, account: Callable[..., Account]
) -> None:
    assert encrypted.key is not None
    code = recovery_code(encrypted.key)
    for secret in (passphrase, code, code.lower().replace("-", " ")):
        with Diary.open(encrypted.path, iter([secret]).__next__) as again:
            again.add(account())
            assert again.key == encrypted.key
    assert len(list(encrypted.incidents())) == 3


def test_a_plain_diary_asks_for_nothing(diary: Diary) -> None:
    def ask() -> str:
        pytest.fail("there is no passphrase")

    with Diary.open(diary.path, ask) as again:
        assert again.key is None


@pytest.mark.parametrize("passphrase", [None, "words"])
def test_a_diary_is_not_made_over_something(passphrase: str | None, tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    path.write_bytes(b"mine")
    with pytest.raises(InputRefused, match="already something"):
        Diary.create(path, passphrase)
    assert path.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_diary_that_goes_away_while_it_is_open_is_told(
    diary: Diary, account: Callable[..., Account]
) -> None:
    """A memory stick pulled out, a folder moved: nothing may seem to be saved."""
    diary.path.rename(diary.path.with_name("moved.db"))
    with pytest.raises(NoDiary, match="no longer"):
        diary.add(account())
    diary.path.with_name("moved.db").rename(diary.path)
    assert diary.add(account()).number == 1


def test_a_diary_without_its_first_entry_says_so(tmp_path: Path) -> None:
    from stalkdiary.store.connection import connect
    from stalkdiary.store.schema import migrate

    path = tmp_path / "diary.db"
    path.touch()
    connection = connect(path, None)
    migrate(connection)
    connection.close()
    with Diary(path, None) as diary:
        readers: list[Callable[[], object]] = [
            diary.case,
            lambda: diary.fingerprint,
            lambda: diary.set_initials("AB"),
        ]
        for read in readers:
            with pytest.raises(EvidenceAltered):
                read()


def test_the_same_story_in_plain_and_encrypted_is_the_same(
    opened: Callable[[str], Diary], everything: Callable[[Diary], list[object]]
) -> None:
    """Apart from the moments of writing and the nonces, and so the hashes."""
    plain, encrypted = opened("plain filled"), opened("encrypted filled")

    def told(diary: Diary) -> list[object]:
        return [replace(each, recorded_at="") for each in diary.incidents()]

    assert told(plain) == told(encrypted)
    assert [each.sha256 for each in plain.exhibits()] == [
        each.sha256 for each in encrypted.exhibits()
    ]


def test_no_story_is_left_beside_an_encrypted_diary(
    encrypted: Diary, account: Callable[..., Account], tmp_path: Path
) -> None:
    source = tmp_path / "note.txt"
    source.write_bytes(b"CANARY" * 100_000)
    seen: list[bytes] = []

    def look(_count: int) -> None:
        seen.extend(each.read_bytes() for each in encrypted.path.parent.iterdir())

    encrypted.save_draft({"what": "CANARY"})
    encrypted.add(account("CANARY " * 50_000), [source], progress=look)
    look(0)
    encrypted.change_passphrase("CANARY", look)
    look(0)
    assert len(seen) > 4
    assert not any(b"CANARY" in data for data in seen)


def test_every_failure_has_a_sentence_and_advice() -> None:
    codes = {}
    for kind in StalkdiaryError.__subclasses__():
        error = kind("What went wrong.")
        assert error.advice.endswith(".")
        assert str(error) == error.sentence
        codes[kind.__name__] = error.exit_code
    assert codes == {
        "AnswerNeeded": 2,
        "NothingMatched": 3,
        "InputRefused": 4,
        "DiaryBusy": 5,
        "WrongPassphrase": 6,
        "NoDiary": 7,
        "NotWritten": 8,
        "UnsafeFile": 9,
        "EvidenceAltered": 10,
        "NotAllChecked": 11,
    }


def test_a_large_story_and_a_large_file_fit(
    diary: Diary, account: Callable[..., Account], tmp_path: Path
) -> None:
    source = tmp_path / "film.mp4"
    data = os.urandom(3_000_000)
    source.write_bytes(data)
    what = ("every word of it " * 100_000).strip()
    diary.add(account(what), [source])
    assert diary.incident(1).account.what == what
    assert b"".join(exhibit_bytes(diary, "AB/1")) == data
    assert diary.verify().findings == ()


def test_backups_and_timestamps_stand_in_the_custody_log(diary: Diary, tmp_path: Path) -> None:
    diary.record_timestamp({"authority": "https://tsa.example", "entry": 1, "checked": False})
    back_up(diary, tmp_path / "copy.db")
    diary.record_handover("report", {"for": "PC Smith"})
    assert [details["what"] for _, details in diary.handovers()] == [
        "timestamp",
        "backup",
        "report",
    ]


def test_a_clock_of_a_story_makes_a_made_up_case_for_ever(tmp_path: Path) -> None:
    """Whoever dates entries back has a diary whose first entry, and every report, says so."""
    past = datetime(2020, 3, 1, 12, 0, tzinfo=UTC)
    with Diary.create(tmp_path / "d.db", None, made_up=lambda: past) as diary:
        diary.add(Account(what="x", when=diary.moment("yesterday")))
        assert diary.incident(1).recorded_at == "2020-03-01T12:00:00Z"
        assert diary.incident(1).account.when.start == "2020-02-29"
        diary.set_initials("AB")
        assert diary.case().made_up
        assert diary.verify().findings == ()
    with Diary.open(tmp_path / "d.db") as again:
        again.add(Account(what="y"))
        assert again.incident(2).recorded_at > "2026"
        assert again.case().made_up


def test_a_diary_of_a_person_goes_by_the_clock_of_the_machine(tmp_path: Path) -> None:
    """Nothing of it says that it is made up, and no clock can be given to one that exists."""
    with Diary.create(tmp_path / "d.db", None) as diary:
        assert not diary.case().made_up
        (first,) = diary.entries()
        assert "made_up" not in first.content()
