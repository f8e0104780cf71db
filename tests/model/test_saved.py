"""What had been saved, in words."""

import pytest

from stalkdiary.errors import NotWritten, with_what_is_saved
from stalkdiary.model.ledger import KINDS
from stalkdiary.model.saved import saved_in_words


def test_what_was_saved_is_named_once() -> None:
    """In the order in which it was saved, and to be looked at before it is done again."""
    kinds = ["person", "incident", "exhibit", "exhibit", "handover"]
    assert saved_in_words(kinds) == (
        "Before that, this was saved: the person, the incident and the file.",
        False,
    )
    assert saved_in_words(["amendment"])[0].endswith("saved: the change.")


def test_a_note_in_the_custody_log_alone_lets_it_be_done_again() -> None:
    """A second note of a report is no second incident."""
    assert saved_in_words(["handover"]) == saved_in_words(["handover", "backup"])
    assert saved_in_words(["handover"])[1]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_entry_has_words(kind: str) -> None:
    """A kind that comes later must be named, too."""
    assert "an entry" not in saved_in_words([kind])[0]


def test_no_failure_says_that_nothing_was_saved_where_something_was() -> None:
    """The rest of its advice stays where it can be done again."""
    error = NotWritten("The disk is full.")
    again = with_what_is_saved(error, "It is noted.", again=True)
    assert again.advice == "It is noted. Make room or choose another disk, then try again."
    assert (again.sentence, again.exit_code, type(again)) == ("The disk is full.", 8, NotWritten)
    once = with_what_is_saved(error, "It is saved.", again=False)
    assert once.advice == "It is saved. Look with 'stalkdiary list' before you do it again."
    assert error.advice.startswith("Nothing was saved.")
