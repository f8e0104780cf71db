"""Words for values that several commands show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from stalkdiary.cli.screen import as_called
from stalkdiary.model.incident import Incident
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.moment import Moment
from stalkdiary.model.text import on_one_line, shortened

if TYPE_CHECKING:
    from stalkdiary.model.receipt import Receipt

_GRAVE = frozenset(
    {
        *("assault", "threats", "threats-children", "image-threats", "self-harm-threats"),
        *("break-in", "entering", "order-breach"),
    }
)
"""Threat to life, assault, somebody in the home, a child, an order that did not hold."""
_ALSO = {
    "threats-children": ("Childline",),
    # Nobody for sexual violence in the other nations is confirmed: docs/decisions/0003.
    "assault": ("Domestic and Sexual Abuse Helpline", "Victim Support"),
    "image-threats": ("Revenge Porn Helpline",),
    "order-breach": ("Police, not an emergency",),
}
"""Who else can help, by kind."""
_HELP = ("Emergency", "Cannot speak, on a mobile", "National Stalking Helpline")
"""Names in data/contacts.txt."""
UNNOTED = "The diary can only be read, so it could not note"
"""Begins a sentence."""
_WHAT_CHARACTERS = 100
_STEP = 1000


def written(recorded_at: str, timezone: str) -> str:
    """When an entry was recorded, in the diary's time zone: "Mon 23 Nov 2026 08:33"."""
    instant = datetime.fromisoformat(recorded_at).astimezone(UTC).replace(second=0)
    return Moment.exact(instant, timezone=timezone).short()


def when_in_words(when: Moment) -> str:
    """When something happened, as it is told once it is saved."""
    if when.start is None:
        return "not said. It is listed by when you wrote it down."
    return when.in_words()


def told_when(incident: Incident, timezone: str) -> str:
    """When it happened, for a list; where that was not said, when it was written."""
    when = incident.account.when
    return (
        f"written {written(incident.recorded_at, timezone)}" if when.start is None else when.short()
    )


def size(count: int | None) -> str:
    """A number of bytes for people: "1.2 MB", in steps of 1,000 as file managers count."""
    if count is None:
        return ""
    value, unit = float(count), "bytes"
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < _STEP or unit == "GB":
            break
        value /= _STEP
    return f"{count} bytes" if unit == "bytes" else f"{value:.1f} {unit}"


def in_short(incident: Incident) -> str:
    """What happened, on one line."""
    text = shortened(on_one_line(incident.account.what), _WHAT_CHARACTERS)
    return f"{text} (withdrawn)" if incident.withdrawn else text


_IN_DANGER = "If you feel in danger now, you can call:"


def help_lines(types: Iterable[str]) -> list[str]:
    """Where to get help, for what was filed under a kind that can be grave; else nothing."""
    grave = _GRAVE & set(types)
    if not grave:
        return []
    from stalkdiary.contacts import read_contacts

    wanted = [*_HELP, *(name for kind in _ALSO if kind in grave for name in _ALSO[kind])]
    found = sorted(
        (each for each in read_contacts() if each.name in wanted),
        key=lambda each: wanted.index(each.name),
    )
    lines = [f"{each.name}: {each.how} ({each.coverage})" for each in found]
    return [_IN_DANGER, *lines, as_called("More people to talk to: stalkdiary help-contacts"), ""]


def receipt_lines(receipt: Receipt) -> list[str]:
    """What was kept, and the fingerprint, after something was saved."""
    lines = [
        f"Kept as {each.ref}: {each.label}"
        + (f" ({size(each.bytes)}, SHA-256 {each.sha256})" if each.sha256 else "")
        for each in receipt.exhibits
    ]
    return [*lines, f"Check code: {short_fingerprint(receipt.fingerprint)}"]
