"""Folders that a sync program copies to other people's computers, told by names and marks."""

import re
from contextlib import suppress
from pathlib import Path

_SERVICES = {
    # As Windows and macOS name them, for one account or several, at home or at work.
    "OneDrive": re.compile(r"onedrive([ -].*)?", re.IGNORECASE),
    "iCloud Drive": re.compile(
        r"mobile documents|com~apple~clouddocs|icloud ?drive", re.IGNORECASE
    ),
    "Dropbox": re.compile(r"dropbox([ -].*)?", re.IGNORECASE),
    "Google Drive": re.compile(r"google ?drive([ -].*)?|my drive", re.IGNORECASE),
}
# A folder may have any name; these are found in the uppermost one that is synced. The folder
# .dropbox in a home folder is something else, so that one has to be a file.
_MARKS = (
    ("Dropbox", ".dropbox", Path.is_file),
    ("Dropbox", ".dropbox.cache", Path.is_dir),
    ("Google Drive", ".tmp.drivedownload", Path.is_dir),
    ("Google Drive", ".tmp.driveupload", Path.is_dir),
)


def synced_service(path: Path) -> str | None:
    """The service to which a file or folder at `path` would be copied, None where none is known.

    Looks at the path as it was given and at where its links lead. `path` need not exist.
    """
    places = [path.absolute()]
    with suppress(OSError, RuntimeError):
        places.append(path.resolve())
    for place in places:
        for part in place.parts:
            for service, name in _SERVICES.items():
                if name.fullmatch(part):
                    return service
    for folder in (folder for place in places for folder in (place, *place.parents)):
        for service, mark, is_there in _MARKS:
            with suppress(OSError):
                if is_there(folder / mark):
                    return service
    return None
