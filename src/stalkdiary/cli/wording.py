"""Words for values that several commands show."""

from datetime import UTC, datetime

from stalkdiary.model.incident import Incident
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.moment import Moment
from stalkdiary.model.receipt import Receipt
from stalkdiary.model.text import on_one_line, shortened

_WHAT_CHARACTERS = 100
_STEP = 1000


def written(recorded_at: str, timezone: str) -> str:
    """When an entry was recorded, in the diary's time zone: "Mon 23 Nov 2026 08:33"."""
    instant = datetime.fromisoformat(recorded_at).astimezone(UTC).replace(second=0)
    return Moment.exact(instant, timezone=timezone).short()


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


def receipt_lines(receipt: Receipt) -> list[str]:
    """What was kept, and the fingerprint, after something was saved."""
    lines = [
        f"Kept as {each.ref}: {each.name}"
        + (f" ({size(each.bytes)}, SHA-256 {each.sha256})" if each.sha256 else "")
        for each in receipt.exhibits
    ]
    return [*lines, f"Fingerprint: {short_fingerprint(receipt.fingerprint)}"]
