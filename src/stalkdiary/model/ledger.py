"""The ledger: an append-only chain of entries, and the fingerprint of its newest link.

Every change to a diary is one entry. An entry's hash covers the hash before it, its number, the
time it was recorded, its kind and its body, so that no entry can be changed, removed, inserted or
moved without every later hash changing. The format is fixed and written down in docs/format.md.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from stalkdiary.errors import EvidenceAltered, InputRefused

if TYPE_CHECKING:
    from stalkdiary.model.finding import Finding

KINDS = frozenset(
    {
        *("case", "incident", "amendment", "withdrawal", "restoration", "mark", "exhibit"),
        *("physical-exhibit", "exhibit-amendment", "action", "action-amendment", "person"),
        *("import", "timestamp", "handover", "backup"),
    }
)
SEAL = "seal"
"""What the handover entry is called that follows the note of a bundle with its seal."""
ALGORITHM = "sha256:"
START = ALGORITHM + "0" * 64
"""What the first entry names as its predecessor."""
SHORT_GROUPS = 5
"""Groups of four digits in the shortened fingerprint: 80 bits, enough to read aloud and compare."""
_FEWEST_DIGITS = 16
_A_KIND = re.compile("[a-z]+(?:-[a-z]+)*")
"""How every version spells a kind of entry."""
_TAG = "stalkdiary entry 1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the chain.

    Attributes:
        number: 1 for the first, without gaps.
        recorded_at: UTC by this machine's clock, ``2026-11-23T08:33:20Z``.
        kind: one of `KINDS`.
        body: canonical JSON (RFC 8785), an object with a random ``nonce``.
        previous: the hash of the entry before, `START` for the first.
        hash: this entry's own.
    """

    number: int
    recorded_at: str
    kind: str
    body: str
    previous: str
    hash: str

    def content(self) -> dict[str, Any]:
        """The body as a dictionary. Raises `EvidenceAltered`: it is not what the program writes."""
        with suppress(ValueError, RecursionError):
            content = json.loads(self.body)
            if isinstance(content, dict):
                return content
        raise EvidenceAltered(f"Entry {self.number} can't be read: the diary file is damaged.")


def utc_text(moment: datetime) -> str:
    """An aware time as the ledger writes it: UTC, whole seconds, ``Z``."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def canonical(body: dict[str, Any]) -> str:
    """`body` as canonical JSON (RFC 8785), with a nonce when it has none.

    The nonce keeps a short body from being guessed from its hash where an entry is left out of
    what is handed over and only its hash is shown. Bodies hold no fractions and their keys are
    ASCII; for such values this is what RFC 8785 asks for, and the tests hold it against a library
    that does all of it in four times the time.

    Raises:
        InputRefused: a text in it is no Unicode text.
    """
    text = json.dumps(
        {"nonce": os.urandom(16).hex()} | body,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InputRefused(
            "A text holds half a character, which can't be written down.",
            "Nothing was saved. Type the text again, or keep its file with --attach.",
        ) from None
    return text


def body_hash(body: str) -> str:
    """The tagged hash of a body alone, which can be shown in place of the body."""
    return _sha256(body.encode("utf-8"))


def entry_hash(*, previous: str, number: int, recorded_at: str, kind: str, body: str) -> str:
    """The tagged hash of an entry, over six lines of UTF-8 text each ended by a line feed."""
    lines = (_TAG, previous, str(number), recorded_at, kind, body_hash(body))
    text = "".join(line + "\n" for line in lines)
    return _sha256(text.encode("utf-8", "surrogatepass"))


def _sha256(text: bytes) -> str:
    import hashlib  # not to list what is there

    return ALGORITHM + hashlib.sha256(text).hexdigest()


def next_entry(last: Entry | None, *, recorded_at: str, kind: str, body: dict[str, Any]) -> Entry:
    """The entry that follows `last`, or the first one."""
    number = last.number + 1 if last else 1
    previous = last.hash if last else START
    text = canonical(body)
    digest = entry_hash(
        previous=previous, number=number, recorded_at=recorded_at, kind=kind, body=text
    )
    return Entry(number, recorded_at, kind, text, previous, digest)


def broken_links(entries: Iterable[Entry], after: Entry | None = None) -> Iterator[Finding]:
    """Each way in which the chain is not whole.

    `entries` come in the order of their numbers, and follow `after`, or begin with the first.
    """
    from stalkdiary.model.finding import Finding

    number, previous = (after.number, after.hash) if after else (0, START)
    for entry in entries:
        where = f"entry {entry.number}"
        if entry.number != number + 1:
            yield Finding("entry-missing", where, f"entry {number + 1}", where)
        if entry.previous != previous:
            yield Finding("chain-broken", where, previous, entry.previous)
        found = entry_hash(
            previous=entry.previous,
            number=entry.number,
            recorded_at=entry.recorded_at,
            kind=entry.kind,
            body=entry.body,
        )
        if found != entry.hash:
            yield Finding("entry-altered", where, entry.hash, found)
        # Lines of the hashed text that were moved into the kind leave the hash as it was.
        if not _A_KIND.fullmatch(entry.kind):
            yield Finding("kind-unknown", where, "a kind of entry", entry.kind)
        odd = _oddity(entry)
        if odd is not None:
            yield Finding("entry-malformed", where, *odd)
        number, previous = entry.number, entry.hash


def _oddity(entry: Entry) -> tuple[str, str] | None:
    """How an entry can't have been written by the program, though it fits the chain."""
    try:
        written = datetime.fromisoformat(entry.recorded_at)
    except ValueError:
        written = None
    if written is None or utc_text(written) != entry.recorded_at:
        return "the time at which it was written, in UTC", entry.recorded_at
    try:
        body = json.loads(entry.body)
        if isinstance(body, dict) and "nonce" in body and canonical(body) == entry.body:
            return None
    except (ValueError, RecursionError, InputRefused):
        pass
    return "a body in canonical JSON with a nonce, each field once", "another text"


def newer_entries(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Each entry of a kind that this version does not know, and so can't follow. It is no fault."""
    from stalkdiary.model.finding import Finding

    for entry in entries:
        if entry.kind not in KINDS and _A_KIND.fullmatch(entry.kind):
            yield Finding(
                "newer-version",
                f"entry {entry.number}",
                "a kind of entry that this version knows",
                f"{entry.kind}: written by a newer version",
                certain=False,
            )


def short_fingerprint(fingerprint: str) -> str:
    """The first digits of a fingerprint in groups of four, for reading aloud or writing down."""
    digits = fingerprint.removeprefix(ALGORITHM)[: 4 * SHORT_GROUPS]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def fingerprint_digits(text: str) -> str:
    """The digits of a fingerprint as a person typed it, whole or shortened.

    Raises:
        InputRefused: it is not a fingerprint, or too short to mean anything.
    """
    digits = re.sub(r"[\s:.-]", "", text.casefold().replace(ALGORITHM, ""))
    if not re.fullmatch(rf"[0-9a-f]{{{_FEWEST_DIGITS},64}}", digits):
        raise InputRefused(
            "That is not a fingerprint of a diary.",
            f"Give the whole of it, or at least its first {_FEWEST_DIGITS} letters and digits, "
            "as they stand on the report.",
        )
    return digits
