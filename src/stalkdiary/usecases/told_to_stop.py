"""Having told somebody to stop, recorded from a message of the person's own that an import holds.

The message says when it was, word by word, and where it stands in the export: an officer can look
it up there.
"""

from collections.abc import Iterator
from typing import Final

from stalkdiary.diary import Diary
from stalkdiary.errors import AnswerNeeded, InputRefused, NothingMatched
from stalkdiary.model.action import Action
from stalkdiary.model.mark import TOLD_TO_STOP
from stalkdiary.model.message import HeldMessage
from stalkdiary.model.receipt import Receipt
from stalkdiary.model.sameness import one_spelling
from stalkdiary.model.tally import moment_of

KIND: Final = TOLD_TO_STOP


def record_told_to_stop(diary: Diary, message: int) -> Receipt:
    """Records that the person told them to stop, in the message of their own with this number.

    Raises:
        NothingMatched: no incident holds such a message.
        InputRefused: it is a message of somebody else.
        AnswerNeeded: it is recorded already.
    """
    held = next((each for each in _messages(diary) if each.number == message), None)
    if held is None:
        raise NothingMatched(
            f"There is no message {message} in the diary.",
            "Nothing was saved. 'stalkdiary messages' shows them with their numbers.",
        )
    if held.counted:
        raise InputRefused(
            f"Message {message} is not one of your own.",
            "Nothing was saved. Choose one that you sent.",
        )
    action = _action(held, diary.case().timezone)
    if any((each.kind, each.what) == (action.kind, action.what) for each in diary.actions()):
        raise AnswerNeeded(
            f"Message {message} is written down as telling them to stop already.",
            "Nothing was saved. 'stalkdiary action' lists what is there.",
        )
    return diary.record_action(action)


def own_messages(diary: Diary, words: str = "") -> list[HeldMessage]:
    """The person's own messages that hold these words, oldest first; all of them without words."""
    wanted = one_spelling(words)
    found = [
        each
        for each in _messages(diary)
        if not each.counted and wanted in one_spelling(each.message.text)
    ]
    return sorted(found, key=lambda each: each.message.time.instant if each.message.time else 0)


def is_told(diary: Diary) -> bool:
    return any(each.kind == KIND for each in diary.actions())


def _messages(diary: Diary) -> Iterator[HeldMessage]:
    for incident in diary.incidents():
        if incident.source == "import":
            yield from diary.messages(incident.number)


def _action(held: HeldMessage, timezone: str) -> Action:
    message = held.message
    return Action(
        kind=KIND,
        when=moment_of(message.time, message.time, timezone, "as the export tells it"),
        what=f"“{message.text.strip()}” ({held.source})",
    )
