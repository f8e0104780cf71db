"""A diary of an earlier version that can only be read: its tables are brought up to date in memory.

Nothing of it touches a disk. The file stays as it is.
"""

from stalkdiary.errors import DiaryReadOnly
from stalkdiary.store.connection import APPLICATION_ID, Connection, in_memory, reading
from stalkdiary.store.schema import migrate

MOST_BYTES = 512 * 1024 * 1024
"""Of a diary; for a moment it is held twice."""


def migrated_copy(connection: Connection) -> Connection:
    """A copy in memory, with the tables of today. Raises `DiaryReadOnly`: it is too large."""
    with reading(connection):
        version, pages, page_bytes = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("user_version", "page_count", "page_size")
        )
    if pages * page_bytes > MOST_BYTES:
        raise DiaryReadOnly(
            "This diary was made by an earlier version of the program, and has to be brought up "
            "to date once. Where it is now, it can only be read."
        )
    copy = in_memory()
    # The engine copies from an encrypted file to a plain one by this function alone.
    connection.execute("ATTACH ':memory:' AS copy KEY ''")
    try:
        connection.execute("SELECT sqlcipher_export('copy')")
        connection.backup(copy, name="copy")
    finally:
        connection.execute("DETACH copy")
    copy.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    copy.execute(f"PRAGMA user_version = {version}")
    migrate(copy)
    return copy
