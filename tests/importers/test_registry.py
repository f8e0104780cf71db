"""Which importer is asked, and the guard that no fault of one gets past."""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from stalkdiary.errors import InputRefused, StalkdiaryError, UnsafeFile
from stalkdiary.importers import registry
from stalkdiary.importers.reading.clock import Clock
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.importers.registry import NO_REAL_TIME, UnknownFormat, importer_of, items
from stalkdiary.model.message import Item, Kind, Message, Notice, Resolution

Made = Callable[..., Export]

FAULTS = (ValueError("x"), KeyError("x"), RecursionError(), MemoryError(), OSError(5, "x"))


@pytest.fixture
def importers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts importers of our own into the place of the real ones."""

    def put(**functions: Any) -> None:
        made = []
        for name, (recognises, read) in functions.items():
            module = ModuleType(name)
            module.recognises = recognises  # type: ignore[attr-defined]
            module.read = read  # type: ignore[attr-defined]
            monkeypatch.setitem(sys.modules, f"stalkdiary.importers.{name}", module)
            made.append(name)
        monkeypatch.setattr(registry, "_MODULES", tuple(made))

    return put


def says(name: str | None) -> Callable[[Export], str | None]:
    return lambda _export: name


def gives(*found: Item, then: Exception | None = None) -> Callable[..., Iterator[Item]]:
    def read(_export: Export, _reading: Reading) -> Iterator[Item]:
        yield from found
        if then is not None:
            raise then

    return read


def fails(error: Exception) -> Callable[..., Any]:
    def fail(*_: object) -> None:
        raise error

    return fail


LINE = Notice("line 1", "Alex was blocked")


def test_the_first_that_knows_it_reads_it(
    made_export: Made, importers: Callable[..., None]
) -> None:
    importers(
        first=(says(None), gives()),
        second=(says("two"), gives(LINE)),
        third=(says("three"), gives()),
    )
    with made_export("x.txt", "hello") as export:
        name, importer = importer_of(export)
        assert name == "two"
        assert list(items(export, importer, Reading())) == [LINE]


@pytest.mark.parametrize("error", FAULTS, ids=lambda error: type(error).__name__)
def test_a_broken_importer_is_a_refusal(
    made_export: Made, importers: Callable[..., None], error: Exception
) -> None:
    """Whether it breaks when it is asked, at once when it reads, or half way through."""
    importers(broken=(fails(error), gives()))
    with made_export("x.txt", "hello") as export:
        with pytest.raises(InputRefused, match=r"x\.txt could not be read") as asked:
            importer_of(export)
        for read in (fails(error), gives(LINE, then=error)):
            importers(broken=(says("broken"), read))
            _, importer = importer_of(export)
            with pytest.raises(InputRefused, match=r"x\.txt could not be read"):
                list(items(export, importer, Reading()))
        assert asked.value.advice.startswith("Nothing was imported.")


def test_an_importer_that_can_not_be_loaded_is_a_refusal(
    made_export: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_MODULES", ("no_such_importer",))
    with made_export("x.txt", "hello") as export, pytest.raises(InputRefused, match=r"x\.txt"):
        importer_of(export)


@pytest.mark.parametrize("error", [InputRefused("a", "b"), UnsafeFile("a", "b")])
def test_what_an_importer_refuses_itself_stays_as_it_is(
    made_export: Made, importers: Callable[..., None], error: StalkdiaryError
) -> None:
    importers(strict=(fails(error), gives()))
    with made_export("x.txt", "hello") as export, pytest.raises(StalkdiaryError) as caught:
        importer_of(export)
    assert caught.value is error


def test_a_person_who_stops_it_is_heard(made_export: Made, importers: Callable[..., None]) -> None:
    """The guard is for faults alone."""

    def read(_export: Export, _reading: Reading) -> Iterator[Item]:
        yield LINE
        raise KeyboardInterrupt

    importers(slow=(says("slow"), read))
    with made_export("x.txt", "hello") as export:
        _, importer = importer_of(export)
        with pytest.raises(KeyboardInterrupt):
            list(items(export, importer, Reading()))


def test_an_unsafe_archive_is_shown_to_nobody(
    made_export: Made, importers: Callable[..., None]
) -> None:
    importers(curious=(fails(AssertionError("it was asked")), gives()))
    with (
        made_export("x.zip", {"../x": "hello"}, archive=True) as export,
        pytest.raises(UnsafeFile, match="leads out of it"),
    ):
        importer_of(export)


@pytest.mark.parametrize("archive", [False, True])
def test_what_nobody_knows_is_said_to_be_unknown(made_export: Made, archive: bool) -> None:
    content = {"x.bin": b"\x01\x02"} if archive else b"\x01\x02"
    with (
        made_export("x.bin", content, archive=archive) as export,
        pytest.raises(UnknownFormat, match="known here") as caught,
    ):
        importer_of(export)
    assert caught.value.advice.startswith("Nothing was imported.")
    assert "stalkdiary attach" in caught.value.advice


@pytest.mark.parametrize("name", registry._MODULES)
def test_every_importer_offers_what_is_asked_of_it(name: str) -> None:
    """What only ever refuses (contacts, for one) has nothing to read."""
    module = import_module(f"stalkdiary.importers.{name}")
    only_refuses = module.recognises.__annotations__["return"] is None
    assert callable(module.recognises)
    assert callable(getattr(module, "read", None)) is not only_refuses


@pytest.mark.parametrize(
    ("written", "is_zero"),
    [
        ("1970-01-01T00:00:00+00:00", True),
        ("1970-01-01T01:00:07+01:00", True),
        ("1969-12-31T16:00:00-08:00", True),
        ("2001-01-01T00:00:00+00:00", True),
        ("2000-12-31T16:00:00+00:00", True),
        ("2001-01-01T01:00:00+00:00", True),
        ("1904-01-01T00:00:00+00:00", True),
        ("2001-01-01T01:07:31+00:00", False),
        ("2001-01-02T00:00:00+00:00", False),
        ("2000-12-31T00:00:00+00:00", False),
        ("2026-01-01T00:00:00+00:00", False),
    ],
)
def test_the_zero_of_a_clock_is_no_time(
    made_export: Made, importers: Callable[..., None], written: str, is_zero: bool
) -> None:
    """It would stand as the first thing that ever happened."""
    at = datetime.fromisoformat(written)
    time = Clock("Europe/London").aware(at, written, Resolution.SECOND)
    message = Message("line 1", Kind.MESSAGE, "x", time, flags=("odd",))
    importers(a=(says("a"), lambda *_: iter([message])))
    with made_export("x", b"x") as export:
        _, importer = importer_of(export)
        (item,) = items(export, importer, Reading())
    assert isinstance(item, Message)
    assert item.flags == (("odd", NO_REAL_TIME) if is_zero else ("odd",))


@pytest.mark.parametrize(
    "name",
    [
        "Takeout/Google Chat/Groups/DM a/messages.json",
        "json/chat_history.json",
        "user_data_tiktok.json",
        "data/direct-messages.js",
    ],
)
def test_the_only_file_of_messages_is_named_where_it_is_empty(made_export: Made, name: str) -> None:
    """It is not said that the download holds no messages."""
    files = {name: b"", "chat_media/1.jpg": b"\xff\xd8\xff"}
    with (
        made_export("takeout-20260501T101112Z-001.zip", files, archive=True) as export,
        pytest.raises(InputRefused, match=f"{name}: found an empty file"),
    ):
        importer_of(export)
