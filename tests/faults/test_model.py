"""A diary and a model of it go the same way, whatever comes between: chosen by Hypothesis.

Between the changes it is opened again, interrupted, killed, asked for what is not there, and the
clock of the machine is set to anything.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from stalkdiary.diary import Diary
from stalkdiary.errors import StalkdiaryError
from stalkdiary.model.changes import Changes
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment
from stalkdiary.store import connection as connections

EXAMPLES, STEPS = 6, 20
CLOCKS = [
    datetime.fromisoformat(each).replace(tzinfo=UTC)
    for each in (
        "1970-01-01T00:00:00",
        "2026-03-29T00:59:59",  # and the next second is an hour later on the wall
        "2026-03-29T01:00:01",
        "2026-10-25T00:30:00",  # once, and again an hour later
        "2026-10-25T01:30:00",
        "2038-01-19T03:14:08",
        "9999-12-31T23:59:59",
    )
]
WHEN = Moment.unknown(timezone="Europe/London", said="not sure")
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20).map(
    lambda text: f"He {text}."
)


@dataclass
class Told:
    """What the model holds of an incident."""

    what: str
    where: str | None = None
    withdrawn: bool = False
    files: list[str] = field(default_factory=list)


class _Interrupted(Exception):
    """Stands for Ctrl-C, or the end of the process, while a file is taken in."""


class DiaryAndModel(RuleBasedStateMachine):
    """What was acknowledged is in both; nothing else is."""

    template: tuple[Path, bytes | None]
    set_clock: Callable[[datetime], None]

    def __init__(self) -> None:
        super().__init__()
        type(self).set_clock(datetime(2026, 11, 28, 18, 0, tzinfo=UTC))
        self.folder = Path(tempfile.mkdtemp(prefix="stalkdiary-"))
        path, self.key = self.template
        self.path = Path(shutil.copy(path, self.folder / "diary.db"))
        self.diary = Diary(self.path, self.key)
        self.told: list[Told] = []
        self.entries = len(list(self.diary.entries()))
        self.fingerprints = [self.diary.fingerprint]

    def teardown(self) -> None:
        """Everything of the example goes."""
        self.diary.close()
        shutil.rmtree(self.folder)

    def _file(self, data: bytes) -> Path:
        path = self.folder / "evidence.bin"
        path.write_bytes(data)
        return path

    def _acknowledged(self, entries: int) -> None:
        self.entries += entries
        self.fingerprints.append(self.diary.fingerprint)

    @rule(what=words, data=st.none() | st.binary(max_size=200))
    def add(self, what: str, data: bytes | None) -> None:
        files = [] if data is None else [self._file(data)]
        receipt = self.diary.add(Account(what=what, when=WHEN), files)
        digests = [hashlib.sha256(each.read_bytes()).hexdigest() for each in files]
        self.told.append(Told(what, files=digests))
        assert receipt.number == len(self.told)
        self._acknowledged(1 + len(files))

    @precondition(lambda self: self.told)
    @rule(at=st.integers(0, 99), where=words)
    def amend(self, at: int, where: str) -> None:
        told = self.told[at % len(self.told)]
        try:
            self.diary.amend(at % len(self.told) + 1, Changes(where=where))
        except StalkdiaryError:
            assert told.where == where.strip()
            return
        told.where = where.strip()
        self._acknowledged(1)

    @precondition(lambda self: self.told)
    @rule(at=st.integers(0, 99))
    def withdraw_or_restore(self, at: int) -> None:
        told, number = self.told[at % len(self.told)], at % len(self.told) + 1
        (self.diary.restore if told.withdrawn else self.diary.withdraw)(number)
        told.withdrawn = not told.withdrawn
        self._acknowledged(1)

    @rule(number=st.sampled_from([0, -1, 10**6, 2**70]))
    def ask_for_what_is_not_there(self, number: int) -> None:
        for change in (self.diary.withdraw, self.diary.restore):
            with pytest.raises(StalkdiaryError):
                change(number)

    @rule(what=words, data=st.binary(min_size=1, max_size=200))
    def interrupt(self, what: str, data: bytes) -> None:
        def stop(_: int) -> None:
            raise _Interrupted

        with suppress(_Interrupted):
            self.diary.add(Account(what=what, when=WHEN), [self._file(data)], progress=stop)
            pytest.fail("it was not interrupted")

    @rule(what=words, data=st.binary(min_size=1, max_size=200))
    def kill(self, what: str, data: bytes) -> None:
        """The file and its journal as they lie there in the middle are what is opened next."""
        left = self.folder / "left"
        left.mkdir()

        def stop(_: int) -> None:
            for each in self.folder.glob("diary.db*"):
                shutil.copy(each, left)
            raise _Interrupted

        with suppress(_Interrupted):
            self.diary.add(Account(what=what, when=WHEN), [self._file(data)], progress=stop)
        self.diary.close()
        for each in self.folder.glob("diary.db*"):
            each.unlink()
        for each in left.iterdir():
            each.rename(self.folder / each.name)
        left.rmdir()
        self.diary = Diary(self.path, self.key)

    @rule()
    def open_again(self) -> None:
        self.diary.close()
        self.diary = Diary(self.path, self.key)

    @rule(now=st.sampled_from(CLOCKS))
    def set_the_clock(self, now: datetime) -> None:
        self.set_clock(now)
        self.open_again()

    @rule(answers=st.dictionaries(st.sampled_from(["what", "where"]), words, min_size=1))
    def keep_a_draft(self, answers: dict[str, str]) -> None:
        number = self.diary.save_draft(answers)
        assert self.diary.drafts()[number] == answers
        self.diary.discard_draft(number)

    @invariant()
    def the_same(self) -> None:
        """Everything that was acknowledged, and in the order in which it was."""
        shown = sorted(self.diary.incidents(), key=lambda each: each.number)
        assert [each.account.what for each in shown] == [each.what for each in self.told]
        assert [each.account.where or None for each in shown] == [each.where for each in self.told]
        assert [each.withdrawn for each in shown] == [each.withdrawn for each in self.told]
        assert [
            [exhibit.sha256 for exhibit in self.diary.exhibits(each.number)] for each in shown
        ] == [each.files for each in self.told]
        assert [each.number for each in self.diary.entries()] == [*range(1, self.entries + 1)]
        assert self.diary.verify(self.fingerprints).findings == ()


@pytest.mark.parametrize("template", ["plain", "encrypted"])
def test_a_diary_goes_the_way_of_its_model(
    template: str,
    templates: dict[str, tuple[Path, bytes | None]],
    monkeypatch: pytest.MonkeyPatch,
    full: slice | None,
) -> None:
    """With ``--full``, 2,000 examples of 50 steps, of which each slice takes its part."""

    def set_clock(now: datetime) -> None:
        monkeypatch.setattr(connections, "_clock_of_the_machine", lambda: now)

    class Here(DiaryAndModel):
        pass

    Here.template, Here.set_clock = templates[template], staticmethod(set_clock)
    chosen = settings(max_examples=EXAMPLES, stateful_step_count=STEPS)
    if full is not None:
        chosen = settings(max_examples=1000 // full.step, stateful_step_count=50, derandomize=False)
    run_state_machine_as_test(Here, settings=chosen)
