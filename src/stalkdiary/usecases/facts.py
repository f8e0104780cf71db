"""Everything that a report or a bundle is made from, read in one go."""

from datetime import datetime
from typing import Any

from stalkdiary.diary import Diary
from stalkdiary.model.selection import EVERYTHING, Selection
from stalkdiary.reports.facts import Chosen, Facts, by_message
from stalkdiary.store import ledger


def gather_facts(
    diary: Diary, selection: Selection = EVERYTHING, *, now: datetime, recipient: str | None = None
) -> Facts:
    """The facts of the selected incidents, withdrawn ones too, all of one state of the diary.

    `now`, aware, is when the report is made, and `recipient` who it is for.
    """
    with diary.reading() as connection:
        case = diary.case()
        incidents = list(diary.incidents(selection))
        people = diary.people()
        restored = {
            each.content()["incident"] for each in ledger.entries_of_kind(connection, "restoration")
        }
        return Facts(
            initials=case.initials,
            timezone=case.timezone,
            made_up=case.made_up,
            now=now,
            incidents=incidents,
            histories={
                each.number: diary.history(each.number)
                for each in incidents
                if each.amended or each.withdrawn or each.number in restored
            },
            exhibits=diary.exhibits(),
            enclosed=by_message(diary.enclosed()),
            people=people,
            actions=diary.actions(),
            handovers=[(at, _signed(details)) for at, details in diary.handovers()],
            fingerprint=diary.fingerprint,
            entries=ledger.count(connection),
            chosen=Chosen(
                since=selection.since,
                until=selection.until,
                person=next((p.name for p in people if p.number == selection.person), None),
                types=selection.types,
            ),
            recipient=recipient,
            noted=not diary.read_only,
            messages=diary.messages,
            marks=diary.marks(),
        )


def _signed(details: dict[str, Any]) -> dict[str, Any]:
    """A line of the custody log; of a timestamp with who signed it, by their certificates."""
    authority, roots = details.get("authority"), details.get("roots")
    if details["what"] != "timestamp" or not (
        isinstance(authority, str) and isinstance(roots, str)
    ):
        return details
    # Here, because cryptography is wanted by diaries with timestamps alone.
    from stalkdiary.handover.trust import signer

    by = signer(authority, roots)
    return details | {"signer": by.name, "certificates": str(by.standing)}
