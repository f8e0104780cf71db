"""A blank page to fill in by hand, and a table for a phone, with what `add` asks.

Neither names the program or says what it is for: the page may be found.
"""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from stalkdiary.reports.pdf import typeset

TITLE: Final = "Notes"


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that is asked, in the order of `add`.

    Attributes:
        heading: over its lines, and of its column. `import` knows it by this name.
        lines: on a page.
        on_card: lines on a card that fits a pocket; 0 for none.
    """

    heading: str
    lines: int
    on_card: int = 0


FIELDS: Final = (
    Asked("Date", 1, 1),
    Asked("Time", 1, 1),
    Asked("What happened", 11, 11),
    Asked("Place", 1, 1),
    Asked("How it made me feel", 2, 0),
    Asked("How many times", 1, 0),
    Asked("How I knew who it was", 1, 1),
    Asked("Witnesses", 2, 1),
    Asked("How to reach witnesses", 2, 0),
    Asked("Appearance", 1, 0),
    Asked("Vehicle", 1, 1),
    Asked("My response", 1, 0),
    Asked("Injury and treatment", 1, 0),
    Asked("What it cost", 1, 0),
    Asked("Children there", 1, 0),
    Asked("Account or link", 1, 0),
    Asked("Police reference", 1, 0),
)
_HINTS: Final = {
    "Date": "as well as you know it; “not sure” is an answer",
    "What happened": "in your own words: what you saw and heard",
    "How I knew who it was": "how long, how far away, in what light",
    "Witnesses": "who saw or heard it",
}
_BESIDE: Final = {"Date", "Witnesses", "Appearance", "Injury and treatment", "Children there"}
"""What stands on one line with the next; on a card the date alone does."""
_CARDS: Final = 4
_WIDTH: Final = 72


def sheet_pdf(*, made: datetime, cards: bool = False, numbers: tuple[str, ...] = ()) -> bytes:
    """A page of A4, or four cards on one to cut out and fold, with `numbers` at the foot."""
    data: dict[str, Any] = {
        "title": TITLE,
        "cards": _CARDS if cards else 0,
        "fields": [
            {
                "heading": each.heading,
                "hint": "" if cards else _HINTS.get(each.heading, ""),
                "lines": each.on_card if cards else each.lines,
                "beside": each.heading in _BESIDE and (not cards or each.heading == "Date"),
            }
            for each in FIELDS
            if each.on_card or not cards
        ],
        "numbers": list(numbers),
    }
    return typeset("sheet.typ", data, made=made)


def sheet_text(*, numbers: tuple[str, ...] = ()) -> str:
    """The same page as plain text."""
    parts = [TITLE.upper()]
    for each in FIELDS:
        hint = _HINTS.get(each.heading)
        label = f"{each.heading} ({hint}):" if hint else f"{each.heading}:"
        rest = max(_WIDTH - len(label) - 1, 12)
        first = f"{label} {'_' * rest}" if each.lines == 1 else label
        lines = [] if each.lines == 1 else ["_" * _WIDTH] * each.lines
        parts.append("\n\n".join([first, *lines]))
    parts += numbers
    return "\n\n".join(parts) + "\n"


def sheet_csv() -> str:
    """A table with the same columns and no row."""
    target = io.StringIO()
    csv.writer(target).writerow([each.heading for each in FIELDS])
    return target.getvalue()
