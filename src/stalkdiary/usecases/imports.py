"""Exports of messages, calls and mails: looked at first, then brought in with the export itself."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from stalkdiary.diary import Diary
from stalkdiary.errors import StalkdiaryError
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.parts import Parts, parts_by_name
from stalkdiary.importers.reading.question import Answer, OpenQuestion
from stalkdiary.importers.registry import importer_of
from stalkdiary.importers.vcard import contacts
from stalkdiary.importing import run
from stalkdiary.importing.files import holds_files
from stalkdiary.importing.job import Job
from stalkdiary.importing.keep import Import
from stalkdiary.importing.preview import DOWNLOADS, NAMELESS, Preview, Sender
from stalkdiary.importing.run import Look
from stalkdiary.importing.wanted import Request
from stalkdiary.store import ledger
from stalkdiary.usecases.progress import Progress, Watch, bytes_of, unwatched

__all__ = [
    "NAMELESS",
    "Answer",
    "How",
    "Import",
    "Job",
    "Look",
    "OpenQuestion",
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
    "sorted_by_kind",
    "together",
]

_PAGES = frozenset({"index.html", "archive_browser.html", "start_here.html"})
"""What each part of a download has of its own, to look through it in a browser."""
_WRITTEN_AND_READ = 2
"""An export that was looked at is written, and what was written is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How exports are read.

    Attributes:
        reading: the zone, the order of dates, the columns.
        noted: what the ledger notes of that under the name of a profile: plain JSON values.
        answers: how single exports are read otherwise, after a question was answered.
        further: the other parts of a download, by its first part: see `together`.
    """

    reading: Reading
    noted: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[Path, Reading] = field(default_factory=dict)
    further: Mapping[Path, tuple[Path, ...]] = field(default_factory=dict)

    def of(self, path: Path) -> Reading:
        """How one export is read."""
        return self.answers.get(path, self.reading)

    def every(self, paths: Sequence[Path]) -> list[Path]:
        """The files of these exports, with all parts of each."""
        return [each for path in paths for each in (path, *self.further.get(path, ()))]

    def answered(self, question: OpenQuestion, answer: Answer) -> "How":
        """The same, with a question about an export answered."""
        path = question.path
        assert path is not None  # noqa: S101 - whoever looks at an export says which
        return replace(self, answers={**self.answers, path: answer.to(self.of(path))})


def together(paths: Sequence[Path]) -> tuple[list[Path], dict[Path, tuple[Path, ...]]]:
    """Parts of one download are one export: Snapchat's, Meta's, Google's, TikTok's.

    Returns:
        The exports, a download by its first part, and the further parts of each such download.
    """
    exports, further = [], {}
    for first, *others in parts_by_name(paths):
        if others and _is_one_download((first, *others)):
            exports.append(first)
            further[first] = tuple(others)
        else:
            exports += [first, *others]
    return exports, further


def _is_one_download(paths: Sequence[Path]) -> bool:
    """Whether zip files that are named like parts hold messages of one download."""
    with suppress(StalkdiaryError), Parts(paths) as export:
        if not export.is_archive or not importer_of(export)[0].startswith(DOWNLOADS):
            return False
        # Two downloads of one account have the same files with other messages in them.
        return all(PurePosixPath(name).name.casefold() in _PAGES for name in export.twice)
    return False


def sorted_by_kind(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Exports of messages, and files that are to be kept as they are.

    Raises:
        InputRefused: one can't be read, or is an export of a kind that can't.
        UnsafeFile: one is a link, a pipe or a device, or an archive that means harm.
    """
    kept = [holds_files(path) for path in paths]
    return (
        [path for path, is_file in zip(paths, kept, strict=True) if not is_file],
        [path for path, is_file in zip(paths, kept, strict=True) if is_file],
    )


def look_at_exports(
    diary: Diary, paths: Sequence[Path], request: Request, how: How, watch: Watch = unwatched
) -> list[Look]:
    """What an import of each export would do. Nothing is written.

    Args:
        diary: the diary.
        paths: the exports, files or folders.
        request: whose messages are wanted, of which days and kinds.
        how: how they are read.
        watch: told of the bytes read.

    Raises:
        InputRefused: an export can't be read; says where and why.
        UnsafeFile: it means harm.
        OpenQuestion: an export can be read in several ways.
        AnswerNeeded: something else has to be decided first.
    """
    with watch(bytes_of(how.every(paths))) as progress:
        jobs = _jobs(paths, request, how, progress)
        return [look_at_export(diary, job) for job in jobs]


def import_exports(
    diary: Diary,
    paths: Sequence[Path],
    request: Request,
    how: How,
    *,
    looks: Sequence[Look] | None = None,
    watch: Watch = unwatched,
) -> list[Import]:
    """Imports exports one after the other, each wholly or not at all.

    Args:
        diary: the diary.
        paths: the exports, files or folders.
        request: whose messages are wanted, of which days and kinds.
        how: how they are read.
        looks: what `look_at_exports` found in each, if they have been looked at.
        watch: told of the bytes written and read.

    Raises:
        InputRefused: an export can't be read; says where and why.
        UnsafeFile: it means harm, or changed while it was read.
        OpenQuestion: an export can be read in several ways, or nobody has said that its words are
            the person's own.
        AnswerNeeded: something else has to be decided first.
        DiaryBusy: somebody else kept writing to the diary.
    """
    for each in looks or ():
        each.must_be_said()  # before anything of another file is written
    with diary.saved_is_told(), watch(bytes_of(how.every(paths)) * _WRITTEN_AND_READ) as progress:
        jobs = _jobs(paths, request, how, progress)
        found: Sequence[Look | None] = looks if looks is not None else [None] * len(jobs)
        return [import_export(diary, job, each) for job, each in zip(jobs, found, strict=True)]


def look_at_export(diary: Diary, job: Job) -> Look:
    """What an import would do, to the last count. Nothing is written.

    Raises:
        InputRefused: the export can't be read; says where and why.
        UnsafeFile: it means harm.
        AnswerNeeded: something has to be decided first.
    """
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


def _jobs(paths: Sequence[Path], request: Request, how: How, progress: Progress) -> list[Job]:
    return [
        Job(
            path=path,
            further=how.further.get(path, ()),
            request=request,
            reading=how.of(path),
            noted=how.noted,
            progress=progress,
        )
        for path in paths
    ]
