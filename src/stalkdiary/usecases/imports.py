"""Exports of messages, calls and mails: looked at first, then brought in with the export itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from stalkdiary.diary import Diary
from stalkdiary.errors import AnswerNeeded
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.question import Answer, OpenQuestion
from stalkdiary.importers.vcard import contacts
from stalkdiary.importing import run
from stalkdiary.importing.job import Job, Origin
from stalkdiary.importing.keep import Import
from stalkdiary.importing.preview import NAMELESS, Preview, Sender
from stalkdiary.importing.questions import asked_once
from stalkdiary.importing.run import Look
from stalkdiary.importing.sorting import FilesAt, Lot, PassedOver, sorted_out
from stalkdiary.importing.wanted import Request
from stalkdiary.store import ledger
from stalkdiary.usecases.progress import Progress, Watch, bytes_of, unwatched

__all__ = [
    "NAMELESS",
    "Answer",
    "FilesAt",
    "How",
    "Import",
    "Job",
    "Look",
    "Lot",
    "OpenQuestion",
    "Origin",
    "PassedOver",
    "Preview",
    "Reading",
    "Request",
    "Sender",
    "address_book",
    "import_export",
    "import_exports",
    "import_profile",
    "look_at_export",
    "look_at_exports",
    "sorted_out",
]

_WHO_ELSE = (
    "Nothing was imported. Give your name as it stands in the file, or --me '' where you do not "
    "write in it."
)
_WRITTEN_AND_READ = 2
"""An export that was looked at is written, and what was written is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How exports are read.

    Attributes:
        reading: the zone, the order of dates, the columns.
        noted: what the ledger notes of that under the name of a profile: plain JSON values.
        answers: how single exports are read otherwise, after a question was answered.
        looked: what was found where a question came up; exports that are to be read as they were
            are not read again.
    """

    reading: Reading
    noted: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[Origin, Reading] = field(default_factory=dict)
    looked: Sequence[Look] = ()

    def of(self, source: Origin) -> Reading:
        return self.answers.get(source, self.reading)

    def answered(self, question: OpenQuestion, answer: Answer) -> "How":
        """The same, with a question answered for all exports that leave it open."""
        about = {each: answer.to(self.of(each)) for each in question.about}
        return replace(self, answers={**self.answers, **about}, looked=question.looked)


def look_at_exports(
    diary: Diary,
    sources: Sequence[Origin],
    request: Request,
    how: How,
    watch: Watch = unwatched,
    *,
    to_write: bool = False,
) -> list[Look]:
    """What an import of each export would do. Nothing is written.

    `request` says whose messages are wanted, of which days and kinds; `watch` is told of the bytes
    read; `to_write` says whether also must be answered what only matters once it is written.

    Raises:
        InputRefused: an export can't be read; says where and why.
        UnsafeFile: it means harm.
        OpenQuestion: exports can be read in several ways. All of them have been read: the question
            is put once for all that share it, and names the other questions.
        AnswerNeeded: something else has to be decided first.
    """
    found, questions, unknown = [], [], []
    with watch(bytes_of(_files(sources))) as progress:
        for job in _jobs(sources, request, how, progress):
            try:
                known = (each for each in how.looked if _is_same(each.job, job))
                look = next(known, None) or look_at_export(diary, job)
                found.append(look)
                unknown.append(look.preview.unknown_me)
                if to_write:
                    look.must_be_said()
            except OpenQuestion as question:
                questions.append(question)
    if unknown and (sentence := unknown[0]) and all(unknown):
        raise AnswerNeeded(sentence, _WHO_ELSE)
    if questions:
        raise asked_once(questions, found)
    return found


def import_exports(
    diary: Diary,
    sources: Sequence[Origin],
    request: Request,
    how: How,
    *,
    looks: Sequence[Look] | None = None,
    watch: Watch = unwatched,
) -> list[Import]:
    """Imports exports one after the other, each wholly or not at all.

    The arguments are those of `look_at_exports`; `looks` is what that found in each, if they have
    been looked at, and `watch` is told of the bytes written and read.

    Raises:
        OpenQuestion: an export can be read in several ways, or nobody has said whose its words are.
        StalkdiaryError: what `import_export` raises.
    """
    for each in looks or ():
        each.must_be_said()  # before anything of another file is written
    with diary.saved_is_told(), watch(bytes_of(_files(sources)) * _WRITTEN_AND_READ) as progress:
        jobs = _jobs(sources, request, how, progress)
        found: Sequence[Look | None] = looks if looks is not None else [None] * len(jobs)
        return [import_export(diary, job, each) for job, each in zip(jobs, found, strict=True)]


def look_at_export(diary: Diary, job: Job) -> Look:
    """What `import_export` would do, to the last count. Nothing is written."""
    return run.look(diary.connection, job)


def import_export(diary: Diary, job: Job, looked: Look | None = None) -> Import:
    """Imports what is new of an export, with the export as an exhibit: all of it or nothing.

    What `look_at_export` found is used as long as neither diary nor export have changed.

    Raises:
        InputRefused: the export can't be read; says where and why.
        UnsafeFile: it means harm, or changed while it was read.
        AnswerNeeded: something has to be decided first.
        DiaryBusy: somebody else kept writing to the diary.
    """
    return run.bring_in(diary.connection, diary.writing, job, looked)


def import_profile(diary: Diary, name: str) -> dict[str, Any] | None:
    """What an earlier import noted under a name with ``profile``, None where none did."""
    with diary.reading() as connection:
        found = [
            body
            for entry in ledger.entries_of_kind(connection, "import")
            if (body := entry.content()).get("profile") == name
        ]
    return found[-1] if found else None


def address_book(file: Path) -> list[tuple[str, ...]]:
    """Everything that stands for one person in an address book (.vcf), for each entry.

    Raises:
        InputRefused: it can't be read.
    """
    with Export(file) as export:
        return [(each.name, *each.numbers, *each.addresses) for each in contacts(export)]


def _is_same(one: Job, other: Job) -> bool:
    """Whether the same is asked of the same export, read in the same way."""
    return (one.source, one.request, one.reading) == (other.source, other.request, other.reading)


def _files(sources: Sequence[Origin]) -> list[Path]:
    return [path for each in sources for path in (each.path, *each.further)]


def _jobs(sources: Sequence[Origin], request: Request, how: How, progress: Progress) -> list[Job]:
    return [
        Job(
            path=each.path,
            further=each.further,
            only=each.only,
            request=request,
            reading=how.of(each),
            noted=how.noted,
            progress=progress,
        )
        for each in sources
    ]
