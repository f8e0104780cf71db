"""Which diary is meant: one at a path, or one in the data folder by its name."""

import os
from contextlib import suppress
from pathlib import Path

from stalkdiary.cli.files import SEPARATORS, at_home, is_there
from stalkdiary.model.short_name import DIARY_ENDING, same_name, short_name

_FOLDER = "dayfile"
"""Neutral on purpose: it is seen in file managers and backups."""
_USUAL = "diary"


def data_folder() -> Path:
    """Where diaries lie that were started without a path."""
    from platformdirs import user_data_path

    return user_data_path(_FOLDER, appauthor=False)


def usual_diary() -> Path:
    """Where the diary lies when none is named."""
    return data_folder() / f"{_USUAL}{DIARY_ENDING}"


def diary_meant(given: str) -> Path:
    """The file that ``--diary`` means.

    What has a separator or a dot in it, or begins with ``~``, is a path, and so is the name of a
    file that is there: nobody's diary moves away because of a name. Anything else is the name of a
    diary in the data folder, in whatever case it was typed. Raises `AnswerNeeded`: it is neither.
    """
    path = at_home(Path(given))
    is_path = (
        not given or given.startswith("~") or any(each in given for each in (".", *SEPARATORS))
    )
    if is_path or (is_there(path) and not path.is_dir()):
        return path
    name = short_name(given, "The name of a diary")
    folder = data_folder()
    with suppress(OSError):
        for each in sorted(os.listdir(folder)):  # noqa: PTH208 - names alone
            if same_name(each, f"{name}{DIARY_ENDING}"):
                return folder / each
    return folder / f"{name}{DIARY_ENDING}"
