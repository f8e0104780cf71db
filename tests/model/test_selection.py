"""What is selected where nothing is said: an incident that is left out is missed by nobody."""

from dataclasses import fields

from stalkdiary.model.selection import EVERYTHING, Selection


def test_without_a_word_nothing_is_left_out() -> None:
    """No first or last day, nobody, no kind, no number; and what was withdrawn stays in sight."""
    assert Selection() == EVERYTHING
    left_open = {field.name: getattr(EVERYTHING, field.name) for field in fields(EVERYTHING)}
    assert left_open.pop("withdrawn") is True
    assert not any(left_open.values())
