"""Calendar files (`.ics`): each event as an entry of the person's own record.

Somebody who has kept dates in a calendar can bring them in; nothing says which events matter, so
`--since` and `--until` choose, and what is not wanted is withdrawn. An event that comes again is
taken once, for the file says only when it was meant to come again.

Source: RFC 5545, read by the library icalendar.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.model.message import ExportTime, Item, Notice, OwnEntry, Resolution

_MOST_BYTES: Final = 64 * 1024 * 1024
_MARK: Final = b"begin:vcalendar"
_BEGINS: Final = re.compile(rb"(?im)^BEGIN:")
_ENDS: Final = re.compile(rb"(?im)^END:")
_EVENTS: Final = re.compile(rb"(?im)^BEGIN:VEVENT[ \t]*\r?$")
_REPEATS: Final = "It is to come again in the calendar; only its first time is here."
_NO_TIME: Final = "The calendar gives no time for it that can be read."
_NO_WORDS: Final = "An event without words."


def recognises(export: Export) -> str | None:
    if not export.is_single:
        return None
    return (
        "calendar" if export.head.lstrip(b"\xef\xbb\xbf \r\n").lower().startswith(_MARK) else None
    )


def read(export: Export, reading: Reading) -> Iterator[Item]:
    if export.size > _MOST_BYTES:
        raise InputRefused(
            f"{export.place()} is larger than any calendar.",
            "Nothing was imported. To keep the file as it is: stalkdiary attach N FILE",
        )
    clock = Clock(reading.timezone)
    number = 0
    for calendar in _calendars(export):
        if "NAME" in calendar or "X-WR-CALNAME" in calendar:
            name = calendar.get("NAME") or calendar.get("X-WR-CALNAME")
            yield Notice("calendar", f"The calendar is called {_text(name)}.")
        for event in calendar.walk("VEVENT"):
            number += 1
            yield _entry(event, f"event {number}", clock)


def _calendars(export: Export) -> list[Any]:
    from icalendar import Calendar

    with export.opened() as file:
        data = file.read().removeprefix(codecs.BOM_UTF8)
    try:
        found: list[Any] = Calendar.from_ical(data, multiple=True)
    except Exception as error:
        raise InputRefused(
            f"{export.place()} is not a whole calendar file ({error}).",
            "Nothing was imported. Export it again, or keep the file with 'stalkdiary attach'.",
        ) from error
    # The library passes over what has no end, and an event that nobody sees is evidence lost.
    begun, ended = len(_BEGINS.findall(data)), len(_ENDS.findall(data))
    events = sum(1 for calendar in found for _ in calendar.walk("VEVENT"))
    if begun != ended or events != len(_EVENTS.findall(data)):
        raise InputRefused(
            f"{export.place()} is cut short: found {events} whole events, expected as many as "
            "begin in it.",
            "Nothing was imported. Export it again, or keep the file with 'stalkdiary attach'.",
        )
    return found


def _entry(event: Any, locator: str, clock: Clock) -> OwnEntry:  # noqa: ANN401 - the library's own
    time, flags = _time(event, clock)
    if "RRULE" in event or "RDATE" in event:
        flags = (*flags, _REPEATS)
    summary, description = _text(event.get("SUMMARY")), _text(event.get("DESCRIPTION"))
    place = _text(event.get("LOCATION"))
    return OwnEntry(
        locator,
        "\n".join(part for part in (summary, description) if part) or _NO_WORDS,
        time,
        {"where": place} if place else {},
        flags,
    )


def _time(
    event: Any,  # noqa: ANN401 - the library's own
    clock: Clock,
) -> tuple[ExportTime | None, tuple[str, ...]]:
    """Whatever the library makes of a broken date, the event has no time then."""
    try:
        start = event["DTSTART"]
        moment, raw = start.dt, start.to_ical().decode("utf-8")
        if isinstance(moment, datetime):
            if moment.tzinfo is None:
                return clock.wall(moment, raw, Resolution.SECOND)
            return clock.aware(moment, raw, Resolution.SECOND), ()
        if isinstance(moment, date):
            return clock.day(datetime(moment.year, moment.month, moment.day), raw), ()  # noqa: DTZ001
    except Exception:  # noqa: BLE001 - a file of anybody's making, and a library that may stumble
        return None, (_NO_TIME,)
    return None, (_NO_TIME,)


def _text(value: object) -> str:
    """A text of the calendar, storable; nothing where there is none."""
    if value is None:
        return ""
    text = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    return text.encode("utf-8", "replace").decode("utf-8").strip()
