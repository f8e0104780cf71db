"""Imported messages: drawn together under their incident, and in full in the annex."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from stalkdiary.model.burst import Burst
from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.message import (
    Attachment,
    Call,
    Change,
    Direction,
    ExportTime,
    HeldMessage,
    Kind,
    Message,
    Resolution,
    State,
)
from stalkdiary.model.moment import Moment, Precision
from stalkdiary.model.text import on_one_line, visible
from stalkdiary.reports.exhibit_pictures import is_recording
from stalkdiary.reports.facts import Facts
from stalkdiary.reports.plates import length, small_pictures
from stalkdiary.reports.tree import Column, Conversation, Form, MessageLine, Note, Row, Table
from stalkdiary.reports.words import counted

ABOUT: Final = Note(
    "As the exports show them, in the order of their times; where an export names no time zone, "
    "its times were read in that of the case. Each names the exhibit that it was read from "
    "and the place in it. The person’s own messages are set in and say so; they are not counted."
)
OWN: Final = "own message"
"""What sets off what the person sent."""
_STATES: Final = {
    State.MEDIA_OMITTED: "the export left the picture or file out",
    State.DELETED_BY_SENDER: "the export says: deleted by the sender",
    State.DELETED_BY_ME: "the export says: deleted on this device",
    State.EDITED: "edited; the export shows the newest text only",
    State.CALL_OR_VIEW_ONCE: "the export writes null: a call, or a picture to be seen once",
    State.EMPTY: "the export shows nothing in it",
    State.DRAFT: "a draft that was never sent",
}
_CHANGES: Final = {
    "deleted": "shows it deleted",
    "edited": "shows it edited",
    "media": "has its file",
    "text": "has a fuller text",
}
_MINUTE: Final = 60
_CLOCK_BEGINS: Final = len("2026-03-12T")
_CLOCK_LENGTH: Final = {
    Resolution.DAY: 0,
    Resolution.MINUTE: len("21:30"),
    Resolution.SECOND: len("21:30:05"),
    Resolution.MILLISECOND: len("21:30:05"),  # the rest is in the tables for programs
}


def bursts_table(incident: int, bursts: Sequence[Burst]) -> Table | None:
    """A row for each burst; None for a single one, of which the account says when it was."""
    if len(bursts) <= 1:
        return None
    return Table(
        f"Messages of incident {incident}, grouped when less than an hour apart",
        (
            Column("First"),
            Column("Last"),
            Column("Messages", form=Form.NUMBER),
            Column("Calls", form=Form.NUMBER),
            Column("Longest", share=4),
            Column("Own, as context", form=Form.NUMBER),
        ),
        tuple(map(_burst, bursts)),
    )


def _burst(burst: Burst) -> Row:
    longest = []
    if burst.longest_text:
        longest.append(counted(burst.longest_text, "character"))
    if burst.longest_call is not None:
        longest.append(f"a call of {_duration(burst.longest_call)}")
    return Row(
        (
            _clock(burst.first) or "time not known",
            _clock(burst.last) or "time not known",
            f"{burst.messages:,}",
            f"{burst.calls:,}",
            ", ".join(longest),
            f"{burst.context:,}" if burst.context else "",
        )
    )


def conversation(
    facts: Facts, incident: int, held: Sequence[HeldMessage], more: str
) -> Conversation:
    """Messages of one incident, at least one, with what is odd about all of them said once.

    `more` stands behind the day and the channel.
    """
    first, *others = held
    shared = [
        flag
        for flag in first.message.flags
        if others and all(flag in each.message.flags for each in others)
    ]
    return Conversation(
        incident=incident,
        heading=_day_and_channel(first) + more,
        notes=tuple(map(on_one_line, shared)),
        messages=tuple(
            replace(message_line(facts, each), notes=tuple(_notes(facts, each, frozenset(shared))))
            for each in held
        ),
    )


def message_line(facts: Facts, held: HeldMessage) -> MessageLine:
    """A message with what an officer has to know of it; the annex has all that is odd about it."""
    message = held.message
    return MessageLine(
        at=_clock(message.time) or "–",
        who=_sender(message),
        text=_text(message),
        notes=tuple(_most_notes(facts, held)),
        is_own=not held.counted,
        marks=tuple(_marks(facts, held)),
        pictures=small_pictures(facts, facts.enclosed.get(held.number, ())),
    )


def _marks(facts: Facts, held: HeldMessage) -> Iterator[str]:
    if not held.counted:
        yield OWN
    if facts.marks.tells_to_stop(held):
        yield "told them to stop"
    if facts.marks.is_marked(held):
        yield "marked by the person"


def _day_and_channel(held: HeldMessage) -> str:
    message, day = held.message, "day not known"
    if message.time is not None:
        # No zone makes a difference to a day.
        day = Moment(start=message.time.day, precision=Precision.DAY, timezone="UTC").short()
    return f"{day}, {on_one_line(message.channel)}"


def _clock(time: ExportTime | None) -> str:
    """The time of day, as the export tells it, to the second; "" where it tells none."""
    if time is None:
        return ""
    return time.local[_CLOCK_BEGINS : _CLOCK_BEGINS + _CLOCK_LENGTH[time.precision]]


def _sender(message: Message) -> str:
    named = message.sender or message.sender_id
    if named:
        return on_one_line(named)
    own = message.direction is Direction.OUT
    return "the person who keeps the diary" if own else "nobody named"


def _text(message: Message) -> str:
    parts = []
    if message.subject:
        parts.append(f"Subject: {visible(message.subject)}")
    if message.call is not None:
        parts.append(_call(message.call))
    elif message.kind is not Kind.MESSAGE:
        parts.append(message.kind.value)
    if message.text:
        parts.append(visible(message.text))
    return "\n".join(parts) or "(no text)"


def _call(call: Call) -> str:
    told = f"{call.medium} call, {call.outcome.replace('-', ' ')}"
    if call.seconds is not None:
        told += f", {_duration(call.seconds)}"
    return f"{told}, number withheld" if call.withheld else told


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, _MINUTE)
    return f"{minutes:,} min {rest} s" if minutes else f"{rest} s"


def _notes(facts: Facts, held: HeldMessage, shared: frozenset[str]) -> Iterator[str]:
    message = held.message
    if message.recipients:
        yield f"to {on_one_line(', '.join(message.recipients))}"
    yield from (on_one_line(flag) for flag in message.flags if flag not in shared)
    yield from _most_notes(facts, held)


def _most_notes(facts: Facts, held: HeldMessage) -> Iterator[str]:
    message = held.message
    if message.state in _STATES:
        yield _STATES[message.state]
    files = facts.enclosed.get(held.number, ())
    refs = {each.member: _ref(facts, each) for each in files}
    yield from (_file(each, refs.get(each.member)) for each in message.attachments)
    yield from _doubts(message.time)
    for change in held.changes:
        yield _change(facts, change, message)
    yield f"{on_one_line(held.exhibit)}, {on_one_line(message.locator)}"


def _doubts(time: ExportTime | None) -> Iterator[str]:
    if time is not None and time.ambiguous:
        yield "this hour came twice that day"
    if time is not None and time.second:
        yield f"another time in the export: {on_one_line(time.second)}"


def _ref(facts: Facts, file: Exhibit) -> str:
    """The reference of a file, of a recording with its length."""
    ref = on_one_line(file.ref)
    heard = is_recording(file.media_type) and file.ref in facts.drawn
    return f"{ref}, {length(facts.drawn[file.ref])}" if heard else ref


def _file(attachment: Attachment, ref: str | None) -> str:
    told = f"file {on_one_line(attachment.name)}"
    if ref is not None:
        told += f" ({ref})"
    return told if attachment.found else f"{told}, not in the export"


def _change(facts: Facts, change: Change, before: Message) -> str:
    when = facts.to_the_minute(change.recorded_at).short()
    what = _CHANGES.get(change.kind, on_one_line(change.kind))
    told = f"a later export ({on_one_line(change.exhibit)}, read {when}) {what}"
    if change.message.text and change.message.text != before.text:
        told += f": {on_one_line(change.message.text)}"
    return told
