"""What a picture says of itself: camera time, place, device. Read only, kept as found."""

from contextlib import suppress
from typing import Any, BinaryIO

_TAGS = {
    "taken": "EXIF DateTimeOriginal",
    "taken_offset": "EXIF OffsetTimeOriginal",
    "digitised": "EXIF DateTimeDigitized",
    "changed": "Image DateTime",
    "make": "Image Make",
    "model": "Image Model",
    "software": "Image Software",
    "gps_date": "GPS GPSDate",
    "gps_time": "GPS GPSTimeStamp",
}
_PICTURES = frozenset({"image/jpeg", "image/tiff", "image/heic", "image/heif", "image/webp"})
_MOST_CHARACTERS = 500


def read_metadata(file: BinaryIO, media_type: str) -> dict[str, str] | None:
    """The camera's own account of a picture, None where it has none or can't be read.

    Nothing is corrected: a camera clock may be wrong, and that is for people to judge.

    Returns:
        Any of ``taken``, ``taken_offset``, ``digitised``, ``changed`` (camera's local time, as
        written), ``make``, ``model``, ``software``, ``gps_date``, ``gps_time`` (UTC), ``latitude``
        and ``longitude`` (decimal degrees).
    """
    if media_type not in _PICTURES:
        return None
    # The file may be hostile and the library may fail on it in any way; the evidence itself is
    # already safe, so a picture that can't be understood has no metadata.
    with suppress(Exception):
        import exifread
        from exifread.utils import get_gps_coords

        tags: dict[str, Any] = exifread.process_file(file, details=False)
        found = {
            name: " ".join(str(tags[tag]).split())[:_MOST_CHARACTERS]
            for name, tag in _TAGS.items()
            if tag in tags
        }
        with suppress(Exception):
            coordinates = get_gps_coords(tags)
            if coordinates:
                found["latitude"], found["longitude"] = (f"{value:.6f}" for value in coordinates)
        return {name: text for name, text in found.items() if text} or None
    return None
