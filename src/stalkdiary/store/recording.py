"""What each change to a diary writes into it. Every function belongs inside a transaction.

Whatever a person says passes `model.accepted` here, on its way into an entry. What each of them
raises stands at the method of `Diary` that calls it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary import store
from stalkdiary.errors import AnswerNeeded, ChangedMeanwhile, InputRefused, NothingMatched
from stalkdiary.model import accepted
from stalkdiary.model.case import CaseSheet
from stalkdiary.model.incident import Account, Incident
from stalkdiary.model.ledger import Entry
from stalkdiary.model.receipt import Receipt
from stalkdiary.store import ledger, queries
from stalkdiary.store.lookup import (
    known_as,
    plain_name,
    the_action,
    the_case,
    the_incident,
    the_person,
)
from stalkdiary.store.progress import Progress

if TYPE_CHECKING:
    from stalkdiary.model.action import Action
    from stalkdiary.model.changes import ActionChanges, Changes, PersonChanges
    from stalkdiary.model.exhibit import Exhibit, PhysicalItem
    from stalkdiary.model.person import Person


def case(connection: sqlite.Connection, sheet: CaseSheet) -> Entry:
    """What the diary knows about itself, at its start and whenever that changes."""
    return ledger.append(connection, "case", accepted.accepted_sheet(sheet).to_json())


def incident(connection: sqlite.Connection, account: Account, person: str | None) -> Receipt:
    """A new incident. `person` is who it concerns; someone not in the list yet is put there."""
    account = accepted.accepted_account(account)
    if account.breach is not None:
        _order_must_exist(connection, account.breach)
    name = accepted.accepted_name(person)
    if name is not None:
        account = replace(account, person=person_named(connection, name))
    elif account.person is not None:
        _must_be_in_the_list(connection, account.person)
    number = queries.next_number(connection, "incident")
    body = account.to_json() | {"incident": number, "source": "typed"}
    return _receipt(number, ledger.append(connection, "incident", body))


def imported_incident(connection: sqlite.Connection, account: Account) -> int:
    """A new incident that an export tells of. Returns its number."""
    number = queries.next_number(connection, "incident")
    account = accepted.accepted_account(account)
    body = account.to_json() | {"incident": number, "source": "import"}
    ledger.append(connection, "incident", body)
    return number


def amendment(
    connection: sqlite.Connection,
    number: int,
    changes: Changes,
    *,
    why: str | None,
    with_files: bool,
) -> Receipt:
    """Later knowledge about an incident; only what differs from what is known is written."""
    from stalkdiary.model.changes import UNCHANGED

    before = the_incident(connection, number).account
    values = accepted.accepted_changes(changes, before)
    if values.get("breach") is not None:
        _order_must_exist(connection, values["breach"])
    if changes.person is not UNCHANGED:
        name = accepted.accepted_name(changes.person)
        values["person"] = None if name is None else person_named(connection, name)
    wanted = replace(before, **values).changed_from(before)
    reason = accepted.accepted_text(why, "why")
    if not wanted and not with_files and reason is None:
        raise AnswerNeeded(
            f"Nothing in incident {number} would change.",
            f"Say what you know now, for example: stalkdiary amend {number} --where 'outside work'",
        )
    body = {"incident": number, "changes": wanted, "why": reason}
    return _receipt(number, ledger.append(connection, "amendment", body))


def must_be_as_seen(connection: sqlite.Connection, seen: Incident | None) -> None:
    """Looks whether an incident is as somebody saw it who wants to change it now."""
    if seen is not None and the_incident(connection, seen.number) != seen:
        raise ChangedMeanwhile(f"Incident {seen.number} was changed meanwhile in another window.")


def withdrawal(connection: sqlite.Connection, number: int, why: str | None) -> Receipt:
    if the_incident(connection, number).withdrawn:
        raise AnswerNeeded(
            f"Incident {number} is withdrawn already.",
            "Nothing was changed. To add to it, use 'stalkdiary amend'.",
        )
    body = {"incident": number, "why": accepted.accepted_text(why, "why")}
    return _receipt(number, ledger.append(connection, "withdrawal", body))


def restoration(connection: sqlite.Connection, number: int, why: str | None) -> Receipt:
    if not the_incident(connection, number).withdrawn:
        raise AnswerNeeded(f"Incident {number} is not withdrawn.", "Nothing was changed.")
    body = {"incident": number, "why": accepted.accepted_text(why, "why")}
    return _receipt(number, ledger.append(connection, "restoration", body))


def mark(
    connection: sqlite.Connection, number: int, messages: Sequence[int], *, undo: bool
) -> Receipt:
    """Marks messages of an incident for a report to show, or takes their marks back."""
    the_incident(connection, number)
    if not messages:
        raise AnswerNeeded(
            "No message was named.",
            f"Nothing was saved. 'stalkdiary show {number}' shows its messages with their numbers.",
        )
    wanted = [accepted.accepted_number(each, "message") for each in messages]
    return _receipt(number, store.marks.mark(connection, number, wanted, undo=undo))


def files(
    connection: sqlite.Connection,
    number: int,
    paths: Sequence[Path],
    *,
    captured: str | None = None,
    says: str | None = None,
    progress: Progress,
) -> tuple[Exhibit, ...]:
    """The bytes of files, and an exhibit of the incident for each; one named twice is one."""
    exhibits = []
    how = accepted.accepted_text(captured, "captured")
    words = accepted.accepted_text(says, "says")
    for path in _different(paths):
        taken = store.intake.taken_in(connection, path, captured=how, progress=progress)
        shown = replace(taken, incident=number, says=words)
        exhibits.append(exhibit(connection, "exhibit", shown))
    return tuple(exhibits)


def _different(paths: Sequence[Path]) -> list[Path]:
    """The files without those that are one of the others by another path."""
    found: dict[object, Path] = {}
    for path in paths:
        if not isinstance(path, Path):
            raise InputRefused(
                f"A file is given as Path, not as {type(path).__name__}.", "Nothing was saved."
            )
        key: object = path
        with suppress(OSError, ValueError):  # what is wrong with it is said when it is read
            status = os.lstat(path)
            key = (status.st_dev, status.st_ino)
        found.setdefault(key, path)
    return list(found.values())


def physical_exhibit(
    connection: sqlite.Connection,
    number: int,
    item: PhysicalItem,
    photographs: Sequence[Exhibit] = (),
) -> Exhibit:
    """A thing that is kept somewhere, as an exhibit of the incident; `photographs` show it."""
    from stalkdiary.model.exhibit import Exhibit

    item = accepted.accepted_item(item)
    thing = Exhibit(
        ref="",
        incident=number,
        added_at="",
        name=item.description,
        physical=True,
        found_at=item.found_at,
        handled_by=item.handled_by,
        packed=item.packed,
        kept_at=item.kept_at,
        photographs=tuple(each.ref for each in photographs),
    )
    return exhibit(connection, "physical-exhibit", thing)


def exhibit_amendment(
    connection: sqlite.Connection, number: int, shown: Exhibit, says: str | None
) -> Entry:
    """What a file shows, in later words; the earlier ones stay in the ledger."""
    if shown.incident != number:
        raise NothingMatched(
            f"{shown.ref} is no exhibit of incident {number}.",
            f"Nothing was saved. It belongs to incident {shown.incident}.",
        )
    if shown.physical:
        raise AnswerNeeded(
            f"{shown.ref} is a thing, and no file that shows something.", "Nothing was saved."
        )
    words = accepted.accepted_text(says, "says")
    if words == shown.says:
        raise AnswerNeeded(f"Nothing about {shown.ref} would change.", "Nothing was saved.")
    body = {"incident": number, "ref": shown.ref, "says": words}
    return ledger.append(connection, "exhibit-amendment", body)


def action(connection: sqlite.Connection, done: Action) -> Receipt:
    """What the person did; its number is given here."""
    from stalkdiary.model.action_days import with_days

    done = with_days(accepted.accepted_action(done), connection.clock())
    number = queries.next_number(connection, "action")
    body = replace(done, number=number).to_json()
    return _receipt(number, ledger.append(connection, "action", body))


def action_amendment(
    connection: sqlite.Connection, number: int, changes: ActionChanges, *, why: str | None
) -> Receipt:
    """Later knowledge about an action; only what differs from what is known is written."""
    from stalkdiary.model.action_days import with_days

    before = the_action(connection, number)
    after = with_days(accepted.changed_action(before, changes), connection.clock(), before)
    known, now = before.listed(), after.listed()
    wanted = {name: now[name] for name in known if now[name] != known[name]}
    if wanted.keys() <= {"days"}:  # which were only understood now
        raise AnswerNeeded(f"Nothing about action {number} would change.", "Nothing was saved.")
    reason = accepted.accepted_text(why, "why")
    body = {"action": number, "changes": wanted, "why": reason}
    return _receipt(number, ledger.append(connection, "action-amendment", body))


def person(connection: sqlite.Connection, somebody: Person) -> Receipt:
    """Who somebody is; their number is given here."""
    somebody = accepted.accepted_person(somebody)
    _must_be_unused(connection, somebody.name)
    number = queries.next_number(connection, "person")
    body = replace(somebody, number=number).to_json()
    return _receipt(number, ledger.append(connection, "person", body))


def changed_person(connection: sqlite.Connection, name: str, changes: PersonChanges) -> Receipt:
    """Later knowledge about somebody; lists are added to, other fields replaced."""
    from stalkdiary.model.address import comparable

    before = the_person(connection, name)
    after = accepted.changed_person(before, changes)
    if after == before:
        raise AnswerNeeded(f"Nothing about {before.name} would change.", "Say what you know now.")
    if comparable(after.name) != comparable(before.name):
        _must_be_unused(connection, after.name)
    entry = ledger.append(connection, "person", after.to_json())
    return _receipt(before.number, entry)


def _order_must_exist(connection: sqlite.Connection, breach: str) -> None:
    from stalkdiary.model.order import must_exist

    must_exist(breach, queries.actions(connection))


def _must_be_in_the_list(connection: sqlite.Connection, number: int) -> None:
    if not any(each.number == number for each in queries.people(connection)):
        raise NothingMatched(
            f"There is no person {number} in the list.",
            "Nothing was saved. 'stalkdiary people' shows the list.",
        )


def _must_be_unused(connection: sqlite.Connection, name: str) -> None:
    """Looks whether the name is free: two people of one name could not be told apart later."""
    from stalkdiary.model.person import of_this_name

    for each in of_this_name(queries.people(connection), name)[:1]:
        raise AnswerNeeded(
            f"{each.name} is in the list already.",
            "Nothing was saved. Use 'stalkdiary people change' to add what you know, or give "
            "somebody else a name of their own.",
        )


def learned(connection: sqlite.Connection, name: str, spellings: Iterable[str]) -> None:
    """Adds what somebody was called in an export to what they are known by."""
    from stalkdiary.model.address import comparable, is_number
    from stalkdiary.model.changes import PersonChanges

    known = the_person(connection, name)
    fresh: dict[str, Any] = {}
    for spelling in spellings:
        if comparable(spelling) not in map(comparable, known.known_as):
            is_handle = "@" in spelling
            field = "numbers" if is_number(spelling) else "handles" if is_handle else "aliases"
            fresh[field] = (*fresh.get(field, ()), spelling)
    if fresh:
        changed_person(connection, name, PersonChanges(**fresh))


def person_named(connection: sqlite.Connection, name: str) -> int:
    """The number of whoever is known by this name; who is not in the list is put there."""
    known = known_as(connection, name)
    if known is not None:
        return known.number
    from stalkdiary.model.person import Person

    number = queries.next_number(connection, "person")
    somebody = Person(number=number, name=plain_name(name))
    # In an export "Unknown" is what a caller is called.
    ledger.append(connection, "person", somebody.to_json())
    return number


def exhibit(connection: sqlite.Connection, kind: str, taken: Exhibit) -> Exhibit:
    """The exhibit under the next reference, which is never used again."""
    number = queries.next_number(connection, "exhibit")
    taken = replace(taken, ref=f"{the_case(connection).initials}/{number}")
    entry = ledger.append(connection, kind, taken.to_json() | {"exhibit": number})
    return replace(taken, added_at=entry.recorded_at)


def _receipt(number: int, entry: Entry) -> Receipt:
    """What may be told of a change, once the transaction has ended well."""
    return Receipt(number=number, recorded_at=entry.recorded_at, fingerprint=entry.hash)
