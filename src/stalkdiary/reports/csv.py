"""The incidents as a table for a spreadsheet: RFC 4180, one row for each incident."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from stalkdiary.model.incident import SINCE_0_2, TEXTS, Incident
from stalkdiary.model.message import HeldMessage
from stalkdiary.reports.facts import Facts

COLUMNS: Final = (
    *("incident", "happened", "start", "end", "precision", "timezone", "written", "noticed"),
    *("what", "where", "person", "channel", "types", "acts", "felt", "witnesses", "appearance"),
    *("vehicle", "response", "police_ref", "breach", "exhibits", "amended", "withdrawn", "source"),
    *SINCE_0_2,
)
MESSAGE_COLUMNS: Final = (
    *("message", "incident", "time", "time_in_the_export", "channel", "kind", "direction"),
    *("counted", "sender", "sender_id", "recipients", "subject", "text", "call", "state"),
    *("files", "flags", "later", "exhibit", "place", "marked"),
)

# A spreadsheet takes a cell as a formula when it begins with one of these, whatever quotes are
# around it, some also after white space. Apostrophes before them are part of the pattern, so that
# one apostrophe can always be taken off again.
_FORMULA: Final = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")  # noqa: RUF001


def to_csv(facts: Facts) -> str:
    """The incidents, withdrawn ones too, under one line of headings.

    Text is as the person wrote it, but for one guard: a cell that a spreadsheet would take as a
    formula has one apostrophe before it. Where a cell begins with one and `guarded` would put it
    before the rest, taking it off gives the text.
    """
    return as_table(COLUMNS, (_cells(facts, incident) for incident in facts.incidents))


def messages_csv(facts: Facts) -> Iterator[str]:
    """The imported messages of the incidents, row by row, under one line of headings."""
    yield as_table(MESSAGE_COLUMNS, ())
    for incident in facts.incidents:
        if incident.source == "import":
            for held in facts.messages(incident.number):
                yield as_row(_message(held, is_marked=held.number in facts.marks.marked))


def as_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Rows of any texts under one line of headings, each cell guarded."""
    return "".join(map(as_row, (columns, *rows)))


def as_row(cells: Iterable[str]) -> str:
    """One row with its end."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([guarded(cell) for cell in cells])
    return target.getvalue()


def guarded(cell: str) -> str:
    """`cell` as no spreadsheet takes it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _cells(facts: Facts, incident: Incident) -> Iterator[str]:
    account, when = incident.account, incident.account.when
    cells = {name: getattr(account, name) or "" for name in TEXTS} | {
        "incident": str(incident.number),
        "happened": when.in_words(),
        "start": when.start or "",
        "end": when.end or "",
        "precision": when.precision.value,
        "timezone": when.timezone,
        "written": facts.local(incident.recorded_at).start or "",
        "noticed": account.noticed.in_words() if account.noticed else "",
        "what": account.what,
        "person": incident.person_name or "",
        "types": "; ".join(account.types),
        "acts": str(account.times),
        "witnesses": "; ".join(account.witnesses),
        "exhibits": "; ".join(incident.exhibits),
        "amended": str(incident.amended),
        "withdrawn": (incident.withdrawn_why or "yes") if incident.withdrawn else "",
        "source": incident.source,
    }
    return (cells[column] for column in COLUMNS)


def _message(held: HeldMessage, *, is_marked: bool) -> Iterator[str]:
    message, call = held.message, held.message.call
    yield str(held.number)
    yield str(held.incident)
    yield message.time.local if message.time else ""
    yield message.time.raw if message.time else ""
    yield message.channel
    yield message.kind.value
    yield message.direction.value
    yield "yes" if held.counted else "no"
    yield message.sender or ""
    yield message.sender_id or ""
    yield "; ".join(message.recipients)
    yield message.subject or ""
    yield message.text
    seconds = "" if call is None or call.seconds is None else f", {call.seconds} s"
    yield "" if call is None else f"{call.medium}, {call.outcome}{seconds}"
    yield message.state.value
    yield "; ".join(each.name for each in message.attachments)
    yield "; ".join(message.flags)
    yield "; ".join(f"{each.kind} ({each.exhibit})" for each in held.changes)
    yield held.exhibit
    yield message.locator
    yield "yes" if is_marked else ""
