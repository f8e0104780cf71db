"""The tables of a diary, as numbered migrations. docs/format.md describes them for strangers.

A migration never changes once a diary has been made with it; a later one follows it.
"""

from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import EvidenceAltered, InputRefused
from stalkdiary.model.moment import AFTER_ALL
from stalkdiary.store.connection import APPLICATION_ID, Connection, translated

if TYPE_CHECKING:
    from sqlite_utils import Database

VERSION = 4
"""How many migrations there are (PRAGMA user_version)."""

DERIVED = ("incident", "incident_type", "exhibit", "person", "action", "search")
"""Tables that only repeat what the ledger says, and can be made again from it."""
LISTED = (*DERIVED, "message", "message_change", "message_hour")
"""All tables that `list`, `show` and `search` read, with those that follow from imports."""

_APPEND_ONLY = ("entry", "evidence", "evidence_chunk")

_TABLES = """
CREATE TABLE entry (
    number INTEGER PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX entry_by_incident ON entry (json_extract(body, '$.incident'))
WHERE kind IN ('incident', 'amendment', 'withdrawal', 'exhibit', 'physical-exhibit');

CREATE INDEX entry_by_kind ON entry (kind, number);

CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE evidence_chunk (
    evidence INTEGER NOT NULL,
    position INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (evidence, position)
) STRICT;

CREATE TABLE incident (
    number INTEGER PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    happened TEXT NOT NULL,
    person INTEGER,
    account TEXT NOT NULL,
    amended INTEGER NOT NULL,
    withdrawn_why TEXT,
    source TEXT NOT NULL
) STRICT;

CREATE INDEX incident_by_time ON incident (happened, number);

CREATE TABLE incident_type (
    incident INTEGER NOT NULL,
    type TEXT NOT NULL,
    PRIMARY KEY (incident, type)
) STRICT, WITHOUT ROWID;

CREATE TABLE exhibit (
    number INTEGER PRIMARY KEY,
    ref TEXT NOT NULL UNIQUE,
    incident INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    physical INTEGER NOT NULL,
    sha256 TEXT,
    details TEXT NOT NULL
) STRICT;

CREATE INDEX exhibit_by_incident ON exhibit (incident);

CREATE TABLE person (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;

CREATE TABLE action (
    number INTEGER PRIMARY KEY,
    happened TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE search USING fts5 (words, tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE draft (
    number INTEGER PRIMARY KEY,
    saved_at TEXT NOT NULL,
    answers TEXT NOT NULL
) STRICT;

CREATE TRIGGER entry_in_order BEFORE INSERT ON entry
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM entry)
BEGIN
    SELECT raise(ABORT, 'entries are added at the end only');
END;
"""

_GUARDS = tuple(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
    "BEGIN SELECT raise(ABORT, 'evidence is never changed'); END"
    for table in _APPEND_ONLY
    for verb in ("UPDATE", "DELETE")
)

_TRIGGERS = {
    *_GUARDS,
    *(
        statement.strip().removesuffix(";")
        for statement in _TABLES.split("\n\n")
        if statement.startswith("CREATE TRIGGER")
    ),
}

_MESSAGES = """
CREATE TABLE message (
    number INTEGER PRIMARY KEY,
    import INTEGER NOT NULL,
    incident INTEGER NOT NULL,
    happened INTEGER,
    counted INTEGER NOT NULL,
    key BLOB NOT NULL,
    line TEXT NOT NULL
) STRICT;

CREATE INDEX message_by_import ON message (import, number);

CREATE INDEX message_by_incident ON message (incident, happened, number);

CREATE INDEX message_by_key ON message (key);

CREATE TABLE message_change (
    message INTEGER NOT NULL,
    import INTEGER NOT NULL,
    kind TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (message, import)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE message_search USING fts5 (
    words, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
"""

_SEARCHES = """
DROP TABLE IF EXISTS search;

DROP TABLE IF EXISTS message_search;

CREATE VIRTUAL TABLE search USING fts5 (words, tokenize = 'ascii');

CREATE VIRTUAL TABLE message_search USING fts5 (words, content = '', tokenize = 'ascii');
"""

# A list of any length begins at once; a search reads what it shows, and a summary no message.
_AT_ONCE = f"""
CREATE INDEX incident_in_order ON incident (
    iif(happened = '{AFTER_ALL}', recorded_at, happened), number
);

CREATE INDEX message_place ON message (number, happened, incident);

CREATE TABLE message_hour (
    incident INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    import INTEGER NOT NULL,
    acts INTEGER NOT NULL,
    PRIMARY KEY (incident, hour, import)
) STRICT, WITHOUT ROWID;
"""


def migrate(connection: Connection) -> None:
    """Brings the tables up to `VERSION`: each step in one transaction with the record of it.

    Raises:
        InputRefused: a newer program has written this diary.
        EvidenceAltered: it says that it has no tables, and has; or one of them is something else.
    """
    with translated(connection.path, connection.key):
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        empty = version == 0 and not objects(connection)
        _must_hold_tables(connection)
    if version == VERSION:
        return
    if version > VERSION:
        raise InputRefused(
            "This diary was written by a newer version of the program.",
            "Nothing was changed. Install the newest version, then try again.",
        )
    if version == 0 and not empty:
        raise EvidenceAltered("The diary file is damaged: its first page has changed.")
    _apply(connection)


def _must_hold_tables(connection: Connection) -> None:
    """Looks whether none of our tables is a view: one could have no end, or say anything."""
    ours = (*LISTED, *_APPEND_ONLY, "draft", "message_search")
    names = ", ".join(f"'{each}'" for each in ours)
    query = f"SELECT count(*) FROM sqlite_master WHERE type = 'view' AND name IN ({names})"
    if connection.execute(query).fetchone()[0]:
        raise EvidenceAltered("Another program has put something else in place of a table.")


def _apply(connection: Connection) -> None:
    from sqlite_utils import Database, Migrations

    migrations = Migrations("stalkdiary")

    @migrations()
    def m001_diary(db: "Database") -> None:
        for statement in _statements(_TABLES):
            db.execute(statement)
        for statement in _GUARDS:
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")

    @migrations()
    def m002_messages(db: "Database") -> None:
        for statement in _statements(_MESSAGES):
            db.execute(statement)
        db.execute("PRAGMA user_version = 2")

    @migrations()
    def m003_folded_words(db: "Database") -> None:
        from stalkdiary.store.index import refill

        for statement in _statements(_SEARCHES):
            db.execute(statement)
        refill(connection)
        db.execute("PRAGMA user_version = 3")

    @migrations()
    def m004_at_once(db: "Database") -> None:
        from stalkdiary.store.hours import refill_hours

        for statement in _statements(_AT_ONCE):
            db.execute(statement)
        refill_hours(connection)
        db.execute("PRAGMA user_version = 4")

    with translated(connection.path, connection.key):
        # Plug-ins of other people must never be handed an open diary.
        migrations.apply(Database(connection, execute_plugins=False))


def _statements(script: str) -> list[str]:
    """The statements of `script`; one ends at a blank line, so that triggers stay whole."""
    return [part.strip().removesuffix(";") for part in script.split("\n\n") if part.strip()]


def objects(connection: sqlite.Connection) -> dict[str, str]:
    """Every table, index, trigger and view by name, with what it belongs to and the SQL of it.

    But for the engine's own two tables of statistics, by their exact names. Of two objects with
    one name, which the engine never makes, each is there.
    """
    rows = connection.execute(
        "SELECT type || ' ' || name, tbl_name || ': ' || coalesce(sql, '') FROM sqlite_master "
        "WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4')) ORDER BY 1, 2"
    )
    found: dict[str, str] = {}
    for name, sql in rows:
        found[f"{name}, once more" if name in found else name] = sql
    return found


def must_have_our_triggers(connection: sqlite.Connection) -> None:
    """Looks whether what is written stays as it is written: any trigger could swallow it.

    Raises:
        EvidenceAltered: there is another trigger than ours, or one of ours is not there.
    """
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
    if {sql for (sql,) in rows} != _TRIGGERS:
        raise EvidenceAltered(
            "Another program has changed how this diary keeps what is written.",
            "Nothing was saved, because it might not stay. Run 'stalkdiary verify', keep this file "
            "and every backup as they are, and write it down somewhere else for now.",
        )
