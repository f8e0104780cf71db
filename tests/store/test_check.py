"""The check: everything that is not as it was written, and nothing else."""

from collections.abc import Callable

import pytest
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.model.incident import Account
from stalkdiary.store import check, ledger
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
def test_the_triggers_hold_off_changes(table: str, verb: str, filled: Diary) -> None:
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
    for _ in range(check._MOST_FINDINGS + 1):
        filled.add(account())
    forged(filled).execute("UPDATE entry SET hash = 'x'")
    found = [each.where for each in filled.verify().findings if each.kind == "more"]
    assert found == ["chain"]


def test_a_disk_that_cannot_be_read_is_not_called_an_alteration(filled: Diary) -> None:
    class Failing(Connection):
        """A connection to a disk that gives nothing back."""

        def execute(self, *_: object) -> None:
            error = sqlite.OperationalError("disk I/O error")
            error.sqlite_errorname = "SQLITE_IOERR"
            raise error

    looks = check.looks(Failing(":memory:"))
    assert {finding.found for each in looks for finding in each.findings} == {"disk I/O error"}
    assert [each.part for each in looks] == ["pages", "chain", "evidence", "tables", "messages"]
    assert all(each.findings and not each.finished for each in looks)
    assert not any(finding.certain for each in looks for finding in each.findings)


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
    assert not found.altered


def test_a_newer_kind_does_not_excuse_the_schema(filled: Diary) -> None:
    """Somebody who adds such an entry can't hide a trigger behind it."""
    with filled.writing() as connection:
        ledger.append(connection, "reconciliation", {})
        connection.execute("CREATE TRIGGER t AFTER INSERT ON draft BEGIN DELETE FROM draft; END")
    assert filled.verify().altered
