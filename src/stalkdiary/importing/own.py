"""Rows of the person's own record as incidents: what they say, and whether it is there already."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from stalkdiary.errors import shown
from stalkdiary.importers.reading.question import Answer, OpenQuestion
from stalkdiary.importing.preview import Preview
from stalkdiary.model.accepted import accepted_account
from stalkdiary.model.incident import Account
from stalkdiary.model.message import OwnEntry
from stalkdiary.model.tally import moment_of
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.store import queries
from stalkdiary.store.connection import Connection

Mark = tuple[str, str | None]
_MOST_SHOWN: Final = 80


def account_of(entry: OwnEntry, timezone: str, person: int | None = None) -> Account:
    """The account of an incident that says what the row says, as it is written down."""
    given: dict[str, Any] = dict(entry.fields)
    if "times" in given:
        given["times"] = int(given["times"])
    if "witnesses" in given:
        given["witnesses"] = (given["witnesses"],)
    said = entry.time.raw if entry.time else "not in the record"
    when = moment_of(entry.time, entry.time, timezone, said)
    return accepted_account(Account(what=entry.what, when=when, person=person, **given))


def mark(account: Account) -> Mark:
    """By what an entry is known again: what happened, and when."""
    return (account.what, account.when.start)


def own_question(path: Path, preview: Preview) -> OpenQuestion:
    """Whether the rows or events of an export are the person's own record: nothing else tells.

    The `preview` has at least one new entry.
    """
    entry = preview.first_own
    assert entry is not None  # noqa: S101 - else there is nothing to ask
    first = f"the first “{shortened(on_one_line(entry.what), _MOST_SHOWN)}”"
    many = f"{preview.stored} {'entry' if preview.stored == 1 else 'entries'}"
    answers = [
        Answer("--own", f"your own record: {many} in your own words, {first}", {"own": True})
    ]
    hint = ""
    if preview.format.startswith("table"):
        theirs = f"somebody's messages: {preview.stored} of theirs, {first}"
        answers.append(Answer("--not-own --person NAME", theirs, {"own": False}))
        hint = "Where a column says who wrote: --map date=COLUMN,from=COLUMN,text=COLUMN"
    return OpenQuestion(f"{shown(path)}: only you can say whose words these are", answers, hint)


def held_marks(connection: Connection) -> Counter[Mark]:
    """The marks of all incidents that were imported, each as often as it is there."""
    return Counter(
        mark(each.account) for each in queries.incidents(connection) if each.source == "import"
    )
