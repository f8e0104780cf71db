"""Everything that a report is made from, gathered before anything is laid out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from stalkdiary.model.action import Action
from stalkdiary.model.burst import Digest, digest
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.incident import Incident
from stalkdiary.model.law import AT_HOME, Law, laws
from stalkdiary.model.ledger import Entry
from stalkdiary.model.mark import NO_MARKS, Marks
from stalkdiary.model.message import HeldMessage
from stalkdiary.model.moment import Moment
from stalkdiary.model.person import Person
from stalkdiary.model.picture_size import PictureSize
from stalkdiary.model.sameness import one_spelling
from stalkdiary.model.timezone import zone
from stalkdiary.reports.exhibit_pictures import Drawn

_HANDOVER_SHOWN = (
    *("what", "format", "for", "ref", "sha256", "incidents", "fingerprint"),
    *("entries", "authority", "signer", "certificates", "entry", "gen_time"),
)


Messages = Callable[[int], Iterable[HeldMessage]]
"""The messages of an incident by its number, in the order of their times."""


def no_messages(_incident: int) -> Iterable[HeldMessage]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the incidents of a report were chosen by; nothing where all are in it.

    Attributes:
        since: the first local day, inclusive, ``2026-01-31``.
        until: the last local day, inclusive.
        person: the name of the person they concern.
        types: behaviour slugs; any of them fits.
    """

    since: str | None = None
    until: str | None = None
    person: str | None = None
    types: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        return self == EVERYTHING


EVERYTHING = Chosen()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a report is made from.

    Exhibits and people that have nothing to do with the chosen incidents are left out by the
    report itself, so the caller may hand over all of them.

    Attributes:
        initials: what exhibit references begin with.
        timezone: the IANA zone of the case, in which every time of writing is told.
        now: when the report is made; aware.
        incidents: the chosen ones, withdrawn ones among them, in the order they happened.
        histories: the entries that made and changed each incident, by its number, oldest first.
            Without the first, the earlier text of an amendment can't be printed.
        enclosed: the files in preserved exports, by the number of their message.
        handovers: when something left the diary (UTC), and what.
        fingerprint: the newest hash of the ledger.
        messages: the imported messages of an incident by its number, in time order, read when they
            are wanted.
        nation: whose law the incidents are set against, a slug of `laws`.
        quoted: the incident whose words stand on the first page; None for one of the gravest kind.
        asks: what the person asks for, in their words; None for a line to be filled in.
        with_metadata: whether what files say of themselves, such as where a picture was taken, is
            printed.
        links: where the file of an exhibit lies beside the report, by its reference; in a bundle.
        noted: whether the diary notes that the report was made; not where it can only be read.
        marks: which messages are set off from the others.
        drawn: what can be shown of the files of exhibits, by their references.
        own: the number in the diary of each incident by its number here; empty where they are the
            same.
    """

    initials: str
    timezone: str
    now: datetime
    incidents: Sequence[Incident]
    fingerprint: str
    entries: int
    histories: Mapping[int, Sequence[Entry]]
    exhibits: Sequence[Exhibit] = ()
    enclosed: Mapping[int, Sequence[Exhibit]] = field(default_factory=dict)
    people: Sequence[Person] = ()
    actions: Sequence[Action] = ()
    handovers: Sequence[tuple[str, Mapping[str, Any]]] = ()
    chosen: Chosen = EVERYTHING
    recipient: str | None = None
    messages: Messages = no_messages
    nation: str = AT_HOME
    quoted: int | None = None
    asks: str | None = None
    with_metadata: bool = False
    made_up: bool = False
    noted: bool = True
    marks: Marks = NO_MARKS
    pictures: PictureSize = PictureSize.all
    drawn: Mapping[str, Drawn] = field(default_factory=dict)
    own: Mapping[int, int] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def law(self) -> Law:
        return laws()[self.nation]

    def digests(self) -> dict[int, Digest]:
        """What the messages of each imported incident add up to; they are all read for it."""
        return digests_of(self.incidents, self.messages)

    @property
    def standing(self) -> list[Incident]:
        return [incident for incident in self.incidents if not incident.withdrawn]

    @property
    def withdrawn(self) -> list[Incident]:
        return [incident for incident in self.incidents if incident.withdrawn]

    def of_kind(self, kind: str) -> list[Action]:
        """What was done of one kind, oldest first."""
        return [action for action in self.actions if action.kind == kind]

    @property
    def chosen_exhibits(self) -> list[Exhibit]:
        """The exhibits of the incidents in this report."""
        numbers = {incident.number for incident in self.incidents}
        return [exhibit for exhibit in self.exhibits if exhibit.incident in numbers]

    @property
    def chosen_enclosed(self) -> list[Exhibit]:
        """The files in exports that belong to messages of the incidents in this report."""
        numbers = {incident.number for incident in self.incidents}
        files = (exhibit for each in self.enclosed.values() for exhibit in each)
        return [exhibit for exhibit in files if exhibit.incident in numbers]

    @property
    def schedule(self) -> list[Exhibit]:
        """The exhibits of the incidents in this report, behind each export the files in it."""
        files = self.chosen_enclosed
        return [
            each
            for exhibit in self.chosen_exhibits
            for each in (exhibit, *(file for file in files if file.enclosed_in == exhibit.ref))
        ]

    def exhibits_by_incident(self) -> dict[int, list[Exhibit]]:
        """The exhibits of each incident of this report that has any, by its number."""
        found: dict[int, list[Exhibit]] = {}
        for exhibit in self.chosen_exhibits:
            found.setdefault(exhibit.incident, []).append(exhibit)
        return found

    @property
    def chosen_people(self) -> list[Person]:
        """Everyone in a whole report; in a part, those that its incidents concern or name."""
        if self.chosen.is_everything:
            return list(self.people)
        concerned = {incident.account.person for incident in self.incidents}
        named = {
            one_spelling(witness)
            for incident in self.incidents
            for witness in incident.account.witnesses
        }
        return [
            person
            for person in self.people
            if person.number in concerned or _is_named(person, named)
        ]

    @property
    def made(self) -> Moment:
        """When the report is made, in the zone of the case."""
        return Moment.exact(self.now.replace(second=0), timezone=self.timezone)

    @property
    def local_day(self) -> date:
        """The day on which the report is made, in the zone of the case."""
        return self.now.astimezone(zone(self.timezone)).date()

    def local(self, utc: str) -> Moment:
        """A time of the ledger as a moment in the zone of the case."""
        return Moment.exact(datetime.fromisoformat(utc), timezone=self.timezone)

    def to_the_minute(self, utc: str) -> Moment:
        """The same without its seconds, which are in the ledger and distract a reader."""
        return Moment.exact(datetime.fromisoformat(utc).replace(second=0), timezone=self.timezone)


def digests_of(incidents: Iterable[Incident], messages: Messages) -> dict[int, Digest]:
    """What the messages of imported incidents add up to, by the number of the incident."""
    return {
        each.number: found
        for each in incidents
        if each.source == "import" and (found := digest(messages(each.number))).held
    }


def handover_shown(details: Mapping[str, Any]) -> dict[str, Any]:
    """What a report says of an earlier handover: never where a file lay on this computer."""
    return {key: details[key] for key in _HANDOVER_SHOWN if details.get(key) is not None}


def _is_named(person: Person, names: Iterable[str]) -> bool:
    known = {one_spelling(name) for name in (person.name, *person.aliases)}
    return any(each in name for each in known for name in names)


def by_message(files: Iterable[Exhibit]) -> dict[int, list[Exhibit]]:
    """Files of exports by the number of the message that first refers to each."""
    found: dict[int, list[Exhibit]] = {}
    for file in files:
        if file.message is not None:
            found.setdefault(file.message, []).append(file)
    return found
