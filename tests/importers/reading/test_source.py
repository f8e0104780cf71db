"""How formats that say only which files are theirs are told and read."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from stalkdiary.errors import InputRefused
from stalkdiary.importers.reading.documents import Documents, ends_with
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.reading.source import ExportReading, known_by, reader
from stalkdiary.model.message import Item, Notice, Skipped

Made = Callable[..., Export]
ONE = Documents(ends_with(".one"), lambda head: head.startswith(b"1"))
TWO = Documents(ends_with(".two"), lambda head: head.startswith(b"2"))


def notices(source: ExportReading) -> Iterator[Item]:
    for member in source.files(ONE):
        yield Notice(member.name if member else "itself", "x")


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"a.one": "1"}, "one"),
        ({"a.two": "2"}, "two"),
        ({"a.two": "2", "b.one": "1"}, "one"),
        ({"a.one": "2", "b.two": "1", "c.txt": "1"}, None),
        ("1", "one"),
        ("3", None),
    ],
)
def test_a_format_is_known_by_its_files(made_export: Made, files: Any, name: str | None) -> None:
    """By the name and the beginning of one; a single file may have any name."""
    with made_export("x", files, archive=isinstance(files, dict)) as export:
        assert known_by(("one", ONE), ("two", TWO))(export) == name


def test_what_was_not_read_is_accounted_for(made_export: Made) -> None:
    """On one line, or each file with the reason."""
    files = {"a.one": "1", "b.txt": "x", "c.txt": "x"}
    with made_export("x.zip", files, archive=True) as export:
        first, rest = reader(notices)(export, Reading())
        assert first == Notice("a.one", "x")
        assert isinstance(rest, Skipped)
        assert rest.locator == "b.txt and 1 more"
        assert list(reader(notices, others="another file")(export, Reading())) == [
            first,
            Skipped("b.txt", "another file"),
            Skipped("c.txt", "another file"),
        ]


def test_what_can_not_be_read_is_listed_only_when_asked(made_export: Made) -> None:
    """Else the whole import is refused."""

    def fail() -> Item:
        raise InputRefused("found this; expected that.", "Export it again.")

    with made_export("x", "1") as export:
        with pytest.raises(InputRefused, match="found this"):
            ExportReading(export, Reading()).attempt("line 3", fail)
        listed = ExportReading(export, Reading(skip_bad=True)).attempt("line 3", fail)
    assert listed == Skipped("line 3", "found this; expected that.")


def test_a_file_beside_the_messages_tells_whose_they_are(made_export: Made) -> None:
    """One that is damaged is passed over, and is not counted as read."""
    files = {"a/Me.json": '{"name": "Alex"}', "b/me.json": "{", "c/me.json": '{"name": 5}'}
    with made_export("x.zip", files, archive=True) as export:
        source = ExportReading(export, Reading())
        told = source.told("me.json".__eq__, lambda member: source.top(member).text("name"))
        assert list(told) == ["Alex"]
        assert [each.name for each in source.enclosed.unused()] == ["b/me.json", "c/me.json"]
