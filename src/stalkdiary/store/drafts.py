"""What was typed and not yet recorded. Not evidence: it may be replaced, and goes when recorded."""

import json
from collections.abc import Mapping

from sqlcipher3 import dbapi2 as sqlite


def save(
    connection: sqlite.Connection, answers: Mapping[str, str], saved_at: str, number: int | None
) -> int:
    """Keeps `answers` as a new draft, or as what the draft `number` is now; gives its number."""
    row = connection.execute(
        "INSERT OR REPLACE INTO draft (number, saved_at, answers) VALUES (?, ?, ?)"
        " RETURNING number",
        (number, saved_at, json.dumps(answers)),
    ).fetchone()
    return int(row[0])


def every(connection: sqlite.Connection) -> dict[int, dict[str, str]]:
    """The drafts by their numbers, newest first; those that can't be read are passed over."""
    rows = connection.execute(
        "SELECT number, CAST(answers AS BLOB) FROM draft ORDER BY number DESC"
    ).fetchall()
    found = {}
    for number, text in rows:
        try:
            answers = json.loads(text)
        except (ValueError, TypeError):
            continue
        if isinstance(answers, dict):
            found[int(number)] = {name: str(value) for name, value in answers.items()}
    return found


def discard(connection: sqlite.Connection, number: int) -> None:
    """Lets a draft go; its bytes are overwritten (PRAGMA secure_delete)."""
    connection.execute("DELETE FROM draft WHERE number = ?", (number,))
