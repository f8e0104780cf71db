"""Reports as a script makes them: no terminal, and never without an entry in the custody log."""

import errno
import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import AnswerNeeded, DiaryBusy, InputRefused, NothingMatched, NotWritten
from stalkdiary.model.selection import Selection
from stalkdiary.reports.output import File
from stalkdiary.usecases import report
from stalkdiary.usecases.report import ReportOptions, report_document, write_report

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
Log = Callable[[Diary], list[dict[str, Any]]]


def test_a_report_stands_in_the_custody_log(filled: Diary, tmp_path: Path, log: Log) -> None:
    """A document that left the diary without a word could not be accounted for in court."""
    before, fingerprint = log(filled), filled.fingerprint
    target = tmp_path / "report.txt"
    made = write_report(filled, target, "text", ReportOptions(recipient="PC Smith"), now=NOW)
    *earlier, noted = log(filled)
    assert earlier == before
    assert noted == {"what": "report", **made.to_json()}
    assert (made.recipient, made.fingerprint) == ("PC Smith", fingerprint)
    assert made.incidents == (1, 2, 3)
    assert made.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()


def test_a_document_is_logged_before_anybody_has_it(filled: Diary, log: Log) -> None:
    """What goes to standard output is handed over like a file."""
    made, data = report_document(filled, "html", now=NOW)
    assert log(filled)[-1]["sha256"] == made.sha256 == hashlib.sha256(data).hexdigest()


def test_only_the_chosen_incidents_without_the_words_left_out(
    filled: Diary, tmp_path: Path
) -> None:
    """A redacted report of a part holds neither the others nor the words."""
    alex = filled.person("Alex").number
    options = ReportOptions(selection=Selection(person=alex), phrases=["school"])
    made = write_report(filled, tmp_path / "r.txt", "text", options, now=NOW)
    assert made.incidents == (1,)
    text = (tmp_path / "r.txt").read_text(encoding="utf-8")
    assert "Fourteen calls" not in text
    assert "school" not in text


@pytest.mark.parametrize(
    ("options", "form", "error"),
    [
        (ReportOptions(selection=Selection(since="2099-01-01")), "text", NothingMatched),
        (ReportOptions(quoted=3), "text", NothingMatched),
        (ReportOptions(purpose="impact"), "csv", AnswerNeeded),
    ],
)
def test_what_can_not_be_made_leaves_nothing(
    options: ReportOptions, form: str, error: type[Exception], filled: Diary, tmp_path: Path
) -> None:
    """Neither a file nor an entry."""
    before = filled.fingerprint
    with pytest.raises(error):
        write_report(filled, tmp_path / "r", form, options, now=NOW)
    assert filled.fingerprint == before
    assert not (tmp_path / "r").exists()


def test_what_is_there_stays(filled: Diary, tmp_path: Path) -> None:
    """Nobody's file is written over."""
    (tmp_path / "r.txt").write_bytes(b"mine")
    before = filled.fingerprint
    with pytest.raises(InputRefused):
        write_report(filled, tmp_path / "r.txt", "text", now=NOW)
    assert ((tmp_path / "r.txt").read_bytes(), filled.fingerprint) == (b"mine", before)


def test_all_of_its_files_or_none(
    filled: Diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the entry can't be written, no part of the report stays."""

    def busy(*_: object) -> None:
        raise DiaryBusy("Another command is using the diary.")

    in_parts = [
        File(suffix=suffix, weight=1, data=lambda: iter([b"x"]))
        for suffix in ("-part-2", "-part-3", "")
    ]
    monkeypatch.setattr(report, "files", lambda *_: in_parts)
    monkeypatch.setattr(Diary, "record_handover", busy)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(DiaryBusy):
        write_report(filled, folder / "r.pdf", "pdf", now=NOW)
    assert list(folder.iterdir()) == []
    monkeypatch.undo()
    monkeypatch.setattr(report, "files", lambda *_: in_parts)
    made = write_report(filled, folder / "r.pdf", "pdf", now=NOW)
    assert sorted(each.name for each in folder.iterdir()) == [
        *("r-part-2.pdf", "r-part-3.pdf", "r.pdf")
    ]
    assert set(made.parts) == {"-part-2", "-part-3"}


def test_who_watches_is_told_of_all_the_work(
    filled: Diary, tmp_path: Path, watched: Callable[..., Any]
) -> None:
    """The bar ends at its end."""
    watch, told = watched()
    write_report(filled, tmp_path / "r.html", "html", now=NOW, watch=watch)
    assert told.total == told.done > 0


def test_a_report_that_did_not_get_its_name_is_noted_and_said_to_be(
    filled: Diary, tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The custody log is written first: "nothing was saved" would not be true any more."""

    def fails(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    before = len(log(filled))
    monkeypatch.setattr("stalkdiary.store.place._publish", fails)
    with pytest.raises(NotWritten) as caught:
        write_report(filled, tmp_path / "report.txt", "text", now=NOW)
    assert caught.value.advice.startswith("The custody log in the diary notes that it was made.")
    assert "Nothing was" not in caught.value.advice
    assert len(log(filled)) == before + 1
    assert not (tmp_path / "report.txt").exists()


def test_a_failure_ahead_of_the_note_says_that_nothing_was_saved(
    filled: Diary, tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing was, although another report had been noted before."""
    write_report(filled, tmp_path / "first.txt", "text", now=NOW)

    def fails(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = len(log(filled))
    monkeypatch.setattr("stalkdiary.usecases.report._written", fails)
    with pytest.raises(NotWritten) as caught:
        write_report(filled, tmp_path / "second.txt", "text", now=NOW)
    assert caught.value.advice.startswith("Nothing was saved.")
    assert len(log(filled)) == before
