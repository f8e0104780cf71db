"""The reference of the command line is what the program says today."""

from pathlib import Path

import pytest

pytest.importorskip("docutils", reason="docutils, of the group docs, is not installed")

from tests.words.reference import MANUAL, PAGE, commands, manual, page

from stalkdiary.cli.commands import COMMANDS


@pytest.mark.parametrize(("made", "there"), [(page, PAGE), (manual, MANUAL)])
def test_the_reference_is_up_to_date(made: object, there: Path) -> None:
    """Otherwise: python tests/words/reference.py."""
    assert callable(made)
    assert there.read_text(encoding="utf-8") == made()


def test_every_command_stands_in_it_with_an_example() -> None:
    """In the order of the help, after the global options."""
    told = list(commands())
    assert [each.name for each in told] == ["", *COMMANDS]
    assert [each.name for each in told if not each.examples or not each.options] == []
