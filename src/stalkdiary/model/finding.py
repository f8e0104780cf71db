"""What a check found: data, collected, never raised one by one, each in the step that found it."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

MOST_FINDINGS: Final = 100
"""Of one look. A diary with more is broken in a way that a longer list does not explain."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        kind: a stable name, such as ``entry-altered``.
        where: the entry, exhibit or table concerned.
        certain: False where something could not be read, so that it is not known to be altered.
    """

    kind: str
    where: str
    expected: str
    found: str
    certain: bool = True

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def at_most(found: Iterable[Finding], where: str) -> Iterator[Finding]:
    """The first `MOST_FINDINGS` of them, and one that says that there are more."""
    for count, finding in enumerate(found):
        if count == MOST_FINDINGS:
            yield Finding("more", where, f"at most {MOST_FINDINGS} findings", "more of them")
            return
        yield finding


class Part(StrEnum):
    """The parts of a diary that are checked one after the other; the values are stable names."""

    PAGES = "pages"
    CHAIN = "chain"
    EVIDENCE = "evidence"
    MEMBERS = "members"
    TABLES = "tables"
    MESSAGES = "messages"
    TIMESTAMPS = "timestamps"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One part of a diary that was looked at.

    Attributes:
        finished: False where an error stopped the look before its end.
    """

    part: Part
    findings: tuple[Finding, ...] = ()
    finished: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a check, as the screen, the text and the JSON show it.

    A finding is kept nowhere but in its step, so that none can be left unshown.

    Attributes:
        title: what should be so.
        meaning: what it means when nothing is found.
    """

    name: str
    title: str
    checked: str
    meaning: str
    findings: tuple[Finding, ...] = ()

    @property
    def outcome(self) -> str:
        """Whether it is so, in a word."""
        if not self.findings:
            return "yes"
        return "no" if any(each.certain for each in self.findings) else "not known"

    def to_json(self, number: int) -> dict[str, Any]:
        """The step as `verify --json` prints it; `number` is its place in the list."""
        return {
            "step": number,
            "name": self.name,
            "title": self.title,
            "outcome": self.outcome,
            "checked": self.checked,
            "meaning": self.meaning,
            "findings": [each.to_json() for each in self.findings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of a check."""

    steps: tuple[Step, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is not as it should be, of all steps."""
        return tuple(finding for step in self.steps for finding in step.findings)

    @property
    def altered(self) -> bool:
        """Whether something is known to be not as it was written."""
        return any(finding.certain for finding in self.findings)

    def steps_to_json(self) -> dict[str, Any]:
        """The findings and the steps as `verify --json` prints them."""
        return {
            "findings": [each.to_json() for each in self.findings],
            "steps": [each.to_json(number) for number, each in enumerate(self.steps, start=1)],
        }
