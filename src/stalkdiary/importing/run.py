"""One import from beginning to end: look, take the export in, read it again, write."""

import hashlib
import io
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from stalkdiary.errors import DiaryBusy, EvidenceAltered, UnsafeFile, shown
from stalkdiary.importers.reading.export import BLOCK_BYTES, Export, is_folder
from stalkdiary.importers.reading.question import OpenQuestion
from stalkdiary.importers.registry import also_in, importer_of
from stalkdiary.importing.job import Job
from stalkdiary.importing.keep import Import, keep
from stalkdiary.importing.own import own_question
from stalkdiary.importing.preview import Preview
from stalkdiary.importing.questions import side_question
from stalkdiary.importing.survey import Survey
from stalkdiary.importing.wanted import Wanted
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.message import Notice
from stalkdiary.store import ledger, queries
from stalkdiary.store.connection import Connection, reading
from stalkdiary.store.evidence import PreservedFile
from stalkdiary.store.intake import taken_in

_TRIES = 3
_UNPACK = "Unpack the file, and import the folder: then each kind is read."


class Look(NamedTuple):
    """An export that was looked at.

    Attributes:
        survey: what was found.
        wanted: what was looked for.
        job: what was looked at, and how it was read.
        newest: the newest hash of the ledger then.
        state: what tells whether the files have changed since.
    """

    survey: Survey
    wanted: Wanted
    job: Job
    newest: str
    state: list[tuple[str, int, int]]

    @property
    def preview(self) -> Preview:
        """What an import would do."""
        return self.survey.preview

    def side_question(self) -> OpenQuestion | None:
        """Whether somebody is the person who keeps the diary, where that was only concluded."""
        preview = self.survey.preview
        other = preview.side
        if other is None:
            return None
        asked = next(name for name in preview.senders if name != other)
        return side_question(shown(self.job.path), asked, other, preview.senders[other].count)

    def must_be_said(self) -> None:
        """Stops where words would become the person's own that may be somebody else's.

        Raises:
            OpenQuestion: nobody has said that rows or events are the person's own record, or that
                the other one of two people is the person.
        """
        question = self.side_question()
        if self.survey.preview.first_own is not None and not self.job.says_own:
            question = own_question(self.job.path, self.survey.preview)
        if question is not None:
            question.about = (self.job.source,)
            raise question


def look(connection: Connection, job: Job) -> Look:
    """Reads an export, and finds out what an import would do. Nothing is written.

    Raises:
        InputRefused: the export can't be read; says where and why.
        UnsafeFile: it means harm.
        AnswerNeeded: something has to be decided first.
    """
    state = _state(job.paths)
    with reading(connection), job.opened() as export:
        wanted = Wanted.of(job.request, queries.people(connection))
        format_name, importer = importer_of(export)
        if job.reading.profile is not None and format_name.startswith("table"):
            format_name = f"table-{job.reading.profile}"
        survey = Survey(connection, format_name, importer, job.reading, wanted)
        try:
            survey.look(export)
            if accounts := survey.accounts():
                wanted = replace(wanted, people={**wanted.people, **accounts})
                notes = survey.preview.notes[-len(accounts) :]
                survey = Survey(connection, format_name, importer, job.reading, wanted)
                survey.look(export)
                survey.preview.notes += notes
        except OpenQuestion as question:
            question.about = (job.source,)
            raise
        if others := also_in(export, importer):
            more = f"Messages of other kinds in it were not read: {', '.join(others)}. {_UNPACK}"
            survey.preview.notes.insert(0, Notice(export.name, more, telling=True))
        return Look(survey, wanted, job, _newest(connection), state)


def bring_in(
    connection: Connection,
    writing: Callable[[], AbstractContextManager[Connection]],
    job: Job,
    looked: Look | None = None,
) -> Import:
    """Imports an export: everything that is new of it, in one transaction, or nothing.

    Args:
        connection: the diary.
        writing: begins a transaction of it.
        job: what, and how.
        looked: what an earlier look found; it counts as long as nothing has changed since.

    Raises:
        InputRefused: the export can't be read; says where and why. Nothing is written.
        UnsafeFile: it means harm, or changed while it was read.
        AnswerNeeded: something has to be decided first.
        DiaryBusy: somebody else kept writing to the diary.
    """
    for _ in range(_TRIES):
        if looked is None or (looked.newest, looked.state) != (
            _newest(connection),
            _state(job.paths),
        ):
            looked = look(connection, job)
        looked.must_be_said()
        survey, wanted, _, newest, before = looked
        if not survey.preview.brings_something:
            return Import(
                preview=survey.preview,
                earlier=_earlier(connection, job.path, wanted),
                fingerprint=newest,
            )
        with writing():
            if _newest(connection) != newest:
                continue  # what is new has to be found again
            taken, preserved = _taken_in(connection, job)
            if _state(job.paths) != before:
                raise UnsafeFile(
                    f"{shown(job.path)} changed while it was being read.",
                    "Nothing was imported. Make a copy, and import the copy.",
                )
            return keep(
                connection,
                survey,
                preserved,
                taken,
                wanted,
                job,
            )
    raise DiaryBusy("Another command keeps writing to the diary.")


def _newest(connection: Connection) -> str:
    with reading(connection):
        last = ledger.last_entry(connection)
    if last is None:
        raise EvidenceAltered("The diary has lost its first entry.")
    return last.hash


def _taken_in(connection: Connection, job: Job) -> tuple[dict[str | None, Exhibit], Export]:
    """The export as evidence, and the export that reads the preserved bytes."""
    take = partial(taken_in, connection, captured=None, progress=job.progress)
    if not is_folder(job.path):
        parts = {path: take(path) for path in job.paths}
        files = {path: _preserved(connection, each) for path, each in parts.items()}
        taken: dict[str | None, Exhibit] = {
            None if path == job.path else path.name: each for path, each in parts.items()
        }
        return taken, job.opened(files)
    from stalkdiary.model.time_hint import is_litter

    taken = {}
    kept: dict[str, Callable[[], BinaryIO]] = {}
    with Export(job.path, only=job.only) as folder:
        for member in folder.members:
            if not is_litter(member.base):
                exhibit = taken[member.name] = take(folder.path_of(member.name))
                kept[member.name] = partial(_preserved, connection, exhibit)
    return taken, job.opened(kept=kept)


def _preserved(connection: Connection, exhibit: Exhibit) -> BinaryIO:
    return io.BufferedReader(PreservedFile(connection, str(exhibit.sha256)), BLOCK_BYTES)


def _state(paths: Sequence[Path]) -> list[tuple[str, int, int]]:
    """What tells that files have changed: their names, sizes and times."""
    files = [
        each for path in paths for each in (sorted(path.rglob("*")) if is_folder(path) else [path])
    ]
    try:
        return [
            (str(each), status.st_size, status.st_mtime_ns)
            for each in files
            for status in (each.lstat(),)
        ]
    except OSError:
        return []  # whoever reads the file says what is wrong with it


def _earlier(connection: Connection, path: Path, wanted: Wanted) -> str | None:
    """When this very file was imported for the same people, UTC."""
    if is_folder(path):
        return None
    with Export(path) as export, export.opened() as file:
        digest = hashlib.sha256()
        while data := file.read(BLOCK_BYTES):
            digest.update(data)
    people = [who.name for who in wanted.everyone]
    for entry in ledger.entries_of_kind(connection, "import"):
        body = entry.content()
        if body.get("sha256") == digest.hexdigest() and body["wanted"]["people"] == people:
            return entry.recorded_at
    return None
