"""What an import of a file does: counts, names and times, for people to look at."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final

from stalkdiary.model.address import comparable
from stalkdiary.model.message import Direction, ExportTime, Message, Notice, OwnEntry, Skipped

MOST_LISTED: Final = 1000
"""Skipped parts, notes and odd items that are listed one by one; the others are counted."""
WITHHELD: Final = "(number withheld)"
NOBODY: Final = "(no name)"
NAMELESS: Final = frozenset({WITHHELD, NOBODY})
"""What stands in the list of senders for those that the export does not name."""
_TWO: Final = 2


@dataclass(slots=True)
class Sender:
    """What an export holds of one sender.

    Attributes:
        first: the earliest of them that is dated, as `last` is the latest.
        identity: the number, address or handle, where the export gives one beside the name.
        is_owner: whether the export itself says of each item that its owner sent it.
    """

    count: int = 0
    first: ExportTime | None = None
    last: ExportTime | None = None
    identity: str | None = None
    wanted: bool = False
    is_owner: bool = True

    def take(self, time: ExportTime | None) -> None:
        self.count += 1
        if time is None:
            return
        if self.first is None or time.instant < self.first.instant:
            self.first = time
        if self.last is None or time.instant > self.last.instant:
            self.last = time

    def with_(self, other: "Sender") -> "Sender":
        """The same one in two exports."""
        both = replace(self, count=self.count + other.count - bool(other.first) - bool(other.last))
        for time in filter(None, (other.first, other.last)):
            both.take(time)
        both.identity = self.identity or other.identity
        return both


DOWNLOADS: Final = ("snapchat", "messenger", "instagram", "google-", "tiktok", "mbox", "email")
"""The formats of downloads that come in several zip files. Two chats of WhatsApp are two."""


@dataclass(slots=True, kw_only=True)
class Preview:
    """What an import of a file does, or did.

    Attributes:
        format: the name of the format.
        records: messages, calls and mails by people, in both directions.
        stored: those that are new: acts of incidents, or rows of the person's own record.
        duplicates: those that the diary holds already, or the file holds twice.
        outgoing: those of the person who keeps the diary.
        own_names: how the export names the person who keeps the diary, where it gives no
            directions.
        side: the one of them who is only taken for that person because two people write and the
            other was asked for; None where it was said.
        unknown_me: says that nobody goes by the name that was given for that person.
        beside: how many of those are new and are kept beside theirs; None where not asked for.
        others: those of anybody else, of another kind, or of other days.
        notices: lines of the messaging program itself.
        skipped: parts of the source that are no item.
        changes: messages held already that this export shows deleted, edited or more fully.
        assumed: records with wall-clock time alone, which was read in the zone of the import.
        span: all records, with the first and the last time.
        senders: everyone who sent something, by the name in the export, in order of appearance.
        incidents: how many incidents are begun.
        amended: how many that are there already get further acts.
        files_found: attachments of stored messages whose bytes are in the export or beside it.
        files_missing: those whose bytes are not.
        odd: what is odd about stored messages: each sentence with how often it applies.
        listed_skipped: the first `MOST_LISTED` skipped parts.
        notes: the first `MOST_LISTED` notices that may matter as evidence.
        first_own: the first new row or event that would become an entry in the person's own words;
            None where there is none.
    """

    format: str
    records: int = 0
    stored: int = 0
    duplicates: int = 0
    outgoing: int = 0
    own_names: tuple[str, ...] = ()
    side: str | None = None
    unknown_me: str | None = None
    beside: int | None = None
    others: int = 0
    notices: int = 0
    skipped: int = 0
    changes: int = 0
    assumed: int = 0
    span: Sender = field(default_factory=Sender)
    senders: dict[str, Sender] = field(default_factory=dict)
    incidents: int = 0
    amended: int = 0
    files_found: int = 0
    files_missing: int = 0
    odd: Counter[str] = field(default_factory=Counter)
    listed_skipped: list[Skipped] = field(default_factory=list)
    notes: list[Notice] = field(default_factory=list)
    first_own: OwnEntry | None = None

    def other_party(self, name_of_file: str) -> str | None:
        """Who the other one is in a conversation of two; None where the export does not tell.

        By its directions, or else by its name. To be proposed, never taken as said.
        """
        others = [name for name, sender in self.senders.items() if not sender.is_owner]
        if len(others) > 1 and len(self.senders) == _TWO:
            title = comparable(name_of_file)
            others = [name for name in others if comparable(name) in title]
        return others[0] if len(others) == 1 else None

    def counts(self) -> dict[str, int]:
        """Every figure by its name. Records are stored, duplicates, outgoing and others."""
        return {
            "records": self.records,
            "stored": self.stored,
            "duplicates": self.duplicates,
            "skipped": self.skipped,
            "outgoing": self.outgoing,
            "outgoing_kept": self.beside or 0,
            "others": self.others,
            "notices": self.notices,
            "changes": self.changes,
            "attachments": self.files_found,
            "attachments_missing": self.files_missing,
        }

    @property
    def may_be_a_part(self) -> bool:
        """Whether files are not there that can be in another part of the download."""
        return self.files_missing > 0 and self.format.startswith(DOWNLOADS)

    @property
    def brings_something(self) -> bool:
        return bool(self.stored or self.changes or self.beside)


def sender_name(message: Message) -> str | None:
    """How an export calls whoever sent an item; None for the person who keeps the diary."""
    name = message.sender or message.sender_id
    if name is not None:
        return name
    if message.direction is Direction.OUT:
        return None
    return WITHHELD if message.call and message.call.withheld else NOBODY
