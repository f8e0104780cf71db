"""The files that are named on the command line, before anything is done with them."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def at_home(path: Path) -> Path:
    """`path` with a leading ``~`` as the home folder; names such as ``~$letter.docx`` stay."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def is_there(path: Path) -> bool:
    """Whether there is something at `path`, as far as it can be told."""
    with suppress(OSError):
        return path.exists()
    return False


def bytes_of(files: Iterable[Path]) -> int:
    """How many bytes `files` hold together; what can't be read counts nothing here."""
    total = 0
    for file in files:
        with suppress(OSError):
            total += file.stat().st_size
    return total
