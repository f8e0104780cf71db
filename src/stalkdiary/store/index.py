"""The indexes of the searches: what is put into them, and what they hold that nobody wrote."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.errors import StalkdiaryError
from stalkdiary.model.incident import Account
from stalkdiary.model.terms import indexed

if TYPE_CHECKING:
    from stalkdiary.model.finding import Finding

TOKENIZER: Final = "ascii"
"""How the engine cuts what `indexed` gives it."""
_NOT_WORDS = {"types"}
_EVERY_ROW: Final = (-(2**63), 2**63 - 1)
_FORGED = (ValueError, KeyError, TypeError, AttributeError, StalkdiaryError)


def put_in(connection: sqlite.Connection, number: int, said: dict[str, Any]) -> None:
    connection.execute(
        "INSERT INTO search (rowid, words) VALUES (?, ?)", (number, indexed(_words(said)))
    )


def add_wording(
    connection: sqlite.Connection, number: int, said: dict[str, Any], why: str | None
) -> None:
    """What an incident is called now, and why; earlier wordings stay findable."""
    words = "\n".join(filter(None, (_words(said), why)))
    connection.execute(
        "UPDATE search SET words = words || char(10) || ? WHERE rowid = ?", (indexed(words), number)
    )


def _words(said: dict[str, Any]) -> str:
    """Everything in an account that is said in words."""
    values = (value for name, value in said.items() if name not in _NOT_WORDS)
    flat = (" ".join(value) if isinstance(value, list) else value for value in values)
    return "\n".join(value for value in flat if isinstance(value, str))


def message_words(line: dict[str, Any]) -> str:
    """What of a message goes into the index: subject, text and names of attachments."""
    message = line["message"]
    words: str = message.get("text", "")
    if "subject" in message:
        words = f"{message['subject']}\n{words}"
    if "attachments" in message:
        names = " ".join(each["name"] for each in message["attachments"])
        words = f"{words}\n{names}"
    return indexed(words)


def refill(connection: sqlite.Connection) -> None:
    """Fills both indexes, which are empty, from the ledger and the messages.

    What can't be read is passed over: the diary must open, and `verify` finds it.
    """
    known: dict[int, Account] = {}
    rows = connection.execute(
        "SELECT kind, body FROM entry WHERE kind IN ('incident', 'amendment') ORDER BY number"
    )
    for kind, text in rows:
        with suppress(*_FORGED):
            body = json.loads(text)
            number = body["incident"]
            if kind == "incident":
                known[number] = Account.from_json(body)
                put_in(connection, number, known[number].to_json())
            else:
                known[number] = known[number].amended(body["changes"])
                add_wording(connection, number, known[number].to_json(), body["why"])
    lines = connection.execute("SELECT number, line FROM message ORDER BY number")
    connection.executemany(
        "INSERT INTO message_search (rowid, words) VALUES (?, ?)", _readable(lines)
    )


def _readable(rows: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for number, line in rows:
        with suppress(*_FORGED):
            yield number, message_words(json.loads(line))


def miscounted(
    connection: sqlite.Connection,
    fresh: sqlite.Connection,
    index: str,
    there: set[str],
    rows: tuple[int, int] = _EVERY_ROW,
) -> Iterator[tuple[int, int]]:
    """How often a word is written, and how often a search finds it, where that differs.

    `fresh` has the index of the same name as it should be; its words are put into `there`. The rows
    of an index may lie in any order, so its answers are compared. The engine's own check passes an
    index that has lost its upper level, and a search in it finds nothing.
    """
    fresh.execute(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, {index}, row)")
    for word, expected in fresh.execute("SELECT term, doc FROM temp.vocabulary"):
        there.add(word)
        quoted = word.replace('"', '""')
        found = connection.execute(
            f"SELECT count(*) FROM {index} WHERE {index} MATCH ? AND rowid BETWEEN ? AND ?",
            (f'"{quoted}"', *rows),
        ).fetchone()[0]
        if found != expected:
            yield expected, found


def planted_words(
    connection: sqlite.Connection, index: str, words: Container[str]
) -> Iterator[Finding]:
    """Each word that a search would find although nobody wrote it."""
    from stalkdiary.model.finding import Finding

    connection.execute(f"CREATE VIRTUAL TABLE temp.planted USING fts5vocab(main, {index}, row)")
    try:
        for (word,) in connection.execute("SELECT term FROM temp.planted"):
            if word not in words:
                yield Finding("index-altered", index, "no such word", str(word))
    finally:
        connection.execute("DROP TABLE temp.planted")
