"""What a file says by its name and of its own time, before anybody has looked at it.

A time is a hint for the person, never a fact of the diary. A screenshot is made later than the
message that it shows, a picture that was sent lost what the camera wrote, and a copy of a file is
dated when it was copied; so each hint says what time it is.

Sources: the names that Android, iOS and macOS give to screenshots; that Google's camera gives to
pictures (``PXL_``, in UTC), others' cameras (``IMG_``, ``VID_``, Samsung without letters, in local
time), WhatsApp, Signal and Telegram to what they save, and recorders to what they record.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from stalkdiary.model.timezone import zone

EXIF: Final = "EXIF"
FILE_NAME: Final = "file name"
FILE_TIME: Final = "file time"

_EARLIEST: Final = date(1990, 1, 1)
_SEPARATOR = r"[-_. ]?"
_DAY = rf"(?P<year>(?:19|20)\d\d){_SEPARATOR}(?P<month>\d\d){_SEPARATOR}(?P<day>\d\d)"
_CLOCK = (
    r"(?P<hour>\d\d?)[-_.: h]?(?P<minute>\d\d)[-_.: m]?(?P<second>\d\d)(?:[-_.]?\d{3})?"
    r"(?:[ _]?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_BETWEEN = r"(?:[-_ T.]| at |, )"
_WITH_TIME: Final = re.compile(rf"(?<!\d){_DAY}{_BETWEEN}{_CLOCK}(?!\d)")
# Telegram's program for computers has the day first: photo_1@12-03-2024_10-15-30.jpg
_TELEGRAM: Final = re.compile(
    r"@(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>20\d\d)_"
    r"(?P<hour>\d\d)-(?P<minute>\d\d)-(?P<second>\d\d)(?P<half>)"
)
# Samsung's recorders: "Call recording 07700900123_240312_101530.m4a"
_SHORT_YEAR: Final = re.compile(
    r"^(?:Voice|Call recording|Recording|Conversation)\b.*[ _](?P<year>\d\d)(?P<month>\d\d)"
    r"(?P<day>\d\d)_(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)(?P<half>)(?!\d)",
    re.IGNORECASE,
)
_DAY_ONLY: Final = re.compile(rf"(?<!\d){_DAY}(?!\d)")
_SPACES: Final = {0xA0: " ", 0x202F: " "}
_EXIF_TIME: Final = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_EXIF_OFFSET: Final = re.compile(r"[+-]\d\d:\d\d")

_SCREENSHOT: Final = re.compile(r"screen ?-?_?(?:shot|record|capture)|^SVID_", re.IGNORECASE)
_NOTES: Final = (
    (_SCREENSHOT, "When the screenshot was made, not when what it shows was sent or happened."),
    (
        re.compile(r"^(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA", re.IGNORECASE),
        "The day on which WhatsApp put the file on the telephone; the hour is not in the name.",
    ),
    (
        re.compile(r"^WhatsApp (?:Image|Video|Audio|Ptt|Document)", re.IGNORECASE),
        "When the file was received or saved from WhatsApp, not when it was made.",
    ),
    (
        re.compile(r"^\d{8}-(?:PHOTO|VIDEO|AUDIO|GIF|STICKER)-", re.IGNORECASE),
        "When the message with this file was sent, by the clock of the telephone that exported it.",
    ),
    (
        re.compile(r"^signal-", re.IGNORECASE),
        "The time of the message with this file, or of saving it, as Signal wrote it in the name.",
    ),
    (
        re.compile(r"^(?:photo|video|audio|file|voice)_\d", re.IGNORECASE),
        "When the message with this file was sent, as Telegram wrote it in the name.",
    ),
    (
        re.compile(r"^PXL_"),
        "When the camera took it, by the name of the file, which has UTC; shown in local time.",
    ),
    (
        re.compile(r"^(?:IMG|VID|MVIMG|DSC|PANO|BURST|\d{8})_?", re.IGNORECASE),
        "When the camera took it, by the clock of the telephone, as it stands in the file name.",
    ),
    (
        re.compile(r"voice ?-?mail", re.IGNORECASE),
        "The time in the name of the voicemail: when it was left, or when it was saved.",
    ),
    (
        re.compile(r"^(?:voice|call|recording|rec|audio|new recording)", re.IGNORECASE),
        "When the recording was made, by the clock of the telephone, as it stands in the name.",
    ),
)
_OTHER_NAME: Final = "The time in the name of the file; what it is the time of is not said."
_CAMERA: Final = (
    "When the camera took it, by its own clock, which names no time zone and may be wrong."
)
_CAMERA_WITH_ZONE: Final = "When the camera took it, by its own clock, which may be wrong."
_FILE_CHANGED: Final = (
    "When the file was last changed or copied, which is often later than what it shows."
)


_LITTER: Final = frozenset(
    {".ds_store", ".localized", "icon\r", "thumbs.db", "ehthumbs.db", "desktop.ini"}
    | {".directory", ".nomedia", ".picasa.ini"}
)
_LITTER_FOLDERS: Final = frozenset(
    {"__macosx", ".spotlight-v100", ".fseventsd", ".trashes", ".trash", "$recycle.bin"}
    | {"system volume information", "@eadir", ".thumbnails"}
)
# Notes of macOS on another file, and the marks of office programs while a document is open.
_LITTER_FORMS: Final = re.compile(r"\._.+|~\$.+|\.~lock\..*#", re.DOTALL)


class TimeHint(NamedTuple):
    """A time that a file gives of itself.

    Attributes:
        text: as `--when` takes it: ``2024-03-12 10:15``, with ``+01:00`` where the camera named
            its zone; a date alone where the hour is not known.
        basis: ``EXIF``, ``file name`` or ``file time``.
        note: what time that is, as a plain sentence.
    """

    text: str
    basis: str
    note: str


def time_hint(
    name: str,
    metadata: Mapping[str, str] | None,
    file_times: Mapping[str, str] | None,
    *,
    now: datetime,
    timezone: str = "Europe/London",
) -> TimeHint | None:
    """The best time that a file gives: the camera's, else that in its name, else its own.

    A time that no calendar has, or that has not come yet, is none.

    Args:
        name: the name of the file, with or without folders; untrusted.
        metadata: as `store.metadata.read_metadata` finds it.
        file_times: ``modified``, UTC, ISO 8601, as exhibits have it.
        now: the present, aware.
        timezone: the IANA zone in which UTC times are told.
    """
    base = re.split(r"[/\\]", name)[-1].translate(_SPACES)
    return (
        _of_camera(base, metadata or {}, now, timezone)
        or _in_name(base, now, timezone)
        or _of_file((file_times or {}).get("modified", ""), now, timezone)
    )


def is_litter(name: str) -> bool:
    """Whether an operating system or a program left a file there, and no person kept it.

    A hidden file is not litter for being hidden: people hide what they keep. Before the name may
    stand the folders that it lies in, with ``/`` between.
    """
    *folders, base = name.split("/")
    if any(folder.casefold() in _LITTER_FOLDERS for folder in folders):
        return True
    return base.casefold() in _LITTER or _LITTER_FORMS.fullmatch(base) is not None


def _of_camera(
    base: str, metadata: Mapping[str, str], now: datetime, timezone: str
) -> TimeHint | None:
    taken = _EXIF_TIME.fullmatch(metadata.get("taken", "").strip())
    if taken is None:
        return None
    moment = _moment(taken.groups())
    offset = metadata.get("taken_offset", "").strip()
    has_zone = _EXIF_OFFSET.fullmatch(offset) is not None
    if moment is None:
        return None
    try:
        aware = datetime.fromisoformat(f"{moment.isoformat()}{offset}" if has_zone else "")
    except ValueError:
        aware, has_zone = moment.replace(tzinfo=zone(timezone)), False
    if aware > now:
        return None
    note = _CAMERA_WITH_ZONE if has_zone else _CAMERA
    if _SCREENSHOT.search(base):
        note = _NOTES[0][1]
    return TimeHint(f"{moment:%Y-%m-%d %H:%M}{offset if has_zone else ''}", EXIF, note)


def _in_name(base: str, now: datetime, timezone: str) -> TimeHint | None:
    note = next((note for pattern, note in _NOTES if pattern.search(base)), _OTHER_NAME)
    here = zone(timezone)
    for pattern in (_TELEGRAM, _SHORT_YEAR, _WITH_TIME):
        for found in pattern.finditer(base):
            moment = _moment_in_name(found)
            if moment is None:
                continue
            if base.startswith("PXL_"):
                moment = moment.replace(tzinfo=UTC).astimezone(here).replace(tzinfo=None)
            if moment.replace(tzinfo=here) <= now:
                return TimeHint(f"{moment:%Y-%m-%d %H:%M}", FILE_NAME, note)
    for found in _DAY_ONLY.finditer(base):
        moment = _moment((found["year"], found["month"], found["day"]))
        if moment is not None and moment.date() <= now.astimezone(here).date():
            return TimeHint(f"{moment:%Y-%m-%d}", FILE_NAME, note)
    return None


def _moment_in_name(found: re.Match[str]) -> datetime | None:
    year = found["year"] if len(found["year"]) > 2 else f"20{found['year']}"  # noqa: PLR2004
    hour = int(found["hour"])
    half = (found["half"] or "").casefold()
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - the clock's
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return _moment(
        (year, found["month"], found["day"], str(hour), found["minute"], found["second"])
    )


def _of_file(modified: str, now: datetime, timezone: str) -> TimeHint | None:
    try:
        moment = datetime.fromisoformat(modified)
    except ValueError:
        return None
    if moment.tzinfo is None or not moment.date() >= _EARLIEST or moment > now:
        return None
    local = moment.astimezone(zone(timezone))
    return TimeHint(f"{local:%Y-%m-%d %H:%M}", FILE_TIME, _FILE_CHANGED)


def _moment(parts: tuple[str | None, ...]) -> datetime | None:
    try:
        moment = datetime(*map(int, filter(None, parts)))  # type: ignore[arg-type] # noqa: DTZ001
    except ValueError:
        return None
    return moment if moment.date() >= _EARLIEST else None
