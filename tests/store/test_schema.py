"""Tables and migrations."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.diary import Diary
from stalkdiary.errors import EvidenceAltered, InputRefused
from stalkdiary.model.incident import Account
from stalkdiary.store.connection import APPLICATION_ID, connect, in_memory
from stalkdiary.store.schema import VERSION, migrate, objects


def test_an_empty_file_becomes_a_diary(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    path.touch()
    connection = connect(path, None)
    migrate(connection)
    for pragma, expected in (("user_version", VERSION), ("application_id", APPLICATION_ID)):
        assert connection.execute(f"PRAGMA {pragma}").fetchone()[0] == expected
    steps = connection.execute("SELECT migration_set, name FROM _sqlite_migrations").fetchall()
    names = ("m001_diary", "m002_messages", "m003_folded_words", "m004_at_once")
    assert steps == [("stalkdiary", name) for name in names]
    before = objects(connection)
    migrate(connection)
    assert objects(connection) == before
    connection.close()


def test_every_diary_has_the_same_tables(filled: Diary) -> None:
    fresh = in_memory()
    migrate(fresh)
    assert objects(filled._connection) == objects(fresh)
    fresh.close()


def test_a_diary_of_a_newer_program_is_refused_and_not_touched(filled: Diary) -> None:
    filled._connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    filled.close()
    before = filled.path.read_bytes()
    code = ""
    if filled.key:
        from stalkdiary.model.recovery_code import recovery_code

        code = recovery_code(filled.key)
    with pytest.raises(InputRefused, match="newer version"):
        Diary.open(filled.path, lambda: code)
    assert filled.path.read_bytes() == before


def test_a_diary_that_says_it_has_no_tables_and_has_is_damaged(diary: Diary) -> None:
    diary._connection.execute("PRAGMA user_version = 0")
    diary.close()
    before = diary.path.read_bytes()
    with pytest.raises(EvidenceAltered):
        Diary.open(diary.path, lambda: "")
    assert diary.path.read_bytes() == before


PLANTED = ("sqliteXstat_entry", "sqlite-stat1", "entry_in_order2", "x")


@pytest.mark.parametrize("name", PLANTED)
def test_a_trigger_of_somebody_else_is_found_whatever_its_name(filled: Diary, name: str) -> None:
    """By exact names: a pattern would let through what looks like a table of the engine."""
    filled._connection.execute(
        f'CREATE TRIGGER "{name}" BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END'
    )
    found = [each.where for each in filled.verify().findings if each.kind == "schema-altered"]
    assert found == [f"trigger {name}"]


@pytest.mark.parametrize(
    "table", ["entry", "incident", "evidence_chunk", "search_content", "draft"]
)
def test_nothing_is_written_where_a_trigger_could_swallow_it(
    filled: Diary, account: Callable[..., Account], table: str
) -> None:
    """Neither an incident nor a draft: what is called saved has to stay."""
    filled._connection.execute(
        f"CREATE TRIGGER swallow BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END"
    )
    before = filled.fingerprint
    with pytest.raises(EvidenceAltered, match="Another program") as caught:
        filled.add(account())
    assert "Nothing was saved" in caught.value.advice
    with pytest.raises(EvidenceAltered, match="Another program"):
        filled.save_draft({"what": "he"})
    assert filled.fingerprint == before
    assert filled.drafts() == {}


def test_nothing_is_written_where_a_guard_of_ours_is_gone(
    filled: Diary, account: Callable[..., Account]
) -> None:
    """Without it, entries can be changed."""
    filled._connection.execute("DROP TRIGGER entry_no_update")
    with pytest.raises(EvidenceAltered, match="Another program"):
        filled.add(account())


def test_statistics_that_the_engine_made_are_no_alteration(filled: Diary) -> None:
    """Another program can have run ANALYZE."""
    filled._connection.execute("ANALYZE")
    assert filled.verify().findings == ()


def test_a_view_in_place_of_a_table_is_refused(
    diary: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    """One without an end could not even be left with Ctrl-C."""
    forged(diary).executescript(
        "DROP TABLE incident; CREATE VIEW incident AS "
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    )
    with pytest.raises(EvidenceAltered, match="in place of a table"):
        Diary.open(diary.path)


def test_a_view_of_somebodys_own_is_in_nobodys_way(
    diary: Diary, forged: Callable[[Diary], sqlite.Connection]
) -> None:
    """What was added beside the tables is for `verify` to tell."""
    forged(diary).execute("CREATE VIEW mine AS SELECT * FROM incident")
    Diary.open(diary.path).close()
