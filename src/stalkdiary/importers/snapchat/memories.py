"""Snapchat's ``memories_history.json``: when and where the person's own pictures were taken.

They are nobody's messages, so that there is nothing to import; what stands there is said, since a
date and a place of hers may answer a question.

Source: eight public programs that download the pictures in the list; no public sample was found.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from stalkdiary.importers.foreign import HoldsNone
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.documents import Documents, showing
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.jsonfile import JsonFile, is_object
from stalkdiary.importers.reading.jsontext import Shape
from stalkdiary.model.message import Item

_SHAPE: Shape = {"Saved Media": [None]}
_PLACE = re.compile(r"Latitude, Longitude: (-?[0-9.]+), (-?[0-9.]+)")
_MOST_TOLD: Final = 3
_NAMED = re.compile(r"memories_history(?: ?\([0-9]{1,3}\))?\.json")


def recognises(export: Export) -> str | None:
    """None; raises `HoldsNone` of such a list, with how many pictures, when and where."""
    member = next(DOCUMENTS.of(export), ...)
    if member is ...:
        return None
    clock, days, places = Clock("UTC"), list[str](), dict[str, None]()
    for node in JsonFile(export, _SHAPE, member).elements():
        days.append(node.moment("Date", clock).local[:16].replace("T", " "))
        where = _PLACE.search(node.text("Location") or "")
        if where is not None and where.groups() != ("0.0", "0.0"):
            places[f"{where[1]}, {where[2]}"] = None
    span = f", taken from {min(days)} to {max(days)} UTC" if days else ""
    known = f", at {'; '.join(islice(places, _MOST_TOLD))}" if places else ""
    more = f" and {len(places) - _MOST_TOLD} more places" if len(places) > _MOST_TOLD else ""
    many = f"lists {len(days)} of your own pictures and videos"
    raise HoldsNone(
        f"{export.place(member)} {many}{span}{known}{more}. It holds no messages.",
        "Nothing was imported. To keep the list as it is: stalkdiary attach N FILE",
    )


def read(_export: Export, _reading: Reading) -> Iterator[Item]:
    yield from ()


DOCUMENTS: Final = Documents(_NAMED.fullmatch, showing(is_object, rb'"Saved Media"\s*:'))
