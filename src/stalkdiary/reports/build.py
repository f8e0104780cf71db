"""Facts into the tree of a report: which sections there are, in which order, and in how many parts.

Most reports are one document. A long one has its chronology or its annex in parts of their own, as
a typesetter holds a whole document in memory and nobody reads one of thousands of pages.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final, TypeVar

from stalkdiary.model.incident import TEXTS, Incident
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.summary import summarise
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.reports.act import act
from stalkdiary.reports.annex import ABOUT, conversation
from stalkdiary.reports.checking import how_to_check, not_proved
from stalkdiary.reports.chronology import chronology, withdrawn
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.first_page import first_page
from stalkdiary.reports.in_place import weight_in_place
from stalkdiary.reports.numbering import numbered_by_time
from stalkdiary.reports.pattern import kinds, pattern
from stalkdiary.reports.plates import PICTURES, PlateOf, not_drawn, plates, plates_of
from stalkdiary.reports.schedules import actions, custody, exhibits, people
from stalkdiary.reports.tree import Block, Column, Conversation, Note, Report, Row, Section, Table
from stalkdiary.reports.words import counted

_T = TypeVar("_T")

TITLE: Final = "Record of incidents"
_MOST_OF_A_NAME: Final = 60
# What an incident and a message take besides their letters, in letters: measured in the memory of
# the typesetter.
_OF_AN_INCIDENT: Final = 1200
_OF_AN_EXHIBIT: Final = 1000
_OF_A_MESSAGE: Final = 300
_OF_A_PLATE: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How much may stand in one document, in letters; None for any amount.

    Attributes:
        chronology: incidents; when there are more, they are in parts of their own.
        exhibits: their schedule, likewise.
        plates: large pictures, likewise.
        annex: messages, likewise.
    """

    chronology: int | None = None
    exhibits: int | None = None
    plates: int | None = None
    annex: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A part of a report that is a document of its own.

    Attributes:
        name: ``chronology 2``, ``annex 1``.
        weight: in letters.
        report: lays it out; it may be long, so it is not kept.
    """

    name: str
    holds: str
    weight: int
    report: Callable[[], Report]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A part as the first document lists it.

    Attributes:
        sha256: of the file, None where it is in the same one.
    """

    where: str
    holds: str
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Messages of one incident that stay together."""

    incident: Incident
    start: int
    stop: int
    weight: int


class Document:
    """A report and its parts."""

    def __init__(self, facts: Facts, paging: Paging) -> None:
        """Reads all messages once, to know how much there is."""
        self._facts = facts = numbered_by_time(facts)
        self._digests = facts.digests()
        self._summary = summarise(facts.incidents, now_day=facts.local_day)
        self._chapters = list(_packed(facts.standing, self._weight_of, paging.chronology))
        self._schedules = list(_packed(facts.schedule, lambda _: _OF_AN_EXHIBIT, paging.exhibits))
        self._plates = list(_packed(plates_of(facts), lambda _: _OF_A_PLATE, paging.plates))
        self._annexes = list(
            _packed(self._pieces(paging.annex), lambda piece: piece.weight, paging.annex)
        )

    def _weight_of(self, incident: Incident) -> int:
        account, digest = incident.account, self._digests.get(incident.number)
        texts = (account.what, *(getattr(account, name) for name in TEXTS))
        changes = (1 + incident.amended) * _OF_AN_INCIDENT
        messages = 0 if digest is None else weight_in_place(digest)
        return changes + messages + sum(len(text) for text in texts if text)

    @property
    def weight(self) -> int:
        """Of the first document, in letters."""
        weight = 1
        if not _apart(self._chapters):
            weight += sum(map(self._weight_of, self._facts.standing))
        if not _apart(self._schedules):
            weight += _OF_AN_EXHIBIT * len(self._facts.schedule)
        if not _apart(self._plates):
            weight += _OF_A_PLATE * sum(map(len, self._plates))
        if not _apart(self._annexes):
            weight += sum(piece.weight for pieces in self._annexes for piece in pieces)
        return weight

    def parts(self) -> Iterator[Volume]:
        """The parts beside the first document, in order."""
        for number, incidents in enumerate(_apart(self._chapters), 1):
            begins, ends = (incidents[at].account.when.short() for at in (0, -1))
            yield self._part(
                f"chronology {number}",
                f"Chronology: {counted(len(incidents), 'incident')}, {begins} to {ends}",
                sum(map(self._weight_of, incidents)),
                partial(chronology, self._facts, self._digests, incidents),
            )
        for number, found in enumerate(_apart(self._schedules), 1):
            yield self._part(
                f"exhibits {number}",
                f"Schedule of exhibits: {found[0].ref} to {found[-1].ref}",
                _OF_AN_EXHIBIT * len(found),
                partial(exhibits, self._facts, found),
            )
        for number, shown in enumerate(_apart(self._plates), 1):
            yield self._part(
                f"pictures {number}",
                f"{PICTURES}: {shown[0].exhibit.ref} to {shown[-1].exhibit.ref}",
                _OF_A_PLATE * len(shown),
                partial(self._shown, shown),
            )
        for number, pieces in enumerate(_apart(self._annexes), 1):
            held = sum(piece.stop - piece.start for piece in pieces)
            first, last = (pieces[at].incident.number for at in (0, -1))
            yield self._part(
                f"annex {number}",
                f"Imported messages in full: {counted(held, 'message')}, incident {first} to "
                f"incident {last} in the order of the chronology",
                sum(piece.weight for piece in pieces),
                partial(self._messages, pieces),
            )

    def _part(self, name: str, holds: str, weight: int, section: Callable[[], Section]) -> Volume:
        return Volume(
            name=name, holds=holds, weight=weight, report=lambda: self._alone(name, section())
        )

    def main(self, listed: Sequence[Listed] = ()) -> Report:
        """The first document, which lists its parts as far as there are any."""
        facts, summary, digests = self._facts, self._summary, self._digests
        sections = (
            pattern(facts, summary, digests),
            kinds(facts, summary),
            act(facts),
            _elsewhere("chronology", "Chronology", chapters)
            if (chapters := _apart(self._chapters))
            else chronology(facts, digests),
            withdrawn(facts, digests),
            people(facts),
            actions(facts),
            _elsewhere("exhibits", "Exhibits", schedules)
            if (schedules := _apart(self._schedules))
            else exhibits(facts),
            self._pictures(),
            custody(facts),
            how_to_check(facts),
            not_proved(facts),
            self._messages(self._annexes[0]) if len(self._annexes) == 1 else None,
            _parts(listed) if listed else None,
        )
        return Report(
            title=TITLE,
            subtitle=self._subtitle(),
            running=self._running(),
            language="en-GB",
            first_page=first_page(facts, summary, digests),
            sections=tuple(section for section in sections if section is not None),
        )

    def _alone(self, name: str, section: Section) -> Report:
        """A part: one section, under the head of the whole."""
        return Report(
            title=f"{TITLE}: {name}",
            subtitle=f"{self._subtitle()}. The first document lists all parts",
            running=f"{self._running()} · {name}",
            language="en-GB",
            first_page=(),
            sections=(section,),
        )

    def _subtitle(self) -> str:
        facts = self._facts
        told = f"Diary of {_name(facts.initials)}. "
        if facts.made_up:
            told = "A made-up case: nobody in it is real, and its times are those of a story. "
        told += f"Made {facts.made.in_words()}"
        return f"{told}, for {_name(facts.recipient)}" if facts.recipient else told

    def _running(self) -> str:
        facts = self._facts
        title = "Made-up case" if facts.made_up else TITLE
        return f"{title} · {_name(facts.initials)} · {short_fingerprint(facts.fingerprint)}"

    def _pictures(self) -> Section | None:
        parts = _apart(self._plates)
        if not parts:
            return plates(self._facts)
        there = _elsewhere("plates", PICTURES, parts)
        return replace(there, blocks=(*there.blocks, *not_drawn(self._facts)))

    def _shown(self, chosen: Sequence[PlateOf]) -> Section:
        section = plates(self._facts, chosen)
        assert section is not None  # noqa: S101 - a part has at least one
        return section

    def _messages(self, pieces: Iterable[_Piece]) -> Section:
        conversations = (self._conversation(piece) for piece in pieces)
        blocks: tuple[Block, ...] = (ABOUT, *conversations)
        return Section("messages", "Imported messages in full", blocks)

    def _conversation(self, piece: _Piece) -> Conversation:
        incident = piece.incident
        held = list(islice(self._facts.messages(incident.number), piece.start, piece.stop))
        more = " (withdrawn)" if incident.withdrawn else ""
        more += " (continued)" if piece.start else ""
        return conversation(self._facts, incident.number, held, more)

    def _pieces(self, most: int | None) -> Iterator[_Piece]:
        """The messages of each incident; those of one that is too long for a part, cut evenly."""
        for incident in self._facts.incidents:
            digest = self._digests.get(incident.number)
            if digest is None:
                continue
            weight = digest.held * _OF_A_MESSAGE + digest.characters
            cuts = min(digest.held, -(-weight // most)) if most else 1
            for cut in range(cuts):
                yield _Piece(
                    incident=incident,
                    start=digest.held * cut // cuts,
                    stop=digest.held * (cut + 1) // cuts,
                    weight=weight // cuts,
                )


def _apart(packs: Sequence[_T]) -> Sequence[_T]:
    """The packs that are documents of their own: none where one is all there is."""
    return packs if len(packs) > 1 else ()


def _elsewhere(anchor: str, title: str, parts: Sequence[object]) -> Section:
    note = Note(f"In {len(parts)} documents of their own; the last section lists them.")
    return Section.of(anchor, title, note)


def _parts(listed: Iterable[Listed]) -> Section:
    table = Table(
        None,
        (Column("File", share=3), Column("What it holds", share=6)),
        tuple(Row((each.where, each.holds), below=each.sha256) for each in listed),
    )
    note = Note("These belong to this document. The SHA-256 of each file stands beneath it.")
    return Section.of("parts", "Parts of this document", note, table)


def _packed(
    things: Iterable[_T], weight: Callable[[_T], int], most: int | None
) -> Iterator[list[_T]]:
    """The things in order, as many together as `most` allows."""
    pack: list[_T] = []
    total = 0
    for thing in things:
        heavy = weight(thing)
        if pack and most is not None and total + heavy > most:
            yield pack
            pack, total = [], 0
        pack.append(thing)
        total += heavy
    if pack:
        yield pack


def _name(text: str) -> str:
    return shortened(on_one_line(text), _MOST_OF_A_NAME)
