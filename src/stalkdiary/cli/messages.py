"""`messages`: a conversation from imports, like a chat; without a name, who there are any with."""

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from stalkdiary.cli import offered, options, prompts
from stalkdiary.cli.message_lines import document_of, message_line
from stalkdiary.cli.options import Text, option
from stalkdiary.cli.pager import Heading
from stalkdiary.cli.selection import days_of, selection_of
from stalkdiary.cli.session import Session
from stalkdiary.errors import NothingMatched
from stalkdiary.model.moment import day_words
from stalkdiary.model.text import on_one_line

if TYPE_CHECKING:
    from stalkdiary.cli.screen import Screen
    from stalkdiary.diary import Diary
    from stalkdiary.model.correspondence import Correspondence
    from stalkdiary.model.mark import Marks
    from stalkdiary.model.message import HeldMessage
    from stalkdiary.model.selection import Selection

_HANG = 4
_SHARE_OF_OWN = 4
"""The person's own messages stand to the right by this part of the width."""
_NO_DAY = "~"
"""Behind every day."""
_NOBODY = "nobody in the list"

EXAMPLES = (
    "stalkdiary messages",
    "stalkdiary messages Alex --day '12 March'",
    "stalkdiary messages Alex --since '1 March' --channel whatsapp",
)


def messages(
    context: typer.Context,
    person: Annotated[
        str | None,
        typer.Argument(
            metavar="[PERSON]",
            help="Whose messages, by any of their names.",
            autocompletion=offered.names,
        ),
    ] = None,
    day: Annotated[
        Text, option("Begin at this day; without a terminal, this day alone.", metavar="DAY")
    ] = None,
    since: options.Since = None,
    until: options.LastDay = None,
    channel: Annotated[
        Text, option("How they came: whatsapp, email, phone call.", metavar="WORDS")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """A conversation from imports, like a chat: theirs to the left, yours to the right.

    Each message has its number, for 'stalkdiary mark'. On a terminal, / finds words and ] goes on
    to the next day. Without a name, it lists who there are messages with.
    """
    session: Session = context.obj
    screen = session.screen
    with session.open_diary() as diary:
        if person is None:
            person = _listed(session, diary, as_json=as_json)
            if person is None:
                return
        wanted, _ = days_of(diary, day, None)
        jumps = wanted is not None and screen.pages and not as_json
        if wanted is not None and not jumps:
            since = until = wanted
        selection = selection_of(diary, since=since, until=until, person=person, channel=channel)
        found = _within(diary.conversation(selection), selection)
        first = next(found, None)
        if first is None:
            raise NothingMatched(
                _none(person, wanted),
                "'stalkdiary messages' lists who there are any with, and of which days.",
            )
        marks, found = diary.marks(), chain([first], found)
        if as_json:
            screen.json_list(
                {"incident": each.incident, **document_of(each, marks)} for each in found
            )
            return
        screen.rows(_rows(screen, found, marks, wanted if jumps else None), jump=jumps)


def _none(person: str, day: str | None) -> str:
    name = on_one_line(person)
    if day is None:
        return f"There are no messages with {name} in it that fit."
    return f"There are no messages with {name} on {day_words(date.fromisoformat(day))}."


def _within(found: "Iterator[HeldMessage]", selection: "Selection") -> "Iterator[HeldMessage]":
    """Those of the days that are wanted, by the day of the message itself."""
    for held in found:
        day = held.message.time.day if held.message.time else None
        if selection.since and (day is None or day < selection.since):
            continue
        if selection.until and (day is None or day > selection.until):
            continue
        yield held


def _listed(session: Session, diary: "Diary", *, as_json: bool) -> str | None:
    """Shows who there are messages with, or asks; whose are wanted, None where nobody's are."""
    found = diary.conversations()
    if as_json:
        session.screen.json([each.to_json() for each in found])
        return None
    if not found:
        session.screen.note("There are no imported messages yet. To add some: stalkdiary import")
        return None
    named = {each.person: _told(each) for each in found if each.person is not None}
    if session.may_ask and sys.stdout.isatty() and named:
        offered = {name: f"{on_one_line(name)}: {told}" for name, told in named.items()}
        return prompts.choice("Whose messages?", offered, default=next(iter(offered)))
    for each in found:
        session.screen.line(f"{on_one_line(each.person or _NOBODY)}: {_told(each)}")
    return None


def _told(each: "Correspondence") -> str:
    """``120 messages and calls, 45 of your own, 1 Mar 2026 to 12 Apr 2026, WhatsApp``."""
    one = each.messages == 1
    parts = ["1 message or call" if one else f"{each.messages:,} messages and calls"]
    if each.own:
        parts.append(f"{each.own:,} of your own")
    if each.first is not None and each.last is not None:
        first, last = _short(each.first), _short(each.last)
        parts.append(first if first == last else f"{first} to {last}")
    return ", ".join([*parts, *map(on_one_line, each.channels)])


def _short(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.day} {found:%b %Y}"


def _rows(
    screen: "Screen", found: "Iterable[HeldMessage]", marks: "Marks", wanted: str | None
) -> Iterator[str]:
    """The messages under the days on which they came, and under their incidents."""
    shown: str | None = None
    incident = 0
    for held in found:
        day = held.message.time.day if held.message.time else _NO_DAY
        if day != shown:
            if shown is not None:
                yield ""
            is_wanted = wanted is not None and day >= wanted
            wanted = None if is_wanted else wanted
            yield _heading(screen, day, is_wanted=is_wanted)
        if (day, held.incident) != (shown, incident):
            about = f"Incident {held.incident}, {on_one_line(held.message.channel)}"
            yield screen.cut(about)
        shown, incident = day, held.incident
        yield _row(screen, held, marks)


def _heading(screen: "Screen", day: str, *, is_wanted: bool) -> Heading:
    known = day != _NO_DAY
    text = screen.cut(day_words(date.fromisoformat(day)) if known else "Day not known")
    set_off = text if screen.columns is None else screen.marked(text, [(0, len(text))])
    return Heading(set_off, is_wanted=is_wanted)


def _row(screen: "Screen", held: "HeldMessage", marks: "Marks") -> str:
    """A message under its number; no line of its text can pass for another one."""
    own = 0 if held.counted or screen.columns is None else screen.columns // _SHARE_OF_OWN
    first, *others = message_line(held, marks).split("\n")
    lines = [screen.marked(f"{held.number}. {on_one_line(first)}", (), own, _HANG)]
    lines += [screen.marked(on_one_line(each), (), own + _HANG) for each in others]
    return "\n".join(lines)
