"""Imported messages on the screen: who, when, what, and what became of them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from stalkdiary.model.mark import NO_MARKS, Marks
from stalkdiary.model.message import Kind, Message, State
from stalkdiary.model.text import one_line, visible

if TYPE_CHECKING:
    from stalkdiary.cli.screen import Screen
    from stalkdiary.model.message import HeldMessage

_STATES = {
    State.MEDIA_OMITTED: "a picture or file that is not in the export",
    State.DELETED_BY_SENDER: "deleted by the sender",
    State.DELETED_BY_ME: "deleted by you",
    State.EDITED: "edited",
    State.CALL_OR_VIEW_ONCE: "a call or view-once picture; the export does not say which",
    State.EMPTY: "without text",
    State.DRAFT: "a draft, never sent",
}
_CHANGES = {
    "deleted": "a later export shows it deleted",
    "edited": "a later export shows it edited",
    "media": "a later export brought its file",
    "text": "a later export has a fuller text",
}
_YOU = "You"
_NAMELESS = "without a name"
_SECONDS_PER_MINUTE = 60
_TIME = slice(11, 19)


def show_messages(
    screen: "Screen", messages: "Sequence[HeldMessage]", marks: Marks = NO_MARKS
) -> None:
    """Every message of an incident under its number in the diary, a line or more each."""
    if not messages:
        return
    counted = sum(each.counted for each in messages)
    own = f", and {len(messages) - counted} of your own" if counted < len(messages) else ""
    exports = ", ".join(dict.fromkeys(each.exhibit for each in messages))
    screen.heading(f"Messages and calls: {counted}{own}. Read from {exports}")
    for each in messages:
        screen.line(f"{each.number}. {message_line(each, marks)}")


def message_line(held: "HeldMessage", marks: Marks = NO_MARKS) -> str:
    """One message: time, who, text, and what is to be known about it."""
    message = held.message
    who = _sender(held)
    time = "no time" if message.time is None else _clock(message.time.local)
    notes = notes_on(held, marks)
    text = visible("\n".join(filter(None, (message.subject, message.text))))
    indented = text.replace("\n", "\n    ")
    behind = f" [{'; '.join(notes)}]" if notes else ""
    return f"{time}  {visible(who)}: {indented}{behind}"


def document_of(held: "HeldMessage", marks: Marks) -> dict[str, Any]:
    """A message as JSON shows it."""
    told = {"marked": marks.is_marked(held), "told_to_stop": marks.tells_to_stop(held)}
    return held.to_json() | told


def notes_on(held: "HeldMessage", marks: Marks) -> list[str]:
    """What is to be known about a message beside its words."""
    message = held.message
    notes = ["marked for the report"] if marks.is_marked(held) else []
    notes += ["told them to stop"] if marks.tells_to_stop(held) else []
    notes += [call_in_words(message)] if message.kind is not Kind.MESSAGE else []
    if message.state in _STATES:
        notes.append(_STATES[message.state])
    for each in message.attachments:
        name = one_line(each.name or each.media_type or _NAMELESS)
        notes.append(f"file {name}" if each.found else f"file {name}, not in the export")
    if message.time is not None and message.time.ambiguous:
        notes.append("in the hour that came twice")
    return [*notes, *(f"{_CHANGES[each.kind]} ({each.exhibit})" for each in held.changes)]


def time_and_sender(held: "HeldMessage") -> tuple[str, str]:
    """The local day and time of a message, and who sent it."""
    time = held.message.time
    if time is None:
        return "no time", _sender(held)
    day = date.fromisoformat(time.local[:10])
    return f"{day:%a} {day.day} {day:%b %Y} {_clock(time.local)}".rstrip(), _sender(held)


def _sender(held: "HeldMessage") -> str:
    message = held.message
    if not held.counted:
        return _YOU
    name = message.sender or message.sender_id or "(no name)"
    # Nobody passes for her by a name.
    return f"“{name}”" if name.strip().casefold() == _YOU.casefold() else name


def _clock(local: str) -> str:
    """``21:30`` or ``21:30:05`` of an `ExportTime.local`; nothing of a day alone."""
    time = local[_TIME]
    return time if time.count(":") > 1 else time[:5]


def call_in_words(message: Message) -> str:
    """What an export says of a call: ``missed video call``, ``answered call, 2 min 5 s``."""
    if message.kind is Kind.VOICEMAIL:
        return "voicemail"
    call = message.call
    if call is None:
        return "call"
    medium = "video call" if call.medium == "video" else "call"
    outcome = "" if call.outcome == "unknown" else f"{call.outcome} "
    length = ""
    if call.seconds:
        minutes, seconds = divmod(call.seconds, _SECONDS_PER_MINUTE)
        length = f", {minutes} min {seconds} s" if minutes else f", {seconds} s"
    return f"{outcome}{medium}{length}{', number withheld' if call.withheld else ''}"
