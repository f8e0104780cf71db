"""What had been saved before a command failed, in words."""

from collections.abc import Sequence

_NAMES = {
    "diary": "the new diary",
    "incident": "the incident",
    "amendment": "the change",
    "withdrawal": "the withdrawal",
    "restoration": "that the incident is brought back",
    "mark": "what is marked",
    "exhibit": "the file",
    "physical-exhibit": "the physical exhibit",
    "exhibit-amendment": "what the file shows",
    "person": "the person",
    "action": "the action",
    "action-amendment": "the change",
    "import": "the messages",
    "timestamp": "a timestamp",
    "case": "the initials",
}
_CUSTODY = {"handover", "backup"}


def saved_in_words(kinds: Sequence[str]) -> tuple[str, bool]:
    """What entries of these `kinds` mean for somebody who is told of a failure after them.

    ``diary`` stands for a new diary. Gives a sentence, and whether the same can be done again
    without anything twice in the record.
    """
    names = dict.fromkeys(_NAMES.get(each, "an entry") for each in kinds if each not in _CUSTODY)
    if not names:
        return "The custody log in the diary notes that it was made.", True
    *others, last = names
    told = f"{', '.join(others)} and {last}" if others else last
    return f"Before that, this was saved: {told}.", False
