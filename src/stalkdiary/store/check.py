"""Checking a whole diary: everything that is not as it was written, as findings. Never repairs."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import EvidenceAltered
from stalkdiary.model.finding import Finding
from stalkdiary.model.ledger import broken_links
from stalkdiary.store import evidence, ledger, messages, projection
from stalkdiary.store.evidence import Progress, no_progress

_MOST_FINDINGS = 100
"""Of one step. A diary with more is broken in a way that a longer list does not explain."""
_IO = "SQLITE_IOERR"


def findings(connection: sqlite.Connection, progress: Progress = no_progress) -> Iterator[Finding]:
    """Everything that is wrong with a diary, in the order of the steps.

    1. Pages: the engine's own check, and the authentication code of each encrypted page.
    2. Chain: each entry follows from the one before it. An older page put back in its place
       passes the first step and fails here, or in one of the next two.
    3. Evidence: the preserved bytes hash to what the ledger says.
    4. Tables: what is listed and searched follows from the ledger, and nothing else is there.
    5. Messages: the same for imported messages, which follow from the records of their imports.
    """
    steps: tuple[tuple[str, Callable[[], Iterable[Finding]]], ...] = (
        ("pages", lambda: _pages(connection)),
        ("chain", lambda: broken_links(ledger.entries(connection))),
        ("evidence", lambda: evidence.altered(connection, _claims(connection), progress)),
        ("tables", lambda: projection.differences(connection, ledger.entries(connection))),
        ("messages", lambda: messages.differences(connection, ledger.entries(connection))),
    )
    for name, step in steps:
        yield from _bounded(name, step)


def _bounded(name: str, step: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """The findings of one step; whatever stops the step is a finding itself."""
    count = 0
    try:
        for finding in step():
            count += 1
            if count > _MOST_FINDINGS:
                yield Finding("more", name, f"at most {_MOST_FINDINGS} findings", "more of them")
                return
            yield finding
    except (sqlite.Error, UnicodeDecodeError) as error:
        # A disk that can't be read says nothing about whether the diary was altered.
        certain = not (getattr(error, "sqlite_errorname", None) or "").startswith(_IO)
        yield Finding("unreadable", name, "readable", str(error), certain=certain)


def _pages(connection: sqlite.Connection) -> Iterator[Finding]:
    if connection.execute("PRAGMA cipher_status").fetchone() == ("1",):
        for (message,) in connection.execute("PRAGMA cipher_integrity_check"):
            yield Finding("page-altered", "file", "an authentic page", message)
    for (message,) in connection.execute(f"PRAGMA integrity_check({_MOST_FINDINGS})"):
        if message != "ok":
            yield Finding("page-altered", "file", "ok", message)


def _claims(connection: sqlite.Connection) -> dict[str, str]:
    """SHA-256 to the first exhibit or record of an import that claims it, as the ledger says."""
    claims: dict[str, str] = {}
    # Not by the index of kinds: an older page of it would hide an exhibit.
    for entry in ledger.entries(connection):
        # A body that can't be read is a finding of the other steps.
        with suppress(EvidenceAltered, ValueError, TypeError, KeyError):
            sha256 = evidence.named_by(entry)
            if sha256 is not None:
                ref = entry.content().get("ref")
                claims.setdefault(sha256, f"exhibit {ref}" if ref else f"import {entry.number}")
    return claims
