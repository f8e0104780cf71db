"""Writing what an import brings: incidents, messages, the export itself. All of it or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importing.job import Job
from stalkdiary.importing.own import account_of
from stalkdiary.importing.preview import Preview
from stalkdiary.importing.sieve import Changed, Day, Mine, New, Outcome
from stalkdiary.importing.survey import Survey, incident_beside, placed
from stalkdiary.importing.wanted import Wanted
from stalkdiary.model.changes import Changes
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.message import Message, OwnEntry
from stalkdiary.model.tally import Tally
from stalkdiary.store import ledger, lookup, messages, queries, recording
from stalkdiary.store.connection import Connection

WHY: Final = "A later export shows more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An import that was made, or had been made before.

    Attributes:
        preview: what it did.
        exhibits: the exhibits it added, the export first; none where nothing was new.
        incidents: the numbers of the incidents that it began.
        amended: the numbers of those that were there and got further acts.
        earlier: when the same file was imported for the same people before, UTC; None where it
            was not.
        fingerprint: the newest hash of the ledger.
    """

    preview: Preview
    exhibits: tuple[Exhibit, ...] = ()
    incidents: tuple[int, ...] = ()
    amended: tuple[int, ...] = ()
    earlier: str | None = None
    fingerprint: str


def keep(
    connection: Connection,
    survey: Survey,
    export: Export,
    taken: Mapping[str | None, Exhibit],
    wanted: Wanted,
    job: Job,
) -> Import:
    """Writes everything that is new; belongs inside a transaction.

    Args:
        connection: the diary.
        survey: which has looked at the export.
        export: the preserved bytes, to be read again.
        taken: what was taken in and is to be an exhibit: the export under None, or the files of
            a folder by their names in it.
        wanted: what is taken out of the export.
        job: what is imported, and how.
    """
    writer = _Writer(connection, survey, wanted, job.reading)
    sha256, _ = messages.keep_record(connection, writer.lines(survey.outcomes(export)))
    begun, amended = writer.begin_incidents(), writer.amend_incidents()
    home = min([*begun, *amended, *writer.touched])
    exhibits = [
        recording.exhibit(connection, "exhibit", replace(each, incident=writer.home(name, home)))
        for name, each in sorted(taken.items(), key=lambda item: item[0] != export.first_read)
    ]
    if export.is_single:
        # Media that lies beside a chat belongs to it; in an archive it is in the export itself.
        for name, number in writer.files.items():
            file = export.path_of(name)
            exhibits.extend(recording.files(connection, number, [file], progress=job.progress))
    entry = ledger.append(
        connection,
        "import",
        {
            **_told(survey.preview),
            "exhibits": [each.ref for each in exhibits],
            "file": export.name,
            "sha256": exhibits[0].sha256,
            "timezone": job.reading.timezone,
            "wanted": wanted.to_json(),
            "record": {"sha256": sha256},
            **_read_as(job.reading),
            **job.noted,
        },
    )
    return Import(
        preview=survey.preview,
        exhibits=tuple(exhibits),
        incidents=begun,
        amended=amended,
        fingerprint=entry.hash,
    )


def _told(preview: Preview) -> dict[str, Any]:
    """What the ledger says of what was found."""
    first, last = preview.span.first, preview.span.last
    return {
        "format": preview.format,
        "counts": preview.counts(),
        "first": first.local if first else None,
        "last": last.local if last else None,
        "odd": [[sentence, count] for sentence, count in preview.odd.most_common()],
        "notes": [[each.locator, each.text] for each in preview.notes],
        "skipped": [list(each) for each in preview.listed_skipped],
    }


def _read_as(reading: Reading) -> dict[str, Any]:
    """What was said of the export, because it leaves that open itself."""
    said = {
        "date_order": reading.date_order,
        "direction": reading.direction,
        "own": reading.own,
        "me": reading.me,
        "columns": reading.columns,
    }
    said = {name: value for name, value in said.items() if value is not None}
    return {"read_as": said} if said else {}


class _Writer:
    """Turns outcomes into lines of the record, and counts what each incident gets.

    Attributes:
        touched: incidents that hold messages of which the export shows more, or beside which it
            brings the person's own.
        files: the attachments that are files of their own, with the incidents of their messages.
    """

    def __init__(
        self, connection: Connection, survey: Survey, wanted: Wanted, reading: Reading
    ) -> None:
        self._connection = connection
        self._timezone = reading.timezone
        self._owner = wanted.nameless
        self._people = {
            who.name: recording.person_named(connection, who.name) for who in wanted.everyone
        }
        for name, spellings in wanted.spellings.items():
            recording.learned(connection, name, spellings)
        self._existing, fresh = placed(connection, survey.days, wanted)
        following = queries.next_number(connection, "incident")
        self._fresh = {day: number for number, day in enumerate(fresh, following)}
        self._tallies: dict[Day, Tally] = {}
        self._own: list[OwnEntry] = []
        self.touched: set[int] = set()
        self.files: dict[str, int] = {}

    def home(self, name: str | None, otherwise: int) -> int:
        """The incident of an exhibit."""
        return otherwise if name is None else self.files.get(name, otherwise)

    def lines(self, outcomes: Iterator[Outcome]) -> Iterator[dict[str, Any]]:
        """The lines of the record, in the order of the export."""
        for outcome in outcomes:
            match outcome:
                case New(day, key, message):
                    number = self._fresh.get(day) or self._existing[day]
                    self._tally(day).take(message)
                    self._note_files(message, number)
                    yield messages.message_line(number, key, message, counted=True)
                case Mine(day, key, message):
                    beside = (
                        self._fresh.get(day)
                        or self._existing.get(day)
                        or incident_beside(self._connection, day, self._people[day.person])
                    )
                    if beside is not None:
                        self.touched.add(beside)
                        yield messages.message_line(beside, key, message, counted=False)
                case Changed(held, kind, message):
                    incident = messages.with_number(self._connection, held).incident
                    self.touched.add(incident)
                    self._note_files(message, incident)
                    yield messages.change_line(held, kind, message)
                case OwnEntry():
                    self._own.append(outcome)

    def begin_incidents(self) -> tuple[int, ...]:
        """The incidents that are new, in the order of their days."""
        begun = []
        for day in self._fresh:
            account = self._tally(day).account(day.person, self._people[day.person], self._timezone)
            begun.append(recording.imported_incident(self._connection, account))
        person = self._people[self._owner.name] if self._owner else None
        for entry in self._own:
            account = account_of(entry, self._timezone, person)
            begun.append(recording.imported_incident(self._connection, account))
        return tuple(begun)

    def amend_incidents(self) -> tuple[int, ...]:
        """Adds new acts to incidents that are there. Words of the person stay as they are."""
        for day, number in self._existing.items():
            held, together = Tally(day.channel, day.day or None), self._tally(day)
            for each in messages.of_incident(self._connection, number):
                if each.counted:
                    held.take(each.message)
                    together.take(each.message)
            account = lookup.the_incident(self._connection, number).account
            changes: dict[str, Any] = {"times": together.acts}
            if account.what == held.sentence(day.person):
                changes["what"] = together.sentence(day.person)
            if account.when == held.moment(account.when.timezone):
                changes["when"] = together.moment(account.when.timezone)
            recording.amendment(
                self._connection, number, Changes(**changes), why=WHY, with_files=False
            )
        return tuple(self._existing.values())

    def _tally(self, day: Day) -> Tally:
        tally = self._tallies.get(day)
        if tally is None:
            tally = self._tallies[day] = Tally(day.channel, day.day or None)
        return tally

    def _note_files(self, message: Message, number: int) -> None:
        for each in message.attachments:
            if each.found and each.member is not None:
                self.files.setdefault(each.member, number)
