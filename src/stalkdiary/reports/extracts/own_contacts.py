"""The person's own messages and calls, counted: for when they are held against them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from stalkdiary.model.action import Action
from stalkdiary.model.mark import TOLD_TO_STOP, Marks
from stalkdiary.model.message import HeldMessage, Kind
from stalkdiary.model.text import on_one_line
from stalkdiary.reports.annex import OWN, conversation
from stalkdiary.reports.extracts.document import NUMBERED, rows, short_document
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.tree import Block, Column, Conversation, Form, Note, Report, Section, Table
from stalkdiary.reports.words import counted

TITLE: Final = "Own messages and calls"
_ABOUT: Final = (
    "Made because the person who keeps this diary asked for it, so that their own part is in the "
    "open. It shows every message and call of theirs that the imported exports hold, each with the "
    "exhibit and the place in it. What they sent in other ways is not known here. What they did "
    "after an incident stands in the report, as Response."
)
_MOST: Final = 5_000
"""Messages. A report of them all is the annex of the whole report."""


@dataclass(slots=True, kw_only=True)
class _Counts:
    theirs: int = 0
    messages: int = 0
    calls: int = 0
    after: int = 0


@dataclass(slots=True, kw_only=True)
class _Found:
    """What the exports hold of the person's own.

    Attributes:
        days: the first of the messages, by the number of their incident.
    """

    channels: dict[str, _Counts] = field(default_factory=dict)
    days: dict[int, list[HeldMessage]] = field(default_factory=dict)
    own: int = 0


def own_contacts_report(facts: Facts) -> Report:
    """That they were told to stop, how much went each way, and each message of the person's own."""
    stops = facts.of_kind(TOLD_TO_STOP)
    found = _found(facts, stops)
    return short_document(
        facts,
        TITLE,
        _ABOUT,
        (
            Section("told-to-stop", "Told them to stop", _told(stops)),
            Section.of("counts", "In numbers", *_numbers(found, stops), NUMBERED),
            Section("messages", "Each message and call", tuple(_messages(facts, found))),
        ),
        of=_of(facts),
    )


def _of(facts: Facts) -> str:
    told = counted(len(facts.standing), "incident")
    withdrawn = len(facts.incidents) - len(facts.standing)
    return f"{told} and {withdrawn:,} withdrawn" if withdrawn else told


def _found(facts: Facts, stops: Sequence[Action]) -> _Found:
    found = _Found()
    for incident in facts.incidents:
        if incident.source != "import":
            continue
        for held in facts.messages(incident.number):
            counts = found.channels.setdefault(held.message.channel, _Counts())
            if held.counted:
                counts.theirs += 1
                continue
            found.own += 1
            counts.calls += held.message.kind is Kind.CALL
            counts.messages += held.message.kind is not Kind.CALL
            counts.after += bool(stops) and _is_after(held, stops[0], facts.marks)
            if found.own <= _MOST:
                found.days.setdefault(incident.number, []).append(held)
    return found


def _is_after(held: HeldMessage, stop: Action, marks: Marks) -> bool:
    """Whether it is known that a message went out later than the person first told them to stop.

    One in which they say it again is none of these.
    """
    time, start = held.message.time, stop.when.end or stop.when.start
    if time is None or start is None or marks.tells_to_stop(held):
        return False
    if len(start) > len("2026-11-20"):
        return time.instant > datetime.fromisoformat(start).timestamp() * 1000
    return time.local[: len(start)] > start


def _told(stops: Sequence[Action]) -> tuple[Block, ...]:
    said = ((stop.when.in_words(), stop.what or "No words are recorded.") for stop in stops)
    told = rows(*((when, on_one_line(what)) for when, what in said))
    return told or (Note("It is not recorded that they were told to stop."),)


def _numbers(found: _Found, stops: Sequence[Action]) -> tuple[Block, ...]:
    if not found.own:
        return (Note("The imported exports hold no message and no call of the person’s own."),)
    known = bool(stops) and stops[0].when.start is not None
    columns = (
        Column("Channel", share=3),
        Column("From them", form=Form.NUMBER),
        Column("Own messages", form=Form.NUMBER),
        Column("Own calls", form=Form.NUMBER),
        *([Column("Own, after they were first told to stop", form=Form.NUMBER)] if known else []),
    )
    table = Table.of(
        None,
        columns,
        (
            (
                on_one_line(channel),
                f"{each.theirs:,}",
                f"{each.messages:,}",
                f"{each.calls:,}",
                *([f"{each.after:,}"] if known else []),
            )
            for channel, each in found.channels.items()
        ),
    )
    return (table,)


def _messages(facts: Facts, found: _Found) -> Iterator[Block]:
    shown = sum(map(len, found.days.values()))
    if shown < found.own:
        yield Note(
            f"The first {shown:,} of {found.own:,}. All stand in the annex of the whole report, "
            "and in its table of messages."
        )
    for number, messages in found.days.items():
        yield _plainly(conversation(facts, number, messages, ""))


def _plainly(block: Conversation) -> Conversation:
    """The same without the sign of an own message at each: all are."""
    lines = (
        replace(each, is_own=False, marks=tuple(mark for mark in each.marks if mark != OWN))
        for each in block.messages
    )
    return replace(block, messages=tuple(lines))
