"""What was committed is read back from the file before anybody is told that it is saved."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryBusy, EvidenceAltered, MaybeSaved, NotRead, NotWritten
from stalkdiary.model.action import Action
from stalkdiary.model.changes import ActionChanges, Changes, PersonChanges
from stalkdiary.model.exhibit import PhysicalItem
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment
from stalkdiary.model.person import Person
from stalkdiary.store import connection as connections
from stalkdiary.store.read_back import must_be_there

Forged = Callable[[Diary], sqlite.Connection]


def _writing(account: Account, when: Moment, file: Path) -> dict[str, Callable[[Diary], object]]:
    return {
        "add": lambda diary: diary.add(account, [file]),
        "amend": lambda diary: diary.amend(1, Changes(where="elsewhere")),
        "withdraw": lambda diary: diary.withdraw(1, "twice"),
        "attach": lambda diary: diary.attach(1, [file]),
        "attach_physical": lambda diary: diary.attach_physical(1, PhysicalItem(description="a")),
        "action": lambda diary: diary.record_action(
            Action(number=0, recorded_at="", kind="police", when=when, what="101")
        ),
        "amend_action": lambda diary: diary.amend_action(1, ActionChanges(what="102")),
        "person": lambda diary: diary.record_person(Person(number=0, name="Kim")),
        "change": lambda diary: diary.change_person("Alex", PersonChanges(aliases=("Al",))),
        "timestamp": lambda diary: diary.record_timestamp({"authority": "a"}),
        "backup": lambda diary: diary.record_backup({"entries": 1}),
        "handover": lambda diary: diary.record_handover("report", {}),
        "initials": lambda diary: diary.set_initials("XY"),
    }


@pytest.mark.parametrize(
    "verb",
    [
        *("add", "amend", "withdraw", "attach", "attach_physical", "action", "person"),
        *("amend_action", "change", "timestamp", "backup", "handover", "initials"),
    ],
)
def test_nothing_is_called_saved_that_a_disk_took_and_did_not_keep(
    verb: str,
    filled: Diary,
    account: Callable[..., Account],
    when: Moment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every way of writing: the commit ends well, and the file is as it was."""
    file = tmp_path / "file"
    file.write_bytes(b"x")
    before = [each.hash for each in filled.entries()]
    monkeypatch.setattr(connections, "_commit", lambda connection: connection.execute("ROLLBACK"))
    with pytest.raises(EvidenceAltered, match="did not keep"):
        _writing(account(), when, file)[verb](filled)
    assert [each.hash for each in filled.entries()] == before


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM entry WHERE number = (SELECT max(number) FROM entry)",
        "UPDATE entry SET body = '{}' WHERE number = (SELECT max(number) FROM entry)",
        "UPDATE entry SET body = '{}' WHERE number = (SELECT max(number) - 1 FROM entry)",
        "DELETE FROM evidence_chunk WHERE evidence = (SELECT max(id) FROM evidence)",
        "DELETE FROM evidence WHERE id = (SELECT max(id) FROM evidence)",
        "UPDATE evidence_chunk SET data = x'' WHERE evidence = (SELECT max(id) FROM evidence)",
    ],
)
def test_an_entry_or_its_bytes_that_are_not_as_written_are_missed(
    damage: str,
    filled: Diary,
    account: Callable[..., Account],
    forged: Forged,
    tmp_path: Path,
) -> None:
    """The entry is compared whole, its evidence by the number of its bytes."""
    file = tmp_path / "file"
    file.write_bytes(b"new")
    filled.add(account(), [file])
    written = list(filled.entries())[-2:]
    must_be_there(filled.path, filled.key, written)
    forged(filled).execute(damage)
    with pytest.raises(EvidenceAltered):
        must_be_there(filled.path, filled.key, written)


def test_a_diary_that_another_holds_may_have_been_saved(
    filled: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told that it was not."""
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.0)
    written = list(filled.entries())[-1:]
    other = connections.connect(filled.path, filled.key)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DiaryBusy) as caught:
        must_be_there(filled.path, filled.key, written)
    assert "may have been saved" in caught.value.advice
    other.close()


def test_a_diary_that_is_not_given_back_may_have_been_saved(
    filled: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails after the commit says nothing about what was written."""

    def fails(*_: object) -> None:
        raise NotRead("The disk fails.")

    written = list(filled.entries())[-1:]
    monkeypatch.setattr("stalkdiary.store.read_back.connect", fails)
    with pytest.raises(NotRead) as caught:
        must_be_there(filled.path, filled.key, written)
    assert "may have been saved" in caught.value.advice


@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
def test_a_commit_that_fails_is_looked_at_before_anything_is_said(
    end: str,
    filled: Diary,
    account: Callable[..., Account],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where nothing came through, that is certain; where it did, the disk may still lose it."""

    def fails(connection: connections.Connection) -> None:
        connection.execute(end)
        raise MaybeSaved("The disk failed.")

    before = filled.fingerprint
    monkeypatch.setattr(connections, "_commit", fails)
    with pytest.raises(NotWritten) as caught:
        filled.add(account())
    assert (filled.fingerprint == before) == (end == "ROLLBACK")
    assert ("may have been saved" in caught.value.advice) == (end == "COMMIT")
    assert ("Nothing was saved" in caught.value.advice) == (end == "ROLLBACK")
