"""The check of a whole diary, step by step: what the store found, timestamps, fingerprints."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from stalkdiary.errors import NotRead, StalkdiaryError
from stalkdiary.handover.timestamp import check_timestamps
from stalkdiary.model.finding import Finding, Looked, Part, Step
from stalkdiary.model.ledger import Entry
from stalkdiary.model.verification import Verification

# Title, what was checked, and what it means when nothing is found. {n} is how many.
_WORDS = {
    Part.PAGES: (
        "The file can be read and is sound",
        "every page, and in a diary with a passphrase its authentication code",
        "The disk and the programs that copied the file have not damaged it.",
    ),
    Part.CHAIN: (
        "Each entry follows from the one before it",
        "{n} entr{ies}",
        "No entry was changed, removed, inserted or moved since the last one was written.",
    ),
    Part.EVIDENCE: (
        "Each exhibit is the file that was taken in",
        "{n} exhibit{s}, every byte of the files",
        "The preserved files have the SHA-256 that was noted when they were added.",
    ),
    Part.MEMBERS: (
        "Each file in an export is the one that its message had",
        "{n} file{s} in exports, every byte",
        "The files within preserved exports have the SHA-256 that was noted with their messages.",
    ),
    Part.TABLES: (
        "What is listed and searched is what the entries say",
        "every table, index and trigger against the entries, but drafts, which are no evidence",
        "Lists, searches and reports show the entries, all of them and nothing else.",
    ),
    Part.MESSAGES: (
        "Each imported message is as it was read from its export",
        "every message, and every word that a search finds, against {n} import{s}",
        "Conversations show what was imported, all of it and nothing else.",
    ),
    Part.TIMESTAMPS: (
        "Each timestamp is valid for its entry",
        "{n} timestamp{s}, with signatures and certificates",
        "The entries up to a timestamp existed by its time.",
    ),
    Part.EXPECTED: (
        "The fingerprint noted earlier is in the chain",
        "{n} fingerprint{s} that you gave",
        "The entries up to it are as they were when it was noted.",
    ),
}
_NO_TIMESTAMP = "Nothing is shown by this: 'stalkdiary timestamp' makes one."
_EXHIBITS = {"exhibit", "physical-exhibit"}


def verified(
    looks: Sequence[Looked], entries: Iterable[Entry], expect: Sequence[str] = ()
) -> Verification:
    """Everything that is known about a diary after it was looked at, part by part.

    `entries`, the whole ledger, are not touched where the chain could not be read. `expect` has the
    digits of fingerprints seen earlier, whole or shortened.
    """
    seen = _Seen(expect)
    whole = all(look.finished for look in looks if look.part is Part.CHAIN)
    try:
        facts, wrong = check_timestamps(seen.through(entries)) if whole else ([], [_unread()])
    except NotRead:
        facts, wrong, whole = [], [_unread()], False
    found = [(look.part, look.findings) for look in looks]
    found.append((Part.TIMESTAMPS, tuple(wrong)))
    if expect:
        found.append((Part.EXPECTED, tuple(_unknown(seen, expect)) if whole else (_unread(),)))
    counts = {
        Part.CHAIN: seen.entries,
        Part.EVIDENCE: seen.exhibits,
        Part.MESSAGES: seen.imports,
        Part.TIMESTAMPS: len(facts),
        Part.EXPECTED: len(expect),
    }
    return Verification(
        entries=seen.entries,
        exhibits=seen.exhibits,
        fingerprint=seen.newest,
        covered=max(seen.covered.values(), default=None),
        timestamps=tuple(facts),
        steps=tuple(_step(part, findings, counts.get(part, 0)) for part, findings in found),
    )


def with_members(result: Verification, count: int, findings: tuple[Finding, ...]) -> Verification:
    """`result` with the step for the files within exports, so many, behind that for exhibits."""
    at = [each.name for each in result.steps].index(Part.EVIDENCE) + 1
    step = _step(Part.MEMBERS, findings, count)
    return replace(result, steps=(*result.steps[:at], step, *result.steps[at:]))


def unopened(error: StalkdiaryError) -> Verification:
    """What is known about a diary that is damaged, or that the disk does not give: one step."""
    certain = not isinstance(error, NotRead)
    finding = Finding("unreadable", "file", "a readable diary", error.sentence, certain=certain)
    return Verification(steps=(_step(Part.PAGES, (finding,), 0),))


def _step(part: Part, findings: tuple[Finding, ...], count: int) -> Step:
    title, checked, meaning = _WORDS[part]
    if part is Part.TIMESTAMPS and not count:
        meaning = _NO_TIMESTAMP
    one = count == 1
    checked = checked.format(n=count, s="" if one else "s", ies="y" if one else "ies")
    return Step(name=part, title=title, checked=checked, meaning=meaning, findings=findings)


class _Seen:
    """What is learned from the entries as they go by."""

    def __init__(self, expect: Sequence[str]) -> None:
        self.entries = 0
        self.exhibits = 0
        self.imports = 0
        self.newest: str | None = None
        self.covered: dict[str, int] = {}
        self._expect = expect

    def through(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in entries:
            self.entries += 1
            self.exhibits += entry.kind in _EXHIBITS
            self.imports += entry.kind == "import"
            self.newest = entry.hash
            for digits in self._expect:
                if entry.hash.partition(":")[2].startswith(digits):
                    self.covered[digits] = entry.number
            yield entry


def _unknown(seen: _Seen, expect: Sequence[str]) -> Iterator[Finding]:
    for digits in expect:
        if digits not in seen.covered:
            yield Finding("fingerprint-unknown", "chain", digits, "no entry has this hash")


def _unread() -> Finding:
    """The ledger could not be read to its end: nothing is known, and nothing said to be altered."""
    return Finding("unreadable", "ledger", "every entry", "not all of them", certain=False)
