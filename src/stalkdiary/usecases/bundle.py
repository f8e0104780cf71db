"""The bundle: everything that the police need to check what they are given."""

import itertools
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from stalkdiary.diary import Diary
from stalkdiary.errors import EvidenceAltered, InputRefused, NothingMatched, NotWritten, shown
from stalkdiary.handover.archive import as_password, new_archive, opened
from stalkdiary.handover.bag import FolderTarget, Target
from stalkdiary.handover.bag import write_bundle as write_bag
from stalkdiary.handover.check_bundle import (
    EXHIBIT_COLUMNS,
    MOST_FILES,
    Refused,
    TooMuch,
    check_files,
)
from stalkdiary.handover.contents import Choice, Contents, contents_of
from stalkdiary.model.ledger import Entry, broken_links, next_entry, utc_text
from stalkdiary.model.picture_size import PictureSize
from stalkdiary.model.redaction import PhraseCount, Redaction, must_stand
from stalkdiary.model.selection import EVERYTHING, Selection
from stalkdiary.reports.csv import as_table
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.how_to_check import how_to_check_report
from stalkdiary.reports.output import files
from stalkdiary.reports.pdf import to_pdf
from stalkdiary.reports.redaction import occurrences, redacted, without_exhibits
from stalkdiary.reports.text import to_text
from stalkdiary.store import evidence
from stalkdiary.store.place import must_be_free, new_file, new_folder
from stalkdiary.usecases.facts import gather_facts
from stalkdiary.usecases.pictures import drawn
from stalkdiary.usecases.progress import Progress, Watch, unwatched

_OTHER_FILES = 1000
"""Of a report in many parts, and of the bag itself: more than there ever are."""

__all__ = ["BundleOptions", "MadeBundle", "as_password", "is_zip", "write_bundle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleOptions:
    """What the person says about a bundle.

    Attributes:
        selection: which incidents are in it; the entries of others are there by their hash alone.
        recipient: who it is for.
        phrases: words that are left out everywhere.
        even_if_absent: whether it is made all the same where one of them stands nowhere.
        left_out: references of exhibits that are left out.
        pictures: as in a report: ``none``, ``small`` or ``all``.
        password: of the zip file, as `as_password` gives it; None for none.

    >>> without_address = BundleOptions(recipient="a solicitor", phrases=("the house",))
    >>> write_bundle(diary, folder / "part.zip", without_address, now=datetime.now(UTC)).recipient
    'a solicitor'
    """

    selection: Selection = EVERYTHING
    recipient: str | None = None
    phrases: Sequence[str] = ()
    even_if_absent: bool = False
    left_out: Sequence[str] = ()
    pictures: PictureSize = PictureSize.all
    password: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBundle:
    """A bundle that was written and read back.

    Attributes:
        file: where it is, a folder or a zip file.
        recipient: who it is for.
        incidents: the numbers of those in it.
        fingerprint: of the diary.
        protected: whether it has a password.
        entries: how many entries its ledger has, the note of the bundle itself among them.
        by_hash: how many of them are there by their hash alone.
        exhibits: the references of the exhibits in it.
        exhibits_left_out: those of the others.
        timestamps: how many are in it.
        bytes: of the files of exhibits.
        seal: the SHA-256 of its ``tagmanifest-sha256.txt``, 64 hexadecimal digits.
        redacted: how often each phrase was left out, in the order in which they were given.
        unsearched: the references of the files that go with it, where phrases were left out of
            everything else.
    """

    file: Path
    recipient: str | None
    incidents: tuple[int, ...]
    fingerprint: str
    protected: bool
    entries: int
    by_hash: int
    exhibits: tuple[str, ...]
    exhibits_left_out: tuple[str, ...]
    timestamps: int
    bytes: int
    seal: str
    redacted: tuple[PhraseCount, ...] = ()
    unsearched: tuple[str, ...] = ()

    def noted(self) -> dict[str, Any]:
        """What the custody log notes of it once it is made: plain JSON values."""
        return {
            "format": "zip" if is_zip(self.file) else "folder",
            "for": self.recipient,
            "incidents": list(self.incidents),
            "fingerprint": self.fingerprint,
            "sha256": self.seal,
        }


def is_zip(target: Path) -> bool:
    """Whether the name of a bundle asks for a zip file; a folder otherwise."""
    return target.suffix.casefold() == ".zip"


def write_bundle(
    diary: Diary,
    target: Path,
    options: BundleOptions | None = None,
    *,
    now: datetime,
    watch: Watch = unwatched,
) -> MadeBundle:
    """Writes a bundle to a new folder or zip file, reads it back, and logs the handover.

    Args:
        diary: the diary.
        target: a new folder, or a new file whose name ends in ``.zip``.
        options: what the person says about it; a bundle of everything when left out.
        now: when it is made; aware.
        watch: told of the bytes of exhibits, of each twice: written and read back.

    Raises:
        NothingMatched: the selection holds no incident, or an exhibit is not there.
        StandsNowhere: a phrase is nowhere in what it is made from.
        InputRefused: there is something at `target`, or a phrase is too short.
        EvidenceAltered: the diary is not as it was written; a bundle of it would not hold.
        NotWritten: the disk does not take it, or does not give it back the same.

    >>> made = write_bundle(diary, folder / "case.zip", now=datetime.now(UTC))
    >>> made.incidents, len(made.seal)
    ((1,), 64)
    """
    options = options or BundleOptions()
    must_be_free(target)
    facts = gather_facts(diary, options.selection, now=now, recipient=options.recipient)
    if options.selection != EVERYTHING and not facts.incidents:
        raise NothingMatched("No incident matches.", "Nothing was written. Ask for less.")
    redaction = Redaction(options.phrases)
    contents = _contents(diary, facts, options, redaction)
    counts = _counts(facts, contents, redaction)
    if not options.even_if_absent:
        must_stand(counts)
    kept = without_exhibits(facts, (each.ref for each in contents.left_out))
    shown = replace(redacted(kept, redaction), links=contents.links())
    found = drawn(diary, shown, options.pictures, "pdf", watch)
    renderings = _renderings(replace(shown, pictures=options.pictures, drawn=found), contents)
    total = sum(exhibit.bytes or 0 for exhibit in contents.files().values())
    notes: list[Entry] = []

    def note(digests: Mapping[str, str]) -> Entry:
        notes.append(_note(diary, facts, contents, digests))
        return notes[0]

    place = new_file(target) if is_zip(target) else new_folder(target)
    with diary.saved_is_told(), place as unfinished, watch(2 * total) as progress:
        with _writable(unfinished, target, now, options.password) as bag:
            seal = write_bag(
                bag,
                contents=contents,
                entries=_ledger(diary, facts),
                evidence=partial(_preserved, diary, progress),
                renderings=renderings,
                note=note,
                made=now,
            )
        _read_back(unfinished, target, options.password, progress)
        made = MadeBundle(
            file=target,
            recipient=options.recipient,
            incidents=tuple(incident.number for incident in facts.incidents),
            fingerprint=facts.fingerprint,
            protected=options.password is not None,
            entries=contents.entries + 1,
            by_hash=len(contents.by_hash),
            exhibits=tuple(each.ref for each in contents.exhibits),
            exhibits_left_out=tuple(each.ref for each in contents.left_out),
            timestamps=len(contents.stamps),
            bytes=total,
            seal=seal,
            redacted=counts,
            unsearched=tuple(
                each.ref for each in contents.exhibits if redaction and not each.physical
            ),
        )
        # Logged before anybody has it: no bundle leaves the diary without a word.
        diary.record_bundle(notes[0], made.noted())
    return made


def _note(diary: Diary, facts: Facts, contents: Contents, digests: Mapping[str, str]) -> Entry:
    """The entry that ends the ledger in the bundle.

    It has the SHA-256 of what was made for the bundle, and the numbers of the entries that are
    left out, so that nobody can leave out one more on the way.

    It has nobody's words, so that it goes whole into a bundle from which words are left out.
    """
    (*_, last) = _ledger(diary, facts)
    body = {
        "what": "bundle",
        "fingerprint": last.hash,
        "files": dict(digests),
        "left_out": sorted(contents.by_hash),
    }
    now = utc_text(diary.connection.clock())
    return next_entry(last, recorded_at=now, kind="handover", body=body)


def _ledger(diary: Diary, facts: Facts) -> Iterator[Entry]:
    """The entries that the report is made from; others may have come since."""
    return itertools.islice(diary.entries(), facts.entries)


def _counts(facts: Facts, contents: Contents, redaction: Redaction) -> tuple[PhraseCount, ...]:
    found = zip(redaction.given, occurrences(facts, redaction), contents.hidden, strict=True)
    return tuple(PhraseCount(phrase=p, times=times, entries=entries) for p, times, entries in found)


def _contents(diary: Diary, facts: Facts, options: BundleOptions, redaction: Redaction) -> Contents:
    broken = next(broken_links(_ledger(diary, facts)), None)
    if broken is not None:
        raise EvidenceAltered(
            f"The ledger is not as it was written: {broken.kind}, {broken.where}.",
            "Nothing was written. Run 'stalkdiary verify', and keep this file and every backup.",
        )
    if redaction.occur_in([facts.initials, *(e.ref.partition("/")[0] for e in facts.exhibits)]):
        raise InputRefused(
            "These words stand in the references of the exhibits, which can't be left out.",
            "Nothing was written. Give longer words.",
        )
    everything = options.selection == EVERYTHING
    choice = Choice(
        incidents=None if everything else frozenset(each.number for each in facts.incidents),
        people=frozenset(each.number for each in facts.chosen_people),
        redaction=redaction,
        left_out=frozenset(_left_out(diary, ref) for ref in options.left_out),
    )
    contents = contents_of(_ledger(diary, facts), choice)
    count = len(contents.files()) + len(contents.records) + 3 * len(contents.stamps)
    if count + _OTHER_FILES > MOST_FILES:
        raise InputRefused(
            f"This would be a bundle of {count:,} files; {MOST_FILES:,} is the most.",
            "Nothing was written. Make several: --since and --until choose the days.",
        )
    return contents


def _left_out(diary: Diary, ref: str) -> str:
    exhibit = diary.exhibit(ref)
    if exhibit.enclosed_in is not None:
        raise InputRefused(
            f"{exhibit.ref} is a part of {exhibit.enclosed_in}, which goes into a bundle whole.",
            f"Nothing was written. Leave out {exhibit.enclosed_in}, or make a report without "
            f"{exhibit.ref}.",
        )
    return exhibit.ref


def _renderings(facts: Facts, contents: Contents) -> dict[str, bytes]:
    reports = {
        f"report{file.suffix}.{form}": b"".join(file.data())
        for form in ("pdf", "html", "csv")
        for file in files(facts, form, lambda suffix, form=form: f"report{suffix}.{form}")  # type: ignore[misc]
    }
    page = how_to_check_report(
        initials=facts.initials,
        fingerprint=contents.fingerprint,
        entries=contents.entries + 1,
        left_out=len(contents.by_hash),
        timestamps=[
            (f"{number:03d}", stamp.hash.partition(":")[2])
            for number, stamp in contents.stamps.items()
        ],
        made=facts.now,
        timezone=facts.timezone,
    )
    return {
        **reports,
        "exhibits.csv": as_table(EXHIBIT_COLUMNS, contents.exhibit_rows()).encode("utf-8-sig"),
        "HOW-TO-CHECK.pdf": to_pdf(page, made=facts.now),
        "HOW-TO-CHECK.txt": to_text(page).encode("utf-8"),
    }


def _writable(
    unfinished: Path, target: Path, now: datetime, password: bytes | None
) -> AbstractContextManager[Target]:
    if not is_zip(target):
        return nullcontext(FolderTarget(unfinished))
    return new_archive(unfinished, top=f"bundle-{now.date()}", made=now, password=password)


def _preserved(diary: Diary, progress: Progress, sha256: str) -> Iterator[bytes]:
    """As `evidence.checked_chunks`, and told of."""
    with diary.reading() as connection:
        for data in evidence.checked_chunks(connection, sha256):
            yield data
            progress(len(data))


def _read_back(unfinished: Path, target: Path, password: bytes | None, progress: Progress) -> None:
    """Checks the finished bundle as whoever receives it would."""
    try:
        with opened(unfinished, password) as read:
            found = check_files(read, progress=progress).findings
        wrong = f"{found[0].kind}, {found[0].where}" if found else None
    except (Refused, TooMuch, zipfile.BadZipFile) as error:
        wrong = str(error)
    if wrong is not None:
        raise NotWritten(
            f"{shown(target)} did not read back as it was written: {wrong}.",
            "Nothing was saved. The disk or the memory of this machine may be failing: try "
            "another disk.",
        )
