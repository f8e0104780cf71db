"""Checking a whole diary: everything that is not as it was written, as findings. Never repairs."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import EvidenceAltered, StalkdiaryError
from stalkdiary.model.finding import Finding, Looked, Part, at_most
from stalkdiary.model.ledger import Entry, broken_links, newer_entries
from stalkdiary.store import evidence, ledger, messages, pages, projection
from stalkdiary.store.connection import Connection, connect, reading
from stalkdiary.store.disk import read_failure
from stalkdiary.store.progress import Progress, no_progress

_IO = "SQLITE_IOERR"
_OF_FILE = frozenset({"page-altered", "unreadable"})
"""The kinds of findings that a disk makes which does not give the file."""


def looks(connection: Connection, progress: Progress = no_progress) -> list[Looked]:
    """Looks at each part of a diary in turn, and gives everything that is wrong with it.

    Nothing is called altered that a failing disk can be: there, what the engine says of the file is
    not certain, and neither is what is not found a second time.

    1. Pages: the engine's own check, and the authentication code of each encrypted page; beside the
       others, because both wait for the processor more than for the disk.
    2. Chain: each entry follows from the one before it. An older page put back in its place
       passes the first look and fails here, or in one of the next two.
    3. Evidence: the preserved bytes hash to what the ledger says.
    4. Tables: what is listed and searched follows from the ledger, and nothing else is there.
    5. Messages: the same for imported messages, which follow from the records of their imports.
    """
    found = _looks(connection, progress)
    if connection.path is None or not any(each.certain for look in found for each in look.findings):
        return found
    if read_failure(connection.path) is not None:
        return [_doubted(look, lambda each: each.kind in _OF_FILE) for look in found]
    again = _found_again(connection.path, connection.key)
    if again is None:
        return found
    return [_doubted(look, lambda each: each not in again) for look in found]


def _found_again(path: Path, key: bytes | None) -> set[Finding] | None:
    """What is found by a connection that knows nothing of the first; None where there is none."""
    with suppress(StalkdiaryError):
        other = connect(path, key)
        with closing(other), reading(other):
            return {each for look in _looks(other, no_progress) for each in look.findings}
    return None


def _doubted(look: Looked, doubtful: Callable[[Finding], bool]) -> Looked:
    findings = (
        replace(each, certain=False) if each.certain and doubtful(each) else each
        for each in look.findings
    )
    return replace(look, findings=tuple(findings))


def _looks(connection: Connection, progress: Progress) -> list[Looked]:
    newer: list[Finding] = []

    def chain() -> Iterator[Finding]:
        yield from broken_links(noting_newer(ledger.entries(connection)))
        yield from newer

    def noting_newer(entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in entries:
            newer.extend(newer_entries((entry,)))
            yield entry

    def tables() -> Iterator[Finding]:
        for finding in projection.differences(connection, ledger.entries(connection)):
            # What a newer version wrote into the tables does not follow from what this one knows.
            unsure = newer and finding.kind in projection.OF_ROWS
            yield replace(finding, certain=False) if unsure else finding

    parts: tuple[tuple[Part, Callable[[], Iterable[Finding]]], ...] = (
        (Part.CHAIN, chain),
        (Part.EVIDENCE, lambda: evidence.altered(connection, _claims(connection), progress)),
        (Part.TABLES, tables),
        (Part.MESSAGES, lambda: messages.differences(connection, ledger.entries(connection))),
    )
    with pages.beside(connection, _look_at_pages) as of_pages:
        others = [_look(part, look) for part, look in parts]
        return [of_pages(), *others]


def _look_at_pages(connection: Connection) -> Looked:
    return _look(Part.PAGES, lambda: pages.findings(connection))


def _look(part: Part, look: Callable[[], Iterable[Finding]]) -> Looked:
    """One part; whatever stops the look is a finding itself."""
    found: list[Finding] = []
    try:
        for finding in at_most(look(), part):
            found.append(finding)  # noqa: PERF402 - what came before an error stays
    except Exception as error:  # noqa: BLE001 - damage has every shape, and is a finding in each
        # A disk that can't be read says nothing about whether the diary was altered.
        certain = not (getattr(error, "sqlite_errorname", None) or "").startswith(_IO)
        said = str(error) if isinstance(error, sqlite.Error) else repr(error)
        found.append(Finding("unreadable", part, "readable", said, certain=certain))
        return Looked(part=part, findings=tuple(found), finished=False)
    return Looked(part=part, findings=tuple(found))


def _claims(connection: sqlite.Connection) -> dict[str, str]:
    """SHA-256 to the first exhibit or record of an import that claims it, as the ledger says."""
    claims: dict[str, str] = {}
    # Not by the index of kinds: an older page of it would hide an exhibit.
    for entry in ledger.entries(connection):
        # A body that can't be read is a finding of the other steps.
        with suppress(EvidenceAltered, TypeError, KeyError):
            sha256 = evidence.named_by(entry)
            if sha256 is not None:
                ref = entry.content().get("ref")
                claims.setdefault(sha256, f"exhibit {ref}" if ref else f"import {entry.number}")
    return claims
