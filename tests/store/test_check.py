"""The check: everything that is not as it was written, and nothing else."""

import errno
from collections.abc import Callable

import pytest
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryBusy
from stalkdiary.model.finding import MOST_FINDINGS, Finding, Looked
from stalkdiary.model.incident import Account
from stalkdiary.store import check, ledger, pages
from stalkdiary.store.connection import Connection

# What somebody with the key and an SQL program could do, and the finding that must be among those
# that it leaves.
EDITS = [
    ("UPDATE entry SET body = replace(body, 'out', 'in') WHERE number = 3", "entry-altered"),
    ("UPDATE entry SET recorded_at = '2020-01-01T00:00:00Z' WHERE number = 4", "entry-altered"),
    ("UPDATE entry SET kind = 'person' WHERE number = 4", "entry-altered"),
    ("UPDATE entry SET kind = 'rumour' WHERE number = 4", "entry-altered"),
    ("UPDATE entry SET previous = hash WHERE number = 4", "chain-broken"),
    ("UPDATE entry SET hash = previous WHERE number = 4", "entry-altered"),
    ("UPDATE entry SET number = 999 WHERE number = 12", "entry-missing"),
    ("DELETE FROM entry WHERE number = 1", "entry-missing"),
    ("DELETE FROM entry WHERE number = 6", "entry-missing"),
    ("DELETE FROM entry WHERE number = 6", "chain-broken"),
    (("INSERT INTO entry SELECT 13, recorded_at, kind, body, previous, hash FROM entry "
     "WHERE number = 12"), "chain-broken"),
    ("UPDATE incident SET account = replace(account, 'outside', 'inside')", "row-altered"),
    ("UPDATE incident SET withdrawn_why = NULL WHERE number = 3", "row-altered"),
    ("UPDATE incident SET happened = '2020-01-01T00:00:00Z' WHERE number = 1", "row-altered"),
    ("DELETE FROM incident WHERE number = 2", "row-missing"),
    (("INSERT INTO incident SELECT 9, recorded_at, happened, person, account, 0, NULL, 'typed' "
     "FROM incident WHERE number = 2"), "row-inserted"),
    ("DELETE FROM incident_type WHERE incident = 1", "row-missing"),
    ("INSERT INTO incident_type VALUES (1, 'assault')", "row-inserted"),
    ("UPDATE incident_type SET type = 'assault' WHERE incident = 1", "row-inserted"),
    ("UPDATE exhibit SET incident = 2 WHERE number = 1", "row-altered"),
    ("DELETE FROM exhibit WHERE number = 2", "row-missing"),
    ("UPDATE person SET name = 'Somebody'", "row-altered"),
    ("DELETE FROM action", "row-missing"),
    ("UPDATE search SET words = 'nothing' WHERE rowid = 1", "row-altered"),
    ("DELETE FROM search WHERE rowid = 1", "row-missing"),
    ("DROP INDEX incident_by_time", "schema-altered"),
    ("DROP INDEX incident_in_order", "schema-altered"),
    ("CREATE TABLE stranger (x)", "schema-altered"),
    ("CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM incident; END", "schema-altered"),
    ("CREATE VIEW v AS SELECT 1", "schema-altered"),
    ("ALTER TABLE person ADD COLUMN risk TEXT", "schema-altered"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "kind"), EDITS)
def test_an_edit_by_hand_is_found(
    sql: str, kind: str, filled: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    """Each with the triggers dropped, which is a finding by itself."""
    forged(filled).execute(sql)
    found = filled.verify()
    assert kind in {each.kind for each in found.findings}
    assert "trigger entry_no_update" in {each.where for each in found.findings}
    assert found.altered


def test_a_dropped_trigger_alone_is_found(
    filled: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    forged(filled)
    assert {each.kind for each in filled.verify().findings} == {"schema-altered"}


@pytest.mark.parametrize("table", ["entry", "evidence", "evidence_chunk"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
def test_the_triggers_hold(table: str, verb: str, filled: Diary) -> None:
    with pytest.raises(sqlite.IntegrityError, match="never changed"):
        filled._connection.execute(verb.format(table))


def test_an_entry_can_only_be_added_at_the_end(filled: Diary) -> None:
    sql = "INSERT INTO entry SELECT number + 50, recorded_at, kind, body, previous, hash FROM entry"
    with pytest.raises(sqlite.IntegrityError, match="at the end only"):
        filled._connection.execute(sql)


def test_a_body_forged_with_a_fitting_hash_is_found_by_the_next_entry(
    filled: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    from stalkdiary.model.ledger import entry_hash

    connection = forged(filled)
    number, at, kind, body, previous = connection.execute(
        "SELECT number, recorded_at, kind, body, previous FROM entry WHERE number = 3"
    ).fetchone()
    body = body.replace("outside", "inside")
    digest = entry_hash(previous=previous, number=number, recorded_at=at, kind=kind, body=body)
    connection.execute("UPDATE entry SET body = ?, hash = ? WHERE number = 3", (body, digest))
    assert ("chain-broken", "entry 4") in {(e.kind, e.where) for e in filled.verify().findings}


@pytest.mark.parametrize(
    "value", ["NULL", "'text'", "7", "1.5", "x'00'", "x'ff'", "CAST(x'ff' AS TEXT)"]
)
@pytest.mark.parametrize(
    "column",
    ["entry.body", "entry.hash", "entry.recorded_at", "incident.account", "exhibit.details",
     "person.details", "action.details", "evidence.bytes", "evidence.sha256",
     "evidence_chunk.data", "draft.answers"],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_never_breaks_the_check(
    column: str, value: str, filled: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    """The tables are rewritten without their rules, as damage would leave them."""
    table, name = column.split(".")
    filled.save_draft({"what": "half a sentence"})
    connection = forged(filled)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_master SET sql = replace(replace(sql, ' STRICT', ''), 'NOT NULL', '') "
        "WHERE name = ? AND sql NOT LIKE '%WITHOUT ROWID%'",
        (table,),
    )
    connection.execute("PRAGMA writable_schema = RESET")
    connection.execute("DROP INDEX entry_by_incident")
    connection.execute(
        f"UPDATE {table} SET {name} = {value} WHERE rowid = (SELECT max(rowid) FROM {table})"
    )
    assert filled.verify().findings
    filled.drafts()


@pytest.mark.parametrize("table", ["search", "message_search"])
def test_a_word_that_somebody_planted_is_found(
    table: str, filled: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    """A search would show an incident for a word that nobody wrote."""
    connection = forged(filled)
    if table == "search":
        # The words of the row stay; the index alone says more.
        row, words = connection.execute("SELECT rowid, words FROM search LIMIT 1").fetchone()
        connection.execute("UPDATE search SET words = words || ' knife' WHERE rowid = ?", (row,))
        connection.execute("UPDATE search_content SET c0 = ? WHERE id = ?", (words, row))
    else:
        connection.execute("INSERT INTO message_search (rowid, words) VALUES (1, 'knife')")
    found = {(each.kind, each.where, each.found) for each in filled.verify().findings}
    assert ("index-altered", table, "knife") in found


@pytest.mark.parametrize("name", ["sqliteXstat_entry", "sqlite-stat1", "SQLITE_STATX"])
def test_a_trigger_whose_name_resembles_one_of_the_engine_is_found(
    name: str, filled: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    """It could swallow what is written, after "saved" was said."""
    connection = forged(filled)
    connection.execute(
        'CREATE TRIGGER "planted" BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END'
    )
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_master SET name = ?, sql = replace(sql, 'planted', ?) "
        "WHERE name = 'planted'",
        (name, name),
    )
    connection.close()
    with Diary(filled.path, filled.key) as again:
        found = {(each.kind, each.where) for each in again.verify().findings}
    assert ("schema-altered", f"trigger {name}") in found


def test_a_search_that_has_lost_words_is_found(
    diary: Diary, account: Callable[..., Account], forged: Callable[[Diary], sqlite.Connection]
) -> None:
    """The engine passes an index without its upper level, in which words are not found."""
    for number in range(300):
        diary.add(account(f"word{number * 7} thing{number * 13} " * 5))
    assert forged(diary).execute("DELETE FROM search_idx").rowcount
    with Diary(diary.path, diary.key) as again:
        assert "index-altered" in {finding.kind for finding in again.verify().findings}


def test_a_long_list_of_findings_ends(
    filled: Diary, account: Callable[..., Account], forged: Callable[[Diary], sqlite.Connection]
) -> None:
    for _ in range(MOST_FINDINGS + 1):
        filled.add(account())
    forged(filled).execute("UPDATE entry SET hash = 'x'")
    found = [each for each in filled.verify().findings if each.kind == "more"]
    assert found == [Finding("more", "chain", "at most 100 findings", "more of them")]


def test_a_disk_that_cannot_be_read_is_not_called_an_alteration(filled: Diary) -> None:
    class Failing(Connection):
        """A connection to a disk that gives nothing back."""

        def execute(self, *_: object) -> None:
            error = sqlite.OperationalError("disk I/O error")
            error.sqlite_errorname = "SQLITE_IOERR"
            raise error

    looks = check.looks(Failing(":memory:"))
    parts = ["pages", "chain", "evidence", "tables", "messages"]
    assert [each.part for each in looks] == parts
    assert [each.findings for each in looks] == [
        (Finding("unreadable", part, "readable", "disk I/O error", certain=False),)
        for part in parts
    ]
    assert [each.finished for each in looks] == [False] * 5


def test_damage_of_an_unforeseen_shape_is_named_and_stops_one_part_only(filled: Diary) -> None:
    """By the name of the error, which its text alone does not tell: "0" says nothing."""

    class Odd(Connection):
        """A connection to a file of which nobody foresaw what it gives back."""

        def execute(self, *_: object) -> None:
            raise KeyError(0)

    looks = check.looks(Odd(":memory:"))
    assert len(looks) == 5
    found = [finding for each in looks for finding in each.findings]
    assert {finding.found for finding in found} == {"KeyError(0)"}
    assert all(finding.certain for finding in found)


def test_a_changed_page_of_an_encrypted_diary_is_named(opened: Callable[[str], Diary]) -> None:
    """Somebody without the key who changes one byte is found, and so is where."""
    diary = opened("encrypted filled")
    (size,) = diary._connection.execute("PRAGMA page_size").fetchone()
    diary.close()
    data = bytearray(diary.path.read_bytes())
    data[-2000] ^= 1
    diary.path.write_bytes(data)
    with Diary(diary.path, diary.key) as again:
        looked = again.verify().steps[0]
    message = f"HMAC verification failed for page {len(data) // int(size)}"
    assert looked.findings[0] == Finding("page-altered", "file", "an authentic page", message)


def test_an_index_that_has_lost_a_row_is_named(
    opened: Callable[[str], Diary], forged: Callable[[Diary], sqlite.Connection]
) -> None:
    """A list that goes by it would pass over an incident."""
    diary = opened("plain filled")
    connection = forged(diary)
    sql = "SELECT sql FROM sqlite_master WHERE name = 'incident_by_time'"
    whole = connection.execute(sql).fetchone()[0]
    connection.execute("DROP INDEX incident_by_time")
    connection.execute(whole + " WHERE number <> 2")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'incident_by_time'", (whole,))
    connection.close()
    with Diary(diary.path, diary.key) as again:
        found = again.verify().steps[0].findings
    row = Finding("page-altered", "file", "ok", "row 2 missing from index incident_by_time")
    assert row in found


# A disk that fails --------------------------------------------------------------------------

TORN = Finding("page-altered", "file", "ok", "a page that was not given")


@pytest.fixture
def altered(filled: Diary, forged: Callable[[Diary], sqlite.Connection]) -> Diary:
    """A diary with an entry, and the bytes of an exhibit, that somebody altered."""
    connection = forged(filled)
    connection.execute("UPDATE entry SET recorded_at = '2020-01-01T00:00:00Z' WHERE number = 4")
    connection.execute("UPDATE evidence_chunk SET data = zeroblob(length(data))")
    connection.close()
    return filled


def certain(looks: list[Looked]) -> dict[str, set[bool]]:
    """By the kind of finding, whether they are certain."""
    found: dict[str, set[bool]] = {}
    for finding in (each for look in looks for each in look.findings):
        found.setdefault(finding.kind, set()).add(finding.certain)
    return found


def test_what_a_disk_does_not_give_is_not_called_altered_and_the_rest_is(
    altered: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry was altered, whatever the disk does; the page may be the disk's own fault."""
    monkeypatch.setattr(pages, "findings", lambda _: iter([TORN]))
    monkeypatch.setattr(check, "read_failure", lambda _: OSError(errno.EIO, "EIO"))
    found = certain(check.looks(altered._connection))
    assert found["page-altered"] == {False}
    assert found["entry-altered"] == found["exhibit-altered"] == {True}


def test_what_is_not_found_a_second_time_is_not_certain(
    altered: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that gave other bytes once is no tampering; what stands in the file stays so."""
    once = iter([[TORN], []])
    monkeypatch.setattr(pages, "findings", lambda _: iter(next(once)))
    found = certain(check.looks(altered._connection))
    assert found["page-altered"] == {False}
    assert found["entry-altered"] == found["exhibit-altered"] == {True}


def test_what_can_not_be_looked_at_again_stays_certain(
    altered: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody makes an alteration doubtful by keeping the diary busy."""

    def busy(*_: object) -> None:
        raise DiaryBusy("Another command holds the diary.")

    monkeypatch.setattr(check, "connect", busy)
    found = certain(check.looks(altered._connection))
    assert found["entry-altered"] == found["exhibit-altered"] == {True}


def test_every_byte_of_evidence_is_told_of(filled: Diary) -> None:
    """Who watches a long check sees that it goes on."""
    told: list[int] = []
    check.looks(filled._connection, told.append)
    assert sum(told) == filled.evidence_bytes


# What the ledger says of evidence -----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body"),
    [("exhibit", "[]"), ("exhibit", "{}"), ("import", '{"record": null}'), ("import", "{}")],
)
def test_an_entry_that_says_nothing_does_not_hide_that_other_evidence_is_gone(
    kind: str, body: str, filled: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    """Whoever damages one entry would else keep the check from looking at the exhibits."""
    connection = forged(filled)
    connection.execute(
        "UPDATE entry SET kind = ?, body = ? WHERE number = "
        "(SELECT min(number) FROM entry WHERE kind = 'exhibit')",
        (kind, body),
    )
    connection.execute("DELETE FROM evidence WHERE bytes < 100")
    connection.close()
    evidence = check.looks(filled._connection)[2]
    assert evidence.finished
    assert ("exhibit-missing", "exhibit AB/2") in {(x.kind, x.where) for x in evidence.findings}


def test_the_record_of_an_import_that_is_gone_is_named_by_its_entry(
    filled: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    """It has no reference of its own, and is no exhibit None."""
    connection = forged(filled)
    record = '{"record": {"sha256": "00"}}'
    connection.execute("UPDATE entry SET kind = 'import', body = ? WHERE number = 2", (record,))
    connection.close()
    evidence = check.looks(filled._connection)[2]
    assert Finding("exhibit-missing", "import 2", "00", "no such evidence") in evidence.findings


def test_an_exhibit_is_looked_for_though_the_index_of_kinds_does_not_name_it(
    filled: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    """Otherwise whoever puts an older page of the index back hides that evidence is gone."""
    connection = forged(filled)
    sql = "SELECT sql FROM sqlite_master WHERE name = 'entry_by_kind'"
    whole = connection.execute(sql).fetchone()[0]
    connection.execute("DROP INDEX entry_by_kind")
    connection.execute(whole + " WHERE kind <> 'exhibit'")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'entry_by_kind'", (whole,))
    connection.execute("DELETE FROM evidence WHERE bytes < 100")
    connection.close()
    with Diary(filled.path, filled.key) as again:
        assert not list(ledger.entries_of_kind(again._connection, "exhibit"))
        found = {each.name: each.findings for each in again.verify().steps}
    assert ("exhibit-missing", "exhibit AB/2") in {(x.kind, x.where) for x in found["evidence"]}


def test_kinds_of_a_newer_version_are_named_and_not_called_altered(filled: Diary) -> None:
    """What they did to the tables can't be followed by this version: that is said, and no more."""
    with filled.writing() as connection:
        ledger.append(connection, "reconciliation", {"incident": 3, "why": "it was him"})
        connection.execute("UPDATE incident SET withdrawn_why = NULL WHERE number = 3")
    found = filled.verify()
    assert {each.kind for each in found.findings} == {"newer-version", "row-altered"}
    assert {each.certain for each in found.findings} == {False}
    assert not found.altered


def test_a_newer_kind_does_not_excuse_the_schema(filled: Diary) -> None:
    """Somebody who adds such an entry can't hide a trigger behind it."""
    with filled.writing() as connection:
        ledger.append(connection, "reconciliation", {})
        connection.execute("CREATE TRIGGER t AFTER INSERT ON draft BEGIN DELETE FROM draft; END")
    assert filled.verify().altered
