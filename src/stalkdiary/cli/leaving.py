"""What is said, and asked, before something leaves the encryption of the diary."""

from typing import TYPE_CHECKING, Annotated

from stalkdiary.cli.options import flag
from stalkdiary.errors import AnswerNeeded

if TYPE_CHECKING:
    from stalkdiary.cli.session import Session
    from stalkdiary.diary import Diary

Yes = Annotated[bool, flag("--yes", "Do not ask before it is written without the passphrase.")]


def warn_of_leaving(
    session: "Session", diary: "Diary", what: str, *, yes: bool, handed_over: bool = True
) -> None:
    """Says that `what` is not protected, before it is written; at a terminal it has to be wanted.

    `what` begins a sentence, such as "The report". With `yes` the person has said yes already, by
    an option. `handed_over` says that it is made for somebody else. Raises `AnswerNeeded`: it is
    not wanted.
    """
    disclosed = " When it is handed over, what is in it may be shown to the other side."
    how = "Whoever finds it can read it."
    if diary.key is not None:
        how = f"{what} will not be protected by your passphrase: whoever finds it can read it."
    session.screen.note(how + disclosed * handed_over)
    if diary.key is None or yes or not session.may_ask:
        return
    from stalkdiary.cli.prompts import yes as answered_yes

    if not answered_yes("Write it?", default=True):
        raise AnswerNeeded("Nothing was written.", "You can run this again at any time.")
