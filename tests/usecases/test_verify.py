"""The check of a diary and of a bundle as data: every finding stands in its step."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.errors import EvidenceAltered, InputRefused
from stalkdiary.model.changes import Changes
from stalkdiary.model.finding import Part
from stalkdiary.model.incident import Account
from stalkdiary.store import ledger
from stalkdiary.store.connection import writing
from stalkdiary.usecases.verify import verify_bundle, verify_diary

Forged = Callable[[Diary], sqlite.Connection]


def unseen(_total: int) -> AbstractContextManager[Callable[[int], None]]:
    """Progress that nobody looks at."""
    return nullcontext(lambda _count: None)


def opening(diary: Diary) -> Callable[[], AbstractContextManager[Diary]]:
    """Gives a diary that is open already."""
    return lambda: nullcontext(diary)


# What somebody could do, and the one step that must bear what is found of it.
EDITS = [
    ("UPDATE entry SET body = replace(body, 'out', 'in') WHERE number = 3", Part.CHAIN),
    ("DELETE FROM evidence_chunk", Part.EVIDENCE),
    ("UPDATE incident SET account = replace(account, 'outside', 'inside')", Part.TABLES),
    ("INSERT INTO message VALUES (1, 3, 1, 0, 1, x'00', '{}')", Part.MESSAGES),
    ("INSERT INTO message VALUES (1, 3, 1, 0, 1, x'00', 'no JSON')", Part.MESSAGES),
]


@pytest.mark.parametrize(("sql", "part"), EDITS)
def test_a_finding_stands_in_the_step_that_made_it(
    sql: str, part: Part, filled: Diary, forged: Forged
) -> None:
    """A finding that no step shows would leave five times "yes" above an exit code of 10."""
    forged(filled).execute(sql)
    result = verify_diary(opening(filled), unseen)
    outcomes = {step.name: step.outcome for step in result.steps}
    assert outcomes[part] == "no"
    assert sum(len(step.findings) for step in result.steps) == len(result.findings)


def test_every_part_is_a_step(filled: Diary) -> None:
    """Timestamps, too; a fingerprint only where one is given."""
    assert [step.name for step in verify_diary(opening(filled), unseen).steps] == [*Part][:-1]
    noted = filled.fingerprint
    result = verify_diary(opening(filled), unseen, [noted])
    assert [step.name for step in result.steps] == [*Part]
    assert (result.covered, result.timezone) == (result.entries, filled.case().timezone)


def test_a_script_that_asks_the_diary_has_the_timestamps_checked(diary: Diary) -> None:
    """`Diary.verify` leaves out nothing that the command checks, but files within exports."""
    diary.record_timestamp({"authority": "https://tsa.example.org", "entry": 1})
    found = {step.name: step.outcome for step in diary.verify().steps}
    assert found["timestamps"] == "not known"


def test_steps_and_findings_are_the_same_in_the_json(filled: Diary, forged: Forged) -> None:
    """One value stands behind the list of findings and the numbered steps."""
    forged(filled).execute("UPDATE incident SET happened = 'x'")
    document = json.loads(json.dumps(verify_diary(opening(filled), unseen).to_json()))
    inside = [each for step in document["steps"] for each in step["findings"]]
    assert inside == document["findings"] != []
    assert [step["step"] for step in document["steps"]] == [*range(1, 8)]


def test_a_diary_that_cannot_be_opened_claims_nothing_of_the_other_steps(filled: Diary) -> None:
    """No step is answered with "yes" where nothing of it was read."""

    def refused() -> Diary:
        raise EvidenceAltered("The diary file is damaged.")

    @contextmanager
    def damaged() -> Iterator[Diary]:
        yield refused()

    result = verify_diary(damaged, unseen)
    assert [(step.name, step.outcome) for step in result.steps] == [("pages", "no")]


def test_a_ledger_that_cannot_be_read_makes_no_fingerprint_a_false_one(
    filled: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails is no sign that the diary was put back."""
    noted = filled.fingerprint

    def broken() -> object:
        error = sqlite.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR"
        raise error

    def failing(*_: object) -> Iterator[object]:
        yield broken()

    monkeypatch.setattr(ledger, "entries", failing)
    result = filled.verify([noted])
    outcomes = {step.name: step.outcome for step in result.steps}
    assert {outcomes[part] for part in (Part.CHAIN, Part.TIMESTAMPS, Part.EXPECTED)} == {
        "not known"
    }
    assert not result.altered


def test_what_is_no_fingerprint_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    """Nobody types a passphrase for that."""

    def unopened() -> AbstractContextManager[Diary]:
        raise AssertionError

    with pytest.raises(InputRefused):
        verify_diary(unopened, unseen, ["no fingerprint"])
    with pytest.raises(InputRefused):
        verify_bundle(tmp_path, unseen, ["no fingerprint"])


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    """In one sentence."""
    with pytest.raises(InputRefused, match="not a bundle"):
        verify_bundle(tmp_path, unseen)


def test_times_that_version_0_1_may_have_put_there_are_listed(
    diary: Diary, forged: Forged, account: Callable[..., Account]
) -> None:
    """Not the time that was said, nor one that was corrected, nor what a newer version wrote."""
    for said in ("now", "yesterday 18:00", "now", "now"):
        diary.add(account(when=diary.moment(said)))
    diary.amend(3, Changes(when=diary.moment("not sure")))
    assert diary.unsaid_times() == ()
    bare = forged(diary)
    newer = "UPDATE _sqlite_migrations SET applied_at = ? WHERE name = 'm003_folded_words'"
    with writing(bare):
        bare.execute("UPDATE _sqlite_migrations SET applied_at = '2026-11-01 10:00:00.1+00:00'")
        bare.execute(newer, ("2999-01-01 10:00:00.1+00:00",))
    assert diary.unsaid_times() == (1, 4)
    with writing(bare):
        bare.execute(newer, ("2026-11-02 10:00:00.1+00:00",))
    assert diary.unsaid_times() == ()
