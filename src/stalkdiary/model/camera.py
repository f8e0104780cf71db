"""Where a picture's own times contradict each other. They are labelled, never corrected."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction

_NUMBER = re.compile(r"[0-9]+(?:/[1-9][0-9]*)?")
_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})")
_CLOCKS_APART = timedelta(minutes=10)
"""More than a camera that is set by hand usually drifts."""
_ZONES_APART = timedelta(hours=15)
"""More than any time zone is away from UTC (14 hours), where the camera names no zone."""


def contradictions(metadata: Mapping[str, str] | None, added_at: str) -> tuple[str, ...]:
    """What does not fit together in what a picture says of itself, in plain words.

    `metadata` is as `read_metadata` found it, `added_at` when it was taken in: UTC, ISO 8601.
    """
    found = metadata or {}
    taken = _camera(found.get("taken", ""))
    if taken is None:
        return ()
    offset = _offset(found.get("taken_offset", ""))
    instant = taken - (offset or timedelta())
    room = _CLOCKS_APART if offset is not None else _ZONES_APART
    said = []
    satellite = _satellite(found.get("gps_date", ""), found.get("gps_time", ""))
    if satellite is not None and abs(instant - satellite) > room:
        said.append(
            f"the camera clock says {found['taken']}, the satellites {satellite:%Y-%m-%d %H:%M} UTC"
        )
    if instant - datetime.fromisoformat(added_at).astimezone(UTC) > room:
        said.append(f"the camera clock says {found['taken']}, later than it was added here")
    return tuple(said)


def _camera(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _offset(text: str) -> timedelta | None:
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    sign = -1 if match[1] == "-" else 1
    return sign * timedelta(hours=int(match[2]), minutes=int(match[3]))


def _satellite(day: str, time: str) -> datetime | None:
    """GPS time, which is UTC but for some seconds; ``2009:08:11`` and ``[8, 9, 91/2]``."""
    parts = [float(Fraction(part)) for part in _NUMBER.findall(time)]
    try:
        start = datetime.strptime(day, "%Y:%m:%d").replace(tzinfo=UTC)
        hours, minutes, seconds = parts
        return start + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except (ValueError, OverflowError):
        return None
