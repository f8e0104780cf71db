"""What was typed and not yet recorded. Not evidence: it may be replaced, and goes when recorded."""

import json
from collections.abc import Mapping

from sqlcipher3 import dbapi2 as sqlite


def save(connection: sqlite.Connection, answers: Mapping[str, str], saved_at: str) -> None:
    """Keeps `answers` in place of any earlier draft."""
    clear(connection)
    connection.execute(
        "INSERT INTO draft (saved_at, answers) VALUES (?, ?)", (saved_at, json.dumps(answers))
    )


def newest(connection: sqlite.Connection) -> dict[str, str] | None:
    """The draft, None where there is none or it can't be read."""
    row = connection.execute(
        "SELECT CAST(answers AS BLOB) FROM draft ORDER BY number DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    try:
        answers = json.loads(row[0])
    except (ValueError, TypeError):
        return None
    if not isinstance(answers, dict):
        return None
    return {name: str(text) for name, text in answers.items()}


def clear(connection: sqlite.Connection) -> None:
    """Lets the draft go; its bytes are overwritten (PRAGMA secure_delete)."""
    connection.execute("DELETE FROM draft")
