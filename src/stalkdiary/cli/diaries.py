"""`diaries`: those in the data folder, and nothing of what they hold."""

from typing import TYPE_CHECKING

import typer

from stalkdiary.cli import options
from stalkdiary.cli.session import Session
from stalkdiary.cli.which import data_folder
from stalkdiary.errors import shown

if TYPE_CHECKING:
    from stalkdiary.usecases.diaries import KeptDiary

EXAMPLES = ("stalkdiary diaries", "stalkdiary --diary second init", "stalkdiary --diary second add")


def diaries(context: typer.Context, as_json: options.Json = False) -> None:
    """The diaries in the usual folder: name, last change, passphrase or none.

    No diary is opened, and nothing of what is in it is shown. --diary NAME before a command uses
    one of them; --diary NAME init starts one. A diary elsewhere has a path instead of a name.
    """
    from stalkdiary.usecases.diaries import diaries_in

    session: Session = context.obj
    folder = data_folder()
    found = diaries_in(folder)
    if as_json:
        session.screen.json([each.to_json() for each in found])
        return
    if not found:
        session.screen.note(f"There is no diary in {shown(folder)}. To start one: stalkdiary init")
        return
    rows = [(each.name, f"{each.changed:%d %b %Y %H:%M}", _protection(each)) for each in found]
    session.screen.table(("Name", "Last change", "Passphrase"), rows, "{0}  {1}  {2}")
    if not session.is_open:
        session.screen.note(
            "To use one, put its name before the command: stalkdiary --diary NAME list"
        )


def _protection(diary: "KeptDiary") -> str:
    if diary.encrypted is None:
        return "the file can't be read"
    return "has a passphrase" if diary.encrypted else "no passphrase"
