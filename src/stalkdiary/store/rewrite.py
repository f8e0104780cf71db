"""Writing a diary again under another key: to set, change or remove a passphrase.

The copy is made beside the diary, checked, and takes its place in one step. A crash leaves the old
diary as it was.
"""

import os
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import NotWritten
from stalkdiary.model.ledger import broken_links
from stalkdiary.store import evidence, ledger
from stalkdiary.store.connection import PAGE_BYTES, Connection, connect, translated
from stalkdiary.store.key import SALT_BYTES, derived_key
from stalkdiary.store.place import new_file
from stalkdiary.store.progress import Progress, no_progress


def rewrite(
    connection: Connection, path: Path, passphrase: str | None, progress: Progress = no_progress
) -> bytes | None:
    """Writes the diary again, encrypted with `passphrase`, or plain where that is None.

    `connection` is of no use afterwards: close it, and open the diary again. `progress` is told of
    the bytes of evidence as they are checked. Gives the new key, None for a plain diary. Raises
    `NotWritten`: there is no room, or the copy did not read back the same. Nothing is changed.
    """
    salt = os.urandom(SALT_BYTES)
    key = None if passphrase is None else derived_key(passphrase, salt)
    with new_file(path, replace=True) as copy:
        with translated(path, connection.key):
            # Readers may go on; nobody writes until the new diary is in place.
            _export(connection, copy, None if key is None else key + salt)
        _check(connection, copy, key, progress)
    return key


def _export(connection: sqlite.Connection, copy: Path, key_and_salt: bytes | None) -> None:
    secret = "" if key_and_salt is None else f"x'{key_and_salt.hex()}'"
    connection.execute("ATTACH DATABASE ? AS copy KEY ?", (str(copy), secret))
    if key_and_salt is None:
        connection.execute(f"PRAGMA copy.page_size = {PAGE_BYTES}")
    else:
        connection.execute(f"PRAGMA copy.cipher_page_size = {PAGE_BYTES}")
        connection.execute("PRAGMA copy.cipher_hmac_algorithm = HMAC_SHA256")
    connection.execute("PRAGMA copy.synchronous = EXTRA")
    # A failed copy is thrown away whole. With a journal for each file, the engine would name both
    # in a third one that everybody may read.
    connection.execute("PRAGMA copy.journal_mode = OFF")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("SELECT sqlcipher_export('copy')").fetchone()
    for pragma in ("application_id", "user_version"):
        value = connection.execute(f"PRAGMA main.{pragma}").fetchone()[0]
        connection.execute(f"PRAGMA copy.{pragma} = {value}")
    connection.execute("COMMIT")
    connection.execute("DETACH DATABASE copy")
    # Taken again at once, and held while the copy is checked and put in place.
    connection.execute("BEGIN IMMEDIATE")


def _check(
    connection: sqlite.Connection, copy: Path, key: bytes | None, progress: Progress
) -> None:
    """Reads the whole copy: its chain, its evidence, and its last link against the diary's."""
    kept = "SELECT sha256, bytes FROM evidence"
    with closing(connect(copy, key)) as other, translated(copy, key):
        same = ledger.last_entry(other) == ledger.last_entry(connection)
        whole = not any(broken_links(ledger.entries(other)))
        preserved = dict(other.execute(kept).fetchall())
        counted = preserved == dict(connection.execute(kept).fetchall())
        read_back = all(
            evidence.hash_of(other, sha256, progress) == (sha256, size)
            for sha256, size in preserved.items()
        )
    if not (same and whole and counted and read_back):
        raise NotWritten(
            "The new copy of the diary did not read back as it was written.",
            "Nothing was changed. Run 'stalkdiary verify', and try another disk.",
        )
