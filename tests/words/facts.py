"""Prints the facts that a person must check again before a release: help lines and the law.

Run: ``python tests/words/facts.py``. Each line has what is said, where it was read and when.
"""

from collections.abc import Iterator
from typing import NamedTuple

from stalkdiary.contacts import read_contacts
from stalkdiary.model.law import laws, told_in_guides


class Fact(NamedTuple):
    """A fact that can have changed.

    Attributes:
        where: the part of the program in which it stands.
        words: what is said there.
        source: where it was read.
        read: the day on which it was read, ``2026-11-22``.
    """

    where: str
    words: str
    source: str
    read: str


def facts() -> Iterator[Fact]:
    """Everything to check: each help line, and each line on the law that is marked for it."""
    for contact in read_contacts():
        ways = (contact.phone, contact.text, contact.email, contact.web, contact.hours)
        words = f"{contact.name}: {', '.join(way for way in ways if way)}"
        yield Fact("help line", words, contact.source, contact.checked)
    for law in laws().values():
        if law.again:
            letters = ", ".join(f"({each.letter}) {each.words}" for each in law.examples)
            words = f"{law.act}, {law.section}, in force since {law.begins}: {letters}"
            yield Fact(f"report, {law.name}", words, law.source, law.checked)
        for told in law.limits:
            if told.again:
                where = f"report, {law.name}"
                yield Fact(where, told.words, told.source, told.read.isoformat())
    for told in told_in_guides():
        if told.again:
            yield Fact(f"guide {told.guide}", told.words, told.source, told.read.isoformat())


if __name__ == "__main__":
    for number, fact in enumerate(facts(), start=1):
        print(f"[ ] {number}. {fact.where}: {fact.words}")
        print(f"       read {fact.read} at {fact.source}")
