"""From what is looked for to what was found, one hit after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.model.hit import FoundText, Hit
from stalkdiary.model.incident import Incident
from stalkdiary.model.search import Search
from stalkdiary.model.selection import EVERYTHING, Selection
from stalkdiary.store import messages, queries
from stalkdiary.store.search import query

if TYPE_CHECKING:
    from stalkdiary.model.message import HeldMessage

_REMEMBERED = 512
_NO_WORDS = {"types"}


def of_accounts(
    connection: sqlite.Connection, search: Search, selection: Selection
) -> Iterator[Hit]:
    """The selected incidents whose account holds what is looked for, best first."""
    fits = queries.fits(connection, selection)
    for incident in queries.found(connection, query(search)):
        if fits(incident):
            texts = _places(search, _texts(incident))
            earlier = FoundText("earlier", incident.account.what, ())
            yield Hit(incident=incident, found=texts or (earlier,))


def of_messages(
    connection: sqlite.Connection, search: Search, selection: Selection
) -> Iterator[Hit]:
    """The messages of selected incidents that hold what is looked for, newest first."""
    selected = _selected(connection, selection)
    for held in messages.matching_messages(connection, query(search)):
        if incident := selected(held.incident):
            texts = _places(search, _message_texts(held)) or (
                FoundText("text", held.message.text, ()),
            )
            yield Hit(incident=incident, message=held, found=texts)


def matching(connection: sqlite.Connection, search: Search, selection: Selection) -> dict[int, int]:
    """The selected incidents with messages that hold it, and how many do; best first."""
    selected = _selected(connection, selection)
    counts = messages.matching(connection, query(search))
    return {number: count for number, count in counts.items() if selected(number)}


def message_count(connection: sqlite.Connection, search: Search, selection: Selection) -> int:
    """How many messages of selected incidents hold what is looked for."""
    if selection == EVERYTHING:
        return messages.match_count(connection, query(search))
    return sum(matching(connection, search, selection).values())


def _selected(
    connection: sqlite.Connection, selection: Selection
) -> Callable[[int], Incident | None]:
    """Gives an incident by its number, where it is one of the selected."""
    fits = queries.fits(connection, selection)

    @lru_cache(maxsize=_REMEMBERED)
    def selected(number: int) -> Incident | None:
        found = queries.incident(connection, number)
        return found if found is not None and fits(found) else None

    return selected


def _places(search: Search, texts: Iterable[tuple[str, str]]) -> tuple[FoundText, ...]:
    found = (FoundText(name, text, tuple(search.places(text))) for name, text in texts)
    return tuple(each for each in found if each.places)


def _texts(incident: Incident) -> Iterator[tuple[str, str]]:
    for name, value in incident.account.to_json().items():
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, list) and name not in _NO_WORDS:
            yield name, ", ".join(value)


def _message_texts(held: HeldMessage) -> Iterator[tuple[str, str]]:
    message = held.message
    if message.subject:
        yield "subject", message.subject
    yield "text", message.text
    for each in message.attachments:
        yield "file", each.name
