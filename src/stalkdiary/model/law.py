"""The Acts that name stalking, from data/law.toml: which examples an incident resembles."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from stalkdiary.model.behaviour import behaviours

_DATA: Final = Path(__file__).parents[1] / "data" / "law.toml"
AT_HOME: Final = "england-wales"
"""The nation whose law is used where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example of conduct that an Act gives.

    Attributes:
        letter: of its paragraph, ``a``.
        words: of the Act, shortened.
        kinds: slugs of the behaviours that resemble it; those that depend on the facts are not
            among them.
    """

    letter: str
    words: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence on the law, and where it comes from.

    Attributes:
        read: the day on which it was read there.
        again: that a person must read it again before a release.
        guide: the guide in which it stands; empty for what stands in reports.
    """

    words: str
    source: str
    read: date
    again: bool
    guide: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What one nation's Act says of stalking.

    Attributes:
        slug: ``england-wales``, ``scotland`` or ``northern-ireland``.
        section: where the examples stand, in words.
        short: the same, for the head of a column.
        occasions: what makes a course of conduct, in a sentence.
        begins: the first day on which the Act applies.
        before: what is certain of incidents before that day, in a sentence.
        source: where the Act can be read.
        limits: which time limits apply and from when they count; empty where none is known to us.
        checked: the day on which the Act was last read, ``2026-11-22``.
        again: that a person must read it again before a release.
        examples: in the order of the Act.
    """

    slug: str
    name: str
    act: str
    section: str
    short: str
    occasions: str
    begins: date
    before: str
    source: str
    limits: tuple[Told, ...]
    checked: str
    again: bool
    examples: tuple[Example, ...]

    def letters_of(self, kind: str) -> tuple[str, ...]:
        """The letters of the examples that a kind of behaviour resembles."""
        return tuple(each.letter for each in self.examples if kind in each.kinds)


@cache
def laws() -> dict[str, Law]:
    return {
        each["slug"]: Law(
            **{
                **{name: value for name, value in each.items() if name != "read"},
                "limits": tuple(Told(**limit) for limit in each.get("limits", ())),
                "checked": each["read"].isoformat(),
                "examples": tuple(map(_example, each["examples"])),
            }
        )
        for each in _data()["nation"]
    }


@cache
def told_in_guides() -> tuple[Told, ...]:
    """What the guides say of the law, each sentence as it stands in its guide."""
    return tuple(Told(**each) for each in _data()["told"])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def _example(told: dict[str, Any]) -> Example:
    kinds = _like(told.get("like")) | frozenset(told.get("kinds", ()))
    return Example(letter=told["letter"], words=told["words"], kinds=kinds)


def _like(letter: str | None) -> frozenset[str]:
    """The kinds that resemble an example in the law of England and Wales."""
    return frozenset(kind.slug for kind in behaviours().values() if letter in kind.letters)
