"""The report: the document for the police, in its files, with its entry in the custody log."""

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from stalkdiary.diary import Diary
from stalkdiary.errors import AnswerNeeded, DiaryBusy, NothingMatched, shown
from stalkdiary.model.law import AT_HOME
from stalkdiary.model.picture_size import PictureSize
from stalkdiary.model.redaction import PhraseCount, Redaction, must_stand
from stalkdiary.model.selection import EVERYTHING, Selection
from stalkdiary.reports.extracts.purposes import EXTRACTS
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.output import File, extract_files, files
from stalkdiary.reports.redaction import occurrences, redacted, without_exhibits
from stalkdiary.store.place import must_be_free, new_file
from stalkdiary.usecases.facts import gather_facts
from stalkdiary.usecases.pictures import drawn
from stalkdiary.usecases.progress import Watch, unwatched

WHOLE = "police"
"""The purpose of the whole report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """What the person says about a report.

    Attributes:
        selection: which incidents are in it.
        recipient: who it is for.
        phrases: words that are left out everywhere.
        even_if_absent: whether it is made all the same where one of them stands nowhere.
        nation: whose law it is set against, None for that of England and Wales.
        quoted: the incident whose words stand on the first page.
        asks: what they ask for.
        purpose: what it is for: ``police`` for the whole report, or one of the short documents of
            `EXTRACTS`, which are ``pdf``, ``html`` or ``text``.
        with_metadata: whether what files say of themselves is printed.
        pictures: ``none``, ``small`` (under their incidents) or ``all`` (large ones as well).
        left_out: references of exhibits of which only the reference is told.

    >>> for_police = ReportOptions(recipient="PC 1234", selection=Selection(since="2026-03-01"))
    >>> write_report(diary, folder / "r.html", "html", for_police, now=datetime.now(UTC)).incidents
    (1,)
    """

    selection: Selection = EVERYTHING
    recipient: str | None = None
    phrases: Sequence[str] = ()
    even_if_absent: bool = False
    nation: str | None = None
    quoted: int | None = None
    asks: str | None = None
    purpose: str = WHOLE
    with_metadata: bool = False
    pictures: PictureSize = PictureSize.all
    left_out: Sequence[str] = ()

    def must_fit(self, form: str) -> None:
        """Looks before a diary is opened. Raises `AnswerNeeded`: it can't be made as `form`."""
        if self.purpose != WHOLE and self.purpose not in EXTRACTS:
            known = ", ".join((WHOLE, *EXTRACTS))
            raise AnswerNeeded(
                f"A report can't be made as {self.purpose!r}.",
                f"Nothing was written. Choose one of {known}.",
            )
        if self.purpose != WHOLE and form in {"csv", "json"}:
            raise AnswerNeeded(
                f"This short document is for people to read, and not made as {form}.",
                "Nothing was written. Choose --format pdf, html or text.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeReport:
    """A report that was made, as the custody log notes it.

    Attributes:
        form: ``pdf``, ``html``, ``text``, ``csv`` or ``json``.
        recipient: who it is for.
        incidents: the numbers of those in it.
        fingerprint: of the diary, as the report prints it.
        sha256: of the file, or of the first of several.
        parts: the SHA-256 of the others, by what their names end in.
        redacted: how often each phrase was left out, in the order in which they were given; the
            custody log does not note it.
        noted: whether the diary has a note of it; not where it can only be read.
        pictures: the references of the exhibits whose pictures it shows; not searched for phrases.
    """

    form: str
    recipient: str | None
    incidents: tuple[int, ...]
    fingerprint: str
    sha256: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    redacted: tuple[PhraseCount, ...] = ()
    noted: bool = True
    pictures: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON values; ``parts`` is left out where there is one file."""
        return {
            "format": self.form,
            "for": self.recipient,
            "incidents": list(self.incidents),
            "fingerprint": self.fingerprint,
            "sha256": self.sha256,
        } | ({"parts": self.parts} if self.parts else {})


def write_report(
    diary: Diary,
    target: Path,
    form: str,
    options: ReportOptions | None = None,
    *,
    now: datetime,
    watch: Watch = unwatched,
) -> MadeReport:
    """Writes a report to a new file and logs the handover: all of it or nothing.

    A long one has parts in further files beside the first.

    Args:
        diary: the diary.
        target: the new file.
        form: ``pdf``, ``html``, ``text``, ``csv`` or ``json``.
        options: what the person says about it; a whole report of everything when left out.
        now: when it is made; aware.
        watch: told of the bytes of pictures that are read, and then of the letters laid out.

    Raises:
        NothingMatched: the selection holds no incident, or the quoted one is not in it.
        AnswerNeeded: it can't be made as `form`.
        StandsNowhere: a phrase is nowhere in what it is made from.
        InputRefused: there is a file of that name, or a phrase is too short.
        DiaryBusy: something was written to the diary meanwhile.
        NotWritten: the disk does not take it.

    >>> made = write_report(diary, folder / "report.txt", "text", now=datetime.now(UTC))
    >>> made.incidents
    (1,)
    """
    options = options or ReportOptions()
    options.must_fit(form)
    facts, counts = _facts(diary, options, now=now)
    must_be_free(target)
    facts = _with_pictures(diary, facts, form, options, watch)
    made = _files(facts, form, target, options)
    for file in made:
        must_be_free(part_beside(target, file.suffix))
    total = sum(file.weight for file in made)
    digests = {}
    with diary.saved_is_told(), ExitStack() as unfinished, watch(total) as progress:
        # Put in place last: whoever sees the first document finds its parts beside it.
        first = unfinished.enter_context(new_file(target))
        for file in made:
            path = first
            if file.suffix:
                path = unfinished.enter_context(new_file(part_beside(target, file.suffix)))
            digests[file.suffix] = _written(path, file)
            progress(file.weight)
        done = replace(_note(facts, form, options), sha256=digests.pop(""), parts=digests)
        noted = _log(diary, done, options)
    return replace(done, redacted=counts, noted=noted, pictures=_shown(facts))


def report_document(
    diary: Diary, form: str, options: ReportOptions | None = None, *, now: datetime
) -> tuple[MadeReport, bytes]:
    """A report as one document, such as for standard output; the handover is logged already.

    Of a table it is the incidents, without their messages. Raises what `write_report` does of the
    report itself, and `AnswerNeeded`: it comes in several files.
    """
    options = options or ReportOptions()
    options.must_fit(form)
    facts, counts = _facts(diary, options, now=now)
    facts = _with_pictures(diary, facts, form, options, unwatched)
    made = _files(facts, form, Path(f"report.{form}"), options)
    if len(made) > 1 and form != "csv":
        raise AnswerNeeded(
            f"This report is long and comes in {len(made)} files.",
            "Nothing was written. Give it a name with -o, or choose days with --since.",
        )
    data = b"".join(made[-1].data())
    done = replace(_note(facts, form, options), sha256=hashlib.sha256(data).hexdigest())
    # Logged before anybody has it: no report leaves the diary without a word.
    noted = _log(diary, done, options)
    return replace(done, redacted=counts, noted=noted, pictures=_shown(facts)), data


def part_beside(target: Path, suffix: str) -> Path:
    """The name of a part: ``report-part-2.pdf`` beside ``report.pdf``."""
    return target.with_name(f"{target.stem}{suffix}{target.suffix}") if suffix else target


def _facts(
    diary: Diary, options: ReportOptions, *, now: datetime
) -> tuple[Facts, tuple[PhraseCount, ...]]:
    """What the report is made from, and how often each phrase is left out of it."""
    facts = gather_facts(diary, options.selection, now=now, recipient=options.recipient)
    if options.selection != EVERYTHING and not facts.incidents:
        raise NothingMatched("No incident matches.", "Nothing was written. Ask for less.")
    if options.quoted is not None and options.quoted not in {e.number for e in facts.standing}:
        raise NothingMatched(
            f"Incident {options.quoted} is not in this report, or it is withdrawn.",
            "Nothing was written. Quote another, or leave --quote out.",
        )
    facts = replace(
        facts,
        nation=options.nation or AT_HOME,
        quoted=options.quoted,
        asks=options.asks,
        with_metadata=options.with_metadata,
    )
    redaction = Redaction(options.phrases)
    found = zip(redaction.given, occurrences(facts, redaction), strict=True)
    counts = tuple(PhraseCount(phrase=phrase, times=times) for phrase, times in found)
    if not options.even_if_absent:
        must_stand(counts)
    if options.left_out:
        facts = without_exhibits(facts, [diary.exhibit(ref).ref for ref in options.left_out])
    return redacted(facts, redaction), counts


def _with_pictures(
    diary: Diary, facts: Facts, form: str, options: ReportOptions, watch: Watch
) -> Facts:
    if options.purpose != WHOLE or form in {"csv", "json"}:
        return facts
    found = drawn(diary, facts, options.pictures, form, watch)
    return replace(facts, pictures=options.pictures, drawn=found)


def _shown(facts: Facts) -> tuple[str, ...]:
    return tuple(ref for ref, each in facts.drawn.items() if each.pictures)


def _files(facts: Facts, form: str, target: Path, options: ReportOptions) -> list[File]:
    if options.purpose != WHOLE:
        return extract_files(facts, form, EXTRACTS[options.purpose])
    return files(facts, form, lambda suffix: shown(Path(part_beside(target, suffix).name)))


def _written(path: Path, file: File) -> str:
    """The SHA-256 of a file that was written piece by piece."""
    digest = hashlib.sha256()
    with path.open("wb") as target:
        for piece in file.data():
            target.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def _note(facts: Facts, form: str, options: ReportOptions) -> MadeReport:
    return MadeReport(
        form=form,
        recipient=options.recipient,
        incidents=tuple(incident.number for incident in facts.incidents),
        fingerprint=facts.fingerprint,
    )


def _log(diary: Diary, done: MadeReport, options: ReportOptions) -> bool:
    """Messages are read while the report is laid out: it must tell of one state of the diary."""
    if diary.fingerprint != done.fingerprint:
        raise DiaryBusy(
            "Something was written to the diary while the report was made.",
            "No report was written. Make it again.",
        )
    extract = EXTRACTS.get(options.purpose)
    return diary.note_handover(extract.noted if extract else "report", done.to_json())
