"""A short name that becomes part of a file's name: that of a diary, or the label of a report.

Nothing in it can be a path, act on a terminal or mean a device, on any system that the file may be
carried to: https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file.
"""

import unicodedata

from stalkdiary.errors import AnswerNeeded

DIARY_ENDING = ".db"
MOST_CHARACTERS = 40
_BETWEEN = " -_'"
"""What may stand between letters and digits."""
_LETTERS = {"L", "M", "N"}
"""Categories of Unicode: letters, the marks that are written on them, digits."""
_DEVICES = {
    *("con", "prn", "aux", "nul", "conin$", "conout$"),
    *(f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"),
}
"""A file of this name, whatever its ending, is a device on Windows."""


def short_name(text: str, what: str) -> str:
    """`text` without the spaces around it, with its letters composed (Unicode NFC).

    Args:
        text: as it was typed.
        what: it is the name of, at the beginning of a sentence: "The name of a diary".

    Raises:
        AnswerNeeded: it is empty or too long, or holds what a file can't be called everywhere.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not is_short_name(name):
        raise AnswerNeeded(
            f"{what} has letters and digits, with spaces or - between them, and at most "
            f"{MOST_CHARACTERS} of them. Some systems keep words such as CON for themselves.",
            "Choose another one, such as: notes-2",
        )
    return name


def is_short_name(name: str) -> bool:
    """Whether `name` stands as it is for a diary or a label."""
    return (
        0 < len(name) <= MOST_CHARACTERS
        and name[0].isalnum()
        and all(each in _BETWEEN or unicodedata.category(each)[0] in _LETTERS for each in name)
        and _folded(name) not in _DEVICES
    )


def same_name(one: str, other: str) -> bool:
    """Whether two names would be one file on some systems: case and Unicode forms don't tell."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
