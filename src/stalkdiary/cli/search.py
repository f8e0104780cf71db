"""`search`: where words stand, in what was written and in imported messages."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stalkdiary.cli import options
from stalkdiary.cli.listing import show_rows
from stalkdiary.cli.options import Text, option
from stalkdiary.cli.selection import selection_of
from stalkdiary.cli.session import Session
from stalkdiary.cli.wording import told_when
from stalkdiary.errors import AnswerNeeded, NothingMatched
from stalkdiary.model.text import on_one_line, shortened, visible

if TYPE_CHECKING:
    from stalkdiary.cli.screen import Screen
    from stalkdiary.diary import Diary
    from stalkdiary.model.hit import FoundText, Hit
    from stalkdiary.model.selection import Selection

_AROUND = 70
"""Characters before and behind the first and the last hit that is shown of a text."""
_MOST_BETWEEN = 200
_INDENT = 4

EXAMPLES = (
    "stalkdiary search silver car",
    "stalkdiary search 07700900123 --since '1 March' --person Alex",
)


def search(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="All of them occur, in any spelling."),
    ] = None,
    since: options.Since = None,
    until: options.LastDay = None,
    person: options.PersonName = None,
    channel: Annotated[
        Text, option("How it came: whatsapp, email, phone call.", metavar="WORDS")
    ] = None,
    brief: options.Brief = False,
    as_json: options.Json = False,
) -> None:
    """Find words in what you wrote and in imported messages.

    Other endings, spellings and spacings are found, too: parking finds parked, and 07700900123
    finds +44 7700 900 123. Incidents come first, best match first, then messages, newest first.
    """
    session: Session = context.obj
    session.mind_the_history(words)
    if not words:
        if not session.may_ask:
            raise AnswerNeeded("Which words?", "Give them: stalkdiary search silver car")
        from stalkdiary.cli import prompts

        words = [prompts.line("Which words?")]
    wanted = " ".join(words)
    with session.open_diary() as diary:
        selection = selection_of(diary, since=since, until=until, person=person, channel=channel)
        if as_json:
            session.screen.json(_document(diary, wanted, selection))
        hits = diary.hits(wanted, selection)
        first = next(hits, None)
        if first is None:
            raise NothingMatched(
                "Nothing holds all of these words.", "Try fewer of them, or other ones."
            )
        if as_json:
            return
        zone = diary.case().timezone
        if brief:
            show_rows(session.screen, diary.search(wanted, selection), diary, brief=True)
            return
        count = diary.message_count(wanted, selection)
        session.screen.rows(_rows(session.screen, chain([first], hits), zone, count))


def _document(diary: "Diary", wanted: str, selection: "Selection") -> list[dict[str, Any]]:
    hits: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for hit in diary.hits(wanted, selection):
        hits[hit.incident.number].append(hit.to_json())
    counts = diary.message_matches(wanted, selection)
    return [
        each.listed() | {"matching_messages": counts.get(each.number, 0), "hits": hits[each.number]}
        for each in diary.search(wanted, selection)
    ]


def _rows(screen: "Screen", hits: "Iterable[Hit]", zone: str, messages: int) -> Iterator[str]:
    """A line for each hit that says when and where, and the words around it below."""
    in_messages = False
    for hit in hits:
        if hit.message is not None and not in_messages:
            in_messages = True
            yield screen.cut(f"Messages that hold the words: {messages}")
        yield screen.marked(_heading(hit, zone), ())
        for each in hit.found:
            yield screen.marked(*_snippet(each), indent=_INDENT)


def _heading(hit: "Hit", zone: str) -> str:
    incident, account = hit.incident, hit.incident.account
    if hit.message is None:
        marks = "withdrawn" if incident.withdrawn else ""
        told = (told_when(incident, zone), account.where, incident.person_name, marks)
    else:
        from stalkdiary.cli.message_lines import time_and_sender

        time, sender = time_and_sender(hit.message)
        told = (time, sender, hit.message.message.channel, "")
    return f"{incident.number}. {on_one_line(', '.join(filter(None, told)))}"


def _snippet(found: "FoundText") -> tuple[str, list[tuple[int, int]]]:
    """The words around the first hits of a text, on one line, and where the hits stand in it."""
    if not found.places:
        return f"(in an earlier wording) {shortened(on_one_line(found.text), _MOST_BETWEEN)}", []
    start = max(found.places[0][0] - _AROUND, 0)
    if start:
        start = max(found.text.rfind(" ", 0, start), found.text.rfind("\n", 0, start)) + 1
        start = max(start, found.places[0][0] - 2 * _AROUND)
    near = [each for each in found.places if each[1] <= start + _MOST_BETWEEN]
    text, places, at = "…" if start else "", [], start
    for begin, end in near or found.places[:1]:
        text += _spaced(found.text[at:begin])
        hit = _spaced(found.text[begin:end])
        places.append((len(text), len(text) + len(hit)))
        text, at = text + hit, end
    behind = found.text[at : at + _AROUND]
    if at + _AROUND < len(found.text):
        behind = f"{behind.rpartition(' ')[0] or behind}…"
    return (text + _spaced(behind)).rstrip(), places


def _spaced(text: str) -> str:
    """`text` made harmless on one line; white space at its ends stays one space."""
    return visible(re.sub(r"\s+", " ", text))
