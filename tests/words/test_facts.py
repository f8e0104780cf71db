"""The list of what a person checks before a release leaves nothing out."""

from tests.words.facts import facts

from stalkdiary.contacts import read_contacts
from stalkdiary.model.law import laws, told_in_guides


def test_every_help_line_and_every_marked_line_of_the_law_is_listed() -> None:
    """What is marked as lasting is not."""
    listed = [fact.words for fact in facts()]
    for contact in read_contacts():
        assert any(line.startswith(f"{contact.name}: ") for line in listed)
    told = [*told_in_guides(), *(limit for law in laws().values() for limit in law.limits)]
    for each in told:
        assert (each.words in listed) == each.again


def test_each_has_a_source_and_a_day() -> None:
    for fact in facts():
        assert fact.source
        assert fact.read.startswith("202")
