"""Every failure that a person can meet: one sentence, one next step, one exit code.

The classes are the exit codes of the command line. Anything else that escapes is a bug of ours.
"""

import os
import re
from copy import copy
from pathlib import Path

_NOTHING = re.compile(r"(?:Nothing|No \w+) was \w+\. ?")
_LOOK_FIRST = "Look with 'stalkdiary list' before you do it again."
_BREAKS = {ord(each): f"⟨U+{ord(each):04X}⟩" for each in "\n\r\t"}


class StalkdiaryError(Exception):
    """A failure that we can explain. Never raised itself, only its subclasses.

    Attributes:
        sentence: what went wrong, in one plain sentence.
        advice: what to do next, in one plain sentence.
        exit_code: the status that the command ends with.

    >>> try:
    ...     diary.add(Account(what="He rang", types=("nonsense",)))
    ... except StalkdiaryError as error:
    ...     print(error.exit_code, error.sentence)
    4 There is no behaviour type 'nonsense'.
    """

    exit_code = 1
    advice = "Please try again."

    def __init__(self, sentence: str, advice: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if advice is not None:
            self.advice = advice


class AnswerNeeded(StalkdiaryError):
    """Something was left open that only the person can decide."""

    exit_code = 2


class ChangedMeanwhile(AnswerNeeded):
    """What is to be changed is no longer as it was when the change was thought of."""

    advice = "Nothing was saved. Look at it as it is now, and make the change once more."


class NothingMatched(StalkdiaryError):
    """The incident, exhibit or words asked for are not in the diary."""

    exit_code = 3
    advice = "Nothing was changed. 'stalkdiary list' shows what is in the diary."


class InputRefused(StalkdiaryError):
    """What was given can't be used as it stands."""

    exit_code = 4
    advice = "Nothing was saved."


class DiaryBusy(StalkdiaryError):
    """Another command holds the diary."""

    exit_code = 5
    advice = "Nothing was saved. Wait for the other command to finish, then try again."


class WrongPassphrase(StalkdiaryError):
    """The diary did not open with this passphrase or recovery code."""

    exit_code = 6
    advice = "Check capital letters and spaces, or type the recovery code instead."


class NoDiary(StalkdiaryError):
    """There is no diary at this place, or what is there is not a diary."""

    exit_code = 7


class NotWritten(StalkdiaryError):
    """The disk did not take it. Nothing was saved."""

    exit_code = 8
    advice = "Nothing was saved. Make room or choose another disk, then try again."


class NotRead(NotWritten):
    """The disk did not give it. That says nothing about whether it was altered."""

    advice = (
        "Nothing was changed. The disk may be failing: check that it is connected, copy the diary "
        "to another one, and use the copy."
    )


class DiaryReadOnly(NotWritten):
    """The diary lies where nothing can be written to it, such as a stick with its lock on."""

    advice = (
        "Nothing was saved. Copy it to a folder of your own, and go on with the copy: name it "
        "with --diary FILE."
    )


class MaybeSaved(NotWritten):
    """The disk failed while it was asked to keep what was written: it may be there all the same."""

    advice = (
        "It may have been saved: look with 'stalkdiary list' before you write it again, and use "
        "another disk."
    )


class UnsafeFile(StalkdiaryError):
    """A file that can't be taken in safely: a link, a device, a pipe, a folder, a moving target."""

    exit_code = 9


class EvidenceAltered(StalkdiaryError):
    """Part of the diary is not as it was written."""

    exit_code = 10
    advice = "Run 'stalkdiary verify' for the details. Keep this file and any backup as they are."


class NotAllChecked(StalkdiaryError):
    """Part of the diary could not be read, so it could not be checked."""

    exit_code = 11


def with_what_is_saved(error: StalkdiaryError, saved: str, *, again: bool) -> StalkdiaryError:
    """The same failure where something had been saved before it: "nothing was" would not be true.

    `saved` says that in a sentence, and `again` whether it can be done again as its advice says,
    without anything twice.
    """
    told = copy(error)
    told.advice = f"{saved} {_NOTHING.sub('', error.advice) if again else _LOOK_FIRST}".strip()
    return told


def text_of(error: OSError) -> str:
    """What the operating system said, without its number: "No space left on device"."""
    return error.strerror or type(error).__name__


def named(path: Path) -> str:
    """A path as text, to be stored: bytes that are not UTF-8 become visible escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def shown(path: Path) -> str:
    """A path as text on one line, to be printed: a line break in it becomes a visible mark.

    Without it, the name of a file could add a line of its own to what the program says.
    """
    return unbroken(named(path))


def unbroken(text: str) -> str:
    """`text` with its line breaks and tabs as visible marks, such as ⟨U+000A⟩."""
    return text.translate(_BREAKS)
