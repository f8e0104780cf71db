"""The first look at a diary: whether each page of its file is authentic and fits the others."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from threading import Thread
from typing import Final, TypeVar

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import StalkdiaryError
from stalkdiary.model.finding import MOST_FINDINGS, Finding
from stalkdiary.store.connection import PAGE_BYTES, Connection, connect, reading

T = TypeVar("T")
_MOMENT_SECONDS: Final = 0.05
_COUNTS: Final = (
    "SELECT freelist_count, page_count, (SELECT coalesce(max(length(CAST(answers AS BLOB))), 0) "
    "FROM draft) FROM pragma_freelist_count, pragma_page_count"
)


def findings(connection: Connection) -> Iterator[Finding]:
    """What the engine finds wrong in its pages and indexes.

    Its check reads each page in use, and reading one checks its authentication code. To check the
    codes by themselves takes longer than all of that: it is asked for only where something is
    wrong, because it names the page, and where the engine's check passes over one.
    """
    failed: sqlite.Error | None = None
    found: list[str] = []
    try:
        rows = connection.execute(f"PRAGMA integrity_check({MOST_FINDINGS})").fetchall()
        found = [message for (message,) in rows if message != "ok"]
    except sqlite.Error as error:
        if getattr(error, "sqlite_errorname", None) == "SQLITE_INTERRUPT":
            raise
        failed = error
    if connection.key is not None and (failed or found or _passes_over(connection)):
        for (message,) in connection.execute("PRAGMA cipher_integrity_check"):
            yield Finding("page-altered", "file", "an authentic page", message)
    if failed:
        raise failed
    for message in found:
        yield Finding("page-altered", "file", "ok", message)


def _passes_over(connection: Connection) -> bool:
    """Whether the engine's check leaves a part of an encrypted file without a look at its code.

    It reads no page that is free and none behind the last, and it takes a page of zeros for one
    that was not written yet (`sqlcipher_page_cipher` in crypto_impl.c of SQLCipher 4). What such a
    page held is missed by the other looks, but for the end of a long draft.
    """
    free, pages, draft = connection.execute(_COUNTS).fetchone()
    if free or draft >= PAGE_BYTES // 2 or connection.path is None:
        return True
    try:
        return bool(connection.path.stat().st_size != pages * PAGE_BYTES)
    except OSError:
        return True


@contextmanager
def beside(connection: Connection, look: Callable[[Connection], T]) -> Iterator[Callable[[], T]]:
    """Runs `look` on a second thread while the block looks at something else; gives what waits.

    It has a connection of its own, which reads what is on the disk. The first one may hold what it
    knew of an index of words against what another program has written since; it is used only where
    there can be no other.
    """
    if connection.path is None:
        yield lambda: look(connection)
        return
    path, found, others = connection.path, list[T](), list[Connection]()

    def run() -> None:
        with (
            suppress(StalkdiaryError, sqlite.Error),
            closing(connect(path, connection.key)) as other,
            reading(other),
        ):
            others.append(other)
            found.append(look(other))

    def answer() -> T:
        thread.join()
        if not found:
            run()  # a command that waited to write while both were open has given up by now
        return found[0] if found else look(connection)

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        yield answer
    finally:
        # Who stops the first look does not wait for the second.
        while thread.is_alive():
            for other in others:
                with suppress(sqlite.Error):  # it is closed by now
                    other.interrupt()
            thread.join(_MOMENT_SECONDS)
