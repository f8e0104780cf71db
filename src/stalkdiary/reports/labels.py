"""Labels for exhibits, to be cut out and put on bags and envelopes."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from stalkdiary.model.exhibit import Exhibit
from stalkdiary.model.ledger import short_fingerprint
from stalkdiary.model.moment import Moment
from stalkdiary.model.text import on_one_line, shortened
from stalkdiary.reports.glyphs import printable, room_of
from stalkdiary.reports.pdf import typeset

# Characters that a label has room for; the whole text is in the list of exhibits.
_MOST_OF_A_NAME: Final = 160
_MOST_OF_A_FACT: Final = 90
_MOST_OF_A_REF: Final = 40


def to_labels(
    exhibits: Iterable[Exhibit], *, initials: str, fingerprint: str, made: datetime, timezone: str
) -> bytes:
    """A PDF with one label for each exhibit, in their order, eight to a page of A4.

    `fingerprint` is the newest hash of the ledger, `made` is aware, `timezone` the case's own.
    """
    day = Moment.exact(made.replace(second=0), timezone=timezone).short()
    name = _bounded(initials, _MOST_OF_A_REF)
    data = {
        "title": "Exhibit labels",
        "foot": f"Diary of {name} · {short_fingerprint(fingerprint)} · printed {day}",
        "labels": [_label(each, timezone) for each in exhibits],
    }
    return typeset("labels.typ", data, made=made)


def _label(exhibit: Exhibit, timezone: str) -> dict[str, Any]:
    return {
        "ref": _bounded(exhibit.ref, _MOST_OF_A_REF),
        "incident": f"Incident {exhibit.incident}",
        "name": _bounded(exhibit.label, _MOST_OF_A_NAME),
        "facts": [
            [label, _bounded(text, _MOST_OF_A_FACT)] for label, text in _facts(exhibit, timezone)
        ],
        "sha256": exhibit.sha256,
    }


def _facts(exhibit: Exhibit, timezone: str) -> Iterator[tuple[str, str]]:
    added = datetime.fromisoformat(exhibit.added_at).replace(second=0)
    yield "Added", Moment.exact(added, timezone=timezone).short()
    if exhibit.physical:
        yield "Where found", exhibit.found_at or ""
        yield "Handled by", exhibit.handled_by or ""
        yield "Packed", exhibit.packed or ""
        yield "Kept", exhibit.kept_at or ""
    elif exhibit.bytes is not None:
        yield "Bytes", f"{exhibit.bytes:,}"


def _bounded(text: str, most: int) -> str:
    """Bounded twice, as a character without a glyph is printed as a long code point."""
    bounded = shortened(printable(shortened(on_one_line(text), most)), most)
    while room_of(bounded) > 2 * most:
        bounded = shortened(bounded, len(bounded) * 3 // 4)
    return bounded
