"""What goes into a bundle: which entries whole and which by their hash alone, and which files.

An entry that is left out stays in the chain by the hash of its body, so the rest can still be
checked to the last link.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stalkdiary.errors import EvidenceAltered
from stalkdiary.handover.check_bundle import ENDINGS, LEFT_OUT, UNKNOWN_ENDING
from stalkdiary.handover.timestamp import Stamp
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.ledger import Entry
from stalkdiary.model.redaction import Redaction

_EXHIBITS = {"exhibit", "physical-exhibit"}
_OF_AN_INCIDENT = {
    *("incident", "amendment", "withdrawal", "restoration", "mark", "exhibit-amendment"),
    *_EXHIBITS,
}
# Of the chain itself, or printed in every report.
_ALWAYS = {"case", "timestamp", "action", "action-amendment"}
# They hold nothing of anybody: a phrase can stand there by chance alone.
_WITHOUT_WORDS = {"case", "timestamp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody is to get.

    Attributes:
        incidents: the numbers of the incidents; None for all, and everything else with them.
        people: the numbers of the people that they concern or name.
    """

    incidents: frozenset[int] | None = None
    people: frozenset[int] = frozenset()
    redaction: Redaction
    left_out: frozenset[str] = frozenset()

    def wants(self, kind: str, body: Mapping[str, Any]) -> bool:
        """Whether an entry concerns whoever gets the bundle."""
        if self.incidents is None or kind in _ALWAYS:
            return True
        if kind in _OF_AN_INCIDENT:
            return body.get("incident") in self.incidents
        return kind == "person" and body.get("number") in self.people

    def hides(self, kind: str, body: Mapping[str, Any]) -> bool:
        """Whether an entry holds something that is to be left out."""
        if kind == "import":
            # Names of senders and words of a whole conversation stand there in many forms.
            return bool(self.redaction) or not self.left_out.isdisjoint(body.get("exhibits", ()))
        return kind not in _WITHOUT_WORDS and self.redaction.occur_in(body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What goes into a bundle.

    Attributes:
        by_hash: the numbers of the entries that are left out but for their hash.
        exhibits: those that go in, in the order in which they were added.
        left_out: those of the wanted incidents that do not.
        stamps: the timestamps, by the numbers of their entries.
        records: the SHA-256 of the record of each import that goes in.
        hidden: for each phrase, in how many entries it stands that would have gone in whole. What
            was noted of imports is left out unsearched, and not among them.
    """

    entries: int
    fingerprint: str
    by_hash: frozenset[int]
    exhibits: tuple[Exhibit, ...]
    left_out: tuple[Exhibit, ...]
    stamps: Mapping[int, Stamp]
    records: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()

    def files(self) -> dict[str, Exhibit]:
        """The preserved files by their SHA-256; the same file twice is there once."""
        return {
            each.sha256: each
            for each in reversed(self.exhibits)
            if each.sha256 and not each.physical
        }

    def links(self) -> dict[str, str]:
        """Where the file of each exhibit lies, seen from the report, by its reference."""
        files = {sha256: file_name(each) for sha256, each in self.files().items()}
        return {each.ref: files[each.sha256] for each in self.exhibits if each.sha256 in files}

    def exhibit_rows(self) -> Iterator[tuple[str, ...]]:
        """The rows of exhibits.csv under `EXHIBIT_COLUMNS`."""
        links = self.links()
        for each in self.exhibits:
            size = "" if each.bytes is None else str(each.bytes)
            file = (links.get(each.ref, ""), each.sha256 or "", size, each.media_type or "")
            yield (each.ref, str(each.incident), each.name, *file)
        for each in self.left_out:
            yield (each.ref, str(each.incident), LEFT_OUT, "", "", "", "")


def file_name(exhibit: Exhibit) -> str:
    """Where the file of an exhibit lies in the bundle, under data/."""
    return f"exhibits/{exhibit.sha256}.{ENDINGS.get(exhibit.media_type or '', UNKNOWN_ENDING)}"


def contents_of(entries: Iterable[Entry], choice: Choice) -> Contents:
    """What goes in of a ledger. `entries` are in their order, and hold together.

    Raises:
        EvidenceAltered: an entry can't be read.
    """
    found = _Found(choice)
    last = None
    for last in entries:
        body = last.content()
        try:
            found.look(last, body)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise EvidenceAltered(
                f"Entry {last.number} can't be read: the diary file is damaged."
            ) from None
    if last is None:
        raise EvidenceAltered("The diary has lost its first entry.")
    return found.contents(last)


class _Found:
    """What has been seen of the ledger so far."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._by_hash: set[int] = set()
        self._exhibits: dict[int, Exhibit] = {}
        self._stamps: dict[int, Stamp] = {}
        self._records: list[str] = []
        self._hidden_incidents: set[int] = set()
        self._hidden_refs = set(choice.left_out)
        self._hidden = [0] * len(choice.redaction.given)
        self._partly = choice.incidents is not None or bool(choice.redaction)

    def look(self, entry: Entry, body: Mapping[str, Any]) -> None:
        kind = entry.kind
        hides = self._choice.hides(kind, body)
        wanted = self._choice.wants(kind, body)
        if hides or not wanted:
            self._by_hash.add(entry.number)
        if hides and wanted and kind != "import":
            for phrase, times in enumerate(self._choice.redaction.counts(body)):
                self._hidden[phrase] += times > 0
        if kind == "import" and self._partly:
            # The export holds the whole conversation, and belongs to its first incident alone.
            self._hidden_refs.update(body.get("exhibits", ()))
        if kind == "import" and entry.number not in self._by_hash:
            self._records.append(body["record"]["sha256"])
        if kind == "timestamp":
            self._stamps[entry.number] = Stamp.of(body)
        elif kind in _EXHIBITS and wanted:
            exhibit = Exhibit.from_json(
                dict(body), added_at=entry.recorded_at, physical=kind == "physical-exhibit"
            )
            self._exhibits[entry.number] = exhibit
        if hides and kind in {*_EXHIBITS, "exhibit-amendment"}:
            self._hidden_refs.add(body["ref"])
        elif hides and kind in _OF_AN_INCIDENT:
            self._hidden_incidents.add(body["incident"])

    def contents(self, last: Entry) -> Contents:
        hidden = {
            number: each
            for number, each in self._exhibits.items()
            if each.ref in self._hidden_refs or each.incident in self._hidden_incidents
        }
        return Contents(
            entries=last.number,
            fingerprint=last.hash,
            by_hash=frozenset(self._by_hash | hidden.keys()),
            exhibits=tuple(e for number, e in self._exhibits.items() if number not in hidden),
            left_out=tuple(hidden.values()),
            stamps=self._stamps,
            records=tuple(self._records),
            hidden=tuple(self._hidden),
        )
