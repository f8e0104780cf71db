"""What was imported is kept, checked, backed up and handed over like everything else."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import bagit
import pytest

from stalkdiary.cli.bundle import document_of
from stalkdiary.diary import Diary
from stalkdiary.handover.check_bundle import check
from stalkdiary.model.selection import EVERYTHING, Selection
from stalkdiary.store import messages
from stalkdiary.store.connection import connect
from stalkdiary.usecases.backup import back_up
from stalkdiary.usecases.bundle import BundleOptions, write_bundle

Writer = Callable[..., Path]
Importing = Callable[..., Any]
NOW = datetime(2026, 11, 26, 9, 30, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def imported(diary: Diary, export: Writer, bring_in: Importing) -> Diary:
    """A diary with two imports; the later one shows a message deleted."""
    rows = [{"from": "Alex", "at": f"2026-03-12T21:{n}", "text": f"word{n}"} for n in range(10, 20)]
    bring_in(export(*rows))
    rows[3] |= {"text": "", "state": "deleted-by-sender"}
    bring_in(export(*rows, {"from": "Alex", "at": "2026-03-13T10:00", "text": "more"}, name="b"))
    return diary


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE message SET line = replace(line, 'word11', 'kind words') WHERE number = 2",
        "UPDATE message SET incident = 2 WHERE number = 2",
        "UPDATE message SET counted = 0 WHERE number = 2",
        "DELETE FROM message WHERE number = 2",
        (
            "INSERT INTO message SELECT 99, import, incident, happened, counted, key, line "
            "FROM message WHERE number = 1"
        ),
        (
            "INSERT INTO message SELECT 99, 1, incident, happened, counted, key, line "
            "FROM message WHERE number = 1"
        ),
        "DELETE FROM message_change",
        "UPDATE message_change SET kind = 'edited'",
        "INSERT INTO message_change SELECT 1, import, kind, line FROM message_change",
        "UPDATE message_hour SET acts = acts + 1",
        "DELETE FROM message_hour",
        "INSERT INTO message_hour SELECT incident, 1, import, 1 FROM message_hour LIMIT 1",
        "INSERT INTO message_hour VALUES (1, 1, 1, 1)",
        "INSERT INTO message_search (message_search) VALUES ('delete-all')",
        "DROP INDEX message_by_key",
        "UPDATE evidence_chunk SET data = x'00' WHERE evidence = 2",
    ],
)
def test_verify_finds_what_was_done_to_messages(imported: Diary, tampering: str) -> None:
    """Edited, moved, removed or added past the program."""
    assert imported.verify().findings == ()
    connection = connect(imported.path, None)
    for (trigger,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    found_without = {each.where for each in imported.verify().findings}
    connection.execute(tampering)
    connection.close()
    found = {each.where for each in imported.verify().findings}
    assert found - found_without


@pytest.mark.parametrize(
    "selection", [EVERYTHING, Selection(channel="WhatsApp"), Selection(person=9)]
)
def test_a_search_counts_what_it_shows_newest_first(imported: Diary, selection: Selection) -> None:
    """However the count is come by, and wherever the messages stand."""
    hits = imported.hits("word", selection)
    shown = [hit.message for hit in hits if hit.message is not None]
    wanted = selection.person is None
    assert bool(shown) == wanted
    assert imported.message_count("word", selection) == len(shown)
    assert sum(imported.message_matches("word", selection).values()) == len(shown)
    times = [
        ((each.message.time and each.message.time.instant) or 0, each.number) for each in shown
    ]
    assert times == sorted(times, reverse=True)


def test_a_backup_holds_the_messages(imported: Diary, tmp_path: Path) -> None:
    made = back_up(imported, tmp_path / "copy.db")
    with Diary(made.file, None) as copy:
        assert list(copy.messages(1)) == list(imported.messages(1))
        assert copy.search("word15")[0].number == 1
        assert copy.verify().findings == ()


def test_another_passphrase_keeps_the_messages(imported: Diary) -> None:
    before = list(imported.messages(1))
    imported.change_passphrase("a new passphrase of several words")
    assert list(imported.messages(1)) == before
    assert imported.verify().findings == ()


def _bundle(diary: Diary, target: Path, **wanted: Any) -> dict[str, Any]:
    return document_of(write_bundle(diary, target, BundleOptions(**wanted), now=NOW))


def test_a_bundle_holds_what_was_read(imported: Diary, tmp_path: Path) -> None:
    """Named by the hash in the ledger, checked by the stand-alone program and by any validator."""
    target = tmp_path / "bundle"
    _bundle(imported, target)
    assert check(target).findings == []
    assert bagit.Bag(str(target)).validate()
    records = sorted((target / "data" / "imports").iterdir())
    entries = [each.content() for each in imported.entries() if each.kind == "import"]
    assert [each.name for each in records] == sorted(
        f"{body['record']['sha256']}.jsonl.gz" for body in entries
    )
    record = messages.record(imported._connection, entries[1]["record"]["sha256"])
    assert [line.get("change", line.get("incident")) for _, line in record] == ["deleted", 2]


@pytest.mark.parametrize("damage", ["missing", "altered", "extra"])
def test_a_damaged_record_in_a_bundle_is_found(
    imported: Diary, tmp_path: Path, damage: str
) -> None:
    target = tmp_path / "bundle"
    _bundle(imported, target)
    record = min((target / "data" / "imports").iterdir())
    if damage == "missing":
        record.unlink()
    elif damage == "altered":
        record.write_bytes(record.read_bytes() + b"x")
    else:
        (record.parent / f"{'0' * 64}.jsonl.gz").write_bytes(b"")
    kinds = {each.kind for each in check(target).findings}
    wanted = {"missing": "record-missing", "altered": "record-altered", "extra": "file-unclaimed"}
    assert wanted[damage] in kinds


def test_a_bundle_with_words_left_out_holds_no_record(imported: Diary, tmp_path: Path) -> None:
    """The words of a whole conversation stand in it in many forms."""
    target = tmp_path / "bundle"
    _bundle(imported, target, phrases=["word15"])
    assert check(target).findings == []
    assert not (target / "data" / "imports").exists()
    text = "".join(
        path.read_bytes().decode("latin-1") for path in target.rglob("*") if path.is_file()
    )
    assert "word15" not in text
    lines = (target / "data" / "ledger.jsonl").read_text("utf-8").splitlines()
    assert [line["kind"] for line in map(json.loads, lines) if "body_hash" in line].count(
        "import"
    ) == 2
